//! Own words and profiles of a folder, and their digest: the manifest says which ones were used.

use std::fs;
use std::io;
use std::path::Path;

use chiso_report::pack::sha256;
use chiso_report::variant::Templates;

use super::Failed;

/// Most files of a folder: a profile of each unit, and some words.
const FILES: usize = 5_000;
/// Largest file, in bytes.
const BYTES: u64 = 1_000_000;

/// The templates of a folder with the SHA-256 over all of its files; those that come with chiso if none is named.
///
/// # Errors
/// The folder or a file of it cannot be read, or says what no report can use.
pub fn templates(folder: Option<&Path>) -> Result<(Templates, Option<String>), Failed> {
    let Some(folder) = folder else { return Ok((Templates::default(), None)) };
    let told = |error: io::Error| Failed::Templates(format!("{}: {error}", folder.display()));
    let files = read(folder).map_err(told)?;
    let read = Templates::read(&files);
    let templates = read.map_err(|problem| Failed::Templates(problem.to_string()))?;
    let line = |(name, text): &(String, String)| format!("{}  {name}\n", sha256(text.as_bytes()));
    let lines: String = files.iter().map(line).collect();
    Ok((templates, Some(sha256(lines.as_bytes()))))
}

/// The files of a folder by name, in order; hidden ones are left aside.
fn read(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let refuse = |reason: String| io::Error::new(io::ErrorKind::InvalidData, reason);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || !entry.file_type()?.is_file() {
            continue;
        }
        if names.len() == FILES {
            return Err(refuse(format!("more than {FILES} files")));
        }
        if entry.metadata()?.len() > BYTES {
            return Err(refuse(format!("{name} is larger than {BYTES} bytes")));
        }
        names.push(name);
    }
    names.sort();
    let read = |name: String| Ok((name.clone(), fs::read_to_string(folder.join(name))?));
    names.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(folder: &Path) -> String {
        templates(Some(folder)).unwrap_err().to_string()
    }

    #[test]
    fn the_digest_says_which_words_were_used() {
        assert_eq!(templates(None).unwrap(), (Templates::default(), None));
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
        write("ghi-chu.md", "một");
        let digest = || templates(Some(dir.path())).unwrap().1.unwrap();
        let first = digest();
        assert_eq!(first, digest());
        write(".an", "không tính");
        assert_eq!(first, digest());
        write("ghi-chu.md", "hai");
        assert_ne!(first, digest());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_file() {
        let dir = tempfile::tempdir().unwrap();
        assert!(told(&dir.path().join("không có")).contains("không có"));
        let write = |bytes: usize| {
            fs::write(dir.path().join("dài.md"), "x".repeat(bytes)).unwrap();
            templates(Some(dir.path())).map_err(|error| error.to_string())
        };
        assert!(write(1_000_000).is_ok());
        assert!(write(1_000_001).unwrap_err().contains("dài.md is larger than 1000000 bytes"));
        fs::write(dir.path().join("dài.md"), b"\xff").unwrap();
        assert!(told(dir.path()).contains("UTF-8"));
    }

    #[test]
    fn a_folder_has_so_many_files_and_no_more() {
        let dir = tempfile::tempdir().unwrap();
        for at in 0..FILES {
            fs::write(dir.path().join(format!("{at}.md")), "").unwrap();
        }
        assert!(templates(Some(dir.path())).is_ok());
        fs::write(dir.path().join("nữa.md"), "").unwrap();
        assert!(told(dir.path()).contains("more than 5000 files"));
    }
}
