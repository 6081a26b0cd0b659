//! A version and its row: which column holds what.

use chiso_scoring::dossier::{Channel, FiledOn, Marks, Paid, Seconds, Snapshot, Status, Version};
use rusqlite::{Row, Statement};

use crate::cells::{Binder, Cells};
use crate::codes::Codes;
use crate::convert::one_of;
use crate::error::{Error, Result};
use crate::pack;

/// The columns in the order of [`insert`] and [`read`].
pub(crate) const COLUMNS: &str = "id, dossier, revision, previous, stated_at, updating, status, \
     agency, procedure, received_at, filed_at, due_at, ended_at, returned_at, refused_at, channel, \
     filed_on, fee_due, paid, marks, rounds, steps, dues, statuses, synced_at, payment, rating_at, \
     rating_good, complained";

/// How many columns say where the version stands.
const HEAD_COLUMNS: usize = 4;

/// How many columns belong to the snapshot.
const SNAPSHOT_COLUMNS: usize = 17;

/// Where a version stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// Number of the version.
    pub id: i64,
    /// Number of the dossier.
    pub dossier: u32,
    /// Revision that brought it.
    pub revision: u64,
    /// The dossier's version before.
    pub previous: Option<i64>,
}

/// Statement that [`insert`] binds to.
pub(crate) fn insert_sql() -> String {
    let count = COLUMNS.split(',').count();
    let places: Vec<String> = (1..=count).map(|n| format!("?{n}")).collect();
    format!("insert into version ({COLUMNS}) values ({})", places.join(", "))
}

/// Appends a version. `codes` are the numbers of the snapshot's agency and procedure.
pub(crate) fn insert(
    statement: &mut Statement<'_>,
    head: &Head,
    version: &Version,
    codes: (i64, i64),
) -> Result<()> {
    // What is not bound is null.
    statement.clear_bindings();
    let mut row = Binder::new(statement);
    row.put(head.id)?;
    row.put(head.dossier)?;
    row.put(head.revision)?;
    row.put_some(head.previous)?;
    match version.snapshot.as_deref() {
        Some(snapshot) => bind_snapshot(&mut row, snapshot, codes)?,
        None => row.skip(SNAPSHOT_COLUMNS),
    }
    row.put_some(pack::steps(&version.steps))?;
    let dues = version.dues != implied_dues(version.snapshot.as_deref());
    row.put_some(dues.then(|| pack::moments(&version.dues)))?;
    let statuses = version.statuses != implied_statuses(version.snapshot.as_deref());
    row.put_some(statuses.then_some(version.statuses))?;
    row.put_some(version.synced_at)?;
    row.put(version.paid as u8)?;
    row.put_some(version.rating.map(|(at, _)| at))?;
    row.put_some(version.rating.map(|(_, good)| good))?;
    row.put(version.complained)?;
    statement.raw_execute()?;
    Ok(())
}

fn bind_snapshot(
    row: &mut Binder<'_, '_>,
    snapshot: &Snapshot,
    (agency, procedure): (i64, i64),
) -> Result<()> {
    row.put(snapshot.stated_at)?;
    row.put(snapshot.updating)?;
    row.put(snapshot.status.number())?;
    row.put(agency)?;
    row.put(procedure)?;
    row.put_some(snapshot.received_at)?;
    row.put_some(snapshot.filed_at)?;
    row.put_some(snapshot.due_at)?;
    row.put_some(snapshot.ended_at)?;
    row.put_some(snapshot.returned_at)?;
    row.put_some(snapshot.refused_at)?;
    row.put(snapshot.channel as u8)?;
    row.put(snapshot.filed_on as u8)?;
    row.put(snapshot.fee_due)?;
    row.put(snapshot.paid as u8)?;
    row.put(snapshot.marks.0)?;
    row.put_some(pack::rounds(&snapshot.rounds))
}

/// Most dossiers keep their first due date: then it is not written twice.
fn implied_dues(snapshot: Option<&Snapshot>) -> Vec<Seconds> {
    snapshot.and_then(|snapshot| snapshot.due_at).into_iter().collect()
}

fn implied_statuses(snapshot: Option<&Snapshot>) -> u16 {
    snapshot.map_or(0, |snapshot| 1 << snapshot.status.number())
}

/// Where the version of a row stands.
pub(crate) fn read_head(row: &Row<'_>) -> Result<Head> {
    let mut cells = Cells::new(row, 0);
    let (id, dossier) = (cells.take()?, cells.take()?);
    Ok(Head { id, dossier, revision: cells.take()?, previous: cells.take()? })
}

/// The version of a row.
pub(crate) fn read(row: &Row<'_>, codes: &Codes) -> Result<Version> {
    let mut cells = Cells::new(row, HEAD_COLUMNS);
    let snapshot = match cells.take()? {
        Some(stated_at) => Some(Box::new(read_snapshot(&mut cells, stated_at, codes)?)),
        None => None,
    };
    let mut cells = Cells::new(row, HEAD_COLUMNS + SNAPSHOT_COLUMNS);
    let steps = cells.list(pack::read_steps)?.unwrap_or_default();
    let dues = cells.list(pack::read_moments)?;
    let statuses: Option<u16> = cells.take()?;
    let synced_at = cells.take()?;
    let paid = paid(cells.take()?)?;
    let rating_at: Option<Seconds> = cells.take()?;
    let rating_good: Option<bool> = cells.take()?;
    Ok(Version {
        steps,
        dues: dues.unwrap_or_else(|| implied_dues(snapshot.as_deref())),
        statuses: statuses.unwrap_or_else(|| implied_statuses(snapshot.as_deref())),
        synced_at,
        paid,
        rating: rating_at.zip(rating_good),
        complained: cells.take()?,
        snapshot,
    })
}

fn read_snapshot(cells: &mut Cells<'_, '_>, stated_at: Seconds, codes: &Codes) -> Result<Snapshot> {
    let updating = cells.take()?;
    let status = Status::of(cells.take()?).ok_or(Error::Damaged("state of a dossier"))?;
    let agency: i64 = cells.take()?;
    let procedure: i64 = cells.take()?;
    Ok(Snapshot {
        stated_at,
        updating,
        progress: status.progress(),
        status,
        agency: codes.text(agency)?.into(),
        procedure: codes.text(procedure)?.into(),
        received_at: cells.take()?,
        filed_at: cells.take()?,
        due_at: cells.take()?,
        ended_at: cells.take()?,
        returned_at: cells.take()?,
        refused_at: cells.take()?,
        channel: channel(cells.take()?)?,
        filed_on: filed_on(cells.take()?)?,
        fee_due: cells.take()?,
        paid: paid(cells.take()?)?,
        marks: Marks(cells.take()?),
        rounds: cells.list(pack::read_rounds)?.unwrap_or_default(),
    })
}

fn channel(number: i64) -> Result<Channel> {
    let all = [Channel::Direct, Channel::Online, Channel::Post];
    one_of("channel", &all, |channel| *channel as i64, number)
}

fn filed_on(number: i64) -> Result<FiledOn> {
    let all = [FiledOn::Unknown, FiledOn::Portal, FiledOn::Local];
    one_of("place of filing", &all, |place| *place as i64, number)
}

fn paid(number: i64) -> Result<Paid> {
    let all = [Paid::None, Paid::Portal, Paid::Local, Paid::Counter];
    one_of("payment", &all, |paid| *paid as i64, number)
}
