//! Bounds of a snapshot, each with its reason.

/// Bytes of a file. A nation's month with 3,900 agencies has some 45 million.
pub const BYTES: usize = 256 << 20;

/// Rows of a file: four times a nation's month.
pub const ROWS: usize = 1_000_000;

/// Bytes of a row: the longest holds all measures of an agency, some two thousand.
pub const ROW_BYTES: usize = 64 << 10;

/// Agencies of a file: twice those of the nation.
pub const AGENCIES: usize = 8_000;

/// Bytes of a rulebook's text; the longest has 31 thousand.
pub const RULEBOOK_BYTES: usize = 256 << 10;

/// Largest published count: above it intake takes a number for a slip.
pub const PUBLISHED: i64 = 1_000_000_000_000;

/// Largest count or sum over rows: the seconds that a nation's dossiers of a year took are some 10¹³.
pub const COUNTED: i64 = 1_000_000_000_000_000;

/// Digits of a decimal number, as intake takes them.
pub const DIGITS: u64 = 1_000_000_000_000_000_000;

/// Most points of a rulebook: the Decision has 100.
pub const POINTS: u32 = 1_000;

/// Largest part of a target as a fraction: targets have at most four decimals.
pub const TARGET: i128 = 1_000_000;

/// Faults that are named; the rest is counted.
pub const FAULTS: usize = 1_000;

/// Rows of the lists of dossiers: as many as a list of dossiers has at intake, for each of the kinds of rows.
pub const LIST_ROWS: u64 = 20_000_000;
