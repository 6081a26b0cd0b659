//! Report packs of real closed periods: made, made again elsewhere, checked, delivered.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data as Cell, Reader, Xlsx};
use serde_json::Value;
use support::{Data, stderr, stdout};

/// Closes a period; what the checks find is waived.
fn close(data: &Data, agency: &str, period: &str, as_of: &str) -> Output {
    let asked = ["close", "--agency", agency, "--period", period, "--as-of", as_of];
    let looked = data.command().args(asked).args(["--dry-run", "--json"]).output().unwrap();
    let looked: Value = serde_json::from_slice(&looked.stdout).unwrap();
    let found = looked["checks"].as_array().unwrap().iter().filter(|check| check["found"] != 0);
    let waivers = found.flat_map(|check| {
        ["--waive".to_owned(), format!("{}=đã đối chiếu", check["check"].as_str().unwrap())]
    });
    let by = ["--by", "Chánh Văn phòng UBND tỉnh"];
    let output = data.command().args(asked).args(by).args(waivers).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    output
}

/// Bắc Kạn 8/2023 as 1, Thái Nguyên at 31/7 and 31/8/2023 as 2 and 3.
fn closed() -> Data {
    let data = Data::filled();
    close(&data, "H03", "2023-08", "2023-09-12");
    close(&data, "H55", "2023", "2023-07-31");
    close(&data, "H55", "2023", "2023-08-31");
    data
}

fn pack(data: &Data, number: u64, out: &Path) -> Value {
    let number = number.to_string();
    let asked = ["--json", "pack", "--closing", &number, "--out"];
    let output = data.command().args(asked).arg(out).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), bytes);
            }
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().map(|path| path.to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_pack_has_every_document_that_its_figures_carry() {
    let data = closed();
    let [one, two, three] = [1, 2, 3].map(|number| {
        let out = data.path().join(format!("gói {number}"));
        pack(&data, number, &out);
        names(&out)
    });
    let documents = |names: &[String]| -> Vec<String> {
        let docx = names.iter().filter_map(|name| name.strip_suffix(".docx"));
        docx.map(str::to_owned).collect()
    };
    assert_eq!(
        documents(&one),
        ["bao-cao-H03-2023-08", "boi-canh-H03-2023-08", "thuyet-minh-H03-2023-08"]
    );
    // There is nothing before it to compare with.
    assert_eq!(documents(&two), ["bao-cao-H55-2023", "boi-canh-H55-2023", "thuyet-minh-H55-2023"]);
    assert_eq!(
        documents(&three),
        [
            "bao-cao-H55-2023",
            "boi-canh-H55-2023",
            "cong-van-chi-dao-H55-2023",
            "cong-van-so-sanh-H55-2023",
            "thuyet-minh-H55-2023"
        ]
    );
    for (names, number) in [(&one, 1), (&two, 2), (&three, 3)] {
        for document in documents(names) {
            for ending in ["xlsx", "html"] {
                assert!(names.contains(&format!("{document}.{ending}")), "{document}.{ending}");
            }
        }
        assert!(names.contains(&format!("ban-chot-{number}.txt")), "{names:?}");
        assert!(names.iter().all(|name| name.is_ascii()), "{names:?}");
    }
    assert_eq!(one.iter().filter(|name| name.starts_with("bang/bao-cao-")).count(), 9);
}

/// A shell with another mask for new files runs the command elsewhere, as somebody else, in another time and tongue.
fn elsewhere(data: &Path, out: &Path, (zone, lang, user, mask): (&str, &str, &str, &str)) {
    let home = tempfile::tempdir().unwrap();
    let script = format!("umask {mask}; exec \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_chiso"), "--data"])
        .arg(data)
        .args(["pack", "--closing", "3", "--out"])
        .arg(out)
        .env_clear()
        .envs([("TZ", zone), ("LANG", lang), ("LC_ALL", lang), ("USER", user), ("LOGNAME", user)])
        .env("HOME", home.path())
        .current_dir(home.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn the_same_closing_gives_the_same_bytes_on_every_machine() {
    let data = closed();
    let copy = data.path().join("sao lưu.db");
    let backup = data.command().arg("backup").arg(&copy).output().unwrap();
    assert!(backup.status.success(), "{}", stderr(&backup));
    let other = Data::empty();
    let restored = other.command().arg("restore").arg(&copy).output().unwrap();
    assert!(restored.status.success(), "{}", stderr(&restored));

    let here = ("Asia/Ho_Chi_Minh", "vi_VN.UTF-8", "văn-thư", "022");
    let there = ("America/St_Johns", "C", "root", "077");
    let (a, b) = (data.path().join("một"), other.path().join("hai"));
    elsewhere(data.path(), &a, here);
    elsewhere(other.path(), &b, there);
    let (first, second) = (files(&a), files(&b));
    assert!(first.len() > 20, "{}", first.len());
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(second[name] == *bytes, "{} differs", name.display());
    }
    let (a, b) = (data.path().join("một.zip"), other.path().join("hai.zip"));
    elsewhere(data.path(), &a, here);
    elsewhere(other.path(), &b, there);
    assert!(std::fs::read(a).unwrap() == std::fs::read(b).unwrap());
}

/// What is reopened, closed or taken in later changes no pack that was made before.
#[test]
fn nothing_that_comes_later_changes_a_pack() {
    let data = closed();
    let before = data.path().join("trước");
    pack(&data, 3, &before);
    let reopen = ["reopen", "2", "--by", "Sở Nội vụ", "--reason", "Sót số liệu"];
    assert!(data.command().args(reopen).output().unwrap().status.success());
    let later = "2023,2023-08-20,H55,2.1,1,2,,Cổng,,\n";
    let taken = data.take_text("sau.csv", format!("{}{later}", support::HEADER));
    assert_eq!(taken.exit, 0);
    close(&data, "H55", "2023", "2023-08-20");
    let after = data.path().join("sau");
    pack(&data, 3, &after);
    assert_eq!(files(&before), files(&after));
}

/// A period that was reopened and closed again says what it said before.
#[test]
fn a_period_closed_again_tells_what_changed() {
    let data = closed();
    let reopen = ["reopen", "1", "--by", "Sở Nội vụ", "--reason", "Cổng công bố lại điểm số hóa"];
    assert!(data.command().args(reopen).output().unwrap().status.success());
    let row = "2023-08,2023-09-14,H03,MDSH,,,9.87,Cổng DVCQG,,\n";
    assert_eq!(data.take_text("lại.csv", format!("{}{row}", support::HEADER)).exit, 0);
    close(&data, "H03", "2023-08", "2023-09-15");
    let out = data.path().join("gói");
    pack(&data, 4, &out);
    let text = std::fs::read_to_string(out.join("bao-cao-H03-2023-08.html")).unwrap();
    for part in ["9,87", "Cổng công bố lại điểm số hóa", "Số 1, tháng 8/2023"] {
        assert!(text.contains(part), "{part}");
    }
    let first = data.path().join("gói 1");
    pack(&data, 1, &first);
    let text = std::fs::read_to_string(first.join("bao-cao-H03-2023-08.html")).unwrap();
    assert!(!text.contains("Cổng công bố lại điểm số hóa"));
}

#[test]
fn a_pack_is_held_against_its_manifest() {
    let data = closed();
    let (folder, zip) = (data.path().join("gói"), data.path().join("gói.zip"));
    let told = pack(&data, 1, &folder);
    pack(&data, 1, &zip);
    assert_eq!(told.as_array().unwrap().len(), files(&folder).len());
    let check = |path: &Path| {
        let output = data.command().args(["--json", "pack", "--check"]).arg(path).output().unwrap();
        let faults: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code(), faults)
    };
    assert_eq!(check(&folder), (Some(0), serde_json::json!([])));
    assert_eq!(check(&zip), (Some(0), serde_json::json!([])));

    let table = folder.join("bang/bao-cao-01.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, text.replacen('1', "2", 1)).unwrap();
    std::fs::remove_file(folder.join("bang/bao-cao-02.csv")).unwrap();
    std::fs::write(folder.join("bang/bao-cao-03.csv"), "").unwrap();
    std::fs::write(folder.join("ghi chú.txt"), "của ai đó").unwrap();
    let faults = serde_json::json!([
        { "file": "bang/bao-cao-01.csv", "fault": "bytes" },
        { "file": "bang/bao-cao-02.csv", "fault": "missing" },
        { "file": "bang/bao-cao-03.csv", "fault": "size" },
        { "file": "ghi chú.txt", "fault": "unlisted" },
    ]);
    assert_eq!(check(&folder), (Some(4), faults));

    // What is no pack is refused.
    assert_eq!(check(&data.path().join("không có")).0, Some(5));
    assert_eq!(check(data.path()).0, Some(5));
    assert_eq!(check(&data.file("hỏng.zip", "PK")).0, Some(3));
    std::fs::write(folder.join("MANIFEST.txt"), "không phải danh mục").unwrap();
    assert_eq!(check(&folder).0, Some(3));
}

#[test]
fn what_is_there_already_is_left_alone() {
    let data = closed();
    let out = data.path().join("gói");
    pack(&data, 1, &out);
    // The same pack lies there: there is nothing to do.
    pack(&data, 1, &out);
    let before = files(&out);
    let asked = |arguments: &[&str]| {
        let output = data.command().arg("pack").args(arguments).arg("--out").arg(&out).output();
        output.unwrap().status.code()
    };
    assert_eq!(asked(&["--closing", "3"]), Some(2));
    assert_eq!(asked(&["--closing", "99"]), Some(5));
    assert_eq!(asked(&[]), Some(2));
    assert_eq!(files(&out), before);
}

/// Numbers of workbooks are numbers, in formats with thousands; no text looks like one.
#[test]
fn workbooks_hold_numbers_and_documents_stay_small() {
    let data = closed();
    let mut numbers = 0;
    for number in [1, 3] {
        let out = data.path().join(number.to_string());
        pack(&data, number, &out);
        for (name, bytes) in files(&out) {
            let ending = name.extension().unwrap().to_str().unwrap();
            match ending {
                "docx" => assert!(bytes.len() < 1_000_000, "{}", name.display()),
                "xlsx" => numbers += typed(&name, bytes),
                _ => {}
            }
        }
    }
    assert!(numbers > 400, "{numbers}");
}

/// How many cells hold numbers.
fn typed(name: &Path, bytes: Vec<u8>) -> usize {
    let mut styles = String::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    zip.by_name("xl/styles.xml").unwrap().read_to_string(&mut styles).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut numbers = 0;
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        // The first column holds marks such as 1.1.
        for (row, column, cell) in range.used_cells().filter(|(_, column, _)| *column > 0) {
            match cell {
                Cell::Float(_) | Cell::Int(_) => numbers += 1,
                Cell::String(text) => {
                    let digits = text.chars().all(|c| c.is_ascii_digit() || ".,+-% ".contains(c));
                    let looks = digits && text.contains(|c: char| c.is_ascii_digit());
                    assert!(!looks, "{}, {sheet} {row},{column}: {text}", name.display());
                }
                _ => {}
            }
        }
    }
    assert!(numbers == 0 || styles.contains("formatCode=\"#,##0"), "{}", name.display());
    numbers
}

#[test]
fn a_pack_is_made_when_a_period_closes_and_its_failure_undoes_nothing() {
    let data = Data::filled();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let settings = format!(
        "[folder]\npath = \"kho\"\narchive = false\n[smtp]\nserver = \"127.0.0.1\"\nport = {port}\n\
         from = \"chiso@backan.gov.vn\"\n[[recipient]]\nid = \"van-phong\"\naddress = \"vp@backan.gov.vn\"\n"
    );
    data.file("giao-nhan.toml", settings);
    let said = stderr(&close(&data, "H03", "2023-08", "2023-09-12"));
    assert!(said.contains("Thư mục: đã giao"), "{said}");
    assert!(said.contains("van-phong: chưa giao được"), "{said}");
    assert!(!said.contains("vp@backan.gov.vn"), "no address is told: {said}");
    // The documents A, E and F are there as PDF too, where that was built in.
    let files = if cfg!(feature = "pdf") { 25 } else { 22 };
    assert_eq!(names(&data.path().join("kho")).len(), files);

    let deliver = |arguments: &[&str]| {
        let output = data.command().args(["--json", "deliver"]).args(arguments).output().unwrap();
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code(), told)
    };
    let (code, told) = deliver(&["1"]);
    assert_eq!((code, told.as_array().unwrap().len()), (Some(1), 1));
    assert_eq!((&told[0]["target"], &told[0]["outcome"]), (&"van-phong".into(), &"waiting".into()));
    assert_eq!(deliver(&["9"]).0, Some(5));

    // Whoever takes the office out of the settings waits for nothing any more.
    data.file("giao-nhan.toml", "[folder]\npath = \"kho\"\n");
    assert_eq!(deliver(&[]), (Some(0), serde_json::json!([])));
    let (code, told) = deliver(&["1", "--again"]);
    assert_eq!((code, &told[0]["outcome"]), (Some(0), &"delivered".into()));

    data.file("giao-nhan.toml", "[thu-muc]\n");
    let output = data.command().args(["deliver", "1"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stdout(&output));
    assert!(stderr(&output).contains("giao-nhan.toml:1:"), "{}", stderr(&output));
}
