//! From the start of the server to its first answer, with a checkpoint; memory and disk.

use std::path::Path;
use std::sync::Arc;

use chiso_store::{Store, bench::versions, live};
use serde_json::{Value, json};

use super::client::Connection;
use super::durable::filled;
use super::failed;
use super::folder::{Folder, bytes};
use super::process::Server;
use super::time::{micros, timed};
use super::world::Site;
use crate::failure::Failure;
use crate::present::seconds_now;

/// A view of a province, asked as soon as the server listens.
pub const VIEW: &str = "/api/v1/live?parent=H01&period=2026-01";
/// Starts of which the median is told.
const STARTS: usize = 3;
/// Memory that does not count as the dossiers', in KiB.
const BASE_KIB: u64 = 100 * 1024;

/// One start of a server.
struct Start {
    micros: u64,
    rss: u64,
    peak: u64,
}

pub fn run(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let data = filled(site, folder)?;
    let (disk, versions) = (bytes(&data), versions(&Store::open(&data)?)?);
    let first = checkpoint(site, &data)?;
    let whole = start_often(&data)?;
    let (empty, _) = folder.store("empty", &site.world_of(1))?;
    let base = start_often(&empty)?;
    let dossiers = site.dossiers.max(1);
    Ok(vec![json!({
        "figure": "restart",
        "dossiers": site.dossiers,
        "ready_us": whole.micros,
        "ready_without_dossiers_us": base.micros,
        "from_the_log_us": first,
        "rss_kib": whole.rss,
        "peak_kib": whole.peak,
        "rss_without_dossiers_kib": base.rss,
        "bytes_per_dossier_beyond_100_mb": whole.rss.saturating_sub(BASE_KIB) * 1024 / dossiers,
        "bytes_per_dossier_beyond_empty": whole.rss.saturating_sub(base.rss) * 1024 / dossiers,
        "disk_bytes_per_dossier": disk / dossiers,
        "versions": versions,
        "disk_bytes_per_five_versions": disk * 5 / versions.max(1),
        "checkpoint_bytes": bytes(&data).saturating_sub(disk),
        "what": "chiso serve as a process until the first frame of a province's feed, median of 3 starts from a checkpoint; from_the_log: live::open without one",
    })])
}

/// Opens the store without a checkpoint and writes one; gives how long the opening took.
fn checkpoint(site: &Site, data: &Path) -> Result<u64, Failure> {
    // An earlier run may have left one.
    drop(std::fs::remove_file(data.join(live::CHECKPOINT_NAME)));
    let store = Arc::new(Store::open(data)?);
    let (opened, time) = timed(|| live::open(&store, site.whole_plan(), seconds_now()));
    opened?.checkpoint()?;
    Ok(micros(time))
}

fn start_often(data: &Path) -> Result<Start, Failure> {
    let mut starts = (0..STARTS).map(|_| start(data)).collect::<Result<Vec<Start>, _>>()?;
    starts.sort_by_key(|start| start.micros);
    Ok(starts.swap_remove(STARTS / 2))
}

fn start(data: &Path) -> Result<Start, Failure> {
    let (ready, time) = timed(|| {
        let server = Server::start(data)?;
        Connection::open(&server.host).and_then(|open| open.feed(VIEW)?.next()).map_err(failed)?;
        Ok::<Server, Failure>(server)
    });
    let server = ready?;
    Ok(Start { micros: micros(time), rss: server.memory("VmRSS"), peak: server.memory("VmHWM") })
}
