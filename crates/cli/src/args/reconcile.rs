//! Arguments of `chiso reconcile` and `chiso intake list`.

use std::path::PathBuf;

use chiso_scoring::period::Period;
use chiso_scoring::reconcile;
use clap::ValueEnum;
use jiff::civil::DateTime;

use crate::spelling::{period, until};

/// `chiso intake list`.
#[derive(Debug, clap::Args)]
pub struct ListFile {
    /// Whose list it is.
    #[arg(long, value_enum, value_name = "KEEPER")]
    pub side: Keeper,
    /// Code of the agency whose dossiers it lists.
    #[arg(long)]
    pub agency: String,
    /// When the list was taken (yyyy-mm-dd or yyyy-mm-ddTHH:MM).
    #[arg(long, value_parser = until)]
    pub as_of: DateTime,
    /// The file.
    pub file: PathBuf,
    /// Judge the rows, store nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Who keeps a list besides chiso.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Keeper {
    /// The one-stop system.
    OneStop,
    /// The national portal.
    Portal,
}

impl From<Keeper> for reconcile::Side {
    fn from(keeper: Keeper) -> Self {
        match keeper {
            Keeper::OneStop => Self::OneStop,
            Keeper::Portal => Self::Portal,
        }
    }
}

/// `chiso reconcile`.
#[derive(Debug, clap::Args)]
pub struct Reconcile {
    /// Code of the agency, with everything below it.
    #[arg(long)]
    pub agency: String,
    /// Period of reception: 2026-08, 2026-Q3 or 2026.
    #[arg(long, value_parser = period)]
    pub period: Period,
    /// List of the one-stop system: a file, the number of a stored list, or calls; default: the stored list taken last, else the calls that were made.
    #[arg(long, value_name = "FILE")]
    pub one_stop: Option<PathBuf>,
    /// List of the portal: a file or the number of a stored list; default: the stored list taken last.
    #[arg(long, value_name = "FILE")]
    pub portal: Option<PathBuf>,
    /// When the files given were taken (yyyy-mm-dd or yyyy-mm-ddTHH:MM); default: when each was last changed.
    #[arg(long, value_parser = until, value_name = "AS_OF")]
    pub taken: Option<DateTime>,
    /// Only this reason.
    #[arg(long)]
    pub reason: Option<String>,
    /// List the dossiers one by one.
    #[arg(long)]
    pub list: bool,
    /// List the dossiers to send again.
    #[arg(long)]
    pub retry: bool,
    /// List at most so many; the count stays.
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<usize>,
    /// Looked at from that moment (yyyy-mm-dd or yyyy-mm-ddTHH:MM); default: now.
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// As known at that revision.
    #[arg(long, value_name = "REVISION")]
    pub known_at: Option<u64>,
    /// Rulebook of the indicators; default: the one in force at the end of the period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
}
