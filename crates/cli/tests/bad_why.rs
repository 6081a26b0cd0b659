//! Bad input for every command of "why": each wrong call ends with its exit code and one sentence in the
//! reader's language that names the wrong value; nothing on stdout, no panic.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{Data, stderr, stdout};

/// A wrong call: its words, the exit code, and what the sentence has to name.
type Case = (&'static str, i32, &'static str);

const COLUMNS: &str = "number,agency,procedure,status,received_at,due_at,ended_at\n";
/// The month the dossiers were received in, looked at from a moment after it.
const OCTOBER: &str = "--period 2025-10 --as-of 2025-11-20";

/// Thái Nguyên with two communes and a department: six dossiers overdue, nine finished, four not yet due.
fn province() -> Data {
    let data = Data::empty();
    let agencies = "code,name,level,parent,valid_from,valid_to,successors,portal_id\n\
        H55.242,UBND xã Phú Bình,commune,H55,2025-07-01,,,\n\
        H55.243,UBND xã Tân Thành,commune,H55,2025-07-01,,,\n\
        H55.17,Sở Xây dựng,department,H55,2025-07-01,,,\n";
    assert_eq!(data.agencies(agencies).exit, 0);
    let open = |at: u32| {
        format!("H55.242-251003-{at:04},H55.242,1.004222,4,2025-10-03 07:45,2025-10-10 17:00,\n")
    };
    let done = |at: u32| {
        let ended = format!("2025-10-{:02} 09:00", 8 + at);
        format!(
            "H55.243-251003-{at:04},H55.243,1.004222,9,2025-10-03 07:45,2025-10-10 17:00,{ended}\n"
        )
    };
    let coming = |at: u32| {
        format!("H55.17-251104-{at:04},H55.17,1.004222,4,2025-11-04 07:45,2025-11-25 09:00,\n")
    };
    let rows: String = (0..6).map(open).chain((0..9).map(done)).chain((0..4).map(coming)).collect();
    let file = data.file("ho-so.csv", format!("{COLUMNS}{rows}"));
    let output = data.command().args(["intake", "dossiers"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    data
}

/// Letters that Vietnamese has and English has not.
fn is_vietnamese(text: &str) -> bool {
    let marked = |c: char| matches!(c, 'à'..='ý' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' | '\u{1ea0}'..='\u{1ef9}');
    text.to_lowercase().chars().any(marked)
}

/// What is wrong with the answer to a wrong call, if anything is. The values of the calls are ASCII, so
/// that Vietnamese letters come from the sentence.
fn wrong(data: &Data, lang: &str, (call, exit, named): &Case) -> Option<String> {
    let call =
        call.replace("{OCTOBER}", OCTOBER).replace("{DATA}", &data.path().display().to_string());
    let output =
        data.command().args(["--lang", lang]).args(call.split_whitespace()).output().unwrap();
    let (said, printed) = (stderr(&output), stdout(&output));
    let sentence = said.lines().next().unwrap_or_default();
    let fault = if output.status.code() != Some(*exit) {
        format!("exit {:?}, not {exit}", output.status.code())
    } else if !printed.is_empty() {
        format!("printed {printed}")
    } else if !said.contains(named) {
        format!("does not name {named}")
    } else if said.contains("panicked") {
        "panicked".to_owned()
    } else if is_vietnamese(sentence) != (lang == "vi") {
        format!("speaks another language than {lang}")
    } else {
        return None;
    };
    Some(format!("chiso {call}\n    {fault}\n    {said}"))
}

/// Every call of a table is answered as it says, in both languages.
fn refused(data: &Data, cases: &[Case]) {
    let both = cases.iter().flat_map(|case| ["vi", "en"].map(|lang| wrong(data, lang, case)));
    let faults: Vec<String> = both.flatten().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What every command that is about an agency and a period refuses the same way. `call` has a place for each.
fn about_a_period(call: &str) {
    let data = province();
    let with = |agency: &str, rest: &str| call.replace("{AGENCY}", agency) + " " + rest;
    let cases = [
        (with("H99", OCTOBER), 5, "H99"),
        // Bắc Kạn ended on 30/6/2025.
        (with("H03", OCTOBER), 5, "H55"),
        (with("H55", "--period 2025-13"), 2, "2025-13"),
        (with("H55", "--period 10/2025"), 2, "10/2025"),
        (with("H55", "--period 2025-10-31..2025-10-01"), 2, "2025-10-31..2025-10-01"),
        (with("H55", "--period 2025-10 --as-of 20/11/2025"), 2, "20/11/2025"),
        (with("H55", "--period 2025-10 --as-of 2025-02-30"), 2, "2025-02-30"),
        (with("H55", &format!("{OCTOBER} --rules 767")), 5, "766-2022, 766-2024"),
        (with("H55", &format!("{OCTOBER} --json --csv")), 2, "--csv"),
        (with("H55", &format!("{OCTOBER} --agency H44")), 2, "--agency"),
    ];
    for (call, exit, named) in cases {
        let case: Case = (Box::leak(call.into_boxed_str()), exit, named);
        refused(&data, &[case]);
    }
}

/// What those refuse beside that look at the past.
fn about_a_revision(call: &str) {
    let data = province();
    let call = call.replace("{AGENCY}", "H55");
    for (rest, exit, named) in [
        ("--period 2025-10 --known-at 99", 5, "99"),
        ("--period 2025-10 --known-at 0", 5, "0"),
        ("--period 2025-10 --known-at x", 2, "x"),
        ("--period 2025-10 --known-at -1", 2, "-1"),
    ] {
        let case: Case = (Box::leak(format!("{call} {rest}").into_boxed_str()), exit, named);
        refused(&data, &[case]);
    }
}

/// A period that has not begun, and one that had not begun at the moment asked for.
fn not_begun(call: &str) {
    let data = province();
    let call = call.replace("{AGENCY}", "H55");
    for (rest, named) in [
        ("--period 2059-05", "2059-05"),
        ("--period 2025-12 --as-of 2025-11-20", "2025-12"),
        ("--period 2025-10 --as-of 2025-09-01", "2025-10"),
    ] {
        let case: Case = (Box::leak(format!("{call} {rest}").into_boxed_str()), 5, named);
        refused(&data, &[case]);
    }
}

#[rstest::rstest]
#[case::procedures("procedures --agency {AGENCY}")]
#[case::work("work overdue --agency {AGENCY}")]
#[case::next("next --agency {AGENCY}")]
#[case::whatif("whatif --close overdue --agency {AGENCY}")]
#[case::project("project --agency {AGENCY}")]
#[case::listed("explain --indicator 2.1 --list rest --agency {AGENCY}")]
#[case::why_not("explain --indicator 2.1 --why-not H55.242-251003-0001 --agency {AGENCY}")]
fn every_question_about_the_past(#[case] call: &str) {
    about_a_period(call);
    about_a_revision(call);
    not_begun(call);
}

#[rstest::rstest]
#[case::reconcile("reconcile --agency {AGENCY}")]
fn reconciliation_of_an_agency_and_a_period(#[case] call: &str) {
    about_a_period(call);
    about_a_revision(call);
    not_begun(call);
    refused(
        &province(),
        &[
            // Begun, but nobody has a dossier in it.
            ("reconcile --agency H55 --period 2025-07 --as-of 2025-11-20", 5, "2025-07"),
            ("reconcile --agency H55.17 {OCTOBER}", 5, "H55.17"),
        ],
    );
}

/// Where there is no list of the portal it is said that the portal was not compared, not that all agree.
#[rstest::rstest]
#[case(
    "vi",
    "chưa so được với Cổng",
    "Không có chênh lệch giữa các bên đã so: Hệ thống một cửa, chiso."
)]
#[case(
    "en",
    "nothing is compared with the portal",
    "No differences between the sides that were compared: One-stop system, chiso."
)]
fn a_side_without_a_list_is_named(#[case] lang: &str, #[case] portal: &str, #[case] sides: &str) {
    let data = province();
    let output = data.run(&format!("--lang {lang} reconcile --agency H55 {OCTOBER}"));
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains(portal) && said.contains(sides), "{said}");
    let told = data.json(&format!("reconcile --agency H55 {OCTOBER}"));
    assert_eq!(told["not_compared"], serde_json::json!(["portal"]));
}

/// What a foreign header lacks is told by the names of columns alone, in both languages the same.
#[test]
fn the_columns_of_a_list_are_told_without_words_of_another_language() {
    let data = province();
    data.file("la.csv", "ma,ten,diachi\nH55.1,A,B\n");
    let file = data.path().join("la.csv").display().to_string();
    let said = stderr(&data.run(&format!("reconcile --agency H55 {OCTOBER} --portal {file}")));
    let columns = "number[,agency,procedure,status,received_at,due_at,ended_at,…]";
    assert!(said.contains(&format!("(cần có: {columns})")), "{said}");
}

#[test]
fn quality_of_an_agency_and_a_period() {
    about_a_period("quality --agency {AGENCY}");
    refused(&province(), &[("quality --agency H55 --source H44", 5, "H44")]);
}

#[test]
fn moments_to_come() {
    refused(
        &province(),
        &[
            ("next --agency H55 --period 2025-10 --as-of 2159-01-01", 2, "2159-01-01"),
            (
                "whatif --agency H55 --period 2025-10 --close all --as-of 2159-01-01",
                2,
                "2159-01-01",
            ),
            ("project --agency H55 --period 2025-10 --as-of 2159-01-01", 2, "2159-01-01"),
            ("alert run --dry-run --as-of 2159-01-01", 2, "2159-01-01"),
            ("procedures --agency H55 --period 2025-10 --as-of 2159-01-01", 2, "2159-01-01"),
            ("work --agency H55 --as-of 2159-01-01", 2, "2159-01-01"),
            (
                "explain --agency H55 --period 2025-10 --indicator 2.1 --list rest --as-of 2159-01-01",
                2,
                "2159-01-01",
            ),
            ("explain --agency H55 --period 2025-10 --as-of 2159-01-01", 2, "2159-01-01"),
            ("reconcile --agency H55 --period 2025-10 --as-of 2159-01-01", 2, "2159-01-01"),
            ("quality --agency H55 --as-of 2159-01-01", 2, "2159-01-01"),
            ("score --agency H55 --period 2025-10 --as-of 2159-01-01", 2, "2159-01-01"),
            (
                "score --agency H55 --period 2025-10 --from dossiers --as-of 2159-01-01",
                2,
                "2159-01-01",
            ),
            (
                "rank --level commune --parent H55 --period 2025-10 --as-of 2159-01-01",
                2,
                "2159-01-01",
            ),
            (
                "dossiers --agency H55 --period 2025-10 --measure handled --as-of 2159-01-01",
                2,
                "2159-01-01",
            ),
            ("verify --as-of 2159-01-01", 2, "2159-01-01"),
            ("movement --agency H55 --from 2025-10 --to 2025-11@2159-01-01", 2, "2159-01-01"),
        ],
    );
}

#[test]
fn lists_behind_a_number() {
    refused(
        &province(),
        &[
            ("explain --agency H55 {OCTOBER} --indicator 9.9 --list numerator", 5, "9.9"),
            ("explain --agency H55 {OCTOBER} --indicator TOTAL --list numerator", 2, "TOTAL"),
            ("explain --agency H55 {OCTOBER} --indicator CKMB --list denominator", 2, "CKMB"),
            ("explain --agency H55 {OCTOBER} --indicator 2.1 --list part", 2, "part"),
            ("explain --agency H55 {OCTOBER} --indicator 2.1 --list rest --limit 0", 2, "1000"),
            ("explain --agency H55 {OCTOBER} --indicator 2.1 --list rest --limit 1001", 2, "1000"),
            ("explain --agency H55 {OCTOBER} --indicator 2.1 --list rest --cursor x.y", 2, "x.y"),
            ("explain --agency H55 {OCTOBER} --indicator 2.1 --cursor x", 2, "--list"),
            (
                "explain --agency H55 {OCTOBER} --list rest --why-not H55.242-251003-0001",
                2,
                "--why-not",
            ),
            (
                "explain --agency H55 {OCTOBER} --indicator 2.1 --why-not H55.242-990101-0001",
                5,
                "H55.242-990101-0001",
            ),
            ("procedures --agency H55 {OCTOBER} --indicator 9.9", 5, "9.9"),
            ("procedures --agency H55 {OCTOBER} --limit x", 2, "x"),
        ],
    );
}

#[test]
fn movement_between_two_sides() {
    refused(
        &province(),
        &[
            ("movement --agency H99 --from 2025-10 --to 2025-11", 5, "H99"),
            ("movement --agency H55 --from 2025-13 --to 2025-11", 2, "2025-13"),
            ("movement --agency H55 --from 2025-10 --to 2059-05", 5, "2059-05"),
            ("movement --agency H55 --from 2025-10@2025-09-01 --to 2025-11", 5, "2025-10"),
            ("movement --agency H55 --from 2025-10@hom-qua --to 2025-11", 2, "hom-qua"),
            ("movement --agency H55 --from 2025-10~99 --to 2025-11", 5, "99"),
            ("movement --agency H55 --from 2025-10~0 --to 2025-11", 2, "0"),
            ("movement --agency H55 --from 2025-10 --to 2025-11 --indicator 9.9", 5, "9.9"),
            ("movement --agency H55 --from 2025-10 --to 2025-11 --over mix", 2, "mix"),
            ("movement --agency H55 --from 2025-10 --to 2025-11 --rules 767", 5, "767"),
            ("movement --agency H55 --from 2025-10", 2, "--to"),
        ],
    );
}

#[test]
fn work_lists() {
    refused(
        &province(),
        &[
            ("work nothing --agency H55 {OCTOBER}", 5, "nothing"),
            ("work due --agency H55 {OCTOBER} --hours 0", 2, "2000"),
            ("work due --agency H55 {OCTOBER} --hours 2001", 2, "2001"),
            ("work overdue --agency H55 {OCTOBER} --unit H44.03", 5, "H44.03"),
            ("work overdue --agency H55 {OCTOBER} --unit H99", 5, "H99"),
            ("work overdue --agency H55 {OCTOBER} --least x", 2, "x"),
            ("work overdue --agency H55 {OCTOBER} --due-from 20/10/2025", 2, "20/10/2025"),
            ("work --agency H55 {OCTOBER} --xlsx x.xlsx", 2, "xlsx"),
            (
                "work --agency H55 {OCTOBER} --due-from 2025-10-12 --due-until 2025-10-11",
                2,
                "2025-10-12",
            ),
            (
                "work --agency H55 {OCTOBER} --due-from 2025-10-12 --due-until 2025-10-11",
                2,
                "2025-10-11",
            ),
        ],
    );
}

#[test]
fn what_if_and_what_next() {
    let data = province();
    data.file("rong.txt", "\n");
    refused(
        &data,
        &[
            ("whatif --agency H55 {OCTOBER}", 2, "--answer"),
            ("whatif --agency H55 {OCTOBER} --close @{DATA}/rong.txt", 2, "rong.txt"),
            ("whatif --agency H55 {OCTOBER} --close @{DATA}/khong-co.txt", 5, "khong-co.txt"),
            ("whatif --agency H55 {OCTOBER} --answer no-result", 2, "no-result"),
            ("next --agency H55 {OCTOBER} --top 0", 2, "1000"),
            ("next --agency H55 {OCTOBER} --reach superb", 2, "superb"),
            ("next --agency H55 {OCTOBER} --reach -1", 2, "-1"),
            ("next --agency H55 {OCTOBER} --reach 101", 2, "101"),
            ("next --agency H55 --period 2025-10-01..2025-10-15", 2, "2025-10-01..2025-10-15"),
            ("project --agency H55 --period 2025-10-01..2025-10-15", 2, "2025-10-01..2025-10-15"),
        ],
    );
}

/// Today lasts until its end, but is meant as far as it has come; the moment after it has not come.
#[test]
fn today_is_no_moment_to_come() {
    let data = province();
    let vietnam = jiff::tz::Offset::constant(7);
    let today = vietnam.to_datetime(jiff::Timestamp::now()).date();
    let told = data.json(&format!("score --agency H55 --period 2025-10 --as-of {today}"));
    assert_eq!(told["from"], "dossiers");
    let call = format!("score --agency H55 --period 2025-10 --as-of {}", today.tomorrow().unwrap());
    assert_eq!(data.run(&call).status.code(), Some(2));
}

/// A revision that there is not is not taken for the latest.
#[test]
fn revisions_to_come() {
    refused(
        &province(),
        &[
            ("score --agency H55 --period 2025-10 --known-at 99", 5, "99"),
            ("score --agency H55 --period 2025-10 --from dossiers --known-at 99", 5, "99"),
            ("score --agency H55 --period 2025-10 --from published --known-at 99", 5, "99"),
            ("explain --agency H55 --period 2025-10 --known-at 99", 5, "99"),
            ("rank --level commune --parent H55 --period 2025-10 --known-at 99", 5, "99"),
            ("compare --agency H55 --from 2025-10~99 --to 2025-11", 5, "99"),
            ("report --agency H55 --period 2025-10 --known-at 99 --out x.docx", 5, "99"),
        ],
    );
}

/// A grade is named in either language, with or without accents.
#[test]
fn a_grade_is_reached_by_any_of_its_names() {
    let data = province();
    let goal = |reach: &str| {
        let call = ["--json", "next", "--agency", "H55", "--period", "2025-10", "--reach", reach];
        let output = data.command().args(call).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{reach}: {}", stderr(&output));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["target"]["goal"]
            .clone()
    };
    assert!(!goal("good").is_null());
    for (one, other) in
        [("good", "Tốt"), ("good", "tot"), ("average", "TRUNG BÌNH"), ("average", "trung binh")]
    {
        assert_eq!(goal(one), goal(other), "{other}");
    }
    assert_ne!(goal("tot"), goal("kha"));
}

/// Of a list the good part counts; each bad code is named, and the exit code says that there were some.
#[test]
fn of_a_list_of_dossiers_each_bad_one_is_named() {
    let data = province();
    let codes = "H55.242-251003-0001,H55.243-251003-0002,H55.242-990101-0001";
    for (lang, finished, unknown) in [
        (
            "vi",
            "H55.243-251003-0002: đóng hồ sơ: đã kết thúc",
            "H55.242-990101-0001: đóng hồ sơ: không có mã này",
        ),
        ("en", "H55.243-251003-0002: ", "H55.242-990101-0001: "),
    ] {
        let call = format!("--lang {lang} whatif --agency H55 {OCTOBER} --close {codes}");
        let output = data.run(&call);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(finished) && said.contains(unknown), "{said}");
        assert!(!said.contains("H55.242-251003-0001"), "{said}");
        assert!(!stdout(&output).is_empty());
    }
    // Another unit's dossier is not this one's to close.
    let call = format!("whatif --agency H55.17 {OCTOBER} --close H55.242-251003-0001");
    let output = data.run(&call);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("H55.242-251003-0001"), "{}", stderr(&output));
}

#[test]
fn lists_to_be_reconciled() {
    let data = province();
    data.file("rong.csv", "");
    data.file("la.csv", "ma,ten,diachi\nH55.1,A,B\n");
    data.file("ca-nhan.csv", "number,full_name\nH55.242-251003-0001,Nguyễn Thị Hạnh\n");
    data.file("nhieu.xlsx", [0x50_u8, 0x4b, 3, 4, 0xff, 0xfe, 0, 1, 2].repeat(40));
    data.file("latin.csv", b"number\nH55.242-251003-\xe9\n");
    refused(
        &data,
        &[
            ("reconcile --agency H55 {OCTOBER} --portal {DATA}/la.csv", 3, "'number'"),
            ("reconcile --agency H55 {OCTOBER} --one-stop {DATA}/la.csv", 3, "'number'"),
            ("reconcile --agency H55 {OCTOBER} --portal {DATA}/rong.csv", 3, "rong.csv"),
            ("reconcile --agency H55 {OCTOBER} --portal {DATA}/nhieu.xlsx", 3, "nhieu.xlsx"),
            ("reconcile --agency H55 {OCTOBER} --portal {DATA}/latin.csv", 3, "latin.csv"),
            ("reconcile --agency H55 {OCTOBER} --portal {DATA}/ca-nhan.csv", 3, "'full_name'"),
            ("reconcile --agency H55 {OCTOBER} --portal khong-co.csv", 5, "khong-co.csv"),
            ("reconcile --agency H55 {OCTOBER} --portal 99", 5, "99"),
            ("reconcile --agency H55 {OCTOBER} --one-stop 98", 5, "98"),
            ("reconcile --agency H55 {OCTOBER} --reason bored", 2, "bored"),
            (
                "reconcile --agency H55 {OCTOBER} --portal {DATA}/ho-so.csv --taken 2159-01-01",
                3,
                "2159-01-01",
            ),
            (
                "reconcile --agency H55 {OCTOBER} --portal {DATA}/ho-so.csv --taken hom-qua",
                2,
                "hom-qua",
            ),
        ],
    );
    let call =
        format!("reconcile --agency H55 {OCTOBER} --portal {}/ca-nhan.csv", data.path().display());
    assert!(!stderr(&data.run(&call)).contains("Hạnh"), "a person is named");
}

#[test]
fn directives() {
    let data = province();
    data.file("rong.json", "");
    data.file("la.json", "{\"title\": \"x\", \"color\": 1}");
    refused(
        &data,
        &[
            ("directive show 99/CD", 5, "99/CD"),
            ("directive close 99/CD --reason met", 5, "99/CD"),
            ("directive close 99/CD --reason bored", 2, "bored"),
            ("directive close 99/CD", 2, "--reason"),
            ("directive list --state bored", 2, "bored"),
            ("directive draft --agency H99 --indicator 2.1 --from 2025-10 --to 2025-11", 5, "H99"),
            ("directive draft --agency H55 --indicator 9.9 --from 2025-10 --to 2025-11", 5, "9.9"),
            (
                "directive draft --agency H55 --indicator 2.1 --from 2025-13 --to 2025-11",
                2,
                "2025-13",
            ),
            ("directive new {DATA}/rong.json --number 1/CD", 3, "rong.json"),
            ("directive new {DATA}/la.json --number 1/CD", 3, "la.json"),
            ("directive new {DATA}/la.json --number 1/CD", 3, "1:22"),
            ("directive new {DATA}/la.json --number 1/CD", 3, "color"),
            ("directive new khong-co.json --number 1/CD", 5, "khong-co.json"),
        ],
    );
}

/// A cohort of one says so and has no rank.
#[test]
fn nobody_is_first_among_one() {
    let call = "rank --level department --parent H55 --period 2025-11 --as-of 2025-11-20 --cohort --group TDGQ";
    let cohort = &province().json(call)["rows"][0]["cohort"];
    assert_eq!((&cohort["standing"], &cohort["volume"]), (&"alone".into(), &4.into()));
    assert!(cohort["rank"].is_null() && cohort["percentile"].is_null(), "{cohort}");
}

#[test]
fn cohorts() {
    refused(
        &province(),
        &[
            ("rank --level village --parent H55 {OCTOBER} --cohort", 2, "village"),
            ("rank --level commune --parent H99 {OCTOBER} --cohort", 5, "H99"),
            ("rank --level commune --parent H55 {OCTOBER} --stability --group ABC", 5, "ABC"),
        ],
    );
}
