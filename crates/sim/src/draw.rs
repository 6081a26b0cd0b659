//! Seeded chance. ChaCha promises the same stream on every machine and in every version; the
//! few ways of using it stand here, because those of `rand` may change.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// One stream of draws.
#[derive(Debug, Clone)]
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// Stream number `stream` of a seed; streams do not depend on each other.
    pub fn of(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// A number below `n`; 0 if `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(n);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number of seconds below `n`; 0 if there is none.
    pub fn seconds(&mut self, n: i64) -> i64 {
        let n = u64::try_from(n).unwrap_or(0);
        i64::try_from(self.below(n)).unwrap_or(0)
    }

    /// True in `share` of 1,000 cases.
    pub fn permille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    /// How much of the allowed time handling takes, in thousandths: skewed to the left with a long
    /// tail, like the published durations.
    pub fn pace(&mut self) -> i64 {
        const QUANTILES: [i64; 11] = [20, 90, 150, 210, 280, 350, 440, 550, 690, 860, 1000];
        let at = self.below(10_000);
        let (step, part) = (usize::try_from(at / 1000).unwrap_or(0), at % 1000);
        let (low, high) = (QUANTILES[step], QUANTILES[step + 1]);
        low + (high - low) * i64::try_from(part).unwrap_or(0) / 1000
    }

    /// A delay in seconds: mostly hours and days, seldom months.
    pub fn delay(&mut self) -> i64 {
        const HOURS: [i64; 11] = [1, 3, 8, 20, 44, 70, 120, 190, 330, 700, 1500];
        let step = usize::try_from(self.below(10)).unwrap_or(0);
        let (low, high) = (HOURS[step] * 3600, HOURS[step + 1] * 3600);
        low + self.seconds(high - low)
    }
}

/// A permutation of the numbers below `n` that needs no memory: exactly `k` numbers have a rank
/// below `k`, whatever `k`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shuffle {
    n: u64,
    step: u64,
    start: u64,
}

impl Shuffle {
    pub fn new(n: u64, draw: &mut Draw) -> Self {
        let mut step = 1 + draw.below(n.saturating_sub(1));
        while gcd(step, n.max(1)) != 1 {
            step = step % n + 1;
        }
        Self { n, step, start: draw.below(n) }
    }

    /// Rank of number `i`.
    pub fn rank(&self, i: u64) -> u64 {
        (self.start + i % self.n.max(1) * self.step) % self.n.max(1)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shuffle_gives_every_rank_once(n in 1u64..400, seed in any::<u64>()) {
            let shuffle = Shuffle::new(n, &mut Draw::of(seed, 3));
            let mut ranks: Vec<u64> = (0..n).map(|i| shuffle.rank(i)).collect();
            ranks.sort_unstable();
            prop_assert_eq!(ranks, (0..n).collect::<Vec<_>>());
        }

        #[test]
        fn draws_stay_below_their_bound(n in 0u64..5000, seed in any::<u64>()) {
            let mut draw = Draw::of(seed, 1);
            prop_assert!(draw.below(n) < n.max(1));
            prop_assert!((20..=1000).contains(&draw.pace()));
            prop_assert!(draw.delay() >= 3600);
        }
    }

    #[test]
    fn streams_are_the_same_for_ever() {
        let mut draw = Draw::of(766, 55);
        let first: Vec<u64> = (0..4).map(|_| draw.below(1_000_000)).collect();
        insta::assert_debug_snapshot!(first);
    }
}
