//! Texts that a workbook keeps once for all its cells.

use super::super::Refused;
use super::super::limits::{SHARED, TEXT_BYTES, within};
use super::super::words::{clean, raised};
use super::super::xml::{Attributes, Visit};

/// The shared texts.
#[derive(Debug, Default)]
pub(super) struct Strings {
    all: Vec<String>,
    item: Rich,
    bytes: usize,
}

impl Strings {
    /// A text by its number.
    pub fn get(&self, at: usize) -> &str {
        self.all.get(at).map_or("", String::as_str)
    }
}

impl Visit for Strings {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        self.item.start(name, attributes);
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refused> {
        self.item.end(name);
        if name == "si" {
            let text = clean(&self.item.take());
            self.bytes += text.len();
            within(self.bytes, TEXT_BYTES)?;
            self.all.push(text);
            within(self.all.len(), SHARED)?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Refused> {
        self.item.text(text);
        Ok(())
    }
}

/// A text in runs of different looks; the help for pronouncing it is left out.
#[derive(Debug, Default)]
pub(super) struct Rich {
    text: String,
    high: bool,
    open: bool,
    phonetic: bool,
}

impl Rich {
    /// An element begins.
    pub fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "r" => self.high = false,
            "vertAlign" => self.high = attributes.get("val").as_deref() == Some("superscript"),
            "rPh" => self.phonetic = true,
            "t" => self.open = !self.phonetic,
            _ => {}
        }
    }

    /// An element ends.
    pub fn end(&mut self, name: &str) {
        match name {
            "t" => self.open = false,
            "r" => self.high = false,
            "rPh" => self.phonetic = false,
            _ => {}
        }
    }

    /// A piece of text.
    pub fn text(&mut self, text: &str) {
        if self.open {
            self.text.push_str(&if self.high { raised(text) } else { text.to_owned() });
        }
    }

    /// The text so far; the next one begins.
    pub fn take(&mut self) -> String {
        std::mem::take(self).text
    }
}
