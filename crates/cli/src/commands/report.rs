//! `chiso report`: the monthly report of an agency as docx, xlsx or html.

use std::path::Path;
use std::process::ExitCode;

use chiso_report::variant::{Context, Profile, monthly};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;
use sha2::{Digest, Sha256};

use super::not_empty;
use crate::args::{Args, Format, Report};
use crate::failure::Failure;
use crate::installation::{Asked, Installation};
use crate::output::message;

/// Profiles of the published reports that come with chiso.
const PROFILES: [(&str, &str, &str); 2] = [
    ("H03", "2023-08", include_str!("../../../../data/report/bac-kan-2023-08.toml")),
    ("H03.Q058", "2024-07", include_str!("../../../../data/report/tp-bac-kan-2024-07.toml")),
];

/// Runs the command. The same figures, profile and rulebook give the same bytes.
pub fn run(args: &Args, report: &Report) -> Result<ExitCode, Failure> {
    let format = format(report)?;
    let installation = Installation::open(args)?;
    let asked = Asked {
        period: report.period,
        as_of: report.as_of,
        known_at: report.known_at,
        rules: report.rules.clone(),
        basis: Basis::Published,
    };
    let sheet = installation.sheet(&asked)?;
    let agency = sheet.tree.find(&report.agency, asked.period)?;
    not_empty(&sheet, &asked)?;
    let profile = profile(report, &sheet)?;
    let as_of = sheet.captured_at(&agency.code).ok_or_else(|| {
        Failure::NotFound(format!("no figures of {} in {}", agency.code, asked.period))
    })?;
    let context = Context {
        as_of,
        revision: installation.revision(&asked)?,
        rulebook_hash: hash(sheet.rulebook())?,
        created: jiff::tz::Offset::constant(7)
            .to_timestamp(as_of)
            .map_err(|error| Failure::Failed(error.to_string()))?,
    };
    let model = monthly(&sheet, agency, &profile, &context)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let failed = |error: chiso_report::Error| Failure::Failed(format!("the report: {error}"));
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
        (None, "pdf") => {
            Err(Failure::Usage("pdf is not built in; make a docx and print it".to_owned()))
        }
        _ => Err(Failure::Usage("say --format docx, xlsx or html".to_owned())),
    }
}

/// The profile given, the one that comes with chiso, or one with blanks to fill in.
fn profile(report: &Report, sheet: &Sheet<'_>) -> Result<Profile, Failure> {
    let refuse = |problem: chiso_scoring::problem::Problem| Failure::Refused(problem.to_string());
    if let Some(path) = &report.profile {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Failure::NotFound(format!("cannot read '{}': {error}", path.display()))
        })?;
        return Profile::read(&path.display().to_string(), &text).map_err(refuse);
    }
    let period = sheet.period.to_string();
    let known = PROFILES.iter().find(|(agency, of, _)| *agency == report.agency && *of == period);
    match known {
        Some((agency, _, text)) => Profile::read(agency, text).map_err(refuse),
        None => {
            let agency = sheet.tree.find(&report.agency, sheet.period)?;
            Ok(Profile::default_for(agency, sheet.tree))
        }
    }
}

/// SHA-256 of the rulebook in canonical form.
fn hash(rulebook: &Rulebook) -> Result<String, Failure> {
    let text = rulebook.print().map_err(|error| Failure::Failed(error.to_string()))?;
    Ok(Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Writes beside the target and renames, so that no half document is left under its name.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error| Failure::Failed(format!("cannot write '{}': {error}", path.display()));
    let mut half = path.as_os_str().to_owned();
    half.push(".part");
    let written = std::fs::write(&half, bytes).and_then(|()| std::fs::rename(&half, path));
    written.map_err(|error| {
        // Whether the half could be removed does not change what is said.
        drop(std::fs::remove_file(&half));
        fail(error)
    })
}
