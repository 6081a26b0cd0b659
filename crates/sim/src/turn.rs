//! Turns: one thing that goes wrong (or another way) at one agency from one moment on, in a world that is
//! otherwise the same to the last message. What moves a number afterwards is known, so that whoever explains
//! the movement can be put to the test.

use std::collections::HashMap;

use chiso_scoring::dossier::{Channel, FiledOn, Marks, Paid, Seconds, Snapshot, Status, Step};

use crate::event::{Event, Message};
use crate::world::World;

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// Dossiers no longer reach the portal.
    StopsSyncing,
    /// Everything is filed at the counter.
    FilesAtCounter,
    /// Nothing is paid online any more.
    PaysAtCounter,
    /// Every dossier ends so many seconds later than it would have.
    EndsLater(Seconds),
    /// So many dossiers come for each one.
    Grows(u8),
    /// At the first moment of the turn all its dossiers begun before are sent again, without their results.
    WithdrawsResults,
}

/// A happening at an agency. It touches the dossiers that begin from `from` on and before `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Code of the agency.
    pub agency: Box<str>,
    /// First moment.
    pub from: Seconds,
    /// Moment after the last.
    pub to: Seconds,
    /// What happens.
    pub what: Happening,
}

impl World {
    /// All messages in the order of time, as they are after some turns, the first applied first. Unlike
    /// [`World::events`] it keeps them all: for worlds that fit into memory.
    #[must_use]
    pub fn turned(&self, turns: &[Turn]) -> Vec<Event> {
        let mut events: Vec<Event> = self.events().collect();
        for turn in turns {
            events = turn.applied(events);
            events.sort_by_key(|event| event.at);
        }
        events
    }
}

impl Turn {
    fn applied(&self, events: Vec<Event>) -> Vec<Event> {
        let touched = self.touched(&events);
        let is_touched = |event: &Event| {
            let number = event.number.as_ref();
            number.and_then(|number| touched.get(number)).copied().unwrap_or(false)
        };
        let mut sent_again = self.sent_again(&events);
        let changed = events.into_iter().flat_map(|event| match is_touched(&event) {
            true => self.changed(event),
            false => vec![event],
        });
        sent_again.extend(changed);
        sent_again
    }

    /// The agency's dossiers, and whether they begin within the turn.
    fn touched(&self, events: &[Event]) -> HashMap<Box<str>, bool> {
        let mut touched = HashMap::new();
        for event in events.iter().filter(|event| event.sender == self.agency) {
            if let Some(number) = &event.number {
                let within = (self.from..self.to).contains(&event.at);
                touched.entry(number.clone()).or_insert(within);
            }
        }
        touched
    }

    fn changed(&self, mut event: Event) -> Vec<Event> {
        match self.what {
            Happening::StopsSyncing => event.synced = false,
            Happening::FilesAtCounter => with_state(&mut event, |state| {
                state.channel = Channel::Direct;
                state.filed_on = FiledOn::Local;
            }),
            Happening::PaysAtCounter => with_state(&mut event, |state| {
                if matches!(state.paid, Paid::Portal | Paid::Local) {
                    state.paid = Paid::Counter;
                }
            }),
            Happening::EndsLater(by) => end_later(&mut event, by),
            Happening::Grows(times) => {
                let copies = (2..=times).filter_map(|copy| again(&event, copy));
                let copies: Vec<Event> = copies.collect();
                return std::iter::once(event).chain(copies).collect();
            }
            Happening::WithdrawsResults => {}
        }
        vec![event]
    }

    /// The newest statement of every dossier begun before, without its result.
    fn sent_again(&self, events: &[Event]) -> Vec<Event> {
        if self.what != Happening::WithdrawsResults {
            return Vec::new();
        }
        let mut newest: HashMap<&str, &Event> = HashMap::new();
        let before = events.iter().filter(|event| event.at < self.from);
        for event in before.filter(|event| event.sender == self.agency) {
            let whole = matches!(event.message, Message::Create(_) | Message::Update(_));
            if let (Some(number), true) = (&event.number, whole) {
                newest.insert(number, event);
            }
        }
        let mut all: Vec<Event> = newest.into_values().cloned().collect();
        all.sort_by(|a, b| a.number.cmp(&b.number));
        for event in &mut all {
            event.at = self.from;
            with_state(event, |state| {
                state.marks = Marks(state.marks.0 & !Marks::RESULT_FILE.0);
                state.updating = true;
                state.stated_at = self.from;
            });
        }
        all
    }
}

fn with_state(event: &mut Event, change: impl FnOnce(&mut Snapshot)) {
    if let Message::Create(state) | Message::Update(state) = &mut event.message {
        change(state);
    }
}

/// Moves everything that speaks of the end.
fn end_later(event: &mut Event, by: Seconds) {
    let moved = match &mut event.message {
        Message::Create(state) | Message::Update(state) => {
            let ends = state.ended_at.is_some() || state.refused_at.is_some();
            if ends {
                for end in [&mut state.ended_at, &mut state.returned_at, &mut state.refused_at] {
                    *end = end.map(|at| at + by);
                }
                state.stated_at += by;
            }
            ends
        }
        Message::Progress(steps) => {
            let ends = steps.iter().any(is_end);
            steps.iter_mut().filter(|step| is_end(step)).for_each(|step| step.at += by);
            ends
        }
        Message::Rating { at, .. } => {
            *at += by;
            true
        }
        Message::Record(_) => false,
    };
    event.at += if moved { by } else { 0 };
}

fn is_end(step: &Step) -> bool {
    !matches!(step.status, Status::Registered | Status::Accepted | Status::Processing)
}

/// The same message about another dossier. The serial begins with zeros that no other has.
fn again(event: &Event, copy: u8) -> Option<Event> {
    let (day, serial) = event.number.as_deref()?.rsplit_once('-')?;
    Some(Event { number: Some(format!("{day}-0{copy}00{serial}").into()), ..event.clone() })
}
