//! Spellings of times and codes in files and calls.

use chiso_scoring::dossier::Seconds;

use crate::hours::{day_of, day_start};

/// `yyyyMMddHHmmss`, Vietnam time; empty if there is none.
pub(crate) fn stamp(at: Option<Seconds>) -> String {
    at.map(|at| spelled(at, ["", "", "", "", ""])).unwrap_or_default()
}

/// `yyyy-MM-dd HH:mm:ss`, Vietnam time.
pub(crate) fn spaced(at: Seconds) -> String {
    spelled(at, ["-", "-", " ", ":", ":"])
}

/// ISO 8601 without a zone, Vietnam time.
pub(crate) fn iso(at: Seconds) -> String {
    spelled(at, ["-", "-", "T", ":", ":"])
}

fn spelled(at: Seconds, between: [&str; 5]) -> String {
    let day = day_of(at);
    let clock = at - day_start(day);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    let [a, b, c, d, e] = between;
    let (year, month, day) = (day.year(), day.month(), day.day());
    format!("{year:04}{a}{month:02}{b}{day:02}{c}{hour:02}{d}{minute:02}{e}{second:02}")
}

/// `1` or `0`.
pub(crate) fn bit(set: bool) -> &'static str {
    if set { "1" } else { "0" }
}
