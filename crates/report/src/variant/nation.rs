//! The mean of the country beside a number: published, or averaged over all provinces, or unknown.

use chiso_scoring::agency::Level;
use chiso_scoring::rank::national;
use chiso_scoring::sheet::{Place, Sheet};
use rust_decimal::Decimal;

use super::month::Month;

/// The national mean of a place. A mean over some of the provinces is not the country's and is not given out as it.
pub(super) fn mean(month: &Month<'_>, place: Place) -> Option<Decimal> {
    of(month.sheet, place).or_else(|| of(month.published?, place))
}

fn of(sheet: &Sheet<'_>, place: Place) -> Option<Decimal> {
    let countries = sheet.tree.of_level(Level::Nation, sheet.period);
    let found = national(sheet, countries.first()?, place)?;
    let provinces = sheet.tree.of_level(Level::Province, sheet.period).len();
    let whole = found.mean_of.is_none_or(|of| of > 1 && of == provinces);
    found.points.points.filter(|_| whole)
}
