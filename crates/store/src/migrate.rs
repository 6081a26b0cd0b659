//! The schema: numbered files applied in order, once.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Error, Result};

/// All migrations, oldest first. See `migrations/README.md`.
const MIGRATIONS: [&str; 9] = [
    include_str!("../migrations/0001_founding.sql"),
    include_str!("../migrations/0002_dossiers.sql"),
    include_str!("../migrations/0003_lists.sql"),
    include_str!("../migrations/0004_sources_and_directives.sql"),
    include_str!("../migrations/0005_alerts.sql"),
    include_str!("../migrations/0006_accounts.sql"),
    include_str!("../migrations/0007_procedure_names.sql"),
    include_str!("../migrations/0008_closings.sql"),
    include_str!("../migrations/0009_deliveries.sql"),
];

/// Marks a file as ours ("chis" in ASCII).
const APPLICATION: i64 = 0x6368_6973;

/// Refuses what is not ours or too new, without changing a byte of it.
/// Returns how many migrations the database already has.
pub(crate) fn inspect(connection: &Connection, path: &Path) -> Result<usize> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let ours =
        application == APPLICATION || (found == 0 && application == 0 && is_empty(connection)?);
    match usize::try_from(found) {
        Ok(applied) if ours && found <= known => Ok(applied),
        Ok(_) if ours => Err(Error::Newer { path: path.to_owned(), found, known }),
        _ => Err(Error::NotOurs(path.to_owned())),
    }
}

fn is_empty(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row("select count(*) = 0 from sqlite_schema", [], |row| row.get(0))?)
}

/// Brings the database up to date. Two processes may try at once: the second finds nothing to do.
pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    let work = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let applied = inspect(&work, path)?;
    for migration in MIGRATIONS.iter().skip(applied) {
        work.execute_batch(migration)?;
    }
    if applied < MIGRATIONS.len() {
        work.pragma_update(None, "application_id", APPLICATION)?;
        work.pragma_update(None, "user_version", MIGRATIONS.len())?;
    }
    Ok(work.commit()?)
}

/// Whether every migration is applied.
pub(crate) fn is_current(applied: usize) -> bool {
    applied == MIGRATIONS.len()
}
