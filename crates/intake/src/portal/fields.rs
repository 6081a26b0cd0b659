//! The fields of one JSON object, each read from its own text.

use std::collections::BTreeMap;

use chiso_scoring::figure::{Figure, Flag};
use rust_decimal::Decimal;
use serde_json::value::RawValue;

use crate::code::Code;
use crate::refusal::Fault;
use crate::text::nfc;

/// Fields of an object. A field that is null is a field that is not there.
#[derive(Debug, Default)]
pub(super) struct Fields<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Fields<'a> {
    pub(super) fn read(raw: &'a RawValue) -> Result<Self, Fault> {
        serde_json::from_str(raw.get()).map(Self).map_err(|_| {
            Fault::of(Code::UnknownAnswer, "", &format!("{} instead of an object", kind(raw)))
        })
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.get(name).copied().filter(|raw| raw.get() != "null")
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Points by the names they stand under, where the names are data.
    pub(super) fn named_points(
        &self,
    ) -> impl Iterator<Item = (&str, Result<Option<Decimal>, Fault>)> {
        self.0.keys().map(|name| (name.as_str(), self.printed_as("score", name)))
    }

    pub(super) fn object(&self, name: &'static str) -> Result<Option<Self>, Fault> {
        let wrong = |raw: &RawValue| wrong(name, raw, "an object");
        self.get(name).map(|raw| Self::read(raw).map_err(|_| wrong(raw))).transpose()
    }

    pub(super) fn list(&self, name: &'static str) -> Result<Vec<&'a RawValue>, Fault> {
        let Some(raw) = self.get(name) else { return Ok(Vec::new()) };
        serde_json::from_str(raw.get()).map_err(|_| wrong(name, raw, "a list"))
    }

    /// A text in NFC; an empty one counts as none.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, Fault> {
        let Some(raw) = self.get(name) else { return Ok(None) };
        let text: String =
            serde_json::from_str(raw.get()).map_err(|_| wrong(name, raw, "a text"))?;
        Ok((!text.is_empty()).then(|| nfc(&text).into_owned()))
    }

    /// A whole number.
    pub(super) fn count(&self, name: &'static str) -> Result<Option<i64>, Fault> {
        let Some((raw, value)) = self.number(name, name)? else { return Ok(None) };
        if !value.fract().is_zero() {
            return Err(Fault::of(Code::NotWhole, name, raw.get()));
        }
        let whole =
            i64::try_from(value).map_err(|_| Fault::of(Code::BadNumber, name, raw.get()))?;
        Ok(Some(whole))
    }

    /// A number with the decimals it is written with.
    pub(super) fn decimal(&self, name: &'static str) -> Result<Option<Decimal>, Fault> {
        Ok(self.number(name, name)?.map(|(_, value)| value))
    }

    /// A rate or points: at least two decimals, as the portal prints them.
    pub(super) fn printed(&self, name: &'static str) -> Result<Option<Decimal>, Fault> {
        self.printed_as(name, name)
    }

    fn printed_as(&self, field: &'static str, name: &str) -> Result<Option<Decimal>, Fault> {
        Ok(self.number(field, name)?.map(|(_, mut value)| {
            value.rescale(value.scale().max(2));
            value
        }))
    }

    fn number(
        &self,
        field: &'static str,
        name: &str,
    ) -> Result<Option<(&'a RawValue, Decimal)>, Fault> {
        let Some(raw) = self.get(name) else { return Ok(None) };
        let text = raw.get();
        let exact = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
        let number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        match exact.ok().filter(|_| number) {
            Some(value) => Ok(Some((raw, value))),
            None => Err(Fault::of(Code::BadNumber, field, text)),
        }
    }

    /// Points under either of the portal's names.
    pub(super) fn points(&self) -> Result<Option<Decimal>, Fault> {
        match self.printed("totalScore")? {
            Some(points) => Ok(Some(points)),
            None => self.printed("score"),
        }
    }

    /// Points and rate.
    pub(super) fn score(&self) -> Result<Figure, Fault> {
        Ok(Figure { points: self.points()?, rate: self.printed("ratio")?, ..Figure::default() })
    }

    /// A metric of `overview` and `evaluation`.
    pub(super) fn metric(&self) -> Result<Figure, Fault> {
        let status = self.text("dataQualityStatus")?;
        Ok(Figure {
            numerator: self.count("numerator")?,
            denominator: self.count("denominator")?,
            flag: status.and_then(|status| quality(&status)),
            ..self.score()?
        })
    }
}

/// The portal's own mark. One that is not known yet is kept as such: the figure is not lost.
fn quality(status: &str) -> Option<Flag> {
    match status.trim() {
        "" | "OK" => None,
        status => Some(Flag::read(status).unwrap_or(Flag::Other)),
    }
}

fn wrong(name: &'static str, raw: &RawValue, expected: &str) -> Fault {
    Fault::of(Code::BadField, name, kind(raw)).detail(expected)
}

/// What a value is. A value of the wrong kind is not repeated: it may be anything.
fn kind(raw: &RawValue) -> &'static str {
    match raw.get().bytes().next() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}
