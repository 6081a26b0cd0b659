//! Directives in words, the same on pages and in tables.

use chiso_scoring::figure::TOTAL;
use chiso_scoring::lang::Lang;

use super::{Agency, Directive, Number, Target};

/// The agency's name, or its code where it has none.
#[must_use]
pub fn name(agency: &Agency) -> String {
    agency.name.clone().unwrap_or_else(|| agency.code.clone())
}

/// A target with its unit.
#[must_use]
pub fn target(lang: Lang, target: &Target) -> String {
    let value = target.value.parse();
    let value = value.map_or_else(|_| target.value.clone(), |value| lang.decimal(value));
    lang.text_with(&format!("directive-target-{}", target.unit), &[("value", &value)])
}

/// The part of a number that a target speaks of.
#[must_use]
pub fn value<'n>(number: &'n Number, target: &Target) -> Option<&'n str> {
    match target.unit.as_str() {
        "rate" => number.rate.as_deref(),
        _ => number.points.as_deref(),
    }
}

/// The number as it is told now: of a closed directive the one it ended with.
#[must_use]
pub fn last(directive: &Directive) -> &Number {
    directive.closed.as_ref().map_or(&directive.now, |closed| &closed.after)
}

/// Where a directive stands, in one sentence: never by a colour alone.
#[must_use]
pub fn stands(lang: Lang, directive: &Directive) -> String {
    let stands = &directive.stands;
    let days = stands.days_left.or(stands.days_over).unwrap_or(0).to_string();
    let level = stands.level.unwrap_or(0).to_string();
    let to = stands.addressee.as_ref().map(name).unwrap_or_default();
    let reason = directive.closed.as_ref().map(|closed| closed.reason).unwrap_or("met");
    let reason = lang.text(&format!("directive-reason-{reason}"));
    let said = [("days", &*days), ("level", &*level), ("to", &*to), ("reason", &*reason)];
    lang.text_with(&format!("directive-stands-{}", stands.state), &said)
}

/// The number a directive is about: the total in words, anything else by its code.
#[must_use]
pub fn what(lang: Lang, directive: &Directive) -> String {
    let code = &directive.code;
    let number = if code == TOTAL { lang.text("total") } else { code.clone() };
    format!("{}: {number}", name(&directive.agency))
}
