//! The columns a `where` may name, read from `rules/columns.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Scope, Type};
use crate::rulebook::Text;

/// What a measure counts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Entity {
    /// One case of one procedure at one agency (*hồ sơ*).
    Dossier,
    /// A procedure as one agency offers it (*dịch vụ công*).
    Service,
    /// A procedure named in a decision (*công bố, công khai*).
    Publication,
    /// Feedback or complaint (*phản ánh, kiến nghị*).
    Petition,
    /// An agency's own figures.
    Agency,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    #[serde(rename = "type")]
    kind: Kind,
    /// Whether the value may be missing.
    #[serde(default)]
    pub null: bool,
    /// Whether values may need more than 32 bits.
    #[serde(default)]
    pub wide: bool,
    /// Published names of a code's integers.
    #[serde(default)]
    codes: BTreeMap<String, i64>,
    /// What the column means.
    pub meaning: Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Flag,
    Int,
    Time,
    Code,
}

impl Column {
    /// Type of the column.
    #[must_use]
    pub fn kind(&self) -> Type {
        match self.kind {
            Kind::Flag => Type::Flag,
            Kind::Int => Type::Int,
            Kind::Time => Type::Time,
            Kind::Code => {
                Type::Code(self.codes.iter().map(|(name, value)| (name.clone(), *value)).collect())
            }
        }
    }
}

/// All columns of all entities.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Columns(BTreeMap<Entity, BTreeMap<String, Column>>);

impl Columns {
    /// The catalogue embedded in the binary.
    ///
    /// # Panics
    /// Never: a test reads the same text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is part of the binary and tested")]
    pub fn embedded() -> Self {
        toml::from_str(include_str!("../../../../rules/columns.toml")).expect("columns.toml")
    }

    /// Columns of one entity by name.
    #[must_use]
    pub fn of(&self, entity: Entity) -> EntityScope<'_> {
        EntityScope(self.0.get(&entity))
    }
}

/// The columns of one entity as a scope for expressions.
#[derive(Debug, Clone, Copy)]
pub struct EntityScope<'a>(Option<&'a BTreeMap<String, Column>>);

impl<'a> EntityScope<'a> {
    /// Columns by name.
    pub fn columns(&self) -> impl Iterator<Item = (&'a String, &'a Column)> {
        self.0.into_iter().flatten()
    }
}

impl Scope for EntityScope<'_> {
    fn look_up(&self, name: &str) -> Option<(Type, bool)> {
        self.0?.get(name).map(|column| (column.kind(), column.null))
    }

    fn names(&self) -> Vec<String> {
        self.columns().map(|(name, _)| name.clone()).collect()
    }

    fn has_params(&self) -> bool {
        true
    }
}
