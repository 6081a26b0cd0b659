//! `/so-sanh-cong-bang`: small numbers and fair comparison. How firm a rank is, and who stands where among
//! agencies of the same kind and size.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::fair::{Cohort, Compared, Comparison, Standing, band, compare, read_band};
use chiso_scoring::figure::TOTAL;
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Link};
use crate::link::isolated;
use crate::listing::{Cell, Downloadable, Listed, respond_listed};
use crate::number::MISSING;
use crate::pages::xep_hang::below;
use crate::table::place_name;
use crate::trouble::{Trouble, cut};
use crate::view::View;
use crate::wire::Heading;
use crate::wire::fairness::Fairness;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let build = |app: &App, asked: &Asked, _| SoSanhCongBang::build(&View::open(app, asked)?);
    respond_listed(app, asked, build).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| {
        let view = View::open(app, asked)?;
        let question = Question::read(&view)?;
        let (rulebook, place) = (view.rulebook(), question.place);
        let compared = question.compared(&view);
        let by = place.code(rulebook);
        Ok(Fairness::new(heading(&view), rulebook, by, question.band, &compared))
    })
    .await
}

fn heading(view: &View) -> Heading {
    let rulebook = view.rulebook();
    let counted = view.seen.as_ref().and_then(|seen| seen.stands_at().ok());
    let period = view.period().to_string();
    match counted {
        Some((revision, now)) => {
            let as_of = crate::moment::local(now).to_string();
            Heading::counted(rulebook, period, as_of, revision)
        }
        None => Heading {
            as_of: view.loaded.key.as_of.map(|at| at.to_string()),
            from: None,
            ..Heading::counted(rulebook, period, String::new(), view.revision)
        },
    }
}

/// Who is compared, by what.
struct Question<'v> {
    parent: &'v Agency,
    /// Kinds there are; those compared.
    kinds: Vec<(Level, Vec<&'v Agency>)>,
    level: Option<Level>,
    place: Place,
    band: Decimal,
}

impl<'v> Question<'v> {
    fn read(view: &'v View) -> Result<Self, Trouble> {
        let parent = view.scope("parent")?;
        let code = view.asked.value("group").unwrap_or(TOTAL);
        let none = || Trouble::NoPlace { code: cut(code), hints: Vec::new() };
        let place = Place::find(view.rulebook(), code).ok_or_else(none)?;
        let band = view.asked.read_as("band", "bad-band", read_band)?.unwrap_or_else(band);
        let level = view.asked.level()?;
        let mut kinds = view.kinds(&parent.code);
        if let Some(level) = level.filter(|level| !kinds.iter().any(|(known, _)| known == level)) {
            kinds.push((level, below(view, parent, level)));
        }
        Ok(Self { parent, kinds, level, place, band })
    }

    fn compared(&self, view: &'v View) -> Vec<Comparison<'v>> {
        let wanted = self.kinds.iter().filter(|(level, _)| self.level.is_none_or(|w| w == *level));
        let agencies: Vec<&Agency> = wanted.flat_map(|(_, agencies)| agencies).copied().collect();
        compare(view.sheet(), &agencies, self.place, self.band)
    }

    /// The kind shown where none is asked for: the one with most agencies.
    fn shown(&self) -> Option<Level> {
        let most = self.kinds.iter().max_by_key(|(_, agencies)| agencies.len());
        self.level.or(most.map(|(level, _)| *level))
    }
}

#[derive(Template)]
#[template(path = "so_sanh_cong_bang.html")]
struct SoSanhCongBang {
    chrome: Chrome,
    heading: String,
    parent: Link,
    kinds: Vec<(Link, bool)>,
    /// Parameters the form for the band keeps.
    hidden: Vec<(String, String)>,
    band: String,
    classes: Listed,
    agencies: Listed,
    /// The indicators of one agency.
    moves: Option<Listed>,
    notes: Vec<String>,
}

impl Downloadable for SoSanhCongBang {
    fn listed(&self) -> &Listed {
        &self.agencies
    }
}

/// Parameters of this page alone.
const OWN: [&str; 5] = ["parent", "level", "group", "band", "agency"];

impl SoSanhCongBang {
    fn build(view: &View) -> Result<Self, Trouble> {
        let question = Question::read(view)?;
        let shown = question.shown();
        let question = Question { level: shown, ..question };
        let compared = question.compared(view);
        let comparison = compared.first();
        let period = view.lang.period(view.period());
        let name = isolated(&question.parent.name);
        let by = place_name(view, question.place);
        let said = [("parent", name.as_str()), ("period", &period), ("by", &by)];
        let heading = view.lang.text_with("fair-heading", &said);
        let kept = view.asked.own(&OWN);
        let code = question.parent.code.as_str();
        let band = view.lang.decimal(question.band);
        let chrome = view.chrome(Here::Below, heading.clone(), &kept, &[code]);
        let agencies = agencies(view, &question, comparison);
        Ok(Self {
            agencies: agencies.downloads(&view.asked, facts(&chrome, question.parent)),
            chrome,
            parent: Link { href: view.agency_link(code), text: question.parent.name.clone() },
            kinds: kinds(view, &question, shown),
            hidden: hidden(view, &question),
            classes: classes(view, comparison),
            moves: moves(view, comparison)?,
            notes: ["fair-note-moves", "fair-note-ranks", "fair-note-sizes"]
                .map(|key| view.lang.text_with(key, &[("band", &band)]))
                .to_vec(),
            band: question.band.to_string(),
            heading,
        })
    }
}

fn kinds(view: &View, question: &Question<'_>, shown: Option<Level>) -> Vec<(Link, bool)> {
    let link = |(level, _): &(Level, Vec<&Agency>)| {
        let extra = [("parent", question.parent.code.as_str()), ("level", level.code())];
        let link = Link { href: own_link(view, &extra), text: view.lang.level(*level) };
        (link, shown == Some(*level))
    };
    question.kinds.iter().map(link).collect()
}

/// A link to this page that keeps its band and what is ranked by.
fn own_link(view: &View, extra: &[(&str, &str)]) -> String {
    let kept = view.asked.own(&["group", "band"]);
    let kept = kept.iter().map(|(name, value)| (*name, value.as_str()));
    view.link("/so-sanh-cong-bang", &kept.chain(extra.iter().copied()).collect::<Vec<_>>())
}

fn hidden(view: &View, question: &Question<'_>) -> Vec<(String, String)> {
    let own = view.asked.own(&["level", "group", "agency"]);
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    let parent = ("parent".to_owned(), question.parent.code.clone());
    let standing = view.standing.pairs().into_iter();
    let standing = standing.map(|(name, value)| (name.to_owned(), value.to_owned()));
    std::iter::once(parent).chain(own).chain(standing).collect()
}

fn classes(view: &View, comparison: Option<&Comparison<'_>>) -> Listed {
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
    listed.rows = cohorts.iter().map(|cohort| class_row(lang, cohort)).collect();
    listed
}

fn class_row(lang: Lang, cohort: &Cohort<'_>) -> Vec<Cell> {
    let from = lang.integer(cohort.above + 1);
    let size = match cohort.up_to {
        Some(up_to) => {
            lang.text_with("fair-size-range", &[("from", &from), ("to", &lang.integer(up_to))])
        }
        None => lang.text_with("fair-size-above", &[("from", &from)]),
    };
    vec![
        Cell::text(cohort.class.to_string()),
        Cell::text(size),
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

fn agencies(view: &View, question: &Question<'_>, comparison: Option<&Comparison<'_>>) -> Listed {
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
    listed
}

/// What a downloaded list stands on: the same as the page.
fn facts(chrome: &Chrome, parent: &Agency) -> Vec<(String, String)> {
    let agency = (chrome.t("mark-agency"), format!("{} ({})", parent.name, parent.code));
    let lines = chrome.mark.iter().flat_map(|mark| &mark.lines);
    let lines = lines.map(|line| (line.label.clone(), line.text.clone()));
    std::iter::once(agency).chain(lines).collect()
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
        decimal(lang, row.sensitivity.largest),
        count(lang, row.volume),
        Cell::text(class.unwrap_or_else(|| no_class(lang, row.volume))),
        Cell::text(standing(lang, row.cohort.map(|(_, standing)| standing))),
        Cell::text(warning),
    ]
}

fn no_class(lang: Lang, volume: Option<i64>) -> String {
    lang.text(if volume.is_some() { "fair-nothing-handled" } else { "fair-volume-unknown" })
}

/// A place among its like in words.
pub(crate) fn standing(lang: Lang, standing: Option<Standing>) -> String {
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
fn moves(view: &View, comparison: Option<&Comparison<'_>>) -> Result<Option<Listed>, Trouble> {
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
    listed.rows = indicators
        .filter_map(|one| {
            let (counts, rule) = (one.counts?, view.rulebook().indicators.get(one.indicator)?);
            let name = format!("{} {}", rule.code, lang.pick(&rule.name));
            let warning = if one.warning { lang.text("fair-warned") } else { String::new() };
            let signed = one.moves.all().map(|change| signed(lang, change));
            let first = [
                Cell::text(name).at(view.place_link(&rule.code, code)),
                Cell::text(lang.text(&format!("fair-case-{}", one.case.code()))),
                count(lang, Some(counts.numerator)),
                count(lang, Some(counts.denominator)),
            ];
            Some(first.into_iter().chain(signed).chain([Cell::text(warning)]).collect())
        })
        .collect();
    Ok(Some(listed))
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

#[cfg(test)]
mod tests;
