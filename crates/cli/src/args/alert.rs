//! Arguments of `chiso alert`.

use std::path::PathBuf;

use clap::Subcommand;
use jiff::civil::DateTime;

use crate::spelling::until;

/// `chiso alert`.
#[derive(Debug, clap::Args)]
pub struct Alert {
    /// File of alert rules, in place of those that come with chiso.
    #[arg(long, global = true, env = "CHISO_ALERTS", value_name = "FILE")]
    pub alerts: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub action: AlertAction,
}

/// Actions on alerts.
#[derive(Debug, Subcommand)]
pub enum AlertAction {
    /// Open alerts, or ended ones.
    List(AlertList),
    /// Proves a file of alert rules: kinds, keys, codes, addresses.
    Check {
        /// The file; without it the rules in use.
        file: Option<PathBuf>,
    },
    /// Takes an alert up on behalf of the agency that owns it, or of one above it.
    Ack(AlertAck),
    /// Closes an alert on behalf of the agency that owns it, or of one above it.
    Close(AlertClose),
    /// Holds the rules against the figures once, writes down what changed and tells the addresses of the file.
    Run(AlertRun),
}

/// `chiso alert list`.
#[derive(Debug, clap::Args)]
pub struct AlertList {
    /// Those that have ended, the last one first.
    #[arg(long)]
    pub ended: bool,
    /// Only those that this agency owns, or that are about it or something below it.
    #[arg(long, value_name = "AGENCY")]
    pub agency: Option<String>,
    /// List at most so many ended ones.
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    pub limit: usize,
}

/// `chiso alert ack`.
#[derive(Debug, clap::Args)]
pub struct AlertAck {
    /// Number of the alert.
    pub alert: u64,
    /// Code of the agency that answers.
    #[arg(long, value_name = "AGENCY")]
    pub by: String,
    /// What will be done; no names of persons, at most 500 characters.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
}

/// `chiso alert close`.
#[derive(Debug, clap::Args)]
pub struct AlertClose {
    /// Number of the alert.
    pub alert: u64,
    /// Code of the agency that answers.
    #[arg(long, value_name = "AGENCY")]
    pub by: String,
    /// Why; no names of persons, at most 500 characters.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// `chiso alert run`.
#[derive(Debug, clap::Args)]
pub struct AlertRun {
    /// Judge only: nothing is written down and nobody told.
    #[arg(long)]
    pub dry_run: bool,
    /// Looked at from an earlier moment (yyyy-mm-dd or yyyy-mm-ddTHH:MM); only with --dry-run.
    #[arg(long, value_parser = until, requires = "dry_run")]
    pub as_of: Option<DateTime>,
}
