//! What is known of an agency and those below it: every quantity that a report may print.

use std::collections::HashMap;
use std::sync::Arc;

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::{Figure, TOTAL};
use chiso_scoring::lang::Lang;
use chiso_scoring::round::half_up_decimal;
use chiso_scoring::score::{AgencyScore, Basis};
use chiso_scoring::sheet::{Place, Sheet};
use rust_decimal::Decimal;

use super::super::number::Number;
use super::bare;

/// What a column or a sentence may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Points of a place.
    Points(Place),
    /// Share of an indicator in per cent.
    Rate(usize),
    /// What is left of it to 100.
    Rest(usize),
    /// Count of an indicator.
    Numerator(usize),
    /// What it is counted of.
    Denominator(usize),
    /// The difference of the two.
    Left(usize),
    /// A measure of the rulebook.
    Measure(usize),
}

impl Quantity {
    /// Whether it is a count.
    pub fn is_count(self) -> bool {
        matches!(self, Self::Numerator(_) | Self::Denominator(_) | Self::Left(_) | Self::Measure(_))
    }
}

/// Scores of an agency by both bases.
struct Scored {
    own: Arc<AgencyScore>,
    published: AgencyScore,
    computed: AgencyScore,
}

/// Everything that is known.
pub(super) struct Known<'s> {
    sheet: &'s Sheet<'s>,
    /// The agency that reports.
    pub agency: &'s Agency,
    units: HashMap<String, Option<&'s Agency>>,
    scored: HashMap<&'s str, Scored>,
    quantities: Vec<Quantity>,
}

impl<'s> Known<'s> {
    /// What a sheet knows of an agency and its children.
    pub fn new(sheet: &'s Sheet<'s>, agency: &'s Agency) -> Self {
        let mut units: HashMap<String, Option<&Agency>> = HashMap::new();
        let mut scored = HashMap::new();
        for unit in std::iter::once(agency).chain(sheet.children(&agency.code)) {
            let one = units.entry(bare(&unit.name)).or_insert(Some(unit));
            // Two units of one name cannot be told apart.
            *one = one.filter(|known| known.code == unit.code);
            let by = |basis| sheet.score_by(basis, unit);
            let (published, computed) = (by(Basis::Published), by(Basis::Computed));
            scored.insert(&*unit.code, Scored { own: sheet.scored(unit), published, computed });
        }
        let quantities = quantities(sheet);
        Self { sheet, agency, units, scored, quantities }
    }

    /// The unit of a name.
    pub fn unit(&self, name: &str) -> Option<&'s Agency> {
        self.units.get(&bare(name)).copied().flatten()
    }

    /// Every quantity.
    pub fn quantities(&self) -> &[Quantity] {
        &self.quantities
    }

    /// The sheet.
    pub fn sheet(&self) -> &'s Sheet<'s> {
        self.sheet
    }

    /// The values a report may print for a quantity: as published, and as it follows from counts.
    pub fn values(&self, unit: &Agency, quantity: Quantity) -> Vec<Decimal> {
        let Some(scored) = self.scored.get(&*unit.code) else { return Vec::new() };
        let data = self.sheet.data(&unit.code);
        let figure = |at: usize| data.figures.indicators.get(at).and_then(Option::as_ref);
        let count = |value: Option<i64>| value.map(Decimal::from).into_iter().collect();
        match quantity {
            Quantity::Points(place) => {
                let all = [&*scored.own, &scored.published, &scored.computed];
                let published = figure_of(&data.figures, place).and_then(|figure| figure.points);
                all.iter().filter_map(|score| place.of(score).points).chain(published).collect()
            }
            Quantity::Rate(at) => self.rates(scored, figure(at), at),
            Quantity::Rest(at) => {
                let rates = self.rates(scored, figure(at), at);
                rates.into_iter().map(|rate| Decimal::ONE_HUNDRED - rate).collect()
            }
            Quantity::Numerator(at) => count(figure(at).and_then(|figure| figure.numerator)),
            Quantity::Denominator(at) => count(figure(at).and_then(|figure| figure.denominator)),
            Quantity::Left(at) => {
                let counts = figure(at).and_then(Figure::counts);
                count(counts.map(|counts| counts.denominator - counts.numerator))
            }
            Quantity::Measure(at) => {
                let id = &self.sheet.rulebook().measures[at].id;
                let figure = data.measures.get(id);
                count(figure.and_then(|figure| figure.numerator))
            }
        }
    }

    fn rates(&self, scored: &Scored, figure: Option<&Figure>, at: usize) -> Vec<Decimal> {
        let unit = self.sheet.rulebook().indicators[at].unit;
        let published = figure.and_then(|figure| figure.rate);
        published.into_iter().chain(scored.own.indicators[at].rate(unit)).collect()
    }

    /// Whether a printed number is one of the values, as far as both are printed.
    pub fn agrees(&self, unit: &Agency, quantity: Quantity, printed: Number) -> Option<bool> {
        let values = self.values(unit, quantity);
        if values.is_empty() || (quantity.is_count() && printed.digits > 0) {
            return None;
        }
        Some(values.iter().any(|value| same(*value, printed)))
    }

    /// Where a value comes from: code, unit, who says so, when.
    pub fn source(&self, unit: &Agency, quantity: Quantity) -> String {
        let rulebook = self.sheet.rulebook();
        let code = match quantity {
            Quantity::Points(place) => place.code(rulebook),
            Quantity::Measure(at) => &rulebook.measures[at].id,
            Quantity::Rate(at)
            | Quantity::Rest(at)
            | Quantity::Numerator(at)
            | Quantity::Denominator(at)
            | Quantity::Left(at) => &rulebook.indicators[at].code,
        };
        let of = |code: &str| self.sheet.provenance(&unit.code, code);
        let found = of(code).or_else(|| of(TOTAL));
        let source = found.map(|from| {
            format!(" · {} · {}", Lang::Vi.source(&from.source), Lang::Vi.moment(from.as_of))
        });
        format!("{} · {code}{}", unit.code, source.unwrap_or_default())
    }
}

fn figure_of(figures: &chiso_scoring::score::Figures, place: Place) -> Option<&Figure> {
    match place {
        Place::Total => figures.total.as_ref(),
        Place::Axis(at) => figures.axes.get(at)?.as_ref(),
        Place::Group(at) => figures.groups.get(at)?.as_ref(),
        Place::Indicator(at) => figures.indicators.get(at)?.as_ref(),
    }
}

fn quantities(sheet: &Sheet<'_>) -> Vec<Quantity> {
    let rulebook = sheet.rulebook();
    let mut all = vec![Quantity::Points(Place::Total)];
    all.extend((0..rulebook.groups.len()).map(|at| Quantity::Points(Place::Group(at))));
    all.extend((0..rulebook.axes.len()).map(|at| Quantity::Points(Place::Axis(at))));
    for at in 0..rulebook.indicators.len() {
        all.extend([
            Quantity::Rate(at),
            Quantity::Points(Place::Indicator(at)),
            Quantity::Rest(at),
        ]);
        all.extend([Quantity::Numerator(at), Quantity::Denominator(at), Quantity::Left(at)]);
    }
    all.extend((0..rulebook.measures.len()).map(Quantity::Measure));
    all
}

/// Whether two numbers are the same at the coarser of their decimals.
fn same(value: Decimal, printed: Number) -> bool {
    let exact = value.normalize();
    let digits = exact.scale().min(printed.digits);
    half_up_decimal(exact, digits) == half_up_decimal(printed.value, digits)
}
