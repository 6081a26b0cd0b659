//! A waterfall: bars from the points before to the points after, each beginning where the one before ends.

use super::Movement;
use super::amount::Amount;
use super::view::{Key, View};

/// What a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// The points before.
    Before,
    /// A line of the view.
    Line(Key),
    /// The lines that are not shown on their own, and how many they are.
    Rest(usize),
    /// The points after.
    After,
}

/// A bar of a waterfall, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub label: Label,
    /// Where it begins.
    pub start: Amount,
    /// Where it ends.
    pub end: Amount,
}

impl Bar {
    /// What it adds.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.end - self.start
    }
}

/// The bars of a view: before, its first lines, the rest together, after. A missing score begins (or ends) at
/// nothing.
#[must_use]
pub fn waterfall(movement: &Movement, view: &View, most: usize) -> Vec<Bar> {
    let points = movement.before.and_then(|points| points.points);
    let before = points.map_or(Amount::ZERO, Amount::printed);
    let whole = |label, end| Bar { label, start: Amount::ZERO, end };
    let (lines, more, rest) = view.top(most);
    let mut bars = vec![whole(Label::Before, before)];
    let mut at = before;
    let mut push = |label, amount: Amount| {
        bars.push(Bar { label, start: at, end: at + amount });
        at += amount;
    };
    for line in lines {
        push(Label::Line(line.key), line.amount);
    }
    if more > 0 {
        push(Label::Rest(more), rest);
    }
    bars.push(whole(Label::After, before + movement.amount));
    bars
}
