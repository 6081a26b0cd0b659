//! The command line. Data goes to stdout, messages to stderr; exit codes are fixed.
//!
//! What the comments here and in `args/` say stands in `crates/scoring/lang/*.ftl` in both languages, for the help.

mod alert;
mod bench;
mod closing;
mod directive;
mod dossiers;
mod drill;
mod lint;
mod movement;
mod pack;
mod reconcile;
mod report;
mod rules;
mod scenario;
mod user;
mod work;

use std::net::SocketAddr;
use std::path::PathBuf;

use chiso_scoring::agency::Level;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::DateTime;
use rust_decimal::Decimal;

pub use alert::{Alert, AlertAck, AlertAction, AlertClose, AlertList, AlertRun};
pub use bench::{Bench, Figured};
pub use closing::{Close, Closings, Diff, Reopen};
pub use directive::{
    Directive, DirectiveAction, DirectiveClose, DirectiveDraft, DirectiveList, DirectiveNew,
    DirectiveShow, Quality,
};
pub use lint::Lint;
pub use movement::Movement;
pub use pack::{Deliver, Pack};
pub use reconcile::{ListFile, Reconcile};
pub use report::{Format, Report};
pub use rules::{Rules, RulesAction};

pub use dossiers::{
    Backup, Chance, Demo, Dossiers, FileFormat, Province, Restore, Sim, Tables, Verify,
};
pub use drill::{Drill, Procedures, SideName};
pub use scenario::{Next, Project, Scene, WhatIf};
pub use user::{NewPassword, User, UserAction};
pub use work::Work;

use crate::spelling::{Side, lang, level, moment, period, points, side, until};

/// Computes Vietnam's Decision 766 indicator set from dossiers and published figures, under dated rulebooks.
#[derive(Debug, Parser)]
#[command(name = "chiso", version, disable_help_subcommand = true)]
pub struct Args {
    /// Folder of the store.
    #[arg(long, global = true, env = "CHISO_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Folder of own rulebooks (*.toml); one with the id of an embedded rulebook replaces it.
    #[arg(long, global = true, env = "CHISO_RULES", value_name = "DIR")]
    pub rules_dir: Option<PathBuf>,
    /// Language of texts: vi or en.
    #[arg(long, global = true, default_value = "vi", value_parser = lang)]
    pub lang: Lang,
    /// Print JSON.
    #[arg(long, global = true, conflicts_with = "csv")]
    pub json: bool,
    /// Print CSV.
    #[arg(long, global = true)]
    pub csv: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Below the help, between words of the reader's language.
pub const EXAMPLES: &str = "
  chiso demo
  chiso intake reported figures.csv --data my-data
  chiso intake dossiers dossiers.csv --data my-data
  chiso score --agency H44 --period 2026-08 --children --json --data my-data
  chiso rank --level province --period 2026 --group CKMB --data my-data
  chiso dossiers --agency H55 --period 2026-08 --measure handled --not handled_on_time --data my-data
  chiso work due --agency H55.242 --hours 8 --xlsx viec.xlsx --data my-data
  chiso reconcile --agency H55 --period 2026-08 --portal cong.csv --list --csv --data my-data
  chiso verify --period 2026-08 --data my-data
  chiso movement --agency H55 --from 2026-07 --to 2026-08 --indicator 2.1 --data my-data
  chiso explain --agency H44.03 --period 2026-08 --indicator 1.4 --data my-data
  chiso explain --agency H55 --period 2026-08 --indicator 2.1 --list rest --data my-data
  chiso procedures --agency H55 --period 2026-08 --units --data my-data
  chiso report --agency H03 --period 2023-08 --format docx --out bao-cao.docx --data my-data
";

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fill a store with real published figures, play a simulated province into it and show both on the web.
    Demo(Demo),
    /// Show the store on the web and take dossiers in.
    Serve(Listen),
    /// List, show, check and compare rulebooks.
    Rules(Rules),
    /// Take in agencies, published figures, dossiers and records.
    Intake(Intake),
    /// Points of an agency or its children.
    Score(Score),
    /// Ranking among siblings of one kind.
    Rank(Rank),
    /// Two periods or two captures side by side.
    Compare(Compare),
    /// Why a number moved: the change split over units, procedures and causes.
    Movement(Movement),
    /// Why a number is what it is.
    Explain(Explain),
    /// Numbers by procedure, or by unit and procedure.
    Procedures(Procedures),
    /// Published points that do not follow from published counts (exit 4 if there are any).
    Differences(Differences),
    /// A report of an agency as docx, xlsx, html or pdf: monthly report, letter with annex, directive, narrative.
    Report(Report),
    /// Check reports, ours or not: numbers that contradict each other, units, grades, order, references (exit 4 if anything is found).
    Lint(Lint),
    /// The dossiers, petitions, services or procedures that a number counts.
    Dossiers(Dossiers),
    /// Work to do: overdue, due soon, without result, not synchronised and other lists, sorted by points.
    Work(Work),
    /// What points, grade and ranks would be if dossiers were closed, results issued, petitions answered now.
    #[command(name = "whatif")]
    WhatIf(WhatIf),
    /// Which dossiers and petitions gain most points if they are dealt with today.
    Next(Next),
    /// The end of the period, from the dossiers and petitions that fall due.
    Project(Project),
    /// Reconcile three ways: one-stop system, chiso, portal; dossier by dossier, reason by reason (exit 4 if anything differs).
    Reconcile(Reconcile),
    /// What the numbers rest on: sources, their silence, volume and refusals; units and their quality marks.
    Quality(Quality),
    /// Directives: a number is to become another one until a deadline.
    Directive(Directive),
    /// Compare everything that is kept up to date with what is counted anew (exit 4 if anything differs).
    Verify(Verify),
    /// Alerts: what rules raise, who takes it up, how it ends.
    Alert(Alert),
    /// Close a period: check it, then freeze and sign it (exit 4 if a check is open, 6 if the period is closed).
    Close(Close),
    /// Reopen a closed period; the closing stays as it is.
    Reopen(Reopen),
    /// Closed periods, or one of them with its files as they were frozen.
    Closings(Closings),
    /// The report pack of a closed period as a folder or a zip, or a pack held against its manifest.
    Pack(Pack),
    /// Hand report packs on to a folder and by mail, or hand them on again.
    Deliver(Deliver),
    /// What changed since a closing: which numbers, how many points, which dossiers, why (exit 4 if anything did).
    Diff(Diff),
    /// Accounts that may sign in to the internal pages.
    User(User),
    /// Copy the database into one file, also while a server works.
    Backup(Backup),
    /// Put a copy of the database back.
    Restore(Restore),
    /// A simulated province as files, or played against a running server.
    Sim(Sim),
    /// How fast this machine does what chiso promises.
    Bench(Bench),
}

/// Where the web pages listen.
#[derive(Debug, clap::Args)]
pub struct Listen {
    /// Address and port; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8766", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// File of alert rules, in place of those that come with chiso.
    #[arg(long, env = "CHISO_ALERTS", value_name = "FILE")]
    pub alerts: Option<PathBuf>,
}

/// Which figures, and which of them wins.
#[derive(Debug, Clone, clap::Args)]
pub struct View {
    #[command(flatten)]
    /// Which figures.
    pub figures: Chosen,
    /// Which figure wins when several are known.
    #[arg(long, value_enum, default_value_t = BasisName::Computed)]
    pub basis: BasisName,
    /// Where figures come from; default: published ones if there are any of the period, else dossiers.
    #[arg(long, value_enum, value_name = "SOURCE")]
    pub from: Option<Origin>,
}

/// Which figures.
#[derive(Debug, Clone, clap::Args)]
pub struct Chosen {
    /// Period: 2026-08, 2026-Q3, 2026 or 2026-07-01..2026-07-15.
    #[arg(long, value_parser = period)]
    pub period: Period,
    /// Only figures captured until then (yyyy-mm-dd or yyyy-mm-ddTHH:MM).
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// Only figures known at that revision.
    #[arg(long, value_name = "REVISION")]
    pub known_at: Option<u64>,
    /// Rulebook; default: the one in force at the end of the period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
}

/// Names of [`chiso_scoring::score::Basis`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BasisName {
    /// Counts first, published points where there are none.
    Computed,
    /// Published points first.
    Published,
}

/// Where figures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Origin {
    /// Counted from dossiers and records.
    Dossiers,
    /// Published by somebody.
    Published,
}

/// `chiso intake`.
#[derive(Debug, clap::Args)]
pub struct Intake {
    /// What to take in.
    #[command(subcommand)]
    pub what: IntakeWhat,
}

/// Kinds of files.
#[derive(Debug, Subcommand)]
pub enum IntakeWhat {
    /// Agencies from CSV (docs/templates/agencies.csv).
    Agencies {
        /// The file.
        file: PathBuf,
        /// Judge the rows, store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Published figures: CSV or XLSX (docs/templates/reported.csv), or saved answers of the portal.
    Reported {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Period of a portal answer that does not say it.
        #[arg(long, value_parser = period)]
        period: Option<Period>,
        /// Capture time of a portal answer; default: what the file says, or when it was last changed.
        #[arg(long, value_parser = moment)]
        as_of: Option<DateTime>,
        /// Who published a portal answer.
        #[arg(long)]
        source: Option<String>,
        /// Judge the rows, store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Dossiers as they stand: CSV, XLSX or NDJSON (docs/templates/dossiers.csv).
    Dossiers(Tables),
    /// Steps of handling: CSV, XLSX or NDJSON (docs/templates/steps.csv).
    Steps(Tables),
    /// Procedures as agencies offer them online: CSV, XLSX or NDJSON (docs/templates/services.csv).
    Services(Tables),
    /// Procedures named in announcement decisions: CSV, XLSX or NDJSON (docs/templates/publications.csv).
    Publications(Tables),
    /// Feedback and complaints: CSV, XLSX or NDJSON (docs/templates/petitions.csv).
    Petitions(Tables),
    /// Ratings of dossiers: CSV, XLSX or NDJSON (docs/templates/ratings.csv).
    Ratings(Tables),
    /// What agencies state for a period: CSV, XLSX or NDJSON (docs/templates/agency-figures.csv).
    AgencyFigures(Tables),
    /// What procedures are called: CSV, XLSX or NDJSON (docs/templates/procedures.csv).
    Procedures(Tables),
    /// A list of dossiers of the one-stop system or the portal, for reconciliation: CSV, XLSX, NDJSON or one code a line (docs/doi-soat.md).
    List(ListFile),
}

/// `chiso score`.
#[derive(Debug, clap::Args)]
pub struct Score {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Its children instead of itself.
    #[arg(long)]
    pub children: bool,
    #[command(flatten)]
    /// Which figures.
    pub view: View,
}

/// `chiso rank`.
#[derive(Debug, clap::Args)]
pub struct Rank {
    /// Level to rank; levels are never mixed.
    #[arg(long, value_parser = level)]
    pub level: Level,
    /// Only children of this agency.
    #[arg(long)]
    pub parent: Option<String>,
    /// Rank by a group, axis or indicator instead of the total.
    #[arg(long, value_name = "CODE")]
    pub group: Option<String>,
    /// Compare with agencies of the same kind and size: class, rank and place in it.
    #[arg(long)]
    pub cohort: bool,
    /// How many points one dossier more or less moves, and how many places.
    #[arg(long)]
    pub stability: bool,
    /// Points above which what one dossier moves is a warning.
    #[arg(long, value_name = "POINTS", default_value = "0.50", value_parser = points)]
    pub band: Decimal,
    #[command(flatten)]
    /// Which figures.
    pub view: View,
}

/// `chiso compare`.
#[derive(Debug, clap::Args)]
pub struct Compare {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Earlier side: PERIOD, PERIOD@AS_OF or PERIOD@AS_OF~REVISION, such as 2026-07 or 2023@2023-07-31.
    #[arg(long, value_parser = side)]
    pub from: Side,
    /// Later side.
    #[arg(long, value_parser = side)]
    pub to: Side,
    /// Split the change of this indicator over the children.
    #[arg(long, value_name = "CODE", conflicts_with = "annex")]
    pub indicator: Option<String>,
    /// The numbers behind the points instead: counts, rates and changes, as annexed to monthly reports.
    #[arg(long)]
    pub annex: bool,
    /// Rulebook for both sides; default: each side's own.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
    /// Which figure wins when several are known.
    #[arg(long, value_enum, default_value_t = BasisName::Computed)]
    pub basis: BasisName,
    /// Where figures come from; default: published ones if there are any of the period, else dossiers.
    #[arg(long, value_enum, value_name = "SOURCE")]
    pub figures: Option<Origin>,
}

/// `chiso explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Indicator, metric, group or axis code; without it the total.
    #[arg(long, value_name = "CODE", default_value = "TOTAL")]
    pub indicator: String,
    #[command(flatten)]
    /// What is behind it.
    pub drill: Drill,
    #[command(flatten)]
    /// Which figures.
    pub view: View,
}

/// `chiso differences`.
#[derive(Debug, clap::Args)]
pub struct Differences {
    /// Only this period.
    #[arg(long, value_parser = period)]
    pub period: Option<Period>,
    /// Only this agency and what is below it.
    #[arg(long)]
    pub agency: Option<String>,
    /// Only figures captured until then; default: every capture.
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// Rulebook; default: the one in force at the end of each period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
}
