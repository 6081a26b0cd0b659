//! A ranking as a file has it: exact values, and in words why one is missing.

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;

use super::{Row, Table};
use crate::listing::Sheet;

impl Table {
    /// The table as a file.
    pub fn sheet(&self, lang: Lang) -> Sheet {
        let words = |key: &str| lang.text(key);
        let mut titles = vec![words("col-rank"), words("col-unit"), words("cli-code")];
        titles.extend(self.among.then(|| words("rank-among")));
        if !self.against.is_empty() {
            let said = [("side", self.against.as_str())];
            titles.push(lang.text_with("rank-before", &said));
            titles.extend(["rank-gained", "rank-added"].map(words));
        }
        titles.push(words("total"));
        titles.extend(self.announced.then(|| words("col-announced")));
        titles.push(words("col-grade"));
        titles.extend(self.columns.iter().map(|column| format!("{} {}", column.code, column.name)));
        titles.extend(["rank-state", "rank-notes"].map(words));
        let title = format!("{} – {}", self.caption, self.summary);
        let rows = self.heads.iter().chain(&self.rows);
        Sheet::new(self.id, title, titles).rows(rows.map(|row| self.items(lang, row)))
    }

    fn items(&self, lang: Lang, row: &Row) -> Vec<Item> {
        let text = |text: &str| match text {
            "" => Item::Missing,
            text => Item::Text(text.to_owned()),
        };
        let place = row.place.and_then(|place| i64::try_from(place).ok());
        let place = place.map_or(Item::Missing, Item::Integer);
        let mut items = vec![place, Item::Text(row.name.clone()), text(&row.code)];
        items.extend(self.among.then(|| text(&row.among)));
        if !self.against.is_empty() {
            let nothing = || [Item::Missing, Item::Missing, Item::Missing];
            items.extend(row.moved.as_ref().map_or_else(nothing, |moved| moved.items.clone()));
        }
        items.push(row.total.item());
        let announced = || row.announced.as_ref().map_or(Item::Missing, crate::number::Num::item);
        items.extend(self.announced.then(announced));
        items.push(row.grade.as_ref().map_or(Item::Missing, |grade| text(&grade.name)));
        items.extend(row.cells.iter().map(crate::number::Num::item));
        items.push(text(&row.total.state));
        items.push(text(&row.notes(lang)));
        items
    }
}

impl Row {
    /// What is said of the row beside its numbers.
    fn notes(&self, lang: Lang) -> String {
        let tied = self.tied.then(|| lang.text("rank-tied"));
        let warned = self.warned.as_ref().map(|link| link.text.clone());
        let notes: Vec<String> = [tied, self.stale.clone(), warned].into_iter().flatten().collect();
        notes.join("; ")
    }
}
