//! `/don-vi/{code}`: one agency, its indicators, its children, and the change since another side.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::Agency;
use chiso_scoring::figure::{Figure, TOTAL};
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::{Place, Provenance};

mod quality;

use quality::Mark;

use crate::App;
use crate::against::{self, Against, Compared, compared};
use crate::asked::{Asked, Segment};
use crate::chrome::{Chrome, Here, Labelled, Link, Picker};
use crate::link::isolated;
use crate::number::{MISSING, Num, Ratio, share};
use crate::respond::respond;
use crate::table::{Grade, Order, Table, columns, grade, place_name};
use crate::trouble::Trouble;
use crate::view::View;

/// The page.
pub(crate) async fn page(State(app): State<App>, Segment(code): Segment, asked: Asked) -> Response {
    let build = move |app: &App, asked: &Asked| {
        DonVi::build(&View::open_of(app, asked, Some(&code))?, &code)
    };
    respond(app, asked, build).await
}

#[derive(Template)]
#[template(path = "don_vi.html")]
struct DonVi {
    chrome: Chrome,
    name: String,
    code: String,
    path: Vec<Link>,
    facts: Vec<Labelled>,
    successors: Vec<Link>,
    predecessors: Vec<Link>,
    total: Num,
    /// The published total beside a counted one; empty without.
    announced: String,
    /// Said of numbers that are out of date.
    stale: Option<String>,
    grade: Option<Grade>,
    cards: Vec<Card>,
    tables: Vec<Table>,
    measures: Vec<Measure>,
    marks: Vec<Mark>,
    against: Picker,
    suggestion: Option<Link>,
    compared: Option<Compared>,
}

/// A group with its indicators.
struct Card {
    code: String,
    name: String,
    num: Num,
    /// The published points beside counted ones; empty without.
    announced: String,
    /// Width of its bar out of 100; empty without points.
    width: String,
    rows: Vec<Row>,
}

/// An indicator.
struct Row {
    place: Link,
    code: String,
    ratio: Ratio,
    num: Num,
    /// Shown only: no points to earn.
    shown: bool,
}

/// A plain measure.
struct Measure {
    name: String,
    id: String,
    value: String,
    percent: String,
    captured: String,
    source: String,
}

impl DonVi {
    fn build(view: &View, code: &str) -> Result<Self, Trouble> {
        let agency = view.agency(code)?;
        let score = view.sheet().score(agency);
        let against = Against::asked(view)?;
        let own = view.asked.own(&[against::PARAMETER]);
        let total = Num::new(view.lang, score.total, view.rulebook().max);
        let suggestion = against.is_none().then(|| Against::usual(view, agency)).flatten();
        Ok(Self {
            chrome: view.chrome(Here::Below, title(view, agency), &own, &[&agency.code]),
            name: agency.name.clone(),
            code: agency.code.clone(),
            path: path(view, agency),
            facts: facts(view, agency),
            successors: successors(view, agency),
            predecessors: predecessors(view, agency),
            total: total.at(view.place_link(TOTAL, &agency.code)),
            announced: view.announced_text(agency, Place::Total),
            stale: crate::fresh::stale(view, &agency.code),
            grade: grade(view, score.total.points),
            cards: cards(view, agency, &score),
            tables: tables(view, agency),
            measures: measures(view, agency),
            marks: quality::marks(view, agency),
            against: picker(view, against.as_ref()),
            suggestion: suggestion.map(|side| suggested(view, &side)),
            compared: against.map(|against| compared(view, &against, agency)),
        })
    }
}

fn title(view: &View, agency: &Agency) -> String {
    format!("{} – {}", isolated(&agency.name), view.lang.period(view.period()))
}

fn path(view: &View, agency: &Agency) -> Vec<Link> {
    let path = view.sheet().tree.path(agency, view.period());
    let link =
        |above: &&Agency| Link { href: view.agency_link(&above.code), text: above.name.clone() };
    path.iter().map(link).collect()
}

fn facts(view: &View, agency: &Agency) -> Vec<Labelled> {
    let line = |key: &str, text: String| Labelled { label: view.lang.text(key), text };
    let mut facts = vec![
        line("unit-code", agency.code.clone()),
        line("unit-level", view.lang.level(agency.level)),
        line("mark-captured", view.captured(&[&agency.code])),
    ];
    if let Some(from) = agency.valid_from {
        facts.push(line("unit-from", view.lang.date(from)));
    }
    if let Some(to) = agency.valid_to {
        facts.push(line("unit-to", view.lang.date(to)));
    }
    facts
}

fn successors(view: &View, agency: &Agency) -> Vec<Link> {
    let Some(to) = agency.valid_to else { return Vec::new() };
    let next = |other: &&Agency| {
        agency.successors.contains(&other.code) && other.valid_from.is_some_and(|from| from > to)
    };
    let all = view.known.tree.all();
    all.filter(next).map(|other| shown(view, other)).collect()
}

fn predecessors(view: &View, agency: &Agency) -> Vec<Link> {
    let Some(from) = agency.valid_from else { return Vec::new() };
    let before = |other: &&Agency| {
        other.successors.contains(&agency.code) && other.valid_to.is_some_and(|to| to < from)
    };
    let all = view.known.tree.all();
    all.filter(before).map(|other| shown(view, other)).collect()
}

/// A link where there is a period to show the agency in, else its name alone.
fn shown(view: &View, agency: &Agency) -> Link {
    let nowhere = || Link { href: String::new(), text: crate::view::name(agency) };
    view.link_in_time(agency).unwrap_or_else(nowhere)
}

fn cards(view: &View, agency: &Agency, score: &AgencyScore) -> Vec<Card> {
    let places = columns(view.rulebook(), std::iter::once(score));
    places.into_iter().map(|place| card(view, agency, score, place)).collect()
}

fn card(view: &View, agency: &Agency, score: &AgencyScore, place: Place) -> Card {
    let rulebook = view.rulebook();
    let (code, max, points) = (place.code(rulebook), place.points_max(rulebook), place.of(score));
    let rows = match place {
        Place::Group(at) => rulebook.groups[at].indicators.clone(),
        _ => 0..0,
    };
    Card {
        name: place_name(view, place),
        num: Num::new(view.lang, points, max).at(view.place_link(code, &agency.code)),
        announced: view.announced_text(agency, place),
        width: points.points.map(|points| share(points, max)).unwrap_or_default(),
        code: code.to_owned(),
        rows: rows.map(|at| row(view, agency, score, at)).collect(),
    }
}

fn row(view: &View, agency: &Agency, score: &AgencyScore, at: usize) -> Row {
    let rulebook = view.rulebook();
    let (rule, scored) = (&rulebook.indicators[at], &score.indicators[at]);
    Row {
        place: Link {
            href: view.place_link(&rule.code, &agency.code),
            text: view.lang.pick(&rule.name).to_owned(),
        },
        code: rule.code.clone(),
        ratio: Ratio::new(view.lang, rule, scored).listed(view.lists(agency, at)),
        num: Num::new(view.lang, scored.result, rule.max),
        shown: rule.max == 0,
    }
}

fn tables(view: &View, agency: &Agency) -> Vec<Table> {
    let own = [("parent", agency.code.as_str())];
    let order =
        Order { place: Place::Total, named: false, path: "/xep-hang", own: &own, current: "" };
    let kinds = view.kinds(&agency.code).into_iter();
    kinds.map(|(level, children)| Table::new(view, level, &children, order)).collect()
}

fn measures(view: &View, agency: &Agency) -> Vec<Measure> {
    let data = view.sheet().data(&agency.code);
    // What is counted is all of one moment.
    let counted = || data.provenance.values().next().filter(|_| view.is_live());
    let line = |(id, figure): (&String, &Figure)| {
        measure(view, id, figure, data.provenance.get(id).or_else(counted))
    };
    data.measures.iter().map(line).collect()
}

fn measure(view: &View, id: &str, figure: &Figure, from: Option<&Provenance>) -> Measure {
    let known = view.rulebook().measure(id);
    let missing = || MISSING.to_owned();
    Measure {
        name: known.map_or_else(|| id.to_owned(), |known| view.lang.pick(&known.name).to_owned()),
        id: id.to_owned(),
        value: figure.numerator.map_or_else(missing, |value| view.lang.integer(value)),
        percent: figure.rate.map_or_else(missing, |rate| format!("{} %", view.lang.decimal(rate))),
        captured: from.map_or_else(missing, |from| view.lang.moment(from.as_of)),
        source: from.map(|from| from.source.clone()).unwrap_or_default(),
    }
}

fn picker(view: &View, against: Option<&Against>) -> Picker {
    let kept = view.standing.pairs().into_iter();
    Picker {
        action: view.asked.path.clone(),
        hidden: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        fields: vec![against::field(view, against)],
    }
}

fn suggested(view: &View, side: &Against) -> Link {
    Link {
        href: format!("{}#so-sanh", view.asked.again(&[(against::PARAMETER, &side.value())])),
        text: view.lang.text_with("compare-suggest", &[("side", &side.label)]),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Site;

    #[tokio::test]
    async fn every_indicator_has_counts_state_points_and_origin() {
        let page = Site::new().get("/don-vi/H44").await;
        assert_eq!(page.all(".card.group").len(), 6);
        let row = page.all("#TDGQ tbody tr");
        assert!(row[0].contains("1.712 / 1.840 93,04 % 18,61 a /20"), "{row:?}");
        let missing = page.all("#MDSH tbody tr");
        assert!(missing[0].contains("chưa có số liệu — — /6 chưa có số liệu"), "{missing:?}");
        assert_eq!(page.all(".crumbs li"), ["Cả nước", "H44"]);
    }

    #[tokio::test]
    async fn two_captures_compare_and_a_day_means_its_last_capture() {
        let site = Site::new();
        let page = site.get("/don-vi/H44?so-voi=2026-09-02").await;
        let line = page.all("tr.line-indicator").into_iter().find(|row| row.starts_with("2.1"));
        assert!(line.unwrap().ends_with("▲ +0,29"));
        assert!(page.one(".compare caption").starts_with("chụp 02/09/2026"));
        assert!(page.all(".notice").is_empty());
        let suggested = site.get("/don-vi/H44").await;
        assert!(suggested.links().iter().any(|link| link.contains("so-voi=2026-09-02")));
    }

    #[tokio::test]
    async fn a_merger_and_a_change_of_rules_are_said() {
        let page = Site::new().get("/don-vi/H55?so-voi=2023-08").await;
        let notices = page.all(".notice").join(" ");
        assert!(notices.contains("không liên tục"), "{notices}");
        assert!(notices.contains("766-2022 và 766-2024"), "{notices}");
        let formed = page.all(".facts dd").join(" ");
        assert!(formed.contains("Bắc Kạn (H03) (tháng 8/2023)"), "{formed}");
    }

    #[tokio::test]
    async fn an_ended_unit_names_its_successor_and_plain_measures_are_listed() {
        let page = Site::new().get("/don-vi/H03?period=2023-08&lang=en").await;
        assert!(page.links().iter().any(|link| link.starts_with("/don-vi/H55?")));
        let text = page.page_text();
        assert!(text.contains("417") && text.contains("Carried on by"), "{text}");
    }

    #[tokio::test]
    async fn the_watermark_names_capture_revision_and_rulebook() {
        let page = Site::new().get("/don-vi/H44").await;
        let mark = page.one(".mark");
        for part in ["26/09/2026", "Phiên bản 3", "766-2024", "(không chính thức)"] {
            assert!(mark.contains(part), "{mark}");
        }
        let fixed = page.links().into_iter().find(|link| link.contains("known_at=3")).unwrap();
        assert!(
            fixed.contains("as_of=2026-09-26T00:00:00&rulebook=766-2024&basis=computed"),
            "{fixed}"
        );
    }

    #[tokio::test]
    async fn text_of_the_page() {
        insta::assert_snapshot!(Site::new().get("/don-vi/H44.100?so-voi=2026-07").await.outline());
    }
}
