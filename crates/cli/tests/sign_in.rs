//! Accounts on the command line, the first of them, and signing in over HTTP.

#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use std::io::Write;
use std::process::{Output, Stdio};

use rstest::rstest;
use serde_json::Value;
use support::server::Server;
use support::sync_client::Running;
use support::{ACCOUNT, Data, PASSWORD, chiso, stderr, stdout};

/// A page that only those see who are signed in; the title of the page to sign in on.
const WORK: &str = "/canh-bao";
const SIGN_IN: &str = "<h1>Đăng nhập</h1>";

fn serve(data: &Data) -> Running {
    Running::start(data.command(), &data.path().join("said.txt"))
}

/// Whether an account and a password open the internal pages.
fn opens(server: &Running, account: &str, password: &str) -> bool {
    let mut sender = server.sender();
    let status = sender.sign_in(account, password);
    let inside = !sender.get(WORK).text.contains(SIGN_IN);
    assert_eq!(status == 303, inside, "{status}");
    inside
}

fn user(data: &Data, arguments: &[&str]) -> Output {
    data.command().args(["--lang", "en", "--json", "user"]).args(arguments).output().unwrap()
}

/// The same with a line on standard input.
fn user_with(data: &Data, arguments: &[&str], line: &str) -> Output {
    let mut command = data.command();
    command.args(["--lang", "en", "user"]).args(arguments).args(["--stdin"]);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that refuses its arguments may not read at all.
    drop(child.stdin.take().unwrap().write_all(line.as_bytes()));
    child.wait_with_output().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", stderr(output));
    serde_json::from_str(&stdout(output)).unwrap()
}

#[test]
fn accounts_come_and_go_while_a_server_works() {
    let data = Data::empty();
    let server = serve(&data);
    assert!(opens(&server, ACCOUNT, PASSWORD));
    assert!(!opens(&server, ACCOUNT, "mật khẩu khác hẳn"));
    let made = json(&user(&data, &["add", "mot-cua"]));
    let password = made["password"].as_str().unwrap().to_owned();
    let mut sender = server.sender();
    assert_eq!(sender.sign_in("mot-cua", &password), 303);
    assert!(!sender.get(WORK).text.contains(SIGN_IN));
    let listed = json(&user(&data, &["list"]));
    assert_eq!((&listed[0]["account"], &listed[0]["sessions"]), (&"mot-cua".into(), &1.into()));
    assert_eq!(listed[1]["account"], ACCOUNT);
    assert!(!stdout(&user(&data, &["list"])).contains("argon2"));
    // Another password signs out everywhere.
    let changed = user_with(&data, &["password", "mot-cua"], "ba bốn năm sáu\nbảy\n");
    assert!(changed.status.success(), "{}", stderr(&changed));
    assert!(!stdout(&changed).contains("bốn"));
    assert!(sender.get(WORK).text.contains(SIGN_IN));
    assert!(!opens(&server, "mot-cua", &password));
    assert!(opens(&server, "mot-cua", "ba bốn năm sáu"));
    json(&user(&data, &["disable", "mot-cua"]));
    assert!(!opens(&server, "mot-cua", "ba bốn năm sáu"));
    assert!(json(&user(&data, &["list"]))[0]["disabled_at"].is_string());
    let again = json(&user(&data, &["password", "mot-cua"]));
    assert!(opens(&server, "mot-cua", again["password"].as_str().unwrap()));
    let ended = server.stop();
    assert!(ended.status.success(), "{}", ended.said);
    for typed in [PASSWORD, &password, "ba bốn năm sáu"] {
        assert!(!ended.said.contains(typed) && !ended.printed.contains(typed), "{}", ended.said);
        for file in std::fs::read_dir(data.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            let typed = typed.as_bytes();
            assert!(!bytes.windows(typed.len()).any(|part| part == typed));
        }
    }
}

#[rstest]
#[case::twice(&["add", "quan-tri"], 3, "there is an account quan-tri")]
#[case::a_persons_name(&["add", "Nguyễn Văn A"], 2, "cannot be the name of an account")]
#[case::unknown(&["password", "van-phong"], 5, "there is no account van-phong")]
#[case::unknown_too(&["disable", "van-phong"], 5, "there is no account van-phong")]
fn what_cannot_be_done_is_said(#[case] arguments: &[&str], #[case] exit: i32, #[case] said: &str) {
    let data = Data::empty();
    json(&user(&data, &["add", "quan-tri"]));
    let output = user(&data, arguments);
    assert_eq!(output.status.code(), Some(exit), "{}", stderr(&output));
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
}

#[rstest]
#[case::nothing("")]
#[case::too_short("mười một kt\n")]
#[case::too_long(&"a".repeat(201))]
#[case::far_too_long(&"a".repeat(100_000))]
fn what_is_no_password_is_refused_and_not_said_back(#[case] line: &str) {
    let data = Data::empty();
    let output = user_with(&data, &["add", "mot-cua"], line);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("12 to 200 characters"), "{}", stderr(&output));
    let typed = line.trim();
    assert!(typed.is_empty() || !stderr(&output).contains(typed));
    assert_eq!(json(&user(&data, &["list"])).as_array().unwrap().len(), 0);
}

#[test]
fn the_first_account_is_told_once() {
    let data = Data::empty();
    let said = data.path().join("said.txt");
    let start = || {
        let mut command = data.command();
        command.env_remove("CHISO_ADMIN_PASSWORD");
        Running::start(command, &said)
    };
    let server = start();
    let text = std::fs::read_to_string(&said).unwrap();
    let line = text.lines().find(|line| line.contains("quan-tri, mật khẩu: ")).unwrap();
    let password = line.split("mật khẩu: ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    assert_eq!(password.len(), 24, "{line}");
    assert!(opens(&server, ACCOUNT, &password));
    server.stop();
    let server = start();
    assert!(opens(&server, ACCOUNT, &password));
    let ended = server.stop();
    assert_eq!(ended.said.matches(&password).count(), 1, "{}", ended.said);
    assert!(!ended.printed.contains(&password));
}

#[test]
fn the_environment_gives_the_first_password_and_is_not_repeated() {
    let data = Data::empty();
    let server = serve(&data);
    assert!(opens(&server, ACCOUNT, PASSWORD));
    let ended = server.stop();
    assert!(ended.said.contains("CHISO_ADMIN_PASSWORD"), "{}", ended.said);
    // Once there is an account, the variable means nothing.
    let mut command = data.command();
    command.env("CHISO_ADMIN_PASSWORD", "mật khẩu khác hẳn");
    let server = Running::start(command, &data.path().join("said.txt"));
    assert!(opens(&server, ACCOUNT, PASSWORD));
    assert!(!opens(&server, ACCOUNT, "mật khẩu khác hẳn"));
}

#[test]
fn a_server_does_not_begin_with_a_password_that_is_none() {
    let data = Data::empty();
    let mut command = data.command();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("CHISO_ADMIN_PASSWORD", "ngắn");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("mật khẩu phải có từ 12 đến 200 ký tự"));
    assert!(!stderr(&output).contains("ngắn"));
}

/// Small, and its clock stands still.
const DEMO: [&str; 5] = ["demo", "--scale", "1000", "--speed", "0"];

#[test]
fn the_demo_of_this_machine_says_its_password() {
    let mut command = chiso();
    command.args(DEMO).env_remove("CHISO_ADMIN_PASSWORD");
    let server = Server::start(command);
    let mut sender = support::sync_client::Sender::to(&server.host);
    assert_eq!(sender.sign_in(ACCOUNT, "demo-demo-demo"), 303);
    assert!(!sender.get(WORK).text.contains(SIGN_IN));
    let ended = server.stop("-TERM");
    assert!(ended.said.contains("Tài khoản: quan-tri, mật khẩu: demo-demo-demo"), "{}", ended.said);
}

#[test]
fn a_demo_in_a_folder_that_stays_has_a_password_of_its_own() {
    let data = Data::empty();
    let mut command = data.command();
    command.args(DEMO).env_remove("CHISO_ADMIN_PASSWORD");
    let server = Server::start(command);
    let mut sender = support::sync_client::Sender::to(&server.host);
    assert_eq!(sender.sign_in(ACCOUNT, "demo-demo-demo"), 401);
    let ended = server.stop("-TERM");
    assert!(!ended.said.contains("demo-demo-demo") && ended.said.contains("quan-tri, mật khẩu: "));
}
