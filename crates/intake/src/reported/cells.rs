//! The cells of one row by column name, whatever the file format.

use crate::table::Header;

/// One cell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell<'a> {
    /// Its text.
    pub(crate) text: &'a [u8],
    /// Whether a sheet holds it as a number: then its text is ours and shows no decimal mark.
    pub(crate) number: bool,
}

impl<'a> Cell<'a> {
    pub(crate) fn text(text: &'a [u8]) -> Self {
        Self { text, number: false }
    }
}

/// The cells of a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cells<'a> {
    pub(crate) period: Cell<'a>,
    pub(crate) as_of: Cell<'a>,
    pub(crate) agency: Cell<'a>,
    pub(crate) indicator: Cell<'a>,
    pub(crate) numerator: Cell<'a>,
    pub(crate) denominator: Cell<'a>,
    pub(crate) points: Cell<'a>,
    pub(crate) source: Cell<'a>,
    pub(crate) rate: Cell<'a>,
    pub(crate) flags: Cell<'a>,
}

impl<'a> Cells<'a> {
    /// The cells in the order of [`COLUMNS`](super::COLUMNS), found through the header.
    pub(crate) fn pick(header: &Header, cell: impl Fn(usize) -> Cell<'a>) -> Self {
        let pick = |column| header.pick(column, &cell, Cell::default());
        Self {
            period: pick(0),
            as_of: pick(1),
            agency: pick(2),
            indicator: pick(3),
            numerator: pick(4),
            denominator: pick(5),
            points: pick(6),
            source: pick(7),
            rate: pick(8),
            flags: pick(9),
        }
    }
}
