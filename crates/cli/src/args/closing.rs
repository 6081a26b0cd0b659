//! Arguments of `chiso close`, `reopen`, `closings` and `diff`.

use std::path::PathBuf;

use chiso_scoring::period::Period;
use jiff::civil::DateTime;

use super::{BasisName, Origin};
use crate::spelling::{period, until};

/// `chiso close`.
#[derive(Debug, clap::Args)]
pub struct Close {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Period: 2026-08, 2026-Q3, 2026 or 2026-07-01..2026-07-15.
    #[arg(long, value_parser = period)]
    pub period: Period,
    /// Where figures come from; default: published ones if there are any of the period, else dossiers.
    #[arg(long, value_enum, value_name = "SOURCE")]
    pub from: Option<Origin>,
    /// Which figure wins when several are known.
    #[arg(long, value_enum, default_value_t = BasisName::Published)]
    pub basis: BasisName,
    /// Until when one looks (yyyy-mm-dd or yyyy-mm-ddTHH:MM); default: now. A period that is not over then is closed provisionally.
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// Rulebook; default: the one in force at the end of the period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
    /// Office or function that closes the period, such as "Chánh Văn phòng UBND tỉnh"; no person's name.
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    pub by: Option<String>,
    /// A check that found something, and why that may stand; may be given for several checks.
    #[arg(long, value_name = "WAIVER")]
    pub waive: Vec<String>,
    /// Look and check, close nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `chiso reopen`.
#[derive(Debug, clap::Args)]
pub struct Reopen {
    /// Number of the closing.
    pub number: u64,
    /// Office or function that reopens the period; no person's name.
    #[arg(long, value_name = "TEXT")]
    pub by: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// `chiso closings`.
#[derive(Debug, clap::Args)]
pub struct Closings {
    /// Number of the closing; without it the list of all.
    pub number: Option<u64>,
    /// Writes the snapshot file with everything there.
    #[arg(long, value_name = "FILE", requires = "number")]
    pub snapshot: Option<PathBuf>,
    /// Writes the snapshot file for everybody there, without small counts.
    #[arg(long, value_name = "FILE", requires = "number")]
    pub public: Option<PathBuf>,
    /// Writes the frozen lists of dossiers and records there (gzip), with the measures that count each.
    #[arg(long, value_name = "FILE", requires = "number")]
    pub lists: Option<PathBuf>,
}

/// `chiso diff`.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// Number of the closing.
    pub number: u64,
}
