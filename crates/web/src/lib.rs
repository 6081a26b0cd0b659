//! The pages of chiso: axum handlers and askama templates, complete without a script.
//!
//! Walk of one request: `routes.rs` finds the handler, `asked.rs` reads path and parameters,
//! `view.rs` finds the period's sheet (kept ready in `loaded.rs`), the page file in `pages/` turns
//! it into plain texts, the template of the same name prints them, `headers.rs` adds the headers.
//! One page = one file in `pages/` = one template of the same name, its tests in the file.

mod against;
pub mod alert;
mod api;
mod asked;
mod at;
mod behind;
mod chart;
mod choose;
mod chrome;
pub mod closing;
pub mod delivery;
pub mod drill;
mod feed;
#[cfg(test)]
mod fixture;
mod form;
mod fresh;
mod headers;
mod lead;
mod link;
mod listing;
mod live;
mod loaded;
mod moment;
mod named;
mod number;
mod packed;
mod pages;
mod places;
mod procedures;
mod reason;
pub mod reconciled;
mod respond;
mod routes;
mod same_origin;
pub mod scenario;
pub mod sign_in;
mod sizes;
mod source;
mod study;
mod surround;
mod sync;
mod table;
mod trend;
mod trouble;
mod view;
pub mod wire;
mod withheld;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use chiso_scoring::rulebook::Rulebooks;
use chiso_store::Store;
use chiso_store::live::Opened;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

use crate::alert::Alerts;
use crate::at::Past;
use crate::feed::Hubs;
use crate::live::Present;
use crate::loaded::Shelf;
use crate::sync::Intake;

/// How often the tallies are told what time it is.
const TICK: Duration = Duration::from_secs(1);

/// What every page needs: the store, the rulebooks, and the sheets kept ready.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) rulebooks: Arc<Rulebooks>,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) present: Option<Arc<Present>>,
    pub(crate) intake: Arc<Intake>,
    pub(crate) hubs: Arc<Hubs>,
    pub(crate) past: Arc<Past>,
    pub(crate) alerts: Arc<Alerts>,
    pub(crate) fresh: Arc<fresh::Kept>,
    pub(crate) reports: Arc<pages::bao_cao::Reports>,
    pub(crate) desk: Arc<sign_in::Desk>,
    pub(crate) packs: Arc<delivery::Desk>,
}

impl App {
    /// Pages over a store and a set of rulebooks.
    #[must_use]
    pub fn new(store: Arc<Store>, rulebooks: Arc<Rulebooks>) -> Self {
        Self {
            store,
            rulebooks,
            shelf: Arc::default(),
            present: None,
            intake: Arc::default(),
            hubs: Arc::default(),
            past: Arc::default(),
            alerts: Arc::default(),
            fresh: Arc::default(),
            reports: Arc::default(),
            desk: Arc::default(),
            packs: Arc::default(),
        }
    }

    /// Takes dossiers in and shows figures computed from them. `clock` gives the moment it is, in
    /// seconds since the epoch; it may be a simulated one.
    #[must_use]
    pub fn live(self, opened: Opened, clock: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self { present: Some(Arc::new(Present::new(opened, clock))), ..self }
    }

    /// Raises alerts by these rules instead of those that come with chiso.
    #[must_use]
    pub fn alerts(self, rules: chiso_scoring::alert::Rules) -> Self {
        Self { alerts: Arc::new(Alerts::new(rules)), ..self }
    }

    /// What senders must log in with before they may send. Without it everybody who reaches the
    /// server may send: then let it listen on this machine only.
    #[must_use]
    pub fn sync_secret(self, secret: Option<String>) -> Self {
        Self { intake: Arc::new(Intake::new(secret.as_deref())), ..self }
    }

    /// The same with other sessions, for tests.
    #[cfg(test)]
    fn with_desk(self, desk: sign_in::Desk) -> Self {
        Self { desk: Arc::new(desk), ..self }
    }

    /// The same with other intake, for tests.
    #[cfg(test)]
    fn with_intake(self, intake: Intake) -> Self {
        Self { intake: Arc::new(intake), ..self }
    }
}

/// All pages, with their headers and bounds.
pub fn router(app: App) -> Router {
    routes::all(app)
}

/// Serves the pages until `shutdown` is done; requests already begun are answered.
///
/// # Errors
/// The listener failed.
pub async fn serve(
    listener: TcpListener,
    app: App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let present = app.present.clone();
    let ticking = present.clone().map(|present| tokio::spawn(tick(present)));
    if let Some(present) = &present {
        alert(&app, present);
        tokio::spawn(delivery::follow(app.clone(), Arc::clone(present)));
    }
    let shutdown = async move {
        shutdown.await;
        if let Some(present) = present {
            present.close();
        }
    };
    // The sign-in slows addresses down that guess.
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(shutdown).await;
    if let Some(ticking) = ticking {
        ticking.abort();
    }
    served
}

/// Holds the rules of alerts against the present, and tells the addresses in them, until the server stops.
fn alert(app: &App, present: &Arc<Present>) {
    tokio::spawn(alert::follow(app.clone(), Arc::clone(present)));
    for hook in &app.alerts.rules().hooks {
        tokio::spawn(alert::post::follow(app.clone(), Arc::clone(present), hook.clone()));
    }
}

/// Lets time pass for the tallies.
async fn tick(present: Arc<Present>) {
    let mut every = tokio::time::interval(TICK);
    loop {
        every.tick().await;
        let present = Arc::clone(&present);
        // A tick that panicked has told so; the next one tries again.
        drop(spawn_blocking(move || present.tick()).await);
    }
}
