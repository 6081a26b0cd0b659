//! `chiso rank --stability --cohort`: what one dossier moves, and who stands where among its like.

use chiso_scoring::agency::Agency;
use chiso_scoring::fair::{Cohort, Compared, Comparison, Standing, compare};
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::{Place, Ranked, Sheet};
use chiso_web::wire::fairness::{
    CohortPlace, FairCohort, Stability, cohort_place, size_class, stability,
};
use rust_decimal::Decimal;

use crate::args::{Args, Rank};
use crate::output::{Table, message};

/// What is asked beside the ranking; nothing is computed where nothing is.
pub struct Fair<'a> {
    kinds: Vec<Comparison<'a>>,
    band: Decimal,
    of_cohorts: bool,
    of_stability: bool,
}

impl<'a> Fair<'a> {
    /// Compares the ranked.
    pub fn new(sheet: &Sheet<'a>, agencies: &[&'a Agency], place: Place, rank: &Rank) -> Self {
        let asked = rank.cohort || rank.stability;
        let kinds = asked.then(|| compare(sheet, agencies, place, rank.band));
        Self {
            kinds: kinds.unwrap_or_default(),
            band: rank.band,
            of_cohorts: rank.cohort,
            of_stability: rank.stability,
        }
    }

    fn of(&self, agency: &Agency) -> Option<&Compared<'a>> {
        let mut rows = self.kinds.iter().flat_map(|kind| &kind.rows);
        rows.find(|row| row.agency.code == agency.code)
    }

    /// The size classes.
    pub fn classes(&self) -> Vec<FairCohort> {
        self.cohorts().map(size_class).collect()
    }

    fn cohorts(&self) -> impl Iterator<Item = &Cohort<'a>> {
        self.kinds.iter().flat_map(|kind| &kind.cohorts)
    }

    /// How firm an agency's place is, if asked.
    pub fn stability(&self, agency: &Agency) -> Option<Stability> {
        self.of(agency).filter(|_| self.of_stability).map(stability)
    }

    /// Its place among its like, if asked.
    pub fn cohort(&self, agency: &Agency) -> Option<CohortPlace> {
        self.of(agency).filter(|_| self.of_cohorts).map(cohort_place)
    }

    /// Puts the columns that are asked for behind the others.
    pub fn widen(&self, table: &mut Table, ranked: &[Ranked<'_>], lang: Lang) {
        let mut columns = Vec::new();
        if self.of_stability {
            columns.extend(["fair-best", "fair-worst", "fair-dossier", "fair-warning"]);
        }
        if self.of_cohorts {
            columns.extend(["fair-volume", "fair-class", "fair-class-rank"]);
        }
        let right = |key: &str| !matches!(key, "fair-warning" | "fair-class-rank");
        table.columns.extend(columns.iter().map(|key| (lang.text(key), right(key))));
        for (cells, row) in table.rows.iter_mut().zip(ranked) {
            if let Some(compared) = self.of(row.agency) {
                cells.extend(self.cells(compared, lang));
            }
        }
    }

    fn cells(&self, row: &Compared<'_>, lang: Lang) -> Vec<String> {
        let number = |number: Option<usize>| number.map(|n| n.to_string()).unwrap_or_default();
        let mut cells = Vec::new();
        if self.of_stability {
            let largest = row.sensitivity.largest;
            cells.extend([number(row.steady.best), number(row.steady.worst)]);
            cells.push(largest.map(|most| lang.decimal(most)).unwrap_or_default());
            cells.push(if row.sensitivity.warning { "±".to_owned() } else { String::new() });
        }
        if self.of_cohorts {
            cells.push(row.volume.map(|volume| lang.integer(volume)).unwrap_or_default());
            cells.push(number(row.cohort.map(|(class, _)| class)));
            cells.push(standing(lang, row));
        }
        cells
    }

    /// Says what the marks mean, and the size classes.
    pub fn tell(&self, args: &Args) {
        let lang = args.lang;
        if self.of_stability {
            message(&lang.text_with("cli-fair-band", &[("band", &lang.decimal(self.band))]));
        }
        let kinds = self.kinds.iter().filter(|_| self.of_cohorts);
        for (kind, cohort) in kinds.flat_map(|kind| kind.cohorts.iter().map(move |c| (kind, c))) {
            message(&lang.text_with(
                "cli-fair-class",
                &[
                    ("level", &lang.level(kind.level)),
                    ("class", &cohort.class.to_string()),
                    ("size", &size(lang, cohort)),
                    ("agencies", &cohort.members.len().to_string()),
                    ("median", &cohort.median.map_or("–".to_owned(), |m| lang.decimal(m))),
                ],
            ));
        }
    }
}

fn size(lang: Lang, cohort: &Cohort<'_>) -> String {
    let from = lang.integer(cohort.above + 1);
    match cohort.up_to {
        Some(to) => {
            lang.text_with("fair-size-range", &[("from", &from), ("to", &lang.integer(to))])
        }
        None => lang.text_with("fair-size-above", &[("from", &from)]),
    }
}

fn standing(lang: Lang, row: &Compared<'_>) -> String {
    match row.cohort.map(|(_, standing)| standing) {
        None if row.volume.is_some() => lang.text("fair-nothing-handled"),
        None => lang.text("fair-volume-unknown"),
        Some(Standing::Alone) => lang.text("fair-alone"),
        Some(Standing::NoPoints) => lang.text("rank-unknown"),
        Some(Standing::Ranked { rank, of, percentile }) => lang.text_with(
            "fair-place",
            &[
                ("rank", &rank.to_string()),
                ("of", &of.to_string()),
                ("percentile", &lang.decimal(percentile)),
            ],
        ),
    }
}
