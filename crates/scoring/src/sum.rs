//! Adding up points with their states and origins, in one pass.

use rust_decimal::Decimal;

use crate::figure::State;
use crate::score::{Origin, Points};

/// A growing sum of points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sum {
    /// Sum in units of the last decimal: every part has the rulebook's decimals.
    units: i128,
    digits: u32,
    any_points: bool,
    silent: bool,
    provisional: bool,
    /// Origin of the parts: none seen, one for all, or several.
    origin: Option<Origin>,
    /// State shared by the parts that are not given to everybody.
    shared: Shared,
}

/// What the parts' states have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shared {
    /// No part tells anything: each is given to everybody or not applicable.
    Nothing(State),
    /// All telling parts are in this state.
    One(State),
    /// They differ.
    Several,
}

impl Sum {
    /// An empty sum of parts with `digits` decimals.
    pub(crate) fn of(digits: u32) -> Self {
        Self {
            units: 0,
            digits,
            any_points: false,
            silent: false,
            provisional: false,
            origin: None,
            shared: Shared::Nothing(State::NotApplicable),
        }
    }

    /// The sum with one more part.
    pub(crate) fn with(mut self, part: Points) -> Self {
        if let Some(points) = part.points {
            debug_assert_eq!(points.scale(), self.digits);
            self.units += points.mantissa();
            self.any_points = true;
        }
        self.silent |= part.state == State::SourceSilent;
        self.provisional |= part.state == State::Provisional;
        self.origin = match self.origin {
            None => Some(part.origin),
            Some(origin) if origin == part.origin => Some(origin),
            Some(_) => Some(Origin::Parts),
        };
        self.shared = match (self.shared, part.state) {
            (Shared::Nothing(_), State::Constant) => Shared::Nothing(State::Constant),
            (shared, State::Constant | State::NotApplicable) => shared,
            (Shared::Nothing(_), state) => Shared::One(state),
            (Shared::One(shared), state) if shared == state => Shared::One(shared),
            _ => Shared::Several,
        };
        self
    }

    /// Whether every part is known by counts, so that nothing published is needed.
    pub(crate) fn is_counted(&self) -> bool {
        !self.silent && self.origin == Some(Origin::Counts)
    }

    /// The result: missing if a part is silent; provisional if a part is; one reason if all
    /// telling parts share it; else zero or value.
    pub(crate) fn points(&self) -> Points {
        if self.silent {
            return Points { points: None, state: State::SourceSilent, origin: Origin::None };
        }
        let points =
            self.any_points.then(|| Decimal::from_i128_with_scale(self.units, self.digits));
        let state = match self.shared {
            _ if self.provisional => State::Provisional,
            Shared::Nothing(state) => state,
            Shared::One(state @ (State::NoDossiers | State::Inherited)) => state,
            _ => number(points),
        };
        Points { points, state, origin: self.origin.unwrap_or(Origin::None) }
    }
}

fn number(points: Option<Decimal>) -> State {
    match points {
        Some(points) if !points.is_zero() => State::Value,
        Some(_) => State::Zero,
        None => State::NoDossiers,
    }
}
