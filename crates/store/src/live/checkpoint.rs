//! The checkpoint: the rows of the present and the writer's index, as of one revision, in one file beside
//! the database. It can be deleted at any time.

use std::fs;
use std::path::PathBuf;

use chiso_scoring::standing::Saved;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::index::IndexParts;
use crate::store::Store;

/// Name of the checkpoint in the data folder.
pub const CHECKPOINT_NAME: &str = "chiso.checkpoint";

/// What a checkpoint holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Revision it was made at.
    pub revision: u64,
    /// The writer's index.
    pub index: IndexParts,
    /// Rows of dossiers.
    pub rows: Saved,
}

impl Checkpoint {
    /// The checkpoint of a store's folder, if there is one that is whole, was written by this very
    /// reading of dossiers, and belongs to this database.
    pub fn read(store: &Store) -> Result<Option<Self>> {
        let Ok(bytes) = fs::read(path(store)) else { return Ok(None) };
        let Some(checkpoint) = decode(&bytes) else { return Ok(None) };
        Ok(checkpoint.belongs(store)?.then_some(checkpoint))
    }

    /// Writes the checkpoint in place of the one before; a crash leaves one of the two.
    pub fn write(&self, store: &Store) -> Result<()> {
        let (path, draft) = (path(store), path(store).with_extension("checkpoint-draft"));
        let failed = |reason| Error::Folder { path: draft.clone(), reason };
        let body = postcard::to_stdvec(self).map_err(|_| Error::Damaged("checkpoint"))?;
        let mut file = Sha256::digest(&body).to_vec();
        file.extend_from_slice(&Saved::fingerprint().to_le_bytes());
        file.extend_from_slice(&body);
        fs::write(&draft, file).map_err(failed)?;
        fs::rename(&draft, path).map_err(failed)
    }

    /// The newest version of the checkpoint is in the database, with that revision or an earlier one.
    fn belongs(&self, store: &Store) -> Result<bool> {
        let Some(newest) = self.index.versions.iter().max() else { return Ok(false) };
        let reader = store.reader()?;
        let mut statement = reader.prepare_cached("select revision from version where id = ?1")?;
        let revision: Option<u64> = statement.query_row([newest], |row| row.get(0)).optional()?;
        Ok(revision.is_some_and(|revision| revision <= self.revision))
    }
}

fn path(store: &Store) -> PathBuf {
    store.path().with_file_name(CHECKPOINT_NAME)
}

fn decode(bytes: &[u8]) -> Option<Checkpoint> {
    let (digest, rest) = bytes.split_at_checked(32)?;
    let (fingerprint, body) = rest.split_at_checked(8)?;
    let known = Saved::fingerprint().to_le_bytes();
    if fingerprint != known || Sha256::digest(body).as_slice() != digest {
        return None;
    }
    postcard::from_bytes(body).ok()
}
