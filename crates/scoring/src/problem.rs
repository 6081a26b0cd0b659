//! A problem found in a rulebook or an expression: where, why, and what to do about it.

use std::fmt;

/// One problem with its place. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// File the problem is in, as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub reason: String,
    /// What would make it right.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.reason)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// The text of a file with its name, to turn byte offsets into places.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Name shown in problems.
    pub file: &'a str,
    /// Whole text.
    pub text: &'a str,
}

impl Source<'_> {
    /// A problem at a byte offset of the text.
    #[must_use]
    pub fn problem(&self, offset: usize, reason: String, hint: Option<String>) -> Problem {
        let (line, column) = self.place(offset);
        Problem { file: self.file.to_owned(), line, column, reason, hint }
    }

    fn place(&self, offset: usize) -> (usize, usize) {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// The candidate nearest to `name`, if it is near enough to be a slip of the pen.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= 1 + name.chars().count() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance, for "did you mean".
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_not_bytes() {
        let source = Source { file: "x", text: "một\nhồ sơ" };
        let at = source.text.find('s').unwrap();
        assert_eq!(source.place(at), (2, 4));
        assert_eq!(source.place(9_999).0, 2);
    }

    #[test]
    fn nearest_finds_slips_only() {
        let names = ["handled", "received"];
        assert_eq!(nearest("recieved", names.into_iter()), Some("received"));
        assert_eq!(nearest("petition", names.into_iter()), None);
    }
}
