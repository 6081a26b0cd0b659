//! Numbers of which a document says itself that they do not follow from the others.

use rust_decimal::Decimal;

use super::grid::Grid;
use super::line::Line;

/// What a document says itself.
#[derive(Debug, Default)]
pub struct Declared {
    /// Printed, recomputed: rows of a table of differences.
    pairs: Vec<(Decimal, Decimal)>,
    /// Sentences that own up to something, in plain letters.
    sentences: Vec<String>,
}

impl Declared {
    /// Reads the tables with a column of published and one of recomputed numbers, and the remarks.
    pub fn read(grids: &[Grid<'_>], lines: &[Line<'_>]) -> Self {
        let pairs = grids.iter().flat_map(pairs).collect();
        let owning = |line: &&Line<'_>| OWNING.iter().any(|word| line.plain.contains(word));
        let sentences = lines.iter().filter(owning).map(|line| line.plain.clone()).collect();
        Self { pairs, sentences }
    }

    /// Whether this printed number is listed with about this recomputed one.
    pub fn holds(&self, printed: Decimal, expected: Decimal) -> bool {
        let near = |one: Decimal, other: Decimal| (one - other).abs() <= Decimal::new(1, 2);
        self.pairs.iter().any(|(old, new)| near(*old, printed) && near(*new, expected))
    }

    /// Whether some remark holds all these words.
    pub fn says(&self, words: &[&str]) -> bool {
        self.sentences.iter().any(|sentence| words.iter().all(|word| sentence.contains(word)))
    }
}

/// Words of remarks that own up to what does not fit.
const OWNING: [&str; 5] = [
    "cần đối chiếu",
    "chưa có số hồ sơ quá hạn",
    "lấy theo số công bố",
    "không được công bố riêng",
    "chênh lệch",
];

fn pairs(grid: &Grid<'_>) -> Vec<(Decimal, Decimal)> {
    let find = |word: &str| grid.columns.iter().position(|column| column.leaf.contains(word));
    let (Some(printed), Some(recomputed)) = (find("số công bố"), find("số tính lại"))
    else {
        return Vec::new();
    };
    let value = |row: &super::Row<'_>, at| row.number(at).map(|number| number.value);
    grid.data().filter_map(|row| Some((value(row, printed)?, value(row, recomputed)?))).collect()
}
