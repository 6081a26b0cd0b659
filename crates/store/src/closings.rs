//! Closings: a period frozen once, reopened at most once, nothing ever changed. A closing with its files is one transaction.

mod row;

use chiso_scoring::dossier::Seconds;
use chiso_scoring::period::Period;
use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension};

use crate::check::{call_text, longer, real};
use crate::convert::{as_of_text, known_at as known, moment_text};
use crate::error::{Error, Result};
use crate::limits::{CLOSING_BY_CHARS, CLOSING_FILE_BYTES, CLOSING_REASON_CHARS};
use crate::privacy;
use crate::store::{Store, add_revision, last_revision};

/// Where the frozen figures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedFrom {
    /// Counted from dossiers and records.
    Dossiers,
    /// Published by somebody.
    Published,
}

impl ClosedFrom {
    /// Name used in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dossiers => "dossiers",
            Self::Published => "published",
        }
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Dossiers, Self::Published].into_iter().find(|from| from.code() == text)
    }
}

/// What is known of a closing besides its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Code of the agency; everything below it is frozen with it.
    pub agency: String,
    /// The period.
    pub period: Period,
    /// Where the figures come from.
    pub origin: ClosedFrom,
    /// Until when one looked, Vietnam time.
    pub as_of: DateTime,
    /// Whether the period was not over then.
    pub provisional: bool,
    /// The rulebook.
    pub rulebook: String,
    /// Revision of the log that was frozen.
    pub known_at: u64,
    /// Office or function that closed it.
    pub closed_by: String,
    /// When.
    pub closed_at: Seconds,
    /// The closing it takes the place of.
    pub replaces: Option<u64>,
    /// How many checks were waived.
    pub waived: u64,
    /// Root over the rows of the snapshot.
    pub root: [u8; 32],
    /// Signature of the root.
    pub signature: [u8; 64],
    /// Public key of the signature.
    pub key: [u8; 32],
}

/// The files of a closing.
#[derive(Debug, Clone, Copy)]
pub struct ClosingFiles<'a> {
    /// The snapshot file with everything.
    pub snapshot: &'a [u8],
    /// The snapshot file for everybody.
    pub public: &'a [u8],
    /// Which rows were counted where.
    pub lists: &'a [u8],
    /// What the checks found.
    pub findings: &'a [u8],
}

/// Which file of a closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingFile {
    /// The snapshot file with everything.
    Snapshot,
    /// The snapshot file for everybody.
    Public,
    /// Which rows were counted where.
    Lists,
    /// What the checks found.
    Findings,
}

impl ClosingFile {
    fn code(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Public => "public",
            Self::Lists => "lists",
            Self::Findings => "findings",
        }
    }
}

/// That a closing no longer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// When.
    pub at: Seconds,
    /// Office or function.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A closing as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingRow {
    /// Its number, from 1.
    pub number: u64,
    /// Revision that brought it.
    pub revision: u64,
    /// What is known of it.
    pub closed: Closed,
    /// Its reopening with the revision that brought it, if it was reopened.
    pub reopened: Option<(u64, Reopening)>,
}

/// What became of a call that closes a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingOutcome {
    /// It is on disk.
    Done {
        /// Its number.
        number: u64,
        /// Its revision.
        revision: u64,
    },
    /// Another closing of this agency and period stands: its number. Nothing was stored.
    Stands(u64),
    /// What it says it takes the place of is not the last one reopened. Nothing was stored.
    Stale,
}

/// What became of a call that reopens a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReopeningOutcome {
    /// It is on disk, in this revision.
    Done(u64),
    /// It was reopened before, in this revision. Nothing was stored.
    Before(u64),
    /// There is no such closing.
    Unknown,
}

impl Store {
    /// Closes a period in the next revision: the row and its files together, or nothing. Of an agency and period one closing stands at
    /// most; provisional ones stand beside each other, one of each moment.
    ///
    /// # Errors
    /// Something of it cannot be kept, or the database failed. Then nothing was stored.
    pub fn close(&self, closed: &Closed, files: ClosingFiles<'_>) -> Result<ClosingOutcome> {
        check(closed, files)?;
        let made_at = moment_text(closed.closed_at)?;
        self.write(|work| {
            if let Some(number) = standing(work, closed)? {
                return Ok(ClosingOutcome::Stands(number));
            }
            if last_reopened(work, closed)? != closed.replaces {
                return Ok(ClosingOutcome::Stale);
            }
            let revision = last_revision(work)? + 1;
            add_revision(work, revision, &made_at)?;
            let number = row::insert(work, closed, revision)?;
            row::insert_files(work, number, files)?;
            Ok(ClosingOutcome::Done { number, revision })
        })
    }

    /// Says that a closing no longer stands, in the next revision. Everything of it stays.
    ///
    /// # Errors
    /// Something of it cannot be kept, or the database failed. Then nothing was stored.
    pub fn reopen(&self, number: u64, reopening: &Reopening) -> Result<ReopeningOutcome> {
        typed("by", &reopening.by, CLOSING_BY_CHARS, "is longer than 200 characters")?;
        typed("reason", &reopening.reason, CLOSING_REASON_CHARS, "is longer than 1000 characters")?;
        let made_at = moment_text(reopening.at)?;
        self.write(|work| {
            let Some(before) = row::by_number(work, number, None)? else {
                return Ok(ReopeningOutcome::Unknown);
            };
            if let Some((revision, _)) = before.reopened {
                return Ok(ReopeningOutcome::Before(revision));
            }
            let revision = last_revision(work)? + 1;
            add_revision(work, revision, &made_at)?;
            row::insert_reopening(work, number, reopening, revision)?;
            Ok(ReopeningOutcome::Done(revision))
        })
    }

    /// Closings as known at a revision, or all: the last first, at most `limit`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn closings(&self, known_at: Option<u64>, limit: usize) -> Result<Vec<ClosingRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let order = "where revision <= ?1 order by number desc limit ?2";
        row::all(&glance, order, &[&known(known_at), &limit], known_at)
    }

    /// Closings of a period that stand, as known at a revision or now: the last first.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn closings_of(&self, period: Period, known_at: Option<u64>) -> Result<Vec<ClosingRow>> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let order = "where period = ?1 and revision <= ?2 order by number desc";
        let all = row::all(&glance, order, &[&period.to_string(), &known(known_at)], known_at)?;
        Ok(all.into_iter().filter(|row| row.reopened.is_none()).collect())
    }

    /// The closing of a number, as known at a revision or now.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn closing(&self, number: u64, known_at: Option<u64>) -> Result<Option<ClosingRow>> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        row::by_number(&glance, number, known_at)
    }

    /// The bytes of a file of a closing, as they were frozen.
    ///
    /// # Errors
    /// The database failed.
    pub fn closing_file(&self, number: u64, file: ClosingFile) -> Result<Option<Vec<u8>>> {
        let Ok(number) = i64::try_from(number) else { return Ok(None) };
        let reader = self.reader()?;
        let mut statement = reader
            .prepare_cached("select bytes from closing_file where closing = ?1 and kind = ?2")?;
        Ok(statement.query_row((number, file.code()), |row| row.get(0)).optional()?)
    }

    /// The closing that stands of an agency and period itself, and the one that a next closing takes the place of. Provisional ones
    /// count for neither.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn closing_stands(
        &self,
        agency: &str,
        period: Period,
    ) -> Result<(Option<u64>, Option<u64>)> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let period = period.to_string();
        Ok((final_of(&glance, agency, &period, false)?, final_of(&glance, agency, &period, true)?))
    }

    /// The folder of the database, where what belongs to the installation is kept beside it.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.path().parent().unwrap_or_else(|| std::path::Path::new("."))
    }
}

/// The closing in whose way another one stands.
fn standing(work: &Connection, closed: &Closed) -> Result<Option<u64>> {
    let period = closed.period.to_string();
    if !closed.provisional {
        return final_of(work, &closed.agency, &period, false);
    }
    let mut statement = work.prepare_cached(
        "select number from closing
         where agency = ?1 and period = ?2 and provisional and as_of = ?3 and origin = ?4
             and number not in (select closing from reopening)",
    )?;
    let key = (&closed.agency, period, as_of_text(closed.as_of), closed.origin.code());
    Ok(statement.query_row(key, |row| row.get(0)).optional()?)
}

/// What a next closing takes the place of.
fn last_reopened(work: &Connection, closed: &Closed) -> Result<Option<u64>> {
    if closed.provisional {
        return Ok(None);
    }
    final_of(work, &closed.agency, &closed.period.to_string(), true)
}

/// The last closing of an agency and period that is not provisional: if it is reopened, or if it stands.
fn final_of(work: &Connection, agency: &str, period: &str, reopened: bool) -> Result<Option<u64>> {
    let mut statement = work.prepare_cached(
        "select number, number in (select closing from reopening) from closing
         where agency = ?1 and period = ?2 and not provisional
         order by number desc limit 1",
    )?;
    let last = statement.query_row((agency, period), |row| Ok((row.get(0)?, row.get(1)?)));
    let last: Option<(u64, bool)> = last.optional()?;
    Ok(last.filter(|(_, is)| *is == reopened).map(|(number, _)| number))
}

fn check(closed: &Closed, files: ClosingFiles<'_>) -> Result<()> {
    call_text("agency", &closed.agency)?;
    call_text("rulebook", &closed.rulebook)?;
    typed("by", &closed.closed_by, CLOSING_BY_CHARS, "is longer than 200 characters")?;
    if !real(closed.period) {
        return Err(Error::Call { field: "period", problem: "does not exist" });
    }
    if closed.as_of.year() < 0 {
        return Err(Error::Call { field: "as_of", problem: "lies before the year 0" });
    }
    let ClosingFiles { snapshot, public, lists, findings } = files;
    if [snapshot, public, lists, findings].iter().any(|file| file.len() > CLOSING_FILE_BYTES) {
        return Err(Error::Call { field: "file", problem: "is longer than 256 MiB" });
    }
    Ok(())
}

/// A text that somebody typed: an office, a function, a reason; no number or address of a person.
fn typed(field: &'static str, given: &str, most: usize, too_long: &'static str) -> Result<()> {
    let problem = match () {
        () if given.trim().is_empty() => "is empty",
        () if longer(given, most) => too_long,
        () if given.chars().any(char::is_control) => "contains a control character",
        () if privacy::may_name_somebody(given) => {
            "holds a number or address that may be a person's"
        }
        () => return Ok(()),
    };
    Err(Error::Call { field, problem })
}

/// Whether a text that somebody typed holds no number or address that may be a person's.
#[must_use]
pub fn names_nobody(text: &str) -> bool {
    !privacy::may_name_somebody(text)
}
