//! `chiso-bound DIR`: the same counts as the peers, by hand, from the columns in DIR. Prints one JSON object.

mod count;
mod data;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use count::{COUNTS, DISTINCT, SUM, Tally, count};
use data::{Data, expected};

/// Runs of which the median is told.
const RUNS: usize = 5;

fn main() {
    let dir = std::env::args().nth(1).expect("chiso-bound DIR");
    let dir = Path::new(&dir);
    let data = Data::read(dir);
    let rows: usize = data.parts.iter().map(|part| part.received.len()).sum();
    check(dir, &all(&data, 1));
    check(dir, &all(&data, 2));
    let one = median(|| drop(all(&data, 1)));
    let two = median(|| drop(all(&data, 2)));
    println!(
        "{{\"figure\": \"bound\", \"dossiers\": {rows}, \"one_thread_us\": {one}, \"two_threads_us\": {two}}}"
    );
}

fn median(mut work: impl FnMut()) -> u128 {
    work();
    let mut times: Vec<u128> = (0..RUNS)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}

/// Every agency's own and joined numbers: `[node][period]`.
fn all(data: &Data, threads: usize) -> Vec<Vec<Numbers>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Found::new(data);
        let mut tallies = vec![Tally::new(data.procedures); data.periods.len()];
        while let Some(part) = data.parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            count(data, part, &mut tallies);
            found.settle(data, part.agency, &tallies);
        }
        found
    };
    let found = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut found = work();
        others.into_iter().for_each(|other| found.merge(other.join().unwrap()));
        found
    });
    found.finish()
}

/// What is kept of a tally: procedures as numbers.
#[derive(Clone, Copy, Default)]
struct Numbers {
    counts: [u32; COUNTS.len()],
    seconds: i64,
    procedures: [u32; DISTINCT.len()],
}

impl From<&Tally> for Numbers {
    fn from(tally: &Tally) -> Self {
        let size = |set: &Vec<u64>| set.iter().map(|word| word.count_ones()).sum();
        let procedures = tally.seen.each_ref().map(size);
        Self { counts: tally.counts, seconds: tally.seconds, procedures }
    }
}

/// Numbers of the agencies with dossiers of their own, and joined ones of those above.
struct Found {
    own: Vec<Vec<Numbers>>,
    above: Vec<Option<Vec<Tally>>>,
}

impl Found {
    fn new(data: &Data) -> Self {
        Self { own: vec![Vec::new(); data.above.len()], above: vec![None; data.above.len()] }
    }

    fn settle(&mut self, data: &Data, agency: usize, tallies: &[Tally]) {
        for node in &data.above[agency] {
            if *node == agency {
                self.own[agency] = tallies.iter().map(Numbers::from).collect();
                continue;
            }
            match &mut self.above[*node] {
                Some(joined) => joined.iter_mut().zip(tallies).for_each(|(all, own)| all.join(own)),
                empty => *empty = Some(tallies.to_vec()),
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (own, theirs) in self.own.iter_mut().zip(other.own) {
            if !theirs.is_empty() {
                *own = theirs;
            }
        }
        for (all, theirs) in self.above.iter_mut().zip(other.above) {
            match (all, theirs) {
                (Some(all), Some(theirs)) => {
                    all.iter_mut().zip(&theirs).for_each(|(all, theirs)| all.join(theirs));
                }
                (all @ None, theirs) => *all = theirs,
                (Some(_), None) => {}
            }
        }
    }

    fn finish(self) -> Vec<Vec<Numbers>> {
        let joined = self.above.iter().zip(self.own);
        joined
            .map(|(above, own)| match above {
                Some(above) => above.iter().map(Numbers::from).collect(),
                None => own,
            })
            .collect()
    }
}

/// Compares the totals with those of chiso.
fn check(dir: &Path, numbers: &[Vec<Numbers>]) {
    let total = |of: &dyn Fn(&Numbers) -> i64| numbers.iter().flatten().map(of).sum::<i64>();
    for (at, id) in COUNTS.iter().enumerate() {
        assert_eq!(total(&|n| i64::from(n.counts[at])), expected(dir, id), "{id}");
    }
    for (at, id) in DISTINCT.iter().enumerate() {
        assert_eq!(total(&|n| i64::from(n.procedures[at])), expected(dir, id), "{id}");
    }
    assert_eq!(total(&|n| n.seconds), expected(dir, SUM), "{SUM}");
}
