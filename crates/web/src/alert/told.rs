//! Telling whoever listens to the live feed. A listener that is too slow misses some: the list of alerts has
//! them all.

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::alert::Rules;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::period::Period;
use chiso_store::Happened;
use std::sync::Arc;
use tokio::sync::broadcast;

use crate::wire::alerts::EventLine;

/// Events that may wait for a slow listener.
const WAITING: usize = 256;

/// Something that happened, ready to be sent.
#[derive(Debug)]
pub(crate) struct Told {
    /// The agency it is about and everything above it.
    path: Vec<String>,
    /// The JSON.
    pub data: String,
}

/// Where events are put up.
pub(super) struct Board(broadcast::Sender<Arc<Told>>);

/// Who reads what is put up.
pub(crate) struct Listener(broadcast::Receiver<Arc<Told>>);

impl Default for Board {
    fn default() -> Self {
        Self(broadcast::Sender::new(WAITING))
    }
}

impl Board {
    pub fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }

    pub fn tell(&self, told: Told) {
        // Nobody may be listening.
        drop(self.0.send(Arc::new(told)));
    }
}

impl Listener {
    /// The next event about an agency or what is below it; never, once nobody can tell any more.
    pub async fn next(&mut self, agency: &str) -> Arc<Told> {
        loop {
            match self.0.recv().await {
                Ok(told) if told.is_about(agency) => return told,
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

impl Told {
    /// What happened, for those who watch the agency or one above it.
    pub fn new(rules: &Rules, tree: &AgencyTree, happened: &Happened) -> Self {
        let code = &happened.alert.finding.agency;
        let day = Calendar::embedded().day_of(happened.at);
        let day = Period::Range { first: day, last: day };
        let found = tree.find(code, day).ok();
        let above = found.map(|agency| tree.path(agency, day)).unwrap_or_default();
        let path = above.iter().map(|agency| agency.code.clone()).chain([code.clone()]);
        let line = EventLine::new(rules, happened);
        // Texts and numbers only, which JSON can always hold.
        let data = serde_json::to_string(&line).unwrap_or_default();
        Self { path: path.collect(), data }
    }

    /// Whether it is about an agency or something below it.
    pub fn is_about(&self, agency: &str) -> bool {
        self.path.iter().any(|code| code == agency)
    }
}
