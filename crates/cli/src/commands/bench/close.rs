//! A period with every dossier of the country closed; then as many events as there are dossiers come in, and every
//! byte that was frozen is looked at again.

use std::fs;

use chiso_report::pack::sha256;
use chiso_report::snapshot::open;
use chiso_scoring::expr::Entity;
use chiso_scoring::period::Period;
use chiso_store::ClosingFile;
use chiso_web::delivery::made;
use serde_json::{Value, json};

use super::durable::{feed, filled};
use super::failed;
use super::folder::Folder;
use super::settled::{Kept, files};
use super::time::{micros, rate, timed};
use super::world::{Site, world_of};
use crate::failure::Failure;
use crate::writing::writer;

/// The whole country.
const AGENCY: &str = "VN";

pub fn run(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let source = filled(site, folder)?;
    let data = folder.empty("closing")?;
    // What is measured later finds the store as it was.
    fs::copy(source.join(chiso_store::FILE_NAME), data.join(chiso_store::FILE_NAME))
        .map_err(failed)?;
    let world = site.world();
    let year = Period::Year { year: 2026 };
    let (kept, load) = timed(|| Kept::read(site, &data, world.until() - 1));
    let kept = kept?;
    let live = kept.standing.live();
    let now = world.until() + 60;
    let mut lines = Vec::new();
    let mut numbers = Vec::new();
    for period in [Period::Month { year: 2026, month: 10 }, year] {
        let took = kept.close(&site.rulebooks, (AGENCY, period), now)?;
        let all = files(&kept.store, took.number)?;
        let (opened, opening) = timed(|| open(&all[0]));
        opened.map_err(failed)?;
        numbers.push(took.number);
        lines.push(json!({
            "figure": "close",
            "period": period.to_string(),
            "dossiers": live.rows(Entity::Dossier),
            "agencies": live.tree().in_force(period).len(),
            "listed_rows": took.listed,
            "load_us": micros(load),
            "look_us": micros(took.look),
            "close_us": micros(took.close),
            "together_us": micros(took.look + took.close),
            "open_us": micros(opening),
            "snapshot_bytes": all[0].len(),
            "public_bytes": all[1].len(),
            "lists_bytes": all[2].len(),
            "waived": took.waived,
            "what": "closing::Desk::look (gather, checks, lists) and close (seal, sign, one transaction) over a store and its present in memory; load: reading the present from the log first, as the command does and a server need not; open: the snapshot read and every hash checked",
        }));
    }
    lines.push(later(site, &kept, &numbers)?);
    Ok(lines)
}

/// As many events as there are dossiers, and what was frozen afterwards.
fn later(site: &Site, kept: &Kept, numbers: &[u64]) -> Result<Value, Failure> {
    let store = &kept.store;
    let before = digests(kept, numbers)?;
    let others = world_of(site.seed + 1, site.dossiers);
    let most = usize::try_from(site.dossiers).unwrap_or(usize::MAX);
    let (sent, time) = timed(|| feed(&others, &writer(store)?, most));
    let sent = sent?;
    let after = digests(kept, numbers)?;
    if before != after {
        return Err(failed("what was frozen is not what it was"));
    }
    let public = store.closing_file(numbers[0], ClosingFile::Public)?;
    Ok(json!({
        "figure": "frozen",
        "later_events": sent,
        "later_events_per_second": rate(sent, time),
        "digests_compared": after.len(),
        "public_sha256": public.map(|bytes| sha256(&bytes)),
        "same_bytes": true,
        "what": "SHA-256 of every file of both closings and of every file of their packs, before and after as many other events as there are dossiers; the run fails if one differs",
    }))
}

/// The digests of everything that can be had of closings.
fn digests(kept: &Kept, numbers: &[u64]) -> Result<Vec<String>, Failure> {
    let mut digests = Vec::new();
    for number in numbers {
        digests.extend(files(&kept.store, *number)?.iter().map(|bytes| sha256(bytes)));
        let row = kept.store.closing(*number, None)?.ok_or_else(|| failed("no closing"))?;
        let made = made(&kept.store, &row, None).map_err(failed)?;
        digests.extend(made.pack.files.iter().map(|file| sha256(&file.bytes)));
        digests.push(sha256(&made.archive));
    }
    Ok(digests)
}
