//! A report beside the published figures of the agency and month it is about, where its words leave no doubt.

use chiso_report::lint::against::{Subject, against, subject};
use chiso_report::lint::{Doc, Finding};
use chiso_scoring::lang::Lang;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;
use chiso_store::Query;

use crate::App;
use crate::trouble::Trouble;

/// What the report was compared with, in words, and what it prints otherwise; [`None`] if it is about nothing known.
pub(super) fn compared(
    app: &App,
    lang: Lang,
    doc: &Doc,
) -> Result<Option<(String, Vec<Finding>)>, Trouble> {
    let tree = app.intake.tree(app)?;
    let Some(Subject { agency, period }) = subject(doc, &tree) else { return Ok(None) };
    let Ok(rulebook) = app.rulebooks.for_period(period) else { return Ok(None) };
    let figures = app.store.figures(&Query::of(period))?;
    let sheet = Sheet::new(&tree, rulebook, period, Basis::Published, &figures);
    if sheet.captured_at(&agency.code).is_none() {
        return Ok(None);
    }
    let values = [("agency", &*agency.name), ("period", &*lang.period(period))];
    Ok(Some((lang.text_with("lint-compared", &values), against(doc, &sheet, agency))))
}
