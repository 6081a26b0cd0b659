//! The due-date calendar: how many unfinished dossiers fall due on each day of the next weeks.

use std::collections::BTreeMap;

use chiso_report::listing::Item;
use chiso_scoring::board::Board;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::lang::Lang;
use chiso_scoring::worklist::{Ask, HOURS_MAX, Task, WorkList, counted};
use jiff::ToSpan;
use jiff::civil::Date;

use super::PATH;
use super::question::Question;
use crate::chart::{Cell, Chart, Column, Event, Kind, Mark, Role, Row};
use crate::study::Study;

/// Lists whose work is ordered by days.
pub(super) const LISTS: [&str; 2] = ["overdue", "due"];
/// Weeks from the one it is.
const WEEKS: i64 = 5;

/// Unfinished dossiers by the day they fall due.
pub(super) struct Days {
    first: Date,
    today: Date,
    /// All and overdue ones, of each day.
    days: BTreeMap<Date, (usize, usize)>,
    /// Overdue ones that were due before the first day.
    earlier: usize,
}

impl Days {
    /// Those of the agency, or of the unit and the procedure asked for.
    pub fn read(
        study: &Study,
        board: &Board<'_>,
        calendar: &Calendar,
        question: &Question,
    ) -> Self {
        let today = calendar.day_of(board.now().min(board.end() - 1));
        let monday = i64::from(today.weekday().to_monday_zero_offset());
        let first = today.saturating_sub(monday.days());
        let last = first.saturating_add((WEEKS * 7 - 1).days());
        let mut found = Self { first, today, days: BTreeMap::new(), earlier: 0 };
        let mut day = first;
        while day <= last {
            found.days.insert(day, (0, 0));
            day = day.saturating_add(1.day());
        }
        let ask = Ask { hours: HOURS_MAX, least: None, due_from: None, ..question.ask(study) };
        let ask = Ask { due_until: Some(calendar.day_end(last)), ..ask };
        for list in LISTS.into_iter().filter_map(WorkList::named) {
            let tasks = counted(board, calendar, list, &ask).tasks;
            tasks.iter().for_each(|task| found.add(calendar, task, list.id == LISTS[0]));
        }
        found
    }

    fn add(&mut self, calendar: &Calendar, task: &Task<'_>, overdue: bool) {
        match self.days.get_mut(&calendar.day_of(task.due_at)) {
            Some((all, late)) => {
                *all += 1;
                *late += usize::from(overdue);
            }
            None => self.earlier += usize::from(overdue),
        }
    }

    /// The chart with its table and its sentence.
    pub fn chart(&self, study: &Study, calendar: &Calendar) -> Chart {
        let lang = study.asked.lang;
        let columns = vec![
            Column::new(Role::Value, lang.text("work-calendar-due")),
            Column::new(Role::Told, lang.text("work-calendar-late")),
        ];
        let rows = self.days.iter().map(|(day, counts)| self.row(study, calendar, *day, *counts));
        let title = lang.text("work-calendar");
        Chart::new(lang, Kind::Calendar, "lich-den-han", title, lang.text("chart-day"))
            .summary(self.summary(lang, calendar))
            .unit(lang.text("chart-dossiers"))
            .top()
            .table(columns, rows.collect())
    }

    fn row(
        &self,
        study: &Study,
        calendar: &Calendar,
        day: Date,
        (all, late): (usize, usize),
    ) -> Row {
        let lang = study.asked.lang;
        let count = |count: usize| Cell::new(lang, Item::Integer(count as i64));
        let key = day.to_string();
        let list = if day < self.today { LISTS[0] } else { LISTS[1] };
        let hours = HOURS_MAX.to_string();
        let own = [("list", list), ("due_from", &*key), ("due_until", &*key), ("hours", &*hours)];
        let off = Mark::new(Event::DayOff, lang.text("work-day-off"));
        let off = (!calendar.is_working_day(day)).then_some(off);
        let row = Row::new(key.clone(), weekday(lang, day), vec![count(all), count(late)]);
        let row = row.short(lang.date(day)).marks(off.into_iter().collect());
        if all == 0 { row } else { row.at(study.link(PATH, &own)) }
    }

    fn summary(&self, lang: Lang, calendar: &Calendar) -> String {
        let all: usize = self.days.values().map(|(all, _)| all).sum();
        let off = self.days.iter().filter(|(day, _)| !calendar.is_working_day(**day));
        let off: usize = off.map(|(_, (all, _))| all).sum();
        let last = self.days.last_key_value().map_or(self.first, |(day, _)| *day);
        let most = self.days.iter().rev().max_by_key(|(_, (all, _))| *all);
        let (day, most) = most.map_or((self.first, 0), |(day, (all, _))| (*day, *all));
        let count = |count: usize| lang.integer(count as i64);
        let said = [
            ("from", lang.date(self.first)),
            ("to", lang.date(last)),
            ("all", count(all)),
            ("day", lang.date(day)),
            ("most", count(most)),
            ("off", count(off)),
            ("earlier", count(self.earlier)),
        ];
        let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, &**text)).collect();
        let first = if all == 0 { "work-calendar-none" } else { "work-calendar-most" };
        let more = [("work-calendar-off", off), ("work-calendar-earlier", self.earlier)];
        let more = more.into_iter().filter(|(_, count)| *count > 0).map(|(key, _)| key);
        let parts = std::iter::once(first).chain(more).map(|key| lang.text_with(key, &said));
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// `thứ Hai 23/11/2026`.
pub(crate) fn weekday(lang: Lang, day: Date) -> String {
    let key = format!("weekday-{}", day.weekday().to_monday_one_offset());
    format!("{} {}", lang.text(&key), lang.date(day))
}
