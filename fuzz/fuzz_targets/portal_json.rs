#![no_main]
//! Answers of the portal.

use chiso_intake::reported::{self, JsonContext};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let given = JsonContext {
        period: "2026-08".parse().ok(),
        as_of: "2026-09-26T06:00:00".parse().ok(),
        ..JsonContext::default()
    };
    let outcome = reported::json(bytes, &given, chiso_fuzz::context());
    assert!(outcome.adds_up());
    for refusal in outcome.refused {
        let _ = refusal.to_string();
    }
    let _ = reported::portal_ids(bytes);
});
