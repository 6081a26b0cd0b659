//! Blocks of 256 rows: a condition is a mask of 256 bits, a count the number of bits set. These loops are
//! written so that the compiler turns them into vector instructions of whatever machine runs them; that
//! is why their sums wrap: a column of 40 bits times a small number, 256 times, stays far below 63 bits.

use super::formula::{Id, Literal, Node, PeriodPart, RowPart};
use super::program::Program;
use super::table::{Column, NULL_NARROW, Partition};

/// Rows of a block.
pub const ROWS: usize = 256;
const WORDS: usize = ROWS / 64;

/// One bit per row.
pub type Mask = [u64; WORDS];

/// Builds a mask from a condition on each row.
#[inline(always)]
fn mask(condition: impl Fn(usize) -> bool) -> Mask {
    let mut mask = [0; WORDS];
    for (word, bits) in mask.iter_mut().enumerate() {
        for bit in 0..64 {
            *bits |= u64::from(condition(word * 64 + bit)) << bit;
        }
    }
    mask
}

/// Rows in both masks.
#[inline(always)]
pub fn and(a: &Mask, b: &Mask) -> Mask {
    [a[0] & b[0], a[1] & b[1], a[2] & b[2], a[3] & b[3]]
}

#[inline(always)]
fn or(a: &Mask, b: &Mask) -> Mask {
    [a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]]
}

#[inline(always)]
fn not(a: &Mask) -> Mask {
    [!a[0], !a[1], !a[2], !a[3]]
}

/// How many rows are in the mask.
#[inline(always)]
pub fn count(mask: &Mask) -> u32 {
    mask.iter().map(|word| word.count_ones()).sum()
}

/// A column's values in one block. The variants differ in size; there are a dozen of them in all.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a box would put a pointer into every loop")]
enum Values {
    Narrow([i32; ROWS]),
    Wide([i64; ROWS]),
    Code([u8; ROWS]),
}

/// One block of one partition, with what its conditions say.
#[derive(Debug, Clone)]
pub struct Block {
    columns: Vec<Values>,
    flags: [u32; ROWS],
    /// Rows there are; the last block of a partition is short.
    pub valid: Mask,
    /// Rows there are, as a number.
    pub len: usize,
    /// Truth of each node.
    pub truth: Vec<Mask>,
    /// Values of linear row parts of several columns, for the nodes that compare them.
    linear: Vec<Option<Box<[i64; ROWS]>>>,
}

impl Block {
    /// Room for blocks of a program.
    pub fn new(program: &Program, partition: &Partition) -> Self {
        let empty = |column: &Column| match column {
            Column::Narrow(_) => Values::Narrow([0; ROWS]),
            Column::Wide(_) => Values::Wide([0; ROWS]),
            Column::Code(_) => Values::Code([0; ROWS]),
        };
        let nodes = program.formulas.nodes();
        let linear = nodes.iter().map(|node| match node {
            Node::Literal(Literal::AtMost(row, _) | Literal::Equal(row, _, _)) => {
                (row.0.len() != 1).then(|| Box::new([0; ROWS]))
            }
            _ => None,
        });
        Self {
            columns: partition.numbers.iter().map(empty).collect(),
            flags: [0; ROWS],
            valid: [0; WORDS],
            len: 0,
            truth: vec![[0; WORDS]; nodes.len()],
            linear: linear.collect(),
        }
    }

    /// Loads the rows from `start` on.
    #[inline(always)]
    pub fn load(&mut self, partition: &Partition, start: usize) {
        let end = (start + ROWS).min(partition.len());
        self.len = end - start;
        for (to, from) in self.columns.iter_mut().zip(&partition.numbers) {
            match (to, from) {
                (Values::Narrow(to), Column::Narrow(from)) => copy(to, &from[start..end]),
                (Values::Wide(to), Column::Wide(from)) => copy(to, &from[start..end]),
                (Values::Code(to), Column::Code(from)) => copy(to, &from[start..end]),
                _ => {}
            }
        }
        copy(&mut self.flags, &partition.flags[start..end]);
        let len = self.len;
        self.valid = mask(|row| row < len);
    }

    /// Loads only some columns of the rows from `start` on, and the flags if they are wanted; the others
    /// keep what was loaded before and must not be asked for.
    #[inline(always)]
    pub fn load_columns(
        &mut self,
        partition: &Partition,
        start: usize,
        columns: &[usize],
        flags: bool,
    ) {
        let end = (start + ROWS).min(partition.len());
        self.len = end - start;
        for column in columns {
            match (&mut self.columns[*column], &partition.numbers[*column]) {
                (Values::Narrow(to), Column::Narrow(from)) => copy(to, &from[start..end]),
                (Values::Wide(to), Column::Wide(from)) => copy(to, &from[start..end]),
                (Values::Code(to), Column::Code(from)) => copy(to, &from[start..end]),
                _ => {}
            }
        }
        if flags {
            copy(&mut self.flags, &partition.flags[start..end]);
        }
        let len = self.len;
        self.valid = mask(|row| row < len);
    }

    /// The loaded values of a narrow column; behind the last row its value stands again.
    #[inline(always)]
    pub fn narrow(&self, column: usize) -> Option<&[i32; ROWS]> {
        match &self.columns[column] {
            Values::Narrow(values) => Some(values),
            _ => None,
        }
    }

    #[inline(always)]
    fn value(&self, column: usize, row: usize) -> i64 {
        match &self.columns[column] {
            Values::Narrow(values) => i64::from(values[row]),
            Values::Wide(values) => values[row],
            Values::Code(values) => i64::from(values[row]),
        }
    }

    /// Values of a linear row part.
    #[inline(always)]
    pub fn linear(&self, part: &RowPart, into: &mut [i64; ROWS]) {
        into.fill(0);
        for (column, times) in &part.0 {
            let times = *times;
            match &self.columns[*column] {
                Values::Narrow(values) => add(into, times, |row| i64::from(values[row])),
                Values::Wide(values) => add(into, times, |row| values[row]),
                Values::Code(values) => add(into, times, |row| i64::from(values[row])),
            }
        }
    }

    /// Judges the nodes that are the same for every period, and readies those that are not.
    #[inline(always)]
    pub fn judge_rows(&mut self, program: &Program, nodes: &[Id]) {
        for id in nodes {
            if let Some(mut values) = self.linear[*id].take() {
                if let Node::Literal(Literal::AtMost(row, _) | Literal::Equal(row, _, _)) =
                    program.formulas.node(*id)
                {
                    self.linear(row, &mut values);
                }
                self.linear[*id] = Some(values);
            }
            if !program.by_period[*id] {
                self.truth[*id] = self.judge(program, *id, None);
            }
        }
    }

    /// Judges the nodes that depend on the period; `limits` says, by node, what each compares with.
    #[inline(always)]
    pub fn judge_period(&mut self, program: &Program, nodes: &[Id], limits: &[i64]) {
        for id in nodes {
            self.truth[*id] = self.judge(program, *id, Some(limits[*id]));
        }
    }

    #[inline(always)]
    fn judge(&self, program: &Program, id: Id, limit: Option<i64>) -> Mask {
        match program.formulas.node(id) {
            Node::And(a, b) => and(&self.truth[*a], &self.truth[*b]),
            Node::Or(a, b) => or(&self.truth[*a], &self.truth[*b]),
            Node::Constant(value) => [if *value { u64::MAX } else { 0 }; WORDS],
            Node::Literal(literal) => self.literal(literal, id, limit),
        }
    }

    #[inline(always)]
    fn literal(&self, literal: &Literal, id: Id, limit: Option<i64>) -> Mask {
        let bound = |part: &PeriodPart| limit.unwrap_or(part.plus);
        match literal {
            Literal::Flag(bit, is) => {
                let set = mask(|row| self.flags[row] & (1 << bit) != 0);
                if *is { set } else { not(&set) }
            }
            Literal::Present(column, is) => match &self.columns[*column] {
                Values::Narrow(values) if *is => mask(|row| values[row] != NULL_NARROW),
                Values::Narrow(values) => mask(|row| values[row] == NULL_NARROW),
                _ => [if *is { u64::MAX } else { 0 }; WORDS],
            },
            Literal::Among(column, set) => self.among(*column, *set),
            Literal::AtMost(row, part) => self.at_most(row, id, bound(part)),
            Literal::Equal(row, part, is) => {
                let equal = self.equal(row, id, bound(part));
                if *is { equal } else { not(&equal) }
            }
        }
    }

    #[inline(always)]
    fn among(&self, column: usize, set: u64) -> Mask {
        let Values::Code(values) = &self.columns[column] else { return [0; WORDS] };
        // Few codes are asked for, or all but few: one comparison each.
        let (asked, inverse) = if set.count_ones() > 32 { (!set, true) } else { (set, false) };
        let mut found = [0; WORDS];
        for code in (0..64_u8).filter(|code| asked >> code & 1 == 1) {
            found = or(&found, &mask(|row| values[row] == code));
        }
        if inverse { not(&found) } else { found }
    }

    #[inline(always)]
    fn at_most(&self, part: &RowPart, id: Id, bound: i64) -> Mask {
        if let Some(values) = &self.linear[id] {
            return mask(|row| values[row] <= bound);
        }
        let (column, times) = part.0[0];
        match (&self.columns[column], times) {
            (Values::Narrow(values), 1) => {
                let bound = clamp(bound);
                mask(|row| values[row] <= bound)
            }
            (Values::Narrow(values), -1) => {
                let bound = clamp(-bound);
                mask(|row| values[row] >= bound)
            }
            _ => mask(|row| times * self.value(column, row) <= bound),
        }
    }

    #[inline(always)]
    fn equal(&self, part: &RowPart, id: Id, bound: i64) -> Mask {
        if let Some(values) = &self.linear[id] {
            return mask(|row| values[row] == bound);
        }
        let (column, times) = part.0[0];
        mask(|row| times * self.value(column, row) == bound)
    }
}

#[inline(always)]
fn copy<T: Copy>(to: &mut [T; ROWS], from: &[T]) {
    to[..from.len()].copy_from_slice(from);
    if let Some(last) = from.last() {
        to[from.len()..].fill(*last);
    }
}

#[inline(always)]
fn add(into: &mut [i64; ROWS], times: i64, value: impl Fn(usize) -> i64) {
    for (row, sum) in into.iter_mut().enumerate() {
        *sum = sum.wrapping_add(times.wrapping_mul(value(row)));
    }
}

/// A bound beyond every narrow value is as good as the last one.
#[inline(always)]
fn clamp(bound: i64) -> i32 {
    i32::try_from(bound).unwrap_or(if bound < 0 { i32::MIN } else { i32::MAX })
}

/// Sum of the values of the rows in a mask.
#[inline(always)]
pub fn masked_sum(values: &[i64; ROWS], mask: &Mask) -> i64 {
    let mut sum = 0;
    for (word, bits) in mask.iter().enumerate() {
        for bit in 0..64 {
            let keep = (bits >> bit & 1).wrapping_neg() as i64;
            sum = i64::wrapping_add(sum, values[word * 64 + bit] & keep);
        }
    }
    sum
}
