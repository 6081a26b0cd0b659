//! `chiso close`: looks at a period, checks it, freezes it. `chiso reopen`: says that a closing no longer stands.

use std::process::ExitCode;

use chiso_report::snapshot::Origin as Frozen;
use chiso_scoring::lang::Lang;
use chiso_web::closing::wire::{self, Check, Looked as Told};
use chiso_web::closing::{Ask, Looked, Waiver};

use super::closings::{desk, refused};
use crate::args::{Args, Close, Origin, Reopen};
use crate::failure::{DIFFERENT, Failure};
use crate::installation::Installation;
use crate::output::{Table, data, message, print};
use crate::tell::{Tell, say};

/// Runs `chiso close`. Exit 4 if a check is neither passed nor waived.
pub fn run(args: &Args, asked: &Close) -> Result<ExitCode, Failure> {
    let waivers = waivers(asked)?;
    let installation = Installation::open(args)?;
    let desk = desk(&installation);
    let ask = ask(asked, &desk)?;
    let present = match ask.origin {
        Frozen::Dossiers => Some(installation.present(ask.as_of, None)?),
        Frozen::Published => None,
    };
    let live = present.as_ref().map(|present| (present.standing.live(), present.revision));
    let looked = desk.look(&ask, live).map_err(refused)?;
    let open = looked.open(&waivers).len();
    if asked.dry_run || open > 0 {
        tell(args, &looked, &waivers)?;
        return Ok(if open > 0 { ExitCode::from(DIFFERENT) } else { ExitCode::SUCCESS });
    }
    let by = asked.by.as_deref().unwrap_or_default();
    let done = desk.close(looked, by, &waivers).map_err(refused)?;
    let said = say("cli-closed").plain("number", done.number).plain("revision", done.revision);
    message(&said.tell(args.lang));
    super::deliver::closed(args, &installation.store, done.number);
    // The closing stands, whatever becomes of its pack; `chiso deliver` tries again.
    if let Err(error) = chiso_web::delivery::closed(&installation.store, done.number, desk.now) {
        message(&say("cli-closed-pack").plain("reason", error).tell(args.lang));
    }
    let row = installation.store.closing(done.number, None)?;
    if args.json {
        crate::output::print_json(&row.map(|row| wire::closing(&row, true)))?;
    } else {
        data(&format!("{}\n", done.number))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `chiso reopen`.
pub fn reopen(args: &Args, asked: &Reopen) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let revision =
        desk(&installation).reopen(asked.number, &asked.by, &asked.reason).map_err(refused)?;
    let said = say("cli-reopened").plain("number", asked.number).plain("revision", revision);
    message(&said.tell(args.lang));
    if args.json {
        let row = installation.store.closing(asked.number, None)?;
        crate::output::print_json(&row.map(|row| wire::closing(&row, true)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn ask(asked: &Close, desk: &chiso_web::closing::Desk<'_>) -> Result<Ask, Failure> {
    let origin = match asked.from {
        Some(Origin::Dossiers) => Frozen::Dossiers,
        Some(Origin::Published) => Frozen::Published,
        None => desk.origin(&asked.agency, asked.period).map_err(refused)?,
    };
    Ok(Ask {
        agency: asked.agency.clone(),
        period: asked.period,
        origin,
        basis: asked.basis.into(),
        as_of: asked.as_of,
        rules: asked.rules.clone(),
    })
}

/// `CHECK=REASON`, each check once.
fn waivers(asked: &Close) -> Result<Vec<Waiver>, Failure> {
    let mut found: Vec<Waiver> = Vec::new();
    for text in &asked.waive {
        let wrong = || Failure::usage(say("fail-closing-waiver").plain("text", text));
        let (check, reason) = text.split_once('=').ok_or_else(wrong)?;
        if found.iter().any(|waiver| waiver.check == check) {
            return Err(wrong());
        }
        found.push(Waiver { check: check.to_owned(), reason: reason.to_owned() });
    }
    Ok(found)
}

/// Every check, with what it found.
fn tell(args: &Args, looked: &Looked, waivers: &[Waiver]) -> Result<(), Failure> {
    let told = Told::new(looked, waivers, args.lang);
    if looked.provisional {
        message(&args.lang.text("closing-provisional"));
    }
    let columns = [
        ("closing-check", false),
        ("closing-check-code", false),
        ("closing-outcome", false),
        ("closing-found", true),
        ("closing-about", false),
        ("closing-what", false),
    ];
    let mut table = Table::of(args.lang, &columns);
    table.rows = told.checks.iter().flat_map(|check| lines(check, args.lang)).collect();
    print(args, &told, &table)
}

fn lines(check: &Check, lang: Lang) -> Vec<Vec<String>> {
    let outcome = lang.text(&format!("closing-outcome-{}", check.outcome));
    let head = [check.name.clone(), check.check.clone(), outcome, check.found.to_string()];
    if check.lines.is_empty() {
        let empty = [String::new(), String::new()];
        return vec![head.into_iter().chain(empty).collect()];
    }
    let line = |line: &wire::Line| {
        let said = [line.about.clone(), line.text.clone()];
        head.clone().into_iter().chain(said).collect()
    };
    check.lines.iter().map(line).collect()
}
