//! A simulated world as files in the published templates.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::agency::Agency;
use chiso_sim::World;
use chiso_sim::calls::{Dialect, calls};
use chiso_sim::files::{History, Table as SimTable, csv as csv_lines, ndjson};
use serde::Serialize;

use crate::args::{Args, FileFormat, Sim};
use crate::failure::Failure;
use crate::output::{Table, print};
use crate::tell::say;

/// A file that was written.
#[derive(Debug, Serialize)]
struct Written {
    file: String,
    rows: u64,
}

/// Writes everything into a folder.
pub fn write(args: &Args, world: &World, asked: &Sim, dir: &Path) -> Result<ExitCode, Failure> {
    std::fs::create_dir_all(dir).map_err(|error| {
        Failure::failed(say("fail-folder").plain("dir", dir.display()).with("reason", error))
    })?;
    let history = if asked.last { History::Final } else { History::All };
    let mut written = vec![agencies(world, dir)?];
    for table in SimTable::ALL {
        match asked.format {
            FileFormat::Csv => {
                let mut row = lines(dir, table.name(), "csv", csv_lines(world, table, history))?;
                // The header is no row.
                row.rows -= 1;
                written.push(row);
            }
            FileFormat::Calls if matches!(table, SimTable::Dossiers | SimTable::Steps) => {}
            FileFormat::Ndjson | FileFormat::Calls => {
                written.push(lines(dir, table.name(), "ndjson", ndjson(world, table, history))?);
            }
        }
    }
    if asked.format == FileFormat::Calls {
        let bodies = calls(world, Dialect::V2, world.events()).map(|call| call.body + "\n");
        written.push(lines(dir, "calls", "ndjson", bodies)?);
    }
    let mut table = Table::of(args.lang, &[("cli-file", false), ("cli-rows", true)]);
    table.rows = written.iter().map(|row| vec![row.file.clone(), row.rows.to_string()]).collect();
    print(args, &written, &table)?;
    Ok(ExitCode::SUCCESS)
}

fn lines(
    dir: &Path,
    name: &str,
    ending: &str,
    lines: impl Iterator<Item = String>,
) -> Result<Written, Failure> {
    let path = dir.join(format!("{name}.{ending}"));
    let failed = |error| {
        Failure::failed(say("fail-write").plain("file", path.display()).with("reason", error))
    };
    let mut file = BufWriter::new(File::create(&path).map_err(failed)?);
    let mut rows = 0;
    for line in lines {
        file.write_all(line.as_bytes()).map_err(failed)?;
        rows += 1;
    }
    file.flush().map_err(failed)?;
    Ok(Written { file: path.display().to_string(), rows })
}

fn agencies(world: &World, dir: &Path) -> Result<Written, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = "code,name,level,parent,valid_from,valid_to,successors,portal_id";
    writer.write_record(header.split(',')).map_err(Failure::output)?;
    for agency in &world.agencies {
        writer.write_record(row(agency)).map_err(Failure::output)?;
    }
    let bytes = writer.into_inner().map_err(Failure::output)?;
    let text = String::from_utf8(bytes).map_err(Failure::output)?;
    let mut written = lines(dir, "agencies", "csv", std::iter::once(text))?;
    written.rows = world.agencies.len() as u64;
    Ok(written)
}

fn row(agency: &Agency) -> [String; 8] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        agency.code.clone(),
        agency.name.clone(),
        agency.level.code().to_owned(),
        text(&agency.parent),
        agency.valid_from.map(|day| day.to_string()).unwrap_or_default(),
        agency.valid_to.map(|day| day.to_string()).unwrap_or_default(),
        agency.successors.join(" "),
        text(&agency.portal_id),
    ]
}
