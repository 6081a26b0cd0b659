//! `chiso backup` and `chiso restore`.

use std::path::Path;
use std::process::ExitCode;

use chiso_store::{BackupError, Existing};
use serde::Serialize;

use crate::args::{Args, Backup, Restore};
use crate::failure::Failure;
use crate::installation::{Installation, data_dir};
use crate::output::{Table, print};
use crate::progress;

/// A copy that was made, or a database that was put back.
#[derive(Debug, Serialize)]
struct Copied {
    file: String,
    bytes: u64,
    revision: u64,
}

/// Copies the database into one file.
pub fn backup(args: &Args, asked: &Backup) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let bar = progress::of_items(0, &asked.file.display().to_string());
    let mut report = |done: u64, all: u64| {
        bar.set_length(all);
        bar.set_position(done);
    };
    installation.store.backup(&asked.file, &mut report)?;
    bar.finish_and_clear();
    told(args, &asked.file, installation.store.revision()?)
}

/// Puts a copy back, then opens it: what is told is what is there.
pub fn restore(args: &Args, asked: &Restore) -> Result<ExitCode, Failure> {
    let existing = if asked.replace { Existing::Replace } else { Existing::Keep };
    let dir = data_dir(args);
    chiso_store::restore(&asked.file, &dir, existing)?;
    let installation = Installation::open_at(args, &dir)?;
    told(args, &asked.file, installation.store.revision()?)
}

fn told(args: &Args, file: &Path, revision: u64) -> Result<ExitCode, Failure> {
    let bytes = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let copied = Copied { file: file.display().to_string(), bytes, revision };
    let columns = [("cli-file", false), ("cli-bytes", true), ("cli-revision", true)];
    let mut table = Table::of(args.lang, &columns);
    table.rows.push(vec![copied.file.clone(), bytes.to_string(), revision.to_string()]);
    print(args, &copied, &table)?;
    Ok(ExitCode::SUCCESS)
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match &error {
            BackupError::File { reason, .. } if reason.kind() == std::io::ErrorKind::NotFound => {
                Self::not_found(error)
            }
            BackupError::Unsound(_) => Self::refused(error),
            _ => Self::failed(error),
        }
    }
}
