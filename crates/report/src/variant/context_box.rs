//! Variant F: the index of a province in its context – its place in the country, against the time before, in its region –
//! and what others publish beside it. Their indices stand on lines of their own; no point of theirs is added to ours.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::TOTAL;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::sheet::Sheet;
use rust_decimal::Decimal;

use super::index::{Index, IndexPart, Rank};
use super::lines::{heading, note};
use super::month::Month;
use super::names::{capital, place};
use super::phrases::{say, say_with};
use super::regions::Region;
use super::{frame, opening};
use crate::model::{Align, Block, Cell, Column, Level, Report, Row, Table};
use crate::number;

/// One index as the box tells it.
struct Told {
    /// `Bộ chỉ số 766`.
    name: String,
    /// `năm 2020`.
    when: String,
    /// What it is compared with: `năm 2019`.
    before: String,
    value: Option<Measured>,
    value_before: Option<Decimal>,
    rank: Option<Rank>,
    rank_before: Option<Rank>,
    /// Its place in the region, and what the members of that are called.
    region: Option<(Rank, String)>,
    parts: Vec<IndexPart>,
}

/// A value with its unit.
#[derive(Clone, Copy)]
struct Measured {
    value: Decimal,
    percent: bool,
    /// The most there is; the Decision's points are of 100.
    max: Option<u32>,
}

/// The report.
pub(super) fn report(month: &Month<'_>, before: Option<&Sheet<'_>>) -> Report {
    let place = place(month.own.agency);
    let told = told(month, before);
    frame::around(month, "context-subject", sections(month, before, &place, &told))
}

fn sections(
    month: &Month<'_>,
    before: Option<&Sheet<'_>>,
    place: &str,
    told: &[Told],
) -> Vec<Block> {
    let mut blocks = vec![heading(Level::Roman, say("heading-own-index"))];
    let (own, others) = told.split_first().map_or((None, told), |(own, rest)| (Some(own), rest));
    blocks.extend(own.into_iter().flat_map(|own| own.blocks(month, place)));
    blocks.extend(unranked(month, before, own).map(note));
    blocks.extend(opening::remarks(month));
    if !others.is_empty() {
        blocks.push(heading(Level::Roman, say("heading-other-indices")));
        blocks.extend(others.iter().flat_map(|other| other.blocks(month, place)));
        blocks.push(note(say("note-other-indices")));
    }
    blocks.push(heading(Level::Roman, say("heading-all-indices")));
    blocks.push(Block::Table(table(place, told)));
    blocks.extend(sources(month).map(note));
    blocks
}

/// The index of the Decision first, then those of others in the order of the profile.
fn told(month: &Month<'_>, before: Option<&Sheet<'_>>) -> Vec<Told> {
    let others = month.profile.index.iter().map(|index| other(month, index));
    std::iter::once(ours(month, before)).chain(others).collect()
}

fn ours(month: &Month<'_>, before: Option<&Sheet<'_>>) -> Told {
    let agency = month.own.agency;
    let max = Some(month.rulebook().max);
    let then = before.and_then(|sheet| Some((sheet, same(sheet, agency)?)));
    let region = Region::of(agency, month.sheet.period);
    Told {
        name: say("own-index"),
        when: month.period.clone(),
        before: before.map(|sheet| Lang::Vi.period(sheet.period)).unwrap_or_default(),
        value: month.own.points(TOTAL).map(|value| Measured { value, percent: false, max }),
        value_before: then.and_then(|(sheet, agency)| sheet.score(agency).total.points),
        rank: opening::rank(month.sheet, agency),
        rank_before: then.and_then(|(sheet, agency)| opening::rank(sheet, agency)),
        region: region
            .and_then(|region| Some((region.rank(month.sheet, agency)?, region.members.clone()))),
        parts: Vec::new(),
    }
}

/// The agency in another period, if it is the same one: a code outlives mergers, an agency does not.
fn same<'s>(sheet: &'s Sheet<'_>, agency: &Agency) -> Option<&'s Agency> {
    let found = sheet.tree.find(&agency.code, sheet.period).ok()?;
    (found.valid_from == agency.valid_from).then_some(found)
}

fn other(month: &Month<'_>, index: &Index) -> Told {
    let year = |year: i16| say_with("year", &[("year", &year.to_string())]);
    let percent = index.unit == "%";
    let period = Period::Year { year: index.year };
    let region = Region::of(month.own.agency, period).map(|region| region.members.clone());
    Told {
        name: index.name.clone(),
        when: year(index.year),
        before: year(index.year - 1),
        value: index.value.map(|value| Measured { value, percent, max: None }),
        value_before: index.before,
        rank: index.rank,
        rank_before: index.rank_before,
        region: index.rank_in_region.zip(region.or_else(|| Some(say("region-members")))),
        parts: index.part.clone(),
    }
}

impl Measured {
    fn text(self) -> String {
        let value = number::decimal(self.value, 2);
        match (self.percent, self.max) {
            (true, _) => value + "%",
            (false, Some(max)) => {
                say_with("points-of", &[("points", &value), ("max", &max.to_string())])
            }
            (false, None) => say_with("points-alone", &[("points", &value)]),
        }
    }

    /// A difference of shares is told in points of per cent.
    fn difference(self, change: Decimal) -> String {
        let key = if self.percent { "percent-points" } else { "points-alone" };
        say_with(key, &[("points", &number::decimal(change.abs(), 2))])
    }
}

impl Told {
    fn blocks(&self, month: &Month<'_>, place: &str) -> Vec<Block> {
        let mut blocks = vec![Block::Paragraph(self.sentence(month, place).into())];
        blocks.extend(self.parts().map(|text| Block::Paragraph(text.into())));
        blocks
    }

    /// `Bộ chỉ số 766 năm 2020 của tỉnh … đạt …, xếp thứ …, tăng … bậc so với …, xếp thứ …`.
    fn sentence(&self, month: &Month<'_>, place: &str) -> String {
        let named = [("name", self.name.as_str()), ("when", &self.when), ("place", place)];
        let mut parts = vec![match self.value {
            Some(value) => {
                let value = value.text();
                let values: Vec<_> = named.into_iter().chain([("value", &*value)]).collect();
                say_with("index-reaches", &values)
            }
            None => say_with("index-unknown", &named),
        }];
        parts.extend(self.value_change());
        parts.extend(self.rank.map(|rank| {
            let peers = say_with("peers", &[("level", month.own.agency.level.code())]);
            ranked(rank, &peers)
        }));
        parts.extend(self.places().map(|places| self.moved(places)));
        parts.extend(self.region.as_ref().map(|(rank, members)| ranked(*rank, members)));
        format!("{}.", parts.join(", "))
    }

    fn value_change(&self) -> Option<String> {
        let value = self.value?;
        let change = value.value - self.value_before?;
        let (text, before) = (value.difference(change), self.before.as_str());
        Some(changed(change, &text, before))
    }

    /// How many places it went up; down is negative. Places among another number of provinces are not the same places.
    fn places(&self) -> Option<i64> {
        let (now, before) = (self.rank?, self.rank_before?);
        (now.of == before.of).then_some(before.place - now.place)
    }

    fn moved(&self, places: i64) -> String {
        let text = say_with("places", &[("places", &places.abs().to_string())]);
        changed(Decimal::from(places), &text, &self.before)
    }

    fn parts(&self) -> Option<String> {
        let percent = self.value.is_some_and(|value| value.percent);
        let told = self.parts.iter().filter_map(|part| {
            let value = Measured { value: part.value?, percent, max: None };
            let change = part.change.map(|change| {
                format!(", {}", changed(change, &value.difference(change), &self.before))
            });
            let values = [("name", &part.name), ("value", &value.text())];
            let values = values.map(|(name, text)| (name, text.as_str()));
            Some(say_with("part-reaches", &values) + &change.unwrap_or_default())
        });
        let told = told.collect::<Vec<_>>().join("; ");
        (!told.is_empty()).then(|| say_with("parts-reach", &[("parts", &told)]))
    }
}

fn ranked(rank: Rank, peers: &str) -> String {
    let (place, of) = (rank.place.to_string(), rank.of.to_string());
    say_with("ranked", &[("rank", &place), ("of", &of), ("peers", peers)])
}

fn changed(change: Decimal, by: &str, before: &str) -> String {
    let key = match change {
        zero if zero.is_zero() => "same-as",
        more if more > Decimal::ZERO => "more-than",
        _ => "less-than",
    };
    let values = [("by", by), ("before", before)];
    say_with(key, if key == "same-as" { &values[1..] } else { &values })
}

/// Why a rank is not told.
fn unranked(month: &Month<'_>, before: Option<&Sheet<'_>>, own: Option<&Told>) -> Option<String> {
    let own = own?;
    let mut gaps = Vec::new();
    if own.rank.is_none() {
        gaps.push(say("no-rank"));
    }
    if before.is_some_and(|sheet| same(sheet, month.own.agency).is_none()) {
        gaps.push(say("another-agency"));
    } else if own.rank_before.is_none() {
        gaps.push(say("no-rank-before"));
    }
    if own.region.is_none() {
        gaps.push(match Region::of(month.own.agency, month.sheet.period) {
            Some(region) => say_with("no-rank-in-region", &[("region", &region.name)]),
            None => say("no-region"),
        });
    }
    (!gaps.is_empty()).then(|| gaps.join(" "))
}

fn sources(month: &Month<'_>) -> Option<String> {
    let indices = month.profile.index.iter().filter(|index| !index.source.is_empty());
    let mut named: Vec<String> = indices
        .map(|index| say_with("source-of", &[("name", &index.name), ("source", &index.source)]))
        .collect();
    if let Some(region) = Region::of(month.own.agency, month.sheet.period) {
        named.push(say_with("source-of", &[("name", &region.name), ("source", &region.source)]));
    }
    (!named.is_empty()).then(|| say_with("sources", &[("sources", &named.join("; "))]))
}

fn table(place: &str, told: &[Told]) -> Table {
    Table {
        caption: say_with("table-indices", &[("place", place)]).to_uppercase(),
        short: say("short-indices"),
        columns: columns(),
        rows: told.iter().map(row).collect(),
        join_missing: false,
    }
}

fn columns() -> Vec<Column> {
    let column = |key, width, align| Column::new(say(key), width, align);
    vec![
        column("column-number", 7, Align::Center),
        column("column-index", 28, Align::Left),
        column("column-when", 13, Align::Center),
        column("column-reached", 15, Align::Center),
        column("column-rank", 11, Align::Center),
        column("column-places", 13, Align::Center),
        column("column-region", 13, Align::Center),
    ]
}

fn row(told: &Told) -> Row {
    let rank = |rank: Option<Rank>| match rank {
        Some(rank) => Cell::Fraction(rank.place, rank.of),
        None => unknown(),
    };
    let reached = match told.value {
        Some(Measured { value, percent: true, .. }) => Cell::Percent { value, digits: 2 },
        Some(Measured { value, .. }) => Cell::Decimal { value, digits: 2 },
        None => unknown(),
    };
    let places = told.places().map(|places| Cell::Change { value: places.into(), digits: 0 });
    Row::Normal(vec![
        Cell::Ordinal,
        Cell::text(told.name.clone()),
        Cell::text(capital(&told.when)),
        reached,
        rank(told.rank),
        places.unwrap_or_else(unknown),
        rank(told.region.as_ref().map(|(rank, _)| *rank)),
    ])
}

fn unknown() -> Cell {
    Cell::missing(say("not-known"))
}
