//! Dates: such as there are none, and such as cannot be yet.

use std::collections::HashMap;

use jiff::civil::Date;

use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::paper::{Line, Paper};

/// A date in a line.
struct Dated {
    start: usize,
    end: usize,
    date: Option<Date>,
}

/// Dates that do not exist.
pub fn exist(paper: &Paper<'_>) -> Vec<Found> {
    let lines = paper.lines.iter();
    lines
        .flat_map(|line| {
            dates(line)
                .into_iter()
                .filter(|one| one.date.is_none())
                .map(|one| Found::line("date", Severity::Error, line, one.start, one.end))
        })
        .collect()
}

/// Documents dated after the day of the report, deadlines before it.
pub fn order(paper: &Paper<'_>) -> Vec<Found> {
    let issued: Vec<Date> = paper.lines.iter().filter_map(issue).collect();
    let (Some(first), Some(last)) = (issued.iter().min(), issued.iter().max()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for line in &paper.lines {
        for one in dates(line) {
            let Some(date) = one.date else { continue };
            let before = line.between(0, one.start).trim_end();
            let cited = before.ends_with("ngày") && cites(before) && date > *last;
            let due = ["trước", "hoàn thành:", "thực hiện:", "hạn:", "chậm nhất"]
                .iter()
                .any(|word| before.trim_end_matches("ngày").trim_end().ends_with(word));
            let late = due && date < *first;
            if cited || late {
                let make = Found::line("date", Severity::Warning, line, one.start, one.end);
                found.push(make.expected(format!(
                    "{} {}",
                    if late { "≥" } else { "≤" },
                    spelled(if late { *first } else { *last })
                )));
            }
        }
    }
    found
}

/// Whether a decision, a plan or a letter is named right before.
fn cites(before: &str) -> bool {
    let from = before.char_indices().rev().nth(45).map_or(0, |(at, _)| at);
    ["qđ-", "/kh-", "/cv", "/bc-", "/ubnd", "/tt-"].iter().any(|sign| before[from..].contains(sign))
}

fn spelled(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// The day a document was signed: "Bắc Kạn, ngày 12 tháng 9 năm 2023".
fn issue(line: &Line<'_>) -> Option<Date> {
    let one = dates(line).into_iter().next()?;
    let head = line.plain.chars().count() < 60
        && line.plain.contains(", ngày")
        && line.between(one.start, one.end).contains("tháng");
    one.date.filter(|_| head)
}

/// One decision of one year with two days.
pub fn decisions(paper: &Paper<'_>) -> Vec<Found> {
    let mut days: HashMap<(String, i16), Date> = HashMap::new();
    let mut found = Vec::new();
    for line in &paper.lines {
        for one in dates(line) {
            let (Some(date), Some(number)) = (one.date, decision(line, one.start)) else {
                continue;
            };
            let known = *days.entry((number, date.year())).or_insert(date);
            if known != date {
                found.push(
                    Found::line("date", Severity::Warning, line, one.start, one.end)
                        .expected(spelled(known)),
                );
            }
        }
    }
    found
}

/// `1556/qđ-ubnd` right before "ngày".
fn decision(line: &Line<'_>, start: usize) -> Option<String> {
    let before = line.between(0, start).trim_end().strip_suffix("ngày")?.trim_end();
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next()?;
    let (number, symbol) = word.split_once('/')?;
    let fits =
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) && symbol.contains('-');
    fits.then(|| word.to_owned())
}

/// `15/8/2024` and `ngày 15 tháng 8 năm 2024`.
fn dates(line: &Line<'_>) -> Vec<Dated> {
    let text = line.plain.as_str();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        let before = text[..at].chars().next_back();
        let (end, dated) = one(text, at);
        if let Some(date) = dated.filter(|_| {
            !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | ','))
        }) {
            found.push(Dated { start: at, end, date });
        }
        from = end;
    }
    found
}

/// The end of the digits or of the date that begin here, and the date; `Some(None)` is a date that does not exist.
fn one(text: &str, at: usize) -> (usize, Option<Option<Date>>) {
    let (day, after) = digits(text, at);
    if after - at > 2 {
        return (after, None);
    }
    for marks in [["/", "/"], ["tháng", "năm"], ["-", "-"]] {
        let month = skip(text, after, marks[0]).map(|from| digits(text, from));
        let year =
            month.and_then(|(_, after)| skip(text, after, marks[1])).map(|from| digits(text, from));
        if let (Some((month, _)), Some((year, end))) = (month, year)
            && (1900..2200).contains(&year)
        {
            return (end, Some(date(year, month, day)));
        }
    }
    (after, None)
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn digits(text: &str, from: usize) -> (u32, usize) {
    let length = text[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - from);
    (text[from..from + length].parse().unwrap_or(0), from + length)
}

/// Past the mark and the blanks around it, if a digit follows.
fn skip(text: &str, from: usize, mark: &str) -> Option<usize> {
    let rest = text[from..].trim_start().strip_prefix(mark)?.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit()).then(|| text.len() - rest.len())
}
