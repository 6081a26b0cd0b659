//! I. The total and the rank.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::TOTAL;
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::{Place, Sheet};

use super::index::Rank;
use super::lines::{heading, note};
use super::month::{Figures, Month};
use super::names::place;
use super::phrases::{say, say_with};
use super::reading::points;
use crate::model::{Block, Level};
use crate::number;

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let figures = month.figures().code();
    let title = say_with("heading-results", &[("period", &month.period), ("figures", figures)]);
    let mut blocks = vec![heading(Level::Roman, title), Block::Paragraph(total(month).into())];
    blocks.extend(remarks(month));
    blocks
}

/// Where the total and the figures come from, if they are not simply what was published.
pub(super) fn remarks(month: &Month<'_>) -> Vec<Block> {
    [remark(month), whose(month)].into_iter().flatten().map(note).collect()
}

/// Says whose figures these are where they are not simply the published ones, and what was published beside them.
fn whose(month: &Month<'_>) -> Option<String> {
    let as_of = Lang::Vi.moment(month.context.as_of);
    match month.figures() {
        Figures::Published => None,
        Figures::Recomputed => Some(say("whose-recomputed")),
        Figures::Counted => {
            let mut text = say_with("whose-counted", &[("as_of", &as_of)]);
            if let Some(published) = announced(month) {
                text = format!("{text} {published}");
            }
            Some(text)
        }
    }
}

/// The total that somebody else published, beside the counted one.
fn announced(month: &Month<'_>) -> Option<String> {
    let sheet = month.published?;
    let total = sheet.score(month.own.agency).total.points?;
    let own = month.own.points(TOTAL)?;
    let as_of = sheet.captured_at(&month.own.agency.code)?;
    let values = [
        ("points", points(total)),
        ("as_of", Lang::Vi.moment(as_of)),
        ("change", number::change(own - total, 2)),
    ];
    Some(say_with(
        "published-beside",
        &values.each_ref().map(|(name, text)| (*name, text.as_str())),
    ))
}

fn total(month: &Month<'_>) -> String {
    sentence(month, ["total", "total-unknown"])
}

/// The total and the rank in one of two sentences: where the total is known, and where it is not.
pub(super) fn sentence(month: &Month<'_>, [known, unknown]: [&str; 2]) -> String {
    let place = place(month.own.agency);
    let Some(total) = month.own.points(TOTAL) else {
        return say_with(unknown, &[("place", &place)]);
    };
    let max = month.rulebook().max.to_string();
    let rank = rank(month.sheet, month.own.agency).map_or_else(String::new, |rank| {
        let peers = say_with("peers", &[("level", month.own.agency.level.code())]);
        let (rank, of) = (rank.place.to_string(), rank.of.to_string());
        say_with("total-rank", &[("rank", &rank), ("of", &of), ("peers", &peers)])
    });
    let values =
        [("place", place.as_str()), ("points", &points(total)), ("max", &max), ("rank", &rank)];
    say_with(known, &values)
}

/// The published rank; else the rank among siblings, if the points of all of them are known.
pub(super) fn rank(sheet: &Sheet<'_>, own: &Agency) -> Option<Rank> {
    if let Some(published) = sheet.data(&own.code).rank.and_then(|rank| rank.counts()) {
        return Some(Rank { place: published.numerator, of: published.denominator });
    }
    let mut siblings = sheet.children(own.parent.as_deref()?);
    siblings.retain(|sibling| sibling.level == own.level);
    let rows = sheet.rank(&siblings, Place::Total);
    let complete = rows.len() > 1 && rows.iter().all(|row| row.rank.is_some());
    let found = rows.iter().find(|row| row.agency.code == own.code)?;
    let (place, of) = (i64::try_from(found.rank?).ok()?, i64::try_from(rows.len()).ok()?);
    complete.then_some(Rank { place, of })
}

/// Says where the total comes from, if it is not simply the sum of what was published.
fn remark(month: &Month<'_>) -> Option<String> {
    let (total, published) = (month.own.points(TOTAL)?, month.own.published_total()?);
    if month.figures() == Figures::Published && !month.own.adds_up() {
        return Some(say("total-published"));
    }
    let change = published - total;
    let figures = month.figures().code();
    let values = [
        ("published", &*points(published)),
        ("change", &*number::change(change, 2)),
        ("figures", figures),
    ];
    (!change.is_zero()).then(|| say_with("total-differs", &values))
}
