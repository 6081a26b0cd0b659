//! What the manifest says, what it refuses, what it notices.

use super::*;
use crate::pack::{Error, Pack};
use rstest::rstest;

fn origin() -> Origin {
    Origin {
        closing: Some(12),
        agency: "H03".to_owned(),
        name: "Tỉnh Bắc Kạn".to_owned(),
        period: "2023-08".to_owned(),
        as_of: "2023-08-31T23:59:59".to_owned(),
        revision: 41,
        rulebook: ("766-2022".to_owned(), "0f".repeat(32)),
        official: false,
        root: Some("a7".repeat(32)),
        templates: None,
        program: "chiso 0.1.0".to_owned(),
    }
}

fn file(name: &str, what: &str, bytes: &[u8]) -> File {
    File { name: name.to_owned(), what: what.to_owned(), bytes: bytes.to_vec() }
}

fn files() -> Vec<File> {
    vec![
        file("bao-cao-H03-2023-08.docx", "Báo cáo tháng (Word)", b"mot"),
        file("bang/bao-cao-01.csv", "Bảng 1: Tỷ lệ\nhồ sơ", b"hai ba"),
    ]
}

fn pack() -> Pack {
    Pack::new(origin(), files()).unwrap()
}

fn printed(pack: &Pack) -> String {
    String::from_utf8(pack.file(MANIFEST).unwrap().bytes.clone()).unwrap()
}

#[test]
fn it_reads_like_this() {
    let pack = pack();
    assert_eq!(pack.name(), "H03-2023-08-chot-12");
    insta::assert_snapshot!(printed(&pack));
    let read = Manifest::read(&printed(&pack)).unwrap();
    assert_eq!(read, Manifest::of(&origin(), &files()));
}

/// Whoever has the usual tool needs no chiso.
#[test]
fn sha256sum_checks_it() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("bang")).unwrap();
    for file in &pack().files {
        std::fs::write(dir.path().join(&file.name), &file.bytes).unwrap();
    }
    let check = || {
        let mut command = std::process::Command::new("sha256sum");
        command.args(["--check", "--strict", MANIFEST]).current_dir(dir.path());
        command.output().expect("sha256sum of GNU coreutils").status.success()
    };
    assert!(check());
    std::fs::write(dir.path().join("bang/bao-cao-01.csv"), b"hai bA").unwrap();
    assert!(!check());
}

fn found(files: &[File]) -> Vec<Found> {
    files.iter().map(|file| Found::of(&file.name, &file.bytes)).collect()
}

#[test]
fn every_difference_is_named() {
    let manifest = Manifest::read(&printed(&pack())).unwrap();
    assert_eq!(manifest.check(&found(&pack().files)), []);
    let name = "bao-cao-H03-2023-08.docx".to_owned();
    let cases = [
        (vec![file(&name, "", b"mot")], vec![Fault::Missing("bang/bao-cao-01.csv".to_owned())]),
        (
            vec![file(&name, "", b"mot.")],
            vec![
                Fault::Size { name: name.clone(), listed: 3, found: 4 },
                Fault::Missing("bang/bao-cao-01.csv".to_owned()),
            ],
        ),
        (
            vec![file(&name, "", b"moT"), file("bang/bao-cao-01.csv", "", b"hai ba")],
            vec![Fault::Bytes(name.clone())],
        ),
        (
            [files(), vec![file("la.txt", "", b"x")]].concat(),
            vec![Fault::Unlisted("la.txt".to_owned())],
        ),
    ];
    for (files, faults) in cases {
        assert_eq!(manifest.check(&found(&files)), faults);
    }
}

const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[rstest]
#[case("", 1, "this is no manifest of a pack")]
#[case("# chiso-pack 2\n", 1, "this is no manifest of a pack")]
#[case("# chiso-pack 1\nDIGEST  a.csv\n", 2, "a file without its size")]
#[case("# chiso-pack 1\n# ba byte: x\nDIGEST  a.csv\n", 2, "a size that is no number")]
#[case("# chiso-pack 1\n# 67108865 byte: x\n", 2, "a size that no file of a pack has")]
#[case("# chiso-pack 1\n# 3 byte: x\nabc  a.csv\n", 3, "a digest that is none")]
#[case("# chiso-pack 1\n# 3 byte: x\nDIGEST  ../a.csv\n", 3, "a name that no file of a pack has")]
#[case("# chiso-pack 1\n# 3 byte: x\nDIGEST  /etc/a\n", 3, "a name that no file of a pack has")]
#[case(
    "# chiso-pack 1\n# 3 byte: x\nDIGEST  MANIFEST.txt\n",
    3,
    "a name that no file of a pack has"
)]
#[case(
    "# chiso-pack 1\n# 3 byte: x\nDIGEST  a\n# 3 byte: x\nDIGEST  a\n",
    5,
    "a file that stands twice"
)]
fn what_is_no_manifest_is_refused(
    #[case] text: &str,
    #[case] line: usize,
    #[case] reason: &'static str,
) {
    let text = text.replace("DIGEST", DIGEST);
    assert_eq!(Manifest::read(&text), Err(Wrong { line, reason }));
}

#[test]
fn a_pack_has_so_many_files_and_no_more() {
    let some = |count: usize| {
        let files = (0..count).map(|at| file(&format!("{at}.csv"), "x", b"")).collect();
        Pack::new(origin(), files)
    };
    assert_eq!(some(FILES).unwrap().files.len(), FILES + 1);
    assert!(matches!(some(FILES + 1), Err(Error::TooMany(501))));
    let line = |at: usize| format!("# 1 byte: x\n{DIGEST}  {at}\n");
    let listed = |count: usize| {
        Manifest::read(&format!("{TITLE}\n{}", (0..count).map(line).collect::<String>()))
    };
    assert_eq!(listed(FILES).unwrap().entries.len(), FILES);
    assert!(listed(FILES + 1).is_err());
}

#[test]
fn two_files_of_one_name_make_no_pack() {
    let files = vec![file("a.csv", "x", b"1"), file("a.csv", "y", b"2")];
    assert!(matches!(Pack::new(origin(), files), Err(Error::Names)));
}
