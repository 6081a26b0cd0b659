//! Between what is frozen and its file: the format itself is `chiso_report::snapshot`.

use chiso_report::snapshot::{self, Frozen, Key, Sealed};
use chiso_scoring::small::Small;

pub use chiso_report::snapshot::Opened;

use super::refused::Refused;

/// Seals what is frozen; `pages` is what pages withhold of it from strangers.
pub(super) fn seal(frozen: &Frozen, key: &Key, pages: &Small) -> Result<Sealed, Refused> {
    let sealed = snapshot::seal_beside(frozen, key, pages);
    sealed.map_err(|error| Refused::Snapshot(error.to_string()))
}

/// Opens the complete file of a closing.
///
/// # Errors
/// It is not what was sealed.
pub fn open(bytes: &[u8]) -> Result<Opened, Refused> {
    snapshot::open(bytes).map_err(|error| Refused::Snapshot(error.to_string()))
}
