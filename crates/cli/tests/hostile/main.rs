//! Senders that are careless, broken or hostile, and machines that fail: over HTTP, on the built binary.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bounds;
mod content;
mod machine;
mod stranger;
#[path = "../support/mod.rs"]
mod support;

use chiso_store::Store;
use serde_json::{Value, json};
use support::sync_client::{Answer, Running, Sender, envelope};
use support::{ACCOUNT, Data, PASSWORD, stderr, stdout};

/// A data folder with a server at work.
struct Site {
    data: Data,
    server: Running,
    sender: Sender,
}

impl Site {
    fn new() -> Self {
        let data = Data::empty();
        let server = Running::start(data.command(), &data.path().join("said.txt"));
        let mut sender = server.sender();
        assert_eq!(sender.sign_in(ACCOUNT, PASSWORD), 303);
        Self { data, server, sender }
    }

    fn push(&self, items: &[Value]) -> Answer {
        self.sender.call(&envelope("DongBoHoSoMC", true, items))
    }

    /// Ends the server; what is stored must be sound.
    fn close(self) -> Closed {
        drop(self.sender);
        let ended = self.server.stop();
        assert!(ended.status.success(), "{}", ended.said);
        verified(&self.data);
        Closed { store: Store::open(self.data.path()).unwrap(), _data: self.data }
    }
}

/// A data folder at rest.
struct Closed {
    store: Store,
    _data: Data,
}

fn verified(data: &Data) {
    let output = data.run("verify --period 2026-08");
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}

/// A dossier of August 2026 in the commune of Bắc Kạn.
fn dossier(number: &str) -> Value {
    json!({
        "MaHoSo": number, "MaTTHC": "1.004222", "TenTTHC": "Đăng ký thường trú", "KenhThucHien": "2",
        "NgayNopHoSo": "20260803074512", "NgayTiepNhan": "20260803080130", "ChuHoSo": "Triệu Mùi Say",
        "NgayHenTra": "20260812170000", "TrangThaiHoSo": "9", "NgayKetThucXuLy": "20260811151207",
        "DonViXuLy": "UBND phường Bắc Kạn", "TrichYeuHoSo": "", "GhiChu": "", "Email": "",
        "DanhSachLePhi": [{ "TenPhiLePhi": "Lệ phí", "Gia": "20000" }],
    })
}

fn number(at: usize) -> String {
    format!("H55.X01843-260803-{at:05}")
}

/// Accepted and quarantined, of all days and senders.
fn booked(store: &Store) -> (u64, u64) {
    let rows = store.receipts(100).unwrap();
    let sum = |of: fn(&chiso_store::Counts) -> u64| rows.iter().map(|row| of(&row.counts)).sum();
    (sum(|counts| counts.accepted), sum(|counts| counts.quarantined))
}

/// A dossier with one field set to a text.
fn with(at: usize, field: &str, text: &str) -> Value {
    let mut item = dossier(&number(at));
    match field {
        "Gia" => item["DanhSachLePhi"][0]["Gia"] = json!(text),
        field => item[field] = json!(text),
    }
    item
}
