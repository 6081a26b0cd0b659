//! `chiso explain`: why a number is what it is.

pub mod list;
mod why_not;

use std::process::ExitCode;

use chiso_scoring::explain::explain;
use serde::Serialize;

use super::rank::place;
use super::{heading, not_empty};
use crate::args::{Args, Explain};
use crate::failure::Failure;
use crate::installation::{Asked, Installation, Laid};
use crate::output::{Table, data, print};
use crate::wire::Heading;

#[derive(Serialize)]
struct Explanation {
    #[serde(flatten)]
    heading: Heading,
    agency: String,
    name: String,
    code: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    key: &'static str,
    label: String,
    text: String,
}

/// Runs the command.
pub fn run(args: &Args, asked_for: &Explain) -> Result<ExitCode, Failure> {
    if let Some(side) = asked_for.drill.list {
        return list::run(args, asked_for, side);
    }
    if let Some(dossier) = &asked_for.drill.why_not {
        return why_not::run(args, asked_for, dossier);
    }
    let installation = Installation::open(args)?;
    let asked = Asked::from(&asked_for.view);
    let Laid { sheet, from } = installation.sheet(&asked)?;
    let agency = sheet.tree.find(&asked_for.agency, asked.period)?;
    let place = place(sheet.rulebook(), &asked_for.indicator)?;
    not_empty(&sheet, &asked)?;
    let lines = explain(&sheet, agency, place, args.lang);
    let explanation = Explanation {
        heading: heading(&installation, &sheet, &asked, from)?,
        agency: agency.code.clone(),
        name: agency.name.clone(),
        code: place.code(sheet.rulebook()).to_owned(),
        lines: lines
            .into_iter()
            .map(|line| Line { key: line.key, label: line.label, text: line.text })
            .collect(),
    };
    if !args.json && !args.csv {
        let period = args.lang.period(asked.period);
        let title = [("code", &*agency.code), ("agency", &*agency.name), ("period", &*period)];
        data(&(args.lang.text_with("explain-title", &title) + "\n\n"))?;
    }
    let mut table = Table::new(&[("", false), ("", false)]);
    for line in &explanation.lines {
        table.rows.push(vec![line.label.clone(), line.text.clone()]);
    }
    print(args, &explanation, &table)?;
    Ok(ExitCode::SUCCESS)
}
