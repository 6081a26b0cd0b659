#![no_main]
//! Plain texts, and the rules over what was read.

use chiso_report::lint::{lint, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    drop(read("a.txt", bytes).map(|doc| lint(&doc)));
});
