//! Mutation: seeded slips in our own documents are told, harmless edits are not.

mod common;
#[path = "lint/edits.rs"]
mod edits;
#[path = "lint/own.rs"]
mod own;

use std::collections::{BTreeMap, HashSet};

use chiso_report::lint::{Doc, Finding, Severity, lint, read};
use chiso_report::{Report, docx, html, xlsx};
use edits::{KINDS, figures, slip};
use own::Dice;

/// Slips that are made.
const SLIPS: usize = 500;

/// The documents in each format, read back.
fn clean() -> Vec<(String, Doc)> {
    let formats = |(name, report): (String, Report)| {
        let files = [("docx", docx(&report).unwrap()), ("xlsx", xlsx(&report).unwrap()), ("html", html(&report).unwrap().into())];
        files.map(|(kind, bytes)| (format!("{name}, {kind}"), read(&format!("a.{kind}"), &bytes).unwrap()))
    };
    own::documents().into_iter().flat_map(formats).collect()
}

/// What is told beyond notes, without its place: a dropped row moves all places below it.
fn told(doc: &Doc) -> HashSet<String> {
    let bad = |finding: &Finding| finding.severity > Severity::Note;
    lint(doc).iter().filter(|finding| bad(finding)).map(|finding| format!("{} {} {}", finding.code, finding.about, finding.printed)).collect()
}

#[test]
fn seeded_slips_are_told() {
    let documents = clean();
    let before: Vec<HashSet<String>> = documents.iter().map(|(_, doc)| told(doc)).collect();
    let mut dice = Dice::new(766);
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    let mut made = 0;
    // As often as a document has figures.
    let pool: Vec<usize> = documents.iter().enumerate().flat_map(|(at, (_, doc))| vec![at; figures(doc).len()]).collect();
    while made < SLIPS {
        let which = pool[dice.below(pool.len())];
        let (name, doc) = &documents[which];
        // Most slips are of digits.
        let kind = if dice.below(2) == 0 { "digit" } else { KINDS[dice.below(KINDS.len())] };
        let mut edited = doc.clone();
        let Some(what) = slip(&mut edited, kind, &figures(doc), &mut dice) else { continue };
        made += 1;
        let after = told(&edited);
        let caught = after.iter().any(|one| !before[which].contains(one));
        let counts = table.entry(kind).or_default();
        counts.0 += 1;
        counts.1 += usize::from(caught);
        if !caught {
            missed.push(format!("{kind}: {name}: {what}"));
        }
    }
    let caught: usize = table.values().map(|(_, caught)| caught).sum();
    let lines: Vec<String> = table.iter().map(|(kind, (made, caught))| format!("{kind:14} {caught:3} of {made:3}")).collect();
    let report = format!("{}\nall            {caught:3} of {made}\nmissed:\n{}", lines.join("\n"), missed.join("\n"));
    println!("{report}");
    assert!(caught * 100 >= made * 95, "{report}");
}
