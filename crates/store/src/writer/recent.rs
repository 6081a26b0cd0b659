//! Versions that were needed lately: who is heard of once is often heard of again.

use std::collections::HashMap;

use chiso_scoring::dossier::Version;

/// Two generations: when the young one is full, the old one is forgotten. What is found in the old
/// one comes back with its next use.
#[derive(Debug)]
pub(super) struct Recent {
    young: HashMap<u32, Version>,
    old: HashMap<u32, Version>,
    generation: usize,
}

impl Recent {
    pub(super) fn new(generation: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), generation }
    }

    /// Takes a version out.
    pub(super) fn take(&mut self, number: u32) -> Option<Version> {
        let old = self.old.remove(&number);
        self.young.remove(&number).or(old)
    }

    pub(super) fn put(&mut self, number: u32, version: Version) {
        if self.young.len() >= self.generation {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(number, version);
    }

    pub(super) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_generations_are_kept_and_the_newest_version_wins() {
        let mut recent = Recent::new(2);
        let version = |complained| Version { complained, ..Version::default() };
        (1..=3).for_each(|number| recent.put(number, version(false)));
        // 1 is in both generations now.
        recent.put(1, version(true));
        assert_eq!(recent.take(1), Some(version(true)));
        assert_eq!(recent.take(1), None, "an older version must not come back");
        assert_eq!(recent.take(2), Some(version(false)), "one generation later");
        (4..=6).for_each(|number| recent.put(number, version(false)));
        assert_eq!(recent.take(3), Some(version(false)));
        (7..=9).for_each(|number| recent.put(number, version(false)));
        assert_eq!(recent.take(4), None, "two generations later");
    }
}
