//! Styles: which are headings, and which number their paragraphs.

use std::collections::HashMap;

use super::super::Refused;
use super::super::limits::{STYLES, within};
use super::super::xml::{Attributes, Visit};

/// How deep styles may be based on one another.
const BASES: usize = 20;

/// What a style says of its paragraphs.
#[derive(Debug, Default, Clone)]
struct Style {
    base: Option<String>,
    heading: Option<bool>,
    list: Option<usize>,
    level: Option<usize>,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: HashMap<String, Style>,
    id: String,
    open: Style,
}

impl Styles {
    /// Whether paragraphs of a style are headings.
    pub fn heading(&self, id: &str) -> bool {
        self.first(id, |style| style.heading).unwrap_or(false)
    }

    /// The list and level that a style puts its paragraphs into.
    pub fn numbered(&self, id: &str) -> (Option<usize>, Option<usize>) {
        (self.first(id, |style| style.list), self.first(id, |style| style.level))
    }

    /// The nearest style, from itself to what it is based on, that says something.
    fn first<T>(&self, id: &str, said: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut style = self.all.get(id);
        for _ in 0..BASES {
            let known = style?;
            if let Some(found) = said(known) {
                return Some(found);
            }
            style = self.all.get(known.base.as_deref()?);
        }
        None
    }
}

impl Visit for Styles {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        let value = || attributes.get("val").unwrap_or_default();
        match name {
            "style" => {
                within(self.all.len(), STYLES)?;
                self.id = attributes.get("styleId").unwrap_or_default();
                self.open = Style::default();
            }
            "name" => {
                let name = value().to_lowercase();
                let heading = name == "title" || name.starts_with("heading ");
                self.open.heading = self.open.heading.or(heading.then_some(true));
            }
            "basedOn" => self.open.base = Some(value()),
            "outlineLvl" => self.open.heading = attributes.number("val").map(|level| level < 9),
            "numId" => self.open.list = attributes.number("val"),
            "ilvl" => self.open.level = attributes.number("val"),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refused> {
        if name == "style" {
            self.all.insert(std::mem::take(&mut self.id), std::mem::take(&mut self.open));
        }
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }
}
