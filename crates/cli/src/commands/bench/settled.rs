//! Periods that are closed for measuring: looked at, waived, frozen, kept, as `chiso close` does.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chiso_report::snapshot::Origin;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebooks;
use chiso_scoring::score::Basis;
use chiso_scoring::standing::Standing;
use chiso_store::{ClosingFile, Store, live};
use chiso_web::closing::{Ask, Desk, Waiver};

use super::failed;
use super::time::timed;
use super::world::{RULEBOOK, Site};
use crate::failure::Failure;
use crate::present::civil;

/// A store with everything that was kept, as it stands at a moment.
pub struct Kept {
    pub store: Arc<Store>,
    pub standing: Standing,
    pub revision: u64,
}

/// How long a closing took, and what it has.
pub struct Took {
    pub number: u64,
    pub look: Duration,
    pub close: Duration,
    pub listed: u64,
    pub waived: usize,
}

impl Kept {
    /// Reads a folder.
    pub fn read(site: &Site, data: &Path, now: Seconds) -> Result<Self, Failure> {
        let store = Arc::new(Store::open(data)?);
        let (revision, standing) = live::read(&store, site.whole_plan(), now, None)?;
        Ok(Self { store, standing, revision })
    }

    /// Closes a period of an agency at a moment after it.
    pub fn close(
        &self,
        rulebooks: &Rulebooks,
        (agency, period): (&str, Period),
        now: Seconds,
    ) -> Result<Took, Failure> {
        let desk = Desk { store: &self.store, rulebooks, now };
        let ask = Ask {
            agency: agency.to_owned(),
            period,
            origin: Origin::Dossiers,
            basis: Basis::Computed,
            as_of: Some(civil(self.standing.live().now())?),
            rules: Some(RULEBOOK.to_owned()),
        };
        let live = Some((self.standing.live(), self.revision));
        let (looked, look) = timed(|| desk.look(&ask, live));
        let looked = looked.map_err(|refused| failed(format!("{refused:?}")))?;
        let waivers: Vec<Waiver> = looked
            .open(&[])
            .iter()
            .map(|found| Waiver { check: found.check.code().to_owned(), reason: "đo".to_owned() })
            .collect();
        let listed = looked.listed();
        let (done, close) = timed(|| desk.close(looked, "Văn phòng", &waivers));
        let number = done.map_err(|refused| failed(format!("{refused:?}")))?.number;
        Ok(Took { number, look, close, listed, waived: waivers.len() })
    }
}

/// The files of a closing, byte for byte.
pub fn files(store: &Store, number: u64) -> Result<Vec<Vec<u8>>, Failure> {
    let kinds =
        [ClosingFile::Snapshot, ClosingFile::Public, ClosingFile::Lists, ClosingFile::Findings];
    let file = |kind| {
        let bytes = store.closing_file(number, kind)?;
        bytes.ok_or_else(|| failed("a closing without its files"))
    };
    kinds.into_iter().map(file).collect()
}
