//! Two moments of one agency side by side: what letters compare.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::TOTAL;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::{Place, Sheet};
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

use super::letter_profile;
use super::month::Figures;
use super::names::{day, place};
use super::phrases::say_with;
use super::{Context, Error, Profile, Sides, Variant, belongs};

/// The groups in the order of letters, which is not that of every rulebook.
pub(super) const GROUPS: [&str; 6] = ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH"];

/// A letter in the making.
pub(super) struct Two<'m> {
    pub(super) now: Side<'m>,
    pub(super) before: Side<'m>,
    pub(super) profile: Profile,
    pub(super) context: &'m Context,
    /// `tháng 8 năm 2023`.
    pub(super) period: String,
    /// `tỉnh Thái Nguyên`.
    pub(super) place: String,
}

/// One of the moments.
pub(super) struct Side<'m> {
    pub(super) sheet: &'m Sheet<'m>,
    pub(super) agency: &'m Agency,
    pub(super) as_of: DateTime,
    /// `ngày 31/7/2023`; `tháng 7/2023` where the sides are two periods.
    pub(super) label: String,
    score: AgencyScore,
}

impl<'m> Two<'m> {
    pub(super) fn new(
        variant: Variant,
        sides: &Sides<'m>,
        agency: &'m Agency,
        profile: &Profile,
        context: &'m Context,
    ) -> Result<Self, Error> {
        belongs(sides.now, agency, profile)?;
        of_that_day(variant, profile, context)?;
        let (now, before) = (sides.now, sides.before.ok_or(Error::OneSide(variant))?);
        let period = before.period;
        let then = before.tree.find(&agency.code, period);
        let then = then.map_err(|_| Error::NotThen { agency: agency.code.clone(), period })?;
        let captured = before.captured_at(&then.code);
        let earlier = captured.unwrap_or_else(|| period.last().to_datetime(Default::default()));
        let (same, of) = (now.period == period, (now.period, context.as_of.date()));
        Ok(Self {
            now: Side::new(now, agency, context.as_of, same),
            before: Side::new(before, then, earlier, same),
            profile: letter_profile::filled(profile, variant, agency, of, now.tree),
            context,
            period: spoken(now.period, same.then(|| context.as_of.date())),
            place: place(agency),
        })
    }

    pub(super) fn rulebook(&self) -> &'m Rulebook {
        self.now.sheet.rulebook()
    }

    /// Whose figures these are, as phrases call it.
    pub(super) fn figures(&self) -> &'static str {
        match Figures::of(self.now.sheet) {
            Figures::Counted => "counted",
            Figures::Published | Figures::Recomputed => "published",
        }
    }

    /// Both sides, the earlier one first.
    pub(super) fn sides(&self) -> [&Side<'m>; 2] {
        [&self.before, &self.now]
    }

    /// Both sheets with the agency on each, as the core compares them.
    pub(super) fn sheets(&self) -> [(&'m Sheet<'m>, &'m Agency); 2] {
        self.sides().map(|side| (side.sheet, side.agency))
    }
}

impl<'m> Side<'m> {
    fn new(sheet: &'m Sheet<'m>, agency: &'m Agency, as_of: DateTime, same: bool) -> Self {
        let label = match same {
            true => say_with("letter-day", &[("day", &day(as_of.date()))]),
            false => Lang::Vi.period(sheet.period),
        };
        Self { sheet, agency, as_of, label, score: sheet.score(agency) }
    }

    /// Points of a group, by code.
    pub(super) fn points(&self, code: &str) -> Option<Decimal> {
        Place::find(self.sheet.rulebook(), code)?.of(&self.score).points
    }

    /// The published total, else what the groups give.
    pub(super) fn total(&self) -> Option<Decimal> {
        let published = self.sheet.data(&self.agency.code).figures.total;
        published.and_then(|total| total.points).or_else(|| self.points(TOTAL))
    }

    /// The published place and of how many; else the place among siblings, if the points of all are known.
    pub(super) fn rank(&self) -> Option<(i64, i64)> {
        let published = self.sheet.data(&self.agency.code).rank;
        if let Some(rank) = published.and_then(|rank| rank.counts()) {
            return Some((rank.numerator, rank.denominator));
        }
        let mut siblings = self.sheet.children(self.agency.parent.as_deref()?);
        siblings.retain(|sibling| sibling.level == self.agency.level);
        let rows = self.sheet.rank(&siblings, Place::Total);
        let complete = rows.len() > 1 && rows.iter().all(|row| row.rank.is_some());
        let found = rows.iter().find(|row| row.agency.code == self.agency.code)?;
        let rank = i64::try_from(found.rank?).ok()?;
        complete.then_some((rank, i64::try_from(rows.len()).ok()?))
    }
}

/// A letter's number and day belong to the figures it was written about.
fn of_that_day(variant: Variant, profile: &Profile, context: &Context) -> Result<(), Error> {
    let wanted = context.as_of.date();
    let own = profile.variant == Some(variant);
    match profile.as_of.filter(|found| own && *found != wanted) {
        Some(found) => Err(Error::Day { found, wanted }),
        None => Ok(()),
    }
}

/// The month a letter speaks of: of two captures of a longer period the month of the later one.
fn spoken(period: Period, captured: Option<Date>) -> String {
    let month = |month: i8, year: i16| {
        let (month, year) = (month.to_string(), year.to_string());
        say_with("month-of-year", &[("month", &month), ("year", &year)])
    };
    match (period, captured) {
        (Period::Month { year, month: number }, _) => month(number, year),
        (_, Some(day)) => month(day.month(), day.year()),
        (period, None) => Lang::Vi.period(period),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_letter_speaks_of_the_month_it_was_captured_in() {
        let said = |period: &str, day| spoken(period.parse().unwrap(), day);
        assert_eq!(said("2023", Some(date(2023, 8, 31))), "tháng 8 năm 2023");
        assert_eq!(said("2026-08", Some(date(2026, 9, 1))), "tháng 8 năm 2026");
        assert_eq!(said("2026-Q3", None), "quý III/2026");
    }
}
