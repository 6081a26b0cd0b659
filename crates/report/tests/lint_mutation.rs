//! Mutation: seeded slips in our own documents are told, harmless edits are not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "lint/edits.rs"]
mod edits;
#[path = "lint/own.rs"]
mod own;

use std::collections::{BTreeMap, HashSet};

use chiso_report::lint::{Block, Doc, Finding, Place, Severity, Text, lint, read};
use chiso_report::variant::Variant;
use chiso_report::{Report, docx, html, xlsx};
use edits::{At, KINDS, alone, figures, slip};
use own::Dice;

/// Slips that are made.
const SLIPS: usize = 500;

/// The documents in each format, read back.
fn clean() -> Vec<(String, Doc)> {
    let formats = |(name, report): (String, Report)| {
        let files = [
            ("docx", docx(&report).unwrap()),
            ("xlsx", xlsx(&report).unwrap()),
            ("html", html(&report).unwrap().into()),
        ];
        files.map(|(kind, bytes)| {
            (format!("{name}, {kind}"), read(&format!("a.{kind}"), &bytes).unwrap())
        })
    };
    own::documents().into_iter().flat_map(formats).collect()
}

/// What is told beyond notes, without its place: a dropped row moves all places below it.
fn told(doc: &Doc) -> HashSet<String> {
    let bad = |finding: &Finding| finding.severity > Severity::Note;
    lint(doc)
        .iter()
        .filter(|finding| bad(finding))
        .map(|finding| format!("{} {} {}", finding.code, finding.about, finding.printed))
        .collect()
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
    let pool: Vec<usize> = documents
        .iter()
        .enumerate()
        .flat_map(|(at, (_, doc))| vec![at; figures(doc).len()])
        .collect();
    while made < SLIPS {
        let which = pool[dice.below(pool.len())];
        let (name, doc) = &documents[which];
        // Most slips are of digits.
        let kind = if dice.below(2) == 0 { "digit" } else { KINDS[dice.below(KINDS.len())] };
        let mut edited = doc.clone();
        let checkable: Vec<At> = figures(doc)
            .into_iter()
            .filter(|at| kind != "digit" || alone(name, doc, *at).is_none())
            .collect();
        let Some(what) = slip(&mut edited, kind, &checkable, &mut dice) else { continue };
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
    let lines: Vec<String> = table
        .iter()
        .map(|(kind, (made, caught))| format!("{kind:14} {caught:3} of {made:3}"))
        .collect();
    let report = format!(
        "{}\nall            {caught:3} of {made}\nmissed:\n{}",
        lines.join("\n"),
        missed.join("\n")
    );
    println!("{report}\n{}", excluded(&documents));
    assert!(caught * 100 >= made * 95, "{report}");
}

/// Edits that are none, each told by a name.
fn harmless(kind: usize, round: u64) -> (String, Doc) {
    let variants = [Variant::A, Variant::C, Variant::E, Variant::D, Variant::F];
    let variant = variants[usize::try_from(round).unwrap() % variants.len()];
    let seed = if kind == 0 { 100 + round * 10 } else { 8 };
    let report = own::counted(variant, seed);
    let mut doc = read("a.docx", &docx(&report).unwrap()).unwrap();
    let text = |new: &str| Text { place: Place::default(), text: new.to_owned(), heading: false };
    match kind {
        0 => {}
        1 => doc.blocks.push(Block::Text(text("Ghi chú: số liệu đã được các đơn vị xác nhận."))),
        2 => rewrite(
            &mut doc,
            &[("Tỷ lệ", "Tỉ lệ"), ("trong đó", "cụ thể"), ("hóa", "hoá"), ("Sở ", "Sở  ")],
        ),
        3 => rewrite(
            &mut doc,
            &[("%", " %"), ("Nơi nhận", "Kính gửi"), ("- Lưu: VT", "- Lưu: VT, HCC")],
        ),
        _ => rewrite(
            &mut doc,
            &[
                ("báo cáo", "kính báo cáo"),
                ("hồ sơ quá hạn", "hồ sơ bị quá hạn"),
                ("Chủ tịch", "Lãnh đạo"),
            ],
        ),
    }
    let names = ["other figures", "a note", "spelling", "marks", "wording"];
    (format!("{} of {variant:?}, round {round}", names[kind]), doc)
}

fn rewrite(doc: &mut Doc, words: &[(&str, &str)]) {
    for block in &mut doc.blocks {
        if let Block::Text(text) = block {
            for (old, new) in words {
                text.text = text.text.replace(old, new);
            }
        }
    }
}

#[test]
fn harmless_edits_are_not_told() {
    let edits: Vec<(String, Doc)> =
        (0..20).flat_map(|round| (0..5).map(move |kind| harmless(kind, round))).collect();
    let alarms: Vec<String> = edits
        .iter()
        .map(|(name, doc)| (name, told(doc)))
        .filter(|(_, told)| !told.is_empty())
        .map(|(name, told)| format!("{name}: {told:?}"))
        .collect();
    assert!(
        alarms.len() * 100 <= edits.len() * 2,
        "{} of {}:\n{}",
        alarms.len(),
        edits.len(),
        alarms.join("\n")
    );
}

/// How many figures nothing can check, by reason.
fn excluded(documents: &[(String, Doc)]) -> String {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for (name, doc) in documents {
        for at in figures(doc) {
            all += 1;
            *reasons.entry(alone(name, doc, at).unwrap_or("(checked)")).or_default() += 1;
        }
    }
    let lines: Vec<String> =
        reasons.iter().map(|(reason, count)| format!("{count:5} {reason}")).collect();
    format!("{all} figures:\n{}", lines.join("\n"))
}
