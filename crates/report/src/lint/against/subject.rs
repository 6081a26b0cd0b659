//! What a report is about, as far as its own words leave no doubt: an agency and a month.

use std::collections::HashMap;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::period::Period;
use chiso_scoring::search::fold;

use super::super::doc::{Block, Doc};

/// Whom and when a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'t> {
    /// The agency that reports.
    pub agency: &'t Agency,
    /// The month.
    pub period: Period,
}

/// Texts that are looked at: what a report is about stands in its first lines, and is repeated.
const TEXTS: usize = 400;

/// Whom and when a report is about; [`None`] where that is not clear.
#[must_use]
pub fn subject<'t>(doc: &Doc, tree: &'t AgencyTree) -> Option<Subject<'t>> {
    let texts: Vec<String> = doc.blocks.iter().take(TEXTS).flat_map(folded).take(TEXTS).collect();
    let period = period(&texts)?;
    let mut said: Vec<(usize, &Agency)> = Vec::new();
    for agency in tree.of_level(Level::Province, period) {
        let bare = super::bare(&agency.name);
        let bare = bare.strip_prefix("tp ").unwrap_or(&bare);
        let count = |words: String| texts.iter().map(|text| spoken(text, &words)).sum::<usize>();
        let count = count(format!("tinh {bare}")) + count(format!("thanh pho {bare}"));
        said.push((count, agency));
    }
    said.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match said[..] {
        // A report below the province names its province too, but then a district or commune as well.
        [(first, agency), (second, _), ..]
            if first > 2 * second && !below(&texts, tree, agency, period) =>
        {
            Some(Subject { agency, period })
        }
        _ => None,
    }
}

/// Texts, and what stands in the table that a letterhead or the facts of a workbook are.
fn folded(block: &Block) -> Vec<String> {
    match block {
        Block::Text(text) => vec![fold(&text.text)],
        Block::Table(table) if table.number == 1 => {
            let own = table.rows.iter().flatten().filter(|cell| !cell.spanned);
            own.map(|cell| fold(&cell.text)).collect()
        }
        Block::Table(_) => Vec::new(),
    }
}

/// How often words stand in a text as whole words.
fn spoken(text: &str, words: &str) -> usize {
    let ends = |at: usize| {
        text[at + words.len()..].chars().next().is_none_or(|letter| !letter.is_alphanumeric())
    };
    let begins = |at: usize| at == 0 || text[..at].ends_with(' ');
    text.match_indices(words).filter(|(at, _)| begins(*at) && ends(*at)).count()
}

/// The month that is named most, at least twice as often as any other.
fn period(texts: &[String]) -> Option<Period> {
    let mut months: HashMap<(i16, i8), usize> = HashMap::new();
    for text in texts {
        let words: Vec<&str> = text.split(' ').collect();
        // A day of a month dates the report, or something else; it is no period.
        let day = |at: usize| at >= 2 && words[at - 2] == "ngay";
        for at in (0..words.len()).filter(|at| words[*at] == "thang" && !day(*at)) {
            if let Some(month) = month(&words[at + 1..]) {
                *months.entry(month).or_default() += 1;
            }
        }
    }
    let mut months: Vec<_> = months.into_iter().map(|(month, count)| (count, month)).collect();
    months.sort_unstable_by(|a, b| b.cmp(a));
    let second = months.get(1).map_or(0, |(count, _)| *count);
    let (first, (year, month)) = *months.first()?;
    (first >= 2 * second).then(|| format!("{year}-{month:02}").parse().ok()).flatten()
}

/// `8/2023`, `8 nam 2023`.
fn month(words: &[&str]) -> Option<(i16, i8)> {
    let (month, year) = match words {
        [both, ..] if both.contains('/') => both.split_once('/')?,
        [month, "nam", year, ..] => (*month, *year),
        _ => return None,
    };
    let year = year.trim_end_matches('.');
    let month = month.parse::<i8>().ok().filter(|month| (1..=12).contains(month))?;
    Some((year.parse().ok().filter(|year| (2000..=2100).contains(year))?, month))
}

/// Whether the report is signed or titled by a unit below: its name stands beside that of a people's committee.
fn below(texts: &[String], tree: &AgencyTree, province: &Agency, period: Period) -> bool {
    let opening: Vec<&String> = texts.iter().take(30).collect();
    let children = tree.children(&province.code, period);
    let named = |child: &&&Agency| {
        let name = format!("ubnd {}", super::bare(&child.name));
        opening.iter().any(|text| spoken(text, &name) > 0)
    };
    children
        .iter()
        .filter(|child| matches!(child.level, Level::District | Level::Commune))
        .any(|child| named(&child))
}
