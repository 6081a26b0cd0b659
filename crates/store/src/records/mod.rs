//! Records and their rows: one table for each kind, each row the record as known from a revision on.

mod row;

use chiso_scoring::expr::Entity;
use chiso_scoring::record::Record;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::convert::known_at as known;
use crate::error::{Error, Result};
use crate::store::Store;

/// Kinds of records, in the order of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Service,
    Publication,
    Petition,
    Agency,
    Procedure,
}

/// Greatest subject of each kind, in the order of [`Kind::ALL`].
pub(crate) type Subjects = [u32; Kind::ALL.len()];

impl Kind {
    pub(crate) const ALL: [Self; 5] =
        [Self::Service, Self::Publication, Self::Petition, Self::Agency, Self::Procedure];

    pub(crate) fn of(record: &Record) -> Self {
        match record {
            Record::Service(_) => Self::Service,
            Record::Publication(_) => Self::Publication,
            Record::Petition(_) => Self::Petition,
            Record::Agency(_) => Self::Agency,
            Record::Procedure(_) => Self::Procedure,
        }
    }

    fn of_entity(entity: Entity) -> Option<Self> {
        match entity {
            Entity::Dossier => None,
            Entity::Service => Some(Self::Service),
            Entity::Publication => Some(Self::Publication),
            Entity::Petition => Some(Self::Petition),
            Entity::Agency => Some(Self::Agency),
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Publication => "publication",
            Self::Petition => "petition",
            Self::Agency => "agency_fact",
            Self::Procedure => "procedure_name",
        }
    }

    /// Columns that make the key, in the order of [`key`].
    fn key_columns(self) -> &'static [&'static str] {
        match self {
            Self::Service => &["agency", "procedure"],
            Self::Publication => &["agency", "decision", "procedure"],
            Self::Petition => &["number"],
            Self::Agency => &["agency", "period"],
            Self::Procedure => &["procedure"],
        }
    }

    /// Columns of the record, in the order of [`row::values`] and [`row::read`].
    fn columns(self) -> &'static str {
        match self {
            Self::Service => row::SERVICE,
            Self::Publication => row::PUBLICATION,
            Self::Petition => row::PETITION,
            Self::Agency => row::AGENCY,
            Self::Procedure => row::PROCEDURE,
        }
    }
}

/// The texts that identify a record among those of its kind.
pub(crate) fn key(record: &Record) -> Vec<String> {
    let text = |text: &str| text.to_owned();
    match record {
        Record::Service(r) => vec![text(&r.agency), text(&r.procedure)],
        Record::Publication(r) => vec![text(&r.agency), text(&r.decision), text(&r.procedure)],
        Record::Petition(r) => vec![text(&r.number)],
        Record::Agency(r) => vec![text(&r.agency), r.period.to_string()],
        Record::Procedure(r) => vec![text(&r.procedure)],
    }
}

/// What is known of a key: its subject and the record that holds.
pub(crate) fn newest(
    connection: &Connection,
    kind: Kind,
    key: &[String],
) -> Result<Option<(u32, Record)>> {
    let wanted: Vec<String> =
        (1..).zip(kind.key_columns()).map(|(n, column)| format!("{column} = ?{n}")).collect();
    let mut statement = connection.prepare_cached(&format!(
        "select subject, {} from {} where {} order by id desc limit 1",
        kind.columns(),
        kind.table(),
        wanted.join(" and "),
    ))?;
    let found = statement.query_row(params_from_iter(key), |row| {
        let subject: u32 = row.get(0)?;
        Ok(row::read(kind, row, 1).map(|record| (subject, record)))
    });
    found.optional()?.transpose()
}

/// Appends a record.
pub(crate) fn insert(
    work: &Connection,
    subject: u32,
    revision: u64,
    record: &Record,
) -> Result<()> {
    let kind = Kind::of(record);
    let values = row::values(record);
    let places: Vec<String> = (1..=values.len() + 2).map(|n| format!("?{n}")).collect();
    let mut statement = work.prepare_cached(&format!(
        "insert into {} (subject, revision, {}) values ({})",
        kind.table(),
        kind.columns(),
        places.join(", "),
    ))?;
    let revision = i64::try_from(revision).map_err(|_| Error::Damaged("revision"))?;
    let head = [i64::from(subject).into(), revision.into()];
    statement.execute(params_from_iter(head.into_iter().chain(values)))?;
    Ok(())
}

/// The greatest subject of each kind.
pub(crate) fn subjects(connection: &Connection) -> Result<Subjects> {
    let mut subjects = Subjects::default();
    for (greatest, kind) in subjects.iter_mut().zip(Kind::ALL) {
        let sql = format!("select coalesce(max(subject), 0) from {}", kind.table());
        *greatest = connection.query_row(&sql, [], |row| row.get(0))?;
    }
    Ok(subjects)
}

impl Store {
    /// All records, each with its subject: its number among the records of its kind, from 1. By
    /// kind, then by subject; as known at a revision, or now.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn records(&self, known_at: Option<u64>) -> Result<Vec<(u32, Record)>> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let mut all = Vec::new();
        for kind in Kind::ALL {
            all.extend(select(&glance, kind, known_at)?);
        }
        Ok(all)
    }
}

impl Store {
    /// Subjects of the records of one kind that came after a revision, each with the revision that brought it and when that was made
    /// (UTC); in the order of the log. None of dossiers, which are no records.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn records_after(&self, entity: Entity, revision: u64) -> Result<Vec<(u32, u64, String)>> {
        let Some(kind) = Kind::of_entity(entity) else { return Ok(Vec::new()) };
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(&format!(
            "select subject, {0}.revision, made_at
             from {0} join revision on revision.number = {0}.revision
             where {0}.revision > ?1
             order by id",
            kind.table(),
        ))?;
        let rows = statement.query_map([known(Some(revision))], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The records of one kind, each with its subject, as known at a revision, or now; none of dossiers,
    /// which are no records.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn records_of(&self, entity: Entity, known_at: Option<u64>) -> Result<Vec<(u32, Record)>> {
        let Some(kind) = Kind::of_entity(entity) else { return Ok(Vec::new()) };
        let reader = self.reader()?;
        select(&reader, kind, known_at)
    }
}

fn select(
    connection: &Connection,
    kind: Kind,
    known_at: Option<u64>,
) -> Result<Vec<(u32, Record)>> {
    let mut statement = connection.prepare_cached(&format!(
        "select subject, {} from {} where revision <= ?1 order by id",
        kind.columns(),
        kind.table(),
    ))?;
    let mut rows = statement.query([known(known_at)])?;
    let mut found: Vec<(u32, Record)> = Vec::new();
    while let Some(row) = rows.next()? {
        let subject: u32 = row.get(0)?;
        let place = (subject as usize).wrapping_sub(1);
        let record = row::read(kind, row, 1)?;
        if place == found.len() {
            found.push((subject, record));
        } else {
            // Subjects are dense in the order of their first rows.
            found.get_mut(place).ok_or(Error::Damaged("subject of a record"))?.1 = record;
        }
    }
    Ok(found)
}
