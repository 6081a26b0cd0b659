//! What procedures are called: the newest name of each code, as catalogues state them.

use std::collections::BTreeMap;

use crate::record::ProcedureName;
use crate::search::fold;

/// Names of procedures by code.
#[derive(Debug, Clone, Default)]
pub struct Names {
    by_code: BTreeMap<Box<str>, Name>,
}

/// What one procedure is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Name.
    pub name: Box<str>,
    /// Field (*lĩnh vực*).
    pub field: Option<Box<str>>,
    /// Name and field to look for, folded.
    pub folded: Box<str>,
}

impl Names {
    /// Takes a name in place of the one before.
    pub fn learn(&mut self, stated: &ProcedureName) {
        let field = stated.field.as_deref().unwrap_or_default();
        let name = Name {
            name: stated.name.clone(),
            field: stated.field.clone(),
            folded: fold(&format!("{} {field}", stated.name)).into(),
        };
        self.by_code.insert(stated.procedure.clone(), name);
    }

    /// What a procedure is called, if a catalogue says it.
    #[must_use]
    pub fn of(&self, procedure: &str) -> Option<&Name> {
        self.by_code.get(procedure)
    }

    /// All of them, by code.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Name)> {
        self.by_code.iter().map(|(code, name)| (&**code, name))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }
}
