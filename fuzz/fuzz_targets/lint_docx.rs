#![no_main]
//! Word documents: the bytes as they are, and as the body, the lists or the styles of a sound package, for the
//! fuzzer would seldom get past the archive by itself.

use chiso_fuzz::{package, word};
use chiso_report::lint::{lint, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    drop(read("a.docx", bytes).map(|doc| lint(&doc)));
    let body = [word::OPEN, bytes, word::CLOSE].concat();
    let parts = [("word/document.xml", &*body)];
    drop(read("a.docx", &package(word::KIND, &parts)).map(|doc| lint(&doc)));
    for part in ["word/numbering.xml", "word/styles.xml", "word/footnotes.xml"] {
        let parts = [("word/document.xml", word::SOUND), (part, bytes)];
        drop(read("a.docx", &package(word::KIND, &parts)));
    }
});
