//! `chiso alert`: what rules raise, who takes it up, how it ends.

mod answer;
mod check;
mod list;
mod run;

use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::alert::{Known, Rules};
use chiso_scoring::rulebook::Rulebooks;

use crate::args::{Alert, AlertAction, Args};
use crate::failure::Failure;
use crate::installation::{Installation, read_rulebook};

/// Runs the command.
pub fn run(args: &Args, alert: &Alert) -> Result<ExitCode, Failure> {
    let file = alert.alerts.as_deref();
    match &alert.action {
        AlertAction::List(list) => list::run(args, list, file),
        AlertAction::Check { file: given } => check::run(args, given.as_deref().or(file)),
        AlertAction::Ack(ack) => answer::ack(args, ack, file),
        AlertAction::Close(close) => answer::close(args, close, file),
        AlertAction::Run(run) => run::run(args, run, file),
    }
}

/// The rules of a file, or those that come with chiso.
pub fn rules(
    file: Option<&Path>,
    rulebooks: &Rulebooks,
    agencies: Option<&AgencyTree>,
) -> Result<Rules, Failure> {
    let Some(file) = file else { return Ok(Rules::embedded()) };
    let text = read_rulebook(file)?;
    let known = Known { rulebooks, agencies };
    Ok(Rules::read(&file.display().to_string(), &text, &known)?)
}

/// The rules an installation works by.
pub fn rules_of(installation: &Installation, file: Option<&Path>) -> Result<Rules, Failure> {
    rules(file, &installation.rulebooks, Some(&installation.tree))
}
