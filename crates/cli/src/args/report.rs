//! Arguments of `chiso report`.

use std::path::PathBuf;

use chiso_report::variant::Variant;
use chiso_scoring::period::Period;
use clap::ValueEnum;
use jiff::civil::DateTime;

use super::Origin;
use crate::spelling::{Against, against, period, until};

/// `chiso report`.
#[derive(Debug, clap::Args)]
pub struct Report {
    /// Code of the agency; with --closing by default the one that was closed.
    #[arg(long, required_unless_present = "closing")]
    pub agency: Option<String>,
    /// Form of the report; default: A for a province, B for a unit below one.
    #[arg(long, value_enum, value_name = "VARIANT")]
    pub variant: Option<VariantName>,
    /// Period: 2026-08, 2026-Q3, 2026 or 2026-07-01..2026-07-15.
    #[arg(long, value_parser = period, required_unless_present = "closing")]
    pub period: Option<Period>,
    /// Only figures captured until then (yyyy-mm-dd or yyyy-mm-ddTHH:MM).
    #[arg(long, value_parser = until)]
    pub as_of: Option<DateTime>,
    /// Only figures known at that revision.
    #[arg(long, value_name = "REVISION")]
    pub known_at: Option<u64>,
    /// Rulebook; default: the one in force at the end of the period.
    #[arg(long, value_name = "ID")]
    pub rules: Option<String>,
    /// Where figures come from; default: published ones if there are any of the period, else dossiers.
    #[arg(long, value_enum, value_name = "SOURCE")]
    pub figures: Option<Origin>,
    /// Earlier side of C and D: an earlier day of the same period (yyyy-mm-dd), or PERIOD, PERIOD@AS_OF, PERIOD@AS_OF~REVISION.
    #[arg(long, value_parser = against, value_name = "SIDE")]
    pub against: Option<Against>,
    /// Number of a closing: the report of the figures as they were frozen.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["period", "as_of", "known_at", "rules", "figures", "against"])]
    pub closing: Option<u64>,
    /// Number of an earlier closing: the earlier side of C and D.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["period", "against"])]
    pub against_closing: Option<u64>,
    /// Kind of document.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// File to write; its ending decides the kind if --format is not given.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Header, addressee, recipients and late decisions (docs/report.md).
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Folder of own phrases (*.ftl) and profiles (*.toml).
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
}

/// Names of [`Variant`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum VariantName {
    /// Monthly report of a province.
    A,
    /// Monthly report of a unit below a province.
    B,
    /// Letter that sets two moments side by side, with the numbers in an annex.
    C,
    /// Letter that directs: tasks, owners and deadlines for what fell.
    D,
    /// Narrative against the mean of the nation.
    E,
    /// Box that puts the index into its context.
    F,
}

impl From<VariantName> for Variant {
    fn from(name: VariantName) -> Self {
        match name {
            VariantName::A => Self::A,
            VariantName::B => Self::B,
            VariantName::C => Self::C,
            VariantName::D => Self::D,
            VariantName::E => Self::E,
            VariantName::F => Self::F,
        }
    }
}

/// Kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// Web page.
    Html,
    /// PDF/A for the archive; needs a chiso built with the feature `pdf`.
    Pdf,
}
