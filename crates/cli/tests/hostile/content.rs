//! What stands in a call: broken JSON, wrong types, impossible values, texts that would do harm.

use std::collections::BTreeSet;

use chiso_sim::calls::{Dialect, calls};
use chiso_sim::thai_nguyen_2026;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::sync_client::{JSON, envelope};
use crate::{Site, booked, dossier, number, with};

#[test]
fn malformed_calls_are_refused_and_nothing_else_happens() {
    let site = Site::new();
    let whole = envelope("DongBoHoSoMC", true, &[dossier(&number(1))]).to_string();
    let deep = "[".repeat(100_000);
    let mut latin: Vec<u8> = whole.replace("Triệu", "Tri?u").into_bytes();
    latin.iter_mut().for_each(|byte| *byte = if *byte == b'?' { 0xea } else { *byte });
    let cases: [(&str, u16, Vec<u8>); 12] = [
        ("empty", 400, Vec::new()),
        ("cut", 400, whole.as_bytes()[..whole.len() / 2].to_vec()),
        ("two texts", 400, [whole.as_bytes(), whole.as_bytes()].concat()),
        ("bytes of another encoding", 400, latin),
        ("UTF-16", 400, whole.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("zero bytes", 400, vec![0; 4_096]),
        ("a hundred thousand brackets", 400, deep.clone().into_bytes()),
        ("deep inside", 400, whole.replace("\"9\"", &deep).into_bytes()),
        ("a number", 400, b"17".to_vec()),
        ("null", 400, b"null".to_vec()),
        ("no service", 400, b"{\"data\":[{}]}".to_vec()),
        ("data is a text", 400, b"{\"service\":\"DongBoHoSoMC\",\"data\":\"x\"}".to_vec()),
    ];
    for (name, status, body) in &cases {
        let answer = site.sender.post("/dongbo", JSON, body);
        assert_eq!(
            (answer.status, &answer.json()["error_code"]),
            (*status, &json!("-1")),
            "{name}"
        );
    }
    assert_eq!(site.sender.look_up(&number(1)), None);
    assert_eq!(booked(&site.close().store), (0, cases.len() as u64));
}

/// Each field of a dossier in turn holds what it must not.
#[test]
fn wrong_types_refuse_their_item_only() {
    let site = Site::new();
    let sound = dossier(&number(0));
    let wrong = [json!(null), json!(true), json!(-7.5e300), json!({}), json!([[]]), json!(["x"])];
    let (mut at, mut sent) = (0, Vec::new());
    for field in sound.as_object().unwrap().keys() {
        for value in &wrong {
            at += 1;
            let mut item = dossier(&number(at));
            item[field] = value.clone();
            sent.push(item);
        }
    }
    sent.push(dossier(&number(0)));
    let codes = site.push(&sent).codes();
    assert_eq!(codes.len(), sent.len());
    assert_eq!(codes.last().unwrap(), "0");
    let refused = codes.iter().filter(|code| *code == "-1").count();
    // What is used must be of its kind; names and notes are skipped, whatever they are.
    let skipped = ["TenTTHC", "ChuHoSo", "TrichYeuHoSo", "GhiChu", "Email"];
    for (item, code) in sent.iter().zip(&codes) {
        let sound = sound.as_object().unwrap();
        let changed = sound.iter().find(|(key, value)| item[*key] != **value && *key != "MaHoSo");
        if changed.is_some_and(|(key, _)| skipped.contains(&key.as_str())) {
            assert_eq!(code, "0", "{item}");
        }
    }
    assert!(refused > 40, "{refused}");
    assert_eq!(booked(&site.close().store), ((sent.len() - refused) as u64, refused as u64));
}

#[rstest]
#[case::thirtieth_of_february("NgayHenTra", "20260230170000", "-1")]
#[case::no_leap_year("NgayHenTra", "29/02/2025", "-1")]
#[case::leap_year("NgayHenTra", "29/02/2028", "0")]
#[case::month_thirteen("NgayTiepNhan", "20261303080130", "-1")]
#[case::hour_twenty_four("NgayTiepNhan", "20260803240000", "-1")]
#[case::year_9999("NgayHenTra", "99991231235959", "-1")]
#[case::year_one("NgayTiepNhan", "0001-01-01T00:00:00", "-1")]
#[case::seconds_since_1970("NgayTiepNhan", "1785718890", "-1")]
#[case::words("NgayTiepNhan", "hôm qua", "-1")]
#[case::many_digits("NgayTiepNhan", "20260803080130000000000000000000000000", "-1")]
#[case::other_digits("NgayTiepNhan", "٢٠٢٦٠٨٠٣٠٨٠١٣٠", "-1")]
#[case::all_zero("NgayHenTra", "00000000000000", "0")]
#[case::with_zone("NgayHenTra", "2026-08-12T10:00:00Z", "0")]
#[case::due_before_received("NgayHenTra", "20260101000000", "0")]
#[case::fee_below_zero("Gia", "-1", "-1")]
#[case::fee_in_words("Gia", "miễn phí", "-1")]
#[case::fee_in_exponents("Gia", "1e15", "-1")]
#[case::fee_no_number("Gia", "NaN", "-1")]
#[case::fee_past_64_bits("Gia", "18446744073709551616", "-1")]
#[case::fee_one_past_the_bound("Gia", "1000000000000001", "-1")]
#[case::fee_at_the_bound("Gia", "1000000000000000", "0")]
#[case::fee_with_a_fraction("Gia", "1.5", "-1")]
#[case::fee_grouped("Gia", "1.000.000đ", "0")]
#[case::state_zero("TrangThaiHoSo", "0", "-1")]
#[case::state_eleven("TrangThaiHoSo", "11", "-1")]
#[case::state_in_words("TrangThaiHoSo", "đã xong", "-1")]
#[case::channel_nine("KenhThucHien", "9", "-1")]
fn an_evil_value_refuses_its_item_only(
    #[case] field: &str,
    #[case] text: &str,
    #[case] expected: &str,
) {
    let site = Site::new();
    let answer = site.push(&[with(1, field, text), dossier(&number(2))]);
    assert_eq!(answer.codes(), [expected, "0"], "{}", answer.text);
    assert_eq!(site.sender.look_up(&number(1)).is_some(), expected == "0");
    let refused = u64::from(expected == "-1");
    assert_eq!(booked(&site.close().store), (2 - refused, refused));
}

/// Fees that are each possible add up to more than fits.
#[test]
fn fees_do_not_overflow() {
    let site = Site::new();
    let fees = |count: usize| {
        let mut item = dossier(&number(count));
        item["DanhSachLePhi"] = json!(vec![json!({ "Gia": "1000000000000000" }); count]);
        item
    };
    assert_eq!(site.push(&[fees(1_000), fees(1_001)]).codes(), ["0", "-1"]);
    site.close();
}

/// One unit however its name is composed; what another program mangled is nobody's name.
#[test]
fn vietnamese_is_read_in_any_composition() {
    let site = Site::new();
    let composed = "UBND phường Bắc Kạn";
    let decomposed = "UBND phu\u{31b}o\u{31b}\u{300}ng Ba\u{306}\u{301}c Ka\u{323}n";
    let mangled = "UBND phÆ°á»ng Báº¯c Káº¡n";
    let mut items = Vec::new();
    for (at, name) in [composed, decomposed, mangled].into_iter().enumerate() {
        let mut item = with(at, "DonViXuLy", name);
        item["MaHoSo"] = json!(format!("H55-260803-000{at}"));
        items.push(item);
    }
    items.push(with(0, "MaHoSo", "H55-\u{110}o\u{302}\u{300}-01"));
    items.push(with(0, "MaHoSo", "H55-\u{110}\u{1ed3}-01"));
    items.push(with(0, "MaHoSo", "H55-Ä\u{90}á»“-01"));
    assert_eq!(site.push(&items).codes()[3..], ["0", "0", "-1"]);
    assert_eq!(site.sender.look_up("H55-\u{110}\u{1ed3}-01").as_deref(), Some("9"));
    let closed = site.close();
    let store = &closed.store;
    let agency = |at: usize| {
        let versions = store.versions_of(&format!("H55-260803-000{at}")).unwrap();
        versions.last().map(|known| known.version.snapshot.as_ref().unwrap().agency.to_string())
    };
    assert_eq!(agency(0).as_deref(), Some("H55.X01843"));
    assert_eq!(agency(1), agency(0));
    assert_ne!(agency(2), agency(0));
    assert_eq!(store.versions_of("H55-\u{110}\u{1ed3}-01").unwrap().len(), 1);
}

#[test]
fn one_number_with_other_content_is_joined_in_any_order() {
    let mut held = BTreeSet::new();
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let site = Site::new();
        let mut said = [dossier(&number(5)), dossier(&number(5)), dossier(&number(5))];
        said[0]["NgayKetThucXuLy"] = json!("20260811090000");
        said[1]["NgayKetThucXuLy"] = json!("20260811151207");
        said[2]["NgayHenTra"] = json!("20260813170000");
        for at in order {
            assert_eq!(site.push(&said[at..=at]).codes(), ["0"]);
        }
        // All three in one call, and once more as a new dossier.
        assert_eq!(site.push(&said).codes(), ["0"; 3]);
        let new = site.sender.call(&envelope("DongBoHoSoMC", false, &said[..1]));
        assert_eq!(new.codes(), ["3"]);
        let closed = site.close();
        let versions = closed.store.versions_of(&number(5)).unwrap();
        let last = versions.last().unwrap().version.clone();
        assert_eq!(last.dues.len(), 2);
        held.insert((last.snapshot.map(|snapshot| snapshot.ended_at), last.dues));
    }
    assert_eq!(held.len(), 1, "{held:?}");
}

/// Texts that would do harm if anybody took them for more than texts.
const EVIL: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "</td></table><h1>chiso</h1>",
    "1.004222'); drop/**/table version; --",
    "H55-1' or '1'='1",
    "{{ 7 * 7 }} %s %n ${HOME} \u{202e}",
];

/// A dossier with every list of the national call, as a simulated sender writes it.
fn whole_dossier() -> Value {
    let world = thai_nguyen_2026(8, 2);
    let calls = calls(&world, Dialect::V2, world.events()).take(600);
    let longest = calls.max_by_key(|call| call.body.len()).unwrap();
    let call: Value = serde_json::from_str(&longest.body).unwrap();
    call["data"][0].clone()
}

/// Pointers to every text of a value.
fn texts(json: &Value, at: &str, found: &mut Vec<String>) {
    match json {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            (0..)
                .zip(items)
                .for_each(|(n, item): (usize, _)| texts(item, &format!("{at}/{n}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, field)| texts(field, &format!("{at}/{key}"), found));
        }
        _ => {}
    }
}

#[test]
fn markup_and_sql_stay_texts() {
    let site = Site::new();
    assert_eq!(site.push(&[dossier(&number(0))]).codes(), ["0"]);
    let (whole, mut fields) = (whole_dossier(), Vec::new());
    texts(&whole, "", &mut fields);
    assert!(fields.len() > 45, "{fields:?}");
    let mut sent = Vec::new();
    for evil in EVIL {
        let mut all = whole.clone();
        for field in &fields {
            let mut item = whole.clone();
            item["MaHoSo"] = json!(number(sent.len() + 10));
            *item.pointer_mut(field).unwrap() = json!(evil);
            sent.push(item);
            *all.pointer_mut(field).unwrap() = json!(evil);
        }
        all[evil] = json!(evil);
        sent.push(all);
    }
    let answer = site.push(&sent);
    assert_eq!(answer.codes().len(), sent.len());
    // Names and notes are nobody's concern: their items are taken.
    assert!(answer.codes().iter().filter(|code| *code == "0").count() > sent.len() / 3);
    for evil in EVIL {
        post_as_call(&site, evil);
    }
    let day = "/don-vi/H55.X01843?period=2026-08&nguon=ho-so";
    for path in
        ["/", "/tiep-nhan", "/tiep-nhan?lang=en", "/xep-hang?parent=H55&period=2026-08", day]
    {
        let page = site.sender.get(path);
        assert_eq!(page.status, 200, "{path}");
        for markup in ["<script>alert", "<img", "onerror=alert(2)>", "</table><h1>", "49 %s"] {
            assert!(!page.text.contains(markup), "{markup} in {path}");
        }
    }
    assert_eq!(site.sender.look_up(&number(0)).as_deref(), Some("9"));
    let closed = site.close();
    assert_eq!(closed.store.versions_of(&number(0)).unwrap().len(), 1);
}

/// The same texts around the items: as a service, a number, a user name, in a table.
fn post_as_call(site: &Site, evil: &str) {
    let mut call = envelope(evil, true, &[]);
    call["madonvi"] = json!(evil);
    assert_eq!(site.sender.call(&call).status, 400);
    site.sender.call(&json!({ "service": "TraCuuHoSo", "mahoso": evil }));
    site.sender.call(&json!({ "username": evil, "password": evil }));
    let row = format!("number,at,status\n\"{}\",{evil},{evil}\n", evil.replace('"', "\"\""));
    site.sender.post("/api/v1/intake/steps", "text/csv", row);
}
