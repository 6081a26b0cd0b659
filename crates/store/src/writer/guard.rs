//! Work that may panic without taking the thread with it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::WriterError;

/// Does `work`; a panic becomes an error. The caller puts back what `work` may have left half done.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, WriterError>) -> Result<T, WriterError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(WriterError::Panicked))
}
