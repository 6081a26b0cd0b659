//! `/`: one agency at a glance.

mod differences;
mod periods;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::collate::compare;
use chiso_scoring::figure::TOTAL;
use chiso_scoring::rank::mean;
use chiso_scoring::round::half_up_decimal;
use chiso_scoring::score::{AgencyScore, Basis, Points};
use chiso_scoring::sheet::{Place, Ranked};
use rust_decimal::Decimal;

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Choice, Chrome, Field, Here, Link};
use crate::link::isolated;
use crate::number::{Num, share};
use crate::respond::respond;
use crate::table::{Grade, columns, grade, place_name};
use crate::trouble::Trouble;
use crate::view::{View, name};

use differences::{Line, differences, found_text};
use periods::{PeriodLine, periods};

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond(app, asked, |app, asked| TongQuan::build(&View::open(app, asked)?)).await
}

#[derive(Template)]
#[template(path = "tong_quan.html")]
struct TongQuan {
    chrome: Chrome,
    agency: Link,
    code: String,
    level: String,
    period: String,
    captured: String,
    total: Num,
    grade: Option<Grade>,
    published: Both,
    rank: Option<Rank>,
    bars: Vec<Bar>,
    kinds: Vec<Kind>,
    differences: Vec<Line>,
    differences_text: String,
    more: bool,
    periods: Vec<PeriodLine>,
}

/// The place among siblings.
struct Rank {
    place: String,
    of: String,
    how: String,
    href: String,
}

/// A group's bar.
struct Bar {
    code: String,
    name: String,
    num: Num,
    published: Both,
    /// Width of the bar out of 100; empty without points.
    width: String,
    /// Where the mean stands out of 100; empty without one.
    mean_at: String,
    mean: String,
    /// The bar in words.
    label: String,
}

/// Best and worst children of one kind.
struct Kind {
    title: String,
    summary: String,
    best: Vec<Place3>,
    worst: Vec<Place3>,
    all: Link,
}

/// A place in a short list.
struct Place3 {
    rank: String,
    agency: Link,
    num: Num,
}

/// Children on each end of a short list.
const ENDS: usize = 3;

impl TongQuan {
    fn build(view: &View) -> Result<Self, Trouble> {
        let agency = view.scope("agency")?;
        let score = view.sheet().score(agency);
        let period = view.lang.period(view.period());
        let title = view.lang.text_with(
            "overview-title",
            &[("agency", &isolated(&agency.name)), ("period", &period)],
        );
        let own = [("agency", agency.code.clone())];
        let (differences, found) = differences(view, agency);
        let differences_text =
            if view.is_live() { String::new() } else { found_text(view.lang, found) };
        let mut chrome = view.chrome(Here::Overview, title, &own, &[&agency.code]);
        choose_agency(view, agency, &mut chrome);
        let total = Num::new(view.lang, score.total, view.rulebook().max);
        Ok(Self {
            agency: Link { href: view.agency_link(&agency.code), text: agency.name.clone() },
            code: agency.code.clone(),
            level: view.lang.level(agency.level),
            captured: view.captured(&[&agency.code]),
            total: total.at(view.place_link(TOTAL, &agency.code)),
            grade: grade(view, score.total.points),
            published: both(view, agency, Place::Total),
            rank: rank(view, agency),
            bars: bars(view, agency, &score),
            kinds: kinds(view, agency),
            differences_text,
            more: found > differences.len(),
            differences,
            periods: periods(view, agency),
            period,
            chrome,
        })
    }
}

/// The form's agency is a visible choice instead of a hidden one.
fn choose_agency(view: &View, agency: &Agency, chrome: &mut Chrome) {
    if let Some(picker) = &mut chrome.picker {
        picker.hidden.retain(|(name, _)| name != "agency");
        picker.fields.insert(0, agencies(view, agency));
    }
}

/// Provinces with figures, the agency's path, its siblings and its children with figures.
fn agencies(view: &View, agency: &Agency) -> Field {
    let sheet = view.sheet();
    let known = |other: &&Agency| !sheet.data(&other.code).provenance.is_empty();
    let provinces = sheet.tree.of_level(Level::Province, sheet.period).into_iter().filter(known);
    let near = sheet.tree.path(agency, sheet.period).into_iter().chain([agency]);
    let beside = view.siblings(agency).into_iter().filter(known);
    let below = sheet.children(&agency.code).into_iter().filter(known);
    let mut all: Vec<&Agency> = provinces.chain(near).chain(beside).chain(below).collect();
    all.sort_by(|a, b| a.level.cmp(&b.level).then_with(|| compare(&a.name, &b.name)));
    all.dedup_by(|a, b| a.code == b.code);
    let mut groups: Vec<(String, Vec<Choice>)> = Vec::new();
    for other in all {
        let label = view.lang.level(other.level);
        let choice = Choice {
            value: other.code.clone(),
            text: name(other),
            chosen: other.code == agency.code,
        };
        match groups.last_mut() {
            Some((last, choices)) if *last == label => choices.push(choice),
            _ => groups.push((label, vec![choice])),
        }
    }
    Field { name: "agency", label: view.lang.text("pick-agency"), groups }
}

/// Published beside recomputed points.
#[derive(Default)]
struct Both {
    /// Both in one sentence; empty where they are the same.
    text: String,
    /// Whether rounding alone does not explain it.
    differs: bool,
}

/// What is counted beside what is published; without either, nothing.
fn beside(view: &View, agency: &Agency, place: Place) -> Both {
    let ours = place.of(&view.sheet().score(agency)).points;
    let sides = ours.zip(view.announced(agency, place));
    let text = |(ours, theirs): (Decimal, Num)| {
        let counted = view.lang.decimal(ours);
        let arguments = [("computed", counted.as_str()), ("published", theirs.text.as_str())];
        Both { differs: counted != theirs.text, text: view.lang.text_with("both-live", &arguments) }
    };
    sides.map(text).unwrap_or_default()
}

fn both(view: &View, agency: &Agency, place: Place) -> Both {
    if view.is_live() {
        return beside(view, agency, place);
    }
    let by = |basis| place.of(&view.sheet().score_by(basis, agency)).points;
    let figures = &view.sheet().data(&agency.code).figures;
    let stated = match place {
        Place::Total => figures.total,
        Place::Group(at) => figures.groups[at],
        Place::Axis(at) => figures.axes[at],
        Place::Indicator(at) => figures.indicators[at],
    };
    let published = stated.and_then(|figure| figure.points).or_else(|| by(Basis::Published));
    let sides = by(Basis::Computed).zip(published).filter(|(ours, theirs)| ours != theirs);
    let Some((ours, theirs)) = sides else { return Both::default() };
    // A number printed with fewer decimals is compared at those.
    let digits = ours.scale().min(theirs.scale().max(1));
    let round = |value| half_up_decimal(value, digits);
    let (computed, published) = (view.lang.decimal(ours), view.lang.decimal(theirs));
    let arguments = [("computed", computed.as_str()), ("published", &published)];
    Both { text: view.lang.text_with("both", &arguments), differs: round(ours) != round(theirs) }
}

/// The published rank, else the place among at least two siblings with points.
fn rank(view: &View, agency: &Agency) -> Option<Rank> {
    let parent = agency.parent.as_deref()?;
    let href = view.link("/xep-hang", &[("parent", parent), ("level", agency.level.code())]);
    let published = view.sheet().data(&agency.code).rank;
    if let Some((place, of)) = published.and_then(|rank| Some((rank.numerator?, rank.denominator)))
    {
        let of = of.map(|of| view.lang.integer(of)).unwrap_or_default();
        let how = view.lang.text("rank-published");
        return Some(Rank { place: view.lang.integer(place), of, how, href });
    }
    let ranked = view.sheet().rank(&view.siblings(agency), Place::Total);
    let known = ranked.iter().filter(|row| row.rank.is_some()).count();
    let own = ranked.iter().find(|row| row.agency.code == agency.code)?.rank?;
    let how = view.lang.text_with("rank-computed", &[("level", &view.lang.level(agency.level))]);
    (known > 1).then(|| Rank { place: own.to_string(), of: known.to_string(), how, href })
}

fn bars(view: &View, agency: &Agency, score: &AgencyScore) -> Vec<Bar> {
    let siblings: Vec<AgencyScore> =
        view.siblings(agency).into_iter().map(|other| view.sheet().score(other)).collect();
    let places = columns(view.rulebook(), std::iter::once(score));
    places.into_iter().map(|place| bar(view, agency, place, place.of(score), &siblings)).collect()
}

fn bar(
    view: &View,
    agency: &Agency,
    place: Place,
    points: Points,
    siblings: &[AgencyScore],
) -> Bar {
    let rulebook = view.rulebook();
    let (code, max) = (place.code(rulebook), place.points_max(rulebook));
    let num = Num::new(view.lang, points, max).at(view.place_link(code, &agency.code));
    let known: Vec<Decimal> = siblings.iter().filter_map(|score| place.of(score).points).collect();
    let middle = mean(&known, rulebook.digits).filter(|_| known.len() > 1);
    let name = place_name(view, place);
    let mean_text = middle.map(|middle| {
        let (mean, count) = (view.lang.decimal(middle), known.len().to_string());
        view.lang.text_with("bar-mean", &[("mean", &mean), ("count", &count)])
    });
    Bar {
        width: points.points.map(|points| share(points, max)).unwrap_or_default(),
        mean_at: middle.map(|middle| share(middle, max)).unwrap_or_default(),
        mean: mean_text.unwrap_or_default(),
        published: both(view, agency, place),
        label: format!("{name}: {}", num.title),
        code: code.to_owned(),
        name,
        num,
    }
}

fn kinds(view: &View, agency: &Agency) -> Vec<Kind> {
    let kinds = view.kinds(&agency.code).into_iter();
    kinds.map(|(level, children)| kind(view, agency, level, &children)).collect()
}

fn kind(view: &View, agency: &Agency, level: Level, children: &[&Agency]) -> Kind {
    let ranked = view.sheet().rank(children, Place::Total);
    let known: Vec<&Ranked<'_>> = ranked.iter().filter(|row| row.rank.is_some()).collect();
    let line = |row: &&Ranked<'_>| Place3 {
        rank: row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        agency: Link { href: view.agency_link(&row.agency.code), text: row.agency.name.clone() },
        num: Num::new(view.lang, row.points, view.rulebook().max),
    };
    let (all, some) = (children.len().to_string(), known.len().to_string());
    let summary = view.lang.text_with("rank-summary", &[("known", &some), ("all", &all)]);
    let text = view.lang.text_with("overview-all", &[("count", &all)]);
    let href = view.link("/xep-hang", &[("parent", &agency.code), ("level", level.code())]);
    let best = known.len().min(ENDS);
    let worst = known.len().saturating_sub(ENDS).max(best);
    Kind {
        title: view.lang.level(level),
        summary,
        best: known[..best].iter().map(line).collect(),
        worst: known[worst..].iter().map(line).collect(),
        all: Link { href, text },
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Site;

    #[tokio::test]
    async fn the_fullest_province_of_the_last_capture_is_shown_first() {
        let page = Site::new().get("/").await;
        assert_eq!(page.one("h1"), "Phú Thọ");
        assert_eq!(page.one(".over"), "Tỉnh, thành phố · H44 · tháng 8/2026");
        assert_eq!(page.all(".bars li").len(), 6);
        let bars = page.all(".bars li").join("\n");
        assert!(
            bars.contains("18,61 a /20") && bars.contains("trung bình 2 đơn vị: 17,86"),
            "{bars}"
        );
        // 17.01 + 18.61 + 10.02 + 6.03 + 15.04 + 19.05, against the published 18.62.
        assert!(page.all(".score")[0].contains("tính lại 85,76 / công bố 85,77"));
        assert!(page.all(".score")[2].contains("1 /2"));
    }

    #[tokio::test]
    async fn a_published_rank_and_total_are_shown_beside_ours() {
        let page = Site::new().get("/?period=2023-08&lang=en").await;
        assert!(page.all(".score")[0].contains("recomputed 46.70 / published 46.76"));
        assert!(page.all(".score")[2].contains("48 /63 as published"));
        assert_eq!(page.all(".score .both").len(), 1);
    }

    #[tokio::test]
    async fn differences_are_counted_and_listed() {
        let page = Site::new().get("/?agency=H44").await;
        let text = page.page_text();
        assert!(text.contains("2 số công bố không khớp"), "{text}");
        assert!(text.contains("18,30 18,20 +0,10 910 / 1.000"), "{text}");
        let other = Site::new().get("/?agency=H01").await;
        assert!(other.page_text().contains("Không tìm thấy chỗ nào"));
    }

    #[tokio::test]
    async fn an_agency_without_figures_has_no_zero() {
        let page = Site::new().get("/?agency=H44.102").await;
        assert!(page.all(".score")[0].contains("— /100 chưa có số liệu"));
        assert!(page.all(".fill").is_empty());
    }

    #[tokio::test]
    async fn text_of_the_page() {
        let site = Site::new();
        insta::assert_snapshot!("vi", site.get("/").await.outline());
        insta::assert_snapshot!("en", site.get("/?lang=en").await.outline());
    }
}
