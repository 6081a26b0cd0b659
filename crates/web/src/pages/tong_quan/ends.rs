//! The best and worst children of each kind.

use chiso_report::listing::Item;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::sheet::{Place, Ranked};

use crate::chrome::Link;
use crate::listing::Sheet;
use crate::number::Num;
use crate::view::View;

/// Best and worst children of one kind.
pub(super) struct Ends {
    /// Id of the table.
    pub id: String,
    /// Their level.
    pub title: String,
    /// How many have a place, of how many.
    pub summary: String,
    /// The first places.
    pub best: Vec<Line>,
    /// The last places.
    pub worst: Vec<Line>,
    /// The whole ranking.
    pub all: Link,
}

/// A place in a short list.
pub(super) struct Line {
    /// The place.
    pub rank: String,
    /// Whose.
    pub agency: Link,
    /// Its total.
    pub num: Num,
    place: Option<usize>,
}

/// Children on each end of a short list.
const SHOWN: usize = 3;

impl Ends {
    /// The table as a file has it.
    pub fn sheet(&self, view: impl Fn(&str) -> String) -> Sheet {
        let columns = ["col-rank", "col-unit", "total"].map(view).to_vec();
        let row = |line: &Line| {
            let rank = line.place.and_then(|place| i64::try_from(place).ok());
            let rank = rank.map_or(Item::Missing, Item::Integer);
            vec![rank, Item::Text(line.agency.text.clone()), line.num.item()]
        };
        let lines = self.best.iter().chain(&self.worst);
        Sheet::new(self.id.clone(), self.title.clone(), columns).rows(lines.map(row))
    }
}

/// The ends of every kind of children, highest kind first.
pub(super) fn ends(view: &View, agency: &Agency) -> Vec<Ends> {
    let kinds = view.kinds(&agency.code).into_iter();
    kinds.map(|(level, children)| kind(view, agency, level, &children)).collect()
}

fn kind(view: &View, agency: &Agency, level: Level, children: &[&Agency]) -> Ends {
    let ranked = view.sheet().rank(children, Place::Total);
    let known: Vec<&Ranked<'_>> = ranked.iter().filter(|row| row.rank.is_some()).collect();
    let line = |row: &&Ranked<'_>| Line {
        rank: row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        agency: Link { href: view.agency_link(&row.agency.code), text: row.agency.name.clone() },
        num: Num::new(view.lang, row.points, view.rulebook().max),
        place: row.rank,
    };
    let (all, some) = (children.len().to_string(), known.len().to_string());
    let href = view.link("/xep-hang", &[("parent", &agency.code), ("level", level.code())]);
    let best = known.len().min(SHOWN);
    let worst = known.len().saturating_sub(SHOWN).max(best);
    Ends {
        id: format!("dau-cuoi-{}", level.code()),
        title: view.lang.level(level),
        summary: view.lang.text_with("rank-summary", &[("known", &some), ("all", &all)]),
        best: known[..best].iter().map(line).collect(),
        worst: known[worst..].iter().map(line).collect(),
        all: Link { href, text: view.lang.text_with("overview-all", &[("count", &all)]) },
    }
}
