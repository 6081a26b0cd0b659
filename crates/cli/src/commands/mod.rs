//! One file per command.

pub mod alert;
pub mod backup;
pub mod bench;
pub mod close;
pub mod closings;
pub mod compare;
pub mod deliver;
pub mod demo;
pub mod diff;
pub mod differences;
pub mod directive;
pub mod dossiers;
pub mod explain;
pub mod intake;
pub mod lint;
pub mod movement;
pub mod next;
pub mod pack;
pub mod procedures;
pub mod project;
pub mod quality;
pub mod rank;
pub mod reconcile;
pub mod report;
pub mod rules;
mod scenario;
pub mod score;
pub mod serve;
pub mod sim;
pub mod user;
pub mod verify;
pub mod whatif;
pub mod work;

use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::score::Points;
use chiso_scoring::sheet::Sheet;

use crate::args::Origin;
use crate::failure::Failure;
use crate::installation::{Asked, Installation};
use crate::tell::say;
use crate::wire::{Heading, status};

/// What an answer shows: rulebook, period, capture, revision.
fn heading(
    installation: &Installation,
    sheet: &Sheet<'_>,
    asked: &Asked,
    from: Origin,
) -> Result<Heading, Failure> {
    Ok(Heading {
        rulebook: sheet.rulebook().id.clone(),
        status: status(sheet.rulebook()),
        period: asked.period.to_string(),
        as_of: asked.as_of.map(|at| at.to_string()),
        revision: installation.revision(asked)?,
        from: (from == Origin::Dossiers).then_some("dossiers"),
    })
}

/// Points for people, or the state in words where there are none.
fn shown(lang: Lang, points: Points) -> String {
    points.points.map_or_else(|| format!("– ({})", lang.state(points.state)), |p| lang.decimal(p))
}

/// Says on stderr which rulebook and revision a table shows.
fn caption(sheet: &Sheet<'_>, heading: &Heading, lang: Lang) {
    let label = chiso_scoring::explain::rulebook_label(sheet.rulebook(), lang);
    let key = if heading.from.is_some() { "cli-caption-dossiers" } else { "cli-caption" };
    crate::output::message(&lang.text_with(
        key,
        &[
            ("period", &lang.period(sheet.period)),
            ("rulebook", &label),
            ("revision", &heading.revision.to_string()),
        ],
    ));
}

/// Fails if nothing at all is known of the period.
fn not_empty(sheet: &Sheet<'_>, asked: &Asked) -> Result<(), Failure> {
    if sheet.agencies().next().is_some() {
        return Ok(());
    }
    Err(no_figures(asked.period))
}

/// Nothing is known of a period.
fn no_figures(period: Period) -> Failure {
    Failure::not_found(say("fail-no-figures").with("period", period))
}
