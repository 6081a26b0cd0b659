//! Edits of a document: slips such as people make, and changes that are none.

use chiso_report::lint::number::{Locale, Shown, number, tokens};
use chiso_report::lint::{Block, Doc};

use super::own::Dice;

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Block, first byte, one past the last.
    Text(usize, usize, usize),
    /// Block, row, column.
    Cell(usize, usize, usize),
}

/// Kinds of slips.
pub const KINDS: [&str; 8] =
    ["digit", "sign", "unit", "header", "swapped rows", "dropped row", "word", "grade"];

/// Makes one slip of a kind; tells what was done. `None` if the document has no place for it.
pub fn slip(doc: &mut Doc, kind: &str, figures: &[At], dice: &mut Dice) -> Option<String> {
    match kind {
        "digit" => digit(doc, figures, dice),
        "sign" => sign(doc, dice),
        "unit" => unit(doc, figures, dice),
        "header" => header(doc, dice),
        "swapped rows" => swapped(doc, dice),
        "dropped row" => dropped(doc, dice),
        "word" => word(doc, dice),
        _ => grade(doc, dice),
    }
}

fn pick<T: Clone>(all: &[T], dice: &mut Dice) -> Option<T> {
    (!all.is_empty()).then(|| all[dice.below(all.len())].clone())
}

pub fn get(doc: &Doc, at: At) -> String {
    match (at, &doc.blocks) {
        (At::Text(block, from, to), blocks) => match &blocks[block] {
            Block::Text(text) => text.text[from..to].to_owned(),
            Block::Table(_) => unreachable!("a text"),
        },
        (At::Cell(block, row, column), blocks) => match &blocks[block] {
            Block::Table(table) => table.rows[row][column].text.clone(),
            Block::Text(_) => unreachable!("a table"),
        },
    }
}

pub fn set(doc: &mut Doc, at: At, new: &str) {
    match (at, &mut doc.blocks) {
        (At::Text(block, from, to), blocks) => {
            if let Block::Text(text) = &mut blocks[block] {
                text.text.replace_range(from..to, new);
            }
        }
        (At::Cell(block, row, column), blocks) => {
            if let Block::Table(table) = &mut blocks[block] {
                // A workbook keeps the number as well: whoever types another one changes both.
                let old = std::mem::replace(&mut table.rows[row][column].text, new.to_owned());
                table.rows[row][column].value = None;
                // What reaches over several places is one cell.
                for cell in
                    table.rows[row..].iter_mut().take(3).flat_map(|cells| &mut cells[column..])
                {
                    if cell.spanned && cell.text == old {
                        new.clone_into(&mut cell.text);
                    }
                }
            }
        }
    }
}

/// The figures of a document: numbers in sentences, except dates, numbers of documents, the imprint; and in cells, except ordinals.
pub fn figures(doc: &Doc) -> Vec<At> {
    let mut found = Vec::new();
    for (block, content) in doc.blocks.iter().enumerate() {
        match content {
            Block::Text(text) if text.text.contains("mã băm") => {}
            Block::Text(text) => {
                let plain = text.text.to_lowercase();
                let body = marked(&text.text);
                let own = tokens(&plain)
                    .into_iter()
                    .filter(|token| plain.len() == text.text.len() && token.start >= body);
                found.extend(own.map(|token| At::Text(block, token.start, token.end)));
            }
            Block::Table(table) => {
                for (row, cells) in table.rows.iter().enumerate() {
                    let shows = |text: &str| {
                        number(text, Locale::Vietnamese).is_some()
                            || tokens(text).iter().any(|token| {
                                matches!(token.shown, Shown::Fraction(..))
                                    || text.contains("ăng")
                                    || text.contains("iảm")
                                    || text.contains("điểm")
                            })
                    };
                    let columns = (1..cells.len())
                        .filter(|column| !cells[*column].spanned && shows(&cells[*column].text));
                    found.extend(columns.map(|column| At::Cell(block, row, column)));
                }
            }
        }
    }
    found
}

/// Where the text begins after the number or dash before it.
fn marked(text: &str) -> usize {
    let first = text.split(' ').next().unwrap_or_default();
    let mark = first.ends_with('.') || first.ends_with(')') || matches!(first, "-" | "+");
    if mark { first.len() + 1 } else { 0 }
}

/// Why nothing in the document can tell whether a figure is right; `None` if something can.
///
/// What is printed once, with nothing printed that it follows from or that follows from it, no reader and no program can check.
pub fn alone(name: &str, doc: &Doc, at: At) -> Option<&'static str> {
    match at {
        At::Text(block, from, to) => {
            let Block::Text(text) = &doc.blocks[block] else { return None };
            let around = &text.text
                [text.text[..from].char_indices().rev().nth(30).map_or(0, |(at, _)| at)..from];
            let (shown, plain) = (&text.text[from..to], text.text.to_lowercase());
            if around.contains("(từ ")
                && shown.contains('%')
                && name.starts_with('D')
                && !plain.contains("điểm phần trăm")
            {
                return Some("D quotes rates of units that stand in the annex of C");
            }
            if name.starts_with("E Bắc Kạn")
                || name.starts_with("A Bắc Kạn")
                || name.starts_with('B')
            {
                let single = plain.matches('%').count() == 1
                    && !plain.contains("hồ sơ (")
                    && !plain.contains("tthc (");
                let several = name.starts_with('E') && shown.contains('%');
                return (single || several)
                    .then_some("rates of a published month whose points rest on other counts");
            }
            (name.starts_with('F') && !plain.contains("766"))
                .then_some("an index of others, with its changes")
        }
        At::Cell(block, row, column) => {
            let Block::Table(table) = &doc.blocks[block] else { return None };
            let caption = doc.blocks[..block]
                .iter()
                .rev()
                .find_map(|block| {
                    if let Block::Text(text) = block { Some(text.text.as_str()) } else { None }
                })
                .unwrap_or_default();
            let single = table.rows[0].len() == 3 && column == 2;
            let followed =
                ["A Bắc Kạn", "A Phú Thọ", "A tỉnh mẫu"].iter().any(|own| name.starts_with(own));
            let points = followed
                && (caption.contains("ĐÚNG HẠN")
                    || caption.contains("HÀI LÒNG") && !name.starts_with("A Phú"));
            if single && !points {
                return Some(
                    "a unit's count or rate with nothing that it follows from: only its place in the order shows",
                );
            }
            let differences = table.rows[0].iter().any(|cell| cell.text == "Số tính lại");
            let recomputed = differences && table.rows[0][column].text == "Số tính lại";
            let published = differences && name.starts_with("E Bắc Kạn");
            (row > 0 && (recomputed || published)).then_some(
                "recomputed from figures that the document does not print, or printed only here",
            )
        }
    }
}

/// Digits of a figure that rounding does not hide: of a long count beside its rate the first three, of a rate or points all.
fn places(doc: &Doc, at: At) -> Vec<usize> {
    let old = get(doc, at);
    let digits: Vec<usize> =
        old.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let hidden = match at {
        // The points are a fifth of the rate.
        At::Cell(block, _, 2) => {
            matches!(&doc.blocks[block], Block::Table(table) if table.rows[0].len() == 3)
        }
        _ => false,
    };
    let count = !old.contains(',') && !old.contains('/') && digits.len() > 3;
    let kept = if count {
        3
    } else if hidden {
        digits.len().saturating_sub(1)
    } else {
        digits.len()
    };
    digits.into_iter().take(kept).collect()
}

fn digit(doc: &mut Doc, figures: &[At], dice: &mut Dice) -> Option<String> {
    let at = pick(figures, dice)?;
    let old = get(doc, at);
    let places = places(doc, at);
    let place = pick(&places, dice)?;
    let before: u32 = old[place..=place].parse().unwrap();
    let after = (before + 1 + u32::try_from(dice.below(9)).unwrap()) % 10;
    let mut new = old.clone();
    new.replace_range(place..=place, &after.to_string());
    set(doc, at, &new);
    Some(format!("{old} → {new} @ {at:?}"))
}

/// All cells below the header.
fn cells(doc: &Doc, wanted: impl Fn(&str) -> bool) -> Vec<At> {
    let mut found = Vec::new();
    for (block, content) in doc.blocks.iter().enumerate() {
        if let Block::Table(table) = content {
            for (row, cells) in table.rows.iter().enumerate().skip(1) {
                let columns = (1..cells.len())
                    .filter(|column| !cells[*column].spanned && wanted(&cells[*column].text));
                found.extend(columns.map(|column| At::Cell(block, row, column)));
            }
        }
    }
    found
}

fn sign(doc: &mut Doc, dice: &mut Dice) -> Option<String> {
    let signed = |text: &str| {
        (text.starts_with('+') || text.starts_with('-'))
            && text[1..].starts_with(|c: char| c.is_ascii_digit())
    };
    let at = pick(&cells(doc, signed), dice)?;
    let old = get(doc, at);
    let new = if let Some(rest) = old.strip_prefix('+') {
        format!("-{rest}")
    } else {
        format!("+{}", &old[1..])
    };
    set(doc, at, &new);
    Some(format!("{old} → {new} @ {at:?}"))
}

/// A percentage in a sentence loses its sign and its brackets become a count.
fn unit(doc: &mut Doc, figures: &[At], dice: &mut Dice) -> Option<String> {
    let rate = |at: &At| {
        matches!(at, At::Text(..)) && get(doc, *at).ends_with('%') && get(doc, *at).contains(',')
    };
    let rates: Vec<At> = figures.iter().copied().filter(rate).collect();
    let at = pick(&rates, dice)?;
    let old = get(doc, at);
    let bare = old.trim_end_matches('%').trim_end();
    let new = if dice.below(2) == 0 { format!("{bare} hồ sơ") } else { bare.to_owned() };
    set(doc, at, &new);
    Some(format!("{old} → {new} @ {at:?}"))
}

/// A column of rates is called a count, or the other way round.
fn header(doc: &mut Doc, dice: &mut Dice) -> Option<String> {
    let mut found = Vec::new();
    for (block, content) in doc.blocks.iter().enumerate() {
        if let Block::Table(table) = content
            && let Some(top) = table.rows.first()
        {
            // A column without numbers is whatever its header says.
            let shows = |column: usize| {
                table.rows.iter().any(|row| number(&row[column].text, Locale::Vietnamese).is_some())
            };
            let columns = (0..top.len()).filter(|column| shows(*column)).filter(|column| {
                top[*column].text == "Tỷ lệ (%)" || top[*column].text == "Số hồ sơ quá hạn"
            });
            found.extend(columns.map(|column| At::Cell(block, 0, column)));
        }
    }
    let at = pick(&found, dice)?;
    let old = get(doc, at);
    let new =
        if old.starts_with("Tỷ lệ") { "Số hồ sơ quá hạn" } else { "Tỷ lệ (%)" };
    set(doc, at, new);
    Some(format!("{old} → {new} @ {at:?}"))
}

/// Rows of units with their numbers, as (block, row); those of a section stand together.
fn rows(doc: &Doc) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (block, content) in doc.blocks.iter().enumerate() {
        if let Block::Table(table) = content {
            let counted = |cells: &[chiso_report::lint::Cell]| {
                cells.first().is_some_and(|cell| cell.text.parse::<u32>().is_ok())
            };
            let shows = |cells: &[chiso_report::lint::Cell]| {
                cells.iter().skip(2).any(|cell| number(&cell.text, Locale::Vietnamese).is_some())
            };
            let own =
                table.rows.iter().enumerate().filter(|(_, cells)| counted(cells) && shows(cells));
            found.extend(own.map(|(row, _)| (block, row)));
        }
    }
    found
}

/// Two rows of one section change places; the ordinals stay where they are.
fn swapped(doc: &mut Doc, dice: &mut Dice) -> Option<String> {
    let rows = rows(doc);
    let (block, one) = pick(&rows, dice)?;
    let Block::Table(table) = &mut doc.blocks[block] else { return None };
    let numbered =
        |row: usize| table.rows.get(row).and_then(|cells| cells[0].text.parse::<usize>().ok());
    let first = one - (numbered(one)? - 1);
    let last = (first..table.rows.len())
        .take_while(|row| numbered(*row) == Some(row - first + 1))
        .last()?;
    let other = first + dice.below(last - first + 1);
    let values =
        |row: usize| table.rows[row][2..].iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let different = (2..table.rows[one].len())
        .all(|column| table.rows[one][column].text != table.rows[other][column].text);
    if one == other || !different {
        return None;
    }
    let told =
        format!("rows {one} and {other} of block {block}: {:?} {:?}", values(one), values(other));
    for column in 1..table.rows[one].len() {
        let left = table.rows[one][column].clone();
        let right = table.rows[other][column].clone();
        (table.rows[one][column].text, table.rows[one][column].value) = (right.text, right.value);
        (table.rows[other][column].text, table.rows[other][column].value) = (left.text, left.value);
    }
    Some(told)
}

/// A row is lost; the ordinals of the others stay.
fn dropped(doc: &mut Doc, dice: &mut Dice) -> Option<String> {
    let (block, row) = pick(&rows(doc), dice)?;
    let Block::Table(table) = &mut doc.blocks[block] else { return None };
    // The last row of a list that nobody sums is not missed.
    let next = table.rows.get(row + 1).map_or("", |cells| cells[0].text.as_str());
    if next.parse::<u32>().is_err()
        && !table.rows[row + 1..]
            .iter()
            .any(|cells| cells.iter().any(|cell| cell.text.to_lowercase().starts_with("tổng")))
    {
        return None;
    }
    let told = format!("row {row} of block {block}: {}", table.rows[row][1].text);
    table.rows.remove(row);
    Some(told)
}

/// Words that are turned into their opposite.
const WORDS: [(&str, &str); 6] = [
    ("tăng ", "giảm "),
    ("giảm ", "tăng "),
    ("cao hơn ", "thấp hơn "),
    ("thấp hơn ", "cao hơn "),
    ("Tăng ", "Giảm "),
    ("Giảm ", "Tăng "),
];

fn word(doc: &mut Doc, dice: &mut Dice) -> Option<String> {
    let mut found: Vec<(At, &str)> = Vec::new();
    for (word, other) in WORDS {
        let counted = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        for (block, content) in doc.blocks.iter().enumerate() {
            if let Block::Text(text) = content {
                let hits = text
                    .text
                    .match_indices(word)
                    .filter(|(at, _)| counted(&text.text[at + word.len()..]));
                found.extend(hits.map(|(at, _)| (At::Text(block, at, at + word.len()), other)));
            }
        }
    }
    let said = cells(doc, |text| text.starts_with("Tăng ") || text.starts_with("Giảm "));
    if dice.below(2) == 0 && !said.is_empty() {
        let at = pick(&said, dice)?;
        let old = get(doc, at);
        let new = if let Some(rest) = old.strip_prefix("Tăng") {
            format!("Giảm{rest}")
        } else {
            old.replacen("Giảm", "Tăng", 1)
        };
        set(doc, at, &new);
        return Some(format!("{old} → {new} @ {at:?}"));
    }
    let (at, other) = pick(&found, dice)?;
    let old = get(doc, at);
    set(doc, at, other);
    Some(format!("{old} → {other} @ {at:?}"))
}

const GRADES: [&str; 5] = ["Xuất sắc", "Tốt", "Khá", "Trung bình", "Yếu"];

fn grade(doc: &mut Doc, dice: &mut Dice) -> Option<String> {
    let at = pick(&cells(doc, |text| GRADES.contains(&text)), dice)?;
    let old = get(doc, at);
    let others: Vec<&str> = GRADES.into_iter().filter(|grade| *grade != old).collect();
    let new = pick(&others, dice)?;
    set(doc, at, new);
    Some(format!("{old} → {new} @ {at:?}"))
}
