//! Tables of events: CSV, NDJSON and XLSX of the published templates.
#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

mod columns;
mod files;
mod privacy;
mod properties;
mod templates;

use chiso_intake::tables::{Item, PlacedItem, Reader, TableContext, TableKind};
use chiso_intake::{Place, Refusal};
use chiso_scoring::dossier::{Fact, Snapshot, Statement};
use chiso_scoring::record::Record;

/// Nobody in particular sends the file.
const NOBODY: TableContext<'static> = TableContext { sender: None };

/// Everything a reader gives.
fn all<R: std::io::Read>(mut reader: Reader<R>) -> Vec<PlacedItem> {
    let mut out = Vec::new();
    while reader.next_chunk(7, &mut out).unwrap() {}
    out
}

fn csv(text: impl AsRef<[u8]>) -> Result<Vec<PlacedItem>, Refusal> {
    Reader::csv(text.as_ref(), None, &NOBODY).map(all)
}

fn ndjson(text: impl AsRef<[u8]>, kind: Option<TableKind>) -> Result<Vec<PlacedItem>, Refusal> {
    Reader::ndjson(text.as_ref(), kind, &NOBODY).map(all)
}

/// What stands on a line: its items, or the reasons there are none.
fn lines(read: &[PlacedItem]) -> Vec<(u64, Result<&Item, &'static str>)> {
    let line = |place: &Place| match place {
        Place::Line(line) => *line,
        other => panic!("{other}"),
    };
    let value = |value: &'_ Result<Item, Refusal>| value.as_ref().err().map(|r| r.code.name());
    read.iter()
        .map(|placed| {
            let item = placed.value.as_ref();
            (line(&placed.place), item.map_err(|_| value(&placed.value).unwrap_or_default()))
        })
        .collect()
}

/// Reads one row of a table given as `column=value` pairs separated by `|`, on top of a row that is
/// good as it stands.
fn row(kind: TableKind, cells: &str) -> Vec<Result<Item, Refusal>> {
    let mut columns: Vec<(&str, &str)> = good(kind).to_vec();
    for cell in cells.split('|').filter(|cell| !cell.is_empty()) {
        let (name, value) = cell.split_once('=').unwrap();
        columns.retain(|(known, _)| *known != name);
        columns.push((name, value));
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let quoted = |value: &str| format!("\"{}\"", value.replace('"', "\"\""));
    let values: Vec<String> = columns.iter().map(|(_, value)| quoted(value)).collect();
    let text = format!("{}\n{}\n", names.join(","), values.join(","));
    let reader = Reader::csv(text.as_bytes(), Some(kind), &NOBODY).unwrap();
    all(reader).into_iter().map(|placed| placed.value).collect()
}

/// The only item of a row.
fn item(kind: TableKind, cells: &str) -> Result<Item, Refusal> {
    let mut items = row(kind, cells);
    assert_eq!(items.len(), 1, "{items:?}");
    items.remove(0)
}

fn good(kind: TableKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        TableKind::Dossiers => &[
            ("number", "H55.242-260803-0001"),
            ("agency", "H55.242"),
            ("procedure", "1.004222"),
            ("status", "4"),
        ],
        TableKind::Steps => {
            &[("number", "H55.07-260804-0002"), ("at", "2026-08-04 08:01"), ("status", "2")]
        }
        TableKind::Ratings => {
            &[("number", "H55.09-260805-0003"), ("at", "2026-08-05 09:02"), ("satisfied", "1")]
        }
        TableKind::Services => &[
            ("agency", "H55"),
            ("procedure", "2.000815"),
            ("level", "4"),
            ("valid_from", "2025-07-01"),
        ],
        TableKind::Publications => &[
            ("agency", "H55"),
            ("decision", "1045/QĐ-UBND"),
            ("procedure", "1.009645"),
            ("decided_on", "2026-07-20"),
            ("effective_on", "2026-08-01"),
        ],
        TableKind::Petitions => &[
            ("number", "PAKN.260803.17"),
            ("agency", "H55.13"),
            ("received_at", "2026-08-03 09:12"),
            ("step", "waiting"),
        ],
        TableKind::AgencyFigures => {
            &[("agency", "H55"), ("period", "2026-08"), ("copies_done", "1204")]
        }
        TableKind::Procedures => {
            &[("procedure", "2.000815"), ("name", "Chứng thực bản sao từ bản chính")]
        }
    }
}

fn snapshot(cells: &str) -> Result<Snapshot, Refusal> {
    item(TableKind::Dossiers, cells).map(|item| match item {
        Item::Statement(Statement { fact: Fact::Snapshot(snapshot), .. }) => *snapshot,
        other => panic!("{other:?}"),
    })
}

fn record(kind: TableKind, cells: &str) -> Result<Record, Refusal> {
    item(kind, cells).map(|item| match item {
        Item::Record(record) => record,
        other @ Item::Statement(_) => panic!("{other:?}"),
    })
}

/// A moment in Vietnam.
fn at(text: &str) -> i64 {
    let local: jiff::civil::DateTime = text.parse().unwrap();
    jiff::tz::Offset::constant(7).to_timestamp(local).unwrap().as_second()
}
