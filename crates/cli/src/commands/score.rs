//! `chiso score`: points of an agency or its children.

use std::process::ExitCode;

use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::{Place, Sheet};

use super::{caption, heading, not_empty, shown};
use crate::args::{Args, Score};
use crate::failure::Failure;
use crate::installation::{Asked, Installation, Laid};
use crate::output::{Table, print};
use crate::wire::{Scores, scored};

/// Runs the command.
pub fn run(args: &Args, score: &Score) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let asked = Asked::from(&score.view);
    let Laid { sheet, from } = installation.sheet(&asked)?;
    let agency = sheet.tree.find(&score.agency, asked.period)?;
    not_empty(&sheet, &asked)?;
    let agencies = if score.children { sheet.children(&agency.code) } else { vec![agency] };
    let heading = heading(&installation, &sheet, &asked, from)?;
    caption(&sheet, &heading, args.lang);
    let rows = agencies.iter().map(|agency| scored(&sheet, agency, args.lang)).collect();
    print(args, &Scores { heading, rows }, &table(&sheet, &agencies, args.lang))?;
    Ok(ExitCode::SUCCESS)
}

/// Code, name, six groups, total, grade.
fn table(sheet: &Sheet<'_>, agencies: &[&Agency], lang: Lang) -> Table {
    let rulebook = sheet.rulebook();
    let (code, unit) = (lang.text("cli-code"), lang.text("cli-agency"));
    let (total, grade) = (lang.text("cli-total"), lang.text("explain-grade"));
    let groups = rulebook.groups.iter().map(|group| (group.code.as_str(), true));
    let columns: Vec<(&str, bool)> = [(code.as_str(), false), (unit.as_str(), false)]
        .into_iter()
        .chain(groups)
        .chain([(total.as_str(), true), (grade.as_str(), false)])
        .collect();
    let mut table = Table::new(&columns);
    for agency in agencies {
        let score = sheet.score(agency);
        let grade = score.total.points.and_then(|points| rulebook.grade(points));
        let mut row = vec![agency.code.clone(), agency.name.clone()];
        row.extend((0..rulebook.groups.len()).map(|at| shown(lang, Place::Group(at).of(&score))));
        row.push(shown(lang, score.total));
        row.push(grade.map(|grade| lang.pick(&grade.name).to_owned()).unwrap_or_default());
        table.rows.push(row);
    }
    table
}
