//! `chiso rules`: list, show, check, diff.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chiso_scoring::explain::{form, formula, rulebook_label};
use chiso_scoring::expr::Columns;
use chiso_scoring::lang::Lang;
use chiso_scoring::problem::Problem;
use chiso_scoring::rulebook::{Rulebook, cases, diff};
use serde::Serialize;

use crate::args::{Args, Rules, RulesAction};
use crate::failure::{Failure, REFUSED};
use crate::installation::{read_rulebook, rulebooks};
use crate::output::{Table, data, message, print};
use crate::tell::{Tell, say};
use crate::wire::status;

/// Cases of the embedded rulebooks.
const CASES: [(&str, &str, &str); 2] = [
    ("766-2022", "rules/cases/766-2022.txt", include_str!("../../../../rules/cases/766-2022.txt")),
    ("766-2024", "rules/cases/766-2024.txt", include_str!("../../../../rules/cases/766-2024.txt")),
];

/// Runs the command.
pub fn run(args: &Args, rules: &Rules) -> Result<ExitCode, Failure> {
    match &rules.action {
        RulesAction::List => list(args),
        RulesAction::Show { id, toml } => show(args, id, *toml),
        RulesAction::Check { files } => check(args, files),
        RulesAction::Diff { before, after } => difference(args, before, after),
    }
}

#[derive(Serialize)]
struct Listed {
    id: String,
    name: String,
    status: &'static str,
    from: String,
    to: Option<String>,
    indicators: usize,
    measures: usize,
}

fn list(args: &Args) -> Result<ExitCode, Failure> {
    let set = rulebooks(args)?;
    let listed: Vec<Listed> =
        set.all().iter().map(|rulebook| listed(rulebook, args.lang)).collect();
    let columns = ["cli-code", "cli-from", "cli-to", "cli-status", "cli-name"];
    let mut table = Table::of(args.lang, &columns.map(|key| (key, false)));
    for row in &listed {
        let to = row.to.clone().unwrap_or_default();
        table.rows.push(vec![
            row.id.clone(),
            row.from.clone(),
            to,
            args.lang.text(&format!("status-{}", row.status)),
            row.name.clone(),
        ]);
    }
    print(args, &listed, &table)?;
    Ok(ExitCode::SUCCESS)
}

fn listed(rulebook: &Rulebook, lang: Lang) -> Listed {
    Listed {
        id: rulebook.id.clone(),
        name: lang.pick(&rulebook.name).to_owned(),
        status: status(rulebook),
        from: rulebook.from.to_string(),
        to: rulebook.to.map(|to| to.to_string()),
        indicators: rulebook.indicators.len(),
        measures: rulebook.measures.len(),
    }
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    heading: Listed,
    note: String,
    indicators_detail: Vec<ShownIndicator>,
}

#[derive(Serialize)]
struct ShownIndicator {
    group: String,
    code: String,
    metric: String,
    name: String,
    max: u32,
    rule: String,
    formula: Option<String>,
    cite: Vec<String>,
}

fn show(args: &Args, id: &str, toml: bool) -> Result<ExitCode, Failure> {
    let set = rulebooks(args)?;
    let rulebook = set.get(id)?;
    if toml {
        let text = rulebook.print().map_err(Failure::output)?;
        data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let shown = Shown {
        heading: listed(rulebook, args.lang),
        note: args.lang.pick(&rulebook.note).to_owned(),
        indicators_detail: indicators(rulebook, args.lang),
    };
    message(&rulebook_label(rulebook, args.lang));
    message(&shown.note);
    let columns = [
        ("cli-group", false),
        ("cli-code", false),
        ("cli-max", true),
        ("cli-rule", false),
        ("cli-name", false),
        ("cli-formula", false),
    ];
    let mut table = Table::of(args.lang, &columns);
    for row in &shown.indicators_detail {
        let formula = row.formula.clone().unwrap_or_default();
        let max = row.max.to_string();
        table.rows.push(vec![
            row.group.clone(),
            row.code.clone(),
            max,
            row.rule.clone(),
            row.name.clone(),
            formula,
        ]);
    }
    print(args, &shown, &table)?;
    Ok(ExitCode::SUCCESS)
}

fn indicators(rulebook: &Rulebook, lang: Lang) -> Vec<ShownIndicator> {
    let rows = rulebook.groups.iter().flat_map(|group| {
        rulebook.indicators[group.indicators.clone()].iter().map(move |rule| (group, rule))
    });
    rows.map(|(group, rule)| {
        let (vi, en) = form(rule);
        ShownIndicator {
            group: group.code.clone(),
            code: rule.code.clone(),
            metric: rule.metric.clone(),
            name: lang.pick(&rule.name).to_owned(),
            max: rule.max,
            rule: if lang == Lang::Vi { vi } else { en },
            formula: formula(rulebook, rule, lang),
            cite: rule.cite.clone(),
        }
    })
    .collect()
}

#[derive(Serialize)]
struct Checked {
    file: String,
    id: Option<String>,
    cases: usize,
    problems: Vec<ProblemWire>,
}

#[derive(Serialize)]
struct ProblemWire {
    file: String,
    line: usize,
    column: usize,
    reason: String,
    hint: Option<String>,
}

fn check(args: &Args, files: &[PathBuf]) -> Result<ExitCode, Failure> {
    let checked = if files.is_empty() {
        check_known(args)?
    } else {
        files.iter().map(|file| check_file(file, args.lang)).collect::<Result<_, _>>()?
    };
    let columns =
        [("cli-file", false), ("cli-rulebook", false), ("cli-cases", true), ("cli-problems", true)];
    let mut table = Table::of(args.lang, &columns);
    for row in &checked {
        for problem in &row.problems {
            message(&format!(
                "{}:{}:{}: {}",
                problem.file, problem.line, problem.column, problem.reason
            ));
            if let Some(hint) = &problem.hint {
                message(&format!("  hint: {hint}"));
            }
        }
        let id = row.id.clone().unwrap_or_default();
        table.rows.push(vec![
            row.file.clone(),
            id,
            row.cases.to_string(),
            row.problems.len().to_string(),
        ]);
    }
    print(args, &checked, &table)?;
    let broken = checked.iter().any(|row| !row.problems.is_empty());
    Ok(if broken { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

/// The embedded rulebooks (which the program could not start without) and those of `--rules-dir`.
fn check_known(args: &Args) -> Result<Vec<Checked>, Failure> {
    let set = rulebooks(args)?;
    let known = set.all().iter().map(|rulebook| {
        let embedded = CASES.iter().find(|(id, ..)| *id == rulebook.id);
        let (cases, failures) = match embedded {
            Some((_, file, text)) => cases::run(rulebook, file, text),
            None => (0, Vec::new()),
        };
        Checked {
            file: rulebook.id.clone(),
            id: Some(rulebook.id.clone()),
            cases,
            problems: failures.into_iter().map(problem).collect(),
        }
    });
    Ok(known.collect())
}

fn check_file(path: &Path, lang: Lang) -> Result<Checked, Failure> {
    let text = read_rulebook(path)?;
    let file = path.display().to_string();
    let rulebook = match Rulebook::read(&file, &text, &Columns::embedded()) {
        Ok(rulebook) => rulebook,
        Err(problems) => {
            let problems = problems.into_iter().map(problem).collect();
            return Ok(Checked { file, id: None, cases: 0, problems });
        }
    };
    let beside =
        path.parent().unwrap_or(Path::new(".")).join("cases").join(format!("{}.txt", rulebook.id));
    let (cases, failures) = if beside.exists() {
        cases::run(&rulebook, &beside.display().to_string(), &read_rulebook(&beside)?)
    } else {
        let said = say("cli-no-cases").plain("file", &file).plain("cases", beside.display());
        message(&said.tell(lang));
        (0, Vec::new())
    };
    let problems = failures.into_iter().map(problem).collect();
    Ok(Checked { file, id: Some(rulebook.id), cases, problems })
}

fn problem(problem: Problem) -> ProblemWire {
    let Problem { file, line, column, reason, hint } = problem;
    ProblemWire { file, line, column, reason, hint }
}

#[derive(Serialize)]
struct Differs {
    place: String,
    before: Option<String>,
    after: Option<String>,
}

fn difference(args: &Args, before: &str, after: &str) -> Result<ExitCode, Failure> {
    let set = rulebooks(args)?;
    let rows: Vec<Differs> = diff(set.get(before)?, set.get(after)?)
        .into_iter()
        .map(|found| Differs { place: found.place, before: found.before, after: found.after })
        .collect();
    let mut table = Table::new(&[("", false), (before, false), (after, false)]);
    for row in &rows {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
        table.rows.push(vec![row.place.clone(), side(&row.before), side(&row.after)]);
    }
    print(args, &rows, &table)?;
    Ok(ExitCode::SUCCESS)
}
