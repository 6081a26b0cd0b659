//! Collects the rows of a file and finds those that stand there twice.

use std::collections::HashMap;
use std::hash::Hash;

use chiso_scoring::figure::Reported;

use crate::code::Code;
use crate::outcome::{Outcome, Place};
use crate::refusal::{Fault, Refusal};

/// What makes a row the same row again, in two steps: everything but the indicator, which most rows
/// share with the row before, and the indicator.
pub(crate) type Key<Scope> = (Scope, u32);

/// Rows so far, with the place of each accepted key.
pub(crate) struct Gather<Scope> {
    outcome: Outcome<Reported>,
    scopes: HashMap<Scope, usize>,
    /// For each scope the indicators seen, in order, with the position of their row.
    seen: Vec<Vec<(u32, usize)>>,
    last: Option<(Scope, usize)>,
}

impl<Scope: Hash + Eq + Clone> Gather<Scope> {
    pub(crate) fn with_capacity(rows: usize) -> Self {
        let outcome = Outcome { rows: Vec::with_capacity(rows), ..Outcome::default() };
        Self { outcome, scopes: HashMap::new(), seen: Vec::new(), last: None }
    }

    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        self.outcome.refuse(refusal);
    }

    pub(crate) fn refusals(&self) -> usize {
        self.outcome.refused.len()
    }

    /// Takes a judged row: accepted, a duplicate, or refused.
    pub(crate) fn put(&mut self, place: Place, judged: Result<(Key<Scope>, Reported), Fault>) {
        let ((scope, indicator), reported) = match judged {
            Ok(row) => row,
            Err(fault) => return self.outcome.refuse(fault.at(place)),
        };
        let scope = self.scope(scope);
        let seen = &mut self.seen[scope];
        match seen.binary_search_by_key(&indicator, |(known, _)| *known) {
            Err(at) => {
                seen.insert(at, (indicator, self.outcome.rows.len()));
                self.outcome.accept(place, reported);
            }
            Ok(at) => {
                let earlier = seen[at].1;
                self.again(place, &reported, earlier);
            }
        }
    }

    fn scope(&mut self, scope: Scope) -> usize {
        if let Some((last, position)) = &self.last
            && *last == scope
        {
            return *position;
        }
        let position = *self.scopes.entry(scope.clone()).or_insert_with(|| {
            self.seen.push(Vec::new());
            self.seen.len() - 1
        });
        self.last = Some((scope, position));
        position
    }

    /// A row whose key stands there already.
    fn again(&mut self, place: Place, reported: &Reported, earlier: usize) {
        let earlier = &self.outcome.rows[earlier];
        if earlier.value.figure == reported.figure {
            return self.outcome.repeat();
        }
        let named = format!("{} {}", reported.agency, reported.indicator);
        let fault = Fault::of(Code::ConflictingRow, "", &named);
        let fault = fault.full_detail(earlier.place.short());
        self.outcome.refuse(fault.at(place));
    }

    pub(crate) fn into_outcome(self) -> Outcome<Reported> {
        self.outcome
    }
}
