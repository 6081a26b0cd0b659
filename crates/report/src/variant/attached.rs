//! The annex of a letter: the numbers on two days, first all of the agency's own, then unit by unit.

use chiso_scoring::agency::Level as Rung;
use chiso_scoring::annex::{self, RATES, UnitRate};

use super::attached_general::general;
use super::attached_units::{copies, overdue, rates};
use super::lines::heading;
use super::names::{all_of, day};
use super::phrases::{say, say_with};
use super::two::Two;
use crate::model::{Annex, Block, Level, Table};
use crate::outline::roman;

/// A numbered part: the key of its title, and its tables.
struct Part {
    key: &'static str,
    tables: Vec<Table>,
}

/// Where the parts stand, for those that refer to them.
pub(super) struct Parts(Vec<(&'static str, String)>);

impl Parts {
    /// Number of a part, if there is one.
    pub(super) fn number(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, number)| number.as_str())
    }
}

pub(super) fn attached(two: &Two<'_>) -> Annex {
    let mut parts = vec![Part { key: "part-general", tables: Vec::new() }];
    parts.extend(of_units(two).into_iter().filter(|part| !part.tables.is_empty()));
    let numbers = parts.iter().zip(1..).map(|(part, at)| (part.key, roman(at)));
    let numbers = Parts(numbers.collect());
    parts[0].tables.push(general(two, &numbers));
    let values = [("place", two.place.as_str()), ("period", &two.period)];
    Annex {
        title: say("attached"),
        subject: say_with("attached-subject", &values).to_uppercase(),
        reference: reference(two),
        sections: parts.into_iter().zip(1..).flat_map(|(part, at)| blocks(two, part, at)).collect(),
        landscape: true,
    }
}

/// What the annex belongs to; what is not known yet is left blank.
pub(super) fn reference(two: &Two<'_>) -> String {
    let head = super::frame::letterhead_of(&two.profile);
    let blank = say("attached-blank");
    let number = head.number.unwrap_or_else(|| blank.clone());
    let day = head.date.map_or(blank, day);
    let issuer = two.profile.reporter.as_str();
    let values = [("number", number.as_str()), ("symbol", &head.symbol), ("day", &day)];
    let values: Vec<_> = values.into_iter().chain([("issuer", issuer)]).collect();
    say_with("attached-to", &values)
}

fn blocks(two: &Two<'_>, part: Part, at: u32) -> Vec<Block> {
    let title = say_with(part.key, &[("period", &two.period)]);
    let mut blocks = vec![heading(Level::Roman, title.to_uppercase())];
    let several = part.tables.len() > 1;
    blocks.extend(part.tables.into_iter().zip(1..).map(|(mut table, sub)| {
        if several {
            let values = [("number", format!("{at}.{sub}")), ("units", table.caption.clone())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            table.caption = say_with("part-level", &values).to_uppercase();
        } else {
            table.caption = String::new();
        }
        Block::Table(table)
    }));
    blocks
}

fn of_units(two: &Two<'_>) -> [Part; 4] {
    let [before, now] = two.sheets();
    let late = overdue(two, &annex::overdue(before, now));
    let copied = copies(two, &annex::copies(before, now));
    let [offered, paid] = RATES.map(|code| annex::rates(before, now, code));
    [
        Part { key: "part-overdue", tables: late.into_iter().collect() },
        Part { key: "part-offered", tables: by_level(two, &offered, "offered") },
        Part { key: "part-paid", tables: by_level(two, &paid, "paid") },
        Part { key: "part-copies", tables: copied.into_iter().collect() },
    ]
}

/// A table for each level that has a figure.
fn by_level(two: &Two<'_>, units: &[UnitRate], what: &str) -> Vec<Table> {
    let of = |level: Rung| {
        let units: Vec<&UnitRate> = units.iter().filter(|unit| unit.level == level).collect();
        let table = || rates(two, &units, all_of(level, two.now.agency), what);
        (!units.is_empty()).then(table)
    };
    Rung::ALL.into_iter().filter_map(of).collect()
}
