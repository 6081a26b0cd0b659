//! Arguments that open a number to what it counts.

use chiso_scoring::measure::opened::Side;
use clap::ValueEnum;

use super::Chosen;

/// `chiso explain`: what is behind a number counted from dossiers.
#[derive(Debug, clap::Args)]
pub struct Drill {
    /// List what a side of the indicator counts, from dossiers and records.
    #[arg(long, value_enum, value_name = "SIDE", conflicts_with = "why_not")]
    pub list: Option<SideName>,
    /// Only the agency's own, without what is below it.
    #[arg(long, requires = "list")]
    pub own: bool,
    /// Lines of a page, at most 1000.
    #[arg(long, default_value_t = 20, value_name = "NUMBER", requires = "list")]
    pub limit: usize,
    /// Where the page begins: what the page before gave as its next.
    #[arg(long, value_name = "CURSOR", requires = "list")]
    pub cursor: Option<String>,
    /// Why a dossier is counted or not, condition by condition; without --indicator by every indicator.
    #[arg(long, value_name = "DOSSIER")]
    pub why_not: Option<String>,
}

/// Names of [`Side`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SideName {
    /// What the numerator counts.
    Numerator,
    /// What the denominator counts.
    Denominator,
    /// What the denominator counts and the numerator does not.
    Rest,
}

impl From<SideName> for Side {
    fn from(name: SideName) -> Self {
        match name {
            SideName::Numerator => Self::Numerator,
            SideName::Denominator => Self::Denominator,
            SideName::Rest => Self::Rest,
        }
    }
}

/// `chiso procedures`.
#[derive(Debug, clap::Args)]
pub struct Procedures {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Numerator, denominator and ratio of this indicator instead of the usual columns.
    #[arg(long, value_name = "CODE")]
    pub indicator: Option<String>,
    /// Tell the units apart.
    #[arg(long)]
    pub units: bool,
    /// Only the agency's own, without what is below it.
    #[arg(long)]
    pub own: bool,
    /// Show at most so many lines; the total stays.
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<usize>,
    #[command(flatten)]
    /// Which figures.
    pub figures: Chosen,
}
