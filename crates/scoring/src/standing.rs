//! How everything stands: the live tallies with what is needed to read dossiers and records into rows.
//!
//! A function of the current versions, the current records, the agencies and the moment. Whoever
//! follows the log hands in what changed; nothing here remembers more than the newest.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::agency::{AgencyTree, Level};
use crate::calendar::Calendar;
use crate::dossier::meaning::FLAGS;
use crate::dossier::{Hold, Seconds, Version};
use crate::expr::Entity;
use crate::measure::live::Live;
use crate::measure::plan::Plan;
use crate::measure::table::{Row, SavedRows};
use crate::names::Names;
use crate::procedures::Procedures;
use crate::record::{AgencyFacts, Publication, Record};

/// Live tallies, the catalogue, and what is held back.
#[derive(Debug, Clone)]
pub struct Standing {
    live: Live,
    procedures: Procedures,
    calendar: Arc<Calendar>,
    /// Dossiers that are kept but not counted yet, with the procedure if it is known.
    held: HashMap<u32, (Hold, Box<str>)>,
    /// Records whose rows depend on the agency's level.
    publications: HashMap<u32, Publication>,
    facts: HashMap<u32, AgencyFacts>,
    /// What procedures are called.
    names: Arc<Names>,
}

impl Standing {
    /// Nothing known yet, at a moment.
    #[must_use]
    pub fn new(plan: Plan, tree: AgencyTree, now: Seconds) -> Self {
        let calendar = Arc::new(Calendar::embedded());
        Self {
            live: Live::new(plan, tree, now),
            procedures: Procedures::new(Arc::clone(&calendar)),
            calendar,
            held: HashMap::new(),
            publications: HashMap::new(),
            facts: HashMap::new(),
            names: Arc::default(),
        }
    }

    /// The rows of dossiers and what is held back, for a checkpoint.
    #[must_use]
    pub fn saved(&self) -> Saved {
        let held = self.held.iter().map(|(number, (hold, code))| (*number, *hold, code.clone()));
        Saved { rows: self.live.save(Entity::Dossier), held: held.collect() }
    }

    /// Puts back what was saved; nothing is counted until [`Standing::loaded`].
    pub fn restore(&mut self, saved: Saved) {
        self.live.restore(Entity::Dossier, saved.rows);
        let held = saved.held.into_iter();
        self.held = held.map(|(number, hold, code)| (number, (hold, code))).collect();
    }

    /// The tallies.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// What procedures are called.
    #[must_use]
    pub fn names(&self) -> &Arc<Names> {
        &self.names
    }

    /// How many dossiers are held back, by reason.
    #[must_use]
    pub fn held(&self) -> BTreeMap<Hold, usize> {
        let mut reasons = BTreeMap::new();
        self.held.values().for_each(|(hold, _)| *reasons.entry(*hold).or_default() += 1);
        reasons
    }

    /// Why a dossier is kept but not counted; `None` if it is counted or unknown.
    #[must_use]
    pub fn hold(&self, number: u32) -> Option<Hold> {
        self.held.get(&number).map(|(hold, _)| *hold)
    }

    /// Lets time pass; it never goes back.
    pub fn tick(&mut self, now: Seconds) {
        self.live.tick(now);
    }

    /// A dossier as it is known now. `number` is its key, `code` its `MaHoSo`.
    pub fn dossier(&mut self, number: u32, code: &str, version: &Version) {
        let row = self.read(number, code, version);
        self.live.put(Entity::Dossier, number, row);
    }

    /// The same while loading: nothing is counted until [`Standing::loaded`].
    pub fn load(&mut self, number: u32, code: &str, version: &Version) {
        match self.read(number, code, version) {
            Some(row) => self.live.load(Entity::Dossier, number, row),
            None => self.live.unload(Entity::Dossier, number),
        }
    }

    /// Counts what was loaded.
    pub fn loaded(&mut self) {
        self.live.recount();
    }

    fn read(&mut self, number: u32, code: &str, version: &Version) -> Option<Row> {
        match version.meaning(code, &self.procedures) {
            Ok(meaning) => {
                self.held.remove(&number);
                let procedure = Some(meaning.procedure);
                Some(self.live.row(Entity::Dossier, meaning.agency, procedure, &meaning.cells))
            }
            Err(hold) => {
                let procedure =
                    version.snapshot.as_ref().map(|snapshot| snapshot.procedure.clone());
                self.held.insert(number, (hold, procedure.unwrap_or_default()));
                None
            }
        }
    }

    /// A record as it is known now, in place of the one before; `subject` is its key among those of its
    /// kind. Gives whether dossiers must be read again: ask [`Standing::outdated`]. The last of several is
    /// followed by [`Standing::settle`].
    pub fn record(&mut self, subject: u32, old: Option<&Record>, new: &Record) -> bool {
        if let Some((entity, row)) = self.record_row(subject, new) {
            self.live.put(entity, subject, Some(row));
        }
        let (Record::Service(service), old) = (new, old) else { return false };
        let old = match old {
            Some(Record::Service(old)) => Some(old),
            _ => None,
        };
        self.procedures.replace(old, Some(service))
    }

    /// Counts the services that came since the last time: to be called before anything is asked.
    pub fn settle(&mut self) {
        self.live.settle();
    }

    /// A record never heard of before, while loading: nothing is counted until
    /// [`Standing::loaded`].
    pub fn load_record(&mut self, subject: u32, record: &Record) {
        if let Some((entity, row)) = self.record_row(subject, record) {
            self.live.load(entity, subject, row);
        }
        if let Record::Service(service) = record {
            self.procedures.learn(service);
        }
    }

    /// The row of a record; an agency's own figures and names have none and are kept apart.
    fn record_row(&mut self, subject: u32, record: &Record) -> Option<(Entity, Row)> {
        Some(match record {
            Record::Service(service) => {
                let cells = service.cells(&self.calendar);
                let procedure = Some(&*service.procedure);
                let row = self.live.row(Entity::Service, &service.agency, procedure, &cells);
                (Entity::Service, row)
            }
            Record::Publication(publication) => {
                self.publications.insert(subject, publication.clone());
                (Entity::Publication, self.publication_row(publication))
            }
            Record::Petition(petition) => {
                let cells = petition.cells(&self.calendar);
                (Entity::Petition, self.live.row(Entity::Petition, &petition.agency, None, &cells))
            }
            Record::Agency(facts) => {
                self.facts.insert(subject, facts.clone());
                self.agency_facts(facts);
                return None;
            }
            Record::Procedure(name) => {
                Arc::make_mut(&mut self.names).learn(name);
                return None;
            }
        })
    }

    fn publication_row(&mut self, publication: &Publication) -> Row {
        let cells = publication.cells(self.level(&publication.agency), &self.calendar);
        let procedure = Some(&*publication.procedure);
        self.live.row(Entity::Publication, &publication.agency, procedure, &cells)
    }

    fn agency_facts(&mut self, facts: &AgencyFacts) {
        let cells = facts.cells(self.level(&facts.agency));
        self.live.put_facts(&facts.agency, facts.period, cells);
    }

    /// Level of an agency, by its latest time; an unknown one is taken for a province's.
    fn level(&self, agency: &str) -> Level {
        let latest = self.live.tree().versions(agency).next_back();
        latest.map_or(Level::Province, |agency| agency.level)
    }

    /// Other agencies: rows of codes that were unknown are counted from now on.
    pub fn set_tree(&mut self, tree: AgencyTree) {
        self.live.set_tree(tree);
        for (subject, publication) in self.publications.clone() {
            let row = self.publication_row(&publication);
            self.live.put(Entity::Publication, subject, Some(row));
        }
        for facts in self.facts.clone().values() {
            self.agency_facts(facts);
        }
    }

    /// Dossiers whose row may read differently since their procedures changed: they are to be handed
    /// in again.
    #[must_use]
    pub fn outdated(&self, procedures: &HashSet<Box<str>>) -> HashSet<u32> {
        let mut numbers = self.live.keys_of(Entity::Dossier, procedures, catalogue_flags());
        let waits = |hold: &Hold| *hold == Hold::NoDueDate;
        let held =
            self.held.iter().filter(|(_, (hold, code))| waits(hold) && procedures.contains(code));
        numbers.extend(held.map(|(number, _)| *number));
        numbers
    }
}

/// Rows of dossiers as of one revision.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Saved {
    rows: SavedRows,
    held: Vec<(u32, Hold, Box<str>)>,
}

impl Saved {
    /// A number that changes with the code that reads dossiers into rows, and with the catalogues that
    /// code uses: rows saved under another number are not to be used.
    #[must_use]
    pub fn fingerprint() -> u64 {
        let texts = [
            include_str!("dossier/meaning.rs"),
            include_str!("dossier/quality.rs"),
            include_str!("dossier/version.rs"),
            include_str!("dossier/mod.rs"),
            include_str!("measure/column.rs"),
            include_str!("measure/table.rs"),
            include_str!("procedures.rs"),
            include_str!("../../../rules/columns.toml"),
            include_str!("../../../rules/calendar.toml"),
        ];
        // FNV-1a: the same on every machine and in every release of Rust.
        let bytes = texts.iter().flat_map(|text| text.bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}

/// The flags that a change of the catalogue may turn. A procedure that leaves the catalogue altogether
/// (nothing does so today: services are replaced, not removed) would turn them for other rows too.
fn catalogue_flags() -> u32 {
    let bit = |name: &str| FLAGS.iter().position(|flag| *flag == name).map_or(0, |at| 1 << at);
    bit("due_from_statute") | bit("procedure_unknown")
}
