//! The full index from the rows: every tally of every agency and period, then points and ranks.

use chiso_scoring::expr::Entity;
use serde_json::{Value, json};

use super::failed;
use super::points::of_all;
use super::time::{median, micros, timed};
use super::world::{Site, at_the_end, checksum, periods};
use crate::failure::Failure;

pub fn run(site: &Site) -> Result<Vec<Value>, Failure> {
    let (world, rulebook, periods) = (site.world(), site.rulebook()?, periods());
    let plan = site.plan()?;
    let measures = plan.measures.len();
    let (standing, loading) = timed(|| at_the_end(&world, plan));
    let standing = standing?;
    let live = standing.live();
    let wanted = checksum(live, &live.tallies());
    let mut lines = Vec::new();
    for threads in [1, 2] {
        let found = checksum(live, &live.scan(threads));
        if found != wanted {
            return Err(failed(format!("scan {found}, live {wanted}")));
        }
        let tallies = median(|| live.scan(threads));
        let points = median(|| of_all(live, rulebook, &periods, threads));
        let both = median(|| (live.scan(threads), of_all(live, rulebook, &periods, threads)));
        lines.push(json!({
            "figure": "scan",
            "threads": threads,
            "dossiers": live.rows(Entity::Dossier),
            "services": live.rows(Entity::Service),
            "measures": measures,
            "agencies": live.tree().all().count(),
            "periods_counted": live.periods().count(),
            "periods_scored": periods.len(),
            "tallies_us": tallies,
            "points_and_ranks_us": points,
            "together_us": both,
            "ranked": of_all(live, rulebook, &periods, threads).agencies,
            "load_us": micros(loading),
            "checksum": wanted.as_str(),
            "what": "Live::scan, then Live::figures, Sheet::counted and Sheet::rank for every family; median of 5",
        }));
    }
    Ok(lines)
}
