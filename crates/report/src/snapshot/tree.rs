//! The Merkle tree of RFC 6962: a hash over rows from which single rows can be shown to belong to it.

use sha2::{Digest, Sha256};

/// A hash.
pub type Hash = [u8; 32];

/// The hash of a row: `SHA-256(0x00 ‖ row)`.
#[must_use]
pub fn leaf(row: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(row).finalize().into()
}

/// The hash of two halves: `SHA-256(0x01 ‖ left ‖ right)`.
fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root over the hashes of rows; of none it is `SHA-256("")`.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// What is needed beside a row to arrive at the root: the other half of every step, from the row upwards.
#[must_use]
pub fn path(leaves: &[Hash], at: usize) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut steps, other) = match at.checked_sub(left.len()) {
        None => (path(left, at), right),
        Some(at) => (path(right, at), left),
    };
    steps.push(root(other));
    steps
}

/// The root that a row leads to as number `at` of `of`; [`None`] if the path is not as long as it has to be.
#[must_use]
pub fn climb(leaf: Hash, at: u64, of: u64, path: &[Hash]) -> Option<Hash> {
    if at >= of {
        return None;
    }
    let Some((other, below)) = path.split_last() else {
        return (of == 1).then_some(leaf);
    };
    if of < 2 {
        return None;
    }
    let left = 1 << (of - 1).ilog2();
    match at.checked_sub(left) {
        None => climb(leaf, at, left, below).map(|half| node(&half, other)),
        Some(at) => climb(leaf, at, of - left, below).map(|half| node(other, &half)),
    }
}

/// Rows of the left half: the largest power of two below their number.
fn split(rows: usize) -> usize {
    1 << (rows - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hex;
    use super::*;

    /// The rows and roots of the test data of Certificate Transparency (RFC 6962, RFC 9162).
    #[test]
    fn the_known_trees_come_out() {
        let rows = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"];
        let bytes = |row: &str| -> Vec<u8> {
            let digits: Vec<char> = row.chars().collect();
            let byte = |pair: &[char]| {
                let pair: String = pair.iter().collect();
                hex::read::<1>(&pair).unwrap()[0]
            };
            digits.chunks(2).map(byte).collect()
        };
        let leaves: Vec<Hash> = rows.iter().map(|row| leaf(&bytes(row))).collect();
        let roots = [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        ];
        for (rows, expected) in roots {
            assert_eq!(hex::write(&root(&leaves[..rows])), expected, "{rows} rows");
        }
    }

    proptest! {
        /// Every row leads to the root at its own place and at no other.
        #[test]
        fn a_path_leads_to_the_root(rows in 1..70_u64, at in 0..70_u64, other in 0..70_u64) {
            prop_assume!(at < rows);
            let leaves: Vec<Hash> = (0..rows).map(|row| leaf(&row.to_be_bytes())).collect();
            let whole = root(&leaves);
            let way = path(&leaves, usize::try_from(at).unwrap());
            let own = leaves[usize::try_from(at).unwrap()];
            prop_assert_eq!(climb(own, at, rows, &way), Some(whole));
            if other != at {
                prop_assert_ne!(climb(own, other, rows, &way), Some(whole));
            }
            prop_assert_ne!(climb(leaf(b"another"), at, rows, &way), Some(whole));
        }
    }
}
