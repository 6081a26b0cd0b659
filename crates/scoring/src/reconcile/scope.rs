//! Where and when a row counts: for which unit of an agency, and whether in the period.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::entry::Entry;
use crate::agency::AgencyTree;
use crate::calendar::Calendar;
use crate::dossier::Seconds;
use crate::measure::places::place;
use crate::period::Period;

/// A unit that rows count for; `None`: nothing says which.
pub type Unit = Option<Arc<str>>;

/// What is reconciled: everything below an agency that was received in a period.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Code of the agency, in force in the period.
    pub agency: &'a str,
    /// The period dossiers were received in.
    pub period: Period,
    /// Agencies.
    pub tree: &'a AgencyTree,
    /// Working days, for ages.
    pub calendar: &'a Calendar,
    /// Looked at from this moment.
    pub at: Seconds,
}

/// Finds units and days; remembers the units it found.
pub(super) struct Placer<'a> {
    scope: Scope<'a>,
    from: Seconds,
    to: Seconds,
    units: HashMap<Box<str>, Placed>,
}

/// Where a row counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Placed {
    /// For a unit of the scope, or for one that nobody names.
    Inside(Unit),
    /// For an agency outside of the scope.
    Outside,
}

/// The two sides' rows of one code, read together: what one row does not say another may.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Borrowed<'e> {
    pub agency: Option<&'e str>,
    pub received_at: Option<Seconds>,
}

impl<'e> Borrowed<'e> {
    pub fn of(rows: impl Iterator<Item = &'e Entry> + Clone) -> Self {
        Self {
            agency: rows.clone().find_map(|row| row.agency.as_deref()),
            received_at: rows.filter_map(|row| row.received_at).next(),
        }
    }
}

impl<'a> Placer<'a> {
    pub fn new(scope: Scope<'a>) -> Self {
        let from = scope.calendar.day_start(scope.period.first());
        let to = scope.calendar.day_end(scope.period.last()) + 1;
        Self { scope, from, to, units: HashMap::new() }
    }

    /// The unit a row counts for, if it counts in the scope and period.
    pub fn counted(&mut self, row: &Entry, others: Borrowed<'_>) -> Option<Unit> {
        let received = self.received(row, others);
        if received.is_some_and(|at| !self.in_period(at)) {
            return None;
        }
        match self.placed(row, others) {
            Placed::Inside(unit) => Some(unit),
            Placed::Outside => None,
        }
    }

    /// Where a row counts: for the agency it names, else that of the other side, else that which its
    /// number begins with.
    pub fn placed(&mut self, row: &Entry, others: Borrowed<'_>) -> Placed {
        let named = row.agency.as_deref().or(others.agency);
        let Some(code) = named.or_else(|| agency_of_number(&row.code)) else {
            return Placed::Inside(None);
        };
        if let Some(known) = self.units.get(code) {
            return known.clone();
        }
        let found = self.find(code, named.is_some());
        self.units.insert(code.into(), found.clone());
        found
    }

    fn find(&self, code: &str, named: bool) -> Placed {
        let Scope { agency, period, tree, .. } = self.scope;
        if let Some(unit) = place(tree, code, period) {
            let inside = unit == agency || is_below(tree, unit, agency, period);
            return if inside { Placed::Inside(Some(unit.into())) } else { Placed::Outside };
        }
        // An agency nobody knows: inside if its code says so.
        let inside = code.strip_prefix(agency).is_some_and(|rest| rest.starts_with('.'));
        let elsewhere = named || top(code) != top(agency);
        if inside || !elsewhere { Placed::Inside(None) } else { Placed::Outside }
    }

    /// When a row says it was received, else when the other side does, else the day in its number.
    pub fn received(&self, row: &Entry, others: Borrowed<'_>) -> Option<Seconds> {
        let said = row.received_at.or(others.received_at);
        said.or_else(|| Some(self.scope.calendar.day_start(day_of_number(&row.code)?)))
    }

    pub fn in_period(&self, at: Seconds) -> bool {
        (self.from..self.to).contains(&at)
    }

    /// Whether two moments lie on one day: many lists know no time of day.
    pub fn same_day(&self, a: Seconds, b: Seconds) -> bool {
        a == b || self.scope.calendar.day_of(a) == self.scope.calendar.day_of(b)
    }
}

fn is_below(tree: &AgencyTree, unit: &str, agency: &str, period: Period) -> bool {
    let found = tree.find(unit, period).ok();
    found.is_some_and(|found| tree.path(found, period).iter().any(|above| above.code == agency))
}

/// The ministry or province of a code.
fn top(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}

/// The agency that a number begins with (`H55.242-261003-0117`), if it is spelled like one.
fn agency_of_number(number: &str) -> Option<&str> {
    let code = number.rsplitn(3, '-').nth(2)?;
    let spelled = matches!(top(code).as_bytes(), [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9']);
    spelled.then_some(code)
}

/// The day in a number: `yymmdd` or `yyyymmdd` before the last hyphen.
fn day_of_number(number: &str) -> Option<Date> {
    let plain = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = number.rsplit('-').nth(1).filter(plain)?;
    let (year, century) = match digits.len() {
        6 => (2, 2000),
        8 => (4, 0),
        _ => return None,
    };
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let month = i8::try_from(part(year, year + 2)?).ok()?;
    let day = i8::try_from(part(year + 2, year + 4)?).ok()?;
    let year = part(0, year)? + century;
    Date::new(year, month, day).ok().filter(|day| (2000..2060).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("H55.242-261003-0117", Some("H55.242"), Some("2026-10-03"))]
    #[case("G09.20-20260609-0092637", Some("G09.20"), Some("2026-06-09"))]
    #[case("H55.S-CT-240823-0004", Some("H55.S-CT"), Some("2024-08-23"))]
    #[case("000.00.53.H48-220921-0099", None, Some("2022-09-21"))]
    #[case("H55.242-261303-0118", Some("H55.242"), None)]
    #[case("20260609-0092637", None, Some("2026-06-09"))]
    #[case("Đ55-26Đ0-1", None, None)]
    #[case("48213", None, None)]
    #[case("H55-+26+01-07", Some("H55"), None)]
    fn numbers_tell_agency_and_day(
        #[case] number: &str,
        #[case] agency: Option<&str>,
        #[case] day: Option<&str>,
    ) {
        assert_eq!(agency_of_number(number), agency);
        assert_eq!(day_of_number(number).map(|day| day.to_string()).as_deref(), day);
    }
}
