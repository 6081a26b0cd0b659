//! What a letter is made of.

use std::path::Path;

use super::*;
use crate::delivery::settings::Settings;
use crate::delivery::tests::pack;
use chiso_report::pack::archive;

fn settings(largest: u64, attach: &str) -> Settings {
    let text = format!(
        "[smtp]\nserver = \"localhost\"\nfrom = \"chiso@backan.gov.vn\"\nlargest = {largest}\n\
         [[recipient]]\nid = \"so-noi-vu\"\naddress = \"sonoivu@backan.gov.vn\"\nattach = \"{attach}\"\n\
         [[recipient]]\nid = \"van-phong\"\naddress = \"vanphong@backan.gov.vn\"\n"
    );
    Settings::parse("g.toml", &text, Path::new("/")).unwrap()
}

/// The letter to the first recipient, as it goes over the wire.
fn written(pack: &Pack, largest: u64, attach: &str) -> String {
    let settings = settings(largest, attach);
    let archive = archive(pack).unwrap();
    let parcel =
        Parcel { pack, archive: &archive, lies: None, period: "tháng 8/2023", closed_at: 0 };
    let smtp = settings.smtp.as_ref().unwrap();
    let letter = letter(&parcel, smtp, &settings.recipients[0]).unwrap();
    String::from_utf8(letter.formatted()).unwrap()
}

#[test]
fn documents_go_one_by_one_and_nothing_if_nothing_is_wanted() {
    let documents = written(&pack(), 1_000_000, "documents");
    assert_eq!(documents.matches("Content-Disposition: attachment").count(), 1);
    assert!(documents.contains("filename=\"bao-cao-H03-2023-08.docx\""), "{documents}");
    assert!(!written(&pack(), 1_000_000, "nothing").contains("attachment"));
}

/// Too large a pack is named instead of sent: 10 bytes more or less decide.
#[test]
fn a_letter_has_a_bound() {
    let mut origin = pack().origin;
    origin.closing = Some(3);
    let large = |bytes: usize| {
        let bytes = (0..bytes).map(|at| (at % 251) as u8).collect();
        let file = File { name: "a.docx".to_owned(), what: "x".to_owned(), bytes };
        written(&Pack::new(origin.clone(), vec![file]).unwrap(), 1_000_000, "documents")
    };
    // What is left beside the head, as text.
    let fits = (1_000_000 - HEAD as usize) * 84 / 115;
    let inside = large(fits - 10);
    assert!(inside.contains("attachment"));
    assert!(inside.len() <= 1_000_000, "{}", inside.len());
    let outside = large(fits + 10);
    assert!(!outside.contains("attachment"));
    assert!(outside.len() < 10_000, "{}", outside.len());
}

#[test]
fn every_office_and_pack_has_a_number_of_its_own() {
    let settings = settings(1_000_000, "archive");
    let smtp = settings.smtp.as_ref().unwrap();
    let [a, b] = [0, 1].map(|at| id(&pack(), smtp, &settings.recipients[at]));
    let mut origin = pack().origin;
    origin.closing = Some(13);
    let other = id(&Pack::new(origin, Vec::new()).unwrap(), smtp, &settings.recipients[0]);
    assert_eq!(a, id(&pack(), smtp, &settings.recipients[0]));
    assert!(a != b && a != other && b != other);
    assert!(a.starts_with("<chiso-goi-12-") && a.ends_with("@backan.gov.vn>"), "{a}");
}

#[test]
fn a_hostile_name_begins_no_header() {
    let mut origin = pack().origin;
    origin.name = "Xã\r\nBcc: ai@do.vn\r\n\r\n<b>".to_owned();
    let letter = written(&Pack::new(origin, Vec::new()).unwrap(), 1_000_000, "archive");
    let (head, _) = letter.split_once("\r\n\r\n").unwrap();
    assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
}
