//! What the page looks at: everything from one look, so that its numbers belong together.

use std::collections::BTreeMap;
use std::sync::Arc;

use chiso_scoring::agency::Agency;
use chiso_scoring::board::Board;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::measure::live::Live;
use chiso_scoring::movement::{Movement, Point, Question, SideText, between};
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::Place;
use chiso_scoring::source::reach::Reached;
use chiso_scoring::standing::Standing;
use chiso_scoring::worklist::{Ask, Desks, WorkList, counted, together};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::at::{Seen, known_at};
use crate::moment::local;
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::quality::Books;

/// The earlier side: a period, or a moment of one.
pub(super) const EARLIER: &str = "so-voi";
/// Working days ahead that are told day by day, today included.
const DAYS: i32 = 5;

/// Everything from one look.
pub(super) struct Facts {
    /// Scores now.
    pub score: Arc<AgencyScore>,
    /// Rank among siblings, and how many have one.
    pub rank: (Option<usize>, usize),
    /// The earlier side; `None` where there is none to compare with.
    pub before: Option<Before>,
    /// Until when the lists look ahead.
    pub until: Seconds,
    /// Units with something on their desks, most points at stake first.
    pub units: Vec<Unit>,
    /// The same of all together.
    pub all: Unit,
    /// How many dossiers fall due on each of the next days.
    pub days: Vec<(Date, usize)>,
    /// How fresh the agency's numbers are; `None` if no source speaks for it.
    pub reached: Option<Reached>,
    /// Alerts that are open for the agency or something below it.
    pub alerts: usize,
}

/// The earlier side.
pub(super) struct Before {
    pub score: Arc<AgencyScore>,
    pub rank: Option<usize>,
    /// Codes of its groups, in the order of their points.
    pub groups: Vec<String>,
    pub told: Movement,
}

/// What a unit has on its desk.
#[derive(Default)]
pub(super) struct Unit {
    pub code: String,
    pub name: String,
    pub due: usize,
    pub petitions: usize,
    pub overdue: usize,
    pub stake: Decimal,
}

/// The earlier side as asked for: without a parameter the period before.
pub(super) fn earlier(study: &Study) -> Result<SideText, Trouble> {
    let read = |text: &str| text.parse().ok().filter(|side: &SideText| side.known_at.is_none());
    let asked = study.asked.read_as(EARLIER, "bad-movement-side", read)?;
    let previous = SideText { period: study.period.previous(), as_of: None, known_at: None };
    Ok(asked.unwrap_or(previous))
}

/// Reads everything. Afterwards the study stands at what was looked at.
pub(super) fn read(study: &mut Study, earlier: &SideText) -> Result<Facts, Trouble> {
    let known = known_at(&study.app, &study.asked)?;
    let then = earlier.as_of.map(|at| Seen::at(&study.app, Some(at), known)).transpose()?;
    let books = Books::read(&study.app.store)?;
    let open = study.app.store.open_alerts()?;
    let looked = |revision: u64, standing: &Standing| {
        let live = standing.live();
        let board = Board::new(live, study.rulebook(), study.period).ok_or(Trouble::Empty)?;
        let work = Work::new(study, &board);
        let reached = books.reach(live, study.period, live.now()).remove(&study.agency.code);
        let below = |code: &str| is_below(live, study, code);
        let alerts = open.iter().filter(|alert| below(&alert.finding.agency)).count();
        let before = match &then {
            None => before(study, earlier, (revision, standing), (revision, standing)),
            Some(seen) => {
                seen.look(|old, then| before(study, earlier, (old, then), (revision, standing)))?
            }
        };
        let facts = Facts {
            score: board.score(&study.agency),
            rank: board.standing_of(&study.agency),
            before,
            until: work.until,
            units: work.units(),
            all: work.all(),
            days: work.days(),
            reached,
            alerts,
        };
        Ok::<_, Trouble>((revision, live.now(), facts))
    };
    let (revision, now, facts) = study.seen.look(looked)??;
    (study.revision, study.now) = (revision, now);
    Ok(facts)
}

/// The earlier side, and what moved since; nothing where the agency or the numbers did not exist then.
fn before(
    study: &Study,
    earlier: &SideText,
    (old, then): (u64, &Standing),
    (revision, standing): (u64, &Standing),
) -> Option<Before> {
    let period = earlier.period;
    let rulebook = crate::view::rulebook(&study.app, &study.asked, period).ok()?;
    let rulebook = study.app.rulebooks.all().get(rulebook)?;
    let live = then.live();
    if !live.periods().any(|known| known == period) {
        return None;
    }
    let agency = live.tree().find(&study.agency.code, period).ok()?;
    let board = Board::new(live, rulebook, period)?;
    let before = Point { live, revision: old, period, rulebook };
    let (live, rulebook) = (standing.live(), study.rulebook());
    let after = Point { live, revision, period: study.period, rulebook };
    let agency_code = &*study.agency.code;
    let asked =
        Question { agency: agency_code, place: Place::Total, before, restated: None, after };
    Some(Before {
        score: board.score(agency),
        rank: board.standing_of(agency).0,
        groups: before.rulebook.groups.iter().map(|group| group.code.clone()).collect(),
        told: between(asked).ok()?,
    })
}

/// Whether an agency is the study's or below it.
fn is_below(live: &Live, study: &Study, code: &str) -> bool {
    let same = |agency: &Agency| agency.code == study.agency.code;
    let found = live.tree().find(code, study.period);
    found.is_ok_and(|found| live.tree().ancestor(found, study.period, same).is_some())
}

/// The work lists of the agency.
struct Work<'b, 'l> {
    board: &'b Board<'l>,
    calendar: Calendar,
    ask: Ask<'b>,
    until: Seconds,
    desks: Desks<'l>,
    /// Overdue dossiers by the unit they count for.
    overdue: BTreeMap<&'l str, usize>,
}

impl<'b, 'l> Work<'b, 'l> {
    fn new(study: &'b Study, board: &'b Board<'l>) -> Self {
        let (calendar, plain) = (Calendar::embedded(), Ask::of(&study.agency));
        let [due, petitions, overdue] = ["due", "petitions", "overdue"].map(WorkList::named);
        let found = due.map(|due| counted(board, &calendar, due, &plain));
        let until = found.and_then(|found| found.until).unwrap_or(board.now());
        let ask = Ask { due_until: Some(until), ..plain };
        let lists: Vec<&WorkList> = [due, petitions].into_iter().flatten().collect();
        let late = overdue.map(|list| counted(board, &calendar, list, &plain));
        let late = late.map(|found| found.units()).unwrap_or_default();
        Self {
            desks: together(board, &calendar, &lists, &ask),
            overdue: late.into_iter().map(|unit| (unit.agency, unit.count)).collect(),
            board,
            calendar,
            ask,
            until,
        }
    }

    fn units(&self) -> Vec<Unit> {
        let mut units: BTreeMap<&str, Unit> = BTreeMap::new();
        for desk in &self.desks.units {
            let unit = units.entry(&desk.agency.code).or_default();
            (unit.due, unit.petitions) = pair(&desk.counts);
            unit.stake = desk.stake;
        }
        for (code, count) in &self.overdue {
            units.entry(code).or_default().overdue = *count;
        }
        let tree = self.board.live().tree();
        let named = |(code, unit): (&str, Unit)| {
            let agency = tree.find(code, self.board.period());
            let name = agency.map_or_else(|_| code.to_owned(), |agency| agency.name.clone());
            // Nothing at stake has as many decimals as anything else.
            let stake = unit.stake + Decimal::new(0, self.board.rulebook().digits);
            Unit { code: code.to_owned(), name, stake, ..unit }
        };
        let mut units: Vec<Unit> = units.into_iter().map(named).collect();
        let key = |unit: &Unit| (unit.stake, unit.overdue, unit.due + unit.petitions);
        units.sort_by_key(|unit| std::cmp::Reverse(key(unit)));
        units
    }

    fn all(&self) -> Unit {
        let (due, petitions) = pair(&self.desks.counts);
        let (overdue, stake) = (self.overdue.values().sum(), self.desks.stake);
        Unit { due, petitions, overdue, stake, ..Unit::default() }
    }

    /// The next working days with what falls due on each; days off only where something does.
    fn days(&self) -> Vec<(Date, usize)> {
        let Some(due) = WorkList::named("due") else { return Vec::new() };
        let today = local(self.board.now().min(self.board.end() - 1)).date();
        let last = self.calendar.add_working_days(today, DAYS - 1);
        // A day more than is told: working hours are counted from now on.
        let hours = (DAYS as u16 + 1) * 8;
        let until = Some(self.calendar.day_end(last));
        let ask = Ask { hours, due_until: until, ..self.ask };
        let mut days: BTreeMap<Date, usize> = BTreeMap::new();
        let mut day = today;
        while day <= last {
            if self.calendar.is_working_day(day) {
                days.insert(day, 0);
            }
            day = day.saturating_add(1.day());
        }
        for task in counted(self.board, &self.calendar, due, &ask).tasks {
            *days.entry(self.calendar.day_of(task.due_at)).or_default() += 1;
        }
        days.into_iter().collect()
    }
}

/// Dossiers and petitions, in the order in which the lists were asked for.
fn pair(counts: &[usize]) -> (usize, usize) {
    let count = |at: usize| counts.get(at).copied().unwrap_or_default();
    (count(0), count(1))
}
