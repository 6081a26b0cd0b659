//! `chiso verify --snapshot`: a closed period checked with nothing but its file.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::process::{Command, Output};

use chiso_report::snapshot::{Frozen, Key, Origin, Sealed, seal};
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::figure::{Captured, Figure, Reported};
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::rulebook::Rulebooks;
use chiso_scoring::score::Basis;
use rstest::rstest;
use tempfile::TempDir;

fn agency(code: &str, name: &str, level: Level, parent: Option<&str>) -> Agency {
    Agency {
        code: code.to_owned(),
        name: name.to_owned(),
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    }
}

/// A province with two communes; the second received 3 dossiers.
fn frozen() -> Frozen {
    let books = Rulebooks::embedded();
    let rules = books.get("766-2024").unwrap();
    let period = "2026-08".parse().unwrap();
    let counted = |code: &str, received: i64| {
        let number = |id: &str| if id == "received" { received } else { 0 };
        Counted {
            agency: code.to_owned(),
            indicators: vec![None; rules.indicators.len()],
            measures: rules
                .measures
                .iter()
                .map(|measure| match &*measure.id {
                    "unsynced" | "sync_base" => received,
                    id => number(id),
                })
                .collect(),
        }
    };
    let units = [("H55.242", 1_840), ("H55.249", 3)];
    let units = || units.iter().map(|(code, received)| counted(code, *received));
    let captured = |agency: &str, indicator: &str, points: &str| Captured {
        reported: Reported {
            period,
            as_of: "2026-09-02T00:00:00".parse().unwrap(),
            agency: agency.to_owned(),
            indicator: indicator.to_owned(),
            figure: Figure { points: Some(points.parse().unwrap()), ..Figure::default() },
            source: "Cổng Dịch vụ công quốc gia".to_owned(),
        },
        revision: 7,
    };
    Frozen {
        agency: "H55".to_owned(),
        period,
        origin: Origin::Published,
        basis: Basis::Published,
        as_of: "2026-08-31T23:59:59".parse().unwrap(),
        revision: 48_121,
        rulebook: rules.print().unwrap(),
        agencies: vec![
            agency("VN", "Cả nước", Level::Nation, None),
            agency("H55", "Tỉnh Thái Nguyên", Level::Province, Some("VN")),
            agency("H55.242", "Xã Đại Phúc", Level::Commune, Some("H55")),
            agency("H55.249", "Xã Na Mao", Level::Commune, Some("H55")),
        ],
        captured: vec![captured("H55", "2.1", "17.25"), captured("H55.242", "2.1", "18.61")],
        counted: [counted("H55", 1_843)].into_iter().chain(units()).collect(),
        own: [counted("H55", 0)].into_iter().chain(units()).collect(),
        watermarks: Vec::new(),
        checks: Vec::new(),
        closed_by: "Chánh Văn phòng UBND tỉnh".to_owned(),
        closed_at: "2026-09-01T01:30:00Z".parse().unwrap(),
        replaces: Some(6),
        lists: (1_843, [17; 32]),
    }
}

struct Files {
    folder: TempDir,
    sealed: Sealed,
}

fn key() -> Key {
    Key::new([41; 32])
}

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sealed = seal(&frozen(), &key()).unwrap();
        std::fs::write(folder.path().join("full"), &sealed.full).unwrap();
        std::fs::write(folder.path().join("public"), &sealed.public).unwrap();
        std::fs::write(folder.path().join("key.pem"), key().public().to_pem()).unwrap();
        std::fs::write(folder.path().join("other.pem"), Key::new([9; 32]).public().to_pem())
            .unwrap();
        Self { folder, sealed }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the command in an empty folder: there is no store.
    fn verify(&self, options: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chiso"));
        command.current_dir(self.folder.path()).env_remove("CHISO_DATA").arg("verify");
        command.args(options.split(' ')).output().unwrap()
    }
}

fn told(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_whole_file_holds_and_says_what_was_checked() {
    let files = Files::new();
    let output = files.verify("--snapshot full --key key.pem");
    let (table, said) = told(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for part in [
        "Tỉnh Thái Nguyên (H55), tháng 8/2026",
        "Người chốt: Chánh Văn phòng UBND tỉnh, lúc 08:30 01/09/2026",
        "Thay cho bản chốt số 6.",
        "Danh sách lưu nội bộ: 1.843 dòng",
        &key().public().fingerprint(),
        "Mọi điều kiểm tra được đều đúng.",
    ] {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    for part in ["mã băm từng dòng", "đúng khóa đã nêu", "tổng của các đơn vị bên dưới"]
    {
        assert!(table.contains(part), "{part} is not in:\n{table}");
    }
    assert!(!said.contains("Chưa nêu --key"));
    let made: Vec<_> = std::fs::read_dir(files.folder.path()).unwrap().collect();
    assert_eq!(made.len(), 4, "nothing was made beside the four files");
}

#[test]
fn the_file_for_everybody_holds_and_says_what_is_withheld() {
    let files = Files::new();
    assert!(files.sealed.withheld > 0);
    let output = files.verify("--snapshot public --json");
    let (json, said) = told(&output);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(json["holds"], true);
    assert_eq!(json["withheld"], files.sealed.withheld);
    assert_eq!(json["key"], key().public().to_hex());
    assert_eq!(json["key_expected"], false);
    assert_eq!(json["about"]["closed_at"], "2026-09-01T08:30:00");
    let checks: Vec<&str> = json["checked"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["check"].as_str())
        .collect();
    let expected = ["hashes", "numbers", "root", "signature", "rows", "points", "ratios", "sums"];
    assert_eq!(checks, expected);
    assert!(said.contains("không nêu (số ít)") && said.contains("Chưa nêu --key"), "{said}");
}

#[test]
fn a_changed_row_is_named() {
    let files = Files::new();
    let text = String::from_utf8(files.sealed.full.clone()).unwrap();
    let at = "points\tH55.242\tindicator\t2.1\t";
    let changed = text.replace(&format!("{at}18.61"), &format!("{at}19.61"));
    assert_ne!(changed, text);
    let row = text.lines().position(|line| line.contains(at)).unwrap();
    std::fs::write(files.path("changed"), changed).unwrap();
    let output = files.verify("--snapshot changed --csv --lang en");
    let (csv, said) = told(&output);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("this is not what was closed"), "{said}");
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[1].starts_with(&format!("{},hash of each row,H55.242,2.1,", row + 1)), "{csv}");
    let points = lines.iter().find(|line| line.contains("points, states")).unwrap();
    assert!(points.contains("19.61 value") && points.contains("18.61 value"), "{points}");
}

#[test]
fn another_key_is_told() {
    let files = Files::new();
    let output = files.verify("--snapshot full --key other.pem");
    assert_eq!(output.status.code(), Some(4));
    assert!(told(&output).0.contains("đúng khóa đã nêu"));
    let digits = format!("--snapshot full --key {}", key().public().to_hex());
    assert_eq!(files.verify(&digits).status.code(), Some(0));
}

#[rstest]
#[case::missing("--snapshot nowhere", 5, "nowhere")]
#[case::other("--snapshot key.pem", 3, "dòng đầu không phải của một bản chốt")]
#[case::key("--snapshot full --key full", 2, "khóa công khai")]
#[case::no_key("--snapshot full --key 12", 2, "'12'")]
#[case::alone("--key key.pem", 2, "--snapshot")]
#[case::period("--snapshot full --period 2026-08", 2, "--period")]
fn what_cannot_be_checked(#[case] options: &str, #[case] code: i32, #[case] part: &str) {
    let output = Files::new().verify(options);
    let (_, said) = told(&output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(part), "{said}");
}
