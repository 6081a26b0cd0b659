//! Rulebooks of one's own: what is wrong is said with its place, what is right changes the scores.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::PathBuf;

use rstest::rstest;
use support::{Data, points, root, stderr, stdout};

/// The embedded rulebook with one thing changed.
fn changed(from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(root().join("rules/766-2024.toml")).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// Line of the first place where `text` stands in a rulebook.
fn line(rulebook: &str, text: &str) -> usize {
    rulebook[..rulebook.find(text).unwrap()].matches('\n').count() + 1
}

/// A folder of rulebooks.
fn folder(data: &Data, files: &[(&str, &str)]) -> PathBuf {
    let dir = data.path().join("rules");
    std::fs::create_dir_all(&dir).unwrap();
    for (name, text) in files {
        std::fs::write(dir.join(name), text).unwrap();
    }
    dir
}

const PUBLIC: &str = "where = \"state in ('public', 'amended')\"";

/// What is changed, into what; the place of the complaint is the line of the third text.
#[rstest]
#[case::unknown_measure(
    "numerator = \"handled_on_time\"",
    "numerator = \"handled_on_tiem\"",
    "\"handled_on_tiem\"",
    "'handled_on_tiem' is unknown",
    "did you mean 'handled_on_time'?"
)]
#[case::unknown_measure_in_a_value(
    "value = \"published - published_late\"",
    "value = \"published - publishd_late\"",
    "publishd",
    "'publishd_late' is unknown",
    "did you mean 'published_late'?"
)]
#[case::unknown_column(
    PUBLIC,
    "where = \"stat in ('public')\"",
    "\"stat in",
    "'stat' is unknown",
    "did you mean 'state'?"
)]
#[case::types(
    "where = \"decided_at >= :from",
    "where = \"decided_at >= 'online'",
    "'online' and",
    "'online' is text",
    ""
)]
#[case::cycle(
    "value = \"published - published_late\"",
    "value = \"published_on_time - published_late\"",
    "id = \"published_on_time\"",
    "computed from itself",
    ""
)]
#[case::maxima("  max = 20\n", "  max = 19\n", "max = 20\n", "add up to 19 points, not 20", "")]
#[case::gap(
    "to = 70\n",
    "to = 69\n",
    "from = 70",
    "from 69 to 70 points: the bands have a gap",
    ""
)]
#[case::overlap("to = 70\n", "to = 71\n", "from = 70", "overlaps", "")]
#[case::inverted_dates(
    "from = \"2024-01-01\"\n",
    "from = \"2024-01-01\"\nto = \"2023-01-01\"\n",
    "to = \"2023",
    "lies before 'from'",
    ""
)]
#[case::a_query(
    PUBLIC,
    "where = \"state = (select 1)\"",
    "state = (select",
    "is not supported in a rulebook",
    "allowed are: = <> <"
)]
#[case::a_like(
    PUBLIC,
    "where = \"state like 'p%'\"",
    "state like",
    "is not supported in a rulebook",
    "allowed are: = <> <"
)]
#[case::no_target(
    "form = \"linear\"",
    "form = \"scaled\"",
    "code = \"1.1\"",
    "needs a target",
    "target = \"80 %\""
)]
#[case::unknown_source(
    "\"MOTA, 2.1\"",
    "\"MOTE, 2.1\"",
    "\"MOTE",
    "'MOTE' is not listed",
    "did you mean 'MOTA'?"
)]
#[case::unknown_key("zero = \"zero\"", "zeros = \"zero\"", "zeros", "unknown field `zeros`", "")]
#[case::no_toml("form = \"linear\"", "form = linear", "form = linear", "must be quoted", "")]
fn a_rulebook_is_refused_with_its_place(
    #[case] from: &str,
    #[case] to: &str,
    #[case] place: &str,
    #[case] reason: &str,
    #[case] hint: &str,
) {
    let data = Data::empty();
    let text = changed(from, to);
    let dir = folder(&data, &[("mine.toml", &text)]);
    let file = dir.join("mine.toml");
    let check = data.command().args(["rules", "check"]).arg(&file).output().unwrap();
    assert_eq!(check.status.code(), Some(3));
    let at = format!("{}:{}:", file.display(), line(&text, place));
    let said = stderr(&check);
    assert!(said.starts_with(&at), "not at {at}: {said}");
    let column = said[at.len()..].split(':').next().unwrap();
    assert!(column.parse::<usize>().is_ok_and(|column| column > 0), "{said}");
    assert!(said.contains(reason) && said.contains(hint), "{said}");
    assert_eq!(hint.is_empty(), !said.contains("  hint: "), "{said}");
    let used = data.command().args(["rules", "list", "--rules-dir"]).arg(&dir).output().unwrap();
    assert_eq!((used.status.code(), stdout(&used).as_str()), (Some(3), ""));
    assert!(stderr(&used).contains(&at) && stderr(&used).contains(reason), "{}", stderr(&used));
}

/// Progress measured against a target of 90 %: 20 × 144,625 ÷ 184,513 ÷ 0.9 = 17.4182….
fn stricter(id: &str) -> String {
    let text = changed("id = \"766-2024\"", &format!("id = \"{id}\""));
    let (before, after) = text.split_once("code = \"2.1\"").unwrap();
    let after = after.replacen("form = \"linear\"", "form = \"scaled\"\n  target = \"90 %\"", 1);
    format!("{before}code = \"2.1\"{after}")
}

#[rstest]
#[case::replaced("766-2024", "", "17.42", "61.65")]
#[case::joined_the_newest_counts("766-mine", "", "17.42", "61.65")]
#[case::joined_and_the_other_asked_for("766-mine", "--rules 766-2024", "15.68", "59.91")]
fn a_rulebook_of_ones_own_changes_the_score(
    #[case] id: &str,
    #[case] options: &str,
    #[case] progress: &str,
    #[case] total: &str,
) {
    let data = Data::filled();
    let dir = folder(&data, &[("mine.toml", &stricter(id))]);
    let question =
        format!("score --agency H44 --period 2026-08 {options} --rules-dir {}", dir.display());
    let score = data.json(&question);
    let row = &score["rows"][0];
    assert_eq!(points(support::part(row, "TDGQ")), progress);
    assert_eq!(points(&row["total"]), total);
    assert_eq!(score["rulebook"], if options.is_empty() { id } else { "766-2024" });
}

/// The cases of the embedded rulebook show what was changed.
#[test]
fn check_runs_the_cases() {
    let data = Data::empty();
    let known = data.run("rules check --json");
    assert_eq!(known.status.code(), Some(0));
    let checked: serde_json::Value = serde_json::from_slice(&known.stdout).unwrap();
    assert!(checked.as_array().unwrap().iter().all(|row| row["cases"].as_u64() > Some(40)));
    let dir = folder(&data, &[("mine.toml", &stricter("766-2024"))]);
    let broken = data.run(&format!("rules check --rules-dir {}", dir.display()));
    assert_eq!(broken.status.code(), Some(3));
    let said = stderr(&broken);
    assert!(said.contains("rules/cases/766-2024.txt:11:1: gives 17.42 points"), "{said}");
    assert!(stdout(&broken).lines().any(|line| line.ends_with("44    2")), "{}", stdout(&broken));
}

/// Cases beside a file are run; without any it says so.
#[test]
fn check_of_a_file_looks_for_its_cases() {
    let data = Data::empty();
    let dir = folder(&data, &[("mine.toml", &stricter("766-mine"))]);
    let file = dir.join("mine.toml");
    let check = || data.command().args(["rules", "check"]).arg(&file).output().unwrap();
    let without = check();
    assert_eq!(without.status.code(), Some(0));
    assert!(stderr(&without).contains("không có tệp ví dụ kèm theo"), "{}", stderr(&without));
    std::fs::create_dir(dir.join("cases")).unwrap();
    let cases = dir.join("cases/766-mine.txt");
    std::fs::write(&cases, "2.1 | province | 144625/184513 | 17.42 | value | by hand\n").unwrap();
    let with = check();
    assert_eq!(with.status.code(), Some(0), "{}", stderr(&with));
    std::fs::write(&cases, "2.1 | province | 144625/184513 | 17.41 | value | by hand\n").unwrap();
    assert_eq!(check().status.code(), Some(3));
    let said = stderr(&check());
    assert!(said.starts_with(&format!("{}:1:1: gives 17.42", cases.display())), "{said}");
}

/// Which of two files counts must not depend on their names.
#[test]
fn two_files_of_one_id_are_refused() {
    let data = Data::empty();
    let text = stricter("766-mine");
    let dir = folder(&data, &[("a.toml", &text), ("b.toml", &text)]);
    let output = data.run(&format!("rules list --rules-dir {}", dir.display()));
    assert_eq!(output.status.code(), Some(3));
    let place =
        format!("{}:{}:6: ", dir.join("b.toml").display(), line(&text, "id = \"766-mine\""));
    let said = stderr(&output);
    assert!(said.contains(&place) && said.contains("a.toml too"), "{said}");
}

#[rstest]
#[case("rules list --rules-dir nowhere", "chiso: cannot read 'nowhere'")]
#[case("rules check nowhere.toml", "chiso: cannot read 'nowhere.toml'")]
#[case("rules show 766", "chiso: the rulebook '766' is unknown; known are: 766-2022, 766-2024")]
#[case("rules show 766-2042", "did you mean 766-202")]
#[case("rules diff 766-2024 mine", "chiso: the rulebook 'mine' is unknown")]
fn what_is_not_there(#[case] question: &str, #[case] expected: &str) {
    let output =
        support::chiso().args(question.split(' ')).args(["--lang", "en"]).output().unwrap();
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(5), ""));
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    assert_eq!(stderr(&output).lines().count(), 1);
}

/// The lines of a text that begin with one of these words.
fn lines(text: &str, words: &[&str]) -> String {
    let wanted = |line: &&str| words.iter().any(|word| line.starts_with(word));
    text.lines().filter(wanted).collect::<Vec<_>>().join("\n")
}

#[test]
fn list_show_and_diff() {
    let data = Data::empty();
    let english = |question: &str| stdout(&data.run(&format!("{question} --lang en")));
    insta::assert_snapshot!("list", english("rules list"));
    let show = english("rules show 766-2024");
    insta::assert_snapshot!("show", lines(&show, &["Group", "CKMB", "TDGQ", "CLGQ"]));
    let diff = english("rules diff 766-2022 766-2024");
    let narrow: Vec<String> = lines(&diff, &["indicator 3.", "indicator 5.3", "rulebook: "])
        .lines()
        .filter(|line| !line.contains("cite") && !line.contains("note"))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    insta::assert_snapshot!("diff", narrow.join("\n"));
    let said = stderr(&data.run("rules show 766-2024 --lang en"));
    assert!(said.contains("unofficial") && said.contains("not yet compared"), "{said}");
}

/// The canonical form is a rulebook that says the same.
#[rstest]
#[case("766-2022")]
#[case("766-2024")]
fn the_canonical_form_is_the_same_rulebook(#[case] id: &str) {
    let data = Data::empty();
    let canonical = stdout(&data.run(&format!("rules show {id} --toml")));
    let dir = folder(&data, &[("canonical.toml", &canonical)]);
    let options = format!("--rules-dir {}", dir.display());
    assert_eq!(stdout(&data.run(&format!("rules show {id} --toml {options}"))), canonical);
    let check = data.run(&format!("rules check {options}"));
    assert_eq!(check.status.code(), Some(0), "{}", stderr(&check));
    let renamed = canonical.replacen(&format!("id = \"{id}\""), "id = \"same\"", 1);
    std::fs::write(dir.join("canonical.toml"), renamed).unwrap();
    let diff = data.json(&format!("rules diff {id} same {options}"));
    let places: Vec<_> = diff.as_array().unwrap().iter().map(|row| &row["place"]).collect();
    assert_eq!(places, ["rulebook: id"]);
}
