//! From a number to what it counts, for the API, the pages and the command line alike: lists ([`list`]), one
//! dossier ([`one`]), numbers by procedure ([`procedures`]).

pub mod list;
pub mod one;
pub mod procedures;
pub(crate) mod spoken;
pub mod words;

use chiso_scoring::agency::Agency;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::expr::{Columns, Entity};
use chiso_scoring::measure::Scope;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::standing::Standing;
use chiso_scoring::verdict::{Asked, Judge};

use crate::moment::local;
use crate::wire::Heading;

/// Most lines of one page.
pub const LIMIT_MOST: usize = 1_000;

/// What is drilled into: one look at how everything stands.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// How everything stands.
    pub standing: &'a Standing,
    /// Revision it is read up to.
    pub revision: u64,
    /// The rules.
    pub rulebook: &'a Rulebook,
    /// Whose numbers.
    pub agency: &'a Agency,
    /// The period.
    pub period: Period,
    /// With what is below the agency, or without.
    pub scope: Scope,
}

impl<'a> Ground<'a> {
    fn asked(&self) -> Asked<'a> {
        Asked { agency: &self.agency.code, period: self.period, scope: self.scope }
    }

    fn heading(&self) -> Heading {
        let as_of = local(self.standing.live().now()).to_string();
        Heading::counted(self.rulebook, self.period.to_string(), as_of, self.revision)
    }
}

/// The catalogues that judging needs.
struct Catalogues {
    columns: Columns,
    calendar: Calendar,
}

impl Catalogues {
    fn embedded() -> Self {
        Self { columns: Columns::embedded(), calendar: Calendar::embedded() }
    }

    fn judge<'a>(&'a self, standing: &'a Standing, asked: Asked<'a>) -> Judge<'a> {
        Judge { standing, columns: &self.columns, calendar: &self.calendar, asked }
    }
}

/// Name of a scope in answers.
#[must_use]
pub fn scope_code(scope: Scope) -> &'static str {
    match scope {
        Scope::Own => "own",
        Scope::Subtree => "subtree",
    }
}

/// Name of what is counted, in answers.
#[must_use]
pub fn entity_code(entity: Entity) -> &'static str {
    match entity {
        Entity::Dossier => "dossier",
        Entity::Service => "service",
        Entity::Publication => "publication",
        Entity::Petition => "petition",
        Entity::Agency => "agency",
    }
}

/// The columns of a row that a list shows.
#[must_use]
pub fn shown_columns(entity: Entity) -> &'static [&'static str] {
    match entity {
        Entity::Dossier => &["received_at", "due_at", "closed_at", "status"],
        Entity::Service => &["level", "state", "valid_from", "valid_to"],
        Entity::Publication => &["decided_at", "announce_due_at", "public_at", "public_due_at"],
        Entity::Petition => &["received_at", "due_at", "answered_at"],
        Entity::Agency => &[],
    }
}
