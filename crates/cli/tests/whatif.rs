//! What to do today, what if it were done, the way to a grade, the end of the month; bad lists and
//! impossible periods.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use serde_json::Value;
use support::{Data, stderr, stdout};

/// Tables in the order a province would hand them in.
const TABLES: [&str; 7] =
    ["services", "publications", "petitions", "agency-figures", "dossiers", "steps", "ratings"];
/// Near the end of the simulated world, with much that is open.
const HERE: &str = "--agency H55 --period 2026-10 --as-of 2026-10-10T08:00";

/// A small province.
fn province() -> Data {
    let data = Data::empty();
    let out = data.path().join("sim");
    let line = format!("sim thai-nguyen --scale 100 --out {}", out.display());
    let made = data.run(&line);
    assert!(made.status.success(), "{}", stderr(&made));
    assert_eq!(data.agencies(std::fs::read(out.join("agencies.csv")).unwrap()).exit, 0);
    for table in TABLES {
        let csv = out.join(format!("{table}.csv"));
        let file = if csv.exists() { csv } else { csv.with_extension("ndjson") };
        let taken = data.command().args(["intake", table]).arg(file).output().unwrap();
        assert!(matches!(taken.status.code(), Some(0 | 3)), "{table}: {}", stderr(&taken));
    }
    data
}

fn decimal(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

/// The commands agree with each other: what is first in the list gains what a what-if says of it, the way to
/// a goal reaches it, and one case fewer does not.
#[test]
fn the_commands_say_the_same() {
    let data = province();
    let next = data.json(&format!("next {HERE} --top 5"));
    let actions = next["actions"].as_array().unwrap();
    assert_eq!(actions.len(), 5, "{next}");
    assert_eq!((&next["status"], &next["from"]), (&"unofficial".into(), &"dossiers".into()));
    assert!(next["gaining"].as_u64() <= next["fixable"].as_u64());
    let first = &actions[0];
    let lists = |case: &Value| -> String {
        let (kind, code) = (case["kind"].as_str().unwrap(), case["code"].as_str().unwrap());
        assert!(kind == "dossier" || kind == "petition");
        let fixes = case["fixes"].as_array().unwrap().iter();
        fixes.map(|fix| format!(" --{} {code}", fix.as_str().unwrap())).collect()
    };
    let done = data.json(&format!("whatif {HERE}{}", lists(first)));
    assert_eq!(done["refused"], Value::Array(Vec::new()), "{done}");
    let (before, after) =
        (decimal(&done["before_at_end"]["total"]), decimal(&done["after_at_end"]["total"]));
    assert!((after - before - decimal(&first["gain"]["end"])).abs() < 1e-9, "{done}");

    let projection = data.json(&format!("project {HERE}"));
    assert_eq!(projection["floor"]["total"], done["before_at_end"]["total"]);
    assert_eq!(projection["now"]["total"], done["before"]["total"]);
    assert!(decimal(&projection["ceiling"]["total"]) >= decimal(&projection["floor"]["total"]));
    assert!(projection["due_count"].as_u64() > Some(0), "{projection}");

    let goal = before + 0.75;
    let reach = data.json(&format!("next {HERE} --top 1000 --reach {goal:.2}"));
    let target = &reach["target"];
    assert_eq!(target["outcome"], "reached", "{target}");
    let cases = target["cases"].as_array().unwrap();
    assert_eq!(Some(cases.len() as u64), target["count"].as_u64());
    let done_to = |cases: &[Value]| {
        let mut by: Vec<(&str, Vec<&str>)> =
            ["close", "issue", "sync", "answer"].map(|fix| (fix, Vec::new())).into();
        for case in cases {
            for fix in case["fixes"].as_array().unwrap() {
                let list = by.iter_mut().find(|(name, _)| fix == name).unwrap();
                list.1.push(case["code"].as_str().unwrap());
            }
        }
        let lists = by.iter().filter(|(_, codes)| !codes.is_empty());
        let lists: Vec<String> =
            lists.map(|(fix, codes)| format!("--{fix} {}", codes.join(","))).collect();
        let line = format!("whatif {HERE} {}", lists.join(" "));
        decimal(&data.json(&line)["after_at_end"]["total"])
    };
    assert!(done_to(cases) >= goal - 1e-9);
    assert!((done_to(cases) - decimal(&target["after"])).abs() < 1e-9);
    assert!(done_to(&cases[1..]) < goal);
}

#[test]
fn lists_are_words_codes_or_files_and_what_cannot_be_done_is_named() {
    let data = province();
    let said = data.run(&format!("whatif {HERE} --issue no-result"));
    assert_eq!(said.status.code(), Some(0), "{}", stderr(&said));
    let text = stdout(&said);
    assert!(text.starts_with("Cấp kết quả điện tử "), "{text}");
    assert!(text.contains("\nCuối kỳ, so với không làm gì: Cấp kết quả điện tử "), "{text}");
    assert!(stderr(&said).contains("không chính thức"), "{}", stderr(&said));
    let csv = stdout(&data.run(&format!("whatif {HERE} --issue no-result --csv --lang en")));
    assert!(csv.starts_with("Item,Now,If done,±,"), "{csv}");

    let closed = data.json(&format!("whatif {HERE} --close due"));
    let count = closed["done"][0]["count"].as_u64().unwrap();
    assert!(count > 0);
    let due = data.json(&format!("project {HERE} --top 1000"))["due"].as_array().unwrap().clone();
    let codes: Vec<String> = due
        .iter()
        .filter(|case| case["kind"] == "dossier")
        .map(|case| case["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len() as u64, count, "what is due decides the end");
    let file = data.file("ma.txt", format!("{}\nKHÔNG-CÓ-1; {}\n", codes.join("\n"), codes[0]));
    let again = data.run(&format!("--json whatif {HERE} --close @{}", file.display()));
    assert_eq!(again.status.code(), Some(3), "one code is nobody's");
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(again["done"], closed["done"]);
    assert_eq!(again["after_at_end"], closed["after_at_end"]);
    let refused = &again["refused"];
    assert_eq!(
        (refused.as_array().map(Vec::len), &refused[0]["reason"]),
        (Some(1), &"unknown".into())
    );
    let told = data.run(&format!("whatif {HERE} --lang en --issue {}", codes[0]));
    let why = format!("{}: issue the result electronically: not finished yet", codes[0]);
    assert!(stderr(&told).contains(&why), "{}", stderr(&told));
    // A dossier of another agency is not this agency's to close.
    let elsewhere = due.iter().find(|case| case["agency"] != "H55.SIM-01").unwrap();
    let line = format!(
        "whatif --agency H55.SIM-01 --period 2026-10 --as-of 2026-10-10T08:00 --lang en --close {}",
        elsewhere["code"].as_str().unwrap()
    );
    let told = data.run(&line);
    assert_eq!(told.status.code(), Some(3));
    assert!(stderr(&told).contains("counts for another agency"), "{}", stderr(&told));
    bad_input(&data);
}

/// What makes no sense is said, with the exit code that says so to scripts.
fn bad_input(data: &Data) {
    for (line, exit, said) in [
        ("whatif --agency H55 --period 2026-09", 2, "name at least one list"),
        ("whatif --agency H55 --period 2026-09 --close ,", 2, "has no code"),
        ("whatif --agency H55 --period 2026-09 --answer unsynced", 2, "no sense for petitions"),
        ("whatif --agency H55 --period 2026-09 --close @/nowhere/at-all", 5, "/nowhere/at-all"),
        ("whatif --agency H55 --period 2040-09 --close all", 5, "has not begun"),
        ("whatif --agency H55 --period 2026-09 --as-of 2026-08-31 --close all", 5, "has not begun"),
        (
            "whatif --agency H55 --period 2026-09 --as-of 2059-09-01 --close all",
            2,
            "has not come yet",
        ),
        (
            "whatif --agency H55 --period 2026-09-01..2026-09-07 --close all",
            2,
            "no month, quarter or year",
        ),
        ("whatif --agency H98 --period 2026-09 --close all", 5, "H98"),
        ("whatif --agency H55 --period 2026-09 --known-at 9999 --close all", 5, "9999"),
        ("whatif --agency H55 --period 2026-09 --rules none --close all", 5, "none"),
        ("next --agency H55 --period 2026-09 --top 0", 2, "1 to 1000"),
        ("next --agency H55 --period 2026-09 --top 1001", 2, "1 to 1000"),
        ("next --agency H55 --period 2026-09 --reach superb", 2, "Excellent, Good, Fair"),
        ("next --agency H55 --period 2026-09 --reach 100,01", 2, "0 to 100"),
        ("next --agency H55 --period 2040-09", 5, "has not begun"),
        ("project --agency H55 --period 2040-09", 5, "has not begun"),
        ("project --agency H55 --period 2026-09 --top 0", 2, "1 to 1000"),
    ] {
        let output = data.run(&format!("{line} --lang en"));
        assert_eq!(output.status.code(), Some(exit), "{line}: {}", stderr(&output));
        assert!(stderr(&output).contains(said), "{line}: {}", stderr(&output));
        assert!(stdout(&output).is_empty(), "{line}: {}", stdout(&output));
    }
    // A period that is over has an end, but nothing to project.
    let over =
        data.run("project --agency H55 --period 2026-08 --as-of 2026-09-14T09:00 --lang en --json");
    assert_eq!(over.status.code(), Some(0));
    assert!(stderr(&over).contains("nothing is left to project"), "{}", stderr(&over));
    let over: Value = serde_json::from_slice(&over.stdout).unwrap();
    assert_eq!((&over["over"], &over["due_count"]), (&true.into(), &0.into()));
    assert_eq!(over["floor"], over["ceiling"]);
}
