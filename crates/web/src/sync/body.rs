//! Bodies of calls, read within bounds: of size, of time, and of how many at once.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use chiso_intake::limits::CALL_BYTES;
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

/// Bytes of a body that needs no turn of its own: calls of some ten dossiers.
const SMALL: usize = 256 << 10;
/// Calls at work at once. With [`SMALL`] bytes each that is 256 MiB at most.
const CALLS: usize = 1_024;
/// Large bodies at work at once: read whole, each may take five times its bytes.
const LARGE: usize = 2;
/// How long nothing may arrive of a body that is not complete.
const STALL: Duration = Duration::from_secs(30);
/// How long a whole body may take.
const WHOLE: Duration = Duration::from_secs(600);
/// How long a large body waits for its turn.
const TURN: Duration = Duration::from_secs(20);

/// Why a body was not read. Nothing of it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// More than [`CALL_BYTES`].
    TooLarge,
    /// The sender stopped half-way.
    Stalled,
    /// The connection broke, or the body contradicts its headers.
    Cut,
    /// Too many others are at work.
    Crowded,
}

/// How many calls may be at work.
pub(crate) struct Gate {
    calls: Arc<Semaphore>,
    large: Arc<Semaphore>,
    stall: Duration,
}

/// A body with the room it takes.
pub(crate) struct Whole {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Its room, to be kept until the call is answered.
    pub room: Room,
}

/// Room for one call; given back when this is dropped.
pub(crate) struct Room {
    _call: OwnedSemaphorePermit,
    large: Option<OwnedSemaphorePermit>,
}

impl Default for Gate {
    fn default() -> Self {
        let room = |permits| Arc::new(Semaphore::new(permits));
        Self { calls: room(CALLS), large: room(LARGE), stall: STALL }
    }
}

impl Room {
    /// Whether the call deserves a thread of its own.
    pub fn is_large(&self) -> bool {
        self.large.is_some()
    }
}

impl Gate {
    /// The same with less patience, for tests.
    #[cfg(test)]
    pub fn hasty(stall: Duration) -> Self {
        Self { stall, ..Self::default() }
    }

    /// Reads a body to its end.
    pub async fn read(&self, body: Body, declared: Option<usize>) -> Result<Whole, Unread> {
        let call = Arc::clone(&self.calls).try_acquire_owned().map_err(|_| Unread::Crowded)?;
        let large = match declared {
            Some(bytes) if bytes > SMALL && bytes <= CALL_BYTES => Some(self.turn().await?),
            _ => None,
        };
        let bytes = Vec::with_capacity(declared.unwrap_or(0).min(SMALL));
        let mut whole = Whole { bytes, room: Room { _call: call, large } };
        match timeout_at(Instant::now() + WHOLE, self.fill(&mut whole, body, declared)).await {
            Ok(filled) => filled.map(|()| whole),
            Err(_) => Err(Unread::Stalled),
        }
    }

    async fn fill(
        &self,
        whole: &mut Whole,
        body: Body,
        declared: Option<usize>,
    ) -> Result<(), Unread> {
        let mut chunks = body.into_data_stream();
        let mut seen = 0_usize;
        let mut too_large = declared.is_some_and(|bytes| bytes > CALL_BYTES);
        loop {
            let next = timeout(self.stall, chunks.next()).await.map_err(|_| Unread::Stalled)?;
            let Some(chunk) = next else { break };
            let chunk = chunk.map_err(|_| Unread::Cut)?;
            seen = seen.saturating_add(chunk.len());
            too_large |= seen > CALL_BYTES;
            if too_large {
                // Read on without keeping anything: a sender that is still writing would take a closed
                // connection for a failure of the network, and send the same again.
                whole.bytes = Vec::new();
                if seen > 2 * CALL_BYTES {
                    break;
                }
                continue;
            }
            if seen > SMALL && whole.room.large.is_none() {
                whole.room.large = Some(self.turn().await?);
            }
            whole.bytes.extend_from_slice(&chunk);
        }
        if too_large { Err(Unread::TooLarge) } else { Ok(()) }
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Unread> {
        let turn = timeout(TURN, Arc::clone(&self.large).acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or(Unread::Crowded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(count: usize) -> Body {
        let chunk = || Ok::<_, std::io::Error>(vec![b' '; 1 << 20]);
        Body::from_stream(futures_util::stream::iter((0..count).map(move |_| chunk())))
    }

    #[tokio::test]
    async fn the_bound_holds_at_the_bound_and_one_chunk_past_it() {
        let gate = Gate::default();
        let whole = gate.read(chunks(64), None).await.unwrap_or_else(|_| panic!("the bound"));
        assert_eq!(whole.bytes.len(), CALL_BYTES);
        assert!(whole.room.is_large());
        assert_eq!(gate.read(chunks(65), None).await.err(), Some(Unread::TooLarge));
        let declared = Some(CALL_BYTES + 1);
        assert_eq!(gate.read(chunks(65), declared).await.err(), Some(Unread::TooLarge));
    }

    #[tokio::test(start_paused = true)]
    async fn a_sender_that_stops_half_way_is_not_waited_for() {
        let start = futures_util::stream::iter([Ok::<_, std::io::Error>("{\"data\":[")]);
        let body = Body::from_stream(start.chain(futures_util::stream::pending()));
        let gate = Gate::default();
        assert_eq!(gate.read(body, None).await.err(), Some(Unread::Stalled));
    }

    #[tokio::test(start_paused = true)]
    async fn a_third_large_body_waits_and_is_told_to_come_again() {
        let gate = Gate::default();
        let read = |gate| async move { Gate::read(gate, chunks(1), None).await };
        let (first, second) = (read(&gate).await, read(&gate).await);
        assert!(first.is_ok() && second.is_ok());
        assert_eq!(read(&gate).await.err(), Some(Unread::Crowded));
        drop(first);
        assert!(read(&gate).await.is_ok());
    }

    #[tokio::test]
    async fn a_connection_that_breaks_gives_nothing() {
        let parts = [Ok("{\"data\":[]"), Err(std::io::Error::other("gone"))];
        let body = Body::from_stream(futures_util::stream::iter(parts));
        assert_eq!(Gate::default().read(body, None).await.err(), Some(Unread::Cut));
    }
}
