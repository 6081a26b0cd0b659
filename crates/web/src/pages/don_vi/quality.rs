//! Marks of data quality: how many dossiers of an agency bear which, counted from dossiers.

use std::sync::LazyLock;

use chiso_scoring::agency::Agency;
use chiso_scoring::measure::quality_marks;
use chiso_scoring::rulebook::Measure;

use crate::view::View;

/// A mark and how many dossiers bear it.
pub(super) struct Mark {
    /// What the mark says.
    pub name: String,
    /// How many.
    pub count: String,
}

static MARKS: LazyLock<Vec<Measure>> = LazyLock::new(quality_marks);

/// The marks of an agency in the period; none where figures are not counted from dossiers.
pub(super) fn marks(view: &View, agency: &Agency) -> Vec<Mark> {
    let mark = |(mark, count): (&Measure, &i64)| Mark {
        name: view.lang.pick(&mark.name).to_owned(),
        count: view.lang.integer(*count),
    };
    MARKS.iter().zip(view.loaded.marks(&agency.code)).map(mark).collect()
}
