//! By how many points one case more or less moves an agency's indicators and its total.
//!
//! Nothing is estimated: the changed counts are scored again by the rule itself. The total is the sum of
//! the rounded indicators, so it moves by exactly what they do.

use rust_decimal::Decimal;

use crate::agency::Agency;
use crate::expr::{Entity, Expr};
use crate::figure::{Counts, Figure};
use crate::rulebook::{Count, Form, Indicator, LevelRule, Measure, MeasureRule, Rulebook};
use crate::score::{Basis, Scorer};
use crate::sheet::{Place, Sheet};

/// The amount above which one case puts a number inside the warning band, unless another is asked for:
/// half a point.
#[must_use]
pub fn band() -> Decimal {
    Decimal::new(50, 2)
}

/// Reads such an amount as people write it: points from 0 to 100, with at most two decimals after a point or
/// a comma.
#[must_use]
pub fn read_band(text: &str) -> Option<Decimal> {
    let value: Decimal = text.replace(',', ".").parse().ok()?;
    let range = Decimal::ZERO..=Decimal::ONE_HUNDRED;
    (value.scale() <= 2 && range.contains(&value)).then_some(value)
}

/// What the numerator of an indicator counts one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// Dossiers: one of them may stand in several indicators at once.
    Dossier,
    /// Petitions: likewise.
    Petition,
    /// Something else: procedures, or what an agency states itself. Each indicator stands alone.
    Other,
}

impl Case {
    /// What an indicator's numerator counts.
    #[must_use]
    pub fn of(rulebook: &Rulebook, rule: &Indicator) -> Self {
        let mut found = Vec::new();
        if let Some(numerator) = &rule.numerator {
            gather(&rulebook.measures, numerator, &mut found);
        }
        let all = |wanted: Entity| !found.is_empty() && found.iter().all(|e| *e == Some(wanted));
        match () {
            () if all(Entity::Dossier) => Self::Dossier,
            () if all(Entity::Petition) => Self::Petition,
            () => Self::Other,
        }
    }

    /// Name used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dossier => "dossier",
            Self::Petition => "petition",
            Self::Other => "other",
        }
    }
}

/// The entities whose rows are counted one by one behind an expression; `None` for anything else.
fn gather(measures: &[Measure], expr: &Expr, found: &mut Vec<Option<Entity>>) {
    expr.names(&mut |name| {
        let measure = measures.iter().find(|measure| measure.id == name);
        match measure.map(|measure| &measure.rule) {
            Some(MeasureRule::Rows { of, count: Count::Rows, sum: None, .. }) => {
                found.push(Some(*of));
            }
            Some(MeasureRule::Value(inner)) => gather(measures, inner, found),
            _ => found.push(None),
        }
    });
}

/// Changes of points by one case, each `None` where there is no such case. Never estimated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moves {
    /// One that does not fulfil the condition now does: numerator + 1.
    pub gained: Option<Decimal>,
    /// One that fulfils it no longer does: numerator − 1.
    pub lost: Option<Decimal>,
    /// One case more, which fulfils it: both + 1.
    pub added_good: Option<Decimal>,
    /// One case more, which does not: denominator + 1.
    pub added_bad: Option<Decimal>,
}

impl Moves {
    /// The four changes in their order.
    #[must_use]
    pub fn all(&self) -> [Option<Decimal>; 4] {
        [self.gained, self.lost, self.added_good, self.added_bad]
    }

    /// The largest change, whatever its direction; zero if nothing moves.
    #[must_use]
    pub fn largest(&self) -> Decimal {
        self.all().iter().flatten().map(Decimal::abs).max().unwrap_or_default()
    }

    /// The changes of two indicators by one case that stands in both.
    fn with(&self, other: &Self) -> Self {
        let add = |a: Option<Decimal>, b: Option<Decimal>| match (a, b) {
            (Some(a), Some(b)) => Some(a + b),
            (a, b) => a.or(b),
        };
        Self {
            gained: add(self.gained, other.gained),
            lost: add(self.lost, other.lost),
            added_good: add(self.added_good, other.added_good),
            added_bad: add(self.added_bad, other.added_bad),
        }
    }
}

/// How one indicator of an agency moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorMoves {
    /// Index of the indicator in the rulebook.
    pub indicator: usize,
    /// What its numerator counts.
    pub case: Case,
    /// The counts it rests on; `None` where it rests on none of the agency's own: inherited, constant,
    /// silent, or published without counts.
    pub counts: Option<Counts>,
    /// What one case does.
    pub moves: Moves,
    /// Whether one case moves it by more than the band. Where nothing was there to be measured the moves
    /// are told, but there is no rate that could be unsteady.
    pub warning: bool,
}

/// How the numbers of one agency move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensitivity {
    /// Per indicator, in rulebook order.
    pub indicators: Vec<IndicatorMoves>,
    /// At most what one dossier does to the total: as if it stood in every indicator that counts dossiers.
    pub dossier: Moves,
    /// At most what one petition does to the total.
    pub petition: Moves,
    /// The most that one dossier moves the total, either way, where there are any: what the very first one
    /// of an agency decides is no unsteadiness of a number. `None` where no indicator counts any.
    pub largest: Option<Decimal>,
    /// Whether one dossier or petition may move the total by more than the band.
    pub warning: bool,
}

/// Asks a sheet how its numbers move.
#[derive(Debug, Clone)]
pub struct Probe<'s, 'a> {
    sheet: &'s Sheet<'a>,
    /// What each indicator counts.
    cases: Vec<Case>,
    band: Decimal,
}

impl<'s, 'a> Probe<'s, 'a> {
    /// Ready to ask. `band` is the amount of points above which one case is a warning.
    #[must_use]
    pub fn new(sheet: &'s Sheet<'a>, band: Decimal) -> Self {
        let rulebook = sheet.rulebook();
        let cases = rulebook.indicators.iter().map(|rule| Case::of(rulebook, rule)).collect();
        Self { sheet, cases, band }
    }

    /// How an agency's numbers move.
    #[must_use]
    pub fn of(&self, agency: &Agency) -> Sensitivity {
        let figures = &self.sheet.data(&agency.code).figures.indicators;
        let rules = self.sheet.rulebook().indicators.iter().zip(figures).enumerate();
        let indicators = rules.map(|(at, (rule, figure))| {
            let own = rule.level_rule(agency.level) == LevelRule::Own;
            let scored = !matches!(rule.form, Form::Shown | Form::Constant);
            self.indicator(at, figure.as_ref().filter(|_| own && scored))
        });
        Sensitivity::new(indicators.collect(), self.band)
    }

    fn indicator(&self, at: usize, figure: Option<&Figure>) -> IndicatorMoves {
        let rulebook = self.sheet.rulebook();
        let counts = figure.and_then(Figure::counts);
        let moves = counts.map(|counts| moves(rulebook, &rulebook.indicators[at], counts));
        let moves = moves.unwrap_or_default();
        let measured = counts.is_some_and(|counts| counts.denominator > 0);
        let warning = measured && moves.largest() > self.band;
        IndicatorMoves { indicator: at, case: self.cases[at], counts, moves, warning }
    }
}

impl Sensitivity {
    fn new(indicators: Vec<IndicatorMoves>, band: Decimal) -> Self {
        let dossier = joint(&indicators, Case::Dossier, &|_| true);
        let petition = joint(&indicators, Case::Petition, &|_| true);
        let measured = |case| {
            let any = indicators.iter().any(|one| one.case == case && measures_something(one));
            any.then(|| joint(&indicators, case, &measures_something).largest())
        };
        let largest = measured(Case::Dossier);
        let warning = largest.max(measured(Case::Petition)).is_some_and(|most| most > band);
        Self { indicators, dossier, petition, largest, warning }
    }

    /// The most that one dossier or petition that is already there may add to, and take from, the points of
    /// a place if it fell the other way. Neither is negative.
    #[must_use]
    pub fn swing(&self, rulebook: &Rulebook, place: Place) -> (Decimal, Decimal) {
        let within = |one: &IndicatorMoves| covers(rulebook, place, one.indicator);
        let cases = [Case::Dossier, Case::Petition];
        let joint = cases.map(|case| joint(&self.indicators, case, &within));
        let most = |pick: &dyn Fn(&Moves) -> Option<Decimal>| {
            joint.iter().filter_map(pick).map(|change| change.abs()).max().unwrap_or_default()
        };
        (most(&|moves| moves.gained), most(&|moves| moves.lost))
    }
}

/// Whether an indicator counts towards a place.
fn covers(rulebook: &Rulebook, place: Place, indicator: usize) -> bool {
    let inside = |group: usize| {
        rulebook.groups.get(group).is_some_and(|group| group.indicators.contains(&indicator))
    };
    match place {
        Place::Total => true,
        Place::Axis(at) => {
            rulebook.axes.get(at).is_some_and(|axis| axis.groups.iter().any(|at| inside(*at)))
        }
        Place::Group(at) => inside(at),
        Place::Indicator(at) => at == indicator,
    }
}

fn measures_something(one: &IndicatorMoves) -> bool {
    one.counts.is_some_and(|counts| counts.denominator > 0)
}

fn joint(
    indicators: &[IndicatorMoves],
    case: Case,
    wanted: &dyn Fn(&IndicatorMoves) -> bool,
) -> Moves {
    let of_case = indicators.iter().filter(|one| one.case == case && wanted(one));
    of_case.fold(Moves::default(), |sum, one| sum.with(&one.moves))
}

fn moves(rulebook: &Rulebook, rule: &Indicator, counts: Counts) -> Moves {
    let scorer = Scorer { rulebook, basis: Basis::Computed };
    let points = |numerator: i64, denominator: i64| {
        let figure = Figure::of_counts(numerator, denominator);
        let scored = scorer.counted(rule, &figure, Counts { numerator, denominator });
        // In the sum a number that is missing adds nothing; only its difference is told here.
        scored.result.points.unwrap_or(Decimal::new(0, rulebook.digits))
    };
    let Counts { numerator: n, denominator: d } = counts;
    let now = points(n, d);
    let to = |n: i64, d: i64| points(n, d) - now;
    // Distinct procedures of the numerator need not be among those of the denominator.
    let room = d > 0 && (n < d || !rule.additive);
    Moves {
        gained: room.then(|| to(n + 1, d)),
        lost: (n > 0 && d > 0).then(|| to(n - 1, d)),
        added_good: Some(to(n + 1, d + 1)),
        added_bad: Some(to(n, d + 1)),
    }
}
