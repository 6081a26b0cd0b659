//! What settings may say.

use std::fmt::Write;

use super::*;
use rstest::rstest;

const WHOLE: &str = r#"
templates = "mau"

[folder]
path = "/srv/goi"
archive = false

[smtp]
server = "thu.backan.gov.vn"
tls = "tls"
ca = "ca.pem"
user = "chiso"
password_file = "mat-khau"
from = "Hệ thống chỉ số 766 <chiso@backan.gov.vn>"
timeout = 7
largest = 25000000

[[recipient]]
id = "van-phong"
address = "vanphong@backan.gov.vn"
name = "Văn phòng UBND tỉnh"
agencies = ["H03"]
attach = "documents"

[[recipient]]
id = "so-noi-vu"
address = "sonoivu@backan.gov.vn"
"#;

fn parse(text: &str) -> Result<Settings, String> {
    Settings::parse("g.toml", text, Path::new("/data")).map_err(|problem| problem.to_string())
}

#[test]
fn a_whole_file_is_read() {
    let settings = parse(WHOLE).unwrap();
    assert_eq!(settings.folder, Path::new("/srv/goi"));
    assert_eq!(settings.templates.as_deref(), Some(Path::new("/data/mau")));
    assert!(!settings.archive);
    let smtp = settings.smtp.unwrap();
    assert_eq!((smtp.port, smtp.tls, smtp.largest), (465, Tls::Wrapped, 25_000_000));
    assert_eq!(smtp.password_file.as_deref(), Some(Path::new("/data/mat-khau")));
    assert_eq!(smtp.from.name.as_deref(), Some("Hệ thống chỉ số 766"));
    let [office, home] = settings.recipients.as_slice() else { panic!("two recipients") };
    assert_eq!((office.id.as_str(), office.attach), ("van-phong", Attach::Documents));
    assert_eq!([office.wants("H03"), office.wants("H55")], [true, false]);
    assert_eq!((home.attach, home.wants("H55")), (Attach::Archive, true));
}

#[test]
fn without_a_file_packs_lie_below_the_data_folder() {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings::read(dir.path()).unwrap();
    assert_eq!(settings.folder, dir.path().join("goi-bao-cao"));
    assert!(settings.archive && settings.smtp.is_none() && settings.recipients.is_empty());
}

/// How the connection is kept secret if nothing is said, by server.
#[rstest]
#[case("thu.tinh.gov.vn", Tls::StartTls)]
#[case("10.0.0.7", Tls::StartTls)]
#[case("localhost", Tls::Plain)]
#[case("127.0.0.1", Tls::Plain)]
#[case("[::1]", Tls::Plain)]
fn only_this_machine_may_be_spoken_to_openly(#[case] server: &str, #[case] tls: Tls) {
    let text = format!("[smtp]\nserver = \"{server}\"\nfrom = \"a@b.vn\"");
    assert_eq!(parse(&text).unwrap().smtp.unwrap().tls, tls);
}

const SMTP: &str = "[smtp]\nserver = \"thu.tinh.gov.vn\"\nfrom = \"a@b.vn\"\n";

#[rstest]
#[case("[folder]\npaht = \"x\"", "g.toml:2:1: unknown field `paht`")]
#[case("[smtp]\nserver = \"a\"\nfrom = \"không phải địa chỉ\"", "g.toml:3:8: from is no address")]
#[case("[smtp]\nserver = \" \"\nfrom = \"a@b.vn\"", "g.toml:2:10: the server has no name")]
#[case("SMTPtls = \"ssl\"", "g.toml:4:7: 'ssl' is none of")]
#[case("SMTPtls = \"plain\"\nuser = \"x\"", "g.toml:5:8: an account needs a connection")]
#[case("SMTPtimeout = 0", "g.toml:4:11: timeout lies between 1 and 300")]
#[case("SMTPtimeout = 301", "g.toml:4:11: timeout lies between 1 and 300")]
#[case("SMTPlargest = 100000001", "g.toml:4:11: largest lies between")]
#[case("[[recipient]]\nid = \"a\"\naddress = \"a@b.vn\"", "recipients need a mail server")]
#[case("SMTP[[recipient]]\nid = \"Văn\"\naddress = \"a@b.vn\"", "an id is small Latin letters")]
#[case("SMTP[[recipient]]\nid = \"thu-muc\"\naddress = \"a@b.vn\"", "is that of the folder")]
#[case("SMTP[[recipient]]\nid = \"a\"\naddress = \"a b\"", "'a' has no mail address")]
#[case("SMTP[[recipient]]\nid = \"a\"\naddress = \"a@b.vn\"\nattach = \"zip\"", "'zip' is none of")]
fn what_cannot_be_is_told_with_its_place(#[case] text: &str, #[case] told: &str) {
    let text = text.replace("SMTP", SMTP);
    let problem = parse(&text).unwrap_err();
    assert!(problem.contains(told), "{problem}");
    assert!(problem.starts_with("g.toml:"), "{problem}");
}

#[test]
fn a_password_has_no_place_in_the_file() {
    let problem = parse(&format!("{SMTP}password = \"bí mật\"")).unwrap_err();
    assert!(problem.starts_with("g.toml:4:1: unknown field `password`"), "{problem}");
    assert!(!problem.contains("bí mật"), "{problem}");
}

#[test]
fn there_are_so_many_recipients_and_no_more() {
    let some = |count: usize| {
        let mut text = SMTP.to_owned();
        for at in 0..count {
            write!(text, "[[recipient]]\nid = \"r{at}\"\naddress = \"r{at}@b.vn\"\n").unwrap();
        }
        parse(&text)
    };
    assert_eq!(some(RECIPIENTS_MAX).unwrap().recipients.len(), 50);
    assert!(some(RECIPIENTS_MAX + 1).unwrap_err().contains("more than 50 recipients"));
}

#[test]
fn a_file_has_a_bound() {
    let dir = tempfile::tempdir().unwrap();
    let write = |size: usize| {
        let text = "#".repeat(size);
        fs::write(dir.path().join(FILE), text).unwrap();
        Settings::read(dir.path()).map_err(|problem| problem.to_string())
    };
    assert!(write(SIZE_MAX).is_ok());
    assert!(write(SIZE_MAX + 1).unwrap_err().contains("larger than 65536 bytes"));
}
