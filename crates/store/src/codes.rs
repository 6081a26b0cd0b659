//! The dictionary of agency and procedure codes: a version names them by small numbers.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;

use crate::error::{Error, Result};

/// All codes in memory: some thousands of agencies and procedures.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    ids: HashMap<Arc<str>, i64>,
    texts: Vec<Arc<str>>,
}

impl Codes {
    /// All codes of the database.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let mut codes = Self::default();
        codes.catch_up(connection)?;
        Ok(codes)
    }

    /// Adds the codes that the database has besides.
    pub(crate) fn catch_up(&mut self, connection: &Connection) -> Result<()> {
        let mut statement =
            connection.prepare_cached("select id, text from code where id > ?1 order by id")?;
        let mut rows = statement.query([self.texts.len()])?;
        while let Some(row) = rows.next()? {
            let (id, text): (i64, String) = (row.get(0)?, row.get(1)?);
            if id != self.push(text.into()) {
                return Err(Error::Damaged("number of a code"));
            }
        }
        Ok(())
    }

    /// Number of a code, entered in the dictionary if it is new.
    pub(crate) fn id(&mut self, work: &Connection, text: &str) -> Result<i64> {
        if let Some(id) = self.ids.get(text) {
            return Ok(*id);
        }
        let mut statement = work.prepare_cached("insert into code (id, text) values (?1, ?2)")?;
        statement.execute((self.texts.len() + 1, text))?;
        Ok(self.push(text.into()))
    }

    /// The code behind a number.
    pub(crate) fn text(&self, id: i64) -> Result<&str> {
        let place = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
        let text = place.and_then(|place| self.texts.get(place));
        text.map(|text| &**text).ok_or(Error::Damaged("number of a code"))
    }

    /// How many codes there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Forgets the codes beyond the first `len`: they were entered by a transaction that failed.
    pub(crate) fn truncate(&mut self, len: usize) {
        for text in self.texts.drain(len.min(self.texts.len())..) {
            self.ids.remove(&text);
        }
    }

    fn push(&mut self, text: Arc<str>) -> i64 {
        self.texts.push(Arc::clone(&text));
        let id = i64::try_from(self.texts.len()).unwrap_or(i64::MAX);
        self.ids.insert(text, id);
        id
    }
}
