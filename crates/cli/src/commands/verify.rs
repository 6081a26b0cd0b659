//! `chiso verify`: what is kept up to date against what is counted anew, from the columns in blocks and
//! from the log row by row. Works beside a running server.

mod against;
mod snapshot;

use std::process::ExitCode;

use chiso_scoring::dossier::Version;
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::{QUALITY, quality_marks};
use chiso_scoring::oracle::{self, World};
use chiso_scoring::period::Period;
use chiso_scoring::record::Record;
use chiso_scoring::rulebook::Rulebook;
use serde::Serialize;

use self::against::{Against, Difference};
use crate::args::{Args, Verify};
use crate::failure::{DIFFERENT, Failure};
use crate::installation::Installation;
use crate::output::{Table, message, print};
use crate::present::{Present, civil};
use crate::progress;
use crate::tell::say;

/// Threads of the count in blocks: more than one, so that adding them up is checked too.
const THREADS: usize = 2;

/// What was compared, and what differs.
#[derive(Debug, Serialize)]
struct Verdict {
    revision: u64,
    as_of: String,
    rulebooks: Vec<String>,
    dossiers: usize,
    records: usize,
    periods: usize,
    /// Values of measures, own and with all below, each compared three ways.
    tallies: u64,
    /// Points of groups and totals, and ranks, each compared three ways.
    points: u64,
    differences: Vec<Difference>,
}

/// Everything that is known, as the log has it.
struct Log {
    dossiers: Vec<(String, Version)>,
    records: Vec<Record>,
}

/// Runs the command. Exit 4 if anything differs.
pub fn run(args: &Args, asked: &Verify) -> Result<ExitCode, Failure> {
    if let Some(file) = &asked.snapshot {
        return snapshot::run(args, file, asked.key.as_deref());
    }
    let installation = Installation::open(args)?;
    let books = books(&installation, asked.rules.as_deref())?;
    let present = installation.present(asked.as_of, None)?;
    let periods = periods(present.standing.live(), asked.period)?;
    let log = log(&installation, present.revision)?;
    let verdict = verify(&books, &present, &periods, &log)?;
    tell(args, &verdict)?;
    let same = verdict.differences.is_empty();
    Ok(if same { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

/// The rulebooks asked for; without a choice also the quality marks, as a rulebook without points.
fn books(installation: &Installation, rules: Option<&str>) -> Result<Vec<Rulebook>, Failure> {
    if let Some(id) = rules {
        return Ok(vec![installation.rulebooks.get(id)?.clone()]);
    }
    let mut books = installation.rulebooks.all().to_vec();
    if let Some(mut marks) = books.first().cloned() {
        QUALITY.clone_into(&mut marks.id);
        marks.measures = quality_marks();
        marks.indicators.clear();
        marks.groups.clear();
        books.push(marks);
    }
    Ok(books)
}

fn periods(live: &Live, asked: Option<Period>) -> Result<Vec<Period>, Failure> {
    let Some(asked) = asked else { return Ok(live.periods().collect()) };
    let known = live.periods().any(|period| period == asked);
    let unknown = || Failure::not_found(say("fail-no-dossiers").with("period", asked));
    known.then(|| vec![asked]).ok_or_else(unknown)
}

fn log(installation: &Installation, revision: u64) -> Result<Log, Failure> {
    let mut dossiers = Vec::new();
    installation.store.for_each_current(Some(revision), &mut |logged| {
        dossiers.push((logged.code.to_owned(), logged.version));
    })?;
    let records = installation.store.records(Some(revision))?;
    Ok(Log { dossiers, records: records.into_iter().map(|(_, record)| record).collect() })
}

fn verify(
    books: &[Rulebook],
    present: &Present,
    periods: &[Period],
    log: &Log,
) -> Result<Verdict, Failure> {
    let live = present.standing.live();
    let scan = live.counted_anew(THREADS);
    let world = World {
        tree: live.tree(),
        dossiers: &log.dossiers,
        records: &log.records,
        now: present.at,
    };
    let named: Vec<&Rulebook> = books.iter().collect();
    let provenance = crate::present::provenance(present.at, present.revision)?;
    let mut against = Against::new(live, &scan, provenance);
    let bar = progress::of_items(periods.len() as u64, "");
    for period in periods {
        bar.set_message(period.to_string());
        let oracle = oracle::tallies(world, &named, Some(&[*period]));
        named.iter().for_each(|book| against.compare(book, *period, &oracle));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(Verdict {
        revision: present.revision,
        as_of: civil(present.at)?.to_string(),
        rulebooks: books.iter().map(|book| book.id.clone()).collect(),
        dossiers: log.dossiers.len(),
        records: log.records.len(),
        periods: periods.len(),
        tallies: against.tallies,
        points: against.points,
        differences: against.differences,
    })
}

fn tell(args: &Args, verdict: &Verdict) -> Result<(), Failure> {
    message(&line(verdict, args.lang));
    if !args.json && !args.csv && verdict.differences.is_empty() {
        return Ok(());
    }
    let columns = [
        ("cli-code", false),
        ("cli-period", false),
        ("cli-rulebook", false),
        ("cli-measure", false),
        ("cli-scope", false),
        ("cli-live", true),
        ("cli-scan", true),
        ("cli-oracle", true),
    ];
    let mut table = Table::of(args.lang, &columns);
    table.rows = verdict.differences.iter().map(|row| row.cells(args.lang)).collect();
    print(args, verdict, &table)
}

fn line(verdict: &Verdict, lang: Lang) -> String {
    let numbers = [
        ("revision", verdict.revision.to_string()),
        ("at", verdict.as_of.clone()),
        ("dossiers", verdict.dossiers.to_string()),
        ("records", verdict.records.to_string()),
        ("periods", verdict.periods.to_string()),
        ("tallies", verdict.tallies.to_string()),
        ("points", verdict.points.to_string()),
        ("differences", verdict.differences.len().to_string()),
    ];
    let said: Vec<(&str, &str)> = numbers.iter().map(|(key, text)| (*key, text.as_str())).collect();
    lang.text_with("cli-verified", &said)
}
