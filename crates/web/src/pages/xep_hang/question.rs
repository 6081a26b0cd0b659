//! What an address asks of the ranking: whose children, of which kind, by what, which of them, how shown.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::figure::TOTAL;
use chiso_scoring::search::Query;
use chiso_scoring::sheet::{Place, Sheet};

use crate::against::Against;
use crate::listing::FORM;
use crate::trouble::Trouble;
use crate::view::View;

/// Parameters of this page alone.
pub(super) const OWN: [&str; 10] =
    ["parent", "level", "group", "sort", "so-voi", "loc", "nhom", "trang", "xem", "cot"];
/// Longest text that is looked for.
const SOUGHT: usize = 100;
/// Size classes there can be.
const CLASSES: usize = 4;

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// By place.
    Place,
    /// By name.
    Name,
    /// Who gained most places first.
    Gained,
    /// Who gained most points first.
    Added,
}

/// How the list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// As a table.
    Table,
    /// As a heat map, of groups or of indicators.
    Heat,
    /// As lines from the place before to the place now.
    Slope,
    /// As a map.
    Map,
}

/// Which part of a long list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// One page, from 1.
    Page(usize),
    /// All of it.
    Whole,
}

/// What is asked.
pub(super) struct Question<'v> {
    pub parent: &'v Agency,
    pub level: Option<Level>,
    pub place: Place,
    pub sort: Sort,
    pub look: Look,
    /// Whether a heat map has a column for each indicator.
    pub fine: bool,
    pub part: Part,
    /// The size class asked for.
    pub class: Option<usize>,
    /// What names are looked for.
    pub sought: Option<Query>,
    pub text: String,
    pub against: Option<Against>,
}

impl Sort {
    const ALL: [Self; 4] = [Self::Place, Self::Name, Self::Gained, Self::Added];

    /// Its value in an address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Place => "",
            Self::Name => "name",
            Self::Gained => "moved",
            Self::Added => "change",
        }
    }
}

impl Look {
    /// Every way, the usual first.
    pub const ALL: [Self; 4] = [Self::Table, Self::Heat, Self::Slope, Self::Map];

    /// Its value in an address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Table => "bang",
            Self::Heat => "nhiet",
            Self::Slope => "doc",
            Self::Map => "ban-do",
        }
    }
}

impl<'v> Question<'v> {
    pub fn read(view: &'v View) -> Result<Self, Trouble> {
        let asked = &view.asked;
        let parent = view.scope("parent")?;
        let of = |text: &str| Sort::ALL.into_iter().find(|sort| sort.code() == text);
        let look = |text: &str| Look::ALL.into_iter().find(|look| look.code() == text);
        let page = |text: &str| match text {
            "tat-ca" => Some(Part::Whole),
            text => text.parse().ok().filter(|page| *page > 0).map(Part::Page),
        };
        let class = |text: &str| text.parse().ok().filter(|class| (1..=CLASSES).contains(class));
        let text: String = asked.value("loc").unwrap_or_default().chars().take(SOUGHT).collect();
        // A file holds the whole list.
        let whole = asked.value(FORM).is_some();
        let part = asked.read_as("trang", "bad-page", page)?.unwrap_or(Part::Page(1));
        Ok(Self {
            parent,
            level: asked.level()?,
            place: ranked_by(view)?,
            sort: asked.read_as("sort", "bad-sort", of)?.unwrap_or(Sort::Place),
            look: asked.read_as("xem", "bad-look", look)?.unwrap_or(Look::Table),
            fine: asked.value("cot") == Some("chi-tieu"),
            part: if whole { Part::Whole } else { part },
            class: asked.read_as("nhom", "bad-class", class)?,
            sought: Query::new(&text),
            text,
            against: against(view)?,
        })
    }
}

fn ranked_by(view: &View) -> Result<Place, Trouble> {
    let code = view.asked.value("group").unwrap_or(TOTAL);
    let place = Place::find(view.rulebook(), code);
    let column = place.filter(|place| !matches!(place, Place::Indicator(_)));
    column.ok_or_else(|| Trouble::bad("group", "bad-group", code))
}

/// The side asked for, else the period before, if anything is known of it.
fn against(view: &View) -> Result<Option<Against>, Trouble> {
    if let Some(asked) = Against::asked(view)? {
        return Ok(Some(asked));
    }
    let before = view.period().previous();
    if !view.periods().contains(&before) {
        return Ok(None);
    }
    let side = Against::in_period(view, before).ok();
    Ok(side.filter(|side| side.loaded.sheet().agencies().next().is_some()))
}

/// Kinds of children, or agencies of one kind further down, on any sheet.
pub(super) fn kinds<'a>(
    sheet: &Sheet<'a>,
    parent: &str,
    wanted: Option<Level>,
) -> Vec<(Level, Vec<&'a Agency>)> {
    let mut kinds: Vec<(Level, Vec<&Agency>)> = Vec::new();
    for child in sheet.children(parent) {
        match kinds.last_mut() {
            Some((level, list)) if *level == child.level => list.push(child),
            _ => kinds.push((child.level, vec![child])),
        }
    }
    let Some(wanted) = wanted else { return kinds };
    if !kinds.iter().any(|(level, _)| *level == wanted) {
        kinds.push((wanted, below(sheet, parent, wanted)));
    }
    kinds.retain(|(level, _)| *level == wanted);
    kinds
}

/// Agencies of a level anywhere below an agency.
pub(crate) fn below<'a>(sheet: &Sheet<'a>, parent: &str, level: Level) -> Vec<&'a Agency> {
    let nation = sheet.tree.find(parent, sheet.period).is_ok_and(|of| of.level == Level::Nation);
    let inside = |agency: &&Agency| {
        let path = || sheet.tree.path(agency, sheet.period);
        // Everything is below the nation.
        nation || path().iter().any(|above| above.code == parent)
    };
    sheet.tree.of_level(level, sheet.period).into_iter().filter(inside).collect()
}
