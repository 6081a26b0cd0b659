//! Where a directive stands: on track, met, overdue and on which level, closed.

use jiff::civil::Date;

use super::progress::Progress;
use super::{Closing, Directive, Reason, Rules};
use crate::agency::{Agency, AgencyTree, Level};
use crate::calendar::Calendar;
use crate::period::Period;

/// Where a directive stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Not met yet, and the deadline is not over.
    OnTrack {
        /// Working days left, the deadline included and today not.
        left: i64,
    },
    /// The number has reached the target; it can be closed.
    Met,
    /// The deadline is over and the target is not reached.
    Overdue {
        /// Working days since.
        days: i64,
        /// Level of escalation; 0 before the first working day is over.
        level: usize,
        /// Code of the agency it is now addressed to; `None` on level 0, and where nobody stands above the owner.
        addressee: Option<String>,
    },
    /// Closed.
    Closed(Reason),
}

impl Status {
    /// Name used in JSON.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OnTrack { .. } => "on_track",
            Self::Met => "met",
            Self::Overdue { level: 0, .. } => "overdue",
            Self::Overdue { .. } => "escalated",
            Self::Closed(_) => "closed",
        }
    }

    /// Order on a page: what is longest overdue first, what is closed last.
    #[must_use]
    pub fn urgency(&self) -> (u8, i64) {
        match self {
            Self::Overdue { days, .. } => (0, -days),
            Self::OnTrack { left } => (1, *left),
            Self::Met => (2, 0),
            Self::Closed(_) => (3, 0),
        }
    }
}

/// Where a directive stands on a day. A closed one stays closed whatever the number does.
#[must_use]
pub fn status(
    directive: &Directive,
    closing: Option<&Closing>,
    progress: &Progress,
    today: Date,
    (tree, calendar, rules): (&AgencyTree, &Calendar, &Rules),
) -> Status {
    let deadline = directive.order.deadline;
    match closing {
        Some(closing) => Status::Closed(closing.reason),
        None if progress.met => Status::Met,
        None if today <= deadline => {
            Status::OnTrack { left: working_days(calendar, today, deadline) }
        }
        None => {
            let days = working_days(calendar, deadline, today);
            let level = rules.level(days);
            let addressee = addressee(tree, &directive.order.owner, today, level);
            Status::Overdue { days, level, addressee }
        }
    }
}

/// Working days after one day up to and including another.
fn working_days(calendar: &Calendar, after: Date, until: Date) -> i64 {
    let worked = |from: Date, to: Date| {
        calendar.working_seconds_between(calendar.day_end(from), calendar.day_end(to))
    };
    let one = calendar.add_working_days(after, 0);
    let whole = calendar.working_seconds_between(calendar.day_start(one), calendar.day_end(one));
    worked(after, until) / whole.max(1)
}

/// The agency so many steps above the owner, or the highest below the nation.
fn addressee(tree: &AgencyTree, owner: &str, today: Date, level: usize) -> Option<String> {
    let day = Period::Range { first: today, last: today };
    let latest = || tree.versions(owner).next_back();
    let owner: &Agency = tree.find(owner, day).ok().or_else(latest)?;
    let above = tree.path(owner, day);
    let below_nation = above.iter().filter(|agency| agency.level != Level::Nation);
    let chain: Vec<&str> = below_nation.rev().map(|agency| agency.code.as_str()).collect();
    // Above a province or ministry stands the nation itself.
    let top = above.last().map(|agency| agency.code.as_str());
    let steps = level.checked_sub(1)?;
    let found = chain.get(steps.min(chain.len().saturating_sub(1))).copied().or(top);
    found.map(str::to_owned)
}
