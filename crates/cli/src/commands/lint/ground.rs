//! The data that reports are compared with: published figures, else what was counted from dossiers.

use chiso_report::lint::against::{against, subject};
use chiso_report::lint::{Doc, Finding};
use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::score::Basis;

use crate::args::{Args, Lint};
use crate::failure::Failure;
use crate::installation::{Asked, Installation};
use crate::output::message;

/// An installation, and what the command line says the reports are about.
pub struct Ground {
    installation: Installation,
    agency: Option<String>,
    period: Option<Period>,
}

impl Ground {
    /// Opens the store if the command line speaks of data at all.
    pub fn open(args: &Args, asked: &Lint) -> Result<Option<Self>, Failure> {
        let wanted = args.data.is_some() || asked.agency.is_some() || asked.period.is_some();
        if !wanted {
            return Ok(None);
        }
        let installation = Installation::open(args)?;
        let (agency, period) = (asked.agency.clone(), asked.period);
        Ok(Some(Self { installation, agency, period }))
    }

    /// What a report prints otherwise than the data have it.
    pub fn findings(&self, file: &str, doc: &Doc, lang: Lang) -> Result<Vec<Finding>, Failure> {
        let Some((agency, period)) = self.about(doc)? else {
            message(&lang.text_with("lint-about-unknown", &[("file", file)]));
            return Ok(Vec::new());
        };
        let asked = Asked {
            period,
            as_of: None,
            known_at: None,
            rules: None,
            basis: Basis::Published,
            from: None,
        };
        let sheet = self.installation.sheet(&asked)?.sheet;
        let values = [("file", file), ("agency", &*agency.name), ("period", &*lang.period(period))];
        if sheet.agencies().next().is_none() {
            message(&lang.text_with("lint-about-silent", &values));
            return Ok(Vec::new());
        }
        message(&lang.text_with("lint-about-known", &values));
        Ok(against(doc, &sheet, agency))
    }

    /// Whom and when a report is about: as the command line says, else as it says itself.
    fn about(&self, doc: &Doc) -> Result<Option<(&Agency, Period)>, Failure> {
        let tree = &self.installation.tree;
        let own = subject(doc, tree);
        let Some(period) = self.period.or(own.map(|own| own.period)) else { return Ok(None) };
        match &self.agency {
            Some(code) => Ok(Some((tree.find(code, period)?, period))),
            None => Ok(own.map(|own| (own.agency, period))),
        }
    }
}
