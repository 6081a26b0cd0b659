//! Numbers cut up: every measure by agency, procedure, and whether a dossier was carried over. The cells
//! of a count or sum add up to its number exactly.

use super::Scope;
use super::block::{Block, ROWS};
use super::lanes::Lane;
use super::live::Live;
use super::plan::{ENTITIES, MeasureId, entity_at};
use super::program::{Kind, Program, RowMeasure};
use super::sweep::{Sweep, places};
use super::table::{Column, NO_PROCEDURE, Partition};
use crate::expr::Entity;
use crate::period::Period;

/// The numbers of one agency, one procedure, and of what was carried over or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutCell {
    /// Number of the lowest agency the rows count for in the period; its code: [`Live::agency_name`].
    pub agency: u32,
    /// Number of the procedure; its code: [`Live::procedure_name`]. [`NO_PROCEDURE`] where there is none.
    pub procedure: u32,
    /// Whether the dossiers were received before the period began; false for everything else.
    pub carried: bool,
    /// Number of each measure asked for. One that counts distinct procedures is 1 in every cell that has
    /// the procedure.
    pub counts: Vec<i64>,
}

impl CutCell {
    fn key(&self) -> (u32, u32, bool) {
        (self.agency, self.procedure, self.carried)
    }
}

impl Live {
    /// Every measure's number for an agency and period, by the agencies below it, procedures, and whether
    /// dossiers were carried over, in the order of these. Cells without any number are left out; a period
    /// without tallies has none.
    #[must_use]
    pub fn cut(
        &self,
        agency: &str,
        period: Period,
        measures: &[MeasureId],
        scope: Scope,
    ) -> Vec<CutCell> {
        if self.state(period).is_none() {
            return Vec::new();
        }
        let mut cells = Vec::new();
        for entity in ENTITIES {
            let wanted: Vec<usize> = (0..measures.len())
                .filter(|at| self.plan.measures[measures[*at]].entity == entity)
                .collect();
            match entity {
                _ if wanted.is_empty() => {}
                Entity::Agency => {
                    self.cut_stated(agency, period, measures, &wanted, scope, &mut cells);
                }
                _ => self.cut_rows(entity, agency, period, measures, &wanted, scope, &mut cells),
            }
        }
        merged(cells, &self.distinct_among(measures))
    }

    /// The code of an agency's number.
    #[must_use]
    pub fn agency_name(&self, agency: u32) -> &str {
        self.agencies.names().get(agency as usize).map_or("", |name| name)
    }

    /// The codes of all procedures that any row is about.
    pub fn procedure_codes(&self) -> impl Iterator<Item = &str> {
        self.procedures.names().iter().map(|name| &**name).filter(|name| !name.is_empty())
    }

    /// The code of a procedure's number; empty for [`NO_PROCEDURE`].
    #[must_use]
    pub fn procedure_name(&self, procedure: u32) -> &str {
        self.procedures.names().get(procedure as usize).map_or("", |name| name)
    }

    fn distinct_among(&self, measures: &[MeasureId]) -> Vec<bool> {
        measures.iter().map(|id| self.plan.measures[*id].distinct).collect()
    }

    /// Agencies' own figures: a cell each.
    fn cut_stated(
        &self,
        agency: &str,
        period: Period,
        measures: &[MeasureId],
        wanted: &[usize],
        scope: Scope,
        cells: &mut Vec<CutCell>,
    ) {
        let Some(node) = self.agencies.find(agency) else { return };
        let places = self.places(period);
        for below in self.tree.in_force(period) {
            let Some(unit) = self.agencies.find(&below.code) else { continue };
            let belongs = match scope {
                Scope::Subtree => places.of(unit).nodes().contains(&node),
                Scope::Own => unit == node,
            };
            if belongs {
                let mut counts = vec![0; measures.len()];
                for at in wanted {
                    counts[*at] = self.tally(&below.code, period, measures[*at], Scope::Own);
                }
                let cell =
                    CutCell { agency: unit, procedure: NO_PROCEDURE, carried: false, counts };
                cells.push(cell);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what is asked, in the words of the question")]
    fn cut_rows(
        &self,
        entity: Entity,
        agency: &str,
        period: Period,
        measures: &[MeasureId],
        wanted: &[usize],
        scope: Scope,
        cells: &mut Vec<CutCell>,
    ) {
        let program = &self.plan.programs[entity_at(entity)];
        let of = |at: &usize| &program.measures[self.plan.measures[measures[*at]].index];
        let asked: Vec<&RowMeasure> = wanted.iter().map(of).collect();
        let lane = Lane::new(period);
        let mut cutter = Cutter::new(program, &asked, &lane, entity);
        let sweep = cutter.sweep(program, &asked, self.now_kept());
        self.each_partition(&sweep, entity, agency, period, scope, |node, partition, room| {
            cutter.begin(partition);
            sweep.over(partition, room, |block, start| {
                cutter.count(&sweep, block, partition, start);
            });
            cutter.end(node, partition, (measures.len(), wanted), cells);
        });
    }
}

/// How a measure's number comes from the roots of a sweep.
enum Part<'a> {
    /// A row is one.
    Rows(usize),
    /// A procedure is one.
    Procedures(usize),
    /// Cases: root, linear number.
    Sum(Vec<(usize, &'a super::lower::Linear)>),
}

/// Adds up one unit's rows at a time.
struct Cutter<'a> {
    lane: &'a Lane,
    parts: Vec<Part<'a>>,
    /// Column that says when a dossier was received.
    received: Option<usize>,
    /// Numbers by procedure of the unit, carried or not, and measure.
    numbers: Vec<i64>,
}

impl<'a> Cutter<'a> {
    fn new(program: &'a Program, asked: &[&'a RowMeasure], lane: &'a Lane, entity: Entity) -> Self {
        let mut next = 0..;
        let mut root = || next.next().unwrap_or(0);
        let parts = asked.iter().map(|measure| match &measure.kind {
            Kind::Rows => Part::Rows(root()),
            Kind::Procedures(_) => Part::Procedures(root()),
            Kind::Sum(cases) => {
                Part::Sum(cases.iter().map(|(_, linear)| (root(), linear)).collect())
            }
        });
        let parts = parts.collect();
        let received =
            (entity == Entity::Dossier).then(|| program.shape.number("received_at")).flatten();
        Self { lane, parts, received, numbers: Vec::new() }
    }

    /// The roots in the order in which [`Cutter::new`] gave them out.
    fn sweep(&self, program: &'a Program, asked: &[&'a RowMeasure], now: i64) -> Sweep<'a> {
        let roots = asked.iter().flat_map(|measure| match &measure.kind {
            Kind::Sum(cases) => cases.iter().map(|(id, _)| *id).collect(),
            Kind::Rows | Kind::Procedures(_) => vec![measure.root],
        });
        let values: Vec<_> = asked
            .iter()
            .flat_map(|measure| match &measure.kind {
                Kind::Sum(cases) => &cases[..],
                Kind::Rows | Kind::Procedures(_) => &[],
            })
            .map(|(_, linear)| &linear.row)
            .collect();
        Sweep::new(program, roots.collect(), &values, self.lane, now)
    }

    fn begin(&mut self, partition: &Partition) {
        self.numbers.clear();
        self.numbers.resize(partition.procedures.len() * 2 * self.parts.len(), 0);
    }

    #[inline(always)]
    fn count(&mut self, sweep: &Sweep<'_>, block: &Block, partition: &Partition, start: usize) {
        let lines = self.lines(partition, start, block.len);
        let width = self.parts.len();
        for (at, part) in self.parts.iter().enumerate() {
            let place = |row: usize| lines[row] * width + at;
            match part {
                Part::Rows(root) => {
                    for row in places(&sweep.rows(block, *root)) {
                        self.numbers[place(row)] += 1;
                    }
                }
                Part::Procedures(root) => {
                    for row in places(&sweep.rows(block, *root)) {
                        self.numbers[place(row)] = 1;
                    }
                }
                Part::Sum(cases) => {
                    for (root, linear) in cases {
                        let mut values = [0; ROWS];
                        block.linear(&linear.row, &mut values);
                        let each = linear.period.value(self.lane.from, self.lane.to, 0);
                        for row in places(&sweep.rows(block, *root)) {
                            self.numbers[place(row)] += values[row] + each;
                        }
                    }
                }
            }
        }
    }

    /// The line of each row of a block: twice its procedure's place, one more if it was carried over.
    #[inline(always)]
    fn lines(&self, partition: &Partition, start: usize, len: usize) -> [usize; ROWS] {
        let mut lines = [0; ROWS];
        let procedures = &partition.procedure[start..start + len];
        lines.iter_mut().zip(procedures).for_each(|(line, at)| *line = usize::from(*at) * 2);
        if let Some(Column::Narrow(received)) =
            self.received.map(|column| &partition.numbers[column])
        {
            let received = &received[start..start + len];
            let carried = received.iter().map(|at| usize::from(i64::from(*at) < self.lane.from));
            lines.iter_mut().zip(carried).for_each(|(line, carried)| *line += carried);
        }
        lines
    }

    /// The unit's lines as cells of its agency.
    fn end(
        &self,
        agency: u32,
        partition: &Partition,
        (width, wanted): (usize, &[usize]),
        cells: &mut Vec<CutCell>,
    ) {
        for (line, numbers) in self.numbers.chunks(self.parts.len()).enumerate() {
            if numbers.iter().all(|number| *number == 0) {
                continue;
            }
            let (procedure, carried) = (partition.procedures[line / 2], line % 2 == 1);
            let mut counts = vec![0; width];
            for ((at, part), number) in wanted.iter().zip(&self.parts).zip(numbers) {
                // Rows without a procedure stand for none.
                let nameless = procedure == NO_PROCEDURE && matches!(part, Part::Procedures(_));
                counts[*at] = if nameless { 0 } else { *number };
            }
            cells.push(CutCell { agency, procedure, carried, counts });
        }
    }
}

/// One cell for each agency, procedure and "carried over": several units may count for one agency.
fn merged(mut cells: Vec<CutCell>, distinct: &[bool]) -> Vec<CutCell> {
    cells.retain(|cell| cell.counts.iter().any(|count| *count != 0));
    cells.sort_by_key(CutCell::key);
    cells.dedup_by(|next, kept| {
        let same = next.key() == kept.key();
        if same {
            for ((sum, by), distinct) in kept.counts.iter_mut().zip(&next.counts).zip(distinct) {
                *sum = if *distinct { (*sum).max(*by) } else { *sum + by };
            }
        }
        same
    });
    cells
}
