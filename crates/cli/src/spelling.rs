//! Values of the command line as people spell them.

use std::fmt;

use chiso_scoring::agency::Level;
use chiso_scoring::fair::read_band;
use chiso_scoring::lang::Lang;
use chiso_scoring::movement::{self, SideError, SideText};
use chiso_scoring::period::{Period, PeriodError};
use chiso_scoring::worklist::HOURS_MAX;
use jiff::civil::DateTime;
use rust_decimal::Decimal;

/// Why a text is not the value it stands for.
#[derive(Debug)]
pub enum Spelling {
    /// Not a period.
    Period(PeriodError),
    /// Not a point in time.
    Moment(String),
    /// Not a revision.
    Revision(String),
    /// Not points.
    Points(String),
    /// Not a number of working hours.
    Hours(String),
    /// Not a level.
    Level(String),
    /// Not a language.
    Lang(String),
}

impl Spelling {
    /// The sentence of a language.
    pub fn tell(&self, lang: Lang) -> String {
        let (key, text) = match self {
            Self::Period(error) => return error.tell(lang),
            Self::Moment(text) => ("value-moment", text),
            Self::Revision(text) => ("value-revision", text),
            Self::Points(text) => ("value-points", text),
            Self::Hours(text) => ("value-hours", text),
            Self::Level(text) => ("value-level", text),
            Self::Lang(text) => ("value-lang", text),
        };
        lang.text_with(key, &[("text", text)])
    }
}

/// The English of it, where clap itself asks.
impl fmt::Display for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tell(Lang::En))
    }
}

impl std::error::Error for Spelling {}

/// One side of a comparison.
pub type Side = SideText;

/// A period.
pub fn period(text: &str) -> Result<Period, Spelling> {
    text.parse().map_err(Spelling::Period)
}

/// Points from 0 to 100 with at most two decimals.
pub fn points(text: &str) -> Result<Decimal, Spelling> {
    read_band(text).ok_or_else(|| Spelling::Points(text.to_owned()))
}

/// Working hours to look ahead.
pub fn hours(text: &str) -> Result<u16, Spelling> {
    let hours = text.parse().ok().filter(|hours| (1..=HOURS_MAX).contains(hours));
    hours.ok_or_else(|| Spelling::Hours(text.to_owned()))
}

/// A level.
pub fn level(text: &str) -> Result<Level, Spelling> {
    text.parse().map_err(|_| Spelling::Level(text.to_owned()))
}

/// A language.
pub fn lang(text: &str) -> Result<Lang, Spelling> {
    text.parse().map_err(|_| Spelling::Lang(text.to_owned()))
}

/// A day means its end: everything captured on it counts.
pub fn until(text: &str) -> Result<DateTime, Spelling> {
    movement::until(text).map_err(Spelling::from)
}

/// A day means its first moment: the time of day is not known.
pub fn moment(text: &str) -> Result<DateTime, Spelling> {
    text.parse().map_err(|_| Spelling::Moment(text.to_owned()))
}

/// The earlier side of a report: a moment of its own period, or a side like that of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// A moment; a day means its end.
    Moment(DateTime),
    /// A period, perhaps at a moment and a revision.
    Side(Side),
}

/// `AS_OF`, or a side.
pub fn against(text: &str) -> Result<Against, Spelling> {
    match until(text) {
        Ok(at) => Ok(Against::Moment(at)),
        Err(_) => side(text).map(Against::Side),
    }
}

/// `PERIOD, PERIOD@AS_OF or PERIOD@AS_OF~REVISION`.
pub fn side(text: &str) -> Result<Side, Spelling> {
    text.parse().map_err(Spelling::from)
}

impl From<SideError> for Spelling {
    fn from(error: SideError) -> Self {
        match error {
            SideError::Period(error) => Self::Period(error),
            SideError::Moment(text) => Self::Moment(text),
            SideError::Revision(text) => Self::Revision(text),
        }
    }
}
