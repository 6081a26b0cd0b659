#![no_main]
//! The CSV template: every byte string adds up.

use chiso_intake::reported;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let outcome = reported::csv(bytes, chiso_fuzz::context());
    assert!(outcome.adds_up());
    for refusal in outcome.refused {
        assert!(refusal.value.chars().count() <= 60);
        let _ = refusal.to_string();
    }
});
