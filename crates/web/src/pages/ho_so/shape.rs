//! The columns of a list, whatever it is a list of.

use chiso_report::listing::Item;
use chiso_scoring::expr::Entity;
use chiso_scoring::lang::Lang;

use super::one;
use crate::drill::{entity_code, shown_columns, spoken, words};
use crate::listing::Cell;
use crate::moment::local;
use crate::named::Named;
use crate::study::Study;
use crate::wire::dossiers::{Listing, Row, Value};

/// Which columns a list has.
pub(super) struct Shape {
    names: &'static [&'static str],
    dossiers: bool,
    placed: bool,
    amounts: bool,
    counted: bool,
}

impl Shape {
    /// The columns that fit what is listed.
    pub fn of(listing: &Listing) -> Self {
        let entities = [Entity::Dossier, Entity::Service, Entity::Publication, Entity::Petition];
        let of = entities.into_iter().find(|of| Some(entity_code(*of)) == listing.of);
        let rows = matches!(listing.kind, "rows" | "amounts");
        Self {
            names: of.filter(|_| rows).map(shown_columns).unwrap_or_default(),
            dossiers: of == Some(Entity::Dossier) && rows,
            placed: rows,
            amounts: !matches!(listing.kind, "rows" | "procedures"),
            counted: listing.kind == "procedures",
        }
    }

    /// Headers behind the first column.
    pub fn columns(&self, lang: Lang) -> Vec<(String, bool)> {
        let mut columns = Vec::new();
        if self.placed {
            columns.push((lang.text("col-unit"), false));
            columns.push((lang.text("ho-so-procedure"), false));
        }
        columns.extend(self.names.iter().map(|name| (words::column(lang, name), false)));
        if self.amounts {
            columns.push((lang.text("drill-amount"), true));
        }
        if self.counted {
            columns.push((lang.text("ho-so-rows"), true));
        }
        if self.placed {
            columns.push((lang.text("drill-because"), false));
        }
        columns
    }

    /// A line.
    pub fn cells(&self, study: &Study, named: &Named, row: &Row) -> Vec<Cell> {
        let lang = study.asked.lang;
        let mut cells = vec![Cell::text(row.code.clone()).at(self.href(study, row))];
        if self.placed {
            let agency = row.agency.as_ref().map(|code| named.agency(code));
            let procedure = row.procedure.as_ref().map(|code| named.procedure(code));
            cells.push(Cell::text(agency.unwrap_or_default()));
            cells.push(Cell::text(procedure.unwrap_or_default()));
        }
        for name in self.names {
            let value = row.columns.get(*name).unwrap_or(&Value::Missing);
            cells.push(cell(lang, name, value));
        }
        if self.amounts {
            let item = row.amount.map_or(Item::Missing, Item::Integer);
            cells.push(Cell::new(lang, item));
        }
        if self.counted {
            let rows = row.rows.and_then(|rows| i64::try_from(rows).ok());
            cells.push(Cell::new(lang, rows.map_or(Item::Missing, Item::Integer)));
        }
        if self.placed {
            cells.push(Cell::text(spoken::because(lang, &row.because)));
        }
        cells
    }

    /// A dossier leads to its page.
    fn href(&self, study: &Study, row: &Row) -> String {
        if self.dossiers { study.link(&one(&row.code), &[]) } else { String::new() }
    }
}

/// A value as a cell.
fn cell(lang: Lang, column: &str, value: &Value) -> Cell {
    let text = words::value(lang, column, value);
    let item = match value {
        Value::Missing => Item::Missing,
        Value::Number(number) => Item::Integer(*number),
        Value::Moment(at) => Item::Moment(local(*at)),
        Value::Flag(_) | Value::Code(_) | Value::Text(_) => Item::Text(text.clone()),
    };
    Cell { item, text, href: String::new() }
}
