//! Variant E: the month told in sentences, every group beside the mean of the country.

use chiso_scoring::figure::TOTAL;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use super::lines::{heading, note};
use super::month::{Month, Unit};
use super::names::place;
use super::phrases::{say, say_with};
use super::reading::{Reading, percent, points};
use super::{balance, differences, frame, nation, opening, restated};
use crate::model::{Block, Level, Paragraph, Report, Run};
use crate::number;

/// The rates that the points of a group rest on, as one text.
type Rates = fn(&Unit<'_>) -> String;

/// Groups of the narrative with the keys of their sentences, in the order these texts tell them.
const GROUPS: [(&str, &str, Rates); 6] = [
    ("CKMB", "tells-transparency", transparency),
    ("TDGQ", "tells-progress", progress),
    ("CLGQ", "tells-online", online),
    ("TTTT", "tells-payment", payment),
    ("MDHL", "tells-satisfaction", satisfaction),
    ("MDSH", "tells-digitisation", digitisation),
];

/// The report.
pub(super) fn report(month: &Month<'_>) -> Report {
    let sections = sections(month, &place(month.own.agency));
    frame::around(month, "narrative-subject", sections)
}

fn sections(month: &Month<'_>, place: &str) -> Vec<Block> {
    let title = say_with("heading-narrative", &[("period", &month.period)]);
    let mut blocks = vec![heading(Level::Roman, title), overall(month)];
    blocks.extend(opening::remarks(month));
    let dossiers = balance::sentences(month, place);
    blocks.push(led("lead-dossiers", &dossiers.join(" ")));
    blocks.extend(services(month));
    blocks.extend(GROUPS.iter().map(|(code, key, rates)| group(month, code, key, *rates)));
    blocks.extend(unknown(month).map(note));
    blocks.extend(differences::section(month));
    blocks.extend(restated::section(month));
    blocks
}

/// A paragraph that opens with what it is about.
fn led(lead: &str, text: &str) -> Block {
    let runs = vec![Run::bold(format!("{}: ", say(lead))), Run::plain(text)];
    Block::Paragraph(Paragraph::from(runs))
}

fn overall(month: &Month<'_>) -> Block {
    let text = opening::sentence(month, ["tells-total", "tells-total-unknown"]);
    let beside = against(month, Place::Total, month.own.points(TOTAL));
    led("lead-total", &format!("{text}{beside}."))
}

/// One group: points, what they rest on, and the mean of the country.
fn group(month: &Month<'_>, code: &str, key: &str, rates: Rates) -> Block {
    let rulebook = month.rulebook();
    let (reached, place) = (month.own.points(code), Place::find(rulebook, code));
    let max = place.map_or(0, |place| place.points_max(rulebook));
    let score = match reached {
        Some(reached) => {
            let (points, max) = (points(reached), max.to_string());
            say_with("reaches", &[("points", &points), ("max", &max)])
        }
        None => say("reaches-unknown"),
    };
    let beside = place.map(|place| against(month, place, reached)).unwrap_or_default();
    let rates = rates(&month.own);
    let rates = if rates.is_empty() { rates } else { say_with("resting-on", &[("rates", &rates)]) };
    led(key, &format!("{score}{rates}{beside}."))
}

/// `; điểm số mặt bằng chung của cả nước là 10,80/18 điểm (thấp hơn 3,10 điểm)`; nothing where nobody knows it.
fn against(month: &Month<'_>, place: Place, reached: Option<Decimal>) -> String {
    let Some(mean) = nation::mean(month, place) else {
        return String::new();
    };
    let max = place.points_max(month.rulebook()).to_string();
    let distance = reached.map(|reached| apart(reached - mean)).unwrap_or_default();
    let values = [("points", &*points(mean)), ("max", &*max), ("distance", &*distance)];
    say_with("national-mean", &values)
}

fn apart(difference: Decimal) -> String {
    let key = match difference {
        zero if zero.is_zero() => return say("as-the-mean"),
        more if more > Decimal::ZERO => "above-the-mean",
        _ => "below-the-mean",
    };
    say_with(key, &[("points", &number::decimal(difference.abs(), 2))])
}

/// Says of which groups the mean of the country is not known, once for all of them.
fn unknown(month: &Month<'_>) -> Option<String> {
    let groups = GROUPS.iter().filter_map(|(code, key, _)| {
        let place = Place::find(month.rulebook(), code)?;
        nation::mean(month, place).is_none().then(|| say(key))
    });
    let silent: Vec<String> = groups.collect();
    match silent.len() {
        0 => None,
        all if all == GROUPS.len() => Some(match nation::mean(month, Place::Total) {
            Some(_) => say("only-national-total"),
            None => say("no-national-mean"),
        }),
        _ => Some(say_with("some-national-mean", &[("groups", &silent.join("; "))])),
    }
}

/// Procedures by how far they go online.
fn services(month: &Month<'_>) -> Option<Block> {
    let own = &month.own;
    let all = own.reading("3.1").of;
    let part = |measure, key| {
        let value = own.reading(measure).out_of(all).text(&say("procedures"))?;
        Some(say_with(key, &[("value", &value)]))
    };
    let parts = [
        part("services_full", "offered-fully"),
        part("services_partial", "offered-partly"),
        part("services_info", "offered-info"),
    ];
    let told = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    (!told.is_empty()).then(|| led("lead-services", &format!("{told}.")))
}

/// `tỷ lệ đúng hạn 78,38%`; nothing, if it is unknown.
fn rate(key: &str, reading: Reading) -> Option<String> {
    Some(say_with(key, &[("rate", &percent(reading.percent?))]))
}

fn joined<const N: usize>(rates: [Option<String>; N]) -> String {
    rates.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn transparency(own: &Unit<'_>) -> String {
    joined([
        rate("told-announced", own.reading("1.1")),
        rate("told-publicised", own.reading("1.2")),
        rate("told-complete", own.reading("1.3")),
        rate("told-synced", own.reading("1.4")),
    ])
}

fn progress(own: &Unit<'_>) -> String {
    let on_time = own.reading("2.1");
    joined([
        rate("told-on-time", on_time),
        rate("told-overdue", on_time.rest(own.figure("overdue"))),
    ])
}

fn online(own: &Unit<'_>) -> String {
    joined([rate("told-used", own.reading("3.2")), rate("told-filed", own.reading("3.3"))])
}

fn payment(own: &Unit<'_>) -> String {
    joined([
        rate("told-offered", own.reading("3.5")),
        rate("told-paying", own.reading("3.5b")),
        rate("told-paid", own.reading("3.6")),
    ])
}

fn satisfaction(own: &Unit<'_>) -> String {
    joined([
        rate("told-petitions", own.reading("5.2")),
        rate("told-petitions-satisfied", own.reading("5.3")),
        rate("told-satisfied", own.reading("5.4")),
    ])
}

fn digitisation(own: &Unit<'_>) -> String {
    joined([
        rate("told-results", own.reading("4.1")),
        rate("told-digitised", own.reading("4.2")),
        rate("told-reused", own.reading("4.3")),
    ])
}
