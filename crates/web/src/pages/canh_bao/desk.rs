//! What every answer about alerts works on: the request, the agencies, the moment, and which alerts are meant.

use std::sync::Arc;

use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::alert::{Alert, Finding, Rules, Span};
use chiso_scoring::explain::rulebook_label;
use chiso_scoring::figure::TOTAL;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;

use super::{MOST, PATH};
use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Labelled, Mark, inner, nav};
use crate::link::{self, Standing};
use crate::moment::local;
use crate::trouble::Trouble;
use crate::wire::Heading;

/// Which alerts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Open,
    Ended,
}

/// What every answer about alerts works on.
pub(super) struct Desk {
    pub app: App,
    pub asked: Asked,
    pub tree: Arc<AgencyTree>,
    /// Revision and moment that are looked at.
    pub revision: u64,
    pub now: i64,
    /// The month it is.
    pub period: Period,
}

impl Desk {
    pub fn open(app: &App, asked: &Asked) -> Result<Self, Trouble> {
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

    pub fn lang(&self) -> Lang {
        self.asked.lang
    }

    pub fn rules(&self) -> &Rules {
        self.app.alerts.rules()
    }

    pub fn heading(&self) -> Result<Heading, Trouble> {
        let rulebook = self.app.rulebooks.for_period(self.period).map_err(Trouble::internal)?;
        let as_of = local(self.now).to_string();
        Ok(Heading::counted(rulebook, self.period.to_string(), as_of, self.revision))
    }

    /// `state`.
    pub fn state(&self) -> Result<Shown, Trouble> {
        let read = |text: &str| match text {
            "open" => Some(Shown::Open),
            "ended" => Some(Shown::Ended),
            _ => None,
        };
        Ok(self.asked.read_as("state", "bad-alert-state", read)?.unwrap_or(Shown::Open))
    }

    /// Where a page of ended alerts begins.
    pub fn offset(&self) -> Result<usize, Trouble> {
        let offset = self.asked.count("offset")?.unwrap_or(0);
        Ok(usize::try_from(offset).unwrap_or(usize::MAX))
    }

    /// The alerts of a state that the agency asked for has to do with.
    pub fn alerts(&self, state: Shown, limit: usize) -> Result<Vec<Alert>, Trouble> {
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
    pub fn concerns(&self, finding: &Finding, code: &str) -> bool {
        let about = finding.agency.as_str();
        let below = |found: &Agency| {
            self.tree.path(found, self.period).iter().any(|above| above.code == code)
        };
        finding.owner == code
            || about == code
            || self.tree.find(about, self.period).is_ok_and(below)
    }

    /// Name and code of an agency; a code that nobody has stands for itself.
    pub fn named(&self, code: &str) -> String {
        let found = self.tree.find(code, self.period).ok();
        let found = found.or_else(|| self.tree.versions(code).next_back());
        found.map_or_else(|| code.to_owned(), |agency| format!("{} ({code})", agency.name))
    }

    /// What an alert is about, in words.
    pub fn subject(&self, finding: &Finding) -> String {
        let named = self.named(&finding.agency);
        if finding.key.subject == finding.agency {
            named
        } else {
            format!("{} – {named}", finding.key.subject)
        }
    }

    /// Where the number of an alert is explained.
    pub fn number(&self, finding: &Finding) -> String {
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

    pub fn standing(&self) -> Standing {
        Standing { lang: self.asked.standing().lang, ..Standing::default() }
    }

    /// This page with other parameters of its own.
    pub fn link(&self, extra: &[(&str, &str)]) -> String {
        let agency = self.asked.value("agency").map(|code| ("agency", code));
        let all: Vec<(&str, &str)> = agency.into_iter().chain(extra.iter().copied()).collect();
        self.standing().link(PATH, &all)
    }

    pub fn chrome(&self) -> Result<Chrome, Trouble> {
        let lang = self.lang();
        let standing = self.standing();
        let rulebook = self.app.rulebooks.for_period(self.period).map_err(Trouble::internal)?;
        let facts = self.facts(rulebook_label(rulebook, lang));
        let lines = facts.into_iter().map(|(label, text)| Labelled { label, text }).collect();
        let note = lang.pick(&rulebook.note).to_owned();
        Ok(Chrome {
            title: lang.text("alert-title"),
            nav: nav(lang, &standing, Here::Inner(PATH), "", ""),
            inner: inner(lang, &standing, Here::Inner(PATH), ""),
            mark: Some(Mark {
                lines,
                brief: String::new(),
                note,
                permalink: String::new(),
                legend: Vec::new(),
            }),
            ..Chrome::plain(&self.asked)
        })
    }

    pub fn facts(&self, rulebook: String) -> Vec<(String, String)> {
        let lang = self.lang();
        vec![
            (lang.text("mark-period"), lang.period(self.period)),
            (lang.text("mark-captured"), lang.moment(local(self.now))),
            (lang.text("mark-revision"), self.revision.to_string()),
            (lang.text("mark-rulebook"), rulebook),
        ]
    }
}
