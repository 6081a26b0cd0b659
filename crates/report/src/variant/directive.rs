//! Variant D: a letter that directs. What fell between two moments becomes numbered tasks, each with an owner and a day.

use chiso_scoring::agency::Agency;
use chiso_scoring::annex;

use super::attached::reference;
use super::attached_units::overdue;
use super::directive_falls::Falls;
use super::directive_tasks::{joined, tasks};
use super::frame::{imprint_of, letterhead_of, signature_of};
use super::letter::{moved, title};
use super::names::day;
use super::phrases::{say, say_with};
use super::reading::points;
use super::two::Two;
use super::{Context, Error, Profile, Sides, Variant};
use crate::model::{Annex, Block, Paragraph, Report};

pub(super) fn directive<'m>(
    sides: &Sides<'m>,
    agency: &'m Agency,
    profile: &Profile,
    context: &'m Context,
) -> Result<Report, Error> {
    let two = Two::new(Variant::D, sides, agency, profile, context)?;
    let falls = Falls::of(&two);
    if falls.is_empty() {
        return Err(Error::NothingFell);
    }
    Ok(Report {
        head: letterhead_of(&two.profile),
        title: title(&two, "direct-subject"),
        intro: intro(&two, &falls),
        sections: tasks(&two, &falls),
        closing: say("direct-closing").into(),
        sign: signature_of(&two.profile),
        recipients: two.profile.recipients.clone(),
        annexes: attached(&two).into_iter().collect(),
        footnotes: Vec::new(),
        imprint: imprint_of(context, two.rulebook()),
        created: context.created,
    })
}

/// What the letter answers to, where the agency stands, what fell.
fn intro(two: &Two<'_>, falls: &Falls) -> Vec<Paragraph> {
    let profile = &two.profile;
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    if !profile.basis.is_empty() {
        let documents = joined(&profile.basis);
        let values = [("committee", profile.reporter.as_str()), ("documents", &documents)];
        paragraphs.push(say_with("direct-received", &values).into());
    }
    paragraphs.push(stand(two).into());
    let fallen = falls.told();
    if !fallen.is_empty() {
        let values = [("then", two.before.label.as_str()), ("list", &fallen.join("; "))];
        paragraphs.push(say_with("direct-fallen", &values).into());
    }
    let director = [("director", profile.director.as_str())];
    paragraphs.push(say_with("direct-opinion", &director).into());
    paragraphs
}

/// The total on both sides.
fn stand(two: &Two<'_>) -> String {
    let named = [("place", two.place.as_str()), ("period", &two.period)];
    let Some(total) = two.now.total() else {
        return say_with("direct-stand-unknown", &named);
    };
    let change = two.before.total().map_or_else(String::new, |before| {
        let (moved, before) = (moved(total - before), points(before));
        let values = [("change", moved.as_str()), ("then", &two.before.label), ("before", &before)];
        say_with("direct-stand-change", &values)
    });
    let (points, max) = (points(total), two.rulebook().max.to_string());
    let until = say_with("direct-until", &[("day", &day(two.now.as_of.date()))]);
    let own = [
        ("figures", two.figures()),
        ("now", until.as_str()),
        ("points", &points),
        ("max", &max),
        ("change", &change),
    ];
    let values: Vec<_> = named.into_iter().chain(own).collect();
    say_with("direct-stand", &values)
}

/// Units with overdue dossiers on a side; no annex without any.
fn attached(two: &Two<'_>) -> Option<Annex> {
    let [before, now] = two.sheets();
    let mut units = annex::overdue(before, now);
    units.retain(|unit| [unit.before, unit.after].iter().any(|count| *count != Some(0)));
    let table = overdue(two, &units)?;
    Some(Annex {
        title: say("attached"),
        subject: say("direct-annex").to_uppercase(),
        reference: reference(two),
        sections: vec![Block::Table(table)],
        landscape: false,
    })
}
