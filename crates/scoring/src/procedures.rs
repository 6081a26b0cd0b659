//! The procedures known from services: what dossiers without a due date are measured by.

use std::collections::HashMap;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::dossier::{Catalogue, Seconds};
use crate::record::{Limit, Service};

/// The procedures of all current services, whatever their state: an abolished procedure still rules
/// the dossiers received under it.
///
/// The content is a function of the set of services learnt and not forgotten; the order never matters.
#[derive(Debug, Clone)]
pub struct Procedures {
    calendar: Arc<Calendar>,
    by_code: HashMap<Box<str>, Known>,
}

/// What is known of one procedure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Known {
    /// How many agencies offer it.
    services: usize,
    /// Each different maximum, with the number of services that state it, ascending.
    limits: Vec<(Limit, usize)>,
}

impl Known {
    fn learn(&mut self, limit: Option<Limit>) {
        self.services += 1;
        let Some(limit) = limit else { return };
        match self.limits.binary_search_by_key(&limit, |(known, _)| *known) {
            Ok(at) => self.limits[at].1 += 1,
            Err(at) => self.limits.insert(at, (limit, 1)),
        }
    }

    fn forget(&mut self, limit: Option<Limit>) {
        self.services = self.services.saturating_sub(1);
        let found = limit.and_then(|limit| self.limits.binary_search_by_key(&limit, |k| k.0).ok());
        if let Some(at) = found {
            self.limits[at].1 -= 1;
            if self.limits[at].1 == 0 {
                self.limits.remove(at);
            }
        }
    }

    fn same_answers(&self, other: &Self) -> bool {
        let limits =
            |known: &Self| known.limits.iter().map(|(limit, _)| *limit).collect::<Vec<_>>();
        (self.services == 0) == (other.services == 0) && limits(self) == limits(other)
    }
}

impl Procedures {
    /// No procedure yet.
    #[must_use]
    pub fn new(calendar: Arc<Calendar>) -> Self {
        Self { calendar, by_code: HashMap::new() }
    }

    /// Takes in a service that was not there; gives whether an answer about its procedure may have
    /// changed.
    pub fn learn(&mut self, service: &Service) -> bool {
        self.replace(None, Some(service))
    }

    /// Takes out a service that was learnt before; gives whether an answer about its procedure may
    /// have changed.
    pub fn forget(&mut self, service: &Service) -> bool {
        self.replace(Some(service), None)
    }

    /// Puts one service in the place of another, which must have been learnt before; gives whether an
    /// answer about one of their procedures may have changed.
    pub fn replace(&mut self, old: Option<&Service>, new: Option<&Service>) -> bool {
        let mut codes: Vec<&str> = old.iter().chain(&new).map(|s| &*s.procedure).collect();
        codes.dedup();
        let before: Vec<Known> = codes.iter().map(|code| self.known(code)).collect();
        if let Some(old) = old
            && let Some(known) = self.by_code.get_mut(&old.procedure)
        {
            known.forget(old.limit);
        }
        if let Some(new) = new {
            self.by_code.entry(new.procedure.clone()).or_default().learn(new.limit);
        }
        for code in &codes {
            if self.by_code.get(*code).is_some_and(|known| known.services == 0) {
                self.by_code.remove(*code);
            }
        }
        let mut pairs = codes.iter().zip(&before);
        pairs.any(|(code, before)| !before.same_answers(&self.known(code)))
    }

    fn known(&self, code: &str) -> Known {
        self.by_code.get(code).cloned().unwrap_or_default()
    }

    /// How many procedures are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Whether no procedure is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }
}

impl Catalogue for Procedures {
    fn knows(&self, procedure: &str) -> bool {
        self.by_code.contains_key(procedure)
    }

    /// The latest moment that any limit of the procedure gives; `None` if no service states one.
    fn statutory_due(&self, procedure: &str, received_at: Seconds) -> Option<Seconds> {
        let known = self.by_code.get(procedure)?;
        known.limits.iter().map(|(limit, _)| limit.due(received_at, &self.calendar)).max()
    }
}

impl Limit {
    /// When handling that began with `received_at` must be finished.
    ///
    /// Working hours run on from the moment itself. The day of reception does not count in days and
    /// months (Civil Code 2015, article 147): working days end with working time, calendar days and
    /// months at midnight, on the next working day if they end on a day off (article 148).
    #[must_use]
    pub fn due(self, received_at: Seconds, calendar: &Calendar) -> Seconds {
        let end = |at: Seconds| {
            calendar.day_end(calendar.add_working_days(calendar.day_of(at), 0)).max(received_at)
        };
        match self {
            Self::WorkingHours(n) => {
                calendar.add_working_seconds(received_at, i64::from(n) * 3_600)
            }
            Self::WorkingDays(n) => calendar.due_after_working_days(received_at, n),
            Self::Days(n) => end(received_at.saturating_add(i64::from(n) * 86_400)),
            Self::Months(n) => end(calendar.add_months(received_at, n)),
        }
    }
}
