//! The dossier measures of 766-2024, by hand: predicates as bits over 256 rows, periods a block does not touch
//! left out. Nothing of it is read from the rulebook; that the totals agree is checked.

use crate::data::{Data, NULL, Part, Period};

const ROWS: usize = 256;
type Mask = [u64; ROWS / 64];

/// Measures that count rows, in the order of [`Tally::counts`].
pub const COUNTS: [&str; 20] = [
    "received",
    "synced",
    "handled",
    "handled_on_time",
    "finished",
    "finished_late",
    "in_progress",
    "in_progress_overdue",
    "dossiers_online",
    "dossiers_direct",
    "dossiers_post",
    "online_on_time",
    "dossiers_with_fee",
    "dossiers_paid_online",
    "with_result",
    "digitised",
    "reused",
    "personal_store",
    "population_data",
    "satisfied",
];
/// Measures that count procedures.
pub const DISTINCT: [&str; 4] = [
    "services_with_dossier",
    "fee_procedures_offered",
    "fee_procedures_paid_online",
    "population_procedures",
];
/// The measure that sums.
pub const SUM: &str = "finished_seconds";

/// Numbers of one agency in one period.
#[derive(Clone)]
pub struct Tally {
    pub counts: [u32; COUNTS.len()],
    pub seconds: i64,
    /// A bit per procedure, for each of [`DISTINCT`].
    pub seen: [Vec<u64>; DISTINCT.len()],
}

impl Tally {
    pub fn new(procedures: usize) -> Self {
        let seen = std::array::from_fn(|_| vec![0; procedures.div_ceil(64)]);
        Self { counts: [0; COUNTS.len()], seconds: 0, seen }
    }

    /// Adds another agency's.
    pub fn join(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, by)| *sum += by);
        self.seconds += other.seconds;
        for (all, own) in self.seen.iter_mut().zip(&other.seen) {
            all.iter_mut().zip(own).for_each(|(all, own)| *all |= own);
        }
    }

    fn clear(&mut self) {
        self.counts.fill(0);
        self.seconds = 0;
        self.seen.iter_mut().for_each(|set| set.fill(0));
    }
}

#[inline(always)]
fn mask(holds: impl Fn(usize) -> bool) -> Mask {
    std::array::from_fn(|word| {
        (0..64).fold(0, |bits, at| bits | u64::from(holds(word * 64 + at)) << at)
    })
}

#[inline(always)]
fn and(a: &Mask, b: &Mask) -> Mask {
    std::array::from_fn(|word| a[word] & b[word])
}

#[inline(always)]
fn or(a: &Mask, b: &Mask) -> Mask {
    std::array::from_fn(|word| a[word] | b[word])
}

#[inline(always)]
fn not(a: &Mask) -> Mask {
    a.map(|word| !word)
}

#[inline(always)]
fn ones(a: &Mask) -> u32 {
    a.iter().map(|word| word.count_ones()).sum()
}

/// One block with what does not depend on the period.
struct Block {
    received: [i32; ROWS],
    closed: [i32; ROWS],
    due: [i32; ROWS],
    synced: [i32; ROWS],
    few: Mask,
    in_time: Mask,
    finished: Mask,
    channels: [Mask; 3],
    fee: Mask,
    paid: Mask,
    flags: [Mask; 6],
    first: i32,
    last: i32,
    longest: i32,
}

#[inline(always)]
fn copied<T: Copy>(from: &[T], fill: T) -> [T; ROWS] {
    let mut all = [fill; ROWS];
    all[..from.len()].copy_from_slice(from);
    all
}

impl Block {
    #[inline(always)]
    fn new(part: &Part, start: usize, end: usize) -> Self {
        // Rows that are none are received after every period.
        let received = copied(&part.received[start..end], NULL);
        let closed = copied(&part.closed[start..end], 0);
        let waited = copied(&part.waited[start..end], 0);
        // A missing end stays beyond every due time; the due time moves instead of the end.
        let mut due = copied(&part.due[start..end], 0);
        due.iter_mut().zip(&waited).for_each(|(due, waited)| *due += waited);
        let requests = copied(&part.requests[start..end], 0);
        let status = copied(&part.status[start..end], 0);
        let channel = copied(&part.channel[start..end], 0);
        let paid = copied(&part.paid[start..end], 0);
        let fee = copied(&part.fee[start..end], 0);
        let flags = copied(&part.flags[start..end], 0);
        Self {
            few: mask(|at| requests[at] <= 1),
            in_time: mask(|at| closed[at] <= due[at]),
            finished: mask(|at| (closed[at] != NULL) & ((status[at] == 9) | (status[at] == 10))),
            channels: [2, 1, 3].map(|code| mask(|at| channel[at] == code)),
            fee: mask(|at| fee[at] != 0),
            paid: mask(|at| (fee[at] != 0) & ((paid[at] == 1) | (paid[at] == 2))),
            flags: std::array::from_fn(|bit| mask(|at| flags[at] >> bit & 1 != 0)),
            synced: copied(&part.synced[start..end], NULL),
            first: part.received[start],
            last: part.received[end - 1],
            longest: part.closed[start..end].iter().copied().max().unwrap_or(0),
            received,
            closed,
            due,
        }
    }
}

/// The numbers of one agency in every period.
pub fn count(data: &Data, part: &Part, tallies: &mut [Tally]) {
    tallies.iter_mut().for_each(Tally::clear);
    for start in (0..part.received.len()).step_by(ROWS) {
        let end = (start + ROWS).min(part.received.len());
        let block = Block::new(part, start, end);
        for (period, tally) in data.periods.iter().zip(&mut *tallies) {
            if block.first < period.to && block.longest >= period.from {
                add(&block, *period, tally, &part.procedure[start..end]);
            }
        }
    }
}

#[inline(always)]
fn add(block: &Block, period: Period, tally: &mut Tally, procedures: &[u16]) {
    let Period { from, to, asof } = period;
    let Block { received, closed, due, synced, .. } = block;
    let handled = mask(|at| (received[at] < to) & (closed[at] >= from));
    let open_before = mask(|at| asof <= due[at]);
    let is_open = mask(|at| closed[at] == NULL);
    let good =
        and(&block.few, &or(&and(&is_open, &open_before), &and(&not(&is_open), &block.in_time)));
    let on_time = and(&handled, &good);
    let later = mask(|at| (received[at] < to) & (closed[at] >= to));
    let overdue = or(&not(&block.few), &not(&open_before));
    let [.., complained] = &block.flags;
    let mut put = |at: usize, rows: &Mask| tally.counts[at] += ones(rows);
    put(2, &handled);
    put(3, &on_time);
    put(6, &later);
    put(7, &and(&later, &overdue));
    (0..5).for_each(|flag| put(14 + flag, &and(&handled, &block.flags[flag])));
    put(19, &and(&on_time, &not(complained)));
    see(&and(&handled, &block.flags[4]), procedures, &mut tally.seen[3]);
    if block.last < from {
        return;
    }
    let inside = mask(|at| (received[at] >= from) & (received[at] < to));
    let finished = and(&inside, &block.finished);
    let online = and(&inside, &block.channels[0]);
    let late = or(&not(&block.few), &not(&block.in_time));
    put(0, &inside);
    put(1, &and(&inside, &mask(|at| synced[at] <= asof)));
    put(4, &finished);
    put(5, &and(&finished, &late));
    (0..3).for_each(|channel| put(8 + channel, &and(&inside, &block.channels[channel])));
    put(11, &and(&online, &good));
    put(12, &and(&inside, &block.fee));
    put(13, &and(&inside, &block.paid));
    let took = |at: usize| {
        (finished[at / 64] >> (at % 64) & 1) as i64
            * (i64::from(closed[at]) - i64::from(received[at]))
    };
    tally.seconds += (0..ROWS).map(took).sum::<i64>();
    see(&online, procedures, &mut tally.seen[0]);
    see(&and(&inside, &block.fee), procedures, &mut tally.seen[1]);
    see(&and(&inside, &block.paid), procedures, &mut tally.seen[2]);
}

#[inline(always)]
fn see(rows: &Mask, procedures: &[u16], seen: &mut [u64]) {
    for (word, bits) in rows.iter().enumerate() {
        let mut bits = *bits;
        while bits != 0 {
            let procedure = usize::from(procedures[word * 64 + bits.trailing_zeros() as usize]);
            seen[procedure / 64] |= 1 << (procedure % 64);
            bits &= bits - 1;
        }
    }
}
