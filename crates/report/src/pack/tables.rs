//! The tables of a report as CSV for programs: one row is one row, sections stand in a column of their own,
//! done of all are two columns, numbers have points and no grouping.

use chiso_scoring::round::half_up_decimal;
use rust_decimal::Decimal;

use crate::Error;
use crate::listing::{Item, Listing};
use crate::model::{Cell, Column, Row, Scope, Table};

/// Header of the column that says in which section a row stands.
const SECTION: &str = "Mục";
/// Ends the headers of the two columns that done of all stands in.
const DONE: &str = "(tử số)";
/// The other one.
const OF_ALL: &str = "(mẫu số)";

/// A table as CSV.
///
/// # Errors
/// A row does not fit the columns; reports are checked for that before.
pub(super) fn csv(table: &Table) -> Result<Vec<u8>, Error> {
    let shape = Shape::of(table);
    let (mut section, mut ordinal) = (String::new(), 0);
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        match row {
            Row::Section { mark, title } => {
                section = format!("{mark} {title}").trim().to_owned();
                ordinal = 0;
            }
            Row::Normal(cells) => {
                ordinal += 1;
                rows.push(shape.row(&section, ordinal, cells));
            }
            Row::Total { scope, cells } => {
                let of = if *scope == Scope::Section { section.as_str() } else { "" };
                rows.push(shape.row(of, ordinal, cells));
            }
        }
    }
    Listing { columns: shape.headers(table), rows, ..Listing::default() }.csv()
}

/// Which columns the CSV has.
struct Shape {
    sections: bool,
    /// Columns with done of all in some row.
    fractions: Vec<bool>,
}

impl Shape {
    fn of(table: &Table) -> Self {
        let sections = table.rows.iter().any(|row| matches!(row, Row::Section { .. }));
        let fraction = |at: usize| {
            table.rows.iter().any(|row| match row {
                Row::Normal(cells) | Row::Total { cells, .. } => {
                    matches!(cells.get(at), Some(Cell::Fraction(..)))
                }
                Row::Section { .. } => false,
            })
        };
        Self { sections, fractions: (0..table.columns.len()).map(fraction).collect() }
    }

    fn headers(&self, table: &Table) -> Vec<String> {
        let section = self.sections.then(|| SECTION.to_owned());
        let columns = table.columns.iter().zip(&self.fractions);
        let titles = columns.flat_map(|(column, fraction)| {
            let title = title(column);
            if *fraction {
                vec![format!("{title} {DONE}"), format!("{title} {OF_ALL}")]
            } else {
                vec![title]
            }
        });
        section.into_iter().chain(titles).collect()
    }

    fn row(&self, section: &str, ordinal: i64, cells: &[Cell]) -> Vec<Item> {
        let section = self.sections.then(|| Item::Text(section.to_owned()));
        let items = cells.iter().zip(&self.fractions).flat_map(|(cell, fraction)| {
            let parts = match (cell, fraction) {
                (Cell::Fraction(done, all), _) => vec![Item::Integer(*done), Item::Integer(*all)],
                (cell, true) => vec![item(cell, ordinal), Item::Missing],
                (cell, false) => vec![item(cell, ordinal)],
            };
            parts.into_iter()
        });
        section.into_iter().chain(items).collect()
    }
}

fn title(column: &Column) -> String {
    let group = column.group.as_deref().map(|group| format!("{group}: "));
    one_line(&(group.unwrap_or_default() + &column.title))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number as printed; why there is none, in words: an empty cell would say nothing.
fn item(cell: &Cell, ordinal: i64) -> Item {
    let rounded = |value: Decimal, digits: u32| {
        let mut value = half_up_decimal(value, digits);
        value.rescale(digits);
        Item::Decimal(value)
    };
    match cell {
        Cell::Empty => Item::Missing,
        Cell::Ordinal => Item::Integer(ordinal),
        Cell::Text(text) | Cell::Missing(text) => Item::Text(one_line(text)),
        Cell::Integer(count) => Item::Integer(*count),
        Cell::Decimal { value, digits }
        | Cell::Percent { value, digits }
        | Cell::Change { value, digits }
        | Cell::Moved { value, digits, .. } => rounded(*value, *digits),
        Cell::Fraction(done, all) => Item::Text(format!("{done}/{all}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Align;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn table() -> Table {
        let column = |title: &str| Column::new(title, 1, Align::Left);
        let section =
            |mark: &str, title: &str| Row::Section { mark: mark.into(), title: title.into() };
        Table {
            columns: vec![
                column("STT"),
                column("Tên cơ quan,\nđơn vị"),
                column("đã triển khai").under("31/8/2023"),
                column("Tỷ lệ (%)"),
                column("Tăng (+)/Giảm (-)"),
            ],
            rows: vec![
                section("I", "Cấp tỉnh"),
                Row::Normal(vec![
                    Cell::Ordinal,
                    Cell::text("Sở Y tế"),
                    Cell::Fraction(3, 7),
                    Cell::Percent { value: d("42.857"), digits: 2 },
                    Cell::Change { value: d("-0.5"), digits: 2 },
                ]),
                section("II", "Cấp huyện"),
                Row::Normal(vec![
                    Cell::Ordinal,
                    Cell::text("Huyện Na Rì"),
                    Cell::missing("Không phát sinh hồ sơ"),
                    Cell::Percent { value: d("100"), digits: 2 },
                    Cell::Empty,
                ]),
                Row::Total {
                    scope: Scope::Table,
                    cells: vec![
                        Cell::Empty,
                        Cell::text("Tổng cộng"),
                        Cell::Fraction(3, 7),
                        Cell::Percent { value: d("42.857"), digits: 2 },
                        Cell::Change { value: d("1234"), digits: 0 },
                    ],
                },
            ],
            ..Table::default()
        }
    }

    #[test]
    fn a_row_is_a_row_and_a_number_a_number() {
        let text = String::from_utf8(csv(&table()).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}Mục,STT,\"Tên cơ quan, đơn vị\",31/8/2023: đã triển khai (tử số),\
             31/8/2023: đã triển khai (mẫu số),Tỷ lệ (%),Tăng (+)/Giảm (-)\n\
             I Cấp tỉnh,1,Sở Y tế,3,7,42.86,-0.50\n\
             II Cấp huyện,1,Huyện Na Rì,Không phát sinh hồ sơ,,100.00,\n\
             ,,Tổng cộng,3,7,42.86,1234\n"
        );
    }
}
