#![no_main]
//! Synchronisation calls.

use std::sync::LazyLock;

use chiso_intake::sync::answer::{self, ItemAnswer};
use chiso_intake::sync::{CallContext, CallKind, read_call};
use libfuzzer_sys::fuzz_target;

const HINTS: [Option<CallKind>; 7] = [
    None,
    Some(CallKind::Dossiers { updating: None }),
    Some(CallKind::Progress),
    Some(CallKind::LookUp),
    Some(CallKind::Login),
    Some(CallKind::StatusChange),
    Some(CallKind::Payment),
];

/// 20/8/2026, when every call arrives.
static CONTEXT: LazyLock<CallContext<'static>> = LazyLock::new(|| CallContext {
    at: 1_787_191_200,
    sender: Some("000.00.00.H44"),
    tree: chiso_fuzz::context().agencies,
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    // A call may be a body alone, so that the fixtures serve as a corpus.
    let (hint, body) = match HINTS.get(usize::from(*first)) {
        Some(hint) => (*hint, body),
        None => (None, bytes),
    };
    let answer = match read_call(body, hint, &CONTEXT) {
        Err(refusal) => answer::refused(&refusal),
        Ok(call) => {
            let answers = call.items.iter().map(|item| {
                let outcome = item.outcome.as_ref();
                let answer = outcome.map_or_else(ItemAnswer::refused, |_| ItemAnswer::Taken);
                (item.number.as_deref(), answer)
            });
            answer::pushed(&answers.collect::<Vec<_>>())
        }
    };
    assert!(answer.starts_with("{\"error_code\":\""));
});
