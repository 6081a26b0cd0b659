//! Names beside the codes that lists are made of.

use std::sync::Arc;

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::names::Names;
use chiso_scoring::period::Period;

use crate::study::Study;
use crate::trouble::Trouble;

/// What agencies and procedures are called in a period.
pub(crate) struct Named {
    tree: Arc<AgencyTree>,
    names: Arc<Names>,
    period: Period,
}

impl Named {
    /// Names as they are known to an internal page.
    pub fn of(study: &Study) -> Result<Self, Trouble> {
        let names = study.look(|standing| Arc::clone(standing.names()))?;
        Ok(Self { tree: study.app.intake.tree(&study.app)?, names, period: study.period })
    }

    /// Name of an agency, of the period or its last one; the code itself where no agency has it.
    pub fn agency(&self, code: &str) -> String {
        let found = self.tree.find(code, self.period).ok();
        let found = found.or_else(|| self.tree.versions(code).next_back());
        found.map_or_else(|| code.to_owned(), |agency| agency.name.clone())
    }

    /// Code and name of a procedure; the code alone where no catalogue names it.
    pub fn procedure(&self, code: &str) -> String {
        let name = self.names.of(code).map(|name| &*name.name);
        name.map_or_else(|| code.to_owned(), |name| format!("{code} – {name}"))
    }
}
