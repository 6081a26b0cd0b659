//! The other side of a comparison: another period, or another capture of the same one.

use std::sync::Arc;

use chiso_report::listing::Item;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::compare::{Change, compare};
use chiso_scoring::figure::Figure;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Points;
use chiso_scoring::sheet::Place;
use jiff::civil::DateTime;

use crate::asked;
use crate::chrome::{Choice, Field, Link};
use crate::link::isolated;
use crate::listing::Sheet;
use crate::loaded::Loaded;
use crate::number::{MISSING, Num};
use crate::pages::bien_dong;
use crate::table::place_name;
use crate::trouble::Trouble;
use crate::view::{View, moment};

/// Name of the parameter.
pub(crate) const PARAMETER: &str = "so-voi";
/// Earlier periods tried to find one with figures of an agency.
const TRIED: usize = 3;

/// What `so-voi` can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Period(Period),
    Capture(DateTime),
}

/// The earlier side, ready.
pub(crate) struct Against {
    /// Its sheet.
    pub loaded: Arc<Loaded>,
    /// What it is called.
    pub label: String,
    side: Side,
}

impl Against {
    /// The side the address asks for.
    pub fn asked(view: &View) -> Result<Option<Self>, Trouble> {
        let read = |text: &str| {
            let period = text.parse().ok().map(Side::Period);
            period.or_else(|| asked::moment(text).map(Side::Capture))
        };
        let side = view.asked.read_as(PARAMETER, "bad-against", read)?.map(|side| match side {
            // What was known at a moment is the last capture until then.
            Side::Capture(at) => Side::Capture(view.capture_until(at)),
            period @ Side::Period(_) => period,
        });
        side.map(|side| Self::of(view, side)).transpose()
    }

    /// Another period.
    pub fn in_period(view: &View, period: Period) -> Result<Self, Trouble> {
        Self::of(view, Side::Period(period))
    }

    /// The side nearest before this view that has figures of the agency.
    pub fn usual(view: &View, agency: &Agency) -> Option<Self> {
        let current = view.sheet().captured_at(&agency.code);
        let captures =
            view.moments().into_iter().rev().filter(|at| current.is_some_and(|now| *at < now));
        let earlier = view.known.periods.iter().map(|summary| summary.period);
        let earlier = earlier.filter(|period| period.last() < view.period().first());
        let previous = earlier.clone().filter(|period| *period == view.period().previous());
        let sides = captures.take(1).map(Side::Capture);
        let sides = sides.chain(previous.chain(earlier).take(TRIED).map(Side::Period));
        let known =
            |against: &Self| !against.loaded.sheet().data(&agency.code).provenance.is_empty();
        sides.filter_map(|side| Self::of(view, side).ok()).find(known)
    }

    fn of(view: &View, side: Side) -> Result<Self, Trouble> {
        let (period, as_of) = match side {
            Side::Period(period) => (period, None),
            Side::Capture(at) => (view.period(), Some(at)),
        };
        let loaded = match view.other(period, as_of) {
            Err(Trouble::Bad { reason, given, .. }) => {
                return Err(Trouble::bad(PARAMETER, reason, &given));
            }
            other => other?,
        };
        Ok(Self { loaded, label: label(view, side), side })
    }

    /// Its value in an address.
    pub fn value(&self) -> String {
        value(self.side)
    }

    /// What makes the comparison less than plain.
    pub fn notices(&self, view: &View, agency: &Agency) -> Vec<String> {
        let (before, after) = (self.loaded.sheet(), view.sheet());
        let mut notices = Vec::new();
        if !after.tree.continuous(&agency.code, before.period, after.period) {
            notices.push(
                view.lang.text_with("compare-broken", &[("agency", &isolated(&agency.name))]),
            );
        }
        let (from, to) = (&before.rulebook().id, &after.rulebook().id);
        if from != to {
            notices.push(view.lang.text_with("compare-rules", &[("from", from), ("to", to)]));
        }
        if before.data(&agency.code).provenance.is_empty() {
            notices.push(view.lang.text_with("compare-silent", &[("side", &self.label)]));
        }
        notices
    }

    /// The page that tells why a number moved since this side, by the number's code: where both sides are
    /// counted from dossiers.
    fn why<'v>(&self, view: &'v View, agency: &'v Agency) -> impl Fn(&str) -> String + 'v {
        let told = view.asked.inside() && agency.level != Level::Nation;
        let period = self.counted_period(view).filter(|_| told);
        let side = period.map(|period| period.to_string()).unwrap_or_default();
        move |code| match side.as_str() {
            "" => String::new(),
            side => {
                let own = [("agency", &*agency.code), (PARAMETER, side), ("indicator", code)];
                view.link(bien_dong::PATH, &own)
            }
        }
    }

    /// Its period, where both sides are counted from dossiers.
    pub fn counted_period(&self, view: &View) -> Option<Period> {
        match self.side {
            Side::Period(period) if view.is_live() && view.counted.contains(&period) => {
                Some(period)
            }
            _ => None,
        }
    }

    /// The agency on this side, if it was in force.
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        let sheet = self.loaded.sheet();
        sheet.tree.find(code, sheet.period).ok()
    }
}

fn label(view: &View, side: Side) -> String {
    match side {
        Side::Period(period) => view.lang.period(period),
        Side::Capture(at) => {
            view.lang.text_with("compare-capture", &[("at", &view.lang.moment(at))])
        }
    }
}

fn value(side: Side) -> String {
    match side {
        Side::Period(period) => period.to_string(),
        Side::Capture(at) => moment(at),
    }
}

/// The choice of sides: other captures of this period, other periods.
pub(crate) fn field(view: &View, chosen: Option<&Against>) -> Field {
    let choice = |side: Side| Choice {
        value: value(side),
        text: label(view, side),
        chosen: chosen.is_some_and(|against| against.side == side),
    };
    let nothing = Choice {
        value: String::new(),
        text: view.lang.text("compare-nothing"),
        chosen: chosen.is_none(),
    };
    let mut moments = view.moments();
    moments.reverse();
    let captures = if moments.len() > 1 { moments } else { Vec::new() };
    let periods = view.known.periods.iter().map(|summary| summary.period);
    let periods = periods.filter(|period| *period != view.period());
    let groups = vec![
        (String::new(), vec![nothing]),
        (
            view.lang.text("compare-captures"),
            captures.into_iter().map(|at| choice(Side::Capture(at))).collect(),
        ),
        (
            view.lang.text("compare-periods"),
            periods.map(|period| choice(Side::Period(period))).collect(),
        ),
    ];
    let groups =
        groups.into_iter().filter(|(_, choices): &(String, Vec<Choice>)| !choices.is_empty());
    Field { name: PARAMETER, label: view.lang.text("pick-against"), groups: groups.collect() }
}

/// One line of a comparison.
pub(crate) struct Line {
    /// `line-total`, `line-group` or `line-indicator`, for the style.
    pub kind: &'static str,
    /// The number's page.
    pub place: Link,
    /// Counts before.
    pub counts_before: String,
    /// Points before; [`None`] if the earlier rulebook has no such thing.
    pub before: Num,
    /// Counts after.
    pub counts_after: String,
    /// Points after.
    pub after: Num,
    /// After minus before, with its sign, or [`MISSING`].
    pub change: String,
    /// Arrow: a sign beside the colour.
    pub arrow: &'static str,
    /// `up`, `down`, `same`, or `none`.
    pub direction: &'static str,
    /// Why it moved; empty where that is not told.
    pub why: String,
    /// Numerator, denominator and points before and after, and the change, exactly.
    items: [Item; 7],
}

/// A comparison, ready to print.
pub(crate) struct Compared {
    /// Name of the earlier side.
    pub before: String,
    /// Name of this side.
    pub after: String,
    /// What makes it less than plain.
    pub notices: Vec<String>,
    /// Total, groups, indicators.
    pub lines: Vec<Line>,
}

/// Id of the table of a comparison.
pub(crate) const TABLE: &str = "bang-so-sanh";

impl Compared {
    /// The table as a file has it.
    pub fn sheet(&self, words: impl Fn(&str) -> String) -> Sheet {
        let numbers = ["col-numerator", "col-denominator", "col-points"];
        let of = |side: &String| numbers.map(|key| format!("{} – {side}", words(key)));
        let first = [words("col-number")].into_iter();
        let columns = first.chain(of(&self.before)).chain(of(&self.after));
        let columns = columns.chain([words("col-change")]).collect();
        let row = |line: &Line| {
            let name = Item::Text(line.place.text.clone());
            std::iter::once(name).chain(line.items.clone()).collect()
        };
        let title = format!("{} → {}", self.before, self.after);
        Sheet::new(TABLE, title, columns).rows(self.lines.iter().map(row))
    }
}

/// Compares an agency on both sides.
pub(crate) fn compared(view: &View, against: &Against, agency: &Agency) -> Compared {
    let after = view.sheet();
    let lines = against.agency(&agency.code).map(|earlier| {
        let before = against.loaded.sheet();
        let scores = (before.score(earlier), after.score(agency));
        let changes = compare((before.rulebook(), &scores.0), (after.rulebook(), &scores.1));
        let why = against.why(view, agency);
        let told = |change: &Change| {
            let line = line(view, before.rulebook(), agency, change);
            let code = change.place.code(after.rulebook());
            let there = Place::find(before.rulebook(), code);
            let withheld = there.and_then(|place| view.instead(&against.loaded, earlier, place));
            let withheld_now = view.instead(&view.loaded, agency, change.place);
            Line { why: why(code), ..line }.guarded(withheld, withheld_now)
        };
        changes.iter().map(told).collect()
    });
    Compared {
        before: against.label.clone(),
        after: match against.side {
            Side::Period(_) => view.lang.period(view.period()),
            Side::Capture(_) => label(view, Side::Capture(this_capture(view, agency))),
        },
        notices: against.notices(view, agency),
        lines: lines.unwrap_or_default(),
    }
}

impl Line {
    /// The same with words in place of the counts that this reader may not see, before and after.
    fn guarded(mut self, before: Option<String>, after: Option<String>) -> Self {
        let sides = [(before, &mut self.counts_before, 0), (after, &mut self.counts_after, 3)];
        for (words, shown, at) in sides {
            let Some(words) = words else { continue };
            self.items[at] = Item::Text(words.clone());
            self.items[at + 1] = Item::Text(words.clone());
            *shown = words;
        }
        self
    }
}

fn this_capture(view: &View, agency: &Agency) -> DateTime {
    let latest = || view.moments().last().copied();
    view.sheet().captured_at(&agency.code).or_else(latest).unwrap_or_default()
}

fn line(view: &View, earlier: &Rulebook, agency: &Agency, change: &Change) -> Line {
    let rulebook = view.rulebook();
    let code = change.place.code(rulebook);
    let max = change.place.points_max(rulebook);
    let (arrow, direction) = match change.change {
        Some(change) if change.is_zero() => ("=", "same"),
        Some(change) if change.is_sign_positive() => ("▲", "up"),
        Some(_) => ("▼", "down"),
        None => ("", "none"),
    };
    let name = place_name(view, change.place);
    let before = earlier_num(view, earlier, code, change.before);
    let after = Num::new(view.lang, change.after, max);
    Line {
        items: items(change, &before, &after),
        kind: kind(change.place),
        place: Link {
            href: view.place_link(code, &agency.code),
            text: if change.place == Place::Total { name } else { format!("{code} {name}") },
        },
        counts_before: counts(view, change.figures.0),
        before,
        counts_after: counts(view, change.figures.1),
        after,
        change: change.change.map_or(MISSING.to_owned(), |change| view.lang.signed(change)),
        arrow,
        direction,
        why: String::new(),
    }
}

fn items(change: &Change, before: &Num, after: &Num) -> [Item; 7] {
    let count = |count: Option<i64>| count.map_or(Item::Missing, Item::Integer);
    let side = |figure: Option<Figure>, num: &Num| {
        let figure = figure.unwrap_or_default();
        [count(figure.numerator), count(figure.denominator), num.item()]
    };
    let ([a, b, c], [d, e, f]) = (side(change.figures.0, before), side(change.figures.1, after));
    [a, b, c, d, e, f, change.change.map_or(Item::Missing, Item::Decimal)]
}

fn kind(place: Place) -> &'static str {
    match place {
        Place::Total => "line-total",
        Place::Axis(_) | Place::Group(_) => "line-group",
        Place::Indicator(_) => "line-indicator",
    }
}

fn earlier_num(view: &View, earlier: &Rulebook, code: &str, points: Option<Points>) -> Num {
    use chiso_scoring::figure::State;
    use chiso_scoring::score::Origin;
    let absent = Points { points: None, state: State::NotApplicable, origin: Origin::None };
    let max = Place::find(earlier, code).map_or(0, |place| place.points_max(earlier));
    Num::new(view.lang, points.unwrap_or(absent), max)
}

fn counts(view: &View, figure: Option<Figure>) -> String {
    let Some(figure) = figure else { return String::new() };
    match (figure.counts(), figure.rate) {
        (Some(counts), _) => {
            let (n, d) =
                (view.lang.integer(counts.numerator), view.lang.integer(counts.denominator));
            format!("{n} / {d}")
        }
        (None, Some(rate)) => format!("{} %", view.lang.decimal(rate)),
        (None, None) => MISSING.to_owned(),
    }
}
