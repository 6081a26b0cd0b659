#![no_main]
//! Workbooks: the bytes as they are, and as the sheet, the texts or the formats of a sound workbook.

use chiso_fuzz::{excel, package};
use chiso_report::lint::{lint, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    drop(read("a.xlsx", bytes).map(|doc| lint(&doc)));
    for part in ["xl/sheet.xml", "xl/sharedStrings.xml", "xl/styles.xml"] {
        let mut parts = excel::PARTS.to_vec();
        parts.retain(|(name, _)| *name != part);
        parts.push((part, bytes));
        drop(read("a.xlsx", &package(excel::KIND, &parts)).map(|doc| lint(&doc)));
    }
});
