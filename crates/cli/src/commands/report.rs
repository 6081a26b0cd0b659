//! `chiso report`: the monthly report of an agency as docx, xlsx or html.

use std::path::Path;
use std::process::ExitCode;

use chiso_report::variant::{Context, Profile, monthly};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;

use super::not_empty;
use crate::args::{Args, Format, Report};
use crate::failure::Failure;
use crate::installation::{Asked, Installation, sha256};
use crate::output::message;
use crate::tell::say;

/// Runs the command. The same figures, profile and rulebook give the same bytes.
pub fn run(args: &Args, report: &Report) -> Result<ExitCode, Failure> {
    let format = format(report)?;
    let installation = Installation::open(args)?;
    let asked = Asked::new(&report.figures, Basis::Published, None);
    let sheet = installation.sheet(&asked)?.sheet;
    let agency = sheet.tree.find(&report.agency, asked.period)?;
    not_empty(&sheet, &asked)?;
    let profile = profile(report, &sheet)?;
    let as_of = sheet.captured_at(&agency.code).ok_or_else(|| {
        let said = say("fail-no-figures-agency").plain("agency", &agency.code);
        Failure::not_found(said.with("period", asked.period))
    })?;
    let context = Context {
        as_of,
        revision: installation.revision(&asked)?,
        rulebook_hash: hash(sheet.rulebook())?,
        created: jiff::tz::Offset::constant(7)
            .to_timestamp(as_of)
            .map_err(|error| Failure::failed(say("fail-report").plain("reason", error)))?,
        ..Context::default()
    };
    let model = monthly(&sheet, agency, &profile, &context).map_err(Failure::usage)?;
    // What a document library says has no translation.
    let failed =
        |error: chiso_report::Error| Failure::failed(say("fail-report").plain("reason", error));
    let bytes = match format {
        Format::Docx => chiso_report::docx(&model).map_err(failed)?,
        Format::Xlsx => chiso_report::xlsx(&model).map_err(failed)?,
        Format::Html => chiso_report::html(&model).map_err(failed)?.into_bytes(),
    };
    write(&report.out, &bytes)?;
    let size = bytes.len().to_string();
    let file = report.out.display().to_string();
    message(&args.lang.text_with("cli-written", &[("file", &file), ("size", &size)]));
    Ok(ExitCode::SUCCESS)
}

fn format(report: &Report) -> Result<Format, Failure> {
    let ending = report.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match (report.format, ending.to_lowercase().as_str()) {
        (Some(format), _) => Ok(format),
        (None, "docx") => Ok(Format::Docx),
        (None, "xlsx") => Ok(Format::Xlsx),
        (None, "html" | "htm") => Ok(Format::Html),
        (None, "pdf") => Err(Failure::usage(say("fail-pdf"))),
        _ => Err(Failure::usage(say("fail-format"))),
    }
}

/// The profile given, the one that comes with chiso, or one with blanks to fill in.
fn profile(report: &Report, sheet: &Sheet<'_>) -> Result<Profile, Failure> {
    // The place and what TOML says of it, in the English of its keys.
    let refuse = |problem: chiso_scoring::problem::Problem| {
        Failure::refused(say("fail-profile").plain("problem", problem))
    };
    if let Some(path) = &report.profile {
        let text =
            std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, error))?;
        return Profile::read(&path.display().to_string(), &text).map_err(refuse);
    }
    let agency = sheet.tree.find(&report.agency, sheet.period)?;
    Profile::known_for(agency, sheet.period, sheet.tree).map_err(refuse)
}

/// SHA-256 of the rulebook in canonical form.
fn hash(rulebook: &Rulebook) -> Result<String, Failure> {
    let text = rulebook.print().map_err(Failure::output)?;
    Ok(sha256(text))
}

/// Writes beside the target and renames, so that no half document is left under its name.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error| {
        Failure::failed(say("fail-write").plain("file", path.display()).with("reason", error))
    };
    let mut half = path.as_os_str().to_owned();
    half.push(".part");
    let written = std::fs::write(&half, bytes).and_then(|()| std::fs::rename(&half, path));
    written.map_err(|error| {
        // Whether the half could be removed does not change what is said.
        drop(std::fs::remove_file(&half));
        fail(error)
    })
}
