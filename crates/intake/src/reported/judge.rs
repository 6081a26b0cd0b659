//! One row of the template to a reported figure, or the reason it is none.
//!
//! Files repeat themselves: a few periods, times and sources, some thousand agencies. Each text is
//! looked up once and remembered; a row costs a few comparisons of bytes and its three strings.

use std::collections::HashMap;
use std::hash::Hash;

use chiso_scoring::figure::{Figure, Flag, Reported};
use chiso_scoring::period::{Period, PeriodError};
use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::cells::{Cell, Cells};
use super::figure;
use super::gather::Key;
use crate::code::Code;
use crate::context::Context;
use crate::limits;
use crate::moment;
use crate::number::{self, Mark};
use crate::refusal::Fault;
use crate::text;
use crate::vocabulary::Kind;

/// Positions of period, `as_of`, agency and source.
pub(super) type Scope = [u32; 4];

/// Judges the rows of one file.
pub(super) struct Judge<'c> {
    context: &'c Context<'c>,
    periods: Known<Period>,
    moments: Known<DateTime>,
    agencies: Known<String>,
    indicators: Known<(String, Kind)>,
    sources: Known<String>,
    /// Whether an agency is in force in a period, by their positions.
    in_force: HashMap<(u32, u32), Option<Fault>>,
    last_in_force: Option<(u32, u32)>,
    suggestions: usize,
    /// The file's decimal mark and the line that showed it first.
    mark: Option<(Mark, u64)>,
}

impl<'c> Judge<'c> {
    pub(super) fn new(context: &'c Context<'c>) -> Self {
        Self {
            context,
            periods: Known::new(),
            moments: Known::new(),
            agencies: Known::new(),
            indicators: Known::new(),
            sources: Known::new(),
            in_force: HashMap::new(),
            last_in_force: None,
            suggestions: limits::SUGGESTIONS,
            mark: None,
        }
    }

    /// Judges a row, its cells from left to right.
    pub(super) fn row(
        &mut self,
        cells: &Cells<'_>,
        line: u64,
    ) -> Result<(Key<Scope>, Reported), Fault> {
        let period = self.periods.get(cells.period.text, read_period)?;
        let as_of = self.moments.get(cells.as_of.text, read_as_of)?;
        let agency = self.agencies.get(cells.agency.text, |raw| read_text("agency", raw))?;
        let (when, at) = (*self.periods.value(period), *self.moments.value(as_of));
        if at.date() < when.first() {
            let fault = Fault::of_bytes(Code::AsOfBeforePeriod, "as_of", cells.as_of.text);
            return Err(fault.detail(when.first().to_string()));
        }
        self.check_agency(agency, period, when)?;
        let indicator = self.indicator(cells.indicator)?;
        let figure = self.figure(cells, line)?;
        let (code, kind) = self.indicators.value(indicator);
        figure::check(*kind, &figure)?;
        let source = self.sources.get(cells.source.text, |raw| read_text("source", raw))?;
        let reported = Reported {
            period: when,
            as_of: at,
            agency: self.agencies.value(agency).clone(),
            indicator: code.clone(),
            figure,
            source: self.sources.value(source).clone(),
        };
        Ok((([period, as_of, agency, source], indicator), reported))
    }

    fn check_agency(&mut self, agency: u32, period: u32, when: Period) -> Result<(), Fault> {
        if self.last_in_force == Some((agency, period)) {
            return Ok(());
        }
        let judged = self
            .in_force
            .entry((agency, period))
            .or_insert_with(|| self.context.agency(self.agencies.value(agency), when).err());
        judged.clone().map_or(Ok(()), Err)?;
        self.last_in_force = Some((agency, period));
        Ok(())
    }

    fn indicator(&mut self, cell: Cell<'_>) -> Result<u32, Fault> {
        let (vocabulary, suggestions) = (self.context.vocabulary, &mut self.suggestions);
        self.indicators.get(cell.text, |raw| {
            let name = read_text("indicator", raw)?;
            if let Some(entry) = vocabulary.get(&name) {
                return Ok((entry.code.clone(), entry.kind));
            }
            let fault = Fault::of(Code::UnknownIndicator, "indicator", &name);
            if *suggestions == 0 {
                return Err(fault);
            }
            *suggestions -= 1;
            Err(fault.detail(vocabulary.nearest(&name).unwrap_or_default()))
        })
    }

    fn figure(&mut self, cells: &Cells<'_>, line: u64) -> Result<Figure, Fault> {
        let numerator = read_count("numerator", cells.numerator)?;
        let denominator = read_count("denominator", cells.denominator)?;
        let rate = self.decimal("rate", cells.rate, line)?;
        let points = self.decimal("points", cells.points, line)?;
        Ok(Figure { numerator, denominator, rate, points, flag: read_flag(cells.flags)? })
    }

    fn decimal(
        &mut self,
        field: &'static str,
        cell: Cell<'_>,
        line: u64,
    ) -> Result<Option<Decimal>, Fault> {
        if cell.text.is_empty() {
            return Ok(None);
        }
        let refuse = |code| Fault::of_bytes(code, field, cell.text);
        let (value, mark) = number::decimal(cell.text).map_err(refuse)?;
        if let Some(mark) = mark.filter(|_| !cell.number) {
            let (usual, since) = *self.mark.get_or_insert((mark, line));
            if usual != mark {
                let fault = refuse(Code::MixedDecimalMarks);
                return Err(fault.detail(since.to_string()));
            }
        }
        Ok(Some(value))
    }
}

fn read_text(field: &'static str, raw: &[u8]) -> Result<String, Fault> {
    let text = std::str::from_utf8(raw).unwrap_or_default();
    text::field(field, text).map(std::borrow::Cow::into_owned)
}

fn read_period(raw: &[u8]) -> Result<Period, Fault> {
    let text = read_text("period", raw)?;
    text.parse().map_err(|error| {
        let code = match error {
            PeriodError::Spelling(_) => Code::BadPeriod,
            PeriodError::Missing(_) => Code::MissingPeriod,
            PeriodError::Inverted(_) => Code::InvertedPeriod,
        };
        Fault::of(code, "period", &text)
    })
}

fn read_as_of(raw: &[u8]) -> Result<DateTime, Fault> {
    let text = read_text("as_of", raw)?;
    moment::as_of(&text).ok_or_else(|| Fault::of(Code::BadAsOf, "as_of", &text))
}

fn read_count(field: &'static str, cell: Cell<'_>) -> Result<Option<i64>, Fault> {
    if cell.text.is_empty() {
        return Ok(None);
    }
    let refuse = |code| {
        let fault = Fault::of_bytes(code, field, cell.text);
        if code == Code::CountTooLarge { fault.detail(limits::COUNT.to_string()) } else { fault }
    };
    number::count(cell.text).map(Some).map_err(refuse)
}

fn read_flag(cell: Cell<'_>) -> Result<Option<Flag>, Fault> {
    if cell.text.is_empty() {
        return Ok(None);
    }
    let text = read_text("flags", cell.text)?;
    Flag::read(&text).map(Some).ok_or_else(|| unknown_flag(&text))
}

fn unknown_flag(text: &str) -> Fault {
    let known = Flag::ALL.map(Flag::code).join(", ");
    Fault::of(Code::UnknownFlag, "flags", text).full_detail(known)
}

/// Texts of a column with what they mean. Two texts of one meaning share a position.
struct Known<T> {
    by_text: HashMap<Box<[u8]>, Result<u32, Fault>>,
    by_value: HashMap<T, u32>,
    values: Vec<T>,
    /// The text of the row before: most rows repeat it.
    last: Vec<u8>,
    last_position: Option<u32>,
}

impl<T: Clone + Eq + Hash> Known<T> {
    fn new() -> Self {
        Self {
            by_text: HashMap::new(),
            by_value: HashMap::new(),
            values: Vec::new(),
            last: Vec::new(),
            last_position: None,
        }
    }

    fn get(
        &mut self,
        text: &[u8],
        read: impl FnOnce(&[u8]) -> Result<T, Fault>,
    ) -> Result<u32, Fault> {
        if let Some(position) = self.last_position
            && self.last == text
        {
            return Ok(position);
        }
        let position = match self.by_text.get(text) {
            Some(known) => known.clone()?,
            None => self.learn(text, read)?,
        };
        self.last.clear();
        self.last.extend_from_slice(text);
        self.last_position = Some(position);
        Ok(position)
    }

    fn learn(
        &mut self,
        text: &[u8],
        read: impl FnOnce(&[u8]) -> Result<T, Fault>,
    ) -> Result<u32, Fault> {
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let position = read(text).map(|value| {
            *self.by_value.entry(value.clone()).or_insert_with(|| {
                self.values.push(value);
                next
            })
        });
        self.by_text.insert(text.into(), position.clone());
        position
    }

    fn value(&self, position: u32) -> &T {
        &self.values[position as usize]
    }
}
