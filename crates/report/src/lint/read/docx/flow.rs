//! The body of a Word document as pieces.

use super::super::Refused;
use super::super::pieces::{Builder, Piece};
use super::super::words::raised;
use super::super::xml::{Attributes, Visit};
use super::numbering::Numbering;
use super::styles::Styles;

/// A paragraph being read.
#[derive(Debug, Default)]
struct Open {
    text: String,
    style: String,
    heading: Option<bool>,
    list: Option<usize>,
    level: Option<usize>,
    /// Text boxes that hang on it.
    boxes: Vec<Piece>,
    /// Its end was deleted: the next paragraph goes on in it.
    joined: bool,
}

/// A run of letters of one look.
#[derive(Debug, Default, Clone, Copy)]
struct Run {
    hidden: bool,
    high: bool,
}

/// Reads a part of the document.
pub(super) struct Flow<'b, 'd> {
    builder: Builder<'b>,
    styles: &'d Styles,
    numbering: &'d mut Numbering,
    /// The body; in headers and footers lines without letters (page numbers) are left out.
    body: bool,
    open: Vec<Open>,
    runs: Vec<Run>,
    /// For each open field, whether its result has begun.
    fields: Vec<bool>,
    /// How deep in something that is not shown.
    skipped: usize,
    /// Names of open properties.
    properties: Vec<&'static str>,
    /// For each open row, whether it is kept.
    rows: Vec<bool>,
    letters: bool,
    /// Text of paragraphs whose end was deleted.
    carried: String,
}

/// Properties whose children mean something else than elsewhere.
const PROPERTIES: [&str; 5] = ["pPr", "rPr", "trPr", "tcPr", "tblPr"];

/// Elements that are not shown.
const UNSEEN: [&str; 9] = [
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "delInstrText",
    "rt",
    "sdtPr",
    "numPicBullet",
];

impl<'b, 'd> Flow<'b, 'd> {
    /// Nothing read yet.
    pub fn new(
        builder: Builder<'b>,
        styles: &'d Styles,
        numbering: &'d mut Numbering,
        body: bool,
    ) -> Self {
        Self {
            builder,
            styles,
            numbering,
            body,
            open: Vec::new(),
            runs: Vec::new(),
            fields: Vec::new(),
            skipped: 0,
            properties: Vec::new(),
            rows: Vec::new(),
            letters: false,
            carried: String::new(),
        }
    }

    /// What was read.
    pub fn finish(self) -> Vec<Piece> {
        self.builder.finish()
    }

    fn say(&mut self, text: &str) {
        let run = self.runs.last().copied().unwrap_or_default();
        let shown = !run.hidden && self.fields.iter().all(|begun| *begun);
        if let Some(open) = self.open.last_mut().filter(|_| shown) {
            open.text.push_str(&if run.high { raised(text) } else { text.to_owned() });
        }
    }

    /// A property of a paragraph, run, row or cell.
    fn property(&mut self, of: &str, name: &str, attributes: &Attributes<'_>) {
        let value = || attributes.get("val").unwrap_or_default();
        let in_paragraph = self.properties.contains(&"pPr");
        match (of, name) {
            ("pPr", _) => self.of_paragraph(name, attributes),
            ("rPr", "del" | "moveFrom") if in_paragraph => {
                self.open.last_mut().into_iter().for_each(|open| open.joined = true);
            }
            ("rPr", "vanish") if !in_paragraph => {
                self.runs.last_mut().into_iter().for_each(|run| run.hidden = attributes.on());
            }
            ("rPr", "vertAlign") if !in_paragraph => {
                self.runs
                    .last_mut()
                    .into_iter()
                    .for_each(|run| run.high = value() == "superscript");
            }
            ("trPr", "del") => self.rows.last_mut().into_iter().for_each(|kept| *kept = false),
            ("tcPr", _) => self.of_cell(name, attributes),
            _ => {}
        }
    }

    fn of_paragraph(&mut self, name: &str, attributes: &Attributes<'_>) {
        let Some(open) = self.open.last_mut() else { return };
        match name {
            "pStyle" => open.style = attributes.get("val").unwrap_or_default(),
            "outlineLvl" => open.heading = attributes.number("val").map(|level| level < 9),
            "numId" => open.list = attributes.number("val"),
            "ilvl" => open.level = attributes.number("val"),
            _ => {}
        }
    }

    fn of_cell(&mut self, name: &str, attributes: &Attributes<'_>) {
        let value = attributes.get("val");
        let restarts = value.as_deref() == Some("restart");
        let Some(cell) = self.builder.cell() else { return };
        match name {
            "gridSpan" => {
                cell.more_columns = attributes.number("val").unwrap_or(1).saturating_sub(1);
            }
            "vMerge" => cell.continues = !restarts,
            _ => {}
        }
    }

    fn field(&mut self, attributes: &Attributes<'_>) {
        match attributes.get("fldCharType").as_deref() {
            Some("begin") => self.fields.push(false),
            Some("separate") => self.fields.last_mut().into_iter().for_each(|begun| *begun = true),
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) -> Result<(), Refused> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        if open.joined {
            self.carried.push_str(&open.text);
            self.builder.append(open.boxes);
            return Ok(());
        }
        let number = self.number(&open);
        let carried = std::mem::take(&mut self.carried);
        let text = format!("{number} {carried}{}", open.text);
        let heading = open.heading.unwrap_or_else(|| self.styles.heading(&open.style));
        if self.body || text.chars().any(char::is_alphabetic) {
            self.builder.paragraph(&text, heading)?;
        }
        self.builder.append(open.boxes);
        Ok(())
    }

    /// The number that Word shows before it.
    fn number(&mut self, open: &Open) -> String {
        let (list, level) = self.styles.numbered(&open.style);
        let list = open.list.or(list).filter(|list| *list > 0);
        let level = open.level.or(level).unwrap_or(0);
        list.map(|list| self.numbering.next(list, level)).unwrap_or_default()
    }

    fn element(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        match name {
            "p" => self.open.push(Open::default()),
            "r" => self.runs.push(Run::default()),
            "t" => self.letters = true,
            "tab" | "br" | "cr" | "sym" | "ptab" => self.say(" "),
            "noBreakHyphen" => self.say("-"),
            "fldChar" => self.field(attributes),
            "tbl" => self.builder.open_table()?,
            "tr" => {
                self.builder.open_row();
                self.rows.push(true);
            }
            "tc" => self.builder.open_cell(),
            "txbxContent" => self.builder.open_flow(),
            _ => {}
        }
        Ok(())
    }

    /// Whether an element and everything in it is not shown.
    fn is_unseen(&self, name: &str, attributes: &Attributes<'_>) -> bool {
        let separator = matches!(name, "footnote" | "endnote") && attributes.get("type").is_some();
        let inside = self.properties.is_empty();
        separator || name.ends_with("Change") || (inside && UNSEEN.contains(&name))
    }
}

impl Visit for Flow<'_, '_> {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        if self.skipped > 0 || self.is_unseen(name, attributes) {
            self.skipped += 1;
            return Ok(());
        }
        if let Some(known) = PROPERTIES.iter().find(|known| **known == name) {
            self.properties.push(known);
            return Ok(());
        }
        match (self.properties.last().copied(), name) {
            (Some("trPr"), "gridBefore" | "wBefore") => {
                let count = attributes.number("val").filter(|_| name == "gridBefore");
                self.builder.empty_cells(count.unwrap_or(0))
            }
            (Some(of), _) => {
                self.property(of, name, attributes);
                Ok(())
            }
            (None, _) => self.element(name, attributes),
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Refused> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        if self.properties.last().is_some_and(|open| *open == name) {
            self.properties.pop();
            return Ok(());
        }
        if !self.properties.is_empty() {
            return Ok(());
        }
        match name {
            "p" => self.end_paragraph()?,
            "r" => drop(self.runs.pop()),
            "t" => self.letters = false,
            "tbl" => self.builder.close_table(),
            "tr" => {
                let kept = self.rows.pop().unwrap_or(true);
                self.builder.close_row(kept);
            }
            "tc" => self.builder.close_cell(),
            "txbxContent" => {
                let pieces = self.builder.close_flow();
                match self.open.last_mut() {
                    Some(open) => open.boxes.extend(pieces),
                    None => self.builder.append(pieces),
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Refused> {
        if self.letters && self.skipped == 0 {
            self.say(text);
        }
        Ok(())
    }
}
