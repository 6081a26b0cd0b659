//! Reports made from figures: which sections, in which order.
//!
//! The monthly report of a province (variant A) and of a unit below one (variant B). They differ in
//! letterhead and signature (`defaults`); their body is one and the same list, `SECTIONS`.

mod copies_table;
mod defaults;
mod differences;
mod digitisation;
mod footnotes;
mod frame;
mod lines;
mod losses;
mod month;
mod names;
mod online;
mod opening;
mod overdue_table;
mod payment;
mod phrases;
mod profile;
mod progress;
mod ranking;
mod rate_table;
mod reading;
mod recommendations;
mod satisfaction;
mod transparency;

use chiso_scoring::agency::Agency;
use chiso_scoring::period::Period;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::model::{Block, Report};
use month::Month;

pub use profile::{Late, Profile, Recommendation, Variant};

/// The body of the monthly report, from top to bottom.
const SECTIONS: [fn(&Month<'_>) -> Vec<Block>; 10] = [
    opening::section,         // I.   total and rank
    transparency::section,    // 1.   công khai, minh bạch
    progress::section,        // 2.   tiến độ: on-time table, overdue table
    online::section,          // 3.   3.1 dịch vụ công trực tuyến: table
    payment::section,         //      3.2 thanh toán trực tuyến: table
    satisfaction::section,    // 4.   mức độ hài lòng: table
    digitisation::section,    // 5.   số hóa: table of certified copies
    ranking::section,         // II.  one ranking table for each level
    recommendations::section, // III. who is to do what, until when
    differences::section,     // IV.  published against recomputed, if they differ
];

/// What the caller knows of the figures' origin. Nothing here is read from a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Until when the figures are known, Vietnam time.
    pub as_of: DateTime,
    /// Revision of the store they come from.
    pub revision: u64,
    /// Hash of the rulebook's text.
    pub rulebook_hash: String,
    /// Creation time written into the files.
    pub created: Timestamp,
}

/// Why no report could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The sheet does not show what was published.
    #[error("a monthly report states published results; lay out its sheet with Basis::Published")]
    Basis,
    /// The profile belongs to another agency.
    #[error("the profile is for agency '{found}', the report for '{wanted}'")]
    Agency {
        /// Agency of the profile.
        found: String,
        /// Agency of the report.
        wanted: String,
    },
    /// The profile belongs to another period.
    #[error("the profile is for {found}, the figures are for {wanted}")]
    Period {
        /// Period of the profile.
        found: Period,
        /// Period of the sheet.
        wanted: Period,
    },
}

/// Makes the monthly report of an agency.
///
/// # Errors
/// The sheet has another basis than [`Basis::Published`], or the profile is for another agency or period.
pub fn monthly<'m>(
    sheet: &'m Sheet<'m>,
    agency: &'m Agency,
    profile: &Profile,
    context: &'m Context,
) -> Result<Report, Error> {
    fits(sheet, agency, profile)?;
    let month = Month::new(sheet, agency, profile, context);
    Ok(Report {
        head: frame::letterhead(&month),
        title: frame::title(&month),
        intro: frame::intro(&month),
        sections: SECTIONS.iter().flat_map(|section| section(&month)).collect(),
        closing: frame::closing(&month),
        sign: frame::signature(&month),
        recipients: month.profile.recipients.clone(),
        annexes: Vec::new(),
        footnotes: footnotes::footnotes(&month),
        imprint: frame::imprint(&month),
        created: context.created,
    })
}

fn fits(sheet: &Sheet<'_>, agency: &Agency, profile: &Profile) -> Result<(), Error> {
    if sheet.scorer.basis != Basis::Published {
        return Err(Error::Basis);
    }
    if !profile.agency.is_empty() && profile.agency != agency.code {
        let (found, wanted) = (profile.agency.clone(), agency.code.clone());
        return Err(Error::Agency { found, wanted });
    }
    match profile.period {
        Some(found) if found != sheet.period => {
            let wanted = sheet.period;
            Err(Error::Period { found, wanted })
        }
        _ => Ok(()),
    }
}
