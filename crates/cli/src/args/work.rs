//! Arguments of `chiso work`.

use std::path::PathBuf;

use chiso_scoring::period::Period;
use jiff::civil::DateTime;
use rust_decimal::Decimal;

use crate::spelling::{hours, moment, period, points, until};

/// `chiso work`.
#[derive(Debug, clap::Args)]
pub struct Work {
    /// List: overdue, due, no_result, paid_counter, unsynced or petitions; without one all lists with their counts.
    pub list: Option<String>,
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Period: 2026-08, 2026-Q3 or 2026; default: the month it is.
    #[arg(long, value_parser = period)]
    pub period: Option<Period>,
    /// Working hours ahead, for the list due.
    #[arg(long, default_value = "16", value_parser = hours)]
    pub hours: u16,
    /// Only this unit below the agency.
    #[arg(long)]
    pub unit: Option<String>,
    /// Only this procedure.
    #[arg(long)]
    pub procedure: Option<String>,
    /// Only rows with at least so many points.
    #[arg(long, value_name = "POINTS", value_parser = points)]
    pub least: Option<Decimal>,
    /// Only rows due from that moment on (yyyy-mm-dd or yyyy-mm-ddTHH:MM).
    #[arg(long, value_name = "AS_OF", value_parser = moment)]
    pub due_from: Option<DateTime>,
    /// Only rows due up to that moment (yyyy-mm-dd or yyyy-mm-ddTHH:MM).
    #[arg(long, value_name = "AS_OF", value_parser = until)]
    pub due_until: Option<DateTime>,
    /// List at most so many; the count stays.
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<usize>,
    /// Write the whole list into a spreadsheet.
    #[arg(long, value_name = "FILE", requires = "list")]
    pub xlsx: Option<PathBuf>,
    /// Looked at from that moment (yyyy-mm-dd or yyyy-mm-ddTHH:MM); default: now.
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// As known at that revision.
    #[arg(long, value_name = "REVISION")]
    pub known_at: Option<u64>,
    /// Rulebook; default: the one in force at the end of the period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
}
