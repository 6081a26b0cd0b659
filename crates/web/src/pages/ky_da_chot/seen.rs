//! How dossiers stand for closing and comparing, copied so that nothing waits while it is looked at.

use chiso_scoring::measure::live::Live;
use chiso_store::live;

use crate::App;
use crate::at::{Seen, seconds};
use crate::closing::{Ask, Desk, Earlier, Now};
use crate::trouble::Trouble;

/// Tallies with the revision they are known at.
pub(super) struct Taken {
    live: Live,
    revision: u64,
}

impl Taken {
    /// For a closing: now, or at the moment asked for.
    pub fn of(app: &App, ask: &Ask) -> Result<Self, Trouble> {
        Self::copied(&Seen::at(app, ask.as_of, None)?)
    }

    fn copied(seen: &Seen) -> Result<Self, Trouble> {
        seen.look(|revision, standing| Self { live: standing.live().clone(), revision })
    }

    /// The tallies and their revision.
    pub fn pair(&self) -> (&Live, u64) {
        (&self.live, self.revision)
    }
}

/// The desk of a page, at the moment the figures go by.
pub(super) fn desk(app: &App) -> Result<Desk<'_>, Trouble> {
    let now = match &app.present {
        Some(present) => present.opened.current.look(|_, standing| standing.live().now())?,
        None => jiff::Timestamp::now().as_second(),
    };
    Ok(Desk { store: &app.store, rulebooks: &app.rulebooks, now })
}

/// The other side of a restatement.
pub(super) struct Sides {
    then: Option<Taken>,
    ruled: Option<Taken>,
    revision: u64,
}

impl Sides {
    /// Reads what a closing is held against.
    pub fn of(app: &App, earlier: &Earlier) -> Result<Self, Trouble> {
        let latest = app.store.revision()?;
        if !earlier.counts() {
            return Ok(Self { then: None, ruled: None, revision: latest });
        }
        let today = Taken::copied(&Seen::at(app, earlier.as_of(), None)?)?;
        if earlier.same_rules(&app.rulebooks) {
            let revision = today.revision;
            return Ok(Self { then: Some(today), ruled: None, revision });
        }
        let (now, revision) = (today.live.now(), today.revision);
        let at = earlier.as_of().map_or(now, seconds);
        let (_, standing) = live::read(&app.store, earlier.plan(), at, Some(revision))?;
        let then = Taken { live: standing.live().clone(), revision };
        Ok(Self { then: Some(then), ruled: Some(today), revision })
    }

    /// As it is asked for.
    pub fn now(&self) -> Now<'_> {
        Now {
            live: self.then.as_ref().map(|taken| &taken.live),
            ruled: self.ruled.as_ref().map(|taken| &taken.live),
            revision: self.revision,
        }
    }
}
