//! Answers on their way to clients that may never read them: together they take bounded room. An answer
//! too long for what is left is told in short.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Items whose answer needs no room of its own: some tens of kilobytes.
const SMALL: usize = 200;
/// Lines that may be on their way at once: some 100 MB.
const LINES: usize = 600_000;
/// Bytes handed over at once.
const PIECE: usize = 64 << 10;

/// Room for answers on their way.
pub(crate) struct Unread(Arc<Semaphore>);

impl Default for Unread {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(LINES)))
    }
}

/// Room for one long answer; given back when it is read or its client is gone.
#[derive(Default)]
pub(crate) struct Place(Option<OwnedSemaphorePermit>);

impl Unread {
    /// Room for an answer of that many lines, if there is any left.
    pub fn place(&self, lines: usize) -> Option<Place> {
        if lines <= SMALL {
            return Some(Place(None));
        }
        let lines = u32::try_from(lines).ok()?;
        let permit = Arc::clone(&self.0).try_acquire_many_owned(lines).ok()?;
        Some(Place(Some(permit)))
    }
}

impl Place {
    /// The body of an answer, which keeps its place until it is handed over.
    pub fn body(self, text: String) -> Body {
        let Self(Some(permit)) = self else { return Body::from(text) };
        let rest = (Bytes::from(text), permit);
        Body::from_stream(stream::unfold(rest, |(mut rest, permit)| async move {
            if rest.is_empty() {
                return None;
            }
            let piece = rest.split_to(rest.len().min(PIECE));
            Some((Ok::<_, std::convert::Infallible>(piece), (rest, permit)))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn room_is_given_back_when_an_answer_is_read_or_dropped() {
        let unread = Unread::default();
        let first = unread.place(LINES).map(|place| place.body("x".repeat(3 * PIECE + 1)));
        assert!(unread.place(SMALL + 1).is_none(), "no room is left");
        assert!(unread.place(SMALL).is_some(), "a short answer needs none");
        let read = axum::body::to_bytes(first.unwrap_or_default(), usize::MAX).await;
        assert_eq!(read.map(|bytes| bytes.len()).ok(), Some(3 * PIECE + 1));
        let second = unread.place(LINES).map(|place| place.body("y".to_owned()));
        assert!(unread.place(SMALL + 1).is_none());
        drop(second);
        assert!(unread.place(LINES).is_some());
    }
}
