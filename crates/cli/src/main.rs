//! `chiso`: one binary. This file is the dispatch table; each command has a file of its own.

mod args;
mod commands;
mod failure;
mod help;
mod installation;
mod output;
mod present;
mod progress;
mod spelling;
mod tell;
mod usage;
mod wire;
mod writing;

use std::process::ExitCode;

use args::{Args, Command};
use failure::Failure;
use tell::say;

fn main() -> ExitCode {
    let args = match usage::read() {
        Ok(args) => args,
        Err(code) => return code,
    };
    match run(&args) {
        Ok(code) => code,
        Err(failure) => {
            output::message(&format!("chiso: {}", failure.tell(args.lang)));
            failure.exit_code()
        }
    }
}

fn run(args: &Args) -> Result<ExitCode, Failure> {
    let Some(command) = &args.command else {
        return Err(Failure::usage(say("fail-no-command")));
    };
    match command {
        Command::Demo(demo) => commands::demo::run(args, demo),
        Command::Serve(serve) => commands::serve::run(args, serve),
        Command::Rules(rules) => commands::rules::run(args, rules),
        Command::Intake(intake) => commands::intake::run(args, intake),
        Command::Score(score) => commands::score::run(args, score),
        Command::Rank(rank) => commands::rank::run(args, rank),
        Command::Compare(compare) => commands::compare::run(args, compare),
        Command::Movement(movement) => commands::movement::run(args, movement),
        Command::Explain(explain) => commands::explain::run(args, explain),
        Command::Procedures(procedures) => commands::procedures::run(args, procedures),
        Command::Differences(differences) => commands::differences::run(args, differences),
        Command::Report(report) => commands::report::run(args, report),
        Command::Lint(lint) => commands::lint::run(args, lint),
        Command::Dossiers(dossiers) => commands::dossiers::run(args, dossiers),
        Command::Work(work) => commands::work::run(args, work),
        Command::WhatIf(asked) => commands::whatif::run(args, asked),
        Command::Next(asked) => commands::next::run(args, asked),
        Command::Project(asked) => commands::project::run(args, asked),
        Command::Reconcile(reconcile) => commands::reconcile::run(args, reconcile),
        Command::Quality(quality) => commands::quality::run(args, quality),
        Command::Directive(directive) => commands::directive::run(args, directive),
        Command::Verify(verify) => commands::verify::run(args, verify),
        Command::Alert(alert) => commands::alert::run(args, alert),
        Command::Close(close) => commands::close::run(args, close),
        Command::Reopen(reopen) => commands::close::reopen(args, reopen),
        Command::Closings(closings) => commands::closings::run(args, closings),
        Command::Pack(pack) => commands::pack::run(args, pack),
        Command::Deliver(asked) => commands::deliver::run(args, asked),
        Command::Diff(diff) => commands::diff::run(args, diff),
        Command::User(user) => commands::user::run(args, user),
        Command::Backup(backup) => commands::backup::backup(args, backup),
        Command::Restore(restore) => commands::backup::restore(args, restore),
        Command::Sim(sim) => commands::sim::run(args, sim),
        Command::Bench(bench) => commands::bench::run(args, bench),
    }
}
