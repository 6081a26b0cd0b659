//! Durations as whole numbers.

use std::time::{Duration, Instant};

/// Runs of which the median is told.
const RUNS: usize = 5;

/// What `work` gives, and how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let made = work();
    (made, begin.elapsed())
}

/// Median of five runs after one that warms up, in microseconds.
pub fn median<T>(mut work: impl FnMut() -> T) -> u64 {
    drop(work());
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed(&mut work).1).collect();
    times.sort_unstable();
    micros(times[RUNS / 2])
}

/// Microseconds.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// How many a second.
pub fn rate(count: u64, time: Duration) -> u64 {
    u64::try_from(u128::from(count) * 1_000_000 / time.as_micros().max(1)).unwrap_or(u64::MAX)
}

/// The value below which `permille` of a thousand lie; 0 of none. Sorts.
pub fn quantile(times: &mut [Duration], permille: usize) -> u64 {
    times.sort_unstable();
    let at = (times.len() * permille / 1000).min(times.len().saturating_sub(1));
    times.get(at).copied().map_or(0, micros)
}
