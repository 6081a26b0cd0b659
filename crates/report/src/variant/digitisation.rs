//! 5. Số hóa hồ sơ.

use super::copies_table::copies_table;
use super::lines::{self, dash, group};
use super::month::Month;
use crate::model::{Block, Level};

/// Indicators with the keys of their lines and of what they count.
const LINES: [(&str, &str, &str); 7] = [
    ("4.1", "results", "dossiers"),
    ("4.2", "digitised", "dossiers"),
    ("4.3", "reused", "dossiers"),
    ("4.4", "shared", "dossiers"),
    ("4.5b", "population-dossiers", "dossiers"),
    ("4.5a", "population-procedures", "procedures"),
    ("accounts_verified", "verified-accounts", "accounts"),
];

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let line =
        |(code, key, noun): &(&str, &str, &str)| dash(month, key, month.own.reading(code), noun);
    let told = LINES.iter().filter_map(line).collect();
    let mut blocks = group(month, Level::Arabic, "digitisation", "MDSH", told);
    let table = copies_table(month).map(|table| lines::table(month, "table-copies", table));
    blocks.extend(table.unwrap_or_default());
    blocks
}
