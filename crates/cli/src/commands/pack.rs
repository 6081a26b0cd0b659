//! `chiso pack`: the report pack of a closing as a folder or a zip, and a pack held against its manifest.

mod check;

use std::path::Path;
use std::process::ExitCode;

use chiso_report::pack::sha256;
use chiso_web::delivery::{Failed, Made, Settings, folder, made};
use serde::Serialize;

use crate::args::{Args, Pack};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, print};
use crate::tell::say;

/// A file of a pack, as `--json` tells it.
#[derive(Debug, Serialize)]
struct Line<'a> {
    file: &'a str,
    bytes: usize,
    sha256: String,
    what: &'a str,
}

/// Runs the command.
pub fn run(args: &Args, asked: &Pack) -> Result<ExitCode, Failure> {
    if let Some(path) = &asked.check {
        return check::run(args, path);
    }
    let (Some(number), Some(out)) = (asked.closing, &asked.out) else {
        return Err(Failure::usage(say("fail-pack-needs")));
    };
    let store = &Installation::open(args)?.store;
    let row = store.closing(number, None)?.ok_or_else(|| failure(Failed::Unknown(number)))?;
    let settings = Settings::read(store.folder()).map_err(|problem| failure(problem.into()))?;
    let templates = asked.templates.as_deref().or(settings.templates.as_deref());
    let made = made(store, &row, templates).map_err(failure)?;
    write(out, &made)?;
    told(args, &made)?;
    Ok(ExitCode::SUCCESS)
}

/// Whatever lies there already stays as it is.
fn write(out: &Path, made: &Made) -> Result<(), Failure> {
    let fail = |error: std::io::Error| {
        Failure::failed(say("fail-write").plain("file", out.display()).with("reason", error))
    };
    let zip = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    if zip {
        return folder::file(out, &made.archive).map_err(fail);
    }
    match folder::lay(out, &made.pack).map_err(fail)? {
        true => Ok(()),
        false => Err(Failure::usage(say("fail-pack-taken").plain("file", out.display()))),
    }
}

fn told(args: &Args, made: &Made) -> Result<(), Failure> {
    let lines = made.pack.files.iter().map(|file| Line {
        file: &file.name,
        bytes: file.bytes.len(),
        sha256: sha256(&file.bytes),
        what: &file.what,
    });
    let lines: Vec<Line<'_>> = lines.collect();
    let columns =
        [("cli-file", false), ("cli-bytes", true), ("pack-what", false), ("pack-sha256", false)];
    let mut table = Table::of(args.lang, &columns);
    for line in &lines {
        let cells = [line.file, &line.bytes.to_string(), line.what, &line.sha256];
        table.rows.push(cells.map(str::to_owned).to_vec());
    }
    print(args, &lines, &table)
}

/// Why there is no pack, with its exit code.
pub fn failure(failed: Failed) -> Failure {
    match failed {
        Failed::Unknown(number) => {
            Failure::not_found(say("fail-pack-closing").plain("number", number))
        }
        // Both quote the keys of a file, which are English.
        Failed::Settings(problem) => {
            Failure::refused(say("fail-delivery-settings").plain("problem", problem))
        }
        Failed::Templates(problem) => {
            Failure::refused(say("fail-delivery-templates").plain("problem", problem))
        }
        Failed::Store(error) => error.into(),
        other => Failure::failed(say("fail-pack").plain("reason", other)),
    }
}
