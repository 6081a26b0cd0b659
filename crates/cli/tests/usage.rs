//! What is asked wrongly, or of a machine that cannot: one clear sentence, the fixed exit code, no
//! panic.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Read;
use std::net::TcpListener;
use std::process::Stdio;

use rstest::rstest;
use support::{Data, HEADER, stderr, stdout};

#[test]
fn without_a_command() {
    let output = support::chiso().output().unwrap();
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    assert_eq!(stderr(&output), "chiso: cần có một lệnh; 'chiso --help' liệt kê các lệnh\n");
    let output = support::chiso().args(["--lang", "en"]).output().unwrap();
    assert_eq!(stderr(&output), "chiso: a command is needed; 'chiso --help' lists them\n");
}

#[rstest]
#[case("frobnicate", "'frobnicate'")]
#[case("score --agency H44", "--period")]
#[case("score --agency H44 --period 2026-13", "'2026-13' does not exist")]
#[case("score --agency H44 --period 2026-08 --loud", "'--loud'")]
#[case("score --agency H44 --period 2026-08 --json --csv", "--csv")]
#[case("score --agency H44 --period 2026-08 --as-of yesterday", "write yyyy-mm-dd")]
#[case("score --agency H44 --period 2026-08 --known-at -1", "-1")]
#[case("rank --level planet --period 2026-08", "'planet' is not a level")]
#[case("compare --agency H44 --from 2026-08@x --to 2026-08", "'x' is not a time")]
#[case("rules check --lang fr", "fr")]
#[case("serve --listen nowhere", "nowhere")]
#[case("intake reported", "<FILES>")]
fn a_command_line_that_makes_no_sense(#[case] line: &str, #[case] expected: &str) {
    let output = support::chiso().args(line.split(' ')).args(["--lang", "en"]).output().unwrap();
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    let said = stderr(&output);
    assert!(said.starts_with("chiso: ") && said.contains(expected), "{said}");
    let first = said.lines().next().unwrap();
    let output = support::chiso().args(line.split(' ')).output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.starts_with("chiso: ") && !said.contains(first), "{said}");
    assert!(said.ends_with("Xem hướng dẫn: 'chiso --help'.\n"), "{said}");
}

/// What people meet most often, in both languages.
#[rstest]
#[case("frobnicate", 2, "không có lệnh “frobnicate”", "there is no command 'frobnicate'")]
#[case("score --agency H44", 2, "thiếu --period <KỲ>", "missing: --period <PERIOD>")]
#[case(
    "score --agency H44 --period 2026-08 --perid x",
    2,
    "Có thể bạn cần: --period",
    "You may mean: --period"
)]
#[case(
    "score --agency H44 --period 2026-13",
    2,
    "kỳ “2026-13” không có thật",
    "the period '2026-13' does not exist"
)]
#[case(
    "score --agency H03 --period 2026-08",
    5,
    "đơn vị “H03” không có hiệu lực trong kỳ 2026-08 (được kế thừa bởi H55)",
    "agency 'H03' is not in force in 2026-08 (carried on by H55)"
)]
#[case("score --agency H98 --period 2026-08", 5, "không có đơn vị “H98”", "'H98' is unknown")]
#[case(
    "score --agency H44 --period 2026-08",
    5,
    "kho dữ liệu không có số liệu của kỳ 2026-08",
    "no figures of 2026-08 in the store"
)]
#[case("rules show 766-2042", 5, "có phải 766-202", "did you mean 766-202")]
#[case(
    "score --agency H14 --period 2019",
    5,
    "không có bộ quy tắc nào có hiệu lực trong kỳ 2019",
    "no rulebook is in force in 2019"
)]
#[case(
    "intake reported nowhere.csv",
    5,
    "không đọc được “nowhere.csv”: không có tệp hoặc thư mục này",
    "cannot read 'nowhere.csv': No such file"
)]
fn people_are_told_in_their_language(
    #[case] line: &str,
    #[case] exit: i32,
    #[case] vi: &str,
    #[case] en: &str,
) {
    let data = Data::empty();
    for (lang, expected) in [("", vi), (" --lang vi", vi), (" --lang en", en), (" --lang=en", en)] {
        let output = data.run(&format!("{line}{lang}"));
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(exit), "{said}");
        assert!(said.starts_with("chiso: ") && said.contains(expected), "{said}");
    }
}

#[rstest]
#[case("score --agency H98 --period 2026-08", "agency 'H98' is unknown")]
#[case("score --agency H03 --period 2026-08", "not in force in 2026-08 (carried on by H55)")]
#[case("score --agency H44 --period 2026-09", "no figures of 2026-09 in the store")]
#[case("score --agency H44 --period 2026-08 --known-at 1", "no figures of 2026-08")]
#[case(
    "score --agency H44 --period 2026-08 --rules mine",
    "the rulebook 'mine' is unknown; known are: 766-2022, 766-2024"
)]
#[case("score --agency H01 --period 2019 --rules 766-2024", "not in force in 2019")]
#[case("score --agency H14 --period 2019", "no rulebook is in force in 2019")]
#[case("rank --level province --period 2026-09", "no figures of 2026-09")]
#[case("rank --level commune --parent H98 --period 2026-08", "'H98' is unknown")]
#[case(
    "rank --level province --period 2026-08 --group ABC",
    "'ABC' is no indicator, group or axis of 766-2024; groups are CKMB,"
)]
#[case("compare --agency H44 --from 2026-07 --to 2026-08", "no figures of 2026-07")]
#[case("explain --agency H44 --period 2026-08 --indicator 9.9", "'9.9' is no indicator")]
#[case("differences --period 2026-07", "no figures of 2026-07")]
#[case("differences --period 2026-08 --agency H98", "'H98' is unknown")]
fn what_does_not_exist(#[case] question: &str, #[case] expected: &str) {
    let data = Data::empty();
    let row = "2026-08,2026-09-05,H44,2.1,80,100,16.00,Thử,80.00,\n";
    data.take_text("figures.csv", format!("{HEADER}{row}"));
    for form in ["", " --json", " --csv"] {
        let output = data.run(&format!("{question}{form} --lang en"));
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(5), ""));
        let said = stderr(&output);
        assert!(said.starts_with("chiso: ") && said.contains(expected), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

/// One sentence and exit 1.
fn fails(output: &std::process::Output, expected: &str) {
    let said = stderr(output);
    assert_eq!((output.status.code(), stdout(output).as_str()), (Some(1), ""), "{said}");
    assert!(said.starts_with("chiso: ") && said.contains(expected), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[rstest]
#[case("serve")]
#[case("demo --scale 1000")]
fn a_port_that_is_taken(#[case] command: &str) {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = Data::empty();
    let output = data.run(&format!("{command} --listen {address} --lang en"));
    let said = stderr(&output);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    let sentence = said.lines().last().unwrap();
    assert!(sentence.starts_with(&format!("chiso: cannot listen on {address}: ")), "{said}");
}

/// Even root cannot make a folder inside a file.
#[test]
fn a_data_folder_that_cannot_be_made() {
    let data = Data::empty();
    let file = data.file("file", "");
    let below = file.join("data");
    let output = support::chiso()
        .args(["--lang", "en", "score", "--agency", "H44", "--period", "2026-08", "--data"])
        .arg(&below)
        .output()
        .unwrap();
    fails(&output, &format!("cannot use the data folder '{}'", below.display()));
}

#[rstest]
#[case::text("this is not a database, it only has its name\n".repeat(100).into_bytes())]
#[case::noise((0..8192_u32).map(|at| u8::try_from(at.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect())]
fn a_database_that_is_none(#[case] bytes: Vec<u8>) {
    let data = Data::empty();
    let file = data.file("chiso.db", &bytes);
    let output = data.run("score --agency H44 --period 2026-08 --lang en");
    fails(&output, &format!("'{}' is not a chiso database", file.display()));
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "it is somebody else's file");
}

/// An output nobody reads to its end is no failure, and never a panic.
#[rstest]
#[case("rules show 766-2024 --toml")]
#[case("score --agency H44 --period 2026-08 --children --json")]
#[case("differences --csv")]
fn a_reader_that_goes_away(#[case] question: &str) {
    let data = Data::filled();
    let mut child = data
        .command()
        .args(question.split(' '))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let exit = child.wait().unwrap().code();
    assert!(matches!(exit, Some(0 | 4)), "{exit:?} {said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// `chiso … | head -1` as people type it.
#[test]
fn the_first_line_only() {
    let data = Data::filled();
    let line = format!(
        "{} differences --data {} | head -1",
        env!("CARGO_BIN_EXE_chiso"),
        data.path().display()
    );
    let output = std::process::Command::new("sh").arg("-c").arg(line).output().unwrap();
    assert_eq!(stdout(&output).lines().count(), 1);
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
}

#[test]
fn help_and_version() {
    let help = support::chiso().arg("--help").output().unwrap();
    assert_eq!(help.status.code(), Some(0));
    for word in [
        "demo",
        "serve",
        "intake",
        "score",
        "rank",
        "compare",
        "explain",
        "differences",
        "report",
        "dossiers",
        "verify",
        "backup",
        "restore",
        "sim",
        "rules",
        "Mã kết thúc: 0 xong",
        "Cách dùng: chiso [TÙY_CHỌN] [LỆNH]",
    ] {
        assert!(stdout(&help).contains(word), "{word}");
    }
    let english = support::chiso().args(["--help", "--lang", "en"]).output().unwrap();
    assert!(stdout(&english).contains("Usage: chiso [OPTIONS] [COMMAND]"));
    assert!(stdout(&english).contains("Exit codes: 0 done"));
    let version = support::chiso().arg("--version").output().unwrap();
    assert_eq!(stdout(&version), format!("chiso {}\n", env!("CARGO_PKG_VERSION")));
}
