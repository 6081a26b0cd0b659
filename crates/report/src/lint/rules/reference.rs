//! Cross-references: to annexes and sections that are not there, or are about something else.

use super::found::Found;
use crate::lint::doc::Kind;
use crate::lint::finding::Severity;
use crate::lint::paper::{Mark, Paper};
use crate::lint::wording::roman;
use crate::outline;

/// A place in the text that can be referred to: its Roman number and its words.
struct Target {
    number: u32,
    plain: String,
}

/// A reference: the number, the words it stands with, and where.
struct Reference {
    number: u32,
    words: String,
    start: usize,
    end: usize,
    annex: bool,
}

/// References without a target, and with one of other words.
pub fn all(paper: &Paper<'_>) -> Vec<Found> {
    // A workbook has the tables without the headings they stand under.
    if paper.file == Kind::Xlsx {
        return Vec::new();
    }
    let (sections, annexes) = targets(paper);
    let mut found = Vec::new();
    for line in &paper.lines {
        for reference in references(line.text, &line.plain) {
            let make =
                |severity| Found::line("reference", severity, line, reference.start, reference.end);
            found.extend(judge(&reference, &sections, &annexes, &make));
        }
    }
    for grid in &paper.grids {
        for row in grid.rows.iter().filter(|row| row.name.contains("ục")) {
            let column = row.cells.iter().position(|cell| cell.text == row.name).unwrap_or(0);
            for reference in references(row.name, &crate::lint::wording::plain(row.name)) {
                let make = |severity| Found::cell("reference", severity, grid, row, column);
                found.extend(judge(&reference, &sections, &annexes, &make));
            }
        }
    }
    found
}

/// Sections of the body, and what an annex or its parts are called.
fn targets(paper: &Paper<'_>) -> (Vec<Target>, Vec<Target>) {
    let (mut sections, mut annexes) = (Vec::new(), Vec::new());
    let mut in_annex = false;
    for line in &paper.lines {
        let plain = &line.plain;
        let titled = plain.starts_with("phụ lục") && line.text.starts_with("PHỤ LỤC");
        in_annex |= titled;
        let number = plain
            .strip_prefix("phụ lục")
            .map(str::trim)
            .and_then(|_| line.text.split_whitespace().last())
            .and_then(roman);
        if titled && let Some(number) = number {
            annexes.push(Target { number, plain: plain.clone() });
        }
        if let Mark::Roman(number) = line.mark {
            let target = || Target { number, plain: plain.clone() };
            sections.push(target());
            if in_annex {
                annexes.push(target());
            }
        }
    }
    (sections, annexes)
}

/// "Phụ lục số V", "Phụ lục II", "mục IV".
fn references(text: &str, plain: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    for (word, annex) in [("phụ lục", true), ("mục", false)] {
        for (at, _) in plain.match_indices(word) {
            found.extend(reference(text, plain, at, word, annex));
        }
    }
    found
}

fn reference(text: &str, plain: &str, at: usize, word: &str, annex: bool) -> Option<Reference> {
    let rest = text.get(at + word.len()..)?;
    let number = rest.trim_start().trim_start_matches("số").trim_start();
    let start = text.len() - number.len();
    let length = number.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(number.len());
    let value = roman(&number[..length])?;
    let after = plain.get(start + length..)?.trim_start();
    // What belongs to another document is not looked for in this one.
    let foreign =
        ["kèm theo", "ban hành", "của ", "nghị định", "quyết định", "thông tư", "công văn"]
            .iter()
            .any(|word| after.starts_with(word));
    let title = at == 0
        || text
            .get(at..at + word.len())
            .is_some_and(|word| word.chars().all(|c| !c.is_lowercase()));
    let before = plain.get(..at)?.trim_end_matches(|c: char| !c.is_alphabetic());
    let words = ["chi tiết tại", "chi tiết theo", "xem", "nêu tại", "tại", "theo"];
    let subject = words
        .iter()
        .fold(before.trim_end(), |text, word| text.strip_suffix(word).unwrap_or(text).trim_end());
    let from = subject.rfind([';', '.']).map_or(0, |at| at + 1);
    let subject = subject[from..].trim_matches(|c: char| !c.is_alphanumeric());
    let bracketed = before.ends_with("tại") && plain[..at].contains('(');
    let words = if bracketed { subject.to_owned() } else { String::new() };
    (!foreign && !title).then_some(Reference {
        number: value,
        words,
        start: at,
        end: start + length,
        annex,
    })
}

fn judge(
    reference: &Reference,
    sections: &[Target],
    annexes: &[Target],
    make: &dyn Fn(Severity) -> Found,
) -> Option<Found> {
    let targets = if reference.annex && !annexes.is_empty() { annexes } else { sections };
    if targets.is_empty() && !reference.annex {
        return None;
    }
    let targets: Vec<&Target> = targets.iter().collect();
    let Some(_) = targets.iter().find(|target| target.number == reference.number) else {
        let found = make(Severity::Warning);
        let best = best(&reference.words, &targets);
        return Some(found.expected(best.map_or_else(String::new, outline::roman)));
    };
    let cited = targets.iter().filter(|target| target.number == reference.number);
    let cited = cited.map(|target| shared(&reference.words, &target.plain)).max().unwrap_or(0);
    let other = best(&reference.words, &targets)?;
    let most = targets
        .iter()
        .filter(|target| target.number == other)
        .map(|target| shared(&reference.words, &target.plain))
        .max()?;
    let words = reference.words.split_whitespace().count();
    (reference.annex && words >= 2 && other != reference.number && most == words && cited < most)
        .then(|| make(Severity::Warning).expected(outline::roman(other)))
}

/// The target that holds most of the words.
fn best(words: &str, targets: &[&Target]) -> Option<u32> {
    let best = targets.iter().rev().max_by_key(|target| shared(words, &target.plain))?;
    (shared(words, &best.plain) > 1).then_some(best.number)
}

fn shared(words: &str, target: &str) -> usize {
    let has =
        |word: &&str| target.split(|c: char| !c.is_alphanumeric()).any(|other| other == *word);
    words
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| has(word))
        .count()
}
