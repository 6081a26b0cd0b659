//! The list of quality marks (`rules/quality.toml`): measures like any other, outside every rulebook.

use serde::Deserialize;

use crate::expr::{Columns, Expr, Type, read};
use crate::rulebook::{Measure, MeasureRule, file};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    measure: Vec<file::Measure>,
}

/// The measures that count quality marks.
///
/// # Panics
/// Never: a test reads the same text.
#[must_use]
#[expect(clippy::expect_used, reason = "the text is part of the binary and tested")]
pub fn quality_marks() -> Vec<Measure> {
    let text = include_str!("../../../../rules/quality.toml");
    let file: File = toml::from_str(text).expect("quality.toml");
    let columns = Columns::embedded();
    file.measure.iter().map(|measure| mark(measure, &columns).expect("a mark")).collect()
}

fn mark(measure: &file::Measure, columns: &Columns) -> Option<Measure> {
    let of = measure.of?;
    let text = measure.condition.as_ref()?.as_ref();
    let condition: Expr = read(text, &columns.of(of), &Type::Flag).ok()?;
    let rule = MeasureRule::Rows { of, condition, count: measure.count, sum: None };
    Some(Measure { id: measure.id.as_ref().clone(), name: measure.name.clone(), rule })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_reads() {
        let marks = quality_marks();
        assert_eq!(marks.len(), 13);
        assert!(marks.iter().all(|mark| mark.id.starts_with("odd_")));
    }
}
