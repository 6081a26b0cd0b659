//! `/ho-so`: what a number counts, one by one, and what made each count.

mod question;
mod shape;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::explain::citation;
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::opened::Side;
use chiso_scoring::rulebook::Rulebook;

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Link};
use crate::drill::list::side_code;
use crate::drill::spoken;
use crate::link::encoded;
use crate::listing::{Downloadable, Listed, respond_listed};
use crate::named::Named;
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::dossiers::Listing;

use self::question::{Question, What};
pub(crate) use self::question::{limit, scope};
use self::shape::Shape;

/// Path of the page.
pub(crate) const PATH: &str = "/ho-so";
/// Lines of a page.
const LINES: usize = 50;
/// Lines of an answer to a program that does not say.
const API_LINES: usize = 100;
/// Most lines of a file: what a spreadsheet is comfortable with, and drawn in a moment.
const FILE_MOST: usize = 20_000;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let build = |app: &App, asked: &Asked, whole| HoSo::build(Study::open(app, asked)?, whole);
    respond_listed(app, asked, build).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    let build = |app: &App, asked: &Asked| {
        let mut study = Study::open(app, asked)?;
        let question = Question::read(&study)?;
        let limit = limit(asked)?.unwrap_or(API_LINES);
        question.listing(&mut study, limit)
    };
    crate::api::answer(app, asked, build).await
}

#[derive(Template)]
#[template(path = "ho_so.html")]
struct HoSo {
    chrome: Chrome,
    heading: String,
    agency: Link,
    /// The number.
    value: String,
    /// What it is a number of.
    unit: String,
    /// The page that explains the indicator.
    why: Option<Link>,
    sides: Vec<(Link, bool)>,
    scopes: Vec<(Link, bool)>,
    /// In words, and as they are written.
    conditions: Vec<(String, String)>,
    cite: String,
    decided: Vec<String>,
    listed: Listed,
}

impl Downloadable for HoSo {
    fn listed(&self) -> &Listed {
        &self.listed
    }
}

impl HoSo {
    fn build(mut study: Study, whole: bool) -> Result<Self, Trouble> {
        let question = Question::read(&study)?;
        let limit = if whole { FILE_MOST } else { LINES };
        let listing = question.listing(&mut study, limit)?;
        let lang = study.asked.lang;
        let heading = heading(&study, &question);
        let own = ["indicator", "measure", "side", "own"];
        let title = format!("{heading} – {}", study.agency.name);
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), title, &study.asked.own(&own)),
            agency: Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            },
            value: lang.integer(listing.value),
            unit: lang.text(&format!("ho-so-kind-{}", kind(&listing))),
            why: why(&study, &question),
            sides: sides(&study, &question),
            scopes: scopes(&study, question.scope),
            conditions: listing.conditions.iter().map(|text| said(lang, text)).collect(),
            cite: cite(&study, &question),
            decided: listing.decided.iter().map(|one| decided(&study, one)).collect(),
            listed: listed(&study, &Named::of(&study)?, &listing, heading.clone()),
            heading,
        })
    }
}

fn said(lang: Lang, text: &str) -> (String, String) {
    (spoken::condition(lang, text), text.to_owned())
}

fn heading(study: &Study, question: &Question) -> String {
    let lang = study.asked.lang;
    let rulebook = study.rulebook();
    match &question.what {
        What::Indicator(at, side) => {
            let rule = &rulebook.indicators[*at];
            let side = lang.text(&format!("drill-{}", side_code(*side)));
            let name = lang.pick(&rule.name);
            lang.text_with(
                "ho-so-heading",
                &[("code", &rule.code), ("name", name), ("side", &side)],
            )
        }
        What::Measure(id) => measure_name(rulebook, lang, id),
    }
}

fn measure_name(rulebook: &Rulebook, lang: Lang, id: &str) -> String {
    let marks = chiso_scoring::measure::quality_marks();
    let known = rulebook.measures.iter().chain(&marks).find(|measure| measure.id == id);
    known.map_or_else(|| id.to_owned(), |measure| lang.pick(&measure.name).to_owned())
}

fn kind(listing: &Listing) -> &'static str {
    match (listing.kind, listing.of) {
        ("rows", Some(of)) => of,
        ("procedures", _) => "procedures",
        ("amounts", _) => "amounts",
        ("agencies", _) => "agencies",
        _ => "parts",
    }
}

fn why(study: &Study, question: &Question) -> Option<Link> {
    let What::Indicator(at, _) = question.what else { return None };
    let code = &study.rulebook().indicators[at].code;
    let href = study.link(&crate::link::place(code), &[("nguon", "ho-so")]);
    Some(Link { href, text: study.asked.lang.text("ho-so-why") })
}

fn sides(study: &Study, question: &Question) -> Vec<(Link, bool)> {
    let What::Indicator(at, current) = question.what else { return Vec::new() };
    let code = study.rulebook().indicators[at].code.clone();
    let all = [Side::Numerator, Side::Denominator, Side::Rest];
    let link = |side: Side| {
        let extra = [("indicator", &*code), ("side", side_code(side)), ("cursor", "")];
        let text = study.asked.lang.text(&format!("drill-{}", side_code(side)));
        (Link { href: study.asked.again(&extra), text }, side == current)
    };
    all.into_iter().map(link).collect()
}

fn scopes(study: &Study, current: Scope) -> Vec<(Link, bool)> {
    let all = [(Scope::Subtree, "ho-so-subtree", ""), (Scope::Own, "ho-so-own", "1")];
    let link = |(scope, key, value): (Scope, &str, &str)| {
        let href = study.asked.again(&[("own", value), ("cursor", "")]);
        (Link { href, text: study.asked.lang.text(key) }, scope == current)
    };
    all.into_iter().map(link).collect()
}

fn cite(study: &Study, question: &Question) -> String {
    match question.what {
        What::Indicator(at, _) => {
            citation(study.rulebook(), &study.rulebook().indicators[at], study.asked.lang)
        }
        What::Measure(_) => String::new(),
    }
}

/// A choice between numbers, with the names of measures.
fn decided(study: &Study, decided: &crate::wire::dossiers::Decided) -> String {
    let lang = study.asked.lang;
    let branch = |branch: &crate::wire::dossiers::Branch| {
        let name = measure_name(study.rulebook(), lang, &branch.text);
        let chosen = if branch.chosen { " ←" } else { "" };
        format!("{name} = {}{chosen}", lang.integer(branch.value))
    };
    let branches: Vec<String> = decided.branches.iter().map(branch).collect();
    let said = [("branches", &*branches.join("; "))];
    lang.text_with(&format!("drill-decided-{}", decided.of), &said)
}

fn listed(study: &Study, named: &Named, listing: &Listing, caption: String) -> Listed {
    let lang = study.asked.lang;
    let mut listed = Listed::new(lang, "ho-so", caption, &[("ho-so-code", false)]);
    let shape = Shape::of(listing);
    listed.columns.extend(shape.columns(lang));
    listed.rows = listing.rows.iter().map(|row| shape.cells(study, named, row)).collect();
    listed.empty = lang.text("ho-so-empty");
    if listing.rows.len() < listing.count {
        let said = [
            ("shown", &*lang.integer(i64::try_from(listing.rows.len()).unwrap_or(i64::MAX))),
            ("count", &*lang.integer(i64::try_from(listing.count).unwrap_or(i64::MAX))),
        ];
        listed.count = lang.text_with("ho-so-count", &said);
    }
    listed.more = listing.next.as_ref().map(|next| Link {
        href: study.asked.again(&[("cursor", next)]),
        text: lang.text("ho-so-next"),
    });
    let mut facts = study.facts();
    facts.push((lang.text("ho-so-value"), lang.integer(listing.value)));
    if !listed.count.is_empty() {
        facts.push((lang.text("ho-so-shown"), listed.count.clone()));
    }
    let whole = study.asked.clone();
    listed.downloads(&whole, facts)
}

/// Path of a dossier's page.
pub(crate) fn one(code: &str) -> String {
    format!("{PATH}/{}", encoded(code))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::fixture::live::LiveSite;

    const AUGUST: &str = "agency=H55&period=2026-08";

    #[tokio::test]
    async fn the_rest_says_which_dossiers_are_late_and_what_made_them_so() {
        let live = LiveSite::filled().await;
        let page = live.site.get(&format!("/ho-so?{AUGUST}&indicator=2.1&side=rest")).await;
        assert_eq!(page.one(".scores .big"), "2");
        let rows = page.all("#ho-so tbody tr");
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows[0].starts_with("H55.242-260803-0118 UBND xã Phú Bình 1.004222"), "{rows:?}");
        assert!(rows[0].contains("✗ (kết thúc, chưa có thì lấy thời điểm tính)"));
        assert!(rows[1].contains("kết thúc: —"), "{rows:?}");
        let links = page.attributes("#ho-so tbody a", "href");
        assert_eq!(links[0], "/ho-so/H55.242-260803-0118?period=2026-08&agency=H55");
        assert!(page.one("h1").contains("phần mẫu số không tính vào tử số"));
    }

    #[tokio::test]
    async fn numbers_on_pages_lead_to_exactly_their_dossiers() {
        let live = LiveSite::filled().await;
        for uri in [
            "/don-vi/H55.242?period=2026-08&nguon=ho-so",
            "/chi-so/2.1?agency=H55&period=2026-08&nguon=ho-so",
            "/chi-so/2.1?agency=H55&period=2026-08&nguon=ho-so&known_at=5&as_of=2026-08-20T08:00",
        ] {
            let page = live.site.get(uri).await;
            assert_eq!(page.status, 200, "{uri}: {}", page.page_text());
            let lists = "a[href^='/ho-so?'][href*='indicator=']";
            let (hrefs, texts) = (page.attributes(lists, "href"), page.all(lists));
            assert!(texts.len() >= 2, "{uri}: {texts:?}");
            for (href, text) in hrefs.iter().zip(&texts) {
                let list = live.site.get(href).await;
                assert_eq!(list.status, 200, "{href}");
                let number = text.trim_end_matches(" giây");
                assert_eq!(list.one(".scores .big"), number, "{uri} → {href}");
            }
        }
    }

    #[tokio::test]
    async fn a_list_goes_on_over_pages_and_comes_as_a_file() {
        let live = LiveSite::filled().await;
        let uri = format!("/api/v1/dossiers?{AUGUST}&indicator=2.1&side=denominator&limit=3");
        let first = live.site.get(&uri).await.json();
        assert_eq!((first["value"].as_i64(), first["count"].as_i64()), (Some(4), Some(4)));
        assert_eq!(first["rows"].as_array().unwrap().len(), 3);
        let next = first["next"].as_str().unwrap();
        let second = live.site.get(&format!("{uri}&cursor={next}")).await.json();
        assert_eq!(second["rows"][0]["code"], "H55.243-260804-0031");
        assert_eq!(second["next"], serde_json::Value::Null);
        let file =
            live.site.get(&format!("/ho-so?{AUGUST}&indicator=2.1&side=rest&dang=csv")).await;
        assert!(file.header("content-type").starts_with("text/csv"));
        assert_eq!(file.text.lines().count(), 3, "{}", file.text);
        assert!(file.text.contains("2026-08-12T17:00:00"), "{}", file.text);
        let book = live.site.get(&format!("/ho-so?{AUGUST}&dang=xlsx")).await;
        assert_eq!(book.status, 200);
    }

    #[tokio::test]
    async fn own_and_below_are_told_apart() {
        let live = LiveSite::filled().await;
        for (own, count) in [("0", 4), ("1", 0)] {
            let uri = format!("/api/v1/dossiers?{AUGUST}&measure=handled&own={own}");
            let list = live.site.get(&uri).await.json();
            assert_eq!(
                (list["value"].as_i64(), &list["scope"] == "own"),
                (Some(count), own == "1")
            );
        }
    }

    #[rstest]
    #[case("indicator=2.1&side=x", 400, "side")]
    #[case("indicator=TDGQ", 400, "indicator")]
    #[case("indicator=9.9", 404, "9.9")]
    #[case("indicator=3.2&side=rest", 400, "side")]
    #[case("measure=khong-co", 400, "measure")]
    #[case("indicator=2.1&cursor=1.004222", 400, "cursor")]
    #[case("indicator=2.1&own=x", 400, "own")]
    #[case("indicator=2.1&known_at=99", 400, "known_at")]
    #[case("indicator=2.1&known_at=0", 400, "known_at")]
    #[case("indicator=2.1&as_of=2027-01-01", 400, "as_of")]
    #[case("indicator=2.1&limit=1001", 400, "limit")]
    #[tokio::test]
    async fn what_cannot_be_opened_is_said(
        #[case] asked: &str,
        #[case] status: u16,
        #[case] said: &str,
    ) {
        let live = LiveSite::filled().await;
        let answer = live.site.get(&format!("/api/v1/dossiers?{AUGUST}&{asked}")).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(answer.text.contains(said), "{}", answer.text);
        if !asked.contains("limit") {
            assert_eq!(live.site.get(&format!("/ho-so?{AUGUST}&{asked}")).await.status, status);
        }
    }

    #[tokio::test]
    async fn who_is_not_signed_in_sees_no_codes_of_dossiers() {
        let live = LiveSite::outside();
        for (uri, status) in [
            ("/ho-so", 303),
            ("/ho-so/H55.242-260803-0118", 303),
            ("/api/v1/dossiers", 401),
            ("/api/v1/dossiers/H55.242-260803-0118", 401),
        ] {
            assert_eq!(live.site.get(uri).await.status, status, "{uri}");
        }
        live.push(&crate::fixture::live::four()).await;
        let page = live.site.get("/don-vi/H55.242?period=2026-08&nguon=ho-so").await;
        assert!(page.attributes("a[href^='/ho-so']", "href").is_empty());
    }
}
