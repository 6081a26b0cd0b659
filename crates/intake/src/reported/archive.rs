//! Guard before a workbook is unpacked: an XLSX file is a ZIP archive, and a small archive can
//! unpack to more than the machine holds.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use crate::code::Code;
use crate::limits;
use crate::refusal::Fault;

/// Refuses an archive whose entries are too many or unpack to too much. What the archive says of
/// its sizes is checked first; then every entry is unpacked and counted, for sizes may be false.
pub(super) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > limits::ARCHIVE_ENTRIES {
        let most = format!("{} entries", limits::ARCHIVE_ENTRIES);
        return Err(bomb(&format!("{} entries", archive.len()), most));
    }
    let mut declared: u64 = 0;
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(unreadable)?;
        declared = declared.saturating_add(entry.size());
        check_size(declared)?;
        check_ratio(entry.size(), entry.compressed_size())?;
    }
    let mut unpacked = 0;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(unreadable)?;
        let packed = entry.compressed_size();
        let size = count(entry, limits::UNPACKED_BYTES + 1 - unpacked)?;
        unpacked += size;
        check_size(unpacked)?;
        check_ratio(size, packed)?;
    }
    Ok(())
}

/// Bytes an entry really unpacks to, up to a bound.
fn count(entry: impl Read, most: u64) -> Result<u64, Fault> {
    io::copy(&mut entry.take(most), &mut io::sink()).map_err(unreadable)
}

fn check_size(bytes: u64) -> Result<(), Fault> {
    if bytes <= limits::UNPACKED_BYTES {
        return Ok(());
    }
    Err(bomb(&format!("{bytes} bytes or more"), format!("{} bytes", limits::UNPACKED_BYTES)))
}

fn check_ratio(size: u64, packed: u64) -> Result<(), Fault> {
    if size <= limits::RATIO_FREE_BYTES || size / limits::UNPACKED_RATIO <= packed {
        return Ok(());
    }
    let most = format!("{} : 1", limits::UNPACKED_RATIO);
    Err(bomb(&format!("{size} bytes from {packed}"), most))
}

fn bomb(what: &str, most: String) -> Fault {
    Fault::of(Code::ArchiveBomb, "", what).full_detail(most)
}

pub(super) fn unreadable(error: impl std::fmt::Display) -> Fault {
    Fault::of(Code::BadWorkbook, "", &error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn archive(entries: usize, bytes: usize) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for entry in 0..entries {
            writer.start_file(entry.to_string(), SimpleFileOptions::default()).unwrap();
            writer.write_all(&vec![b'x'; bytes]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn code(bytes: &[u8]) -> Option<Code> {
        check(bytes).err().map(|fault| fault.at(crate::Place::File).code)
    }

    #[test]
    fn entries_are_bounded() {
        assert_eq!(code(&archive(limits::ARCHIVE_ENTRIES, 1)), None);
        assert_eq!(code(&archive(limits::ARCHIVE_ENTRIES + 1, 1)), Some(Code::ArchiveBomb));
    }

    #[test]
    fn one_mebibyte_may_be_packed_at_any_ratio_and_not_a_byte_more() {
        let most = usize::try_from(limits::RATIO_FREE_BYTES).unwrap();
        assert_eq!(code(&archive(1, most)), None);
        assert_eq!(code(&archive(1, most + 1)), Some(Code::ArchiveBomb));
    }

    #[test]
    fn sizes_that_lie_are_found_by_unpacking() {
        let mut bytes = archive(1, 4 << 20);
        let size = u32::to_le_bytes(4 << 20);
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == size {
                bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(100));
            }
        }
        assert!(code(&bytes).is_some());
    }

    #[test]
    fn bytes_that_are_no_archive_are_refused() {
        assert_eq!(code(b"PK\x03\x04 and nothing behind"), Some(Code::BadWorkbook));
    }
}
