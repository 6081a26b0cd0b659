//! `/canh-bao`: what rules found, who has to answer, and what became of it.
//!
//! Parameters: `state` (`open`, `ended`), `agency` (about it, below it, or owned by it), `alert` (the one that is
//! opened), `offset` (the first ended one shown); for programs also `limit`.

mod answer;
mod feed;
mod one;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::alert::{Alert, Finding, Rules, Span};
use chiso_scoring::explain::rulebook_label;
use chiso_scoring::figure::TOTAL;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;

use crate::App;
use crate::alert::words;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Labelled, Link, Mark, inner, nav};
use crate::link::{self, Standing};
use crate::listing::{Cell, Downloadable, Listed, respond_listed};
use crate::moment::local;
use crate::trouble::Trouble;
use crate::wire::Heading;
use crate::wire::alerts::{AlertLine, AlertList};
pub(crate) use answer::{ack, close, submit};
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
    respond_listed(app, asked, CanhBao::build).await
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

/// Which alerts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Open,
    Ended,
}

/// What every answer about alerts works on.
struct Desk {
    app: App,
    asked: Asked,
    tree: Arc<AgencyTree>,
    /// Revision and moment that are looked at.
    revision: u64,
    now: i64,
    /// The month it is.
    period: Period,
}

impl Desk {
    fn open(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        asked.check()?;
        let present = app.present.as_ref().ok_or(Trouble::NoDossiers)?;
        let look = |revision, standing: &chiso_scoring::standing::Standing| {
            (revision, standing.live().now())
        };
        let (revision, now) = present.opened.current.look(look)?;
        let tree = app.intake.tree(app)?;
        let period = Span::Month.of(local(now).date());
        let desk = Self { app: app.clone(), asked: asked.clone(), tree, revision, now, period };
        if let Some(code) = asked.value("agency") {
            let none = |error| Trouble::no_agency(code, &error);
            desk.tree.find(code, period).map_err(none)?;
        }
        Ok(desk)
    }

    fn lang(&self) -> Lang {
        self.asked.lang
    }

    fn rules(&self) -> &Rules {
        self.app.alerts.rules()
    }

    fn heading(&self) -> Result<Heading, Trouble> {
        let rulebook = self.app.rulebooks.for_period(self.period).map_err(Trouble::internal)?;
        let as_of = local(self.now).to_string();
        Ok(Heading::counted(rulebook, self.period.to_string(), as_of, self.revision))
    }

    /// `state`.
    fn state(&self) -> Result<Shown, Trouble> {
        let read = |text: &str| match text {
            "open" => Some(Shown::Open),
            "ended" => Some(Shown::Ended),
            _ => None,
        };
        Ok(self.asked.read_as("state", "bad-alert-state", read)?.unwrap_or(Shown::Open))
    }

    /// Where a page of ended alerts begins.
    fn offset(&self) -> Result<usize, Trouble> {
        let offset = self.asked.count("offset")?.unwrap_or(0);
        Ok(usize::try_from(offset).unwrap_or(usize::MAX))
    }

    /// The alerts of a state that the agency asked for has to do with.
    fn alerts(&self, state: Shown, limit: usize) -> Result<Vec<Alert>, Trouble> {
        let store = &self.app.store;
        let Some(code) = self.asked.value("agency") else {
            return Ok(match state {
                Shown::Open => store.open_alerts()?,
                Shown::Ended => store.ended_alerts(limit, self.offset()?)?,
            });
        };
        let all = match state {
            Shown::Open => store.open_alerts()?,
            Shown::Ended => store.ended_alerts(MOST, 0)?,
        };
        let theirs = all.into_iter().filter(|alert| self.concerns(&alert.finding, code));
        Ok(match state {
            Shown::Open => theirs.collect(),
            Shown::Ended => theirs.skip(self.offset()?).take(limit).collect(),
        })
    }

    /// Whether an agency owns an alert, or it is about the agency or something below it.
    fn concerns(&self, finding: &Finding, code: &str) -> bool {
        let about = finding.agency.as_str();
        let below = |found: &Agency| {
            self.tree.path(found, self.period).iter().any(|above| above.code == code)
        };
        finding.owner == code
            || about == code
            || self.tree.find(about, self.period).is_ok_and(below)
    }

    /// Name and code of an agency; a code that nobody has stands for itself.
    fn named(&self, code: &str) -> String {
        let found = self.tree.find(code, self.period).ok();
        let found = found.or_else(|| self.tree.versions(code).next_back());
        found.map_or_else(|| code.to_owned(), |agency| format!("{} ({code})", agency.name))
    }

    /// What an alert is about, in words.
    fn subject(&self, finding: &Finding) -> String {
        let named = self.named(&finding.agency);
        if finding.key.subject == finding.agency {
            named
        } else {
            format!("{} – {named}", finding.key.subject)
        }
    }

    /// Where the number of an alert is explained.
    fn number(&self, finding: &Finding) -> String {
        let period = finding.period.map(|period| period.to_string()).unwrap_or_default();
        let agency = finding.agency.as_str();
        let counted = [("period", period.as_str()), ("nguon", "ho-so")];
        let standing = self.standing();
        match (finding.kind.as_str(), finding.key.place.as_str()) {
            ("falls" | "below_grade", "" | TOTAL) => standing.link(&link::agency(agency), &counted),
            ("falls" | "below_grade", place) => {
                let [period, source] = counted;
                standing.link(&link::place(place), &[period, source, ("agency", agency)])
            }
            ("overdue", _) => standing.link("/viec", &[("agency", agency), ("list", "overdue")]),
            ("due_soon", _) => standing.link("/viec", &[("agency", agency), ("list", "due")]),
            ("source_silent", _) => {
                standing.link("/chat-luong", &[("source", finding.key.subject.as_str())])
            }
            _ => {
                let number = link::encoded(&finding.key.subject);
                standing.link(&format!("/chi-dao/{number}"), &[])
            }
        }
    }

    fn standing(&self) -> Standing {
        Standing { lang: self.asked.standing().lang, ..Standing::default() }
    }

    /// This page with other parameters of its own.
    fn link(&self, extra: &[(&str, &str)]) -> String {
        let agency = self.asked.value("agency").map(|code| ("agency", code));
        let all: Vec<(&str, &str)> = agency.into_iter().chain(extra.iter().copied()).collect();
        self.standing().link(PATH, &all)
    }

    fn chrome(&self) -> Result<Chrome, Trouble> {
        let lang = self.lang();
        let standing = self.standing();
        let rulebook = self.app.rulebooks.for_period(self.period).map_err(Trouble::internal)?;
        let facts = self.facts(rulebook_label(rulebook, lang));
        let lines = facts.into_iter().map(|(label, text)| Labelled { label, text }).collect();
        let note = lang.pick(&rulebook.note).to_owned();
        Ok(Chrome {
            title: lang.text("alert-title"),
            nav: nav(lang, &standing, Here::Inner(PATH), &[], &[]),
            inner: inner(lang, &standing, Here::Inner(PATH), &[]),
            mark: Some(Mark { lines, note, permalink: String::new(), legend: Vec::new() }),
            ..Chrome::plain(&self.asked)
        })
    }

    fn facts(&self, rulebook: String) -> Vec<(String, String)> {
        let lang = self.lang();
        vec![
            (lang.text("mark-period"), lang.period(self.period)),
            (lang.text("mark-captured"), lang.moment(local(self.now))),
            (lang.text("mark-revision"), self.revision.to_string()),
            (lang.text("mark-rulebook"), rulebook),
        ]
    }
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

impl Downloadable for CanhBao {
    fn listed(&self) -> &Listed {
        &self.alerts
    }
}

impl CanhBao {
    fn build(app: &App, asked: &Asked, whole: bool) -> Result<Self, Trouble> {
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
            rules: desk.rule_list(),
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

    fn rule_list(&self) -> Listed {
        let lang = self.lang();
        let columns = [
            ("alert-id", false),
            ("alert-name", false),
            ("alert-kind", false),
            ("alert-scope", false),
            ("alert-quiet", false),
        ];
        let mut listed = Listed::new(lang, "quy-tac", lang.text("alert-rules"), &columns);
        let rules = self.rules().rules.iter().map(|rule| {
            let kind = lang.text(&format!("alert-kind-{}", rule.condition.kind()));
            vec![
                Cell::text(&rule.id),
                Cell::text(lang.pick(&rule.name)),
                Cell::text(kind),
                Cell::text(words::scope(lang, &rule.scope)),
                Cell::text(words::hours(lang, rule.quiet)),
            ]
        });
        listed.rows = rules.collect();
        listed
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
