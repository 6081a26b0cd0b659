//! A report of figures as they are known now, or were at a revision.

use chiso_report::variant::Sides;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;

use super::super::not_empty;
use super::{From, made};
use crate::args::{Origin, Report};
use crate::failure::Failure;
use crate::installation::{Asked, Installation, Laid, sha256};
use crate::spelling::{Against, Side};
use crate::tell::say;

pub(super) fn model(
    installation: &Installation,
    report: &Report,
) -> Result<chiso_report::Report, Failure> {
    let (Some(code), Some(period)) = (&report.agency, report.period) else {
        // The command line asks for both.
        return Err(Failure::usage(say("fail-report-whose")));
    };
    let asked = asked(report, Side { period, as_of: report.as_of, known_at: report.known_at });
    let laid = installation.sheet(&asked)?;
    let agency = laid.sheet.tree.find(code, period)?;
    not_empty(&laid.sheet, &asked)?;
    let as_of = laid.sheet.captured_at(&agency.code).ok_or_else(|| {
        let said = say("fail-no-figures-agency").plain("agency", &agency.code);
        Failure::not_found(said.with("period", period))
    })?;
    let before = report.against.map(|side| before(installation, report, period, side));
    let before = before.transpose()?;
    let published = published(installation, &asked, &laid)?;
    let sides = Sides { now: &laid.sheet, before: before.as_ref(), published: published.as_ref() };
    let from = From {
        as_of,
        revision: installation.revision(&asked)?,
        rulebook_hash: hash(laid.sheet.rulebook())?,
        snapshot: None,
        restated: Vec::new(),
    };
    made(report, &sides, agency, from)
}

/// Reports state published results where there are any.
fn asked(report: &Report, side: Side) -> Asked {
    Asked {
        period: side.period,
        as_of: side.as_of,
        known_at: side.known_at,
        rules: report.rules.clone(),
        basis: Basis::Published,
        from: report.figures,
    }
}

/// The earlier side.
fn before<'i>(
    installation: &'i Installation,
    report: &Report,
    period: Period,
    side: Against,
) -> Result<Sheet<'i>, Failure> {
    let side = match side {
        Against::Moment(at) => Side { period, as_of: Some(at), known_at: report.known_at },
        Against::Side(side) => side,
    };
    let asked = asked(report, side);
    let sheet = installation.sheet(&asked)?.sheet;
    not_empty(&sheet, &asked)?;
    Ok(sheet)
}

/// What was published of a period that is counted from dossiers here.
fn published<'i>(
    installation: &'i Installation,
    asked: &Asked,
    laid: &Laid<'_>,
) -> Result<Option<Sheet<'i>>, Failure> {
    if laid.from == Origin::Published {
        return Ok(None);
    }
    let asked = Asked { from: Some(Origin::Published), ..asked.clone() };
    let sheet = installation.sheet(&asked)?.sheet;
    let some = sheet.agencies().next().is_some();
    Ok(some.then_some(sheet))
}

/// SHA-256 of the rulebook in canonical form.
fn hash(rulebook: &Rulebook) -> Result<String, Failure> {
    let text = rulebook.print().map_err(Failure::output)?;
    Ok(sha256(text))
}
