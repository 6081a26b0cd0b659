//! How fast a call is read, printed beside the bound: the parser alone, skipping everything.
//! `cargo test --release -p chiso-intake --test sync_speed -- --nocapture`
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod sync_common;

use std::time::{Duration, Instant};

use chiso_intake::sync::{Call, read_call};
use serde::de::IgnoredAny;
use serde_json::json;
use sync_common::{context, dossier_with};

/// A call of dossiers of usual length, all different; senders push up to a thousand at a time.
fn call(count: usize) -> String {
    let dossiers = (0..count).map(|at| {
        let number = format!("H55.242-2608{:02}-{at:05}", 1 + at % 28);
        let received = format!("202608{:02}08{:02}{:02}", 1 + at % 28, at % 60, at % 59);
        let pieces =
            json!({ "MaHoSo": number, "NgayTiepNhan": received, "DanhSachHoSoBoSung": [] });
        dossier_with(&pieces)
    });
    let dossiers: Vec<_> = dossiers.collect();
    json!({ "service": "DongBoHoSoMC", "isUpdating": "True", "data": dossiers }).to_string()
}

/// The best of some runs.
fn best<T>(run: impl Fn() -> T) -> (Duration, T) {
    let timed = || {
        let start = Instant::now();
        let result = run();
        (start.elapsed(), result)
    };
    (0..50).map(|_| timed()).min_by_key(|(time, _)| *time).unwrap()
}

#[test]
fn items_a_second() {
    let count = if cfg!(debug_assertions) { 20 } else { 1_000 };
    let body = call(count);
    let (ours, call): (_, Call) =
        best(|| read_call(body.as_bytes(), None, &context(None)).unwrap());
    let (bound, _) = best(|| serde_json::from_str::<IgnoredAny>(&body).unwrap());
    assert_eq!(call.items.iter().filter(|item| item.outcome.is_ok()).count(), count);
    let rate = |time: Duration| count as u128 * 1_000_000_000 / time.as_nanos().max(1);
    println!(
        "{} bytes an item; {} items/s; the parser alone {} items/s",
        body.len() / count,
        rate(ours),
        rate(bound),
    );
}
