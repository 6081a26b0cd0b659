//! What an address asks of the procedures.

use chiso_scoring::measure::Scope;
use chiso_scoring::search::Query;
use chiso_scoring::sheet::Place;

use super::columns::Column;
use crate::pages::ho_so::scope;
use crate::study::Study;
use crate::trouble::Trouble;

/// Letters of a filter that are read.
pub(crate) const FILTER_CHARS: usize = 100;

/// By what lines are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// By name, in the order of the alphabet.
    Name,
    /// By a column, by its place.
    Column(usize),
}

/// What is asked for.
pub(super) struct Question {
    /// The usual columns, or those of an indicator.
    pub indicator: Option<usize>,
    /// One procedure by unit.
    pub procedure: Option<String>,
    /// All procedures by unit.
    pub units: bool,
    pub scope: Scope,
    pub sort: Sort,
    /// Only names and codes like this.
    pub filter: Option<Query>,
    pub offset: usize,
}

impl Question {
    pub fn read(study: &Study) -> Result<Self, Trouble> {
        let asked = &study.asked;
        let flag = |text: &str| ["0", "1"].iter().position(|known| *known == text);
        let units = asked.read_as("units", "bad-flag", flag)? == Some(1);
        let offset = asked.count("offset")?.and_then(|offset| usize::try_from(offset).ok());
        let filter = asked.value("loc").map(|text| text.chars().take(FILTER_CHARS).collect());
        let filter = filter.and_then(|text: String| Query::new(&text));
        let indicator = indicator(study)?;
        let procedure = asked.value("procedure").map(str::to_owned);
        Ok(Self {
            indicator,
            units: units && procedure.is_none(),
            procedure,
            scope: scope(asked)?,
            sort: sort(study, &Column::all(study.rulebook(), indicator))?,
            filter,
            offset: offset.unwrap_or(0),
        })
    }

    /// Whether lines are of single units.
    pub fn by_unit(&self) -> bool {
        self.units || self.procedure.is_some()
    }
}

fn indicator(study: &Study) -> Result<Option<usize>, Trouble> {
    let Some(code) = study.asked.value("indicator") else { return Ok(None) };
    match study.place("indicator")? {
        Place::Indicator(at) => Ok(Some(at)),
        _ => Err(Trouble::bad("indicator", "bad-no-ratio", code)),
    }
}

/// Without a word the column that says how much there is to do comes first, the greatest on top.
fn sort(study: &Study, columns: &[Column]) -> Result<Sort, Trouble> {
    let by = |key: &str| columns.iter().position(|column| column.key == key).map(Sort::Column);
    let read = |text: &str| if text == "name" { Some(Sort::Name) } else { by(text) };
    let given = study.asked.read_as("sort", "bad-sort", read)?;
    Ok(given.or_else(|| by("handled")).or_else(|| by("denominator")).unwrap_or(Sort::Name))
}
