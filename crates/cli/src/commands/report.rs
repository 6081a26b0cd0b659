//! `chiso report`: a report of an agency as a document, from figures as they are known or as they were frozen.

mod closed;
mod known;

use std::path::Path;
use std::process::ExitCode;

use chiso_report::variant::{Context, Profile, Restated, Sides, Templates, Variant, make};
use chiso_scoring::agency::Agency;
use chiso_scoring::sheet::Sheet;
use chiso_web::delivery;

use crate::args::{Args, Format, Report};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::message;
use crate::tell::say;

/// Runs the command. The same figures, profile and rulebook give the same bytes.
pub fn run(args: &Args, report: &Report) -> Result<ExitCode, Failure> {
    let format = format(report)?;
    let installation = Installation::open(args)?;
    let model = match report.closing {
        Some(number) => closed::model(&installation, report, number)?,
        None => known::model(&installation, report)?,
    };
    let bytes = render(format, &model)?;
    write(&report.out, &bytes)?;
    let size = bytes.len().to_string();
    let file = report.out.display().to_string();
    message(&args.lang.text_with("cli-written", &[("file", &file), ("size", &size)]));
    Ok(ExitCode::SUCCESS)
}

fn format(report: &Report) -> Result<Format, Failure> {
    let ending = report.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let format = match (report.format, ending.to_lowercase().as_str()) {
        (Some(format), _) => format,
        (None, "docx") => Format::Docx,
        (None, "xlsx") => Format::Xlsx,
        (None, "html" | "htm") => Format::Html,
        (None, "pdf") => Format::Pdf,
        _ => return Err(Failure::usage(say("fail-format"))),
    };
    if format == Format::Pdf && !cfg!(feature = "pdf") {
        return Err(no_pdf());
    }
    Ok(format)
}

/// What somebody is told whose chiso was built without typst.
fn no_pdf() -> Failure {
    Failure::usage(say("fail-pdf"))
}

#[cfg(feature = "pdf")]
fn pdf(model: &chiso_report::Report) -> Result<Vec<u8>, Failure> {
    chiso_pdf::pdf(model)
        .map_err(|error| Failure::failed(say("fail-report").plain("reason", error)))
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &chiso_report::Report) -> Result<Vec<u8>, Failure> {
    Err(no_pdf())
}

fn render(format: Format, model: &chiso_report::Report) -> Result<Vec<u8>, Failure> {
    // What a document library says has no translation.
    let failed =
        |error: chiso_report::Error| Failure::failed(say("fail-report").plain("reason", error));
    match format {
        Format::Docx => chiso_report::docx(model).map_err(failed),
        Format::Xlsx => chiso_report::xlsx(model).map_err(failed),
        Format::Html => chiso_report::html(model).map(String::into_bytes).map_err(failed),
        Format::Pdf => pdf(model),
    }
}

/// Where figures come from: until when, which revision, under which rules.
struct From {
    as_of: jiff::civil::DateTime,
    revision: u64,
    rulebook_hash: String,
    /// Root of the closing.
    snapshot: Option<String>,
    /// What closed periods say otherwise since the report before.
    restated: Vec<Restated>,
}

/// Makes the report of an agency from its sides.
fn made(
    report: &Report,
    sides: &Sides<'_>,
    agency: &Agency,
    from: From,
) -> Result<chiso_report::Report, Failure> {
    let (templates, _) = delivery::templates(report.templates.as_deref())
        .map_err(|problem| Failure::refused(say("fail-profile").plain("problem", problem)))?;
    let variant = report.variant.map(Variant::from);
    let variant = variant.unwrap_or_else(|| usual(agency, sides.now));
    let profile = profile(report, &templates, sides.now, agency)?;
    let created = jiff::tz::Offset::constant(7)
        .to_timestamp(from.as_of)
        .map_err(|error| Failure::failed(say("fail-report").plain("reason", error)))?;
    let context = Context {
        as_of: from.as_of,
        revision: from.revision,
        rulebook_hash: from.rulebook_hash,
        created,
        snapshot: from.snapshot,
        restated: from.restated,
        phrases: templates.phrases().clone(),
    };
    make(variant, sides, agency, &profile, &context).map_err(Failure::usage)
}

/// The form an agency's report has if nobody says it.
fn usual(agency: &Agency, sheet: &Sheet<'_>) -> Variant {
    Profile::default_for(agency, sheet.tree).variant.unwrap_or(Variant::A)
}

/// The profile given, an own one of the templates, the one that comes with chiso, or one with blanks to fill in.
fn profile(
    report: &Report,
    templates: &Templates,
    sheet: &Sheet<'_>,
    agency: &Agency,
) -> Result<Profile, Failure> {
    // The place and what TOML says of it, in the English of its keys.
    let refuse = |problem: chiso_scoring::problem::Problem| {
        Failure::refused(say("fail-profile").plain("problem", problem))
    };
    let Some(path) = &report.profile else {
        return templates.profile(agency, sheet.period, sheet.tree).map_err(refuse);
    };
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, error))?;
    Profile::read(&path.display().to_string(), &text).map_err(refuse)
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
