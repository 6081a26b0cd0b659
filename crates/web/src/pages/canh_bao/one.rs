//! One alert, opened: its course, and the forms that answer it.

use chiso_scoring::alert::{Alert, Event};
use chiso_scoring::lang::Lang;
use chiso_store::Happened;

use super::{Desk, PATH};
use crate::alert::words;
use crate::chrome::Choice;
use crate::moment::local;
use crate::trouble::{Trouble, cut};

/// The alert that is opened.
pub(super) struct One {
    pub title: String,
    /// Its number is explained there.
    pub number: String,
    /// What it says, label and text.
    pub facts: Vec<(String, String)>,
    /// What happened: when, what, by whom.
    pub course: Vec<(String, String)>,
    /// Where the forms are sent to.
    pub action: String,
    /// Agencies that may answer.
    pub agencies: Vec<Choice>,
    /// Whether it can still be taken up.
    pub ack: bool,
    /// Whether it can still be closed.
    pub close: bool,
}

impl One {
    /// The alert of `alert`.
    pub fn build(desk: &Desk) -> Result<Option<Self>, Trouble> {
        let Some(given) = desk.asked.value("alert") else { return Ok(None) };
        let unknown = || Trouble::Missing { reason: "alert-unknown", given: cut(given) };
        let number: u64 = given.parse().map_err(|_| unknown())?;
        let alert = desk.app.store.alert(number)?.ok_or_else(unknown)?;
        let course = desk.app.store.events_of_alert(number)?;
        Ok(Some(Self {
            title: title(desk, &alert),
            number: desk.number(&alert.finding),
            facts: facts(desk, &alert),
            course: course.iter().map(|event| said(desk, event)).collect(),
            action: desk.standing().link(&format!("{PATH}/{number}"), &[]),
            agencies: agencies(desk, &alert),
            ack: alert.is_open() && alert.acknowledged.is_none(),
            close: alert.is_open(),
        }))
    }
}

fn title(desk: &Desk, alert: &Alert) -> String {
    let name = words::name(desk.lang(), desk.rules(), &alert.finding);
    let said = [("number", &*alert.number.to_string()), ("name", &name)];
    desk.lang().text_with("alert-one", &said)
}

fn facts(desk: &Desk, alert: &Alert) -> Vec<(String, String)> {
    let (lang, found) = (desk.lang(), &alert.finding);
    let line = |key: &str, text: String| (lang.text(key), text);
    let mut facts = vec![
        line("alert-subject", desk.subject(found)),
        line("alert-value", words::value(lang, found)),
        line("alert-threshold", words::threshold(lang, found)),
        line("alert-owner", desk.named(&found.owner)),
    ];
    facts.extend(found.period.map(|period| line("mark-period", lang.period(period))));
    facts.push(line("mark-revision", alert.revision.to_string()));
    facts
}

/// When something happened, and what.
fn said(desk: &Desk, event: &Happened) -> (String, String) {
    let lang = desk.lang();
    let text = match &event.event {
        Event::Raised(_) => lang.text("alert-course-raised"),
        Event::Acknowledged { by, note } if note.is_empty() => {
            by_whom(lang, "alert-course-ack", desk, by, "")
        }
        Event::Acknowledged { by, note } => by_whom(lang, "alert-course-ack-note", desk, by, note),
        Event::Closed { by, reason } => by_whom(lang, "alert-course-close", desk, by, reason),
        Event::Cleared { cause, .. } => lang.text(&format!("alert-cause-{}", cause.code())),
    };
    (lang.moment(local(event.at)), text)
}

fn by_whom(lang: Lang, key: &str, desk: &Desk, by: &str, note: &str) -> String {
    lang.text_with(key, &[("agency", &desk.named(by)), ("note", note)])
}

/// The owner and everybody above it, the nearest first.
fn agencies(desk: &Desk, alert: &Alert) -> Vec<Choice> {
    let owner = &alert.finding.owner;
    let found = desk.tree.find(owner, desk.period).ok();
    let above = found.map(|agency| desk.tree.path(agency, desk.period)).unwrap_or_default();
    let codes = [owner.as_str()].into_iter().chain(above.iter().rev().map(|a| a.code.as_str()));
    let choice = |code: &str| Choice {
        value: code.to_owned(),
        text: desk.named(code),
        chosen: code == owner,
    };
    codes.map(choice).collect()
}
