//! Reading directives off the data: one way for the pages, the API and the commands.

use std::collections::BTreeMap;
use std::sync::LazyLock;

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

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::embedded);

/// Published figures of the periods that directives are measured in, under their rulebooks: read once for all of them.
type Published<'a> = BTreeMap<(Period, String), Sheet<'a>>;

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
        let sheet = match basis {
            Basis::Dossiers => self.counted(rulebook, agency, period),
            Basis::Published => self.figures(rulebook, period)?,
        };
        Ok(self.quoted(&sheet, (agency, place), basis))
    }

    fn quoted(&self, sheet: &Sheet<'_>, (agency, place): (&str, Place), basis: Basis) -> Quote {
        let as_of = match basis {
            Basis::Dossiers => self.now,
            Basis::Published => sheet.captured_at(agency).map_or(self.now, seconds),
        };
        let quote = Quote::of(sheet, agency, place, as_of, self.revision);
        quote.unwrap_or_else(|| self.nothing(&sheet.rulebook().id, sheet.period))
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

    /// What is counted of one agency, and of everything above it, which it may inherit from.
    fn counted(&self, rulebook: &'a Rulebook, agency: &str, period: Period) -> Sheet<'a> {
        let found = self.tree.find(agency, period).ok();
        let above = found.map(|agency| self.tree.path(agency, period)).unwrap_or_default();
        let codes = above.iter().map(|above| above.code.as_str()).chain([agency]);
        let counted = self.live().map(|live| live.figures_of(&rulebook.id, period, codes));
        let source = COUNTED.to_owned();
        let at = Provenance { as_of: local(self.now), source, revision: self.revision };
        Sheet::counted(self.tree, rulebook, period, &counted.unwrap_or_default(), &at)
    }

    /// What is published of a period.
    fn figures(&self, rulebook: &'a Rulebook, period: Period) -> chiso_store::Result<Sheet<'a>> {
        let query = Query { known_at: Some(self.revision), ..Query::of(period) };
        let rows = self.store.figures(&query)?;
        Ok(Sheet::new(self.tree, rulebook, period, Wins::Computed, &rows))
    }

    /// What is published of every period that some directives are measured in.
    fn published(&self, rows: &[DirectiveRow]) -> chiso_store::Result<Published<'a>> {
        let mut published = Published::new();
        for order in rows.iter().map(|row| &row.directive.order) {
            let key = (order.period, order.rulebook.clone());
            if order.basis == Basis::Dossiers || published.contains_key(&key) {
                continue;
            }
            if let Ok(rulebook) = self.rulebooks.get(&order.rulebook) {
                published.insert(key, self.figures(rulebook, order.period)?);
            }
        }
        Ok(published)
    }

    /// The number that an order is measured by, as it is now.
    fn now(&self, order: &Order, published: &Published<'a>) -> Quote {
        let rulebook = self.rulebooks.get(&order.rulebook).ok();
        let known = rulebook.and_then(|book| Some((book, Place::find(book, &order.code)?)));
        let nothing = || self.nothing(&order.rulebook, order.period);
        let Some((rulebook, place)) = known else { return nothing() };
        let asked = (order.agency.as_str(), place);
        match order.basis {
            Basis::Dossiers => {
                let sheet = self.counted(rulebook, &order.agency, order.period);
                self.quoted(&sheet, asked, order.basis)
            }
            Basis::Published => {
                let sheet = published.get(&(order.period, order.rulebook.clone()));
                sheet.map_or_else(nothing, |sheet| self.quoted(sheet, asked, order.basis))
            }
        }
    }

    /// For each named dossier whether it is settled.
    fn settled(&self, order: &Order) -> chiso_store::Result<Vec<bool>> {
        let known = self.live().zip(self.rulebooks.get(&order.rulebook).ok());
        let Some((live, rulebook)) = known else { return Ok(vec![false; order.dossiers.len()]) };
        let keys = order.dossiers.iter().map(|named| self.store.dossier_number(&named.number));
        let keys: Vec<Option<u32>> = keys.collect::<Result<_, _>>()?;
        Ok(each_settled(live, rulebook, order, &keys))
    }

    fn stands(&self, row: &DirectiveRow, progress: &Progress) -> Status {
        let known = (self.tree, &*CALENDAR, Rules::embedded());
        status(&row.directive, row.closing.as_ref(), progress, self.today(), known)
    }

    /// A directive as it stands now.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn told(&self, row: &DirectiveRow) -> chiso_store::Result<Directive> {
        let published = self.published(std::slice::from_ref(row))?;
        let settled = self.settled(&row.directive.order)?;
        let settled: Vec<Option<bool>> = settled.into_iter().map(Some).collect();
        Ok(self.looked_at(row, &published, &settled).1)
    }

    fn looked_at(
        &self,
        row: &DirectiveRow,
        published: &Published<'a>,
        settled: &[Option<bool>],
    ) -> (Status, Directive) {
        let order = &row.directive.order;
        let count = settled.iter().filter(|settled| **settled == Some(true)).count();
        let dossiers = Settled { settled: count, named: settled.len() };
        let progress = progress(order, self.now(order, published), dossiers);
        let status = self.stands(row, &progress);
        let rulebook = self.rulebooks.get(&order.rulebook).ok().map(rulebook_status);
        let told = directive(self.tree, row, (&progress, &status), (rulebook, settled));
        (status, told)
    }

    /// Every directive as known at a revision: the longest overdue first.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn all(&self, known_at: Option<u64>) -> chiso_store::Result<Directives> {
        let rows = self.store.directives(known_at, TOLD)?;
        let published = self.published(&rows)?;
        let told = rows.iter().map(|row| {
            let order = &row.directive.order;
            // Of a closed one it is written down how many were settled; looking at each again would take long.
            let settled = match &row.closing {
                Some(_) => vec![None; order.dossiers.len()],
                None => self.settled(order)?.into_iter().map(Some).collect(),
            };
            Ok(self.looked_at(row, &published, &settled))
        });
        let mut told: Vec<(Status, Directive)> = told.collect::<chiso_store::Result<_>>()?;
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
        let order = &row.directive.order;
        let settled = self.settled(order)?;
        let count = settled.iter().filter(|settled| **settled).count();
        let dossiers = Settled { settled: count, named: settled.len() };
        let published = self.published(std::slice::from_ref(row))?;
        let progress = progress(order, self.now(order, &published), dossiers);
        if reason == Reason::Met && !progress.met {
            return Err(Refused::field("reason", "directive-bad-not-met"));
        }
        if reason == Reason::NotMet && progress.met {
            return Err(Refused::field("reason", "directive-bad-is-met"));
        }
        Ok(Closing { at: self.now, reason, after: progress.now, settled: count })
    }

    /// A directive from an order, issued now.
    #[must_use]
    pub fn issued(&self, number: String, order: Order) -> directive::Directive {
        directive::Directive { number, issued_at: self.now, order }
    }
}
