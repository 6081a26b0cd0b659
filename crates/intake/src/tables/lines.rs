//! NDJSON as it comes: one object per line, with the columns of a template as its fields.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::Next;
use super::header::{column_name, national_fields, unknown_template};
use super::input::{Input, Opened, not_utf8};
use super::row::{Field, Row};
use super::template::{TableKind, kind_of, national};
use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::table::row_too_long;

/// The lines of an NDJSON file.
pub(super) struct JsonLines<R> {
    input: Input<R>,
    /// Given, or told by the first object that can be told.
    kind: Option<TableKind>,
    line: Vec<u8>,
    cells: Cells,
}

/// The values of one object: their texts, and for each column of the template where its text stands.
#[derive(Default)]
struct Cells {
    text: String,
    spans: Vec<(usize, usize)>,
    seen: Vec<bool>,
}

impl<R: Read> JsonLines<R> {
    pub(super) fn open(opened: Opened<R>, kind: Option<TableKind>) -> Self {
        Self { input: opened.lines(), kind, line: Vec::new(), cells: Cells::default() }
    }

    pub(super) fn kind(&self) -> Option<TableKind> {
        self.kind
    }

    pub(super) fn bytes(&self) -> u64 {
        self.input.bytes()
    }

    pub(super) fn next(&mut self) -> Result<Option<Next<'_>>, Refusal> {
        loop {
            let line = self.input.line();
            let Some(fits) = self.input.read_line(&mut self.line, limits::ROW_BYTES)? else {
                return Ok(None);
            };
            if !fits {
                return Ok(Some(Next { line, row: Err(row_too_long().at(Place::Line(line))) }));
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some(Next { line, row: self.row(line) }));
            }
        }
    }

    fn row(&mut self, line: u64) -> Result<(TableKind, Row<'_>), Refusal> {
        let text = std::str::from_utf8(&self.line).map_err(|_| not_utf8(&self.line, line))?;
        let place = |fault: Fault| fault.at(Place::Line(line));
        let kind = match self.kind {
            Some(kind) => kind,
            None => *self.kind.insert(told(text).map_err(place)?),
        };
        self.cells.read(text, kind).map_err(place)?;
        Ok((kind, Row { text: &self.cells.text, spans: &self.cells.spans }))
    }
}

/// The table that an object's fields belong to.
fn told(text: &str) -> Result<TableKind, Fault> {
    let names = parse(text, Names)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.iter().find_map(|name| national(name)) {
        Some(field) => Err(national_fields(field, None)),
        None => kind_of(&names).ok_or_else(unknown_template),
    }
}

fn parse<'t, V: Visitor<'t>>(text: &'t str, visitor: V) -> Result<V::Value, Fault> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = json.deserialize_map(visitor).and_then(|value| json.end().map(|()| value));
    read.map_err(|error| bad_line(&error))
}

/// Of the parser's message only the place is told: the rest may quote the line.
fn bad_line(error: &serde_json::Error) -> Fault {
    match error.classify() {
        Category::Eof => Fault::new(Code::CutLine),
        _ => Fault::of(Code::BadLine, "", &error.column().to_string()),
    }
}

impl Cells {
    fn read(&mut self, text: &str, kind: TableKind) -> Result<(), Fault> {
        let columns = kind.columns().len();
        self.text.clear();
        self.spans.clear();
        self.spans.resize(columns, (0, 0));
        self.seen.clear();
        self.seen.resize(columns, false);
        parse(text, Object { kind, cells: self })?.map_or(Ok(()), Err)
    }

    /// Puts a value in its place.
    fn put(&mut self, field: Field, value: &RawValue) -> Result<(), Fault> {
        if std::mem::replace(&mut self.seen[field.at], true) {
            return Err(Fault::of(Code::DuplicateField, field.name, ""));
        }
        let from = self.text.len();
        match value.get().as_bytes() {
            [b'[' | b'{', ..] => return Err(Fault::of(Code::NotScalar, field.name, "")),
            b"null" => {}
            [b'"', ..] => self.put_text(value.get(), field)?,
            _ => self.text.push_str(value.get()),
        }
        self.spans[field.at] = (from, self.text.len());
        Ok(())
    }

    fn put_text(&mut self, quoted: &str, field: Field) -> Result<(), Fault> {
        if !quoted.contains('\\') {
            self.text.push_str(quoted.trim_matches('"'));
            return Ok(());
        }
        // Half a surrogate pair is well-formed JSON and yet no text.
        let text: String = serde_json::from_str(quoted)
            .map_err(|_| Fault::of(Code::ControlCharacter, field.name, ""))?;
        self.text.push_str(&text);
        Ok(())
    }
}

/// Reads an object into cells. A fault of its fields does not stop the parser: whether the line is
/// JSON at all comes first.
struct Object<'c> {
    kind: TableKind,
    cells: &'c mut Cells,
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Option<Fault>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut fault = None;
        while let Some(field) = map.next_key_seed(Key(self.kind))? {
            let value: &RawValue = map.next_value()?;
            let put = field.and_then(|field| self.cells.put(field, value));
            fault = fault.or(put.err());
        }
        Ok(fault)
    }
}

/// Reads the name of a field into its column, without copying it.
struct Key(TableKind);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Result<Field, Fault>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Result<Field, Fault>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let Self(kind) = self;
        let unknown = || match national(name) {
            Some(field) => national_fields(field, Some(kind)),
            None => {
                Fault::of(Code::UnknownField, "", &column_name(name)).full_detail(kind.expected())
            }
        };
        let at = kind.position(name.trim()).ok_or_else(unknown);
        Ok(at.map(|at| Field { at, name: kind.columns()[at] }))
    }
}

/// Reads the names of an object's fields.
struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut names = Vec::new();
        while let Some((name, IgnoredAny)) = map.next_entry()? {
            names.push(name);
        }
        Ok(names)
    }
}
