//! Vietnamese alphabetical order, as the Unicode collation data define it: a ă â b c d đ e ê …,
//! tones only between equal letters.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;

#[expect(clippy::expect_used, reason = "the data are compiled into the binary")]
static VIETNAMESE: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("vi").into(), CollatorOptions::default()).expect("collation data")
});

/// Compares two names in Vietnamese order.
#[must_use]
pub fn compare(a: &str, b: &str) -> Ordering {
    VIETNAMESE.compare(a, b)
}

/// A name as a sort key in Vietnamese order.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a>(pub &'a str);

impl Ord for Name<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self.0, other.0)
    }
}

impl PartialOrd for Name<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Name<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_order() {
        let mut names =
            ["Đà Nẵng", "Dak", "Ắc", "Ác", "Ân", "An", "Bà Rịa", "Ba Bể", "Ốc", "Oa", "Ơn"];
        names.sort_by(|a, b| compare(a, b));
        let sorted =
            ["Ác", "An", "Ắc", "Ân", "Ba Bể", "Bà Rịa", "Dak", "Đà Nẵng", "Oa", "Ốc", "Ơn"];
        assert_eq!(names, sorted);
    }
}
