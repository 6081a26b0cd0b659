//! The workbook part: its sheets in their order, and where the parts are that they need.

use std::cell::RefCell;
use std::collections::HashMap;

use super::super::Refused;
use super::super::limits::{Budget, ENTRIES, SHEETS, within};
use super::super::package::Package;
use super::super::words::clean;
use super::super::xml::{Attributes, Visit};

/// Where everything is.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Name and part of each sheet that is shown.
    pub sheets: Vec<(String, String)>,
    /// Days are counted from 1904 instead of 1900.
    pub from_1904: bool,
    /// Part of the shared texts.
    pub strings: Option<String>,
    /// Part of the formats.
    pub styles: Option<String>,
    /// Name and relationship of each sheet that is shown.
    listed: Vec<(String, String)>,
}

impl Book {
    /// Reads the workbook and its relationships.
    pub fn read(
        package: &mut Package<'_>,
        main: &str,
        budget: &RefCell<Budget>,
    ) -> Result<Self, Refused> {
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
        let mut book = Self::default();
        package.walk(main, budget, &mut book)?;
        let mut relations = Relations::default();
        package.walk(&join(folder, &format!("_rels/{file}.rels")), budget, &mut relations)?;
        let part = |kind: &str| {
            let mut all = relations.all.values();
            all.find(|(known, _)| known == kind).map(|(_, target)| join(folder, target))
        };
        (book.strings, book.styles) = (part("sharedStrings"), part("styles"));
        for (name, id) in std::mem::take(&mut book.listed) {
            // Sheets of charts and macros hold no cells.
            let sheet = relations.all.get(&id).filter(|(kind, _)| kind == "worksheet");
            book.sheets.extend(sheet.map(|(_, target)| (name, join(folder, target))));
        }
        Ok(book)
    }
}

impl Visit for Book {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        match name {
            "workbookPr" => {
                let counted = attributes.get("date1904").unwrap_or_default();
                self.from_1904 = matches!(counted.as_str(), "1" | "true");
            }
            "sheet" => {
                let shown = attributes.get("state").is_none_or(|state| state == "visible");
                let (name, id) = (attributes.get("name"), attributes.get("id"));
                if let (true, Some(name), Some(id)) = (shown, name, id) {
                    self.listed.push((clean(&name), id));
                    within(self.listed.len(), SHEETS)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }
}

/// Relationships of the workbook: id, last word of the kind, target.
#[derive(Debug, Default)]
struct Relations {
    all: HashMap<String, (String, String)>,
}

impl Visit for Relations {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        if name != "Relationship" {
            return Ok(());
        }
        within(self.all.len(), ENTRIES)?;
        let value = |name| attributes.get(name).unwrap_or_default();
        let kind = value("Type");
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        self.all.insert(value("Id"), (kind, value("Target")));
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }
}

/// A target as a name in the package.
fn join(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}
