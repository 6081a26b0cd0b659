//! One writer per folder: what it knows of the log in memory holds only if nobody else appends.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use super::WriterError;

/// Name of the lock file. It stays; what counts is who has it locked.
const LOCK_NAME: &str = "writer.lock";

/// Held for as long as the writer lives; the system lets go of it if the process dies.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Locks the folder.
    pub(crate) fn take(dir: &Path) -> Result<Self, WriterError> {
        let failed = |reason| WriterError::Lock { path: dir.to_owned(), reason: Arc::new(reason) };
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        let file = options.open(dir.join(LOCK_NAME)).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(WriterError::Taken(dir.to_owned())),
            Err(TryLockError::Error(reason)) => Err(failed(reason)),
        }
    }
}
