#![no_main]
//! Pages, and the rules over what was read.

use chiso_report::lint::{Block, lint, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(doc) = read("a.html", bytes) else { return };
    for block in &doc.blocks {
        if let Block::Table(table) = block {
            let width = table.rows.first().map_or(0, Vec::len);
            assert!(table.rows.iter().all(|row| row.len() == width));
        }
    }
    drop(lint(&doc));
});
