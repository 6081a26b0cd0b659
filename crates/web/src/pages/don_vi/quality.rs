//! Marks of data quality: how many dossiers of an agency bear which, counted from dossiers.

use std::sync::LazyLock;

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::measure::{QUALITY, Scope, quality_marks};
use chiso_scoring::rulebook::Measure;
use chiso_scoring::standing::Standing;

use crate::listing::Sheet;
use crate::view::View;

/// A mark and how many dossiers bear it.
pub(super) struct Mark {
    /// What the mark says.
    pub name: String,
    /// How many.
    pub count: String,
    item: Item,
}

/// The marks as a file has them.
pub(super) fn sheet(words: impl Fn(&str) -> String, marks: &[Mark]) -> Sheet {
    let columns = ["quality-mark", "quality-count"].map(&words).to_vec();
    let row = |mark: &Mark| vec![Item::Text(mark.name.clone()), mark.item.clone()];
    Sheet::new("danh-dau", words("quality-title"), columns).rows(marks.iter().map(row))
}

/// A mark with its count, which strangers do not see where it is small.
fn mark(view: &View, name: String, count: i64) -> Mark {
    let text = view.few(count);
    let shown = text == view.lang.integer(count);
    let item = if shown { Item::Integer(count) } else { Item::Text(text.clone()) };
    Mark { name, count: text, item }
}

static MARKS: LazyLock<Vec<Measure>> = LazyLock::new(quality_marks);

/// The marks of an agency in the period, last those that only several dossiers together show; none where
/// figures are not counted from dossiers.
pub(super) fn marks(view: &View, agency: &Agency) -> Vec<Mark> {
    let of_one = of_one(view, agency);
    if of_one.is_empty() {
        return Vec::new();
    }
    let of = |(known, count): (&Measure, &i64)| {
        mark(view, view.lang.pick(&known.name).to_owned(), *count)
    };
    MARKS.iter().zip(&of_one).map(of).chain(patterns(view, agency)).collect()
}

/// How many dossiers bear which mark.
fn of_one(view: &View, agency: &Agency) -> Vec<i64> {
    let Some(seen) = &view.seen else { return Vec::new() };
    let look = |_, standing: &Standing| {
        let code = std::iter::once(&*agency.code);
        standing.live().figures_of(QUALITY, view.period(), code).pop()
    };
    seen.look(look).ok().flatten().map(|counted| counted.measures).unwrap_or_default()
}

fn patterns(view: &View, agency: &Agency) -> Vec<Mark> {
    let Some(present) = &view.app.present else { return Vec::new() };
    let look = |_, standing: &Standing| {
        standing.live().patterns(&agency.code, view.period(), Scope::Subtree)
    };
    // The figures above were looked at just before; a present that broke since says so elsewhere.
    let Ok(found) = present.opened.current.look(look) else { return Vec::new() };
    let marks = [("quality-refiled", found.refiled), ("quality-month-end", found.month_end)];
    let of = |(key, count): (&str, usize)| {
        mark(view, view.lang.text(key), i64::try_from(count).unwrap_or(i64::MAX))
    };
    marks.into_iter().map(of).collect()
}
