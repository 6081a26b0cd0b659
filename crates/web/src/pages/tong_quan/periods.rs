//! The periods of the store: published, counted from dossiers, or both.

use std::cmp::Reverse;

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::period::Period;
use chiso_store::PeriodSummary;

use crate::chrome::Link;
use crate::link::SOURCE;
use crate::listing::Sheet;
use crate::number::MISSING;
use crate::source::Wanted;
use crate::view::{View, moment};

/// A period with its captures.
pub(super) struct PeriodLine {
    pub period: Link,
    pub current: bool,
    pub agencies: String,
    pub figures: String,
    pub captures: Vec<Link>,
    counts: [Item; 2],
}

/// The periods as a file has them.
pub(super) fn sheet(words: impl Fn(&str) -> String, lines: &[PeriodLine]) -> Sheet {
    let columns = ["pick-period", "col-agencies", "col-figures", "pick-as-of"];
    let columns = columns.map(&words).to_vec();
    let row = |line: &PeriodLine| {
        let captures: Vec<&str> = line.captures.iter().map(|link| link.text.as_str()).collect();
        let [agencies, figures] = line.counts.clone();
        let period = Item::Text(line.period.text.clone());
        vec![period, agencies, figures, Item::Text(captures.join("; "))]
    };
    Sheet::new("ky", words("overview-periods"), columns).rows(lines.iter().map(row))
}

/// Periods counted from dossiers that are listed.
const COUNTED: usize = 18;

/// All periods, the latest first.
pub(super) fn periods(view: &View, agency: &Agency) -> Vec<PeriodLine> {
    let listed = view.counted.iter().take(COUNTED);
    let known = |period: &Period| view.known.periods.iter().any(|other| other.period == *period);
    let counted = listed.filter(|period| !known(period) && view.ruled(**period));
    let ruled = view.known.periods.iter().filter(|summary| view.ruled(summary.period));
    let published = ruled.map(|summary| (summary.period, published(view, agency, summary)));
    let counted = counted.map(|period| (*period, period_line(view, agency, *period)));
    let mut lines: Vec<(Period, PeriodLine)> = counted.chain(published).collect();
    lines.sort_by_key(|(period, _)| Reverse((period.last(), period.first())));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Links into another period; one that does not know the agency chooses its own.
fn period_links(view: &View, agency: &Agency, period: Period) -> impl Fn(&str, &str) -> String {
    let agency = if agency.valid_in(period) { agency.code.clone() } else { String::new() };
    let (standing, text) = (view.standing.clone(), period.to_string());
    move |as_of, source| {
        let there = [("agency", agency.as_str()), ("period", &text)];
        let then = [("as_of", as_of), (SOURCE, source)];
        standing.link("/", &[there, then].concat())
    }
}

fn period_line(view: &View, agency: &Agency, period: Period) -> PeriodLine {
    let to = period_links(view, agency, period);
    let live = view.counted.contains(&period).then(|| Link {
        href: to("", Wanted::Dossiers.code()),
        text: view.lang.text("source-dossiers"),
    });
    PeriodLine {
        period: Link { href: to("", view.source_in(period)), text: view.lang.period(period) },
        current: period == view.period(),
        agencies: MISSING.to_owned(),
        figures: MISSING.to_owned(),
        captures: live.into_iter().collect(),
        counts: [Item::Missing, Item::Missing],
    }
}

fn published(view: &View, agency: &Agency, summary: &PeriodSummary) -> PeriodLine {
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let counts = [summary.agencies, summary.figures].map(whole);
    let to = period_links(view, agency, summary.period);
    let kept = view.standing.source.as_deref().filter(|kept| *kept != Wanted::Dossiers.code());
    let capture = |at: &jiff::civil::DateTime| Link {
        href: to(&moment(*at), kept.unwrap_or_default()),
        text: view.lang.moment(*at),
    };
    let mut line = period_line(view, agency, summary.period);
    line.captures.extend(summary.captures.iter().rev().take(6).map(capture));
    let [agencies, figures] = counts.map(|count| view.lang.integer(count));
    PeriodLine { agencies, figures, counts: counts.map(Item::Integer), ..line }
}
