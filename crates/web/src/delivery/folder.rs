//! Laying a pack down in a folder: all of it is there under its name, or nothing.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use chiso_report::pack::{MANIFEST, Pack};

/// Most packs of one closing that lie side by side: each is of another program or other templates.
const BESIDE: u32 = 100;

/// Lays a pack down below a folder, and its archive beside it if there is one. Where the same pack lies already,
/// nothing is done; another pack of that name is left alone, since somebody may have worked on it: the new one
/// then gets a number. Gives where it lies.
///
/// # Errors
/// The folder cannot be written.
pub fn put(below: &Path, pack: &Pack, archive: Option<&[u8]>) -> io::Result<PathBuf> {
    fs::create_dir_all(below)?;
    let name = pack.name();
    let names = (1..=BESIDE).map(|at| if at == 1 { name.clone() } else { format!("{name}.{at}") });
    for name in names {
        let target = below.join(&name);
        if !lay(&target, pack)? {
            continue;
        }
        if let Some(bytes) = archive {
            file(&below.join(format!("{name}.zip")), bytes)?;
        }
        sync(below)?;
        return Ok(target);
    }
    Err(io::Error::from(ErrorKind::AlreadyExists))
}

/// Lays a pack down as one folder; `false` if another one has its name.
///
/// # Errors
/// The folder cannot be written.
pub fn lay(target: &Path, pack: &Pack) -> io::Result<bool> {
    if target.symlink_metadata().is_ok() {
        return Ok(is_same(target, pack));
    }
    let half = beside(target, &format!("{}.part", std::process::id()));
    let made = write(&half, pack).and_then(|()| fs::rename(&half, target));
    if let Err(error) = made {
        // Whether the half could be removed does not change what is said.
        drop(fs::remove_dir_all(&half));
        // Somebody else was faster: then theirs is looked at.
        let taken =
            [ErrorKind::AlreadyExists, ErrorKind::DirectoryNotEmpty].contains(&error.kind());
        return if taken { Ok(is_same(target, pack)) } else { Err(error) };
    }
    Ok(true)
}

/// Writes a file beside its place and renames it, so that no half file is ever seen under its name.
///
/// # Errors
/// The file cannot be written.
pub fn file(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let half = beside(target, &format!("{}.part", std::process::id()));
    let made = whole(&half, bytes).and_then(|()| fs::rename(&half, target));
    made.inspect_err(|_| drop(fs::remove_file(&half)))
}

fn write(folder: &Path, pack: &Pack) -> io::Result<()> {
    fs::create_dir(folder)?;
    for part in &pack.files {
        let path = folder.join(&part.name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        whole(&path, &part.bytes)?;
    }
    sync(folder)
}

fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Brings the names of a folder to the disk.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Whether the pack of that name is this one, as its manifest says; the documents in it may have been worked on.
fn is_same(target: &Path, pack: &Pack) -> bool {
    let wanted = pack.file(MANIFEST).map(|file| file.bytes.as_slice());
    fs::read(target.join(MANIFEST)).ok().as_deref() == wanted && wanted.is_some()
}

fn beside(target: &Path, ending: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{ending}"))
}

#[cfg(test)]
mod tests {
    use chiso_report::pack;

    use super::*;

    fn pack(program: &str) -> Pack {
        let origin = pack::Origin {
            closing: Some(12),
            agency: "H03".to_owned(),
            period: "2023-08".to_owned(),
            program: program.to_owned(),
            ..pack::Origin::default()
        };
        let file = |name: &str, bytes: &[u8]| pack::File {
            name: name.to_owned(),
            what: "tệp".to_owned(),
            bytes: bytes.to_vec(),
        };
        Pack::new(origin, vec![file("a.docx", b"mot"), file("bang/b.csv", b"hai")]).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_pack_lies_there_whole_with_its_archive_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("mới/nữa");
        let at = put(&below, &pack("1"), Some(b"PK")).unwrap();
        assert_eq!(at, below.join("H03-2023-08-chot-12"));
        assert_eq!(names(&below), ["H03-2023-08-chot-12", "H03-2023-08-chot-12.zip"]);
        assert_eq!(names(&at), ["MANIFEST.txt", "a.docx", "bang"]);
        assert_eq!(fs::read(at.join("bang/b.csv")).unwrap(), b"hai");
    }

    /// Delivering again changes nothing; what somebody wrote into a document stays.
    #[test]
    fn work_in_a_delivered_pack_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let first = put(dir.path(), &pack("1"), None).unwrap();
        fs::write(first.join("a.docx"), b"da soat").unwrap();
        assert_eq!(put(dir.path(), &pack("1"), None).unwrap(), first);
        let other = put(dir.path(), &pack("2"), None).unwrap();
        assert_eq!(other, dir.path().join("H03-2023-08-chot-12.2"));
        assert_eq!(put(dir.path(), &pack("2"), None).unwrap(), other);
        assert_eq!(fs::read(first.join("a.docx")).unwrap(), b"da soat");
        assert_eq!(names(dir.path()), ["H03-2023-08-chot-12", "H03-2023-08-chot-12.2"]);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told_and_nothing_stays() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tệp");
        fs::write(&file, b"").unwrap();
        assert!(put(&file, &pack("1"), None).is_err());
        assert_eq!(names(dir.path()), ["tệp"]);
    }

    #[test]
    fn so_many_packs_lie_side_by_side_and_no_more() {
        let dir = tempfile::tempdir().unwrap();
        for at in 1..=BESIDE {
            put(dir.path(), &pack(&at.to_string()), None).unwrap();
        }
        let error = put(dir.path(), &pack("một nữa"), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(names(dir.path()).len(), 100);
    }
}
