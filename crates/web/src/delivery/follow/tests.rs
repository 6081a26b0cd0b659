//! Packs of a closed period on their way, again and again.

use std::fs;

use chiso_report::snapshot::Origin;
use chiso_scoring::score::Basis;
use chiso_store::PackOutcome;

use super::*;
use crate::closing::{Ask, Desk as Closing, Waiver};
use crate::delivery::settings::FILE;
use crate::delivery::tests::Server;
use crate::delivery::{FOLDER_TARGET, deliver};
use crate::fixture::Site;

/// 1/10/2026 09:00:00 in Vietnam: the figures of August are long published.
pub(crate) const CLOSED: i64 = 1_790_820_000;

/// A site whose August is closed for Phú Thọ; gives the number of the closing.
pub(crate) fn closed() -> (Site, u64) {
    let site = Site::new();
    let app = site.app();
    let desk = Closing { store: &app.store, rulebooks: &app.rulebooks, now: CLOSED };
    let ask = Ask {
        agency: "H44".to_owned(),
        period: "2026-08".parse().unwrap(),
        origin: Origin::Published,
        basis: Basis::Published,
        as_of: None,
        rules: None,
    };
    let looked = desk.look(&ask, None).unwrap();
    let waiver =
        |check: &str| Waiver { check: check.to_owned(), reason: "Đã đối chiếu".to_owned() };
    let waivers: Vec<Waiver> =
        looked.open(&[]).iter().map(|found| waiver(found.check.code())).collect();
    let done = desk.close(looked, "Văn phòng UBND tỉnh", &waivers).unwrap();
    (site, done.number)
}

/// Settings with a mail server on a port of this machine.
fn mailed(store: &Store, port: u16) {
    let text = format!(
        "[smtp]\nserver = \"127.0.0.1\"\nport = {port}\ntimeout = 2\nfrom = \"a@phutho.gov.vn\"\n\
         [[recipient]]\nid = \"van-phong\"\naddress = \"vp@phutho.gov.vn\"\nagencies = [\"H44\"]\n\
         [[recipient]]\nid = \"bac-kan\"\naddress = \"vp@backan.gov.vn\"\nagencies = [\"H03\"]\n"
    );
    fs::write(store.folder().join(FILE), text).unwrap();
}

/// Targets with what became of them.
fn went(carrier: &mut Carrier, store: &Store, now: i64) -> Vec<(String, Option<PackOutcome>)> {
    let (told, failed) = carrier.go(store, now);
    assert!(failed.is_empty(), "{failed:?}");
    told.into_iter().map(|(_, told)| (told.target, told.outcome)).collect()
}

#[test]
fn pauses_double_up_to_an_hour() {
    let after = |failures| Carrier { failures, ..Carrier::default() }.pause().as_secs();
    assert_eq!([0, 1, 2, 7, 8, 40, u32::MAX].map(after), [60, 30, 60, 1920, 3600, 3600, 3600]);
}

#[test]
fn a_pack_goes_to_every_target_once_and_to_nobody_else() {
    let (site, number) = closed();
    let store = &site.app().store;
    let busy = Server::start("busy", &[]);
    mailed(store, busy.port());
    let mut carrier = Carrier::default();
    let folder = (FOLDER_TARGET.to_owned(), Some(PackOutcome::Delivered));
    let waits = ("van-phong".to_owned(), None);
    assert_eq!(went(&mut carrier, store, CLOSED + 60), [folder, waits.clone()]);
    assert_eq!(carrier.pause(), FIRST_PAUSE);
    assert!(store.folder().join("goi-bao-cao/H44-2026-08-chot-1/MANIFEST.txt").exists());
    assert_eq!(went(&mut carrier, store, CLOSED + 90), [waits]);
    assert_eq!(carrier.pause(), 2 * FIRST_PAUSE);
    // The operator names another server; the running one need not be told.
    let takes = Server::start("takes", &[]);
    mailed(store, takes.port());
    let arrives = ("van-phong".to_owned(), Some(PackOutcome::Delivered));
    assert_eq!(went(&mut carrier, store, CLOSED + 150), [arrives]);
    assert_eq!(takes.letter()["to"], serde_json::json!(["vp@phutho.gov.vn"]));
    assert_eq!(went(&mut carrier, store, CLOSED + 210), []);
    assert_eq!(carrier.pause(), LOOK_AGAIN);
    let words = store.pack_deliveries(number).unwrap();
    let words: Vec<(&str, u32)> =
        words.iter().map(|word| (word.target.as_str(), word.attempts)).collect();
    assert_eq!(words, [("thu-muc", 1), ("van-phong", 3)]);
}

/// A carrier that begins anew finds in the store what is outstanding.
#[test]
fn nothing_is_lost_in_a_restart_and_nothing_waits_for_ever() {
    let (site, number) = closed();
    let store = &site.app().store;
    let busy = Server::start("busy", &[]);
    mailed(store, busy.port());
    assert_eq!(went(&mut Carrier::default(), store, CLOSED).len(), 2);
    let old = CLOSED + OLD;
    assert_eq!(went(&mut Carrier::default(), store, old), [("van-phong".to_owned(), None)]);
    let expired = ("van-phong".to_owned(), Some(PackOutcome::Expired));
    assert_eq!(went(&mut Carrier::default(), store, old + 1), [expired]);
    assert_eq!(went(&mut Carrier::default(), store, old + 2), []);
    // By hand it goes out all the same.
    let takes = Server::start("takes", &[]);
    mailed(store, takes.port());
    let settings = Settings::read(store.folder()).unwrap();
    let told = deliver(store, &settings, (number, Which::Missing), old + 3).unwrap();
    assert!(told.len() == 1 && told[0].arrived(), "{told:?}");
    assert_eq!(takes.letter()["from"], "a@phutho.gov.vn");
    let told = deliver(store, &settings, (number, Which::All), old + 4).unwrap();
    assert_eq!(told.iter().filter(|told| told.arrived()).count(), 2);
    // What is older is not even looked at.
    fs::remove_file(store.folder().join(FILE)).unwrap();
    assert_eq!(went(&mut Carrier::default(), store, CLOSED + 2 * OLD + 1), []);
}

#[test]
fn settings_that_cannot_be_read_undo_nothing() {
    let (site, number) = closed();
    let store = &site.app().store;
    fs::write(store.folder().join(FILE), "[folder]\nđường = 1").unwrap();
    let mut carrier = Carrier::default();
    let (told, failed) = carrier.go(store, CLOSED);
    assert!(told.is_empty());
    assert!(matches!(failed.as_slice(), [Failed::Settings(_)]), "{failed:?}");
    assert_eq!(carrier.pause(), FIRST_PAUSE);
    assert!(store.closing(number, None).unwrap().is_some());
    assert!(store.pack_deliveries(number).unwrap().is_empty());
}

/// A refused folder is tried again: disks fill up and are made room on.
#[test]
fn a_folder_that_cannot_be_written_is_tried_again() {
    let (site, _) = closed();
    let store = &site.app().store;
    let place = store.folder().join("goi-bao-cao");
    fs::write(&place, "một tệp nằm giữa đường").unwrap();
    let mut carrier = Carrier::default();
    assert_eq!(went(&mut carrier, store, CLOSED), [(FOLDER_TARGET.to_owned(), None)]);
    fs::remove_file(&place).unwrap();
    let arrives = (FOLDER_TARGET.to_owned(), Some(PackOutcome::Delivered));
    assert_eq!(went(&mut carrier, store, CLOSED + 1), [arrives]);
}
