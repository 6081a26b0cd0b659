//! A number as a page shows it: text, maximum, state in words, origin mark. Missing is never 0.

use std::sync::LazyLock;

use chiso_report::listing::Item;
use chiso_scoring::figure::State;
use chiso_scoring::lang::Lang;
use chiso_scoring::round::half_up_decimal;
use chiso_scoring::rulebook::{Indicator, Unit};
use chiso_scoring::score::{IndicatorScore, Origin, Points};
use rust_decimal::Decimal;

/// What stands where a number is missing.
pub(crate) const MISSING: &str = "—";

/// Points.
#[derive(Debug, Clone)]
pub(crate) struct Num {
    /// The number, or [`MISSING`].
    pub text: String,
    /// Exactly that number; [`None`] if it is missing.
    pub value: Option<Decimal>,
    /// Most points.
    pub max: u32,
    /// Whether there is none.
    pub missing: bool,
    /// Letter of the origin; empty if there is nothing.
    pub mark: &'static str,
    /// State in words.
    pub state: String,
    /// Whether the state needs no saying beside the number.
    pub plain: bool,
    /// All of it in words; empty in tables too long for it.
    pub title: String,
    /// Where it is explained; empty if nowhere.
    pub href: String,
}

impl Num {
    /// Points as shown.
    pub fn new(lang: Lang, points: Points, max: u32) -> Self {
        let text = points.points.map_or_else(|| MISSING.to_owned(), |value| lang.decimal(value));
        let (state, origin) = (words(lang).state(points.state), words(lang).origin(points.origin));
        let mark = points.points.map_or("", |_| letter(points.origin));
        Self {
            title: format!("{text} / {max} · {state} · {origin}"),
            text,
            value: points.points,
            max,
            missing: points.points.is_none(),
            mark,
            plain: points.state == State::Value,
            state: state.to_owned(),
            href: String::new(),
        }
    }

    /// As a file has it.
    pub fn item(&self) -> Item {
        self.value.map_or(Item::Missing, Item::Decimal)
    }

    /// The same without words beside it that a long table can spare.
    pub fn bare(self) -> Self {
        Self { title: String::new(), ..self }
    }

    /// The same with the page that explains it.
    pub fn at(self, href: String) -> Self {
        Self { href, ..self }
    }
}

/// Words said beside nearly every number, looked up once.
struct Words {
    states: Vec<(State, String)>,
    origins: Vec<(Origin, String)>,
}

static VI: LazyLock<Words> = LazyLock::new(|| Words::new(Lang::Vi));
static EN: LazyLock<Words> = LazyLock::new(|| Words::new(Lang::En));

fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

impl Words {
    fn new(lang: Lang) -> Self {
        let origins =
            [Origin::Counts, Origin::Published, Origin::Rate, Origin::Parts, Origin::None];
        let origin = |origin: Origin| (origin, lang.text(&format!("origin-{}", origin.code())));
        Self {
            states: State::ALL.iter().map(|state| (*state, lang.state(*state))).collect(),
            origins: origins.into_iter().map(origin).collect(),
        }
    }

    fn state(&self, state: State) -> &str {
        self.states.iter().find(|(known, _)| *known == state).map_or("", |(_, text)| text)
    }

    fn origin(&self, origin: Origin) -> &str {
        self.origins.iter().find(|(known, _)| *known == origin).map_or("", |(_, text)| text)
    }
}

/// Letter shown beside a number of that origin.
fn letter(origin: Origin) -> &'static str {
    match origin {
        Origin::Counts => "a",
        Origin::Published => "b",
        Origin::Rate => "c",
        Origin::Parts => "d",
        Origin::None => "",
    }
}

/// A letter with its meaning.
pub(crate) struct Legend {
    /// Letter.
    pub mark: &'static str,
    /// Meaning.
    pub text: String,
}

/// All letters.
pub(crate) fn legend(lang: Lang) -> Vec<Legend> {
    let origins = [Origin::Counts, Origin::Published, Origin::Rate, Origin::Parts];
    let line = |origin: Origin| Legend {
        mark: letter(origin),
        text: words(lang).origin(origin).to_owned(),
    };
    origins.into_iter().map(line).collect()
}

/// Numerator, denominator and percentage of an indicator.
#[derive(Debug, Clone)]
pub(crate) struct Ratio {
    /// Numerator, denominator and rate (percent or days) exactly, as a file has them.
    pub items: [Item; 3],
    /// Numerator, or [`MISSING`].
    pub numerator: String,
    /// Denominator, or [`MISSING`].
    pub denominator: String,
    /// Percentage with its sign (or days), or [`MISSING`].
    pub percent: String,
    /// Said instead of counts, if there are none.
    pub none: String,
    /// Lists of what the numerator and the denominator count; empty where there are none.
    pub lists: [String; 2],
}

impl Ratio {
    /// The ratio of a scored indicator.
    pub fn new(lang: Lang, rule: &Indicator, score: &IndicatorScore) -> Self {
        let figure = score.figure.unwrap_or_default();
        let count = |value: Option<i64>| value.map_or(MISSING.to_owned(), |n| lang.integer(n));
        let counted = figure.numerator.is_some() || figure.denominator.is_some();
        let none = if counted { String::new() } else { lang.text(reason(score)) };
        let item = |value: Option<i64>| value.map_or(Item::Missing, Item::Integer);
        let rate = known_rate(rule, score).map_or(Item::Missing, Item::Decimal);
        Self {
            items: [item(figure.numerator), item(figure.denominator), rate],
            numerator: numerator(lang, rule, count(figure.numerator)),
            denominator: count(figure.denominator),
            percent: percent(lang, rule, score),
            none,
            lists: [String::new(), String::new()],
        }
    }

    /// The same, leading to what is counted.
    pub fn listed(self, lists: [String; 2]) -> Self {
        Self { lists, ..self }
    }

    /// Both counts on one line, or why there are none.
    pub fn line(&self) -> String {
        if self.none.is_empty() {
            format!("{} / {}", self.numerator, self.denominator)
        } else {
            self.none.clone()
        }
    }
}

/// A mean time is counted in seconds.
fn numerator(lang: Lang, rule: &Indicator, count: String) -> String {
    match rule.unit {
        Unit::Days if count != MISSING => lang.text_with("unit-seconds", &[("seconds", &count)]),
        _ => count,
    }
}

fn reason(score: &IndicatorScore) -> &'static str {
    match score.result.state {
        State::Constant => "counts-not-needed",
        State::NotApplicable => "counts-not-applicable",
        State::SourceSilent => "counts-silent",
        _ => "counts-unpublished",
    }
}

/// The rate; nothing to measure has none, whatever its source printed.
fn known_rate(rule: &Indicator, score: &IndicatorScore) -> Option<Decimal> {
    let nothing = score.figure.is_some_and(|figure| figure.denominator == Some(0));
    score.rate(rule.unit).filter(|_| !nothing)
}

/// The ratio in its unit: a share, or a mean time.
fn percent(lang: Lang, rule: &Indicator, score: &IndicatorScore) -> String {
    let Some(value) = known_rate(rule, score) else { return MISSING.to_owned() };
    let value = lang.decimal(value);
    match rule.unit {
        Unit::Percent => format!("{value} %"),
        Unit::Days => lang.text_with("unit-days", &[("days", &value)]),
    }
}

/// A width out of 100 for a bar, without floating point.
pub(crate) fn share(value: Decimal, max: u32) -> String {
    if max == 0 {
        return "0".to_owned();
    }
    let share = value * Decimal::ONE_HUNDRED / Decimal::from(max);
    let share = share.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED);
    half_up_decimal(share, 2).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_is_not_zero() {
        let silent = Points { points: None, state: State::SourceSilent, origin: Origin::None };
        let zero = Points {
            points: Some("0.00".parse().unwrap()),
            state: State::Zero,
            origin: Origin::Counts,
        };
        assert_eq!(Num::new(Lang::Vi, silent, 18).text, MISSING);
        let zero = Num::new(Lang::Vi, zero, 18);
        assert_eq!((zero.text.as_str(), zero.state.as_str(), zero.mark), ("0,00", "bằng 0", "a"));
    }

    #[test]
    fn bars_stay_inside() {
        assert_eq!(share("9.1".parse().unwrap(), 18), "50.56");
        assert_eq!(share("19".parse().unwrap(), 18), "100");
        assert_eq!(share("1".parse().unwrap(), 0), "0");
    }
}
