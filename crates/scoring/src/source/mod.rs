//! Sources: who sends, how fresh what they send is, and which agencies rest on it.
//!
//! A source is known by three moments (heard first, heard last, and the latest moment its own items speak of, its watermark) and
//! by its last arrivals. Everything else follows from these and the clock; the thresholds stand in `rules/sources.toml`.
//!
//! Reading order: [`Heard`] (what is kept), [`silence`] (fresh, late or silent), [`volume`] (against its own past), [`reach`]
//! (which agencies are stale).

pub mod reach;
mod rules;
pub mod volume;

pub use rules::Rules;

use crate::calendar::Calendar;
use crate::dossier::Seconds;

/// What is kept of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// When it was heard first.
    pub first_at: Seconds,
    /// When it was heard last, whatever became of its items.
    pub last_at: Seconds,
    /// The latest moment its items speak of (*watermark*); `None` if no item spoke of any.
    pub watermark: Option<Seconds>,
    /// Its last arrivals, earliest first, at most [`Rules::arrivals`] of them.
    pub arrivals: Vec<Seconds>,
}

impl Heard {
    /// A source that is heard for the first time.
    #[must_use]
    pub fn first(at: Seconds, watermark: Option<Seconds>) -> Self {
        Self { first_at: at, last_at: at, watermark, arrivals: vec![at] }
    }

    /// Hears it again. `watermark` is the latest moment that the items of this time speak of.
    pub fn hear(&mut self, at: Seconds, watermark: Option<Seconds>, rules: &Rules) {
        self.first_at = self.first_at.min(at);
        self.last_at = self.last_at.max(at);
        self.watermark = self.watermark.max(watermark);
        // A clock that was set back makes no arrival.
        if self.arrivals.last().is_none_or(|last| at.saturating_sub(*last) >= rules.apart) {
            self.arrivals.push(at);
            let surplus = self.arrivals.len().saturating_sub(rules.arrivals);
            self.arrivals.drain(..surplus);
        }
    }
}

/// How a source stands at a moment, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Freshness {
    /// It sends as it used to.
    Fresh,
    /// Longer silent than usual.
    Late,
    /// So long silent that what rests on it is stale.
    Silent,
}

impl Freshness {
    /// All of them, best first.
    pub const ALL: [Self; 3] = [Self::Fresh, Self::Late, Self::Silent];

    /// Name used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Late => "late",
            Self::Silent => "silent",
        }
    }
}

/// How long a source has been silent, against its own usual gap. All in seconds of working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// Since it was heard last.
    pub lasts: i64,
    /// Median of the gaps between its last arrivals; `None` while there are too few of them.
    pub usual: Option<i64>,
    /// It is late if the silence lasts longer than this.
    pub late_after: i64,
    /// It is silent if the silence lasts longer than this.
    pub silent_after: i64,
    /// What follows.
    pub freshness: Freshness,
}

/// How silent a source is at a moment.
#[must_use]
pub fn silence(heard: &Heard, now: Seconds, calendar: &Calendar, rules: &Rules) -> Silence {
    let lasts = calendar.working_seconds_between(heard.last_at, now).max(0);
    let usual = usual_gap(&heard.arrivals, calendar, rules);
    let gap = usual.unwrap_or(rules.stand_in);
    let late_after = rules.late.after(gap);
    let silent_after = rules.silent.after(gap);
    let freshness = if lasts > silent_after {
        Freshness::Silent
    } else if lasts > late_after {
        Freshness::Late
    } else {
        Freshness::Fresh
    };
    Silence { lasts, usual, late_after, silent_after, freshness }
}

/// Median of the working time between arrivals, to the second; what comes outside working time has no gap.
fn usual_gap(arrivals: &[Seconds], calendar: &Calendar, rules: &Rules) -> Option<i64> {
    let gaps = arrivals.iter().zip(arrivals.iter().skip(1));
    let gaps = gaps.map(|(from, to)| calendar.working_seconds_between(*from, *to));
    let mut gaps: Vec<i64> = gaps.filter(|gap| *gap > 0).collect();
    if gaps.len() < rules.least_gaps {
        return None;
    }
    let (low, high) = middle(&mut gaps)?;
    Some((low + high) / 2)
}

/// The two middle values of a list; twice the same one if there is one in the middle.
fn middle<T: Ord + Copy>(values: &mut [T]) -> Option<(T, T)> {
    values.sort_unstable();
    let last = values.len().checked_sub(1)?;
    Some((*values.get(last / 2)?, *values.get(last.div_ceil(2))?))
}

#[cfg(test)]
mod tests;
