//! The tables of the page as files have them.

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;

use super::{Books, named, sender, way};
use crate::listing::Sheet;
use crate::moment::local;
use crate::reason;

impl Books {
    /// Every table, in the order of the page.
    pub(super) fn sheets(&self, lang: Lang) -> Vec<Sheet> {
        vec![self.days(lang), self.held(lang), self.quarantine(lang), self.imports(lang)]
    }

    fn days(&self, lang: Lang) -> Sheet {
        let keys = ["day", "sender", "format", "received", "accepted", "duplicate", "superseded"];
        let rows = self.receipts.iter().map(|row| {
            let of = &row.counts;
            let first = [
                Item::Text(lang.date(row.day)),
                Item::Text(sender(lang, &row.sender)),
                Item::Text(way(lang, &row.format)),
            ];
            let counts = [of.received, of.accepted, of.duplicate, of.superseded, of.quarantined];
            first.into_iter().chain(counts.map(count)).collect()
        });
        let keys: Vec<&str> = keys.into_iter().chain(["quarantined"]).collect();
        sheet(lang, "so-nhan", "days", &keys).rows(rows)
    }

    fn held(&self, lang: Lang) -> Sheet {
        let row = |(why, held): &(String, u64)| vec![Item::Text(why.clone()), count(*held)];
        sheet(lang, "cho", "held", &["reason", "count"]).rows(self.held.iter().map(row))
    }

    fn quarantine(&self, lang: Lang) -> Sheet {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let rows = self.quarantine.iter().map(|row| {
            let of = &row.item;
            let why = reason::sentence(&of.code, &text(&of.field), &text(&of.value), lang);
            vec![
                Item::Moment(local(row.seen_at)),
                Item::Text(sender(lang, &row.sender)),
                of.number.clone().map_or(Item::Missing, Item::Text),
                Item::Text(of.place.clone()),
                Item::Text(why),
                Item::Text(of.code.clone()),
            ]
        });
        let keys = ["at", "sender", "number", "place", "reason", "code"];
        sheet(lang, "giu-lai", "quarantine", &keys).rows(rows)
    }

    fn imports(&self, lang: Lang) -> Sheet {
        let rows = self.imports.iter().map(|row| {
            let of = &row.progress;
            vec![
                Item::Text(of.file_name.clone()),
                Item::Text(named(lang, "receipts-kind", &of.kind)),
                count(of.rows_done),
                of.rows.map_or(Item::Missing, count),
                Item::Moment(local(row.started_at)),
                row.finished_at.map_or(Item::Missing, |at| Item::Moment(local(at))),
            ]
        });
        let keys = ["file", "kind", "rows", "rows-all", "begun", "ended"];
        sheet(lang, "nhap", "imports", &keys).rows(rows)
    }
}

fn sheet(lang: Lang, id: &str, title: &str, columns: &[&str]) -> Sheet {
    let words = |key: &str| lang.text(&format!("receipts-{key}"));
    Sheet::new(id, words(title), columns.iter().map(|key| words(key)).collect())
}

fn count(count: u64) -> Item {
    Item::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}
