//! `chiso rank`: competition ranks among siblings of one kind, with the nation's mean.

mod fair;

use std::process::ExitCode;

use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::{Place, Ranked, Sheet};

use self::fair::Fair;
use super::{caption, heading, not_empty, shown};
use crate::args::{Args, Rank};
use crate::failure::Failure;
use crate::installation::{Asked, Installation, Laid};
use crate::output::{Table, print};
use crate::tell::say;
use crate::wire::{RankRow, Ranking, mean, nation, text};

/// Runs the command.
pub fn run(args: &Args, rank: &Rank) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let asked = Asked::from(&rank.view);
    let Laid { sheet, from } = installation.sheet(&asked)?;
    let place = place(sheet.rulebook(), rank.group.as_deref().unwrap_or_default())?;
    let agencies = siblings(&sheet, rank)?;
    not_empty(&sheet, &asked)?;
    let ranked = sheet.rank(&agencies, place);
    let heading = heading(&installation, &sheet, &asked, from)?;
    caption(&sheet, &heading, args.lang);
    let fair = Fair::new(&sheet, &agencies, place, rank);
    let ranking = Ranking {
        heading,
        level: rank.level.code(),
        by: place.code(sheet.rulebook()).to_owned(),
        nation: nation(sheet.rulebook(), &sheet.nation()),
        band: rank.stability.then(|| rank.band.to_string()),
        cohorts: rank.cohort.then(|| fair.classes()),
        rows: ranked
            .iter()
            .map(|row| RankRow {
                stability: fair.stability(row.agency),
                cohort: fair.cohort(row.agency),
                ..wire(sheet.rulebook(), row, args.lang)
            })
            .collect(),
    };
    let mut table = table(&ranked, sheet.rulebook(), args.lang);
    fair.widen(&mut table, &ranked, args.lang);
    print(args, &ranking, &table)?;
    fair.tell(args);
    Ok(ExitCode::SUCCESS)
}

/// The place of a code.
pub fn place(rulebook: &Rulebook, code: &str) -> Result<Place, Failure> {
    Place::find(rulebook, code).ok_or_else(|| {
        let groups: Vec<&str> = rulebook.groups.iter().map(|group| group.code.as_str()).collect();
        let said = say("fail-no-place").plain("code", code).plain("rulebook", &rulebook.id);
        Failure::not_found(said.plain("groups", groups.join(", ")))
    })
}

fn siblings<'a>(sheet: &Sheet<'a>, rank: &Rank) -> Result<Vec<&'a Agency>, Failure> {
    let Some(parent) = &rank.parent else {
        return Ok(sheet.tree.of_level(rank.level, sheet.period));
    };
    let parent = sheet.tree.find(parent, sheet.period)?;
    let mut children = sheet.children(&parent.code);
    children.retain(|child| child.level == rank.level);
    Ok(children)
}

fn wire(rulebook: &Rulebook, row: &Ranked<'_>, lang: Lang) -> RankRow {
    let grade = row.score.total.points.and_then(|points| rulebook.grade(points));
    let groups = rulebook.groups.iter().zip(&row.score.groups);
    RankRow {
        rank: row.rank,
        agency: row.agency.code.clone(),
        name: row.agency.name.clone(),
        points: text(row.points.points),
        state: row.points.state.code(),
        grade: grade.map(|grade| lang.pick(&grade.name).to_owned()),
        groups: groups.map(|(group, points)| mean(&group.code, points.points, group.max)).collect(),
        stability: None,
        cohort: None,
    }
}

fn table(rows: &[Ranked<'_>], rulebook: &Rulebook, lang: Lang) -> Table {
    let headers = ["cli-rank", "cli-code", "cli-agency", "explain-points", "explain-grade"];
    let headers = headers.map(|key| lang.text(key));
    let mut table = Table::new(&[
        (&headers[0], true),
        (&headers[1], false),
        (&headers[2], false),
        (&headers[3], true),
        (&headers[4], false),
    ]);
    for row in rows {
        let grade = row.score.total.points.and_then(|points| rulebook.grade(points));
        table.rows.push(vec![
            row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
            row.agency.code.clone(),
            row.agency.name.clone(),
            shown(lang, row.points),
            grade.map(|grade| lang.pick(&grade.name).to_owned()).unwrap_or_default(),
        ]);
    }
    table
}
