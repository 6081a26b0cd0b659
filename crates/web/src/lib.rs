//! The pages of chiso: axum handlers and askama templates, complete without a script.
//!
//! Walk of one request: `routes.rs` finds the handler, `asked.rs` reads path and parameters,
//! `view.rs` finds the period's sheet (kept ready in `loaded.rs`), the page file in `pages/` turns
//! it into plain texts, the template of the same name prints them, `headers.rs` adds the headers.
//! One page = one file in `pages/` = one template of the same name, its tests in the file.

mod against;
mod asked;
mod chrome;
#[cfg(test)]
mod fixture;
mod headers;
mod link;
mod loaded;
mod number;
mod pages;
mod respond;
mod routes;
mod surround;
mod table;
mod trouble;
mod view;

use std::future::Future;
use std::io;
use std::sync::Arc;

use axum::Router;
use chiso_scoring::rulebook::Rulebooks;
use chiso_store::Store;
use tokio::net::TcpListener;

use crate::loaded::Shelf;

/// What every page needs: the store, the rulebooks, and the sheets kept ready.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) rulebooks: Arc<Rulebooks>,
    pub(crate) shelf: Arc<Shelf>,
}

impl App {
    /// Pages over a store and a set of rulebooks.
    #[must_use]
    pub fn new(store: Arc<Store>, rulebooks: Arc<Rulebooks>) -> Self {
        Self { store, rulebooks, shelf: Arc::default() }
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
    axum::serve(listener, router(app)).with_graceful_shutdown(shutdown).await
}
