//! A pack held against its manifest: needs neither a store nor the program that made it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;

use chiso_report::pack::{self, FILES, Fault, Found, MANIFEST, Manifest};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::args::Args;
use crate::failure::{DIFFERENT, Failure};
use crate::installation::hex;
use crate::output::{Table, message, print};
use crate::tell::say;

/// Largest manifest that is read, in bytes.
const MANIFEST_BYTES: u64 = 1 << 20;
/// How deep folders of a pack are looked into.
const DEEP: usize = 4;

/// A difference, as `--json` tells it.
#[derive(Debug, Serialize)]
struct Line {
    file: String,
    fault: &'static str,
}

/// Checks a folder or an archive.
pub fn run(args: &Args, path: &Path) -> Result<ExitCode, Failure> {
    let (text, found) = if path.is_dir() { folder(path)? } else { archive(path)? };
    let manifest = Manifest::read(&text).map_err(|wrong| unreadable(path, wrong))?;
    let faults = manifest.check(&found);
    let lines: Vec<Line> = faults.iter().map(line).collect();
    let mut table = Table::of(args.lang, &[("cli-file", false), ("pack-fault", false)]);
    for line in &lines {
        let fault = args.lang.text(&format!("pack-fault-{}", line.fault));
        table.rows.push(vec![line.file.clone(), fault]);
    }
    if args.json || !lines.is_empty() {
        print(args, &lines, &table)?;
    }
    let count = manifest.entries.len().to_string();
    if lines.is_empty() {
        message(&args.lang.text_with("pack-whole", &[("count", &count)]));
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(DIFFERENT))
}

fn line(fault: &Fault) -> Line {
    let (file, fault) = match fault {
        Fault::Missing(name) => (name, "missing"),
        Fault::Unlisted(name) => (name, "unlisted"),
        Fault::Size { name, .. } => (name, "size"),
        Fault::Bytes(name) => (name, "bytes"),
    };
    Line { file: file.clone(), fault }
}

fn unreadable(path: &Path, reason: impl ToString) -> Failure {
    let said = say("fail-pack-unreadable").plain("file", path.display());
    Failure::refused(said.plain("reason", reason))
}

fn archive(path: &Path) -> Result<(String, Vec<Found>), Failure> {
    let size = fs::metadata(path).map_err(|error| Failure::unreadable(path, error))?.len();
    if size > pack::ARCHIVE_BYTES {
        return Err(unreadable(path, format!("{size} > {}", pack::ARCHIVE_BYTES)));
    }
    let bytes = fs::read(path).map_err(|error| Failure::unreadable(path, error))?;
    let files = pack::opened(&bytes).map_err(|error| unreadable(path, error))?;
    let manifest = files.iter().find(|(name, _)| name == MANIFEST);
    let text = manifest.and_then(|(_, bytes)| String::from_utf8(bytes.clone()).ok());
    let found = files.iter().map(|(name, bytes)| Found::of(name, bytes)).collect();
    text.map(|text| (text, found)).ok_or_else(|| unreadable(path, MANIFEST))
}

fn folder(path: &Path) -> Result<(String, Vec<Found>), Failure> {
    let manifest = path.join(MANIFEST);
    let fail = |error| Failure::unreadable(path, error);
    let size = fs::metadata(&manifest).map_err(|error| Failure::unreadable(&manifest, error))?;
    if size.len() > MANIFEST_BYTES {
        return Err(unreadable(&manifest, format!("{} > {MANIFEST_BYTES}", size.len())));
    }
    let text = fs::read_to_string(&manifest).map_err(|error| unreadable(&manifest, error))?;
    let mut found = Vec::new();
    walk(path, "", DEEP, &mut found).map_err(fail)?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((text, found))
}

/// The files below a folder, hashed piece by piece. Links are not followed: they count as files of another content.
fn walk(folder: &Path, above: &str, deep: usize, found: &mut Vec<Found>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{above}{}", entry.file_name().to_string_lossy());
        // Far more files than a pack has: what is told of them is enough.
        if found.len() > 2 * FILES {
            return Ok(());
        }
        let kind = entry.file_type()?;
        if kind.is_dir() && deep > 0 {
            walk(&entry.path(), &format!("{name}/"), deep - 1, found)?;
        } else if kind.is_file() {
            found.push(hashed(name, &entry.path())?);
        } else {
            found.push(Found { name, size: u64::MAX, sha256: String::new() });
        }
    }
    Ok(())
}

fn hashed(name: String, path: &Path) -> io::Result<Found> {
    let size = fs::metadata(path)?.len();
    // No file of a pack is larger: its size says enough.
    if size > pack::FILE_BYTES {
        return Ok(Found { name, size, sha256: String::new() });
    }
    let mut hash = Sha256::new();
    io::copy(&mut File::open(path)?.take(size), &mut Hasher(&mut hash))?;
    Ok(Found { name, size, sha256: hex(&hash.finalize()) })
}

/// Takes bytes in as a writer does.
struct Hasher<'a>(&'a mut Sha256);

impl io::Write for Hasher<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
