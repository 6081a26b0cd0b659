//! Delivering as long as the server runs: right after a closing, and again with growing pauses until every target
//! has its pack, refused it, or the closing is old. What is outstanding is what the store says, so that nothing is
//! lost in a restart; only how often it was tried is kept in memory.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chiso_store::{ClosingRow, Store};
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::{Failed, Made, OLD, Round, Settings, Told, Which, made, outstanding};
use crate::App;
use crate::live::Present;

/// Pause after the first failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);
/// `chiso close` works beside a server, which is not woken by that: it looks by itself so often.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// Closings that are looked at; older ones wait for `chiso deliver`.
const CLOSINGS: usize = 100;
/// Packs kept for the pages.
const KEPT: usize = 4;

/// The packs of a server.
#[derive(Default)]
pub(crate) struct Desk {
    wake: Notify,
    kept: Mutex<VecDeque<(u64, Arc<Made>)>>,
    /// Held while making one: a rush on packs takes one processor, not all.
    making: Mutex<()>,
}

impl Desk {
    /// A period was closed: its pack is made and delivered now.
    pub fn closed(&self) {
        self.wake.notify_one();
    }

    /// The pack of a closing, made once.
    pub fn pack(&self, store: &Store, row: &ClosingRow) -> Result<Arc<Made>, Failed> {
        if let Some(found) = self.find(row.number) {
            return Ok(found);
        }
        let _one = lock(&self.making);
        if let Some(found) = self.find(row.number) {
            return Ok(found);
        }
        let settings = Settings::read(store.folder())?;
        let made = Arc::new(made(store, row, settings.templates.as_deref())?);
        let mut kept = lock(&self.kept);
        kept.push_back((row.number, Arc::clone(&made)));
        if kept.len() > KEPT {
            kept.pop_front();
        }
        Ok(made)
    }

    fn find(&self, number: u64) -> Option<Arc<Made>> {
        let kept = lock(&self.kept);
        kept.iter().find(|(known, _)| *known == number).map(|(_, made)| Arc::clone(made))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who carries packs, and what he remembers.
#[derive(Debug, Default)]
pub(super) struct Carrier {
    /// How often each closing and target was tried.
    attempts: BTreeMap<(u64, String), u32>,
    /// Looks in a row after which something had to be tried again.
    failures: u32,
}

impl Carrier {
    /// Delivers everything that is outstanding once; gives what became of it, and whether something has to be tried
    /// again.
    pub(super) fn go(&mut self, store: &Store, now: i64) -> (Vec<(u64, Told)>, Vec<Failed>) {
        let (mut told, mut failed) = (Vec::new(), Vec::new());
        match self.look(store, now, &mut told, &mut failed) {
            Ok(()) => {}
            Err(error) => failed.push(error),
        }
        let again = !failed.is_empty() || told.iter().any(|(_, told)| told.outcome.is_none());
        self.failures = if again { self.failures.saturating_add(1) } else { 0 };
        (told, failed)
    }

    fn look(
        &mut self,
        store: &Store,
        now: i64,
        told: &mut Vec<(u64, Told)>,
        failed: &mut Vec<Failed>,
    ) -> Result<(), Failed> {
        let settings = Settings::read(store.folder())?;
        // A little older ones are looked at as well, to be written down as given up.
        let recent = |row: &ClosingRow| now - row.closed.closed_at <= 2 * OLD;
        for row in store.closings(None, CLOSINGS)?.iter().rev().filter(|row| recent(row)) {
            if let Err(error) = self.one(store, &settings, (row, now), told) {
                failed.push(error);
            }
        }
        Ok(())
    }

    fn one(
        &mut self,
        store: &Store,
        settings: &Settings,
        (row, now): (&ClosingRow, i64),
        told: &mut Vec<(u64, Told)>,
    ) -> Result<(), Failed> {
        let targets = outstanding(store, settings, row, Which::Untold)?;
        if targets.is_empty() {
            return Ok(());
        }
        let made = made(store, row, settings.templates.as_deref())?;
        let round = Round { store, settings, row, made: &made };
        for target in targets {
            let key = (row.number, target);
            let attempts = self.attempts.entry(key.clone()).or_insert(0);
            *attempts = attempts.saturating_add(1);
            let one = round.tell(&key.1, *attempts, now)?;
            if one.outcome.is_some() {
                self.attempts.remove(&key);
            }
            told.push((row.number, one));
        }
        Ok(())
    }

    /// How long to wait before the next look.
    pub(super) fn pause(&self) -> Duration {
        let Some(before) = self.failures.checked_sub(1) else { return LOOK_AGAIN };
        let doubled = 1_u32.checked_shl(before).unwrap_or(u32::MAX);
        FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
    }
}

/// Delivers as long as the server runs.
pub(crate) async fn follow(app: App, present: Arc<Present>) {
    let mut closing = present.closing();
    let mut carrier = Carrier::default();
    loop {
        let woken = app.packs.wake.notified();
        let (work, at) = (app.clone(), Arc::clone(&present));
        let gone = spawn_blocking(move || {
            let came = carrier.go(&work.store, (at.clock)());
            (carrier, came)
        });
        let Ok((back, (told, failed))) = gone.await else { return };
        carrier = back;
        report(&told, &failed);
        tokio::select! {
            () = woken => {}
            () = sleep(carrier.pause()) => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}

/// Tells the operator what did not arrive: no address, and nothing that a mail server said.
fn report(told: &[(u64, Told)], failed: &[Failed]) {
    for (number, told) in told.iter().filter(|(_, told)| !told.arrived()) {
        let answer = told.answer.map_or_else(String::new, |status| format!(" ({status})"));
        let why = told.why.unwrap_or_default();
        eprintln!("chiso-web: pack of closing {number}, {}: {why}{answer}", told.target);
    }
    for error in failed {
        eprintln!("chiso-web: packs: {error}");
    }
}

#[cfg(test)]
pub(crate) mod tests;
