//! What every test of the synchronisation calls stands on.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::sync::LazyLock;

use chiso_intake::Refusal;
use chiso_intake::sync::{Call, CallContext, CallKind, read_call};
use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::dossier::{Fact, Seconds, Snapshot};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Value, json};

/// When every call of the tests arrives: 20/8/2026 09:00:00, Vietnam time.
pub const ARRIVED: Seconds = 1_787_191_200;

pub static TREE: LazyLock<AgencyTree> = LazyLock::new(|| {
    AgencyTree::new([
        agency("VN", "Cả nước", None, None),
        agency("H55", "Thái Nguyên", None, None),
        agency("H55.17", "Sở Xây dựng", None, None),
        agency("H55.242", "UBND xã Phú Bình", Some("2025-07-01"), None),
        agency("H55.243", "UBND xã Tân Thành", Some("2025-07-01"), None),
        agency("H55.Q173.TAN-THANH", "Xã Tân Thành", None, Some("2025-06-30")),
        agency("H55.250", "UBND xã Hợp Thành", Some("2025-07-01"), None),
        agency("H55.251", "UBND  Xã HỢP Thành", Some("2025-07-01"), None),
        agency("H44", "Phú Thọ", None, None),
        agency("H44.17", "Sở Xây dựng", None, None),
    ])
    .unwrap()
});

fn agency(code: &str, name: &str, from: Option<&str>, to: Option<&str>) -> Agency {
    let parent = match code.split_once('.') {
        _ if code == "VN" => None,
        None => Some("VN"),
        Some((top, _)) => Some(top),
    };
    Agency {
        code: code.to_owned(),
        name: name.to_owned(),
        level: if code.contains('.') { Level::Commune } else { Level::Province },
        parent: parent.map(str::to_owned),
        valid_from: from.map(|day| day.parse().unwrap()),
        valid_to: to.map(|day| day.parse().unwrap()),
        successors: Vec::new(),
        portal_id: None,
    }
}

pub fn context(sender: Option<&str>) -> CallContext<'_> {
    CallContext { at: ARRIVED, sender, tree: &TREE }
}

pub fn read(body: &[u8], hint: Option<CallKind>) -> Result<Call, Refusal> {
    read_call(body, hint, &context(None))
}

pub fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sync");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The dossier of the second generation's fixture.
pub fn dossier() -> Value {
    let call: Value = serde_json::from_str(&fixture("v2.json")).unwrap();
    call["data"][0].clone()
}

/// The same with some fields changed; null stands for a field that is left out.
pub fn dossier_with(changes: &Value) -> Value {
    let mut dossier = dossier();
    for (field, value) in changes.as_object().unwrap() {
        let fields = dossier.as_object_mut().unwrap();
        match value {
            Value::Null => fields.remove(field),
            value => fields.insert(field.clone(), value.clone()),
        };
    }
    dossier
}

pub fn call_of(dossiers: &[Value]) -> Call {
    let body = json!({ "service": "DongBoHoSoMC", "data": dossiers });
    read(body.to_string().as_bytes(), None).unwrap()
}

/// What a dossier is read as, or code, field and value of its refusal.
pub fn snapshot(dossier: &Value) -> Result<Snapshot, (&'static str, &'static str, String)> {
    let mut call = call_of(std::slice::from_ref(dossier));
    match call.items.remove(0).outcome {
        Ok(statement) => match statement.fact {
            Fact::Snapshot(snapshot) => Ok(*snapshot),
            fact => panic!("{fact:?}"),
        },
        Err(refusal) => Err((refusal.code.name(), refusal.field, refusal.value.into())),
    }
}

/// A moment as people in Vietnam write it.
pub fn local(at: Option<Seconds>) -> String {
    let read = |at| Offset::constant(7).to_datetime(Timestamp::from_second(at).unwrap());
    at.map(|at| read(at).to_string()).unwrap_or_default()
}
