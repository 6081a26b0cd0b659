//! A simulated world: agencies, records, and all messages of all dossiers.

use std::collections::BTreeMap;

use chiso_scoring::agency::Agency;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::record::{AgencyFacts, Petition, ProcedureName, Publication, Record, Service};

use crate::counts::Counts;
use crate::event::Event;
use crate::plan::Plan;
use crate::records::{latest, said};
use crate::stream::{Events, Finals};
use crate::titles;
use crate::tricks::{TrickSet, Tricks};

/// A simulated world.
#[derive(Debug, Clone)]
pub struct World {
    /// Agencies of all times; they form a tree.
    pub agencies: Vec<Agency>,
    /// Services.
    pub services: Vec<Service>,
    /// Publications.
    pub publications: Vec<Publication>,
    /// Petitions as they stand at the end.
    pub petitions: Vec<Petition>,
    /// Figures that agencies and national systems state.
    pub facts: Vec<AgencyFacts>,
    /// What its procedures are called; said by nobody in particular, so no event.
    pub procedures: Vec<ProcedureName>,
    plan: Plan,
    /// Every statement of every record, by time.
    pub(crate) history: Vec<Event>,
}

/// Parts of a world besides its dossiers; petitions with all their statements.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub services: Vec<Service>,
    pub publications: Vec<Publication>,
    pub petitions: Vec<Petition>,
    pub facts: Vec<AgencyFacts>,
}

impl World {
    pub(crate) fn new(agencies: Vec<Agency>, plan: Plan, parts: Parts) -> Self {
        let Parts { services, publications, mut petitions, facts } = parts;
        petitions.retain(|petition| petition.stated_at <= plan.span.until);
        let records = services.iter().cloned().map(Record::Service);
        let records = records.chain(publications.iter().cloned().map(Record::Publication));
        let records = records.chain(petitions.iter().cloned().map(Record::Petition));
        let records = records.chain(facts.iter().cloned().map(Record::Agency));
        let mut history: Vec<Event> = records.map(said).collect();
        history.sort_by_key(|event| event.at);
        let petitions = latest(&petitions);
        let procedures = titles::names(&plan);
        Self { agencies, services, publications, petitions, facts, procedures, plan, history }
    }

    /// The same world with other senders; no count of its dossiers changes.
    #[must_use]
    pub fn with_tricks(mut self, tricks: Tricks) -> Self {
        self.plan.set_tricks(tricks);
        self
    }

    /// All messages in the order of time. Memory grows with the dossiers open at a time, not with
    /// all dossiers.
    #[must_use]
    pub fn events(&self) -> Events<'_> {
        Events::new(&self.plan, &self.history)
    }

    /// All dossiers as they stand at the end, agency by agency, without keeping any.
    #[must_use]
    pub fn finals(&self) -> Finals<'_> {
        Finals::new(&self.plan)
    }

    /// First moment of the period that the counts are made for.
    #[must_use]
    pub fn from(&self) -> Seconds {
        self.plan.span.from
    }

    /// End of the period, or until when it was looked at if that is earlier (excluded).
    #[must_use]
    pub fn to(&self) -> Seconds {
        self.plan.span.to
    }

    /// Nothing is said after this moment.
    #[must_use]
    pub fn until(&self) -> Seconds {
        self.plan.span.until
    }

    /// The counts that must come out, per agency with dossiers.
    pub fn counts(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.plan.units.iter().map(|unit| (&*unit.agency, unit.counts))
    }

    /// The tricks of an agency.
    #[must_use]
    pub fn tricks_of(&self, agency: &str) -> TrickSet {
        let unit = self.plan.units.iter().find(|unit| *unit.agency == *agency);
        unit.map(|unit| unit.tricks).unwrap_or_default()
    }

    /// Names of the agencies that have dossiers, by code.
    pub(crate) fn names(&self) -> BTreeMap<&str, &str> {
        self.plan.units.iter().map(|unit| (&*unit.agency, &*unit.name)).collect()
    }
}
