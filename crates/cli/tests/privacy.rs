//! Nothing personal stays: every name, number, address and link that is sent carries a mark, and the
//! mark is nowhere afterwards, neither on disk nor in anything the program says.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::path::Path;

use chiso_sim::calls::{Call, CallKind, Dialect, PERSONAL_MARK, calls};
use chiso_sim::files::{History, Table, csv};
use chiso_sim::{Tricks, World, thai_nguyen_2026};
use rstest::rstest;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::sync_client::{Feed, JSON, Running, Sender};
use support::{ACCOUNT, Data, PASSWORD, stderr, stdout};

/// Calls of each dialect: some hundred marks each.
const CALLS: usize = 60;
/// Pages looked at.
const PAGES: usize = 150;

/// Where a mark was found.
type Finds = Vec<String>;

/// The address and query of a call.
fn address(dialect: Dialect, call: &Call) -> String {
    let path = match (dialect, call.kind) {
        (Dialect::V2 | Dialect::V1 | Dialect::BareArray, _) => "/dongbo",
        (Dialect::Chunks, CallKind::Create) => "/dongbo/ho-so",
        (Dialect::Chunks, CallKind::Update) => "/dongbo/ho-so/cap-nhat",
        (Dialect::Chunks, _) => "/dongbo/tien-do",
        (Dialect::Rest2026, CallKind::Create | CallKind::Update) => "/api/ho-so",
        (Dialect::Rest2026, CallKind::Progress) => "/api/ho-so/tien-trinh",
        (Dialect::Rest2026, CallKind::Status) => "/api/ho-so/trang-thai",
    };
    let query = call.query.as_ref().filter(|_| !path.contains("tien-do"));
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

fn marks(text: &str) -> usize {
    text.matches(PERSONAL_MARK).count()
}

/// Whether bytes hold the mark, however it is written: plain, in other letters, in UTF-16, as the
/// digits of its bytes.
fn holds_mark(bytes: &[u8]) -> bool {
    let mark = PERSONAL_MARK.as_bytes();
    let wide: Vec<u8> = PERSONAL_MARK.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = mark.iter().map(|byte| format!("{byte:02x}")).collect();
    let base64 = "UklFTkdUVQ";
    // The first letter is compared first: this runs over megabytes.
    let same = |window: &[u8], pattern: &[u8]| {
        window[0].eq_ignore_ascii_case(&pattern[0]) && window.eq_ignore_ascii_case(pattern)
    };
    [mark, &wide, hex.as_bytes(), &base64.as_bytes()[..8]]
        .iter()
        .any(|pattern| bytes.windows(pattern.len()).any(|window| same(window, pattern)))
}

/// First bytes of the digests of every marked text, as they are and in hexadecimal: "not even hashed".
struct Digests {
    known: HashSet<[u8; 8]>,
    /// Whether some digest begins with these two bytes.
    begins: Vec<bool>,
}

impl Default for Digests {
    fn default() -> Self {
        Self { known: HashSet::new(), begins: vec![false; 1 << 16] }
    }
}

fn beginning(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

impl Digests {
    fn add_all(&mut self, json: &Value) {
        match json {
            Value::String(text) if text.contains(PERSONAL_MARK) => self.add(text),
            Value::Array(items) => items.iter().for_each(|item| self.add_all(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.add_all(field)),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        let digest = Sha256::digest(text.as_bytes());
        let hex: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        for text in [&digest[..8], hex.as_bytes(), hex.to_uppercase().as_bytes()] {
            self.begins[beginning(text)] = true;
            self.known.insert(text.try_into().unwrap());
        }
    }

    fn found_in(&self, bytes: &[u8]) -> bool {
        let known = |window: &[u8]| self.begins[beginning(window)] && self.known.contains(window);
        bytes.windows(8).any(known)
    }
}

/// Everything that was said by the program, and what was sent to it.
#[derive(Default)]
struct Watch {
    sent: usize,
    digests: Digests,
    finds: Finds,
    heard: usize,
}

impl Watch {
    /// Notes what is about to be sent.
    fn sending<'t>(&mut self, text: &'t str) -> &'t str {
        self.sent += marks(text);
        if let Ok(json) = serde_json::from_str(text) {
            self.digests.add_all(&json);
        }
        text
    }

    /// Looks at something the program said or left.
    fn hears(&mut self, place: &str, bytes: impl AsRef<[u8]>) {
        self.heard += bytes.as_ref().len();
        if holds_mark(bytes.as_ref()) {
            let text = String::from_utf8_lossy(bytes.as_ref()).into_owned();
            let at = text.find(PERSONAL_MARK).unwrap_or(0);
            let near: String = text[..at].chars().rev().take(80).collect();
            let near: String = near.chars().rev().collect();
            let after: String = text[at..].chars().take(60).collect();
            self.finds.push(format!("{place}: …{near}{after}…"));
        }
        if self.digests.found_in(bytes.as_ref()) {
            self.finds.push(format!("{place}: the digest of a marked text"));
        }
    }

    fn post(&mut self, sender: &Sender, path: &str, kind: &str, body: &str) -> u16 {
        let answer = sender.post(path, kind, self.sending(body));
        self.hears(&format!("answer of {path}"), answer.headers + &answer.text);
        answer.status
    }

    /// Looks at every file of a folder but those that were sent.
    fn folder(&mut self, folder: &Path, sent: &[&str]) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_file() && !sent.contains(&name.as_str()) {
                self.hears(&name, std::fs::read(&path).unwrap());
                names.insert(name);
            }
        }
        names
    }

    /// Follows the links of the site from some pages on.
    fn crawl(&mut self, sender: &Sender, starts: &[&str]) -> BTreeSet<String> {
        let mut known: BTreeSet<String> = starts.iter().map(|start| (*start).to_owned()).collect();
        let mut waiting: VecDeque<String> = known.iter().cloned().collect();
        let mut seen = BTreeSet::new();
        while let Some(path) = waiting.pop_front().filter(|_| seen.len() < PAGES) {
            let page = sender.get(&path);
            self.hears(&path, page.headers + &page.text);
            for part in page.text.split("href=\"").skip(1) {
                let link = part.split(['"', '#']).next().unwrap_or_default().replace("&amp;", "&");
                if link.starts_with('/') && known.insert(link.clone()) {
                    waiting.push_back(link);
                }
            }
            seen.insert(path);
        }
        seen
    }
}

fn world() -> World {
    thai_nguyen_2026(766, 2).with_tricks(Tricks::default())
}

/// Bodies that are wrong in a way that tempts to quote them.
fn wrong_calls() -> Vec<(&'static str, String)> {
    let mark = |text: &str| format!("{text} {PERSONAL_MARK}000000001");
    let item = |field: &str, value: Value| {
        let mut item = json!({
            "MaHoSo": "H55.X01840-260803-0117", "MaTTHC": "1.004222", "TrangThaiHoSo": "9",
            "NgayTiepNhan": "20260803080130", "NgayHenTra": "20260812170000",
            "ChuHoSo": mark("Lý Văn Sếnh"), "SoDienThoai": mark("0912"),
        });
        item[field] = value;
        json!({ "service": "DongBoHoSoMC", "madonvi": "H55", "data": [item] }).to_string()
    };
    let mut bodies = Vec::new();
    for field in [
        "MaHoSo",
        "MaTTHC",
        "TrangThaiHoSo",
        "NgayTiepNhan",
        "NgayHenTra",
        "NgayTra",
        "NgayTuChoi",
        "NgayNopHoSo",
        "NgayKetThucXuLy",
        "KenhThucHien",
        "NoiNopHoSo",
        "MaDonViXuLy",
        "DonViXuLy",
        "MaDonViTiepNhan",
        "DuocThanhToanTrucTuyen",
        "HoSoCoThanhPhanSoHoa",
        "TaiLieuNop",
        "DanhSachLePhi",
        "DanhSachHoSoBoSung",
        "DinhDanhCHS",
        "DSKetNoiCSDL",
    ] {
        bodies.push(("/dongbo", item(field, json!(mark("Hứa Thị Dín")))));
        bodies.push(("/dongbo", item(field, json!([{ "Gia": mark("Mùi") }]))));
        bodies.push(("/dongbo", item(field, json!({ (mark("Phùng")): mark("Sìn") }))));
    }
    let fee = json!([{ "Gia": mark("20.000"), "TenPhiLePhi": mark("Lệ phí của ông") }]);
    bodies.push(("/dongbo", item("DanhSachLePhi", fee)));
    let round = json!([{ "NgayBoSung": mark("hôm qua"), "NguoiYeuCauBoSung": mark("Vi Văn") }]);
    bodies.push(("/dongbo", item("DanhSachHoSoBoSung", round)));
    let whole = item("GhiChu", json!(mark("Nhà ở số 5")));
    bodies.push(("/dongbo", whole[..whole.len() - 9].to_owned()));
    bodies.push(("/dongbo", whole.replace("\"ChuHoSo\":", "\"ChuHoSo\"")));
    bodies.push(("/dongbo", format!("{}{whole}", mark("rác"))));
    bodies.push(("/dongbo", json!({ "service": mark("Xoá"), "data": [mark("Lò")] }).to_string()));
    bodies.push(("/dongbo", json!({ "service": "TraCuuHoSo", "mahoso": mark("Lù") }).to_string()));
    let login = json!({ "username": mark("seo"), "password": mark("mật khẩu") });
    bodies.push(("/dongbo", login.to_string()));
    let (session, agency) = (mark("phiên"), mark("Xã của ông"));
    let call = json!({ "session": session, "madonvi": agency, "service": "DongBoHoSoMC",
        "data": mark("không phải danh sách") });
    bodies.push(("/dongbo", call.to_string()));
    let step = json!([{ "MaHoSo": "H55.X01840-260803-0117", "NguoiXuLy": mark("Bế Thị"),
        "ThoiDiemXuLy": mark("sáng nay"), "TrangThai": mark("xong") }, mark("Đàm")]);
    for path in [
        "/dongbo/tien-do",
        "/api/ho-so/tien-trinh",
        "/api/ho-so/trang-thai",
        "/api/ho-so/thanh-toan",
        "/api/ho-so",
        "/dongbo/ho-so",
        "/dongbo/ho-so/cap-nhat",
    ] {
        bodies.push((path, step.to_string()));
    }
    bodies
}

/// A table with one marked cell per row, in each of its columns in turn.
fn marked_rows(world: &World, table: Table) -> String {
    let mut lines = csv(world, table, History::All);
    let header = lines.next().unwrap();
    let sound: Vec<String> =
        lines.next().unwrap().trim_end().split(',').map(str::to_owned).collect();
    let mut text = header;
    for at in 0..sound.len() {
        let mut row = sound.clone();
        row[at] = format!("Chu Thị {PERSONAL_MARK}{at:09}");
        text += &(row.join(",") + "\n");
    }
    text
}

/// A sound table with columns that no template has.
fn personal_columns(world: &World, table: Table) -> String {
    let mut lines = csv(world, table, History::All);
    let mut text = lines.next().unwrap().trim_end().to_owned() + ",ChuHoSo,SoDienThoai\n";
    for (at, line) in lines.take(5).enumerate() {
        let line = line.trim_end();
        text += &format!("{line},Hà Thị {PERSONAL_MARK}{at:09},09{PERSONAL_MARK}{at:09}\n");
    }
    text
}

/// Sends everything there is to send; gives what was heard.
fn send_everything(watch: &mut Watch, sender: &Sender, world: &World) {
    for dialect in
        [Dialect::V2, Dialect::V1, Dialect::BareArray, Dialect::Chunks, Dialect::Rest2026]
    {
        let before = watch.sent;
        for call in calls(world, dialect, world.events()).take(CALLS) {
            let status = watch.post(sender, &address(dialect, &call), JSON, &call.body);
            assert_eq!(status, 200, "{dialect:?} {:?}", call.kind);
        }
        assert!(watch.sent > before + CALLS, "{dialect:?} was sent without marks");
    }
    for (path, body) in wrong_calls() {
        watch.post(sender, path, JSON, &body);
    }
    let query = format!("/dongbo?MaDinhDanhDV={PERSONAL_MARK}1&isUpdating={PERSONAL_MARK}2");
    watch.post(sender, &query, JSON, "[]");
    for header in ["session", "authorization", "user-agent", "cookie"] {
        let value = format!("{PERSONAL_MARK}000000007");
        let answer = sender.post_with("/dongbo", (header, &value), "{\"data\":1}");
        watch.hears(&format!("answer to {header}"), answer.headers + &answer.text);
    }
    for table in Table::ALL {
        let path = format!("/api/v1/intake/{}?sender={PERSONAL_MARK}3", table.name());
        watch.post(sender, &path, "text/csv", &marked_rows(world, table));
        let status = watch.post(sender, &path, "text/csv", &personal_columns(world, table));
        assert_eq!(status, 400, "{} with personal columns", table.name());
        let object = format!("{{\"number\":\"H55-1\",\"HoTen\":\"Sùng {PERSONAL_MARK}4\"}}\n");
        watch.post(sender, &path, "application/x-ndjson", &object);
    }
}

/// Takes marked files in with the command; they are refused.
fn take_files(watch: &mut Watch, data: &Data, world: &World) -> Vec<String> {
    let mut names = Vec::new();
    for table in Table::ALL {
        for (kind, text) in
            [("o", marked_rows(world, table)), ("cot", personal_columns(world, table))]
        {
            let name = format!("{kind}-{}.csv", table.name());
            let path = data.file(&name, watch.sending(&text));
            let output = data.command().args(["intake", table.name()]).arg(path).output().unwrap();
            assert_eq!(output.status.code(), Some(3), "{name}: {}", stderr(&output));
            watch.hears(&name, stdout(&output) + &stderr(&output));
            names.push(name);
        }
    }
    names
}

#[test]
fn no_mark_is_anywhere_afterwards() {
    let (data, world) = (Data::empty(), world());
    let mut watch = Watch::default();
    let said = data.path().join("said.txt");
    let server = Running::start(data.command(), &said);
    let mut sender = server.sender();
    assert_eq!(sender.sign_in(ACCOUNT, PASSWORD), 303);
    let live = "/api/v1/live?parent=H55&period=2026-01";
    let mut feed = Feed::open(&server.host, live);
    watch.hears("snapshot", feed.until("snapshot"));
    send_everything(&mut watch, &sender, &world);
    watch.hears("frame", feed.until("revision"));
    watch.hears("late snapshot", Feed::open(&server.host, live).until("snapshot"));
    let starts = [
        "/",
        "/?lang=en",
        "/tiep-nhan",
        "/tiep-nhan?lang=en",
        "/xep-hang?parent=H55",
        "/don-vi/H55?period=2026-01",
        "/cong-thuc",
        "/viec?agency=H55&period=2026-01",
        "/ho-so?agency=H55&period=2026-01",
        "/chat-luong?agency=H55&period=2026-01",
    ];
    let pages = watch.crawl(&sender, &starts);
    assert!(pages.len() > 40, "{pages:?}");
    // While it works: the log of the database is a file of its own.
    let names = watch.folder(data.path(), &[]);
    for name in ["chiso.db", "chiso.db-wal", "chiso.db-shm", "said.txt"] {
        assert!(names.contains(name), "{name}: {names:?}");
    }
    let backup = data.run(&format!("backup {}", data.path().join("copy.bak").display()));
    assert!(backup.status.success(), "{}", stderr(&backup));
    drop((sender, feed));
    let ended = server.stop();
    assert!(ended.status.success(), "{}", ended.said);
    watch.hears("standard output", &ended.printed);
    let sent = take_files(&mut watch, &data, &world);
    let sent: Vec<&str> = sent.iter().map(String::as_str).collect();
    let names = watch.folder(data.path(), &sent);
    for name in ["chiso.db", "chiso.checkpoint", "copy.bak", "said.txt"] {
        assert!(names.contains(name), "{name}: {names:?}");
    }
    for command in ["verify", "dossiers --agency H55 --period 2026-01 --measure received --csv"] {
        let output = data.run(command);
        watch.hears(command, stdout(&output) + &stderr(&output));
    }
    println!(
        "{} marks sent, {} bytes and {} pages looked at",
        watch.sent,
        watch.heard,
        pages.len()
    );
    assert!(watch.sent > 3_000, "only {} marks were sent", watch.sent);
    assert!(watch.finds.is_empty(), "{}", watch.finds.join("\n"));
}

/// The search finds what it must find, wherever it is planted.
#[rstest]
#[case::plain("Nguyễn Thị RIENGTU000000001")]
#[case::small_letters("/don-vi/riengtu000000001")]
#[case::hexadecimal("x'5249454e475455'")]
#[case::base64("UklFTkdUVTAwMDAwMDAwMQ==")]
#[case::utf16("R\0I\0E\0N\0G\0T\0U\0")]
fn a_planted_mark_is_found(#[case] planted: &str) {
    let data = Data::empty();
    data.file("chiso.db-wal", ["\u{0}\u{1}SQLite ", planted, "\u{2}"].concat());
    data.file("sent.csv", planted);
    let mut watch = Watch::default();
    watch.folder(data.path(), &["sent.csv"]);
    assert_eq!(watch.finds.len(), 1, "{:?}", watch.finds);
    watch.hears("page", "Nguyễn Thị Ri Eng Tu");
    assert_eq!(watch.finds.len(), 1);
}

#[test]
fn a_planted_digest_is_found() {
    let mut watch = Watch::default();
    watch.sending(&format!("[{{\"ChuHoSo\":\"Sầm {PERSONAL_MARK}5\"}}]"));
    let digest = Sha256::digest(format!("Sầm {PERSONAL_MARK}5"));
    watch.hears("raw", [&[0; 5][..], &digest[..], &[7]].concat());
    watch.hears("text", digest.iter().map(|byte| format!("{byte:02X}")).collect::<String>());
    assert_eq!(watch.finds.len(), 2, "{:?}", watch.finds);
}
