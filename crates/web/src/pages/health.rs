//! `/healthz`: whether the store answers.

use axum::extract::State;
use axum::http::StatusCode;

use crate::App;

/// 200 with the revision, or 503.
pub(crate) async fn check(State(app): State<App>) -> (StatusCode, String) {
    let revision = tokio::task::spawn_blocking(move || app.store.revision()).await;
    match revision {
        Ok(Ok(revision)) => (StatusCode::OK, format!("ok {revision}\n")),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "unavailable\n".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Site;

    #[tokio::test]
    async fn says_the_revision() {
        let site = Site::new();
        let answer = site.get("/healthz").await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "ok 3\n"));
    }
}
