//! `chiso alert check`: what a file of rules says, or what is wrong with it.

use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::alert::Rules;
use chiso_store::FILE_NAME;
use chiso_web::alert::words;
use serde::Serialize;

use super::rules;
use crate::args::Args;
use crate::failure::Failure;
use crate::installation::{Installation, data_dir, rulebooks};
use crate::output::{Table, print};

/// A rule as it was read.
#[derive(Debug, Serialize)]
struct RuleLine {
    id: String,
    name: String,
    kind: &'static str,
    scope: String,
    quiet_hours: i64,
    back: String,
}

/// Runs the command. A file with problems ends with exit 3 and nothing on stdout.
pub fn run(args: &Args, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let read = read(args, file)?;
    let lang = args.lang;
    let lines: Vec<RuleLine> = read
        .rules
        .iter()
        .map(|rule| RuleLine {
            id: rule.id.clone(),
            name: lang.pick(&rule.name).to_owned(),
            kind: rule.condition.kind(),
            scope: words::scope(lang, &rule.scope),
            quiet_hours: rule.quiet / 3_600,
            back: rule.back.to_string(),
        })
        .collect();
    let columns = ["alert-id", "alert-kind", "alert-scope", "alert-quiet", "alert-name"]
        .map(|key| (key, false));
    let mut table = Table::of(lang, &columns);
    for line in &lines {
        let quiet = words::hours(lang, line.quiet_hours * 3_600);
        let kind = lang.text(&format!("alert-kind-{}", line.kind));
        table.rows.push(vec![line.id.clone(), kind, line.scope.clone(), quiet, line.name.clone()]);
    }
    print(args, &lines, &table)?;
    Ok(ExitCode::SUCCESS)
}

/// Codes of agencies are looked up where there is a store; checking a file makes none.
fn read(args: &Args, file: Option<&Path>) -> Result<Rules, Failure> {
    if data_dir(args).join(FILE_NAME).exists() {
        return super::rules_of(&Installation::open(args)?, file);
    }
    rules(file, &rulebooks(args)?, None)
}
