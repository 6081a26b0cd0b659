//! What dossiers and records say at a moment: for commands that only look. They disturb no server that
//! works in the folder.

use chiso_scoring::dossier::Seconds;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::sheet::{Provenance, Sheet};
use chiso_scoring::standing::Standing;
use chiso_store::live;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::failure::Failure;
use crate::installation::{Asked, Installation};
use crate::tell::say;

/// Vietnam keeps UTC+7 all year.
const VIETNAM: Offset = Offset::constant(7);

/// Who says what is counted from dossiers.
const SOURCE: &str = "chiso";

/// How everything stands at a moment.
pub struct Present {
    /// Revision of the log it is read up to.
    pub revision: u64,
    /// The moment.
    pub at: Seconds,
    /// Tallies, and what they are counted from.
    pub standing: Standing,
}

impl Installation {
    /// The measures of all rulebooks and the quality marks.
    pub fn plan(&self) -> Plan {
        Plan::whole(&self.rulebooks)
    }

    /// How everything stands at a moment that has come, or now; as known at a revision that there is.
    pub fn present(
        &self,
        as_of: Option<DateTime>,
        known_at: Option<u64>,
    ) -> Result<Present, Failure> {
        self.known(known_at)?;
        let at = as_of.map_or_else(|| Ok(seconds_now()), reached)?;
        let (revision, standing) = live::read(&self.store, self.plan(), at, known_at)?;
        Ok(Present { revision, at, standing })
    }

    /// A revision is asked for that there is.
    pub fn known(&self, known_at: Option<u64>) -> Result<(), Failure> {
        let latest = self.store.revision()?;
        match known_at {
            Some(revision) if !(1..=latest).contains(&revision) => {
                let said = say("fail-revision-none").plain("revision", revision);
                Err(Failure::not_found(said.plain("latest", latest)))
            }
            _ => Ok(()),
        }
    }

    /// The figures of a period, counted from dossiers and records.
    pub fn counted(&self, asked: &Asked) -> Result<Sheet<'_>, Failure> {
        let rulebook = self.rulebook(asked.rules.as_deref(), asked.period)?;
        let present = self.present(asked.as_of, asked.known_at)?;
        let counted = present.standing.live().figures(&rulebook.id, asked.period);
        let provenance = provenance(present.at, present.revision)?;
        Ok(Sheet::counted(&self.tree, rulebook, asked.period, &counted, &provenance))
    }
}

/// Where counted figures come from.
pub fn provenance(at: Seconds, revision: u64) -> Result<Provenance, Failure> {
    Ok(Provenance { as_of: civil(at)?, source: SOURCE.to_owned(), revision })
}

/// A moment as seconds since the epoch.
pub fn seconds(at: DateTime) -> Result<Seconds, Failure> {
    VIETNAM.to_timestamp(at).map(Timestamp::as_second).map_err(|_| no_moment(at))
}

/// A moment that has come, as seconds since the epoch. Today, which lasts until its end, is meant as far
/// as it has come.
pub fn reached(at: DateTime) -> Result<Seconds, Failure> {
    let (asked, now) = (seconds(at)?, seconds_now());
    let today = civil(now)?.date().at(23, 59, 59, 0);
    match asked > now {
        false => Ok(asked),
        true if at == today => Ok(now),
        true => Err(Failure::usage(say("fail-moment-future").plain("moment", at))),
    }
}

/// A moment as people in Vietnam read it.
pub fn civil(at: Seconds) -> Result<DateTime, Failure> {
    Timestamp::from_second(at).map(|at| VIETNAM.to_datetime(at)).map_err(|_| no_moment(at))
}

fn no_moment(at: impl ToString) -> Failure {
    Failure::usage(say("value-moment").plain("text", at))
}

/// This moment.
pub fn seconds_now() -> Seconds {
    Timestamp::now().as_second()
}
