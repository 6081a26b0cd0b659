//! Data quality: every source with its watermark, silence, volume and refusals, and every unit with its marks.

use std::collections::{BTreeMap, BTreeSet};

use chiso_scoring::agency::Agency;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::{QUALITY, Scope, quality_marks};
use chiso_scoring::period::Period;
use chiso_scoring::round::{Exact, fraction, half_up, to_percent};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::source::reach::{Feed, Reached, Standing, reach};
use chiso_scoring::source::volume::{Amount, volume};
use chiso_scoring::source::{Heard, Rules, silence};
use chiso_store::{FeedRow, RefusedRow, Store};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::Heading;
use crate::moment::local;

/// Refusals read at most: some tens of reasons for each of the sources of a province.
const REFUSED: usize = 20_000;
/// Days over which refusals are counted.
pub const REFUSED_DAYS: i32 = 30;

/// `chiso quality`, `/api/v1/quality`.
#[derive(Debug, Clone, Serialize)]
pub struct Quality {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Code of the agency.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// Its sources and those of everything below; `null` for a moment of the past, because silence is told of the present only.
    pub sources: Option<Vec<Source>>,
    /// The agency and its children.
    pub units: Vec<Unit>,
}

/// Who sends.
#[derive(Debug, Clone, Serialize)]
pub struct Source {
    /// Its name: the code of an agency, or `?` where nothing said it.
    pub source: String,
    /// `fresh`, `late` or `silent`.
    pub state: &'static str,
    /// When it was heard first.
    pub first_at: String,
    /// When it was heard last.
    pub last_at: String,
    /// The latest moment its items speak of.
    pub watermark: Option<String>,
    /// Working hours since it was heard last.
    pub silent_hours: String,
    /// Median working hours between its last arrivals; `null` while nothing is usual yet.
    pub usual_hours: Option<String>,
    /// It is late after so many.
    pub late_after_hours: String,
    /// It is silent after so many.
    pub silent_after_hours: String,
    /// Items of today so far.
    pub today: Items,
    /// Items of this week so far.
    pub week: Items,
    /// The last whole working day.
    pub last_day: String,
    /// Items of that day.
    pub last: Items,
    /// Whether that day brought much less than usual.
    pub low: bool,
    /// Items of each day of the last weeks.
    pub days: Vec<Day>,
    /// Items not taken in during the last 30 days, by reason.
    pub refused: Vec<Refused>,
    /// Agencies it speaks for.
    pub agencies: Vec<String>,
}

/// Items and how many there usually are.
#[derive(Debug, Clone, Serialize)]
pub struct Items {
    /// How many came.
    pub items: u64,
    /// Median of the same weekday (or part of the week) before; `null` while nothing is usual yet.
    pub usual: Option<String>,
}

/// Items of a day.
#[derive(Debug, Clone, Serialize)]
pub struct Day {
    /// The day.
    pub day: String,
    /// How many came.
    pub items: u64,
}

/// Items not taken in for one reason.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// Code of the reason.
    pub code: String,
    /// The field that was wrong.
    pub field: Option<String>,
    /// How many.
    pub count: u64,
    /// When the last of them came.
    pub last_at: String,
}

/// An agency and what its data looks like.
#[derive(Debug, Clone, Serialize)]
pub struct Unit {
    /// Code.
    pub agency: String,
    /// Name.
    pub name: String,
    /// How fresh its numbers are; `null` if no source speaks for it.
    pub fresh: Option<Fresh>,
    /// Dossiers received in the period: what the rates are of; `null` if the rulebook does not count them.
    pub received: Option<i64>,
    /// Its marks.
    pub marks: Vec<Mark>,
}

/// How fresh the numbers of an agency are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fresh {
    /// `fresh`, `late` or `silent`.
    pub state: &'static str,
    /// Whether its numbers are out of date.
    pub stale: bool,
    /// Until when its numbers are whole.
    pub until: String,
    /// Units with sources: itself and those below.
    pub units: usize,
    /// Those whose sources are silent.
    pub silent: usize,
    /// Its sources.
    pub sources: Vec<String>,
}

/// A mark of data quality.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// Its name in `rules/quality.toml`.
    pub mark: String,
    /// What it says.
    pub name: String,
    /// Dossiers that bear it.
    pub count: i64,
    /// Per cent of those received; `null` if none was.
    pub rate: Option<String>,
}

/// What the books say of the sources.
#[derive(Debug, Clone, Default)]
pub struct Books {
    heard: BTreeMap<String, Heard>,
    feeds: Vec<FeedRow>,
}

impl Books {
    /// Reads the books.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn read(store: &Store) -> chiso_store::Result<Self> {
        Ok(Self { heard: store.senders()?, feeds: store.feeds()? })
    }

    /// How fresh each agency with a source is at a moment.
    #[must_use]
    pub fn reach(&self, live: &Live, period: Period, now: Seconds) -> BTreeMap<String, Reached> {
        let (calendar, rules) = (Calendar::embedded(), Rules::embedded());
        let standing = |heard: &Heard| Standing {
            freshness: silence(heard, now, &calendar, rules).freshness,
            until: heard.watermark.unwrap_or(heard.last_at),
        };
        let sources =
            self.heard.iter().map(|(code, heard)| (code.clone(), standing(heard))).collect();
        let feed = |row: &FeedRow| Feed { sender: row.sender.clone(), agency: row.agency.clone() };
        let feeds: Vec<Feed> = self.feeds.iter().map(feed).collect();
        reach(live.tree(), period, &sources, &feeds)
    }

    /// The sources of the names, or all, each with its volume and refusals until a moment.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn sources(
        &self,
        store: &Store,
        now: Seconds,
        wanted: Option<&BTreeSet<String>>,
    ) -> chiso_store::Result<Vec<Source>> {
        let calendar = Calendar::embedded();
        let rules = Rules::embedded();
        let today = calendar.day_of(now);
        let since = today.saturating_sub(i64::from(rules.weeks + 1).weeks());
        let volumes = store.volumes(since)?;
        let month = calendar.day_start(today.saturating_sub(i64::from(REFUSED_DAYS).days()));
        let refused = store.refused_since(month, REFUSED)?;
        let chosen = |code: &&String| wanted.is_none_or(|wanted| wanted.contains(*code));
        let heard = self.heard.iter().filter(|(code, _)| chosen(code));
        let none = BTreeMap::new();
        let source = |(code, heard): (&String, &Heard)| {
            let days = volumes.get(code).unwrap_or(&none);
            let of: Vec<&RefusedRow> = refused.iter().filter(|row| row.sender == *code).collect();
            self.source(code, heard, (days, &of), (now, &calendar))
        };
        let mut sources: Vec<Source> = heard.map(source).collect();
        // What needs looking at first: silent, late, fresh.
        let order = |source: &Source| match source.state {
            "silent" => 0,
            "late" => 1,
            _ => 2,
        };
        sources.sort_by_key(order);
        Ok(sources)
    }

    fn source(
        &self,
        code: &str,
        heard: &Heard,
        (days, refused): (&BTreeMap<Date, u64>, &[&RefusedRow]),
        (now, calendar): (Seconds, &Calendar),
    ) -> Source {
        let rules = Rules::embedded();
        let silence = silence(heard, now, calendar, rules);
        let volume = volume(days, heard.first_at, now, calendar, rules);
        let fed = self.feeds.iter().filter(|feed| feed.sender == code);
        Source {
            source: code.to_owned(),
            state: silence.freshness.code(),
            first_at: moment(heard.first_at),
            last_at: moment(heard.last_at),
            watermark: heard.watermark.map(moment),
            silent_hours: hours(silence.lasts),
            usual_hours: silence.usual.map(hours),
            late_after_hours: hours(silence.late_after),
            silent_after_hours: hours(silence.silent_after),
            today: items(volume.today),
            week: items(volume.week),
            last_day: volume.last_day.to_string(),
            last: items(volume.last),
            low: volume.low,
            days: volume
                .days
                .into_iter()
                .map(|(day, items)| Day { day: day.to_string(), items })
                .collect(),
            refused: refused.iter().map(|row| refusal(row)).collect(),
            agencies: fed.map(|feed| feed.agency.clone()).collect(),
        }
    }
}

fn refusal(row: &RefusedRow) -> Refused {
    Refused {
        code: row.code.clone(),
        field: row.field.clone(),
        count: row.count,
        last_at: moment(row.last_at),
    }
}

/// A moment in Vietnam.
pub(crate) fn moment(at: Seconds) -> String {
    local(at).to_string()
}

/// Seconds as hours with two decimals.
fn hours(seconds: i64) -> String {
    half_up(fraction(i128::from(seconds), 3_600), 2).to_string()
}

fn items(amount: Amount) -> Items {
    let text = |usual: Exact| half_up(usual, 1).normalize().to_string();
    Items { items: amount.items, usual: amount.usual.map(text) }
}

/// How fresh an agency's numbers are, in words for programs.
#[must_use]
pub fn fresh(reached: &Reached) -> Fresh {
    Fresh {
        state: reached.freshness.code(),
        stale: reached.is_stale(),
        until: moment(reached.until),
        units: reached.units,
        silent: reached.silent,
        sources: reached.sources.iter().cloned().collect(),
    }
}

/// The marks of some agencies in a period, each with how fresh its numbers are.
#[must_use]
pub fn units(
    live: &Live,
    (rulebook, period): (&Rulebook, Period),
    agencies: &[&Agency],
    reached: &BTreeMap<String, Reached>,
    lang: Lang,
) -> Vec<Unit> {
    let names = quality_marks();
    let codes = || agencies.iter().map(|agency| agency.code.as_str());
    let counted = live.figures_of(QUALITY, period, codes());
    let received = live.measure(&rulebook.id, "received");
    let unit = |agency: &&Agency| {
        let received = received.map(|id| live.tally(&agency.code, period, id, Scope::Subtree));
        let of = counted.iter().find(|counted| counted.agency == agency.code);
        let rate = |count: i64| {
            let whole = received.filter(|whole| *whole > 0)?;
            Some(to_percent(fraction(i128::from(count), i128::from(whole))).to_string())
        };
        let named = of.into_iter().flat_map(|of| names.iter().zip(&of.measures));
        let named =
            named.map(|(mark, count)| (mark.id.clone(), lang.pick(&mark.name).to_owned(), *count));
        let marks = named.chain(of.into_iter().flat_map(|_| patterns(live, agency, period, lang)));
        let mark = |(mark, name, count)| Mark { mark, name, count, rate: rate(count) };
        Unit {
            agency: agency.code.clone(),
            name: agency.name.clone(),
            fresh: reached.get(&agency.code).map(fresh),
            received,
            marks: marks.map(mark).collect(),
        }
    };
    agencies.iter().map(unit).collect()
}

/// Marks that only several dossiers together show.
fn patterns(
    live: &Live,
    agency: &Agency,
    period: Period,
    lang: Lang,
) -> [(String, String, i64); 2] {
    let found = live.patterns(&agency.code, period, Scope::Subtree);
    let mark = |id: &str, key: &str, count: usize| {
        (id.to_owned(), lang.text(key), i64::try_from(count).unwrap_or(i64::MAX))
    };
    [
        mark("refiled", "quality-refiled", found.refiled),
        mark("month_end", "quality-month-end", found.month_end),
    ]
}
