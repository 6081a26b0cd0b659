//! A figure as a report reads it out: what was published first, what follows from counts second.

use chiso_scoring::figure::{Figure, Flag};
use chiso_scoring::round::{Exact, half_up_decimal, to_percent};
use rust_decimal::Decimal;

use super::phrases::say_with;
use crate::model::Cell;
use crate::number;

/// A count, of how many, and its share in per cent; each may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) count: Option<i64>,
    pub(super) of: Option<i64>,
    pub(super) percent: Option<Decimal>,
    /// The published share, where it does not follow from the counts beside it.
    pub(super) published: Option<Decimal>,
    /// The source says that what it counts against is a stand-in.
    pub(super) provisional: bool,
}

/// Why there is no share. Gaps sort behind figures, silent ones last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing happened that could be measured.
    NoDossiers,
    /// The source says nothing.
    Silent,
}

impl Gap {
    pub(super) fn cell(self) -> Cell {
        Cell::missing(super::phrases::say(match self {
            Self::NoDossiers => "no-dossiers",
            Self::Silent => "not-compiled",
        }))
    }
}

impl Reading {
    /// Reads a figure. The share of nothing is no share, whatever was published for it.
    pub(super) fn of(figure: Option<&Figure>) -> Self {
        let Some(figure) = figure else {
            return Self::default();
        };
        let (count, of) = (figure.numerator, figure.denominator);
        let rate = figure.rate.filter(|_| of != Some(0));
        let provisional = figure.flag == Some(Flag::TempNationalReportDenominator);
        Self { count, of, percent: rate, published: None, provisional }.reckoned()
    }

    /// The rest: what was published for it, else what this reading leaves over.
    pub(super) fn rest(&self, published: Option<&Figure>) -> Self {
        let published = Self::of(published);
        let left = self.of.zip(self.count).map(|(of, count)| of - count);
        let rest = Self {
            count: published.count.or(left),
            of: self.of,
            percent: published.percent.or_else(|| Some(Decimal::ONE_HUNDRED - self.percent?)),
            published: None,
            provisional: false,
        };
        rest.reckoned()
    }

    /// Counts decide: a share that was published and does not follow from them stands beside the one that does.
    fn reckoned(self) -> Self {
        let Some(exact) = self.count.zip(self.of).and_then(|(count, of)| ratio(count, of)) else {
            return self;
        };
        let follows = |rate: &Decimal| {
            let digits = rate.scale().max(1);
            half_up_decimal(*rate, digits) == half_up_decimal(exact, digits)
        };
        match self.percent {
            Some(rate) if follows(&rate) => self,
            rate => Self { percent: Some(exact), published: rate, ..self },
        }
    }

    /// This reading with its share taken of another whole, where none was published.
    pub(super) fn out_of(self, whole: Option<i64>) -> Self {
        let percent = self.percent.or_else(|| ratio(self.count?, whole?));
        Self { percent, ..self }
    }

    /// Without the whole: a count and its share alone.
    pub(super) fn alone(self) -> Self {
        Self { of: self.of.filter(|of| *of == 0), ..self }
    }

    /// Why there is no share; `None` if there is one.
    pub(super) fn gap(&self) -> Option<Gap> {
        match (self.of, self.percent) {
            (Some(0), _) => Some(Gap::NoDossiers),
            (_, None) => Some(Gap::Silent),
            _ => None,
        }
    }

    /// `144.625/184.513 hồ sơ (78,38%)`, or the part of it that is known; `None` if nothing is.
    pub(super) fn text(&self, noun: &str) -> Option<String> {
        if self.of == Some(0) {
            return Some(say_with("nothing-happened", &[("noun", noun)]));
        }
        let count = self.count.map(|count| match self.of {
            Some(of) => format!("{} {noun}", number::fraction(count, of)),
            None => format!("{} {noun}", number::integer(count)),
        });
        let share = self.percent.map(percent).map(|share| match self.published {
            Some(other) => {
                let values = [("rate", &*share), ("published", &*percent(other))];
                say_with("rate-published", &values)
            }
            None => share,
        });
        match (count, share) {
            (Some(count), Some(percent)) => Some(format!("{count} ({percent})")),
            (count, percent) => count.or(percent),
        }
    }
}

/// The share of a count, to two decimals; `None` of nothing.
pub(super) fn ratio(count: i64, of: i64) -> Option<Decimal> {
    let exact = || to_percent(Exact::new(i128::from(count), i128::from(of)));
    (of != 0).then(exact)
}

/// A percentage in a sentence: two decimals, or all that were published.
pub(super) fn percent(value: Decimal) -> String {
    number::percent(value, value.normalize().scale().max(2))
}

/// Points: always two decimals, like every total that sums them.
pub(super) fn points(value: Decimal) -> String {
    number::decimal(value, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(count: Option<i64>, of: Option<i64>, rate: Option<&str>) -> Figure {
        Figure {
            numerator: count,
            denominator: of,
            rate: rate.map(|rate| rate.parse().unwrap()),
            ..Figure::default()
        }
    }

    fn read(count: Option<i64>, of: Option<i64>, rate: Option<&str>) -> Reading {
        Reading::of(Some(&figure(count, of, rate)))
    }

    #[test]
    fn what_is_known_is_said_and_no_more() {
        let text = |reading: Reading| reading.text("hồ sơ");
        assert_eq!(text(read(Some(669), Some(749), None)), Some("669/749 hồ sơ (89,32%)".into()));
        assert_eq!(
            text(read(Some(669), Some(749), Some("89.73"))),
            Some("669/749 hồ sơ (89,32%; công bố 89,73%)".into())
        );
        assert_eq!(
            text(read(Some(144_625), Some(184_513), Some("78.4"))),
            Some("144.625/184.513 hồ sơ (78,40%)".into())
        );
        assert_eq!(text(read(Some(80), None, Some("10.27"))), Some("80 hồ sơ (10,27%)".into()));
        assert_eq!(text(read(None, None, Some("9.895"))), Some("9,895%".into()));
        assert_eq!(text(read(Some(3), None, None)), Some("3 hồ sơ".into()));
        assert_eq!(text(read(None, None, None)), None);
    }

    #[test]
    fn the_share_of_nothing_is_no_zero() {
        let nothing = read(Some(0), Some(0), Some("0.00"));
        assert_eq!(nothing.gap(), Some(Gap::NoDossiers));
        assert_eq!(nothing.percent, None);
        assert_eq!(Reading::of(None).gap(), Some(Gap::Silent));
        assert_eq!(read(None, None, Some("0")).gap(), None);
    }

    #[test]
    fn the_rest_is_what_is_left_unless_somebody_published_it() {
        let main = read(Some(448), Some(6_769), Some("6.62"));
        assert_eq!(main.rest(None).text("hồ sơ"), Some("6.321/6.769 hồ sơ (93,38%)".into()));
        let published = figure(Some(80), None, Some("10.27"));
        assert_eq!(main.rest(Some(&published)).count, Some(80));
        assert_eq!(Reading::default().rest(None), Reading::default());
    }
}
