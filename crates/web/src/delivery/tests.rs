//! Letters against a real mail server on this machine, well-mannered and not.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use chiso_report::pack::{File, Origin, Pack, archive};
use serde_json::Value;

use super::mail::{Parcel, letter};
use super::settings::Settings;
use super::smtp::{Sent, Unable, Why, send};

/// The closing of Bắc Kạn, small.
pub(super) fn pack() -> Pack {
    let origin = Origin {
        closing: Some(12),
        agency: "H03".to_owned(),
        name: "Tỉnh Bắc Kạn".to_owned(),
        period: "2023-08".to_owned(),
        as_of: "2023-08-31T23:59:59".to_owned(),
        revision: 1_041,
        rulebook: ("766-2022".to_owned(), "0f".repeat(32)),
        official: false,
        root: Some("a7".repeat(32)),
        templates: None,
        program: "chiso 0.1.0".to_owned(),
    };
    let file = |name: &str, bytes: &[u8]| File {
        name: name.to_owned(),
        what: "Báo cáo".to_owned(),
        bytes: bytes.to_vec(),
    };
    let files = vec![
        file("bao-cao-H03-2023-08.docx", b"PK docx \0\xff"),
        file("bao-cao-H03-2023-08.html", b"<p>"),
        file("bang/bao-cao-01.csv", "STT,Tên\n1,Sở Y tế\n".as_bytes()),
    ];
    Pack::new(origin, files).unwrap()
}

/// How long the server may take to begin, or to hand a letter on.
const PATIENCE: Duration = Duration::from_secs(20);

/// The server; it goes when its standard input does.
pub(super) struct Server {
    child: Child,
    lines: Receiver<String>,
    port: u16,
}

impl Server {
    pub(super) fn start(manners: &str, more: &[&Path]) -> Self {
        // The system's own Python: the one that `scripts/setup` gives the library to.
        let python = std::env::var_os("CHISO_PYTHON").unwrap_or_else(|| "/usr/bin/python3".into());
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("src/delivery/tests/smtp_server.py");
        let mut child = Command::new(python)
            .arg(script)
            .arg(manners)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python 3 of the system");
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        // A letter is longer than a pipe: somebody has to read while the server writes.
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let first = lines.recv_timeout(PATIENCE).unwrap_or_default();
        let port =
            first.trim().parse().expect("the server needs python3-aiosmtpd: run scripts/setup");
        Self { child, lines, port }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The next letter that it took.
    pub(super) fn letter(&self) -> Value {
        serde_json::from_str(&self.lines.recv_timeout(PATIENCE).unwrap()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn settings(port: u16, more: &str) -> Settings {
    let text = format!(
        "[smtp]\nserver = \"localhost\"\nport = {port}\ntimeout = 2\n\
         from = \"Hệ thống chỉ số 766 <chiso@backan.gov.vn>\"\n{more}\n\
         [[recipient]]\nid = \"van-phong\"\naddress = \"vanphong@backan.gov.vn\"\n\
         name = \"Văn phòng UBND tỉnh\"\n"
    );
    Settings::parse("giao-nhan.toml", &text, Path::new("/")).unwrap()
}

fn sent(settings: &Settings) -> Sent {
    let pack = pack();
    let archive = archive(&pack).unwrap();
    let parcel = Parcel {
        pack: &pack,
        archive: &archive,
        lies: Some("/srv/goi-bao-cao/H03-2023-08-chot-12"),
        period: "tháng 8/2023",
        closed_at: 1_694_500_000,
    };
    let smtp = settings.smtp.as_ref().unwrap();
    send(smtp, &letter(&parcel, smtp, &settings.recipients[0]).unwrap())
}

fn text(value: &Value) -> String {
    let script = "import base64, email, email.policy, sys\n\
        m = email.message_from_bytes(base64.b64decode(sys.argv[1]), policy=email.policy.default)\n\
        for k in ('From', 'To', 'Subject', 'Message-ID', 'Date'): print(k + ': ' + str(m[k]))\n\
        print(m.get_body().get_content())\n\
        for a in m.iter_attachments(): print('+', a.get_filename(), a.get_content_type(), a.get_content()[:2])";
    let output = Command::new("/usr/bin/python3")
        .args(["-c", script, value["letter"].as_str().unwrap()])
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Read back by somebody else's mail library.
#[test]
fn a_letter_arrives_with_its_pack_and_twice_with_the_same_number() {
    let server = Server::start("takes", &[]);
    let settings = settings(server.port, "");
    assert_eq!(sent(&settings), Sent::Taken);
    let first = server.letter();
    assert_eq!(first["from"], "chiso@backan.gov.vn");
    assert_eq!(first["to"], serde_json::json!(["vanphong@backan.gov.vn"]));
    insta::assert_snapshot!(text(&first));
    assert_eq!(sent(&settings), Sent::Taken);
    assert_eq!(server.letter()["letter"], first["letter"], "the same bytes");
}

#[test]
fn what_a_server_refuses_is_refused_for_good() {
    let server = Server::start("refuses", &[]);
    assert_eq!(sent(&settings(server.port, "")), Sent::Refused(Some(550)));
}

#[test]
fn who_asks_to_come_again_is_asked_again() {
    let server = Server::start("busy", &[]);
    assert_eq!(sent(&settings(server.port, "")), Sent::Later(Some(451), Why::Asked));
}

/// The letter may have arrived or not: it goes out again, and its number tells that it is the same.
#[test]
fn a_connection_that_breaks_after_the_letter_leaves_it_open() {
    let server = Server::start("breaks", &[]);
    let settings = settings(server.port, "");
    assert_eq!(sent(&settings), Sent::Later(None, Why::Unreachable));
    let first = text(&server.letter());
    assert_eq!(sent(&settings), Sent::Later(None, Why::Unreachable));
    let number =
        |text: &str| text.lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned();
    assert_eq!(number(&text(&server.letter())), number(&first));
}

#[test]
fn a_silent_server_is_given_up_after_its_time() {
    let server = Server::start("silent", &[]);
    let begin = Instant::now();
    assert_eq!(sent(&settings(server.port, "")), Sent::Later(None, Why::Silent));
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn nobody_at_home_is_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert_eq!(sent(&settings(port, "")), Sent::Later(None, Why::Unreachable));
}

fn file(dir: &Path, name: &str, text: &str, mode: u32) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path
}

/// An account with a password file, as settings name them.
fn account(path: &Path) -> String {
    format!("user = \"chiso\"\npassword_file = \"{}\"", path.display())
}

#[test]
fn a_server_that_asks_for_a_password_gets_it_from_a_file_that_nobody_else_reads() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start("asks", &[]);
    let port = server.port;
    let with = |name: &str, text: &str, mode| {
        sent(&settings(port, &account(&file(dir.path(), name, text, mode))))
    };
    assert_eq!(with("đúng", "mật khẩu 7\n", 0o600), Sent::Taken);
    assert_eq!(server.letter()["user"], "chiso");
    assert_eq!(with("mở", "mật khẩu 7\n", 0o640), Sent::Unable(Unable::OpenPassword));
    assert_eq!(with("trống", "\n", 0o600), Sent::Unable(Unable::NoPassword));
    assert_eq!(with("dài", &"x".repeat(1_001), 0o600), Sent::Unable(Unable::NoPassword));
    assert_eq!(sent(&settings(port, "user = \"chiso\"")), Sent::Unable(Unable::NoPassword));
    assert_eq!(with("sai", "mật khẩu 8\n", 0o600), Sent::Refused(Some(535)));
    // Without an account the server does not even take the sender.
    assert_eq!(sent(&settings(port, "")), Sent::Refused(Some(530)));
}

/// A certificate for this machine, that vouches for itself.
fn certificate(dir: &Path) -> (PathBuf, PathBuf) {
    let (certificate, key) = (dir.join("ca.pem"), dir.join("key.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ])
        .args([
            "-days",
            "3650",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-out"])
        .arg(&certificate)
        .arg("-keyout")
        .arg(&key)
        .output()
        .expect("openssl");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}

#[test]
fn a_connection_turns_secret_before_anything_is_said_or_nothing_is() {
    let dir = tempfile::tempdir().unwrap();
    let (known, key) = certificate(dir.path());
    let server = Server::start("secret", &[&known, &key]);
    let port = server.port;
    let password = account(&file(dir.path(), "mật khẩu", "mật khẩu 7", 0o600));
    let known = format!("ca = \"{}\"", known.display());
    assert_eq!(
        sent(&settings(port, &format!("tls = \"starttls\"\n{known}\n{password}"))),
        Sent::Taken
    );
    let taken = server.letter();
    assert_eq!((&taken["secret"], &taken["user"]), (&Value::Bool(true), &"chiso".into()));
    // Nobody that the system knows vouches for it.
    let stranger = sent(&settings(port, &format!("tls = \"starttls\"\n{password}")));
    assert_eq!(stranger, Sent::Later(None, Why::Insecure));
    // The server wants secrecy, the settings do not.
    assert_eq!(sent(&settings(port, "tls = \"plain\"")), Sent::Refused(Some(530)));
    let broken = file(dir.path(), "hỏng.pem", "-----BEGIN", 0o644);
    let broken = format!("tls = \"starttls\"\nca = \"{}\"", broken.display());
    assert_eq!(sent(&settings(port, &broken)), Sent::Unable(Unable::Certificate));
}

/// A server that offers no secrecy gets nothing, rather than everything openly.
#[test]
fn without_the_offer_nothing_is_said() {
    let server = Server::start("takes", &[]);
    assert_eq!(sent(&settings(server.port, "tls = \"starttls\"")), Sent::Refused(None));
}
