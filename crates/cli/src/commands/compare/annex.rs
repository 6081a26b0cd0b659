//! `chiso compare --annex`: the numbers behind the points side by side, as provinces attach them to their
//! monthly report, and the overdue dossiers unit by unit.

use chiso_scoring::agency::Agency;
use chiso_scoring::annex::{About, Cell, Line, UnitLine, lines, name, overdue};
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::Sheet;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::args::Args;
use crate::failure::Failure;
use crate::output::{Table, data, print};

/// The table and the units' overdue dossiers.
#[derive(Serialize)]
pub struct Annex {
    rows: Vec<RowWire>,
    overdue: Vec<OverdueWire>,
    overdue_total: TotalWire,
}

#[derive(Serialize)]
struct RowWire {
    number: &'static str,
    /// Indicator code, measure, `TOTAL` or `RANK`.
    code: &'static str,
    before: CellWire,
    after: CellWire,
    change: Option<String>,
    rate_change: Option<String>,
}

#[derive(Serialize)]
struct CellWire {
    count: Option<String>,
    of: Option<String>,
    rate: Option<String>,
}

#[derive(Serialize)]
struct OverdueWire {
    agency: String,
    name: String,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct TotalWire {
    before: Option<String>,
    after: Option<String>,
}

/// Prints both tables.
pub fn run(
    args: &Args,
    before: (&Sheet<'_>, &Agency),
    after: (&Sheet<'_>, &Agency),
) -> Result<(), Failure> {
    let rows = lines(before, after);
    let units = overdue(before, after);
    let wire = Annex {
        rows: rows.iter().map(row).collect(),
        overdue: units.iter().map(unit).collect(),
        overdue_total: TotalWire {
            before: total(&units, |unit| unit.before).map(|sum| sum.to_string()),
            after: total(&units, |unit| unit.after).map(|sum| sum.to_string()),
        },
    };
    print(args, &wire, &table(&rows, after.0, args.lang))?;
    if !args.json && !units.is_empty() {
        data("\n")?;
        print(args, &wire, &units_table(&units, args.lang))?;
    }
    Ok(())
}

fn row(line: &Line) -> RowWire {
    RowWire {
        number: line.row.number,
        code: match line.row.about {
            About::Indicator(code) | About::Measure(code, _) => code,
            About::Total => "TOTAL",
            About::Rank => "RANK",
        },
        before: cell(line.before),
        after: cell(line.after),
        change: line.change().map(|change| change.to_string()),
        rate_change: line.rate_change().map(|change| change.to_string()),
    }
}

fn cell(cell: Cell) -> CellWire {
    let count = |count: Option<i64>| count.map(|count| count.to_string());
    let rate = cell.rate.map(|rate| rate.to_string());
    CellWire { count: count(cell.count), of: count(cell.of), rate }
}

fn unit(line: &UnitLine) -> OverdueWire {
    OverdueWire {
        agency: line.agency.clone(),
        name: line.name.clone(),
        before: line.before.map(|count| count.to_string()),
        after: line.after.map(|count| count.to_string()),
    }
}

/// Sum over the units that have a figure; none if none has.
fn total(units: &[UnitLine], side: impl Fn(&UnitLine) -> Option<i64>) -> Option<i64> {
    units.iter().filter_map(side).fold(None, |sum, count| Some(sum.unwrap_or(0) + count))
}

fn table(rows: &[Line], sheet: &Sheet<'_>, lang: Lang) -> Table {
    let columns = [
        ("annex-number", false),
        ("annex-content", false),
        ("annex-count-before", true),
        ("annex-rate-before", true),
        ("annex-count-after", true),
        ("annex-rate-after", true),
        ("annex-count-change", true),
        ("annex-rate-change", true),
    ];
    let mut table = Table::of(lang, &columns);
    for line in rows {
        let content = match (line.row.about, name(line.row, sheet.rulebook())) {
            (About::Rank, _) => lang.text("annex-rank"),
            (_, Some(name)) => lang.pick(name).to_owned(),
            (_, None) => lang.text("total"),
        };
        table.rows.push(vec![
            line.row.number.to_owned(),
            content,
            count(line.before, lang),
            rate(line.before, lang),
            count(line.after, lang),
            rate(line.after, lang),
            change(line.change().map(Decimal::from), lang),
            change(line.rate_change(), lang),
        ]);
    }
    table
}

fn count(cell: Cell, lang: Lang) -> String {
    let Some(count) = cell.count else { return String::new() };
    let count = lang.integer(count);
    cell.of.map_or_else(|| count.clone(), |of| format!("{count}/{}", lang.integer(of)))
}

fn rate(cell: Cell, lang: Lang) -> String {
    cell.rate.map(|rate| lang.decimal(rate)).unwrap_or_default()
}

/// With its sign; "unchanged" in words, as officials write it.
fn change(change: Option<Decimal>, lang: Lang) -> String {
    match change {
        None => String::new(),
        Some(change) if change.is_zero() => lang.text("annex-same"),
        Some(change) => lang.signed(change),
    }
}

fn units_table(units: &[UnitLine], lang: Lang) -> Table {
    let columns = [
        ("cli-code", false),
        ("cli-agency", false),
        ("annex-overdue-before", true),
        ("annex-overdue-after", true),
        ("annex-count-change", true),
    ];
    let mut table = Table::of(lang, &columns);
    let mut push = |code: String, name: String, before: Option<i64>, after: Option<i64>| {
        let shown = |count: Option<i64>| count.map(|n| lang.integer(n)).unwrap_or_default();
        let by = before.zip(after).map(|(before, after)| Decimal::from(after - before));
        let by = by.map(|by| lang.signed(by)).unwrap_or_default();
        table.rows.push(vec![code, name, shown(before), shown(after), by]);
    };
    for unit in units {
        push(unit.agency.clone(), unit.name.clone(), unit.before, unit.after);
    }
    let (before, after) = (total(units, |unit| unit.before), total(units, |unit| unit.after));
    push(String::new(), lang.text("annex-overdue-total"), before, after);
    table
}
