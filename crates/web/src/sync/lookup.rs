//! `TraCuuHoSo`: whether a dossier is known, and how it stands.

use chiso_scoring::dossier::Status;
use chiso_scoring::expr::Entity;

use super::trouble::Failed;
use crate::App;
use crate::live::Present;

/// The status of a dossier; [`None`] if it is unknown, or nothing but steps is known of it yet.
pub(super) fn status(app: &App, present: &Present, code: &str) -> Result<Option<Status>, Failed> {
    let Some(number) = app.store.dossier_number(code).map_err(Failed::internal)? else {
        return Ok(None);
    };
    let counted = present.opened.current.look(|_, standing| {
        let live = standing.live();
        let column = live.plan().program(Entity::Dossier).shape.number("status")?;
        Status::of(live.peek(Entity::Dossier, number)?.values.numbers[column])
    });
    match counted.map_err(Failed::internal)? {
        Some(status) => Ok(Some(status)),
        // Known but held back: rare enough to read it from the log.
        None => logged(app, code),
    }
}

fn logged(app: &App, code: &str) -> Result<Option<Status>, Failed> {
    let versions = app.store.versions_of(code).map_err(Failed::internal)?;
    let snapshot = versions.last().and_then(|known| known.version.snapshot.as_ref());
    Ok(snapshot.map(|snapshot| snapshot.status))
}
