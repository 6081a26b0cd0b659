//! What a page about dossiers looks at: the present, or how everything stood at a moment (`as_of`) as it was
//! known at a revision (`known_at`). The past is read from the log and the last few readings are kept.

use std::sync::{Arc, Mutex, PoisonError};

use chiso_scoring::dossier::Seconds;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::standing::Standing;
use chiso_store::live;
use jiff::civil::{DateTime, time};
use jiff::tz::Offset;

use crate::App;
use crate::asked::Asked;
use crate::live::Present;
use crate::moment::local;
use crate::trouble::Trouble;

/// Readings of the past that are kept: two sides of a comparison and one more. Each costs what the
/// present costs, some hundred bytes a dossier.
const KEPT: usize = 3;

/// A reading of the log.
struct Reading {
    /// What was asked for: moment and revision.
    asked: (Seconds, u64),
    standing: Standing,
}

/// The last few readings of the past, the most recently used last.
#[derive(Default)]
pub(crate) struct Past(Mutex<Vec<Arc<Reading>>>);

/// How everything stands, or stood.
#[derive(Clone)]
pub(crate) struct Seen {
    place: Place,
}

#[derive(Clone)]
enum Place {
    Now(Arc<Present>),
    Then(Arc<Reading>),
}

impl Seen {
    /// What the parameters `as_of` and `known_at` ask for; without them the present.
    pub fn open(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        let known_at = known_at(app, asked)?;
        Self::at(app, asked.as_of()?, known_at)
    }

    /// How everything stood at a moment as known at a revision; the present without either.
    pub fn at(app: &App, as_of: Option<DateTime>, known_at: Option<u64>) -> Result<Self, Trouble> {
        let present = app.present.as_ref().ok_or(Trouble::NoDossiers)?;
        if as_of.is_none() && known_at.is_none() {
            return Ok(Self { place: Place::Now(Arc::clone(present)) });
        }
        let now = present.opened.current.look(|_, standing| standing.live().now())?;
        let at = as_of.map_or(now, |at| until(at, now));
        if at > now {
            let given = as_of.map(|at| at.to_string()).unwrap_or_default();
            return Err(Trouble::bad("as_of", "bad-future", &given));
        }
        let revision = match known_at {
            Some(known_at) => known_at,
            None => app.store.revision()?,
        };
        let reading = app.past.reading(app, (at, revision))?;
        Ok(Self { place: Place::Then(reading) })
    }

    /// Looks at it: the revision and everything as it stands. Of the present nothing changes meanwhile,
    /// so a look should be short.
    pub fn look<T>(&self, look: impl FnOnce(u64, &Standing) -> T) -> Result<T, Trouble> {
        match &self.place {
            Place::Now(present) => Ok(present.opened.current.look(look)?),
            Place::Then(reading) => Ok(look(reading.asked.1, &reading.standing)),
        }
    }

    /// Revision and moment of it.
    pub fn stands_at(&self) -> Result<(u64, Seconds), Trouble> {
        self.look(|revision, standing| (revision, standing.live().now()))
    }

    /// Whether it is the present, which is gone in a moment.
    pub fn is_now(&self) -> bool {
        matches!(self.place, Place::Now(_))
    }
}

/// The revision asked for: one that there is.
pub(crate) fn known_at(app: &App, asked: &Asked) -> Result<Option<u64>, Trouble> {
    let latest = app.store.revision()?;
    let read = |text: &str| text.parse().ok().filter(|at| (1..=latest).contains(at));
    asked.read_as("known_at", "bad-revision", read)
}

impl Past {
    /// Reads the log, once for all who ask at the same time.
    fn reading(&self, app: &App, asked: (Seconds, u64)) -> Result<Arc<Reading>, Trouble> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = kept.iter().position(|reading| reading.asked == asked) {
            let found = kept.remove(at);
            kept.push(Arc::clone(&found));
            return Ok(found);
        }
        let (at, revision) = asked;
        let plan = Plan::whole(&app.rulebooks);
        let (_, standing) = live::read(&app.store, plan, at, Some(revision))?;
        let reading = Arc::new(Reading { asked, standing });
        kept.push(Arc::clone(&reading));
        if kept.len() > KEPT {
            kept.remove(0);
        }
        Ok(reading)
    }
}

/// A moment asked for; today, which lasts until its end, is meant as far as it has come.
fn until(at: DateTime, now: Seconds) -> Seconds {
    let today = at.date() == local(now).date() && at.time() == time(23, 59, 59, 0);
    if today { now } else { seconds(at) }
}

/// A moment in Vietnam as seconds since the epoch; one that no calendar has is before all others.
pub(crate) fn seconds(at: DateTime) -> Seconds {
    Offset::constant(7).to_timestamp(at).map_or(Seconds::MIN, |at| at.as_second())
}
