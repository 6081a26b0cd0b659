//! `/bao-cao`: what reports there are of an agency, period by period, and what each stands on.

mod file;
mod made;
mod paper;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::period::Period;
use chiso_store::{PeriodSummary, Query};
use jiff::civil::DateTime;

use crate::App;
use crate::asked::Asked;
use crate::choose::agencies;
use crate::chrome::{Chrome, Field, Here, Link, Picker};
use crate::link::{SOURCE, isolated};
use crate::listing::{Cell, Listed, Sheet, Tabled, respond_tables};
use crate::source::Wanted;
use crate::trouble::Trouble;
use crate::view::View;

pub(crate) use file::file;
use made::Form;
pub(crate) use made::{Reports, sha256};
use paper::Paper;

/// Path of the page.
pub(crate) const PATH: &str = "/bao-cao";
/// Periods listed, the latest first.
const PERIODS: usize = 60;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| BaoCao::build(&opened(app, &published(asked))?)).await
}

/// The view asked for; without a period the latest one that has figures of the agency.
fn opened(app: &App, asked: &Asked) -> Result<View, Trouble> {
    let view = View::open(app, asked)?;
    let agency = view.scope("agency")?;
    if asked.period()?.is_some() || !view.sheet().data(&agency.code).provenance.is_empty() {
        return Ok(view);
    }
    match view.period_of(agency) {
        Some(period) => View::open(app, &asked.with(&[("period", &period.to_string())])),
        None => Ok(view),
    }
}

/// Reports state published results.
fn published(asked: &Asked) -> Asked {
    asked.with(&[(SOURCE, Wanted::Published.code()), ("basis", "published")])
}

#[derive(Template)]
#[template(path = "bao_cao.html")]
struct BaoCao {
    chrome: Chrome,
    heading: String,
    agency: Link,
    rows: Vec<Row>,
    /// What the files are called: the document chosen.
    document: String,
    /// The files of the period shown, or why there are none.
    files: Result<Listed, String>,
    period: String,
}

/// A period with what can be had of it.
struct Row {
    period: Link,
    source: String,
    state: String,
    until: Option<DateTime>,
    shown: String,
    rulebook: String,
    files: Vec<Link>,
    current: bool,
}

impl BaoCao {
    fn build(view: &View) -> Result<Self, Trouble> {
        let agency = view.scope("agency")?;
        let said = [("agency", &*isolated(&agency.name))];
        let heading = view.lang.text_with("report-heading", &said);
        let paper = Paper::asked(view, agency)?;
        Ok(Self {
            chrome: chrome(&paper, heading.clone()),
            heading,
            agency: Link { href: view.agency_link(&agency.code), text: agency.name.clone() },
            rows: rows(view, agency)?,
            document: paper.name(),
            files: files(&paper)?,
            period: view.lang.period(view.period()),
        })
    }
}

fn chrome(paper: &Paper<'_>, title: String) -> Chrome {
    let (view, agency) = (paper.view, paper.agency);
    let own: Vec<_> = [("agency", agency.code.clone())].into_iter().chain(paper.pairs()).collect();
    let mut chrome = view.chrome(Here::Public(PATH), title, &own, &[&agency.code]);
    let picker = chrome.picker.take();
    let fields = picker.map(|picker| picker.fields).unwrap_or_default().into_iter();
    let basis = |field: &Field| field.name != "basis";
    let fields = std::iter::once(agencies(view, agency, "agency")).chain(fields.filter(basis));
    let fields = fields.chain(paper.fields());
    let kept = ["known_at", "lang"].map(|name| (name, view.asked.value(name)));
    let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned())));
    chrome.picker = Some(Picker {
        action: PATH.to_owned(),
        hidden: kept.map(|(name, value)| (name.to_owned(), value)).collect(),
        fields: fields.collect(),
    });
    chrome.sources = Vec::new();
    chrome
}

/// Periods with published figures of the agency, and those counted from dossiers, the latest first.
fn rows(view: &View, agency: &Agency) -> Result<Vec<Row>, Trouble> {
    let mut rows = Vec::new();
    let counted = counted(view, agency)?;
    for period in view.periods().into_iter().take(PERIODS) {
        if !view.ruled(period) || view.sheet().tree.find(&agency.code, period).is_err() {
            continue;
        }
        rows.extend(published_row(view, agency, period)?);
        rows.extend(counted_row(view, agency, period).filter(|_| counted.contains(&period)));
    }
    Ok(rows)
}

fn published_row(view: &View, agency: &Agency, period: Period) -> Result<Option<Row>, Trouble> {
    let query = Query {
        agencies: Some(vec![agency.code.clone()]),
        known_at: Some(view.known.revision()),
        ..Query::of(period)
    };
    let figures = view.app.store.figures(&query)?;
    let Some(until) = figures.iter().map(|figure| figure.reported.as_of).max() else {
        return Ok(None);
    };
    let summary = view.known.periods.iter().find(|summary| summary.period == period);
    let as_of = summary.and_then(PeriodSummary::last_as_of);
    let rulebook = crate::view::rulebook(&view.app, &view.asked, period)?;
    let rulebook = view.app.rulebooks.all().get(rulebook).ok_or(Trouble::Internal)?;
    let file = |form: Form| Link {
        href: file::of(&Paper::usual(view, agency), (period, as_of, &rulebook.id), form),
        text: view.lang.text(&format!("report-{}", form.code())),
    };
    Ok(Some(Row {
        period: Link {
            href: view.link(
                PATH,
                &[("agency", &agency.code), ("period", &period.to_string()), ("as_of", "")],
            ),
            text: view.lang.period(period),
        },
        source: view.lang.text("source-published"),
        state: view.lang.text("report-open"),
        shown: view.lang.moment(until),
        until: Some(until),
        rulebook: rulebook.id.clone(),
        files: Form::ALL.map(file).to_vec(),
        current: period == view.period(),
    }))
}

/// Periods in which dossiers are counted for the agency.
fn counted(view: &View, agency: &Agency) -> Result<Vec<Period>, Trouble> {
    let Some(present) = &view.app.present else { return Ok(Vec::new()) };
    let rules = |period: Period| {
        let at = crate::view::rulebook(&view.app, &view.asked, period).ok()?;
        view.app.rulebooks.all().get(at).map(|rulebook| rulebook.id.as_str())
    };
    let found = present.opened.current.look(|_, standing| {
        let live = standing.live();
        let code = || std::iter::once(agency.code.as_str());
        let some = |period: &Period| {
            rules(*period).is_some_and(|id| !live.figures_of(id, *period, code()).is_empty())
        };
        view.counted.iter().copied().filter(some).take(PERIODS).collect()
    });
    Ok(found?)
}

/// A period that is counted from dossiers moves with each of them: there is nothing to sign yet.
fn counted_row(view: &View, agency: &Agency, period: Period) -> Option<Row> {
    let rulebook = crate::view::rulebook(&view.app, &view.asked, period).ok()?;
    let own = [("period", &*period.to_string()), (SOURCE, Wanted::Dossiers.code())];
    let own: Vec<(&str, &str)> =
        own.into_iter().chain([("as_of", ""), ("known_at", ""), ("basis", "")]).collect();
    Some(Row {
        period: Link {
            href: view.link(&crate::link::agency(&agency.code), &own),
            text: view.lang.period(period),
        },
        source: view.lang.text("source-dossiers"),
        state: view.lang.text("report-provisional"),
        until: None,
        shown: view.lang.text("report-now"),
        rulebook: view.app.rulebooks.all().get(rulebook)?.id.clone(),
        files: Vec::new(),
        current: false,
    })
}

/// The files of the document chosen, with their digests; or why there are none.
fn files(paper: &Paper<'_>) -> Result<Result<Listed, String>, Trouble> {
    let (view, lang) = (paper.view, paper.view.lang);
    if view.sheet().captured_at(&paper.agency.code).is_none() {
        return Ok(Err(lang.text("report-nothing")));
    }
    let columns = [("report-file", false), ("report-size", true), ("report-sha", false)];
    let mut listed = Listed::new(lang, "tep", lang.text("report-files"), &columns);
    for form in Form::ALL {
        let made = match view.app.reports.get(paper, form) {
            Err(Trouble::Missing { reason, given }) => {
                return Ok(Err(lang.text_with(reason, &[("given", &given)])));
            }
            made => made?,
        };
        let size = i64::try_from(made.bytes.len()).map_or(Item::Missing, Item::Integer);
        let name = Cell::text(lang.text(&format!("report-{}", form.code())));
        listed.rows.push(vec![
            name.at(file::address(paper, form)),
            Cell::new(lang, size),
            Cell::text(made.sha256.clone()),
        ]);
    }
    listed.files = crate::listing::files(&view.asked, listed.id);
    Ok(Ok(listed))
}

impl Tabled for BaoCao {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let lang = self.chrome.lang;
        let columns =
            ["pick-period", "source-title", "report-state", "report-until", "pick-rulebook"];
        let columns = columns.map(|key| lang.text(key)).to_vec();
        let row = |row: &Row| {
            let texts = [&row.period.text, &row.source, &row.state];
            let until = row.until.map_or(Item::Missing, Item::Moment);
            let texts = texts.map(|text| Item::Text(text.clone())).into_iter();
            texts.chain([until, Item::Text(row.rulebook.clone())]).collect()
        };
        let periods =
            Sheet::new("ky", self.heading.clone(), columns).rows(self.rows.iter().map(row));
        std::iter::once(periods).chain(self.files.as_ref().ok().map(Listed::sheet)).collect()
    }
}

#[cfg(test)]
mod tests;
