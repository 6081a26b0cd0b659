//! Why a row is counted otherwise: what was stated of it after the closing, by whom, and which fields that changed.

use std::collections::{BTreeMap, HashMap};

use chiso_scoring::dossier::{Snapshot, Version};
use chiso_scoring::expr::Entity;
use chiso_store::KnownFrom;

use super::delta::Delta;
use crate::closing::Desk;
use crate::closing::lists::{ENTITIES, word};
use crate::closing::refused::Refused;

/// Why a row is counted otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Something was stated of it after the closing.
    Stated,
    /// What its procedure's service is said to be changed after the closing.
    Catalogue,
    /// Nothing was stated of it: agencies changed, or what it is read with.
    Derived,
}

impl Why {
    /// Name used in JSON and as the end of keys.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Catalogue => "catalogue",
            Self::Derived => "derived",
        }
    }
}

/// What was stated after the closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// Revision that brought it.
    pub revision: u64,
    /// When it was received, UTC.
    pub received_at: String,
    /// Sources that speak for its unit.
    pub sources: Vec<String>,
    /// Fields that read otherwise since.
    pub fields: Vec<&'static str>,
}

/// Finds why, for each of them.
pub(super) fn find(
    desk: &Desk<'_>,
    then: u64,
    now: u64,
    deltas: &mut [Delta],
) -> Result<(), Refused> {
    if deltas.is_empty() {
        return Ok(());
    }
    let feeds = feeds(desk)?;
    let mut records = HashMap::new();
    for entity in ENTITIES.into_iter().filter(|entity| *entity != Entity::Dossier) {
        records.extend(records_later(desk, entity, then, now)?);
    }
    let newest = newest(desk, then, now)?;
    for delta in deltas {
        let mut later = match delta.entity {
            "dossier" => dossier_later(desk, &newest, delta, then, now)?,
            entity => records.get(&(entity, delta.code.clone())).cloned().unwrap_or_default(),
        };
        let unit = delta.after.as_ref().or(delta.before.as_ref());
        let sources = unit.and_then(|unit| feeds.get(unit)).cloned().unwrap_or_default();
        later.iter_mut().for_each(|later| later.sources.clone_from(&sources));
        delta.why = match () {
            () if !later.is_empty() => Why::Stated,
            () if serves(&records, &delta.procedure) => Why::Catalogue,
            () => Why::Derived,
        };
        delta.later = later;
    }
    Ok(())
}

/// What was stated of records, by entity and code.
type Records = HashMap<(&'static str, String), Vec<Later>>;

/// Whether a service of the procedure was stated.
fn serves(records: &Records, procedure: &str) -> bool {
    let service = word(Entity::Service);
    let of = |code: &str| code.split(' ').next_back() == Some(procedure);
    !procedure.is_empty() && records.keys().any(|(entity, code)| *entity == service && of(code))
}

/// Which sources speak for each unit.
fn feeds(desk: &Desk<'_>) -> Result<BTreeMap<String, Vec<String>>, Refused> {
    let mut feeds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for feed in desk.store.feeds()? {
        feeds.entry(feed.agency).or_default().push(feed.sender);
    }
    Ok(feeds)
}

fn records_later(desk: &Desk<'_>, entity: Entity, then: u64, now: u64) -> Result<Records, Refused> {
    let mut found = Records::new();
    let later = desk.store.records_after(entity, then)?;
    if later.is_empty() {
        return Ok(found);
    }
    let names: HashMap<u32, String> = desk
        .store
        .records_of(entity, Some(now))?
        .into_iter()
        .map(|(subject, record)| (subject, record.key().1))
        .collect();
    for (subject, revision, received_at) in later {
        let Some(code) = names.get(&subject).filter(|_| revision <= now) else { continue };
        let later = Later { revision, received_at, sources: Vec::new(), fields: Vec::new() };
        found.entry((word(entity), code.clone())).or_default().push(later);
    }
    Ok(found)
}

/// Place in the log of the newest version of each dossier that was heard of after the closing.
fn newest(desk: &Desk<'_>, then: u64, now: u64) -> Result<HashMap<u32, i64>, Refused> {
    let mut newest = HashMap::new();
    desk.store.versions_after(then, &mut |logged| {
        if logged.revision <= now {
            newest.insert(logged.number, logged.version_id);
        }
    })?;
    Ok(newest)
}

fn dossier_later(
    desk: &Desk<'_>,
    newest: &HashMap<u32, i64>,
    delta: &Delta,
    then: u64,
    now: u64,
) -> Result<Vec<Later>, Refused> {
    let number = desk.store.dossier_number(&delta.code)?;
    let Some(id) = number.and_then(|number| newest.get(&number)) else { return Ok(Vec::new()) };
    let versions = desk.store.versions_up_to(*id)?;
    let before = |at: usize| at.checked_sub(1).and_then(|at| versions.get(at));
    let later =
        versions.iter().enumerate().filter(|(_, known)| (then + 1..=now).contains(&known.revision));
    Ok(later.map(|(at, known)| told(before(at), known)).collect())
}

fn told(before: Option<&KnownFrom>, known: &KnownFrom) -> Later {
    Later {
        revision: known.revision,
        received_at: known.made_at.clone(),
        sources: Vec::new(),
        fields: changed(before.map(|before| &before.version), &known.version),
    }
}

/// Fields that read otherwise; a dossier heard of for the first time is new as a whole.
fn changed(before: Option<&Version>, after: &Version) -> Vec<&'static str> {
    let Some(before) = before else { return vec!["new"] };
    let mut fields = match (&before.snapshot, &after.snapshot) {
        (Some(before), Some(after)) => snapshot_fields(before, after),
        (None, Some(_)) => vec!["snapshot"],
        _ => Vec::new(),
    };
    let mut note = |field, other: bool| fields.extend(other.then_some(field));
    note("steps", before.steps != after.steps);
    note("dues", before.dues != after.dues);
    note("synced_at", before.synced_at != after.synced_at);
    note("payment", before.paid != after.paid);
    note("rating", before.rating != after.rating);
    note("complained", before.complained != after.complained);
    fields
}

fn snapshot_fields(before: &Snapshot, after: &Snapshot) -> Vec<&'static str> {
    let others = [
        ("status", before.status != after.status),
        ("agency", before.agency != after.agency),
        ("procedure", before.procedure != after.procedure),
        ("received_at", before.received_at != after.received_at),
        ("filed_at", before.filed_at != after.filed_at),
        ("due_at", before.due_at != after.due_at),
        ("ended_at", before.ended_at != after.ended_at),
        ("returned_at", before.returned_at != after.returned_at),
        ("refused_at", before.refused_at != after.refused_at),
        ("channel", before.channel != after.channel),
        ("filed_on", before.filed_on != after.filed_on),
        ("fee_due", before.fee_due != after.fee_due),
        ("paid", before.paid != after.paid),
        ("marks", before.marks != after.marks),
        ("rounds", before.rounds != after.rounds),
    ];
    others.into_iter().filter(|(_, other)| *other).map(|(field, _)| field).collect()
}
