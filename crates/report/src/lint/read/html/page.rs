//! A page as pieces: blocks of text, headings, lists and tables, out of a stream of tags.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use super::super::limits::{DEPTH, SPAN};
use super::super::pieces::{Builder, Piece};
use super::super::words::raised;
use super::super::{Refused, Why, count};

/// Elements that begin a line of their own.
const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "ul",
];

/// Elements whose content is not shown, or is no text of a report.
const UNSEEN: [&str; 12] = [
    "canvas", "iframe", "head", "nav", "noscript", "object", "rp", "rt", "select", "svg",
    "template", "textarea",
];

/// Elements that never have content.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements that something has to be done about when they end.
const KEPT: [&str; 17] = [
    "table", "caption", "tr", "td", "th", "ol", "ul", "li", "h1", "h2", "h3", "h4", "h5", "h6",
    "sup", "script", "style",
];

/// Rows a cell may reach over, as browsers have it.
const ROWS: usize = 65_534;

/// An element that is open.
struct Open {
    name: String,
    hidden: bool,
}

/// A list that is open.
struct List {
    ordered: bool,
    next: usize,
    signs: char,
}

/// Reads the tags of a page.
pub(super) struct Page<'b>(RefCell<State<'b>>);

struct State<'b> {
    builder: Builder<'b>,
    open: Vec<Open>,
    lists: Vec<List>,
    captions: Vec<Vec<Piece>>,
    line: String,
    refused: Option<Refused>,
}

impl<'b> Page<'b> {
    /// Nothing read yet.
    pub fn new(builder: Builder<'b>) -> Self {
        Self(RefCell::new(State {
            builder,
            open: Vec::new(),
            lists: Vec::new(),
            captions: Vec::new(),
            line: String::new(),
            refused: None,
        }))
    }

    /// What was read, or why the page was refused on the way.
    pub fn finish(self) -> Result<Vec<Piece>, Refused> {
        let mut state = self.0.into_inner();
        state.close_to(0);
        state.flush();
        state.refused.map_or_else(|| Ok(state.builder.finish()), Err)
    }
}

impl TokenSink for Page<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        if state.refused.is_some() {
            // Nothing more is kept; the rest passes by.
            return TokenSinkResult::Continue;
        }
        match token {
            Token::CharacterTokens(text) => state.say(&text),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => state.end(&tag.name),
            Token::TagToken(tag) => return state.start(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State<'_> {
    fn keep(&mut self, done: Result<(), Refused>) {
        if let Err(refused) = done {
            self.refused.get_or_insert(refused);
        }
    }

    fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|open| open.hidden)
    }

    fn say(&mut self, text: &str) {
        if self.is_hidden() {
            return;
        }
        let high = self.open.last().is_some_and(|open| open.name == "sup");
        self.line.push_str(&if high { raised(text) } else { text.to_owned() });
    }

    /// Ends the line that is being written.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let heading = |open: &Open| is_heading(&open.name);
        let heading = self.open.iter().any(heading);
        let done = self.builder.paragraph(&line, heading);
        self.keep(done);
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if BLOCKS.contains(&name) {
            self.flush();
            self.close_implied(name);
        }
        if VOID.contains(&name) || tag.self_closing && !KEPT.contains(&name) {
            return TokenSinkResult::Continue;
        }
        let hidden = is_hidden(tag) || UNSEEN.contains(&name);
        if is_cell(name) || name == "tr" {
            self.flush();
            self.close_row_parts(name);
        }
        if is_cell(name)
            && self.open.last().is_some_and(|open| open.name == "table" && !open.hidden)
        {
            // As browsers do: a cell without a row begins one.
            self.builder.open_row();
            self.open.push(Open { name: "tr".to_owned(), hidden: false });
        }
        if hidden || self.is_hidden() || KEPT.contains(&name) {
            self.open(tag, hidden || self.is_hidden());
        }
        match name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "noscript" | "iframe" => TokenSinkResult::RawData(RawKind::Rawtext),
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn open(&mut self, tag: &Tag, hidden: bool) {
        let name = tag.name.to_string();
        if self.open.len() >= DEPTH {
            self.keep(Err(Refused::with(Why::TooDeep, DEPTH)));
            return;
        }
        if !hidden {
            let done = self.begin(&name, tag);
            self.keep(done);
        }
        self.open.push(Open { name, hidden });
    }

    /// What an element does when it begins; [`Self::finish`] undoes it.
    fn begin(&mut self, name: &str, tag: &Tag) -> Result<(), Refused> {
        match name {
            "table" => {
                self.captions.push(Vec::new());
                self.builder.open_table()?;
            }
            "caption" => self.builder.open_flow(),
            "tr" => self.builder.open_row(),
            "td" | "th" => {
                self.builder.open_cell();
                let span = |name| number(tag, name);
                if let Some(cell) = self.builder.cell() {
                    cell.more_columns = span("colspan").unwrap_or(1).clamp(1, SPAN) - 1;
                    cell.more_rows = match span("rowspan") {
                        Some(0) => ROWS,
                        rows => rows.unwrap_or(1).clamp(1, ROWS) - 1,
                    };
                }
            }
            "ol" | "ul" => self.lists.push(List {
                ordered: name == "ol" && !attribute(tag, "style").contains("list-style"),
                next: number(tag, "start").unwrap_or(1),
                signs: attribute(tag, "type").chars().next().unwrap_or('1'),
            }),
            "li" => self.item(tag),
            _ => {}
        }
        Ok(())
    }

    /// The number that the browser shows before an item.
    fn item(&mut self, tag: &Tag) {
        let Some(list) = self.lists.last_mut().filter(|list| list.ordered) else { return };
        let at = number(tag, "value").unwrap_or(list.next);
        list.next = at.saturating_add(1);
        let number = match list.signs {
            'I' => count::roman(at),
            'i' => count::roman(at).to_lowercase(),
            'A' => count::letters(at),
            'a' => count::letters(at).to_lowercase(),
            _ => at.to_string(),
        };
        self.line = format!("{number}. ");
    }

    fn end(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.flush();
        }
        let barrier = |open: &Open| match name {
            "table" => false,
            "tr" | "td" | "th" | "caption" => open.name == "table",
            _ => matches!(open.name.as_str(), "table" | "td" | "th" | "caption"),
        };
        let above = self.open.iter().rposition(|open| open.name == name);
        let at = above.filter(|at| !self.open.iter().skip(at + 1).any(barrier));
        if let Some(at) = at {
            self.close_to(at);
        }
    }

    /// Closes elements until only so many are open.
    fn close_to(&mut self, count: usize) {
        while self.open.len() > count {
            // What stands within a line does not end it.
            let line =
                |open: &Open| open.name != "sup" && (!open.hidden || BLOCKS.contains(&&*open.name));
            if self.open.last().is_some_and(line) {
                self.flush();
            }
            let Some(open) = self.open.pop() else { break };
            if !open.hidden {
                self.finish(&open.name);
            }
        }
    }

    fn finish(&mut self, name: &str) {
        match name {
            "table" => {
                let caption = self.captions.pop().unwrap_or_default();
                self.builder.append(caption);
                self.builder.close_table();
            }
            "caption" => {
                let pieces = self.builder.close_flow();
                if let Some(caption) = self.captions.last_mut() {
                    caption.extend(pieces);
                }
            }
            "tr" => self.builder.close_row(true),
            "td" | "th" => self.builder.close_cell(),
            "ol" | "ul" => drop(self.lists.pop()),
            _ => {}
        }
    }

    /// A new item, heading or hidden paragraph ends the one before.
    fn close_implied(&mut self, name: &str) {
        let ends = |open: &str| match name {
            "li" => open == "li",
            "tbody" | "thead" | "tfoot" => matches!(open, "tr" | "td" | "th" | "caption"),
            "br" | "ul" | "ol" => open == "p",
            _ => open == "p" || (is_heading(name) && is_heading(open)),
        };
        let wall = |open: &str| match name {
            "li" => matches!(open, "ol" | "ul" | "table"),
            "tbody" | "thead" | "tfoot" => open == "table",
            _ => matches!(open, "td" | "th" | "table" | "li" | "caption"),
        };
        self.close_nearest(ends, wall);
    }

    /// A new row or cell ends the one before.
    fn close_row_parts(&mut self, name: &str) {
        let ends =
            |open: &str| is_cell(open) || open == "caption" || (name == "tr" && open == "tr");
        self.close_nearest(ends, |open| open == "table");
        if is_cell(name) {
            return;
        }
        self.close_nearest(|open| open == "tr", |open| open == "table");
    }

    /// Closes down to the lowest open element that ends, above a wall.
    fn close_nearest(&mut self, ends: impl Fn(&str) -> bool, wall: impl Fn(&str) -> bool) {
        let floor = self.open.iter().rposition(|open| wall(&open.name)).map_or(0, |at| at + 1);
        let found = self.open.iter().skip(floor).position(|open| ends(&open.name));
        if let Some(at) = found {
            self.close_to(floor + at);
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th")
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> &'t str {
    let mut all = tag.attrs.iter();
    all.find(|attribute| &*attribute.name.local == name).map_or("", |attribute| &attribute.value)
}

fn number(tag: &Tag, name: &str) -> Option<usize> {
    attribute(tag, name).trim().parse().ok()
}

/// Whether a tag says that it is not shown.
fn is_hidden(tag: &Tag) -> bool {
    let style = attribute(tag, "style").replace(' ', "").to_lowercase();
    let attribute = tag.attrs.iter().any(|attribute| &*attribute.name.local == "hidden");
    attribute
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || style.contains("mso-hide:all")
}
