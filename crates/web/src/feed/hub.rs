//! The views that are watched: each is worked out by one task as long as somebody reads it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use super::frame::{Course, Sent};
use super::rows::{Key, look};
use crate::App;
use crate::alert::{Listener, Told};
use crate::live::Present;
use crate::sync::trouble::Failed;

/// Views kept, watched or not: what somebody who comes back missed is told from them.
const VIEWS: usize = 64;
/// Readers of all views together.
const READERS: usize = 1_000;
/// Shortest time between two looks at a view. The first change after a pause is told at once.
const PAUSE: Duration = Duration::from_millis(2);
/// A look is followed by a pause as long as itself: watching never takes more than half of one core per
/// view.
const REST: u32 = 1;

/// The views.
pub(crate) struct Hubs {
    views: Mutex<Vec<Arc<Hub>>>,
    readers: Arc<Semaphore>,
}

/// One view.
struct Hub {
    key: Key,
    state: Mutex<State>,
    /// One look at a time, however many ask.
    looking: tokio::sync::Mutex<()>,
    /// Number of the newest step.
    newest: watch::Sender<u64>,
    /// A reader left.
    left: Notify,
}

#[derive(Default)]
struct State {
    course: Course,
    readers: usize,
    followed: bool,
}

/// Somebody who reads a view.
pub(super) struct Reader {
    hub: Arc<Hub>,
    at: Option<u64>,
    newest: watch::Receiver<u64>,
    /// None for strangers.
    alerts: Option<Listener>,
    closing: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
}

impl Default for Hubs {
    fn default() -> Self {
        Self { views: Mutex::default(), readers: Arc::new(Semaphore::new(READERS)) }
    }
}

impl Hubs {
    /// A reader of a view, going on after `last` if that is known, and of alerts if it may hear them.
    pub(super) async fn subscribe(
        &self,
        app: &App,
        present: &Arc<Present>,
        key: Key,
        (last, alerts): (Option<&str>, Option<Listener>),
    ) -> Result<Reader, Failed> {
        let place = Arc::clone(&self.readers).try_acquire_owned().map_err(|_| Failed::Busy)?;
        let hub = self.hub(key)?;
        // From here on the view stays: the reader counts.
        let mut reader = Reader {
            at: None,
            newest: hub.newest.subscribe(),
            alerts,
            closing: present.closing(),
            _place: place,
            hub: Arc::clone(&hub),
        };
        hub.refresh(app, present).await?;
        let state = lock(&hub.state);
        reader.at = last.and_then(|id| state.course.step_of(id));
        drop(state);
        if hub.begins() {
            tokio::spawn(follow(app.clone(), Arc::clone(present), hub));
        }
        Ok(reader)
    }

    /// The view of a key with one more reader; a view that nobody reads leaves for a new one.
    fn hub(&self, key: Key) -> Result<Arc<Hub>, Failed> {
        let mut views = lock(&self.views);
        if let Some(at) = views.iter().position(|hub| hub.key == key) {
            let hub = views.remove(at);
            views.push(Arc::clone(&hub));
            lock(&hub.state).readers += 1;
            return Ok(hub);
        }
        if views.len() >= VIEWS {
            let unread = views.iter().position(|hub| lock(&hub.state).readers == 0);
            views.remove(unread.ok_or(Failed::Busy)?);
        }
        let hub = Arc::new(Hub::new(key));
        lock(&hub.state).readers += 1;
        views.push(Arc::clone(&hub));
        Ok(hub)
    }
}

impl Hub {
    fn new(key: Key) -> Self {
        Self {
            key,
            state: Mutex::default(),
            looking: tokio::sync::Mutex::default(),
            newest: watch::Sender::new(0),
            left: Notify::new(),
        }
    }

    /// Looks at the present, unless that was done since it last changed.
    async fn refresh(self: &Arc<Self>, app: &App, present: &Arc<Present>) -> Result<(), Failed> {
        let _one = self.looking.lock().await;
        let (hub, app, present) = (Arc::clone(self), app.clone(), Arc::clone(present));
        spawn_blocking(move || hub.look(&app, &present)).await.map_err(Failed::internal)?
    }

    fn look(&self, app: &App, present: &Present) -> Result<(), Failed> {
        let stands = lock(&self.state).course.stands();
        let now =
            present.opened.current.look(|revision, standing| (revision, standing.live().now()));
        if stands.is_some() && stands == now.ok() {
            return Ok(());
        }
        let seen = look(app, present, &self.key)?;
        let mut state = lock(&self.state);
        if state.course.advance(seen) {
            self.newest.send_replace(state.course.number());
        }
        Ok(())
    }

    /// Whether a task is to follow the view from now on.
    fn begins(&self) -> bool {
        !std::mem::replace(&mut lock(&self.state).followed, true)
    }

    /// Whether the task that follows the view ends, because nobody reads any more.
    fn ends(&self) -> bool {
        let mut state = lock(&self.state);
        if state.readers == 0 {
            state.followed = false;
        }
        !state.followed
    }
}

/// Follows a view as long as somebody reads it.
async fn follow(app: App, present: Arc<Present>, hub: Arc<Hub>) {
    let (mut changes, mut closing) = (present.changes(), present.closing());
    loop {
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = hub.left.notified() => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
        if hub.ends() {
            return;
        }
        let began = Instant::now();
        // What goes wrong has been told to the operator; the next change is looked at again.
        drop(hub.refresh(&app, &present).await);
        sleep(PAUSE.max(began.elapsed() * REST)).await;
    }
}

impl Reader {
    /// What is to be told next; [`None`] at the end of the feed.
    pub(super) async fn next(&mut self) -> Option<Sent> {
        loop {
            self.newest.borrow_and_update();
            if let Some(sent) = self.take() {
                return Some(sent);
            }
            tokio::select! {
                changed = self.newest.changed() => changed.ok()?,
                told = alert(&mut self.alerts, &self.hub.key.parent) => return Some(Sent::alert(&told)),
                _ = self.closing.wait_for(|closing| *closing) => return None,
            }
        }
    }

    fn take(&mut self) -> Option<Sent> {
        let state = lock(&self.hub.state);
        let sent = state.course.after(&self.hub.key, self.at);
        self.at = Some(state.course.number());
        sent
    }
}

/// The next alert for who may hear it; never for anybody else.
async fn alert(alerts: &mut Option<Listener>, parent: &str) -> Arc<Told> {
    match alerts {
        Some(alerts) => alerts.next(parent).await,
        None => std::future::pending().await,
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        lock(&self.hub.state).readers -= 1;
        self.hub.left.notify_one();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
