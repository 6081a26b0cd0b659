//! From any number to its dossiers: on the demo's province every numerator and denominator of every agency,
//! period and scope opens to exactly as many as it says, now and as known at three moments of the past; and
//! the commands that show it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::opened::{Opened, Side};
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::standing::Standing;
use chiso_sim::{Event, Message, World, thai_nguyen_2026};
use chiso_store::writer::{Committed, Follower, Submission, Submitted, Writer, WriterOptions};
use chiso_store::{Store, live};
use rstest::rstest;
use serde_json::Value;
use support::{Data, stderr, stdout};

struct Nobody;

impl Follower for Nobody {
    fn committed(&mut self, _: &Committed<'_>) {}
}

/// The store of a small Thái Nguyên, filled in four revisions by what was said until four moments.
struct Province {
    data: Data,
    store: Arc<Store>,
    /// Each revision with the moment of its last word.
    revisions: Vec<(u64, Seconds)>,
    agencies: usize,
}

impl Province {
    fn new(permille: u64) -> Self {
        let world = thai_nguyen_2026(766, permille);
        let data = Data::empty();
        let store = Arc::new(Store::open(data.path()).unwrap());
        store.add_agencies(&world.agencies, "2026-01-01T00:00:00Z").unwrap();
        let writer =
            Writer::spawn(Arc::clone(&store), Box::new(Nobody), WriterOptions::default()).unwrap();
        let mut events = world.events().peekable();
        let mut revisions = Vec::new();
        for until in moments(&world) {
            let heard = std::iter::from_fn(|| events.next_if(|event| event.at <= until));
            let items: Vec<Submitted> = heard.filter_map(submitted).collect();
            let (sender, format) = ("H55".to_owned(), "sim".to_owned());
            let submission =
                Submission { sender, format, at: until, items, refused: Vec::new(), import: None };
            let receipt = writer.submit(submission).unwrap().wait().unwrap();
            revisions.push((receipt.revision, until));
        }
        writer.shutdown();
        Self { data, store, revisions, agencies: world.agencies.len() }
    }

    fn standing(&self, (revision, at): (u64, Seconds)) -> Standing {
        let plan = Plan::whole(&Rulebooks::embedded());
        live::read(&self.store, plan, at, Some(revision)).unwrap().1
    }
}

/// Three moments within the year, and its end.
fn moments(world: &World) -> [Seconds; 4] {
    let (from, to) = (world.from(), world.until());
    let part = (to - from) / 4;
    [from + part, from + 2 * part, from + 3 * part, to]
}

fn submitted(event: Event) -> Option<Submitted> {
    if let Message::Record(record) = event.message {
        return Some(Submitted::Record(*record));
    }
    event.statement().map(Submitted::Statement)
}

/// Each line of a list is there once.
fn distinct(opened: &Opened) -> bool {
    let once = |keys: Vec<u32>| keys.iter().collect::<HashSet<_>>().len() == keys.len();
    match opened {
        Opened::Rows { keys, .. } => once(keys.clone()),
        Opened::Amounts { rows, .. } => once(rows.iter().map(|(key, _)| *key).collect()),
        Opened::Procedures { procedures, .. } => procedures.values().all(|keys| !keys.is_empty()),
        Opened::Stated(_) | Opened::Whole(_) => true,
        Opened::Parts(parts) => parts.iter().all(|part| distinct(&part.opened)),
    }
}

/// Opens every cell of a period; gives how many there are and how many are more than 0.
fn every_cell(standing: &Standing, rulebook: &Rulebook, period: Period) -> (usize, usize) {
    let live = standing.live();
    let book = live.plan().book(&rulebook.id).unwrap();
    let tree: &AgencyTree = live.tree();
    let (mut cells, mut filled) = (0, 0);
    let figures = live.figures(&rulebook.id, period);
    for agency in tree.in_force(period) {
        let shown = figures.iter().find(|counted| counted.agency == agency.code);
        let own = book.values(&|id| live.tally(&agency.code, period, id, Scope::Own));
        let below = book.values(&|id| live.tally(&agency.code, period, id, Scope::Subtree));
        for (at, ratio) in book.ratios.iter().enumerate() {
            let Some((above, under)) = ratio else { continue };
            // Without anybody below, own and subtree are one list: both are opened for whole years.
            let leaf = tree.children(&agency.code, period).is_empty();
            let both = !leaf || matches!(period, Period::Year { .. });
            let scopes = [(Scope::Own, &own), (Scope::Subtree, &below)];
            for (scope, values) in scopes.into_iter().skip(usize::from(!both)) {
                let open = |side| live.open(&rulebook.id, at, side, &agency.code, period, scope);
                let numerator = open(Side::Numerator).unwrap().opened;
                let denominator = open(Side::Denominator).unwrap().opened;
                let said = (numerator.value(), denominator.value());
                let code = &rulebook.indicators[at].code;
                let say = format!("{code} of {} in {period}, {scope:?}", agency.code);
                assert_eq!(said, (above.value(values), under.value(values)), "{say}");
                if let (Scope::Subtree, Some(figure)) =
                    (scope, shown.and_then(|counted| counted.indicators[at]))
                {
                    // What pages, API and reports print.
                    let counts = figure.counts().unwrap();
                    assert_eq!(said, (counts.numerator, counts.denominator), "{say}");
                }
                assert!(distinct(&numerator) && distinct(&denominator), "{say}");
                if said.0 <= said.1
                    && said.1 > 0
                    && let Some(rest) = open(Side::Rest)
                    && matches!(rest.opened, Opened::Rows { .. })
                {
                    assert_eq!(rest.opened.value(), said.1 - said.0, "{say}");
                }
                cells += 2;
                filled += usize::from(said.0 != 0) + usize::from(said.1 != 0);
            }
        }
    }
    (cells, filled)
}

#[test]
fn every_number_opens_to_exactly_its_dossiers_now_and_then() {
    let province = Province::new(5);
    let books = Rulebooks::embedded();
    let day = |(_, at): &(u64, Seconds)| {
        let at = jiff::Timestamp::from_second(*at).unwrap();
        jiff::tz::Offset::constant(7).to_datetime(at).date()
    };
    let days: Vec<jiff::civil::Date> = province.revisions.iter().map(day).collect();
    let (mut cells, mut filled) = (0, 0);
    for (at, point) in province.revisions.iter().enumerate() {
        let standing = province.standing(*point);
        let last = at + 1 == province.revisions.len();
        let mut periods: Vec<Period> = standing.live().periods().collect();
        // Of the past the year, the quarter and the month that the moment lies in.
        let lies_in = |period: &Period| period.first() <= days[at] && days[at] <= period.last();
        periods.retain(|period| last || lies_in(period));
        for period in periods {
            let rulebook = books.for_period(period).unwrap();
            let (opened, some) = every_cell(&standing, rulebook, period);
            cells += opened;
            filled += some;
        }
    }
    println!("{cells} cells opened, {filled} of them not 0, {} agencies", province.agencies);
    assert!(cells > 300_000 && filled > 50_000, "{cells} {filled}");
}

/// One province for all tests of the commands.
fn province() -> &'static Province {
    static PROVINCE: OnceLock<Province> = OnceLock::new();
    PROVINCE.get_or_init(|| Province::new(3))
}

const AT: &str = "--as-of 2026-10-10T14:00";

fn explain(options: &str) -> Value {
    province().data.json(&format!("explain --agency H55 {options}"))
}

/// The pages of a list, put together; each is at most `limit` long.
fn pages(options: &str, limit: usize) -> (Value, Vec<Value>) {
    let first = explain(&format!("{options} --limit {limit}"));
    let (mut rows, mut page) = (Vec::new(), first.clone());
    loop {
        let part = page["rows"].as_array().unwrap();
        assert!(part.len() <= limit);
        rows.extend(part.iter().cloned());
        let Some(next) = page["next"].as_str() else { break };
        page = explain(&format!("{options} --limit {limit} --cursor {next}"));
        assert_eq!(page["value"], first["value"]);
    }
    (first, rows)
}

#[test]
fn a_list_has_as_many_rows_as_the_number_and_the_rest_is_what_is_missing() {
    let score =
        province().data.json(&format!("score --agency H55 --period 2026-Q3 --from dossiers {AT}"));
    let indicator = support::part(&score["rows"][0], "2.1");
    let list = |side: &str| {
        let options = format!("--period 2026-Q3 --indicator 2.1 --list {side} {AT}");
        let (first, rows) = pages(&options, 300);
        let codes: HashSet<String> =
            rows.iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect();
        assert_eq!(codes.len(), rows.len(), "{side}: a row comes twice");
        assert_eq!(first["value"], rows.len());
        assert_eq!(first["count"], rows.len());
        (first, rows, codes)
    };
    let (_, _, numerator) = list("numerator");
    let (first, _, denominator) = list("denominator");
    let (_, late, rest) = list("rest");
    assert_eq!(indicator["numerator"], numerator.len().to_string());
    assert_eq!(indicator["denominator"], denominator.len().to_string());
    assert_eq!(rest, denominator.difference(&numerator).cloned().collect());
    assert!(!rest.is_empty() && first["status"] == "unofficial" && first["rulebook"] == "766-2024");
    for row in late {
        let because = row["because"].as_array().unwrap();
        assert!(!because.is_empty(), "{row}");
        assert!(because.iter().all(|clause| clause["holds"] == false), "{row}");
    }
}

#[test]
fn why_not_names_the_condition_that_failed_and_what_it_saw() {
    let options = format!("--period 2026-Q3 --indicator 2.1 {AT}");
    let late = explain(&format!("{options} --list rest --limit 1"));
    let code = late["rows"][0]["code"].as_str().unwrap();
    let told = explain(&format!("{options} --why-not {code}"));
    let verdict = &told["indicators"][0];
    assert_eq!(
        (&verdict["numerator"]["counted"], &verdict["denominator"]["counted"]),
        (&false.into(), &true.into())
    );
    let clauses = verdict["numerator"]["measures"][0]["clauses"].as_array().unwrap();
    let failed: Vec<&Value> = clauses.iter().filter(|clause| clause["holds"] == false).collect();
    assert_eq!(failed[0]["text"], late["rows"][0]["because"][0]["text"]);
    assert_eq!(told["counts_for"].as_array().unwrap().last().unwrap(), "VN");
    assert!(!told["course"].as_array().unwrap().is_empty());
    let text =
        province().data.run(&format!("explain --agency H55 {options} --why-not {code} --lang en"));
    let text = stdout(&text);
    assert!(text.contains("numerator does not count it, denominator counts it"), "{text}");
    assert!(text.contains('✗') && text.contains("MOTA, 2.1"), "{text}");
    // Of another unit it says whose it is.
    let other = "H55.X01933";
    let told =
        province().data.json(&format!("explain --agency {other} {options} --why-not {code}"));
    let place = &told["indicators"][0]["numerator"]["measures"][0]["place"];
    assert!(place == "elsewhere" || told["sent_under"] == other, "{told}");
}

#[test]
fn a_dossier_is_unknown_until_the_revision_that_brought_it() {
    let province = province();
    let last = province.revisions[3].0;
    let newest =
        explain(&format!("--period 2026-09 --indicator 2.1 --list denominator --limit 1000 {AT}"));
    let rows = newest["rows"].as_array().unwrap();
    let code = rows.last().unwrap()["code"].as_str().unwrap();
    let ask = |known_at: u64| {
        let line = format!(
            "explain --agency H55 --period 2026-09 {AT} --why-not {code} --known-at {known_at}"
        );
        province.data.run(&line).status.code()
    };
    assert_eq!((ask(last), ask(province.revisions[0].0)), (Some(0), Some(5)));
}

#[test]
fn lines_by_procedure_add_up_to_the_agency() {
    let data = &province().data;
    for options in ["", "--units"] {
        let table = data.json(&format!("procedures --agency H55 --period 2026-Q3 {options} {AT}"));
        let columns = table["columns"].as_array().unwrap();
        for (at, name) in columns.iter().enumerate().filter(|(_, name)| *name != "mean_days") {
            let number = |line: &Value| line["numbers"][at].as_i64().unwrap();
            let sum: i64 = table["rows"].as_array().unwrap().iter().map(number).sum();
            assert_eq!(sum + number(&table["left"]), number(&table["total"]), "{name} {options}");
            assert_eq!(number(&table["left"]), 0, "{name} {options}");
        }
        assert_eq!(table["count"], table["rows"].as_array().unwrap().len());
    }
    let options = "procedures --agency H55 --period 2026-Q3 --indicator 2.1 --units";
    let table = data.json(&format!("{options} {AT}"));
    assert_eq!(table["columns"], serde_json::json!(["numerator", "denominator", "rate"]));
    assert!(table["rows"][0]["agency"].as_str().unwrap().starts_with("H55"));
    let csv = data.run(&format!("{options} {AT} --limit 2 --csv"));
    assert_eq!(stdout(&csv).lines().count(), 1 + 2 + 1);
}

#[rstest]
#[case::unknown_agency(
    "explain --agency H99 --period 2026-Q3 --indicator 2.1 --list rest",
    5,
    "H99"
)]
#[case::unknown_indicator(
    "explain --agency H55 --period 2026-Q3 --indicator 9.9 --list rest",
    5,
    "9.9"
)]
#[case::unknown_dossier(
    "explain --agency H55 --period 2026-Q3 --why-not H55-KHONG-CO",
    5,
    "H55-KHONG-CO"
)]
#[case::unknown_rulebook(
    "explain --agency H55 --period 2026-Q3 --indicator 2.1 --list rest --rules 767",
    5,
    "767"
)]
#[case::no_such_month(
    "explain --agency H55 --period 2026-13 --indicator 2.1 --list rest",
    2,
    "2026-13"
)]
#[case::period_without_dossiers(
    "explain --agency H55 --period 2031-01 --indicator 2.1 --list rest",
    5,
    "2031-01"
)]
#[case::revision_to_come(
    "explain --agency H55 --period 2026-Q3 --indicator 2.1 --list rest --known-at 99",
    5,
    "99"
)]
#[case::revision_zero("procedures --agency H55 --period 2026-Q3 --known-at 0", 5, "0")]
#[case::not_an_indicator(
    "explain --agency H55 --period 2026-Q3 --indicator TDGQ --list rest",
    2,
    "TDGQ"
)]
#[case::different_kinds(
    "explain --agency H55 --period 2026-Q3 --indicator 3.2 --list rest",
    2,
    "3.2"
)]
#[case::foreign_cursor(
    "explain --agency H55 --period 2026-Q3 --indicator 2.1 --list rest --cursor 1.004222",
    2,
    "1.004222"
)]
#[case::no_lines(
    "explain --agency H55 --period 2026-Q3 --indicator 2.1 --list rest --limit 0",
    2,
    "1000"
)]
#[case::too_many_lines(
    "explain --agency H55 --period 2026-Q3 --indicator 2.1 --list rest --limit 1001",
    2,
    "1000"
)]
#[case::published(
    "explain --agency H55 --period 2026-Q3 --indicator 2.1 --list rest --from published",
    2,
    "dossiers"
)]
#[case::both_at_once(
    "explain --agency H55 --period 2026-Q3 --list rest --why-not X",
    2,
    "--why-not"
)]
#[case::page_without_list("explain --agency H55 --period 2026-Q3 --limit 5", 2, "--list")]
#[case::procedures_of_a_group(
    "procedures --agency H55 --period 2026-Q3 --indicator TDGQ",
    2,
    "TDGQ"
)]
fn what_cannot_be_shown_is_said(#[case] line: &str, #[case] exit: i32, #[case] said: &str) {
    let output = province().data.run(&format!("--lang en {line}"));
    assert_eq!(output.status.code(), Some(exit), "{}", stderr(&output));
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
    assert!(stdout(&output).is_empty());
}
