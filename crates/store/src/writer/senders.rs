//! Who was heard, when, and for which agencies: kept with each submission, in its own transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chiso_scoring::dossier::{Fact, Seconds, Statement};
use chiso_scoring::record::Record;
use chiso_scoring::source::{Heard, Rules};
use rusqlite::Connection;

use super::Submitted;
use crate::error::Result;
use crate::sources;

/// What is known of a sender.
#[derive(Debug, Clone)]
struct Known {
    heard: Heard,
    /// Agencies it speaks for, each with the moment on disk.
    feeds: HashMap<Box<str>, Seconds>,
}

/// All senders: some thousands at most. Changed only after a commit.
#[derive(Debug, Default)]
pub(super) struct Senders(HashMap<String, Known>);

/// What a group changes of it.
#[derive(Debug, Default)]
pub(super) struct Changed {
    heard: Vec<(String, Heard)>,
    feeds: Vec<(String, Box<str>, Seconds)>,
}

/// What an item tells of its sender.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The latest moment it speaks of.
    moment: Option<Seconds>,
    /// The agency it is about.
    agency: Option<Box<str>>,
}

/// What one sender said at one moment.
#[derive(Debug)]
struct Call {
    at: Seconds,
    watermark: Option<Seconds>,
    agencies: BTreeSet<Box<str>>,
}

/// What the submissions of a group say of their senders.
#[derive(Debug, Default)]
pub(super) struct Calls(BTreeMap<String, Vec<Call>>);

impl Told {
    /// Reads an item, before it is joined.
    pub(super) fn of(item: &Submitted) -> Self {
        match item {
            Submitted::Statement(statement) => Self::of_statement(statement),
            Submitted::Record(record) => {
                let (moment, agency) = match record {
                    Record::Service(service) => (service.stated_at, &service.agency),
                    Record::Publication(publication) => {
                        (publication.stated_at, &publication.agency)
                    }
                    Record::Petition(petition) => (petition.stated_at, &petition.agency),
                    Record::Agency(facts) => (facts.stated_at, &facts.agency),
                    // A catalogue says nothing of how far its sender's figures have come.
                    Record::Procedure(_) => return Self { moment: None, agency: None },
                };
                Self { moment: Some(moment), agency: Some(agency.clone()) }
            }
        }
    }

    fn of_statement(statement: &Statement) -> Self {
        let (moment, agency) = match &statement.fact {
            Fact::Snapshot(snapshot) => (Some(snapshot.stated_at), Some(snapshot.agency.clone())),
            Fact::Steps(steps) => (steps.iter().map(|step| step.at).max(), None),
            Fact::Rating { at, .. } => (Some(*at), None),
            Fact::Complaint | Fact::Payment(_) | Fact::Synced => (None, None),
        };
        Self { moment, agency }
    }
}

impl Calls {
    /// Hears a submission. `told` are its items as far as they were kept.
    pub(super) fn hear(&mut self, sender: &str, at: Seconds, told: impl Iterator<Item = Told>) {
        let mut call = Call { at, watermark: None, agencies: BTreeSet::new() };
        for Told { moment, agency } in told {
            // A moment that lies ahead says nothing of how far the sender has come.
            call.watermark = call.watermark.max(moment.filter(|moment| *moment <= at));
            call.agencies.extend(agency);
        }
        self.0.entry(sender.to_owned()).or_default().push(call);
    }
}

impl Senders {
    /// What the database holds.
    pub(super) fn load(connection: &Connection) -> Result<Self> {
        let heard = sources::read_senders(connection)?.into_iter();
        let mut senders: HashMap<String, Known> =
            heard.map(|(code, heard)| (code, Known { heard, feeds: HashMap::new() })).collect();
        for feed in sources::read_feeds(connection)? {
            if let Some(known) = senders.get_mut(&feed.sender) {
                known.feeds.insert(feed.agency.into(), feed.last_at);
            }
        }
        Ok(Self(senders))
    }

    /// Writes what the calls change; memory follows by [`Senders::commit`].
    pub(super) fn write(&self, work: &Connection, calls: Calls) -> Result<Changed> {
        let rules = Rules::embedded();
        let mut changed = Changed::default();
        for (sender, calls) in calls.0 {
            let known = self.0.get(&sender);
            let mut heard = known.map(|known| known.heard.clone());
            let mut feeds: BTreeMap<Box<str>, Seconds> = BTreeMap::new();
            for Call { at, watermark, agencies } in calls {
                match &mut heard {
                    Some(heard) => heard.hear(at, watermark, rules),
                    None => heard = Some(Heard::first(at, watermark)),
                }
                feeds.extend(agencies.into_iter().map(|agency| (agency, at)));
            }
            // Nearly every call repeats an agency: to the quarter of an hour is enough.
            let on_disk = |agency: &str| known.and_then(|known| known.feeds.get(agency).copied());
            feeds.retain(|agency, at| {
                on_disk(agency).is_none_or(|last| at.saturating_sub(last) >= rules.apart)
            });
            for (agency, at) in feeds {
                sources::write_feed(work, &sender, &agency, at)?;
                changed.feeds.push((sender.clone(), agency, at));
            }
            if let Some(heard) = heard {
                sources::write_sender(work, &sender, &heard)?;
                changed.heard.push((sender, heard));
            }
        }
        Ok(changed)
    }

    /// Takes in what is on disk now.
    pub(super) fn commit(&mut self, changed: &Changed) {
        for (sender, heard) in &changed.heard {
            match self.0.get_mut(sender) {
                Some(known) => known.heard.clone_from(heard),
                None => {
                    let known = Known { heard: heard.clone(), feeds: HashMap::new() };
                    self.0.insert(sender.clone(), known);
                }
            }
        }
        for (sender, agency, at) in &changed.feeds {
            if let Some(known) = self.0.get_mut(sender) {
                known.feeds.insert(agency.clone(), *at);
            }
        }
    }
}
