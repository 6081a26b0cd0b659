//! Damaged files: whatever is changed in a sound one, it is read or refused, never a panic, never a table of ragged rows.

use chiso_report::lint::{Block, lint, read};
use chiso_report::{docx, html, xlsx};
use proptest::prelude::*;

use super::common::monthly;
use super::files;

/// Reads and lints; what was read is sound.
fn sound(name: &str, bytes: &[u8]) {
    let Ok(doc) = read(name, bytes) else { return };
    for block in &doc.blocks {
        if let Block::Table(table) = block {
            let width = table.rows[0].len();
            assert!(table.rows.iter().all(|row| row.len() == width));
        }
    }
    drop(lint(&doc));
}

/// Tags that change what the others mean.
const TAGS: [&str; 24] = [
    "<w:p>",
    "</w:p>",
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:del>",
    "</w:del>",
    "<w:txbxContent>",
    "</w:txbxContent>",
    "<w:vMerge/>",
    "<w:tcPr>",
    "</w:tcPr>",
    "<w:gridSpan w:val=\"3\"/>",
    "<w:fldChar w:fldCharType=\"begin\"/>",
    "<w:r>",
    "</w:r>",
    "<w:t>",
    "</w:t>",
    "<w:numId w:val=\"1\"/>",
    "<w:pPr>",
    "12,5%",
];

/// Pieces of a sheet.
const CELLS: [&str; 14] = [
    "<row>",
    "</row>",
    "<row r=\"7\">",
    "<c>",
    "</c>",
    "<c r=\"B2\" s=\"1\">",
    "<v>",
    "</v>",
    "0.8932",
    "-1e300",
    "<c t=\"s\"><v>9</v></c>",
    "<mergeCell ref=\"B9:A1\"/>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<c t=\"inlineStr\"><is><t>a</t></is></c>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes(kind in 0..3usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        let report = monthly();
        let (name, mut bytes) = match kind {
            0 => ("a.docx", docx(&report).unwrap()),
            1 => ("a.xlsx", xlsx(&report).unwrap()),
            _ => ("a.html", html(&report).unwrap().into_bytes()),
        };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        sound(name, &bytes);
    }

    #[test]
    fn tags_in_any_order(tags in prop::collection::vec(prop::sample::select(TAGS.to_vec()), 0..40)) {
        sound("a.docx", &files::docx(&tags.concat(), &[]));
    }

    #[test]
    fn cells_in_any_order(parts in prop::collection::vec(prop::sample::select(CELLS.to_vec()), 0..40)) {
        sound("a.xlsx", &files::xlsx(&[("A", "", &parts.concat())], &[]));
    }
}
