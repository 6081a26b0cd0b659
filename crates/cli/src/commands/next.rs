//! `chiso next`: what gains an agency most points today, or the fewest that reach a goal.

use std::process::ExitCode;

use chiso_scoring::lang::Lang;
use chiso_web::scenario::{goal, named};
use chiso_web::wire::whatif::{Gained, NextActions};

use super::scenario::{COLUMNS, Opened, bounded, cells, no_scene, table};
use crate::args::{Args, Next};
use crate::failure::Failure;
use crate::output::{Table, data, message, print};
use crate::tell::say;

/// Runs the command.
pub fn run(args: &Args, asked: &Next) -> Result<ExitCode, Failure> {
    let top = bounded(asked.top)?;
    let opened = Opened::new(args, &asked.scene)?;
    let rulebook = opened.rulebook();
    let wanted = asked.reach.as_deref().map(|text| {
        goal(rulebook, text).ok_or_else(|| {
            let grades = rulebook.grades.iter().map(|grade| args.lang.pick(&grade.name));
            let grades: Vec<&str> = grades.collect();
            let said = say("target-no-goal").plain("goal", text).plain("max", rulebook.max);
            Failure::usage(said.plain("grades", grades.join(", ")))
        })
    });
    let wanted = wanted.transpose()?;
    let scene = opened.scene(args, &asked.scene);
    let found = scene.next(top, wanted).map_err(|why| no_scene(&asked.scene, why))?;
    let found = named(&opened.installation.store, opened.present.revision, found)?;
    opened.caption(args, &asked.scene);
    let said = match &found.target {
        Some(target) => target.summary.clone(),
        None => found.summary.clone(),
    };
    if args.json || args.csv {
        message(&said);
    } else {
        data(&format!("{said}\n\n"))?;
    }
    let table = match &found.target {
        Some(target) => table(args.lang, &target.cases),
        None => actions(&found, args.lang),
    };
    print(args, &found, &table)?;
    Ok(ExitCode::SUCCESS)
}

fn actions(found: &NextActions, lang: Lang) -> Table {
    let gains = [("next-gain-now", true), ("next-gain-end", true), ("next-gain-fine", true)];
    let above = [("next-gain-above", true)];
    let mut columns = [&COLUMNS[..], &gains].concat();
    if found.above.is_some() {
        columns.extend(above);
    }
    let mut table = Table::of(lang, &columns);
    table.rows.extend(found.actions.iter().map(|action| {
        let Gained { now, end, end_unrounded, .. } = action.gain;
        let gains = [now, end, end_unrounded].map(|points| lang.signed(points));
        let above = action.gain_above.map(|gain| lang.signed(gain.end));
        cells(lang, &action.case).into_iter().chain(gains).chain(above).collect()
    }));
    table
}
