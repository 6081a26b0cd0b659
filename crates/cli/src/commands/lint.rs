//! `chiso lint`: what in reports cannot be right, and what the data at hand say otherwise.

mod ground;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use chiso_report::lint::read::limits::FILE_BYTES;
use chiso_report::lint::read::too_large;
use chiso_report::lint::{Doc, Finding, Place, Refused, Severity, lint, read};
use chiso_scoring::lang::Lang;
use serde::Serialize;

use self::ground::Ground;
use crate::args::{Args, Lint};
use crate::failure::{DIFFERENT, Failure, REFUSED};
use crate::output::{Table, data, message, print};

/// What came of one file.
struct Linted {
    file: String,
    found: Result<Vec<Finding>, Refused>,
}

/// One file as `--json` tells it.
#[derive(Debug, Serialize)]
struct Told<'f> {
    file: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Refusal>,
    findings: Vec<Line<'f>>,
}

/// Why a file was not read.
#[derive(Debug, Serialize)]
struct Refusal {
    code: &'static str,
    reason: String,
}

/// One finding.
#[derive(Debug, Serialize)]
struct Line<'f> {
    code: &'static str,
    severity: &'static str,
    rule: String,
    place: At<'f>,
    about: &'f str,
    printed: &'f str,
    expected: Option<&'f str>,
    working: Option<&'f str>,
}

/// Where it stands; only what a file has.
#[derive(Debug, Serialize)]
struct At<'f> {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// Runs the command: exit 3 if a file was refused, else 4 if anything was found.
pub fn run(args: &Args, asked: &Lint) -> Result<ExitCode, Failure> {
    let ground = Ground::open(args, asked)?;
    let least = Severity::from(asked.severity);
    let mut files = Vec::new();
    for path in &asked.files {
        files.push(one(path, ground.as_ref(), least, args.lang)?);
    }
    if args.json || args.csv {
        let told: Vec<Told<'_>> = files.iter().map(|file| told(file, args.lang)).collect();
        print(args, &told, &table(&files, args.lang))?;
    } else {
        files.iter().try_for_each(|file| listed(file, args.lang))?;
    }
    files.iter().for_each(|file| message(&summary(file, args.lang)));
    Ok(if files.iter().any(|file| file.found.is_err()) {
        ExitCode::from(REFUSED)
    } else if files.iter().any(|file| file.found.as_ref().is_ok_and(|found| !found.is_empty())) {
        ExitCode::from(DIFFERENT)
    } else {
        ExitCode::SUCCESS
    })
}

fn one(
    path: &Path,
    ground: Option<&Ground>,
    least: Severity,
    lang: Lang,
) -> Result<Linted, Failure> {
    let file = path.display().to_string();
    let found = match doc(path)? {
        Err(refused) => Err(refused),
        Ok(doc) => {
            let mut found = lint(&doc);
            if let Some(ground) = ground {
                found.extend(ground.findings(&file, &doc, lang)?);
            }
            found.retain(|finding| finding.severity >= least);
            Ok(found)
        }
    };
    Ok(Linted { file, found })
}

/// Reads a file, of a file that is too large not more than its size.
fn doc(path: &Path) -> Result<Result<Doc, Refused>, Failure> {
    let fail = |error| Failure::unreadable(path, error);
    let file = File::open(path).map_err(fail)?;
    if file.metadata().map_err(fail)?.len() > FILE_BYTES as u64 {
        return Ok(Err(too_large()));
    }
    let mut bytes = Vec::new();
    // What is no plain file says nothing of its size.
    file.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(fail)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(read(&name, &bytes))
}

fn told(file: &Linted, lang: Lang) -> Told<'_> {
    let refusal =
        |refused: &Refused| Refusal { code: refused.why.code(), reason: refused.tell(lang) };
    let findings = file.found.iter().flatten().map(|finding| line(finding, lang));
    Told {
        file: &file.file,
        refused: file.found.as_ref().err().map(refusal),
        findings: findings.collect(),
    }
}

fn line(finding: &Finding, lang: Lang) -> Line<'_> {
    let some = |text: &'_ str| !text.is_empty();
    Line {
        code: finding.code,
        severity: finding.severity.code(),
        rule: finding.rule(lang),
        place: at(&finding.place, lang),
        about: &finding.about,
        printed: &finding.printed,
        expected: Some(&*finding.expected).filter(|text| some(text)),
        working: Some(&*finding.working).filter(|text| some(text)),
    }
}

fn at(place: &Place, lang: Lang) -> At<'_> {
    At {
        text: place.tell(lang),
        sheet: place.sheet.as_deref(),
        cell: place.cell.as_deref(),
        line: place.line,
        paragraph: place.paragraph,
        table: place.table.map(|table| table.0),
        row: place.table.map(|table| table.1),
        column: place.table.map(|table| table.2),
    }
}

fn table(files: &[Linted], lang: Lang) -> Table {
    let keys = [
        "lint-file",
        "lint-place",
        "lint-severity",
        "lint-code",
        "lint-rule",
        "lint-about",
        "lint-printed",
        "lint-expected",
        "lint-working",
    ];
    let mut table = Table::of(lang, &keys.map(|key| (key, false)));
    for file in files {
        for finding in file.found.iter().flatten() {
            table.rows.push(vec![
                file.file.clone(),
                finding.place.tell(lang),
                finding.severity.tell(lang),
                finding.code.to_owned(),
                finding.rule(lang),
                finding.about.clone(),
                finding.printed.clone(),
                finding.expected.clone(),
                finding.working.clone(),
            ]);
        }
    }
    table
}

/// The findings for people: under each place what stands there.
fn listed(file: &Linted, lang: Lang) -> Result<(), Failure> {
    let Ok(found) = &file.found else { return Ok(()) };
    if found.is_empty() {
        return Ok(());
    }
    let mut text = format!("{}\n", file.file);
    let mut place = None;
    for finding in found {
        if place != Some(&finding.place) {
            text += &format!("\n  {}\n", finding.place.tell(lang));
            place = Some(&finding.place);
        }
        text += &entry(finding, lang);
    }
    data(&(text + "\n"))
}

fn entry(finding: &Finding, lang: Lang) -> String {
    let head = [
        ("severity", &*finding.severity.tell(lang)),
        ("rule", &*finding.rule(lang)),
        ("code", finding.code),
    ];
    let mut lines = vec![format!("    {}", lang.text_with("lint-entry", &head))];
    if !finding.about.is_empty() {
        lines.push(format!("      {}", finding.about));
    }
    let printed = [
        ("printed", &*finding.printed),
        ("expected", &*finding.expected),
        ("working", &*finding.working),
    ];
    let key = match (finding.expected.is_empty(), finding.working.is_empty()) {
        (true, true) => "lint-values-printed",
        (true, false) => "lint-values-working",
        (false, true) => "lint-values-expected",
        (false, false) => "lint-values",
    };
    lines.push(format!("      {}\n", lang.text_with(key, &printed)));
    lines.join("\n")
}

fn summary(file: &Linted, lang: Lang) -> String {
    match &file.found {
        Err(refused) => lang.text_with(
            "lint-summary-refused",
            &[("file", &file.file), ("reason", &refused.tell(lang))],
        ),
        Ok(found) if found.is_empty() => {
            lang.text_with("lint-summary-none", &[("file", &file.file)])
        }
        Ok(found) => {
            let count =
                |severity| found.iter().filter(|one| one.severity == severity).count().to_string();
            let counts = Severity::ALL.map(count);
            let [errors, warnings, notes] = &counts;
            let values = [
                ("file", &*file.file),
                ("errors", errors),
                ("warnings", warnings),
                ("notes", notes),
            ];
            lang.text_with("lint-summary", &values)
        }
    }
}
