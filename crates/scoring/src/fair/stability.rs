//! How firm a rank is: the places an agency could take if a single case fell the other way.

use rust_decimal::Decimal;

use super::sensitivity::Probe;
use crate::agency::Agency;
use crate::rank::ranks;
use crate::sheet::{Place, Sheet};

/// A rank with the places around it that one case decides over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steady<'a> {
    /// The agency.
    pub agency: &'a Agency,
    /// Its place now, competition ranking; `None` without points.
    pub rank: Option<usize>,
    /// Best place it could take.
    pub best: Option<usize>,
    /// Worst place it could take.
    pub worst: Option<usize>,
    /// Most points that one case of its own could add.
    pub up: Decimal,
    /// Most points that one case of its own could take away.
    pub down: Decimal,
}

impl Steady<'_> {
    /// Whether no single case can move it.
    #[must_use]
    pub fn is_firm(&self) -> bool {
        self.best == self.worst
    }
}

/// The best and the worst place of each of some siblings if one dossier or petition, its own or any
/// competitor's, fell the other way. Ties share a place, before and after. In the order given.
#[must_use]
pub fn steady<'a>(sheet: &Sheet<'a>, agencies: &[&'a Agency], place: Place) -> Vec<Steady<'a>> {
    let points: Vec<Option<Decimal>> =
        agencies.iter().map(|agency| place.of(&sheet.scored(agency)).points).collect();
    // The band decides over warnings only.
    let probe = Probe::new(sheet, Decimal::MAX);
    let swing = |agency: &&Agency| probe.of(agency).swing(sheet.rulebook(), place);
    let swings: Vec<(Decimal, Decimal)> = agencies.iter().map(swing).collect();
    let field = Field::new(&points, &swings);
    let rows = agencies.iter().zip(ranks(&points)).zip(points.iter().zip(&swings));
    rows.map(|((agency, rank), (points, (up, down)))| {
        let placed = rank.zip(*points);
        let best = placed.map(|(rank, points)| field.best(rank, points, *up));
        let worst = placed.map(|(rank, points)| field.worst(rank, points, (*up, *down)));
        Steady { agency, rank, best, worst, up: *up, down: *down }
    })
    .collect()
}

/// All competitors, ready to be asked in logarithmic time.
struct Field {
    /// Points, ascending.
    points: Vec<Decimal>,
    /// For each of them the least that it or anybody above it could fall to by one case.
    falls: Vec<Decimal>,
    /// For each of them the most, and the second most, that it and those below it could rise to.
    climbs: Vec<(Decimal, Decimal)>,
}

impl Field {
    fn new(points: &[Option<Decimal>], swings: &[(Decimal, Decimal)]) -> Self {
        let known = points.iter().zip(swings);
        let mut known: Vec<(Decimal, Decimal, Decimal)> =
            known.filter_map(|(p, (up, down))| p.map(|p| (p, p + up, p - down))).collect();
        known.sort_unstable();
        let falling = known.iter().rev().scan(Decimal::MAX, |least, (_, _, low)| {
            *least = (*least).min(*low);
            Some(*least)
        });
        let mut falls: Vec<Decimal> = falling.collect();
        falls.reverse();
        let climbs =
            known.iter().scan((Decimal::MIN, Decimal::MIN), |(most, second), (_, high, _)| {
                *second = (*second).max(*high.min(most));
                *most = (*most).max(*high);
                Some((*most, *second))
            });
        Self { climbs: climbs.collect(), points: known.iter().map(|(p, ..)| *p).collect(), falls }
    }

    /// How many stand at or below some points.
    fn up_to(&self, points: Decimal) -> usize {
        self.points.partition_point(|other| *other <= points)
    }

    /// By a case of its own, or by one of a competitor above it.
    fn best(&self, rank: usize, points: Decimal, up: Decimal) -> usize {
        let own = 1 + self.points.len() - self.up_to(points + up);
        let falls = self.falls.get(self.up_to(points)).is_some_and(|low| *low <= points);
        own.min(rank - usize::from(falls))
    }

    /// By a case of its own, or by one of a competitor that does not stand above it.
    fn worst(&self, rank: usize, points: Decimal, (up, down): (Decimal, Decimal)) -> usize {
        let above = self.points.len() - self.up_to(points - down);
        let own = above + usize::from(down.is_zero());
        let highest = self.up_to(points).checked_sub(1).and_then(|at| self.climbs.get(at));
        // What the agency itself could rise to is no competitor's.
        let competitor = highest.map(|(most, next)| if *most == points + up { next } else { most });
        own.max(rank + usize::from(competitor.is_some_and(|high| *high > points)))
    }
}
