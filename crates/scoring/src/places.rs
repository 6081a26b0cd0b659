//! Where agencies lie on the maps: laid out beforehand (`scripts/places`), places and no boundaries.

use std::sync::LazyLock;

const EMBEDDED: &str = include_str!("../../../data/places.csv");

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| read(EMBEDDED));

/// An agency on the map of its parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Code of the agency whose map it is on.
    pub parent: Box<str>,
    /// Code of the agency; of an island zone, which is part of a province, its own.
    pub code: Box<str>,
    /// Name without its kind, short enough for a circle.
    pub short: Box<str>,
    /// East of Greenwich, in ten-thousandths of a degree; pushed apart, so not to be measured on.
    pub east: i32,
    /// North of the equator, likewise.
    pub north: i32,
}

impl Place {
    /// The province that an island zone of the country's map is part of; its figures are in the province's.
    #[must_use]
    pub fn part_of(&self) -> Option<&str> {
        let (province, _) = self.code.split_once('.')?;
        (&*self.parent == "VN").then_some(province)
    }
}

/// Every place on every map, as they stand in the file.
pub fn all() -> impl Iterator<Item = &'static Place> {
    PLACES.iter()
}

/// The places on the map of an agency, as they stand in the file.
pub fn of(parent: &str) -> impl Iterator<Item = &'static Place> {
    PLACES.iter().filter(move |place| *place.parent == *parent)
}

/// Rows of `parent,code,short,east,north`. No name holds a comma; a test sees to it that every row is read.
fn read(csv: &str) -> Vec<Place> {
    let row = |line: &str| {
        let mut cells = line.split(',');
        Some(Place {
            parent: cells.next()?.into(),
            code: cells.next()?.into(),
            short: cells.next()?.into(),
            east: cells.next()?.parse().ok()?,
            north: cells.next()?.parse().ok()?,
        })
    };
    csv.lines().skip(1).filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(PLACES.len(), EMBEDDED.lines().count() - 1);
        assert!(PLACES.iter().all(|place| !place.short.is_empty()));
    }

    #[test]
    fn the_country_has_34_provinces_and_both_island_zones() {
        let islands = [("H17", "Hoàng Sa"), ("H32", "Trường Sa")];
        let found: Vec<(&str, &str)> =
            of("VN").filter_map(|place| Some((place.part_of()?, &*place.short))).collect();
        assert_eq!(found, islands);
        assert_eq!(of("VN").count(), 34 + islands.len());
        assert_eq!(of("H55").count(), 92);
        assert!(of("H44").all(|place| place.part_of().is_none()));
    }

    /// Circles as wide as the least distance of `scripts/places` do not touch. A degree of longitude is 0.93 to
    /// 0.96 degrees of latitude long.
    #[test]
    fn no_two_circles_of_a_map_touch() {
        for (parent, permille, gap) in
            [("VN", 951, 8_300_i64), ("H44", 931, 366), ("H55", 930, 1_028)]
        {
            let places: Vec<&Place> =
                of(parent).filter(|place| place.part_of().is_none()).collect();
            for (at, a) in places.iter().enumerate() {
                for b in &places[..at] {
                    let east = i64::from(a.east - b.east) * permille / 1000;
                    let north = i64::from(a.north - b.north);
                    assert!(east * east + north * north >= gap * gap, "{} and {}", a.code, b.code);
                }
            }
        }
    }
}
