//! Work lists: `chiso work` and `/api/v1/worklists/{list}`.

use std::collections::HashMap;

use chiso_report::listing::Item;
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::dossier::{Seconds, Status};
use chiso_scoring::expr::Entity;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::round::{fraction, half_up};
use chiso_scoring::worklist::{Found, Shown, Task, WorkList};
use chiso_store::Store;
use rust_decimal::Decimal;
use serde::Serialize;

use super::Heading;
use crate::moment::local;

/// A work list.
#[derive(Debug, Clone, Serialize)]
pub struct Work {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Agency with everything below it.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// The list with its counts.
    #[serde(flatten)]
    pub summary: WorkSummary,
    /// How many rows each unit has.
    pub units: Vec<WorkUnit>,
    /// The rows, most points at stake first; at most as many as asked for.
    pub rows: Vec<WorkRow>,
}

/// All work lists with their counts.
#[derive(Debug, Clone, Serialize)]
pub struct WorkLists {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Agency with everything below it.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// The lists.
    pub lists: Vec<WorkSummary>,
}

/// A list with its counts.
#[derive(Debug, Clone, Serialize)]
pub struct WorkSummary {
    /// Identifier.
    pub list: String,
    /// Name in the language asked for.
    pub title: String,
    /// What its rows are: `dossier` or `petition`.
    pub of: &'static str,
    /// What good work on a row would be: `close`, `issue`, `sync`, `answer`, `on_time`, `pay_online`.
    pub fix: &'static str,
    /// Until when it looks ahead, for a list that does.
    pub until: Option<String>,
    /// Rows in all.
    pub count: usize,
    /// Those carried over from before the period.
    pub carried: usize,
    /// Those that came in the period.
    pub new: usize,
    /// Most points at stake in one row; `null` without rows.
    pub most: Option<String>,
}

/// How many rows a unit has.
#[derive(Debug, Clone, Serialize)]
pub struct WorkUnit {
    /// Code.
    pub agency: String,
    /// Rows.
    pub count: usize,
    /// Those carried over from before the period.
    pub carried: usize,
}

/// A row.
#[derive(Debug, Clone, Serialize)]
pub struct WorkRow {
    /// Code of the dossier, or number of the petition.
    pub code: String,
    /// Agency it counts for.
    pub agency: String,
    /// Procedure.
    pub procedure: Option<String>,
    /// When it was received, Vietnam time.
    pub received_at: String,
    /// When it is due, with the time its applicant was waited for.
    pub due_at: String,
    /// State of a dossier.
    pub status: Option<&'static str>,
    /// Received before the period.
    pub carried: bool,
    /// Days since the due day; `null` if not late.
    pub days_late: Option<i64>,
    /// Working hours left, to one decimal; `null` if late.
    pub hours_left: Option<String>,
    /// Points at stake for the agency it counts for.
    pub stake: String,
}

impl WorkSummary {
    /// Counts of what was found.
    #[must_use]
    pub fn new(list: &WorkList, found: &Found<'_>, lang: Lang) -> Self {
        let (count, carried) = (found.tasks.len(), found.carried());
        Self {
            list: list.id.clone(),
            title: lang.pick(&list.name).to_owned(),
            of: kind(list),
            fix: list.well.code(),
            until: found.until.map(written),
            count,
            carried,
            new: count - carried,
            most: found.tasks.first().map(|task| task.stake.to_string()),
        }
    }
}

impl WorkUnit {
    /// What each unit has of what was found.
    #[must_use]
    pub fn all(found: &Found<'_>) -> Vec<Self> {
        let units = found.units().into_iter();
        let unit = |unit: chiso_scoring::worklist::UnitCount<'_>| Self {
            agency: unit.agency.to_owned(),
            count: unit.count,
            carried: unit.carried,
        };
        units.map(unit).collect()
    }
}

/// A row with everything people are shown of it, under the code they know it by.
#[derive(Debug, Clone)]
pub struct Line {
    /// Key of the dossier or petition.
    pub key: u32,
    /// Code of the dossier, or number of the petition.
    pub code: String,
    /// Agency it counts for.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// Procedure.
    pub procedure: Option<String>,
    /// When it was received.
    pub received_at: Seconds,
    /// When it is due.
    pub due_at: Seconds,
    /// State of a dossier.
    pub status: Option<Status>,
    /// Received before the period.
    pub carried: bool,
    /// Days since the due day.
    pub days_late: Option<i64>,
    /// Working time left, in seconds.
    pub left: Option<Seconds>,
    /// Points at stake.
    pub stake: Decimal,
}

impl Line {
    /// A row whose code is not looked up yet: see [`named`].
    #[must_use]
    pub fn new(task: &Task<'_>, tree: &AgencyTree, period: Period) -> Self {
        let agency = tree.find(task.agency, period);
        Self {
            key: task.key,
            code: String::new(),
            agency: task.agency.to_owned(),
            name: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
            procedure: task.procedure.map(str::to_owned),
            received_at: task.received_at,
            due_at: task.due_at,
            status: task.status,
            carried: task.carried,
            days_late: task.days_late,
            left: task.left,
            stake: task.stake,
        }
    }

    /// What people are shown: code, unit, its code, procedure, the list's columns, points at stake.
    #[must_use]
    pub fn items(&self, lang: Lang, list: &WorkList) -> Vec<Item> {
        let text = |text: &str| Item::Text(text.to_owned());
        let first = [text(&self.code), text(&self.name), text(&self.agency)];
        let procedure = self.procedure.as_deref().map_or(Item::Missing, text);
        let shown = list.columns.iter().map(|column| self.item(lang, *column));
        let stake = Item::Decimal(self.stake);
        first.into_iter().chain([procedure]).chain(shown).chain([stake]).collect()
    }

    fn item(&self, lang: Lang, column: Shown) -> Item {
        match column {
            Shown::Received => Item::Moment(local(self.received_at)),
            Shown::Due => Item::Moment(local(self.due_at)),
            Shown::Late => match (self.days_late, self.left, self.status) {
                (Some(days), ..) => Item::Integer(days),
                // In time by the clock, yet overdue: more than one supplement was asked for.
                (None, Some(_), Some(_)) => Item::Text(lang.text("work-supplements")),
                _ => Item::Missing,
            },
            Shown::Left => self.left.map_or(Item::Missing, |left| Item::Decimal(hours(left))),
            Shown::Status => {
                let word = |at: Status| lang.text(&format!("work-status-{}", status(at)));
                self.status.map_or(Item::Missing, |at| Item::Text(word(at)))
            }
            Shown::Carried => {
                let key = if self.carried { "work-carried" } else { "work-new" };
                Item::Text(lang.text(key))
            }
        }
    }
}

/// Headers of [`Line::items`] by key, and whether the column holds numbers.
#[must_use]
pub fn columns(list: &WorkList) -> Vec<(&'static str, bool)> {
    let code = if kind(list) == "petition" { "work-petition" } else { "work-dossier" };
    let first =
        [(code, false), ("col-unit", false), ("cli-code", false), ("work-procedure", false)];
    let shown = list.columns.iter().map(|column| match column {
        Shown::Received => ("work-received", false),
        Shown::Due => ("work-due", false),
        Shown::Late => ("work-late", true),
        Shown::Left => ("work-left", true),
        Shown::Status => ("work-status", false),
        Shown::Carried => ("work-since", false),
    });
    first.into_iter().chain(shown).chain([("work-stake", true)]).collect()
}

/// Looks up the codes of rows, as known at a revision.
///
/// # Errors
/// The database failed or is damaged.
pub fn named(
    store: &Store,
    list: &WorkList,
    revision: u64,
    lines: &mut [Line],
) -> chiso_store::Result<()> {
    let keys: Vec<u32> = lines.iter().map(|line| line.key).collect();
    let codes = match list.of {
        Entity::Dossier => store.dossier_codes(&keys)?,
        entity => {
            let all = store.records_of(entity, Some(revision))?.into_iter();
            let all: HashMap<u32, String> =
                all.map(|(subject, record)| (subject, record.key().1)).collect();
            keys.iter().map(|key| all.get(key).cloned()).collect()
        }
    };
    for (line, code) in lines.iter_mut().zip(codes) {
        line.code = code.ok_or(chiso_store::Error::Damaged("work"))?;
    }
    Ok(())
}

impl From<&Line> for WorkRow {
    fn from(line: &Line) -> Self {
        Self {
            code: line.code.clone(),
            agency: line.agency.clone(),
            procedure: line.procedure.clone(),
            received_at: written(line.received_at),
            due_at: written(line.due_at),
            status: line.status.map(status),
            carried: line.carried,
            days_late: line.days_late,
            hours_left: line.left.map(|left| hours(left).to_string()),
            stake: line.stake.to_string(),
        }
    }
}

fn kind(list: &WorkList) -> &'static str {
    match list.of {
        Entity::Petition => "petition",
        _ => "dossier",
    }
}

/// Name of a dossier's state, as in `rules/columns.toml`.
#[must_use]
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Registered => "registered",
        Status::Accepted => "accepted",
        Status::Refused => "refused",
        Status::Processing => "processing",
        Status::Supplement => "supplement",
        Status::Payment => "payment",
        Status::Withdrawn => "withdrawn",
        Status::Stopped => "stopped",
        Status::Done => "done",
        Status::Returned => "returned",
    }
}

/// Seconds as hours to one decimal, half-up.
#[must_use]
pub fn hours(seconds: Seconds) -> Decimal {
    half_up(fraction(i128::from(seconds), 3_600), 1)
}

fn written(at: Seconds) -> String {
    local(at).to_string()
}
