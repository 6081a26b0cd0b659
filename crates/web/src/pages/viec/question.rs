//! What is asked of a work list: its filters, each checked where it is read.

use chiso_scoring::agency::Agency;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::fair::read_band;
use chiso_scoring::worklist::{Ask, Found, HOURS, HOURS_MAX, Task, WorkList};
use rust_decimal::Decimal;

use crate::asked::Asked;
use crate::at::seconds;
use crate::study::Study;
use crate::trouble::Trouble;

/// Most rows of one answer for programs.
pub(super) const LIMIT_MAX: usize = 1_000;
/// Longest code of a procedure that is looked for.
const PROCEDURE_MAX: usize = 60;

/// Rows of which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// Received before the period.
    Carried,
    /// Received in it.
    New,
}

/// What stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Most points at stake.
    Stake,
    /// Due first, or longest ago.
    Due,
    /// Received first.
    Received,
    /// By unit.
    Unit,
}

impl Since {
    /// Name in an address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::New => "new",
        }
    }

    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Carried => "work-carried",
            Self::New => "work-new",
        }
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Carried, Self::New].into_iter().find(|since| since.code() == text)
    }
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Stake, Self::Due, Self::Received, Self::Unit];

    /// Name in an address and end of a key.
    pub fn code(self) -> &'static str {
        match self {
            Self::Stake => "stake",
            Self::Due => "due",
            Self::Received => "received",
            Self::Unit => "unit",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == text)
    }
}

/// Filters of a list.
pub(super) struct Question {
    pub list: Option<&'static WorkList>,
    pub hours: u16,
    pub unit: Option<Agency>,
    procedure: Option<String>,
    least: Option<Decimal>,
    due_from: Option<Seconds>,
    due_until: Option<Seconds>,
    pub since: Option<Since>,
    pub sort: Sort,
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
            since: asked.read_as("since", "bad-work-since", Since::read)?,
            sort: asked.read_as("sort", "bad-work-sort", Sort::read)?.unwrap_or(Sort::Stake),
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

impl Question {
    /// Whether anything is left out.
    pub fn filtered(&self) -> bool {
        let dues = self.due_from.is_some() || self.due_until.is_some();
        let what = self.procedure.is_some() || self.least.is_some() || self.since.is_some();
        dues || what || self.unit.is_some()
    }

    /// Only rows of the time asked for, in the order asked for. Rows alike stay as they were found.
    pub fn fit<'l>(&self, mut found: Found<'l>) -> Found<'l> {
        let fits =
            |task: &Task<'l>| self.since.is_none_or(|it| (it == Since::Carried) == task.carried);
        found.tasks.retain(fits);
        match self.sort {
            Sort::Stake => {}
            Sort::Due => found.tasks.sort_by_key(|task| task.due_at),
            Sort::Received => found.tasks.sort_by_key(|task| task.received_at),
            Sort::Unit => found.tasks.sort_by_key(|task| task.agency),
        }
        found
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
        let day = crate::asked::day(text).is_some() && !last;
        Some(seconds(if day { at.date().to_datetime(jiff::civil::Time::midnight()) } else { at }))
    };
    asked.read_as(name, "bad-moment", read)
}
