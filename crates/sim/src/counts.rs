//! Exact counts of an agency, and how a province's counts are shared out over its agencies.

use crate::share::split;

/// Counts of dossiers that must come out exactly. "Handled" is the base of the progress and the
/// digitisation indicators and includes what was received before the period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Received before the end of the period and not closed before its start.
    pub handled: u64,
    /// Handled on time or still in time.
    pub on_time: u64,
    /// On time, but with a bad rating.
    pub unhappy: u64,
    /// Received in the period.
    pub received: u64,
    /// Received and known to the portal.
    pub synced: u64,
    /// Received online.
    pub online: u64,
    /// Received by post.
    pub post: u64,
    /// Received with a fee.
    pub fee: u64,
    /// Received with a fee and paid online.
    pub paid: u64,
    /// Handled with an electronic result.
    pub result: u64,
    /// Handled with digitised components and an electronic result.
    pub digitised: u64,
    /// Handled reusing digitised data.
    pub reused: u64,
    /// Handled using population data.
    pub population: u64,
    /// Handled using the personal store; part of `population`.
    pub store: u64,
}

impl Counts {
    /// All counts times `permille` / 1000; a part never becomes larger than its whole.
    #[must_use]
    pub fn scaled(self, permille: u64) -> Self {
        spread(self, &[permille.min(1000), 1000 - permille.min(1000)])[0]
    }
}

/// Shares the counts of a province out over its agencies by largest remainder: the dossiers handled by
/// `weights`, every other count by the count it is a part of, so that no part exceeds its whole.
pub(crate) fn spread(total: Counts, weights: &[u64]) -> Vec<Counts> {
    let handled = split(total.handled, weights);
    let column = |all: &[Counts], of: fn(&Counts) -> u64| all.iter().map(of).collect::<Vec<_>>();
    let mut parts: Vec<Counts> = vec![Counts::default(); weights.len()];
    parts.iter_mut().zip(handled).for_each(|(part, n)| part.handled = n);
    let mut share = |n: u64, of: fn(&Counts) -> u64, put: fn(&mut Counts, u64)| {
        let shares = split(n, &column(&parts, of));
        parts.iter_mut().zip(shares).for_each(|(part, n)| put(part, n));
    };
    share(total.on_time, |c| c.handled, |c, n| c.on_time = n);
    share(total.unhappy, |c| c.on_time, |c, n| c.unhappy = n);
    share(total.received, |c| c.handled, |c, n| c.received = n);
    share(total.synced, |c| c.received, |c, n| c.synced = n);
    share(total.online, |c| c.received, |c, n| c.online = n);
    share(total.post, |c| c.received - c.online, |c, n| c.post = n);
    share(total.fee, |c| c.received, |c, n| c.fee = n);
    share(total.paid, |c| c.fee, |c, n| c.paid = n);
    share(total.result, |c| c.handled, |c, n| c.result = n);
    share(total.digitised, |c| c.result, |c, n| c.digitised = n);
    share(total.reused, |c| c.handled, |c, n| c.reused = n);
    share(total.population, |c| c.handled, |c, n| c.population = n);
    share(total.store, |c| c.population, |c, n| c.store = n);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_stay_within_their_whole(
            weights in prop::collection::vec(1u64..2000, 1..30), handled in 0u64..5000,
        ) {
            let total = Counts {
                handled,
                on_time: handled * 9 / 10,
                received: handled * 8 / 10,
                online: handled * 5 / 10,
                post: handled / 10,
                result: handled * 7 / 10,
                digitised: handled * 3 / 10,
                ..Counts::default()
            };
            let parts = spread(total, &weights);
            prop_assert_eq!(parts.iter().map(|c| c.digitised).sum::<u64>(), total.digitised);
            prop_assert_eq!(parts.iter().map(|c| c.post).sum::<u64>(), total.post);
            prop_assert!(parts.iter().all(|c| c.on_time <= c.handled && c.received <= c.handled));
            prop_assert!(parts.iter().all(|c| c.online + c.post <= c.received));
            prop_assert!(parts.iter().all(|c| c.digitised <= c.result));
        }
    }
}
