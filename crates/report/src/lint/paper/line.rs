//! Lines of text, their outline and their figures.

use crate::lint::doc::{Block, Doc, Place};
use crate::lint::number::{Token, tokens};
use crate::lint::wording::{plain, roman};

/// A paragraph.
#[derive(Debug)]
pub struct Line<'d> {
    /// Which block of the document.
    pub block: usize,
    /// Where it stands.
    pub place: &'d Place,
    /// As printed, without the mark.
    pub text: &'d str,
    /// In plain letters, byte for byte beside `text`.
    pub plain: String,
    /// What stands before it.
    pub mark: Mark,
    /// Its figures.
    pub tokens: Vec<Token>,
    /// The line it stands under.
    pub parent: Option<usize>,
}

/// What opens a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// `IV.`
    Roman(u32),
    /// `3.`
    Arabic(u32),
    /// `3.1.`
    Decimal(Vec<u32>),
    /// `a)`
    Letter(char),
    /// `-`
    Dash,
    /// `+`
    Plus,
}

impl Mark {
    /// How deep it stands; none for a line without a mark.
    fn depth(&self) -> Option<usize> {
        match self {
            Self::None => None,
            Self::Roman(_) => Some(1),
            Self::Arabic(_) => Some(2),
            Self::Decimal(numbers) => Some(1 + numbers.len()),
            Self::Letter(_) => Some(6),
            Self::Dash => Some(7),
            Self::Plus => Some(8),
        }
    }
}

impl Line<'_> {
    /// What a line is about: the words before its colon, or all of it.
    pub fn label(&self) -> &str {
        self.plain.split_once(": ").map_or(self.plain.trim_end_matches(':'), |(label, _)| label)
    }

    /// The plain text between two figures.
    pub fn between(&self, from: usize, to: usize) -> &str {
        self.plain.get(from..to).unwrap_or_default()
    }

    /// What follows a figure, without blanks.
    pub fn after(&self, token: &Token) -> &str {
        self.plain.get(token.end..).unwrap_or_default().trim_start()
    }
}

/// The lines of a document.
pub fn lines(doc: &Doc) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (block, text) in doc.blocks.iter().enumerate() {
        let Block::Text(text) = text else {
            continue;
        };
        let (mark, rest) = mark(&text.text);
        if let Some(depth) = mark.depth() {
            open.retain(|(deep, _)| *deep < depth);
        }
        let parent = open.last().map(|(_, at)| *at);
        if let Some(depth) = mark.depth() {
            open.push((depth, lines.len()));
        }
        lines.push(line(block, &text.place, rest, mark, parent));
    }
    lines
}

fn line<'d>(
    block: usize,
    place: &'d Place,
    text: &'d str,
    mark: Mark,
    parent: Option<usize>,
) -> Line<'d> {
    let plain = plain(text);
    let imprint = plain.contains("mã băm");
    let tokens = if imprint { Vec::new() } else { tokens(&plain) };
    Line { block, place, text, plain, mark, tokens, parent }
}

/// The last of the marks that open a text, and the text after them.
fn mark(text: &str) -> (Mark, &str) {
    let (mut found, mut rest) = (Mark::None, text.trim());
    while let Some((mark, after)) = one_mark(rest) {
        (found, rest) = (mark, after);
        if !matches!(found, Mark::Dash | Mark::Plus) {
            break;
        }
    }
    (found, rest)
}

fn one_mark(text: &str) -> Option<(Mark, &str)> {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let rest = rest.trim_start();
    match first {
        "-" | "–" | "•" | "−" => return Some((Mark::Dash, rest)),
        "+" => return Some((Mark::Plus, rest)),
        _ => {}
    }
    if let Some(after) =
        text.strip_prefix(['-', '+', '•']).filter(|after| after.starts_with(char::is_alphabetic))
    {
        let mark = if text.starts_with('+') { Mark::Plus } else { Mark::Dash };
        return Some((mark, after));
    }
    let bare = first.trim_end_matches(['.', ')', ':', '/']);
    let closed = bare.len() < first.len();
    let mut letters = bare.chars();
    if let (Some(letter), None, true) = (letters.next(), letters.next(), first.ends_with(')'))
        && letter.is_lowercase()
    {
        return Some((Mark::Letter(letter), rest));
    }
    if let Some(number) = roman(bare).filter(|_| closed) {
        return Some((Mark::Roman(number), rest));
    }
    numbered(bare, closed, rest).map(|mark| (mark, rest))
}

/// `3.` and `3.1.`; `3.1` too, if words follow that no number can be followed by.
fn numbered(bare: &str, closed: bool, rest: &str) -> Option<Mark> {
    let short =
        |part: &str| (1..=2).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    let parts: Vec<&str> = bare.split('.').collect();
    if bare.is_empty() || !parts.iter().all(|part| short(part)) {
        return None;
    }
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [number] => closed.then_some(Mark::Arabic(*number)),
        _ if closed || rest.starts_with(char::is_uppercase) => Some(Mark::Decimal(numbers)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("I. Kết quả", Mark::Roman(1), "Kết quả")]
    #[case("3.1. Điểm", Mark::Decimal(vec![3, 1]), "Điểm")]
    #[case("3.1. BIỂU TỔNG HỢP", Mark::Decimal(vec![3, 1]), "BIỂU TỔNG HỢP")]
    #[case("12. Sở Nội vụ", Mark::Arabic(12), "Sở Nội vụ")]
    #[case("- + Tỷ lệ", Mark::Plus, "Tỷ lệ")]
    #[case("- Tỷ lệ", Mark::Dash, "Tỷ lệ")]
    #[case("a) Hồ sơ", Mark::Letter('a'), "Hồ sơ")]
    #[case("12 TTHC chậm", Mark::None, "12 TTHC chậm")]
    #[case("1.032 hồ sơ", Mark::None, "1.032 hồ sơ")]
    #[case("Chi tiết", Mark::None, "Chi tiết")]
    fn marks_that_open_a_line(#[case] text: &str, #[case] expected: Mark, #[case] rest: &str) {
        assert_eq!(mark(text), (expected, rest));
    }
}
