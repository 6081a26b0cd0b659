//! Many columns, one after the other, without counting.

use rusqlite::types::FromSql;
use rusqlite::{Row, Statement, ToSql};

use crate::error::{Error, Result};

/// Binds values one after the other.
pub(crate) struct Binder<'a, 's> {
    statement: &'a mut Statement<'s>,
    next: usize,
}

impl<'a, 's> Binder<'a, 's> {
    /// Begins at the first parameter.
    pub(crate) fn new(statement: &'a mut Statement<'s>) -> Self {
        Self { statement, next: 1 }
    }

    /// Leaves the next parameters as they are.
    pub(crate) fn skip(&mut self, count: usize) {
        self.next += count;
    }

    pub(crate) fn put(&mut self, value: impl ToSql) -> Result<()> {
        self.statement.raw_bind_parameter(self.next, value)?;
        self.next += 1;
        Ok(())
    }

    pub(crate) fn put_some(&mut self, value: Option<impl ToSql>) -> Result<()> {
        match value {
            Some(value) => self.put(value)?,
            None => self.next += 1,
        }
        Ok(())
    }
}

/// Reads values one after the other.
pub(crate) struct Cells<'a, 's> {
    row: &'a Row<'s>,
    next: usize,
}

impl<'a, 's> Cells<'a, 's> {
    /// Begins at a column, the first one being 0.
    pub(crate) fn new(row: &'a Row<'s>, column: usize) -> Self {
        Self { row, next: column }
    }

    pub(crate) fn take<T: FromSql>(&mut self) -> Result<T> {
        self.next += 1;
        Ok(self.row.get(self.next - 1)?)
    }

    pub(crate) fn text(&mut self) -> Result<Box<str>> {
        Ok(self.take::<String>()?.into())
    }

    pub(crate) fn list<T>(&mut self, read: fn(&[u8]) -> Result<Vec<T>>) -> Result<Option<Vec<T>>> {
        self.next += 1;
        let bytes = self.row.get_ref(self.next - 1)?.as_blob_or_null();
        bytes.map_err(|_| Error::Damaged("list"))?.map(read).transpose()
    }
}
