//! Lists: the numbers that Word shows before paragraphs and that stand nowhere in their text.

use std::collections::{HashMap, HashSet};

use super::super::Refused;
use super::super::count::{letters, roman};
use super::super::limits::{STYLES, within};
use super::super::xml::{Attributes, Visit};

/// Levels of a list.
const LEVELS: usize = 9;

/// How a level shows its number.
#[derive(Debug, Clone)]
struct Level {
    start: usize,
    format: String,
    /// `%1.%2.`: numbers of this level and those above.
    text: String,
    legal: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self { start: 1, format: "decimal".to_owned(), text: String::new(), legal: false }
    }
}

/// A list that refers to a pattern.
#[derive(Debug, Default, Clone)]
struct List {
    pattern: usize,
    starts: HashMap<usize, usize>,
}

/// All lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    patterns: HashMap<usize, Vec<Level>>,
    lists: HashMap<usize, List>,
    counted: HashMap<usize, [Option<usize>; LEVELS]>,
    begun: HashSet<usize>,
    pattern: Option<usize>,
    list: Option<usize>,
    level: usize,
}

impl Numbering {
    /// The number before the next paragraph of a list; empty if the list shows none.
    pub fn next(&mut self, list: usize, level: usize) -> String {
        let Some(known) = self.lists.get(&list).cloned() else { return String::new() };
        let Some(levels) = self.patterns.get(&known.pattern) else { return String::new() };
        let level = level.min(LEVELS - 1);
        let counts = self.counted.entry(known.pattern).or_default();
        if self.begun.insert(list) {
            for (at, start) in &known.starts {
                counts[*at] = start.checked_sub(1);
            }
        }
        let start = |at: usize| levels.get(at).map_or(1, |level| level.start);
        for (at, count) in counts.iter_mut().enumerate().take(level) {
            *count = count.or(Some(start(at)));
        }
        counts[level] = Some(counts[level].map_or(start(level), |count| count.saturating_add(1)));
        counts[level + 1..].fill(None);
        label(levels, level, counts)
    }

    fn open(&mut self) -> Option<&mut Level> {
        let levels = self.patterns.get_mut(&self.pattern?)?;
        levels.get_mut(self.level)
    }
}

/// `%1.%2` with its numbers filled in.
fn label(levels: &[Level], level: usize, counts: &[Option<usize>; LEVELS]) -> String {
    let Some(own) = levels.get(level) else { return String::new() };
    if own.format == "bullet" {
        return own.text.chars().map(bullet).collect();
    }
    let mut label = String::new();
    let mut letters = own.text.chars().peekable();
    while let Some(letter) = letters.next() {
        let digit = letters.peek().and_then(|next| next.to_digit(10)).filter(|_| letter == '%');
        let Some(at) = digit.and_then(|digit| (digit as usize).checked_sub(1)) else {
            label.push(letter);
            continue;
        };
        letters.next();
        let count = counts.get(at).copied().flatten().unwrap_or(1);
        let format = levels.get(at).map_or("decimal", |level| level.format.as_str());
        label.push_str(&number(count, if own.legal { "decimal" } else { format }));
    }
    label
}

/// Fonts of signs keep their letters in a private area; all of them are bullets here.
fn bullet(letter: char) -> char {
    if ('\u{e000}'..='\u{f8ff}').contains(&letter) { '•' } else { letter }
}

/// A number as a format shows it.
fn number(count: usize, format: &str) -> String {
    match format {
        "none" => String::new(),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperLetter" => letters(count),
        "lowerLetter" => letters(count).to_lowercase(),
        "decimalZero" => format!("{count:02}"),
        _ => count.to_string(),
    }
}

impl Visit for Numbering {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        let value = || attributes.get("val").unwrap_or_default();
        match name {
            "abstractNum" => {
                within(self.patterns.len(), STYLES)?;
                self.pattern = attributes.number("abstractNumId");
                let levels = vec![Level::default(); LEVELS];
                self.pattern.map(|id| self.patterns.insert(id, levels));
            }
            "num" => {
                within(self.lists.len(), STYLES)?;
                self.list = attributes.number("numId");
                self.pattern = None;
                self.list.map(|id| self.lists.insert(id, List::default()));
            }
            "abstractNumId" => {
                let pattern = attributes.number("val").unwrap_or_default();
                let list = self.list.and_then(|id| self.lists.get_mut(&id));
                list.into_iter().for_each(|list| list.pattern = pattern);
            }
            "lvl" | "lvlOverride" => {
                self.level = attributes.number("ilvl").unwrap_or_default().min(LEVELS - 1);
            }
            "startOverride" => {
                let (level, start) = (self.level, attributes.number("val").unwrap_or(1));
                let list = self.list.and_then(|id| self.lists.get_mut(&id));
                if let Some(list) = list {
                    list.starts.insert(level, start);
                }
            }
            "start" => {
                let start = attributes.number("val").unwrap_or(1);
                self.open().into_iter().for_each(|level| level.start = start);
            }
            "numFmt" => self.open().into_iter().for_each(|level| level.format = value()),
            "lvlText" => self.open().into_iter().for_each(|level| level.text = value()),
            "isLgl" => self.open().into_iter().for_each(|level| level.legal = attributes.on()),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refused> {
        match name {
            "abstractNum" => self.pattern = None,
            "num" => self.list = None,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::xml;
    use super::*;

    #[test]
    fn lists_count_as_word_shows_them() {
        let xml = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2)"/></w:lvl>
            <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
            <w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>
            <w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
            </w:numbering>"#;
        let mut numbering = Numbering::default();
        xml::walk(xml.as_bytes(), &mut numbering).unwrap();
        let steps = [(3, 0), (3, 1), (3, 1), (3, 2), (3, 0), (3, 1), (4, 0), (4, 0), (9, 0)];
        let shown: Vec<String> =
            steps.iter().map(|(list, level)| numbering.next(*list, *level)).collect();
        assert_eq!(shown, ["I.", "1.1)", "1.2)", "•", "II.", "2.1)", "V.", "VI.", ""]);
    }
}
