//! What moved and mainly why, in a sentence.

use rust_decimal::Decimal;

use super::view::{Key, Line, Over};
use super::{Cause, Continuity, Movement};
use crate::figure::TOTAL;
use crate::lang::Lang;

/// Decimals of points in sentences.
const DIGITS: u32 = 2;

/// Key of the words for a cause.
#[must_use]
pub fn cause_key(cause: Cause) -> String {
    format!("movement-cause-{}", cause.code().replace('_', "-"))
}

/// What a line is about, in words.
#[must_use]
pub fn key_text(movement: &Movement, key: Key, lang: Lang) -> String {
    let procedure = |at: u32| movement.procedures.get(at as usize).cloned().unwrap_or_default();
    match key {
        Key::Unit(at) => unit_text(movement, at, lang),
        Key::Procedure(at) => procedure(at),
        Key::Cell(unit, at) => format!("{} – {}", unit_text(movement, unit, lang), procedure(at)),
        Key::Indicator(at) => {
            movement.indicators.get(at).map(|i| i.code.clone()).unwrap_or_default()
        }
        Key::Others => lang.text("movement-others"),
        Key::NotByUnit => lang.text("movement-not-by-unit"),
        Key::NotByProcedure => lang.text("movement-not-by-procedure"),
        Key::Cause(cause) => lang.text(&cause_key(cause)),
    }
}

fn unit_text(movement: &Movement, at: u32, lang: Lang) -> String {
    let Some(unit) = movement.units.get(at as usize) else { return String::new() };
    let codes: Vec<&str> = unit.carries_on.iter().map(String::as_str).collect();
    let said = |key| lang.text_with(key, &[("name", &unit.name), ("codes", &codes.join(", "))]);
    match unit.continuity {
        Continuity::Same => unit.name.clone(),
        Continuity::Began => said("movement-unit-began"),
        Continuity::Ended => said("movement-unit-ended"),
        Continuity::CarriesOn => said("movement-unit-carries-on"),
    }
}

/// One sentence: what moved, by how much, and who or what pushed most in that direction.
#[must_use]
pub fn headline(movement: &Movement, lang: Lang) -> String {
    let what = what(movement, lang);
    let Some(change) = movement.change else {
        return lang.text_with("movement-no-change", &[("what", &what)]);
    };
    let points = |points: Decimal| lang.decimal(points);
    let (before, after) = (movement.before, movement.after);
    let ends = [before, after].map(|p| p.and_then(|p| p.points).map(points).unwrap_or_default());
    let key = match change {
        change if change.is_zero() => "movement-same",
        change if change.is_sign_negative() => "movement-fell",
        _ => "movement-rose",
    };
    let arguments = [
        ("what", &*what),
        ("points", &*points(change.abs())),
        ("from", &*ends[0]),
        ("to", &*ends[1]),
    ];
    let mut sentence = lang.text_with(key, &arguments);
    if let Some(why) = why(movement, lang) {
        sentence.push_str(&lang.text_with("movement-mainly", &[("why", &why)]));
    }
    sentence.push('.');
    sentence
}

fn what(movement: &Movement, lang: Lang) -> String {
    if movement.place == TOTAL {
        return lang.text("movement-total");
    }
    let key = if is_sum(movement) { "movement-group" } else { "movement-indicator" };
    lang.text_with(key, &[("code", &movement.place)])
}

/// The unit that pushed most in the direction of the change, and its cause; where more came from what is not
/// divided over units, the indicator or the procedure.
fn why(movement: &Movement, lang: Lang) -> Option<String> {
    if movement.amount.is_zero() {
        return None;
    }
    let along = |line: &Line| line.amount.is_loss() == movement.amount.is_loss();
    let told = |line: &Line| !matches!(line.key, Key::Cause(cause) if cause.is_leftover() || cause == Cause::Unsplit);
    let first = |over| {
        let lines = movement.view(over).lines;
        lines.into_iter().next().filter(|line| along(line) && told(line))
    };
    // What several units share has no unit's name: the indicator or the procedure is named instead.
    let named = |line: &Line| !matches!(line.key, Key::NotByUnit | Key::NotByProcedure);
    let within = if is_sum(movement) { Over::Indicators } else { Over::Procedures };
    let line = first(Over::Units).filter(named).or_else(|| first(within).filter(named))?;
    let name = match line.key {
        Key::Indicator(_) => {
            let code = key_text(movement, line.key, lang);
            lang.text_with("movement-indicator-inside", &[("code", &code)])
        }
        key => key_text(movement, key, lang),
    };
    let amount = lang.signed(line.amount.shown(DIGITS));
    if matches!(line.key, Key::Cause(_) | Key::Indicator(_)) {
        return Some(lang.text_with("movement-by", &[("name", &name), ("points", &amount)]));
    }
    let cause = lang.text(&cause_key(line.main_cause()));
    let arguments = [("name", &*name), ("points", &*amount), ("cause", &*cause)];
    Some(lang.text_with("movement-by-unit", &arguments))
}

/// Whether the place is a sum of indicators.
fn is_sum(movement: &Movement) -> bool {
    movement.indicators.len() != 1 || movement.indicators[0].code != movement.place
}
