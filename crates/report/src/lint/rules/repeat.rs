//! The same figure twice: what is said of a unit or of the whole must stand in the tables.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::found::Found;
use super::parts::is_points;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Shown, Token};
use crate::lint::paper::{Grid, Kind, Line, Mark, Paper, Row, RowKind, Val};
use crate::lint::wording::{agency, plain};

/// Figures in brackets after the name of a unit, and figures of the whole that are quoted.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let units = units(paper);
    let quotes = paper.lines.iter().filter(|line| matches!(line.mark, Mark::Dash | Mark::Plus));
    let mut found: Vec<Found> = quotes
        .flat_map(|line| line.tokens.iter().filter_map(|token| quoted(paper, &units, line, token)))
        .collect();
    found.extend(
        paper
            .lines
            .iter()
            .flat_map(|line| line.tokens.windows(2).flat_map(|pair| moved(&units, line, pair))),
    );
    found
}

/// "UBND xã Yên Hân (từ 120 lên 188)": the row of the unit has both, and the word points from one to the other.
fn moved(units: &HashMap<String, Vec<Decimal>>, line: &Line<'_>, pair: &[Token]) -> Vec<Found> {
    let (Some(before), Some(after)) = (pair[0].number(), pair[1].number()) else {
        return Vec::new();
    };
    let way = match line
        .between(pair[0].end, pair[1].start)
        .trim_start_matches([' ', 'đ', 'i', 'ể', 'm'])
        .trim()
    {
        "lên" => 1,
        "xuống" => -1,
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    if after.value.cmp(&before.value) as i32 != way {
        found.push(Found::line("direction", Severity::Error, line, pair[0].start, pair[1].end));
    }
    let numbers = unit(line, &pair[0]).and_then(|name| units.get(&agency(&plain(name))));
    let alike = |number: Number| {
        numbers.is_some_and(|numbers| {
            numbers.iter().any(|other| (other.scale() > 0) == (number.digits > 0))
        })
    };
    for (token, number) in [(&pair[0], before), (&pair[1], after)] {
        let stands = numbers.is_none_or(|numbers| numbers.contains(&number.value));
        if alike(number) && !stands {
            found.push(Found::line("repeat", Severity::Warning, line, token.start, token.end));
        }
    }
    found
}

/// Rows of a table that sums up what sentences say: the same results and places.
pub fn summaries(paper: &Paper<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for grid in &paper.grids {
        let items = grid.columns.iter().any(|column| column.leaf.contains("kết quả"));
        for row in grid.data().filter(|row| items && row.name.chars().count() >= 8) {
            let name = plain(row.name);
            let tokens: Vec<Token> = paper
                .lines
                .iter()
                .filter(|line| line.plain.contains(&name))
                .flat_map(|line| line.tokens.clone())
                .collect();
            let wrong = (0..row.vals.len()).filter(|at| is_other(&row.vals[*at], &tokens));
            found.extend(wrong.map(|at| Found::cell("repeat", Severity::Warning, grid, row, at)));
        }
    }
    found
}

/// Whether the sentences show numbers of this kind, and none is this one.
fn is_other(val: &Val, tokens: &[Token]) -> bool {
    match val {
        Val::Fraction(left, right) => {
            let places: Vec<Decimal> = tokens
                .iter()
                .filter_map(Token::fraction)
                .filter(|(_, of)| of.value == right.value || of.value != Decimal::ONE_HUNDRED)
                .map(|(place, _)| place.value)
                .collect();
            !places.is_empty() && !places.contains(&left.value)
        }
        Val::Number(number) if number.digits > 0 => {
            let rates = tokens.iter().filter_map(Token::percent).map(|rate| rate.value);
            let points = tokens.iter().filter_map(Token::fraction).map(|(points, _)| points.value);
            let said: Vec<Decimal> = rates.chain(points).collect();
            !said.is_empty() && !said.contains(&number.value)
        }
        _ => false,
    }
}

/// The columns of published and of recomputed numbers.
fn sides(grid: &Grid<'_>) -> Option<(usize, usize)> {
    let find = |word: &str| grid.columns.iter().position(|column| column.leaf.contains(word));
    Some((find("số công bố")?, find("số tính")?))
}

/// A table of differences quotes what is printed elsewhere, and the two sides differ.
pub fn differences(paper: &Paper<'_>) -> Vec<Found> {
    let units = units(paper);
    let tokens = paper.lines.iter().flat_map(|line| &line.tokens);
    let quoted =
        tokens.filter_map(|token| token.number().or(token.fraction().map(|(points, _)| points)));
    let quoted: Vec<Decimal> = quoted.map(|number| number.value).collect();
    let grids = paper.grids.iter().filter_map(|grid| Some((grid, sides(grid)?)));
    grids.flat_map(|(grid, sides)| contradicted(grid, sides, &units, &quoted)).collect()
}

fn contradicted(
    grid: &Grid<'_>,
    (printed, recomputed): (usize, usize),
    units: &HashMap<String, Vec<Decimal>>,
    quoted: &[Decimal],
) -> Vec<Found> {
    let both = |row: &Row<'_>| Some((row.number(printed)?.value, row.number(recomputed)?.value));
    let rows: Vec<(&Row<'_>, (Decimal, Decimal))> =
        grid.data().filter_map(|row| Some((row, both(row)?))).collect();
    let stands = |row: &Row<'_>, (one, other): (Decimal, Decimal)| {
        let known = units.get(&agency(row.name)).map_or(quoted, Vec::as_slice);
        known.contains(&one) || known.contains(&other)
    };
    let mut found = Vec::new();
    for (row, sides) in &rows {
        let own: Vec<bool> = rows
            .iter()
            .filter(|(other, _)| other.name == row.name)
            .map(|(other, sides)| stands(other, *sides))
            .collect();
        // A unit of which nothing else is printed can be told by nothing.
        let known = units.contains_key(&agency(row.name))
            || own.iter().filter(|stands| **stands).count() >= 2;
        if known && !stands(row, *sides) {
            found.push(Found::cell("repeat", Severity::Warning, grid, row, printed));
        }
        if sides.0 == sides.1 {
            found.push(Found::cell("repeat", Severity::Warning, grid, row, recomputed));
        }
    }
    found
}

/// Rates that recommendations name stand elsewhere too.
pub fn named(paper: &Paper<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for line in paper.lines.iter().filter(|line| line.mark == Mark::Dash) {
        let top = std::iter::successors(line.parent, |at| paper.lines[*at].parent).last();
        let advice = top.is_some_and(|at| {
            ["kiến nghị", "đề xuất"].iter().any(|word| paper.lines[at].plain.contains(word))
        });
        // Goals are round.
        let rates =
            line.tokens.iter().filter(|token| token.percent().is_some_and(|rate| rate.digits >= 2));
        let alone = rates.filter(|token| advice && !stands_elsewhere(paper, line, token));
        found.extend(
            alone.map(|token| {
                Found::line("repeat", Severity::Warning, line, token.start, token.end)
            }),
        );
    }
    found
}

/// How many numbers differ, and how many dossiers are late, is said in sentences and shown in a table.
pub fn counts(paper: &Paper<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let listed = paper
        .grids
        .iter()
        .find(|grid| grid.caption().contains("chênh lệch") && grid.columns.len() > 4);
    let late = paper
        .grids
        .iter()
        .filter(|grid| grid.columns.iter().any(|column| column.leaf.contains("hồ sơ quá hạn")));
    let totals: Vec<Decimal> = late
        .flat_map(|grid| grid.rows.iter().filter(|row| row.kind == RowKind::Total))
        .flat_map(|row| row.vals.iter().filter_map(Val::number).map(|number| number.value))
        .collect();
    for line in &paper.lines {
        for token in line
            .tokens
            .iter()
            .filter(|token| token.number().is_some_and(|number| number.is_count()))
        {
            let (Some(number), after) = (token.number(), line.after(token)) else { continue };
            let rows = listed.map(|grid| Decimal::from(grid.data().count())).filter(|_| {
                after.starts_with("số công bố khác") || after.starts_with("điểm số tính")
            });
            let wrong = rows.filter(|rows| *rows != number.value);
            let late = after.starts_with("hồ sơ quá hạn")
                && line.between(0, token.start).trim_end().ends_with("dứt điểm")
                && !totals.is_empty()
                && !totals.contains(&number.value);
            if let Some(rows) = wrong {
                found.push(
                    Found::line("repeat", Severity::Warning, line, token.start, token.end)
                        .expected(rows.to_string()),
                );
            } else if late {
                found.push(Found::line("repeat", Severity::Warning, line, token.start, token.end));
            }
        }
    }
    found
}

/// Every number in the rows of each unit; of done of all both sides.
fn units(paper: &Paper<'_>) -> HashMap<String, Vec<Decimal>> {
    let mut units: HashMap<String, Vec<Decimal>> = HashMap::new();
    let tables = paper.grids.iter().filter(|grid| sides(grid).is_none());
    for (grid, row) in tables
        .flat_map(|grid| grid.rows.iter().map(move |row| (grid, row)))
        .filter(|(_, row)| !row.name.is_empty())
    {
        let numbers = units.entry(agency(row.name)).or_default();
        let figure =
            |at: &usize| grid.columns.get(*at).is_some_and(|column| column.kind != Kind::Ordinal);
        numbers.extend(
            (0..row.vals.len())
                .filter(figure)
                .filter_map(|at| row.vals[at].number())
                .map(|number| number.value),
        );
        let sides = row.vals.iter().filter_map(|val| val.fraction());
        numbers
            .extend(sides.flat_map(|(done, all)| [done.value, all.value, all.value - done.value]));
    }
    units
}

fn quoted(
    paper: &Paper<'_>,
    units: &HashMap<String, Vec<Decimal>>,
    line: &Line<'_>,
    token: &Token,
) -> Option<Found> {
    let found = || Found::line("repeat", Severity::Warning, line, token.start, token.end);
    let goes_on = ["lên", "xuống"].iter().any(|word| line.after(token).starts_with(word));
    if let Some(name) = unit(line, token).filter(|_| !goes_on) {
        let numbers = units.get(&agency(&plain(name)))?;
        let number = token.number()?;
        if line.between(0, token.start).trim_end().ends_with("còn") {
            let left = remaining(paper, name);
            let wrong = !left.is_empty() && !left.contains(&number.value);
            return wrong.then(|| found().expected(nearest(&left, number)));
        }
        let stands =
            numbers.iter().any(|other| (*other - number.value).abs() <= slack(*other, number));
        return (!stands).then(|| found().expected(nearest(numbers, number)));
    }
    let before = line.between(0, token.start).trim_end();
    let common = ["mức chung", "hiện nay", "(hiện"].iter().any(|word| before.ends_with(word));
    let group = |max: Number| [10, 12, 18, 20, 22].map(Decimal::from).contains(&max.value);
    let reached = is_points(line, token)
        && before.ends_with("(đạt")
        && token.fraction().is_some_and(|(_, max)| group(max));
    if !(common || reached) {
        return None;
    }
    (!stands_elsewhere(paper, line, token)).then(found)
}

/// What is left to do in the rows of a unit that show what is done of all.
fn remaining(paper: &Paper<'_>, name: &str) -> Vec<Decimal> {
    let name = agency(&plain(name));
    let rows =
        paper.grids.iter().flat_map(|grid| &grid.rows).filter(|row| agency(row.name) == name);
    let sides = rows.flat_map(|row| row.vals.iter().filter_map(Val::fraction));
    sides.map(|(done, all)| all.value - done.value).collect()
}

/// A number may be quoted with fewer decimals.
fn slack(other: Decimal, number: Number) -> Decimal {
    if other.scale() > number.digits { number.half() } else { Decimal::ZERO }
}

fn nearest(numbers: &[Decimal], number: Number) -> String {
    let nearest = numbers.iter().min_by_key(|other| (**other - number.value).abs());
    nearest.map_or_else(String::new, |nearest| crate::number::decimal(*nearest, nearest.scale()))
}

/// The name right before the brackets that a figure stands in: "UBND xã Yên Hân (40,13%)", "Sở Y tế (còn 4 đơn vị)".
fn unit<'l>(line: &'l Line<'_>, token: &Token) -> Option<&'l str> {
    let before = line.text.get(..token.start)?.trim_end();
    let word = ["còn", "từ"].iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
    let before = word.trim_end().strip_suffix('(')?.trim_end();
    let from = before.rfind(['(', ')', ';', ':', '.']).map_or(0, |at| at + 1);
    let name = before[from..].trim_start_matches([',', ' ']);
    let from = name
        .rfind(", ")
        .map_or(0, |at| if name[at + 2..].starts_with(char::is_uppercase) { at + 2 } else { 0 });
    Some(&name[from..]).filter(|name| name.starts_with(char::is_uppercase))
}

/// Whether another line or a table shows the same.
fn stands_elsewhere(paper: &Paper<'_>, line: &Line<'_>, token: &Token) -> bool {
    let same = |other: &Token| match (token.shown, other.shown) {
        (Shown::Number(one), Shown::Number(other)) => one.value == other.value,
        (Shown::Fraction(a, b), Shown::Fraction(c, d)) => a.value == c.value && b.value == d.value,
        _ => false,
    };
    let lines = paper.lines.iter().filter(|other| other.block != line.block);
    let mut tokens = lines.flat_map(|line| &line.tokens);
    let in_cells =
        paper.grids.iter().flat_map(|grid| &grid.rows).flat_map(|row| &row.vals).any(|val| {
            match token.shown {
                Shown::Number(number) => {
                    val.number().is_some_and(|other| other.value == number.value)
                }
                Shown::Fraction(left, right) => val
                    .fraction()
                    .is_some_and(|(a, b)| a.value == left.value && b.value == right.value),
            }
        });
    in_cells || tokens.any(same)
}
