//! The lists as data: `rules/work.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::board::fix::Fix;
use crate::dossier::Seconds;
use crate::expr::{Columns, Entity, Expr, ExprError, Type, read};
use crate::rulebook::Text;

/// What a list's text says for "so many working hours ahead".
const UNTIL: &str = ":until";

/// A list of work.
#[derive(Debug, Clone)]
pub struct WorkList {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What stands in it, and what its points mean.
    pub meaning: Text,
    /// Whose rows it lists: dossiers or petitions.
    pub of: Entity,
    /// Condition over rows, as written.
    pub condition: String,
    /// Condition over services, one of which must name the row's procedure.
    pub offered: Option<Expr>,
    /// What handling a row well is.
    pub well: Fix,
    /// What handling it badly is; `None` = leaving it as it is.
    pub badly: Option<Badly>,
    /// What is shown of a row beside its code, unit, procedure and points.
    pub columns: Vec<Shown>,
}

/// What handling a row badly is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Badly {
    /// Its due time passes, if it does within the period.
    Late,
}

/// What is shown of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// When it was received.
    Received,
    /// When it is due.
    Due,
    /// Days since it was due.
    Late,
    /// Working hours until it is due.
    Left,
    /// State of the dossier.
    Status,
    /// Whether it is carried over from before the period.
    Carried,
}

impl Shown {
    /// Name used in files and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Due => "due",
            Self::Late => "late",
            Self::Left => "left",
            Self::Status => "status",
            Self::Carried => "carried",
        }
    }
}

/// Why a text is no file of work lists.
#[derive(Debug)]
pub enum WorkError {
    /// Not TOML, an unknown key, or one missing.
    File(toml::de::Error),
    /// A condition does not read: which list, and where in its text.
    Condition(String, ExprError),
    /// A list that no rows can be in: list, and what is wrong.
    List(String, &'static str),
}

impl std::fmt::Display for WorkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(error) => write!(f, "{error}"),
            Self::Condition(list, error) => {
                write!(f, "list '{list}', {}:{}: {}", error.line, error.column, error.reason)
            }
            Self::List(list, reason) => write!(f, "list '{list}': {reason}"),
        }
    }
}

impl std::error::Error for WorkError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    list: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    of: Entity,
    #[serde(rename = "where")]
    condition: String,
    offered: Option<String>,
    well: String,
    badly: Option<Badly>,
    columns: Vec<Shown>,
    name: Text,
    meaning: Text,
}

/// The lists that come with chiso, in the order of a working day.
///
/// # Panics
/// Never: a test reads the same text.
#[must_use]
#[expect(clippy::expect_used, reason = "the text is part of the binary and tested")]
pub fn lists() -> &'static [WorkList] {
    static LISTS: LazyLock<Vec<WorkList>> = LazyLock::new(|| {
        WorkList::read_all(include_str!("../../../../rules/work.toml")).expect("work.toml")
    });
    &LISTS
}

impl WorkList {
    /// The list of an identifier.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        lists().iter().find(|list| list.id == id)
    }

    /// Reads a file like `rules/work.toml`.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn read_all(text: &str) -> Result<Vec<Self>, WorkError> {
        let file: File = toml::from_str(text).map_err(WorkError::File)?;
        let lists: Vec<Self> =
            file.list.into_iter().map(Self::checked).collect::<Result<_, _>>()?;
        for (at, list) in lists.iter().enumerate() {
            if lists[..at].iter().any(|other| other.id == list.id) {
                return Err(WorkError::List(list.id.clone(), "stands twice"));
            }
        }
        Ok(lists)
    }

    fn checked(entry: Entry) -> Result<Self, WorkError> {
        let wrong = |reason| WorkError::List(entry.id.clone(), reason);
        if !matches!(entry.of, Entity::Dossier | Entity::Petition) {
            return Err(wrong("lists dossiers or petitions"));
        }
        let all = Fix::ACTIONS.into_iter().chain([Fix::OnTime, Fix::PayOnline]);
        let well = all.into_iter().find(|fix| fix.code() == entry.well);
        let well = well.filter(|fix| fix.applies_to(entry.of));
        let well = well.ok_or_else(|| wrong("'well' is nothing that can be done to its rows"))?;
        let offered = entry.offered.as_deref();
        let offered = offered.map(|text| condition(Entity::Service, text)).transpose();
        let list = Self {
            offered: offered.map_err(|error| WorkError::Condition(entry.id.clone(), error))?,
            id: entry.id,
            name: entry.name,
            meaning: entry.meaning,
            of: entry.of,
            condition: entry.condition,
            well,
            badly: entry.badly,
            columns: entry.columns,
        };
        match list.rows(0) {
            Ok(_) => Ok(list),
            Err(error) => Err(WorkError::Condition(list.id, error)),
        }
    }

    /// Whether it asks for a number of working hours.
    #[must_use]
    pub fn asks_hours(&self) -> bool {
        self.condition.contains(UNTIL)
    }

    /// The condition over rows, with `:until` so many seconds after `:asof`.
    ///
    /// # Errors
    /// None for a list that was read.
    pub fn rows(&self, ahead: Seconds) -> Result<Expr, ExprError> {
        let until = format!("(:asof + {ahead})");
        condition(self.of, &self.condition.replace(UNTIL, &until))
    }
}

fn condition(of: Entity, text: &str) -> Result<Expr, ExprError> {
    read(text, &Columns::embedded().of(of), &Type::Flag)
}
