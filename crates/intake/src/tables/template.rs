//! The templates: which columns a table has, and how a table is told by its columns.

use super::row::Field;
use crate::table::Template;

macro_rules! templates {
    ($($(#[$doc:meta])* $kind:ident $module:ident $name:literal
        [$($required:ident)*] [$($optional:ident)*];)*) => {
        /// A table that may be read, by its published template.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum TableKind {
            $($(#[$doc])* $kind,)*
        }

        impl TableKind {
            /// All tables.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// Name of the table and of its template.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            pub(super) fn template(self) -> &'static Template {
                match self {
                    $(Self::$kind => &$module::TEMPLATE,)*
                }
            }
        }

        $(pub(super) mod $module {
            use super::{Field, Template};

            /// The columns, as the template spells them.
            #[derive(Clone, Copy)]
            #[expect(non_camel_case_types, reason = "a column is called the same here and there")]
            pub(in crate::tables) enum Column {
                $($required,)*
                $($optional,)*
            }

            /// The columns, in their order.
            pub(in crate::tables) const COLUMNS: &[&str] = &[$(stringify!($required),)* $(stringify!($optional),)*];

            pub(super) static TEMPLATE: Template =
                Template { columns: COLUMNS, required: [$(stringify!($required)),*].len() };

            impl From<Column> for Field {
                fn from(column: Column) -> Self {
                    Self { at: column as usize, name: COLUMNS[column as usize] }
                }
            }
        })*
    };
}

templates! {
    /// Dossiers, each as it stands.
    Dossiers dossiers "dossiers"
        [number agency procedure status]
        [received_at due_at filed_at ended_at returned_at refused_at channel filed_on fee_due paid
         result_file input_file digitised_part digitised_file reused_file personal_store
         verified_account population_base supplement_requested_at supplement_supplied_at synced_at
         stated_at updating];
    /// Steps of handling.
    Steps steps "steps" [number at status] [];
    /// Procedures as agencies offer them.
    Services services "services"
        [agency procedure level valid_from]
        [state valid_to has_fee for_person all_parts limit stated_at];
    /// Procedures named in announcement decisions.
    Publications publications "publications"
        [agency decision procedure decided_on effective_on] [public_at stated_at];
    /// Feedback and complaints.
    Petitions petitions "petitions"
        [number agency received_at step]
        [answered_at about likes dislikes repeated dossier stated_at];
    /// Ratings of dossiers.
    Ratings ratings "ratings" [number at satisfied] [];
    /// What an agency states for a period.
    AgencyFigures agency_figures "agency-figures"
        [agency period]
        [offers_copies copies_done certifications accounts_verified received_national_report
         received_previous_year services_growth stated_at];
    /// What procedures are called.
    Procedures procedures "procedures" [procedure name] [field stated_at];
}

impl TableKind {
    /// The table of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Columns of the template; the first [`TableKind::required`] of them must be there.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        self.template().columns
    }

    /// How many columns must be there.
    #[must_use]
    pub fn required(self) -> usize {
        self.template().required
    }

    /// Where a column stands in the template.
    pub(super) fn position(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.eq_ignore_ascii_case(name))
    }

    /// The columns; in brackets those that may be left out. The same in every language.
    pub(super) fn expected(self) -> String {
        let (required, optional) = self.columns().split_at(self.required());
        match optional {
            [] => required.join(","),
            _ => format!("{}[,{}]", required.join(","), optional.join(",")),
        }
    }

    fn known(self, header: &[&str]) -> usize {
        header.iter().filter(|name| self.position(name.trim()).is_some()).count()
    }

    /// Whether every column that must be there is there.
    fn complete(self, header: &[&str]) -> bool {
        let named = |column: &&str| header.iter().any(|n| n.trim().eq_ignore_ascii_case(column));
        self.columns()[..self.required()].iter().all(named)
    }
}

/// Known columns that make a line a header: one may be a coincidence.
const TELLING: usize = 2;

/// The table that a header (or the fields of an object) belongs to: the one whose columns are
/// named most, first among those that have all the columns they must have. A line that names fewer
/// than two columns of any table is no header.
#[must_use]
pub fn kind_of(header: &[&str]) -> Option<TableKind> {
    let rank = |kind: &TableKind| (kind.complete(header), kind.known(header));
    // The first of equals, so that the order of the templates decides and not the search.
    let best = TableKind::ALL.iter().rev().copied().max_by_key(rank)?;
    is_header(best, header).then_some(best)
}

/// Whether a line is a header of that table at all, right or wrong.
pub(super) fn is_header(kind: TableKind, header: &[&str]) -> bool {
    kind.known(header) >= TELLING
}

/// Names of all tables, for telling what is known.
pub(super) fn names() -> String {
    TableKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ")
}

/// Fields that only the national synchronisation calls have.
pub(super) fn national(name: &str) -> Option<&'static str> {
    let fields = ["MaHoSo", "MaTTHC", "TrangThaiHoSo", "ThoiDiemXuLy"];
    fields.into_iter().find(|field| field.eq_ignore_ascii_case(name.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("number,agency,procedure,status", Some(TableKind::Dossiers))]
    #[case("Status; PROCEDURE ;agency;number;stated_at", Some(TableKind::Dossiers))]
    #[case("number,at,status", Some(TableKind::Steps))]
    #[case("number,at,satisfied", Some(TableKind::Ratings))]
    #[case("agency,procedure,level,valid_from", Some(TableKind::Services))]
    #[case("agency,decision,procedure,decided_on,effective_on", Some(TableKind::Publications))]
    #[case("number,agency,received_at,step,about", Some(TableKind::Petitions))]
    #[case("agency,period", Some(TableKind::AgencyFigures))]
    #[case("procedure,name,field", Some(TableKind::Procedures))]
    // Wrong headers still belong to a table, so that the refusal can name what is wrong.
    #[case("agency,period,phone", Some(TableKind::AgencyFigures))]
    #[case("number,agency,procedure", Some(TableKind::Dossiers))]
    #[case("number,step,likes", Some(TableKind::Petitions))]
    #[case("number,full_name", None)]
    #[case("Nguyễn Thị Hoa,0912345678", None)]
    #[case("", None)]
    fn a_table_is_told_by_its_columns(#[case] header: &str, #[case] expect: Option<TableKind>) {
        let cells: Vec<&str> = header.split([',', ';']).collect();
        assert_eq!(kind_of(&cells), expect);
    }

    #[test]
    fn every_full_header_is_its_own_table() {
        for kind in TableKind::ALL {
            assert_eq!(kind_of(kind.columns()), Some(*kind));
            assert_eq!(kind_of(&kind.columns()[..kind.required()]), Some(*kind));
            assert_eq!(TableKind::of(kind.name()), Some(*kind));
        }
    }
}
