//! The lines under a group's heading. A line without a figure is left out, and so is a list without lines.

use super::month::Month;
use super::phrases::{say, say_with};
use super::reading::{self, Reading};
use crate::model::{Block, Bullet, BulletLevel, Heading, Level, Table};
use chiso_scoring::sheet::Place;

/// `- Tỷ lệ …: 1/2 hồ sơ (50,00%).`
pub(super) fn dash(month: &Month<'_>, key: &str, reading: Reading, noun: &str) -> Option<Bullet> {
    let value = remarked(month, key, reading.text(&say(noun))?);
    Some(bullet(BulletLevel::Dash, say_with(key, &[("value", &value)])))
}

/// The value with what the author says of the line.
pub(super) fn remarked(month: &Month<'_>, key: &str, value: String) -> String {
    match month.remark(key) {
        Some(remark) => say_with("remarked", &[("value", &value), ("remark", remark)]),
        None => value,
    }
}

/// The same one step deeper.
pub(super) fn plus(key: &str, reading: Reading, noun: &str) -> Option<Bullet> {
    let value = reading.text(&say(noun))?;
    Some(bullet(BulletLevel::Plus, say_with(key, &[("value", &value)])))
}

/// A line above deeper ones; nothing, if there are none.
pub(super) fn over<const N: usize>(key: &str, deeper: [Option<Bullet>; N]) -> Vec<Bullet> {
    let deeper: Vec<Bullet> = deeper.into_iter().flatten().collect();
    if deeper.is_empty() {
        return deeper;
    }
    let mut lines = vec![bullet(BulletLevel::Dash, say(key))];
    lines.extend(deeper);
    lines
}

pub(super) fn bullet(level: BulletLevel, text: String) -> Bullet {
    Bullet { level, text: text.into() }
}

/// A heading with the points of a group or axis, and its lines.
pub(super) fn group(
    month: &Month<'_>,
    level: Level,
    key: &str,
    code: &str,
    lines: Vec<Bullet>,
) -> Vec<Block> {
    let mut title = with_points(month, say(key), code);
    if lines.is_empty() {
        return vec![heading(level, title), Block::Paragraph(say("no-figures").into())];
    }
    title = say_with("with-lines", &[("title", &title)]);
    vec![heading(level, title), Block::Bullets(lines)]
}

/// `Điểm …: 9,20/18 điểm`.
pub(super) fn with_points(month: &Month<'_>, title: String, code: &str) -> String {
    let place = Place::find(month.rulebook(), code);
    match (place, month.own.points(code)) {
        (Some(place), Some(points)) => {
            let max = place.points_max(month.rulebook()).to_string();
            let points = reading::points(points);
            say_with("with-points", &[("title", &title), ("points", &points), ("max", &max)])
        }
        _ => title,
    }
}

pub(super) fn heading(level: Level, text: String) -> Block {
    Block::Heading(Heading { level, text })
}

/// A table with what the author says of it.
pub(super) fn table(month: &Month<'_>, key: &str, table: Table) -> Vec<Block> {
    let remark = month.remark(key).map(|text| note(text.to_owned()));
    std::iter::once(Block::Table(table)).chain(remark).collect()
}

pub(super) fn note(text: String) -> Block {
    Block::Note(text.into())
}
