//! The signing key of the installation: a file in the folder of the store that only its owner reads, made when it is first needed.
//! It is no part of the database, so no backup has it, and it is never shown.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use chiso_report::snapshot::Key;

use super::refused::Refused;

/// Name of the file.
pub(super) const NAME: &str = "chot-so-lieu.key";
/// Bytes of the largest file that is read as a key.
const LARGEST: u64 = 4_096;

/// The key of the installation; a new one if there is none yet.
pub(super) fn installation(folder: &Path) -> Result<Key, Refused> {
    let path = folder.join(NAME);
    if !path.try_exists().map_err(Refused::Key)? {
        make(folder, &path).map_err(Refused::Key)?;
    }
    let size = fs::metadata(&path).map_err(Refused::Key)?.len();
    if size > LARGEST {
        return Err(Refused::Key(io::Error::other("the file is no key")));
    }
    let text = fs::read_to_string(&path).map_err(Refused::Key)?;
    Key::from_pem(&text).ok_or_else(|| Refused::Key(io::Error::other("the file is no key")))
}

/// Writes a new key beside the name and gives it the name only if there is none: of two processes one wins, and both use its key.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| io::Error::other("no random numbers"))?;
    let part = folder.join(format!("{NAME}.{}.part", std::process::id()));
    let written = write(&part, &Key::new(seed).to_pem());
    let named = written.and_then(|()| match fs::hard_link(&part, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    fs::remove_file(&part).or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    named?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
