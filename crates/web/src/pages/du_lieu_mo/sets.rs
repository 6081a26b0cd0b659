//! The data sets: what each holds, in the order in which one gets to know them.

use std::sync::Arc;

use chiso_report::listing::Item;

use super::{figures, lists};
use crate::App;
use crate::asked::Asked;
use crate::trouble::Trouble;

/// A data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// Every number of every agency in a period.
    Scores,
    /// Who stands where among the children of an agency.
    Ranking,
    /// Periods there are figures of.
    Periods,
    /// Agencies of all times.
    Agencies,
    /// Total, groups and indicators of the rulebooks.
    Numbers,
    /// The rulebooks.
    Rulebooks,
    /// Days off, and weekends worked.
    Calendar,
    /// Where agencies lie on the maps.
    Places,
    /// Names of procedures.
    Procedures,
}

/// Rows, a few at a time.
pub(super) type Pieces = Box<dyn Iterator<Item = Vec<Vec<Item>>> + Send>;

/// A data set, ready to be written.
pub(super) struct Data {
    /// Names of its columns.
    pub columns: Vec<String>,
    /// What it stands on, by name: period, revision, rulebook.
    pub facts: Vec<(&'static str, String)>,
    /// Its rows.
    pub pieces: Pieces,
    /// Whether it is long: then it is written as it is read, and told apart by what it stands on.
    pub long: bool,
}

impl Data {
    /// A data set of one piece.
    pub fn whole(
        columns: &[&str],
        facts: Vec<(&'static str, String)>,
        rows: Vec<Vec<Item>>,
    ) -> Self {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Self { columns, facts, pieces: Box::new(std::iter::once(rows)), long: false }
    }
}

/// Texts that are what a program reads, as they are.
pub(super) fn texts(app: &App, name: &str) -> Option<Arc<str>> {
    match name.strip_suffix(".toml")? {
        "lich" => Some(include_str!("../../../../../rules/calendar.toml").into()),
        id => app.rulebooks.get(id).ok()?.print().ok().map(Arc::from),
    }
}

impl Set {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Scores,
        Self::Ranking,
        Self::Periods,
        Self::Agencies,
        Self::Numbers,
        Self::Rulebooks,
        Self::Calendar,
        Self::Places,
        Self::Procedures,
    ];

    /// Its name in addresses and at the end of keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scores => "diem",
            Self::Ranking => "xep-hang",
            Self::Periods => "ky",
            Self::Agencies => "don-vi",
            Self::Numbers => "chi-tieu",
            Self::Rulebooks => "bo-quy-tac",
            Self::Calendar => "lich",
            Self::Places => "ban-do",
            Self::Procedures => "thu-tuc",
        }
    }

    /// Parameters that it follows, beside those of every address.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Scores => &["period", "agency", "rulebook", "nguon", "as_of", "known_at"],
            Self::Ranking => {
                &["period", "parent", "level", "rulebook", "nguon", "as_of", "known_at"]
            }
            Self::Numbers => &["rulebook"],
            Self::Agencies | Self::Periods => &["known_at"],
            Self::Rulebooks | Self::Calendar | Self::Places | Self::Procedures => &[],
        }
    }

    /// Names of its columns; of the ranking a column for each group follows.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Scores => &figures::SCORES,
            Self::Ranking => &figures::RANKING,
            Self::Periods => &lists::PERIODS,
            Self::Agencies => &lists::AGENCIES,
            Self::Numbers => &lists::NUMBERS,
            Self::Rulebooks => &lists::RULEBOOKS,
            Self::Calendar => &lists::CALENDAR,
            Self::Places => &lists::PLACES,
            Self::Procedures => &lists::PROCEDURES,
        }
    }

    /// Reads it.
    pub fn read(self, app: &App, asked: &Asked) -> Result<Data, Trouble> {
        match self {
            Self::Scores => figures::scores(app, asked),
            Self::Ranking => figures::ranking(app, asked),
            Self::Periods => lists::periods(app, asked),
            Self::Agencies => lists::agencies(app, asked),
            Self::Numbers => lists::numbers(app, asked),
            Self::Rulebooks => lists::rulebooks(app),
            Self::Calendar => Ok(lists::calendar()),
            Self::Places => Ok(lists::places()),
            Self::Procedures => lists::procedures(app),
        }
    }
}
