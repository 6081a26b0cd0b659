//! The same figure twice: what is said of a unit or of the whole must stand in the tables.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::found::Found;
use super::parts::is_points;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Shown, Token};
use crate::lint::paper::{Line, Mark, Paper};
use crate::lint::wording::{agency, plain};

/// Figures in brackets after the name of a unit, and figures of the whole that are quoted.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let units = units(paper);
    let quotes = paper.lines.iter().filter(|line| matches!(line.mark, Mark::Dash | Mark::Plus));
    quotes.flat_map(|line| line.tokens.iter().filter_map(|token| quoted(paper, &units, line, token))).collect()
}

/// Every number in the rows of each unit; of done of all both sides, and what is left.
fn units(paper: &Paper<'_>) -> HashMap<String, Vec<Decimal>> {
    let mut units: HashMap<String, Vec<Decimal>> = HashMap::new();
    for row in paper.grids.iter().flat_map(|grid| grid.rows.iter()).filter(|row| !row.name.is_empty()) {
        let numbers = units.entry(agency(row.name)).or_default();
        numbers.extend(row.vals.iter().filter_map(|val| val.number()).map(|number| number.value));
        let sides = row.vals.iter().filter_map(|val| val.fraction());
        numbers.extend(sides.flat_map(|(done, all)| [done.value, all.value, all.value - done.value]));
    }
    units
}

fn quoted(paper: &Paper<'_>, units: &HashMap<String, Vec<Decimal>>, line: &Line<'_>, token: &Token) -> Option<Found> {
    let found = || Found::line("repeat", Severity::Warning, line, token.start, token.end);
    if let Some(name) = unit(line, token) {
        let numbers = units.get(&agency(&plain(name)))?;
        let number = token.number()?;
        let stands = numbers.iter().any(|other| (*other - number.value).abs() <= slack(*other, number));
        return (!stands).then(|| found().expected(nearest(numbers, number)));
    }
    let before = line.between(0, token.start).trim_end();
    let common = ["mức chung", "hiện nay", "(hiện"].iter().any(|word| before.ends_with(word));
    let group = |max: Number| [10, 12, 18, 20, 22].map(Decimal::from).contains(&max.value);
    let reached = is_points(line, token) && before.ends_with("(đạt") && token.fraction().is_some_and(|(_, max)| group(max));
    if !(common || reached) {
        return None;
    }
    (!stands_elsewhere(paper, line, token)).then(found)
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
    let before = before.strip_suffix("còn").unwrap_or(before).trim_end().strip_suffix('(')?.trim_end();
    let from = before.rfind(['(', ')', ';', ':', '.']).map_or(0, |at| at + 1);
    let name = before[from..].trim_start_matches([',', ' ']);
    let from = name.rfind(", ").map_or(0, |at| if name[at + 2..].starts_with(char::is_uppercase) { at + 2 } else { 0 });
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
    let in_cells = paper.grids.iter().flat_map(|grid| &grid.rows).flat_map(|row| &row.vals).any(|val| match token.shown {
        Shown::Number(number) => val.number().is_some_and(|other| other.value == number.value),
        Shown::Fraction(left, right) => val.fraction().is_some_and(|(a, b)| a.value == left.value && b.value == right.value),
    });
    in_cells || tokens.any(same)
}
