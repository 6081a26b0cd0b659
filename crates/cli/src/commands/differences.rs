//! `chiso differences`: published points that do not follow from published counts.

use std::collections::BTreeSet;
use std::process::ExitCode;

use chiso_scoring::agency::AgencyError;
use chiso_scoring::differences::{Difference, differences};
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::score::Basis;
use jiff::civil::DateTime;
use serde::Serialize;

use super::no_figures;
use crate::args::{Args, Differences, Origin};
use crate::failure::{DIFFERENT, Failure};
use crate::installation::{Asked, Installation};
use crate::output::{Table, message, print};

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    period: String,
    as_of: Option<String>,
    agency: String,
    name: String,
    kind: &'static str,
    code: String,
    published: String,
    recomputed: String,
    from: &'static str,
    numerator: Option<i64>,
    denominator: Option<i64>,
    rule: String,
    rulebook: String,
    source: String,
}

/// Runs the command. Exit 4 if there is any difference.
pub fn run(args: &Args, asked: &Differences) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let mut rows = BTreeSet::new();
    for (period, as_of) in captures(&installation, asked)? {
        rows.extend(of_capture(&installation, asked, period, as_of, args.lang)?);
    }
    let rows: Vec<Row> = rows.into_iter().collect();
    print(args, &rows, &table(&rows, args.lang))?;
    if rows.is_empty() {
        message(&args.lang.text("cli-no-differences"));
        return Ok(ExitCode::SUCCESS);
    }
    message(&args.lang.text_with("cli-differences", &[("count", &rows.len().to_string())]));
    Ok(ExitCode::from(DIFFERENT))
}

/// Every capture of every period asked for. Without a period, those in which the agency was not in
/// force are passed over.
fn captures(
    installation: &Installation,
    asked: &Differences,
) -> Result<Vec<(Period, DateTime)>, Failure> {
    let tree = &installation.tree;
    let mut all = Vec::new();
    if let Some(code) = &asked.agency
        && !tree.all().any(|agency| agency.code == *code)
    {
        return Err(AgencyError::Unknown(code.clone()).into());
    }
    let in_force =
        |period| asked.agency.iter().try_for_each(|code| tree.find(code, period).map(drop));
    for summary in installation.store.periods(None)? {
        match asked.period {
            Some(period) if period != summary.period => continue,
            Some(period) => in_force(period)?,
            None if in_force(summary.period).is_err() => continue,
            None => {}
        }
        match asked.as_of {
            Some(as_of) => all.push((summary.period, as_of)),
            None => all.extend(summary.captures.iter().map(|at| (summary.period, *at))),
        }
    }
    match asked.period {
        Some(period) if all.is_empty() => Err(no_figures(period)),
        _ => Ok(all),
    }
}

fn of_capture(
    installation: &Installation,
    asked: &Differences,
    period: Period,
    as_of: DateTime,
    lang: Lang,
) -> Result<Vec<Row>, Failure> {
    let rules = asked.rules.clone();
    let (basis, from) = (Basis::Computed, Some(Origin::Published));
    let asked_for = Asked { period, as_of: Some(as_of), known_at: None, rules, basis, from };
    let sheet = installation.sheet(&asked_for)?.sheet;
    let wanted = |difference: &Difference| match &asked.agency {
        None => true,
        Some(top) => sheet.tree.find(&difference.agency, period).is_ok_and(|agency| {
            agency.code == *top || sheet.tree.path(agency, period).iter().any(|a| a.code == *top)
        }),
    };
    let name = |code: &str| {
        sheet.tree.find(code, period).map(|agency| agency.name.clone()).unwrap_or_default()
    };
    let found = differences(&sheet).into_iter().filter(wanted);
    let rulebook = &sheet.rulebook().id;
    Ok(found.map(|difference| row(difference, period, &name, rulebook, lang)).collect())
}

fn row(
    difference: Difference,
    period: Period,
    name: &dyn Fn(&str) -> String,
    rulebook: &str,
    lang: Lang,
) -> Row {
    let counts = difference.figure.as_ref().and_then(|figure| figure.counts());
    let (vi, en) = difference.rule;
    Row {
        period: period.to_string(),
        as_of: difference.as_of.map(|at| at.to_string()),
        name: name(&difference.agency),
        agency: difference.agency,
        kind: difference.kind.code(),
        code: difference.code,
        published: difference.published.to_string(),
        recomputed: difference.recomputed.to_string(),
        from: difference.from.code(),
        numerator: counts.map(|counts| counts.numerator),
        denominator: counts.map(|counts| counts.denominator),
        rule: if lang == Lang::Vi { vi } else { en },
        rulebook: rulebook.to_owned(),
        source: difference.source,
    }
}

fn table(rows: &[Row], lang: Lang) -> Table {
    let keys = [
        "cli-period",
        "cli-captured",
        "cli-code",
        "cli-agency",
        "cli-item",
        "cli-published",
        "cli-recomputed",
        "cli-rule",
    ];
    let headers = keys.map(|key| lang.text(key));
    let columns: Vec<(&str, bool)> = headers
        .iter()
        .enumerate()
        .map(|(at, header)| (header.as_str(), at == 5 || at == 6))
        .collect();
    let mut table = Table::new(&columns);
    for row in rows {
        table.rows.push(vec![
            row.period.clone(),
            row.as_of.clone().unwrap_or_default(),
            row.agency.clone(),
            row.name.clone(),
            row.code.clone(),
            row.published.clone(),
            row.recomputed.clone(),
            row.rule.clone(),
        ]);
    }
    table
}
