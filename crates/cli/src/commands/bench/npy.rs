//! Columns as numpy reads them: a header in text, then the values, low byte first.

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

/// How a value is written.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Bool,
    Byte,
    Int,
    Wide,
}

/// A column that is being written.
pub struct Column {
    out: BufWriter<File>,
    kind: Kind,
}

impl Column {
    /// Begins a column of that many values.
    pub fn create(path: &Path, kind: Kind, length: usize) -> Result<Self> {
        let code = match kind {
            Kind::Bool => "|b1",
            Kind::Byte => "|u1",
            Kind::Int => "<i4",
            Kind::Wide => "<i8",
        };
        let mut head =
            format!("{{'descr': '{code}', 'fortran_order': False, 'shape': ({length},), }}");
        // Magic, version, length and header together fill blocks of 64 bytes, a line end last.
        while (10 + head.len() + 1) % 64 != 0 {
            head.push(' ');
        }
        head.push('\n');
        let mut out = BufWriter::new(File::create(path)?);
        out.write_all(b"\x93NUMPY\x01\x00")?;
        out.write_all(&u16::try_from(head.len()).unwrap_or(u16::MAX).to_le_bytes())?;
        out.write_all(head.as_bytes())?;
        Ok(Self { out, kind })
    }

    /// Writes the next value; what does not fit becomes the largest that does.
    pub fn push(&mut self, value: i64) -> Result<()> {
        match self.kind {
            Kind::Bool | Kind::Byte => {
                self.out.write_all(&[u8::try_from(value).unwrap_or(u8::MAX)])
            }
            Kind::Int => {
                self.out.write_all(&i32::try_from(value).unwrap_or(i32::MAX).to_le_bytes())
            }
            Kind::Wide => self.out.write_all(&value.to_le_bytes()),
        }
    }

    /// Everything is written.
    pub fn finish(mut self) -> Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_three() {
        let path = std::env::temp_dir().join(format!("chiso-npy-{}.npy", std::process::id()));
        let mut column = Column::create(&path, Kind::Int, 3).unwrap();
        [7, -2, i64::MAX].iter().for_each(|value| column.push(*value).unwrap());
        column.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
        let head = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        assert_eq!((10 + head) % 64, 0);
        let text = String::from_utf8_lossy(&bytes[10..10 + head]).into_owned();
        assert!(text.starts_with("{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }"));
        let values = [7_i32, -2, i32::MAX].map(i32::to_le_bytes).concat();
        assert_eq!(bytes[10 + head..], values);
    }
}
