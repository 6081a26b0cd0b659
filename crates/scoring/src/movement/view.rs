//! One movement seen over units, procedures, both, indicators or causes. Every view holds the same change.

use std::collections::BTreeMap;

use super::amount::Amount;
use super::share::{Part, Share, Split};
use super::{Cause, Moved, Movement, Segment};

/// What a movement is seen over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Over {
    /// Units: the agency's children, and what is its own.
    Units,
    /// Procedures.
    Procedures,
    /// Causes.
    Causes,
    /// Units and procedures.
    Both,
    /// Indicators.
    Indicators,
}

impl Over {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Units, Self::Procedures, Self::Causes, Self::Both, Self::Indicators];

    /// Name used in addresses and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Procedures => "procedures",
            Self::Causes => "causes",
            Self::Both => "both",
            Self::Indicators => "indicators",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|over| over.code() == text)
    }
}

/// What a line of a view is about. Numbers are places in the movement's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A unit.
    Unit(u32),
    /// A procedure.
    Procedure(u32),
    /// A procedure at a unit.
    Cell(u32, u32),
    /// An indicator.
    Indicator(usize),
    /// Units without figures of their own, together.
    Others,
    /// Counted in distinct procedures, which several units share: not divided over units.
    NotByUnit,
    /// Not divided over procedures: petitions, and what agencies state of themselves.
    NotByProcedure,
    /// An undivided amount.
    Cause(Cause),
}

/// One line of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub key: Key,
    /// Points it adds.
    pub amount: Amount,
    /// The same by cause, in the order of [`Cause::ALL`].
    pub causes: [Amount; Cause::ALL.len()],
}

impl Line {
    /// Points by one cause.
    #[must_use]
    pub fn by(&self, cause: Cause) -> Amount {
        self.causes[cause as usize]
    }

    /// The cause that adds most in the line's own direction.
    #[must_use]
    pub fn main_cause(&self) -> Cause {
        let toward = |cause: &Cause| {
            let amount = self.by(*cause);
            if self.amount.is_loss() { -amount } else { amount }
        };
        Cause::ALL.into_iter().rev().max_by_key(toward).unwrap_or(Cause::Rounding)
    }
}

/// A movement seen over something. The lines add up exactly to the movement's amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Over what.
    pub over: Over,
    /// The lines: what pushed most in the direction of the change first (of a fall the worst first), form and
    /// rounding last.
    pub lines: Vec<Line>,
}

impl View {
    /// The sum of all lines.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The sum of a cause over all lines.
    #[must_use]
    pub fn by(&self, cause: Cause) -> Amount {
        self.lines.iter().map(|line| line.by(cause)).sum()
    }

    /// The same with every amount rounded half-up to so many decimals. What that leaves over is part of the
    /// line of rounding, so that the numbers people read add up as well.
    #[must_use]
    pub fn rounded(&self, digits: u32) -> Self {
        let whole = self.amount().rounded(digits);
        let mut lines = self.lines.clone();
        for line in &mut lines {
            line.causes = line.causes.map(|amount| amount.rounded(digits));
            line.amount = line.causes.iter().copied().sum();
        }
        let over = whole - lines.iter().map(|line| line.amount).sum();
        let key = Key::Cause(Cause::Rounding);
        if !lines.iter().any(|line| line.key == key) && !over.is_zero() {
            let causes = Default::default();
            lines.push(Line { key, amount: Amount::ZERO, causes });
        }
        if let Some(line) = lines.iter_mut().find(|line| line.key == key) {
            line.amount += over;
            line.causes[Cause::Rounding as usize] += over;
        }
        Self { over: self.over, lines }
    }

    /// The first lines, and how many more there are with their sum. Form and rounding always stay.
    #[must_use]
    pub fn top(&self, most: usize) -> (Vec<&Line>, usize, Amount) {
        let leftover = |line: &&Line| matches!(line.key, Key::Cause(cause) if cause.is_leftover());
        let (last, told): (Vec<&Line>, Vec<&Line>) = self.lines.iter().partition(leftover);
        let (shown, rest) = told.split_at(most.min(told.len()));
        let sum = rest.iter().map(|line| line.amount).sum();
        (shown.iter().chain(&last).copied().collect(), rest.len(), sum)
    }
}

impl Movement {
    /// The movement seen over something.
    #[must_use]
    pub fn view(&self, over: Over) -> View {
        let mut sums = Sums { over, lines: BTreeMap::new() };
        for (at, moved) in self.indicators.iter().enumerate() {
            sums.indicator(at, moved);
        }
        let beside = if self.change.is_some() { Cause::Unsplit } else { Cause::State };
        sums.add(Key::Cause(beside), beside, self.beside);
        let mut lines: Vec<Line> = sums.lines.into_values().collect();
        lines.retain(|line| line.causes.iter().any(|amount| !amount.is_zero()));
        lines.sort_by_key(|line| order(line, self.amount));
        View { over, lines }
    }
}

/// Falls worst first, rises best first; without a change the largest first. Leftovers last.
fn order(line: &Line, change: Amount) -> (bool, Amount, Key) {
    let leftover = matches!(line.key, Key::Cause(cause) if cause.is_leftover());
    let amount = match change {
        change if change.is_zero() => -Amount::units(i128::from(line.amount.size())),
        change if change.is_loss() => line.amount,
        _ => -line.amount,
    };
    (leftover, amount, line.key)
}

struct Sums {
    over: Over,
    lines: BTreeMap<Key, Line>,
}

impl Sums {
    fn add(&mut self, key: Key, cause: Cause, amount: Amount) {
        let nothing = || Line { key, amount: Amount::ZERO, causes: Default::default() };
        let line = self.lines.entry(key).or_insert_with(nothing);
        line.amount += amount;
        line.causes[cause as usize] += amount;
    }

    fn indicator(&mut self, at: usize, moved: &Moved) {
        for segment in &moved.segments {
            match segment {
                Segment::Line(cause, amount) => self.whole(at, *cause, *amount),
                Segment::Split { cause, split, change } => self.split(at, *cause, split, *change),
            }
        }
    }

    /// An amount that is not divided.
    fn whole(&mut self, at: usize, cause: Cause, amount: Amount) {
        let key =
            if self.over == Over::Indicators { Key::Indicator(at) } else { Key::Cause(cause) };
        self.add(key, cause, amount);
    }

    fn split(&mut self, at: usize, all: Option<Cause>, split: &Split, change: Amount) {
        let mut left = change;
        for (key, share) in self.shares(at, split) {
            let Share { performance, mix, carried } = share;
            for (cause, amount) in
                [(Cause::Performance, performance), (Cause::Mix, mix), (Cause::CarryOver, carried)]
            {
                let cause = all.unwrap_or(cause);
                self.add(key.unwrap_or(Key::Cause(cause)), cause, amount);
                left = left - amount;
            }
        }
        self.whole(at, all.unwrap_or(Cause::Form), split.form);
        self.whole(at, all.unwrap_or(Cause::Rounding), left - split.form);
    }

    /// Shares by what the view is over; `None`: by cause.
    fn shares(&self, at: usize, split: &Split) -> Vec<(Option<Key>, Share)> {
        let some = |shares: Vec<(Key, Share)>| -> Vec<(Option<Key>, Share)> {
            shares.into_iter().map(|(key, share)| (Some(key), share)).collect()
        };
        match self.over {
            Over::Units => some(split.by(by_unit)),
            Over::Procedures => some(split.by(by_procedure)),
            Over::Both => some(split.by(by_both)),
            Over::Indicators => some(split.by(|_| Key::Indicator(at))),
            Over::Causes => split.by(|_| ()).into_iter().map(|((), share)| (None, share)).collect(),
        }
    }
}

fn by_unit(part: &Part) -> Key {
    match (part.unit, part.procedure) {
        (Some(unit), _) => Key::Unit(unit),
        (None, Some(_)) => Key::NotByUnit,
        (None, None) => Key::Others,
    }
}

fn by_procedure(part: &Part) -> Key {
    match (part.unit, part.procedure) {
        (_, Some(procedure)) => Key::Procedure(procedure),
        (Some(_), None) => Key::NotByProcedure,
        (None, None) => Key::Others,
    }
}

fn by_both(part: &Part) -> Key {
    match (part.unit, part.procedure) {
        (Some(unit), Some(procedure)) => Key::Cell(unit, procedure),
        (Some(unit), None) => Key::Unit(unit),
        (None, Some(procedure)) => Key::Procedure(procedure),
        (None, None) => Key::Others,
    }
}
