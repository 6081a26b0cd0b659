//! Fair comparison: `chiso rank --stability --cohort` and `/api/v1/fairness`.

use chiso_scoring::fair::{Cohort, Compared, Comparison, IndicatorMoves, Moves, Standing};
use chiso_scoring::rulebook::Rulebook;
use rust_decimal::Decimal;
use serde::Serialize;

use super::Heading;

/// Agencies of one kind or several, compared fairly.
#[derive(Debug, Clone, Serialize)]
pub struct Fairness {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// What they are ranked by: a group, axis, indicator, or `TOTAL`.
    pub by: String,
    /// Points above which a single case is a warning.
    pub band: String,
    /// The kinds compared; they are never mixed.
    pub kinds: Vec<FairKind>,
}

/// Agencies of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct FairKind {
    /// Level.
    pub level: &'static str,
    /// Size classes, the smallest first.
    pub cohorts: Vec<FairCohort>,
    /// Agencies, best first.
    pub rows: Vec<FairRow>,
}

/// A size class.
#[derive(Debug, Clone, Serialize)]
pub struct FairCohort {
    /// Number of the class, from 1 = the smallest.
    pub class: usize,
    /// More dossiers handled than this; `null` where that is withheld.
    pub above: Option<i64>,
    /// Up to this many; `null` for the largest class, and where that is withheld.
    pub up_to: Option<i64>,
    /// Agencies in it.
    pub agencies: usize,
    /// Median of their points.
    pub median: Option<String>,
}

/// One agency.
#[derive(Debug, Clone, Serialize)]
pub struct FairRow {
    /// Code.
    pub agency: String,
    /// Name.
    pub name: String,
    /// Points ranked by.
    pub points: Option<String>,
    /// State of the points.
    pub state: &'static str,
    /// Place.
    pub rank: Option<usize>,
    /// How firm the place is.
    pub stability: Stability,
    /// Its place among its like.
    pub cohort: CohortPlace,
    /// Indicators that a single case moves.
    pub indicators: Vec<FairIndicator>,
    /// Whether counts so small that they would speak of single people are left out, and what they would
    /// follow from.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// How firm a place is.
#[derive(Debug, Clone, Serialize)]
pub struct Stability {
    /// Best place if one dossier or petition, its own or a competitor's, fell the other way.
    pub best: Option<usize>,
    /// Worst place likewise.
    pub worst: Option<usize>,
    /// The most that one dossier moves the total, either way; `null` where there are none.
    pub largest: Option<String>,
    /// At most what one dossier does to the total.
    pub dossier: FairMoves,
    /// At most what one petition does to the total.
    pub petition: FairMoves,
    /// Whether one of them may move the total by more than the band.
    pub warning: bool,
}

/// A place among agencies of the same kind and size.
#[derive(Debug, Clone, Serialize)]
pub struct CohortPlace {
    /// Dossiers handled in the period.
    pub volume: Option<i64>,
    /// Number of the size class; `null` without dossiers, or where nobody states how many.
    pub class: Option<usize>,
    /// `ranked`, `alone` (nobody to compare with), `no_points`, or `no_class`.
    pub standing: &'static str,
    /// Place in the class.
    pub rank: Option<usize>,
    /// Of how many.
    pub of: Option<usize>,
    /// How many in a hundred of the others have fewer points.
    pub percentile: Option<String>,
}

/// An indicator that a single case moves.
#[derive(Debug, Clone, Serialize)]
pub struct FairIndicator {
    /// Code.
    pub code: String,
    /// What its numerator counts: `dossier`, `petition` or `other`.
    pub case: &'static str,
    /// Numerator.
    pub numerator: i64,
    /// Denominator.
    pub denominator: i64,
    /// What a single case does to its points.
    #[serde(flatten)]
    pub moves: FairMoves,
    /// Whether that is more than the band.
    pub warning: bool,
}

/// Changes of points by a single case; `null` where there is no such case.
#[derive(Debug, Clone, Serialize)]
pub struct FairMoves {
    /// One that does not fulfil the condition now does.
    pub gained: Option<String>,
    /// One that fulfils it no longer does.
    pub lost: Option<String>,
    /// One case more, which fulfils it.
    pub added_good: Option<String>,
    /// One case more, which does not.
    pub added_bad: Option<String>,
}

impl Fairness {
    /// Puts what was compared into words for programs.
    #[must_use]
    pub fn new(
        heading: Heading,
        rulebook: &Rulebook,
        by: &str,
        band: Decimal,
        compared: &[Comparison<'_>],
    ) -> Self {
        let kinds = compared.iter().map(|kind| FairKind {
            level: kind.level.code(),
            cohorts: kind.cohorts.iter().map(size_class).collect(),
            rows: kind.rows.iter().map(|row| fair_row(rulebook, row)).collect(),
        });
        Self { heading, by: by.to_owned(), band: band.to_string(), kinds: kinds.collect() }
    }
}

/// A size class.
#[must_use]
pub fn size_class(cohort: &Cohort<'_>) -> FairCohort {
    FairCohort {
        class: cohort.class,
        above: Some(cohort.above),
        up_to: cohort.up_to,
        agencies: cohort.members.len(),
        median: text(cohort.median),
    }
}

fn fair_row(rulebook: &Rulebook, row: &Compared<'_>) -> FairRow {
    FairRow {
        agency: row.agency.code.clone(),
        name: row.agency.name.clone(),
        points: text(row.points.points),
        state: row.points.state.code(),
        rank: row.steady.rank,
        stability: stability(row),
        cohort: cohort_place(row),
        indicators: row.sensitivity.indicators.iter().filter_map(|i| fair(rulebook, i)).collect(),
        withheld: false,
    }
}

impl FairRow {
    /// Leaves out the indicators whose counts are withheld, and what those counts would follow from.
    pub(crate) fn withhold(&mut self, of: &Guard) {
        let all = self.indicators.len();
        self.indicators.retain(|one| !of.indicators.contains(&one.code));
        self.withheld = self.indicators.len() < all || of.dossier || of.petition || of.volume;
        let nothing = || FairMoves { gained: None, lost: None, added_good: None, added_bad: None };
        if of.dossier {
            self.stability.largest = None;
            self.stability.dossier = nothing();
        }
        if of.petition {
            self.stability.petition = nothing();
        }
        if of.volume {
            self.cohort.volume = None;
        }
    }
}

/// What is withheld of an agency's row.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// Codes of indicators.
    pub indicators: Vec<String>,
    /// What a single dossier does.
    pub dossier: bool,
    /// What a single petition does.
    pub petition: bool,
    /// How many dossiers were handled.
    pub volume: bool,
}

/// How firm an agency's place is.
#[must_use]
pub fn stability(row: &Compared<'_>) -> Stability {
    Stability {
        best: row.steady.best,
        worst: row.steady.worst,
        largest: text(row.sensitivity.largest),
        dossier: moves(&row.sensitivity.dossier),
        petition: moves(&row.sensitivity.petition),
        warning: row.sensitivity.warning,
    }
}

/// An agency's place among its like.
#[must_use]
pub fn cohort_place(row: &Compared<'_>) -> CohortPlace {
    let plain = |standing| CohortPlace {
        volume: row.volume,
        class: row.cohort.map(|(class, _)| class),
        standing,
        rank: None,
        of: None,
        percentile: None,
    };
    match row.cohort.map(|(_, standing)| standing) {
        None => plain("no_class"),
        Some(Standing::Alone) => plain("alone"),
        Some(Standing::NoPoints) => plain("no_points"),
        Some(Standing::Ranked { rank, of, percentile }) => CohortPlace {
            rank: Some(rank),
            of: Some(of),
            percentile: Some(percentile.to_string()),
            ..plain("ranked")
        },
    }
}

fn fair(rulebook: &Rulebook, one: &IndicatorMoves) -> Option<FairIndicator> {
    let counts = one.counts?;
    Some(FairIndicator {
        code: rulebook.indicators.get(one.indicator)?.code.clone(),
        case: one.case.code(),
        numerator: counts.numerator,
        denominator: counts.denominator,
        moves: moves(&one.moves),
        warning: one.warning,
    })
}

fn moves(moves: &Moves) -> FairMoves {
    FairMoves {
        gained: text(moves.gained),
        lost: text(moves.lost),
        added_good: text(moves.added_good),
        added_bad: text(moves.added_bad),
    }
}

fn text(value: Option<Decimal>) -> Option<String> {
    value.map(|value| value.to_string())
}
