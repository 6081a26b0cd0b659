//! `chiso whatif`: what follows if dossiers and petitions are dealt with now.

use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::board::fix::Fix;
use chiso_scoring::lang::Lang;
use chiso_web::scenario::list::{List, ListError, Wishes};
use chiso_web::wire::whatif::{GroupPoints, Side, WhatIf as Wire};
use rust_decimal::Decimal;

use super::scenario::{Opened, no_scene};
use crate::args::{Args, WhatIf};
use crate::failure::{Failure, REFUSED};
use crate::output::{Table, data, message, print};
use crate::tell::say;

/// Largest file of codes.
const FILE_BYTES: u64 = 2 << 20;

/// Runs the command.
pub fn run(args: &Args, asked: &WhatIf) -> Result<ExitCode, Failure> {
    let lists = lists(asked)?;
    let opened = Opened::new(args, &asked.scene)?;
    let wishes = Wishes::find(&opened.installation.store, opened.present.revision, &lists)?;
    let scene = opened.scene(args, &asked.scene);
    let wire = scene.what_if(&wishes).map_err(|why| no_scene(&asked.scene, why))?;
    opened.caption(args, &asked.scene);
    for refused in &wire.refused {
        let fix = args.lang.text(&format!("whatif-fix-{}", refused.fix));
        let why = refused.why(args.lang);
        message(&format!("{}: {fix}: {why}", refused.code));
    }
    let plain = !(args.json || args.csv);
    if plain {
        let end = args.lang.text_with("whatif-at-end", &[("summary", &wire.summary_at_end)]);
        data(&format!("{}\n{end}\n\n", wire.summary))?;
    }
    print(args, &wire, &points(&wire, args.lang))?;
    if plain && !wire.shifts.is_empty() {
        data("\n")?;
        print(args, &wire, &ranks(&wire, args.lang))?;
    }
    Ok(if wire.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(REFUSED) })
}

/// The lists of the command line; at least one.
fn lists(asked: &WhatIf) -> Result<Vec<(Fix, List)>, Failure> {
    let given = [
        (Fix::Close, &asked.close),
        (Fix::Issue, &asked.issue),
        (Fix::Sync, &asked.sync),
        (Fix::Answer, &asked.answer),
    ];
    let given = given.into_iter().filter_map(|(fix, text)| Some((fix, text.as_deref()?)));
    let read = |(fix, text): (Fix, &str)| {
        let fail = |error: ListError| Failure::usage(say(error.key()).plain("list", text));
        let list = match text.strip_prefix('@') {
            Some(file) => List::read(fix, &codes(Path::new(file))?),
            None => List::read(fix, text),
        };
        let list = list.map_err(fail)?;
        if list == List::Codes(Vec::new()) {
            return Err(Failure::usage(say("whatif-empty").plain("list", text)));
        }
        Ok((fix, list))
    };
    let lists: Vec<(Fix, List)> = given.map(read).collect::<Result<_, Failure>>()?;
    if lists.is_empty() { Err(Failure::usage(say("whatif-nothing"))) } else { Ok(lists) }
}

/// A file of codes.
fn codes(file: &Path) -> Result<String, Failure> {
    let fail = |error| Failure::unreadable(file, error);
    if std::fs::metadata(file).map_err(fail)?.len() > FILE_BYTES {
        let said = say("fail-too-large").plain("file", file.display());
        return Err(Failure::refused(said.plain("limit", FILE_BYTES)));
    }
    let bytes = std::fs::read(file).map_err(fail)?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::refused(say("fail-not-utf8").plain("file", file.display())))
}

/// Groups and the total, before and after, now and at the end of the period.
fn points(wire: &Wire, lang: Lang) -> Table {
    let mut table = Table::of(
        lang,
        &[
            ("cli-item", false),
            ("whatif-before", true),
            ("whatif-after", true),
            ("whatif-change", true),
            ("whatif-end-before", true),
            ("whatif-end-after", true),
            ("whatif-end-change", true),
        ],
    );
    let sides = [&wire.before, &wire.after, &wire.before_at_end, &wire.after_at_end];
    for at in 0..wire.before.groups.len() {
        let points = sides.map(|side| side.groups.get(at).and_then(|group| group.points));
        let code = wire.before.groups.get(at).map_or("", |group: &GroupPoints| &group.code);
        table.rows.push(line(lang, code.to_owned(), points));
    }
    let total = |side: &Side| side.total;
    table.rows.push(line(lang, lang.text("whatif-total"), sides.map(total)));
    table
}

fn line(lang: Lang, name: String, points: [Option<Decimal>; 4]) -> Vec<String> {
    let [before, after, end_before, end_after] = points;
    let shown = |points: Option<Decimal>| points.map_or("–".to_owned(), |p| lang.decimal(p));
    let change = |from: Option<Decimal>, to: Option<Decimal>| {
        from.zip(to).map_or("–".to_owned(), |(from, to)| lang.signed(to - from))
    };
    vec![
        name,
        shown(before),
        shown(after),
        change(before, after),
        shown(end_before),
        shown(end_after),
        change(end_before, end_after),
    ]
}

/// Everybody whose total or rank changes.
fn ranks(wire: &Wire, lang: Lang) -> Table {
    let mut table = Table::of(
        lang,
        &[
            ("cli-code", false),
            ("cli-agency", false),
            ("whatif-total-before", true),
            ("whatif-total-after", true),
            ("whatif-rank-before", true),
            ("whatif-rank-after", true),
        ],
    );
    let points = |points: Option<Decimal>| points.map_or("–".to_owned(), |p| lang.decimal(p));
    let rank = |rank: Option<usize>, of: usize| {
        rank.map_or("–".to_owned(), |rank| format!("{rank}/{of}"))
    };
    table.rows.extend(wire.shifts.iter().map(|shift| {
        vec![
            shift.agency.clone(),
            shift.name.clone(),
            points(shift.total_before),
            points(shift.total_after),
            rank(shift.rank_before, shift.of_before),
            rank(shift.rank_after, shift.of_after),
        ]
    }));
    table
}
