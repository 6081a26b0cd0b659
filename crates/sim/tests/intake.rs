//! What the world says arrives: intake reads calls and files back into the same dossiers.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use std::collections::BTreeMap;

use chiso_intake::sync::{CallContext, CallKind as ReadAs, read_call};
use chiso_intake::tables::{Item, Reader, TableContext};
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::dossier::meaning::{FLAGS, NUMBERS};
use chiso_scoring::dossier::{Catalogue, Version};
use chiso_scoring::measure::Cells;
use chiso_sim::calls::{CallKind, Dialect, PERSONAL_MARK, calls};
use chiso_sim::files::{History, Table, csv, ndjson};
use chiso_sim::{World, bac_kan_2023_08, thai_nguyen_2026};
use rstest::rstest;

type Versions = BTreeMap<Box<str>, Version>;

struct Anything;

impl Catalogue for Anything {
    fn knows(&self, _: &str) -> bool {
        true
    }
    fn statutory_due(&self, _: &str, _: i64) -> Option<i64> {
        None
    }
}

fn hint(kind: CallKind) -> ReadAs {
    match kind {
        CallKind::Create => ReadAs::Dossiers { updating: Some(false) },
        CallKind::Update => ReadAs::Dossiers { updating: Some(true) },
        CallKind::Progress => ReadAs::Progress,
        CallKind::Status => ReadAs::StatusChange,
    }
}

/// Hears the calls about some dossiers; the ratings, which have no call, come as they are.
fn by_calls(world: &World, dialect: Dialect, wanted: fn(&str) -> bool) -> Versions {
    let tree = AgencyTree::new(world.agencies.clone()).unwrap();
    let mut versions = Versions::new();
    let events = || world.events().filter(|event| event.number.as_deref().is_some_and(wanted));
    for call in calls(world, dialect, events()) {
        let context = CallContext { at: call.at, sender: Some(&call.sender), tree: &tree };
        let read = read_call(call.body.as_bytes(), Some(hint(call.kind)), &context).unwrap();
        assert!(!format!("{read:?}").contains(PERSONAL_MARK));
        for item in read.items {
            let statement = item.outcome.unwrap();
            versions.entry(statement.number.clone()).or_default().join(&statement).unwrap();
        }
    }
    for statement in events().filter_map(|event| event.statement()) {
        if matches!(statement.fact, chiso_scoring::dossier::Fact::Rating { .. }) {
            versions.entry(statement.number.clone()).or_default().join(&statement).unwrap();
        }
    }
    versions
}

fn by_file(lines: impl Iterator<Item = String>, csv: bool, versions: &mut Versions) -> usize {
    let text: String = lines.collect();
    let context = TableContext { sender: None };
    let mut reader = if csv {
        Reader::csv(text.as_bytes(), None, &context).unwrap()
    } else {
        Reader::ndjson(text.as_bytes(), None, &context).unwrap()
    };
    let mut items = Vec::new();
    while reader.next_chunk(1000, &mut items).unwrap() {}
    let count = items.len();
    for item in items {
        if let Item::Statement(statement) = item.value.unwrap() {
            versions.entry(statement.number.clone()).or_default().join(&statement).unwrap();
        }
    }
    count
}

/// Flags that files cannot carry: no column says them, or only a history does.
fn not_in_files() -> u32 {
    let flags = ["due_moved", "result_is_input", "placeholder_identity", "rewritten_to_done"];
    flags.iter().map(|flag| 1 << FLAGS.iter().position(|known| known == flag).unwrap()).sum()
}

type Row<'v> = (&'v str, &'v str, Vec<i64>, u32);

/// The columns of the rules, without some flags and the moment of synchronisation.
fn read(versions: &Versions, without: u32) -> BTreeMap<&str, Row<'_>> {
    let synced = NUMBERS.iter().position(|column| *column == "synced_at").unwrap();
    let plain = |cells: Cells| {
        let mut numbers = cells.numbers.to_vec();
        numbers[synced] = 0;
        (numbers, cells.flags & !without)
    };
    versions
        .iter()
        .map(|(number, version)| {
            let meaning = version.meaning(number, &Anything).unwrap();
            let (numbers, flags) = plain(meaning.cells);
            (&**number, (meaning.agency, meaning.procedure, numbers, flags))
        })
        .collect()
}

/// Compares dossier by dossier, so that a difference can be read.
fn assert_same(heard: &Versions, said: &Versions, apart_from: u32) {
    assert_eq!(heard.len(), said.len());
    for (heard_as, said_as) in read(heard, apart_from).into_iter().zip(read(said, apart_from)) {
        assert_eq!(heard_as, said_as, "{:#?}\n{:#?}", heard[heard_as.0], said[said_as.0]);
    }
}

fn finals(world: &World) -> Versions {
    world.finals().map(|dossier| (dossier.number, dossier.version)).collect()
}

#[rstest]
#[case::envelope(Dialect::V2)]
#[case::ha_giang(Dialect::BareArray)]
#[case::thanh_hoa(Dialect::Chunks)]
fn calls_arrive(#[case] dialect: Dialect) {
    let world = thai_nguyen_2026(14, 4);
    let (heard, said) = (by_calls(&world, dialect, |_| true), finals(&world));
    assert_same(&heard, &said, 0);
}

#[test]
fn calls_of_units_without_a_proper_code_arrive() {
    let world = bac_kan_2023_08(15);
    let some = |number: &str| number.ends_with("07");
    let heard = by_calls(&world, Dialect::V2, some);
    let mut said = finals(&world);
    said.retain(|number, _| some(number));
    assert!(said.len() > 100);
    assert_same(&heard, &said, 0);
}

#[test]
fn old_and_new_calls_arrive_without_refusal() {
    let world = thai_nguyen_2026(16, 3);
    for dialect in [Dialect::V1, Dialect::Rest2026] {
        assert_eq!(by_calls(&world, dialect, |_| true).len(), world.finals().count());
    }
}

#[rstest]
#[case::csv_all(true, History::All)]
#[case::csv_final(true, History::Final)]
#[case::ndjson_all(false, History::All)]
fn files_arrive(#[case] as_csv: bool, #[case] history: History) {
    let world = thai_nguyen_2026(17, 4);
    let mut heard = Versions::new();
    for table in Table::ALL {
        let rows = if as_csv {
            by_file(csv(&world, table, history), true, &mut heard)
        } else {
            by_file(ndjson(&world, table, history), false, &mut heard)
        };
        assert_eq!(rows, ndjson(&world, table, history).count(), "{table:?}");
    }
    assert_same(&heard, &finals(&world), not_in_files());
}
