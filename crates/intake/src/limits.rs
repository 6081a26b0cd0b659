//! Bounds of what is read, each with its reason.

/// Bytes of a file. Twice the largest year of figures of every agency that the design expects.
pub const FILE_BYTES: usize = 256 << 20;

/// Bytes of the fields of one row. A row of the template has about a hundred; more means that a
/// quotation mark was never closed.
pub const ROW_BYTES: usize = 64 << 10;

/// Rows of a file: as many as the store takes in one transaction, four months of every number of
/// every agency.
pub const ROWS: usize = 1_000_000;

/// Rows of a table of events that is read as it comes: several years of a whole nation's steps. What
/// is kept of a file does not grow with it.
pub const STREAM_ROWS: u64 = 1_000_000_000;

/// Rows of a list of dossiers. The largest province receives 2.2 million a year; a list is of one province
/// or less and is compared in memory, some hundred bytes a row.
pub const LIST_ROWS: usize = 3_000_000;

/// Columns of a file. The longest template has about thirty.
pub const COLUMNS: usize = 100;

/// Characters of a code, a name or a source. They are shown in tables and repeated in every row.
pub const TEXT_CHARS: usize = 500;

/// Characters of the name of a procedure: the longest that are published have some seven hundred.
pub const TITLE_CHARS: usize = 1_000;

/// Largest count. Above it a number is a slip; below it the sum of a whole file fits 64 bits.
pub const COUNT: i64 = 1_000_000_000_000;

/// Digits of a decimal number. Rates and points have two decimals; 18 digits fit 64 bits.
pub const DECIMAL_DIGITS: usize = 18;

/// Characters of a refused value that are repeated to the reader.
pub const VALUE_CHARS: usize = 60;

/// Suggestions ("did you mean") looked for in one file. Each compares the value with all names.
pub const SUGGESTIONS: usize = 1_000;

/// Entries of a workbook's archive. A plain workbook has about a dozen.
pub const ARCHIVE_ENTRIES: usize = 2_000;

/// Bytes of a workbook when unpacked.
pub const UNPACKED_BYTES: u64 = 512 << 20;

/// How many times its packed size an entry may unpack to. Sheets reach about 20, at most 50.
pub const UNPACKED_RATIO: u64 = 200;

/// Entries up to this size may unpack at any ratio: short repetitive parts are harmless.
pub const RATIO_FREE_BYTES: u64 = 1 << 20;

/// Rows and columns of a sheet, as the format has them. A cell outside is a damaged reference.
pub const SHEET: (u64, usize) = (1 << 20, 1 << 14);

/// Bytes of a saved portal answer. A province with all its units has a few hundred thousand.
pub const JSON_BYTES: usize = 32 << 20;

/// Answers in one file, when several were saved as a list.
pub const ANSWERS: usize = 1_000;

/// Bytes of a synchronisation call. A hundred thousand dossiers without their longest texts; senders
/// push ten to a thousand at a time.
pub const CALL_BYTES: usize = 64 << 20;

/// Items of a synchronisation call: more than a province receives in a week.
pub const CALL_ITEMS: usize = 100_000;

/// Entries of one list of a dossier (files, fees, data sources). A real one has a few dozen.
pub const PARTS: usize = 1_000;

/// Bytes of a session, user name or password of a call.
pub const SECRET_BYTES: usize = 4_096;
