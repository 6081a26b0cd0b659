//! Why a number moved: the movement of a province's total between two months, counted from its rows each time,
//! with the waterfall over units and over causes.

use chiso_scoring::expr::Entity;
use chiso_scoring::movement::{Over, Point, Question, between, waterfall};
use chiso_scoring::period::Period;
use chiso_scoring::sheet::Place;
use chiso_sim::World;
use serde_json::{Value, json};

use super::failed;
use super::time::{median, micros, timed};
use super::world::{Site, at_the_end};
use crate::failure::Failure;

/// A province: the merged Thái Nguyên, its departments and 92 communes.
const PROVINCE: &str = "H55";
/// Most dossiers it gets.
const DOSSIERS: u64 = 600_000;
const YEAR: i16 = 2026;
/// Bars of a waterfall.
const BARS: usize = 30;

/// Two months and two quarters side by side.
pub fn run(site: &Site) -> Result<Vec<Value>, Failure> {
    let world = province(site);
    let (standing, loading) = timed(|| at_the_end(&world, site.plan()?));
    let (standing, rulebook) = (standing?, site.rulebook()?);
    let live = standing.live();
    let month = |month| Period::Month { year: YEAR, month };
    let quarter = |quarter| Period::Quarter { year: YEAR, quarter };
    let mut lines = Vec::new();
    for (from, to) in [(month(8), month(9)), (quarter(2), quarter(3))] {
        let point = |period| Point { live, revision: 1, period, rulebook };
        let tell = |place: Place| {
            let (before, after) = (point(from), point(to));
            between(Question { agency: PROVINCE, place, before, restated: None, after })
        };
        let drawn = |place: Place, over: Over| {
            let told = tell(place).map_err(failed)?;
            Ok::<_, Failure>(waterfall(&told, &told.view(over), BARS).len())
        };
        let told = tell(Place::Total).map_err(failed)?;
        let one = Place::find(rulebook, "2.1").ok_or_else(|| failed("2.1"))?;
        lines.push(json!({
            "figure": "movement",
            "from": from.to_string(),
            "to": to.to_string(),
            "dossiers": live.rows(Entity::Dossier),
            "units": told.units.len(),
            "procedures": told.procedures.len(),
            "load_us": micros(loading),
            "total_by_units_us": median(|| drawn(Place::Total, Over::Units)),
            "total_by_causes_us": median(|| drawn(Place::Total, Over::Causes)),
            "total_by_units_and_procedures_us": median(|| drawn(Place::Total, Over::Both)),
            "indicator_by_units_us": median(|| drawn(one, Over::Units)),
            "what": "movement::between over all indicators of a province, both periods cut from its rows by unit, procedure and carry-over, a view and its waterfall; nothing is kept between runs; median of 5",
        }));
    }
    Ok(lines)
}

/// A province with as many dossiers as are measured, spread over its own agencies.
fn province(site: &Site) -> World {
    let agencies = chiso_sim::thai_nguyen_2026(site.seed, 1).agencies;
    chiso_sim::nation_of(site.seed, site.dossiers.min(DOSSIERS), agencies)
}
