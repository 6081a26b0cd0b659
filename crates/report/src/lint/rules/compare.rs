//! Comparisons in sentences: "đạt 14,6/18 điểm, giảm 0,5 điểm so với ngày … (15,1 điểm)".

use rust_decimal::Decimal;

use super::arith::{Fit, hidden, most_digits, shown, signed, strict};
use super::found::Found;
use super::parts::is_points;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Token};
use crate::lint::paper::{Line, Paper};
use crate::lint::wording::direction;

/// Bytes between the word of change and the number of the change.
const NEAR: usize = 40;

/// One comparison.
struct Comparison<'p> {
    line: &'p Line<'p>,
    now: (Token, Number),
    before: Number,
    way: i32,
    change: Option<(Token, Number)>,
    /// Places in a ranking: a smaller number is better.
    places: bool,
    word: (usize, usize),
}

/// Comparisons that do not come out, and totals of what was before.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let all: Vec<Comparison<'_>> = paper.lines.iter().flat_map(comparisons).collect();
    let fits: Vec<Fit> = all.iter().map(fit).collect();
    let strict = strict(&fits);
    let mut found: Vec<Found> =
        all.iter().zip(&fits).filter_map(|(one, fit)| wrong(one, *fit, strict)).collect();
    found.extend(totals(&all));
    found
}

fn comparisons<'p>(line: &'p Line<'p>) -> Vec<Comparison<'p>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, length, way)) = line.plain.get(from..).and_then(direction) {
        let word = (from + at, from + at + length);
        found.extend(comparison(line, word, way));
        from = word.1;
    }
    found
}

fn comparison<'p>(line: &'p Line<'p>, word: (usize, usize), way: i32) -> Option<Comparison<'p>> {
    let rest = line.plain.get(word.1..)?;
    let end = word.1
        + rest
            .find(';')
            .into_iter()
            .chain(direction(rest).map(|(at, _, _)| at))
            .min()
            .unwrap_or(rest.len());
    let change = line
        .tokens
        .iter()
        .find(|token| {
            token.start >= word.1
                && token.start <= word.1 + NEAR
                && token.end <= end
                && token.number().is_some()
                && !bracketed(line, word.1, token)
        })
        .filter(|_| way != 0);
    if let Some(change) = change
        && let Some((before, now)) = from_to(line, change)
    {
        return Some(Comparison {
            line,
            now,
            before,
            way,
            change: Some((*change, change.number()?)),
            places: false,
            word,
        });
    }
    let unit = change.map(|token| unit(line, token));
    let places = unit == Some("bậc")
        || way == 0 && line.between(word.1, end).trim_start().starts_with("thứ bậc");
    let now = line
        .tokens
        .iter()
        .rev()
        .filter(|token| token.end <= word.0)
        .find(|token| is_now(line, token, unit, places))?;
    let sought = if places { "hạng" } else { "" };
    let before = line.tokens.iter().find(|token| {
        token.start > word.1
            && bracketed(line, word.1, token)
            && (places == rank(line, token)
                || sought.is_empty() && unit.is_none_or(|u| u == self::unit(line, token)))
    })?;
    let value = |token: &Token| token.number().or_else(|| token.fraction().map(|(left, _)| left));
    let change = change.and_then(|token| Some((*token, token.number()?)));
    Some(Comparison {
        line,
        now: (*now, value(now)?),
        before: value(before)?,
        way,
        change,
        places,
        word,
    })
}

/// "giảm 0,50 điểm (từ 15,10 điểm xuống 14,60 điểm)": what was, and what is.
fn from_to(line: &Line<'_>, change: &Token) -> Option<(Number, (Token, Number))> {
    let rest = line.plain.get(change.end..)?;
    let open = rest
        .find("(từ ")
        .filter(|at| rest[..*at].chars().count() <= 20 && !rest[..*at].contains([',', ';', ')']))?;
    let close = change.end + open + rest[open..].find(')')?;
    let inside =
        line.tokens.iter().filter(|token| token.start > change.end + open && token.end <= close);
    let [before, now] = inside.collect::<Vec<_>>()[..] else {
        return None;
    };
    Some((before.number()?, (*now, now.number()?)))
}

/// Whether brackets are open before a figure.
fn bracketed(line: &Line<'_>, from: usize, token: &Token) -> bool {
    let between = line.between(from, token.start);
    between.matches('(').count() > between.matches(')').count()
}

fn rank(line: &Line<'_>, token: &Token) -> bool {
    let before = line.between(0, token.start).trim_end();
    ["hạng", "thứ"].iter().any(|word| before.ends_with(word))
}

fn unit<'l>(line: &'l Line<'_>, token: &Token) -> &'l str {
    if token.percent().is_some() {
        return "%";
    }
    line.after(token).split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

fn is_now(line: &Line<'_>, token: &Token, wanted: Option<&str>, places: bool) -> bool {
    if places {
        return token.fraction().is_some() && !is_points(line, token);
    }
    match wanted {
        Some("điểm") if line.after(token).starts_with("điểm") => true,
        Some("điểm") => token.percent().is_some(),
        Some(wanted) => unit(line, token) == wanted,
        None => is_points(line, token) || token.percent().is_some(),
    }
}

fn difference(one: &Comparison<'_>) -> Decimal {
    let difference = one.now.1.value - one.before.value;
    if one.places { -difference } else { difference }
}

fn fit(one: &Comparison<'_>) -> Fit {
    let Some((_, change)) = one.change else {
        let points = difference(one).cmp(&Decimal::ZERO) as i32;
        return if points == one.way { Fit::Exact } else { Fit::Off };
    };
    let value = change.value.abs() * Decimal::from(one.way);
    Fit::of(difference(one) - value, hidden(&[one.now.1, one.before, change]))
}

fn wrong(one: &Comparison<'_>, fit: Fit, strict: bool) -> Option<Found> {
    let severity = match fit {
        Fit::Exact => return None,
        Fit::Hidden if !strict => return None,
        Fit::Hidden => Severity::Warning,
        Fit::Off => Severity::Error,
    };
    let size = one.change.is_some_and(|(_, change)| change.value.abs() == difference(one).abs());
    let (code, start) = if size {
        ("direction", one.word.0)
    } else {
        ("change", one.change.map_or(one.word.0, |(token, _)| token.start))
    };
    let end = if size { one.word.1 } else { one.change.map_or(one.word.1, |(token, _)| token.end) };
    let digits = most_digits(&[one.now.1, one.before]);
    let working = format!("{} − {}", shown(one.now.1), shown(one.before));
    let found = Found::line(code, severity, one.line, start, end);
    Some(found.expected(signed(difference(one), digits)).working(working))
}

/// "Tổng điểm nêu trên …; tổng điểm công bố là 46,76 điểm, chênh lệch +0,06 điểm": against the total above.
pub fn differences(paper: &Paper<'_>) -> Vec<Found> {
    let whole = |token: &Token| {
        token
            .fraction()
            .filter(|(_, max)| max.value == Decimal::ONE_HUNDRED)
            .map(|(points, _)| points)
    };
    let Some(total) = paper.lines.iter().flat_map(|line| &line.tokens).find_map(whole) else {
        return Vec::new();
    };
    let lines = paper.lines.iter().filter(|line| {
        line.plain.contains("điểm")
            && line.plain.contains("nêu trên")
            && line.plain.contains("chênh lệch")
    });
    let one = |line: &Line<'_>| {
        let [other, change] = line.tokens.as_slice() else { return None };
        let (stated, gap) = (other.number()?, change.number()?);
        let due = (stated.value - total.value).abs();
        let found = Found::line("change", Severity::Error, line, other.start, change.end);
        (due != gap.value.abs()).then(|| {
            found.expected(crate::number::decimal(due, 2)).working(format!(
                "{} − {}",
                shown(stated),
                shown(total)
            ))
        })
    };
    lines.filter_map(one).collect()
}

/// What the groups had before, against what the total had.
fn totals(all: &[Comparison<'_>]) -> Option<Found> {
    let of = |one: &Comparison<'_>| {
        one.now.0.fraction().map(|(_, max)| max.value).filter(|_| !one.places)
    };
    let groups: Vec<&Comparison<'_>> =
        all.iter().filter(|one| of(one).is_some_and(|max| max < Decimal::ONE_HUNDRED)).collect();
    let total = all.iter().find(|one| of(one) == Some(Decimal::ONE_HUNDRED))?;
    let max: Decimal = groups.iter().filter_map(|one| of(one)).sum();
    let parts: Vec<Number> = groups.iter().map(|one| one.before).collect();
    let sum: Decimal = parts.iter().map(|part| part.value).sum();
    let allowed = if most_digits(&parts) == 2 && total.before.digits == 2 {
        Decimal::ZERO
    } else {
        hidden(&parts) + total.before.half()
    };
    if max != Decimal::ONE_HUNDRED || (sum - total.before.value).abs() <= allowed {
        return None;
    }
    let start = total.word.0;
    let found = Found::line("total", Severity::Error, total.line, start, total.line.text.len());
    Some(
        found
            .expected(crate::number::decimal(sum, most_digits(&parts)))
            .numbers(total.before.value, sum),
    )
}
