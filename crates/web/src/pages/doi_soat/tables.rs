//! The tables of numbers: sides, units, comparisons, indicators.

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use chiso_scoring::reconcile::Kind;
use jiff::civil::DateTime;

use super::dossiers::filter;
use super::{PATH, Pair, REASON, SIDES};
use crate::link::isolated;
use crate::listing::{Cell, Listed};
use crate::named::Named;
use crate::study::Study;
use crate::wire::reconciliation::{
    Comparison, CountGap, IndicatorGap, ListSide, ReasonCount, UnitCounts, UnitDifference,
    reason_key, sides_told,
};

pub(super) fn count(lang: Lang, n: usize) -> Cell {
    Cell::new(lang, Item::Integer(i64::try_from(n).unwrap_or(i64::MAX)))
}

pub(super) fn number(lang: Lang, n: i64) -> Cell {
    Cell::new(lang, Item::Integer(n))
}

pub(super) fn moment(lang: Lang, text: Option<&String>) -> Cell {
    let at = text.and_then(|text| text.parse::<DateTime>().ok());
    Cell::new(lang, at.map_or(Item::Missing, Item::Moment))
}

pub(super) fn side_name(lang: Lang, side: &str) -> String {
    lang.text(&format!("reconcile-side-{side}"))
}

pub(super) fn sides(lang: Lang, sides: &[ListSide]) -> Listed {
    let columns = [
        ("reconcile-side", false),
        ("reconcile-origin", false),
        ("reconcile-captured", false),
        ("reconcile-rows", true),
    ];
    let mut listed = Listed::new(lang, "cac-ben", lang.text("reconcile-sides"), &columns);
    let row = |side: &ListSide| {
        let file = side.file.clone().unwrap_or_default();
        let key = format!("reconcile-origin-{}", side.origin);
        vec![
            Cell::text(side_name(lang, side.side)),
            Cell::text(lang.text_with(&key, &[("file", &isolated(&file))])),
            moment(lang, Some(&side.captured_at)),
            count(lang, side.rows),
        ]
    };
    listed.rows = sides.iter().map(row).collect();
    listed
}

/// A unit with a link to its own reconciliation.
fn unit(study: &Study, code: Option<&String>, name: Option<&String>) -> Cell {
    let Some(code) = code else { return Cell::text(study.asked.lang.text("reconcile-unit-none")) };
    let text = name.unwrap_or(code);
    Cell::text(text).at(study.link(PATH, &[("agency", code)]))
}

pub(super) fn units(study: &Study, units: &[UnitCounts]) -> Listed {
    let lang = study.asked.lang;
    let columns = [
        ("col-unit", false),
        ("reconcile-side-one-stop", true),
        ("reconcile-side-chiso", true),
        ("reconcile-side-portal", true),
    ];
    let mut listed = Listed::new(lang, "don-vi", lang.text("reconcile-units"), &columns);
    let shown = |n: Option<i64>| Cell::new(lang, n.map_or(Item::Missing, Item::Integer));
    let counts = |it: &UnitCounts| [it.one_stop, it.chiso, it.portal];
    let row = |it: &UnitCounts| {
        let first = unit(study, it.agency.as_ref(), it.name.as_ref());
        std::iter::once(first).chain(counts(it).map(shown)).collect()
    };
    listed.rows = units.iter().map(row).collect();
    if !units.is_empty() {
        let sum = |at: usize| {
            let all = units.iter().map(|it| counts(it).get(at).copied().flatten());
            shown(all.sum::<Option<i64>>())
        };
        let total = Cell::text(lang.text("reconcile-total"));
        listed.rows.push(std::iter::once(total).chain((0..3).map(sum)).collect());
    }
    listed
}

fn pair_code(pair: &Comparison) -> String {
    format!("{}..{}", pair.left, pair.right)
}

/// Ids of the tables of a comparison: reasons, units.
fn ids(pair: &Comparison) -> (&'static str, &'static str) {
    match (pair.left, pair.right) {
        ("chiso", _) => ("ly-do-chiso-cong", "don-vi-chiso-cong"),
        (_, "chiso") => ("ly-do-mot-cua-chiso", "don-vi-mot-cua-chiso"),
        _ => ("ly-do-mot-cua-cong", "don-vi-mot-cua-cong"),
    }
}

pub(super) fn compared(study: &Study, named: &Named, pair: &Comparison) -> Pair {
    let lang = study.asked.lang;
    let (left, right) = (side_name(lang, pair.left), side_name(lang, pair.right));
    let said = [("left", left.as_str()), ("right", right.as_str())];
    Pair {
        title: between(lang, pair),
        summary: sides_told(pair, lang),
        agrees: pair.reasons.is_empty().then(|| {
            lang.text(if pair.is_empty() { "reconcile-nothing" } else { "reconcile-none" })
        }),
        reasons: reasons(study, pair),
        units: differences(study, named, pair, lang.text_with("reconcile-by-unit", &said)),
    }
}

fn reasons(study: &Study, pair: &Comparison) -> Listed {
    let lang = study.asked.lang;
    let ages: Vec<String> = (0..6).map(|at| format!("reconcile-age-{at}")).collect();
    let columns =
        [("reconcile-reason", false), ("reconcile-count", true), ("reconcile-effect", true)];
    let ages = ages.iter().map(|key| (key.as_str(), true));
    let columns: Vec<(&str, bool)> = columns.into_iter().chain(ages).collect();
    let caption = format!("{}: {}", lang.text("reconcile-reason"), between(lang, pair));
    let mut listed = Listed::new(lang, ids(pair).0, caption, &columns);
    let sides = pair_code(pair);
    let row = |reason: &ReasonCount| {
        let href = filter(study, &[(REASON, reason.reason), (SIDES, &sides)]);
        let first = Cell::text(reason.name.clone()).at(href);
        let counts = [count(lang, reason.count), number(lang, reason.effect)];
        let ages = reason.ages.iter().map(|n| count(lang, *n));
        std::iter::once(first).chain(counts).chain(ages).collect()
    };
    listed.rows = pair.reasons.iter().map(row).collect();
    listed.downloads(&study.asked, study.facts())
}

/// What is compared, in words.
fn between(lang: Lang, pair: &Comparison) -> String {
    let (left, right) = (side_name(lang, pair.left), side_name(lang, pair.right));
    lang.text_with("reconcile-between", &[("left", &left), ("right", &right)])
}

/// The units that differ.
fn differences(study: &Study, named: &Named, pair: &Comparison, caption: String) -> Listed {
    let lang = study.asked.lang;
    let columns = [
        ("col-unit", false),
        ("reconcile-left", true),
        ("reconcile-right", true),
        ("reconcile-difference", true),
        ("reconcile-parts", false),
    ];
    let mut listed = Listed::new(lang, ids(pair).1, caption, &columns);
    let row = |it: &UnitDifference| {
        let name = it.agency.as_ref().map(|code| named.agency(code));
        let parts = it.effects.iter().filter_map(|(code, effect)| {
            let sign = if *effect > 0 { "+" } else { "" };
            let name = lang.text(&reason_key(Kind::of(code)?));
            Some(format!("{name} {sign}{}", lang.integer(*effect)))
        });
        vec![
            unit(study, it.agency.as_ref(), name.as_ref()),
            number(lang, it.left_count),
            number(lang, it.right_count),
            number(lang, it.difference),
            Cell::text(parts.collect::<Vec<_>>().join("; ")),
        ]
    };
    let some = pair.units.iter().filter(|it| !it.effects.is_empty() || !it.findings.is_empty());
    listed.rows = some.map(row).collect();
    listed.downloads(&study.asked, study.facts())
}

pub(super) fn indicators(lang: Lang, gaps: &[IndicatorGap]) -> Listed {
    let columns = [
        ("col-indicator", false),
        ("reconcile-numerator-ours", true),
        ("reconcile-numerator-published", true),
        ("reconcile-numerator-explained", true),
        ("reconcile-numerator-rest", true),
        ("reconcile-denominator-ours", true),
        ("reconcile-denominator-published", true),
        ("reconcile-denominator-explained", true),
        ("reconcile-denominator-rest", true),
    ];
    let mut listed = Listed::new(lang, "chi-tieu", lang.text("reconcile-indicators"), &columns);
    listed.empty = lang.text("reconcile-indicators-none");
    let row = |gap: &IndicatorGap| {
        let parts = |it: &CountGap| [it.ours, it.published, it.explained, it.rest];
        let counts = parts(&gap.numerator).into_iter().chain(parts(&gap.denominator));
        let first = Cell::text(format!("{} {}", gap.code, gap.name));
        std::iter::once(first).chain(counts.map(|n| number(lang, n))).collect()
    };
    listed.rows = gaps.iter().map(row).collect();
    listed
}
