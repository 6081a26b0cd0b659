//! Arguments of `chiso movement`.

use chiso_scoring::movement;
use clap::ValueEnum;

use super::{BasisName, Origin};
use crate::spelling::{Side, side};

/// `chiso movement`.
#[derive(Debug, clap::Args)]
pub struct Movement {
    /// Code of the agency.
    #[arg(long)]
    pub agency: String,
    /// Earlier side: PERIOD, PERIOD@AS_OF or PERIOD@AS_OF~REVISION, such as 2026-07 or 2023@2023-07-31.
    #[arg(long, value_parser = side)]
    pub from: Side,
    /// Later side.
    #[arg(long, value_parser = side)]
    pub to: Side,
    /// What moved: an indicator, metric, group or axis code; without it the total.
    #[arg(long, value_name = "CODE", default_value = "TOTAL")]
    pub indicator: String,
    /// What the change is divided over.
    #[arg(long, value_enum, default_value_t = OverName::Units, value_name = "VIEW")]
    pub over: OverName,
    /// Show at most so many lines on their own; the others stand together.
    #[arg(long, default_value_t = 20, value_name = "NUMBER")]
    pub top: usize,
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

/// Names of [`movement::Over`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OverName {
    /// Units below the agency.
    Units,
    /// Procedures.
    Procedures,
    /// Causes.
    Causes,
    /// Units and procedures.
    Both,
    /// Indicators.
    Indicators,
}

impl From<OverName> for movement::Over {
    fn from(name: OverName) -> Self {
        match name {
            OverName::Units => Self::Units,
            OverName::Procedures => Self::Procedures,
            OverName::Causes => Self::Causes,
            OverName::Both => Self::Both,
            OverName::Indicators => Self::Indicators,
        }
    }
}
