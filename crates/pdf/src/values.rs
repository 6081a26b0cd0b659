//! The laid report in the setter's own values. Texts go in as strings, never as markup: a name cannot command.

use chiso_report::laid::{Align, Laid, LaidAnnex, LaidCell, LaidTable, Level, Piece, Run};
use typst::foundations::{Array, Dict, Str, Value};

use crate::letters::settable;

pub(crate) fn text(text: &str) -> Value {
    Value::Str(Str::from(settable(text)))
}

pub(crate) fn twips(length: u32) -> Value {
    Value::Int(i64::from(length))
}

fn count(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn list<T>(items: &[T], value: impl Fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(value).collect::<Array>())
}

fn texts(items: &[String]) -> Value {
    list(items, |item| text(item))
}

fn dict<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter().map(|(key, value)| (Str::from(key), value));
    Value::Dict(entries.collect::<Dict>())
}

/// Everything that the template places.
pub(crate) fn report(laid: &Laid) -> Value {
    dict([
        ("nation", list(&laid.nation, |line| text(line))),
        ("parent", laid.parent.as_deref().map_or(Value::None, text)),
        ("own", texts(&laid.own)),
        ("number", text(&laid.number)),
        ("dated", text(&laid.dated)),
        ("about", laid.about.as_deref().map_or(Value::None, text)),
        ("kind", text(&laid.kind)),
        ("subject", text(&laid.subject)),
        ("to", text(laid.to)),
        ("addressees", texts(&laid.addressees)),
        ("body", list(&laid.body, piece)),
        ("closing", runs(&laid.closing)),
        ("recipients-head", text(laid.recipients_head)),
        ("recipients", texts(&laid.recipients)),
        ("office", texts(&laid.office)),
        ("name", text(&laid.name)),
        ("footnotes", list(&laid.footnotes, |note| runs(note))),
        ("imprint", text(&laid.imprint)),
        ("annexes", list(&laid.annexes, annex)),
    ])
}

fn annex(annex: &LaidAnnex) -> Value {
    dict([
        ("title", text(&annex.title)),
        ("subject", text(&annex.subject)),
        ("reference", text(&annex.reference)),
        ("landscape", Value::Bool(annex.landscape)),
        ("body", list(&annex.body, piece)),
    ])
}

fn piece(piece: &Piece) -> Value {
    match piece {
        Piece::Heading { level, depth, text: shown } => dict([
            ("is", text("heading")),
            ("slanted", Value::Bool(*level == Level::Decimal)),
            ("depth", count(*depth)),
            ("text", text(shown)),
        ]),
        Piece::Paragraph { text: shown, tied } => {
            dict([("is", text("paragraph")), ("text", runs(shown)), ("tied", Value::Bool(*tied))])
        }
        Piece::Bullet { text: shown, plus, tied } => dict([
            ("is", text("bullet")),
            ("text", runs(shown)),
            ("plus", Value::Bool(*plus)),
            ("tied", Value::Bool(*tied)),
        ]),
        Piece::Note(shown) => dict([("is", text("note")), ("text", runs(shown))]),
        Piece::Table(shown) => dict([("is", text("table")), ("table", table(shown))]),
    }
}

fn runs(runs: &[Run]) -> Value {
    list(runs, run)
}

fn run(run: &Run) -> Value {
    dict([
        ("text", text(&run.text)),
        ("bold", Value::Bool(run.bold)),
        ("italic", Value::Bool(run.italic)),
    ])
}

fn table(table: &LaidTable) -> Value {
    let row = |cells: &Vec<LaidCell>| list(cells, cell);
    dict([
        ("caption", text(&table.caption)),
        ("widths", list(&table.widths, |width| twips(*width))),
        ("points", twips(table.points)),
        ("padding", twips(table.padding)),
        ("head", list(&table.head, row)),
        (
            "rows",
            list(&table.rows, |line| {
                dict([("opens", Value::Bool(line.opens)), ("cells", row(&line.cells))])
            }),
        ),
    ])
}

fn cell(cell: &LaidCell) -> Value {
    let align = match cell.align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    };
    dict([
        ("cols", count(cell.cols)),
        ("rows", count(cell.rows)),
        ("align", text(align)),
        ("text", run(&cell.text)),
    ])
}
