//! Puts the properties that docx-rs writes into the order the schema asks for, and marks header rows.
//!
//! WordprocessingML wants the children of a property element in one sequence; Word may refuse a file that has them in
//! another. docx-rs 0.4 writes several of them in its own order, knows no `w:tblHeader`, and gives `w:gridCol` an
//! attribute it may not have. ECMA-376-1, 17.3.1.26, 17.3.2.28, 17.4.60, 17.4.70, 17.6.17.

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};

/// Property elements and the sequence of their children, as far as this crate uses them.
const SEQUENCES: [(&str, &[&str]); 5] = [
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:bidi",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:textAlignment",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:sz", "w:szCs",
            "w:u", "w:lang",
        ],
    ),
    (
        "w:tblPr",
        &[
            "w:tblStyle",
            "w:tblW",
            "w:jc",
            "w:tblInd",
            "w:tblBorders",
            "w:tblLayout",
            "w:tblCellMar",
        ],
    ),
    (
        "w:tcPr",
        &[
            "w:tcW",
            "w:gridSpan",
            "w:vMerge",
            "w:tcBorders",
            "w:shd",
            "w:tcMar",
            "w:textDirection",
            "w:vAlign",
        ],
    ),
    (
        "w:sectPr",
        &[
            "w:headerReference",
            "w:footerReference",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:pgNumType",
            "w:cols",
            "w:titlePg",
        ],
    ),
];

const HEADER_ROW: &[u8] = b"<w:tblHeader/>";

/// An element that is being read: its start tag, and its children so far.
struct Open {
    name: String,
    start: Vec<u8>,
    children: Vec<(String, Vec<u8>)>,
}

impl Open {
    fn close(mut self, end: &[u8]) -> Vec<u8> {
        if let Some((_, sequence)) = SEQUENCES.iter().find(|(name, _)| *name == self.name) {
            self.children.sort_by_key(|(name, _)| sequence.iter().position(|known| known == name));
        }
        let mut bytes = self.start;
        self.children.iter().for_each(|(_, child)| bytes.extend_from_slice(child));
        bytes.extend_from_slice(end);
        bytes
    }
}

/// The document part in schema order. `header_rows` says how many rows of each table repeat on every page.
pub(super) fn ordered(document: &[u8], header_rows: &[usize]) -> Result<Vec<u8>, quick_xml::Error> {
    let mut reader = Reader::from_reader(document);
    let mut rows = Rows { header_rows, table: 0, row: 0 };
    let mut open = vec![Open { name: String::new(), start: Vec::new(), children: Vec::new() }];
    loop {
        let event = reader.read_event()?;
        let name = name(&event);
        let bytes = raw(event.borrow())?;
        let done = match event {
            Event::Eof => break,
            Event::Start(_) => {
                rows.enter(&name);
                open.push(Open { name, start: bytes, children: Vec::new() });
                continue;
            }
            Event::End(_) => match open.pop() {
                Some(mut element) => {
                    rows.leave(&mut element);
                    element.close(&bytes)
                }
                None => bytes,
            },
            _ if name == "w:gridCol" => without_type(bytes),
            _ => bytes,
        };
        if let Some(parent) = open.last_mut() {
            parent.children.push((name, done));
        }
    }
    Ok(open.into_iter().flat_map(|rest| rest.close(b"")).collect())
}

/// Where in which table we are.
struct Rows<'a> {
    header_rows: &'a [usize],
    table: usize,
    row: usize,
}

impl Rows<'_> {
    fn enter(&mut self, name: &str) {
        match name {
            "w:tbl" => (self.table, self.row) = (self.table + 1, 0),
            "w:tr" => self.row += 1,
            _ => {}
        }
    }

    fn leave(&self, element: &mut Open) {
        let wanted = self.header_rows.get(self.table.wrapping_sub(1)).copied().unwrap_or(0);
        if element.name == "w:trPr" && self.row <= wanted {
            element.children.push(("w:tblHeader".to_owned(), HEADER_ROW.to_vec()));
        }
    }
}

fn name(event: &Event<'_>) -> String {
    match event {
        Event::Start(tag) | Event::Empty(tag) => tag.name().as_ref().to_owned(),
        Event::End(tag) => tag.name().as_ref().to_owned(),
        _ => String::new(),
    }
}

fn raw(event: Event<'_>) -> Result<Vec<u8>, quick_xml::Error> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(event)?;
    Ok(writer.into_inner())
}

fn without_type(bytes: Vec<u8>) -> Vec<u8> {
    String::from_utf8_lossy(&bytes).replace(" w:type=\"dxa\"", "").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, header_rows: &[usize], expected: &str) {
        let bytes = ordered(input.as_bytes(), header_rows).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn properties_take_the_order_of_the_schema() {
        check(
            r#"<w:p><w:pPr><w:rPr/><w:jc w:val="left"/><w:keepNext/><w:pStyle w:val="Body"/></w:pPr></w:p>"#,
            &[],
            r#"<w:p><w:pPr><w:pStyle w:val="Body"/><w:keepNext/><w:jc w:val="left"/><w:rPr/></w:pPr></w:p>"#,
        );
    }

    #[test]
    fn text_and_entities_are_left_alone() {
        let text = "<w:p><w:r><w:t xml:space=\"preserve\"> &lt;Sở&amp;ban&gt; </w:t></w:r></w:p>";
        check(text, &[], text);
    }

    #[test]
    fn header_rows_are_counted_table_by_table() {
        let row = "<w:tr><w:trPr><w:cantSplit/></w:trPr></w:tr>";
        let marked = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr></w:tr>";
        check(
            &format!("<w:tbl>{row}</w:tbl><w:tbl>{row}{row}</w:tbl>"),
            &[0, 1],
            &format!("<w:tbl>{row}</w:tbl><w:tbl>{marked}{row}</w:tbl>"),
        );
    }
}
