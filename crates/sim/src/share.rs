//! Sharing a total out exactly: largest remainders, earlier parts first at a tie.

/// Shares `total` out in proportion to `weights`; nobody gets more than its weight as long as the
/// total is not above their sum. All zero if there is no weight.
pub(crate) fn split(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: &u64| u128::from(total) * u128::from(*weight);
    let whole = |weight: &u64| u64::try_from(exact(weight) / sum).unwrap_or(0);
    let mut parts: Vec<u64> = weights.iter().map(whole).collect();
    let missing = total - parts.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(exact(&weights[*at]) % sum), *at));
    let owed = order.into_iter().take(usize::try_from(missing).unwrap_or(0));
    owed.for_each(|at| parts[at] += 1);
    parts
}

/// Like [`split`], but everybody with a weight gets at least one while there is enough.
pub(crate) fn split_to_all(total: u64, weights: &[u64]) -> Vec<u64> {
    let ones: Vec<u64> = weights.iter().map(|weight| u64::from(*weight > 0)).collect();
    let first: u64 = ones.iter().sum();
    if total < first {
        return split(total, &ones);
    }
    let more = split(total - first, weights);
    ones.iter().zip(more).map(|(one, more)| one + more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case(10, &[1, 1, 1], &[4, 3, 3])]
    #[case(7, &[5, 3, 0], &[4, 3, 0])]
    #[case(0, &[2, 9], &[0, 0])]
    #[case(5, &[0, 0], &[0, 0])]
    fn largest_remainders(#[case] total: u64, #[case] weights: &[u64], #[case] parts: &[u64]) {
        assert_eq!(split(total, weights), parts);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nobody_overfull(
            weights in prop::collection::vec(0u64..900, 1..40), part in 0u64..=1000,
        ) {
            let sum: u64 = weights.iter().sum();
            let total = sum * part / 1000;
            let parts = split(total, &weights);
            prop_assert_eq!(parts.iter().sum::<u64>(), total);
            prop_assert!(parts.iter().zip(&weights).all(|(part, weight)| part <= weight));
        }
    }
}
