//! Figures: what is known of one number before a rule is applied, and the states of a number.

use std::fmt;

use jiff::civil::DateTime;
use rust_decimal::Decimal;

use crate::period::Period;

/// Numerator and denominator of a ratio, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counts {
    /// What is counted.
    pub numerator: i64,
    /// What it is counted of.
    pub denominator: i64,
}

/// One reported or counted figure. Each part may be missing, and missing is not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figure {
    /// Numerator as given. A plain measure has only this.
    pub numerator: Option<i64>,
    /// Denominator as given.
    pub denominator: Option<i64>,
    /// Rate in per cent as published (mean days for 2.2).
    pub rate: Option<Decimal>,
    /// Points as published, with the decimals printed there.
    pub points: Option<Decimal>,
    /// What the source itself says of the figure's quality.
    pub flag: Option<Flag>,
}

impl Figure {
    /// A figure known by its counts.
    #[must_use]
    pub fn of_counts(numerator: i64, denominator: i64) -> Self {
        Self { numerator: Some(numerator), denominator: Some(denominator), ..Self::default() }
    }

    /// Both counts, if both are known.
    #[must_use]
    pub fn counts(&self) -> Option<Counts> {
        Some(Counts { numerator: self.numerator?, denominator: self.denominator? })
    }
}

/// Quality mark that a source puts on its own figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// The portal uses a stand-in for the national report's denominator.
    TempNationalReportDenominator,
    /// The portal has no national report for the period.
    NoNationalReportData,
    /// The period was still open when the figure was captured.
    OpenPeriod,
    /// The source marks the figure in a way chiso does not know.
    Other,
}

impl Flag {
    /// All flags.
    pub const ALL: [Self; 4] = [
        Self::TempNationalReportDenominator,
        Self::NoNationalReportData,
        Self::OpenPeriod,
        Self::Other,
    ];

    /// Name used in files and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TempNationalReportDenominator => "temp_national_report_denominator",
            Self::NoNationalReportData => "no_national_report_data",
            Self::OpenPeriod => "open_period",
            Self::Other => "other",
        }
    }

    /// Whether a figure with this mark may still change.
    #[must_use]
    pub fn is_provisional(self) -> bool {
        self != Self::NoNationalReportData
    }

    /// Reads the name, in any case.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.code().eq_ignore_ascii_case(text))
    }
}

/// State of a number. A number without points always has a state that says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// A figure above zero.
    Value,
    /// A true zero: something was counted, nothing of it fulfilled the condition.
    Zero,
    /// The rule does not apply to this level.
    NotApplicable,
    /// The denominator is zero: nothing happened that could be measured.
    NoDossiers,
    /// The source gave no figure.
    SourceSilent,
    /// The figure may still change: open period, or a stand-in marked by the source.
    Provisional,
    /// Copied from the province; it does not tell units apart.
    Inherited,
    /// Given to everybody by the rule.
    Constant,
}

impl State {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Value,
        Self::Zero,
        Self::NotApplicable,
        Self::NoDossiers,
        Self::SourceSilent,
        Self::Provisional,
        Self::Inherited,
        Self::Constant,
    ];

    /// Name used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Zero => "zero",
            Self::NotApplicable => "not_applicable",
            Self::NoDossiers => "no_dossiers",
            Self::SourceSilent => "source_silent",
            Self::Provisional => "provisional",
            Self::Inherited => "inherited",
            Self::Constant => "constant",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A figure somebody published (*số liệu báo cáo*), as a row of a file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Period it counts.
    pub period: Period,
    /// When it was captured at its source, Vietnam time; midnight if only the day is known.
    pub as_of: DateTime,
    /// Code of the agency.
    pub agency: String,
    /// Indicator code, group code, axis code, [`TOTAL`], [`RANK`], or a measure's id.
    pub indicator: String,
    /// The figure itself.
    pub figure: Figure,
    /// Who published it, where.
    pub source: String,
}

/// In the place of an indicator: the published total (points only).
pub const TOTAL: &str = "TOTAL";
/// In the place of an indicator: the published rank (numerator = place, denominator = of how many).
pub const RANK: &str = "RANK";

/// A reported figure as the store keeps it: with the revision that brought it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// The figure.
    pub reported: Reported,
    /// Revision of the batch it came with.
    pub revision: u64,
}
