//! From a page's view-model to a response, away from the threads that wait for visitors.

use askama::Template;
use axum::Extension;
use axum::response::{Html, IntoResponse, Response};

use crate::App;
use crate::asked::Asked;
use crate::headers::Keep;
use crate::trouble::Trouble;

/// Builds and renders a page on a thread that may block.
pub(crate) async fn respond<T: Template>(
    app: App,
    asked: Asked,
    build: impl FnOnce(&App, &Asked) -> Result<T, Trouble> + Send + 'static,
) -> Response {
    let visitor = asked.clone();
    let work = move || build(&app, &asked)?.render().map_err(Trouble::internal);
    let page = match tokio::task::spawn_blocking(work).await {
        Ok(page) => page,
        Err(error) => Err(Trouble::internal(error)),
    };
    match page {
        Ok(body) => (Extension(Keep::Compare), Html(body)).into_response(),
        Err(trouble) => trouble.answer(&visitor),
    }
}
