//! Compact JSON of what canonical documents are made of, handed over piece by piece.

use std::fmt::{self, Display};

use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

type Out<'o> = dyn FnMut(&[u8]) + 'o;

/// Writes a value as compact JSON, as most writers of JSON do. A value that JSON does not have is
/// left out, which a canonical document never holds.
pub(super) fn write(value: &impl Serialize, out: &mut Out<'_>) {
    // Nothing here fails but what is not in canonical documents.
    let _ = value.serialize(Json { out });
}

struct Json<'a, 'o> {
    out: &'a mut Out<'o>,
}

/// A list or an object that has been begun.
struct Begun<'a, 'o> {
    out: &'a mut Out<'o>,
    is_first: bool,
    end: &'static [u8],
}

#[derive(Debug)]
struct NotCanonical;

impl Display for NotCanonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not part of a canonical document")
    }
}

impl std::error::Error for NotCanonical {}

impl serde::ser::Error for NotCanonical {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

fn text(value: &str, out: &mut Out<'_>) {
    out(b"\"");
    let mut buffer = [0; 4];
    for c in value.chars() {
        match c {
            '"' => out(b"\\\""),
            '\\' => out(b"\\\\"),
            '\u{8}' => out(b"\\b"),
            '\u{c}' => out(b"\\f"),
            '\n' => out(b"\\n"),
            '\r' => out(b"\\r"),
            '\t' => out(b"\\t"),
            '\0'..='\u{1f}' => out(format!("\\u{:04x}", u32::from(c)).as_bytes()),
            c => out(c.encode_utf8(&mut buffer).as_bytes()),
        }
    }
    out(b"\"");
}

impl Begun<'_, '_> {
    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            (self.out)(b",");
        }
    }

    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), NotCanonical> {
        self.separate();
        text(key, self.out);
        (self.out)(b":");
        value.serialize(Json { out: self.out })
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
        self.separate();
        value.serialize(Json { out: self.out })
    }

    fn finish(self) -> Result<(), NotCanonical> {
        (self.out)(self.end);
        Ok(())
    }
}

impl<'a, 'o> Json<'a, 'o> {
    fn begin(self, start: &[u8], end: &'static [u8]) -> Begun<'a, 'o> {
        (self.out)(start);
        Begun { out: self.out, is_first: true, end }
    }

    fn number(self, number: impl Display) -> Result<(), NotCanonical> {
        (self.out)(number.to_string().as_bytes());
        Ok(())
    }
}

macro_rules! numbers {
    ($($name:ident: $number:ty,)*) => {$(
        fn $name(self, value: $number) -> Result<(), NotCanonical> {
            self.number(value)
        }
    )*};
}

impl<'a, 'o> Serializer for Json<'a, 'o> {
    type Ok = ();
    type Error = NotCanonical;
    type SerializeSeq = Begun<'a, 'o>;
    type SerializeTuple = Begun<'a, 'o>;
    type SerializeTupleStruct = Impossible<(), NotCanonical>;
    type SerializeTupleVariant = Impossible<(), NotCanonical>;
    type SerializeMap = Begun<'a, 'o>;
    type SerializeStruct = Begun<'a, 'o>;
    type SerializeStructVariant = Impossible<(), NotCanonical>;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_u64: u64, serialize_u128: u128,
    }

    fn serialize_bool(self, value: bool) -> Result<(), NotCanonical> {
        self.number(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), NotCanonical> {
        self.serialize_f64(value.into())
    }

    /// The fewest digits that read as the same number: from a hundred-thousandth up to ten
    /// quadrillions in full, with a point; beyond that with a signed exponent.
    fn serialize_f64(self, value: f64) -> Result<(), NotCanonical> {
        if !value.is_finite() {
            return self.serialize_unit();
        }
        let mut text = value.to_string();
        if value != 0.0 && !(1e-5..1e16).contains(&value.abs()) {
            text = format!("{value:e}");
            if !text.contains("e-") {
                text = text.replace('e', "e+");
            }
        } else if !text.contains('.') {
            text.push_str(".0");
        }
        self.number(text)
    }

    fn serialize_char(self, value: char) -> Result<(), NotCanonical> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), NotCanonical> {
        text(value, self.out);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), NotCanonical> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), NotCanonical> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotCanonical> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NotCanonical> {
        (self.out)(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NotCanonical> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), NotCanonical> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), NotCanonical> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), NotCanonical> {
        let mut object = self.begin(b"{", b"}");
        object.entry(variant, value)?;
        object.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Begun<'a, 'o>, NotCanonical> {
        Ok(self.begin(b"[", b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Begun<'a, 'o>, NotCanonical> {
        Ok(self.begin(b"[", b"]"))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, NotCanonical> {
        Err(NotCanonical)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NotCanonical> {
        Err(NotCanonical)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Begun<'a, 'o>, NotCanonical> {
        Ok(self.begin(b"{", b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Begun<'a, 'o>, NotCanonical> {
        Ok(self.begin(b"{", b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NotCanonical> {
        Err(NotCanonical)
    }
}

impl SerializeSeq for Begun<'_, '_> {
    type Ok = ();
    type Error = NotCanonical;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
        self.item(value)
    }

    fn end(self) -> Result<(), NotCanonical> {
        self.finish()
    }
}

impl SerializeTuple for Begun<'_, '_> {
    type Ok = ();
    type Error = NotCanonical;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
        self.item(value)
    }

    fn end(self) -> Result<(), NotCanonical> {
        self.finish()
    }
}

impl SerializeMap for Begun<'_, '_> {
    type Ok = ();
    type Error = NotCanonical;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotCanonical> {
        self.separate();
        key.serialize(Json { out: self.out })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
        (self.out)(b":");
        value.serialize(Json { out: self.out })
    }

    fn end(self) -> Result<(), NotCanonical> {
        self.finish()
    }
}

impl SerializeStruct for Begun<'_, '_> {
    type Ok = ();
    type Error = NotCanonical;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), NotCanonical> {
        self.entry(key, value)
    }

    fn end(self) -> Result<(), NotCanonical> {
        self.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &impl Serialize) -> String {
        let mut bytes = Vec::new();
        write(value, &mut |part| bytes.extend_from_slice(part));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn it_writes_what_serde_json_writes() {
        let text = "Zoë \"Z\" \\ \u{1}\u{8}\u{c}\n\r\t\u{1f}\u{7f}\u{1f600}/";
        assert_eq!(written(&text), serde_json::to_string(text).unwrap());
        let mut numbers = vec![0.0, -0.0, 0.1, 1.0, -2.5, f64::MAX, f64::MIN_POSITIVE, 5e-324];
        numbers.extend((-30..30).flat_map(|e| {
            [1.0, 1.5, 123_456_789.0, 1.234_567_890_123_456_7].map(|n| n * 10_f64.powi(e))
        }));
        for number in numbers {
            assert_eq!(written(&number), serde_json::to_string(&number).unwrap());
        }
        let lists = (vec![1_u64, 2], [(true, None::<u8>)], "a");
        assert_eq!(written(&lists), serde_json::to_string(&lists).unwrap());
    }
}
