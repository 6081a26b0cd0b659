//! One transaction: what several submissions say, joined and written under one revision.

use chiso_scoring::dossier::{Seconds, Version};
use rusqlite::Connection;

use super::dossiers::{Dossiers, Entry};
use super::recent::Recent;
use super::records::Records;
use super::senders::{self, Calls, Senders, Told};
use super::sound;
use super::{
    DossierChange, ItemOutcome, Quarantined, Receipt, RecordChange, Submission, Submitted,
};
use crate::codes::Codes;
use crate::convert::moment_text;
use crate::error::Result;
use crate::index::{Fingerprint, Index};
use crate::journal::{Held, Tally, write_held, write_progress, write_tally};
use crate::records::{self, Subjects};
use crate::store::{add_revision, last_revision};
use crate::version_row::{self, Head};

/// What the writer knows of the log. Changed only after a commit, but for codes and recent versions.
pub(super) struct Memory {
    pub index: Index,
    pub codes: Codes,
    pub recent: Recent,
    pub subjects: Subjects,
    pub senders: Senders,
    pub last_version: i64,
}

/// What a transaction did, to be taken into memory once it is on disk.
#[derive(Default)]
pub(super) struct Done {
    pub revision: u64,
    /// Whether it made a revision.
    pub changed: bool,
    pub at: Seconds,
    pub receipts: Vec<Receipt>,
    pub dossiers: Vec<DossierChange>,
    pub records: Vec<RecordChange>,
    /// Fingerprints of the new dossiers, in the order of their numbers.
    fresh: Vec<Fingerprint>,
    subjects: Subjects,
    senders: senders::Changed,
    /// Dossiers that were looked at but did not change.
    unchanged: Vec<(u32, Version)>,
}

/// What the items of a group came to.
#[derive(Default)]
struct Joined {
    outcomes: Vec<Vec<ItemOutcome>>,
    held: Vec<Held>,
    tally: Tally,
    calls: Calls,
    at: Seconds,
}

impl Memory {
    /// What the database holds.
    pub(super) fn new(connection: &Connection, index: Index, recent: usize) -> Result<Self> {
        let last = "select coalesce(max(id), 0) from version";
        Ok(Self {
            index,
            codes: Codes::load(connection)?,
            recent: Recent::new(recent),
            subjects: records::subjects(connection)?,
            senders: Senders::load(connection)?,
            last_version: connection.query_row(last, [], |row| row.get(0))?,
        })
    }

    /// Joins and writes the submissions in the running transaction.
    pub(super) fn write(&mut self, work: &Connection, group: Vec<Submission>) -> Result<Done> {
        let progress: Vec<_> = group
            .iter()
            .filter_map(|submission| Some((submission.at, submission.import.clone()?)))
            .collect();
        let mut dossiers = Dossiers::new(&self.index, &self.codes, &mut self.recent, work)?;
        let mut records = Records::new(work, self.subjects);
        let joined = join_all(group, &mut dossiers, &mut records)?;
        let entries = dossiers.into_entries();
        let (records, subjects) = records.finish();
        let before = last_revision(work)?;
        let changed = !records.is_empty() || entries.iter().any(|entry| entry.changed);
        let revision = before + u64::from(changed);
        if changed {
            add_revision(work, revision, &moment_text(joined.at)?)?;
        }
        let mut done = Done { revision, changed, at: joined.at, subjects, ..Done::default() };
        self.write_dossiers(work, entries, &mut done)?;
        for change in &records {
            records::insert(work, change.subject, revision, &change.new)?;
        }
        done.records = records;
        write_held(work, changed.then_some(revision), &joined.held)?;
        write_tally(work, &joined.tally)?;
        done.senders = self.senders.write(work, joined.calls)?;
        progress.iter().try_for_each(|(at, import)| write_progress(work, *at, import))?;
        let receipt = |outcomes| Receipt { revision, outcomes };
        done.receipts = joined.outcomes.into_iter().map(receipt).collect();
        Ok(done)
    }

    /// Appends a version for each dossier that changed.
    fn write_dossiers(
        &mut self,
        work: &Connection,
        entries: Vec<Entry>,
        done: &mut Done,
    ) -> Result<()> {
        let mut named =
            work.prepare_cached("insert into dossier (number, code) values (?1, ?2)")?;
        let mut appended = work.prepare_cached(&version_row::insert_sql())?;
        let mut id = self.last_version;
        for entry in entries {
            let Entry { number, code, fingerprint, version, before: previous, changed } = entry;
            if !changed {
                done.unchanged.push((number, version));
                continue;
            }
            let new = previous.is_none();
            if new {
                named.execute((number, &code))?;
                done.fresh.push(fingerprint);
            }
            id += 1;
            let head = Head { id, dossier: number, revision: done.revision, previous };
            let codes = code_numbers(&mut self.codes, work, &version)?;
            version_row::insert(&mut appended, &head, &version, codes)?;
            done.dossiers.push(DossierChange { number, code, version, version_id: id, new });
        }
        Ok(())
    }

    /// Takes in what is on disk now.
    pub(super) fn commit(&mut self, done: &Done) {
        let mut fresh = done.fresh.iter();
        for change in &done.dossiers {
            match fresh.as_slice().first().filter(|_| change.new) {
                Some(fingerprint) => {
                    fresh.next();
                    self.index.push(*fingerprint, change.version_id);
                }
                None => self.index.set_version(change.number, change.version_id),
            }
            self.last_version = change.version_id;
        }
        self.subjects = done.subjects;
        self.senders.commit(&done.senders);
    }

    /// Keeps the versions of a group at hand for the next one.
    pub(super) fn keep(&mut self, done: Done) {
        let changed = done.dossiers.into_iter().map(|change| (change.number, change.version));
        for (number, version) in done.unchanged.into_iter().chain(changed) {
            self.recent.put(number, version);
        }
    }

    /// Forgets what a failed transaction may have left: `codes` is how many there were before it.
    pub(super) fn roll_back(&mut self, codes: usize) {
        self.codes.truncate(codes);
        self.recent.clear();
    }
}

fn code_numbers(codes: &mut Codes, work: &Connection, version: &Version) -> Result<(i64, i64)> {
    match &version.snapshot {
        Some(snapshot) => {
            Ok((codes.id(work, &snapshot.agency)?, codes.id(work, &snapshot.procedure)?))
        }
        None => Ok((0, 0)),
    }
}

fn join_all(
    group: Vec<Submission>,
    dossiers: &mut Dossiers<'_>,
    records: &mut Records<'_>,
) -> Result<Joined> {
    let mut joined = Joined { at: Seconds::MIN, ..Joined::default() };
    for submission in group {
        let Submission { sender, format, at, items, refused, import: _ } = submission;
        joined.at = joined.at.max(at);
        let held = |item| Held { at, sender: sender.clone(), item };
        let mut outcomes = Vec::with_capacity(items.len());
        let mut told = Vec::with_capacity(items.len());
        let silent = items.is_empty() && refused.is_empty();
        for (place, item) in (1..).zip(items) {
            let says = Told::of(&item);
            let (outcome, quarantined) = join(place, item, dossiers, records)?;
            outcomes.push(outcome);
            told.extend(quarantined.is_none().then_some(says));
            joined.held.extend(quarantined.map(held));
        }
        joined.tally.add(at, &sender, &format, &outcomes, refused.len())?;
        if !silent {
            joined.calls.hear(&sender, at, told.into_iter());
        }
        joined.held.extend(refused.into_iter().map(held));
        joined.outcomes.push(outcomes);
    }
    Ok(joined)
}

/// Joins an item, the `place`-th of its submission.
fn join(
    place: u64,
    item: Submitted,
    dossiers: &mut Dossiers<'_>,
    records: &mut Records<'_>,
) -> Result<(ItemOutcome, Option<Quarantined>)> {
    let number = |item: &Submitted| match item {
        Submitted::Statement(statement) => Some(statement.number.to_string()),
        Submitted::Record(_) => None,
    };
    let hold = |number, code: &'static str, field: Option<&str>| {
        let (place, field) = (place.to_string(), field.map(str::to_owned));
        let held = Quarantined { number, place, code: code.to_owned(), field, value: None };
        (ItemOutcome::Quarantined(code), Some(held))
    };
    if let Err((code, field)) = sound::check(&item) {
        return Ok(hold(number(&item), code, Some(field)));
    }
    let outcome = match item {
        Submitted::Record(record) => records.join(record)?,
        Submitted::Statement(statement) => {
            let number = statement.number.clone();
            match dossiers.join(statement)? {
                ItemOutcome::Quarantined(code) => return Ok(hold(Some(number.into()), code, None)),
                outcome => outcome,
            }
        }
    };
    Ok((outcome, None))
}
