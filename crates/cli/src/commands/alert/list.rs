//! `chiso alert list`.

use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::alert::{Alert, Rules, Span};
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_web::alert::words;
use chiso_web::wire::Heading;
use chiso_web::wire::alerts::{AlertLine, AlertList as Lines};

use super::rules_of;
use crate::args::{AlertList, Args};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, print};
use crate::present::{civil, seconds_now};

/// Ended alerts that are looked through for those of one agency.
const MOST: usize = 10_000;

/// Runs the command.
pub fn run(args: &Args, asked: &AlertList, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let rules = rules_of(&installation, file)?;
    let heading = heading(&installation, seconds_now(), installation.store.revision()?)?;
    let period = month(seconds_now())?;
    if let Some(code) = &asked.agency {
        installation.tree.find(code, period)?;
    }
    let store = &installation.store;
    let alerts = if asked.ended { store.ended_alerts(MOST, 0)? } else { store.open_alerts()? };
    let concerned = |alert: &Alert| {
        let code = asked.agency.as_deref();
        code.is_none_or(|code| concerns(&installation.tree, period, alert, code))
    };
    let mut alerts: Vec<Alert> = alerts.into_iter().filter(concerned).collect();
    if asked.ended {
        alerts.truncate(asked.limit);
    }
    let lines = Lines {
        heading,
        alerts: alerts.iter().map(|alert| AlertLine::new(&rules, alert)).collect(),
        open: store.open_alerts()?.len(),
        ended: store.ended_alerts_count()?,
        left_out: None,
    };
    print(args, &lines, &table(args.lang, &rules, &alerts)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether an agency owns an alert, or it is about the agency or something below it.
fn concerns(tree: &AgencyTree, period: Period, alert: &Alert, code: &str) -> bool {
    let found = &alert.finding;
    let below = tree
        .find(&found.agency, period)
        .is_ok_and(|agency| tree.path(agency, period).iter().any(|above| above.code == code));
    found.owner == code || found.agency == code || below
}

/// Alerts as people read them.
pub fn table(lang: Lang, rules: &Rules, alerts: &[Alert]) -> Result<Table, Failure> {
    let columns = [
        ("alert-number", true),
        ("alert-subject", false),
        ("alert-value", false),
        ("alert-threshold", false),
        ("alert-owner", false),
        ("alert-since", false),
        ("alert-step", false),
        ("alert-name", false),
    ];
    let mut table = Table::of(lang, &columns);
    for alert in alerts {
        let found = &alert.finding;
        let ended = alert.ended.as_ref().map(|ended| words::end(lang, ended));
        table.rows.push(vec![
            alert.number.to_string(),
            found.key.subject.clone(),
            words::value(lang, found),
            words::threshold(lang, found),
            found.owner.clone(),
            lang.moment(civil(alert.raised_at)?),
            ended.unwrap_or_else(|| words::step(lang, alert)),
            words::name(lang, rules, found),
        ]);
    }
    Ok(table)
}

/// What is shown of a moment: its month, under the rulebook in force.
pub fn heading(installation: &Installation, at: i64, revision: u64) -> Result<Heading, Failure> {
    let period = month(at)?;
    let rulebook = installation.rulebook(None, period)?;
    Ok(Heading::counted(rulebook, period.to_string(), civil(at)?.to_string(), revision))
}

/// The month of a moment.
pub fn month(at: i64) -> Result<Period, Failure> {
    Ok(Span::Month.of(civil(at)?.date()))
}
