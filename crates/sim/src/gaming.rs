//! How tricks bend a course that is already known, without changing its outcome.

use chiso_scoring::dossier::{Marks, Round, Seconds};

use crate::life::{Ending, Maker};
use crate::tricks::Trick;

const DAY: i64 = 86_400;

/// Bends a course; false, and nothing changed, if the trick does not fit.
type Bend<'p> = fn(&mut Maker<'p>) -> bool;

impl<'p> Maker<'p> {
    /// At most one trick bends the dates of a dossier; the others only change how it is sent.
    pub fn tricks(&mut self) {
        self.life.first_due_at = self.life.due_at;
        let bends: [(Trick, Bend<'p>); 8] = [
            (Trick::RefuseAndRefile, Self::refile),
            (Trick::RewrittenToDone, Self::rewrite),
            (Trick::InventedDone, Self::invent),
            (Trick::InstantClosing, Self::at_once),
            (Trick::PauseOnDueDay, Self::pause),
            (Trick::DueMoved, Self::move_due),
            (Trick::BulkClosing, Self::bulk),
            (Trick::BackDated, Self::back_date),
        ];
        for (trick, bend) in bends {
            if self.uses(trick) && bend(self) {
                self.life.tricks.add(trick);
                break;
            }
        }
        for trick in [Trick::InventedAccepted, Trick::NewAsUpdate, Trick::Resend, Trick::OutOfOrder]
        {
            if self.uses(trick) {
                self.life.tricks.add(trick);
            }
        }
    }

    /// The end, if the dossier is done, undisturbed and in time to be seen.
    fn plain_end(&self) -> Option<Seconds> {
        let plain = self.life.ending == Ending::Done && self.life.rounds[0].is_none();
        self.life.closed_at.filter(|at| plain && *at <= self.last())
    }

    fn timely_end(&self) -> Option<Seconds> {
        self.plain_end().filter(|_| !self.late)
    }

    fn in_period(&self) -> bool {
        !self.life.is_carried(self.plan)
    }

    /// Every second dossier may be refused just before its neighbour, the same case again, comes in.
    fn refile(&mut self) -> bool {
        let (index, unit) = (self.life.index, self.life.unit);
        let twin = index + 1;
        let plain = self.life.result == Marks::default() && !self.unhappy && !self.late;
        let has_twin = index % 2 == 0 && twin < self.unit.counts.handled;
        if !plain || !has_twin || self.life.rounds[0].is_some() || !self.in_period() {
            return false;
        }
        let received = self.plan.received_at(unit, twin, &mut self.plan.draw(unit, twin));
        let refused = received - 600;
        let fits =
            refused >= self.life.received_at + 60 && refused <= self.life.due_at.min(self.last());
        if !fits || !self.take_procedure_of(twin) {
            return false;
        }
        self.life.ending = Ending::Refused;
        self.close(refused);
        true
    }

    /// The refused dossier asks for what its twin asks for, if that leaves the payment and population
    /// counts of procedures alone.
    fn take_procedure_of(&mut self, twin: u64) -> bool {
        let (plan, unit) = (self.plan, self.life.unit);
        let other = self.unit.cell(twin);
        let pool = plan.pool(&plan.families[self.unit.family], self.cell);
        let alike = other.class == self.cell.class && other.population == self.cell.population;
        if !alike || pool.is_pinned(self.cell.rank) {
            return false;
        }
        let mut draw = plan.draw(unit, twin);
        plan.received_at(unit, twin, &mut draw);
        self.life.procedure = plan.procedure(unit, other, &mut draw);
        true
    }

    fn rewrite(&mut self) -> bool {
        let ended = matches!(self.life.ending, Ending::Refused | Ending::Stopped);
        ended && self.life.closed_at.is_some_and(|at| at <= self.last())
    }

    fn invent(&mut self) -> bool {
        if self.timely_end().is_none() || !self.in_period() {
            return false;
        }
        self.life.closed_at = Some(self.life.received_at);
        true
    }

    fn at_once(&mut self) -> bool {
        if self.timely_end().is_none() || !self.in_period() {
            return false;
        }
        let at = self.life.received_at + 5 + self.draw.seconds(50);
        self.close(at);
        true
    }

    fn pause(&mut self) -> bool {
        let wait = 3 * DAY + self.draw.seconds(5 * DAY);
        let requested_at = self.life.due_at - 1800;
        let supplied_at = requested_at + wait;
        let closed = supplied_at + 1200;
        let fits = requested_at > self.life.received_at && closed <= self.last();
        if self.timely_end().is_none() || !fits || requested_at < self.plan.span.from {
            return false;
        }
        self.life.rounds[0] = Some(Round { requested_at, supplied_at: Some(supplied_at) });
        self.close(closed);
        true
    }

    fn move_due(&mut self) -> bool {
        let Some(closed) = self.timely_end() else { return false };
        let first = self.life.received_at + (closed - self.life.received_at) / 2;
        if closed - first < 3600 {
            return false;
        }
        self.life.first_due_at = first;
        true
    }

    fn bulk(&mut self) -> bool {
        let Some(closed) = self.plain_end() else { return false };
        let burst = self.plan.hours.month_end(closed) + self.draw.seconds(900);
        let fits = burst >= closed && burst <= self.last();
        if !fits || (!self.late && burst > self.life.due_at) {
            return false;
        }
        self.close(burst);
        true
    }

    fn back_date(&mut self) -> bool {
        let days = 1 + usize::try_from(self.draw.below(3)).unwrap_or(0);
        let numbered = self.plan.hours.later(self.life.received_at, days);
        if self.plain_end().is_none_or(|closed| numbered + 3600 > closed) {
            return false;
        }
        self.life.numbered_at = numbered;
        true
    }
}
