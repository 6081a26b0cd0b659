//! Published numbers of an agency and all below it that do not follow from their figures.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::differences::Difference;
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use crate::chrome::Link;
use crate::listing::Sheet;
use crate::table::place_name;
use crate::view::View;

/// Differences listed; the others are counted.
const LISTED: usize = 10;

/// A published number that does not follow from its figures.
pub(super) struct Line {
    /// Whose number.
    pub agency: Link,
    /// Which number.
    pub place: Link,
    /// As published.
    pub published: String,
    /// As it follows.
    pub recomputed: String,
    /// Published minus recomputed.
    pub change: String,
    /// Its counts, or that it has none.
    pub counts: String,
    /// The rule in words.
    pub rule: String,
    /// Published and recomputed, exactly.
    values: [Decimal; 2],
}

/// The lines as a file has them.
pub(super) fn sheet(words: impl Fn(&str) -> String, lines: &[Line]) -> Sheet {
    let columns = ["col-unit", "col-number", "col-published", "col-recomputed", "col-change"];
    let columns = columns.into_iter().chain(["col-counts", "col-rule"]);
    let columns = columns.map(&words).collect();
    let row = |line: &Line| {
        let [published, recomputed] = line.values;
        let numbers = [published, recomputed, published - recomputed].map(Item::Decimal);
        let texts = [&line.agency.text, &line.place.text].map(|text| Item::Text(text.clone()));
        let ends = [&line.counts, &line.rule].map(|text| Item::Text(text.clone()));
        texts.into_iter().chain(numbers).chain(ends).collect()
    };
    Sheet::new("chenh-lech", words("differences-title"), columns).rows(lines.iter().map(row))
}

/// The first differences of the agency and all below it, and how many there are.
pub(super) fn differences(view: &View, agency: &Agency) -> (Vec<Line>, usize) {
    let sheet = view.sheet();
    let inside = |difference: &&Difference| {
        let below = |found: &Agency| {
            sheet.tree.path(found, sheet.period).iter().any(|above| above.code == agency.code)
        };
        difference.agency == agency.code
            || sheet.tree.find(&difference.agency, sheet.period).is_ok_and(below)
    };
    let mut found: Vec<&Difference> = view.loaded.differences().iter().filter(inside).collect();
    found.sort_by_key(|difference| difference.agency != agency.code);
    let lines = found.iter().take(LISTED).map(|difference| line(view, difference)).collect();
    (lines, found.len())
}

fn line(view: &View, found: &Difference) -> Line {
    let agency = view.sheet().tree.find(&found.agency, view.period());
    let rulebook = view.rulebook();
    let place = Place::find(rulebook, &found.code).unwrap_or(Place::Total);
    let counts = found.figure.and_then(|figure| figure.counts()).map(|counts| {
        format!(
            "{} / {}",
            view.lang.integer(counts.numerator),
            view.lang.integer(counts.denominator)
        )
    });
    let (vi, en) = &found.rule;
    Line {
        agency: Link {
            href: view.agency_link(&found.agency),
            text: agency.map(|agency| agency.name.clone()).unwrap_or_else(|_| found.agency.clone()),
        },
        place: Link {
            href: view.place_link(&found.code, &found.agency),
            text: match place {
                Place::Total => place_name(view, place),
                _ => format!("{} {}", found.code, place_name(view, place)),
            },
        },
        values: [found.published, found.recomputed],
        published: view.lang.decimal(found.published),
        recomputed: view.lang.decimal(found.recomputed),
        change: view.lang.signed(found.published - found.recomputed),
        counts: counts.unwrap_or_else(|| view.lang.text("counts-none")),
        rule: if view.lang == Lang::Vi { vi.clone() } else { en.clone() },
    }
}

pub(super) fn found_text(lang: Lang, found: usize) -> String {
    match found {
        0 => lang.text("differences-none"),
        _ => lang.text_with("differences-found", &[("count", &found.to_string())]),
    }
}
