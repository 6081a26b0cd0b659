//! `chiso intake`: agencies, published figures, dossiers and records into the store, a receipt for
//! every row.

pub mod lists;
mod tables;

use std::path::Path;
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

use chiso_intake::reported::{JsonContext, portal_ids, read};
use chiso_intake::tables::TableKind;
use chiso_intake::{Context, Outcome, Place, Refusal, Vocabulary, agencies};
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::figure::Reported;
use chiso_scoring::lang::Lang;
use chiso_store::{CaptureInfo, Conflict, RefusalRow, Totals};
use jiff::civil::DateTime;
use serde::Serialize;

use crate::args::{Args, Intake, IntakeWhat};
use crate::failure::{Failure, REFUSED};
use crate::installation::{Installation, now, sha256};
use crate::output::{Table, message, print};
use crate::tell::say;

/// Largest file read, in bytes: intake's own bound plus one, so that it can say so itself.
const FILE_MAX: u64 = 256 * 1024 * 1024 + 1;

/// What became of a file: accepted + duplicate + refused = read.
#[derive(Debug, Serialize)]
pub(super) struct FileReceipt {
    file: String,
    read: u64,
    accepted: u64,
    duplicate: u64,
    refused: u64,
    revision: u64,
}

/// Runs the command. Exit 3 if anything was refused.
pub fn run(args: &Args, intake: &Intake) -> Result<ExitCode, Failure> {
    let table = match &intake.what {
        IntakeWhat::Dossiers(tables) => Some((TableKind::Dossiers, tables)),
        IntakeWhat::Steps(tables) => Some((TableKind::Steps, tables)),
        IntakeWhat::Services(tables) => Some((TableKind::Services, tables)),
        IntakeWhat::Publications(tables) => Some((TableKind::Publications, tables)),
        IntakeWhat::Petitions(tables) => Some((TableKind::Petitions, tables)),
        IntakeWhat::Ratings(tables) => Some((TableKind::Ratings, tables)),
        IntakeWhat::AgencyFigures(tables) => Some((TableKind::AgencyFigures, tables)),
        IntakeWhat::Procedures(tables) => Some((TableKind::Procedures, tables)),
        IntakeWhat::List(list) => return lists::run(args, list),
        IntakeWhat::Agencies { .. } | IntakeWhat::Reported { .. } => None,
    };
    match table {
        Some((kind, asked)) => tables::run(args, kind, asked),
        None => take_whole(args, &intake.what),
    }
}

/// Files that are taken in whole, in one transaction each.
fn take_whole(args: &Args, what: &IntakeWhat) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let receipts = match what {
        IntakeWhat::Agencies { file, dry_run } => {
            vec![take_agencies(args, &installation, file, *dry_run)?]
        }
        IntakeWhat::Reported { files, period, as_of, source, dry_run } => {
            let given = JsonContext {
                period: *period,
                as_of: *as_of,
                source: source.clone(),
                ..JsonContext::default()
            };
            let files = open_all(files)?;
            take_reported(args, &installation, &files, &given, *dry_run)?
        }
        _ => Vec::new(),
    };
    print(args, &receipts, &table(&receipts, args.lang))?;
    let refused = receipts.iter().any(|receipt| receipt.refused > 0);
    Ok(if refused { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

struct OpenFile {
    name: String,
    bytes: Vec<u8>,
    changed: Option<DateTime>,
}

fn open_all(paths: &[std::path::PathBuf]) -> Result<Vec<OpenFile>, Failure> {
    paths.iter().map(|path| open(path)).collect()
}

fn open(path: &Path) -> Result<OpenFile, Failure> {
    use std::io::Read;
    let fail = |error| Failure::unreadable(path, error);
    let file = std::fs::File::open(path).map_err(fail)?;
    let changed = file.metadata().ok().and_then(|metadata| metadata.modified().ok());
    let mut bytes = Vec::new();
    file.take(FILE_MAX).read_to_end(&mut bytes).map_err(fail)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(OpenFile { name, bytes, changed: changed.and_then(vietnam_time) })
}

/// Vietnam keeps UTC+7 all year.
fn vietnam_time(at: std::time::SystemTime) -> Option<DateTime> {
    let seconds = at.duration_since(UNIX_EPOCH).ok()?.as_secs();
    let timestamp = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(jiff::tz::Offset::constant(7).to_datetime(timestamp))
}

/// Takes one file after the other. If the store fails, the receipts of the files before are printed:
/// their figures are stored.
fn take_reported(
    args: &Args,
    installation: &Installation,
    files: &[OpenFile],
    given: &JsonContext,
    dry_run: bool,
) -> Result<Vec<FileReceipt>, Failure> {
    let vocabulary = Vocabulary::new(&installation.rulebooks);
    let mut context = Context::new(&vocabulary, &installation.tree);
    // Some portal answers name units by identifier only; others of the same call give the codes.
    for file in files {
        context.learn(portal_ids(&file.bytes));
    }
    let mut receipts = Vec::new();
    for file in files {
        let answer = JsonContext { file_changed: file.changed, ..given.clone() };
        let outcome = read(&file.name, &file.bytes, &answer, &context);
        tell(&file.name, &outcome.refused, args.lang);
        let taken = if dry_run {
            installation.store.revision().map(|revision| judged(&file.name, &outcome, revision))
        } else {
            store(args.lang, installation, &file.name, &file.bytes, outcome)
        };
        match taken {
            Ok(receipt) => receipts.push(receipt),
            Err(error) => {
                print(args, &receipts, &table(&receipts, args.lang))?;
                return Err(Failure::failed(
                    say("fail-file").plain("file", &file.name).with("reason", error),
                ));
            }
        }
    }
    Ok(receipts)
}

/// The receipt of a dry run.
fn judged<T>(file: &str, outcome: &Outcome<T>, revision: u64) -> FileReceipt {
    FileReceipt {
        file: file.to_owned(),
        read: outcome.read as u64,
        accepted: outcome.rows.len() as u64,
        duplicate: outcome.duplicates as u64,
        refused: outcome.refused.len() as u64,
        revision,
    }
}

/// Stores what reading a file gave, in one transaction, and tells of every conflict.
pub(super) fn store(
    lang: Lang,
    installation: &Installation,
    name: &str,
    bytes: &[u8],
    outcome: Outcome<Reported>,
) -> chiso_store::Result<FileReceipt> {
    let refusals: Vec<RefusalRow> = outcome.refused.iter().map(refusal_row).collect();
    let (places, figures): (Vec<Place>, Vec<Reported>) =
        outcome.rows.into_iter().map(|row| (row.place, row.value)).unzip();
    let info = CaptureInfo {
        file_name: name.to_owned(),
        sha256: sha256(bytes),
        format: format_of(bytes).to_owned(),
        imported_at: now(),
        places: places.iter().map(ToString::to_string).collect(),
        repeated: outcome.duplicates as u64,
    };
    let receipt = installation.store.add_figures(&info, &figures, &refusals)?;
    for conflict in &receipt.conflicts {
        let place = places[conflict.index].text(lang);
        tell_conflict(name, &place, &figures[conflict.index], conflict, lang);
    }
    let Totals { read, accepted, duplicate, refused } = receipt.totals;
    let revision = receipt.revision;
    Ok(FileReceipt { file: name.to_owned(), read, accepted, duplicate, refused, revision })
}

fn format_of(bytes: &[u8]) -> &'static str {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        _ if bytes.starts_with(b"PK") => "xlsx",
        Some(b'{' | b'[') => "json",
        _ => "csv",
    }
}

fn refusal_row(refusal: &Refusal) -> RefusalRow {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    RefusalRow {
        place: refusal.place.to_string(),
        code: refusal.code.name().to_owned(),
        field: some(refusal.field),
        value: some(&refusal.value),
    }
}

/// Most refusals printed per file; all of them are kept in the store.
const TOLD_MAX: usize = 200;

fn tell(file: &str, refused: &[Refusal], lang: Lang) {
    for refusal in refused.iter().take(TOLD_MAX) {
        tell_one(file, refusal, lang);
    }
    tell_more(refused.len().saturating_sub(TOLD_MAX), lang);
}

fn tell_one(file: &str, refusal: &Refusal, lang: Lang) {
    let field =
        if refusal.field.is_empty() { String::new() } else { format!("{}: ", refusal.field) };
    message(&format!(
        "{file}: {}: {field}{} [{}]",
        refusal.place.text(lang),
        refusal.message(lang),
        refusal.code.name()
    ));
    if let Some(hint) = refusal.hint(lang) {
        message(&format!("  → {hint}"));
    }
}

fn tell_more(more: usize, lang: Lang) {
    if more > 0 {
        message(&lang.text_with("cli-more-refusals", &[("count", &more.to_string())]));
    }
}

fn tell_conflict(file: &str, place: &str, given: &Reported, conflict: &Conflict, lang: Lang) {
    let revision = conflict.stored.revision.to_string();
    message(&lang.text_with(
        "cli-conflict",
        &[
            ("file", file),
            ("place", place),
            ("agency", &given.agency),
            ("indicator", &given.indicator),
            ("field", conflict.field),
            ("revision", &revision),
        ],
    ));
}

fn take_agencies(
    args: &Args,
    installation: &Installation,
    path: &Path,
    dry_run: bool,
) -> Result<FileReceipt, Failure> {
    let file = open(path)?;
    let outcome = agencies::csv(&file.bytes);
    tell(&file.name, &outcome.refused, args.lang);
    let given: Vec<_> = outcome.rows.iter().map(|row| row.value.clone()).collect();
    let stays = |old: &&chiso_scoring::agency::Agency| {
        !given.iter().any(|new| new.code == old.code && new.valid_from == old.valid_from)
    };
    let kept = installation.tree.all().filter(stays).cloned();
    AgencyTree::new(kept.chain(given.iter().cloned())).map_err(|error| {
        Failure::refused(say("fail-agencies").plain("file", &file.name).with("reason", error))
    })?;
    let mut receipt = judged(&file.name, &outcome, installation.store.revision()?);
    if !dry_run {
        let added = installation.store.add_agencies(&given, &now())?;
        receipt.accepted = added.added + added.replaced;
        receipt.duplicate += added.unchanged;
        receipt.revision = added.revision;
    }
    Ok(receipt)
}

fn table(receipts: &[FileReceipt], lang: Lang) -> Table {
    let keys =
        ["cli-file", "cli-read", "cli-accepted", "cli-duplicate", "cli-refused", "cli-revision"];
    let headers = keys.map(|key| lang.text(key));
    let columns: Vec<(&str, bool)> =
        headers.iter().enumerate().map(|(at, header)| (header.as_str(), at > 0)).collect();
    let mut table = Table::new(&columns);
    for receipt in receipts {
        table.rows.push(vec![
            receipt.file.clone(),
            receipt.read.to_string(),
            receipt.accepted.to_string(),
            receipt.duplicate.to_string(),
            receipt.refused.to_string(),
            receipt.revision.to_string(),
        ]);
    }
    table
}
