//! What a number counts, one by one.

use std::collections::HashMap;

use chiso_scoring::expr::Entity;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::opened::{BadCursor, Decision, Entry, Opened, Opening, Side};
use chiso_scoring::measure::plan::{Arithmetic, Book};
use chiso_scoring::measure::{QUALITY, quality_marks};
use chiso_scoring::rulebook::{Measure, MeasureRule};
use chiso_scoring::verdict::Judge;
use chiso_store::{Error, Store};

use super::{Catalogues, Ground, entity_code, scope_code, shown_columns};
use crate::wire::dossiers::{Branch, Clause, Decided, Listing, Row, Value, What};

/// What is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// A side of an indicator, by place in the rulebook.
    Indicator(usize, Side),
    /// A measure of the rulebook, or a quality mark, by name.
    Measure(&'a str),
}

/// Which page of it.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Where it begins: what the page before gave as its next.
    pub after: Option<&'a str>,
    /// Only rows of this procedure.
    pub procedure: Option<&'a str>,
    /// Most lines.
    pub limit: usize,
}

/// Why there is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The indicator is no ratio of counts.
    NoRatio,
    /// Numerator and denominator count different kinds of things: nothing is "the rest".
    NoRest,
    /// The rulebook has no such measure.
    NoMeasure,
    /// The cursor is not one of this list.
    Cursor,
}

impl From<BadCursor> for Closed {
    fn from(_: BadCursor) -> Self {
        Self::Cursor
    }
}

/// A page whose rows still want their names, which only the store knows: so that nothing is asked of the
/// store while everything else waits.
#[derive(Debug, Clone)]
pub struct Drawn {
    listing: Listing,
    entity: Option<Entity>,
    /// Key of each line that is a row.
    keys: Vec<Option<u32>>,
}

/// Name of a side in addresses and answers.
#[must_use]
pub fn side_code(side: Side) -> &'static str {
    match side {
        Side::Numerator => "numerator",
        Side::Denominator => "denominator",
        Side::Rest => "rest",
    }
}

/// Reads a side.
#[must_use]
pub fn side_of(text: &str) -> Option<Side> {
    [Side::Numerator, Side::Denominator, Side::Rest]
        .into_iter()
        .find(|side| side_code(*side) == text)
}

/// Opens a number and draws one page of what it counts.
///
/// # Errors
/// There is no such number, or no such page of it.
pub fn draw(ground: Ground<'_>, target: Target<'_>, part: Part<'_>) -> Result<Drawn, Closed> {
    let Opening { opened, decided } = open(ground, target)?;
    let book_id = book_of(ground, target);
    let live = ground.standing.live();
    let opened = of_procedure(opened, live, part.procedure);
    let book = live.plan().book(book_id).ok_or(Closed::NoMeasure)?;
    let catalogues = Catalogues::embedded();
    let judge = catalogues.judge(ground.standing, ground.asked());
    let because = Because::new(ground, target);
    let page = opened.page(part.after, part.limit)?;
    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    for entry in &page.entries {
        let (row, key) = line(&judge, book, opened.entity(), &because, *entry);
        rows.push(row);
        keys.push(key);
    }
    let listing = Listing {
        heading: ground.heading(),
        agency: ground.agency.code.clone(),
        name: ground.agency.name.clone(),
        scope: scope_code(ground.scope),
        what: what(ground, target),
        value: opened.value(),
        kind: kind(&opened),
        of: opened.entity().map(entity_code),
        conditions: because.texts(),
        cite: cite(ground, target),
        decided: decided.iter().map(|decision| told(book, decision)).collect(),
        count: opened.lines(),
        rows,
        next: page.next,
    };
    Ok(Drawn { listing, entity: opened.entity(), keys })
}

/// The rows of one procedure, if one is asked for.
fn of_procedure(opened: Opened, live: &Live, procedure: Option<&str>) -> Opened {
    let Some((procedure, entity)) = procedure.zip(opened.entity()) else { return opened };
    let of = |key| live.peek(entity, key).map(|row| live.procedure_name(row.procedure));
    opened.only(|key| of(key) == Some(procedure))
}

impl Drawn {
    /// The page with the names of its rows.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn named(mut self, store: &Store) -> Result<Listing, Error> {
        let keys: Vec<u32> = self.keys.iter().flatten().copied().collect();
        let names = names(store, self.entity, &keys, self.listing.heading.revision)?;
        for (row, key) in self.listing.rows.iter_mut().zip(&self.keys) {
            if let Some(key) = key {
                row.code = names.get(key).cloned().ok_or(Error::Damaged("name of a row"))?;
            }
        }
        Ok(self.listing)
    }
}

fn names(
    store: &Store,
    entity: Option<Entity>,
    keys: &[u32],
    revision: u64,
) -> Result<HashMap<u32, String>, Error> {
    let Some(entity) = entity.filter(|_| !keys.is_empty()) else { return Ok(HashMap::new()) };
    if entity == Entity::Dossier {
        let codes = keys.iter().copied().zip(store.dossier_codes(keys)?);
        return Ok(codes.filter_map(|(key, code)| Some((key, code?))).collect());
    }
    // The present may be a revision ahead of what is on disk only for a moment; never behind.
    let records = store.records_of(entity, Some(revision))?.into_iter();
    let wanted = records.filter(|(subject, _)| keys.binary_search(subject).is_ok());
    Ok(wanted.map(|(subject, record)| (subject, record.key().1)).collect())
}

fn open(ground: Ground<'_>, target: Target<'_>) -> Result<Opening, Closed> {
    let live = ground.standing.live();
    let (agency, period, scope) = (ground.agency.code.as_str(), ground.period, ground.scope);
    match target {
        Target::Indicator(at, side) => {
            let opening = live.open(&ground.rulebook.id, at, side, agency, period, scope);
            opening.ok_or(if side == Side::Rest && has_ratio(ground, at) {
                Closed::NoRest
            } else {
                Closed::NoRatio
            })
        }
        Target::Measure(id) => live
            .open_measure(book_of(ground, target), id, agency, period, scope)
            .ok_or(Closed::NoMeasure),
    }
}

fn has_ratio(ground: Ground<'_>, indicator: usize) -> bool {
    let rule = &ground.rulebook.indicators[indicator];
    rule.numerator.is_some() && rule.denominator.is_some()
}

/// The list of measures a target is among: the rulebook's, or the quality marks.
fn book_of<'a>(ground: Ground<'a>, target: Target<'_>) -> &'a str {
    match target {
        Target::Measure(id) if ground.rulebook.measure(id).is_none() => QUALITY,
        _ => &ground.rulebook.id,
    }
}

fn what(ground: Ground<'_>, target: Target<'_>) -> What {
    match target {
        Target::Indicator(at, side) => What {
            indicator: Some(ground.rulebook.indicators[at].code.clone()),
            measure: None,
            side: Some(side_code(side)),
        },
        Target::Measure(id) => What { indicator: None, measure: Some(id.to_owned()), side: None },
    }
}

fn cite(ground: Ground<'_>, target: Target<'_>) -> Vec<String> {
    match target {
        Target::Indicator(at, _) => ground.rulebook.indicators[at].cite.clone(),
        Target::Measure(_) => Vec::new(),
    }
}

fn kind(opened: &Opened) -> &'static str {
    match opened {
        Opened::Rows { .. } => "rows",
        Opened::Amounts { .. } => "amounts",
        Opened::Procedures { .. } => "procedures",
        Opened::Stated(_) => "agencies",
        Opened::Whole(_) => "whole",
        Opened::Parts(_) => "parts",
    }
}

fn told(book: &Book, decision: &Decision) -> Decided {
    let branch = |(at, (what, value)): (usize, &(Arithmetic, i64))| Branch {
        text: words(book, what),
        value: *value,
        chosen: at == decision.chosen,
    };
    Decided {
        of: if decision.greatest { "greatest" } else { "least" },
        branches: decision.branches.iter().enumerate().map(branch).collect(),
    }
}

/// Arithmetic in the words of the rulebook.
fn words(book: &Book, what: &Arithmetic) -> String {
    let all = |parts: &[Arithmetic]| {
        parts.iter().map(|part| words(book, part)).collect::<Vec<_>>().join(", ")
    };
    match what {
        Arithmetic::Int(value) => value.to_string(),
        Arithmetic::Measure(at) => {
            book.measures.get(*at).map(|(id, _)| id.clone()).unwrap_or_default()
        }
        Arithmetic::Add(a, b) => format!("{} + {}", words(book, a), words(book, b)),
        Arithmetic::Sub(a, b) => format!("{} - ({})", words(book, a), words(book, b)),
        Arithmetic::Least(parts) => format!("least({})", all(parts)),
        Arithmetic::Greatest(parts) => format!("greatest({})", all(parts)),
    }
}

fn line(
    judge: &Judge<'_>,
    book: &Book,
    entity: Option<Entity>,
    because: &Because,
    entry: Entry<'_>,
) -> (Row, Option<u32>) {
    let bare = |code: String, amount: Option<i64>| Row {
        code,
        agency: None,
        procedure: None,
        columns: Default::default(),
        amount,
        rows: None,
        because: Vec::new(),
    };
    match entry {
        Entry::Row { key, amount } => {
            let entity = entity.unwrap_or(Entity::Dossier);
            let row = bare(String::new(), amount);
            (filled(judge, entity, because, key, row), Some(key))
        }
        Entry::Procedure { code, keys } => {
            (Row { rows: Some(keys.len()), ..bare(code.to_owned(), None) }, None)
        }
        Entry::Agency { code, figure } => (bare(code.to_owned(), Some(figure)), None),
        Entry::Part(part) => (bare(words(book, &part.what), Some(part.value())), None),
    }
}

fn filled(judge: &Judge<'_>, entity: Entity, because: &Because, key: u32, row: Row) -> Row {
    let live = judge.standing.live();
    let Some(found) = live.peek(entity, key) else { return row };
    let value =
        |name: &&'static str| ((*name).to_owned(), Value::from(&judge.seen(entity, key, name)));
    let procedure = live.procedure_name(found.procedure);
    Row {
        agency: Some(live.agency_name(found.unit).to_owned()),
        procedure: Some(procedure.to_owned()).filter(|code| !code.is_empty()),
        columns: shown_columns(entity).iter().map(value).collect(),
        because: because.of(judge, key),
        ..row
    }
}

/// Which conditions tell a row that is listed from one that is not.
struct Because {
    /// Measures with the conditions that matter; taken away with `true`.
    measures: Vec<(Measure, bool, Vec<String>)>,
    rest: bool,
}

impl Because {
    fn new(ground: Ground<'_>, target: Target<'_>) -> Self {
        let live = ground.standing.live();
        let (agency, period, scope) = (ground.agency.code.as_str(), ground.period, ground.scope);
        let rulebook = ground.rulebook;
        let marks = quality_marks();
        let (leaves, common, all) = match target {
            Target::Indicator(at, side) => {
                let leaves = |side| live.leaves(&rulebook.id, at, side, agency, period, scope);
                let below = leaves(Side::Denominator);
                match side {
                    Side::Denominator => (below, Vec::new(), &rulebook.measures),
                    _ => (leaves(Side::Numerator), below, &rulebook.measures),
                }
            }
            Target::Measure(id) => {
                let book = book_of(ground, target);
                let all = if book == QUALITY { &marks } else { &rulebook.measures };
                (live.measure_leaves(book, id, agency, period, scope), Vec::new(), all)
            }
        };
        // What numerator and denominator ask alike tells nothing apart.
        let common: Vec<String> =
            common.iter().filter_map(|(at, _)| all.get(*at)).flat_map(clauses).collect();
        let measures = leaves.iter().filter_map(|(at, minus)| {
            let measure = all.get(*at)?;
            let mut own = clauses(measure);
            if own.iter().any(|clause| !common.contains(clause)) {
                own.retain(|clause| !common.contains(clause));
            }
            Some((measure.clone(), *minus, own))
        });
        let rest = matches!(target, Target::Indicator(_, Side::Rest));
        Self { measures: measures.collect(), rest }
    }

    fn texts(&self) -> Vec<String> {
        let of = |(_, minus, clauses): &(Measure, bool, Vec<String>)| -> Vec<String> {
            match *minus != self.rest {
                true => vec![format!("not ({})", clauses.join(" and "))],
                false => clauses.clone(),
            }
        };
        self.measures.iter().flat_map(of).collect()
    }

    /// The conditions that decided about a row: those that hold, or that fail where it is for failing that
    /// the row is here.
    fn of(&self, judge: &Judge<'_>, key: u32) -> Vec<Clause> {
        let mut all = Vec::new();
        for (measure, minus, wanted) in &self.measures {
            let failing = *minus != self.rest;
            let clauses = judge.clauses(measure, key).into_iter();
            let told = clauses.filter(|clause| {
                wanted.contains(&clause.text) && (clause.holds == Some(true)) != failing
            });
            all.extend(told.map(|clause| Clause::of(&measure.id, &clause)));
        }
        all
    }
}

fn clauses(measure: &Measure) -> Vec<String> {
    match &measure.rule {
        MeasureRule::Rows { condition, .. } => {
            condition.clauses().into_iter().map(ToString::to_string).collect()
        }
        MeasureRule::Value(_) => Vec::new(),
    }
}
