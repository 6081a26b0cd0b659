//! How handling goes: due date, supplements, end. The outcome is fixed by the plan; chance decides the
//! way there.

use chiso_scoring::dossier::{Marks, Round, Seconds};

use crate::life::{Ending, Maker};

const DAY: i64 = 86_400;
const NINE_O_CLOCK: i64 = 9 * 3600;
const THREE_O_CLOCK: i64 = 15 * 3600;

impl Maker<'_> {
    fn limit(&self) -> usize {
        usize::from(self.plan.procedures[self.life.procedure].days)
    }

    fn settled(&self) -> bool {
        self.life.index < self.unit.settled
    }

    /// First moment handling may end: in the period, also for what came before it.
    fn start(&mut self) -> Seconds {
        let wait = self.draw.seconds(7200);
        if !self.life.is_carried(self.plan) {
            return self.life.received_at;
        }
        self.plan.hours.at_clock(self.plan.span.from, 0, NINE_O_CLOCK) + wait
    }

    /// Last open moment at which an end is still seen.
    pub fn last(&self) -> Seconds {
        self.plan.hours.open_until(self.plan.span.until - 3600)
    }

    pub fn timely_course(&mut self) {
        let hours = &self.plan.hours;
        let start = self.start();
        let mut due = hours.later(self.life.received_at, self.limit());
        if self.life.is_carried(self.plan) {
            let days = 1 + usize::try_from(self.draw.below(15)).unwrap_or(0);
            due = due.max(hours.at_clock(self.plan.span.from, days, THREE_O_CLOCK));
        }
        let pace = self.draw.pace();
        let mut closed = hours.open_from(start + (due - start) * pace / 1000).min(due);
        if self.settled() && closed > self.last() {
            closed = hours.open_until(start + (self.last() - start) * pace / 1000).max(start);
        }
        self.life.due_at = due;
        self.close(closed.max(start));
        self.supplement(start);
    }

    pub fn late_course(&mut self) {
        let hours = &self.plan.hours;
        let start = self.start();
        let received = self.life.received_at;
        let bound = self.plan.span.to - DAY;
        let mut due = hours.later(received, self.limit());
        if due >= bound {
            // So close to the end only a short limit can have passed already.
            due = received + (bound - received).max(120) / 2;
        }
        let mut closed = hours.open_from((due + self.draw.delay()).max(start + 600));
        if self.life.is_carried(self.plan) {
            let days = usize::try_from(self.draw.below(20)).unwrap_or(0);
            closed = closed.max(hours.later(start, days));
        }
        let first = due.max(start) + 60;
        if closed > self.last() && self.life.result != Marks::default() {
            let pace = self.draw.pace();
            closed = hours.open_until(first + (self.last() - first) * pace / 1000).max(first);
        }
        self.life.due_at = due;
        self.close(closed);
        self.second_supplement(start, closed);
    }

    pub fn close(&mut self, at: Seconds) {
        self.life.closed_at = Some(at);
        self.life.told_at = Some(at);
    }

    /// A supplement in about one of 20 dossiers; the wait moves the end but not the due date.
    fn supplement(&mut self, start: Seconds) {
        let (asked, never) = (self.draw.permille(50), self.draw.permille(120));
        let wait = DAY + self.draw.seconds(9 * DAY);
        let Some(closed) = self.life.closed_at else { return };
        if !asked || closed - start < 7200 {
            return;
        }
        let requested_at = self.plan.hours.open_from(start + (closed - start) / 4);
        let plain = self.life.result == Marks::default() && !self.unhappy;
        if never && plain {
            self.life.rounds[0] = Some(Round { requested_at, supplied_at: None });
            self.life.closed_at = None;
            self.life.told_at = None;
            return;
        }
        let later = self.plan.hours.open_from(closed + wait);
        if self.settled() && later > self.last() {
            return;
        }
        let supplied_at = Some(requested_at + later - closed);
        self.life.rounds[0] = Some(Round { requested_at, supplied_at });
        self.close(later);
    }

    /// Late because a supplement was asked for twice, whatever the dates say.
    fn second_supplement(&mut self, start: Seconds, closed: Seconds) {
        let fifth = (closed - start) / 5;
        if !self.draw.permille(60) || fifth < 3600 || closed > self.plan.span.until {
            return;
        }
        let hours = &self.plan.hours;
        let round = |n: i64| {
            let (asked, supplied) = (start + fifth * n, start + fifth * (n + 1));
            // An office asks while it is open, if that is still before the answer.
            let open = Some(hours.open_from(asked)).filter(|at| *at < supplied);
            Some(Round { requested_at: open.unwrap_or(asked), supplied_at: Some(supplied) })
        };
        self.life.rounds = [round(1), round(3)];
    }

    /// Most dossiers end well; without a result some are refused, stopped or withdrawn, and some late
    /// ones never end.
    pub fn ending(&mut self) {
        let (other, which, never) =
            (self.draw.permille(120), self.draw.below(5), self.draw.permille(100));
        let plain = self.life.result == Marks::default() && !self.unhappy;
        if self.life.closed_at.is_none() {
            return;
        }
        if self.late && plain && never && self.life.rounds[0].is_none() {
            self.life.closed_at = None;
            self.life.told_at = None;
            return;
        }
        self.life.ending = match which {
            _ if !(other && plain) => Ending::Done,
            0 | 1 => Ending::Refused,
            2 => Ending::Stopped,
            _ => Ending::Withdrawn,
        };
    }
}
