//! A province's path: simulated files, intake part by part, the tallies against the log, the dossiers
//! behind a number, points from dossiers.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use chiso_store::Store;
use rstest::rstest;
use serde_json::{Value, json};
use support::{Data, part, points, stderr, stdout};

/// Tables in the order a province would hand them in.
const TABLES: [&str; 7] =
    ["services", "publications", "petitions", "agency-figures", "dossiers", "steps", "ratings"];

/// The end of the simulated world.
const AT: &str = "--as-of 2026-10-10T14:00";

/// Rows read, accepted, duplicate, superseded, refused of the only file.
#[derive(Debug, PartialEq, Eq)]
struct Rows {
    exit: Option<i32>,
    read: u64,
    accepted: u64,
    duplicate: u64,
    superseded: u64,
    refused: u64,
}

impl Rows {
    fn all_accepted(&self) -> bool {
        self.exit == Some(0) && self.accepted == self.read && self.read > 0
    }
}

fn take(data: &Data, table: &str, file: PathBuf, options: &str) -> (Rows, String) {
    let mut command = data.command();
    command.args(["--lang", "en", "--json", "intake", table]).arg(file);
    let output = command.args(options.split_whitespace()).output().unwrap();
    let said = stderr(&output);
    let receipts: Value = serde_json::from_slice(&output.stdout).expect(&said);
    let number = |key: &str| receipts[0][key].as_u64().unwrap();
    let rows = Rows {
        exit: output.status.code(),
        read: number("read"),
        accepted: number("accepted"),
        duplicate: number("duplicate"),
        superseded: number("superseded"),
        refused: number("refused"),
    };
    assert_eq!(rows.read, rows.accepted + rows.duplicate + rows.superseded + rows.refused);
    (rows, said)
}

/// Writes a small province as files and takes all but the named table in.
fn simulated(options: &str, without: &str) -> Data {
    let data = Data::empty();
    let out = data.path().join("sim");
    let line = format!("sim thai-nguyen --scale 1000 {options} --out {}", out.display());
    let made = data.run(&line);
    assert!(made.status.success(), "{}", stderr(&made));
    assert_eq!(data.agencies(std::fs::read(out.join("agencies.csv")).unwrap()).exit, 0);
    for table in TABLES.into_iter().filter(|table| *table != without) {
        let (rows, said) = take(&data, table, file(&data, table), "");
        assert!(rows.all_accepted(), "{table}: {rows:?} {said}");
    }
    data
}

/// A simulated file.
fn file(data: &Data, table: &str) -> PathBuf {
    let csv = data.path().join("sim").join(format!("{table}.csv"));
    if csv.exists() { csv } else { csv.with_extension("ndjson") }
}

/// Everything. (A debug build needs seconds for the services of a whole province, each time it counts.)
fn province() -> Data {
    simulated("", "")
}

#[rstest]
#[case::tables("--format csv")]
#[case::lines("--format ndjson")]
fn from_files_to_points(#[case] format: &str) {
    let data = simulated(format, "");
    let verdict = data.json(&format!("verify --period 2026 {AT}"));
    assert_eq!(verdict["differences"], json!([]), "{verdict}");
    assert!(verdict["dossiers"].as_u64() > Some(200) && verdict["tallies"].as_u64() > Some(10_000));
    let score = data.json(&format!("score --agency H55 --period 2026 {AT}"));
    assert_eq!(score["from"], "dossiers");
    let row = &score["rows"][0];
    let progress = part(row, "2.1");
    let late = data.json(&format!(
        "dossiers --agency H55 --period 2026 --measure handled --not handled_on_time {AT}"
    ));
    let number = |key: &str| progress[key].as_str().unwrap().parse::<u64>().unwrap();
    assert_eq!(late["count"].as_u64().unwrap(), number("denominator") - number("numerator"));
    assert_eq!(late["rows"].as_array().unwrap().len() as u64, late["count"].as_u64().unwrap());
    let hundredths = 2000 * number("numerator");
    let denominator = number("denominator");
    let rounded = (2 * hundredths + denominator) / (2 * denominator);
    assert_eq!(support::hundredths(points(progress)) as u64, rounded);
    assert!(support::hundredths(points(part(row, "TOTAL"))) > 4_000);
}

/// What is asked of dossiers and of published figures are two questions.
#[test]
fn dossiers_and_published_figures_stand_side_by_side() {
    let data = simulated("", "services");
    let published = support::root().join("data/reported/thai-nguyen-2026.csv");
    assert_eq!(data.take(&[published], "").exit, 0);
    let total = |options: &str| {
        let score = data.json(&format!("score --agency H55 --period 2026 {AT} {options}"));
        (score["from"].clone(), points(part(&score["rows"][0], "2.1")).to_owned())
    };
    assert_eq!(total(""), (Value::Null, "19.12".to_owned()));
    assert_eq!(total("--from published"), total(""));
    let (from, counted) = total("--from dossiers");
    assert!(from == "dossiers" && counted != "19.12", "{counted}");
    let comparison =
        data.json("compare --agency H55 --from 2026-08 --to 2026-09 --figures dossiers");
    let change = &comparison["rows"][0]["from_state"];
    assert_ne!(change, &Value::Null);
    let ranking = data.run("rank --level commune --parent H55 --period 2026-09");
    assert!(stderr(&ranking).contains("tính từ hồ sơ"), "{}", stderr(&ranking));
    assert_eq!(stdout(&ranking).lines().count(), 1 + 92);
    let nothing = data.run("score --agency H55 --period 2026-09 --from published");
    assert_eq!(nothing.status.code(), Some(5));
    let why = data.run("explain --agency H55 --period 2026-09 --indicator 2.1 --from dossiers");
    assert!(stdout(&why).contains("chiso, chụp"), "{}", stdout(&why));
}

/// Nothing is stored by a dry run, and nothing twice.
#[test]
fn a_second_time_nothing_is_new() {
    let data = simulated("", "dossiers");
    let dossiers = file(&data, "dossiers");
    let revision = data.revision();
    let (dry, _) = take(&data, "dossiers", dossiers.clone(), "--dry-run");
    assert!(dry.all_accepted() && data.revision() == revision, "{dry:?}");
    let (first, _) = take(&data, "dossiers", dossiers.clone(), "--sender H55");
    assert!(first.all_accepted(), "{first:?}");
    let revision = data.revision();
    let (second, said) = take(&data, "dossiers", dossiers.clone(), "");
    assert_eq!((second.duplicate, second.exit), (second.read, Some(0)));
    assert!(said.contains(&format!("read to its end before ({} rows)", first.read)), "{said}");
    let (again, _) = take(&data, "dossiers", dossiers, "--again");
    assert_eq!((again.read, again.accepted, again.refused), (first.read, 0, 0), "{again:?}");
    assert_eq!(data.revision(), revision);
}

/// A unit moves when its dossiers do: every line of a list is a dossier of that unit.
#[test]
fn the_list_names_dossiers_of_the_agency() {
    let data = simulated("", "services");
    let ranking = data.json("rank --level commune --parent H55 --period 2026-09");
    let commune = ranking["rows"][0]["agency"].as_str().unwrap().to_owned();
    let asked = format!("dossiers --agency {commune} --period 2026 --measure handled {AT}");
    let listed = data.json(&asked);
    let rows = listed["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row["number"].as_str().unwrap().starts_with(&format!("{commune}-")), "{row}");
    }
    let text = stdout(&data.run(&asked));
    let last = text.lines().last().unwrap();
    assert!(last.starts_with(&format!("{} mục", rows.len())), "{last}");
    assert_eq!(text.lines().count(), rows.len() + 2, "a header, the rows, the count");
    let csv = stdout(&data.run(&format!("{asked} --csv --limit 1")));
    assert_eq!(csv.lines().count(), 2, "{csv}");
    let limited = data.json(&format!("{asked} --limit 1"));
    assert_eq!((&limited["count"], &limited["listed"]), (&listed["count"], &json!(1)));
}

/// The list of a number is exactly as long as the number says: every agency, period and measure of a
/// small province, own and with all below.
#[test]
fn every_list_is_as_long_as_its_number() {
    use chiso_scoring::expr::Entity;
    use chiso_scoring::measure::plan::{Place, Plan};
    use chiso_scoring::measure::{Scope, quality_marks};
    use chiso_scoring::rulebook::Rulebooks;

    let data = province();
    let store = Arc::new(Store::open(data.path()).unwrap());
    let rulebooks = Rulebooks::embedded();
    let plan = Plan::new(&[rulebooks.get("766-2024").unwrap()], &quality_marks());
    let at = "2026-10-10T14:00+07:00".parse::<jiff::Timestamp>().unwrap().as_second();
    let (_, standing) = chiso_store::live::read(&store, plan, at, None).unwrap();
    let live = standing.live();
    let (mut lists, mut rows, mut measured) = (0, 0, BTreeSet::new());
    for period in live.periods() {
        for agency in live.tree().in_force(period) {
            for (id, measure) in live.plan().measures.iter().enumerate() {
                if measure.entity == Entity::Agency || matches!(measure.place, Place::Sum(_)) {
                    continue;
                }
                for scope in [Scope::Own, Scope::Subtree] {
                    let tally = live.tally(&agency.code, period, id, scope);
                    // An empty list is looked for where the agency has others like it.
                    if tally == 0 && lists % 50 != 0 {
                        lists += 1;
                        continue;
                    }
                    let listed = live.listed(&agency.code, period, id, scope).len();
                    let named = format!("{} {period} {id} {scope:?}", agency.code);
                    assert_eq!(i64::try_from(listed).unwrap(), tally, "{named}");
                    lists += 1;
                    rows += listed;
                    measured.extend((tally > 0).then_some(id));
                }
            }
        }
    }
    assert!(
        lists > 100_000 && rows > 100_000 && measured.len() > 30,
        "{lists} {rows} {measured:?}"
    );
}

#[rstest]
#[case("dossiers --agency H55 --period 2026 --measure hồ_sơ", 5, "is no measure of 766-2024")]
#[case("dossiers --agency H55 --period 2026 --measure sync_base", 2, "has no rows to list")]
#[case("dossiers --agency H55 --period 2026 --measure communes", 2, "has no rows to list")]
#[case(
    "dossiers --agency H55 --period 2026 --measure handled --not petitions",
    2,
    "something else"
)]
#[case("dossiers --agency H98 --period 2026 --measure handled", 5, "'H98' is unknown")]
#[case("dossiers --agency H55 --period 2040 --measure handled", 5, "no dossiers of 2040")]
#[case("verify --period 2040", 5, "no dossiers of 2040")]
#[case("verify --rules mine", 5, "'mine' is unknown")]
#[case("intake dossiers nowhere.csv", 5, "cannot read 'nowhere.csv'")]
#[case("intake dossiers . --sender H55", 5, "Is a directory")]
#[case("intake dossiers nowhere.csv --sender H98", 5, "'H98' is unknown")]
#[case("restore nowhere.db", 5, "cannot use 'nowhere.db'")]
#[case("sim nation --to ftp://127.0.0.1", 2, "is no address")]
#[case("sim nation --to http://192.0.2.7:8766", 2, "say --yes-remote")]
#[case("sim nation", 2, "--out")]
#[case("sim mars --out x", 2, "thai-nguyen")]
fn what_makes_no_sense(#[case] line: &str, #[case] exit: i32, #[case] expected: &str) {
    let data = Data::empty();
    let output = data.run(&format!("{line} --lang en"));
    let said = stderr(&output);
    assert!(said.contains(expected), "{said}");
    assert_eq!(output.status.code(), Some(exit), "{said}");
}

const HEADER: &str = "number,agency,procedure,status,received_at,due_at\n";
const GOOD: &str =
    "H55.242-260803-0017,H55.242,1.004222,2,2026-08-03 08:00:00,2026-08-10 17:00:00\n";

/// A bad row is told with its place and reason; the rest is kept.
#[rstest]
#[case::status(
    "H55.242-260803-0018,H55.242,1.004222,77,2026-08-03 08:00:00,\n",
    "line 3: status: "
)]
#[case::day(
    "H55.242-260803-0018,H55.242,1.004222,2,2026-02-30 08:00:00,\n",
    "line 3: received_at: "
)]
#[case::no_number(",H55.242,1.004222,2,2026-08-03 08:00:00,\n", "line 3: number: ")]
fn a_bad_row(#[case] row: &str, #[case] expected: &str) {
    let data = Data::empty();
    let after = GOOD.replace("0017", "0019");
    let file = data.file("dossiers.csv", format!("{HEADER}{GOOD}{row}{after}"));
    let (rows, said) = take(&data, "dossiers", file, "");
    assert_eq!((rows.exit, rows.accepted, rows.refused), (Some(3), 2, 1), "{said}");
    assert!(said.starts_with(&format!("dossiers.csv: {expected}")), "{said}");
}

/// A file of something else is refused as a whole, and nothing of it is repeated.
#[rstest]
#[case::names("number,agency,procedure,status,họ tên\nH55-1,H55,1.004222,2,Nguyễn Thị Riêng Tư\n")]
#[case::another_table("number,at,status\nH55.242-260803-0017,2026-08-03 08:00:00,2\n")]
#[case::text("Kính gửi: Văn phòng UBND tỉnh\n")]
#[case::empty("")]
#[case::archive("PK\u{3}\u{4} and nothing behind")]
fn a_wrong_file(#[case] text: &str) {
    let data = Data::empty();
    let before = data.revision();
    let (rows, said) = take(&data, "dossiers", data.file("dossiers.csv", text), "");
    assert_eq!((rows.exit, rows.read, rows.refused), (Some(3), 1, 1), "{said}");
    assert!(!said.contains("Nguyễn"), "{said}");
    assert_eq!(data.revision(), before);
    let store = Store::open(data.path()).unwrap();
    assert_eq!(store.quarantine(10, 0).unwrap().len(), 1, "the refusal is kept");
}

#[test]
fn many_refusals_are_told_briefly() {
    let data = Data::empty();
    let bad = GOOD.replace(",2,", ",77,").repeat(12_345);
    let file = data.file("dossiers.csv", format!("{HEADER}{bad}"));
    let (rows, said) = take(&data, "dossiers", file, "");
    assert_eq!((rows.read, rows.refused), (12_345, 12_345));
    assert!(said.lines().last().unwrap().contains("12145"), "{}", said.lines().last().unwrap());
}

#[test]
fn a_copy_put_back_says_the_same() {
    let data = simulated("", "services");
    let copy = data.path().join("copy.db");
    let made = data.run(&format!("backup {} --json", copy.display()));
    assert!(made.status.success(), "{}", stderr(&made));
    let question = format!("score --agency H55 --period 2026 --children {AT}");
    let before = data.json(&question);
    let other = Data::empty();
    let restored = other.json(&format!("restore {}", copy.display()));
    assert_eq!(restored["revision"], before["revision"]);
    assert_eq!(other.json(&question), before);
    let kept = other.run(&format!("restore {} --lang en", copy.display()));
    assert_eq!(kept.status.code(), Some(1));
    assert!(stderr(&kept).contains("say --replace"), "{}", stderr(&kept));
    let replaced = other.run(&format!("restore {} --replace", copy.display()));
    assert!(replaced.status.success(), "{}", stderr(&replaced));
    assert_eq!(other.json(&question), before);
}

#[test]
fn a_damaged_copy_is_not_put_back() {
    let data = province();
    let copy = data.path().join("copy.db");
    assert!(data.run(&format!("backup {}", copy.display())).status.success());
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40_000].fill(0xA5);
    std::fs::write(&copy, bytes).unwrap();
    let other = Data::empty();
    let output = other.run(&format!("restore {} --lang en", copy.display()));
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("is damaged"), "{}", stderr(&output));
    assert!(!other.path().join("chiso.db").exists());
}
