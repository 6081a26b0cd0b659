//! Arguments of `chiso whatif`, `chiso next` and `chiso project`.

use chiso_scoring::period::Period;
use jiff::civil::DateTime;

use crate::spelling::{period, until};

/// What is looked at: an agency and a period, counted from dossiers.
#[derive(Debug, Clone, clap::Args)]
pub struct Scene {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Period: 2026-08, 2026-Q3 or 2026.
    #[arg(long, value_parser = period)]
    pub period: Period,
    /// Looked at from that moment (yyyy-mm-dd or yyyy-mm-ddTHH:MM); default: now.
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// As it was known at that revision.
    #[arg(long, value_name = "REVISION")]
    pub known_at: Option<u64>,
    /// Rulebook; default: the one in force at the end of the period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
}

/// `chiso whatif`.
#[derive(Debug, clap::Args)]
pub struct WhatIf {
    #[command(flatten)]
    /// What is looked at.
    pub scene: Scene,
    /// Finish these now: codes with commas between them, @FILE, or overdue, due, no-result, unsynced, all.
    #[arg(long, value_name = "LIST")]
    pub close: Option<String>,
    /// Issue the result of these electronically now.
    #[arg(long, value_name = "LIST")]
    pub issue: Option<String>,
    /// Send these to the national portal now.
    #[arg(long, value_name = "LIST")]
    pub sync: Option<String>,
    /// Answer these petitions now: numbers, @FILE, or overdue, due, all.
    #[arg(long, value_name = "LIST")]
    pub answer: Option<String>,
}

/// `chiso next`.
#[derive(Debug, clap::Args)]
pub struct Next {
    #[command(flatten)]
    /// What is looked at.
    pub scene: Scene,
    /// List at most so many.
    #[arg(long, default_value_t = chiso_web::scenario::TOP, value_name = "NUMBER")]
    pub top: usize,
    /// The fewest that reach a grade (excellent, good, fair, average, or their Vietnamese names, with or without accents) or so many points, instead.
    #[arg(long, value_name = "GOAL")]
    pub reach: Option<String>,
}

/// `chiso project`.
#[derive(Debug, clap::Args)]
pub struct Project {
    #[command(flatten)]
    /// What is looked at.
    pub scene: Scene,
    /// List at most so many.
    #[arg(long, default_value_t = chiso_web::scenario::TOP, value_name = "NUMBER")]
    pub top: usize,
}
