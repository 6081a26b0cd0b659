//! The work behind `/doi-soat`, `/api/v1/reconciliation` and `chiso reconcile`: which lists, chiso's own side,
//! the evidence, the comparisons, and published figures beside ours.

use std::collections::HashSet;
use std::sync::Arc;

use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::figure::{Captured, Figure};
use chiso_scoring::period::Period;
use chiso_scoring::reconcile::gap::{Gap, OneSided, gaps};
use chiso_scoring::reconcile::{Entry, List, Ours, Scope, Side, ThreeWays, suspects, three_ways};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::standing::Standing;
use chiso_store::{Error, ListRow, Query, Store};

use crate::moment::local;

/// What is reconciled.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The agency, with everything below it.
    pub agency: &'a Agency,
    /// The period dossiers were received in.
    pub period: Period,
    /// Whose indicators are compared.
    pub rulebook: &'a Rulebook,
    /// Lists and figures known at that revision; default: all.
    pub known_at: Option<u64>,
}

/// A list of another side.
#[derive(Debug, Clone)]
pub struct Given {
    /// Name of the file it came in.
    pub name: String,
    /// Its number in the store, if it is kept there.
    pub capture: Option<u64>,
    /// When it was taken.
    pub captured_at: Seconds,
    /// Its rows.
    pub entries: Vec<Entry>,
}

impl Given {
    /// A stored list.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn stored(store: &Store, row: &ListRow) -> Result<Self, Error> {
        Ok(Self {
            name: row.file_name.clone(),
            capture: Some(row.id),
            captured_at: row.captured_at,
            entries: store.list_entries(row.id)?,
        })
    }
}

/// Where the list of a side comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A list somebody gave.
    File {
        /// Its name.
        name: String,
        /// Its number in the store, if it is kept there.
        capture: Option<u64>,
    },
    /// chiso's own log.
    Log,
    /// What the calls of the one-stop system told chiso.
    Calls,
}

/// A side that was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Which.
    pub side: Side,
    /// Where its list comes from.
    pub origin: Origin,
    /// When it was taken.
    pub captured_at: Seconds,
    /// Rows of the whole list, also outside of the agency and period.
    pub rows: usize,
}

/// What reconciling gave.
#[derive(Debug)]
pub struct Reconciled {
    /// The sides.
    pub sides: Vec<Compared>,
    /// The comparisons.
    pub ways: ThreeWays,
    /// Published figures beside ours.
    pub gaps: Vec<Gap>,
    /// Agencies, for their names.
    pub tree: Arc<AgencyTree>,
    /// Revision up to which the log was read.
    pub revision: u64,
    /// Moment that was looked from.
    pub at: Seconds,
}

/// The stored list of a side that was taken last, of the agency or one above it.
///
/// # Errors
/// The database failed or is damaged.
pub fn latest(
    store: &Store,
    side: Side,
    of: &Question<'_>,
    tree: &AgencyTree,
) -> Result<Option<ListRow>, Error> {
    let above = tree.path(of.agency, of.period);
    let covers = |list: &ListRow| {
        list.agency == of.agency.code || above.iter().any(|above| above.code == list.agency)
    };
    let lists = store.lists(of.known_at, usize::MAX)?;
    Ok(lists.into_iter().find(|list| list.side == side && covers(list)))
}

/// Reconciles. `look` hands out how everything stands, several times; nothing may be kept of it.
///
/// # Errors
/// The database failed or is damaged, or looking failed.
pub fn reconcile<E: From<Error>>(
    store: &Store,
    of: &Question<'_>,
    (one_stop, portal): (Option<Given>, Option<Given>),
    look: impl Fn(&mut dyn FnMut(u64, &Standing)) -> Result<(), E>,
) -> Result<Reconciled, E> {
    let asked: HashSet<Box<str>> = [&one_stop, &portal]
        .into_iter()
        .flatten()
        .flat_map(|given| given.entries.iter().map(|entry| entry.code.clone()))
        .collect();
    let until = store.known_until(of.known_at)?;
    let (dossiers, refused) = (store.dossiers()?, store.refused_only(until)?);
    let mut seen = None;
    look(&mut |revision, standing| {
        let asked: HashSet<&str> = asked.iter().map(|code| &**code).collect();
        let refused = refused.iter().map(String::as_str);
        let place = (of.agency.code.as_str(), &asked);
        let ours = Ours::of((revision, standing), &dossiers, refused, place);
        seen = Some((revision, ours, Arc::new(standing.live().tree().clone())));
    })?;
    let (revision, ours, tree) = seen.ok_or(Error::NotFollowing("nothing to look at".into()))?;
    let at = ours.list.captured_at;
    let mut work = Work { sides: Vec::new(), lists: Vec::new() };
    match one_stop {
        Some(given) => work.given(Side::OneStop, given),
        None => work.push(ours.of_calls(), Origin::Calls),
    }
    work.push(ours.list.clone(), Origin::Log);
    if let Some(given) = portal {
        work.given(Side::Portal, given);
    }
    let calendar = Calendar::embedded();
    let scope =
        Scope { agency: &of.agency.code, period: of.period, tree: &tree, calendar: &calendar, at };
    let evidence = store.evidence(&suspects(&work.lists, scope), &ours.holds, until)?;
    let ways = three_ways(&work.lists, &evidence, scope);
    let gaps = beside(store, of, &ways, at, look)?;
    Ok(Reconciled { sides: work.sides, ways, gaps, tree, revision, at })
}

struct Work {
    sides: Vec<Compared>,
    lists: Vec<List>,
}

impl Work {
    fn given(&mut self, side: Side, given: Given) {
        let Given { name, capture, captured_at, entries } = given;
        let list = List { side, captured_at, revision: None, entries };
        self.push(list, Origin::File { name, capture });
    }

    fn push(&mut self, list: List, origin: Origin) {
        let (side, captured_at, rows) = (list.side, list.captured_at, list.entries.len());
        self.sides.push(Compared { side, origin, captured_at, rows });
        self.lists.push(list);
    }
}

/// Published figures of the agency beside what chiso counts.
fn beside<E: From<Error>>(
    store: &Store,
    of: &Question<'_>,
    ways: &ThreeWays,
    at: Seconds,
    look: impl Fn(&mut dyn FnMut(u64, &Standing)) -> Result<(), E>,
) -> Result<Vec<Gap>, E> {
    let query = Query {
        agencies: Some(vec![of.agency.code.clone()]),
        as_of: Some(local(at)),
        known_at: of.known_at,
        ..Query::of(of.period)
    };
    let published = by_indicator(of.rulebook, &store.figures(&query)?);
    if published.iter().all(Option::is_none) {
        return Ok(Vec::new());
    }
    let one_sided = ways.between(Side::Chiso, Side::Portal).map(OneSided::of).unwrap_or_default();
    let keys = store.dossier_numbers(one_sided.left.iter().map(|code| &**code))?;
    let mut found = Vec::new();
    look(&mut |_, standing| {
        let place = (of.agency.code.as_str(), of.period);
        let only = (&keys, one_sided.right);
        found = gaps(standing.live(), &of.rulebook.id, place, &published, only);
    })?;
    Ok(found)
}

/// A published figure per indicator of the rulebook.
fn by_indicator(rulebook: &Rulebook, captured: &[Captured]) -> Vec<Option<Figure>> {
    let mut figures = vec![None; rulebook.indicators.len()];
    for row in captured {
        let at = rulebook.indicator(&row.reported.indicator);
        if let Some(figure) = at.and_then(|at| figures.get_mut(at)) {
            *figure = Some(row.reported.figure);
        }
    }
    figures
}
