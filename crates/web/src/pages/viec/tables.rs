//! The tables of the page: the list itself, and how many rows each unit has.

use chiso_report::listing::Item;
use chiso_scoring::expr::Entity;
use chiso_scoring::worklist::WorkList;

use super::question::Question;
use super::{PATH, Part, until};
use crate::chrome::Link;
use crate::link::encoded;
use crate::listing::{Cell, Listed};
use crate::named::Named;
use crate::study::Study;
use crate::wire::work::{Line, WorkUnit, columns};

/// Place of the agency's code among the columns: a file has it, a page shows the name beside it.
const CODE: usize = 2;
/// Place of the procedure.
const PROCEDURE: usize = 3;

/// The list; a file has all of it, and codes of agencies beside their names.
pub(super) fn listed(
    study: &Study,
    named: &Named,
    (list, part): (&WorkList, &Part),
    question: &Question,
    whole: bool,
) -> Listed {
    let lang = study.asked.lang;
    let name = lang.pick(&list.name).to_owned();
    // Petitions are about no procedure.
    let petitions = list.of == Entity::Petition;
    let kept = |at: usize| (whole || at != CODE) && !(petitions && at == PROCEDURE);
    let titles: Vec<_> = chosen(columns(list), kept);
    let mut listed = Listed::new(lang, "viec", name.clone(), &titles);
    let row = |line: &Line| chosen(row(study, named, list, line), kept);
    listed.rows = part.lines.iter().map(row).collect();
    listed.empty = lang.text(if question.filtered() { "work-none-fits" } else { "work-none" });
    let count = |count: usize| lang.integer(count as i64);
    let said = [
        ("list", name),
        ("count", count(part.summary.count)),
        ("carried", count(part.summary.carried)),
        ("new", count(part.summary.new)),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(key, text)| (*key, &**text)).collect();
    listed.count = lang.text_with("work-count", &said);
    let next = question.offset + part.lines.len();
    if next < part.summary.count && !whole {
        let href = study.asked.again(&[("offset", &next.to_string())]);
        listed.more = Some(Link { href, text: lang.text("work-more") });
    }
    let until = until(part).map(|at| (lang.text("work-until-label"), lang.moment(at)));
    let facts = study.facts().into_iter().chain(until).collect();
    listed.downloads(&study.asked, facts)
}

/// The columns that are kept.
fn chosen<T>(all: Vec<T>, kept: impl Fn(usize) -> bool) -> Vec<T> {
    all.into_iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, one)| one).collect()
}

fn row(study: &Study, named: &Named, list: &WorkList, line: &Line) -> Vec<Cell> {
    let lang = study.asked.lang;
    let items = line.items(lang, list).into_iter().enumerate();
    let cell = |(at, item): (usize, Item)| match (at, &item) {
        (0, _) if list.of == Entity::Dossier => {
            let page = format!("/ho-so/{}", encoded(&line.code));
            Cell::new(lang, item).at(study.link(&page, &[]))
        }
        (1, _) => Cell::new(lang, item).at(study.agency_link(&line.agency)),
        (PROCEDURE, Item::Text(code)) => Cell::text(named.procedure(code)),
        _ => Cell::new(lang, item),
    };
    items.map(cell).collect()
}

/// How many rows each unit has, most first.
pub(super) fn units(study: &Study, named: &Named, list: &WorkList, part: &Part) -> Listed {
    let lang = study.asked.lang;
    let columns =
        [("col-unit", false), ("work-rows", true), ("work-carried", true), ("work-new", true)];
    let mut listed = Listed::new(lang, "don-vi", lang.text("work-units"), &columns);
    listed.empty = lang.text("work-none");
    let count = |count: usize| Cell::new(lang, Item::Integer(count as i64));
    let row = |unit: &WorkUnit| {
        let extra = [("list", list.id.as_str()), ("unit", &unit.agency)];
        let name = Cell::text(named.agency(&unit.agency)).at(study.link(PATH, &extra));
        vec![name, count(unit.count), count(unit.carried), count(unit.count - unit.carried)]
    };
    let mut units: Vec<&WorkUnit> = part.units.iter().collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.count));
    listed.rows = units.into_iter().map(row).collect();
    listed.downloads(&study.asked, study.facts())
}
