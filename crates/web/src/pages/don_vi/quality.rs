//! Marks of data quality: how many dossiers of an agency bear which, counted from dossiers.

use std::sync::LazyLock;

use chiso_scoring::agency::Agency;
use chiso_scoring::measure::{Scope, quality_marks};
use chiso_scoring::rulebook::Measure;
use chiso_scoring::standing::Standing;

use crate::view::View;

/// A mark and how many dossiers bear it.
pub(super) struct Mark {
    /// What the mark says.
    pub name: String,
    /// How many.
    pub count: String,
}

static MARKS: LazyLock<Vec<Measure>> = LazyLock::new(quality_marks);

/// The marks of an agency in the period, last those that only several dossiers together show; none where
/// figures are not counted from dossiers.
pub(super) fn marks(view: &View, agency: &Agency) -> Vec<Mark> {
    let of_one = view.loaded.marks(&agency.code);
    if of_one.is_empty() {
        return Vec::new();
    }
    let mark = |(mark, count): (&Measure, &i64)| Mark {
        name: view.lang.pick(&mark.name).to_owned(),
        count: view.lang.integer(*count),
    };
    MARKS.iter().zip(of_one).map(mark).chain(patterns(view, agency)).collect()
}

fn patterns(view: &View, agency: &Agency) -> Vec<Mark> {
    let Some(present) = &view.app.present else { return Vec::new() };
    let look = |_, standing: &Standing| {
        standing.live().patterns(&agency.code, view.period(), Scope::Subtree)
    };
    // The figures above were looked at just before; a present that broke since says so elsewhere.
    let Ok(found) = present.opened.current.look(look) else { return Vec::new() };
    let marks = [("quality-refiled", found.refiled), ("quality-month-end", found.month_end)];
    let mark = |(key, count): (&str, usize)| Mark {
        name: view.lang.text(key),
        count: view.lang.integer(i64::try_from(count).unwrap_or(i64::MAX)),
    };
    marks.into_iter().map(mark).collect()
}
