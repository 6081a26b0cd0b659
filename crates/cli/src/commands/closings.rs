//! `chiso closings`: closed periods, and their files as they were frozen.

use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::lang::Lang;
use chiso_store::{ClosingFile, ClosingRow, Store};
use chiso_web::closing::wire::{self, Closing};
use chiso_web::closing::{Desk, Refused};

use crate::args::{Args, Closings};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, message, print};
use crate::present::{civil, seconds_now};
use crate::tell::{Tell, say};

/// Closings told at most; older ones are told by their number.
const TOLD: usize = 1_000;

/// Runs the command.
pub fn run(args: &Args, asked: &Closings) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let store = &installation.store;
    match asked.number {
        None => list(args, &store.closings(None, TOLD)?)?,
        Some(number) => {
            let row =
                store.closing(number, None)?.ok_or_else(|| refused(Refused::Unknown(number)))?;
            write(args, store, &row, asked)?;
            one(args, store, &row)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A desk for closing, at this moment.
pub(super) fn desk(installation: &Installation) -> Desk<'_> {
    let (store, rulebooks) = (&*installation.store, &installation.rulebooks);
    Desk { store, rulebooks, now: seconds_now() }
}

/// Why nothing was done, with the exit code that says so.
pub(super) fn refused(refused: Refused) -> Failure {
    match refused {
        Refused::Field { field, reason } => {
            Failure::usage(say("fail-closing").plain("field", field).with("reason", say(reason)))
        }
        Refused::Agency(error) => error.into(),
        Refused::Rulebook(error) => error.into(),
        Refused::Nothing(period) => super::no_figures(period),
        Refused::Stands(number) => {
            Failure::conflict(say("fail-closing-stands").plain("number", number))
        }
        Refused::Stale => Failure::conflict(say("fail-closing-stale")),
        Refused::Reopened(number) => {
            Failure::conflict(say("fail-closing-reopened").plain("number", number))
        }
        Refused::Unknown(number) => {
            Failure::not_found(say("fail-closing-unknown").plain("number", number))
        }
        Refused::Checks(codes) => {
            Failure::usage(say("fail-closing-checks").plain("checks", codes.join(", ")))
        }
        Refused::NoDossiers => Failure::not_found(say("fail-closing-no-dossiers")),
        Refused::Key(reason) => Failure::failed(say("fail-closing-key").with("reason", reason)),
        Refused::Snapshot(reason) => {
            Failure::failed(say("fail-closing-snapshot").plain("reason", reason))
        }
        Refused::Store(chiso_store::Error::Call { field, .. }) => {
            let reason = say("closing-bad-text");
            Failure::refused(say("fail-closing").plain("field", field).with("reason", reason))
        }
        Refused::Store(error) => error.into(),
    }
}

fn list(args: &Args, rows: &[ClosingRow]) -> Result<(), Failure> {
    let columns = [
        ("closing-number", true),
        ("closing-agency", false),
        ("mark-period", false),
        ("closing-origin", false),
        ("closing-as-of", false),
        ("closing-closed-at", false),
        ("closing-closed-by", false),
        ("closing-state", false),
    ];
    let mut table = Table::of(args.lang, &columns);
    table.rows = rows.iter().map(|row| line(row, args.lang)).collect::<Result<_, _>>()?;
    let told: Vec<Closing> = rows.iter().map(|row| wire::closing(row, true)).collect();
    print(args, &told, &table)
}

fn line(row: &ClosingRow, lang: Lang) -> Result<Vec<String>, Failure> {
    let closed = &row.closed;
    Ok(vec![
        row.number.to_string(),
        closed.agency.clone(),
        lang.period(closed.period),
        lang.text(&format!("closing-from-{}", closed.origin.code())),
        lang.moment(closed.as_of),
        lang.moment(civil(closed.closed_at)?),
        closed.closed_by.clone(),
        lang.text(wire::state(row)),
    ])
}

/// Everything that is known of one closing, line by line.
fn one(args: &Args, store: &Store, row: &ClosingRow) -> Result<(), Failure> {
    let lang = args.lang;
    let closing = wire::closing(row, true);
    let bytes = store.closing_file(row.number, ClosingFile::Findings)?.unwrap_or_default();
    let checks = wire::kept_findings(&bytes).map_err(refused)?;
    let told = wire::told(row, checks, true);
    let mut table = Table::of(lang, &[("cli-item", false), ("closing-value", false)]);
    let mut push = |key: &str, text: String| table.rows.push(vec![lang.text(key), text]);
    push("closing-number", closing.number.to_string());
    push("closing-agency", closing.agency);
    push("mark-period", lang.period(row.closed.period));
    push("closing-origin", lang.text(&format!("closing-from-{}", closing.from)));
    push("closing-state", lang.text(wire::state(row)));
    push("closing-as-of", lang.moment(row.closed.as_of));
    push("mark-revision", closing.known_at.to_string());
    push("mark-rulebook", closing.rulebook);
    push("closing-closed-at", lang.moment(civil(row.closed.closed_at)?));
    push("closing-closed-by", closing.closed_by);
    if let Some(replaces) = closing.replaces {
        push("closing-replaces", replaces.to_string());
    }
    if let Some((_, reopening)) = &row.reopened {
        push("closing-reopened-at", lang.moment(civil(reopening.at)?));
        push("closing-reopened-by", reopening.by.clone());
        push("closing-reason", reopening.reason.clone());
    }
    push("closing-root", closing.root);
    push("closing-signature", closing.signature);
    push("closing-key", closing.key);
    for check in &told.checks {
        let outcome = lang.text(&format!("closing-outcome-{}", check.outcome));
        let reason = check.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        table.rows.push(vec![check.name.clone(), format!("{outcome} ({}){reason}", check.found)]);
    }
    print(args, &told, &table)
}

/// Writes the files asked for, byte for byte as they were frozen.
fn write(args: &Args, store: &Store, row: &ClosingRow, asked: &Closings) -> Result<(), Failure> {
    let wanted = [
        (&asked.snapshot, ClosingFile::Snapshot),
        (&asked.public, ClosingFile::Public),
        (&asked.lists, ClosingFile::Lists),
    ];
    for (path, file) in wanted {
        let Some(path) = path else { continue };
        let bytes = store.closing_file(row.number, file)?.unwrap_or_default();
        put(args, path, &bytes)?;
    }
    Ok(())
}

fn put(args: &Args, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|reason| {
        Failure::failed(say("fail-write").plain("file", path.display()).with("reason", reason))
    })?;
    let said = say("cli-written").plain("file", path.display()).plain("size", bytes.len());
    message(&said.tell(args.lang));
    Ok(())
}
