//! Where packs go: `giao-nhan.toml` in the data folder. Addresses are those of offices, never of a person; the
//! password stands elsewhere.

mod raw;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chiso_scoring::problem::{Problem, Source};
use lettre::message::Mailbox;

/// Name of the file.
pub const FILE: &str = "giao-nhan.toml";
/// Largest file, in bytes.
const SIZE_MAX: usize = 64 * 1024;
/// Most recipients: each gets a letter of its own.
pub const RECIPIENTS_MAX: usize = 50;
/// Folder that packs go into if none is named, below the data folder.
const FOLDER: &str = "goi-bao-cao";
/// Largest letter if nothing else is said, in bytes: most servers take twice as much.
const LETTER: u64 = 10_000_000;
/// Largest letter that may be asked for.
const LETTER_MAX: u64 = 100_000_000;

/// Where packs go.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder they are laid down in.
    pub folder: PathBuf,
    /// Whether a zip is laid down beside the folder of a pack.
    pub archive: bool,
    /// Folder of own phrases and profiles, if there is one.
    pub templates: Option<PathBuf>,
    /// The mail server, if packs are mailed.
    pub smtp: Option<Smtp>,
    /// Who gets them by mail.
    pub recipients: Vec<Recipient>,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Its name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept secret.
    pub tls: Tls,
    /// File with the certificate of whoever vouches for it, if the system does not know them.
    pub ca: Option<PathBuf>,
    /// Account, if it wants one.
    pub user: Option<String>,
    /// File with the password, unless the environment has it.
    pub password_file: Option<PathBuf>,
    /// Who writes.
    pub from: Mailbox,
    /// How long it may take to answer.
    pub patience: Duration,
    /// Largest letter, in bytes.
    pub largest: u64,
}

/// How a connection is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// It begins open and must turn secret before anything is said.
    StartTls,
    /// It is secret from its first byte.
    Wrapped,
    /// Everybody on the way can read along: on this machine, or because the settings insist.
    Plain,
}

/// An office that gets packs by mail.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Its name in what is written down of deliveries.
    pub id: String,
    /// Its address, with its name.
    pub mailbox: Mailbox,
    /// Agencies whose packs it gets; all if there is none.
    pub agencies: Vec<String>,
    /// What is attached.
    pub attach: Attach,
}

/// What is attached to a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attach {
    /// The whole pack as one zip.
    Archive,
    /// Only the documents for signing and printing, one by one.
    Documents,
    /// Nothing: the letter says where the pack lies.
    Nothing,
}

impl Recipient {
    /// Whether it wants the packs of an agency.
    #[must_use]
    pub fn wants(&self, agency: &str) -> bool {
        self.agencies.is_empty() || self.agencies.iter().any(|code| code == agency)
    }
}

impl Settings {
    /// The settings of a data folder; a folder below it and no mail if there is no file.
    ///
    /// # Errors
    /// The file cannot be read or says something that cannot be: with its place.
    pub fn read(data: &Path) -> Result<Self, Problem> {
        let path = data.join(FILE);
        let shown = path.display().to_string();
        let unreadable =
            |reason: String| Source { file: &shown, text: "" }.problem(0, reason, None);
        match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::standard(data)),
            Err(error) => return Err(unreadable(error.to_string())),
            Ok(known) if known.len() > SIZE_MAX as u64 => {
                return Err(unreadable(format!("the file is larger than {SIZE_MAX} bytes")));
            }
            Ok(_) => {}
        }
        let text = fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
        Self::parse(&shown, &text, data)
    }

    /// What a file says. Folders and files that it names are looked for from the data folder.
    ///
    /// # Errors
    /// The first thing that cannot be, with its place.
    pub fn parse(file: &str, text: &str, data: &Path) -> Result<Self, Problem> {
        raw::read(Source { file, text }, data)
    }

    fn standard(data: &Path) -> Self {
        Self {
            folder: data.join(FOLDER),
            archive: true,
            templates: None,
            smtp: None,
            recipients: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
