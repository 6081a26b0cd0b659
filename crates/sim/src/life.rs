//! The life of one dossier, from the plan, its agency and its index alone.

use chiso_scoring::dossier::{Channel, FiledOn, Marks, Paid, Round, Seconds};

use crate::draw::Draw;
use crate::hours::day_of;
use crate::plan::{Cell, Class, Plan, Unit};
use crate::tricks::{Trick, TrickSet};

/// Online dossiers are filed at most this long before they are received.
pub(crate) const LEAD: i64 = 14 * 3600;

/// How handling ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Open,
    Done,
    Refused,
    Stopped,
    Withdrawn,
}

/// All that happens to a dossier, also after the end of the world.
#[derive(Debug, Clone)]
pub(crate) struct Life {
    pub unit: usize,
    pub index: u64,
    pub procedure: usize,
    pub received_at: Seconds,
    pub filed_at: Seconds,
    /// When its number was given out.
    pub numbered_at: Seconds,
    pub due_at: Seconds,
    /// The due date stated until the end.
    pub first_due_at: Seconds,
    pub processed_at: Seconds,
    pub rounds: [Option<Round>; 2],
    pub ending: Ending,
    pub closed_at: Option<Seconds>,
    /// When the sender tells of the end.
    pub told_at: Option<Seconds>,
    pub returned_at: Option<Seconds>,
    pub rating: Option<(Seconds, bool)>,
    pub channel: Channel,
    pub filed_on: FiledOn,
    pub fee: i64,
    pub paid: Paid,
    /// Paid while it was handled, not when it was received.
    pub paid_later: bool,
    pub marks: Marks,
    /// Marks of the result, known from the end on.
    pub result: Marks,
    pub synced: bool,
    pub tricks: TrickSet,
}

/// Works a life out, drawing as it goes.
pub(crate) struct Maker<'p> {
    pub plan: &'p Plan,
    pub unit: &'p Unit,
    pub draw: Draw,
    pub cell: Cell,
    pub late: bool,
    pub unhappy: bool,
    pub life: Life,
}

impl Plan {
    /// The life of dossier `index` of a unit.
    pub fn life(&self, unit: usize, index: u64) -> Life {
        let mut maker = Maker::new(self, unit, index);
        maker.facts();
        if maker.late {
            maker.late_course()
        } else {
            maker.timely_course()
        }
        maker.ending();
        maker.tricks();
        maker.after();
        maker.life
    }
}

impl<'p> Maker<'p> {
    fn new(plan: &'p Plan, at: usize, index: u64) -> Self {
        let unit = &plan.units[at];
        let mut draw = plan.draw(at, index);
        let received_at = plan.received_at(at, index, &mut draw);
        let cell = unit.cell(index);
        let procedure = plan.procedure(at, cell, &mut draw);
        let (late, unhappy) = unit.outcome(index);
        let life = Life {
            unit: at,
            index,
            procedure,
            received_at,
            filed_at: received_at,
            numbered_at: received_at,
            due_at: received_at,
            first_due_at: received_at,
            processed_at: received_at,
            rounds: [None; 2],
            ending: Ending::Open,
            closed_at: None,
            told_at: None,
            returned_at: None,
            rating: None,
            channel: Channel::Direct,
            filed_on: FiledOn::Local,
            fee: 0,
            paid: Paid::None,
            paid_later: false,
            marks: Marks::default(),
            result: Marks::default(),
            synced: unit.synced(index),
            tricks: TrickSet::default(),
        };
        Self { plan, unit, draw, cell, late, unhappy, life }
    }

    /// Draws for an agency's habit: whether it uses the trick this time.
    pub fn uses(&mut self, trick: Trick) -> bool {
        self.unit.tricks.has(trick) && self.draw.permille(250)
    }

    /// Channel, fee and marks.
    fn facts(&mut self) {
        let random = (self.draw.permille(700), self.draw.permille(30));
        let (online, post) = self.unit.channel(self.life.index).unwrap_or(random);
        let portal = self.draw.permille(600);
        let life = &mut self.life;
        life.channel = match (online, post) {
            (true, _) => Channel::Online,
            (_, true) => Channel::Post,
            _ => Channel::Direct,
        };
        life.filed_on = if online && portal { FiledOn::Portal } else { FiledOn::Local };
        if online && self.draw.permille(400) {
            // In the evening or on the weekend before; an office takes it up when it opens.
            life.filed_at -= self.draw.seconds(LEAD - 60);
        }
        self.payment();
        self.marks();
    }

    fn payment(&mut self) {
        let fee = 5_000 * (1 + i64::try_from(self.draw.below(60)).unwrap_or(0));
        let (portal, counter) = (self.draw.permille(500), self.draw.permille(900));
        let cash = self.uses(Trick::CashAsOnline);
        let life = &mut self.life;
        let at_counter = life.channel == Channel::Direct;
        life.paid = match self.cell.class {
            Class::Free | Class::Carried => return,
            Class::Paid if at_counter && cash => {
                life.tricks.add(Trick::CashAsOnline);
                Paid::Portal
            }
            Class::Paid if at_counter || !portal => Paid::Local,
            Class::Paid => Paid::Portal,
            Class::Unpaid if counter => Paid::Counter,
            Class::Unpaid => Paid::None,
        };
        life.fee = fee;
        life.paid_later = self.draw.permille(500);
    }

    fn marks(&mut self) {
        let (result, digitised) = self.unit.result(self.life.index);
        let as_input = digitised && self.uses(Trick::ResultIsInput);
        let placeholder = self.uses(Trick::PlaceholderIdentity);
        let everything = self.uses(Trick::AllDigitised);
        let some_other = self.draw.permille(300);
        let life = &mut self.life;
        if as_input {
            life.tricks.add(Trick::ResultIsInput);
        }
        if placeholder {
            life.tricks.add(Trick::PlaceholderIdentity);
        }
        life.result = Marks::default()
            .with_if(Marks::RESULT_FILE, result)
            .with_if(Marks::RESULT_IS_INPUT, as_input);
        life.marks = Marks::default()
            .with_if(Marks::INPUT_FILE, digitised || (!result && some_other))
            .with_if(Marks::PLACEHOLDER_IDENTITY, placeholder);
        self.reuse(everything);
        self.population();
    }

    /// Reuse counts by another mark where a dossier was filed; the mark that does not count is free.
    fn reuse(&mut self, everything: bool) {
        let by_file = self.draw.permille(600);
        let life = &mut self.life;
        let (counting, other) = match life.filed_on {
            FiledOn::Portal => (Marks::DIGITISED_FILE, Marks::DIGITISED_PART),
            _ => (Marks::DIGITISED_PART, Marks::DIGITISED_FILE),
        };
        let reuses = self.unit.reuses(life.index);
        let file = if by_file { Marks::REUSED_FILE } else { counting };
        life.marks = life.marks.with_if(file, reuses);
        let shows = everything && (reuses || other == Marks::DIGITISED_FILE);
        if shows {
            life.tricks.add(Trick::AllDigitised);
            life.marks = life.marks.with(Marks::DIGITISED_FILE);
            life.marks = life.marks.with_if(Marks::INPUT_FILE, life.result == Marks::default());
        }
    }

    fn population(&mut self) {
        let account = self.draw.permille(650);
        let mark = match (self.cell.store, account) {
            (true, _) => Marks::PERSONAL_STORE,
            (_, true) => Marks::VERIFIED_ACCOUNT,
            _ => Marks::POPULATION_BASE,
        };
        self.life.marks = self.life.marks.with_if(mark, self.cell.population);
    }

    /// Number day, first report, hand-over and rating.
    fn after(&mut self) {
        let (lag, wait) = (300 + self.draw.seconds(3600), self.draw.seconds(2 * 86_400));
        let (handed, rated) = (self.draw.permille(600), self.draw.permille(150));
        let later = 3600 + self.draw.seconds(50 * 3600);
        let until = self.plan.span.until;
        let life = &mut self.life;
        let first = life.rounds[0].map(|round| round.requested_at);
        let ends = [life.told_at, first].into_iter().flatten().min().unwrap_or(until);
        life.processed_at = (life.numbered_at + lag).min(ends).max(life.numbered_at);
        let Some(told) = life.told_at else { return };
        if life.ending == Ending::Done && handed {
            life.returned_at = Some(self.plan.hours.open_from(told + wait));
        }
        let base = life.returned_at.filter(|at| *at < until).unwrap_or(told);
        if self.unhappy {
            life.rating = Some(((base + later).min(until), false));
        } else if rated {
            life.rating = Some((base + later, true));
        }
    }
}

impl Life {
    /// Number of the dossier: agency, day, serial within the agency.
    pub fn number(&self, plan: &Plan) -> Box<str> {
        let day = day_of(self.numbered_at);
        let (year, month, day) = (day.year() % 100, day.month(), day.day());
        let agency = &plan.units[self.unit].agency;
        format!("{agency}-{year:02}{month:02}{day:02}-{:04}", self.index + 1).into()
    }

    /// Whether it was received before the period.
    pub fn is_carried(&self, plan: &Plan) -> bool {
        self.index < plan.units[self.unit].carried()
    }
}
