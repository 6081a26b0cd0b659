//! Copies of the database: made while a server works, put back while none does.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::Error;
use crate::limits::{BACKUP_PAGES, BUSY};
use crate::live::CHECKPOINT_NAME;
use crate::migrate;
use crate::store::{FILE_NAME, Store};
use crate::writer::{FolderLock, WriterError};

/// Why a copy was not made or not put back. What was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file cannot be read or written.
    #[error("cannot use '{}': {reason}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A database is there already.
    #[error("'{}' exists: say that it shall be replaced", .0.display())]
    Exists(PathBuf),
    /// A program works with the database that would be replaced.
    #[error("a program is using '{}': stop it first", .0.display())]
    InUse(PathBuf),
    /// The copy is not sound.
    #[error("'{}' is damaged: it was not put back", .0.display())]
    Unsound(PathBuf),
    /// The folder cannot be locked.
    #[error(transparent)]
    Writer(#[from] WriterError),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What to do with a database that stands where a copy is to be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and refuse.
    Keep,
    /// Replace it.
    Replace,
}

impl Store {
    /// Copies the database as it is now into one file, while others read and write on; the copy
    /// appears whole or not at all, and replaces an earlier one. `progress` hears pages done and
    /// all pages.
    ///
    /// # Errors
    /// The file cannot be written, or the database failed.
    pub fn backup(&self, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), BackupError> {
        let reader = self.reader()?;
        // What is committed meanwhile is not seen: otherwise the copy would begin anew each time.
        let glance = reader.unchecked_transaction()?;
        glance.query_row("select count(*) from revision", [], |_| Ok(()))?;
        in_place(to, |part| copy(&glance, part, progress))
    }
}

/// Puts a copy back as the database of a folder; makes the folder if it does not exist.
///
/// # Errors
/// The copy is not a sound database of chiso, a database is there already and may not be replaced,
/// a program works with it, or a file cannot be used.
pub fn restore(from: &Path, dir: &Path, existing: Existing) -> Result<(), BackupError> {
    let source = sound_source(from)?;
    fs::create_dir_all(dir).map_err(|reason| failed(dir, reason))?;
    let _lock = FolderLock::take(dir)?;
    let target = dir.join(FILE_NAME);
    let present = target.try_exists().map_err(|reason| failed(&target, reason))?;
    if present && existing == Existing::Keep {
        return Err(BackupError::Exists(target));
    }
    in_place(&target, |part| {
        copy(&source, part, &mut |_, _| ())?;
        // What is derived from the database that goes must not be taken for the new one's.
        remove(&dir.join(CHECKPOINT_NAME))?;
        if present { retire(&target) } else { forget_log(&target) }
    })
}

fn failed(path: &Path, reason: std::io::Error) -> BackupError {
    BackupError::File { path: path.to_owned(), reason }
}

/// Makes a file beside `to`, then gives it that name in one step.
fn in_place(
    to: &Path,
    make: impl FnOnce(&Path) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    remove(&part)?;
    let made = make(&part).and_then(|()| {
        let synced = File::open(&part).and_then(|file| file.sync_all());
        synced.map_err(|reason| failed(&part, reason))?;
        fs::rename(&part, to).map_err(|reason| failed(to, reason))?;
        sync_folder(to)
    });
    if made.is_err() {
        remove(&part)?;
    }
    made
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(reason) if reason.kind() != std::io::ErrorKind::NotFound => Err(failed(path, reason)),
        _ => Ok(()),
    }
}

/// A new name survives a power cut once its folder is on disk.
fn sync_folder(file: &Path) -> Result<(), BackupError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // Only Unix opens folders.
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|reason| failed(folder, reason))?;
    }
    Ok(())
}

fn copy(
    from: &Connection,
    to: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), BackupError> {
    let mut target = Connection::open(to)?;
    {
        let backup = Backup::new(from, &mut target)?;
        loop {
            let step = backup.step(BACKUP_PAGES)?;
            let pages = backup.progress();
            let all = u64::try_from(pages.pagecount).unwrap_or(0);
            let left = u64::try_from(pages.remaining).unwrap_or(0);
            progress(all.saturating_sub(left), all);
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => return Err(Error::Busy.into()),
            }
        }
    }
    // One file is all there is to carry away.
    target.pragma_update(None, "journal_mode", "delete")?;
    forget_sessions(&target)?;
    target.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Who was signed in when the copy was made is not signed in by it: a session that was ended since stays
/// ended. Copies from before there were sessions have none.
fn forget_sessions(target: &Connection) -> Result<(), BackupError> {
    let known: bool = target.query_row(
        "select exists (select 1 from sqlite_schema where name = 'session')",
        [],
        |row| row.get(0),
    )?;
    if known {
        target.execute_batch("delete from session")?;
    }
    Ok(())
}

/// Opens a copy and looks whether it is ours and whole.
fn sound_source(from: &Path) -> Result<Connection, BackupError> {
    File::open(from).map_err(|reason| failed(from, reason))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let named = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => BackupError::Unsound(from.to_owned()),
        code => Error::from(error).at(from, code).into(),
    };
    let source = Connection::open_with_flags(from, flags).map_err(named)?;
    source.busy_timeout(BUSY)?;
    source.pragma_query_value(None, "schema_version", |_| Ok(())).map_err(named)?;
    if migrate::inspect(&source, from)? == 0 {
        return Err(Error::NotOurs(from.to_owned()).into());
    }
    let verdict = source.query_row("pragma quick_check(1)", [], |row| row.get::<_, String>(0));
    match verdict {
        Ok(verdict) if verdict == "ok" => Ok(source),
        _ => Err(BackupError::Unsound(from.to_owned())),
    }
}

/// Brings a database to rest that is about to be replaced: nobody else has it open, and no log is
/// left that would be taken for the new one's.
fn retire(target: &Path) -> Result<(), BackupError> {
    let in_use = |_| BackupError::InUse(target.to_owned());
    let old = Connection::open(target)?;
    old.busy_timeout(Duration::ZERO)?;
    old.pragma_update(None, "locking_mode", "exclusive")?;
    match old.query_row("pragma journal_mode = delete", [], |row| row.get::<_, String>(0)) {
        Ok(mode) if mode == "delete" => {}
        Ok(_) => return Err(BackupError::InUse(target.to_owned())),
        // It cannot even be read: it has no log that could matter.
        Err(error) if is_no_database(&error) => return forget_log(target),
        Err(error) => return Err(in_use(error)),
    }
    old.execute_batch("begin exclusive; commit").map_err(in_use)?;
    drop(old);
    forget_log(target)
}

fn is_no_database(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Removes what a database that is gone may have left.
fn forget_log(target: &Path) -> Result<(), BackupError> {
    for ending in ["-wal", "-shm"] {
        let mut name = target.as_os_str().to_owned();
        name.push(ending);
        remove(Path::new(&name))?;
    }
    Ok(())
}
