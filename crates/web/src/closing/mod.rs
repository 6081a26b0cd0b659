//! Closing a period: look, check, freeze, keep; reopen; what changed since. Shared by the page and the commands.
//!
//! Walk of a closing: [`Desk::look`] gathers everything the period says at one revision (`gather.rs`, `lists.rs`) and holds
//! it against the checks (`checks/`); `settle` asks that every check passed or is waived; [`Desk::close`] seals it
//! (`seal.rs`, with the key of `key.rs`) and has it kept in one transaction. Walk of a restatement: [`Desk::restated`] reads
//! the stored bytes again and holds them against what is known now (`restated/`).

mod checks;
mod findings;
mod gather;
mod key;
mod lists;
mod refused;
mod restated;
mod seal;
pub mod wire;

use std::path::Path;

use chiso_report::snapshot::{CheckRow, Frozen, Origin, Outcome};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebooks;
use chiso_scoring::score::Basis;
use chiso_scoring::small::Small;
use chiso_store::{
    Closed, ClosedFrom, ClosingFiles, ClosingOutcome, Query, Reopening, ReopeningOutcome, Store,
};
use jiff::Timestamp;
use jiff::civil::{DateTime, time};

pub use checks::Check;
pub use findings::{Found, Line, Value};
pub use refused::Refused;
pub use restated::{Delta, Earlier, Later, LaterFigure, Now, Restatement, UnitChange, Why};
pub use seal::{Opened, open};

use crate::moment::local;

/// What is to be closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Code of the agency; everything below it is closed with it.
    pub agency: String,
    /// The period.
    pub period: Period,
    /// Where the figures come from.
    pub origin: Origin,
    /// Which figure wins, of published ones.
    pub basis: Basis,
    /// Until when one looks; now without.
    pub as_of: Option<DateTime>,
    /// The rulebook; the one in force without.
    pub rules: Option<String>,
}

/// A waiver: the check, and why what it found may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Code of the check.
    pub check: String,
    /// Why.
    pub reason: String,
}

/// What closings are made from and kept in.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The store.
    pub store: &'a Store,
    /// Rulebooks.
    pub rulebooks: &'a Rulebooks,
    /// The moment it is.
    pub now: Seconds,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("now", &self.now).finish_non_exhaustive()
    }
}

/// A period as it would be frozen, with what the checks found.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What is frozen; who closes it and what was waived is not known yet.
    pub frozen: Frozen,
    /// Every check with what it found.
    pub found: Vec<Found>,
    /// Whether the period is not over.
    pub provisional: bool,
    rulebook: String,
    /// What pages withhold from strangers.
    small: Small,
    lists: Vec<u8>,
}

/// A closing that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Its number.
    pub number: u64,
    /// Its revision.
    pub revision: u64,
}

impl Desk<'_> {
    /// Where figures of a period come from if nobody says it: published ones if there are any, else dossiers.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn origin(&self, agency: &str, period: Period) -> Result<Origin, Refused> {
        let query = Query { agencies: Some(vec![agency.to_owned()]), ..Query::of(period) };
        let published = !self.store.figures(&query)?.is_empty();
        Ok(if published { Origin::Published } else { Origin::Dossiers })
    }

    /// Gathers what would be frozen and checks it. Nothing is stored. `live` is how dossiers stand at the moment asked for, as known at
    /// the revision beside it; it is needed for [`Origin::Dossiers`] only.
    ///
    /// # Errors
    /// There is no such agency, rulebook, moment or figure; the period is closed already; the database failed.
    pub fn look(&self, ask: &Ask, live: Option<(&Live, u64)>) -> Result<Looked, Refused> {
        let replaces = self.may_close(ask)?;
        let gathered = gather::gather(self, ask, live)?;
        let found = checks::all(&gathered)?;
        let provisional = gathered.provisional();
        let (small, rulebook) = (gathered.small(), gathered.rulebook.id.clone());
        let (frozen, lists) = gathered.frozen(if provisional { None } else { replaces })?;
        Ok(Looked { frozen, found, provisional, rulebook, small, lists })
    }

    /// The closing that this one takes the place of.
    fn may_close(&self, ask: &Ask) -> Result<Option<u64>, Refused> {
        let as_of = ask.as_of.unwrap_or_else(|| local(self.now));
        if as_of > local(self.now).max(local(self.now).date().at(23, 59, 59, 0)) {
            return Err(Refused::field("as_of", "bad-future"));
        }
        let (stands, replaces) = self.store.closing_stands(&ask.agency, ask.period)?;
        match stands {
            Some(number) if !is_provisional(ask.period, as_of) => Err(Refused::Stands(number)),
            _ => Ok(replaces),
        }
    }

    /// Freezes what was looked at, in one transaction; it is on disk when this returns. The installation's key is made if there is none
    /// yet.
    ///
    /// # Errors
    /// A check is neither passed nor waived; somebody else closed the period meanwhile; a text cannot be kept; the database failed. Then
    /// nothing was stored.
    pub fn close(&self, looked: Looked, by: &str, waivers: &[Waiver]) -> Result<Done, Refused> {
        let Looked { mut frozen, found, provisional, rulebook, small, lists } = looked;
        frozen.checks = settle(&found, waivers)?;
        by.trim().clone_into(&mut frozen.closed_by);
        frozen.closed_at =
            Timestamp::from_second(self.now).map_err(|_| Refused::field("as_of", "bad-moment"))?;
        let key = key::installation(self.store.folder())?;
        let sealed = seal::seal(&frozen, &key, &small)?;
        let waived = |check: &&CheckRow| matches!(check.outcome, Outcome::Waived(_));
        let closed = Closed {
            agency: frozen.agency.clone(),
            period: frozen.period,
            origin: kept(frozen.origin),
            as_of: frozen.as_of,
            provisional,
            rulebook,
            known_at: frozen.revision,
            closed_by: frozen.closed_by.clone(),
            closed_at: self.now,
            replaces: frozen.replaces,
            waived: frozen.checks.iter().filter(waived).count() as u64,
            root: sealed.root,
            signature: sealed.signature,
            key: sealed.key,
        };
        let findings = wire::findings(&found, &frozen.checks)?;
        let files = ClosingFiles {
            snapshot: &sealed.full,
            public: &sealed.public,
            lists: &lists,
            findings: &findings,
        };
        match self.store.close(&closed, files)? {
            ClosingOutcome::Done { number, revision } => Ok(Done { number, revision }),
            ClosingOutcome::Stands(number) => Err(Refused::Stands(number)),
            ClosingOutcome::Stale => Err(Refused::Stale),
        }
    }

    /// Says that a closing no longer stands; everything of it stays. Gives the revision.
    ///
    /// # Errors
    /// There is no such closing, it was reopened before, a text cannot be kept, or the database failed.
    pub fn reopen(&self, number: u64, by: &str, reason: &str) -> Result<u64, Refused> {
        let text = |text: &str| text.trim().to_owned();
        let reopening = Reopening { at: self.now, by: text(by), reason: text(reason) };
        match self.store.reopen(number, &reopening)? {
            ReopeningOutcome::Done(revision) => Ok(revision),
            ReopeningOutcome::Before(_) => Err(Refused::Reopened(number)),
            ReopeningOutcome::Unknown => Err(Refused::Unknown(number)),
        }
    }
}

impl Looked {
    /// Every check that found something and is not among the waivers.
    #[must_use]
    pub fn open(&self, waivers: &[Waiver]) -> Vec<&Found> {
        let waived =
            |found: &&Found| waivers.iter().any(|waiver| waiver.check == found.check.code());
        self.found.iter().filter(|found| found.count > 0 && !waived(found)).collect()
    }

    /// The rulebook.
    #[must_use]
    pub fn rulebook(&self) -> &str {
        &self.rulebook
    }

    /// How many rows the lists of dossiers and records have.
    #[must_use]
    pub fn listed(&self) -> u64 {
        self.frozen.lists.0
    }
}

/// The outcome of every check, if all passed or are waived.
fn settle(found: &[Found], waivers: &[Waiver]) -> Result<Vec<CheckRow>, Refused> {
    for waiver in waivers {
        if Check::read(&waiver.check).is_none() {
            return Err(Refused::field("waive", "closing-bad-check"));
        }
        findings::reason(&waiver.reason)?;
    }
    let open: Vec<&'static str> = found
        .iter()
        .filter(|found| found.count > 0 && waiver(waivers, found).is_none())
        .map(|found| found.check.code())
        .collect();
    if !open.is_empty() {
        return Err(Refused::Checks(open));
    }
    Ok(outcomes(found, waivers))
}

/// The outcome of every check that passed or is waived.
fn outcomes(found: &[Found], waivers: &[Waiver]) -> Vec<CheckRow> {
    let row = |found: &Found| {
        let outcome = match (found.count, waiver(waivers, found)) {
            (0, _) => Outcome::Passed,
            (_, Some(why)) => Outcome::Waived(why.trim().to_owned()),
            (_, None) => return None,
        };
        Some(CheckRow { code: found.check.code().to_owned(), outcome, found: found.count })
    };
    found.iter().filter_map(row).collect()
}

fn waiver<'w>(waivers: &'w [Waiver], found: &Found) -> Option<&'w str> {
    let of = waivers.iter().find(|waiver| waiver.check == found.check.code());
    of.map(|waiver| waiver.reason.as_str())
}

/// Whether a period is not over at a moment; a day as such is meant to its end.
#[must_use]
pub fn is_provisional(period: Period, as_of: DateTime) -> bool {
    as_of < period.last().to_datetime(time(23, 59, 59, 0))
}

fn kept(origin: Origin) -> ClosedFrom {
    match origin {
        Origin::Dossiers => ClosedFrom::Dossiers,
        Origin::Published => ClosedFrom::Published,
    }
}

/// The file with the installation's signing key, in the folder of the store.
#[must_use]
pub fn key_file(folder: &Path) -> std::path::PathBuf {
    folder.join(key::NAME)
}
