//! The tables of the page: agencies, one agency's indicators, size classes.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::expr::Entity;
use chiso_scoring::fair::{Cohort, Compared, Comparison, HANDLED, IndicatorMoves, Standing};
use chiso_scoring::lang::Lang;
use rust_decimal::Decimal;

use super::{Question, own_link};
use crate::link::isolated;
use crate::listing::{Cell, Listed};
use crate::number::MISSING;
use crate::sizes::{self, Bounds};
use crate::trouble::Trouble;
use crate::view::View;
use crate::withheld::KEY;

/// The size classes.
pub(super) fn classes(view: &View, comparison: Option<&Comparison<'_>>) -> Listed {
    let lang = view.lang;
    let columns = [
        ("fair-class", false),
        ("fair-class-size", false),
        ("fair-class-agencies", true),
        ("fair-class-median", true),
    ];
    let mut listed = Listed::new(lang, "quy-mo", lang.text("fair-classes"), &columns);
    listed.empty = lang.text("fair-no-classes");
    let cohorts = comparison.map(|comparison| comparison.cohorts.as_slice()).unwrap_or_default();
    let bounds = sizes::bounds(view, cohorts);
    let rows = cohorts.iter().zip(bounds);
    listed.rows = rows.map(|(cohort, bounds)| class_row(view, cohort, bounds)).collect();
    listed.downloads(&view.asked, Vec::new())
}

fn class_row(view: &View, cohort: &Cohort<'_>, bounds: Bounds) -> Vec<Cell> {
    let lang = view.lang;
    vec![
        Cell::text(cohort.class.to_string()),
        Cell::text(sizes::text(view, cohort, bounds)),
        Cell::new(lang, Item::Integer(cohort.members.len() as i64)),
        decimal(lang, cohort.median),
    ]
}

const COLUMNS: [(&str, bool); 11] = [
    ("col-unit", false),
    ("cli-code", false),
    ("col-rank", true),
    ("col-points", true),
    ("fair-best", true),
    ("fair-worst", true),
    ("fair-dossier", true),
    ("fair-volume", true),
    ("fair-class", false),
    ("fair-class-rank", false),
    ("fair-warning", false),
];

/// The agencies, best first.
pub(super) fn agencies(
    view: &View,
    question: &Question<'_>,
    comparison: Option<&Comparison<'_>>,
) -> Listed {
    let lang = view.lang;
    let level = comparison.map(|comparison| lang.level(comparison.level)).unwrap_or_default();
    let mut listed = Listed::new(lang, "so-sanh-cong-bang", level, &COLUMNS);
    listed.empty = lang.text("rank-no-children");
    let rows = comparison.map(|comparison| comparison.rows.as_slice()).unwrap_or_default();
    listed.rows = rows.iter().map(|row| agency_row(view, question, row)).collect();
    let warned = rows.iter().filter(|row| row.sensitivity.warning).count();
    let moved =
        rows.iter().filter(|row| row.steady.rank.is_some() && !row.steady.is_firm()).count();
    listed.count = lang.text_with(
        "fair-summary",
        &[
            ("all", &rows.len().to_string()),
            ("warned", &warned.to_string()),
            ("moved", &moved.to_string()),
            ("band", &lang.decimal(question.band)),
        ],
    );
    listed.downloads(&view.asked, Vec::new())
}

fn agency_row(view: &View, question: &Question<'_>, row: &Compared<'_>) -> Vec<Cell> {
    let lang = view.lang;
    let place = |rank: Option<usize>| count(lang, rank.map(|rank| rank as i64));
    let code = row.agency.code.as_str();
    let level = row.agency.level.code();
    let extra = [("parent", question.parent.code.as_str()), ("level", level), ("agency", code)];
    let here = own_link(view, &extra) + "#chi-tieu";
    let class = row.cohort.map(|(class, _)| class.to_string());
    let warning = if row.sensitivity.warning { lang.text("fair-warned") } else { String::new() };
    vec![
        Cell::text(row.agency.name.clone()).at(here),
        Cell::text(code),
        place(row.steady.rank),
        decimal(lang, row.points.points),
        place(row.steady.best),
        place(row.steady.worst),
        or_withheld(view, view.withheld_any(row.agency, Entity::Dossier), || {
            decimal(lang, row.sensitivity.largest)
        }),
        or_withheld(view, view.withheld_base(row.agency, HANDLED), || count(lang, row.volume)),
        Cell::text(class.unwrap_or_else(|| no_class(lang, row.volume))),
        Cell::text(standing(lang, row.cohort.map(|(_, standing)| standing))),
        Cell::text(warning),
    ]
}

/// A cell, or that it is withheld.
fn or_withheld(view: &View, withheld: bool, cell: impl FnOnce() -> Cell) -> Cell {
    if withheld { Cell::text(view.lang.text(KEY)) } else { cell() }
}

fn no_class(lang: Lang, volume: Option<i64>) -> String {
    lang.text(if volume.is_some() { "fair-nothing-handled" } else { "fair-volume-unknown" })
}

/// A place among its like in words.
fn standing(lang: Lang, standing: Option<Standing>) -> String {
    match standing {
        None => MISSING.to_owned(),
        Some(Standing::Alone) => lang.text("fair-alone"),
        Some(Standing::NoPoints) => lang.text("rank-unknown"),
        Some(Standing::Ranked { rank, of, percentile }) => lang.text_with(
            "fair-place",
            &[
                ("rank", &rank.to_string()),
                ("of", &of.to_string()),
                ("percentile", &lang.decimal(percentile)),
            ],
        ),
    }
}

/// What a single case does to each indicator of the agency asked for.
pub(super) fn moves(
    view: &View,
    comparison: Option<&Comparison<'_>>,
) -> Result<Option<Listed>, Trouble> {
    let Some(code) = view.asked.value("agency") else { return Ok(None) };
    let agency = view.agency(code)?;
    let rows = comparison.map(|comparison| comparison.rows.as_slice()).unwrap_or_default();
    let Some(row) = rows.iter().find(|row| row.agency.code == agency.code) else { return Ok(None) };
    let lang = view.lang;
    let columns = [
        ("col-indicator", false),
        ("fair-case", false),
        ("col-numerator", true),
        ("col-denominator", true),
        ("fair-gained", true),
        ("fair-lost", true),
        ("fair-added-good", true),
        ("fair-added-bad", true),
        ("fair-warning", false),
    ];
    let caption = lang.text_with("fair-moves", &[("agency", &isolated(&agency.name))]);
    let mut listed = Listed::new(lang, "chi-tieu", caption, &columns);
    listed.empty = lang.text("fair-no-moves");
    let indicators = row.sensitivity.indicators.iter();
    listed.rows = indicators.filter_map(|one| move_row(view, agency, one)).collect();
    Ok(Some(listed.downloads(&view.asked, Vec::new())))
}

fn move_row(view: &View, agency: &Agency, one: &IndicatorMoves) -> Option<Vec<Cell>> {
    let lang = view.lang;
    let (counts, rule) = (one.counts?, view.rulebook().indicators.get(one.indicator)?);
    let name = format!("{} {}", rule.code, lang.pick(&rule.name));
    let warning = if one.warning { lang.text("fair-warned") } else { String::new() };
    let withheld = view.withheld(agency, one.indicator);
    let cell = |cell: Cell| or_withheld(view, withheld, || cell);
    let counts = [counts.numerator, counts.denominator].map(|n| cell(count(lang, Some(n))));
    let changes = one.moves.all().map(|change| cell(signed(lang, change)));
    let first = [
        Cell::text(name).at(view.place_link(&rule.code, &agency.code)),
        Cell::text(lang.text(&format!("fair-case-{}", one.case.code()))),
    ];
    let all = first.into_iter().chain(counts).chain(changes);
    Some(all.chain([Cell::text(warning)]).collect())
}

fn signed(lang: Lang, change: Option<Decimal>) -> Cell {
    let text = change.map(|change| lang.signed(change));
    let cell = decimal(lang, change);
    Cell { text: text.unwrap_or(cell.text), ..cell }
}

fn decimal(lang: Lang, value: Option<Decimal>) -> Cell {
    Cell::new(lang, value.map_or(Item::Missing, Item::Decimal))
}

fn count(lang: Lang, value: Option<i64>) -> Cell {
    Cell::new(lang, value.map_or(Item::Missing, Item::Integer))
}
