//! `/lanh-dao`: one screen and one sheet of paper for whoever leads an agency: where it stands, what moved, who must act,
//! what by when, and whether the data can be trusted.

mod read;
mod say;
mod tables;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::figure::TOTAL;
use chiso_scoring::movement::SideText;
use jiff::ToSpan;

use self::read::{EARLIER, Facts, earlier, read};
use self::tables::{
    Group, days, direction, group_sheet, groups, moves, order_list, orders, source_list, units,
    warned,
};
use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Link};
use crate::link::{isolated, place};
use crate::listing::{Listed, Sheet, Tabled, respond_tables};
use crate::moment::local;
use crate::named::Named;
use crate::number::{MISSING, Num};
use crate::pages::{bien_dong, canh_bao, chat_luong, chi_dao, viec};
use crate::study::Study;
use crate::table::Grade;
use crate::trouble::Trouble;

/// Path of the page.
pub(crate) const PATH: &str = "/lanh-dao";
/// Parameters of this page alone.
const OWN: [&str; 2] = ["agency", EARLIER];

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| LanhDao::build(Study::open(app, asked)?)).await
}

#[derive(Template)]
#[template(path = "lanh_dao.html")]
struct LanhDao {
    chrome: Chrome,
    heading: String,
    agency: Link,
    /// The page in a few sentences.
    sentences: Vec<String>,
    /// What it is compared with; the one shown.
    sides: Vec<(Link, bool)>,
    total: Num,
    grade: Option<Grade>,
    rank: Option<Rank>,
    change: String,
    direction: &'static str,
    groups: Vec<Group>,
    moves: Listed,
    units: Listed,
    days: Listed,
    orders: Listed,
    sources: Listed,
    /// More than there is room for: units that must act, dossiers due, directives, movement, sources, alerts.
    more: [Link; 6],
}

/// The place among siblings.
struct Rank {
    place: String,
    of: String,
    before: String,
    href: String,
}

impl Tabled for LanhDao {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let lists = [&self.moves, &self.units, &self.days, &self.orders, &self.sources];
        let groups = group_sheet(self.chrome.lang, &self.groups);
        std::iter::once(groups).chain(lists.map(Listed::sheet)).collect()
    }
}

impl LanhDao {
    fn build(mut study: Study) -> Result<Self, Trouble> {
        let earlier = earlier(&study)?;
        let facts = read(&mut study, &earlier)?;
        let (orders, warned) = (orders(&study)?, warned(&study, &facts)?);
        let lang = study.asked.lang;
        let (name, period) = (isolated(&study.agency.name), lang.period(study.period));
        let said = [("agency", name.as_str()), ("period", &period)];
        let heading = lang.text_with("leader-heading", &said);
        let side = say::side(lang, &study, &earlier);
        let kept = study.asked.own(&OWN);
        let change = facts.before.as_ref().and_then(|before| before.told.change);
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), heading.clone(), &kept),
            heading,
            agency: Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            },
            sentences: say::sentences(&study, &facts, &side, &orders, &warned),
            sides: sides(&study, &earlier),
            total: total(&study, &facts),
            grade: grade(&study, &facts),
            rank: rank(&study, &facts),
            change: change.map_or_else(|| MISSING.to_owned(), |change| lang.signed(change)),
            direction: direction(change),
            groups: groups(&study, &facts),
            moves: moves(&study, &facts),
            units: units(&study, &facts),
            days: days(&study, &facts),
            orders: order_list(&study, &orders),
            sources: source_list(&study, &Named::of(&study)?, &facts, &warned),
            more: more(&study, &facts, orders.open),
        })
    }

    /// Tables with their files: id, name, links.
    fn downloads(&self) -> Vec<(String, Vec<Link>)> {
        let files = |sheet: Sheet| (sheet.listing.title, self.chrome.files(&sheet.id));
        self.tables().into_iter().map(files).collect()
    }
}

fn total(study: &Study, facts: &Facts) -> Num {
    let href = study.link(&place(TOTAL), &[("nguon", "ho-so")]);
    Num::new(study.asked.lang, facts.score.total, study.rulebook().max).bare().at(href)
}

fn grade(study: &Study, facts: &Facts) -> Option<Grade> {
    let grade = study.rulebook().grade(facts.score.total.points?)?;
    Some(Grade { code: grade.code.clone(), name: study.asked.lang.pick(&grade.name).to_owned() })
}

/// The place among at least two siblings with points.
fn rank(study: &Study, facts: &Facts) -> Option<Rank> {
    let lang = study.asked.lang;
    let (place, of) = (facts.rank.0?, facts.rank.1);
    let parent = study.agency.parent.as_deref()?;
    let level = study.agency.level.code();
    let own = [("parent", parent), ("level", level), ("nguon", "ho-so")];
    let before = facts.before.as_ref().and_then(|before| before.rank);
    let before =
        before.map(|rank| lang.text_with("leader-rank-before", &[("rank", &rank.to_string())]));
    let href = study.standing().link("/xep-hang", &own);
    let (place, of_text) = (place.to_string(), of.to_string());
    (of > 1).then(|| Rank { place, of: of_text, before: before.unwrap_or_default(), href })
}

/// The period before; of a period that is not over also yesterday and a week ago.
fn sides(study: &Study, shown: &SideText) -> Vec<(Link, bool)> {
    let lang = study.asked.lang;
    let today = local(study.now).date();
    let period = study.period;
    let plain = SideText { period: period.previous(), as_of: None, known_at: None };
    let ago = |days: i64| {
        let day = today.saturating_sub(days.days());
        let at = day.to_datetime(jiff::civil::time(23, 59, 59, 0));
        SideText { period, as_of: Some(at), known_at: None }
    };
    let inside = |side: &SideText| {
        let day = side.as_of.map_or(period.first(), |at| at.date());
        (period.first()..=period.last()).contains(&day) && today <= period.last()
    };
    let days = [("leader-since-day", ago(1)), ("leader-since-week", ago(7))];
    let days = days.into_iter().filter(|(_, side)| inside(side));
    let all = std::iter::once(("leader-since-period", plain)).chain(days);
    let link = |(key, side): (&str, SideText)| {
        let text = if side == plain { String::new() } else { side.to_string() };
        let href = study.asked.again(&[(EARLIER, &text)]);
        (Link { href, text: lang.text(key) }, side == *shown)
    };
    all.map(link).collect()
}

fn more(study: &Study, facts: &Facts, orders: usize) -> [Link; 6] {
    let lang = study.asked.lang;
    let link = |path: &str, extra: &[(&str, &str)], key: &str, count: usize| Link {
        href: study.link(path, extra),
        text: match count {
            0 => lang.text(&format!("{key}-none")),
            _ => lang.text_with(key, &[("count", &lang.integer(count as i64))]),
        },
    };
    let side = study.asked.value(EARLIER).unwrap_or_default();
    [
        link(viec::PATH, &[("list", "due")], "leader-all-units", facts.units.len()),
        link(viec::PATH, &[("list", "overdue")], "leader-all-overdue", facts.all.overdue),
        link(chi_dao::PATH, &[], "leader-all-directives", orders),
        link(bien_dong::PATH, &[(EARLIER, side)], "leader-all-moved", 0),
        link(chat_luong::PATH, &[], "leader-all-sources", 0),
        link(canh_bao::PATH, &[], "leader-all-alerts", facts.alerts),
    ]
}

#[cfg(test)]
mod tests;
