//! `chiso directive show`: one directive, before and after.

use std::process::ExitCode;

use chiso_scoring::lang::Lang;
use chiso_web::wire::directives::words::{last, name, stands, target, what};
use chiso_web::wire::directives::{Directive, Number};

use super::{day, desk, shown, unknown};
use crate::args::{Args, DirectiveShow};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, print};

/// Runs the command.
pub fn run(args: &Args, asked: &DirectiveShow) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    installation.known(asked.known_at)?;
    let row = installation.store.directive(&asked.number, asked.known_at)?;
    let row = row.ok_or_else(|| unknown(&asked.number))?;
    let present = installation.present(None, None)?;
    let directive = desk(&installation, &present)?.told(&row)?;
    print(args, &directive, &table(&directive, args.lang))?;
    Ok(ExitCode::SUCCESS)
}

/// A directive as lines of label and text.
pub(super) fn table(directive: &Directive, lang: Lang) -> Table {
    let mut table = Table::new(&[("", false), ("", false)]);
    let mut line = |key: &str, text: String| table.rows.push(vec![lang.text(key), text]);
    line("directive-number", directive.number.clone());
    line("directive-title", directive.title.clone());
    line("directive-stands", stands(lang, directive));
    line("directive-issuer", name(&directive.issuer));
    line("directive-owner", name(&directive.owner));
    let period =
        directive.period.parse().map_or_else(|_| directive.period.clone(), |p| lang.period(p));
    line("directive-what", format!("{}, {period}", what(lang, directive)));
    line("directive-target", target(lang, &directive.target));
    line("directive-deadline", day(lang, &directive.deadline));
    line("directive-before", number(&directive.before, lang));
    let closed = directive.closed.is_some();
    let now = if closed { "directive-after" } else { "directive-now" };
    line(now, number(last(directive), lang));
    line("directive-missing", shown(lang, directive.missing.as_deref()));
    let units: Vec<String> = directive.units.iter().map(name).collect();
    line("directive-units", units.join("; "));
    for dossier in &directive.dossiers {
        let settled = if dossier.settled == Some(true) {
            "directive-is-settled"
        } else {
            "directive-not-settled"
        };
        line("directive-dossiers", format!("{}: {}", dossier.number, lang.text(settled)));
    }
    if let Some(note) = &directive.note {
        line("directive-note", note.replace('\n', " "));
    }
    table
}

/// Points with their counts, revision and rulebook.
fn number(number: &Number, lang: Lang) -> String {
    let points = match &number.points {
        Some(points) => shown(lang, Some(points)),
        None => lang.text(&format!("state-{}", number.state)),
    };
    let counts = number.numerator.as_ref().zip(number.denominator.as_ref());
    let counts = counts.map(|(n, d)| format!(" ({n}/{d})")).unwrap_or_default();
    let said = [
        ("points", format!("{points}{counts}")),
        ("at", number.as_of.parse().map_or_else(|_| number.as_of.clone(), |at| lang.moment(at))),
        ("revision", number.revision.to_string()),
        ("rulebook", number.rulebook.clone()),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(key, text)| (*key, text.as_str())).collect();
    lang.text_with("cli-directive-quote", &said)
}
