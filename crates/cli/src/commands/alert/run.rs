//! `chiso alert run`: one evaluation, for where no server runs.

use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::alert::{Change, Finding, Rules};
use chiso_scoring::lang::Lang;
use chiso_web::alert::post::Postman;
use chiso_web::alert::{Round, round, words};
use chiso_web::wire::alerts::{ClearedLine, Found, RunLine};

use super::list::heading;
use super::rules_of;
use crate::args::{AlertRun, Args};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, message, print};
use crate::present::seconds_now;

/// Runs the command.
pub fn run(args: &Args, asked: &AlertRun, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let rules = rules_of(&installation, file)?;
    let present = installation.present(asked.as_of, None)?;
    let live = present.standing.live();
    let store = &installation.store;
    let round = round(store, &installation.rulebooks, &rules, live, present.revision)?;
    let mut delivered = 0;
    if !asked.dry_run {
        store.change_alerts(&round.outcome.changes, round.seen.at, round.seen.revision)?;
        delivered = tell(args.lang, &installation, &rules)?;
    }
    let line = RunLine {
        heading: heading(&installation, present.at, present.revision)?,
        dry_run: asked.dry_run,
        raised: raised(&round).map(|finding| Found::new(&rules, finding)).collect(),
        cleared: cleared(&round),
        left_out: round.outcome.left_out,
        delivered,
    };
    print(args, &line, &table(args.lang, &rules, &round))?;
    Ok(ExitCode::SUCCESS)
}

/// Tells the addresses, each until it does not answer; the next run goes on from there.
fn tell(lang: Lang, installation: &Installation, rules: &Rules) -> Result<usize, Failure> {
    let mut arrived = 0;
    for hook in &rules.hooks {
        let sent = Postman::new(hook.clone()).go(&installation.store, rules, seconds_now())?;
        arrived += sent.arrived;
        if sent.again || sent.given_up > 0 {
            message(&lang.text_with("cli-alert-untold", &[("hook", &hook.id)]));
        }
    }
    Ok(arrived)
}

fn raised(round: &Round) -> impl Iterator<Item = &Finding> {
    round.outcome.changes.iter().filter_map(|change| match change {
        Change::Raise(finding) => Some(finding),
        Change::Clear { .. } => None,
    })
}

fn cleared(round: &Round) -> Vec<ClearedLine> {
    let cleared = round.outcome.changes.iter().filter_map(|change| match change {
        Change::Clear { alert, cause, value } => Some(ClearedLine {
            number: *alert,
            cause: cause.code(),
            value: value.map(|value| value.to_string()),
        }),
        Change::Raise(_) => None,
    });
    cleared.collect()
}

fn table(lang: Lang, rules: &Rules, round: &Round) -> Table {
    let columns = [
        "alert-step",
        "alert-subject",
        "alert-value",
        "alert-threshold",
        "alert-owner",
        "alert-name",
    ];
    let mut table = Table::of(lang, &columns.map(|key| (key, false)));
    for finding in raised(round) {
        table.rows.push(vec![
            lang.text("alert-course-raised"),
            finding.key.subject.clone(),
            words::value(lang, finding),
            words::threshold(lang, finding),
            finding.owner.clone(),
            words::name(lang, rules, finding),
        ]);
    }
    for line in cleared(round) {
        let number = line.number.to_string();
        let cause = lang.text(&format!("alert-cause-{}", line.cause));
        let ended = lang.text_with("cli-alert-cleared", &[("number", &number)]);
        let empty = String::new;
        table.rows.push(vec![ended, empty(), empty(), empty(), empty(), cause]);
    }
    table
}
