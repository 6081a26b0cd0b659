//! The form: whose comparison, and which two sides.

use chiso_scoring::movement::SideText;
use chiso_scoring::period::Period;
use jiff::civil::DateTime;

use super::PATH;
use super::sides::{EARLIER, LATER, Sides};
use crate::choose::agencies;
use crate::chrome::{Choice, Field, Picker};
use crate::link::SOURCE;
use crate::source::Wanted;
use crate::view::View;

/// The form.
pub(super) fn picker(sides: &Sides) -> Picker {
    let view = &sides.after;
    let kept = ["rulebook", "basis", SOURCE, "lang"];
    let kept = kept.map(|name| (name, view.asked.value(name)));
    let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned())));
    let key = &view.loaded.key;
    let now = SideText { period: key.period, as_of: asked_moment(view), known_at: None };
    Picker {
        action: PATH.to_owned(),
        hidden: kept.map(|(name, value)| (name.to_owned(), value)).collect(),
        fields: vec![
            agencies(view, &sides.agency, "agency"),
            side(view, EARLIER, "twin-before", sides.earlier),
            side(view, LATER, "twin-after", now),
        ],
    }
}

fn asked_moment(view: &View) -> Option<DateTime> {
    view.asked.as_of().ok().flatten()
}

/// Periods with their captures, the latest first; the side shown is always among them.
fn side(view: &View, name: &'static str, label: &str, chosen: SideText) -> Field {
    let mut all: Vec<(Period, Vec<SideText>)> = Vec::new();
    for period in view.periods().into_iter().filter(|period| view.ruled(*period)) {
        let plain = SideText { period, as_of: None, known_at: None };
        let captures = captures(view, period).into_iter().rev();
        let captures = captures.map(|at| SideText { as_of: Some(at), ..plain });
        all.push((period, std::iter::once(plain).chain(captures).collect()));
    }
    match all.iter_mut().find(|(period, _)| *period == chosen.period) {
        Some((_, sides)) if !sides.iter().any(|side| same(side, &chosen)) => sides.push(chosen),
        Some(_) => {}
        None => all.insert(0, (chosen.period, vec![chosen])),
    }
    let choice = |side: &SideText| Choice {
        value: side.to_string(),
        text: text(view, side),
        chosen: same(side, &chosen),
    };
    let groups = all
        .iter()
        .map(|(period, sides)| (view.lang.period(*period), sides.iter().map(choice).collect()));
    Field { name, label: view.lang.text(label), groups: groups.collect() }
}

/// Captures of a period; dossiers have every moment, so none of their own.
fn captures(view: &View, period: Period) -> Vec<DateTime> {
    if view.standing.source.as_deref() == Some(Wanted::Dossiers.code()) {
        return Vec::new();
    }
    let summary = view.known.periods.iter().find(|summary| summary.period == period);
    let captures = summary.map(|summary| summary.captures.clone()).unwrap_or_default();
    if captures.len() > 1 { captures } else { Vec::new() }
}

/// A day is meant until its end, so a capture of that day at midnight is the same side.
fn same(one: &SideText, other: &SideText) -> bool {
    let day = |side: &SideText| side.as_of.map(|at| at.date());
    one.period == other.period && day(one) == day(other)
}

fn text(view: &View, side: &SideText) -> String {
    let period = view.lang.period(side.period);
    match side.as_of {
        Some(at) => {
            let day = view.lang.moment(at);
            view.lang.text_with("twin-side", &[("period", &period), ("at", &day)])
        }
        None => view.lang.text_with("twin-latest", &[("period", &period)]),
    }
}
