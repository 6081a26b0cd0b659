//! Points of a group against the rates of all its indicators, as the rulebooks that come with chiso weigh them.

use std::collections::HashMap;

use chiso_scoring::round::half_up_decimal;
use chiso_scoring::rulebook::{Form, Indicator, Rulebook, Rulebooks};
use rust_decimal::Decimal;

use super::found::Found;
use super::parts::is_points;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Token};
use crate::lint::paper::{Line, Paper};
use crate::number::decimal;

/// Which words the rate of an indicator stands with, and which not; the first row that fits counts.
const LABELS: [(&str, &[&str], &[&str]); 21] = [
    ("1.1", &["công bố đúng hạn"], &[]),
    ("1.2", &["công khai đúng hạn"], &[]),
    ("1.3", &["công khai đầy đủ"], &[]),
    ("1.4", &["đồng bộ"], &["chưa đồng bộ"]),
    ("5.2", &["pakn", "đúng hạn"], &[]),
    ("5.3", &["hài lòng", "phản ánh"], &[]),
    ("5.3", &["hài lòng", "pakn"], &[]),
    ("5.4", &["hài lòng", "tiếp nhận"], &[]),
    ("3.2", &["phát sinh hồ sơ"], &[]),
    ("3.1+", &["cung cấp dvctt một phần"], &[]),
    ("3.1+", &["cung cấp dvctt toàn trình"], &[]),
    ("3.3", &["nộp trực tuyến"], &["xử lý"]),
    ("3.5b", &["giao dịch thanh toán trực tuyến"], &[]),
    ("3.5", &["cung cấp trên cổng"], &["chưa"]),
    ("3.5", &["tthc cung cấp thanh toán"], &[]),
    ("3.6", &["thanh toán trực tuyến"], &["tthc", "chưa"]),
    ("4.4", &["kết nối, chia sẻ dữ liệu để"], &[]),
    ("4.1", &["kết quả điện tử"], &[]),
    ("4.3", &["khai thác"], &[]),
    ("4.5a", &["tthc kết nối"], &[]),
    ("4.5b", &["dữ liệu dân cư"], &["tthc"]),
];

/// One group as the text states it.
struct Stated<'p> {
    line: &'p Line<'p>,
    token: Token,
    points: Number,
    max: Decimal,
    rates: HashMap<&'static str, Number>,
}

/// Groups whose points do not follow from their rates, if those of others do.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let stated: Vec<Stated<'_>> =
        (0..paper.lines.len()).filter_map(|at| stated(paper, at)).collect();
    let rulebooks = Rulebooks::embedded();
    let judged = |rulebook: &Rulebook| {
        stated
            .iter()
            .filter_map(|one| Some((one, range(rulebook, one)?)))
            .map(|(one, range)| (one, range, holds(one, range)))
            .collect::<Vec<_>>()
    };
    let best = rulebooks
        .all()
        .iter()
        .map(judged)
        .max_by_key(|judged| judged.iter().filter(|(_, _, fits)| *fits).count());
    let judged = best.unwrap_or_default();
    let fits = judged.iter().filter(|(_, _, fits)| *fits).count();
    let established = fits >= 2 && fits * 2 >= judged.len();
    let wrong = judged.iter().filter(|(_, _, fits)| established && !fits);
    wrong.map(|(one, range, _)| found(one, *range)).collect()
}

fn holds(stated: &Stated<'_>, (low, high): (Decimal, Decimal)) -> bool {
    let half = if stated.points.digits < 2 { stated.points.half() } else { Decimal::ZERO };
    low - half <= stated.points.value && stated.points.value <= high + half
}

fn found(stated: &Stated<'_>, (low, high): (Decimal, Decimal)) -> Found {
    let expected = if low == high {
        decimal(low, 2)
    } else {
        format!("{} – {}", decimal(low, 2), decimal(high, 2))
    };
    let found =
        Found::line("group", Severity::Error, stated.line, stated.token.start, stated.token.end);
    found
        .expected(expected)
        .working(format!("Σ {}", stated.rates.len()))
        .numbers(stated.points.value, low)
}

fn stated<'p>(paper: &'p Paper<'p>, at: usize) -> Option<Stated<'p>> {
    let line = &paper.lines[at];
    let token = line.tokens.iter().find(|token| is_points(line, token))?;
    let (points, max) = token.fraction()?;
    let inside = |other: &&Line<'_>| !other.tokens.iter().any(|token| is_points(other, token));
    let mut rates = HashMap::new();
    let below = paper
        .lines
        .iter()
        .skip(at + 1)
        .take_while(|other| other.parent >= Some(at))
        .take_while(inside);
    for line in std::iter::once(line).chain(below) {
        for (code, rate) in line_rates(paper, line) {
            let sum =
                rates.get(code).filter(|_| code.ends_with('+')).map_or(rate, |before: &Number| {
                    Number { value: before.value + rate.value, ..rate }
                });
            rates
                .entry(code)
                .and_modify(|known| {
                    if code.ends_with('+') {
                        *known = sum
                    }
                })
                .or_insert(sum);
        }
    }
    (rates.len() > 1).then_some(Stated { line, token: *token, points, max: max.value, rates })
}

/// The rates of a line with the indicators they are of.
fn line_rates(paper: &Paper<'_>, line: &Line<'_>) -> Vec<(&'static str, Number)> {
    let rates: Vec<&Token> = line.tokens.iter().filter(|token| token.percent().is_some()).collect();
    if let [only] = rates.as_slice()
        && !line.tokens.iter().any(|token| is_points(line, token))
    {
        let above = line
            .parent
            .map(|at| paper.lines[at].label())
            .filter(|label| label.contains("hồ sơ thanh toán") || label.contains("xử lý hồ sơ"));
        let label = format!("{} {}", above.unwrap_or_default(), line.label());
        return code(&label).and_then(|code| Some((code, only.percent()?))).into_iter().collect();
    }
    let segment = |token: &&Token| {
        let before = line.between(0, token.start);
        let from = before.rfind([';', '(', '%']).map_or(0, |at| at + 1);
        Some((code(&before[from..])?, token.percent()?))
    };
    rates.iter().filter_map(segment).collect()
}

fn code(label: &str) -> Option<&'static str> {
    if label.contains("số hóa hồ sơ") && !label.contains("chia sẻ") {
        return Some("4.2");
    }
    let fits = |(_, has, lacks): &&(&str, &[&str], &[&str])| {
        has.iter().all(|word| label.contains(word))
            && !lacks.iter().any(|word| label.contains(word))
    };
    LABELS.iter().find(fits).map(|(code, _, _)| *code)
}

/// The least and the most points that the rates can give; `None` if one of them is not printed.
fn range(rulebook: &Rulebook, stated: &Stated<'_>) -> Option<(Decimal, Decimal)> {
    let group = rulebook.groups.iter().find(|group| {
        let codes = rulebook.indicators.iter().filter(|indicator| {
            rulebook
                .indicator(&indicator.code)
                .and_then(|at| rulebook.group_of(at))
                .is_some_and(|of| of.code == group.code)
        });
        Decimal::from(group.max) == stated.max
            && codes.clone().any(|indicator| rate(stated, &indicator.code).is_some())
    })?;
    let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
    for (at, indicator) in rulebook.indicators.iter().enumerate() {
        if rulebook.group_of(at).is_some_and(|of| of.code == group.code) && indicator.max > 0 {
            let (least, most) = ends(indicator, rate(stated, &indicator.code))?;
            (low, high) = (low + least, high + most);
        }
    }
    Some((low, high))
}

fn rate(stated: &Stated<'_>, code: &str) -> Option<Number> {
    stated.rates.get(code).or_else(|| stated.rates.get(format!("{code}+").as_str())).copied()
}

/// Points of an indicator at both ends of what its printed rate stands for, rounded as the rulebook rounds them.
fn ends(indicator: &Indicator, rate: Option<Number>) -> Option<(Decimal, Decimal)> {
    let max = Decimal::from(indicator.max);
    if indicator.form == Form::Constant {
        return Some((max, max));
    }
    let rate = rate?;
    let slack = if indicator.code == "3.1" { rate.half() * Decimal::TWO } else { rate.half() };
    let at = |percent: Decimal| half_up_decimal(points(indicator, max, percent), 2);
    Some((at(rate.value - slack), at(rate.value + slack)))
}

fn points(indicator: &Indicator, max: Decimal, percent: Decimal) -> Decimal {
    let share = percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED) / Decimal::ONE_HUNDRED;
    let target = indicator.target.map_or(Decimal::ONE, |target| {
        Decimal::from_i128_with_scale(*target.numer(), 0)
            / Decimal::from_i128_with_scale(*target.denom(), 0)
    });
    match indicator.form {
        Form::Scaled => (max * share / target).min(max),
        Form::Jump if share >= target => max,
        _ => max * share,
    }
}
