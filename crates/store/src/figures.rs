//! Reported figures: the key, the row, and the one question asked of them.

use std::rc::Rc;

use chiso_scoring::figure::{Captured, Figure, Flag, Reported};
use chiso_scoring::period::Period;
use jiff::civil::DateTime;
use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use crate::check;
use crate::convert::{as_of_text, decimal, known_at, read};
use crate::error::{Error, Result};
use crate::store::Store;

/// Which figures. What is `None` does not restrict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The period, exactly: a quarter is not the sum of its months.
    pub period: Period,
    /// Codes of agencies; an empty list asks for nothing.
    pub agencies: Option<Vec<String>>,
    /// One source.
    pub source: Option<String>,
    /// Captured at this moment or before.
    pub as_of: Option<DateTime>,
    /// Known at this revision or before.
    pub known_at: Option<u64>,
}

impl Query {
    /// Everything known now of a period.
    #[must_use]
    pub fn of(period: Period) -> Self {
        Self { period, agencies: None, source: None, as_of: None, known_at: None }
    }
}

impl Store {
    /// One figure for each agency and indicator, ordered by these: the capture with the greatest
    /// `as_of`; among equals the one with the greatest revision, then the last source in byte order.
    ///
    /// # Errors
    /// Too many agencies asked or figures found, the database failed or is damaged.
    pub fn figures(&self, query: &Query) -> Result<Vec<Captured>> {
        check::count(query.agencies.as_ref().map_or(0, Vec::len), self.limits().asked)?;
        latest(&*self.reader()?, query, self.limits().answer)
    }
}

/// Rows come in the order of the key on disk, all captures of one number together, so that choosing
/// among them here needs no sorting: a window function takes twice as long.
fn latest(connection: &Connection, query: &Query, limit: usize) -> Result<Vec<Captured>> {
    let agencies = query
        .agencies
        .as_ref()
        .map(|codes| Rc::new(codes.iter().cloned().map(Value::from).collect::<Vec<Value>>()));
    let named = match agencies {
        Some(_) => "agency in (select value from rarray(?5))",
        None => "?5 is null",
    };
    let mut statement = connection.prepare_cached(&format!(
        "select period, as_of, agency, indicator, source,
                numerator, denominator, rate, points, flag, revision
         from figure
         where period = ?1
           and (?2 is null or as_of <= ?2)
           and revision <= ?3
           and (?4 is null or source = ?4)
           and {named}
         order by agency, indicator, as_of",
    ))?;
    let mut rows = statement.query((
        query.period.to_string(),
        query.as_of.map(as_of_text),
        known_at(query.known_at),
        &query.source,
        agencies,
    ))?;
    let mut figures: Vec<Captured> = Vec::new();
    while let Some(row) = rows.next()? {
        keep_latest(&mut figures, captured(row)?);
        if figures.len() > limit {
            return Err(Error::AnswerTooLarge { limit });
        }
    }
    Ok(figures)
}

/// The last of `figures` is the only one that can be of the same number.
fn keep_latest(figures: &mut Vec<Captured>, row: Captured) {
    match figures.last_mut() {
        Some(last) if same_number(last, &row) => {
            if precedence(last) < precedence(&row) {
                *last = row;
            }
        }
        _ => figures.push(row),
    }
}

fn same_number(a: &Captured, b: &Captured) -> bool {
    a.reported.agency == b.reported.agency && a.reported.indicator == b.reported.indicator
}

/// Of two captures of one number, the greater one answers.
fn precedence(row: &Captured) -> (DateTime, u64, &str) {
    (row.reported.as_of, row.revision, &row.reported.source)
}

/// Stores a figure unless its key is taken; says whether it did.
pub(crate) fn insert_figure(
    work: &Connection,
    reported: &Reported,
    capture: u64,
    revision: u64,
) -> Result<bool> {
    let mut statement = work.prepare_cached(
        "insert into figure
             (period, as_of, agency, indicator, source,
              numerator, denominator, rate, points, flag, capture_id, revision)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         on conflict (period, agency, indicator, as_of, source) do nothing",
    )?;
    let figure = &reported.figure;
    let inserted = statement.execute((
        reported.period.to_string(),
        as_of_text(reported.as_of),
        &reported.agency,
        &reported.indicator,
        &reported.source,
        figure.numerator,
        figure.denominator,
        figure.rate.map(|rate| rate.to_string()),
        figure.points.map(|points| points.to_string()),
        figure.flag.map(Flag::code),
        capture,
        revision,
    ))?;
    Ok(inserted == 1)
}

/// What is stored under the key of a figure.
pub(crate) fn stored_figure(work: &Connection, reported: &Reported) -> Result<Captured> {
    let mut statement = work.prepare_cached(
        "select period, as_of, agency, indicator, source,
                numerator, denominator, rate, points, flag, revision
         from figure
         where period = ?1 and as_of = ?2 and agency = ?3 and indicator = ?4 and source = ?5",
    )?;
    let mut rows = statement.query((
        reported.period.to_string(),
        as_of_text(reported.as_of),
        &reported.agency,
        &reported.indicator,
        &reported.source,
    ))?;
    rows.next()?.map_or(Err(Error::Damaged("key")), captured)
}

/// A row in the order that both queries select.
fn captured(row: &Row<'_>) -> Result<Captured> {
    let (period, as_of): (String, String) = (row.get(0)?, row.get(1)?);
    let figure = Figure {
        numerator: row.get(5)?,
        denominator: row.get(6)?,
        rate: decimal("rate", row.get(7)?)?,
        points: decimal("points", row.get(8)?)?,
        flag: flag(row.get(9)?)?,
    };
    let reported = Reported {
        period: read("period", &period)?,
        as_of: read("as_of", &as_of)?,
        agency: row.get(2)?,
        indicator: row.get(3)?,
        figure,
        source: row.get(4)?,
    };
    Ok(Captured { reported, revision: row.get(10)? })
}

fn flag(code: Option<String>) -> Result<Option<Flag>> {
    code.map(|code| Flag::read(&code).ok_or(Error::Damaged("flag"))).transpose()
}
