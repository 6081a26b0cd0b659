//! Records of one group against those that hold. Writes nothing.

use std::cmp::Ordering;
use std::collections::HashMap;

use chiso_scoring::record::Record;
use rusqlite::Connection;

use super::{ItemOutcome, RecordChange};
use crate::error::{Error, Result};
use crate::records::{Kind, Subjects, key, newest};

/// A record that the group speaks of.
struct Entry {
    subject: u32,
    old: Option<Record>,
    /// What holds now, if the group changed it.
    new: Option<Record>,
}

/// The records of a group.
pub(super) struct Records<'a> {
    work: &'a Connection,
    subjects: Subjects,
    entries: Vec<Entry>,
    places: HashMap<(Kind, Vec<String>), usize>,
}

impl<'a> Records<'a> {
    pub(super) fn new(work: &'a Connection, subjects: Subjects) -> Self {
        Self { work, subjects, entries: Vec::new(), places: HashMap::new() }
    }

    /// The records that changed, and the greatest subject of each kind.
    pub(super) fn finish(self) -> (Vec<RecordChange>, Subjects) {
        let changed = self.entries.into_iter().filter_map(|entry| {
            let Entry { subject, old, new } = entry;
            new.map(|new| RecordChange { subject, old, new })
        });
        (changed.collect(), self.subjects)
    }

    /// Takes a record if it is greater than the one that holds.
    pub(super) fn join(&mut self, record: Record) -> Result<ItemOutcome> {
        let place = self.place(&record)?;
        let entry = self.entries.get_mut(place).ok_or(Error::Damaged("record"))?;
        let holds = entry.new.as_ref().or(entry.old.as_ref());
        Ok(match holds.map_or(Ordering::Greater, |holds| record.cmp(holds)) {
            Ordering::Less => ItemOutcome::Superseded,
            Ordering::Equal => ItemOutcome::Duplicate,
            Ordering::Greater => {
                let new = holds.is_none();
                entry.new = Some(record);
                ItemOutcome::Accepted { new }
            }
        })
    }

    /// Where the record's key stands in the group. A key that nothing is known of gets the next
    /// subject: its first record is always taken.
    fn place(&mut self, record: &Record) -> Result<usize> {
        let kind = Kind::of(record);
        let key = (kind, key(record));
        if let Some(place) = self.places.get(&key) {
            return Ok(*place);
        }
        let (subject, old) = match newest(self.work, kind, &key.1)? {
            Some((subject, old)) => (subject, Some(old)),
            None => (self.next_subject(kind)?, None),
        };
        let place = self.entries.len();
        self.entries.push(Entry { subject, old, new: None });
        self.places.insert(key, place);
        Ok(place)
    }

    fn next_subject(&mut self, kind: Kind) -> Result<u32> {
        let greatest = self.subjects.get_mut(kind as usize).ok_or(Error::Damaged("record"))?;
        *greatest = greatest.checked_add(1).ok_or(Error::Full)?;
        Ok(*greatest)
    }
}
