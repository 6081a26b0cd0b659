//! What is asked of a work list: its filters, each checked where it is read.

use chiso_scoring::agency::Agency;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::fair::read_band;
use chiso_scoring::worklist::{Ask, HOURS, HOURS_MAX, WorkList};
use rust_decimal::Decimal;

use crate::asked::Asked;
use crate::at::seconds;
use crate::study::Study;
use crate::trouble::Trouble;

/// Most rows of one answer for programs.
pub(super) const LIMIT_MAX: usize = 1_000;
/// Longest code of a procedure that is looked for.
const PROCEDURE_MAX: usize = 60;

/// Filters of a list.
pub(super) struct Question {
    pub list: Option<&'static WorkList>,
    pub hours: u16,
    pub unit: Option<Agency>,
    procedure: Option<String>,
    least: Option<Decimal>,
    due_from: Option<Seconds>,
    due_until: Option<Seconds>,
    pub limit: Option<usize>,
    pub offset: usize,
}

impl Question {
    pub fn read(study: &Study) -> Result<Self, Trouble> {
        let asked = &study.asked;
        let hours = |text: &str| text.parse().ok().filter(|n| (1..=HOURS_MAX).contains(n));
        let procedure = |text: &str| (text.len() <= PROCEDURE_MAX).then(|| text.to_owned());
        let limit = |text: &str| text.parse().ok().filter(|n| (1..=LIMIT_MAX).contains(n));
        let (due_from, due_until) = dues(asked)?;
        let offset = asked.count("offset")?.and_then(|offset| usize::try_from(offset).ok());
        Ok(Self {
            list: asked.read_as("list", "bad-work-list", WorkList::named)?,
            hours: asked.read_as("hours", "bad-hours", hours)?.unwrap_or(HOURS),
            unit: unit(study, asked)?,
            procedure: asked.read_as("procedure", "bad-procedure", procedure)?,
            least: asked.read_as("least", "bad-band", read_band)?,
            due_from,
            due_until,
            limit: asked.read_as("limit", "bad-limit", limit)?,
            offset: offset.unwrap_or(0),
        })
    }

    pub fn ask<'q>(&'q self, study: &'q Study) -> Ask<'q> {
        Ask {
            agency: &study.agency,
            hours: self.hours,
            unit: self.unit.as_ref(),
            procedure: self.procedure.as_deref(),
            least: self.least,
            due_from: self.due_from,
            due_until: self.due_until,
        }
    }
}

/// A unit that is the agency or below it.
fn unit(study: &Study, asked: &Asked) -> Result<Option<Agency>, Trouble> {
    let Some(code) = asked.value("unit") else { return Ok(None) };
    study.look(|standing| {
        let tree = standing.live().tree();
        let found = tree.find(code, study.period);
        let agency = found.map_err(|error| Trouble::no_agency(code, &error))?;
        let same = |above: &Agency| above.code == study.agency.code;
        let inside = tree.ancestor(agency, study.period, same).is_some();
        if inside { Ok(Some(agency.clone())) } else { Err(Trouble::bad("unit", "bad-unit", code)) }
    })?
}

/// Due times from one moment to a later one.
fn dues(asked: &Asked) -> Result<(Option<Seconds>, Option<Seconds>), Trouble> {
    let (from, until) = (due(asked, "due_from", false)?, due(asked, "due_until", true)?);
    if from.zip(until).is_some_and(|(from, until)| from > until) {
        let said = |name| asked.value(name).unwrap_or_default();
        let given = format!("{}..{}", said("due_from"), said("due_until"));
        return Err(Trouble::bad("due_from", "bad-due-range", &given));
    }
    Ok((from, until))
}

/// A day (its first moment, or its last one) or a moment.
fn due(asked: &Asked, name: &str, last: bool) -> Result<Option<Seconds>, Trouble> {
    let read = |text: &str| {
        let at = crate::asked::moment(text)?;
        let day = text.len() == 10 && !last;
        Some(seconds(if day { at.date().to_datetime(jiff::civil::Time::midnight()) } else { at }))
    };
    asked.read_as(name, "bad-moment", read)
}
