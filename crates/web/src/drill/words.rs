//! What is drilled into, in the reader's words: for pages, tables and texts alike.

use std::collections::BTreeMap;

use chiso_scoring::lang::Lang;

use crate::moment::local;
use crate::number::MISSING;
use crate::wire::dossiers::{Clause, Judged, Value};

/// Heading of a column.
#[must_use]
pub fn column(lang: Lang, name: &str) -> String {
    lang.text(&format!("drill-col-{}", name.replace('_', "-")))
}

/// A value as people read it.
#[must_use]
pub fn value(lang: Lang, column: &str, value: &Value) -> String {
    match value {
        Value::Missing => MISSING.to_owned(),
        Value::Flag(true) => lang.text("drill-yes"),
        Value::Flag(false) => lang.text("drill-no"),
        Value::Number(number) => lang.integer(*number),
        Value::Moment(at) => moment(lang, *at),
        Value::Text(text) => text.clone(),
        Value::Code(name) => code(lang, column, name),
    }
}

/// A moment to the minute, midnight too: as the one-stop desk reads it.
fn moment(lang: Lang, at: i64) -> String {
    let at = local(at);
    format!("{:02}:{:02} {}", at.hour(), at.minute(), lang.date(at.date()))
}

/// A code's name in words; its published name where there are no other words.
fn code(lang: Lang, column: &str, name: &str) -> String {
    let column = if column == "last_step" { "status" } else { column };
    let key = format!("drill-{column}-{name}");
    let words = lang.text(&key);
    if words == key { name.to_owned() } else { words }
}

/// What became of a condition: ✓, ✗, or ? where a missing value leaves it open.
#[must_use]
pub fn mark(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "✓",
        Some(false) => "✗",
        None => "?",
    }
}

/// The values that a condition saw: `due_at = 17:00 12/08/2026; :asof = …`.
#[must_use]
pub fn values(lang: Lang, values: &BTreeMap<String, Value>) -> String {
    let one = |(name, seen): (&String, &Value)| format!("{name} = {}", value(lang, name, seen));
    values.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Conditions with what became of them, on one line.
#[must_use]
pub fn because(lang: Lang, clauses: &[Clause]) -> String {
    let one = |clause: &Clause| {
        let seen = values(lang, &clause.values);
        let seen = if seen.is_empty() { seen } else { format!(" ({seen})") };
        format!("{} {}{seen}", mark(clause.holds), clause.text)
    };
    clauses.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Where a row counts, in words; empty where it counts here.
#[must_use]
pub fn place(lang: Lang, judged: &Judged) -> String {
    let instead = judged.instead.as_deref().unwrap_or_default();
    match judged.place {
        "here" => String::new(),
        "held" => lang.text(&format!("drill-held-{}", instead.replace('_', "-"))),
        place => lang.text_with(&format!("drill-place-{place}"), &[("agency", instead)]),
    }
}

/// Through how many rows a procedure is counted, in words; empty where rows are counted.
#[must_use]
pub fn through(lang: Lang, judged: &Judged) -> String {
    let Some(rows) = judged.through.filter(|rows| judged.place == "here" && *rows > 0) else {
        return String::new();
    };
    lang.text_with("drill-through", &[("rows", &rows.to_string())])
}
