//! Telling addresses of the rules file: one POST with one JSON object for each event, in order, tried again
//! with growing pauses until it arrives, is refused for good, or is a day old. What became of it is written
//! down. What waits is what the store says: nothing is lost in a restart, and nothing waits in memory.

use std::sync::Arc;
use std::time::Duration;

use chiso_scoring::alert::{Hook, Rules};
use chiso_store::{DeliveryRow, Error, Happened, Store};
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use ureq::Agent;

use crate::App;
use crate::live::Present;
use crate::wire::alerts::EventLine;

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pause after the first failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// `chiso alert` writes beside a server, which is not woken by that: it looks by itself so often.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// Seconds after which an event is told no more.
const OLD: i64 = 86_400;
/// Events that are read at once.
const BATCH: usize = 100;

/// What became of a look at what an address has to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Events that arrived.
    pub arrived: usize,
    /// Events that were given up: refused for good, or too old.
    pub given_up: usize,
    /// Whether it has to be tried again: the address did not answer, or not well.
    pub again: bool,
}

/// Sends to one address.
pub struct Postman {
    agent: Agent,
    hook: Hook,
    /// Attempts at the event that is first in the queue.
    attempts: u32,
}

impl Postman {
    /// One that goes to an address. It follows no redirection and uses no proxy: the address in the file is
    /// the only one it ever reaches.
    #[must_use]
    pub fn new(hook: Hook) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Self { agent: config.into(), hook, attempts: 0 }
    }

    /// Tells the address what it has not been told yet, until one event does not arrive.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn go(&mut self, store: &Store, rules: &Rules, now: i64) -> Result<Sent, Error> {
        let mut sent = Sent { arrived: 0, given_up: 0, again: false };
        loop {
            // Older ones are looked at once more, to be written down as given up.
            let waiting = store.untold_events(&self.hook, now - 2 * OLD, BATCH)?;
            if waiting.is_empty() {
                return Ok(sent);
            }
            for event in &waiting {
                if !self.one(store, rules, now, event, &mut sent)? {
                    sent.again = true;
                    return Ok(sent);
                }
            }
        }
    }

    /// Tells of one event; gives whether the next one may follow.
    fn one(
        &mut self,
        store: &Store,
        rules: &Rules,
        now: i64,
        event: &Happened,
        sent: &mut Sent,
    ) -> Result<bool, Error> {
        if now - event.at > OLD {
            sent.given_up += 1;
            self.note(store, event, now, false, None)?;
            return Ok(true);
        }
        self.attempts += 1;
        let answer = self.post(rules, event);
        match answer {
            Some(status) if (200..300).contains(&status) => {
                sent.arrived += 1;
                self.note(store, event, now, true, answer)?;
                Ok(true)
            }
            // It was understood and not wanted; the same again would be neither.
            Some(status) if (400..500).contains(&status) && status != 408 && status != 429 => {
                sent.given_up += 1;
                self.note(store, event, now, false, answer)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Status of the answer; `None` if there was none.
    fn post(&self, rules: &Rules, event: &Happened) -> Option<u16> {
        let body = serde_json::to_string(&EventLine::new(rules, event)).ok()?;
        let request = self.agent.post(&self.hook.url).content_type("application/json");
        // The same event may arrive twice, if its answer is lost: the receiver can tell by its number.
        let request = request.header("Idempotency-Key", format!("chiso-alert-{}", event.id));
        request.send(&body).ok().map(|answer| answer.status().as_u16())
    }

    fn note(
        &mut self,
        store: &Store,
        event: &Happened,
        at: i64,
        delivered: bool,
        answer: Option<u16>,
    ) -> Result<(), Error> {
        let attempts = std::mem::take(&mut self.attempts);
        let hook = self.hook.id.clone();
        store.add_delivery(&DeliveryRow { event: event.id, hook, at, attempts, delivered, answer })
    }

    /// How long to wait after a failure.
    fn pause(&self) -> Duration {
        let doubled = 1_u32.checked_shl(self.attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
    }
}

/// Tells an address as long as the server runs.
pub(crate) async fn follow(app: App, present: Arc<Present>, hook: Hook) {
    let mut closing = present.closing();
    let mut postman = Postman::new(hook);
    loop {
        let (work, at) = (app.clone(), Arc::clone(&present));
        // Whoever wakes us while we send is not missed: we look again before we sleep for good.
        let woken = app.alerts.wake.notified();
        let sent = spawn_blocking(move || {
            let sent = postman.go(&work.store, work.alerts.rules(), (at.clock)());
            (postman, sent)
        });
        let Ok((back, sent)) = sent.await else { return };
        postman = back;
        let again = match sent {
            Ok(sent) => sent.again,
            Err(error) => {
                eprintln!("chiso-web: alerts: {error}");
                true
            }
        };
        let pause = if again { postman.pause() } else { LOOK_AGAIN };
        tokio::select! {
            () = woken, if !again => {}
            () = sleep(pause) => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound() {
        let hook =
            Hook { id: "x".to_owned(), url: "http://127.0.0.1:1/".to_owned(), rules: Vec::new() };
        let mut postman = Postman::new(hook);
        let mut after = |attempts| {
            postman.attempts = attempts;
            postman.pause().as_secs()
        };
        assert_eq!([1, 2, 3, 9, 10, 40, u32::MAX].map(&mut after), [1, 2, 4, 256, 300, 300, 300]);
    }
}
