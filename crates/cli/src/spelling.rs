//! Values of the command line as people spell them.

use std::fmt;

use chiso_scoring::agency::Level;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::{Period, PeriodError};
use jiff::civil::{Date, DateTime, time};

/// Why a text is not the value it stands for.
#[derive(Debug)]
pub enum Spelling {
    /// Not a period.
    Period(PeriodError),
    /// Not a point in time.
    Moment(String),
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
#[derive(Debug, Clone, Copy)]
pub struct Side {
    /// Period.
    pub period: Period,
    /// Capture.
    pub as_of: Option<DateTime>,
}

/// A period.
pub fn period(text: &str) -> Result<Period, Spelling> {
    text.parse().map_err(Spelling::Period)
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
    match text.parse::<Date>() {
        Ok(day) if text.len() == 10 => Ok(day.to_datetime(time(23, 59, 59, 0))),
        _ => moment(text),
    }
}

/// A day means its first moment: the time of day is not known.
pub fn moment(text: &str) -> Result<DateTime, Spelling> {
    text.parse().map_err(|_| Spelling::Moment(text.to_owned()))
}

/// A period, or `PERIOD@CAPTURE`.
pub fn side(text: &str) -> Result<Side, Spelling> {
    let (of, as_of) = match text.split_once('@') {
        Some((of, as_of)) => (of, Some(until(as_of)?)),
        None => (text, None),
    };
    Ok(Side { period: period(of)?, as_of })
}
