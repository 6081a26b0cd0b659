//! The ledger of two lists: what each unit counts on either side, and every difference with its reason.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::entry::{Entry, Evidence, List, Side};
use super::judge::{Pair, Rows, reason};
use super::reason::{Kind, Owner, Reason};
use super::scope::{Borrowed, Placer, Scope, Unit};
use crate::dossier::Seconds;

/// How long ago a dossier was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    /// Calendar days.
    pub days: i64,
    /// Working days.
    pub working_days: i64,
}

/// A dossier that is missing on one side or different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Number of the dossier.
    pub code: Box<str>,
    /// Why.
    pub reason: Reason,
    /// Who can put it right.
    pub owner: Owner,
    /// The unit it is listed under: where the left side counts it, else where the right side does.
    pub unit: Unit,
    /// When it was received, as far as anybody says; else the first moment of the day in its number.
    pub received_at: Option<Seconds>,
    /// How long ago that is.
    pub age: Option<Age>,
    /// The left side's first row.
    pub left: Option<Entry>,
    /// The right side's first row.
    pub right: Option<Entry>,
    /// What it adds to left − right, per unit; nothing where both sides count it alike.
    pub effects: Vec<(Unit, i64)>,
}

impl Finding {
    /// Whether one side lacks it altogether.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.left.is_none() || self.right.is_none()
    }

    /// Code of the procedure, as far as anybody says.
    #[must_use]
    pub fn procedure(&self) -> Option<&Arc<str>> {
        let rows = [&self.left, &self.right];
        rows.into_iter().flatten().find_map(|row| row.procedure.as_ref())
    }
}

/// One unit, or all together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Rows that the left side counts.
    pub left: i64,
    /// Rows that the right side counts.
    pub right: i64,
    /// What the findings add to left − right, by reason.
    pub effects: BTreeMap<Kind, i64>,
    /// Findings listed under it, by reason.
    pub findings: BTreeMap<Kind, usize>,
}

impl Line {
    /// Whether left − right is the sum of the effects.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.left - self.right == self.effects.values().sum::<i64>()
    }

    fn add(&mut self, other: &Self) {
        self.left += other.left;
        self.right += other.right;
        other.effects.iter().for_each(|(kind, n)| *self.effects.entry(*kind).or_default() += n);
        other.findings.iter().for_each(|(kind, n)| *self.findings.entry(*kind).or_default() += n);
    }
}

/// Two lists reconciled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Left side.
    pub left: Side,
    /// Right side.
    pub right: Side,
    /// When the two lists were taken.
    pub captured: (Seconds, Seconds),
    /// Units by code; what belongs to no known unit first.
    pub lines: BTreeMap<Unit, Line>,
    /// Dossiers that both sides have and say the same of.
    pub matched: usize,
    /// Differences, by code.
    pub findings: Vec<Finding>,
}

impl Ledger {
    /// All units together.
    #[must_use]
    pub fn total(&self) -> Line {
        let mut total = Line::default();
        self.lines.values().for_each(|line| total.add(line));
        total
    }

    /// Whether every line, and the sum of all, is explained by its findings to the last dossier.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.lines.values().all(Line::adds_up) && self.total().adds_up()
    }

    /// Findings of dossiers that one side lacks, and of dossiers that both have.
    #[must_use]
    pub fn missing_and_different(&self) -> (usize, usize) {
        let missing = self.findings.iter().filter(|finding| finding.is_missing()).count();
        (missing, self.findings.len() - missing)
    }

    /// Findings that sending again puts right, by code.
    pub fn retries(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.reason.retry().is_some())
    }

    /// Number of findings by reason and age: one count per class of [`AGES`], then those whose age
    /// nobody knows.
    #[must_use]
    pub fn ages(&self) -> BTreeMap<Kind, [usize; AGES.len() + 1]> {
        let mut ages: BTreeMap<Kind, [usize; AGES.len() + 1]> = BTreeMap::new();
        for finding in &self.findings {
            let class = finding.age.map(|age| AGES.iter().rposition(|from| *from <= age.days));
            let class = class.map_or(AGES.len(), Option::unwrap_or_default);
            if let Some(count) = ages.entry(finding.reason.kind()).or_default().get_mut(class) {
                *count += 1;
            }
        }
        ages
    }
}

/// Where the classes of age begin, in calendar days since reception.
pub const AGES: [i64; 5] = [0, 3, 8, 31, 91];

/// Compares two lists dossier by dossier. Lists may hold more than the scope: what lies outside on one
/// side shows where the other side has it inside. Dossiers that no side counts in the scope are passed
/// over.
#[must_use]
pub fn reconcile(
    left: &List,
    right: &List,
    evidence: &HashMap<Box<str>, Evidence>,
    scope: Scope<'_>,
) -> Ledger {
    let mut work = Work {
        pair: Pair { left, right },
        evidence,
        scope,
        placer: Placer::new(scope),
        ledger: Ledger {
            left: left.side,
            right: right.side,
            captured: (left.captured_at, right.captured_at),
            lines: BTreeMap::new(),
            matched: 0,
            findings: Vec::new(),
        },
    };
    side_by_side(left, right, |rows| work.take(rows));
    work.ledger
}

/// Calls `f` with the rows of each code, in the order of codes.
fn side_by_side<'e>(left: &'e List, right: &'e List, mut f: impl FnMut(Rows<'_, 'e>)) {
    let sorted = |list: &'e List| {
        let mut rows: Vec<&Entry> = list.entries.iter().collect();
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        rows
    };
    let (left, right) = (sorted(left), sorted(right));
    let (mut left, mut right) = (left.as_slice(), right.as_slice());
    while let Some(code) = first(left, right) {
        let of = |rows: &[&Entry]| rows.iter().take_while(|row| *row.code == *code).count();
        let (here, left_rest) = left.split_at(of(left));
        let (there, right_rest) = right.split_at(of(right));
        f(Rows { left: here, right: there });
        (left, right) = (left_rest, right_rest);
    }
}

fn first<'e>(left: &[&'e Entry], right: &[&'e Entry]) -> Option<&'e str> {
    let (left, right) = (left.first().map(|row| &*row.code), right.first().map(|row| &*row.code));
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

struct Work<'a> {
    pair: Pair<'a>,
    evidence: &'a HashMap<Box<str>, Evidence>,
    scope: Scope<'a>,
    placer: Placer<'a>,
    ledger: Ledger,
}

impl Work<'_> {
    fn take(&mut self, rows: Rows<'_, '_>) {
        let others = rows.borrowed();
        let mut units = |side: &[&Entry]| -> Vec<Unit> {
            side.iter().filter_map(|row| self.placer.counted(row, others)).collect()
        };
        let (left, right) = (units(rows.left), units(rows.right));
        if left.is_empty() && right.is_empty() {
            return;
        }
        let both = rows.left.iter().chain(rows.right).next();
        let Some(row) = both else { return };
        let nothing = Evidence::default();
        let evidence = self.evidence.get(&row.code).unwrap_or(&nothing);
        let reason = reason(self.pair, rows, evidence, &mut self.placer);
        self.count(&left, &right);
        match reason {
            Some(reason) => self.find(rows, others, reason, &left, &right),
            None => self.ledger.matched += 1,
        }
    }

    fn count(&mut self, left: &[Unit], right: &[Unit]) {
        for unit in left {
            self.line(unit).left += 1;
        }
        for unit in right {
            self.line(unit).right += 1;
        }
    }

    fn line(&mut self, unit: &Unit) -> &mut Line {
        self.ledger.lines.entry(unit.clone()).or_default()
    }

    fn find(
        &mut self,
        rows: Rows<'_, '_>,
        others: Borrowed<'_>,
        reason: Reason,
        left: &[Unit],
        right: &[Unit],
    ) {
        let kind = reason.kind();
        let effects = effects(left, right);
        for (unit, effect) in &effects {
            *self.line(unit).effects.entry(kind).or_default() += effect;
        }
        let unit = left.first().or(right.first()).cloned().flatten();
        *self.line(&unit).findings.entry(kind).or_default() += 1;
        let row = rows.left.iter().chain(rows.right).next();
        let received_at = row.and_then(|row| self.placer.received(row, others));
        let first = |side: &[&Entry]| side.first().map(|row| (*row).clone());
        self.ledger.findings.push(Finding {
            code: row.map(|row| row.code.clone()).unwrap_or_default(),
            owner: reason.owner(self.pair.right.side),
            reason,
            unit,
            received_at,
            age: received_at.map(|at| age(self.scope, at)),
            left: first(rows.left),
            right: first(rows.right),
            effects,
        });
    }
}

/// What a dossier adds to left − right, per unit; units it adds nothing to are left out.
fn effects(left: &[Unit], right: &[Unit]) -> Vec<(Unit, i64)> {
    let mut effects: BTreeMap<&Unit, i64> = BTreeMap::new();
    left.iter().for_each(|unit| *effects.entry(unit).or_default() += 1);
    right.iter().for_each(|unit| *effects.entry(unit).or_default() -= 1);
    let some = effects.into_iter().filter(|(_, effect)| *effect != 0);
    some.map(|(unit, effect)| (unit.clone(), effect)).collect()
}

fn age(scope: Scope<'_>, received_at: Seconds) -> Age {
    let (from, to) = (scope.calendar.day_of(received_at), scope.calendar.day_of(scope.at));
    Age {
        days: i64::from((to - from).get_days()),
        working_days: scope.calendar.working_days_between(from, to),
    }
}
