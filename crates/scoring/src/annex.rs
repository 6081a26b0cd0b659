//! The table that provinces attach to their monthly report: every number behind the points on two days, side
//! by side, with its change. Order and numbering are those of the annex Thái Nguyên sent in September 2023.

mod units;

use rust_decimal::Decimal;

use crate::agency::Agency;
use crate::expr::{Entity, Expr};
use crate::figure::{Figure, TOTAL};
use crate::round::{fraction, to_percent};
use crate::rulebook::{MeasureRule, Rulebook, Text, Unit};
use crate::sheet::Sheet;

pub use units::{Copies, UnitCopies, UnitLine, UnitRate, copies, copies_of, overdue, rates};

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An indicator, by code.
    Indicator(&'static str),
    /// A plain measure, and the measure it is a share of.
    Measure(&'static str, Option<&'static str>),
    /// The total.
    Total,
    /// The rank.
    Rank,
}

/// Which numbers of a row are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// Count and rate.
    Both,
    /// The count with what it is counted of, and the rate.
    Ratio,
    /// The rate alone.
    Rate,
    /// The count alone.
    Count,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its number in the annex.
    pub number: &'static str,
    /// What it is about.
    pub about: About,
    shows: Shows,
}

impl Row {
    /// Code of the group under whose heading the annex prints the row; none for the last rows.
    #[must_use]
    pub fn group(&self) -> Option<&'static str> {
        match self.number.chars().next()? {
            '1' => Some("CKMB"),
            '2' => Some("TDGQ"),
            '3' => Some("CLGQ"),
            '4' => Some("TTTT"),
            '5' => Some("MDHL"),
            _ => Some("MDSH"),
        }
    }

    /// Code of what moves when the row does: its indicator, the one it is the other side of, else its group.
    #[must_use]
    pub fn moves(&self) -> Option<&'static str> {
        match (self.about, self.number) {
            (About::Indicator(code), _) => Some(code),
            (About::Total, _) => Some(TOTAL),
            (About::Rank, _) => None,
            (_, "1.2a" | "1.2b") => Some("1.4"),
            (_, "2.2") => Some("2.1"),
            (_, "3.1" | "3.2") => Some("3.1"),
            (_, "3.4b") => Some("3.3"),
            (_, "4.1b") => Some("3.5"),
            (_, "4.2b") => Some("3.6"),
            (_, "4.3b") => Some("3.5b"),
            _ => self.group(),
        }
    }
}

const fn indicator(number: &'static str, code: &'static str, shows: Shows) -> Row {
    Row { number, about: About::Indicator(code), shows }
}

const fn part(number: &'static str, id: &'static str, of: &'static str, shows: Shows) -> Row {
    Row { number, about: About::Measure(id, Some(of)), shows }
}

const fn plain(number: &'static str, id: &'static str) -> Row {
    Row { number, about: About::Measure(id, None), shows: Shows::Count }
}

/// The rows, in order.
pub const ROWS: [Row; 31] = [
    indicator("1.1", "1.3", Shows::Ratio),
    part("1.2a", "synced", "received", Shows::Both),
    part("1.2b", "unsynced", "received", Shows::Both),
    indicator("2.1", "2.1", Shows::Rate),
    part("2.2", "overdue", "handled", Shows::Rate),
    part("3.1", "services_partial", "authority", Shows::Both),
    part("3.2", "services_full", "authority", Shows::Both),
    part("3.3", "services_info", "authority", Shows::Both),
    indicator("3.4a", "3.3", Shows::Rate),
    part("3.4b", "dossiers_offline", "received", Shows::Rate),
    part("3.5a", "online_on_time", "dossiers_online", Shows::Rate),
    part("3.5b", "online_overdue", "dossiers_online", Shows::Rate),
    indicator("3.6", "3.2", Shows::Rate),
    plain("3.7", "services_growth"),
    indicator("4.1a", "3.5", Shows::Both),
    part("4.1b", "fee_procedures_missing", "fee_procedures", Shows::Both),
    indicator("4.2a", "3.6", Shows::Both),
    part("4.2b", "dossiers_paid_offline", "dossiers_with_fee", Shows::Both),
    indicator("4.3a", "3.5b", Shows::Both),
    part("4.3b", "procedures_paid_offline", "fee_procedures", Shows::Both),
    indicator("5.1", "5.3", Shows::Rate),
    indicator("5.2", "5.4", Shows::Rate),
    indicator("5.3a", "5.1", Shows::Rate),
    indicator("5.3b", "5.1b", Shows::Rate),
    indicator("6.1", "4.2", Shows::Rate),
    indicator("6.2", "4.1", Shows::Rate),
    plain("6.3", "accounts_verified"),
    indicator("6.4", "4.3", Shows::Both),
    plain("", "copies_done"),
    Row { number: "", about: About::Total, shows: Shows::Rate },
    Row { number: "", about: About::Rank, shows: Shows::Ratio },
];

/// The measure of the annex's second table: overdue dossiers, unit by unit.
pub const OVERDUE: &str = "overdue";
/// What overdue dossiers are counted of.
pub const OVERDUE_OF: &str = "handled";
/// The indicators of the third and fourth table: procedures offered online, dossiers paid online.
pub const RATES: [&str; 2] = ["3.1", "3.6"];

/// One side of a row. What is not known is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// The count.
    pub count: Option<i64>,
    /// What it is counted of, where that is printed.
    pub of: Option<i64>,
    /// Rate in per cent as published, else from the counts; points for the total.
    pub rate: Option<Decimal>,
}

/// A row with both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The row.
    pub row: Row,
    /// Before.
    pub before: Cell,
    /// After.
    pub after: Cell,
}

impl Line {
    /// Change of the count, if both are known.
    #[must_use]
    pub fn change(&self) -> Option<i64> {
        Some(self.after.count? - self.before.count?)
    }

    /// Change of the rate (of the total: points), if both are known.
    #[must_use]
    pub fn rate_change(&self) -> Option<Decimal> {
        Some(self.after.rate? - self.before.rate?)
    }

    /// Whether a side has anything to show.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.before != Cell::default() || self.after != Cell::default()
    }
}

/// Name of a row under a rulebook; `None` for total and rank.
#[must_use]
pub fn name(row: Row, rulebook: &Rulebook) -> Option<&Text> {
    match row.about {
        About::Indicator(code) => {
            rulebook.indicator(code).and_then(|at| rulebook.indicators.get(at)).map(|i| &i.name)
        }
        About::Measure(id, _) => rulebook.measure(id).map(|measure| &measure.name),
        About::Total | About::Rank => None,
    }
}

/// The table of an agency.
#[must_use]
pub fn lines(before: (&Sheet<'_>, &Agency), after: (&Sheet<'_>, &Agency)) -> Vec<Line> {
    let line = |row: Row| Line { row, before: cell(row, before), after: cell(row, after) };
    ROWS.into_iter().map(line).filter(Line::is_known).collect()
}

fn measure(sheet: &Sheet<'_>, code: &str, id: &str) -> Option<i64> {
    figure(sheet, code, id)?.numerator
}

/// A measure as it is known. What is counted from rows and was not found is none of them: 0, where anything of the
/// agency is counted at all. A published sheet says nothing of what it does not name.
fn figure(sheet: &Sheet<'_>, code: &str, id: &str) -> Option<Figure> {
    let data = sheet.data(code);
    let counted = sheet.counted_at().is_some() && !data.provenance.is_empty();
    let none = || Figure { numerator: Some(0), ..Figure::default() };
    let missing = || (counted && is_of_rows(sheet.rulebook(), id)).then(none);
    data.measures.get(id).copied().or_else(missing)
}

/// Whether a measure rests on rows alone, and on nothing an agency states of itself.
fn is_of_rows(rulebook: &Rulebook, id: &str) -> bool {
    fn rows(rulebook: &Rulebook, value: &Expr) -> bool {
        match value {
            Expr::Name(id) => is_of_rows(rulebook, id),
            Expr::Add(a, b) | Expr::Sub(a, b) => rows(rulebook, a) && rows(rulebook, b),
            _ => false,
        }
    }
    match rulebook.measure(id).map(|measure| &measure.rule) {
        Some(MeasureRule::Rows { of, .. }) => *of != Entity::Agency,
        Some(MeasureRule::Value(value)) => rows(rulebook, value),
        None => false,
    }
}

fn cell(row: Row, (sheet, agency): (&Sheet<'_>, &Agency)) -> Cell {
    let data = sheet.data(&agency.code);
    let whole = match row.about {
        About::Indicator(code) => {
            let at = sheet.rulebook().indicator(code);
            let unit = at.and_then(|at| sheet.rulebook().indicators.get(at)).map(|rule| rule.unit);
            let figure = at.and_then(|at| data.figures.indicators.get(at)).copied().flatten();
            figure.filter(|_| unit == Some(Unit::Percent)).map(|figure| of_figure(&figure, None))
        }
        About::Measure(id, of) => {
            let base = of.and_then(|of| measure(sheet, &agency.code, of));
            figure(sheet, &agency.code, id).map(|figure| of_figure(&figure, base))
        }
        About::Total => {
            let published = data.figures.total.and_then(|total| total.points);
            let points = published.or_else(|| sheet.score(agency).total.points);
            Some(Cell { rate: points, ..Cell::default() })
        }
        About::Rank => {
            data.rank.map(|rank| Cell { count: rank.numerator, of: rank.denominator, rate: None })
        }
    };
    shown(row.shows, whole.unwrap_or_default())
}

/// A figure's numbers: the rate as published, else from the counts.
fn of_figure(figure: &Figure, base: Option<i64>) -> Cell {
    let of = figure.denominator.or(base);
    let counted = || {
        let (numerator, of) = (figure.numerator?, of.filter(|of| *of > 0)?);
        Some(to_percent(fraction(i128::from(numerator), i128::from(of))))
    };
    Cell { count: figure.numerator, of, rate: figure.rate.or_else(counted) }
}

fn shown(shows: Shows, cell: Cell) -> Cell {
    match shows {
        Shows::Ratio => cell,
        Shows::Both => Cell { of: None, ..cell },
        Shows::Rate => Cell { count: None, of: None, ..cell },
        Shows::Count => Cell { of: None, rate: None, ..cell },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::Rulebooks;
    use crate::sheet::Place;

    #[test]
    fn what_is_counted_from_rows_may_be_none_and_what_is_stated_may_not() {
        for rulebook in Rulebooks::embedded().all() {
            let of_rows = |id: &&str| is_of_rows(rulebook, id);
            let counted = [
                "overdue",
                "unsynced",
                "dossiers_offline",
                "online_overdue",
                "fee_procedures_missing",
            ];
            assert!(counted.iter().all(of_rows), "{}", rulebook.id);
            let stated = [
                "accounts_verified",
                "copies_done",
                "services_growth",
                "communes",
                "communes_offering_copies",
                "nothing",
            ];
            assert!(!stated.iter().any(of_rows), "{}", rulebook.id);
        }
    }

    #[test]
    fn what_moves_with_a_row_is_known_to_every_rulebook() {
        for rulebook in Rulebooks::embedded().all() {
            for row in ROWS {
                for code in row.moves().into_iter().chain(row.group()) {
                    assert!(Place::find(rulebook, code).is_some(), "{} {code}", rulebook.id);
                }
            }
            let rates = RATES.into_iter().all(|code| rulebook.indicator(code).is_some());
            let measures =
                [OVERDUE, OVERDUE_OF].into_iter().all(|id| rulebook.measure(id).is_some());
            assert!(rates && measures, "{}", rulebook.id);
        }
    }
}
