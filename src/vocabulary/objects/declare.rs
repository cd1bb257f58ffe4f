//! The macro that declares an object of documents.

/// Declares an object. A line is: word, form, default, meaning, example.
macro_rules! object {
    (
        $(#[$doc:meta])*
        $name:ident: $noun:literal, $path:literal, $aliases:expr;
        $($word:literal, $form:ident, $default:expr, $meaning:literal, $example:literal;)*
    ) => {
        $(#[$doc])*
        pub(crate) static $name: $crate::vocabulary::ObjectSpec = $crate::vocabulary::ObjectSpec {
            noun: $noun,
            path: $path,
            key_names: &[$($word),*],
            keys: &[$($crate::vocabulary::KeySpec {
                word: $word,
                form: $crate::vocabulary::form::$form,
                default: $default,
                meaning: $meaning,
                example: $example,
            }),*],
            aliases: $aliases,
        };
    };
}

pub(super) use object;
