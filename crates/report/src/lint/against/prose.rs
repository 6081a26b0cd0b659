//! Sentences about the reporting agency itself: points of groups and of the whole, shares of indicators.

use std::collections::BTreeSet;

use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::search::fold;
use chiso_scoring::sheet::Place;

use super::super::doc::Text;
use super::super::finding::Finding;
use super::super::number::{Number, Token, tokens};
use super::finding;
use super::known::{Known, Quantity};

/// Words before a number that make it another's.
const OTHERS: [&str; 9] = [
    "ca nuoc",
    "mat bang",
    "trung binh",
    "binh quan",
    "so voi",
    "ky truoc",
    "thang truoc",
    "cung ky",
    "muc tieu",
];

/// Hundredths of the words that must be common to a sentence and the name of an indicator.
const LIKE: usize = 75;

/// What a sentence says otherwise.
pub(super) fn check(text: &Text, known: &Known<'_>) -> Option<Finding> {
    let lower = text.text.to_lowercase();
    let (token, quantity, number) = said(&lower, known)?;
    if known.agrees(known.agency, quantity, number)? {
        return None;
    }
    let printed = text.text.get(token.start..token.end).unwrap_or(&lower[token.start..token.end]);
    let place = (text.place.clone(), text.text.clone(), printed.to_owned());
    finding(known, known.agency, quantity, place, number)
}

/// The first share or fraction of a sentence, if it says something of the agency itself.
fn said(lower: &str, known: &Known<'_>) -> Option<(Token, Quantity, Number)> {
    let shown = tokens(lower)
        .into_iter()
        .find(|token| token.fraction().is_some() || token.percent().is_some())?;
    let before = fold(&lower[..shown.start]);
    if OTHERS.iter().any(|words| before.contains(words)) {
        return None;
    }
    let (quantity, number) =
        points(&shown, &before, known).or_else(|| share(&shown, &before, known))?;
    Some((shown, quantity, number))
}

/// `…: 9,2/18 điểm`: the group of that maximum whose name stands before it.
fn points(token: &Token, before: &str, known: &Known<'_>) -> Option<(Quantity, Number)> {
    let (number, max) = token.fraction()?;
    let rulebook = known.sheet().rulebook();
    let mut places = (0..rulebook.groups.len()).map(Place::Group);
    let named = |place: &Place| {
        let name = name(*place, rulebook);
        max.value == place.points_max(rulebook).into()
            && name.iter().all(|word| before.contains(word))
    };
    let found = places.find(named).or_else(|| {
        let whole = max.value == rulebook.max.into() && before.contains("diem");
        let own = before.contains(&super::bare(&known.agency.name));
        (whole && own).then_some(Place::Total)
    });
    Some((Quantity::Points(found?), number))
}

fn name(place: Place, rulebook: &Rulebook) -> Vec<String> {
    let name = match place {
        Place::Group(at) => &rulebook.groups[at].name.vi,
        Place::Axis(at) => &rulebook.axes[at].name.vi,
        Place::Indicator(at) => &rulebook.indicators[at].name.vi,
        Place::Total => return Vec::new(),
    };
    fold(name).split(' ').map(str::to_owned).collect()
}

/// `Tỷ lệ TTHC công bố đúng hạn: 73,91%`: the indicator whose name the words before it are.
fn share(token: &Token, before: &str, known: &Known<'_>) -> Option<(Quantity, Number)> {
    let number = token.percent()?;
    let rulebook = known.sheet().rulebook();
    let said: BTreeSet<&str> = before.split(' ').collect();
    let like = |at: usize| {
        let name = name(Place::Indicator(at), rulebook);
        let name: BTreeSet<&str> = name.iter().map(String::as_str).collect();
        said.intersection(&name).count() * 100 / said.union(&name).count().max(1)
    };
    let mut likes: Vec<(usize, usize)> =
        (0..rulebook.indicators.len()).map(|at| (like(at), at)).collect();
    likes.sort_unstable_by(|a, b| b.cmp(a));
    match likes[..] {
        [(first, at), (second, _), ..] if first >= LIKE && first > second => {
            Some((Quantity::Rate(at), number))
        }
        _ => None,
    }
}
