//! `chiso verify --snapshot`: a closed period checked without any store.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use chiso_report::snapshot::{
    About, Checked, Fault, Origin, PublicKey, Refused, Step, Verdict, limits, verify,
};
use chiso_scoring::lang::Lang;
use serde::Serialize;

use crate::args::Args;
use crate::failure::{DIFFERENT, Failure};
use crate::output::{Table, message, print, print_json};
use crate::present::civil;
use crate::tell::{Said, say};

/// Bytes of the largest file that is read as a key.
const KEY_BYTES: u64 = 4_096;

/// Runs the command. Exit 4 if anything is wrong with the snapshot.
pub fn run(args: &Args, file: &Path, key: Option<&str>) -> Result<ExitCode, Failure> {
    let key = key.map(read_key).transpose()?;
    let bytes = read(file, limits::BYTES as u64)?;
    let unreadable = |refused| {
        Failure::refused(
            say("fail-snapshot").plain("file", file.display()).with("reason", said(&refused)),
        )
    };
    let verdict = verify(&bytes, key.as_ref()).map_err(unreadable)?;
    let wire = Wire::of(&verdict, key.is_some())?;
    lines(&verdict, key.is_some(), args.lang)?.iter().for_each(|line| message(line));
    if args.json {
        print_json(&wire)?;
    } else if args.csv {
        print(args, &wire, &faults(&verdict, args.lang))?;
    } else {
        print(args, &wire, &checks(&verdict, args.lang))?;
        if !verdict.holds() {
            print(args, &wire, &faults(&verdict, args.lang))?;
        }
    }
    Ok(if verdict.holds() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

/// A file, and one byte more than it may have if it is longer.
fn read(file: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |error| Failure::unreadable(file, error);
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(unreadable)?;
    opened.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// A key as it is given: its digits, or the file it is in.
fn read_key(text: &str) -> Result<PublicKey, Failure> {
    let key = PublicKey::read(text).or_else(|| {
        let bytes = read(Path::new(text), KEY_BYTES).ok()?;
        PublicKey::read(&String::from_utf8(bytes).ok()?)
    });
    key.ok_or_else(|| Failure::usage(say("fail-snapshot-key").plain("key", text)))
}

/// Why a file is no snapshot.
fn said(refused: &Refused) -> Said {
    match refused {
        Refused::TooLong => say("snapshot-refused-long").plain("most", limits::BYTES),
        Refused::NotText => say("snapshot-refused-text"),
        Refused::Version(version) => say("snapshot-refused-version").plain("version", version),
        Refused::Cut(line) => say("snapshot-refused-cut").plain("line", line),
        Refused::TooManyRows => say("snapshot-refused-rows").plain("most", limits::ROWS),
        Refused::LongRow(line) => {
            say("snapshot-refused-row").plain("line", line).plain("most", limits::ROW_BYTES)
        }
        Refused::NotSnapshot | Refused::Withheld(_) | Refused::Fault(_) => {
            say("snapshot-refused-other")
        }
    }
}

/// What is said of a file beside the tables.
fn lines(verdict: &Verdict, expected: bool, lang: Lang) -> Result<Vec<String>, Failure> {
    let mut lines = verdict.about.as_ref().map_or(Ok(Vec::new()), |about| closed(about, lang))?;
    if let Some(key) = verdict.key {
        let (root, digits) = (hex(&verdict.root), key.to_hex());
        let told = [("root", &*root), ("key", &*digits), ("fingerprint", &*key.fingerprint())];
        lines.push(lang.text_with("snapshot-root", &told));
        if !expected {
            lines.push(lang.text("snapshot-any-key"));
        }
    }
    if verdict.withheld > 0 {
        let (withheld, rows) = (whole(lang, verdict.withheld), whole(lang, verdict.rows));
        let told = [("withheld", &*withheld), ("rows", &*rows)];
        lines.push(lang.text_with("snapshot-withheld", &told));
    }
    if verdict.holds() {
        lines.push(lang.text("snapshot-holds"));
        return Ok(lines);
    }
    lines.push(lang.text_with("snapshot-fails", &[("faults", &whole(lang, verdict.faults_all))]));
    let named = verdict.faults.len() as u64;
    if named < verdict.faults_all {
        lines.push(lang.text_with("snapshot-fails-more", &[("named", &whole(lang, named))]));
    }
    Ok(lines)
}

/// What a file says it is.
fn closed(about: &About, lang: Lang) -> Result<Vec<String>, Failure> {
    let from = lang.text(match about.origin {
        Origin::Dossiers => "snapshot-from-dossiers",
        Origin::Published => "snapshot-from-published",
    });
    let told = [
        ("name", plain(&about.name)),
        ("agency", plain(&about.agency)),
        ("period", lang.period(about.period)),
        ("rulebook", plain(&about.rulebook)),
        ("agencies", whole(lang, about.agencies)),
        ("as_of", lang.moment(about.as_of)),
        ("revision", about.revision.to_string()),
        ("from", from),
    ];
    let told: Vec<(&str, &str)> = told.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let at = lang.moment(civil(about.closed_at.as_second())?);
    let by = [("by", &*plain(&about.closed_by)), ("at", &*at)];
    let mut lines =
        vec![lang.text_with("snapshot-about", &told), lang.text_with("snapshot-closed", &by)];
    if let Some(number) = about.replaces {
        lines.push(lang.text_with("snapshot-replaces", &[("number", &number.to_string())]));
    }
    if about.lists.0 > 0 {
        let (rows, root) = (whole(lang, about.lists.0), hex(&about.lists.1));
        lines.push(lang.text_with("snapshot-lists", &[("rows", &*rows), ("root", &*root)]));
    }
    Ok(lines)
}

fn checks(verdict: &Verdict, lang: Lang) -> Table {
    let columns = [
        ("snapshot-check", false),
        ("snapshot-done", true),
        ("snapshot-skipped", true),
        ("snapshot-wrong", true),
    ];
    let mut table = Table::of(lang, &columns);
    let wrong = |step: Step| verdict.faults.iter().filter(|fault| fault.step == step).count();
    for step in Step::ALL {
        let checked = verdict.checked.iter().find(|checked| checked.step == step);
        let (done, skipped) = checked.map_or((0, 0), |checked| (checked.done, checked.skipped));
        if checked.is_some() || wrong(step) > 0 {
            let wrong = whole(lang, wrong(step) as u64);
            let counts = [whole(lang, done), whole(lang, skipped), wrong];
            table.rows.push([words(step, lang)].into_iter().chain(counts).collect());
        }
    }
    table
}

fn faults(verdict: &Verdict, lang: Lang) -> Table {
    let columns = [
        ("snapshot-line", true),
        ("snapshot-check", false),
        ("cli-code", false),
        ("snapshot-number", false),
        ("snapshot-stands", false),
        ("snapshot-should", false),
    ];
    let mut table = Table::of(lang, &columns);
    let row = |fault: &Fault| {
        let line = fault.line.map(|line| line.to_string()).unwrap_or_default();
        let texts = [&fault.agency, &fault.number, &fault.stands, &fault.should];
        let texts = texts.into_iter().map(|text| plain(text));
        [line, words(fault.step, lang)].into_iter().chain(texts).collect()
    };
    table.rows = verdict.faults.iter().map(row).collect();
    table
}

/// A text of a stranger's file as a terminal may show it.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn words(step: Step, lang: Lang) -> String {
    lang.text(match step {
        Step::Hashes => "snapshot-step-hashes",
        Step::Numbers => "snapshot-step-numbers",
        Step::Root => "snapshot-step-root",
        Step::Signature => "snapshot-step-signature",
        Step::Key => "snapshot-step-key",
        Step::Rows => "snapshot-step-rows",
        Step::Points => "snapshot-step-points",
        Step::Ratios => "snapshot-step-ratios",
        Step::Sums => "snapshot-step-sums",
    })
}

fn whole(lang: Lang, number: u64) -> String {
    lang.integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Wire<'v> {
    holds: bool,
    rows: u64,
    withheld: u64,
    root: String,
    key: Option<String>,
    fingerprint: Option<String>,
    /// Whether a key was expected, and so checked.
    key_expected: bool,
    about: Option<WireAbout<'v>>,
    checked: Vec<WireChecked>,
    faults: Vec<WireFault<'v>>,
    faults_all: u64,
}

#[derive(Debug, Serialize)]
struct WireAbout<'v> {
    agency: &'v str,
    name: &'v str,
    period: String,
    from: &'static str,
    rulebook: &'v str,
    as_of: String,
    revision: u64,
    closed_by: &'v str,
    closed_at: String,
    replaces: Option<u64>,
    agencies: u64,
    list_rows: u64,
    list_root: String,
}

#[derive(Debug, Serialize)]
struct WireChecked {
    check: &'static str,
    done: u64,
    withheld: u64,
}

#[derive(Debug, Serialize)]
struct WireFault<'v> {
    line: Option<usize>,
    check: &'static str,
    agency: &'v str,
    number: &'v str,
    stands: &'v str,
    should: &'v str,
}

impl<'v> Wire<'v> {
    fn of(verdict: &'v Verdict, key_expected: bool) -> Result<Self, Failure> {
        let checked = |checked: &Checked| WireChecked {
            check: checked.step.code(),
            done: checked.done,
            withheld: checked.skipped,
        };
        let fault = |fault: &'v Fault| WireFault {
            line: fault.line,
            check: fault.step.code(),
            agency: &fault.agency,
            number: &fault.number,
            stands: &fault.stands,
            should: &fault.should,
        };
        Ok(Self {
            holds: verdict.holds(),
            rows: verdict.rows,
            withheld: verdict.withheld,
            root: hex(&verdict.root),
            key: verdict.key.map(PublicKey::to_hex),
            fingerprint: verdict.key.map(PublicKey::fingerprint),
            key_expected,
            about: verdict.about.as_ref().map(WireAbout::of).transpose()?,
            checked: verdict.checked.iter().map(checked).collect(),
            faults: verdict.faults.iter().map(fault).collect(),
            faults_all: verdict.faults_all,
        })
    }
}

impl<'v> WireAbout<'v> {
    fn of(about: &'v About) -> Result<Self, Failure> {
        Ok(Self {
            agency: &about.agency,
            name: &about.name,
            period: about.period.to_string(),
            from: match about.origin {
                Origin::Dossiers => "dossiers",
                Origin::Published => "published",
            },
            rulebook: &about.rulebook,
            as_of: about.as_of.to_string(),
            revision: about.revision,
            closed_by: &about.closed_by,
            closed_at: civil(about.closed_at.as_second())?.to_string(),
            replaces: about.replaces,
            agencies: about.agencies,
            list_rows: about.lists.0,
            list_root: hex(&about.lists.1),
        })
    }
}
