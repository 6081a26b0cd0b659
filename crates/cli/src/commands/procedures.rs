//! `chiso procedures`: numbers by procedure, or by unit and procedure.

use std::process::ExitCode;

use chiso_scoring::lang::Lang;
use chiso_scoring::measure::Scope;
use chiso_scoring::sheet::Place;
use chiso_web::drill::procedures::{Part, table as by_procedure};
use chiso_web::wire::procedures::{ByProcedure, Line, Number};

use super::explain::list::Look;
use super::rank;
use crate::args::{Args, Procedures};
use crate::failure::Failure;
use crate::output::{Table, message, print};
use crate::tell::say;

/// Runs the command.
pub fn run(args: &Args, asked: &Procedures) -> Result<ExitCode, Failure> {
    let look = Look::open(args, &asked.figures, None, &asked.agency)?;
    let indicator = match &asked.indicator {
        None => None,
        Some(code) => match rank::place(look.rulebook(), code)? {
            Place::Indicator(at) => Some(at),
            _ => return Err(Failure::usage(say("fail-list-indicator").plain("code", code))),
        },
    };
    let scope = if asked.own { Scope::Own } else { Scope::Subtree };
    let part = Part { offset: 0, limit: asked.limit.unwrap_or(usize::MAX) };
    let found = by_procedure(look.ground(scope), indicator, asked.units, part);
    let none = || {
        let code = asked.indicator.clone().unwrap_or_default();
        Failure::usage(say("fail-no-ratio").plain("code", code))
    };
    let found = found.ok_or_else(none)?;
    print(args, &found, &table(args.lang, &found, asked.units))?;
    if !args.json {
        let said = [
            ("agency", &*found.agency),
            ("period", &*found.heading.period),
            ("count", &*found.count.to_string()),
            ("listed", &*found.rows.len().to_string()),
            ("revision", &*found.heading.revision.to_string()),
        ];
        message(&args.lang.text_with("drill-procedures-listed", &said));
    }
    Ok(ExitCode::SUCCESS)
}

fn table(lang: Lang, found: &ByProcedure, units: bool) -> Table {
    let first = [("col-unit", false), ("cli-procedure", false)];
    let mut table = Table::of(lang, if units { &first } else { &first[1..] });
    let name = |name: &String| (lang.text(&format!("tthc-{}", name.replace('_', "-"))), true);
    table.columns.extend(found.columns.iter().map(name));
    let row = |line: &Line, title: Option<&str>| {
        let procedure = match title {
            Some(key) => lang.text(key),
            None => line.procedure.clone().unwrap_or_else(|| lang.text("tthc-none")),
        };
        let unit = units.then(|| line.agency.clone().unwrap_or_default());
        let numbers = line.numbers.iter().map(|number| shown(lang, number));
        unit.into_iter().chain([procedure]).chain(numbers).collect::<Vec<String>>()
    };
    table.rows = found.rows.iter().map(|line| row(line, None)).collect();
    if left_over(&found.left) {
        table.rows.push(row(&found.left, Some("tthc-left")));
    }
    table.rows.push(row(&found.total, Some("tthc-total")));
    table
}

fn left_over(line: &Line) -> bool {
    line.numbers.iter().any(|number| matches!(number, Number::Count(count) if *count != 0))
}

fn shown(lang: Lang, number: &Number) -> String {
    match number {
        Number::Count(count) => lang.integer(*count),
        Number::Decimal(text) => text.parse().map_or_else(|_| text.clone(), |d| lang.decimal(d)),
        Number::Missing(_) => "–".to_owned(),
    }
}
