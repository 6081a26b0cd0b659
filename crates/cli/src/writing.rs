//! Writing without anybody who looks at the present: nothing has to follow the log.

use std::sync::Arc;

use chiso_store::Store;
use chiso_store::writer::{Committed, Follower, Writer, WriterError, WriterOptions};

/// Follows nothing.
struct Nobody;

impl Follower for Nobody {
    fn committed(&mut self, _: &Committed<'_>) {}
}

/// The writer of a store's folder.
pub fn writer(store: &Arc<Store>) -> Result<Writer, WriterError> {
    Writer::spawn(Arc::clone(store), Box::new(Nobody), WriterOptions::default())
}
