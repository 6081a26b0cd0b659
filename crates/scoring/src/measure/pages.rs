//! Long lists in pages: a stable order, and a cursor that stays good while rows come and go.

use super::opened::{Opened, Part};

/// One line of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<'o> {
    /// A row.
    Row {
        /// Its key.
        key: u32,
        /// What it adds to a sum; [`None`] where rows are counted.
        amount: Option<i64>,
    },
    /// A procedure.
    Procedure {
        /// Its code.
        code: &'o str,
        /// Rows that make it count, by key.
        keys: &'o [u32],
    },
    /// What an agency states of itself.
    Agency {
        /// Its code.
        code: &'o str,
        /// The figure.
        figure: i64,
    },
    /// A part with a list of its own.
    Part(&'o Part),
}

/// Some lines of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'o> {
    /// The lines: rows by key, which is the order in which they were first heard of; the rest by code.
    pub entries: Vec<Entry<'o>>,
    /// Where the next page begins; [`None`] on the last one.
    pub next: Option<String>,
}

/// A cursor that no page of this list gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCursor;

impl Opened {
    /// How many lines there are.
    #[must_use]
    pub fn lines(&self) -> usize {
        match self {
            Self::Rows { keys, .. } => keys.len(),
            Self::Amounts { rows, .. } => rows.len(),
            Self::Procedures { procedures, .. } => procedures.len(),
            Self::Stated(figures) => figures.len(),
            Self::Whole(_) => 0,
            Self::Parts(parts) => parts.len(),
        }
    }

    /// At most `limit` lines behind a cursor. Costs a walk over the list and sorting the page, not the list.
    ///
    /// # Errors
    /// The cursor is not one of this kind of list.
    pub fn page(&self, after: Option<&str>, limit: usize) -> Result<Page<'_>, BadCursor> {
        match self {
            Self::Rows { keys, .. } => {
                let rows = keys.iter().map(|key| (*key, None));
                rows_page(rows, after, limit)
            }
            Self::Amounts { rows, .. } => {
                let rows = rows.iter().map(|(key, amount)| (*key, Some(*amount)));
                rows_page(rows, after, limit)
            }
            Self::Procedures { procedures, .. } => {
                let lines = procedures
                    .iter()
                    .map(|(code, keys)| (code.as_str(), Entry::Procedure { code, keys }));
                Ok(coded_page(lines, after, limit))
            }
            Self::Stated(figures) => {
                let lines = figures
                    .iter()
                    .map(|(code, figure)| (code.as_str(), Entry::Agency { code, figure: *figure }));
                Ok(coded_page(lines, after, limit))
            }
            Self::Whole(_) | Self::Parts(_) if after.is_some() => Err(BadCursor),
            Self::Whole(_) => Ok(Page { entries: Vec::new(), next: None }),
            Self::Parts(parts) => {
                Ok(Page { entries: parts.iter().map(Entry::Part).collect(), next: None })
            }
        }
    }
}

fn rows_page<'o>(
    rows: impl Iterator<Item = (u32, Option<i64>)>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<'o>, BadCursor> {
    let after = after.map(|text| text.parse::<u32>().map_err(|_| BadCursor)).transpose()?;
    let mut rows: Vec<_> = rows.filter(|(key, _)| after.is_none_or(|after| *key > after)).collect();
    let more = rows.len() > limit;
    if more && limit > 0 {
        rows.select_nth_unstable(limit - 1);
    }
    rows.truncate(limit);
    rows.sort_unstable();
    let next = rows.last().filter(|_| more).map(|(key, _)| key.to_string());
    let entries = rows.into_iter().map(|(key, amount)| Entry::Row { key, amount }).collect();
    Ok(Page { entries, next })
}

fn coded_page<'o>(
    lines: impl Iterator<Item = (&'o str, Entry<'o>)>,
    after: Option<&str>,
    limit: usize,
) -> Page<'o> {
    let mut lines = lines.skip_while(|(code, _)| after.is_some_and(|after| *code <= after));
    let page: Vec<_> = lines.by_ref().take(limit).collect();
    let more = lines.next().is_some();
    let next = page.last().filter(|_| more).map(|(code, _)| (*code).to_owned());
    Page { entries: page.into_iter().map(|(_, entry)| entry).collect(), next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Entity;
    use rstest::rstest;

    fn rows() -> Opened {
        Opened::Rows { entity: Entity::Dossier, keys: vec![41, 7, 19, 3, 88] }
    }

    fn keys(page: &Page<'_>) -> Vec<u32> {
        let key = |entry: &Entry<'_>| match entry {
            Entry::Row { key, .. } => *key,
            _ => 0,
        };
        page.entries.iter().map(key).collect()
    }

    #[rstest]
    #[case::first(None, 2, &[3, 7], Some("7"))]
    #[case::in_between(Some("7"), 2, &[19, 41], Some("41"))]
    #[case::last(Some("41"), 2, &[88], None)]
    #[case::exactly_the_rest(Some("7"), 3, &[19, 41, 88], None)]
    #[case::behind_a_row_that_is_gone(Some("20"), 1, &[41], Some("41"))]
    #[case::behind_everything(Some("88"), 2, &[], None)]
    #[case::everything(None, 5, &[3, 7, 19, 41, 88], None)]
    fn rows_come_by_key(
        #[case] after: Option<&str>,
        #[case] limit: usize,
        #[case] wanted: &[u32],
        #[case] next: Option<&str>,
    ) {
        let rows = rows();
        let page = rows.page(after, limit).unwrap();
        assert_eq!((keys(&page).as_slice(), page.next.as_deref()), (wanted, next));
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        assert_eq!(rows().page(Some("1.004222"), 3), Err(BadCursor));
        assert_eq!(Opened::Whole(5).page(Some("1"), 3), Err(BadCursor));
    }

    #[test]
    fn procedures_and_agencies_come_by_code() {
        let stated = Opened::Stated(vec![
            ("H55.242".to_owned(), 11),
            ("H55.243".to_owned(), 12),
            ("H55.244".to_owned(), 13),
        ]);
        let page = stated.page(Some("H55.242"), 1).unwrap();
        assert_eq!(page.entries, [Entry::Agency { code: "H55.243", figure: 12 }]);
        assert_eq!(page.next.as_deref(), Some("H55.243"));
    }
}
