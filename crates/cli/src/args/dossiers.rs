//! Arguments of the commands about dossiers and records.

use std::num::NonZeroU64;
use std::path::PathBuf;

use chiso_scoring::period::Period;
use clap::ValueEnum;
use jiff::civil::DateTime;

use super::Listen;
use crate::spelling::{period, until};

/// `chiso intake dossiers` and the other tables.
#[derive(Debug, clap::Args)]
pub struct Tables {
    /// The files.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Code of the agency that sends them: what an empty cell in the column agency means.
    #[arg(long, value_name = "AGENCY")]
    pub sender: Option<String>,
    /// Read a file again that was read to its end before.
    #[arg(long)]
    pub again: bool,
    /// Judge the rows, store nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `chiso dossiers`.
#[derive(Debug, clap::Args)]
pub struct Dossiers {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Period: 2026-08, 2026-Q3 or 2026.
    #[arg(long, value_parser = period)]
    pub period: Period,
    /// What is counted: a measure of the rulebook, or a quality mark (odd_...).
    #[arg(long)]
    pub measure: String,
    /// Only those that this measure does not count.
    #[arg(long, value_name = "MEASURE")]
    pub not: Option<String>,
    /// The agency's own, without what is below it.
    #[arg(long)]
    pub own: bool,
    /// List at most so many; the count stays.
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<usize>,
    /// Looked at from that moment (yyyy-mm-dd or yyyy-mm-ddTHH:MM); default: now.
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// Rulebook; default: the one in force at the end of the period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
}

/// `chiso verify`.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Only this period.
    #[arg(long, value_parser = period)]
    pub period: Option<Period>,
    /// Looked at from that moment (yyyy-mm-dd or yyyy-mm-ddTHH:MM); default: now.
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// Only this rulebook; default: all of them and the quality marks.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
    /// Check the snapshot of a closed period instead: nothing but this file is needed.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["period", "as_of", "rules"])]
    pub snapshot: Option<PathBuf>,
    /// The public key it has to be signed with: its PEM file, or 64 hexadecimal digits.
    #[arg(long, value_name = "KEY", requires = "snapshot")]
    pub key: Option<String>,
}

/// `chiso backup`.
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// The copy; an earlier one of that name is replaced.
    pub file: PathBuf,
}

/// `chiso restore`.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The copy.
    pub file: PathBuf,
    /// Replace the database that is there.
    #[arg(long)]
    pub replace: bool,
}

/// `chiso sim`.
#[derive(Debug, clap::Args)]
pub struct Sim {
    /// What is simulated.
    #[arg(value_enum)]
    pub province: Province,
    #[command(flatten)]
    /// How it is made.
    pub chance: Chance,
    /// Dossiers of the nation.
    #[arg(long, default_value_t = 100_000, value_name = "NUMBER")]
    pub dossiers: u64,
    /// Folder to write the files into.
    #[arg(long, value_name = "DIR", required_unless_present = "to", conflicts_with = "to")]
    pub out: Option<PathBuf>,
    /// Kind of files.
    #[arg(long, value_enum, default_value_t = FileFormat::Csv)]
    pub format: FileFormat,
    /// Only how everything stands at the end, not all that was said before.
    #[arg(long)]
    pub last: bool,
    /// Address of a running server to send everything to.
    #[arg(long, value_name = "ADDRESS")]
    pub to: Option<String>,
    /// Simulated seconds in one second; 0: as fast as the server takes it.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    pub speed: u64,
    /// The server may be on another machine.
    #[arg(long)]
    pub yes_remote: bool,
}

/// How a province is made.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Chance {
    /// Number that decides everything left to chance.
    #[arg(long, default_value_t = 766, value_name = "NUMBER")]
    pub seed: u64,
    /// Thái Nguyên with one of so many dossiers; 1 is the whole province.
    #[arg(long, default_value = "20", value_name = "NUMBER")]
    pub scale: NonZeroU64,
}

/// Simulated worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Province {
    /// Thái Nguyên, 2026 until 10 October, as published.
    ThaiNguyen,
    /// Bắc Kạn, August 2023, as published.
    BacKan,
    /// The country in 2026, made up, for load.
    Nation,
}

/// Kinds of simulated files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// Tables for a spreadsheet.
    Csv,
    /// One object per line.
    Ndjson,
    /// Bodies of the national calls, one per line; records as NDJSON.
    Calls,
}

/// `chiso demo`.
#[derive(Debug, clap::Args)]
pub struct Demo {
    #[command(flatten)]
    /// Where it listens.
    pub listen: Listen,
    #[command(flatten)]
    /// How the province is made.
    pub chance: Chance,
    /// Simulated seconds in one second (nights pass quicker); 0: the clock stands still.
    #[arg(long, default_value_t = 320, value_name = "NUMBER")]
    pub speed: u32,
}
