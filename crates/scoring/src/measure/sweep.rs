//! Asking some roots of a program over partitions, block by block: one period, one moment. What is asked
//! needs few columns, so only these are loaded, and blocks that cannot matter are skipped.

use std::collections::BTreeSet;

use super::block::{Block, Mask, ROWS, and};
use super::count::ones;
use super::formula::{Id, Literal, Node, RowPart};
use super::gate::{Bounds, Gates, limit};
use super::lanes::Lane;
use super::program::Program;
use super::table::Partition;

/// Open gates are bits of a word; of more different ones none is used.
const GATES_MAX: usize = 64;

/// Some roots of a program, made ready for one period and moment.
pub(super) struct Sweep<'a> {
    program: &'a Program,
    roots: Vec<Id>,
    nodes: Vec<Id>,
    by_period: Vec<Id>,
    /// Columns to load beside those of the gates.
    columns: Vec<usize>,
    flags: bool,
    gates: Option<Gates>,
    limits: Vec<i64>,
    gate_limits: Vec<i64>,
}

/// Room for the block at hand, used for one partition after the other.
pub(super) struct Room {
    block: Block,
    bounds: Vec<Option<Bounds>>,
    open: Vec<bool>,
}

impl<'a> Sweep<'a> {
    /// `values` are row parts whose columns the visitor will ask for.
    pub fn new(
        program: &'a Program,
        roots: Vec<Id>,
        values: &[&RowPart],
        lane: &Lane,
        now: i64,
    ) -> Self {
        let mut gates = Gates::default();
        for root in &roots {
            gates.add(&program.shape, &program.formulas, *root);
        }
        let gates = Some(gates).filter(|gates| gates.len() <= GATES_MAX);
        let nodes = program.needed_by(roots.iter().copied());
        let by_period: Vec<Id> =
            nodes.iter().copied().filter(|id| program.by_period[*id]).collect();
        let (mut columns, flags) = asked(program, &nodes);
        columns.extend(values.iter().flat_map(|part| part.0.iter().map(|(column, _)| *column)));
        if let Some(gates) = &gates {
            columns.retain(|column| !gates.columns.contains(column));
        }
        let mut limits = vec![0; program.formulas.nodes().len()];
        by_period.iter().for_each(|id| limits[*id] = limit(program.formulas.node(*id), lane, now));
        let gate_limits = gates.as_ref().map(|gates| gates.limits(lane, now)).unwrap_or_default();
        let columns = columns.into_iter().collect();
        Self { program, roots, nodes, by_period, columns, flags, gates, limits, gate_limits }
    }

    /// Room for the blocks of a table's partitions.
    pub fn room(&self, partition: &Partition) -> Room {
        Room {
            block: Block::new(self.program, partition),
            bounds: vec![None; self.program.shape.numbers.len()],
            open: vec![false; self.gates.as_ref().map_or(0, Gates::nodes)],
        }
    }

    /// Calls `visit` for each block of a partition in which something may hold: with the judged block and
    /// the place of its first row. Ask [`Sweep::rows`] for the rows of a root.
    pub fn over(&self, partition: &Partition, room: &mut Room, visit: impl FnMut(&Block, usize)) {
        pulp::Arch::new().dispatch(Job { sweep: self, partition, room, visit });
    }

    /// Rows of a judged block for which the root of that place holds.
    #[inline(always)]
    pub fn rows(&self, block: &Block, root: usize) -> Mask {
        and(&block.truth[self.roots[root]], &block.valid)
    }

    #[inline(always)]
    fn walk(&self, partition: &Partition, room: &mut Room, mut visit: impl FnMut(&Block, usize)) {
        for start in (0..partition.len()).step_by(ROWS) {
            if !self.may_matter(partition, start, room) {
                continue;
            }
            let block = &mut room.block;
            block.load_columns(partition, start, &self.columns, self.flags);
            block.judge_rows(self.program, &self.nodes);
            block.judge_period(self.program, &self.by_period, &self.limits);
            visit(block, start);
        }
    }

    #[inline(always)]
    fn may_matter(&self, partition: &Partition, start: usize, room: &mut Room) -> bool {
        let Some(gates) = &self.gates else { return true };
        room.block.load_columns(partition, start, &gates.columns, false);
        for column in &gates.columns {
            room.bounds[*column] = room.block.narrow(*column).map(Bounds::of);
        }
        gates.open(&room.bounds, &self.gate_limits, &mut room.open) != 0
    }
}

struct Job<'a, 'p, F> {
    sweep: &'a Sweep<'p>,
    partition: &'a Partition,
    room: &'a mut Room,
    visit: F,
}

impl<F: FnMut(&Block, usize)> pulp::WithSimd for Job<'_, '_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.sweep.walk(self.partition, self.room, self.visit);
    }
}

/// Numeric columns that the nodes ask about, and whether they ask about flags.
fn asked(program: &Program, nodes: &[Id]) -> (BTreeSet<usize>, bool) {
    let (mut columns, mut flags) = (BTreeSet::new(), false);
    for id in nodes {
        match program.formulas.node(*id) {
            Node::Literal(Literal::Flag(..)) => flags = true,
            Node::Literal(Literal::Present(column, _) | Literal::Among(column, _)) => {
                columns.insert(*column);
            }
            Node::Literal(Literal::AtMost(row, _) | Literal::Equal(row, _, _)) => {
                columns.extend(row.0.iter().map(|(column, _)| *column));
            }
            Node::Constant(_) | Node::And(..) | Node::Or(..) => {}
        }
    }
    (columns, flags)
}

/// Places of a block's rows that a mask holds.
#[inline(always)]
pub(super) fn places(mask: &Mask) -> impl Iterator<Item = usize> + '_ {
    (0..).zip(mask).flat_map(|(word, bits)| ones(*bits).map(move |bit| word * 64 + bit))
}
