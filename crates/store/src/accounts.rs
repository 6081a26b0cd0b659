//! Accounts that may sign in, and sessions of browsers that did. Unlike the log both change and go.
//!
//! A password comes in hashed and never goes out of the process; a session is known by the digest of its
//! secret, so that whoever reads the database or a copy of it can sign in with neither.

use chiso_scoring::dossier::Seconds;
use rusqlite::{Connection, OptionalExtension};

use crate::error::{Error, Result};
use crate::limits::{ACCOUNT_CHARS, SESSIONS_EACH};
use crate::store::Store;

/// How long a session lasts, however much it is used: one working day with its overtime.
pub const SESSION_LASTS: Seconds = 12 * 3_600;

/// How long a session lasts without being used.
pub const SESSION_RESTS: Seconds = 2 * 3_600;

/// Digest of a session's secret.
pub type SessionKey = [u8; 32];

/// An account as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub made_at: Seconds,
    /// Since when it is disabled, if it is.
    pub disabled_at: Option<Seconds>,
    /// Sessions that have not ended.
    pub sessions: u64,
}

/// A session of an account that is not disabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Name of the account.
    pub account: String,
    /// When it began.
    pub begun_at: Seconds,
    /// When it was last used, to a minute.
    pub seen_at: Seconds,
    /// When it ends at the latest.
    pub ends_at: Seconds,
}

impl SessionRow {
    /// Whether it still holds at a moment, last used at `seen`.
    #[must_use]
    pub fn holds(&self, seen: Seconds, now: Seconds) -> bool {
        now < self.ends_at && now.saturating_sub(seen) < SESSION_RESTS
    }
}

impl Store {
    /// Makes an account; `false` if there is one of that name.
    ///
    /// # Errors
    /// The name is none, or the database failed.
    pub fn add_account(&self, name: &str, password: &str, at: Seconds) -> Result<bool> {
        check(name)?;
        self.write(|work| insert(work, name, password, at))
    }

    /// Makes an account if there is none at all; `false` if there is any. Two servers that start at
    /// once make one.
    ///
    /// # Errors
    /// As [`Store::add_account`].
    pub fn add_first_account(&self, name: &str, password: &str, at: Seconds) -> Result<bool> {
        check(name)?;
        self.write(|work| Ok(!has_accounts(work)? && insert(work, name, password, at)?))
    }

    /// Whether there is any account, disabled ones as well.
    ///
    /// # Errors
    /// The database failed.
    pub fn has_accounts(&self) -> Result<bool> {
        has_accounts(&*self.reader()?)
    }

    /// Gives an account another password, lets it sign in again if it was disabled, and ends its
    /// sessions; `false` if there is no such account.
    ///
    /// # Errors
    /// The database failed.
    pub fn set_password(&self, name: &str, password: &str) -> Result<bool> {
        self.write(|work| {
            let mut change = work.prepare_cached(
                "update account set password = ?2, disabled_at = null where name = ?1",
            )?;
            end_all(work, name)?;
            Ok(change.execute((name, password))? == 1)
        })
    }

    /// Lets nobody sign in with an account any more, and ends its sessions; `false` if there is no such
    /// account.
    ///
    /// # Errors
    /// The database failed.
    pub fn disable_account(&self, name: &str, at: Seconds) -> Result<bool> {
        self.write(|work| {
            let mut change = work.prepare_cached(
                "update account set disabled_at = coalesce(disabled_at, ?2) where name = ?1",
            )?;
            end_all(work, name)?;
            Ok(change.execute((name, at))? == 1)
        })
    }

    /// All accounts by name, with their sessions at a moment.
    ///
    /// # Errors
    /// More accounts than an answer may have, or the database failed.
    pub fn accounts(&self, now: Seconds) -> Result<Vec<AccountRow>> {
        let limit = self.limits().answer;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select a.name, a.made_at, a.disabled_at,
                 (select count(*) from session s
                  where s.account = a.id and s.ends_at > ?1 and s.seen_at > ?2)
             from account a
             order by a.name
             limit ?3",
        )?;
        let most = limit.saturating_add(1) as u64;
        let rows = statement.query_map((now, now.saturating_sub(SESSION_RESTS), most), |row| {
            Ok(AccountRow {
                name: row.get(0)?,
                made_at: row.get(1)?,
                disabled_at: row.get(2)?,
                sessions: row.get(3)?,
            })
        })?;
        let rows: Vec<AccountRow> = rows.collect::<rusqlite::Result<_>>()?;
        if rows.len() > limit { Err(Error::AnswerTooLarge { limit }) } else { Ok(rows) }
    }

    /// The hashed password of an account that may sign in.
    ///
    /// # Errors
    /// The database failed.
    pub fn password_of(&self, name: &str) -> Result<Option<String>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select password from account where name = ?1 and disabled_at is null",
        )?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Begins a session of an account whose hashed password was just proven; `false` if the account was
    /// disabled or got another password meanwhile. Of too many sessions of an account those unused
    /// longest end.
    ///
    /// # Errors
    /// The database failed.
    pub fn begin_session(
        &self,
        key: &SessionKey,
        name: &str,
        proven: &str,
        at: Seconds,
    ) -> Result<bool> {
        self.write(|work| {
            let mut find = work.prepare_cached(
                "select id from account
                 where name = ?1 and password = ?2 and disabled_at is null",
            )?;
            let found: Option<i64> = find.query_row((name, proven), |row| row.get(0)).optional()?;
            let Some(account) = found else { return Ok(false) };
            make_room(work, account, at)?;
            let mut begin = work.prepare_cached(
                "insert into session (token, account, begun_at, seen_at, ends_at)
                 values (?1, ?2, ?3, ?3, ?4)",
            )?;
            begin.execute((key, account, at, at.saturating_add(SESSION_LASTS)))?;
            Ok(true)
        })
    }

    /// A session, ended or not, of an account that may sign in.
    ///
    /// # Errors
    /// The database failed.
    pub fn session(&self, key: &SessionKey) -> Result<Option<SessionRow>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select a.name, s.begun_at, s.seen_at, s.ends_at
             from session s join account a on a.id = s.account
             where s.token = ?1 and a.disabled_at is null",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(SessionRow {
                account: row.get(0)?,
                begun_at: row.get(1)?,
                seen_at: row.get(2)?,
                ends_at: row.get(3)?,
            })
        };
        Ok(statement.query_row([key], read).optional()?)
    }

    /// Writes down that a session was used; one that is gone stays gone.
    ///
    /// # Errors
    /// The database failed.
    pub fn touch_session(&self, key: &SessionKey, at: Seconds) -> Result<()> {
        self.write(|work| {
            let mut touch = work
                .prepare_cached("update session set seen_at = max(seen_at, ?2) where token = ?1")?;
            touch.execute((key, at))?;
            Ok(())
        })
    }

    /// Ends a session; `false` if there was none.
    ///
    /// # Errors
    /// The database failed.
    pub fn end_session(&self, key: &SessionKey) -> Result<bool> {
        self.write(|work| {
            let mut end = work.prepare_cached("delete from session where token = ?1")?;
            Ok(end.execute([key])? == 1)
        })
    }
}

/// Small Latin letters, digits, `-` and `.`, beginning with a letter: easy to type, and nothing that
/// two people would spell differently.
fn check(name: &str) -> Result<()> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    if begins && name.len() <= ACCOUNT_CHARS && name.chars().all(inner) {
        return Ok(());
    }
    Err(Error::Call { field: "account", problem: "is not a name of an account" })
}

fn has_accounts(connection: &Connection) -> Result<bool> {
    let mut statement = connection.prepare_cached("select exists (select 1 from account)")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

fn insert(work: &Connection, name: &str, password: &str, at: Seconds) -> Result<bool> {
    let mut statement = work.prepare_cached(
        "insert into account (name, password, made_at) values (?1, ?2, ?3)
         on conflict (name) do nothing",
    )?;
    Ok(statement.execute((name, password, at))? == 1)
}

fn end_all(work: &Connection, name: &str) -> Result<()> {
    let mut end = work.prepare_cached(
        "delete from session where account = (select id from account where name = ?1)",
    )?;
    end.execute([name])?;
    Ok(())
}

/// Forgets sessions that have ended, and of this account all but the last used.
fn make_room(work: &Connection, account: i64, at: Seconds) -> Result<()> {
    let mut ended =
        work.prepare_cached("delete from session where ends_at <= ?1 or seen_at <= ?2")?;
    ended.execute((at, at.saturating_sub(SESSION_RESTS)))?;
    let mut spare = work.prepare_cached(
        "delete from session where token in (
             select token from session where account = ?1
             order by seen_at desc, begun_at desc, token
             limit -1 offset ?2
         )",
    )?;
    spare.execute((account, SESSIONS_EACH.saturating_sub(1)))?;
    Ok(())
}
