//! Directives: issued once, closed once, never changed.

mod check;
mod row;

use chiso_scoring::directive::{Closing, Directive, Order};
use rusqlite::{Connection, OptionalExtension};

use crate::convert::{known_at as known, moment_text};
use crate::error::{Error, Result};
use crate::store::{Store, add_revision, last_revision};

/// A directive with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectiveRow {
    /// Its place in the store, from 1.
    pub id: u64,
    /// Revision that brought it.
    pub revision: u64,
    /// As it was issued.
    pub directive: Directive,
    /// How it ended, if it did.
    pub closing: Option<Closing>,
}

/// What became of a call that issues or closes a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveOutcome {
    /// It is on disk, in this revision.
    Done(u64),
    /// The same was said before: nothing new; the revision that brought it.
    Repeated(u64),
    /// Something else was said before under this number or key: nothing was stored.
    Conflict,
    /// There is no such directive.
    Unknown,
}

impl Store {
    /// Issues a directive in the next revision. `key` names the call, so that repeating it changes nothing; without one the number
    /// does. A repeat may be issued later and start from another baseline: what it asks for must be the same.
    ///
    /// # Errors
    /// Something of it cannot be kept, or the database failed. Then nothing was stored.
    pub fn issue(&self, directive: &Directive, key: Option<&str>) -> Result<DirectiveOutcome> {
        check::directive(directive)?;
        check::key(key)?;
        let made_at = moment_text(directive.issued_at)?;
        self.write(|work| {
            if let Some(outcome) = said_before(work, directive, key)? {
                return Ok(outcome);
            }
            let revision = last_revision(work)? + 1;
            add_revision(work, revision, &made_at)?;
            row::insert(work, directive, key, revision)?;
            Ok(DirectiveOutcome::Done(revision))
        })
    }

    /// Closes a directive in the next revision. A repeat for the same reason changes nothing.
    ///
    /// # Errors
    /// Something of it cannot be kept, or the database failed. Then nothing was stored.
    pub fn close_directive(
        &self,
        number: &str,
        closing: &Closing,
        key: Option<&str>,
    ) -> Result<DirectiveOutcome> {
        check::quote(&closing.after)?;
        check::key(key)?;
        let made_at = moment_text(closing.at)?;
        self.write(|work| {
            let Some(id) = id_of(work, number)? else { return Ok(DirectiveOutcome::Unknown) };
            if key_of_another(work, id, key)? {
                return Ok(DirectiveOutcome::Conflict);
            }
            if let Some((revision, before)) = row::closing(work, id, None)? {
                let same = before.reason == closing.reason;
                return Ok(if same {
                    DirectiveOutcome::Repeated(revision)
                } else {
                    DirectiveOutcome::Conflict
                });
            }
            let revision = last_revision(work)? + 1;
            add_revision(work, revision, &made_at)?;
            row::insert_closing(work, id, closing, key, revision)?;
            Ok(DirectiveOutcome::Done(revision))
        })
    }

    /// Directives as known at a revision, or all: those issued last first, at most `limit`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn directives(&self, known_at: Option<u64>, limit: usize) -> Result<Vec<DirectiveRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let sql = format!(
            "select {} from directive where revision <= ?1 order by id desc limit ?2",
            row::COLUMNS
        );
        let mut statement = glance.prepare_cached(&sql)?;
        let mut rows = statement.query((known(known_at), limit))?;
        let mut directives = Vec::new();
        while let Some(found) = rows.next()? {
            directives.push(row::read(&glance, found, known_at)?);
        }
        Ok(directives)
    }

    /// The directive of a number, as known at a revision or now.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn directive(&self, number: &str, known_at: Option<u64>) -> Result<Option<DirectiveRow>> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        row::by_number(&glance, number, known_at)
    }
}

/// What a directive of the same number or key says of this one, if there is any.
fn said_before(
    work: &Connection,
    directive: &Directive,
    key: Option<&str>,
) -> Result<Option<DirectiveOutcome>> {
    let mut statement =
        work.prepare_cached("select number from directive where number = ?1 or key = ?2 limit 2")?;
    let numbers = statement
        .query_map((&directive.number, key), |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let Some(number) = numbers.first() else { return Ok(None) };
    let stored = row::by_number(work, number, None)?.ok_or(Error::Damaged("directive"))?;
    let one = numbers.len() == 1 && stored.directive.number == directive.number;
    let same = one && asks_the_same(&stored.directive.order, &directive.order);
    Ok(Some(if same {
        DirectiveOutcome::Repeated(stored.revision)
    } else {
        DirectiveOutcome::Conflict
    }))
}

/// Whether two orders differ in nothing but what they start from.
fn asks_the_same(stored: &Order, given: &Order) -> bool {
    let mut given = given.clone();
    given.baseline.clone_from(&stored.baseline);
    *stored == given
}

fn id_of(work: &Connection, number: &str) -> Result<Option<u64>> {
    let mut statement = work.prepare_cached("select id from directive where number = ?1")?;
    Ok(statement.query_row([number], |row| row.get(0)).optional()?)
}

/// Whether a key was used to close another directive.
fn key_of_another(work: &Connection, id: u64, key: Option<&str>) -> Result<bool> {
    let mut statement = work.prepare_cached(
        "select count(*) > 0 from directive_event where key = ?1 and directive <> ?2",
    )?;
    Ok(statement.query_row((key, id), |row| row.get(0))?)
}
