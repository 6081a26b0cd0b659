//! `/ho-so/{code}`: one dossier, its course, and which numbers count it or not, and why.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::expr::{Columns, Entity};
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::Scope;

use crate::App;
use crate::asked::{Asked, Segment};
use crate::chrome::{Chrome, Here, Labelled, Link};
use crate::drill::{Ground, one, spoken, words};
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::moment::local;
use crate::named::Named;
use crate::study::Study;
use crate::trouble::{Trouble, cut};
use crate::wire::dossiers::{Change, Dossier, Side, Value, Verdict, Version};

use super::ho_so::PATH;

/// The page.
pub(crate) async fn page(State(app): State<App>, Segment(code): Segment, asked: Asked) -> Response {
    respond_tables(app, asked, move |app, asked| MotHoSo::build(app, asked, &code)).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, Segment(code): Segment, asked: Asked) -> Response {
    let build = move |app: &App, asked: &Asked| Ok(find(app, asked, &code)?.1);
    crate::api::answer(app, asked, build).await
}

/// The dossier as it is, or was, known; the agency is the one it counts for, if none is asked for.
fn find(app: &App, asked: &Asked, code: &str) -> Result<(Study, Dossier), Trouble> {
    let mut study = Study::open(app, asked)?;
    let unknown = || Trouble::Missing { reason: "ho-so-unknown", given: cut(code) };
    let number = app.store.dossier_number(code)?.ok_or_else(unknown)?;
    if asked.value("agency").is_none() {
        let path = study.look(|standing| one::counts_for(standing, number, study.period))?;
        if let Some(lowest) = path.first() {
            study = Study::of(app, asked, Some(lowest))?;
        }
    }
    let present = app.present.as_ref().ok_or(Trouble::NoDossiers)?;
    let newest = present.opened.writer.newest(vec![number]).map_err(Trouble::internal)?;
    let newest = newest.into_iter().flatten().next().ok_or_else(unknown)?;
    let mut versions = app.store.versions_up_to(newest)?;
    let (revision, now, dossier) = study.seen.look(|revision, standing| {
        versions.retain(|version| version.revision <= revision);
        let ground = Ground {
            standing,
            revision,
            rulebook: study.rulebook(),
            agency: &study.agency,
            period: study.period,
            scope: Scope::Subtree,
        };
        let dossier = (!versions.is_empty()).then(|| one::tell(ground, number, code, &versions));
        (revision, standing.live().now(), dossier)
    })?;
    (study.revision, study.now) = (revision, now);
    Ok((study, dossier.ok_or_else(unknown)?))
}

#[derive(Template)]
#[template(path = "mot_ho_so.html")]
struct MotHoSo {
    chrome: Chrome,
    code: String,
    list: Link,
    held: String,
    facts: Vec<Labelled>,
    course: Vec<Step>,
    indicators: Vec<Row>,
    columns: Vec<Labelled>,
}

impl Tabled for MotHoSo {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let lang = self.chrome.lang;
        let titles = |keys: &[&str]| keys.iter().map(|key| lang.text(key)).collect();
        let keys = ["cli-code", "col-indicator", "col-numerator", "col-denominator"];
        let keys: Vec<&str> = keys.into_iter().chain(["drill-because"]).collect();
        let numbers = Sheet::new("chi-tieu", lang.text("ho-so-numbers"), titles(&keys));
        let keys = ["mark-revision", "ho-so-known-at", "ho-so-changes"];
        let course = Sheet::new("qua-trinh", lang.text("ho-so-course"), titles(&keys));
        let rows = self.indicators.iter().map(Row::items);
        vec![numbers.rows(rows), course.rows(self.course.iter().map(Step::items))]
    }
}

impl Row {
    fn items(&self) -> Vec<Item> {
        let texts = [&self.code, &self.place.text, &self.numerator, &self.denominator];
        let texts = texts.into_iter().map(|text| Item::Text(text.clone()));
        texts.chain([Item::Text(self.against.join("; "))]).collect()
    }
}

impl Step {
    fn items(&self) -> Vec<Item> {
        let change = |(field, before, after): &(String, String, String)| {
            format!("{field}: {before} → {after}")
        };
        let changes: Vec<String> = self.changes.iter().map(change).collect();
        let revision = self.revision.parse().map_or(Item::Missing, Item::Integer);
        vec![revision, self.moment.clone(), Item::Text(changes.join("; "))]
    }
}

/// What became known with one revision.
struct Step {
    revision: String,
    moment: Item,
    at: String,
    changes: Vec<(String, String, String)>,
}

/// What an indicator does with the dossier.
struct Row {
    place: Link,
    code: String,
    numerator: String,
    denominator: String,
    /// Conditions that keep it out.
    against: Vec<String>,
    /// All conditions.
    all: Vec<String>,
}

impl MotHoSo {
    fn build(app: &App, asked: &Asked, code: &str) -> Result<Self, Trouble> {
        let (study, dossier) = find(app, asked, code)?;
        let (lang, named) = (asked.lang, Named::of(&study)?);
        let held = dossier.held.map(|held| lang.text(&format!("drill-held-{}", dashed(held))));
        let title = lang.text_with("ho-so-one", &[("code", &dossier.code)]);
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), title, &[]),
            list: Link { href: study.link(PATH, &[]), text: lang.text("nav-dossiers") },
            held: held.unwrap_or_default(),
            facts: facts(&study, &named, &dossier),
            course: dossier.course.iter().map(|version| step(lang, &named, version)).collect(),
            indicators: dossier.indicators.iter().map(|verdict| row(&study, verdict)).collect(),
            columns: columns(lang, &dossier),
            code: dossier.code,
        })
    }
}

fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

fn facts(study: &Study, named: &Named, dossier: &Dossier) -> Vec<Labelled> {
    let lang = study.asked.lang;
    let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
    let procedure = dossier.procedure.as_ref().map(|code| named.procedure(code));
    let counts_for: Vec<String> =
        dossier.counts_for.iter().map(|code| named.agency(code)).collect();
    let mut facts = vec![
        line("ho-so-procedure", procedure.unwrap_or_default()),
        line("ho-so-sent-under", dossier.sent_under.clone().unwrap_or_default()),
        line("ho-so-counts-for", counts_for.join(" → ")),
    ];
    for name in ["status", "received_at", "due_at", "closed_at"] {
        if let Some(value) = dossier.columns.get(name) {
            let text = words::value(lang, name, value);
            facts.push(Labelled { label: words::column(lang, name), text });
        }
    }
    facts.retain(|fact| !fact.text.is_empty());
    facts
}

fn step(lang: Lang, named: &Named, version: &Version) -> Step {
    let change = |change: &Change| {
        let value = |value: &Value| match (change.field, value) {
            ("procedure", Value::Text(code)) => named.procedure(code),
            _ => words::value(lang, change.field, value),
        };
        let label = lang.text(&format!("drill-field-{}", dashed(change.field)));
        (label, value(&change.before), value(&change.after))
    };
    Step {
        revision: version.revision.to_string(),
        moment: version
            .made_at
            .parse()
            .map_or(Item::Missing, |at: jiff::Timestamp| Item::Moment(local(at.as_second()))),
        at: made_at(lang, &version.made_at),
        changes: version.changes.iter().map(change).collect(),
    }
}

/// The moment of a revision as people read it; as it is kept if it is none.
fn made_at(lang: Lang, text: &str) -> String {
    let at: Option<jiff::Timestamp> = text.parse().ok();
    at.map_or_else(|| text.to_owned(), |at| lang.moment(local(at.as_second())))
}

fn row(study: &Study, verdict: &Verdict) -> Row {
    let lang = study.asked.lang;
    let rulebook = study.rulebook();
    let rule = rulebook.indicator(&verdict.indicator).map(|at| &rulebook.indicators[at]);
    let said = |side: &Option<Side>| match side {
        None => "–".to_owned(),
        Some(side) if side.counted => lang.text("ho-so-counted"),
        Some(_) => lang.text("ho-so-not-counted"),
    };
    let sides: Vec<&Side> =
        [&verdict.numerator, &verdict.denominator].into_iter().flatten().collect();
    let out = sides.iter().filter(|side| !side.counted).copied().collect::<Vec<_>>();
    Row {
        place: Link {
            href: study.link(&crate::link::place(&verdict.indicator), &[("nguon", "ho-so")]),
            text: rule.map(|rule| lang.pick(&rule.name).to_owned()).unwrap_or_default(),
        },
        code: verdict.indicator.clone(),
        numerator: said(&verdict.numerator),
        denominator: said(&verdict.denominator),
        against: conditions(lang, &out, true),
        all: conditions(lang, &sides, false),
    }
}

/// The conditions of some sides, each once; only those that fail, if so wanted.
fn conditions(lang: Lang, sides: &[&Side], failing: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for judged in sides.iter().flat_map(|side| &side.measures) {
        let place = words::place(lang, judged);
        let through = words::through(lang, judged);
        let clauses = judged.clauses.iter();
        let clauses = clauses.filter(|clause| !failing || clause.holds != Some(true));
        let clauses = clauses.map(|clause| {
            let one = std::slice::from_ref(clause);
            // What counts against it is told in words; the whole rule stands as it is written.
            if failing { spoken::because(lang, one) } else { words::because(lang, one) }
        });
        for line in [place, through].into_iter().filter(|line| !line.is_empty()).chain(clauses) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// All columns with what they mean.
fn columns(lang: Lang, dossier: &Dossier) -> Vec<Labelled> {
    let catalogue = Columns::embedded();
    let known = catalogue.of(Entity::Dossier);
    let line = |(name, column): (&String, &chiso_scoring::expr::Column)| {
        let value = dossier.columns.get(name)?;
        let label = format!("{} ({name})", lang.pick(&column.meaning));
        Some(Labelled { label, text: words::value(lang, name, value) })
    };
    known.columns().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::live::{LiveSite, dossier, registered};

    #[tokio::test]
    async fn a_dossier_tells_its_course_and_the_numbers_that_count_it() {
        let live = LiveSite::filled().await;
        live.push(&[dossier("H55.243-260804-0031", "9", "20260819153000")]).await;
        let page = live.site.get("/ho-so/H55.243-260804-0031?period=2026-08").await;
        assert_eq!(page.one("h1"), "H55.243-260804-0031");
        let course = page.all("#qua-trinh tbody tr");
        assert_eq!(course.len(), 2, "{course:?}");
        assert!(course[1].contains("Trạng thái: đang xử lý → đã xử lý xong"), "{course:?}");
        assert!(course[1].contains("Kết thúc xử lý: — → 15:30 19/08/2026"), "{course:?}");
        let rows = page.all("#chi-tieu tbody tr");
        let late = rows.iter().find(|row| row.starts_with("2.1")).unwrap();
        assert!(late.contains("không tính có tính"), "{late}");
        assert!(
            late.contains("✗ (kết thúc, chưa có thì lấy thời điểm tính) − thời gian chờ bổ sung"),
            "{late}"
        );
        assert!(page.page_text().contains("UBND xã Tân Thành → Thái Nguyên → Cả nước"));
    }

    #[tokio::test]
    async fn it_is_told_as_it_was_known() {
        let live = LiveSite::filled().await;
        let first = live.site.app().store.revision().unwrap();
        live.push(&[dossier("H55.243-260804-0031", "9", "20260819153000")]).await;
        let uri = "/api/v1/dossiers/H55.243-260804-0031?period=2026-08";
        let then = live.site.get(&format!("{uri}&known_at={first}")).await.json();
        let now = live.site.get(uri).await.json();
        assert_eq!(
            (&then["columns"]["status"], &now["columns"]["status"]),
            (&"processing".into(), &"done".into())
        );
        assert_eq!(then["course"].as_array().unwrap().len(), 1);
        assert_eq!(
            (then["revision"].as_u64(), now["revision"].as_u64()),
            (Some(first), Some(first + 1))
        );
        let early = live.site.get(&format!("{uri}&known_at={}", first - 1)).await;
        assert_eq!(early.status, 404, "{}", early.text);
    }

    #[tokio::test]
    async fn a_dossier_that_is_held_back_says_why() {
        let live = LiveSite::filled().await;
        live.push(&[registered("H55.243-260818-0077")]).await;
        let page = live.site.get("/ho-so/H55.243-260818-0077?period=2026-08").await;
        assert_eq!(page.one(".notice"), "chưa tính: mới đăng ký, chưa được tiếp nhận");
        let told =
            live.site.get("/api/v1/dossiers/H55.243-260818-0077?period=2026-08").await.json();
        assert_eq!(told["held"], "not_received");
        assert_eq!(told["indicators"][0]["numerator"]["measures"][0]["place"], "held");
    }

    #[tokio::test]
    async fn another_agency_learns_whose_it_is() {
        let live = LiveSite::filled().await;
        let uri = "/api/v1/dossiers/H55.243-260804-0031?period=2026-08&agency=H55.242";
        let told = live.site.get(uri).await.json();
        let measure = &told["indicators"][0]["denominator"]["measures"][0];
        assert_eq!(
            (&measure["place"], &measure["instead"]),
            (&"elsewhere".into(), &"H55.243".into())
        );
        assert_eq!(told["indicators"][0]["denominator"]["counted"], false);
    }

    #[tokio::test]
    async fn an_unknown_dossier_is_not_found() {
        let live = LiveSite::filled().await;
        let page = live.site.get("/ho-so/H55.999-000000-0000?period=2026-08").await;
        assert_eq!(page.status, 404);
        assert!(page.page_text().contains("H55.999-000000-0000"));
    }
}
