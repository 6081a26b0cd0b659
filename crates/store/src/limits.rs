//! Every bound of the store, with its reason.

/// Bounds of one store. The defaults are meant for use; smaller ones let a test stand at the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Figures and refusals of one import.
    pub batch: usize,
    /// Agencies of one call.
    pub agencies: usize,
    /// Rows of one answer.
    pub answer: usize,
    /// Agencies that one query may name.
    pub asked: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // One month of the whole country is 3,900 agencies × 60 numbers = 234,000. More than
            // four such months in one file are cut by the sender; the log of one transaction stays
            // below half a gigabyte.
            batch: 1_000_000,
            // 3,900 agencies since July 2025, some 12,000 before: all times together fit.
            agencies: 50_000,
            // Twice a month of the whole country; about 200 MB in memory.
            answer: 500_000,
            // All agencies of one time.
            asked: 5_000,
        }
    }
}

/// Characters of one text that is part of a key, as many as intake lets through: codes are short, a
/// source is a sentence.
pub(crate) const TEXT_CHARS: usize = 500;

/// Characters kept of a refused value: enough to recognise it, too few to carry a document.
pub(crate) const VALUE_CHARS: usize = 60;

/// Characters kept of a place, a code, a field name or a file name.
pub(crate) const LABEL_CHARS: usize = 200;

/// Idle read connections kept open; more readers than that open and close their own.
pub(crate) const IDLE_READERS: usize = 4;

/// How long a writer waits for the writer of another process. An import of a million rows takes
/// some seconds.
pub(crate) const BUSY: std::time::Duration = std::time::Duration::from_secs(30);

/// Memory for pages while writing, in KiB: the inner pages of a nation's figures stay in it.
pub(crate) const WRITER_CACHE_KIB: i64 = 64 * 1024;

/// The write-ahead log is cut back to this after a large import.
pub(crate) const WAL_BYTES: i64 = 64 * 1024 * 1024;
