//! Alerts as their rows and events add up.

use chiso_scoring::alert::{Acknowledged, Alert, Cause, Ended, Finding, Key};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::convert::{decimal, read_some};
use crate::error::{Error, Result};
use crate::store::Store;

/// An alert with its beginning, who took it up, and its end: at most one row of each.
const ALERT: &str = "
    select a.number, a.rule, a.kind, a.subject, a.place, a.agency, a.owner, a.period,
           a.value, a.before, a.threshold, b.at, b.revision,
           t.at, t.agency, t.note,
           e.at, e.revision, e.cause, e.agency, e.note, e.value
    from alert a
    join alert_event b on b.alert = a.number and b.kind = 'raised'
    left join alert_event t on t.alert = a.number and t.kind = 'acknowledged'
    left join alert_event e on e.alert = a.number and e.kind in ('closed', 'cleared')";

impl Store {
    /// Alerts that are open, by number.
    ///
    /// # Errors
    /// There are more than an answer holds, the database failed or is damaged.
    pub fn open_alerts(&self) -> Result<Vec<Alert>> {
        let limit = self.limits().answer;
        let found = self.some("where e.id is null order by a.number limit ?1", limit as u64 + 1)?;
        if found.len() > limit {
            return Err(Error::AnswerTooLarge { limit });
        }
        Ok(found)
    }

    /// What an evaluation has to know: the open alerts, and of each key the one that ended last.
    ///
    /// # Errors
    /// There are more than an answer holds, the database failed or is damaged.
    pub fn known_alerts(&self) -> Result<Vec<Alert>> {
        let last = "where e.id is null or not exists (
                 select 1 from alert later
                 where later.rule = a.rule and later.subject = a.subject
                       and later.place = a.place and later.number > a.number)
             order by a.number limit ?1";
        let limit = self.limits().answer;
        let found = self.some(last, limit as u64 + 1)?;
        if found.len() > limit {
            return Err(Error::AnswerTooLarge { limit });
        }
        Ok(found)
    }

    /// Alerts that have ended, the one that ended last first; at most `limit`, after the first `offset`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn ended_alerts(&self, limit: usize, offset: usize) -> Result<Vec<Alert>> {
        let limit = limit.min(self.limits().answer) as u64;
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        let ended = "where e.id is not null order by e.id desc limit ?1 offset ?2";
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(&format!("{ALERT} {ended}"))?;
        let mut rows = statement.query((limit, offset))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(alert(row)?);
        }
        Ok(found)
    }

    /// How many alerts have ended.
    ///
    /// # Errors
    /// The database failed.
    pub fn ended_alerts_count(&self) -> Result<u64> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select count(*) from alert_event where kind in ('closed', 'cleared')",
        )?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// One alert.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn alert(&self, number: u64) -> Result<Option<Alert>> {
        find(&*self.reader()?, number)
    }

    fn some(&self, which: &str, bound: u64) -> Result<Vec<Alert>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(&format!("{ALERT} {which}"))?;
        let mut rows = statement.query([bound])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(alert(row)?);
        }
        Ok(found)
    }
}

/// An alert as a connection sees it.
pub(super) fn find(connection: &Connection, number: u64) -> Result<Option<Alert>> {
    let Ok(number) = i64::try_from(number) else { return Ok(None) };
    let mut statement = connection.prepare_cached(&format!("{ALERT} where a.number = ?1"))?;
    let mut rows = statement.query([number])?;
    rows.next()?.map(alert).transpose()
}

/// Whether an alert of a key is open.
pub(super) fn is_open(connection: &Connection, key: &Key) -> Result<bool> {
    let mut statement = connection.prepare_cached(
        "select 1 from alert a
         where a.rule = ?1 and a.subject = ?2 and a.place = ?3 and not exists (
             select 1 from alert_event e
             where e.alert = a.number and e.kind in ('closed', 'cleared'))
         limit 1",
    )?;
    let found = statement.query_row((&key.rule, &key.subject, &key.place), |_| Ok(()));
    Ok(found.optional()?.is_some())
}

/// The number of the next alert.
pub(super) fn next_number(connection: &Connection) -> Result<u64> {
    let mut statement =
        connection.prepare_cached("select coalesce(max(number), 0) + 1 from alert")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

fn alert(row: &Row<'_>) -> Result<Alert> {
    let key = Key { rule: row.get(1)?, subject: row.get(3)?, place: row.get(4)? };
    let value = |at: usize| decimal("value", row.get(at)?);
    let finding = Finding {
        key,
        kind: row.get(2)?,
        agency: row.get(5)?,
        owner: row.get(6)?,
        period: read_some("period", row.get(7)?)?,
        value: value(8)?.ok_or(Error::Damaged("value"))?,
        before: value(9)?,
        threshold: value(10)?.ok_or(Error::Damaged("threshold"))?,
    };
    Ok(Alert {
        number: row.get(0)?,
        finding,
        raised_at: row.get(11)?,
        revision: row.get(12)?,
        acknowledged: acknowledged(row)?,
        ended: ended(row)?,
    })
}

fn acknowledged(row: &Row<'_>) -> Result<Option<Acknowledged>> {
    let Some(at) = row.get(13)? else { return Ok(None) };
    Ok(Some(Acknowledged { at, by: row.get(14)?, note: row.get(15)? }))
}

fn ended(row: &Row<'_>) -> Result<Option<Ended>> {
    let Some(at) = row.get(16)? else { return Ok(None) };
    let cause: Option<String> = row.get(18)?;
    Ok(Some(Ended {
        at,
        revision: row.get(17)?,
        cause: cause.map(|code| cause_of(&code)).transpose()?,
        by: row.get(19)?,
        reason: row.get(20)?,
        value: decimal("value", row.get(21)?)?,
    }))
}

/// A cause by its name.
pub(super) fn cause_of(code: &str) -> Result<Cause> {
    let found = Cause::ALL.into_iter().find(|cause| cause.code() == code);
    found.ok_or(Error::Damaged("cause"))
}
