//! Tables II–V of the annex, unit by unit: overdue dossiers, two rates, certified copies.

use chiso_report::listing::Item;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::annex::{
    Copies, RATES, UnitCopies, UnitLine, UnitRate, copies, copies_of, overdue, rates,
};
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::{Place, Sheet};
use chiso_scoring::small;
use rust_decimal::Decimal;

use super::sides::Sides;
use crate::listing::{Cell, Listed};
use crate::view::View;
use crate::withheld::KEY;

/// Ids of the tables of rates, by level.
const OFFERED: [&str; 6] = [
    "cung-cap-nuoc",
    "cung-cap-bo",
    "cung-cap-tinh",
    "cung-cap-so",
    "cung-cap-huyen",
    "cung-cap-xa",
];
const PAID: [&str; 6] = [
    "thanh-toan-nuoc",
    "thanh-toan-bo",
    "thanh-toan-tinh",
    "thanh-toan-so",
    "thanh-toan-huyen",
    "thanh-toan-xa",
];

/// A numbered part of the annex: its heading and tables.
pub(super) struct Part {
    pub heading: String,
    pub tables: Vec<Listed>,
}

/// The parts there are figures for.
pub(super) fn parts(sides: &Sides, labels: &[String; 2]) -> Vec<Part> {
    let Some(then) = sides.then() else { return Vec::new() };
    let at = ((sides.before.sheet(), then), (sides.after.sheet(), &sides.agency));
    let page = Page { sides, labels, lang: sides.after.lang };
    let [offered, paid] = RATES.map(|code| (code, rates(at.0, at.1, code)));
    let parts = [
        ("twin-overdue", page.overdue(&overdue(at.0, at.1))),
        ("twin-offered", page.rates(OFFERED, offered)),
        ("twin-paid", page.rates(PAID, paid)),
        ("twin-copies", page.copies(at, &copies(at.0, at.1))),
    ];
    let part = |(key, tables): (&str, Vec<Listed>)| Part { heading: page.t(key), tables };
    let parts = parts.map(part).into_iter().filter(|part| !part.tables.is_empty());
    let numbered = parts.zip(["II", "III", "IV", "V"]);
    numbered.map(|(part, at)| Part { heading: format!("{at}. {}", part.heading), ..part }).collect()
}

/// A count that strangers are not shown.
#[derive(Clone, Copy)]
struct Withheld;

type Counted = Result<Option<i64>, Withheld>;

/// The sum of the units' counts, then the counts: without the small ones and those they would follow from.
fn summed(view: &View, counts: &[Option<i64>]) -> Vec<Counted> {
    let sum = counts.iter().flatten().copied().reduce(|sum, count| sum + count);
    let cell = |count: &Option<i64>, parent| small::Cell { value: count.unwrap_or(0), parent };
    let cells = counts.iter().map(|count| cell(count, Some(0)));
    let cells: Vec<small::Cell> = std::iter::once(cell(&sum, None)).chain(cells).collect();
    let hidden = match view.is_live() && view.is_stranger() {
        true => small::withheld(&cells).whole,
        false => vec![false; cells.len()],
    };
    let all = std::iter::once(&sum).chain(counts);
    all.zip(hidden).map(|(count, hidden)| if hidden { Err(Withheld) } else { Ok(*count) }).collect()
}

/// Whether a unit's rate rests on few dossiers.
fn is_few(view: &View, unit: &UnitRate, code: &str) -> bool {
    let at = view.rulebook().indicator(code);
    let agency = view.agency(&unit.agency).ok();
    at.zip(agency).is_some_and(|(at, agency)| view.withheld(agency, at))
}

type At<'a> = (&'a Sheet<'a>, &'a Agency);

struct Page<'a> {
    sides: &'a Sides,
    labels: &'a [String; 2],
    lang: Lang,
}

impl Page<'_> {
    fn t(&self, key: &str) -> String {
        self.lang.text(key)
    }

    fn table(&self, id: &'static str, caption: String, columns: Vec<(String, bool)>) -> Listed {
        let mut listed = Listed::new(self.lang, id, caption, &[("col-unit", false)]);
        listed.columns.extend(columns);
        listed.columns.push((self.t("annex-count-change"), true));
        listed.files = crate::listing::files(&self.sides.after.asked, id);
        listed
    }

    /// A unit's name, leading to its page on the side it was in force. The style sheet numbers them.
    fn unit(&self, code: &str, name: &str) -> Cell {
        let (before, after) = (&self.sides.before, &self.sides.after);
        let view = if after.agency(code).is_ok() { after } else { before };
        Cell::text(name).at(view.agency_link(code))
    }

    fn total(&self) -> Cell {
        Cell::text(self.t("annex-overdue-total"))
    }

    fn count(&self, count: Option<i64>) -> Cell {
        Cell::new(self.lang, count.map_or(Item::Missing, Item::Integer))
    }

    fn rate(&self, rate: Option<Decimal>) -> Cell {
        Cell::new(self.lang, rate.map_or(Item::Missing, Item::Decimal))
    }

    fn change(&self, by: Option<Decimal>, whole: bool) -> Cell {
        let item = match (by, whole) {
            (None, _) => Item::Missing,
            (Some(by), true) => i64::try_from(by).map_or(Item::Decimal(by), Item::Integer),
            (Some(by), false) => Item::Decimal(by),
        };
        let text = match by {
            Some(by) if by.is_zero() => self.t("annex-same"),
            Some(by) => self.lang.signed(by),
            None => return Cell::new(self.lang, Item::Missing),
        };
        Cell { text, item, href: String::new() }
    }

    fn by(&self, before: Option<i64>, after: Option<i64>) -> Cell {
        self.change(before.zip(after).map(|(before, after)| Decimal::from(after - before)), true)
    }

    fn overdue(&self, units: &[UnitLine]) -> Vec<Listed> {
        if units.is_empty() {
            return Vec::new();
        }
        let columns = self.labels.iter().map(|label| (label.clone(), true)).collect();
        let mut table = self.table("qua-han", self.t("twin-overdue"), columns);
        let (before, after): (Vec<_>, Vec<_>) =
            units.iter().map(|unit| (unit.before, unit.after)).unzip();
        let (before, after) =
            (summed(&self.sides.before, &before), summed(&self.sides.after, &after));
        for (at, (before, after)) in before.iter().zip(&after).enumerate() {
            let name = match at.checked_sub(1).map(|at| &units[at]) {
                Some(unit) => self.unit(&unit.agency, &unit.name),
                None => self.total(),
            };
            let counts = match (before, after) {
                (Ok(before), Ok(after)) => {
                    [self.count(*before), self.count(*after), self.by(*before, *after)]
                }
                _ => [self.shown(*before), self.shown(*after), self.count(None)],
            };
            table.rows.push([name].into_iter().chain(counts).collect());
        }
        // The total stands below.
        table.rows.rotate_left(1);
        vec![table]
    }

    fn shown(&self, count: Counted) -> Cell {
        count.map_or_else(|Withheld| self.few(), |count| self.count(count))
    }

    fn few(&self) -> Cell {
        Cell::text(self.t(KEY))
    }

    /// A table for each level, as the annex has them.
    fn rates(&self, ids: [&'static str; 6], (code, units): (&str, Vec<UnitRate>)) -> Vec<Listed> {
        let of = |level: Level| {
            let units: Vec<&UnitRate> = units.iter().filter(|unit| unit.level == level).collect();
            (!units.is_empty()).then(|| self.level(ids[level as usize], code, level, &units))
        };
        Level::ALL.into_iter().filter_map(of).collect()
    }

    fn level(&self, id: &'static str, code: &str, level: Level, units: &[&UnitRate]) -> Listed {
        let rulebook = self.sides.after.rulebook();
        let place = Place::find(rulebook, code);
        let name = place.map(|place| crate::table::place_name(&self.sides.after, place));
        let said = [("rate", name.as_deref().unwrap_or(code)), ("level", &self.lang.level(level))];
        let caption = self.lang.text_with("twin-rate-caption", &said);
        let columns = self.labels.iter().map(|label| (format!("{label} (%)"), true)).collect();
        let mut table = self.table(id, caption, columns);
        for unit in units {
            let few = [&self.sides.before, &self.sides.after].map(|view| is_few(view, unit, code));
            let (before, after) = (unit.before.rate, unit.after.rate);
            let by = before.zip(after).map(|(before, after)| after - before);
            let rate = |few, rate| if few { self.few() } else { self.rate(rate) };
            let by = by.filter(|_| !few.contains(&true));
            let rates = [rate(few[0], before), rate(few[1], after), self.change(by, false)];
            let name = self.unit(&unit.agency, &unit.name);
            table.rows.push([name].into_iter().chain(rates).collect());
        }
        table
    }

    fn copies(&self, (before, after): (At<'_>, At<'_>), units: &[UnitCopies]) -> Vec<Listed> {
        if units.is_empty() {
            return Vec::new();
        }
        let side = |label: &String| {
            ["twin-offering", "twin-made"].map(|key| (format!("{}, {label}", self.t(key)), true))
        };
        let columns = self.labels.iter().flat_map(side).collect();
        let mut table = self.table("ban-sao", self.t("twin-copies"), columns);
        let mut push = |name: Cell, before: Copies, after: Copies| {
            let sides = [before, after].into_iter().flat_map(|side| self.made(side));
            let all = [name].into_iter().chain(sides);
            table.rows.push(all.chain([self.by(before.made, after.made)]).collect());
        };
        for unit in units {
            push(self.unit(&unit.agency, &unit.name), unit.before, unit.after);
        }
        let whole = |(sheet, agency): At<'_>| copies_of(sheet, &agency.code);
        let (before, after) = (whole(before), whole(after));
        if before != Copies::default() || after != Copies::default() {
            push(self.total(), before, after);
        }
        vec![table]
    }

    fn made(&self, side: Copies) -> [Cell; 2] {
        let offering = side.offering.map(|(some, all)| {
            let (some, all) = (self.lang.integer(some), self.lang.integer(all));
            Cell::text(format!("{some}/{all}"))
        });
        [offering.unwrap_or_else(|| self.count(None)), self.count(side.made)]
    }
}
