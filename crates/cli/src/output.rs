//! What a command prints: JSON, CSV, or a table with aligned columns.

use std::io::Write;

use chiso_scoring::lang::Lang;
use serde::Serialize;

use crate::args::Args;
use crate::failure::Failure;
use crate::tell::say;

/// A table as text or CSV. Cells are text already.
#[derive(Debug, Default)]
pub struct Table {
    /// Column headers and whether the column is aligned to the right.
    pub columns: Vec<(String, bool)>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with left-aligned (`false`) and right-aligned (`true`) columns.
    pub fn new(columns: &[(&str, bool)]) -> Self {
        let columns = columns.iter().map(|(name, right)| ((*name).to_owned(), *right)).collect();
        Self { columns, rows: Vec::new() }
    }

    /// A table whose headers are the words of keys.
    pub fn of(lang: Lang, columns: &[(&str, bool)]) -> Self {
        let columns = columns.iter().map(|(key, right)| (lang.text(key), *right)).collect();
        Self { columns, rows: Vec::new() }
    }

    /// The line of headers; none if no column has one.
    fn headers(&self) -> Option<Vec<String>> {
        let named = self.columns.iter().any(|(name, _)| !name.is_empty());
        named.then(|| self.columns.iter().map(|(name, _)| name.clone()).collect())
    }

    fn text(&self) -> String {
        let last = self.columns.len().saturating_sub(1);
        let folded = |row: &Vec<String>| -> Vec<Vec<String>> {
            let fold_at = |(at, cell): (usize, &String)| {
                if at == last { vec![cell.clone()] } else { fold(cell) }
            };
            row.iter().enumerate().map(fold_at).collect()
        };
        let rows: Vec<Vec<Vec<String>>> =
            self.headers().iter().chain(&self.rows).map(folded).collect();
        let width = |at: usize| {
            let lines = rows.iter().filter_map(|row| row.get(at)).flatten();
            lines.map(|line| line.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        rows.iter().map(|row| self.lines(row, &widths)).collect()
    }

    /// A row of folded cells as lines of text.
    fn lines(&self, row: &[Vec<String>], widths: &[usize]) -> String {
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        let line = |at: usize| {
            let cells = row.iter().zip(widths).zip(&self.columns);
            let cells = cells.map(|((cell, width), (_, right))| {
                let text = cell.get(at).map_or("", String::as_str);
                let pad = " ".repeat(width.saturating_sub(text.chars().count()));
                if *right { pad + text } else { text.to_owned() + &pad }
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        };
        (0..height).map(line).collect()
    }

    fn csv(&self) -> Result<String, Failure> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in self.headers().iter().chain(&self.rows) {
            writer.write_record(row).map_err(Failure::output)?;
        }
        let bytes = writer.into_inner().map_err(Failure::output)?;
        String::from_utf8(bytes).map_err(Failure::output)
    }
}

/// Widest cell of a column that is not the last, in characters.
const FOLD_AT: usize = 60;

/// A text in lines of at most [`FOLD_AT`] characters, broken between words.
fn fold(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let used = lines.last().map_or(0, |line| line.chars().count());
        match lines.last_mut() {
            Some(line) if used == 0 => line.push_str(word),
            Some(line) if used + 1 + word.chars().count() <= FOLD_AT => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Prints `json` with `--json`, else the table as CSV or text.
pub fn print(args: &Args, json: &impl Serialize, table: &Table) -> Result<(), Failure> {
    if args.json {
        print_json(json)
    } else if args.csv {
        data(&table.csv()?)
    } else {
        data(&table.text())
    }
}

/// Prints JSON on one line.
pub fn print_json(json: &impl Serialize) -> Result<(), Failure> {
    data(&(serde_json::to_string(json)? + "\n"))
}

/// Writes data to stdout. A reader that went away (`| head`) is no failure.
pub fn data(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Failure::failed(say("fail-output").with("reason", error))),
    }
}

/// Writes a message to stderr; a closed stderr is nobody's problem.
pub fn message(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}
