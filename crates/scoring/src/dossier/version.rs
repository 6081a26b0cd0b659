//! A dossier as known from one revision on: all statements heard so far, joined.
//!
//! Joining is commutative, associative and idempotent: any order and any repetition of the same
//! statements ends in the same version.

use super::{Fact, Paid, Round, Seconds, Snapshot, Statement, Status, Step};

/// Most steps kept of one dossier; a real one has a few dozen.
pub const STEPS_MAX: usize = 400;
/// Most supplement rounds of one statement.
pub const ROUNDS_MAX: usize = 60;
/// Most different due dates kept of one dossier.
pub const DUES_MAX: usize = 60;

/// A dossier as known from one revision on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Version {
    /// The statement that holds, if one of the whole dossier was heard.
    pub snapshot: Option<Box<Snapshot>>,
    /// Every step heard of, by time.
    pub steps: Vec<Step>,
    /// Every due date ever stated, ascending.
    pub dues: Vec<Seconds>,
    /// Every state ever stated by a snapshot: bit n for state n.
    pub statuses: u16,
    /// First moment the portal is known to have it.
    pub synced_at: Option<Seconds>,
    /// Payment stated outside snapshots.
    pub paid: Paid,
    /// Latest rating: when, and whether satisfied.
    pub rating: Option<(Seconds, bool)>,
    /// Whether a petition names it.
    pub complained: bool,
}

/// What a statement did to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Something new is known.
    Accepted,
    /// It was known already.
    Duplicate,
    /// A later statement holds; nothing new is known.
    Superseded,
}

/// A statement that would make a dossier larger than any real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

impl Version {
    /// Joins a statement to what is known.
    ///
    /// # Errors
    /// More steps, rounds or due dates than any real dossier has; the version stays as it was.
    pub fn join(&mut self, statement: &Statement) -> Result<Change, TooMany> {
        // Judged by itself, not by whether it comes to hold: the order of arrival must not matter.
        if let Fact::Snapshot(snapshot) = &statement.fact
            && snapshot.rounds.len() > ROUNDS_MAX
        {
            return Err(TooMany);
        }
        let mut next = self.clone();
        let superseded = next.take(statement);
        if next.steps.len() > STEPS_MAX || next.dues.len() > DUES_MAX {
            return Err(TooMany);
        }
        if next == *self {
            return Ok(if superseded { Change::Superseded } else { Change::Duplicate });
        }
        *self = next;
        Ok(Change::Accepted)
    }

    /// Takes in a statement; gives whether a later snapshot stood against it.
    fn take(&mut self, statement: &Statement) -> bool {
        self.synced_at = earliest(self.synced_at, statement.synced_at);
        match &statement.fact {
            Fact::Snapshot(snapshot) => return self.take_snapshot(snapshot),
            Fact::Steps(steps) => steps.iter().for_each(|step| insert(&mut self.steps, *step)),
            Fact::Rating { at, satisfied } => {
                self.rating = self.rating.max(Some((*at, *satisfied)));
            }
            Fact::Complaint => self.complained = true,
            Fact::Payment(paid) => self.paid = self.paid.max(*paid),
            Fact::Synced => {}
        }
        false
    }

    fn take_snapshot(&mut self, snapshot: &Snapshot) -> bool {
        if let Some(due) = snapshot.due_at {
            insert(&mut self.dues, due);
        }
        self.statuses |= 1 << snapshot.status.number();
        let holds = self.snapshot.as_deref();
        if holds.is_none_or(|known| known < snapshot) {
            self.snapshot = Some(Box::new(snapshot.clone()));
            return false;
        }
        holds != Some(snapshot)
    }

    /// Whether some snapshot ever stated this state.
    #[must_use]
    pub fn was(&self, status: Status) -> bool {
        self.statuses & (1 << status.number()) != 0
    }

    /// Latest step of a state.
    #[must_use]
    pub fn step(&self, status: Status) -> Option<Seconds> {
        self.steps.iter().rev().find(|step| step.status == status).map(|step| step.at)
    }

    /// Supplement rounds: as stated, carried on by the steps after the statement; where none is stated,
    /// read off all steps (a request, until the next other step).
    #[must_use]
    pub fn rounds(&self) -> Vec<Round> {
        match self.snapshot.as_deref() {
            Some(snapshot) if !snapshot.rounds.is_empty() => self.rounds_carried_on(snapshot),
            _ => self.rounds_of_steps(),
        }
    }

    /// A round still open is answered by the first other step after the statement, unless the statement
    /// speaks of the end. A request counts as new only once the stated ones are answered: senders
    /// date the same request a few seconds apart in rounds and steps.
    fn rounds_carried_on(&self, snapshot: &Snapshot) -> Vec<Round> {
        let mut rounds = snapshot.rounds.clone();
        let open = rounds.iter().any(|round| round.supplied_at.is_none());
        let goes_on =
            |step: &&Step| step.at > snapshot.stated_at && step.status != Status::Supplement;
        let resumed = self.steps.iter().find(goes_on).map(|step| step.at);
        let resumed = resumed.filter(|_| !snapshot.status.is_end());
        for round in &mut rounds {
            round.supplied_at = round.supplied_at.or(resumed);
        }
        if let Some(since) = if open { resumed } else { Some(snapshot.stated_at) } {
            let steps = self.rounds_of_steps();
            rounds.extend(steps.into_iter().filter(|round| round.requested_at > since));
        }
        rounds
    }

    fn rounds_of_steps(&self) -> Vec<Round> {
        let asks = |step: &Step| step.status == Status::Supplement;
        let mut rounds = Vec::new();
        for (at, step) in self.steps.iter().enumerate().filter(|(_, step)| asks(step)) {
            let next = self.steps[at + 1..].iter().find(|later| later.at > step.at);
            let answered = next.filter(|later| !asks(later)).map(|later| later.at);
            rounds.push(Round { requested_at: step.at, supplied_at: answered });
        }
        rounds
    }
}

fn earliest(a: Option<Seconds>, b: Option<Seconds>) -> Option<Seconds> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Inserts into a sorted list without repeats.
fn insert<T: Ord + Copy>(list: &mut Vec<T>, item: T) {
    if let Err(at) = list.binary_search(&item) {
        list.insert(at, item);
    }
}
