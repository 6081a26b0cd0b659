//! Reports made from figures: which sections, in which order.
//!
//! The monthly report of a province (variant A) and of a unit below one (variant B). They differ in
//! letterhead and signature (`defaults`); their body is one and the same list, `SECTIONS`.

mod attached;
mod attached_general;
mod attached_units;
mod balance;
mod beside;
mod context_box;
mod copies_table;
mod defaults;
mod differences;
mod digitisation;
mod directive;
mod directive_falls;
mod directive_tasks;
mod dispatch;
mod footnotes;
mod frame;
mod index;
mod letter;
mod letter_profile;
mod lines;
mod losses;
mod month;
mod names;
mod narrative;
mod nation;
mod online;
mod opening;
mod overdue_table;
mod own_phrases;
mod payment;
mod phrases;
mod profile;
mod progress;
mod ranking;
mod rate_table;
mod reading;
mod recommendations;
mod regions;
mod restated;
mod satisfaction;
mod templates;
mod transparency;
mod two;

use chiso_scoring::agency::Agency;
use chiso_scoring::period::Period;
use chiso_scoring::sheet::Sheet;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::model::{Block, Report};
use month::Month;

pub use dispatch::{Sides, make};
pub use index::{Index, IndexPart, Rank};
pub use phrases::Phrases;
pub use profile::{Late, Profile, REMARKABLE, Recommendation, Remark, Variant};
pub use restated::Restated;
pub use templates::Templates;

/// The body of the monthly report, from top to bottom.
const SECTIONS: [fn(&Month<'_>) -> Vec<Block>; 11] = [
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
    restated::section,        // V.   closed periods that changed, if any did
];

/// What the caller knows of the figures' origin. Nothing here is read from a clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Until when the figures are known, Vietnam time.
    pub as_of: DateTime,
    /// Revision of the store they come from.
    pub revision: u64,
    /// Hash of the rulebook's text.
    pub rulebook_hash: String,
    /// Creation time written into the files.
    pub created: Timestamp,
    /// Root of the closing's snapshot, if the period is closed.
    pub snapshot: Option<String>,
    /// What changed in closed periods after their closing and was not told yet.
    pub restated: Vec<Restated>,
    /// The words of the report.
    pub phrases: Phrases,
}

/// Why no report could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
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
    /// The profile belongs to figures of another day.
    #[error("the profile is for figures until {found}, these are until {wanted}")]
    Day {
        /// Day of the profile.
        found: Date,
        /// Day of the figures.
        wanted: Date,
    },
    /// The variant sets two moments side by side, and there is only one.
    #[error("variant {} sets two moments side by side; say which the earlier one is", .0.code())]
    OneSide(Variant),
    /// The agency was not in force in the earlier period.
    #[error("agency '{agency}' is not in force in {period}")]
    NotThen {
        /// Code of the agency.
        agency: String,
        /// The earlier period.
        period: Period,
    },
    /// Nothing fell between the two moments, so that there is nothing to direct.
    #[error(
        "nothing fell between the two moments, and no dossier is overdue: there is nothing to direct"
    )]
    NothingFell,
    /// This variant cannot be made yet.
    #[error("variant {} cannot be made yet", .0.code())]
    NotYet(Variant),
}

/// Makes the monthly report of an agency from one sheet: published figures, or counted ones.
///
/// # Errors
/// The profile is for another agency or period.
pub fn monthly<'m>(
    sheet: &'m Sheet<'m>,
    agency: &'m Agency,
    profile: &Profile,
    context: &'m Context,
) -> Result<Report, Error> {
    context.phrases.speak(|| {
        let month = Month::of(&Sides::alone(sheet), agency, profile, context)?;
        Ok(month_told(&month))
    })
}

fn month_told(month: &Month<'_>) -> Report {
    Report {
        head: frame::letterhead(month),
        title: frame::title(month),
        intro: frame::intro(month),
        sections: SECTIONS.iter().flat_map(|section| section(month)).collect(),
        closing: frame::closing(month),
        sign: frame::signature(month),
        recipients: month.profile.recipients.clone(),
        annexes: Vec::new(),
        footnotes: footnotes::footnotes(month),
        imprint: frame::imprint(month),
        created: month.context.created,
    }
}

/// Whether the profile is for that agency and period.
fn belongs(sheet: &Sheet<'_>, agency: &Agency, profile: &Profile) -> Result<(), Error> {
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
