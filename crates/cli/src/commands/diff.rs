//! `chiso diff`: what changed since a closing.

use std::process::ExitCode;

use chiso_scoring::dossier::Seconds;
use chiso_scoring::lang::Lang;
use chiso_store::live;
use chiso_web::closing::wire::Restated;
use chiso_web::closing::{Earlier, Now};
use jiff::civil::DateTime;

use super::closings::{desk, refused};
use crate::args::{Args, Diff};
use crate::failure::{DIFFERENT, Failure};
use crate::installation::Installation;
use crate::output::{Table, data, message, print};
use crate::present::{Present, seconds, seconds_now};
use crate::tell::{Tell, say};

/// Runs the command. Exit 4 if anything changed.
pub fn run(args: &Args, asked: &Diff) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let desk = desk(&installation);
    let earlier = desk.earlier(asked.number).map_err(refused)?;
    let readings = Readings::open(&installation, &earlier)?;
    let now = Now {
        live: readings.then.as_ref().map(|present| present.standing.live()),
        ruled: readings.ruled.as_ref().map(|present| present.standing.live()),
        revision: readings.revision,
    };
    let restated = desk.restated(&earlier, now).map_err(refused)?;
    let told = Restated::new(&restated, args.lang);
    let said = say("cli-diff")
        .plain("number", asked.number)
        .plain("revision", restated.revision)
        .plain("numbers", restated.changes.len())
        .plain("rows", restated.deltas.len());
    message(&said.tell(args.lang));
    if args.json {
        print(args, &told, &Table::default())?;
    } else {
        tables(args, &told)?;
    }
    let same = restated.is_empty();
    Ok(if same { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

/// How dossiers stand for the comparison: under the rules that were frozen, and under those of today if they read otherwise.
struct Readings {
    then: Option<Present>,
    ruled: Option<Present>,
    revision: u64,
}

impl Readings {
    fn open(installation: &Installation, earlier: &Earlier) -> Result<Self, Failure> {
        let latest = installation.store.revision()?;
        if !earlier.counts() {
            return Ok(Self { then: None, ruled: None, revision: latest });
        }
        let at = earlier.as_of().map_or_else(|| Ok(seconds_now()), seconds_of)?;
        let read = |plan| -> Result<Present, Failure> {
            let (revision, standing) = live::read(&installation.store, plan, at, Some(latest))?;
            Ok(Present { revision, at, standing })
        };
        let same = earlier.same_rules(&installation.rulebooks);
        let then = read(if same { installation.plan() } else { earlier.plan() })?;
        let ruled = (!same).then(|| read(installation.plan())).transpose()?;
        Ok(Self { then: Some(then), ruled, revision: latest })
    }
}

fn seconds_of(at: DateTime) -> Result<Seconds, Failure> {
    seconds(at)
}

fn tables(args: &Args, told: &Restated) -> Result<(), Failure> {
    let lang = args.lang;
    let mut parts = vec![numbers(told, lang)];
    parts.extend((!told.shares.is_empty()).then(|| shares(told, lang)));
    parts.extend((!told.by_rule.is_empty()).then(|| by_rule(told, lang)));
    parts.extend((!told.rows.is_empty()).then(|| rows(told, lang)));
    parts.extend((!told.figures.is_empty()).then(|| figures(told, lang)));
    for (at, table) in parts.iter().enumerate().filter(|(_, table)| !table.rows.is_empty()) {
        if at > 0 {
            data("\n")?;
        }
        print(args, told, table)?;
    }
    Ok(())
}

fn numbers(told: &Restated, lang: Lang) -> Table {
    changes(&told.numbers, lang)
}

fn by_rule(told: &Restated, lang: Lang) -> Table {
    changes(&told.by_rule, lang)
}

fn changes(numbers: &[chiso_web::closing::wire::Number], lang: Lang) -> Table {
    let columns = [
        ("closing-agency", false),
        ("closing-place", false),
        ("closing-before", true),
        ("closing-after", true),
        ("closing-change", true),
        ("closing-counts-before", true),
        ("closing-counts-after", true),
    ];
    let mut table = Table::of(lang, &columns);
    let row = |number: &chiso_web::closing::wire::Number| {
        vec![
            format!("{} ({})", number.name, number.agency),
            number.place.clone(),
            number.points(number.before.as_deref(), lang),
            number.points(number.after.as_deref(), lang),
            number.signed(lang),
            number.counts_before.clone().unwrap_or_default(),
            number.counts_after.clone().unwrap_or_default(),
        ]
    };
    table.rows = numbers.iter().map(row).collect();
    table
}

fn shares(told: &Restated, lang: Lang) -> Table {
    let mut table = Table::of(lang, &[("closing-share", false), ("closing-change", true)]);
    table.rows = told.shares.iter().map(|share| share.cells(lang)).collect();
    table
}

fn rows(told: &Restated, lang: Lang) -> Table {
    let columns = [
        ("closing-row", false),
        ("closing-agency", false),
        ("closing-entered", false),
        ("closing-left", false),
        ("closing-why", false),
    ];
    let mut table = Table::of(lang, &columns);
    table.rows = told.rows.iter().map(|row| row.cells(lang)).collect();
    table
}

fn figures(told: &Restated, lang: Lang) -> Table {
    let columns = [
        ("closing-agency", false),
        ("closing-place", false),
        ("closing-source", false),
        ("mark-captured", false),
        ("mark-revision", true),
    ];
    let mut table = Table::of(lang, &columns);
    table.rows = told.figures.iter().map(|figure| figure.cells(lang)).collect();
    table
}
