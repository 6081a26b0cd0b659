//! Which periods have figures, and when they were captured.

use std::cmp::Reverse;

use chiso_scoring::period::Period;
use jiff::civil::DateTime;
use rusqlite::Connection;

use crate::convert::{known_at as known, read};
use crate::error::{Error, Result};
use crate::store::Store;

/// What is known of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodSummary {
    /// The period.
    pub period: Period,
    /// How many agencies have figures in it.
    pub agencies: u64,
    /// The moments at which figures were captured, earliest first; never empty.
    pub captures: Vec<DateTime>,
    /// How many figures are stored, all captures together.
    pub figures: u64,
}

impl PeriodSummary {
    /// The last capture.
    #[must_use]
    pub fn last_as_of(&self) -> Option<DateTime> {
        self.captures.last().copied()
    }
}

impl Store {
    /// Periods that have figures, the latest first; as known at a revision, or now.
    ///
    /// # Errors
    /// More captures than an answer may have, the database failed or is damaged.
    pub fn periods(&self, known_at: Option<u64>) -> Result<Vec<PeriodSummary>> {
        let captures = captures(&*self.reader()?, known_at, self.limits().answer)?;
        let mut periods: Vec<PeriodSummary> = Vec::new();
        for (period, as_of, figures, agencies) in captures {
            match periods.last_mut().filter(|last| last.period == period) {
                Some(last) => {
                    last.captures.push(as_of);
                    last.figures += figures;
                }
                None => {
                    periods.push(PeriodSummary {
                        period,
                        agencies,
                        captures: vec![as_of],
                        figures,
                    });
                }
            }
        }
        periods.sort_by_key(|row| Reverse((row.period.last(), row.period.first())));
        Ok(periods)
    }

    /// The last revision that brought agencies or reported figures, up to a revision or of all: what
    /// is read of these at a later revision is the same. 0 if there was none.
    ///
    /// # Errors
    /// The database failed.
    pub fn published_revision(&self, known_at: Option<u64>) -> Result<u64> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select max(
                 coalesce((select max(revision) from agency where revision <= ?1), 0),
                 coalesce((select max(revision) from capture where revision <= ?1), 0)
             )",
        )?;
        Ok(statement.query_row([known(known_at)], |row| row.get(0))?)
    }
}

/// Period, moment of a capture, figures of the capture, agencies of the period.
type Capture = (Period, DateTime, u64, u64);

/// Ordered by the period's text, then by moment.
fn captures(connection: &Connection, known_at: Option<u64>, limit: usize) -> Result<Vec<Capture>> {
    let mut statement = connection.prepare_cached(
        "with by_capture as (
             select period, as_of, count(*) as figures
             from figure
             where revision <= ?1
             group by period, as_of
         ),
         by_period as (
             select period, count(distinct agency) as agencies
             from figure
             where revision <= ?1
             group by period
         )
         select period, as_of, figures, agencies
         from by_capture
         join by_period using (period)
         order by period, as_of",
    )?;
    let mut rows = statement.query([known(known_at)])?;
    let mut captures = Vec::new();
    while let Some(row) = rows.next()? {
        if captures.len() == limit {
            return Err(Error::AnswerTooLarge { limit });
        }
        let (period, as_of): (String, String) = (row.get(0)?, row.get(1)?);
        captures.push((read("period", &period)?, read("as_of", &as_of)?, row.get(2)?, row.get(3)?));
    }
    Ok(captures)
}
