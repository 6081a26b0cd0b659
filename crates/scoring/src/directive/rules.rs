//! The customs of `rules/directives.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// When directives are due, and how those that are overdue rise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Working days to the deadline that a draft proposes.
    pub deadline_days: i32,
    /// The working day past the deadline on which each level is reached, from level 1.
    pub levels: Vec<i64>,
    /// Units named in a draft hold at least so many per cent of what was lost …
    pub named_percent: i64,
    /// … and are never more than this.
    pub named_units: usize,
    /// Most dossiers named in a draft.
    pub named_dossiers: usize,
}

impl Rules {
    /// The customs that come with chiso.
    ///
    /// # Panics
    /// Never: a test reads the same text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is part of the binary and tested")]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Rules> = LazyLock::new(|| {
            Rules::read(include_str!("../../../../rules/directives.toml")).expect("directives.toml")
        });
        &EMBEDDED
    }

    /// Reads customs from the text of a file like `rules/directives.toml`.
    ///
    /// # Errors
    /// Not such a file, or its numbers contradict each other.
    pub fn read(text: &str) -> Result<Self, String> {
        let rules: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let rising = rules.levels.is_sorted_by(|a, b| a < b);
        let positive = rules.levels.first().is_some_and(|first| *first > 0);
        let percent = (1..=100).contains(&rules.named_percent);
        if rising && positive && percent && rules.deadline_days > 0 && rules.named_units > 0 {
            return Ok(rules);
        }
        Err("the customs of directives contradict each other".to_owned())
    }

    /// Level of escalation so many working days past the deadline; 0 before the first level.
    #[must_use]
    pub fn level(&self, days: i64) -> usize {
        self.levels.iter().filter(|from| **from <= days).count()
    }
}
