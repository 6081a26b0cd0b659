//! What if: any set of dossiers and petitions is dealt with now. Before and after for everybody, by the
//! engine's own arithmetic.

use std::collections::{BTreeMap, HashMap};

use super::fix::{Fix, Unfit, is_late, is_open};
use super::{Board, Imagined};
use crate::agency::{Agency, Level};
use crate::dossier::Seconds;
use crate::expr::Entity;
use crate::measure::table::Row;
use crate::rank::ranks;
use crate::score::Points;
use crate::sheet::Place;

/// Dossiers or petitions by what they are, instead of by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Which {
    /// Open and late.
    Overdue,
    /// Open, not late, due before the period ends.
    Due,
    /// Without an electronic result, though finished.
    NoResult,
    /// Not on the national portal.
    Unsynced,
    /// All for which the fix can be done.
    All,
}

impl Which {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Overdue, Self::Due, Self::NoResult, Self::Unsynced, Self::All];

    /// Name used on the command line and in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::NoResult => "no-result",
            Self::Unsynced => "unsynced",
            Self::All => "all",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.code() == text)
    }

    fn has(self, entity: Entity, row: &Row, now: Seconds, end: Seconds) -> bool {
        let open = is_open(entity, row);
        let late = is_late(entity, row, now);
        let due = || super::fix::due_at(entity, row).is_some_and(|due| due < end);
        match self {
            Self::Overdue => open && late,
            Self::Due => open && !late && due(),
            Self::NoResult => Fix::Issue.row(entity, *row, now).is_some(),
            Self::Unsynced => Fix::Sync.row(entity, *row, now).is_some(),
            Self::All => true,
        }
    }
}

/// What a fix is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// These, by key.
    Keys(Vec<u32>),
    /// Those of the agency that count in the period and are so.
    Which(Which),
}

/// What cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// What was wanted.
    pub fix: Fix,
    /// Of what.
    pub key: u32,
    /// Why not.
    pub why: Unfit,
}

/// A set of changes.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The rows as they would be.
    pub rows: Vec<Imagined>,
    /// How many dossiers or petitions each fix is done to; a fix that was not asked for is missing.
    pub done: BTreeMap<Fix, usize>,
    /// What cannot be done.
    pub refused: Vec<Refused>,
}

/// An agency whose rank changes, or whose points do.
#[derive(Debug, Clone)]
pub struct Shift<'a> {
    /// The agency.
    pub agency: &'a Agency,
    /// Rank before and after, among siblings of its level.
    pub rank: (Option<usize>, Option<usize>),
    /// Total before and after.
    pub points: (Points, Points),
    /// How many such siblings have a rank, before and after.
    pub of: (usize, usize),
}

/// The fix's rows: dossiers, or petitions for an answer.
fn entity_of(fix: Fix) -> Entity {
    if fix == Fix::Answer { Entity::Petition } else { Entity::Dossier }
}

impl<'l> Board<'l> {
    /// What follows if these fixes are done now to what is picked of an agency and everything below it. They
    /// are done in the order closing, issuing, sending, so that what is closed can have its result issued.
    #[must_use]
    pub fn changes(&self, agency: &Agency, picks: &[(Fix, Pick)]) -> Changes {
        let mut changes = Changes::default();
        let mut rows: HashMap<(Entity, u32), Row> = HashMap::new();
        for fix in Fix::ACTIONS {
            for (_, pick) in picks.iter().filter(|(wanted, _)| *wanted == fix) {
                let done = changes.done.entry(fix).or_default();
                match pick {
                    Pick::Keys(keys) => {
                        let (fixed, refused) = self.fix_keys(agency, fix, keys, &mut rows);
                        *done += fixed;
                        changes.refused.extend(refused);
                    }
                    Pick::Which(which) => *done += self.fix_which(agency, fix, *which, &mut rows),
                }
            }
        }
        let imagined = |((entity, key), row)| Imagined { entity, key, row: Some(row) };
        changes.rows = rows.into_iter().map(imagined).collect();
        changes
    }

    fn fix_keys(
        &self,
        agency: &Agency,
        fix: Fix,
        keys: &[u32],
        rows: &mut HashMap<(Entity, u32), Row>,
    ) -> (usize, Vec<Refused>) {
        let (entity, mut done, mut refused) = (entity_of(fix), 0, Vec::new());
        for key in keys.iter().copied() {
            let row = rows.get(&(entity, key)).copied().or_else(|| self.row(entity, key));
            let row = row.ok_or(Unfit::NotCounted);
            let ours = row.and_then(|row| {
                if self.counts_for(row.unit, agency) { Ok(row) } else { Err(Unfit::Elsewhere) }
            });
            match ours.and_then(|row| fix.apply(entity, row, self.now())) {
                Ok(row) => {
                    rows.insert((entity, key), row);
                    done += 1;
                }
                Err(why) => refused.push(Refused { fix, key, why }),
            }
        }
        (done, refused)
    }

    fn fix_which(
        &self,
        agency: &Agency,
        fix: Fix,
        which: Which,
        rows: &mut HashMap<(Entity, u32), Row>,
    ) -> usize {
        let (entity, now, end) = (entity_of(fix), self.now(), self.end());
        let mut done = 0;
        for (key, kept) in self.rows_below(entity, agency) {
            let row = rows.get(&(entity, key)).copied().unwrap_or(kept);
            let wanted = which.has(entity, &row, now, end);
            let fixed = Some(row).filter(|_| wanted).and_then(|row| fix.row(entity, row, now));
            if let Some(fixed) = fixed.filter(|fixed| self.numbers.asks(entity, &row, fixed)) {
                rows.insert((entity, key), fixed);
                done += 1;
            }
        }
        done
    }

    fn counts_for(&self, unit: u32, agency: &Agency) -> bool {
        self.numbers.is_below(unit, &agency.code)
    }

    /// Everybody whose rank or total differs on another board of the same period, by parent, level and new
    /// rank. Ranks are among siblings of one level.
    #[must_use]
    pub fn shifts(&self, after: &Self) -> Vec<Shift<'l>> {
        let mut families: BTreeMap<(Option<&str>, Level), Vec<&'l Agency>> = BTreeMap::new();
        let all = self.live().tree().in_force(self.period).into_iter();
        // The nation's points are a mean over the provinces, not a score.
        for agency in all.filter(|agency| agency.level != Level::Nation) {
            families.entry((agency.parent.as_deref(), agency.level)).or_default().push(agency);
        }
        let touched =
            |family: &&Vec<&'l Agency>| family.iter().any(|agency| self.may_differ(after, agency));
        families.values().filter(touched).flat_map(|family| self.shifts_of(after, family)).collect()
    }

    /// The same among some siblings.
    fn shifts_of(&self, after: &Self, family: &[&'l Agency]) -> Vec<Shift<'l>> {
        let total = |board: &Self| -> Vec<Points> {
            family.iter().map(|agency| board.points(agency, Place::Total)).collect()
        };
        let (old, new) = (total(self), total(after));
        let places = |points: &[Points]| {
            ranks(&points.iter().map(|points| points.points).collect::<Vec<_>>())
        };
        if old == new {
            return Vec::new();
        }
        let (from, to) = (places(&old), places(&new));
        let ranked = |places: &[Option<usize>]| places.iter().flatten().count();
        let of = (ranked(&from), ranked(&to));
        let places = from.into_iter().zip(to);
        let lines = family.iter().zip(old.iter().zip(&new)).zip(places);
        let shifted = lines.filter(|((_, (old, new)), (from, to))| old != new || from != to);
        let mut shifts: Vec<Shift<'l>> = shifted
            .map(|((agency, (old, new)), rank)| Shift { agency, rank, points: (*old, *new), of })
            .collect();
        shifts.sort_by_key(|shift| shift.rank.1.unwrap_or(usize::MAX));
        shifts
    }
}
