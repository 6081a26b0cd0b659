//! I. The total and the rank.

use chiso_scoring::figure::TOTAL;
use chiso_scoring::sheet::Place;

use super::lines::{heading, note};
use super::month::Month;
use super::names::place;
use super::phrases::{say, say_with};
use super::reading::points;
use crate::model::{Block, Level};
use crate::number;

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let title = say_with("heading-results", &[("period", &month.period)]);
    let mut blocks = vec![heading(Level::Roman, title), Block::Paragraph(total(month).into())];
    blocks.extend(remark(month).map(note));
    blocks
}

fn total(month: &Month<'_>) -> String {
    let place = place(month.own.agency);
    let Some(total) = month.own.points(TOTAL) else {
        return say_with("total-unknown", &[("place", &place)]);
    };
    let max = month.rulebook().max.to_string();
    let rank = rank(month).map_or_else(String::new, |(rank, of)| {
        let peers = say_with("peers", &[("level", month.own.agency.level.code())]);
        let (rank, of) = (rank.to_string(), of.to_string());
        say_with("total-rank", &[("rank", &rank), ("of", &of), ("peers", &peers)])
    });
    let values =
        [("place", place.as_str()), ("points", &points(total)), ("max", &max), ("rank", &rank)];
    say_with("total", &values)
}

/// The published rank; else the rank among siblings, if the points of all of them are known.
fn rank(month: &Month<'_>) -> Option<(i64, i64)> {
    if let Some(published) = month.own.published_rank() {
        return Some(published);
    }
    let own = month.own.agency;
    let mut siblings = month.sheet.children(own.parent.as_deref()?);
    siblings.retain(|sibling| sibling.level == own.level);
    let rows = month.sheet.rank(&siblings, Place::Total);
    let complete = rows.len() > 1 && rows.iter().all(|row| row.rank.is_some());
    let found = rows.iter().find(|row| row.agency.code == own.code)?;
    let rank = i64::try_from(found.rank?).ok()?;
    complete.then_some((rank, i64::try_from(rows.len()).ok()?))
}

/// Says where the total comes from, if it is not simply the sum of what was published.
fn remark(month: &Month<'_>) -> Option<String> {
    let (total, published) = (month.own.points(TOTAL)?, month.own.published_total()?);
    if !month.own.adds_up() {
        return Some(say("total-published"));
    }
    let change = published - total;
    let values = [("published", &*points(published)), ("change", &*number::change(change, 2))];
    (!change.is_zero()).then(|| say_with("total-differs", &values))
}
