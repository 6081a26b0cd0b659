//! The report pack: every document of a closed period, the figures of its tables, the public snapshot, and a
//! manifest that lists them with sizes and digests.
//!
//! Pure: reports and bytes in, names and bytes out. The same closing, phrases and program give the same bytes on
//! every machine, so that whoever holds the closing can make the pack again and compare.

mod archive;
mod closed;
mod documents;
mod made;
mod manifest;
mod name;
mod restated;
mod tables;

use sha2::{Digest, Sha256};

pub use archive::{archive, opened};
pub use closed::{Closing, closed};
pub use documents::{Settled, documents};
pub use made::{Pdf, made};
pub use manifest::{Entry, Fault, Found, Manifest, Wrong};
pub use name::{Kind, plain};
pub use restated::restated;

use crate::Error as Render;

/// Name of the manifest in a pack.
pub const MANIFEST: &str = "MANIFEST.txt";
/// Most files of a pack.
pub const FILES: usize = 500;
/// Largest file of a pack, in bytes.
pub const FILE_BYTES: u64 = 64 << 20;
/// Largest archive of a pack, in bytes: what is mailed and carried around is far smaller.
pub const ARCHIVE_BYTES: u64 = 256 << 20;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, in ASCII, with `/` between folders.
    pub name: String,
    /// What it is, in Vietnamese.
    pub what: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a pack stands on, as its manifest says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Number of the closing; `None` for a pack of figures that are not closed.
    pub closing: Option<u64>,
    /// Code of the agency.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// The period.
    pub period: String,
    /// Until when one looked, Vietnam time.
    pub as_of: String,
    /// Revision of the log.
    pub revision: u64,
    /// Id of the rulebook and the SHA-256 of its canonical text.
    pub rulebook: (String, String),
    /// Whether the rulebook follows the official text.
    pub official: bool,
    /// Root of the snapshot, in hexadecimal digits.
    pub root: Option<String>,
    /// SHA-256 of own phrases and templates, if there are any.
    pub templates: Option<String>,
    /// Name and version of the program.
    pub program: String,
}

/// A pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// What it stands on.
    pub origin: Origin,
    /// Its files in order, the manifest last.
    pub files: Vec<File>,
}

impl Pack {
    /// Files with a manifest over them.
    ///
    /// # Errors
    /// More files than a pack may have, a file that is too large, or a name that stands twice or is none.
    pub fn new(origin: Origin, mut files: Vec<File>) -> Result<Self, Error> {
        if files.len() > FILES {
            return Err(Error::TooMany(files.len()));
        }
        if let Some(file) = files.iter().find(|file| file.bytes.len() as u64 > FILE_BYTES) {
            return Err(Error::TooLarge(file.name.clone()));
        }
        let manifest = Manifest::of(&origin, &files);
        let text = manifest.print();
        if Manifest::read(&text).ok().as_ref() != Some(&manifest) {
            return Err(Error::Names);
        }
        let what = "Danh mục tệp với mã SHA-256".to_owned();
        files.push(File { name: MANIFEST.to_owned(), what, bytes: text.into_bytes() });
        Ok(Self { origin, files })
    }

    /// Name of the folder or archive it goes into, in ASCII: agency, period, and closing.
    #[must_use]
    pub fn name(&self) -> String {
        let Origin { agency, period, closing, .. } = &self.origin;
        let of = format!("{}-{}", plain(agency), plain(period));
        closing.map_or_else(|| of.clone(), |number| format!("{of}-chot-{number}"))
    }

    /// Bytes of all files together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes.len() as u64).sum()
    }

    /// One file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.name == name)
    }
}

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A document could not be rendered.
    #[error("{0}: {1}")]
    Render(String, #[source] Box<Render>),
    /// The agency is not in its own closing.
    #[error("{0} is not among the agencies of its closing")]
    Agency(String),
    /// A profile cannot be read.
    #[error(transparent)]
    Profile(Box<chiso_scoring::problem::Problem>),
    /// A moment that no calendar has.
    #[error(transparent)]
    Moment(#[from] jiff::Error),
    /// A document could not be made.
    #[error("{0}: {1}")]
    Unmade(&'static str, #[source] Box<crate::variant::Error>),
    /// A document could not be made into a PDF.
    #[error("{0}: {1}")]
    Pdf(String, String),
    /// More files than a pack may have.
    #[error("{0} files are more than a pack may have ({FILES})")]
    TooMany(usize),
    /// A file that is larger than a pack's may be.
    #[error("{0} is larger than {FILE_BYTES} bytes")]
    TooLarge(String),
    /// Two files of one name, or a name that is none.
    #[error("the files of a pack need names of their own")]
    Names,
    /// The archive could not be written or read.
    #[error("archive: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The archive could not be written or read.
    #[error("archive: {0}")]
    Io(#[from] std::io::Error),
}

/// SHA-256.
#[must_use]
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
