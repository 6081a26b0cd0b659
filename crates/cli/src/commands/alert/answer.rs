//! `chiso alert ack` and `chiso alert close`.

use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::alert::{Event, Refused, may_answer};
use chiso_web::wire::alerts::AlertLine;

use super::list::{month, table};
use super::rules_of;
use crate::args::{AlertAck, AlertClose, Args};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::print;
use crate::present::seconds_now;
use crate::tell::say;

/// Takes an alert up.
pub fn ack(args: &Args, asked: &AlertAck, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let event = Event::Acknowledged { by: asked.by.clone(), note: asked.note.trim().to_owned() };
    answer(args, asked.alert, &asked.by, &event, file)
}

/// Closes an alert.
pub fn close(args: &Args, asked: &AlertClose, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let event = Event::Closed { by: asked.by.clone(), reason: asked.reason.trim().to_owned() };
    answer(args, asked.alert, &asked.by, &event, file)
}

fn answer(
    args: &Args,
    number: u64,
    by: &str,
    event: &Event,
    file: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let rules = rules_of(&installation, file)?;
    let (store, now) = (&installation.store, seconds_now());
    let alert = store.alert(number)?.ok_or_else(|| failure(Refused::Unknown, number, by))?;
    let period = month(now)?;
    installation.tree.find(by, period)?;
    if !may_answer(&installation.tree, &alert.finding.owner, by, period) {
        return Err(failure(Refused::NotOwner, number, by));
    }
    let done = store.answer_alert(number, event, now, store.revision()?)?;
    let (alert, _) = done.map_err(|refused| failure(refused, number, by))?;
    let shown = table(args.lang, &rules, std::slice::from_ref(&alert))?;
    print(args, &AlertLine::new(&rules, &alert), &shown)?;
    Ok(ExitCode::SUCCESS)
}

fn failure(refused: Refused, number: u64, by: &str) -> Failure {
    let about = |key| say(key).plain("number", number);
    match refused {
        Refused::Unknown => Failure::not_found(about("fail-alert-unknown")),
        Refused::Ended => Failure::refused(about("fail-alert-ended")),
        Refused::Taken | Refused::Repeated => Failure::refused(about("fail-alert-taken")),
        Refused::NoReason => Failure::usage(about("fail-alert-reason")),
        Refused::BadText => Failure::usage(about("fail-alert-text")),
        Refused::NotOwner => Failure::usage(about("fail-alert-owner").plain("agency", by)),
    }
}
