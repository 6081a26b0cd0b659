//! `/chi-so/{code}?agency=`: why one number is what it is, and the same number around it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::compare::{ChildPart, over_children};
use chiso_scoring::explain::{Line, explain};
use chiso_scoring::figure::Counts;
use chiso_scoring::round::half_up;
use chiso_scoring::sheet::{Place, Ranked};
use chiso_scoring::split::Split;
use rust_decimal::Decimal;

use crate::App;
use crate::against::{self, Against};
use crate::asked::{Asked, Segment};
use crate::chrome::{Chrome, Here, Link, Picker};
use crate::link::isolated;
use crate::loaded::Source;
use crate::number::{MISSING, Num, Ratio};
use crate::respond::respond;
use crate::table::place_name;
use crate::trouble::{Trouble, cut};
use crate::view::View;

/// The page.
pub(crate) async fn page(State(app): State<App>, Segment(code): Segment, asked: Asked) -> Response {
    respond(app, asked, move |app, asked| ChiSo::build(&View::open(app, asked)?, &code)).await
}

#[derive(Template)]
#[template(path = "chi_so.html")]
struct ChiSo {
    chrome: Chrome,
    heading: String,
    agency: Link,
    /// Said of numbers that are out of date.
    stale: Option<String>,
    num: Num,
    ratio: Option<Ratio>,
    lines: Vec<Line>,
    parts: Vec<(Link, Num)>,
    rules: Link,
    counted: bool,
    peers: Vec<Peers>,
    against: Picker,
    split: Option<SplitTable>,
    split_text: String,
}

/// The same number of agencies of one kind.
struct Peers {
    title: String,
    rows: Vec<Peer>,
}

struct Peer {
    rank: String,
    agency: Link,
    ratio: Option<Ratio>,
    num: Num,
    current: bool,
}

/// The change of an indicator, split over the children.
struct SplitTable {
    before: String,
    after: String,
    rows: Vec<SplitRow>,
    /// What the form bends, and what rounding leaves over.
    rest: Vec<(String, String)>,
    change: String,
    notices: Vec<String>,
    /// Where a directive is drafted from a fall.
    draft: Option<Link>,
}

struct SplitRow {
    agency: Link,
    before: String,
    after: String,
    performance: String,
    mix: String,
    both: String,
}

impl ChiSo {
    fn build(view: &View, code: &str) -> Result<Self, Trouble> {
        let place = Place::find(view.rulebook(), code).ok_or_else(|| no_place(view, code))?;
        let agency = view.scope("agency")?;
        let against = Against::asked(view)?;
        let usual = || Against::usual(view, agency);
        let mut own = view.asked.own(&[against::PARAMETER]);
        own.insert(0, ("agency", agency.code.clone()));
        let heading = heading(view, place);
        let title =
            format!("{heading} – {} – {}", isolated(&agency.name), view.lang.period(view.period()));
        let peers = peers(view, agency, place);
        let chosen = picker(view, agency, against.as_ref());
        let side = against.or_else(usual);
        let split = side.as_ref().and_then(|side| split(view, side, agency, place));
        Ok(Self {
            chrome: view.chrome(Here::Below, title, &own, &[&agency.code]),
            agency: Link { href: view.agency_link(&agency.code), text: agency.name.clone() },
            stale: crate::fresh::stale(view, &agency.code),
            num: Num::new(
                view.lang,
                place.of(&view.sheet().score(agency)),
                place.points_max(view.rulebook()),
            ),
            ratio: ratio(view, agency, place),
            lines: explain(view.sheet(), agency, place, view.lang),
            parts: parts(view, agency, place),
            rules: rules(view, place),
            counted: matches!(place, Place::Indicator(_)),
            split_text: split_text(view, place, side.as_ref(), split.is_some()),
            peers,
            against: chosen,
            split,
            heading,
        })
    }
}

fn no_place(view: &View, code: &str) -> Trouble {
    let lower = code.to_lowercase();
    let rulebook = view.rulebook();
    let known = rulebook.groups.iter().map(|group| &group.code);
    let known = known.chain(rulebook.indicators.iter().map(|indicator| &indicator.code));
    let mut near: Vec<(usize, &String)> =
        known.map(|known| (strsim::osa_distance(&lower, &known.to_lowercase()), known)).collect();
    near.sort();
    let link = |known: &String| Link {
        href: view.link(&crate::link::place(known), &[]),
        text: known.clone(),
    };
    Trouble::NoPlace {
        code: cut(code),
        hints: near.iter().take(3).map(|(_, known)| link(known)).collect(),
    }
}

fn heading(view: &View, place: Place) -> String {
    let name = place_name(view, place);
    if place == Place::Total { name } else { format!("{} {name}", place.code(view.rulebook())) }
}

fn ratio(view: &View, agency: &Agency, place: Place) -> Option<Ratio> {
    let Place::Indicator(at) = place else { return None };
    let score = view.sheet().score(agency);
    let rulebook = view.rulebook();
    let ratio = Ratio::new(view.lang, &rulebook.indicators[at], &score.indicators[at]);
    Some(ratio.listed(view.lists(agency, at)))
}

/// What a sum is made of.
fn parts(view: &View, agency: &Agency, place: Place) -> Vec<(Link, Num)> {
    let rulebook = view.rulebook();
    let places: Vec<Place> = match place {
        Place::Indicator(_) => Vec::new(),
        Place::Group(at) => rulebook.groups[at].indicators.clone().map(Place::Indicator).collect(),
        Place::Axis(at) => rulebook.axes[at].groups.iter().map(|at| Place::Group(*at)).collect(),
        Place::Total => (0..rulebook.axes.len()).map(Place::Axis).collect(),
    };
    let score = view.sheet().score(agency);
    let part = |part: Place| {
        let href = view.place_link(part.code(rulebook), &agency.code);
        let num = Num::new(view.lang, part.of(&score), part.points_max(rulebook));
        (Link { href, text: heading(view, part) }, num)
    };
    places.into_iter().map(part).collect()
}

fn rules(view: &View, place: Place) -> Link {
    let href = view.link(
        "/cong-thuc",
        &[("rulebook", &view.rulebook().id), ("as_of", ""), ("basis", ""), ("known_at", "")],
    );
    let anchor = match place {
        Place::Indicator(_) => format!("#{}", anchor(place.code(view.rulebook()))),
        _ => String::new(),
    };
    Link { href: format!("{href}{anchor}"), text: view.lang.text("indicator-rules") }
}

/// Anchor of an indicator on the page of rules.
pub(crate) fn anchor(code: &str) -> String {
    format!("chi-tieu-{}", code.replace('.', "-"))
}

/// Children by kind, or the siblings of an agency without children.
fn peers(view: &View, agency: &Agency, place: Place) -> Vec<Peers> {
    let below = view.kinds(&agency.code);
    let beside = (agency.level, view.siblings(agency));
    let siblings = Some(beside).filter(|(_, list)| list.len() > 1);
    let kinds = below.iter().map(|kind| (kind, "peers-below"));
    let kinds = kinds.chain(siblings.iter().map(|kind| (kind, "peers-beside")));
    kinds.map(|((level, list), key)| kind(view, agency, place, *level, list, key)).collect()
}

fn kind(
    view: &View,
    agency: &Agency,
    place: Place,
    level: Level,
    list: &[&Agency],
    key: &str,
) -> Peers {
    let level = view.lang.level(level);
    let ranked = view.sheet().rank(list, place);
    Peers {
        title: view.lang.text_with(key, &[("level", &level)]),
        rows: ranked.iter().map(|row| peer(view, place, row, &agency.code)).collect(),
    }
}

fn peer(view: &View, place: Place, row: &Ranked<'_>, current: &str) -> Peer {
    let rulebook = view.rulebook();
    let code = &row.agency.code;
    let ratio = match place {
        Place::Indicator(at) => {
            let scored = &row.score.indicators[at];
            let ratio = Ratio::new(view.lang, &rulebook.indicators[at], scored);
            Some(ratio.listed(view.lists(row.agency, at)))
        }
        _ => None,
    };
    Peer {
        rank: row.rank.map_or(MISSING.to_owned(), |rank| rank.to_string()),
        agency: Link {
            href: view.place_link(place.code(rulebook), code),
            text: row.agency.name.clone(),
        },
        ratio,
        num: Num::new(view.lang, row.points, place.points_max(rulebook)),
        current: code == current,
    }
}

fn picker(view: &View, agency: &Agency, against: Option<&Against>) -> Picker {
    let kept = view.standing.pairs().into_iter().chain([("agency", agency.code.as_str())]);
    Picker {
        action: view.asked.path.clone(),
        hidden: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        fields: vec![against::field(view, against)],
    }
}

/// Decimals of a share in points: finer than points, so that small children are seen.
const SHARE_DIGITS: u32 = 4;

fn split(view: &View, side: &Against, agency: &Agency, place: Place) -> Option<SplitTable> {
    let Place::Indicator(at) = place else { return None };
    let (parts, split) = over_children(side.loaded.sheet(), view.sheet(), &agency.code, at)?;
    if parts.iter().all(|part| part.agency.is_none()) {
        return None;
    }
    let signed = |value: Decimal| view.lang.signed(value);
    let shares = rounded(&split);
    let shown: Decimal = shares.iter().map(|(performance, mix)| performance + mix).sum();
    let form = half_up(split.form, SHARE_DIGITS);
    let rows = parts.iter().zip(&shares);
    Some(SplitTable {
        before: side.label.clone(),
        after: view.lang.period(view.period()),
        rows: rows.map(|(part, share)| split_row(view, place, part, *share)).collect(),
        rest: vec![
            (view.lang.text("split-form"), signed(form)),
            // What is left of the printed numbers, so that the column adds up as printed.
            (view.lang.text("split-rounding"), signed(split.change - shown - form)),
        ],
        change: signed(split.change),
        notices: side.notices(view, agency),
        draft: draft(view, side, agency, at).filter(|_| split.change < Decimal::ZERO),
    })
}

/// A directive can be drafted from dossiers, by those who work with them, between two periods under one rulebook.
fn draft(view: &View, side: &Against, agency: &Agency, indicator: usize) -> Option<Link> {
    let before = side.loaded.sheet();
    let counted = matches!(side.loaded.key.source, Source::Dossiers(_));
    if !(view.is_live() && view.app.internal && counted) {
        return None;
    }
    let (from, to) = (before.period.to_string(), view.period().to_string());
    let code = &view.rulebook().indicators[indicator].code;
    let lang = view.asked.standing().lang.unwrap_or_default();
    let asked = [
        ("agency", agency.code.as_str()),
        ("code", code),
        ("from", &from),
        ("to", &to),
        ("rulebook", &view.rulebook().id),
        ("lang", &lang),
    ];
    let asked = asked.into_iter().filter(|(_, value)| !value.is_empty());
    let href = crate::link::url("/chi-dao/nhap", asked);
    Some(Link { href, text: view.lang.text("draft-link") })
}

/// Performance and mix of each part, as printed.
fn rounded(split: &Split) -> Vec<(Decimal, Decimal)> {
    let round = |value| half_up(value, SHARE_DIGITS);
    let shares = split.shares.iter();
    // Mix takes what is left of the part's own sum.
    let pair = |share: &chiso_scoring::split::Share| {
        let both = round(share.performance + share.mix);
        let performance = round(share.performance);
        (performance, both - performance)
    };
    shares.map(pair).collect()
}

fn split_row(view: &View, place: Place, part: &ChildPart, share: (Decimal, Decimal)) -> SplitRow {
    let counts = |counts: Counts| {
        format!(
            "{} / {}",
            view.lang.integer(counts.numerator),
            view.lang.integer(counts.denominator)
        )
    };
    let child = part.agency.as_deref().and_then(|code| view.agency(code).ok());
    let href = |child: &Agency| view.place_link(place.code(view.rulebook()), &child.code);
    SplitRow {
        agency: Link {
            href: child.map(href).unwrap_or_default(),
            text: child.map_or_else(|| view.lang.text("split-others"), |child| child.name.clone()),
        },
        before: counts(part.part.before),
        after: counts(part.part.after),
        performance: view.lang.signed(share.0),
        mix: view.lang.signed(share.1),
        both: view.lang.signed(share.0 + share.1),
    }
}

/// Why there is no split, or how to read it.
fn split_text(view: &View, place: Place, side: Option<&Against>, split: bool) -> String {
    let key = match (place, side) {
        (Place::Indicator(_), _) if split => "split-how",
        (Place::Indicator(_), Some(_)) => "split-impossible",
        (Place::Indicator(_), None) => "split-no-side",
        _ => "split-sum",
    };
    view.lang.text(key)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Site;

    #[tokio::test]
    async fn explains_the_number_and_shows_it_around() {
        let page = Site::new().get("/chi-so/2.1?agency=H44").await;
        let facts = page.all(".facts dd");
        assert!(facts.contains(&"1.712 ÷ 1.840 = 93,04 %".to_owned()), "{facts:?}");
        assert!(facts.contains(&"18,62".to_owned()), "published: {facts:?}");
        let tables = page.all(".peers");
        assert_eq!(tables.len(), 3);
        assert!(tables[0].contains("36 43 83,72 %"), "{tables:?}");
        assert!(page.all(".peers tbody tr").iter().any(|row| row.contains("chưa có số liệu")));
    }

    #[tokio::test]
    async fn the_split_adds_up_as_printed() {
        let page = Site::new().get("/chi-so/2.1?agency=H44&so-voi=2026-07").await;
        let number = |text: &String| -> i64 {
            let text = text.replace([',', '.'], "");
            text.parse().unwrap_or_else(|_| panic!("{text}"))
        };
        let parts: Vec<i64> = page.all("#tach tbody td:last-child").iter().map(number).collect();
        let change = page.one("#tach tfoot td");
        // Parts have four decimals, the change two.
        assert!(parts.len() >= 5, "{parts:?}");
        assert_eq!(parts.iter().sum::<i64>(), number(&change) * 100);
        assert!(page.one("#tach table").contains("Các đơn vị khác"));
    }

    #[tokio::test]
    async fn a_group_is_a_sum_and_says_so() {
        let page = Site::new().get("/chi-so/TDGQ?agency=H44.100&lang=en").await;
        assert!(page.page_text().contains("have no counts of their own"));
        assert_eq!(page.all(".parts li").len(), 2);
        assert!(page.all("#tach table").is_empty());
    }

    #[tokio::test]
    async fn text_of_the_page() {
        insta::assert_snapshot!(
            Site::new().get("/chi-so/2.1?agency=H44&so-voi=2026-07").await.outline()
        );
    }
}
