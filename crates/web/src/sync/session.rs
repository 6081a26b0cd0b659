//! Sessions of the synchronisation calls.
//!
//! Without a secret every sender is let in: then the server must listen on this machine only, or stand
//! behind something that lets only senders through.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

/// How long a session lives, as at the national portal.
const LIFE: Duration = Duration::from_secs(6 * 3_600);
/// Sessions kept; the oldest leaves for a new one.
const MOST: usize = 10_000;

type Fingerprint = [u8; 32];

/// The open sessions.
#[derive(Default)]
pub(crate) struct Sessions {
    secret: Option<Fingerprint>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    known: HashMap<Fingerprint, Session>,
    /// In the order they were opened.
    order: VecDeque<Fingerprint>,
}

struct Session {
    opened: Instant,
    agency: Option<Box<str>>,
}

/// What a session lets somebody do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pass {
    /// Send, standing for an agency if the login named one.
    In(Option<Box<str>>),
    /// Log in first.
    Out,
}

impl Sessions {
    /// Sessions that need a secret to be opened, or none.
    pub fn new(secret: Option<&str>) -> Self {
        Self { secret: secret.map(fingerprint), open: Mutex::default() }
    }

    /// Opens a session; `agency` is whom the user name stands for. [`None`] if the password is wrong,
    /// or the machine gives no random numbers.
    pub fn open(&self, agency: Option<Box<str>>, password: &str, now: Instant) -> Option<String> {
        // Fingerprints of equal length: comparing them tells nothing of the secret.
        if self.secret.is_some_and(|secret| secret != fingerprint(password)) {
            return None;
        }
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok()?;
        let session: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.insert(fingerprint(&session), Session { opened: now, agency });
        Some(session)
    }

    /// What a session is good for; everybody is let in where no secret is asked.
    pub fn pass(&self, session: Option<&str>, now: Instant) -> Pass {
        let Some(session) = session else { return self.without() };
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.known.get(&fingerprint(session)) {
            Some(known) if now.duration_since(known.opened) < LIFE => {
                Pass::In(known.agency.clone())
            }
            _ => self.without(),
        }
    }

    fn without(&self) -> Pass {
        if self.secret.is_some() { Pass::Out } else { Pass::In(None) }
    }
}

impl Open {
    fn insert(&mut self, key: Fingerprint, session: Session) {
        if self.order.len() >= MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        self.order.push_back(key);
        self.known.insert(key, session);
    }
}

fn fingerprint(text: &str) -> Fingerprint {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lives_six_hours_and_names_its_agency() {
        let sessions = Sessions::new(Some("đúng mật khẩu"));
        let now = Instant::now();
        assert_eq!(sessions.open(None, "sai", now), None);
        let session = sessions.open(Some("H55".into()), "đúng mật khẩu", now).unwrap();
        let at = |later| sessions.pass(Some(&session), now + Duration::from_secs(later));
        assert_eq!(at(6 * 3_600 - 1), Pass::In(Some("H55".into())));
        assert_eq!(at(6 * 3_600), Pass::Out);
        assert_eq!(sessions.pass(None, now), Pass::Out);
        assert_eq!(sessions.pass(Some("0123"), now), Pass::Out);
    }

    #[test]
    fn without_a_secret_everybody_is_let_in() {
        let sessions = Sessions::new(None);
        let now = Instant::now();
        assert_eq!(sessions.pass(None, now), Pass::In(None));
        let session = sessions.open(Some("H22".into()), "", now);
        assert_eq!(sessions.pass(session.as_deref(), now), Pass::In(Some("H22".into())));
    }

    #[test]
    fn the_oldest_session_leaves_one_past_the_bound() {
        let sessions = Sessions::new(Some("x"));
        let now = Instant::now();
        let first = sessions.open(None, "x", now);
        for _ in 1..MOST {
            sessions.open(None, "x", now);
        }
        assert_eq!(sessions.pass(first.as_deref(), now), Pass::In(None));
        let last = sessions.open(None, "x", now);
        assert_eq!(sessions.pass(first.as_deref(), now), Pass::Out);
        assert_eq!(sessions.pass(last.as_deref(), now), Pass::In(None));
    }
}
