//! Reports that contradict themselves are named, and never rendered.

mod common;

use chiso_report::{
    Align, Block, Cell, Column, Error, Fault, Level, Report, Row, Scope, Table, check, docx, html,
    xlsx,
};
use common::{decimal, heading, section};

fn table(rows: Vec<Row>) -> Table {
    let columns = ["STT", "Tên", "Số hồ sơ"].map(|title| Column::new(title, 1, Align::Left)).into();
    Table { caption: "Bảng".into(), short: String::new(), columns, rows, join_missing: false }
}

fn verdict(table: Table) -> Result<(), Fault> {
    check(&Report { sections: vec![Block::Table(table)], ..common::minimal() })
}

fn row(cell: Cell) -> Row {
    Row::Normal(vec![Cell::Ordinal, Cell::text("x"), cell])
}

fn total(scope: Scope, cell: Cell) -> Row {
    Row::Total { scope, cells: vec![Cell::text("TỔNG SỐ"), Cell::Empty, cell] }
}

fn wrong(row: usize, printed: &str, sum: &str) -> Result<(), Fault> {
    let (printed, sum) = (printed.into(), sum.into());
    Err(Fault::Total { table: "Bảng".into(), row, column: "Số hồ sơ".into(), printed, sum })
}

#[test]
fn samples_are_sound() {
    for report in [common::minimal(), common::monthly(), common::long(), common::escaping()] {
        assert_eq!(check(&report), Ok(()));
    }
}

#[test]
fn rows_have_a_cell_for_each_column() {
    let short = Row::Normal(vec![Cell::Ordinal, Cell::Empty]);
    let fault = Fault::Cells { table: "Bảng".into(), row: 2, found: 2, expected: 3 };
    assert_eq!(verdict(table(vec![row(Cell::Empty), short])), Err(fault.clone()));
    assert_eq!(fault.to_string(), "table “Bảng”, row 2: 2 cells for 3 columns");
}

#[test]
fn a_section_needs_a_column_for_its_title() {
    let mut narrow = table(vec![section("I", "Cấp tỉnh")]);
    narrow.columns.truncate(1);
    assert!(matches!(verdict(narrow), Err(Fault::Cells { found: 2, expected: 1, .. })));
}

#[test]
fn columns_have_a_width() {
    let mut flat = table(vec![]);
    flat.columns[1].width = 0;
    assert_eq!(verdict(flat), Err(Fault::NoWidth { table: "Bảng".into() }));
    assert!(verdict(Table::default()).is_err());
}

#[test]
fn totals_are_sums() {
    let rows = |printed| {
        vec![
            row(Cell::Integer(2)),
            row(Cell::missing("–")),
            row(Cell::Integer(3)),
            total(Scope::Table, Cell::Integer(printed)),
        ]
    };
    assert_eq!(verdict(table(rows(5))), Ok(()));
    assert_eq!(verdict(table(rows(6))), wrong(4, "6", "5"));
}

#[test]
fn a_total_may_stand_first() {
    let rows =
        vec![total(Scope::Table, Cell::Integer(5)), row(Cell::Integer(2)), row(Cell::Integer(3))];
    assert_eq!(verdict(table(rows)), Ok(()));
}

#[test]
fn section_totals_sum_their_section_and_the_grand_total_all() {
    let rows = |second| {
        vec![
            section("I", "Cấp tỉnh"),
            row(Cell::Integer(1)),
            total(Scope::Section, Cell::Integer(1)),
            section("II", "Cấp xã"),
            row(Cell::Integer(10)),
            row(Cell::Integer(20)),
            total(Scope::Section, Cell::Integer(second)),
            total(Scope::Table, Cell::Integer(31)),
        ]
    };
    assert_eq!(verdict(table(rows(30))), Ok(()));
    assert_eq!(verdict(table(rows(31))), wrong(7, "31", "30"));
}

#[test]
fn fractions_and_changes_of_counts_add_up_too() {
    let fractions = |all| {
        vec![
            row(Cell::Fraction(8, 8)),
            row(Cell::Fraction(13, 15)),
            total(Scope::Table, Cell::Fraction(21, all)),
        ]
    };
    assert_eq!(verdict(table(fractions(23))), Ok(()));
    assert_eq!(verdict(table(fractions(24))), wrong(3, "21/24", "21/23"));
    let change = |value: i64| Cell::Change { value: value.into(), digits: 0 };
    let changes = |sum| vec![row(change(-175)), row(change(25)), total(Scope::Table, change(sum))];
    assert_eq!(verdict(table(changes(-150))), Ok(()));
    assert_eq!(verdict(table(changes(150))), wrong(3, "150", "-150"));
}

#[test]
fn a_total_that_no_count_can_hold_is_caught_not_wrapped() {
    let rows = vec![
        row(Cell::Integer(i64::MAX)),
        row(Cell::Integer(1)),
        total(Scope::Table, Cell::Integer(i64::MIN)),
    ];
    assert_eq!(verdict(table(rows)), wrong(3, "-9223372036854775808", "9223372036854775808"));
}

#[test]
fn rates_are_not_summed() {
    let rows = vec![
        row(decimal("10", 2)),
        row(decimal("20", 2)),
        total(Scope::Table, decimal("14.37", 2)),
    ];
    assert_eq!(verdict(table(rows)), Ok(()));
}

#[test]
fn one_column_has_one_rounding() {
    let rows = vec![row(decimal("99.69", 2)), row(Cell::Integer(100)), row(decimal("99.5", 1))];
    let (table_name, column) = ("Bảng".into(), "Số hồ sơ".into());
    let fault = Fault::Digits { table: table_name, row: 3, column, digits: 1, expected: 2 };
    assert_eq!(verdict(table(rows)), Err(fault));
}

#[test]
fn headings_are_nested() {
    let report =
        Report { sections: vec![heading(Level::Decimal, "Thanh toán")], ..common::minimal() };
    assert_eq!(check(&report), Err(Fault::Heading("Thanh toán".into())));
}

#[test]
fn no_renderer_prints_a_fault() {
    let rows = vec![row(Cell::Integer(2)), total(Scope::Table, Cell::Integer(3))];
    let report = Report { sections: vec![Block::Table(table(rows))], ..common::minimal() };
    assert!(matches!(docx(&report), Err(Error::Fault(_))));
    assert!(matches!(xlsx(&report), Err(Error::Fault(_))));
    assert!(matches!(html(&report), Err(Error::Fault(_))));
}
