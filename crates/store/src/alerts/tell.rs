//! What happened, in order, and who was told of it.

use std::rc::Rc;

use chiso_scoring::alert::{Alert, Event, Hook};
use chiso_scoring::dossier::Seconds;
use rusqlite::Row;
use rusqlite::types::Value;

use super::Happened;
use super::read::{cause_of, find};
use crate::check;
use crate::convert::decimal;
use crate::error::{Error, Result};
use crate::store::Store;

/// What became of telling an address of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Number of the event.
    pub event: u64,
    /// Id of the address in the rules.
    pub hook: String,
    /// When it was delivered or given up.
    pub at: Seconds,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether it arrived.
    pub delivered: bool,
    /// Status of the last answer; `None` if there was none.
    pub answer: Option<u16>,
}

/// An event's own columns.
struct Raw {
    id: u64,
    alert: u64,
    at: Seconds,
    revision: u64,
    kind: String,
    agency: Option<String>,
    note: Option<String>,
    cause: Option<String>,
    value: Option<String>,
}

const EVENT: &str =
    "select id, alert, at, revision, kind, agency, note, cause, value from alert_event";

impl Store {
    /// The newest events, the last first; at most `limit`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn alert_events(&self, limit: usize) -> Result<Vec<Happened>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(&format!("{EVENT} order by id desc limit ?1"))?;
        let found = statement.query_map([limit], raw)?.collect::<rusqlite::Result<Vec<_>>>()?;
        found.into_iter().map(|raw| happened(&reader, raw)).collect()
    }

    /// The events of one alert, in order.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn events_of_alert(&self, number: u64) -> Result<Vec<Happened>> {
        let Ok(number) = i64::try_from(number) else { return Ok(Vec::new()) };
        let reader = self.reader()?;
        let mut statement =
            reader.prepare_cached(&format!("{EVENT} where alert = ?1 order by id"))?;
        let found = statement.query_map([number], raw)?.collect::<rusqlite::Result<Vec<_>>>()?;
        found.into_iter().map(|raw| happened(&reader, raw)).collect()
    }

    /// Events since a moment that an address wants and has neither got nor been given up for, the first
    /// first; at most `limit`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn untold_events(
        &self,
        hook: &Hook,
        since: Seconds,
        limit: usize,
    ) -> Result<Vec<Happened>> {
        let limit = limit.min(self.limits().answer) as u64;
        let rules = hook.rules.iter().map(|rule| Value::from(rule.clone())).collect();
        let (every, rules) = (hook.rules.is_empty(), Rc::<Vec<Value>>::new(rules));
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(&format!(
            "{EVENT}
             where at >= ?1
                   and not exists (
                       select 1 from alert_delivery told
                       where told.event = alert_event.id and told.hook = ?2)
                   and (?3 or (select rule from alert where number = alert_event.alert)
                              in (select value from rarray(?4)))
             order by id
             limit ?5"
        ))?;
        let found = statement.query_map((since, &hook.id, every, rules, limit), raw)?;
        let found = found.collect::<rusqlite::Result<Vec<_>>>()?;
        found.into_iter().map(|raw| happened(&reader, raw)).collect()
    }

    /// Writes down what became of telling an address. The first word about an event and address holds.
    ///
    /// # Errors
    /// A text cannot be kept, there is no such event, or the database failed.
    pub fn add_delivery(&self, row: &DeliveryRow) -> Result<()> {
        check::call_text("hook", &row.hook)?;
        self.write(|work| {
            let mut statement = work.prepare_cached(
                "insert into alert_delivery (event, hook, at, attempts, delivered, answer)
                 values (?1, ?2, ?3, ?4, ?5, ?6)
                 on conflict do nothing",
            )?;
            let DeliveryRow { event, hook, at, attempts, delivered, answer } = row;
            statement.execute((event, hook, at, attempts, delivered, answer))?;
            Ok(())
        })
    }

    /// What became of telling addresses, the newest event first; at most `limit`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn deliveries(&self, limit: usize) -> Result<Vec<DeliveryRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select event, hook, at, attempts, delivered, answer
             from alert_delivery
             order by event desc, hook
             limit ?1",
        )?;
        let rows = statement.query_map([limit], |row| {
            Ok(DeliveryRow {
                event: row.get(0)?,
                hook: row.get(1)?,
                at: row.get(2)?,
                attempts: row.get(3)?,
                delivered: row.get(4)?,
                answer: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        alert: row.get(1)?,
        at: row.get(2)?,
        revision: row.get(3)?,
        kind: row.get(4)?,
        agency: row.get(5)?,
        note: row.get(6)?,
        cause: row.get(7)?,
        value: row.get(8)?,
    })
}

fn happened(connection: &rusqlite::Connection, raw: Raw) -> Result<Happened> {
    let alert = find(connection, raw.alert)?.ok_or(Error::Damaged("alert"))?;
    let (id, at, revision) = (raw.id, raw.at, raw.revision);
    let event = event(raw, &alert)?;
    Ok(Happened { id, at, revision, event, alert })
}

fn event(raw: Raw, alert: &Alert) -> Result<Event> {
    let by = || raw.agency.clone().ok_or(Error::Damaged("agency"));
    let words = raw.note.clone().unwrap_or_default();
    Ok(match raw.kind.as_str() {
        "raised" => Event::Raised(alert.finding.clone()),
        "acknowledged" => Event::Acknowledged { by: by()?, note: words },
        "closed" => Event::Closed { by: by()?, reason: words },
        "cleared" => {
            let cause = raw.cause.as_deref().ok_or(Error::Damaged("cause"))?;
            Event::Cleared { cause: cause_of(cause)?, value: decimal("value", raw.value)? }
        }
        _ => return Err(Error::Damaged("kind")),
    })
}
