//! A pack as one zip: the same files give the same bytes. Fixed moments, the pack's own order, no extra fields.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{ARCHIVE_BYTES, Error, FILE_BYTES, FILES, Pack};

/// The pack as a zip, in one folder of its name.
///
/// # Errors
/// The archive could not be written.
pub fn archive(pack: &Pack) -> Result<Vec<u8>, Error> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let folder = pack.name();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in &pack.files {
        zip.start_file(format!("{folder}/{}", file.name), options)?;
        zip.write_all(&file.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of an archive by name, without the folder they stand in.
///
/// # Errors
/// It is no archive of a pack, or larger than one may be.
pub fn opened(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    if bytes.len() as u64 > ARCHIVE_BYTES {
        return Err(Error::TooLarge("zip".to_owned()));
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    // The manifest is one more than the files it lists.
    if zip.len() > FILES + 1 {
        return Err(Error::TooMany(zip.len()));
    }
    let (mut files, mut all) = (Vec::new(), 0);
    for at in 0..zip.len() {
        let entry = zip.by_index(at)?;
        let whole = entry.name()?.into_owned();
        let name = whole.split_once('/').map(|(_, name)| name.to_owned()).unwrap_or(whole);
        let mut content = Vec::new();
        entry.take(FILE_BYTES + 1).read_to_end(&mut content)?;
        all += content.len() as u64;
        // Small archives can hold enormous files: what counts is what they unpack to.
        if content.len() as u64 > FILE_BYTES || all > ARCHIVE_BYTES {
            return Err(Error::TooLarge(name));
        }
        files.push((name, content));
    }
    Ok(files)
}
