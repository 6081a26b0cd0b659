//! Plain text: copied from a page or a document, with tables by tabs or one cell to a line.

use super::limits::Budget;
use super::words::clean;
use super::{Refused, Why};
use crate::lint::doc::{Block, Cell, Doc, Kind, Place, Table, Text};
use crate::lint::wording::{is_total, plain, roman};

/// Lines of a header with a cell to a line.
const HEADER: usize = 40;

/// Columns of such a table.
const COLUMNS: usize = 16;

/// A line that is not blank.
struct Line<'t> {
    number: usize,
    text: &'t str,
}

/// Reads a text.
///
/// # Errors
///
/// If it is not UTF-8, or longer than is read.
pub(super) fn read(bytes: &[u8]) -> Result<Doc, Refused> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::new(Why::Encoding))?;
    if text.contains('\0') {
        return Err(Refused::new(Why::Encoding));
    }
    let lines = text.lines().enumerate().map(|(at, text)| Line { number: at + 1, text });
    let lines: Vec<Line<'_>> = lines.filter(|line| !line.text.trim().is_empty()).collect();
    let mut reader = Reader { budget: Budget::default(), blocks: Vec::new(), tables: 0 };
    let mut at = 0;
    while at < lines.len() {
        at += reader.block(&lines[at..])?;
    }
    Ok(Doc { kind: Kind::Txt, blocks: reader.blocks })
}

struct Reader {
    budget: Budget,
    blocks: Vec<Block>,
    tables: usize,
}

impl Reader {
    /// Takes the next block and tells how many lines it has.
    fn block(&mut self, lines: &[Line<'_>]) -> Result<usize, Refused> {
        if lines[0].text.contains('\t') {
            return self.tabbed(lines);
        }
        if starts_header(lines[0].text)
            && let Some((rows, taken)) = stacked(lines)
        {
            self.table(rows)?;
            return Ok(taken);
        }
        self.text(&lines[0])?;
        Ok(1)
    }

    fn text(&mut self, line: &Line<'_>) -> Result<(), Refused> {
        let (text, heading) = unmarked(line.text);
        self.budget.paragraph(text.len())?;
        if !text.is_empty() {
            let place = Place { line: Some(line.number), ..Place::default() };
            self.blocks.push(Block::Text(Text { place, text, heading }));
        }
        Ok(())
    }

    /// A table by tabs goes on after a page break until text or the header of another one.
    fn tabbed(&mut self, lines: &[Line<'_>]) -> Result<usize, Refused> {
        let more = |line: &&Line<'_>| line.text.contains('\t') && !starts_header(line.text);
        let taken = 1 + lines[1..].iter().take_while(more).count();
        let cells = |line: &Line<'_>| {
            line.text.split('\t').map(|cell| (line.number, unmarked(cell).0)).collect()
        };
        let rows: Vec<Vec<(usize, String)>> = lines[..taken].iter().map(cells).collect();
        self.table(rows.into_iter().map(plain_row).collect())?;
        Ok(taken)
    }

    fn table(&mut self, mut rows: Vec<Vec<Raw>>) -> Result<(), Refused> {
        self.tables += 1;
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut table = Table { number: self.tables, rows: Vec::with_capacity(rows.len()) };
        for (at, row) in rows.iter_mut().enumerate() {
            let line = row.first().map_or(0, |raw| raw.line);
            row.resize_with(width, || Raw { line, text: String::new(), spanned: false });
            let mut cells = Vec::with_capacity(width);
            for (column, raw) in row.drain(..).enumerate() {
                self.budget.cell(raw.text.len())?;
                cells.push(raw.cell(self.tables, at, column));
            }
            table.rows.push(cells);
        }
        self.blocks.push(Block::Table(table));
        Ok(())
    }
}

/// A cell to be.
struct Raw {
    line: usize,
    text: String,
    spanned: bool,
}

impl Raw {
    fn cell(self, table: usize, row: usize, column: usize) -> Cell {
        let place = Place {
            line: Some(self.line),
            table: Some((table, row + 1, column + 1)),
            ..Place::default()
        };
        Cell { place, text: self.text, value: None, spanned: self.spanned }
    }
}

fn plain_row(cells: Vec<(usize, String)>) -> Vec<Raw> {
    cells.into_iter().map(|(line, text)| Raw { line, text, spanned: false }).collect()
}

/// The text without marks of HTML and Markdown, and whether they made it a heading.
fn unmarked(text: &str) -> (String, bool) {
    let mut text = text.replace("**", "");
    for tag in ["b", "i", "u", "em", "strong", "p", "sup", "sub", "br", "span"] {
        for tag in [format!("<{tag}>"), format!("</{tag}>"), format!("<{tag}/>")] {
            if text.contains('<') {
                text = text.replace(&tag, " ");
            }
        }
    }
    let text = clean(&text);
    let bare = text.trim_start_matches('#').trim_start();
    let heading = bare.len() < text.len();
    let bare = bare
        .strip_prefix("*(")
        .and_then(|rest| rest.strip_suffix(")*"))
        .map_or(bare.to_owned(), |rest| format!("({rest})"));
    (bare, heading)
}

fn starts_header(text: &str) -> bool {
    let (first, _) = unmarked(text.split('\t').next().unwrap_or_default());
    matches!(plain(&first).as_str(), "stt" | "số tt" | "tt")
}

/// A table with a cell to a line: its rows, and how many lines it has.
fn stacked(lines: &[Line<'_>]) -> Option<(Vec<Vec<Raw>>, usize)> {
    let texts: Vec<String> = lines
        .iter()
        .take_while(|line| !line.text.contains('\t'))
        .map(|line| unmarked(line.text).0)
        .collect();
    let first = texts.iter().take(HEADER).skip(1).position(|text| text == "1" || text == "I")? + 1;
    let body = |width: &usize| body(&texts, first, *width);
    let width = (2..=COLUMNS).rev().max_by_key(|width| body(width).0.len())?;
    let (spans, end) = body(&width);
    let counted = spans.iter().filter(|(_, length, _)| *length == width).count();
    if counted < 2 {
        return None;
    }
    let mut rows = header(&lines[..first], &texts[..first], width);
    rows.extend(spans.iter().map(|(from, length, shift)| {
        let blank = (0..*shift).map(|_| Raw {
            line: lines[*from].number,
            text: String::new(),
            spanned: false,
        });
        let cells = (*from..from + length).map(|at| Raw {
            line: lines[at].number,
            text: texts[at].clone(),
            spanned: false,
        });
        blank.chain(cells).collect()
    }));
    Some((rows, end))
}

/// First line and length of each row below the header, with the empty cells before it; and the line after the last row.
fn body(texts: &[String], first: usize, width: usize) -> (Vec<(usize, usize, usize)>, usize) {
    let (mut rows, mut at, mut next) = (Vec::new(), first, 1_u32);
    while at < texts.len() {
        let number = |at: usize| texts.get(at).and_then(|text| text.parse::<u32>().ok());
        let full = at + width <= texts.len();
        let regular = number(at) == Some(next);
        let slip = number(at).is_some_and(|own| {
            (next.saturating_sub(1)..=next + 2).contains(&own)
                && number(at + width) == Some(own + 1)
        });
        if roman(&texts[at]).is_some() && number(at + 2) == Some(1) {
            rows.push((at, 2, 0));
            (at, next) = (at + 2, 1);
        } else if full && (regular || slip) && number(at + 1).is_none() {
            next = number(at).unwrap_or(next) + 1;
            rows.push((at, width, 0));
            at += width;
        } else if is_total(&texts[at]) && at + width - 1 <= texts.len() && next > 1 {
            rows.push((at, width - 1, 1));
            at += width - 1;
            break;
        } else {
            break;
        }
    }
    (rows, at)
}

/// The header: lines that go on with the one before are joined; one title too many stands over the last two columns.
fn header(lines: &[Line<'_>], texts: &[String], width: usize) -> Vec<Vec<Raw>> {
    let mut titles: Vec<Raw> = Vec::new();
    for (line, text) in lines.iter().zip(texts) {
        let goes_on = text.starts_with(|c: char| c == '(' || c.is_lowercase());
        match titles.last_mut().filter(|_| goes_on) {
            Some(title) => title.text = format!("{} {text}", title.text),
            None => titles.push(Raw { line: line.number, text: text.clone(), spanned: false }),
        }
    }
    if titles.len() != width + 1 {
        titles.truncate(width);
        return vec![titles];
    }
    let last = titles.split_off(width - 1);
    let group = titles.pop();
    let again = |raw: &Raw, spanned| Raw { line: raw.line, text: raw.text.clone(), spanned };
    let lower = titles.iter().map(|raw| again(raw, true)).chain(last).collect();
    let upper = group.iter().flat_map(|raw| [again(raw, false), again(raw, true)]);
    let upper: Vec<Raw> = titles.iter().map(|raw| again(raw, false)).chain(upper).collect();
    vec![upper, lower]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Texts and tables, in short.
    fn shown(text: &str) -> Vec<String> {
        let row = |row: &Vec<Cell>| {
            row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|")
        };
        let block = |block: &Block| match block {
            Block::Text(text) => {
                vec![format!("{}{}", if text.heading { "# " } else { "" }, text.text)]
            }
            Block::Table(table) => table.rows.iter().map(row).collect(),
        };
        read(text.as_bytes()).unwrap().blocks.iter().flat_map(block).collect()
    }

    #[test]
    fn marks_of_other_formats_go() {
        let lines = shown(
            "\u{feff}### **I. Kết quả**\n\n*(Phần này chưa đúng)*\n- Công bố: 73,91%*.\n<b>Tổng</b>",
        );
        assert_eq!(lines, ["# I. Kết quả", "(Phần này chưa đúng)", "- Công bố: 73,91%*.", "Tổng"]);
    }

    #[test]
    fn a_table_by_tabs_goes_on_after_a_page_break() {
        let lines = shown(
            "STT\tTên\tTỷ lệ (%)\n<b>I</b>\t<b>Cấp xã</b>\n\n1\tXã Yên Hân\t91,8\n\nSTT\tTên\tSố\n1\tXã Cư Lễ\t5",
        );
        assert_eq!(
            lines,
            ["STT|Tên|Tỷ lệ (%)", "I|Cấp xã|", "1|Xã Yên Hân|91,8", "STT|Tên|Số", "1|Xã Cư Lễ|5"]
        );
    }

    #[test]
    fn a_table_with_a_cell_to_a_line() {
        let text = "STT\n\nTên đơn vị\n\nSố hồ sơ\nquá hạn\n\nI\n\nCấp tỉnh\n\n1\n\nSở Y tế\n\n2\n\n2\n\nSở Nội vụ\n\n3\n\nII\n\nCấp huyện\n\n1\n\nHuyện Na Rì\n\n7\n\nLưu ý: đủ";
        let rows = [
            "STT|Tên đơn vị|Số hồ sơ quá hạn",
            "I|Cấp tỉnh|",
            "1|Sở Y tế|2",
            "2|Sở Nội vụ|3",
            "II|Cấp huyện|",
            "1|Huyện Na Rì|7",
            "Lưu ý: đủ",
        ];
        assert_eq!(shown(text), rows);
    }

    #[test]
    fn one_title_may_stand_over_two_columns() {
        let text = "STT\nTên đơn vị\nTiến độ\n(Tổng điểm 20)\nTổng hợp\nxếp loại\nTổng điểm\nXếp loại\n1\nSở Y tế\n12.038\n52.3\nTrung bình\n2\nSở Xây dựng\n14.418\n47.4\nYếu\n";
        let rows = shown(text);
        assert_eq!(
            rows[0],
            "STT|Tên đơn vị|Tiến độ (Tổng điểm 20)|Tổng hợp xếp loại|Tổng hợp xếp loại"
        );
        assert_eq!(rows[1], "STT|Tên đơn vị|Tiến độ (Tổng điểm 20)|Tổng điểm|Xếp loại");
        assert_eq!(rows[3], "2|Sở Xây dựng|14.418|47.4|Yếu");
    }

    #[rstest]
    #[case(b"T\xea l\xea")]
    #[case(b"\xff\xfeT\0y\0")]
    #[case(b"a\0b")]
    fn other_letters_are_refused(#[case] bytes: &[u8]) {
        assert_eq!(read(bytes), Err(Refused::new(Why::Encoding)));
    }
}
