//! From figures to points: one indicator, one group, one axis, one total.
//!
//! Rule by rule: [`points`] holds the forms and both rounding orders, [`Scorer`] the level rules,
//! the zero rules and the sums. Source of every rule: the rulebook's citations.

use rust_decimal::Decimal;

use crate::agency::Level;
use crate::figure::{Counts, Figure, State};
use crate::round::{
    Exact, at_least, fraction, from_percent, half_up, half_up_decimal, product, to_percent,
};
use crate::rulebook::{Form, Indicator, LevelRule, RoundFirst, Rulebook, Unit, Zero};
use crate::sum::Sum;

/// Which figure wins when several are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Basis {
    /// Counts, then published points, then published rates: what the counts say.
    #[default]
    Computed,
    /// Published points first: what was announced.
    Published,
}

/// What a number was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Exact counts (or a rule that needs none).
    Counts,
    /// Points somebody else published.
    Published,
    /// A published, already rounded rate.
    Rate,
    /// A sum of parts of several origins.
    Parts,
    /// Nothing.
    None,
}

impl Origin {
    /// Name used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Published => "published",
            Self::Rate => "rate",
            Self::Parts => "parts",
            Self::None => "none",
        }
    }
}

/// The figures of one agency, in the order of the rulebook's indicators, groups and axes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Per indicator.
    pub indicators: Vec<Option<Figure>>,
    /// Per group: published points and shares.
    pub groups: Vec<Option<Figure>>,
    /// Per radar axis.
    pub axes: Vec<Option<Figure>>,
    /// Published total.
    pub total: Option<Figure>,
}

impl Figures {
    /// No figure of anything.
    #[must_use]
    pub fn silent(rulebook: &Rulebook) -> Self {
        Self {
            indicators: vec![None; rulebook.indicators.len()],
            groups: vec![None; rulebook.groups.len()],
            axes: vec![None; rulebook.axes.len()],
            total: None,
        }
    }

    /// Whether nothing at all is known.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let lists = [&self.indicators, &self.groups, &self.axes];
        self.total.is_none() && lists.iter().all(|list| list.iter().all(Option::is_none))
    }
}

/// Points with their state and origin. `points` is `None` only for a stated reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    /// Rounded as the rulebook says; `None` = missing.
    pub points: Option<Decimal>,
    /// Why it is what it is.
    pub state: State,
    /// What it was made from.
    pub origin: Origin,
}

/// A scored indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndicatorScore {
    /// Points.
    pub result: Points,
    /// The figure used: the agency's own or the inherited one.
    pub figure: Option<Figure>,
}

impl IndicatorScore {
    /// The ratio in its unit to two decimals, from counts, else as published; `None` if there is none.
    /// A share is in per cent; a mean time is counted in seconds over dossiers and told in days.
    #[must_use]
    pub fn rate(&self, unit: Unit) -> Option<Decimal> {
        let figure = self.figure.as_ref()?;
        let counts = figure.counts().filter(|counts| counts.denominator != 0);
        let counted = counts.map(|Counts { numerator, denominator }| {
            let (numerator, denominator) = (i128::from(numerator), i128::from(denominator));
            match unit {
                Unit::Percent => to_percent(fraction(numerator, denominator)),
                Unit::Days => half_up(fraction(numerator, denominator * SECONDS_A_DAY), 2),
            }
        });
        counted.or_else(|| figure.rate.map(|rate| half_up_decimal(rate, 2)))
    }
}

const SECONDS_A_DAY: i128 = 86_400;

/// Scores of one agency under one rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyScore {
    /// Per indicator, in rulebook order.
    pub indicators: Vec<IndicatorScore>,
    /// Per group.
    pub groups: Vec<Points>,
    /// Per radar axis.
    pub axes: Vec<Points>,
    /// All groups together.
    pub total: Points,
}

/// Points before and after rounding; `None` if the form has none.
#[must_use]
pub fn points(indicator: &Indicator, ratio: Exact, digits: u32) -> Option<(Exact, Decimal)> {
    let ratio = match indicator.round_first {
        RoundFirst::Points => ratio,
        RoundFirst::Percent => from_percent(to_percent(ratio)),
    };
    let value = unrounded(indicator, ratio)?;
    Some((value, half_up(value, digits)))
}

/// The forms: linear, scaled, jump (never above the maximum). The fraction is not reduced.
pub(crate) fn unrounded(indicator: &Indicator, ratio: Exact) -> Option<Exact> {
    let max = Exact::from_integer(i128::from(indicator.max));
    let enough = indicator.target.unwrap_or(Exact::from_integer(1));
    match indicator.form {
        Form::Shown => None,
        Form::Constant => Some(max),
        _ if at_least(ratio, enough) => Some(max),
        Form::Scaled => {
            Some(product(product(max, ratio), fraction(*enough.denom(), *enough.numer())))
        }
        Form::Linear | Form::Jump => Some(product(max, ratio)),
    }
}

/// Scores agencies under one rulebook.
#[derive(Debug, Clone, Copy)]
pub struct Scorer<'a> {
    /// The rules.
    pub rulebook: &'a Rulebook,
    /// Which figure wins.
    pub basis: Basis,
}

impl<'a> Scorer<'a> {
    /// A scorer that takes counts first.
    #[must_use]
    pub fn new(rulebook: &'a Rulebook) -> Self {
        Self { rulebook, basis: Basis::Computed }
    }

    /// Scores one agency. `inherited` are the figures of its province or ministry.
    #[must_use]
    pub fn agency(&self, level: Level, own: &Figures, inherited: Option<&Figures>) -> AgencyScore {
        let indicators: Vec<IndicatorScore> = self
            .rulebook
            .indicators
            .iter()
            .enumerate()
            .map(|(at, indicator)| {
                let from_above = inherited.and_then(|figures| figures.indicators[at].as_ref());
                self.indicator(indicator, level, own.indicators[at].as_ref(), from_above)
            })
            .collect();
        self.summed(indicators, own)
    }

    /// The groups, axes and total that follow from scored indicators; `own` gives what is published of them.
    #[must_use]
    pub fn summed(&self, indicators: Vec<IndicatorScore>, own: &Figures) -> AgencyScore {
        let groups: Vec<Points> = self
            .rulebook
            .groups
            .iter()
            .zip(&own.groups)
            .map(|(group, published)| {
                let scored = &self.rulebook.indicators[group.indicators.clone()];
                let parts = &indicators[group.indicators.clone()];
                let parts = scored.iter().zip(parts).filter(|(rule, _)| rule.form != Form::Shown);
                self.sum(parts.map(|(_, part)| part.result), published.as_ref())
            })
            .collect();
        let axes: Vec<Points> = self
            .rulebook
            .axes
            .iter()
            .zip(&own.axes)
            .map(|(axis, published)| {
                self.sum(axis.groups.iter().map(|at| groups[*at]), published.as_ref())
            })
            .collect();
        let total = self.total(&axes, own.total.as_ref());
        AgencyScore { indicators, groups, axes, total }
    }

    /// The total is the sum of its parts wherever they are known; a published total stands only
    /// where they are not.
    fn total(&self, axes: &[Points], published: Option<&Figure>) -> Points {
        let sum = self.sum(axes.iter().copied(), None);
        if sum.points.is_some() { sum } else { self.sum(axes.iter().copied(), published) }
    }

    fn indicator(
        &self,
        rule: &Indicator,
        level: Level,
        own: Option<&Figure>,
        from_above: Option<&Figure>,
    ) -> IndicatorScore {
        match rule.level_rule(level) {
            LevelRule::Own => self.scored(rule, own),
            LevelRule::Inherited => {
                let mut score = self.scored(rule, from_above.or(own));
                if score.result.state != State::SourceSilent {
                    score.result.state = State::Inherited;
                }
                score
            }
            LevelRule::None => given(None, State::NotApplicable, own),
            LevelRule::Full => given(Some(self.whole(rule.max)), State::NotApplicable, own),
        }
    }

    fn whole(&self, max: u32) -> Decimal {
        let mut points = Decimal::from(max);
        points.rescale(self.rulebook.digits);
        points
    }

    fn scored(&self, rule: &Indicator, figure: Option<&Figure>) -> IndicatorScore {
        if rule.form == Form::Constant {
            return given(Some(self.whole(rule.max)), State::Constant, figure);
        }
        let Some(figure) = figure else {
            return given(None, State::SourceSilent, None);
        };
        let published = figure.points.filter(|_| rule.form != Form::Shown);
        match (figure.counts(), published) {
            (_, Some(points)) if self.basis == Basis::Published => self.published(figure, points),
            (Some(counts), _) => self.counted(rule, figure, counts),
            (None, Some(points)) => self.published(figure, points),
            (None, None) => self.rated(rule, figure),
        }
    }

    /// Scores an indicator by counts alone.
    pub(crate) fn counted(
        &self,
        rule: &Indicator,
        figure: &Figure,
        counts: Counts,
    ) -> IndicatorScore {
        if counts.denominator == 0 {
            return self.nothing_to_measure(rule, figure);
        }
        let ratio = fraction(i128::from(counts.numerator), i128::from(counts.denominator));
        self.by_ratio(rule, figure, ratio, Origin::Counts)
    }

    fn rated(&self, rule: &Indicator, figure: &Figure) -> IndicatorScore {
        match figure.rate {
            Some(rate) => self.by_ratio(rule, figure, from_percent(rate), Origin::Rate),
            None => given(None, State::SourceSilent, Some(figure)),
        }
    }

    fn by_ratio(
        &self,
        rule: &Indicator,
        figure: &Figure,
        ratio: Exact,
        origin: Origin,
    ) -> IndicatorScore {
        let points = points(rule, ratio, self.rulebook.digits).map(|(_, rounded)| rounded);
        let state = match figure.flag {
            Some(flag) if flag.is_provisional() => State::Provisional,
            _ if *ratio.numer() == 0 => State::Zero,
            _ => State::Value,
        };
        IndicatorScore { result: Points { points, state, origin }, figure: Some(*figure) }
    }

    /// The zero rule of the indicator.
    fn nothing_to_measure(&self, rule: &Indicator, figure: &Figure) -> IndicatorScore {
        let points = match rule.zero {
            _ if rule.form == Form::Shown => None,
            Zero::Empty => None,
            Zero::Zero => Some(self.whole(0)),
            Zero::Full => Some(self.whole(rule.max)),
        };
        given(points, State::NoDossiers, Some(figure))
    }

    fn published(&self, figure: &Figure, points: Decimal) -> IndicatorScore {
        IndicatorScore { result: self.announced(figure, points), figure: Some(*figure) }
    }

    fn announced(&self, figure: &Figure, points: Decimal) -> Points {
        let state = match figure.flag {
            Some(flag) if flag.is_provisional() => State::Provisional,
            _ if points.is_zero() => State::Zero,
            _ => State::Value,
        };
        let points = Some(half_up_decimal(points, self.rulebook.digits));
        Points { points, state, origin: Origin::Published }
    }

    /// Adds up parts. Published points of the whole stand in where a part is not known by counts.
    fn sum(&self, parts: impl Iterator<Item = Points>, published: Option<&Figure>) -> Points {
        let sum = parts.fold(Sum::of(self.rulebook.digits), Sum::with);
        let announced = published.and_then(|figure| Some(self.announced(figure, figure.points?)));
        match announced {
            Some(announced) if self.basis == Basis::Published || !sum.is_counted() => announced,
            _ => sum.points(),
        }
    }
}

fn given(points: Option<Decimal>, state: State, figure: Option<&Figure>) -> IndicatorScore {
    let origin = if state == State::SourceSilent { Origin::None } else { Origin::Counts };
    IndicatorScore { result: Points { points, state, origin }, figure: figure.copied() }
}
