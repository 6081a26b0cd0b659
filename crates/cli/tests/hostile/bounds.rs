//! Calls at the bounds and one past them, and senders that stop, or never read.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::sync_client::{Answer, JSON, Wire, envelope};
use crate::{Site, booked, dossier, number, with};

/// Bytes and items of one call, as `crates/intake/src/limits.rs` has them.
const BYTES: usize = 64 << 20;
const ITEMS: usize = 100_000;
/// Memory of a server that takes the largest calls, in MiB: two bodies at work with what is read of
/// them, 100,000 items with their answers, the program, the database's cache.
const MEMORY: u64 = 400;

/// A call of many bytes: most of them in a field that nobody reads.
fn large_call(bytes: usize, items: usize) -> Vec<u8> {
    let filled = |filler: usize| {
        let list: Vec<Value> =
            (0..items).map(|at| with(at, "ThongTinKhac", &"ố".repeat(filler))).collect();
        envelope("DongBoHoSoMC", true, &list).to_string().into_bytes()
    };
    let mut body = filled((bytes - filled(0).len()) / items / "ố".len());
    body.resize(bytes, b' ');
    body
}

/// As many small items as a call may have, of which every tenth says something new.
fn many_items(items: usize) -> Vec<u8> {
    let mut list = String::from("{\"service\":\"CapNhatTienDoHoSoMC\",\"data\":[");
    for at in 0..items {
        let (number, minute) = (number(at % 500), at / 500 % 20);
        let time = format!("202608040810{minute:02}");
        write!(
            list,
            "{{\"MaHoSo\":\"{number}\",\"ThoiDiemXuLy\":\"{time}\",\"TrangThai\":\"4\"}},"
        )
        .unwrap();
    }
    list.pop();
    list.push_str("]}");
    list.into_bytes()
}

#[test]
fn the_largest_calls_are_taken_in_bounded_memory_and_one_past_them_is_not() {
    let site = Site::new();
    let post = |body: &[u8]| site.sender.post("/dongbo", JSON, body);
    let small = site.server.most_memory();
    for (bytes, items) in [(50 << 20, 1_500), (BYTES, 300)] {
        let answer = post(&large_call(bytes, items));
        assert_eq!((answer.status, answer.codes().len()), (200, items), "{bytes} bytes");
        assert!(answer.codes().iter().all(|code| code == "0"));
    }
    let answer = post(&large_call(BYTES + 1, 300));
    assert_eq!((answer.status, &answer.json()["error_code"]), (413, &json!("-1")));
    let answer = post(&many_items(ITEMS));
    let codes = answer.codes();
    assert_eq!((answer.status, codes.len()), (200, ITEMS));
    assert!(codes.iter().all(|code| code == "0"));
    assert_eq!(post(&many_items(ITEMS + 1)).status, 413);
    let memory = site.server.most_memory();
    println!("{small} MiB at first, {memory} MiB at most");
    assert!(memory < MEMORY, "{memory} MiB");
    let closed = site.close();
    // 1,500 dossiers, 300 of them again, 500 of them with 20 steps each; two calls refused.
    assert_eq!(booked(&closed.store), (1_500 + 10_000, 1));
    let steps = closed.store.versions_of(&number(7)).unwrap();
    assert_eq!(steps.last().unwrap().version.steps.len(), 20);
}

/// Large calls at the same time wait for one another; memory does not grow with their number.
#[test]
fn many_large_calls_at_once_stay_in_bounded_memory() {
    let site = Site::new();
    let body = large_call(32 << 20, 200);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let post = || {
            let sender = site.server.sender();
            sender.post("/dongbo", JSON, &body).status
        };
        let calls: Vec<_> = (0..6).map(|_| scope.spawn(post)).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200));
    let memory = site.server.most_memory();
    println!("{memory} MiB at most, {statuses:?}");
    assert!(memory < MEMORY, "{memory} MiB");
    site.close();
}

#[test]
fn a_sender_that_stops_half_way_leaves_nothing_and_stops_nobody() {
    let site = Site::new();
    let items: Vec<Value> = (0..50).map(|at| dossier(&number(at))).collect();
    let body = envelope("DongBoHoSoMC", true, &items).to_string();
    let cuts = [1, body.len() / 2, body.len() - 1];
    let open = |cut: usize| {
        let mut wire = Wire::open(&site.server.host, "/dongbo", JSON, body.len());
        wire.write(&body.as_bytes()[..cut]);
        wire
    };
    let silent: Vec<Wire> = cuts.iter().map(|cut| open(*cut)).collect();
    // While they are silent, others are served.
    assert_eq!(site.push(&[dossier(&number(90))]).codes(), ["0"]);
    for cut in cuts {
        let heard = open(cut).hang_up();
        assert!(!heard.starts_with("HTTP/1.1 200"), "{heard}");
    }
    for wire in silent {
        let heard = wire.hang_up();
        assert!(!heard.starts_with("HTTP/1.1 200"), "{heard}");
    }
    assert_eq!(site.sender.look_up(&number(0)), None);
    // The last byte makes it whole.
    let mut late = open(body.len() - 1);
    late.write(b"}");
    assert_eq!(late.status(), "HTTP/1.1 200 OK");
    assert_eq!(booked(&site.close().store), (51, 0));
}

/// Sends again as long as the answer is "come again", as senders do.
fn patiently(send: impl Fn() -> Answer) -> Answer {
    for _ in 0..100 {
        let answer = send();
        if answer.status != 503 {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("nobody was served");
}

#[test]
fn a_sender_that_never_reads_stops_nobody() {
    let site = Site::new();
    let body = many_items(20_000);
    // Twice as many as may be at work; each answer is larger than what the connection holds.
    let deaf: Vec<Wire> = (0..4)
        .map(|_| {
            let mut wire = Wire::open(&site.server.host, "/dongbo", JSON, body.len());
            wire.write(&body);
            wire
        })
        .collect();
    // On a busy machine the writer's queue may be full for a moment: then a sender is told to come again.
    let taken = patiently(|| site.push(&[dossier(&number(900))]));
    assert_eq!(taken.codes(), ["0"]);
    let answer = patiently(|| site.sender.post("/dongbo", JSON, &body));
    assert_eq!((answer.status, answer.codes().len()), (200, 20_000));
    assert_eq!(site.sender.get("/tiep-nhan").status, 200);
    drop(deaf);
    assert_eq!(booked(&site.close().store).0, 10_001);
}
