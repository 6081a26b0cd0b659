//! The tables of the page as files have them: rulebooks, the example, rules by group, differences.

use chiso_report::listing::Item;

use super::{CongThuc, Group};
use crate::listing::Sheet;

impl CongThuc {
    /// Every table, in the order of the page; the rules of a group are one file.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let groups = self.groups.iter().map(|group| self.rules(group));
        let first = [self.rulebooks(), self.tried()];
        let last = self.compared.then(|| self.differing());
        first.into_iter().chain(groups).chain(last).collect()
    }

    fn words(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.chrome.t(key)).collect()
    }

    fn rulebooks(&self) -> Sheet {
        let keys = ["pick-rulebook", "rules-from", "rules-to", "rules-sources", "rules-changed"];
        let rows = self.versions.iter().map(|version| {
            let changes = version.changes.as_ref().map(|link| Item::Text(link.text.clone()));
            let texts = [&version.name.text, &version.from, &version.to, &version.sources];
            let texts = texts.into_iter().map(|text| Item::Text(text.clone()));
            texts.chain([changes.unwrap_or(Item::Missing)]).collect()
        });
        let title = self.chrome.t("rules-versions");
        Sheet::new("bo-quy-tac", title, self.words(&keys)).rows(rows)
    }

    fn tried(&self) -> Sheet {
        let example = &self.example;
        let mut titles = self.words(&["cli-code", "col-indicator"]);
        for book in &example.books {
            titles.extend(["explain-formula", "col-points"].map(|key| {
                let words = self.chrome.t(key);
                format!("{words} {book}")
            }));
        }
        let rows = example.rows.iter().map(|row| {
            let sides = row.sides.iter().flat_map(|side| match side {
                Some((formula, num)) => [Item::Text(formula.clone()), num.item()],
                None => [Item::Text(self.chrome.t("rule-absent")), Item::Missing],
            });
            let first = [Item::Text(row.code.clone()), Item::Text(row.name.clone())];
            first.into_iter().chain(sides).collect()
        });
        let title = format!("{} – {}", self.chrome.t("example-title"), example.ratio);
        Sheet::new("vi-du-tinh", title, titles).rows(rows)
    }

    fn rules(&self, group: &Group) -> Sheet {
        let books = self.books.iter().map(|book| book.id.clone());
        let titles = self.words(&["cli-code", "col-indicator", "rule-field"]);
        let rows = group.rules.iter().flat_map(|rule| {
            rule.fields.iter().map(|field| {
                let first = [&rule.code, &rule.name, &field.label];
                let first = first.into_iter().map(|text| Item::Text(text.clone()));
                let values = field.values.iter().map(|value| {
                    let lines = std::iter::once(&value.text).chain(&value.code);
                    Item::Text(lines.map(String::as_str).collect::<Vec<_>>().join("; "))
                });
                first.chain(values).collect()
            })
        });
        let title = format!("{} {}", group.code, group.name);
        Sheet::new(group.table.clone(), title, titles.into_iter().chain(books).collect()).rows(rows)
    }

    fn differing(&self) -> Sheet {
        let books = self.books.iter().map(|book| book.id.clone());
        let titles = self.words(&["rule-place"]).into_iter().chain(books).collect();
        let text = |text: &Option<String>| text.clone().map_or(Item::Missing, Item::Text);
        let rows = self.differences.iter().map(|line| {
            vec![Item::Text(line.place.clone()), text(&line.before), text(&line.after)]
        });
        Sheet::new("bang-khac", self.differences_text.clone(), titles).rows(rows)
    }
}
