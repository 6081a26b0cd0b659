//! The rows of a list for an agency and period, most points at stake first.

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;

use super::file::WorkList;
use super::stake::Stakes;
use crate::agency::{Agency, Level};
use crate::board::Board;
use crate::calendar::Calendar;
use crate::dossier::{EARLIEST, Seconds, Status};
use crate::expr::{Columns, Entity};
use crate::measure::Scope;
use crate::measure::lanes::Lane;
use crate::measure::query::Query;
use crate::measure::table::{NO_PROCEDURE, NULL_NARROW, Row};
use crate::measure::whereabouts::Whereabouts;

/// Working hours looked ahead unless asked otherwise: two days.
pub const HOURS: u16 = 16;
/// Most working hours looked ahead: about a year.
pub const HOURS_MAX: u16 = 2_000;

/// What is asked of a list.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The agency, with everything below it.
    pub agency: &'a Agency,
    /// Working hours to look ahead, for a list that asks for them.
    pub hours: u16,
    /// Only this unit below the agency, with everything below it.
    pub unit: Option<&'a Agency>,
    /// Only this procedure.
    pub procedure: Option<&'a str>,
    /// Only rows with at least so many points at stake.
    pub least: Option<Decimal>,
    /// Only rows due from this moment on.
    pub due_from: Option<Seconds>,
    /// Only rows due up to this moment.
    pub due_until: Option<Seconds>,
}

impl<'a> Ask<'a> {
    /// Everything of an agency.
    #[must_use]
    pub fn of(agency: &'a Agency) -> Self {
        Self {
            agency,
            hours: HOURS,
            unit: None,
            procedure: None,
            least: None,
            due_from: None,
            due_until: None,
        }
    }
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task<'l> {
    /// Key of the dossier or petition.
    pub key: u32,
    /// Code of the agency it counts for.
    pub agency: &'l str,
    /// Code of the procedure.
    pub procedure: Option<&'l str>,
    /// When it was received.
    pub received_at: Seconds,
    /// When it is due; the time its applicant was waited for comes on top.
    pub due_at: Seconds,
    /// State of a dossier.
    pub status: Option<Status>,
    /// Received before the period.
    pub carried: bool,
    /// Days since its due day, if its due time has passed: 0 on the day itself.
    pub days_late: Option<i64>,
    /// Working time left until it is due, in seconds; `None` once that has passed.
    pub left: Option<Seconds>,
    /// Points at stake for the agency it counts for.
    pub stake: Decimal,
}

/// How many rows of a list are whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitCount<'l> {
    /// Code of the agency they count for.
    pub agency: &'l str,
    /// All of them.
    pub count: usize,
    /// Those carried over from before the period.
    pub carried: usize,
}

/// The rows of a list.
#[derive(Debug, Clone)]
pub struct Found<'l> {
    /// Until when it looks ahead, for a list that does.
    pub until: Option<Seconds>,
    /// The rows: most points at stake first, then the earliest due, then the one known longest.
    pub tasks: Vec<Task<'l>>,
}

impl<'l> Found<'l> {
    /// How many are whose, by code.
    #[must_use]
    pub fn units(&self) -> Vec<UnitCount<'l>> {
        let mut units: BTreeMap<&'l str, (usize, usize)> = BTreeMap::new();
        for task in &self.tasks {
            let unit = units.entry(task.agency).or_default();
            unit.0 += 1;
            unit.1 += usize::from(task.carried);
        }
        let counts = units.into_iter();
        counts.map(|(agency, (count, carried))| UnitCount { agency, count, carried }).collect()
    }

    /// How many are carried over from before the period.
    #[must_use]
    pub fn carried(&self) -> usize {
        self.tasks.iter().filter(|task| task.carried).count()
    }
}

/// The rows of a list at the moment of a board.
///
/// Working hours count from that moment, or from the end of a period that is over.
#[must_use]
pub fn find<'l>(
    board: &Board<'l>,
    calendar: &Calendar,
    list: &WorkList,
    ask: &Ask<'_>,
) -> Found<'l> {
    found(board, calendar, list, ask, true)
}

/// The same without what is at stake: for counts alone. All stakes are 0, so that a least one finds nothing.
#[must_use]
pub fn counted<'l>(
    board: &Board<'l>,
    calendar: &Calendar,
    list: &WorkList,
    ask: &Ask<'_>,
) -> Found<'l> {
    found(board, calendar, list, ask, false)
}

fn found<'l>(
    board: &Board<'l>,
    calendar: &Calendar,
    list: &WorkList,
    ask: &Ask<'_>,
    valued: bool,
) -> Found<'l> {
    let lane = Lane::new(board.period());
    let now = lane.asof(board.now() - EARLIEST) + EARLIEST;
    let until = calendar.add_working_seconds(now, i64::from(ask.hours) * 3_600);
    let until = list.asks_hours().then_some(until);
    let tasks = Finder::new(board, calendar, list, now).map(|finder| {
        let keys = finder.keys(ask, until.unwrap_or(now) - now);
        finder.tasks(&keys, ask, valued)
    });
    Found { until, tasks: tasks.unwrap_or_default() }
}

/// Places of the columns that tasks are made from.
struct Places {
    received_at: usize,
    due_at: usize,
    waited: Option<usize>,
    status: Option<usize>,
}

struct Finder<'b, 'l> {
    board: &'b Board<'l>,
    calendar: &'b Calendar,
    list: &'b WorkList,
    now: Seconds,
    whereabouts: Whereabouts<'l>,
    places: Places,
}

impl<'b, 'l> Finder<'b, 'l> {
    fn new(
        board: &'b Board<'l>,
        calendar: &'b Calendar,
        list: &'b WorkList,
        now: Seconds,
    ) -> Option<Self> {
        let live = board.live();
        let shape = &live.plan().program(list.of).shape;
        let places = Places {
            received_at: shape.number("received_at")?,
            due_at: shape.number("due_at")?,
            waited: shape.number("supplement_seconds"),
            status: shape.number("status"),
        };
        let whereabouts = live.whereabouts(board.period());
        Some(Self { board, calendar, list, now, whereabouts, places })
    }

    /// Keys of the rows for which the list's condition holds.
    fn keys(&self, ask: &Ask<'_>, ahead: Seconds) -> Vec<u32> {
        // A list that was read has a condition that reads.
        let Ok(condition) = self.list.rows(ahead) else { return Vec::new() };
        let query = Query::new(&Columns::embedded(), self.list.of, &[&condition]);
        let agency = ask.unit.unwrap_or(ask.agency);
        let (live, period) = (self.board.live(), self.board.period());
        let rows = live.rows_where(&query, &agency.code, period, Scope::Subtree);
        rows.into_iter().map(|(key, _)| key).collect()
    }

    fn tasks(&self, keys: &[u32], ask: &Ask<'_>, valued: bool) -> Vec<Task<'l>> {
        let live = self.board.live();
        let offered = self.offered(ask);
        let stakes = || Stakes::new(self.board, self.list);
        let mut stakes = valued.then(stakes).flatten();
        let mut handlers: HashMap<u32, Option<(&'l str, &'l Agency)>> = HashMap::new();
        let mut tasks = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(row) = live.peek(self.list.of, *key) else { continue };
            let handler = handlers.entry(row.unit).or_insert_with(|| self.handler(row.unit));
            let Some((code, agency)) = *handler else { continue };
            let Some(mut task) = self.task(*key, code, &row) else { continue };
            if !fits(&task, ask) || !offered.as_ref().is_none_or(|known| known.has(self, &row)) {
                continue;
            }
            let due = task.due_at - EARLIEST;
            let stake = stakes.as_mut().map(|stakes| stakes.of(agency, *key, row, due));
            task.stake = stake.unwrap_or_default();
            if ask.least.is_none_or(|least| task.stake >= least) {
                tasks.push(task);
            }
        }
        tasks.sort_unstable_by_key(|task| (std::cmp::Reverse(task.stake), task.due_at, task.key));
        tasks
    }

    /// The agency that a unit's rows count for.
    fn handler(&self, unit: u32) -> Option<(&'l str, &'l Agency)> {
        let code = self.whereabouts.agency(unit)?;
        let agency = self.board.live().tree().find(code, self.board.period()).ok()?;
        Some((code, agency))
    }

    /// What a row says; `None` for one that has no due time.
    fn task(&self, key: u32, agency: &'l str, row: &Row) -> Option<Task<'l>> {
        let number =
            |at: usize| Some(row.values.numbers[at]).filter(|n| *n != i64::from(NULL_NARROW));
        let waited = self.places.waited.and_then(number).unwrap_or(0);
        let received_at = number(self.places.received_at)? + EARLIEST;
        let due_at = number(self.places.due_at)? + EARLIEST + waited;
        let late = self.now > due_at;
        let day = |at: Seconds| self.calendar.day_of(at);
        let days = || i64::from((day(self.now) - day(due_at)).get_days());
        let left = || self.calendar.working_seconds_between(self.now, due_at);
        let procedure = (row.procedure != NO_PROCEDURE).then_some(row.procedure);
        Some(Task {
            key,
            agency,
            procedure: procedure.map(|number| self.board.live().procedure_name(number)),
            received_at,
            due_at,
            status: self.places.status.and_then(|at| Status::of(row.values.numbers[at])),
            carried: received_at - EARLIEST < Lane::new(self.board.period()).from,
            days_late: late.then(days),
            left: (!late).then(left),
            stake: Decimal::ZERO,
        })
    }

    /// Procedures that a service the list asks for names; `None` if the list asks for none.
    fn offered(&self, ask: &Ask<'_>) -> Option<Offered<'l>> {
        let condition = self.list.offered.as_ref()?;
        let query = Query::new(&Columns::embedded(), Entity::Service, &[condition]);
        let (live, period) = (self.board.live(), self.board.period());
        let top = |at: &Agency| matches!(at.level, Level::Province | Level::Ministry);
        let top = live.tree().ancestor(ask.agency, period, top).unwrap_or(ask.agency);
        let rows = live.rows_where(&query, &top.code, period, Scope::Subtree);
        let rows = rows.into_iter().filter_map(|(key, _)| live.peek(Entity::Service, key));
        let named = rows.filter_map(|row| Some((self.whereabouts.top(row.unit)?, row.procedure)));
        Some(Offered(named.collect()))
    }
}

/// Provinces and ministries with the procedures they offer as a list asks.
struct Offered<'l>(HashSet<(&'l str, u32)>);

impl Offered<'_> {
    fn has(&self, finder: &Finder<'_, '_>, row: &Row) -> bool {
        let top = finder.whereabouts.top(row.unit);
        top.is_some_and(|top| self.0.contains(&(top, row.procedure)))
    }
}

fn fits(task: &Task<'_>, ask: &Ask<'_>) -> bool {
    ask.procedure.is_none_or(|procedure| task.procedure == Some(procedure))
        && ask.due_from.is_none_or(|from| task.due_at >= from)
        && ask.due_until.is_none_or(|until| task.due_at <= until)
}
