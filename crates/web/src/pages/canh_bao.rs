//! `/canh-bao`: what rules found, who has to answer, and what became of it.
//!
//! Parameters: `state` (`open`, `ended`), `agency` (about it, below it, or owned by it), `alert` (the one that is
//! opened), `offset` (the first ended one shown); for programs also `limit`.

mod answer;
mod desk;
mod feed;
mod one;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::alert::Alert;
use chiso_scoring::explain::rulebook_label;

use crate::App;
use crate::alert::words;
use crate::asked::Asked;
use crate::chrome::{Chrome, Link};
use crate::listing::{Cell, FORM, Listed, Sheet, Tabled, respond_tables};
use crate::moment::local;
use crate::trouble::Trouble;
use crate::wire::alerts::{AlertLine, AlertList};
pub(crate) use answer::{ack, close, submit};
use desk::{Desk, Shown};
pub(crate) use feed::feed;
use one::One;

/// Path of the page.
pub(crate) const PATH: &str = "/canh-bao";
/// Ended alerts on one page.
const PAGE: usize = 50;
/// Ended alerts in one file or answer.
const MOST: usize = 10_000;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, CanhBao::build).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| {
        let desk = Desk::open(app, asked)?;
        let limit = asked.count("limit")?.and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.unwrap_or(PAGE).clamp(1, MOST);
        let alerts = desk.alerts(desk.state()?, limit)?;
        let alerts = alerts.iter().map(|alert| AlertLine::new(desk.rules(), alert)).collect();
        Ok(AlertList {
            heading: desk.heading()?,
            alerts,
            open: app.store.open_alerts()?.len(),
            ended: app.store.ended_alerts_count()?,
            left_out: Some(app.alerts.left_out()).filter(|count| *count > 0),
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "canh_bao.html")]
struct CanhBao {
    chrome: Chrome,
    tabs: Vec<(Link, bool)>,
    feed: Link,
    /// The alert that is opened.
    one: Option<One>,
    alerts: Listed,
    rules: Listed,
    /// What the operator has to know.
    notices: Vec<String>,
}

impl Tabled for CanhBao {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        vec![self.alerts.sheet(), self.rules.sheet()]
    }
}

impl CanhBao {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        let whole = asked.value(FORM).is_some();
        let desk = Desk::open(app, asked)?;
        let state = desk.state()?;
        let alerts = desk.alerts(state, if whole { MOST } else { PAGE })?;
        let ended = app.store.ended_alerts_count()?;
        Ok(Self {
            chrome: desk.chrome()?,
            tabs: desk.tabs(state),
            feed: Link {
                href: desk.standing().link("/canh-bao/feed.xml", &[]),
                text: desk.lang().text("alert-feed"),
            },
            one: One::build(&desk)?,
            alerts: desk.listed(state, &alerts, ended)?,
            rules: desk.rule_list()?,
            notices: desk.notices()?,
        })
    }
}

impl Desk {
    fn tabs(&self, shown: Shown) -> Vec<(Link, bool)> {
        let tab = |key: &str, state, value: &str| {
            let href = self.link(&[("state", value)]);
            (Link { href, text: self.lang().text(key) }, state == shown)
        };
        vec![tab("alert-open", Shown::Open, ""), tab("alert-ended-list", Shown::Ended, "ended")]
    }

    fn listed(&self, state: Shown, alerts: &[Alert], ended: u64) -> Result<Listed, Trouble> {
        let lang = self.lang();
        let mut columns = vec![
            ("alert-number", true),
            ("alert-name", false),
            ("alert-subject", false),
            ("alert-value", false),
            ("alert-threshold", false),
            ("alert-owner", false),
            ("alert-since", false),
        ];
        let (id, key, empty) = match state {
            Shown::Open => {
                columns.push(("alert-step", false));
                ("canh-bao", "alert-open", "alert-none")
            }
            Shown::Ended => {
                columns.extend([("alert-until", false), ("alert-how", false)]);
                ("canh-bao-ket-thuc", "alert-ended-list", "alert-none-ended")
            }
        };
        let mut listed = Listed::new(lang, id, lang.text(key), &columns);
        listed.empty = lang.text(empty);
        listed.rows = alerts.iter().map(|alert| self.row(alert)).collect();
        listed.more = self.more(state, alerts.len(), ended)?;
        let rulebook = self.app.rulebooks.for_period(self.period).map_err(Trouble::internal)?;
        let facts = self.facts(rulebook_label(rulebook, lang));
        Ok(listed.downloads(&self.asked, facts))
    }

    /// The next page of ended alerts.
    fn more(&self, state: Shown, shown: usize, ended: u64) -> Result<Option<Link>, Trouble> {
        let next = self.offset()?.saturating_add(shown);
        let there_are = state == Shown::Ended && shown == PAGE && (next as u64) < ended;
        Ok(there_are.then(|| Link {
            href: self.link(&[("state", "ended"), ("offset", &next.to_string())]),
            text: self.lang().text("alert-more"),
        }))
    }

    fn row(&self, alert: &Alert) -> Vec<Cell> {
        let (lang, found) = (self.lang(), &alert.finding);
        let moment = |at| Cell::new(lang, Item::Moment(local(at)));
        let number = alert.number.to_string();
        let opened = self.link(&[("alert", &number)]) + "#dang-xem";
        let integer = Item::Integer(i64::try_from(alert.number).unwrap_or(i64::MAX));
        let mut cells = vec![
            Cell::new(lang, integer).at(opened.clone()),
            Cell::text(words::name(lang, self.rules(), found)).at(opened),
            Cell::text(self.subject(found)),
            Cell::text(words::value(lang, found)).at(self.number(found)),
            Cell::text(words::threshold(lang, found)),
            Cell::text(self.named(&found.owner)),
            moment(alert.raised_at),
        ];
        match &alert.ended {
            Some(ended) => {
                cells.push(moment(ended.at));
                cells.push(Cell::text(words::end(lang, ended)));
            }
            None => cells.push(Cell::text(words::step(lang, alert))),
        }
        cells
    }

    fn rule_list(&self) -> Result<Listed, Trouble> {
        let lang = self.lang();
        let columns = [
            ("alert-name", false),
            ("alert-kind", false),
            ("alert-scope", false),
            ("alert-quiet", false),
        ];
        let mut listed = Listed::new(lang, "quy-tac", lang.text("alert-rules"), &columns);
        let rules = self.rules().rules.iter().map(|rule| {
            let kind = lang.text(&format!("alert-kind-{}", rule.condition.kind()));
            vec![
                Cell::text(lang.pick(&rule.name)),
                Cell::text(kind),
                Cell::text(words::scope(lang, &rule.scope)),
                Cell::text(words::hours(lang, rule.quiet)),
            ]
        });
        listed.rows = rules.collect();
        let rulebook = self.app.rulebooks.for_period(self.period).map_err(Trouble::internal)?;
        Ok(listed.downloads(&self.asked, self.facts(rulebook_label(rulebook, lang))))
    }

    /// Alerts that were not raised, and addresses that could not be told lately.
    fn notices(&self) -> Result<Vec<String>, Trouble> {
        let lang = self.lang();
        let left_out = self.app.alerts.left_out();
        let count = left_out.to_string();
        let flood = (left_out > 0).then(|| lang.text_with("alert-left-out", &[("count", &count)]));
        let told = self.app.store.deliveries(PAGE)?;
        let silent = self.rules().hooks.iter().filter_map(|hook| {
            let failed = told.iter().filter(|row| row.hook == hook.id && !row.delivered).count();
            let said = [("hook", hook.id.as_str()), ("count", &failed.to_string())];
            (failed > 0).then(|| lang.text_with("alert-undelivered", &said))
        });
        Ok(flood.into_iter().chain(silent).collect())
    }
}

#[cfg(test)]
mod tests;
