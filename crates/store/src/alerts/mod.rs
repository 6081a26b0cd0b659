//! Alerts: begun and ended by rules, taken up and closed by agencies, told to addresses. All of it only
//! grows. Nothing here makes a revision: an alert is derived from the log, and names the revision it rests on.

mod read;
mod tell;

use chiso_scoring::alert::{Alert, Change, Event, Finding, Refused};
use chiso_scoring::dossier::Seconds;
use rusqlite::Connection;

use crate::check;
use crate::convert::moment_text;
use crate::error::{Error, Result};
use crate::store::Store;
use read::{find, is_open, next_number};

pub use tell::DeliveryRow;

/// Something that happened to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// Its number among all events; they only grow.
    pub id: u64,
    /// When.
    pub at: Seconds,
    /// Revision of the log it rests on.
    pub revision: u64,
    /// What.
    pub event: Event,
    /// The alert as it stands now.
    pub alert: Alert,
}

impl Store {
    /// Writes down what rules came to. What no longer fits, because somebody else was faster, is left out:
    /// the next evaluation sees it. One small transaction; none if there is nothing to write.
    ///
    /// # Errors
    /// A text cannot be kept, or the database failed. Then nothing was stored.
    pub fn change_alerts(
        &self,
        changes: &[Change],
        at: Seconds,
        revision: u64,
    ) -> Result<Vec<Happened>> {
        check::count(changes.len(), self.limits().batch)?;
        for change in changes {
            if let Change::Raise(finding) = change {
                check_finding(finding)?;
            }
        }
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        self.write(|work| {
            let written = changes.iter().map(|change| write(work, change, at, revision));
            let written: Vec<Option<Happened>> = written.collect::<Result<_>>()?;
            Ok(written.into_iter().flatten().collect())
        })
    }

    /// The last revision that was there at a moment; 0 if there was none yet.
    ///
    /// # Errors
    /// The moment stands in no calendar, or the database failed.
    pub fn revision_at(&self, at: Seconds) -> Result<u64> {
        let at = moment_text(at)?;
        let reader = self.reader()?;
        let mut statement = reader
            .prepare_cached("select coalesce(max(number), 0) from revision where made_at <= ?1")?;
        Ok(statement.query_row([at], |row| row.get(0))?)
    }

    /// Writes down what an agency did with an alert. Saying the same again changes nothing and gives
    /// `None` beside the alert as it stands.
    ///
    /// # Errors
    /// The database failed; inside, why the event cannot follow.
    pub fn answer_alert(
        &self,
        number: u64,
        event: &Event,
        at: Seconds,
        revision: u64,
    ) -> Result<std::result::Result<(Alert, Option<Happened>), Refused>> {
        self.write(|work| {
            let Some(alert) = find(work, number)? else { return Ok(Err(Refused::Unknown)) };
            if alert.says(event) {
                return Ok(Ok((alert, None)));
            }
            if let Err(refused) = alert.accepts(event) {
                return Ok(Err(refused));
            }
            let happened = follow(work, number, event, at, revision)?;
            Ok(Ok((happened.alert.clone(), Some(happened))))
        })
    }
}

/// One change of an evaluation; `None` if it no longer fits.
fn write(
    work: &Connection,
    change: &Change,
    at: Seconds,
    revision: u64,
) -> Result<Option<Happened>> {
    match change {
        Change::Raise(finding) if is_open(work, &finding.key)? => Ok(None),
        Change::Raise(finding) => {
            let number = next_number(work)?;
            insert(work, number, finding)?;
            follow(work, number, &Event::Raised(finding.clone()), at, revision).map(Some)
        }
        Change::Clear { alert, cause, value } => {
            let event = Event::Cleared { cause: *cause, value: *value };
            let fits = find(work, *alert)?.is_some_and(|alert| alert.accepts(&event).is_ok());
            if fits { follow(work, *alert, &event, at, revision).map(Some) } else { Ok(None) }
        }
    }
}

fn insert(work: &Connection, number: u64, finding: &Finding) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into alert
             (number, rule, kind, subject, place, agency, owner, period, value, before, threshold)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    statement.execute((
        number,
        &finding.key.rule,
        &finding.kind,
        &finding.key.subject,
        &finding.key.place,
        &finding.agency,
        &finding.owner,
        finding.period.map(|period| period.to_string()),
        finding.value.to_string(),
        finding.before.map(|before| before.to_string()),
        finding.threshold.to_string(),
    ))?;
    Ok(())
}

fn follow(
    work: &Connection,
    number: u64,
    event: &Event,
    at: Seconds,
    revision: u64,
) -> Result<Happened> {
    let mut statement = work.prepare_cached(
        "insert into alert_event (alert, at, revision, kind, agency, note, cause, value)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         returning id",
    )?;
    let (kind, agency, note, cause, value) = match event {
        Event::Raised(_) => ("raised", None, None, None, None),
        Event::Acknowledged { by, note } => ("acknowledged", Some(by), Some(note), None, None),
        Event::Closed { by, reason } => ("closed", Some(by), Some(reason), None, None),
        Event::Cleared { cause, value } => {
            ("cleared", None, None, Some(cause.code()), value.map(|value| value.to_string()))
        }
    };
    let values = (number, at, revision, kind, agency, note, cause, value);
    let id = statement.query_row(values, |row| row.get(0))?;
    let alert = find(work, number)?.ok_or(Error::Damaged("alert"))?;
    Ok(Happened { id, at, revision, event: event.clone(), alert })
}

fn check_finding(finding: &Finding) -> Result<()> {
    check::call_text("rule", &finding.key.rule)?;
    check::call_text("subject", &finding.key.subject)?;
    check::call_text("agency", &finding.agency)?;
    check::call_text("owner", &finding.owner)?;
    if finding.period.is_none_or(check::real) {
        return Ok(());
    }
    Err(Error::Call { field: "period", problem: "does not exist" })
}
