//! The forms of values that keys take.

/// The JSON type of a value in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// The form of the values that a key takes.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// The text in messages and on the vocabulary page.
    pub(crate) description: &'static str,
    shapes: &'static [Shape],
}

impl Form {
    /// Returns `true` if values of a JSON type can have this form.
    pub(crate) fn takes(self, shape: Shape) -> bool {
        // A necessary condition only: the reader of the key checks the value itself.
        self.shapes.contains(&shape)
    }

    const fn text(words: &'static str) -> Self {
        Self { description: words, shapes: &[Shape::Text] }
    }

    const fn number(words: &'static str) -> Self {
        Self { description: words, shapes: &[Shape::Number] }
    }

    const fn list(words: &'static str) -> Self {
        Self { description: words, shapes: &[Shape::List] }
    }

    const fn object(words: &'static str) -> Self {
        Self { description: words, shapes: &[Shape::Object] }
    }
}

// The descriptions complete the sentence "expected …, found …", so they have an article and no full
// stop.
pub(super) const BOOLEAN: Form = Form { description: "true or false", shapes: &[Shape::Boolean] };
pub(super) const TEXT: Form = Form::text("text");
pub(super) const LOCALIZED: Form =
    Form { description: "a text, or texts by language", shapes: &[Shape::Text, Shape::Object] };
pub(super) const ID: Form = Form::text("an id");
pub(super) const GROUP_CODE: Form = Form::text("a group code");
pub(super) const AGENT_ID: Form = Form::text("an agent");
pub(super) const ROLE_ID: Form = Form::text("a role");
pub(super) const SCHEDULE_ID: Form = Form::text("a schedule");
pub(super) const TRIGGER_ID: Form = Form::text("a trigger");
pub(super) const ZONE: Form = Form::text("a time zone");
pub(super) const DATE: Form = Form::text("a date, `YYYY-MM-DD`");
pub(super) const INSTANT: Form = Form::text("an instant (RFC 3339)");
pub(super) const MODE: Form = Form::text("`off`, `optional` or `required`");
pub(super) const STRATEGY: Form =
    Form::text("`broadcast`, `ranked`, `least_busy`, `round_robin`, `weighted` or `longest_idle`");
pub(super) const OUTCOME: Form = Form::text("`assigned`, `ask` or `unassigned`");
pub(super) const WHOLE: Form = Form::number("a whole number from 0");
pub(super) const COUNT: Form = Form::number("a whole number from 1");
pub(super) const SECONDS: Form = Form::number("a number of seconds");
// TOML has no null, so the text `never` means the same.
pub(super) const WHOLE_OR_NEVER: Form = Form {
    description: "a whole number from 1, null or `never`",
    shapes: &[Shape::Number, Shape::Null, Shape::Text],
};
pub(super) const TAGS: Form = Form::list("a list of language tags");
pub(super) const SOURCES: Form = Form::list("a list of sources");
pub(super) const PERMISSIONS: Form = Form::list("a list of permissions");
pub(super) const SPANS: Form = Form::list("a list of spans");
pub(super) const GROUP_CODES: Form = Form::list("a list of group codes");
pub(super) const OBJECTS: Form = Form::list("a list of objects");
pub(super) const MEMBERS: Form =
    Form { description: "`all` or a list of agents", shapes: &[Shape::Text, Shape::List] };
pub(super) const OBJECT: Form = Form::object("an object");
/// The form of a condition. A list is not valid, but it is read as conditions of `all` after it was reported, so
/// that problems in them are found in one pass.
pub(super) const CONDITION: Form =
    Form { description: "a condition", shapes: &[Shape::Object, Shape::List] };
