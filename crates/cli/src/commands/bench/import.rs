//! A CSV file of dossiers taken in by `chiso intake dossiers`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use chiso_sim::World;
use chiso_sim::files::{History, Table, csv};
use serde_json::{Value, json};

use super::folder::{Folder, bytes};
use super::process::chiso;
use super::time::{micros, rate, timed};
use super::world::Site;
use super::{failed, machine};
use crate::failure::Failure;

/// How often the memory of the process is looked at.
const LOOK: Duration = Duration::from_millis(20);

pub fn run(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let world = site.world();
    let (data, store) = folder.store("import", &world)?;
    drop(store);
    let file = folder.path("dossiers.csv");
    write(&world, &file).map_err(failed)?;
    let mut command = chiso(&data)?;
    let child =
        command.args(["--json", "intake", "dossiers"]).arg(&file).spawn().map_err(failed)?;
    let (ended, time) = timed(|| watch(child));
    let (receipt, most) = ended?;
    let line = json!({
        "figure": "import",
        "dossiers": site.dossiers,
        "file_bytes": file.metadata().map_or(0, |file| file.len()),
        "import_us": micros(time),
        "rows_per_second": rate(site.dossiers, time),
        "peak_memory_kib": most,
        "disk_bytes": bytes(&data),
        "receipt": receipt,
        "what": "chiso intake dossiers FILE.csv as a process, last state of every dossier, into a store with agencies only",
    });
    // The next figure needs the room.
    drop(std::fs::remove_file(&file));
    folder.empty("import")?;
    Ok(vec![line])
}

fn write(world: &World, file: &Path) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for line in csv(world, Table::Dossiers, History::Final) {
        out.write_all(line.as_bytes())?;
    }
    out.flush()
}

/// Waits for a process; gives what it printed and the most memory it was seen with, in KiB.
fn watch(mut child: Child) -> Result<(Value, u64), Failure> {
    let mut most = 0;
    while child.try_wait().map_err(failed)?.is_none() {
        most = most.max(machine::memory(child.id(), "VmHWM").unwrap_or(0));
        std::thread::sleep(LOOK);
    }
    let output = child.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        return Err(failed(format!("chiso intake: {}", output.status)));
    }
    Ok((serde_json::from_slice(&output.stdout)?, most))
}
