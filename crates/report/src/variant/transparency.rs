//! 1. Công khai, minh bạch.

use super::footnotes::{LATE_ANNOUNCEMENT, LATE_PUBLICATION};
use super::lines::{bullet, dash, group, remarked};
use super::month::Month;
use super::phrases::{say, say_with};
use super::reading::Reading;
use crate::model::{Block, Bullet, BulletLevel, Level};

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let (own, profile) = (&month.own, &month.profile);
    let announced = mark(LATE_ANNOUNCEMENT, profile.late_announcement.is_empty());
    let publicised = mark(LATE_PUBLICATION, profile.late_publication.is_empty());
    let lines = [
        marked(month, "announced", own.reading("1.1"), announced),
        marked(month, "publicised", own.reading("1.2"), publicised),
        dash(month, "complete", own.reading("1.3"), "procedures"),
        synced(month, own.reading("1.4")),
    ];
    let lines = lines.into_iter().flatten().collect();
    group(month, Level::Arabic, "transparency", "CKMB", lines)
}

fn mark(mark: &'static str, unused: bool) -> &'static str {
    if unused { "" } else { mark }
}

/// A line that a footnote may hang on: it then stands even without a figure.
fn marked(month: &Month<'_>, key: &str, reading: Reading, mark: &str) -> Option<Bullet> {
    let value = reading.text(&say("procedures"));
    if value.is_none() && mark.is_empty() {
        return None;
    }
    let value = remarked(month, key, value.unwrap_or_else(|| say("no-value")));
    Some(bullet(BulletLevel::Dash, say_with(key, &[("value", &value), ("mark", mark)])))
}

fn synced(month: &Month<'_>, reading: Reading) -> Option<Bullet> {
    let mut value = reading.text(&say("dossiers"))?;
    if reading.provisional {
        value = say_with("provisional", &[("value", &value)]);
    }
    let value = remarked(month, "synced", value);
    Some(bullet(BulletLevel::Dash, say_with("synced", &[("value", &value)])))
}
