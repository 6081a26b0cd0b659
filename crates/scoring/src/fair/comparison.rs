//! All that is said of siblings compared fairly, agency by agency.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::cohort::{Cohort, Kind, Standing, cohorts, volume};
use super::sensitivity::{Probe, Sensitivity};
use super::stability::{Steady, steady};
use crate::agency::{Agency, Level};
use crate::score::Points;
use crate::sheet::{Place, Sheet};

/// The agencies of one kind, compared.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// The kind.
    pub level: Level,
    /// The size classes, the smallest first.
    pub cohorts: Vec<Cohort<'a>>,
    /// The agencies, best first; those without points last, then in the order given.
    pub rows: Vec<Compared<'a>>,
}

/// One agency, compared.
#[derive(Debug, Clone)]
pub struct Compared<'a> {
    /// The agency.
    pub agency: &'a Agency,
    /// What it is ranked by.
    pub points: Points,
    /// Its place, and those a single case decides over.
    pub steady: Steady<'a>,
    /// What a single case does to its numbers.
    pub sensitivity: Sensitivity,
    /// Dossiers handled; `None` = nobody states it.
    pub volume: Option<i64>,
    /// Its size class, and where it stands in it; `None` if it belongs to none.
    pub cohort: Option<(usize, Standing)>,
}

/// Compares siblings, one kind after the other. `band` as in [`Probe::new`].
#[must_use]
pub fn compare<'a>(
    sheet: &Sheet<'a>,
    agencies: &[&'a Agency],
    place: Place,
    band: Decimal,
) -> Vec<Comparison<'a>> {
    let probe = Probe::new(sheet, band);
    let kinds = cohorts(sheet, agencies, place);
    kinds.into_iter().map(|kind| comparison(&probe, sheet, agencies, place, kind)).collect()
}

fn comparison<'a>(
    probe: &Probe<'_, 'a>,
    sheet: &Sheet<'a>,
    agencies: &[&'a Agency],
    place: Place,
    kind: Kind<'a>,
) -> Comparison<'a> {
    let like: Vec<&'a Agency> =
        agencies.iter().copied().filter(|agency| agency.level == kind.level).collect();
    let members = kind.cohorts.iter().flat_map(|cohort| {
        let class = cohort.class;
        cohort.members.iter().map(move |member| (&*member.agency.code, (class, member.standing)))
    });
    let standings: HashMap<&str, (usize, Standing)> = members.collect();
    let rows = steady(sheet, &like, place).into_iter().map(|steady| Compared {
        agency: steady.agency,
        points: place.of(&sheet.scored(steady.agency)),
        sensitivity: probe.of(steady.agency),
        volume: volume(sheet, steady.agency),
        cohort: standings.get(&*steady.agency.code).copied(),
        steady,
    });
    let mut rows: Vec<Compared<'a>> = rows.collect();
    rows.sort_by_key(|row| row.steady.rank.unwrap_or(usize::MAX));
    Comparison { level: kind.level, cohorts: kind.cohorts, rows }
}
