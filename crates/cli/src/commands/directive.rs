//! `chiso directive`: a number is to become another one until a deadline, and what came of it.

mod draft;
mod order;
mod show;

use std::process::ExitCode;

use chiso_scoring::lang::Lang;
use chiso_store::DirectiveOutcome;
use chiso_web::wire::directives::words::{last, name, stands, target, value};
use chiso_web::wire::directives::{Desk, Directive, Receipt, Refused};

use crate::args::{
    Args, Directive as Asks, DirectiveAction, DirectiveClose, DirectiveList, DirectiveNew,
};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, message, print};
use crate::present::Present;
use crate::tell::say;

/// Runs the command.
pub fn run(args: &Args, directive: &Asks) -> Result<ExitCode, Failure> {
    match &directive.action {
        DirectiveAction::New(asked) => new(args, asked),
        DirectiveAction::List(asked) => list(args, asked),
        DirectiveAction::Show(asked) => show::run(args, asked),
        DirectiveAction::Close(asked) => close(args, asked),
        DirectiveAction::Draft(asked) => draft::run(args, asked),
    }
}

/// What directives are read off.
fn desk<'a>(installation: &'a Installation, present: &'a Present) -> Result<Desk<'a>, Failure> {
    Ok(Desk {
        store: &installation.store,
        rulebooks: &installation.rulebooks,
        tree: &installation.tree,
        standing: Some(&present.standing),
        revision: installation.store.revision()?,
        now: present.at,
    })
}

fn refused(refused: Refused) -> Failure {
    match refused {
        Refused::Field { field, reason } => Failure::refused(
            say("fail-directive").plain("field", field).with("reason", say(reason)),
        ),
        Refused::Store(chiso_store::Error::Call { field, .. }) => {
            let reason = say("directive-bad-text");
            Failure::refused(say("fail-directive").plain("field", field).with("reason", reason))
        }
        Refused::Store(error) => error.into(),
    }
}

fn unknown(number: &str) -> Failure {
    Failure::not_found(say("fail-directive-unknown").plain("number", number))
}

fn new(args: &Args, asked: &DirectiveNew) -> Result<ExitCode, Failure> {
    let mut order = order::read(&asked.file)?;
    order.number = asked.number.clone().or(order.number);
    let installation = Installation::open(args)?;
    let present = installation.present(None, None)?;
    let desk = desk(&installation, &present)?;
    let directive = desk.read(&order).map_err(refused)?;
    let outcome = installation.store.issue(&directive, asked.key.as_deref());
    let outcome = outcome.map_err(|error| refused(error.into()))?;
    told(args, &installation, &directive.number, outcome, "directive-conflict")
}

fn close(args: &Args, asked: &DirectiveClose) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let row = installation.store.directive(&asked.number, None)?;
    let row = row.ok_or_else(|| unknown(&asked.number))?;
    let present = installation.present(None, None)?;
    let reason = asked.reason.into();
    let closing = match &row.closing {
        Some(closing) if closing.reason == reason => closing.clone(),
        Some(_) => return Err(Failure::refused(say("directive-closed-already"))),
        None => desk(&installation, &present)?.closing(&row, reason).map_err(refused)?,
    };
    let key = asked.key.as_deref();
    let outcome = installation.store.close_directive(&asked.number, &closing, key);
    let outcome = outcome.map_err(|error| refused(error.into()))?;
    told(args, &installation, &asked.number, outcome, "directive-closed-already")
}

/// Tells what became of a call: the directive as it stands now.
fn told(
    args: &Args,
    installation: &Installation,
    number: &str,
    outcome: DirectiveOutcome,
    conflict: &'static str,
) -> Result<ExitCode, Failure> {
    let repeated = match outcome {
        DirectiveOutcome::Done(_) => false,
        DirectiveOutcome::Repeated(_) => true,
        DirectiveOutcome::Conflict => return Err(Failure::refused(say(conflict))),
        DirectiveOutcome::Unknown => return Err(unknown(number)),
    };
    let row = installation.store.directive(number, None)?.ok_or_else(|| unknown(number))?;
    let present = installation.present(None, None)?;
    let directive = desk(installation, &present)?.told(&row)?;
    if repeated {
        message(&args.lang.text("cli-directive-repeated"));
    }
    let table = show::table(&directive, args.lang);
    print(args, &Receipt { repeated, directive }, &table)?;
    Ok(ExitCode::SUCCESS)
}

fn list(args: &Args, asked: &DirectiveList) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    installation.known(asked.known_at)?;
    let present = installation.present(None, None)?;
    let mut found = desk(&installation, &present)?.all(asked.known_at)?;
    if let Some(code) = &asked.agency {
        let about = |directive: &Directive| {
            let named = [&directive.issuer, &directive.owner, &directive.agency];
            named.into_iter().chain(&directive.units).any(|agency| agency.code == *code)
        };
        found.directives.retain(about);
    }
    if let Some(state) = asked.state {
        found.directives.retain(|directive| directive.stands.state == state.code());
    }
    let columns = [
        ("directive-number", false),
        ("directive-stands", false),
        ("directive-owner", false),
        ("directive-what", false),
        ("directive-before", true),
        ("directive-now", true),
        ("directive-target", true),
        ("directive-settled", true),
        ("directive-deadline", false),
    ];
    let mut table = Table::of(args.lang, &columns);
    table.rows = found.directives.iter().map(|directive| row(directive, args.lang)).collect();
    print(args, &found, &table)?;
    Ok(ExitCode::SUCCESS)
}

fn row(directive: &Directive, lang: Lang) -> Vec<String> {
    let aim = &directive.target;
    let settled = directive.closed.as_ref().map_or(directive.settled, |closed| closed.settled);
    vec![
        directive.number.clone(),
        stands(lang, directive),
        name(&directive.owner),
        format!("{} {} {}", directive.agency.code, directive.code, directive.period),
        shown(lang, value(&directive.before, aim)),
        shown(lang, value(last(directive), aim)),
        target(lang, aim),
        format!("{settled}/{}", directive.dossiers.len()),
        day(lang, &directive.deadline),
    ]
}

/// A decimal for people; a dash where there is none.
fn shown(lang: Lang, text: Option<&str>) -> String {
    let value = text.and_then(|text| text.parse().ok());
    value.map_or_else(|| "–".to_owned(), |value| lang.decimal(value))
}

fn day(lang: Lang, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |day| lang.date(day))
}
