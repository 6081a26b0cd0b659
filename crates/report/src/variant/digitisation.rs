//! 5. Số hóa hồ sơ.

use super::copies_table::copies_table;
use super::lines::{dash, group};
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
    let line = |(code, key, noun): &(&str, &str, &str)| dash(key, month.own.reading(code), noun);
    let lines = LINES.iter().filter_map(line).collect();
    let mut blocks = group(month, Level::Arabic, "digitisation", "MDSH", lines);
    blocks.extend(copies_table(month).map(Block::Table));
    blocks
}
