//! All rulebooks an installation knows: the embedded ones, replaced or joined by a directory's.

use std::collections::BTreeMap;

use super::Rulebook;
use crate::expr::Columns;
use crate::period::Period;
use crate::problem::{Problem, Source, nearest};

/// Rulebooks in the order of their first day in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Rulebooks(Vec<Rulebook>);

/// Why no rulebook could be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetError {
    /// No rulebook of that name.
    Unknown {
        /// Name asked for.
        id: String,
        /// Names there are.
        known: String,
        /// The nearest one.
        hint: Option<String>,
    },
    /// No rulebook in force in the period.
    NotInForce(Period),
}

/// The embedded rulebooks: file name and text.
const EMBEDDED: [(&str, &str); 2] = [
    ("rules/766-2022.toml", include_str!("../../../../rules/766-2022.toml")),
    ("rules/766-2024.toml", include_str!("../../../../rules/766-2024.toml")),
];

fn twice(file: &str, text: &str, id: &str, other: &str) -> Problem {
    let at = text.find(&format!("\"{id}\"")).unwrap_or_default();
    let reason = format!("the id '{id}' is that of {other} too");
    Source { file, text }.problem(at, reason, Some("keep one of the two files".to_owned()))
}

impl Rulebooks {
    /// The rulebooks embedded in the binary.
    ///
    /// # Panics
    /// Never: a test reads the same texts.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the texts are part of the binary and tested")]
    pub fn embedded() -> Self {
        Self::with(&[]).expect("the embedded rulebooks are checked by tests")
    }

    /// The embedded rulebooks with `files` (name, text) added; a file with the id of an embedded
    /// rulebook replaces it. Two files of one id are refused: which of them counts must not depend on
    /// their names.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn with(files: &[(String, String)]) -> Result<Self, Vec<Problem>> {
        let columns = Columns::embedded();
        let embedded = EMBEDDED.iter().map(|(name, text)| (*name, *text));
        let own = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let mut set: Vec<Rulebook> = Vec::new();
        let mut problems = Vec::new();
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        for (at, (name, text)) in embedded.chain(own).enumerate() {
            let rulebook = match Rulebook::read(name, text, &columns) {
                Ok(rulebook) => rulebook,
                Err(found) => {
                    problems.extend(found);
                    continue;
                }
            };
            if at >= EMBEDDED.len()
                && let Some(other) = taken.insert(rulebook.id.clone(), name)
            {
                problems.push(twice(name, text, &rulebook.id, other));
            }
            set.retain(|known| known.id != rulebook.id);
            set.push(rulebook);
        }
        set.sort_by_key(|rulebook| rulebook.from);
        if problems.is_empty() { Ok(Self(set)) } else { Err(problems) }
    }

    /// All, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Rulebook] {
        &self.0
    }

    /// By identifier.
    ///
    /// # Errors
    /// [`SetError::Unknown`] with the known names.
    pub fn get(&self, id: &str) -> Result<&Rulebook, SetError> {
        self.0.iter().find(|rulebook| rulebook.id == id).ok_or_else(|| {
            let ids: Vec<&str> = self.0.iter().map(|rulebook| rulebook.id.as_str()).collect();
            SetError::Unknown {
                id: id.to_owned(),
                known: ids.join(", "),
                hint: nearest(id, ids.iter().copied()).map(str::to_owned),
            }
        })
    }

    /// The rulebook in force on the last day of a period.
    ///
    /// # Errors
    /// [`SetError::NotInForce`].
    pub fn for_period(&self, period: Period) -> Result<&Rulebook, SetError> {
        let day = period.last();
        self.0.iter().rev().find(|r| r.in_force(day)).ok_or(SetError::NotInForce(period))
    }
}
