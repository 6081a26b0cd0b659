//! Sessions: begun with a password, found by their secret, ended by hand or by time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chiso_scoring::dossier::Seconds;
use chiso_store::{SESSION_RESTS, SessionKey, Store};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::Who;
use super::password::proven;
use super::secret::Secret;
use super::slow::Slow;
use crate::live::Clock;
use crate::trouble::Trouble;

/// Passwords that are proven at the same time: each takes a processor and 19 MiB.
const AT_ONCE: usize = 2;
/// Attempts that may wait for their turn.
const WAITING: usize = 32;
/// The last use of a session is written down when it is so much newer than what stands there.
const NOTED_EVERY: Seconds = 60;
/// Sessions whose last use is kept at hand before old ones are dropped.
const REMEMBERED: usize = 10_000;

/// Why nobody was signed in.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Account or password was left empty.
    Nothing,
    /// No such account, disabled, or another password: which of them is not told.
    Wrong,
    /// Too many wrong attempts: seconds to wait.
    Wait(Seconds),
    /// Too many attempts at once.
    Busy,
    /// Our fault; already told to the operator.
    Failed(Trouble),
}

/// What all sign-ins share.
pub(crate) struct Desk {
    clock: Clock,
    slow: Slow,
    waiting: Semaphore,
    turns: Arc<Semaphore>,
    /// When sessions were last used. The store is told now and then only: it must not be written to for
    /// every page, nor a page wait for it.
    seen: Mutex<HashMap<SessionKey, Seconds>>,
    noting: Arc<AtomicBool>,
}

impl Default for Desk {
    /// By the clock of the machine: a simulated day is over too soon to work in.
    fn default() -> Self {
        Self::at(Arc::new(|| jiff::Timestamp::now().as_second()))
    }
}

impl Desk {
    /// By a clock, in seconds since the epoch.
    pub fn at(clock: Clock) -> Self {
        Self {
            clock,
            slow: Slow::default(),
            waiting: Semaphore::new(WAITING),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            seen: Mutex::default(),
            noting: Arc::default(),
        }
    }

    /// Who has a session, as long as it holds. Using it keeps it from ending unused.
    pub async fn who(&self, store: &Arc<Store>, key: SessionKey) -> Option<Who> {
        let reads = Arc::clone(store);
        let found = spawn_blocking(move || reads.session(&key)).await.map_err(Trouble::internal);
        let found = found.and_then(|found| Ok(found?)).ok().flatten()?;
        let now = (self.clock)();
        let seen = self.used(key, found.seen_at, now, |seen| found.holds(seen, now))?;
        if seen.saturating_sub(found.seen_at) >= NOTED_EVERY {
            self.note(store, key, seen);
        }
        Some(Who { account: found.account.into() })
    }

    /// Remembers a use, if the session still held at the one before.
    fn used(
        &self,
        key: SessionKey,
        noted: Seconds,
        now: Seconds,
        holds: impl FnOnce(Seconds) -> bool,
    ) -> Option<Seconds> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.get(&key).copied().unwrap_or(noted).max(noted);
        if !holds(before) {
            seen.remove(&key);
            return None;
        }
        if seen.len() >= REMEMBERED {
            seen.retain(|_, at| now.saturating_sub(*at) < SESSION_RESTS);
        }
        let last = before.max(now);
        seen.insert(key, last);
        Some(last)
    }

    /// Writes the last use down, beside the answer; one at a time, the next use comes soon enough.
    fn note(&self, store: &Arc<Store>, key: SessionKey, at: Seconds) {
        if self.noting.swap(true, Ordering::AcqRel) {
            return;
        }
        let (store, noting) = (Arc::clone(store), Arc::clone(&self.noting));
        drop(spawn_blocking(move || {
            if let Err(error) = store.touch_session(&key, at) {
                Trouble::internal(error);
            }
            noting.store(false, Ordering::Release);
        }));
    }

    /// Signs in: the password is proven, a session of a new secret begun.
    pub async fn sign_in(
        &self,
        store: &Arc<Store>,
        account: &str,
        password: &str,
        from: Option<IpAddr>,
    ) -> Result<Secret, Refused> {
        let Ok(_place) = self.waiting.try_acquire() else { return Err(Refused::Busy) };
        self.slow.begin(account, from, (self.clock)()).map_err(Refused::Wait)?;
        let Ok(turn) = Arc::clone(&self.turns).acquire_owned().await else {
            return Err(Refused::Busy);
        };
        let (store, now) = (Arc::clone(store), (self.clock)());
        let (name, password) = (account.to_owned(), password.to_owned());
        let work = move || {
            // Held on this thread: who hangs up does not make room for others.
            let _turn = turn;
            begin(&store, &name, &password, now, proven)
        };
        let begun = spawn_blocking(work).await.map_err(Trouble::internal).flatten();
        let secret = begun.map_err(Refused::Failed)?.ok_or(Refused::Wrong)?;
        self.slow.right(account, from);
        Ok(secret)
    }

    /// Ends a session.
    pub async fn sign_out(&self, store: &Arc<Store>, key: SessionKey) -> Result<(), Trouble> {
        let store = Arc::clone(store);
        let ended = spawn_blocking(move || store.end_session(&key)).await;
        ended.map_err(Trouble::internal)??;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        Ok(())
    }
}

/// A session, if the account may sign in and the password is proven. Where there is no such account a proof
/// is tried all the same: the time tells nothing.
pub(super) fn begin(
    store: &Store,
    account: &str,
    password: &str,
    now: Seconds,
    prove: impl FnOnce(&str, Option<&str>) -> bool,
) -> Result<Option<Secret>, Trouble> {
    let hash = store.password_of(account)?;
    let right = prove(password, hash.as_deref());
    let Some(hash) = hash.filter(|_| right) else { return Ok(None) };
    let secret = Secret::new().map_err(Trouble::internal)?;
    let begun = store.begin_session(&secret.key(), account, &hash, now)?;
    Ok(begun.then_some(secret))
}
