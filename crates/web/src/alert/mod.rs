//! Alerts at work: what is observed is held against the rules, what changes is written down and told.
//!
//! A server evaluates at its start and after changes, at most once in five seconds, on a thread of its own;
//! nothing that comes in waits for it but the copying of counts. `chiso alert run` does the same once.
//! [`post`] tells addresses, `told` whoever listens to the live feed, [`words`] says it in words.

pub mod post;
mod told;
pub mod words;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::alert::observe::{Beside, DirectiveSeen, SourceSeen, Taken, Watch};
use chiso_scoring::alert::{Observations, Outcome, Rules, evaluate};
use chiso_scoring::calendar::Calendar;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::rulebook::Rulebooks;
use chiso_scoring::source::{self, silence};
use chiso_store::{Error, Happened, Store, live};
use jiff::ToSpan;
use jiff::civil::Date;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use crate::App;
use crate::live::Present;
pub(crate) use told::{Listener, Told};

/// Shortest time between two evaluations.
pub(crate) const PAUSE: Duration = Duration::from_secs(5);
/// An evaluation is followed by a pause so many times as long: it never takes more than a twentieth of one
/// core.
const REST: u32 = 20;
/// Open directives that are looked at.
const DIRECTIVES: usize = 2_000;

/// The rules at work in a server.
pub(crate) struct Alerts {
    rules: Rules,
    watch: Watch,
    /// Past counts by day and how many days before it: read once a day.
    past: Mutex<(Option<Date>, BTreeMap<u16, Taken>)>,
    left_out: AtomicUsize,
    told: told::Board,
    /// Something happened that addresses have to be told.
    pub(crate) wake: Notify,
}

impl Default for Alerts {
    fn default() -> Self {
        Self::new(Rules::embedded())
    }
}

/// What an evaluation rests on.
pub struct Round {
    /// The numbers.
    pub seen: Observations,
    /// What the rules make of them.
    pub outcome: Outcome,
}

/// What the rules make of a moment, without writing anything down. `revision` is that of `live`.
///
/// # Errors
/// The database failed or is damaged.
pub fn round(
    store: &Store,
    rulebooks: &Rulebooks,
    rules: &Rules,
    live: &Live,
    revision: u64,
) -> Result<Round, Error> {
    let watch = Watch::new(rules);
    let taken = watch.take(live, rulebooks, revision);
    let past = past(store, rulebooks, &watch, live.now())?;
    let beside = beside(store, rulebooks, live)?;
    let seen = watch.observe(&taken, &past, live.tree(), rulebooks, &beside);
    let outcome = evaluate(rules, &seen, &store.known_alerts()?);
    Ok(Round { seen, outcome })
}

/// How everything stood at the end of the days that rules look back to, as it was known then. Reads the log
/// once for each.
fn past(
    store: &Store,
    rulebooks: &Rulebooks,
    watch: &Watch,
    now: i64,
) -> Result<BTreeMap<u16, Taken>, Error> {
    let calendar = Calendar::embedded();
    let today = calendar.day_of(now);
    let mut past = BTreeMap::new();
    for days in watch.days() {
        let at = calendar.day_end(today.saturating_sub(i64::from(days).days()));
        let revision = store.revision_at(at)?;
        // Nothing was known then: there is nothing to compare with.
        if revision > 0 {
            let (_, standing) = live::read(store, Plan::whole(rulebooks), at, Some(revision))?;
            past.insert(days, watch.take_past(standing.live(), rulebooks, revision, today));
        }
    }
    Ok(past)
}

/// Sources and directives as they stand at the moment of `live`.
fn beside(store: &Store, rulebooks: &Rulebooks, live: &Live) -> Result<Beside, Error> {
    let calendar = Calendar::embedded();
    let directives = store.directives(None, DIRECTIVES)?;
    let open = directives.iter().filter(|row| row.closing.is_none());
    let directives =
        open.filter_map(|row| DirectiveSeen::of(&row.directive, live, rulebooks, &calendar));
    let directives = Some(directives.collect());
    Ok(Beside { sources: Some(sources(store, live.now(), &calendar)?), directives })
}

fn sources(store: &Store, now: i64, calendar: &Calendar) -> Result<Vec<SourceSeen>, Error> {
    let rules = source::Rules::embedded();
    let seen = store.senders()?.into_iter().map(|(name, heard)| {
        let silence = silence(&heard, now, calendar, rules);
        // The limit itself is not silent yet.
        SourceSeen { name, silent_for: silence.lasts, limit: Some(silence.silent_after + 1) }
    });
    Ok(seen.collect())
}

impl Alerts {
    /// Works by some rules.
    pub fn new(rules: Rules) -> Self {
        Self {
            watch: Watch::new(&rules),
            rules,
            past: Mutex::default(),
            left_out: AtomicUsize::new(0),
            told: told::Board::default(),
            wake: Notify::new(),
        }
    }

    /// The rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Alerts that were not raised at the last evaluation because too many are open.
    pub fn left_out(&self) -> usize {
        self.left_out.load(Ordering::Relaxed)
    }

    /// Somebody who wants to be told of everything that happens from now on.
    pub fn listen(&self) -> Listener {
        self.told.listen()
    }

    /// Tells everybody what happened.
    pub fn tell(&self, tree: &AgencyTree, happened: &[Happened]) {
        happened.iter().for_each(|one| self.told.tell(Told::new(&self.rules, tree, one)));
        if !happened.is_empty() {
            self.wake.notify_waiters();
        }
    }

    /// Evaluates the present once, writes down what changed, and tells of it.
    pub fn evaluate(&self, app: &App, present: &Present) -> Result<Vec<Happened>, Error> {
        let (store, rulebooks) = (&*app.store, &*app.rulebooks);
        let current = &present.opened.current;
        let now = current.look(|_, standing| standing.live().now())?;
        let past = self.past(store, rulebooks, now)?;
        let directives = store.directives(None, DIRECTIVES)?;
        let calendar = Calendar::embedded();
        let (taken, directives, tree) = current.look(|revision, standing| {
            let live = standing.live();
            let open = directives.iter().filter(|row| row.closing.is_none());
            let open = open
                .filter_map(|row| DirectiveSeen::of(&row.directive, live, rulebooks, &calendar));
            let taken = self.watch.take(live, rulebooks, revision);
            (taken, open.collect::<Vec<_>>(), live.tree().clone())
        })?;
        let sources = Some(sources(store, taken.at, &calendar)?);
        let beside = Beside { sources, directives: Some(directives) };
        let seen = self.watch.observe(&taken, &past, &tree, rulebooks, &beside);
        let outcome = evaluate(&self.rules, &seen, &store.known_alerts()?);
        self.left_out.store(outcome.left_out, Ordering::Relaxed);
        let happened = store.change_alerts(&outcome.changes, seen.at, seen.revision)?;
        self.tell(&tree, &happened);
        Ok(happened)
    }

    fn past(
        &self,
        store: &Store,
        rulebooks: &Rulebooks,
        now: i64,
    ) -> Result<BTreeMap<u16, Taken>, Error> {
        let today = Some(Calendar::embedded().day_of(now));
        let mut kept = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != today {
            *kept = (today, past(store, rulebooks, &self.watch, now)?);
        }
        Ok(kept.1.clone())
    }
}

/// Evaluates as long as the server runs: at once, and after changes.
pub(crate) async fn follow(app: App, present: Arc<Present>) {
    let (mut changes, mut closing) = (present.changes(), present.closing());
    loop {
        let began = Instant::now();
        let (work, at) = (app.clone(), Arc::clone(&present));
        let evaluated = spawn_blocking(move || work.alerts.evaluate(&work, &at)).await;
        // The operator is told; the next change tries again.
        match evaluated {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => eprintln!("chiso-web: alerts: {error}"),
            Err(error) => eprintln!("chiso-web: alerts: {error}"),
        }
        let pause = PAUSE.max(began.elapsed() * REST);
        tokio::select! {
            () = sleep(pause) => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
