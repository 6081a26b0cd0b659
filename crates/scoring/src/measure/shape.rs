//! The columns of an entity in the order the executors keep them.

use crate::expr::{Columns, Entity, Type};

/// How a numeric column is kept in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A time: seconds since [`crate::dossier::EARLIEST`], 32 bits.
    Time,
    /// A whole number of 32 bits.
    Int,
    /// A whole number of 64 bits.
    Wide,
    /// A small code, 8 bits.
    Code,
}

/// A numeric column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Its name.
    pub name: String,
    /// How it is kept.
    pub kept: Kept,
    /// Whether it may be missing.
    pub null: bool,
}

/// The columns of one entity, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The entity.
    pub entity: Entity,
    /// Numeric columns, in the order of [`super::Cells::numbers`].
    pub numbers: Vec<Number>,
    /// Yes-or-no columns, in the order of the bits of [`super::Cells::flags`].
    pub flags: Vec<String>,
}

impl Shape {
    /// The columns of an entity.
    #[must_use]
    pub fn of(columns: &Columns, entity: Entity) -> Self {
        let mut shape = Self { entity, numbers: Vec::new(), flags: Vec::new() };
        for (name, column) in columns.of(entity).columns() {
            let kept = match column.kind() {
                Type::Flag => {
                    shape.flags.push(name.clone());
                    continue;
                }
                Type::Time => Kept::Time,
                Type::Int if column.wide => Kept::Wide,
                Type::Int => Kept::Int,
                Type::Code(_) => Kept::Code,
            };
            shape.numbers.push(Number { name: name.clone(), kept, null: column.null });
        }
        shape
    }

    /// Place of a numeric column.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<usize> {
        self.numbers.iter().position(|number| number.name == name)
    }

    /// Bit of a yes-or-no column.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<usize> {
        self.flags.iter().position(|flag| flag == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dossier::meaning, record};

    /// Whoever fills a row writes by position; the positions are those of the catalogue.
    #[test]
    fn rows_are_written_in_the_order_of_the_catalogue() {
        let columns = Columns::embedded();
        let cases: [(Entity, &[&str], &[&str]); 5] = [
            (Entity::Dossier, &meaning::NUMBERS, &meaning::FLAGS),
            (Entity::Service, &record::SERVICE_NUMBERS, &record::SERVICE_FLAGS),
            (Entity::Publication, &record::PUBLICATION_NUMBERS, &[]),
            (Entity::Petition, &record::PETITION_NUMBERS, &record::PETITION_FLAGS),
            (Entity::Agency, &record::AGENCY_NUMBERS, &record::AGENCY_FLAGS),
        ];
        for (entity, numbers, flags) in cases {
            let shape = Shape::of(&columns, entity);
            let names: Vec<&str> = shape.numbers.iter().map(|n| n.name.as_str()).collect();
            assert_eq!(names, numbers, "{entity:?}");
            assert_eq!(shape.flags, flags, "{entity:?}");
            assert!(shape.numbers.len() <= super::super::NUMBERS_MAX && shape.flags.len() <= 32);
        }
    }
}
