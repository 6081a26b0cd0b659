//! One row, all periods of a chunk at once: the executor of differences.

use super::formula::{Id, Literal, Node, RowPart};
use super::lanes::{Chunk, Lane};
use super::lower::Linear;
use super::program::Program;
use super::table::{NULL_NARROW, Values};
use super::touch::Touched;

/// Value of a linear row part.
pub(super) fn row_value(part: &RowPart, values: &Values) -> i64 {
    part.0.iter().map(|(column, times)| times * values.numbers[*column]).sum()
}

/// Judges a row: afterwards `truth[id]` has a bit for each lane in which the node holds.
pub(super) fn judge(
    program: &Program,
    nodes: &[Id],
    chunk: &Chunk,
    values: &Values,
    truth: &mut [u64],
) {
    for id in nodes {
        truth[*id] = match program.formulas.node(*id) {
            Node::And(a, b) => truth[*a] & truth[*b],
            Node::Or(a, b) => truth[*a] | truth[*b],
            Node::Constant(value) => all(chunk, *value),
            Node::Literal(literal) => holds(literal, *id, chunk, values),
        };
    }
}

fn all(chunk: &Chunk, value: bool) -> u64 {
    if value { chunk.full } else { 0 }
}

fn holds(literal: &Literal, id: Id, chunk: &Chunk, values: &Values) -> u64 {
    match literal {
        Literal::Flag(bit, is) => all(chunk, (values.flags >> bit & 1 == 1) == *is),
        Literal::Present(column, is) => all(chunk, is_present(values, *column) == *is),
        Literal::Among(column, set) => all(chunk, is_among(values.numbers[*column], *set)),
        Literal::AtMost(row, part) => chunk.compare(id, part, row_value(row, values), false),
        Literal::Equal(row, part, is) => {
            let equal = chunk.compare(id, part, row_value(row, values), true);
            if *is { equal } else { chunk.full & !equal }
        }
    }
}

pub(super) fn is_present(values: &Values, column: usize) -> bool {
    values.numbers[column] != i64::from(NULL_NARROW)
}

fn is_among(code: i64, set: u64) -> bool {
    (0..64).contains(&code) && set >> code & 1 == 1
}

/// Value of a linear number in a period; it never asks the clock.
pub(super) fn value(linear: &Linear, values: &Values, lane: &Lane) -> i64 {
    row_value(&linear.row, values) + linear.period.value(lane.from, lane.to, 0)
}

/// The first moment after `now` at which the clock alone may change what some touched measure says of the
/// row; `truth` is that of [`judge`] for the row.
pub(super) fn next_change(
    program: &Program,
    touched: &Touched,
    values: &Values,
    truth: &[u64],
    now: i64,
    scratch: &mut [i64],
) -> Option<i64> {
    for id in touched.clock_nodes.iter().copied() {
        scratch[id] = match program.formulas.node(id) {
            Node::And(a, b) if settled(program, *a, truth) || settled(program, *b, truth) => {
                i64::MAX
            }
            Node::And(a, b) | Node::Or(a, b) => {
                moment(program, *a, scratch).min(moment(program, *b, scratch))
            }
            Node::Literal(literal) => turn(literal, values, now),
            Node::Constant(_) => i64::MAX,
        };
    }
    let first = touched.roots.iter().map(|root| moment(program, *root, scratch)).min();
    first.filter(|at| *at != i64::MAX)
}

fn moment(program: &Program, id: Id, scratch: &[i64]) -> i64 {
    if program.by_clock[id] { scratch[id] } else { i64::MAX }
}

/// A part that neither clock nor period moves, and that does not hold, settles the whole.
fn settled(program: &Program, id: Id, truth: &[u64]) -> bool {
    !program.by_period[id] && truth[id] == 0
}

/// When a comparison with the clock turns, after `now`.
fn turn(literal: &Literal, values: &Values, now: i64) -> i64 {
    let (row, part) = match literal {
        Literal::AtMost(row, part) | Literal::Equal(row, part, _) => (row, part),
        _ => return i64::MAX,
    };
    // Bounds of a period move nothing by themselves, but with them the turn is another in each period:
    // such a row is looked at again at the next tick.
    if part.from != 0 || part.to != 0 {
        return now + 1;
    }
    let distance = row_value(row, values) - part.plus;
    let equal = matches!(literal, Literal::Equal(..));
    // row ≤ asof × k + plus turns where asof × k reaches the distance.
    let at = match part.asof {
        0 => return i64::MAX,
        times if times > 0 => -((-distance).div_euclid(times)),
        times => (-distance).div_euclid(-times) + 1,
    };
    match at {
        at if at > now => at,
        at if equal && at + 1 > now => at + 1,
        _ => i64::MAX,
    }
}
