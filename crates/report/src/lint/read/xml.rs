//! Walks over XML as a stream: names without prefixes, texts with their entities, depth bounded.

use std::io::BufRead;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, escape};

use super::limits::DEPTH;
use super::{Refused, Why};

/// What is done with the pieces of a part.
pub(super) trait Visit {
    /// An element begins.
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused>;
    /// An element ends.
    fn end(&mut self, name: &str) -> Result<(), Refused>;
    /// A text.
    fn text(&mut self, text: &str) -> Result<(), Refused>;
}

/// Attributes of an element.
pub(super) struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// The value of an attribute, by its name without prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut all = self.0.attributes();
        // Looking for doubles would cost the square of their number.
        let found = all.with_checks(false).flatten();
        let mut found = found.filter(|attribute| attribute.key.local_name().as_ref() == name);
        let value = found.next()?.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// `w:val` of an element that switches something: on unless it says off.
    pub fn on(&self) -> bool {
        self.get("val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
    }
}

/// Walks over a part.
pub(super) fn walk(part: impl BufRead, visit: &mut impl Visit) -> Result<(), Refused> {
    let mut reader = Reader::from_reader(part);
    let (mut buffer, mut depth) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(broken)? {
            Event::Start(element) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(Refused::with(Why::TooDeep, DEPTH));
                }
                begin(&element, visit)?;
            }
            Event::Empty(element) => {
                begin(&element, visit)?;
                visit.end(element.local_name().as_ref())?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                visit.end(element.local_name().as_ref())?;
            }
            Event::Text(text) => visit.text(&text.xml10_content())?,
            Event::CData(text) => visit.text(&text.xml10_content())?,
            Event::GeneralRef(entity) => visit.text(&letter(&entity)?)?,
            // Office documents define no entities of their own; whoever does wants to make much out of little.
            Event::DocType(_) => return Err(Refused::new(Why::Damaged)),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(Refused::new(Why::Damaged)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn begin(element: &BytesStart<'_>, visit: &mut impl Visit) -> Result<(), Refused> {
    visit.start(element.local_name().as_ref(), &Attributes(element))
}

/// What `&name;` stands for.
fn letter(entity: &quick_xml::events::BytesRef<'_>) -> Result<String, Refused> {
    if let Some(letter) = entity.resolve_char_ref().map_err(broken)? {
        return Ok(letter.to_string());
    }
    let known = escape::resolve_predefined_entity(entity);
    known.map(str::to_owned).ok_or_else(|| Refused::new(Why::Damaged))
}

fn broken(_: impl std::fmt::Display) -> Refused {
    Refused::new(Why::Damaged)
}
