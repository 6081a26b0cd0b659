//! Guessing passwords is slowed down: by account, and by the address it comes from.
//!
//! Kept in memory only, within bounds, and without what was typed: the keys are hashes of this process.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chiso_scoring::dossier::Seconds;

/// How guessing at one thing is slowed down.
struct Brake {
    /// Wrong attempts that cost nothing.
    free: u32,
    /// Longest wait. Short for an account, so that who guesses cannot keep its owner out for long.
    most: Seconds,
}

const ACCOUNT: Brake = Brake { free: 5, most: 30 };
/// A whole office may share one address.
const ADDRESS: Brake = Brake { free: 20, most: 300 };

/// Wrong attempts are forgotten after so long.
const FORGOTTEN: Seconds = 3_600;
/// Accounts and addresses each that are remembered: a megabyte.
const KEPT: usize = 10_000;

/// What was tried lately.
#[derive(Default)]
pub(crate) struct Slow {
    hasher: RandomState,
    tried: Mutex<Tried>,
}

#[derive(Default)]
struct Tried {
    accounts: HashMap<u64, Count>,
    addresses: HashMap<u64, Count>,
}

/// Attempts that were wrong, or are not decided yet.
#[derive(Debug, Clone, Copy)]
struct Count {
    wrong: u32,
    last: Seconds,
}

impl Slow {
    /// Whether it may be tried now; if not, how many seconds to wait. An attempt counts as wrong until it is
    /// proven right: of many at once not one is free.
    pub fn begin(&self, account: &str, from: Option<IpAddr>, now: Seconds) -> Result<(), Seconds> {
        let (account, from) = self.keys(account, from);
        let mut tried = self.lock();
        let wait = ACCOUNT.wait(tried.accounts.get(&account), now);
        let wait = wait.max(ADDRESS.wait(tried.addresses.get(&from), now));
        if wait > 0 {
            return Err(wait);
        }
        count(&mut tried.accounts, account, now);
        count(&mut tried.addresses, from, now);
        Ok(())
    }

    /// An attempt was right. An address is not cleared by it: who has an account could guess at others for
    /// nothing.
    pub fn right(&self, account: &str, from: Option<IpAddr>) {
        let (account, from) = self.keys(account, from);
        let mut tried = self.lock();
        tried.accounts.remove(&account);
        if let Some(count) = tried.addresses.get_mut(&from) {
            count.wrong = count.wrong.saturating_sub(1);
        }
    }

    fn keys(&self, account: &str, from: Option<IpAddr>) -> (u64, u64) {
        (self.hasher.hash_one(account), self.hasher.hash_one(from))
    }

    fn lock(&self) -> MutexGuard<'_, Tried> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Brake {
    fn wait(&self, count: Option<&Count>, now: Seconds) -> Seconds {
        let Some(count) = count.filter(|count| fresh(count, now)) else { return 0 };
        let Some(beyond) = count.wrong.checked_sub(self.free) else { return 0 };
        let pause = 1_i64.checked_shl(beyond.min(20)).unwrap_or(self.most).min(self.most);
        // A clock that was set back makes nobody wait longer.
        (count.last.saturating_add(pause).saturating_sub(now)).clamp(0, pause)
    }
}

fn fresh(count: &Count, now: Seconds) -> bool {
    now.saturating_sub(count.last) < FORGOTTEN
}

fn count(counts: &mut HashMap<u64, Count>, key: u64, now: Seconds) {
    if counts.len() >= KEPT && !counts.contains_key(&key) {
        make_room(counts, now);
    }
    let count = counts.entry(key).or_insert(Count { wrong: 0, last: now });
    let before = if fresh(count, now) { count.wrong } else { 0 };
    *count = Count { wrong: before.saturating_add(1), last: now };
}

/// Drops what is forgotten, else what was wrong longest ago.
fn make_room(counts: &mut HashMap<u64, Count>, now: Seconds) {
    counts.retain(|_, count| fresh(count, now));
    if counts.len() < KEPT {
        return;
    }
    let oldest = counts.iter().min_by_key(|(_, count)| count.last).map(|(key, _)| *key);
    if let Some(key) = oldest {
        counts.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Seconds = 1_787_191_200;

    fn from(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([10, 0, 0, last]))
    }

    #[test]
    fn after_some_wrong_attempts_each_costs_twice_the_time() {
        let slow = Slow::default();
        for _ in 0..ACCOUNT.free {
            assert_eq!(slow.begin("quan-tri", from(1), NOW), Ok(()));
        }
        let mut now = NOW;
        for wait in [1, 2, 4, 8, 16, 30, 30] {
            // From another address it is the same: the account is guessed at.
            assert_eq!(slow.begin("quan-tri", from(2), now), Err(wait));
            assert_eq!(slow.begin("quan-tri", from(2), now + wait - 1), Err(1));
            now += wait;
            assert_eq!(slow.begin("quan-tri", from(2), now), Ok(()));
        }
        // Who only waits is not punished for asking.
        assert_eq!(slow.begin("mot-cua", from(1), now), Ok(()));
        assert_eq!(slow.begin("quan-tri", from(1), now + FORGOTTEN), Ok(()));
    }

    #[test]
    fn an_address_that_guesses_at_many_accounts_is_slowed_down() {
        let slow = Slow::default();
        for n in 0..ADDRESS.free {
            assert_eq!(slow.begin(&format!("a{n}"), from(1), NOW), Ok(()));
        }
        assert_eq!(slow.begin("quan-tri", from(1), NOW), Err(1));
        assert_eq!(slow.begin("quan-tri", from(2), NOW), Ok(()));
        assert_eq!(slow.begin("mot-cua", None, NOW), Ok(()));
    }

    #[test]
    fn a_right_password_clears_the_account_but_not_the_address() {
        let slow = Slow::default();
        for _ in 0..100 {
            slow.begin("mot-cua", from(1), NOW).unwrap();
            slow.right("mot-cua", from(1));
        }
        for n in 0..ADDRESS.free {
            slow.begin(&format!("a{n}"), from(1), NOW).unwrap();
            if n < ADDRESS.free - 1 {
                slow.begin("mot-cua", from(1), NOW).unwrap();
                slow.right("mot-cua", from(1));
            }
        }
        assert_eq!(slow.begin("mot-cua", from(1), NOW), Err(1));
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_out() {
        let slow = Slow::default();
        for _ in 0..ACCOUNT.free {
            slow.begin("quan-tri", from(1), NOW).unwrap();
        }
        assert_eq!(slow.begin("quan-tri", from(1), NOW - 86_400), Err(1));
    }

    #[test]
    fn what_is_remembered_ends_at_its_bound() {
        let slow = Slow::default();
        for n in 0..=KEPT {
            // Not yet forgotten, so that it is the bound that drops the oldest.
            let now = NOW + i64::from(n > 0);
            slow.begin(&format!("a{n}"), None, now).ok();
            slow.lock().addresses.clear();
        }
        assert_eq!(slow.lock().accounts.len(), KEPT);
        let known =
            |n: usize| slow.lock().accounts.contains_key(&slow.keys(&format!("a{n}"), None).0);
        assert_eq!((known(0), known(1), known(KEPT)), (false, true, true));
    }
}
