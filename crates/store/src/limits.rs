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
    /// Items that may wait for the writer, and items of one submission.
    pub queue: usize,
    /// Items that the writer takes into one transaction; a larger submission gets its own.
    pub group: usize,
    /// Pages of the database file; `None` leaves it to the disk. For tests of a full disk.
    pub pages: Option<u32>,
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
            // Two seconds of work, some 100 MB: who sends faster than that is told to wait.
            queue: 200_000,
            // 0.2 s in one transaction: many senders share one flush of the disk, none waits long.
            group: 20_000,
            pages: None,
        }
    }
}

/// Characters of one text that is part of a key, as many as intake lets through: codes are short, a
/// source is a sentence.
pub(crate) const TEXT_CHARS: usize = 500;

/// Characters of the name of a procedure, as many as intake lets through.
pub(crate) const NAME_CHARS: usize = 1_000;

/// Characters kept of a refused value: enough to recognise it, too few to carry a document.
pub(crate) const VALUE_CHARS: usize = 60;

/// Characters kept of a place, a code, a field name or a file name.
pub(crate) const LABEL_CHARS: usize = 200;

/// Characters of a dossier's or petition's number.
pub(crate) const NUMBER_CHARS: usize = 100;

/// Characters of a directive's number and symbol, and of the name of a call.
pub(crate) const SYMBOL_CHARS: usize = 60;

/// Characters of a directive's subject.
pub(crate) const TITLE_CHARS: usize = 300;

/// Characters of a directive's note: a page, not a file.
pub(crate) const NOTE_CHARS: usize = 2_000;

/// Units that a directive names: all communes of a large province.
pub(crate) const DIRECTIVE_UNITS: usize = 200;

/// Dossiers that a directive names.
pub(crate) const DIRECTIVE_DOSSIERS: usize = 1_000;

/// Characters of the office or function that closes or reopens a period.
pub(crate) const CLOSING_BY_CHARS: usize = 200;

/// Characters of the reason of a reopening.
pub(crate) const CLOSING_REASON_CHARS: usize = 1_000;

/// Bytes of one file of a closing: lists of two million dossiers take some 40 MB.
pub(crate) const CLOSING_FILE_BYTES: usize = 256 << 20;

/// Versions of dossiers that the writer keeps at hand, some 400 bytes each: twice as many at most.
pub(crate) const RECENT: usize = 32_768;

/// Entries of one list of dossiers: above the largest province's year of 2.2 million.
pub(crate) const LIST_ENTRIES: usize = 3_000_000;

/// Characters of an account's name.
pub(crate) const ACCOUNT_CHARS: usize = 40;

/// Sessions of one account at a time: the desks of an office that share it. With one more the one unused
/// longest ends.
pub(crate) const SESSIONS_EACH: i64 = 20;

/// Prepared statements that a connection keeps.
pub(crate) const STATEMENTS: usize = 48;

/// Pages copied in one step of a backup, 4 MiB.
pub(crate) const BACKUP_PAGES: i32 = 1_024;

/// Idle read connections kept open; more readers than that open and close their own.
pub(crate) const IDLE_READERS: usize = 4;

/// How long a writer waits for the writer of another process. An import of a million rows takes
/// some seconds.
pub(crate) const BUSY: std::time::Duration = std::time::Duration::from_secs(30);

/// Memory for pages while writing, in KiB: the inner pages of a nation's figures stay in it.
pub(crate) const WRITER_CACHE_KIB: i64 = 64 * 1024;

/// The write-ahead log is cut back to this after a large import.
pub(crate) const WAL_BYTES: i64 = 64 * 1024 * 1024;
