//! Balances: a count and what it is made of, in one sentence or in the lines below it.

use rust_decimal::Decimal;

use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Token};
use crate::lint::paper::{Line, Paper};
use crate::lint::wording::are_opposites;
use crate::number::decimal;

/// A count with the words around it.
struct Count<'p> {
    token: Token,
    number: Number,
    depth: usize,
    around: &'p str,
}

/// Counts whose parts do not add up to them.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let own = paper.lines.iter().flat_map(|line| {
        sentences(line).into_iter().flat_map(move |(from, to)| sentence(line, from, to))
    });
    own.chain(paper.lines.iter().enumerate().filter_map(|(at, line)| below(paper, at, line)))
        .collect()
}

/// First and last byte of every sentence.
fn sentences(line: &Line<'_>) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = line.plain.match_indices(". ").map(|(at, _)| at).collect();
    ends.push(line.plain.len());
    let starts = std::iter::once(0).chain(ends.clone());
    starts.zip(ends.clone()).collect()
}

fn sentence(line: &Line<'_>, from: usize, to: usize) -> Vec<Found> {
    let counts = counts(line, from, to);
    let mut found = Vec::new();
    for (at, whole) in counts.iter().enumerate() {
        let inside = inside(line, whole, &counts[at + 1..]);
        let among = among(line, whole, &counts[at + 1..], to);
        found.extend(judge(line, whole, &inside));
        found.extend(judge(line, whole, &among));
    }
    found
}

fn counts<'p>(line: &'p Line<'p>, from: usize, to: usize) -> Vec<Count<'p>> {
    let tokens = line.tokens.iter().filter(|token| token.start >= from && token.end <= to);
    let count = |token: &Token| {
        let number = token.number().filter(Number::is_count)?;
        let before = line.between(from, token.start);
        let open = before.matches('(').count().saturating_sub(before.matches(')').count());
        let stop = |c: char| matches!(c, ';' | '(' | ')' | ':');
        let start = before.rfind(|c| stop(c) || c == ',').map_or(0, |at| at + 1);
        let after = line.between(token.end, to);
        let end = after.find(stop).unwrap_or(after.len());
        let end = after[..end].find(", ").unwrap_or(end);
        Some(Count {
            token: *token,
            number,
            depth: open,
            around: line.between(from + start, token.end + end),
        })
    };
    tokens.filter_map(count).collect()
}

/// The counts in the brackets right after one.
fn inside<'c, 'p>(line: &Line<'_>, whole: &Count<'_>, rest: &'c [Count<'p>]) -> Vec<&'c Count<'p>> {
    let after = line.plain.get(whole.token.end..).unwrap_or_default();
    let opened = after
        .find('(')
        .filter(|at| after[..*at].chars().count() <= 25 && !after[..*at].contains([';', ',', ')']));
    let Some(close) =
        opened.and_then(|at| after[at..].find(')').map(|length| whole.token.end + at + length))
    else {
        return Vec::new();
    };
    rest.iter().filter(|count| count.token.end <= close && count.depth == whole.depth + 1).collect()
}

/// The counts after "trong đó", at the same depth.
fn among<'c, 'p>(
    line: &Line<'_>,
    whole: &Count<'_>,
    rest: &'c [Count<'p>],
    to: usize,
) -> Vec<&'c Count<'p>> {
    let after = line.between(whole.token.end, to);
    let Some(word) =
        ["trong đó", "gồm", "bao gồm"].iter().filter_map(|word| after.find(word)).min()
    else {
        return Vec::new();
    };
    let next = rest.first().map_or(to, |count| count.token.start);
    if whole.token.end + word > next {
        return Vec::new();
    }
    rest.iter().filter(|count| count.depth == whole.depth).collect()
}

fn judge(line: &Line<'_>, whole: &Count<'_>, parts: &[&Count<'_>]) -> Option<Found> {
    let labels: Vec<&str> = parts.iter().map(|part| part.around).collect();
    let numbers: Vec<Decimal> = parts.iter().map(|part| part.number.value).collect();
    unbalanced(whole.number.value, &numbers, &labels).then(|| {
        let found =
            Found::line("balance", Severity::Error, line, whole.token.start, whole.token.end);
        told(found, whole.number.value, &numbers)
    })
}

/// Parts above their whole cannot be; parts below it only if they are opposites, which leave nothing over.
fn unbalanced(whole: Decimal, parts: &[Decimal], labels: &[&str]) -> bool {
    let sum: Decimal = parts.iter().sum();
    let all = labels.windows(2).any(|pair| are_opposites(pair[0], pair[1]));
    parts.len() >= 2
        && (sum > whole && all
            || sum < whole && all && parts.len() == 2
            || sum > whole && parts.len() == 2)
}

fn told(found: Found, whole: Decimal, parts: &[Decimal]) -> Found {
    let sum: Decimal = parts.iter().sum();
    let terms = parts.iter().map(|part| decimal(*part, 0)).collect::<Vec<_>>().join(" + ");
    let gap = decimal((whole - sum).abs(), 0);
    let working = format!("{terms} = {}; ± {gap}", decimal(sum, 0));
    found.expected(decimal(sum, 0)).working(working).numbers(whole, sum)
}

/// A line that ends with "trong đó:", and the lines below it.
fn below(paper: &Paper<'_>, at: usize, line: &Line<'_>) -> Option<Found> {
    let opens =
        ["trong đó:", "trong đó", "gồm:", "cụ thể:"].iter().any(|end| line.plain.ends_with(end));
    let [token] = line.tokens.as_slice() else {
        return None;
    };
    let whole = token.number().filter(|number| number.is_count() && opens)?;
    let children = paper.lines.iter().skip(at + 1).take_while(|other| other.parent == Some(at));
    let count = |line: &Line<'_>| {
        line.tokens
            .first()
            .and_then(|token| token.number())
            .filter(Number::is_count)
            .map(|number| number.value)
    };
    let (labels, numbers): (Vec<&str>, Vec<Decimal>) =
        children.filter_map(|line| Some((line.label(), count(line)?))).unzip();
    let found = Found::line("balance", Severity::Error, line, token.start, token.end);
    unbalanced(whole.value, &numbers, &labels).then(|| told(found, whole.value, &numbers))
}
