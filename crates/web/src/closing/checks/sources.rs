//! Whether what the figures rest on has all arrived: sources, and items that were refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::source::{Freshness, Rules, silence};
use chiso_store::QuarantineRow;
use jiff::civil::time;

use crate::at::seconds;
use crate::closing::findings::{Line, Value};
use crate::closing::gather::Gathered;
use crate::closing::refused::Refused;
use crate::moment::local;

/// Refused items that are looked at, the newest first: some thousands a month are many.
const ITEMS: usize = 50_000;

/// Sources that are late or silent now, or were heard last before the period ended.
pub(super) fn sources(gathered: &Gathered<'_>) -> Result<Vec<Line>, Refused> {
    if gathered.live.is_none() {
        return Ok(Vec::new());
    }
    let (calendar, rules) = (Calendar::embedded(), Rules::embedded());
    let heard = gathered.desk.store.senders()?;
    let end = seconds(gathered.ask.period.last().to_datetime(time(23, 59, 59, 0)));
    let mut lines = Vec::new();
    for source in &gathered.watermarks {
        let Some(heard) = heard.get(&source.source) else { continue };
        let key = match silence(heard, gathered.desk.now, &calendar, rules).freshness {
            _ if !gathered.provisional() && heard.last_at < end => "closing-line-before-end",
            Freshness::Silent => "closing-line-silent",
            Freshness::Late => "closing-line-late",
            Freshness::Fresh => continue,
        };
        let values = vec![("at", Value::Moment(local(heard.last_at)))];
        lines.push(Line { about: source.source.clone(), key, values });
    }
    Ok(lines)
}

/// Items of these agencies that were refused since the period began, and of which nothing sound came afterwards.
pub(super) fn quarantine(gathered: &Gathered<'_>) -> Result<Vec<Line>, Refused> {
    if gathered.live.is_none() {
        return Ok(Vec::new());
    }
    let from = seconds(gathered.ask.period.first().to_datetime(time(0, 0, 0, 0)));
    let until = seconds(gathered.as_of);
    let senders: BTreeSet<&str> =
        gathered.watermarks.iter().map(|source| source.source.as_str()).collect();
    let mut numbered: BTreeMap<Box<str>, QuarantineRow> = BTreeMap::new();
    let mut lines = Vec::new();
    for row in gathered.desk.store.quarantine(ITEMS, 0)? {
        if !(from..=until).contains(&row.seen_at) {
            continue;
        }
        match &row.item.number {
            Some(number) if concerns(gathered, number) => {
                // The newest comes first.
                numbered.entry(number.as_str().into()).or_insert(row);
            }
            None if senders.contains(row.sender.as_str()) => lines.push(line(&row)),
            _ => {}
        }
    }
    let later = later(gathered, numbered.keys().cloned().collect())?;
    let open = numbered
        .into_iter()
        .filter(|(number, row)| later.get(number).is_none_or(|last| *last < row.seen_at));
    lines.extend(open.map(|(_, row)| line(&row)));
    Ok(lines)
}

/// Whether a dossier of that number belongs to these agencies, by the code it begins with.
fn concerns(gathered: &Gathered<'_>, number: &str) -> bool {
    number.split('-').next().is_some_and(|agency| gathered.below.contains(agency))
}

/// When each dossier was heard of last in a sound item.
fn later(
    gathered: &Gathered<'_>,
    numbers: BTreeSet<Box<str>>,
) -> Result<HashMap<Box<str>, Seconds>, Refused> {
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let evidence =
        gathered.desk.store.evidence(&numbers, &HashMap::new(), seconds(gathered.as_of))?;
    let last = evidence.into_iter();
    Ok(last.filter_map(|(number, of)| Some((number, of.last?.at))).collect())
}

fn line(row: &QuarantineRow) -> Line {
    let item = &row.item;
    Line {
        about: item.number.clone().unwrap_or_else(|| item.place.clone()),
        key: "closing-line-refused",
        values: vec![
            ("sender", Value::Text(row.sender.clone())),
            ("code", Value::Text(item.code.clone())),
            ("field", item.field.clone().map_or(Value::Missing, Value::Text)),
            ("at", Value::Moment(local(row.seen_at))),
        ],
    }
}
