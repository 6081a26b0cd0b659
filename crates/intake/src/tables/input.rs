//! Bytes as they come: counted, with the line they stand on, never more than a little at a time.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::text;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The beginning of a file, taken from its reader.
pub(super) struct Opened<R> {
    /// Up to one row's most bytes, without the byte order mark.
    pub(super) head: Vec<u8>,
    /// Bytes of the byte order mark.
    mark: usize,
    rest: R,
}

impl<R: Read> Opened<R> {
    pub(super) fn new(mut read: R) -> Result<Self, Refusal> {
        let mut head = Vec::new();
        let most = limits::ROW_BYTES as u64;
        read.by_ref().take(most).read_to_end(&mut head).map_err(|error| failed(&error, 1))?;
        let utf_16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
        if utf_16 {
            text::decode(&head, usize::MAX)?;
        }
        let mark = if head.starts_with(BOM) { BOM.len() } else { 0 };
        head.drain(..mark);
        if head.trim_ascii().is_empty() && (head.len() as u64) < most - BOM.len() as u64 {
            return Err(Fault::new(Code::EmptyFile).at(Place::File));
        }
        Ok(Self { head, mark, rest: read })
    }

    /// The bytes by lines that end with a line feed.
    pub(super) fn lines(self) -> Input<R> {
        self.input(b'\n')
    }

    /// The bytes by lines that end with a line feed, or with a carriage return if the file has none.
    pub(super) fn table(self) -> Input<R> {
        let line_end = if self.head.contains(&b'\n') { b'\n' } else { b'\r' };
        self.input(line_end)
    }

    fn input(self, line_end: u8) -> Input<R> {
        let whole = Cursor::new(self.head).chain(self.rest);
        let reader = BufReader::with_capacity(limits::ROW_BYTES, whole);
        Input { reader, line_end, line: 1, bytes: self.mark as u64 }
    }

    /// The whole file, for formats that cannot be read as they come.
    pub(super) fn whole(mut self) -> Result<Vec<u8>, Refusal> {
        let most = (limits::FILE_BYTES + 1 - self.head.len()) as u64;
        let read = self.rest.take(most).read_to_end(&mut self.head);
        read.map_err(|error| failed(&error, 1))?;
        Ok(self.head)
    }
}

/// A file on its way in.
pub(super) struct Input<R> {
    reader: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    line_end: u8,
    line: u64,
    bytes: u64,
}

impl<R: Read> Input<R> {
    /// The line that the next byte stands on.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Bytes taken so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Some bytes more; none at the end of the file.
    pub(super) fn fill(&mut self) -> Result<&[u8], Refusal> {
        // Asked twice, for a borrow that is returned cannot be retried in the loop.
        while let Err(error) = self.reader.fill_buf() {
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(failed(&error, self.line));
            }
        }
        Ok(self.reader.buffer())
    }

    /// Takes some of the bytes that [`Input::fill`] gave.
    pub(super) fn consume(&mut self, count: usize) {
        let taken = self.reader.buffer().get(..count).unwrap_or_default();
        self.line += taken.iter().filter(|byte| **byte == self.line_end).count() as u64;
        self.bytes += count as u64;
        self.reader.consume(count);
    }

    /// Passes over empty lines.
    pub(super) fn skip_line_ends(&mut self) -> Result<(), Refusal> {
        loop {
            let bytes = self.fill()?;
            let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let more = blank > 0 && blank == bytes.len();
            self.consume(blank);
            if !more {
                return Ok(());
            }
        }
    }

    /// Reads a line up to a bound; what lies behind the bound is passed over. Gives whether the line
    /// fits, or nothing at the end of the file.
    pub(super) fn read_line(
        &mut self,
        line: &mut Vec<u8>,
        most: usize,
    ) -> Result<Option<bool>, Refusal> {
        line.clear();
        let (mut taken, mut fits) = (false, true);
        loop {
            let bytes = self.fill()?;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = &bytes[..end.unwrap_or(bytes.len())];
            // The carriage return before the line feed is none of the line's bytes.
            let room = (most + 1).saturating_sub(line.len());
            fits &= part.len() <= room;
            line.extend_from_slice(&part[..part.len().min(room)]);
            let count = part.len() + usize::from(end.is_some());
            taken |= count > 0;
            self.consume(count);
            if end.is_some() || count == 0 {
                break;
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(taken.then_some(fits && line.len() <= most))
    }
}

/// What a reader says of itself may name files and persons; only the kind of the error is told.
fn failed(error: &io::Error, line: u64) -> Refusal {
    Fault::of(Code::ReadFailed, "", &error.kind().to_string()).at(Place::Line(line))
}

/// The refusal of bytes that are no UTF-8.
pub(super) fn not_utf8(bytes: &[u8], line: u64) -> Refusal {
    let place = Place::Line(line);
    let refusal = text::decode(bytes, usize::MAX).err();
    let plain = || Fault::new(Code::NotUtf8).at(Place::Line(line));
    refusal.map_or_else(plain, |refusal| Refusal { place, ..refusal })
}
