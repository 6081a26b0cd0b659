//! Report packs on their way: made from a closing, laid down in a folder, mailed to offices.
//!
//! Making and delivering come after a closing is on disk and never touch it: what fails is told, tried again by the
//! server with growing pauses, and can be repeated with `chiso deliver`. Reading order: [`Settings`] (where packs
//! go), `made.rs` (the pack of a closing), `folder.rs`, `mail.rs` and `smtp.rs` (one target each), `follow.rs`.

pub mod folder;
pub(crate) mod follow;
mod made;
mod mail;
pub mod settings;
mod smtp;
mod templates;

use std::path::Path;

use chiso_scoring::lang::Lang;
use chiso_scoring::problem::Problem;
use chiso_store::{ClosingRow, PackDelivery, PackOutcome, Store};

pub(crate) use follow::{Desk, follow};
pub use made::{Made, made, restated};
pub use settings::Settings;
pub use templates::templates;

use mail::{Parcel, letter};
use settings::Recipient;
use smtp::{Sent, Unable};

/// The folder as a target.
pub const FOLDER_TARGET: &str = "thu-muc";
/// Seconds after which nobody tries by himself to deliver a pack.
pub const OLD: i64 = 3 * 86_400;

/// Why there is nothing to deliver.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// No closing has this number.
    #[error("there is no closing {0}")]
    Unknown(u64),
    /// The settings cannot be read.
    #[error(transparent)]
    Settings(#[from] Problem),
    /// The closing's snapshot cannot be opened.
    #[error("closing {0}: {1}")]
    Snapshot(u64, String),
    /// A document could not be made.
    #[error("{0}")]
    Document(String),
    /// The pack could not be put together.
    #[error(transparent)]
    Pack(#[from] chiso_report::pack::Error),
    /// Own phrases or profiles cannot be read.
    #[error("{0}")]
    Templates(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] chiso_store::Error),
}

/// What became of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The folder, or the id of an office.
    pub target: String,
    /// What became of it; `None` if it has to be tried again.
    pub outcome: Option<PackOutcome>,
    /// Status of the mail server, if it gave one.
    pub answer: Option<u16>,
    /// Key of the words for why it did not arrive.
    pub why: Option<&'static str>,
    /// Where it lies, for the folder.
    pub lies: Option<String>,
}

impl Told {
    /// Whether it arrived.
    #[must_use]
    pub fn arrived(&self) -> bool {
        self.outcome == Some(PackOutcome::Delivered)
    }

    fn new(target: &str, outcome: Option<PackOutcome>) -> Self {
        Self { target: target.to_owned(), outcome, answer: None, why: None, lies: None }
    }
}

/// Which targets are delivered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those of which nothing is written down: what a server does by itself.
    Untold,
    /// Those where it has not arrived.
    Missing,
    /// All of them again.
    All,
}

/// A closing's pack on its way to targets.
pub struct Round<'a> {
    store: &'a Store,
    settings: &'a Settings,
    row: &'a ClosingRow,
    made: &'a Made,
}

/// The targets of a closing's pack that are still to be delivered to.
///
/// # Errors
/// The database failed or is damaged.
pub fn outstanding(
    store: &Store,
    settings: &Settings,
    row: &ClosingRow,
    which: Which,
) -> Result<Vec<String>, Failed> {
    let words = store.pack_deliveries(row.number)?;
    let last = |target: &str| words.iter().rfind(|word| word.target == target).map(|w| w.outcome);
    let wanted = |target: &String| match which {
        Which::Untold => last(target).is_none(),
        Which::Missing => last(target) != Some(PackOutcome::Delivered),
        Which::All => true,
    };
    let offices = settings.recipients.iter().filter(|one| one.wants(&row.closed.agency));
    let all = std::iter::once(FOLDER_TARGET.to_owned()).chain(offices.map(|one| one.id.clone()));
    Ok(all.filter(wanted).collect())
}

/// Makes the pack of a closing and delivers it to targets, the folder first; writes down what became of it, but
/// nothing of what has to be tried again.
///
/// # Errors
/// There is no such closing, its pack cannot be made, or the database failed.
pub fn deliver(
    store: &Store,
    settings: &Settings,
    (number, which): (u64, Which),
    now: i64,
) -> Result<Vec<Told>, Failed> {
    let row = store.closing(number, None)?.ok_or(Failed::Unknown(number))?;
    let targets = outstanding(store, settings, &row, which)?;
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    let made = made(store, &row, settings.templates.as_deref())?;
    let round = Round { store, settings, row: &row, made: &made };
    targets.iter().map(|target| round.tell(target, 1, now)).collect()
}

/// Makes and delivers the pack of a period that was closed just now, once. What does not arrive, the server tries
/// again, or whoever calls `chiso deliver`; the closing stands, whatever this gives.
///
/// # Errors
/// The settings or the pack, see [`deliver`].
pub fn closed(store: &Store, number: u64, now: i64) -> Result<Vec<Told>, Failed> {
    let settings = Settings::read(store.folder())?;
    deliver(store, &settings, (number, Which::Untold), now)
}

impl Round<'_> {
    /// Delivers to one target and writes down what became of it.
    fn tell(&self, target: &str, attempts: u32, now: i64) -> Result<Told, Failed> {
        let told = match self.settings.recipients.iter().find(|office| office.id == target) {
            Some(office) => self.mail(office),
            None => self.lay(),
        };
        let expired = told.outcome.is_none() && now - self.row.closed.closed_at > OLD;
        let outcome = told.outcome.or(expired.then_some(PackOutcome::Expired));
        if let Some(outcome) = outcome {
            self.store.add_pack_delivery(&PackDelivery {
                closing: self.row.number,
                target: target.to_owned(),
                at: now,
                attempts,
                outcome,
                answer: told.answer,
                pack: self.made.manifest,
            })?;
        }
        Ok(Told { outcome, ..told })
    }

    fn lay(&self) -> Told {
        let archive = self.settings.archive.then_some(self.made.archive.as_slice());
        match folder::put(&self.settings.folder, &self.made.pack, archive) {
            Ok(path) => Told {
                lies: Some(path.display().to_string()),
                ..Told::new(FOLDER_TARGET, Some(PackOutcome::Delivered))
            },
            Err(_) => Told { why: Some("delivery-no-folder"), ..Told::new(FOLDER_TARGET, None) },
        }
    }

    fn mail(&self, office: &Recipient) -> Told {
        let unable =
            |unable: Unable| Told { why: Some(unable.key()), ..Told::new(&office.id, None) };
        let Some(server) = &self.settings.smtp else { return unable(Unable::Letter) };
        let lies = self.lies(&self.settings.folder);
        let parcel = Parcel {
            pack: &self.made.pack,
            archive: &self.made.archive,
            lies: lies.as_deref(),
            period: &Lang::Vi.period(self.row.closed.period),
            closed_at: self.row.closed.closed_at,
        };
        let Ok(letter) = letter(&parcel, server, office) else { return unable(Unable::Letter) };
        let told = |outcome, answer, why| Told { answer, why, ..Told::new(&office.id, outcome) };
        match smtp::send(server, &letter) {
            Sent::Taken => told(Some(PackOutcome::Delivered), None, None),
            Sent::Refused(answer) => {
                told(Some(PackOutcome::Refused), answer, Some("delivery-refused"))
            }
            Sent::Later(answer, why) => told(None, answer, Some(why.key())),
            Sent::Unable(reason) => unable(reason),
        }
    }

    /// Where the pack lies, if it was laid down.
    fn lies(&self, folder: &Path) -> Option<String> {
        let path = folder.join(self.made.pack.name());
        path.is_dir().then(|| path.display().to_string())
    }
}

#[cfg(test)]
mod tests;
