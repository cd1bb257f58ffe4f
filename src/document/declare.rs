//! The macro that declares an object of a document: one declaration for the Rust type, its keys in their order, their
//! readers, their defaults, the canonical form, the vocabulary page and the JSON Schema.

use serde::{Serialize, Serializer};

use crate::document::cursor::Cursor;
use crate::document::json::write_json;
use crate::document::serializer::tree;

/// An object that [`document_object`] declares.
pub(crate) trait DocumentObject: Sized {
    /// Returns the object without any key. Required keys hold a value that later checks do not report.
    fn without_keys() -> Self;

    /// Reads the object. A key that cannot be read keeps its value of [`without_keys`](Self::without_keys).
    fn read_object(cursor: Cursor<'_, '_>) -> Self;

    /// Writes the canonical form: the keys in their order, without those that have their default.
    fn serialize_object<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Calls `report` with each key that holds a smaller number than its form allows.
    fn each_too_small(&self, report: &mut dyn FnMut(&'static str, u32));

    /// Returns `true` if all keys are equal. What is not part of the document does not count.
    fn keys_equal(&self, other: &Self) -> bool;
}

/// Writes a default value as JSON.
pub(crate) fn default_as_json(value: &impl Serialize) -> String {
    let mut json = String::new();
    // Writing into a `String` cannot fail.
    let _ = write_json(&tree(value), &mut json);
    json
}

/// Declares a type that stands in documents as an object.
///
/// Each field has a line after its type. The line starts with the kind of the key:
///
/// | kind | if the key is absent | canonical form |
/// | --- | --- | --- |
/// | `required(value)` | a problem; `value` stands for it | always written |
/// | `default(value)` | `value` | written if it differs from `value` |
/// | `written(value)` | `value` | always written |
/// | `optional` | `None` | written if it is `Some` |
/// | `otherwise("words")` | `None`, which means what the words say | written if it is `Some` |
///
/// Then follow the form, the meaning in one line, and an example in JSON.
macro_rules! document_object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident: $table:ident, $noun:literal, $path:literal, $aliases:expr;
        $(
            $(#[doc = $doc:literal])*
            pub $field:ident as $key:literal: $ty:ty =
                $kind:ident $(($argument:expr))?, $form:expr, $meaning:literal, $example:literal;
        )*
        $(internal {
            $($(#[doc = $internal_doc:literal])* $internal:ident: $internal_ty:ty = $initial:expr;)*
        })?
    ) => {
        $(#[$meta])*
        pub struct $name {
            $(
                $(#[doc = $doc])*
                pub $field: $ty,
            )*
            $($($(#[doc = $internal_doc])* pub(crate) $internal: $internal_ty,)*)?
        }

        $crate::document::keys! {
            $table, $noun, $path, $aliases;
            $($key: $ty = $kind $(($argument))?, $form, $meaning, $example;)*
        }

        impl $crate::document::DocumentObject for $name {
            fn without_keys() -> Self {
                Self {
                    $($field: $crate::document::declare::absent!($kind $(($argument))?),)*
                    $($($internal: $initial,)*)?
                }
            }

            fn read_object(cursor: $crate::document::Cursor<'_, '_>) -> Self {
                let mut object = Self::without_keys();
                if let Some(mut keys) = cursor.object(&$table) {
                    $({
                        static FORM: $crate::vocabulary::Form = $form;
                        $crate::document::declare::read_key!(
                            $kind, keys, $key, &FORM, &mut object.$field
                        );
                    })*
                }
                object
            }

            fn serialize_object<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct;
                let len = 0 $(+ usize::from($crate::document::declare::is_written!(
                    $kind $(($argument))?, self.$field, $ty
                )))*;
                let mut object = serializer.serialize_struct(stringify!($name), len)?;
                $(
                    if $crate::document::declare::is_written!($kind $(($argument))?, self.$field, $ty) {
                        object.serialize_field($key, &self.$field)?;
                    } else {
                        object.skip_field($key)?;
                    }
                )*
                object.end()
            }

            fn each_too_small(&self, report: &mut dyn FnMut(&'static str, u32)) {
                use $crate::document::ReadNode;
                $(
                    let number = self.$field.whole_number();
                    if let Some(number) = number.filter(|number| *number < $form.least()) {
                        report($key, number);
                    }
                )*
            }

            fn keys_equal(&self, other: &Self) -> bool {
                true $(&& self.$field == other.$field)*
            }
        }
    };
}

/// Declares the table of the keys of an object whose type is written by hand. A line is as in [`document_object`].
macro_rules! keys {
    (
        $table:ident, $noun:literal, $path:literal, $aliases:expr;
        $($key:literal: $ty:ty = $kind:ident $(($argument:expr))?, $form:expr, $meaning:literal, $example:literal;)*
    ) => {
        pub(crate) static $table: $crate::vocabulary::ObjectSpec = $crate::vocabulary::ObjectSpec {
            noun: $noun,
            path: $path,
            key_names: &[$($key),*],
            keys: &[$($crate::vocabulary::KeySpec {
                word: $key,
                form: $form,
                default: $crate::document::declare::default_value!($ty, $kind $(($argument))?),
                meaning: $meaning,
                example: $example,
            }),*],
            aliases: $aliases,
        };
    };
}

/// The value of an absent key.
macro_rules! absent {
    (required($value:expr)) => {
        $value
    };
    (default($value:expr)) => {
        $value
    };
    (written($value:expr)) => {
        $value
    };
    (optional) => {
        None
    };
    (otherwise($words:expr)) => {
        None
    };
}

/// What the vocabulary page says of an absent key.
macro_rules! default_value {
    ($ty:ty, required $(($value:expr))?) => {
        $crate::vocabulary::DefaultValue::Required
    };
    ($ty:ty, default($value:expr)) => {
        $crate::vocabulary::DefaultValue::Value(|| {
            let value: $ty = $value;
            $crate::document::declare::default_as_json(&value)
        })
    };
    ($ty:ty, written($value:expr)) => {
        $crate::document::declare::default_value!($ty, default($value))
    };
    ($ty:ty, optional) => {
        $crate::vocabulary::DefaultValue::Nothing
    };
    ($ty:ty, otherwise($words:expr)) => {
        $crate::vocabulary::DefaultValue::Described($words)
    };
}

macro_rules! read_key {
    (required, $keys:ident, $key:literal, $form:expr, $target:expr) => {
        $keys.require_into($key, $form, $target)
    };
    ($kind:ident, $keys:ident, $key:literal, $form:expr, $target:expr) => {
        $keys.read_into($key, $form, $target)
    };
}

/// Whether the canonical form has the key.
macro_rules! is_written {
    (required($value:expr), $field:expr, $ty:ty) => {
        true
    };
    (written($value:expr), $field:expr, $ty:ty) => {
        true
    };
    (default($value:expr), $field:expr, $ty:ty) => {{
        let default: $ty = $value;
        $field != default
    }};
    (optional, $field:expr, $ty:ty) => {
        $field.is_some()
    };
    (otherwise($words:expr), $field:expr, $ty:ty) => {
        $field.is_some()
    };
}

/// Implements the traits of serde for an object.
macro_rules! object_serde {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::document::DocumentObject::serialize_object(self, serializer)
            }
        }

        /// Reads the form that the value has in a workspace.
        ///
        /// # Errors
        ///
        /// Returns all problems of the document in one text.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::document::deserialize_alone(deserializer, |cursor| {
                    <Self as $crate::document::ReadNode>::read(
                        cursor,
                        &$crate::vocabulary::form::ATTRIBUTES,
                    )
                })
            }
        }
    };
}

/// Implements the traits of objects that documents write in no other form and read without further checks.
macro_rules! plain_objects {
    ($($name:ty),*) => {$(
        $crate::document::object_serde!($name);

        impl $crate::document::ReadNode for $name {
            fn read(
                cursor: $crate::document::Cursor<'_, '_>,
                _: &'static $crate::vocabulary::Form,
            ) -> Option<Self> {
                Some($crate::document::DocumentObject::read_object(cursor))
            }

            fn placeholder() -> Self {
                $crate::document::DocumentObject::without_keys()
            }
        }
    )*};
}

/// Implements the readers of types that documents write as one of a few keywords.
macro_rules! keyword {
    ($name:ty, $placeholder:expr, $words:expr, $aliases:expr) => {
        impl $crate::document::Keyword for $name {
            const WORDS: &'static [(&'static str, Self)] = &$words;
            const ALIASES: &'static [$crate::vocabulary::Alias<$crate::vocabulary::ValueAnswer>] =
                $aliases;
        }

        impl $crate::document::ReadNode for $name {
            fn read(
                cursor: $crate::document::Cursor<'_, '_>,
                form: &'static $crate::vocabulary::Form,
            ) -> Option<Self> {
                $crate::document::Keyword::read_keyword(cursor, form)
            }

            fn placeholder() -> Self {
                $placeholder
            }
        }
    };
}

pub(crate) use {
    absent, default_value, document_object, is_written, keys, keyword, object_serde, plain_objects,
    read_key,
};
