//! The periods of the store: published, counted from dossiers, or both.

use chiso_scoring::agency::Agency;
use chiso_scoring::period::Period;
use chiso_store::PeriodSummary;

use crate::chrome::Link;
use crate::link::SOURCE;
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
}

/// Periods counted from dossiers that are listed.
const COUNTED: usize = 18;

/// All periods, those that are only counted first.
pub(super) fn periods(view: &View, agency: &Agency) -> Vec<PeriodLine> {
    let listed = view.counted.iter().take(COUNTED);
    let known = |period: &Period| view.known.periods.iter().any(|other| other.period == *period);
    let counted = listed.filter(|period| !known(period) && view.ruled(**period));
    let ruled = view.known.periods.iter().filter(|summary| view.ruled(summary.period));
    let published = ruled.map(|summary| published(view, agency, summary));
    counted.map(|period| period_line(view, agency, *period)).chain(published).collect()
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
    }
}

fn published(view: &View, agency: &Agency, summary: &PeriodSummary) -> PeriodLine {
    let integer = |count: u64| view.lang.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let to = period_links(view, agency, summary.period);
    let kept = view.standing.source.as_deref().filter(|kept| *kept != Wanted::Dossiers.code());
    let capture = |at: &jiff::civil::DateTime| Link {
        href: to(&moment(*at), kept.unwrap_or_default()),
        text: view.lang.moment(*at),
    };
    let mut line = period_line(view, agency, summary.period);
    line.captures.extend(summary.captures.iter().rev().take(6).map(capture));
    PeriodLine { agencies: integer(summary.agencies), figures: integer(summary.figures), ..line }
}
