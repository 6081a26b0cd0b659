//! Arguments of `chiso directive` and `chiso quality`.

use std::path::PathBuf;

use chiso_scoring::directive::Reason;
use chiso_scoring::period::Period;
use clap::{Subcommand, ValueEnum};
use jiff::civil::DateTime;

use super::Origin;
use crate::spelling::{Side, period, side, until};

/// `chiso quality`.
#[derive(Debug, clap::Args)]
pub struct Quality {
    /// Code of the agency; default: the province with most dossiers.
    #[arg(long)]
    pub agency: Option<String>,
    /// Only this source.
    #[arg(long, value_name = "SENDER")]
    pub source: Option<String>,
    /// Period: 2026-08, 2026-Q3 or 2026; default: the month it is.
    #[arg(long, value_parser = period)]
    pub period: Option<Period>,
    /// Looked at from that moment (yyyy-mm-dd or yyyy-mm-ddTHH:MM); default: now.
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// Rulebook; default: the one in force at the end of the period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
}

/// `chiso directive`.
#[derive(Debug, clap::Args)]
pub struct Directive {
    /// What to do.
    #[command(subcommand)]
    pub action: DirectiveAction,
}

/// Actions on directives.
#[derive(Debug, Subcommand)]
pub enum DirectiveAction {
    /// Issue a directive from JSON, such as `chiso directive draft --json` prints.
    New(DirectiveNew),
    /// Every directive with its progress, the longest overdue first.
    List(DirectiveList),
    /// One directive, before and after, with its units and dossiers.
    Show(DirectiveShow),
    /// Close a directive; the number it ends with is written down beside the one it started from.
    Close(DirectiveClose),
    /// Draft a directive from a fall: units and dossiers behind it, target, deadline.
    Draft(DirectiveDraft),
}

/// `chiso directive new`.
#[derive(Debug, clap::Args)]
pub struct DirectiveNew {
    /// The file; - reads what comes in.
    pub file: PathBuf,
    /// Number and symbol, such as 125/UBND-KSTT, if the file has none.
    #[arg(long, value_name = "SYMBOL")]
    pub number: Option<String>,
    /// Name of this call: repeating it changes nothing.
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

/// `chiso directive list`.
#[derive(Debug, clap::Args)]
pub struct DirectiveList {
    /// Only those that name this agency.
    #[arg(long)]
    pub agency: Option<String>,
    /// Only those in this state.
    #[arg(long, value_enum)]
    pub state: Option<StateName>,
    /// As known at that revision.
    #[arg(long, value_name = "REVISION")]
    pub known_at: Option<u64>,
}

/// `chiso directive show`.
#[derive(Debug, clap::Args)]
pub struct DirectiveShow {
    /// Number and symbol.
    pub number: String,
    /// As known at that revision.
    #[arg(long, value_name = "REVISION")]
    pub known_at: Option<u64>,
}

/// `chiso directive close`.
#[derive(Debug, clap::Args)]
pub struct DirectiveClose {
    /// Number and symbol.
    pub number: String,
    /// Why it ends.
    #[arg(long, value_enum)]
    pub reason: ReasonName,
    /// Name of this call: repeating it changes nothing.
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

/// `chiso directive draft`.
#[derive(Debug, clap::Args)]
pub struct DirectiveDraft {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// What fell: an indicator, metric, group or axis code; without it the total.
    #[arg(long, value_name = "CODE", default_value = "TOTAL")]
    pub indicator: String,
    /// Earlier side: PERIOD, PERIOD@AS_OF or PERIOD@AS_OF~REVISION, such as 2026-07 or 2023@2023-07-31.
    #[arg(long, value_parser = side)]
    pub from: Side,
    /// Later side.
    #[arg(long, value_parser = side)]
    pub to: Side,
    /// Rulebook for both sides; default: the one in force at the end of the later period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
    /// Where figures come from; default: published ones if there are any of the period, else dossiers.
    #[arg(long, value_enum, value_name = "SOURCE")]
    pub figures: Option<Origin>,
}

/// States of a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateName {
    /// Not met yet, and the deadline is not over.
    OnTrack,
    /// The target is reached.
    Met,
    /// Overdue since the last working day.
    Overdue,
    /// Overdue, and addressed to the agency above.
    Escalated,
    /// Closed.
    Closed,
}

impl StateName {
    /// Name in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::OnTrack => "on_track",
            Self::Met => "met",
            Self::Overdue => "overdue",
            Self::Escalated => "escalated",
            Self::Closed => "closed",
        }
    }
}

/// Names of [`Reason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReasonName {
    /// Its target is met.
    Met,
    /// It ends without that.
    NotMet,
    /// Whoever issued it takes it back.
    Withdrawn,
    /// Another one takes its place.
    Replaced,
}

impl From<ReasonName> for Reason {
    fn from(name: ReasonName) -> Self {
        match name {
            ReasonName::Met => Self::Met,
            ReasonName::NotMet => Self::NotMet,
            ReasonName::Withdrawn => Self::Withdrawn,
            ReasonName::Replaced => Self::Replaced,
        }
    }
}
