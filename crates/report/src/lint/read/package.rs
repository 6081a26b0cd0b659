//! The package of an office document: a ZIP archive whose parts are unpacked as streams, within bounds.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;

use super::limits::{self, Budget};
use super::xml::{self, Visit};
use super::{Refused, Why};

/// An open package.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    names: BTreeSet<String>,
}

impl<'b> Package<'b> {
    /// Opens a package; what it says of its sizes is checked before anything is unpacked.
    pub fn open(bytes: &'b [u8]) -> Result<Self, Refused> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() > limits::ENTRIES {
            return Err(Refused::with(Why::Bomb, limits::ENTRIES));
        }
        let mut names = BTreeSet::new();
        for at in 0..archive.len() {
            let entry = archive.by_index_raw(at).map_err(damaged)?;
            if entry.encrypted() {
                return Err(Refused::new(Why::Encrypted));
            }
            names.insert(entry.name().map_err(damaged)?.into_owned());
        }
        Ok(Self { archive, names })
    }

    /// Whether there is such a part.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Names of all parts, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Reads a part as XML; a part that is not there has nothing in it.
    pub fn walk(
        &mut self,
        name: &str,
        budget: &RefCell<Budget>,
        visit: &mut impl Visit,
    ) -> Result<(), Refused> {
        if !self.has(name) {
            return Ok(());
        }
        let part = self.archive.by_name(name).map_err(damaged)?;
        check_ratio(part.size(), part.compressed_size())?;
        let packed = part.compressed_size();
        let room = budget.borrow().room();
        if part.size() > room {
            return Err(bomb(room));
        }
        let mut counted = Counted { part, read: 0 };
        // One byte more than may be read shows a part that lies about its size.
        let done = xml::walk(BufReader::new((&mut counted).take(room + 1)), visit);
        let read = counted.read;
        budget.borrow_mut().unpacked(read);
        if read > room {
            return Err(bomb(room));
        }
        check_ratio(read, packed)?;
        done
    }
}

/// Counts what is unpacked.
struct Counted<R> {
    part: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(buffer)?;
        self.read += read as u64;
        Ok(read)
    }
}

fn check_ratio(size: u64, packed: u64) -> Result<(), Refused> {
    if size <= limits::RATIO_FREE_BYTES || size / limits::UNPACKED_RATIO <= packed {
        return Ok(());
    }
    Err(bomb(limits::PART_BYTES))
}

fn bomb(bound: u64) -> Refused {
    Refused::with(Why::Bomb, format!("{} MB", bound >> 20))
}

fn damaged(_: impl std::fmt::Display) -> Refused {
    Refused::new(Why::Damaged)
}
