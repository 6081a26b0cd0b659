//! Published against recomputed: every place where published points do not follow from
//! published counts, shares or parts.
//!
//! A published number is compared at the precision it is printed with; a whole number is read
//! as having one decimal, because tables drop a trailing `,0`.

use jiff::civil::DateTime;
use num_traits::CheckedAdd;
use rust_decimal::Decimal;

use crate::agency::{Agency, Level};
use crate::explain::form;
use crate::figure::{Figure, TOTAL};
use crate::lang::Lang;
use crate::rank::Nation;
use crate::round::{Exact, exact, from_percent, half_up, half_up_decimal};
use crate::rulebook::{Form, Indicator, LevelRule};
use crate::score::{AgencyScore, Basis, Origin, Points, points};
use crate::sheet::{Place, Sheet};

/// What kind of number does not follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A percentage from its counts.
    Rate,
    /// An indicator's points from its figure.
    Indicator,
    /// A group's or axis' points from its parts, or from its own share of the maximum.
    Group,
    /// A total from its parts.
    Total,
    /// The nation's mean from the provinces.
    Nation,
}

impl Kind {
    /// Name used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Indicator => "indicator",
            Self::Group => "group",
            Self::Total => "total",
            Self::Nation => "nation",
        }
    }
}

/// One published number that does not follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Whose number.
    pub agency: String,
    /// Kind.
    pub kind: Kind,
    /// Code of the indicator, group or axis, or `TOTAL`.
    pub code: String,
    /// As published.
    pub published: Decimal,
    /// As it follows from the figures, at least as precise as the rulebook.
    pub recomputed: Decimal,
    /// What it was recomputed from.
    pub from: Origin,
    /// The figure it was recomputed from, for an indicator.
    pub figure: Option<Figure>,
    /// The rule in words, Vietnamese and English.
    pub rule: (String, String),
    /// When the published number was captured.
    pub as_of: Option<DateTime>,
    /// Who published it.
    pub source: String,
}

/// Decimals a published number is compared at.
fn precision(published: Decimal) -> u32 {
    published.scale().max(1)
}

/// Whether a published number is the exact value rounded, or the rulebook's rounded value
/// rounded again to fewer decimals.
#[must_use]
pub fn follows(published: Decimal, unrounded: Exact, rounded: Decimal) -> bool {
    let digits = precision(published);
    match digits.cmp(&rounded.scale()) {
        std::cmp::Ordering::Equal => published == rounded,
        std::cmp::Ordering::Greater => published == half_up(unrounded, digits),
        std::cmp::Ordering::Less => {
            published == half_up_decimal(rounded, digits) || published == half_up(unrounded, digits)
        }
    }
}

/// Every difference in a sheet, agency by agency, then the nation.
#[must_use]
pub fn differences(sheet: &Sheet<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for agency in sheet.agencies() {
        if agency.level == Level::Nation {
            national(sheet, agency, &mut found);
        } else {
            Finder::new(sheet, agency).all(&mut found);
        }
    }
    found
}

struct Finder<'s, 'a> {
    sheet: &'s Sheet<'a>,
    agency: &'s Agency,
    computed: AgencyScore,
    announced: AgencyScore,
}

impl<'s, 'a> Finder<'s, 'a> {
    fn new(sheet: &'s Sheet<'a>, agency: &'s Agency) -> Self {
        let by = |basis| sheet.score_by(basis, agency);
        Self { sheet, agency, computed: by(Basis::Computed), announced: by(Basis::Published) }
    }

    fn all(&self, found: &mut Vec<Difference>) {
        let rulebook = self.sheet.rulebook();
        for at in 0..rulebook.indicators.len() {
            found.extend(self.rate(at));
            found.extend(self.indicator(at));
        }
        for at in 0..rulebook.groups.len() {
            found.extend(self.share(Place::Group(at)));
            found.extend(self.group(at));
        }
        for at in 0..rulebook.axes.len() {
            found.extend(self.axis(at));
        }
        found.extend(self.total());
    }

    fn figure(&self, place: Place) -> Option<&'s Figure> {
        let figures = &self.sheet.data(&self.agency.code).figures;
        match place {
            Place::Total => figures.total.as_ref(),
            Place::Axis(at) => figures.axes[at].as_ref(),
            Place::Group(at) => figures.groups[at].as_ref(),
            Place::Indicator(at) => figures.indicators[at].as_ref(),
        }
    }

    fn rate(&self, at: usize) -> Option<Difference> {
        let rule = &self.sheet.rulebook().indicators[at];
        let figure = self.figure(Place::Indicator(at))?;
        let counts = figure.counts().filter(|counts| counts.denominator > 0)?;
        let published = figure.rate?;
        let ratio = Exact::new(counts.numerator.into(), counts.denominator.into()) * 100;
        if published == half_up(ratio, precision(published)) {
            return None;
        }
        let recomputed = half_up(ratio, precision(published).max(2));
        let rule = quotient(rule);
        Some(self.found(
            Kind::Rate,
            Place::Indicator(at),
            published,
            recomputed,
            Origin::Counts,
            rule,
        ))
    }

    fn indicator(&self, at: usize) -> Option<Difference> {
        let rulebook = self.sheet.rulebook();
        let rule = &rulebook.indicators[at];
        let published =
            self.figure(Place::Indicator(at))?.points.filter(|_| rule.form != Form::Shown)?;
        let score = &self.computed.indicators[at];
        if rule.level_rule(self.agency.level) == LevelRule::None {
            return None;
        }
        let rounded = score.result.points.unwrap_or_default();
        let unrounded = self.unrounded(at).unwrap_or_else(|| exact(rounded));
        let from = score.result.origin;
        if from == Origin::Published || follows(published, unrounded, rounded) {
            return None;
        }
        let rule = form(rule);
        Some(self.found(Kind::Indicator, Place::Indicator(at), published, rounded, from, rule))
    }

    /// Points of an indicator before rounding, where a ratio made them.
    fn unrounded(&self, at: usize) -> Option<Exact> {
        let rulebook = self.sheet.rulebook();
        let figure = self.computed.indicators[at].figure?;
        let ratio = match (figure.counts(), figure.rate) {
            (Some(counts), _) if counts.denominator > 0 => {
                Exact::new(counts.numerator.into(), counts.denominator.into())
            }
            (None, Some(rate)) => from_percent(rate),
            _ => return None,
        };
        points(&rulebook.indicators[at], ratio, rulebook.digits).map(|(unrounded, _)| unrounded)
    }

    /// A published share of the maximum and the published points must say the same.
    fn share(&self, place: Place) -> Option<Difference> {
        let figure = self.figure(place)?;
        let (published, rate) = (figure.points?, figure.rate?);
        let max = Exact::from_integer(i128::from(place.points_max(self.sheet.rulebook())));
        let from_rate = max * from_percent(rate);
        let from_points = exact(published) / max * 100;
        let agrees = published == half_up(from_rate, precision(published))
            || rate == half_up(from_points, precision(rate));
        let digits = self.sheet.rulebook().digits.max(published.scale());
        let rule = told("rule-share", &[("max", &max.to_string())]);
        (!agrees).then(|| {
            self.found(
                Kind::Group,
                place,
                published,
                half_up(from_rate, digits),
                Origin::Rate,
                rule,
            )
        })
    }

    fn group(&self, at: usize) -> Option<Difference> {
        let group = &self.sheet.rulebook().groups[at];
        let published = self.figure(Place::Group(at))?.points?;
        let scored = group
            .indicators
            .clone()
            .filter(|at| self.sheet.rulebook().indicators[*at].form != Form::Shown);
        let parts: Vec<Points> =
            scored.clone().map(|at| self.computed.indicators[at].result).collect();
        let (rounded, from) = self.sum(&parts)?;
        let pieces = scored.clone().map(|at| {
            let points = self.computed.indicators[at].result.points.map(exact);
            self.unrounded(at).filter(|_| points.is_some()).or(points)
        });
        // Fractions of absurd counts may outgrow 128 bits; the rounded sum then stands for both.
        let unrounded = pieces
            .flatten()
            .try_fold(Exact::from_integer(0), |sum, piece| sum.checked_add(&piece))
            .unwrap_or_else(|| exact(rounded));
        if follows(published, unrounded, rounded) {
            return None;
        }
        let codes: Vec<&str> =
            scored.map(|at| self.sheet.rulebook().indicators[at].code.as_str()).collect();
        let rule = told("rule-sum", &[("parts", &codes.join(" + "))]);
        Some(self.found(Kind::Group, Place::Group(at), published, rounded, from, rule))
    }

    /// Sum of parts, if none is silent.
    fn sum(&self, parts: &[Points]) -> Option<(Decimal, Origin)> {
        let complete = parts.iter().all(|part| part.origin != Origin::None);
        let mut zero = Decimal::ZERO;
        zero.rescale(self.sheet.rulebook().digits);
        let sum =
            parts.iter().filter_map(|part| part.points).fold(zero, |sum, points| sum + points);
        let from = if parts.iter().all(|part| part.origin == Origin::Counts) {
            Origin::Counts
        } else {
            Origin::Parts
        };
        complete.then_some((sum, from))
    }

    /// A published axis of several groups against its groups.
    fn axis(&self, at: usize) -> Option<Difference> {
        let axis = &self.sheet.rulebook().axes[at];
        let groups = axis.groups.iter().map(|at| Place::Group(*at));
        if groups.len() < 2 {
            return None;
        }
        self.whole(Kind::Group, Place::Axis(at), groups.collect())
    }

    fn total(&self) -> Option<Difference> {
        let axes = 0..self.sheet.rulebook().axes.len();
        self.whole(Kind::Total, Place::Total, axes.map(Place::Axis).collect())
    }

    /// A published whole against its parts, each as printed where it was printed.
    fn whole(&self, kind: Kind, place: Place, parts: Vec<Place>) -> Option<Difference> {
        let published = self.figure(place)?.points?;
        let printed: Vec<Points> = parts.iter().map(|part| self.printed(*part)).collect();
        let (sum, from) = self.sum(&printed)?;
        let rulebook = self.sheet.rulebook();
        let codes: Vec<&str> = parts.iter().map(|part| part.code(rulebook)).collect();
        let rule = told("rule-sum", &[("parts", &codes.join(" + "))]);
        (!adds_up(published, &printed, sum))
            .then(|| self.found(kind, place, published, sum, from, rule))
    }

    fn printed(&self, place: Place) -> Points {
        let points = place.of(&self.announced);
        let printed = self.figure(place).and_then(|figure| figure.points);
        Points { points: printed.or(points.points), ..points }
    }

    fn found(
        &self,
        kind: Kind,
        place: Place,
        published: Decimal,
        recomputed: Decimal,
        from: Origin,
        rule: (String, String),
    ) -> Difference {
        let code = place.code(self.sheet.rulebook()).to_owned();
        let provenance = self.sheet.data(&self.agency.code).provenance.get(&code);
        Difference {
            agency: self.agency.code.clone(),
            kind,
            published,
            recomputed,
            from,
            figure: match place {
                Place::Indicator(at) => self.computed.indicators[at].figure,
                _ => None,
            },
            rule,
            as_of: provenance.map(|provenance| provenance.as_of),
            source: provenance.map(|provenance| provenance.source.clone()).unwrap_or_default(),
            code,
        }
    }
}

/// Whether a published whole is the sum of its published parts: rounded to its own decimals, or,
/// where it is printed finer than its parts, within what rounding the parts can hide.
fn adds_up(published: Decimal, parts: &[Points], sum: Decimal) -> bool {
    let known: Vec<Decimal> = parts.iter().filter_map(|part| part.points).collect();
    let finest = known.iter().map(|part| precision(part.normalize())).max().unwrap_or(1);
    if precision(published) <= finest {
        return published == half_up_decimal(sum, precision(published));
    }
    let half_unit = Decimal::new(5, finest + 1);
    (published - sum).abs() <= half_unit * Decimal::from(known.len())
}

/// The rule of an indicator's percentage.
fn quotient(rule: &Indicator) -> (String, String) {
    let side = |side: &Option<crate::expr::Expr>| {
        side.as_ref().map(ToString::to_string).unwrap_or_default()
    };
    let text = format!("{} ÷ {}", side(&rule.numerator), side(&rule.denominator));
    (text.clone(), text)
}

fn told(key: &str, arguments: &[(&str, &str)]) -> (String, String) {
    (Lang::Vi.text_with(key, arguments), Lang::En.text_with(key, arguments))
}

/// The nation's published axes and total against the provinces, if every province is known.
fn national(sheet: &Sheet<'_>, nation: &Agency, found: &mut Vec<Difference>) {
    let provinces = sheet.tree.of_level(Level::Province, sheet.period);
    let averaged: Nation = sheet.nation();
    if averaged.provinces != provinces.len() {
        return;
    }
    let data = sheet.data(&nation.code);
    let published = |figure: &Option<Figure>| figure.as_ref().and_then(|figure| figure.points);
    let rulebook = sheet.rulebook();
    let axes = rulebook.axes.iter().enumerate().map(|(at, axis)| {
        (axis.code.as_str(), published(&data.figures.axes[at]), averaged.axes[at])
    });
    let total = (TOTAL, published(&data.figures.total), averaged.total);
    for (code, published, recomputed) in axes.chain(std::iter::once(total)) {
        if let (Some(published), Some(recomputed)) = (published, recomputed)
            && half_up_decimal(recomputed, precision(published).min(recomputed.scale()))
                != published
        {
            let provenance = data.provenance.get(code);
            found.push(Difference {
                agency: nation.code.clone(),
                kind: Kind::Nation,
                code: code.to_owned(),
                published,
                recomputed,
                from: Origin::Parts,
                figure: None,
                rule: told("rule-nation", &[]),
                as_of: provenance.map(|provenance| provenance.as_of),
                source: provenance.map(|provenance| provenance.source.clone()).unwrap_or_default(),
            });
        }
    }
}
