//! Conditions as written: expressions, and predicates that test one field.
//!
//! The two types are in one file because each may hold the other: a predicate that could not be read in full keeps the
//! conditions that were found in it.

use std::fmt;

use smallvec::{SmallVec, smallvec};

use crate::condition::keys::Operator;
use crate::visitor::Field;

/// A boolean expression over fields and states. A trigger fires if its condition is true for a visitor.
///
/// The logic is three-valued ([rule C2](crate::_rules#c2)): a predicate on a field that is not known is
/// *unknown*, and so is its negation. A trigger fires only on true, so a negation never fires because
/// something is not known.
///
/// In code, fields make [predicates](Predicate), and `&`, `|` and `!` join them. `Display` writes one line
/// for people. Documents use the form of [rule C1](crate::_rules#c1).
///
/// ```
/// use frontdesk::{Condition, Field};
/// let condition = Field::PageHost.within("example.fr")
///     & !Field::Device.is("bot").if_unknown(false);
/// assert_eq!(
///     condition.to_string(),
///     r#"page.host within "example.fr" and not device is "bot" (false if unknown)"#
/// );
/// let read: Condition = serde_json::from_str(
///     r#"{"all": [{"field": "page.host", "within": "example.fr"},
///                 {"not": {"field": "device", "is": "bot", "if_unknown": false}}]}"#)?;
/// assert_eq!(condition, read);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Negation and what is not known
///
/// A negation of an unknown predicate is unknown too, so it does not fire. `!Field::Device.is("bot")` reads
/// like "everybody but robots". But if the host does not parse the `User-Agent` header, no visitor has a
/// known device, and the trigger never fires. Visitors whose browser sends no language, whose country the
/// host cannot find out, or who come without a referrer are in the same position.
///
/// [`Predicate::if_unknown`] says what an unknown predicate counts as. It belongs to the predicate, inside
/// the negation:
///
/// | condition | device `bot` | device `desktop` | device not known |
/// | --- | --- | --- | --- |
/// | `Field::Device.is("bot")` | fires | does not fire | does not fire |
/// | `!Field::Device.is("bot")` | does not fire | fires | **does not fire** |
/// | `!Field::Device.is("bot").if_unknown(false)` | does not fire | fires | fires |
/// | `!Field::Device.is("bot").if_unknown(true)` | does not fire | fires | does not fire |
///
/// ```
/// use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Trigger, Visitor};
/// let fires = |condition: Condition| -> Result<bool, frontdesk::Problems> {
///     let workspace = Draft::new()
///         .group(Group::new("sales", "Sales"))
///         .trigger(Trigger::new("people", "sales").when(condition))
///         .check()?;
///     let router = Router::new(workspace);
///     let presence = Presence::everyone_online(&router);
///     Ok(router.route(&Visitor::undated(), &presence).group().is_some())
/// };
/// assert!(!fires(!Field::Device.is("bot"))?, "the device is not known");
/// assert!(fires(!Field::Device.is("bot").if_unknown(false))?);
/// # Ok::<(), frontdesk::Problems>(())
/// ```
pub enum Condition {
    /// True if every part is true, false if any part is false.
    All(Vec<Condition>),
    /// True if any part is true, false if every part is false.
    Any(Vec<Condition>),
    /// True if the part is false, unknown if the part is unknown: see [negation and what is not
    /// known](Condition#negation-and-what-is-not-known).
    Not(Box<Condition>),
    /// A test of one field.
    Predicate(Predicate),
}

impl Condition {
    /// Returns the depth and the number of predicates. A predicate has depth 1; `all`, `any` and `not` have
    /// one more than their deepest part.
    pub(crate) fn size(&self) -> (usize, usize) {
        let (mut deepest, mut predicates) = (0, 0);
        // An explicit stack, because a condition that is built in code may be deeper than the call stack.
        let mut open: SmallVec<[(&Self, usize); 16]> = smallvec![(self, 1)];
        while let Some((condition, depth)) = open.pop() {
            // The depth is recorded at every node, because an empty `all` has a depth, too.
            deepest = deepest.max(depth);
            match condition {
                Self::All(parts) | Self::Any(parts) => {
                    open.extend(parts.iter().map(|part| (part, depth + 1)));
                }
                Self::Not(part) => open.push((part, depth + 1)),
                Self::Predicate(_) => predicates += 1,
            }
        }
        (deepest, predicates)
    }
}

/// A test of one field: `{"field": F, OP: VALUE}`.
///
/// A [`Field`] makes it: `Field::Country.is("FR")`.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate(Repr);

/// The parts of a predicate. Rare ones are boxed, so that they do not make every condition larger.
#[derive(Clone, PartialEq)]
enum Repr {
    /// A test of a field whose name is fixed.
    Plain(&'static Field, Operator),
    /// A test of a field that carries a name, such as an attribute.
    Named(Box<(Field, Operator)>),
    /// A test with a modifier, or a predicate that could not be read in full.
    Rare(Box<Extended>),
}

/// Prints both forms without modifiers alike, so that the output does not depend on the kind of the field.
impl fmt::Debug for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (field, test) = match self {
            Self::Plain(field, test) => (*field, test),
            Self::Named(both) => (&both.0, &both.1),
            Self::Rare(rare) => return f.debug_tuple("Rare").field(rare).finish(),
        };
        f.debug_tuple("Plain").field(field).field(test).finish()
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Extended {
    field: Field,
    test: Operator,
    ignore_case: bool,
    if_unknown: Option<bool>,
    /// The readable parts, if the predicate could not be read in full. The rest has been reported. `field` and
    /// `test` are then placeholders.
    partial_parts: Option<PartialPredicate>,
}

/// The readable parts of a predicate, or of a node of several kinds. They are still checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PartialPredicate {
    pub(super) field: Option<Field>,
    pub(super) tests: Vec<Operator>,
    pub(super) joined: Vec<Condition>,
}

impl Predicate {
    pub(super) fn new(field: Field, test: Operator) -> Self {
        // A field without a name is a constant of the table, so a reference is enough and nothing is boxed.
        Self(match field.without_name() {
            Some(field) => Repr::Plain(field, test),
            None => Repr::Named(Box::new((field, test))),
        })
    }

    pub(super) fn partial(parts: PartialPredicate) -> Self {
        // Placeholders: a partial predicate is never evaluated, only checked.
        let mut rare = Self::new(Field::Staff, Operator::Exists(true)).into_extended();
        rare.partial_parts = Some(parts);
        Self(Repr::Rare(rare))
    }

    /// Compares text without case ([rule C3](crate::_rules#c3)).
    #[must_use]
    pub fn ignore_case(self) -> Self {
        let mut rare = self.into_extended();
        rare.ignore_case = true;
        Self(Repr::Rare(rare))
    }

    /// Makes the predicate true or false, instead of unknown, for a visitor whose field is not known
    /// ([rule C1](crate::_rules#c1)). A negated predicate mostly needs `if_unknown(false)`: see [negation and what
    /// is not known](Condition#negation-and-what-is-not-known).
    ///
    /// The check refuses it on a state and on `exists`, which are never unknown.
    #[must_use]
    pub fn if_unknown(self, truth: bool) -> Self {
        let mut rare = self.into_extended();
        rare.if_unknown = Some(truth);
        Self(Repr::Rare(rare))
    }

    fn into_extended(self) -> Box<Extended> {
        let (field, test) = match self.0 {
            Repr::Plain(field, test) => (field.clone(), test),
            Repr::Named(both) => *both,
            Repr::Rare(rare) => return rare,
        };
        Box::new(Extended {
            field,
            test,
            ignore_case: false,
            if_unknown: None,
            partial_parts: None,
        })
    }

    /// Returns the field that is tested.
    #[must_use]
    pub fn field(&self) -> &Field {
        match &self.0 {
            Repr::Plain(field, _) => field,
            Repr::Named(both) => &both.0,
            Repr::Rare(rare) => &rare.field,
        }
    }

    /// Returns the predicate that this one negates, if its operator is the negation of another one: `in` for
    /// `not_in`. The value for unknown is negated, too, so that `not` around the result is always equal to this
    /// predicate.
    pub(crate) fn negated(&self) -> Option<Self> {
        Some(self.negated_as(self.operator().negated()?))
    }

    /// Returns the predicate that negates this one, if there is an operator for it: `not_in` for `in`.
    pub(crate) fn negation(&self) -> Option<Self> {
        Some(self.negated_as(self.operator().negation()?))
    }

    /// Returns the negation of this predicate. `operator` is the negation of its operator.
    fn negated_as(&self, operator: Operator) -> Self {
        let mut negated = Self::new(self.field().clone(), operator);
        if self.ignores_case() {
            negated = negated.ignore_case();
        }
        if let Some(truth) = self.truth_if_unknown() {
            // `not` around the result turns this value back into the one that was written.
            negated = negated.if_unknown(!truth);
        }
        negated
    }

    /// Changes the field. Returns the readable parts of a predicate that could not be read in full.
    pub(super) fn change_field(
        &mut self,
        change: &mut impl FnMut(&mut Field),
    ) -> Option<&mut PartialPredicate> {
        if self.extended().is_none() {
            let mut field = self.field().clone();
            change(&mut field);
            // Built anew, because a field with another kind of name has another representation.
            if field != *self.field() {
                *self = Self::new(field, self.operator().clone());
            }
        }
        match &mut self.0 {
            Repr::Rare(rare) => {
                change(&mut rare.field);
                rare.partial_parts.as_mut()
            }
            Repr::Plain(..) | Repr::Named(_) => None,
        }
    }

    /// Returns the operator and its value.
    #[must_use]
    pub fn operator(&self) -> &Operator {
        match &self.0 {
            Repr::Plain(_, test) => test,
            Repr::Named(both) => &both.1,
            Repr::Rare(rare) => &rare.test,
        }
    }

    /// Returns `true` if text is compared without case.
    #[must_use]
    pub fn ignores_case(&self) -> bool {
        self.extended().is_some_and(|rare| rare.ignore_case)
    }

    /// Returns the value that replaces unknown, if there is one.
    #[must_use]
    pub fn truth_if_unknown(&self) -> Option<bool> {
        self.extended().and_then(|rare| rare.if_unknown)
    }

    /// Returns the readable parts of a predicate that could not be read in full.
    pub(super) fn partial_parts(&self) -> Option<&PartialPredicate> {
        self.extended().and_then(|rare| rare.partial_parts.as_ref())
    }

    fn extended(&self) -> Option<&Extended> {
        match &self.0 {
            Repr::Plain(..) | Repr::Named(_) => None,
            Repr::Rare(rare) => Some(rare),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A process holds the conditions of many workspaces.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn conditions_are_small() {
        assert_eq!(size_of::<Operator>(), 24);
        assert_eq!(size_of::<Condition>(), 32);
    }

    #[test]
    fn fields_change_whatever_form_they_stand_in() {
        let (plain, named) = (Field::Country, Field::attribute("plan"));
        for (from, to) in [(&plain, &named), (&named, &plain), (&plain, &Field::City)] {
            for modify in
                [Predicate::clone, |predicate: &Predicate| predicate.clone().if_unknown(true)]
            {
                let mut predicate = modify(&from.clone().is("x"));
                assert!(predicate.change_field(&mut |field| field.clone_from(to)).is_none());
                assert_eq!(predicate, modify(&to.clone().is("x")));
            }
        }
    }

    #[test]
    fn predicates_are_shown_alike_whatever_they_look_at() {
        let debug_text = |field: Field| format!("{:?}", field.exists());
        assert_eq!(debug_text(Field::City), "Predicate(Plain(City, Exists(true)))");
        assert_eq!(
            debug_text(Field::query("q")),
            r#"Predicate(Plain(PageQuery("q"), Exists(true)))"#
        );
    }

    #[test]
    fn modifiers_keep_each_other() {
        let plain = Field::Country.is("FR");
        let both = plain.clone().if_unknown(false).ignore_case();
        assert_eq!((both.field(), both.operator()), (plain.field(), plain.operator()));
        assert_eq!((both.ignores_case(), both.truth_if_unknown()), (true, Some(false)));
        assert_eq!(both, plain.clone().ignore_case().if_unknown(false));
        assert_ne!(both, plain);
    }
}
