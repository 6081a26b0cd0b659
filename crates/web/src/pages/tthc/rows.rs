//! The table as the page prints it and as a file has it.

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::Unit;

use super::PATH;
use super::columns::{Column, Shows, Value};
use super::lines::{Found, Line};
use super::question::{Question, Sort};
use crate::chrome::Link;
use crate::listing::Sheet;
use crate::number::MISSING;
use crate::procedures::{Named, named};
use crate::study::Study;
use crate::withheld;

/// Anchor of the table and name of its files.
pub(super) const ID: &str = "tthc";

/// A header.
pub(super) struct Head {
    pub link: Link,
    /// Whether the lines are ordered by it.
    pub current: bool,
    /// Whether the least comes first.
    pub ascending: bool,
}

/// A cell.
pub(super) struct Shown {
    pub text: String,
    /// Counts below a share; empty if there are none.
    pub note: String,
    pub href: String,
    /// Words instead of a number.
    pub words: bool,
}

/// A line of the page.
pub(super) struct Row {
    pub unit: Option<Link>,
    pub procedure: Option<(Link, Named)>,
    /// Title of a line that sums up; empty for any other.
    pub title: String,
    pub cells: Vec<Shown>,
}

/// What the page is built from.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub study: &'a Study,
    pub question: &'a Question,
    pub found: &'a Found,
    /// Whether dossiers may be opened.
    pub inside: bool,
}

impl Sight<'_> {
    fn lang(&self) -> Lang {
        self.study.asked.lang
    }

    /// Title of a column.
    pub fn title(&self, column: &Column) -> String {
        match (column.key, column.shows) {
            ("rate", Shows::Ratio(_, Unit::Days)) => self.lang().text("tthc-mean-days"),
            (key, _) => self.lang().text(&format!("tthc-{key}")),
        }
    }

    /// Headers of numbers, each leading to the same lines in its order.
    pub fn heads(&self) -> Vec<Head> {
        let head = |(at, column): (usize, &Column)| {
            let href = self.study.asked.again(&[("sort", column.key), ("offset", "")]);
            Head {
                link: Link { href, text: self.title(column) },
                current: self.question.sort == Sort::Column(at),
                ascending: column.least_first,
            }
        };
        self.found.columns.iter().enumerate().map(head).collect()
    }

    /// The header of names.
    pub fn named(&self) -> Head {
        let href = self.study.asked.again(&[("sort", "name"), ("offset", "")]);
        let unit = self.question.by_unit();
        let text = self.lang().text(if unit { "col-unit" } else { "ho-so-procedure" });
        Head {
            link: Link { href, text },
            current: self.question.sort == Sort::Name,
            ascending: true,
        }
    }

    /// Lines of a page.
    pub fn rows(&self, most: usize) -> Vec<Row> {
        let lines = self.found.lines.iter().skip(self.question.offset).take(most);
        lines.map(|line| self.row(line, "")).collect()
    }

    /// What stands below the last line: what is left over, and the sum.
    pub fn sums(&self) -> Vec<Row> {
        let sums = [("tthc-left", &self.found.left), ("tthc-total", &self.found.total)];
        let some = sums.into_iter().filter_map(|(key, line)| Some((key, line.as_ref()?)));
        some.map(|(key, line)| self.row(line, key)).collect()
    }

    fn row(&self, line: &Line, title: &str) -> Row {
        let sum = !title.is_empty();
        let unit = line
            .unit
            .as_deref()
            .map(|code| Link { href: self.study.agency_link(code), text: self.found.unit(code) });
        let procedure = self.question.procedure.is_none() && !sum;
        let cells = self.found.columns.iter().zip(&line.values);
        Row {
            unit,
            procedure: procedure.then(|| self.procedure(&line.procedure)),
            title: if sum { self.lang().text(title) } else { String::new() },
            cells: cells.map(|(column, value)| self.cell(line, column, *value)).collect(),
        }
    }

    /// A procedure with the address of its units.
    pub fn procedure(&self, code: &str) -> (Link, Named) {
        let named = named(self.lang(), &self.found.names, code);
        let own = self.study.asked.own(&["indicator", "own"]);
        let mut extra = vec![("procedure", code)];
        extra.extend(own.iter().map(|(name, value)| (*name, value.as_str())));
        let href = if code.is_empty() { String::new() } else { self.study.link(PATH, &extra) };
        (Link { href, text: named.name.clone() }, named)
    }

    fn cell(&self, line: &Line, column: &Column, value: Option<Value>) -> Shown {
        let lang = self.lang();
        let plain = |text: String, note: String| Shown {
            text,
            note,
            href: self.dossiers(line, column),
            words: false,
        };
        match value {
            None => Shown {
                text: lang.text(withheld::KEY),
                note: String::new(),
                href: String::new(),
                words: true,
            },
            Some(Value::Missing) => Shown {
                text: MISSING.to_owned(),
                note: lang.text("tthc-nothing"),
                href: String::new(),
                words: true,
            },
            Some(Value::Count(count)) => plain(lang.integer(count), String::new()),
            Some(Value::Ratio(value, top, bottom)) => match column.shows {
                Shows::Ratio(_, Unit::Percent) => plain(
                    format!("{} %", lang.decimal(value)),
                    format!("{}/{}", lang.integer(top), lang.integer(bottom)),
                ),
                _ => plain(lang.decimal(value), String::new()),
            },
        }
    }

    /// The dossiers that a count counts, for those who may see them.
    fn dossiers(&self, line: &Line, column: &Column) -> String {
        let what = match (column.key, column.shows, self.question.indicator) {
            (_, Shows::Ratio(..), _) => return String::new(),
            (side, _, Some(at)) => {
                let code = &self.study.rulebook().indicators[at].code;
                vec![("indicator", code.as_str()), ("side", side)]
            }
            ("handled-on-time", ..) => vec![("measure", "handled_on_time")],
            (key, ..) => vec![("measure", key)],
        };
        if !self.inside || line.procedure.is_empty() {
            return String::new();
        }
        let own = line.unit.is_some() || self.study.asked.value("own") == Some("1");
        let mut extra = what;
        extra.push(("procedure", &line.procedure));
        extra.extend(line.unit.as_deref().map(|code| ("agency", code)));
        extra.extend(own.then_some(("own", "1")));
        self.study.link(crate::pages::ho_so::PATH, &extra)
    }

    /// The whole table as a file has it: exact values, counts below shares in columns of their own.
    pub fn sheet(&self, title: String, most: usize) -> Sheet {
        let lang = self.lang();
        let by_unit = self.question.by_unit();
        let mut titles = Vec::new();
        if by_unit {
            titles.extend(["col-unit", "tthc-unit-name"].map(|key| lang.text(key)));
        }
        titles.extend(["ho-so-procedure", "tthc-name", "tthc-field"].map(|key| lang.text(key)));
        for column in &self.found.columns {
            let title = self.title(column);
            let parts = ["tthc-numerator", "tthc-denominator"].map(|key| lang.text(key));
            titles.push(title.clone());
            if is_share(column) {
                titles.extend(parts.map(|part| format!("{title} – {part}")));
            }
        }
        let lines = self.found.lines.iter().take(most).chain(&self.found.total);
        Sheet::new(ID, title, titles).rows(lines.map(|line| self.items(line, by_unit)))
    }

    fn items(&self, line: &Line, by_unit: bool) -> Vec<Item> {
        let lang = self.lang();
        let text =
            |text: &str| if text.is_empty() { Item::Missing } else { Item::Text(text.to_owned()) };
        let mut items = Vec::new();
        if by_unit {
            let code = line.unit.as_deref().unwrap_or_default();
            let name =
                if code.is_empty() { lang.text("tthc-total") } else { self.found.unit(code) };
            items.extend([text(code), text(&name)]);
        }
        let whole = line.procedure.is_empty() && line.unit.is_none();
        let procedure = named(lang, &self.found.names, &line.procedure);
        let name = if whole { lang.text("tthc-total") } else { procedure.name };
        items.extend([text(&procedure.code), text(&name), text(&procedure.field)]);
        for (column, value) in self.found.columns.iter().zip(&line.values) {
            items.extend(exact(lang, column, *value));
        }
        items
    }
}

fn is_share(column: &Column) -> bool {
    matches!(column.shows, Shows::Ratio(_, Unit::Percent))
}

fn exact(lang: Lang, column: &Column, value: Option<Value>) -> Vec<Item> {
    let share = is_share(column);
    let same = |item: Item| if share { vec![item; 3] } else { vec![item] };
    match value {
        None => same(Item::Text(lang.text(withheld::KEY))),
        Some(Value::Missing) => same(Item::Missing),
        Some(Value::Count(count)) => vec![Item::Integer(count)],
        Some(Value::Ratio(value, top, bottom)) if share => {
            vec![Item::Decimal(value), Item::Integer(top), Item::Integer(bottom)]
        }
        Some(Value::Ratio(value, ..)) => vec![Item::Decimal(value)],
    }
}
