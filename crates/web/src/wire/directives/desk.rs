//! Reading directives off the data: one way for the pages, the API and the commands.

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::directive::dossiers::each_settled;
use chiso_scoring::directive::progress::{Progress, Settled, progress};
use chiso_scoring::directive::status::{Status, status};
use chiso_scoring::directive::{self, Basis, Closing, Order, Quote, Reason, Rules};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::figure::State;
use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::score::Basis as Wins;
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use chiso_scoring::standing::Standing;
use chiso_store::{DirectiveRow, Query, Store};
use jiff::civil::Date;

use super::{Directive, Directives, directive};
use crate::at::seconds;
use crate::loaded::COUNTED;
use crate::moment::local;
use crate::wire::quality::moment;
use crate::wire::status as rulebook_status;

/// Directives told at most; the oldest closed ones are left out.
const TOLD: usize = 1_000;

/// Why a directive is not issued or closed: a field and the key of a sentence, or the store.
#[derive(Debug)]
pub enum Refused {
    /// What was handed in.
    Field {
        /// Which field.
        field: &'static str,
        /// Key of the sentence.
        reason: &'static str,
    },
    /// The store refused or failed.
    Store(chiso_store::Error),
}

impl Refused {
    pub(crate) fn field(field: &'static str, reason: &'static str) -> Self {
        Self::Field { field, reason }
    }
}

impl From<chiso_store::Error> for Refused {
    fn from(error: chiso_store::Error) -> Self {
        Self::Store(error)
    }
}

/// What directives are read off.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The store.
    pub store: &'a Store,
    /// Rulebooks.
    pub rulebooks: &'a Rulebooks,
    /// Agencies.
    pub tree: &'a AgencyTree,
    /// How dossiers stand; `None` where none are counted.
    pub standing: Option<&'a Standing>,
    /// Revision that is shown.
    pub revision: u64,
    /// Moment that is shown.
    pub now: Seconds,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("revision", &self.revision).finish_non_exhaustive()
    }
}

impl<'a> Desk<'a> {
    /// The day it is.
    #[must_use]
    pub fn today(&self) -> Date {
        local(self.now).date()
    }

    pub(super) fn live(&self) -> Option<&'a Live> {
        self.standing.map(Standing::live)
    }

    /// The number of an agency now; missing with its reason where there is none.
    pub(super) fn quote(
        &self,
        rulebook: &'a Rulebook,
        (agency, place): (&str, Place),
        (period, basis): (Period, Basis),
    ) -> chiso_store::Result<Quote> {
        let sheet = self.sheet(rulebook, agency, period, basis)?;
        let as_of = match basis {
            Basis::Dossiers => self.now,
            Basis::Published => sheet.captured_at(agency).map_or(self.now, seconds),
        };
        let quote = Quote::of(&sheet, agency, place, as_of, self.revision);
        Ok(quote.unwrap_or_else(|| self.nothing(&rulebook.id, period)))
    }

    /// A number that there is not.
    fn nothing(&self, rulebook: &str, period: Period) -> Quote {
        Quote {
            points: None,
            state: State::SourceSilent,
            rate: None,
            counts: None,
            period,
            rulebook: rulebook.to_owned(),
            as_of: self.now,
            revision: self.revision,
        }
    }

    /// The figures that score one agency: its own, and those of everything above it.
    fn sheet(
        &self,
        rulebook: &'a Rulebook,
        agency: &str,
        period: Period,
        basis: Basis,
    ) -> chiso_store::Result<Sheet<'a>> {
        if basis == Basis::Published {
            let query = Query { known_at: Some(self.revision), ..Query::of(period) };
            let rows = self.store.figures(&query)?;
            return Ok(Sheet::new(self.tree, rulebook, period, Wins::Computed, &rows));
        }
        let found = self.tree.find(agency, period).ok();
        let above = found.map(|agency| self.tree.path(agency, period)).unwrap_or_default();
        let codes = above.iter().map(|above| above.code.as_str()).chain([agency]);
        let counted = self.live().map(|live| live.figures_of(&rulebook.id, period, codes));
        let source = COUNTED.to_owned();
        let at = Provenance { as_of: local(self.now), source, revision: self.revision };
        Ok(Sheet::counted(self.tree, rulebook, period, &counted.unwrap_or_default(), &at))
    }

    /// How far an order is, and which of its dossiers are settled.
    fn progress(&self, order: &Order) -> chiso_store::Result<(Progress, Vec<bool>)> {
        let rulebook = self.rulebooks.get(&order.rulebook).ok();
        let known = rulebook.and_then(|book| Some((book, Place::find(book, &order.code)?)));
        let Some((rulebook, place)) = known else {
            let settled = vec![false; order.dossiers.len()];
            let named = Settled { settled: 0, named: settled.len() };
            let nothing = self.nothing(&order.rulebook, order.period);
            return Ok((progress(order, nothing, named), settled));
        };
        let settled = self.settled(rulebook, order)?;
        let now = self.quote(rulebook, (&order.agency, place), (order.period, order.basis))?;
        let count = settled.iter().filter(|settled| **settled).count();
        let dossiers = Settled { settled: count, named: settled.len() };
        Ok((progress(order, now, dossiers), settled))
    }

    fn settled(&self, rulebook: &Rulebook, order: &Order) -> chiso_store::Result<Vec<bool>> {
        let Some(live) = self.live() else { return Ok(vec![false; order.dossiers.len()]) };
        let keys = order.dossiers.iter().map(|named| self.store.dossier_number(&named.number));
        let keys: Vec<Option<u32>> = keys.collect::<Result<_, _>>()?;
        Ok(each_settled(live, rulebook, order, &keys))
    }

    fn stands(&self, row: &DirectiveRow, progress: &Progress) -> Status {
        let known = (self.tree, &Calendar::embedded(), Rules::embedded());
        status(&row.directive, row.closing.as_ref(), progress, self.today(), known)
    }

    /// A directive as it stands now.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn told(&self, row: &DirectiveRow) -> chiso_store::Result<Directive> {
        Ok(self.looked_at(row)?.1)
    }

    fn looked_at(&self, row: &DirectiveRow) -> chiso_store::Result<(Status, Directive)> {
        let order = &row.directive.order;
        let (progress, settled) = self.progress(order)?;
        let status = self.stands(row, &progress);
        let rulebook = self.rulebooks.get(&order.rulebook).ok().map(rulebook_status);
        let told = directive(self.tree, row, (&progress, &status), (rulebook, &settled));
        Ok((status, told))
    }

    /// Every directive as known at a revision: the longest overdue first.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn all(&self, known_at: Option<u64>) -> chiso_store::Result<Directives> {
        let rows = self.store.directives(known_at, TOLD)?;
        let told = rows.iter().map(|row| self.looked_at(row));
        let mut told: Vec<(Status, Directive)> = told.collect::<Result<_, _>>()?;
        told.sort_by_key(|(status, _)| status.urgency());
        Ok(Directives {
            revision: self.revision,
            as_of: moment(self.now),
            directives: told.into_iter().map(|(_, directive)| directive).collect(),
        })
    }

    /// The end of a directive now: the number after it is the one that score says.
    ///
    /// # Errors
    /// The reason contradicts the number, or the database failed.
    pub fn closing(&self, row: &DirectiveRow, reason: Reason) -> Result<Closing, Refused> {
        let (progress, _) = self.progress(&row.directive.order)?;
        if reason == Reason::Met && !progress.met {
            return Err(Refused::field("reason", "directive-bad-not-met"));
        }
        if reason == Reason::NotMet && progress.met {
            return Err(Refused::field("reason", "directive-bad-is-met"));
        }
        let settled = progress.dossiers.settled;
        Ok(Closing { at: self.now, reason, after: progress.now, settled })
    }

    /// A directive from an order, issued now.
    #[must_use]
    pub fn issued(&self, number: String, order: Order) -> directive::Directive {
        directive::Directive { number, issued_at: self.now, order }
    }
}
