//! Opening the database, and the revision counter.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{Error, Result};
use crate::limits::{BUSY, Limits, STATEMENTS, WAL_BYTES, WRITER_CACHE_KIB};
use crate::migrate;
use crate::pool::{Reader, Readers};

/// Name of the database in the data folder.
pub const FILE_NAME: &str = "chiso.db";

/// The database of one data folder: one writing connection, several reading ones.
///
/// Shared by reference between threads. Several processes may open the same folder: their writes
/// follow one another.
#[derive(Debug)]
pub struct Store {
    // Readers close before the writer: only a writer that closes last moves the log into the
    // database and removes it, so that the folder then holds one file.
    readers: Readers,
    writer: Mutex<Connection>,
    limits: Limits,
}

impl Store {
    /// Opens the database of a folder; makes both if they do not exist.
    ///
    /// # Errors
    /// The folder or the file cannot be used, the file is not ours or from a newer chiso, another
    /// process does not let go of it.
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_with(dir, Limits::default())
    }

    /// The same with other bounds.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(dir: &Path, limits: Limits) -> Result<Self> {
        fs::create_dir_all(dir).map_err(|reason| Error::Folder { path: dir.to_owned(), reason })?;
        let path = dir.join(FILE_NAME);
        let writer = open_writer(&path)?;
        if let Some(pages) = limits.pages {
            writer.pragma_update(None, "max_page_count", pages)?;
        }
        Ok(Self { writer: Mutex::new(writer), readers: Readers::new(&path), limits })
    }

    /// Number of the last committed batch; 0 in an empty store.
    ///
    /// # Errors
    /// The database failed.
    pub fn revision(&self) -> Result<u64> {
        last_revision(&*self.reader()?)
    }

    /// The bounds this store was opened with.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The database file.
    pub(crate) fn path(&self) -> &Path {
        self.readers.path()
    }

    pub(crate) fn reader(&self) -> Result<Reader<'_>> {
        self.readers.lend()
    }

    /// A transaction left open by a panic was rolled back when it was dropped.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does `work` in one transaction: all of it is on disk afterwards, or nothing.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}

fn open_writer(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let named = |error: rusqlite::Error| {
        let code = error.sqlite_error_code();
        Error::from(error).at(path, code)
    };
    let mut connection = Connection::open_with_flags(path, flags).map_err(named)?;
    connection.busy_timeout(BUSY).map_err(named)?;
    if connection.is_readonly("main").map_err(named)? {
        return Err(Error::NotWritable(path.to_owned()));
    }
    let applied = {
        let glance = connection.transaction().map_err(named)?;
        // The first read: whether the file is a database at all shows here.
        glance.pragma_query_value(None, "schema_version", |_| Ok(())).map_err(named)?;
        migrate::inspect(&glance, path)?
    };
    set_up(&connection).map_err(named)?;
    if !migrate::is_current(applied) {
        migrate::migrate(&mut connection, path)?;
    }
    Ok(connection)
}

/// WAL lets readers read on; `full` makes a commit survive a power cut.
fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    connection.pragma_update(None, "journal_size_limit", WAL_BYTES)
}

/// Number of the last committed batch, as this connection sees it.
pub(crate) fn last_revision(connection: &Connection) -> Result<u64> {
    let mut statement =
        connection.prepare_cached("select coalesce(max(number), 0) from revision")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Enters the batch of the running transaction in the log of revisions.
pub(crate) fn add_revision(connection: &Connection, number: u64, made_at: &str) -> Result<()> {
    let mut statement =
        connection.prepare_cached("insert into revision (number, made_at) values (?1, ?2)")?;
    statement.execute((number, made_at))?;
    Ok(())
}
