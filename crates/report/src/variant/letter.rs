//! Variant C: a letter that sets two moments side by side, with every number behind the points in its annex.

use chiso_scoring::agency::Agency;
use chiso_scoring::rulebook::Rulebook;
use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::attached::attached;
use super::frame::{imprint_of, letterhead_of, signature_of};
use super::lines::{heading, note};
use super::names::{capital, day};
use super::phrases::{say, say_with};
use super::reading::points;
use super::two::{GROUPS, Two};
use super::{Context, Error, Profile, Sides, Variant, restated};
use crate::model::{Block, Heading, Level, Paragraph, Report, Run, Title};
use crate::number;

pub(super) fn letter<'m>(
    sides: &Sides<'m>,
    agency: &'m Agency,
    profile: &Profile,
    context: &'m Context,
) -> Result<Report, Error> {
    let two = Two::new(Variant::C, sides, agency, profile, context)?;
    Ok(Report {
        head: letterhead_of(&two.profile),
        title: title(&two, "letter-subject"),
        intro: vec![opening(&two).into()],
        sections: sections(&two),
        closing: say_with("letter-closing", &named(&two)).into(),
        sign: signature_of(&two.profile),
        recipients: two.profile.recipients.clone(),
        annexes: vec![attached(&two)],
        footnotes: Vec::new(),
        imprint: imprint_of(context, two.rulebook()),
        created: context.created,
    })
}

/// A letter has no kind; its subject stands under the number.
pub(super) fn title(two: &Two<'_>, subject: &str) -> Title {
    Title {
        kind: String::new(),
        subject: say_with(subject, &[("period", &two.period)]),
        period: capital(&two.period),
    }
}

fn named<'v>(two: &'v Two<'_>) -> [(&'static str, &'v str); 4] {
    let addressee = two.profile.addressee.first().map_or("", String::as_str);
    [
        ("reporter", &two.profile.reporter),
        ("period", &two.period),
        ("place", &two.place),
        ("addressee", addressee),
    ]
}

fn opening(two: &Two<'_>) -> String {
    let decision = say("decision");
    let own = [("decision", decision.as_str()), ("figures", two.figures())];
    let values: Vec<_> = named(two).into_iter().chain(own).collect();
    say_with("letter-opening", &values)
}

fn sections(two: &Two<'_>) -> Vec<Block> {
    let figures = [("figures", two.figures())];
    let mut blocks = vec![heading(Level::Arabic, say_with("letter-points", &figures))];
    let lines = GROUPS.iter().filter_map(|code| axis(two, code)).chain([total(two)]);
    blocks.extend(lines.zip(1..).map(|(line, at)| numbered(line, at)));
    blocks.extend(rounding(two).map(note));
    let place = [("place", two.place.as_str())];
    blocks.push(heading(Level::Arabic, say_with("letter-details", &place)));
    blocks.push(Block::Paragraph(say_with("letter-see", &figures).into()));
    blocks.push(Block::Paragraph(compiled(two.now.as_of)));
    let own = restated::of(two.now.sheet, two.now.agency, two.context).into_iter();
    blocks.extend(own.map(lowered));
    blocks
}

/// A line of the first section, with its number in front.
fn numbered(line: Vec<Run>, at: usize) -> Block {
    let number = Run::plain(format!("1.{at}. "));
    Block::Paragraph([number].into_iter().chain(line).collect::<Vec<_>>().into())
}

/// A letter counts `1.` where a report counts `I.`.
fn lowered(block: Block) -> Block {
    match block {
        Block::Heading(Heading { level: Level::Roman, text }) => heading(Level::Arabic, text),
        block => block,
    }
}

/// What was reached and by how much it moved, in bold after the name; `None` for a group the rulebook does not have.
fn axis(two: &Two<'_>, code: &str) -> Option<Vec<Run>> {
    let (name, max) = group(two.rulebook(), code)?;
    let Some(reached) = two.now.points(code) else {
        return Some(vec![Run::plain(say_with("letter-axis-unknown", &[("name", name)]))]);
    };
    let before = two.before.points(code);
    let (points, max) = (points(reached), max.to_string());
    let mut values = vec![("points", points.as_str()), ("max", &max), ("then", &two.before.label)];
    let told = match before {
        None => say_with("letter-reached-new", &values),
        Some(before) => {
            let (change, before) = (moved(reached - before), self::points(before));
            values.extend([("change", change.as_str()), ("before", &before)]);
            say_with("letter-reached", &values)
        }
    };
    let head = say_with("letter-axis", &[("name", name)]);
    Some(vec![Run::plain(format!("{head} ")), Run::bold(told)])
}

/// Name and most points of a group.
pub(super) fn group<'r>(rulebook: &'r Rulebook, code: &str) -> Option<(&'r str, u32)> {
    let group = rulebook.groups.get(rulebook.group(code)?)?;
    Some((&group.name.vi, group.max))
}

/// `tăng 0,50 điểm`, `giảm 0,50 điểm`, `giữ nguyên`.
pub(super) fn moved(change: Decimal) -> String {
    let by = points(change.abs());
    match change {
        change if change.is_zero() => say("letter-same"),
        change if change.is_sign_positive() => say_with("letter-rose", &[("by", &by)]),
        _ => say_with("letter-fell", &[("by", &by)]),
    }
}

fn total(two: &Two<'_>) -> Vec<Run> {
    let Some(reached) = two.now.total() else {
        return vec![Run::plain(say("letter-total-unknown"))];
    };
    let (points, max, rank) = (points(reached), two.rulebook().max.to_string(), rank(two));
    let mut values = vec![
        ("points", points.as_str()),
        ("max", &max),
        ("rank", &rank),
        ("then", &two.before.label),
    ];
    let told = match two.before.total() {
        None => say_with("letter-total-alone", &values),
        Some(before) => {
            let change = capital(&climbed(two, moved(reached - before)));
            let before = self::points(before);
            values.extend([("change", change.as_str()), ("before", &before)]);
            say_with("letter-total-reached", &values)
        }
    };
    vec![Run::plain(say("letter-total") + " "), Run::bold(told)]
}

/// `; xếp hạng 09/63 tỉnh, thành phố`, or nothing.
fn rank(two: &Two<'_>) -> String {
    let Some(rank) = two.now.rank() else {
        return String::new();
    };
    let [rank, of] = placed(rank);
    let peers = peers(two);
    say_with("letter-rank", &[("rank", &rank), ("of", &of), ("peers", &peers)])
}

/// A place with as many digits as there are places to take: `09`, `63`.
pub(super) fn placed((rank, of): (i64, i64)) -> [String; 2] {
    let of = of.to_string();
    [format!("{rank:0>width$}", width = of.len()), of]
}

pub(super) fn peers(two: &Two<'_>) -> String {
    say_with("peers", &[("level", two.now.agency.level.code())])
}

/// The change, and how many places it made.
fn climbed(two: &Two<'_>, change: String) -> String {
    let (Some((now, _)), Some((before, _))) = (two.now.rank(), two.before.rank()) else {
        return change;
    };
    let by = number::integer((before - now).abs());
    match before - now {
        0 => say_with("letter-rank-same", &[("change", &change)]),
        1.. => say_with("letter-rank-rose", &[("change", &change), ("by", &by)]),
        _ => say_with("letter-rank-fell", &[("change", &change), ("by", &by)]),
    }
}

/// Says so where the groups do not add up to the total.
fn rounding(two: &Two<'_>) -> Option<String> {
    let parts = GROUPS.iter().map(|code| two.now.points(code));
    let sum = parts.sum::<Option<Decimal>>()?;
    let change = two.now.total()? - sum;
    let values = [("sum", &*points(sum)), ("change", &*points(change.abs()))];
    // A number of points is published with one decimal.
    let hidden = Decimal::new(5, 2) * Decimal::from(GROUPS.len());
    let key = if change.abs() <= hidden { "letter-rounding" } else { "letter-differs" };
    (!change.is_zero()).then(|| say_with(key, &values))
}

/// When the figures were put together.
fn compiled(at: DateTime) -> Paragraph {
    let day = day(at.date());
    let text = match (at.hour(), at.minute()) {
        (0, 0) => say_with("letter-compiled-day", &[("day", &day)]),
        (hour, minute) => {
            let (hour, minute) = (format!("{hour:02}"), format!("{minute:02}"));
            let values = [("hour", hour.as_str()), ("minute", &minute), ("day", &day)];
            say_with("letter-compiled", &values)
        }
    };
    let mark = Run { text: say("letter-note"), bold: true, italic: true };
    vec![mark, Run::plain(format!(" {text}"))].into()
}
