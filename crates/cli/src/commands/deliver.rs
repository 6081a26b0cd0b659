//! `chiso deliver`: report packs handed on, or handed on again.

use std::process::ExitCode;

use chiso_scoring::lang::Lang;
use chiso_store::Store;
use chiso_web::delivery::{FOLDER_TARGET, Failed, OLD, Settings, Told, Which, deliver};
use serde::Serialize;

use super::pack::failure;
use crate::args::{Args, Deliver};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, message, print};
use crate::present::seconds_now;

/// Closings that are looked at.
const CLOSINGS: usize = 100;

/// What became of one target, as `--json` tells it.
#[derive(Debug, Serialize)]
struct Line {
    closing: u64,
    target: String,
    outcome: &'static str,
    answer: Option<u16>,
    reason: Option<String>,
    lies: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, asked: &Deliver) -> Result<ExitCode, Failure> {
    let store = &Installation::open(args)?.store;
    let now = seconds_now();
    let which = if asked.again { Which::All } else { Which::Missing };
    let settings =
        Settings::read(store.folder()).map_err(|problem| failure(Failed::Settings(problem)))?;
    let mut lines = Vec::new();
    for number in numbers(store, asked, now)? {
        let told = deliver(store, &settings, (number, which), now).map_err(failure)?;
        lines.extend(told.into_iter().map(|told| (told.arrived(), line(args.lang, number, told))));
    }
    if lines.is_empty() {
        message(&args.lang.text("delivery-nothing"));
    }
    let arrived = lines.iter().all(|(arrived, _)| *arrived);
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    print(args, &lines, &table(args, &lines))?;
    Ok(if arrived { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn numbers(store: &Store, asked: &Deliver, now: i64) -> Result<Vec<u64>, Failure> {
    if let Some(number) = asked.number {
        return Ok(vec![number]);
    }
    let recent = store.closings(None, CLOSINGS)?.into_iter();
    let recent = recent.filter(|row| now - row.closed.closed_at <= OLD);
    let mut numbers: Vec<u64> = recent.map(|row| row.number).collect();
    numbers.reverse();
    Ok(numbers)
}

fn line(lang: Lang, closing: u64, told: Told) -> Line {
    Line {
        closing,
        outcome: told.outcome.map_or("waiting", |outcome| outcome.code()),
        target: if told.target == FOLDER_TARGET {
            lang.text("delivery-folder")
        } else {
            told.target
        },
        answer: told.answer,
        reason: told.why.map(|key| lang.text(key)),
        lies: told.lies,
    }
}

fn table(args: &Args, lines: &[Line]) -> Table {
    let columns = [
        ("delivery-closing", true),
        ("delivery-target", false),
        ("delivery-outcome", false),
        ("delivery-answer", true),
        ("delivery-note", false),
    ];
    let mut table = Table::of(args.lang, &columns);
    for line in lines {
        let note = line.lies.clone().or_else(|| line.reason.clone()).unwrap_or_default();
        table.rows.push(vec![
            line.closing.to_string(),
            line.target.clone(),
            args.lang.text(&format!("delivery-{}", line.outcome)),
            line.answer.map_or_else(String::new, |status| status.to_string()),
            note,
        ]);
    }
    table
}

/// Makes and delivers the pack of a period that was closed just now, and tells what became of it. The closing
/// stands, whatever this comes to.
pub fn closed(args: &Args, store: &Store, number: u64) {
    let lang = args.lang;
    match chiso_web::delivery::closed(store, number, seconds_now()) {
        Ok(told) => told.into_iter().for_each(|told| {
            let line = line(lang, number, told);
            let outcome = lang.text(&format!("delivery-{}", line.outcome));
            let note = line.lies.or(line.reason).unwrap_or_default();
            let said = [("target", line.target.as_str()), ("outcome", &outcome), ("note", &note)];
            message(&lang.text_with("cli-delivered", &said));
        }),
        Err(failed) => {
            let reason = failure(failed).tell(lang);
            let said = [("number", number.to_string()), ("reason", reason)];
            let said = said.each_ref().map(|(name, text)| (*name, text.as_str()));
            message(&lang.text_with("cli-not-delivered", &said));
        }
    }
}
