//! What of a directive can be kept.

use chiso_scoring::directive::{Directive, Quote};
use jiff::civil::Date;

use crate::check::{call_text, longer, real};
use crate::error::{Error, Result};
use crate::limits::{DIRECTIVE_DOSSIERS, DIRECTIVE_UNITS, NOTE_CHARS, SYMBOL_CHARS, TITLE_CHARS};
use crate::privacy;

fn wrong<T>(field: &'static str, problem: &'static str) -> Result<T> {
    Err(Error::Call { field, problem })
}

/// Every part can be stored and read back, and nothing in it looks like a person's number or address.
pub(super) fn directive(directive: &Directive) -> Result<()> {
    let order = &directive.order;
    text("number", &directive.number, SYMBOL_CHARS, "is longer than 60 characters")?;
    text("title", &order.title, TITLE_CHARS, "is longer than 300 characters")?;
    if let Some(note) = &order.note {
        let lines = note.replace(['\n', '\t'], " ");
        text("note", &lines, NOTE_CHARS, "is longer than 2000 characters")?;
    }
    for (field, code) in [
        ("issuer", &order.issuer),
        ("owner", &order.owner),
        ("agency", &order.agency),
        ("code", &order.code),
        ("rulebook", &order.rulebook),
    ] {
        call_text(field, code)?;
    }
    if !real(order.period) {
        return wrong("period", "does not exist");
    }
    day("deadline", order.deadline)?;
    named(directive)?;
    quote(&order.baseline)
}

fn named(directive: &Directive) -> Result<()> {
    let order = &directive.order;
    if order.units.len() > DIRECTIVE_UNITS {
        return wrong("units", "are more than 200");
    }
    order.units.iter().try_for_each(|unit| call_text("units", unit))?;
    if order.dossiers.len() > DIRECTIVE_DOSSIERS {
        return wrong("dossiers", "are more than 1000");
    }
    if order.dossiers.iter().all(|dossier| privacy::is_dossier_number(&dossier.number)) {
        return Ok(());
    }
    wrong("dossiers", "holds what is no number of a dossier")
}

/// A quoted number can be read back.
pub(super) fn quote(quote: &Quote) -> Result<()> {
    call_text("rulebook", &quote.rulebook)?;
    if real(quote.period) { Ok(()) } else { wrong("period", "does not exist") }
}

/// The name of a call.
pub(super) fn key(key: Option<&str>) -> Result<()> {
    let Some(key) = key else { return Ok(()) };
    let plain = key.bytes().all(|byte| byte.is_ascii_graphic());
    if plain && (1..=SYMBOL_CHARS).contains(&key.len()) {
        return Ok(());
    }
    wrong("key", "is not 1 to 60 letters, digits and signs without spaces")
}

fn day(field: &'static str, day: Date) -> Result<()> {
    if day.year() < 0 { wrong(field, "lies before the year 0") } else { Ok(()) }
}

fn text(field: &'static str, given: &str, most: usize, too_long: &'static str) -> Result<()> {
    if given.trim().is_empty() {
        return wrong(field, "is empty");
    }
    if longer(given, most) {
        return wrong(field, too_long);
    }
    if given.chars().any(char::is_control) {
        return wrong(field, "contains a control character");
    }
    if privacy::may_name_somebody(given) {
        return wrong(field, "holds a number or address that may be a person's");
    }
    Ok(())
}
