//! The ten with most overdue dossiers, as a chart.

use chiso_scoring::lang::Lang;
use chiso_scoring::round::{fraction, to_percent};

use super::columns::Value;
use super::lines::Line;
use super::rows::Sight;
use crate::chart::{Cell, Chart, Column, Kind, Role, Row};
use crate::link::isolated;

/// Anchor of its table and name of its files.
pub(super) const ID: &str = "tthc-qua-han";
/// How many are drawn.
const MOST: usize = 10;
/// The column they are taken from.
const COLUMN: &str = "overdue";

/// The chart; none where nothing is overdue, or may be shown.
pub(super) fn chart(sight: Sight<'_>) -> Option<Chart> {
    let lang = sight.study.asked.lang;
    let at = sight.found.columns.iter().position(|column| column.key == COLUMN)?;
    let count = |line: &Line| match line.values[at] {
        Some(Value::Count(count)) if count > 0 => Some(count),
        _ => None,
    };
    let some = sight.found.lines.iter().filter_map(|line| Some((count(line)?, line)));
    let mut late: Vec<(i64, &Line)> = some.collect();
    late.sort_by(|a, b| {
        let codes = |line: &Line| (line.procedure.clone(), line.unit.clone());
        b.0.cmp(&a.0).then_with(|| codes(a.1).cmp(&codes(b.1)))
    });
    let all = late.len();
    late.truncate(MOST);
    let total = sight.found.total.as_ref().and_then(count);
    let summary = summary(sight, &late, all, total)?;
    let what = if sight.question.by_unit() { "units" } else { "procedures" };
    let head = lang.text(if what == "units" { "col-unit" } else { "ho-so-procedure" });
    let title = lang.text(&format!("tthc-late-{what}"));
    let column = Column::new(Role::Value, sight.title(&sight.found.columns[at]));
    let rows = late.iter().map(|(count, line)| row(sight, *count, line)).collect();
    let chart = Chart::new(lang, Kind::Bars, ID, title, head).top().summary(summary);
    Some(chart.unit(lang.text("tthc-dossiers")).table(vec![column], rows))
}

fn row(sight: Sight<'_>, count: i64, line: &Line) -> Row {
    let lang = sight.study.asked.lang;
    let (name, href, key) = place(sight, line);
    Row::new(key, name, vec![Cell::count(lang, count)]).at(href)
}

/// Name, address and key of a line.
fn place(sight: Sight<'_>, line: &Line) -> (String, String, String) {
    let (link, named) = sight.procedure(&line.procedure);
    match line.unit.as_deref() {
        None => (link.text, link.href, named.code),
        Some(code) if sight.question.procedure.is_some() => {
            (sight.found.unit(code), sight.study.agency_link(code), code.to_owned())
        }
        Some(code) => {
            let name = format!("{} – {}", isolated(&sight.found.unit(code)), isolated(&link.text));
            (name, link.href, format!("{code}-{}", named.code))
        }
    }
}

/// How many have any, who has most, and how much of all is drawn.
fn summary(
    sight: Sight<'_>,
    late: &[(i64, &Line)],
    all: usize,
    total: Option<i64>,
) -> Option<String> {
    let lang = sight.study.asked.lang;
    let (most, first) = late.first()?;
    let what = if sight.question.by_unit() { "units" } else { "procedures" };
    let number = |n: usize| lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let said = [
        ("count", &*number(all)),
        ("first", &*isolated(&place(sight, first).0)),
        ("most", &*lang.integer(*most)),
    ];
    let mut text = lang.text_with(&format!("tthc-late-{what}-summary"), &said);
    let drawn: i64 = late.iter().map(|(count, _)| count).sum();
    if let Some(total) = total.filter(|total| all > MOST && *total > 0) {
        text.push(' ');
        text.push_str(&share(lang, drawn, total));
    }
    Some(text)
}

fn share(lang: Lang, drawn: i64, total: i64) -> String {
    let share = to_percent(fraction(i128::from(drawn), i128::from(total)));
    let said = [("share", &*lang.decimal(share)), ("all", &*lang.integer(total))];
    lang.text_with("tthc-late-share", &said)
}
