//! Plain counts that no indicator shows: as published, or as counted.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::figure::Figure;
use chiso_scoring::sheet::{Provenance, Sheet};

use crate::listing;
use crate::number::MISSING;
use crate::view::View;
use crate::withheld;

/// A plain measure.
pub(super) struct Measure {
    /// Its name.
    pub name: String,
    /// Its id in the rulebook.
    pub id: String,
    /// As people read it.
    pub value: String,
    /// A published rate.
    pub percent: String,
    /// When it was so.
    pub captured: String,
    /// Who says so.
    pub source: String,
    items: [Item; 2],
}

/// The measures as a file has them.
pub(super) fn sheet(
    words: impl Fn(&str) -> String,
    title: &str,
    measures: &[Measure],
) -> listing::Sheet {
    let columns =
        ["col-measure", "unit-code", "col-value", "col-rate", "mark-captured", "mark-source"];
    let text = |text: &String| Item::Text(text.clone());
    let row = |measure: &Measure| {
        let [value, rate] = measure.items.clone();
        let ends = [&measure.captured, &measure.source].map(text);
        let names = [&measure.name, &measure.id].map(text);
        names.into_iter().chain([value, rate]).chain(ends).collect()
    };
    let columns = columns.map(&words).to_vec();
    listing::Sheet::new("so-lieu-goc", words(title), columns).rows(measures.iter().map(row))
}

/// The measures of an agency, whose figures `sheet` holds.
pub(super) fn measures(view: &View, sheet: &Sheet<'_>, agency: &Agency) -> Vec<Measure> {
    let data = sheet.data(&agency.code);
    // What is counted is all of one moment.
    let any = data.provenance.keys().next();
    let of = |code: &String| sheet.provenance(&agency.code, code);
    let counted = || any.and_then(of).filter(|_| view.is_live());
    let line = |(id, figure): (&String, &Figure)| {
        let measure = measure(view, id, figure, data.provenance.get(id).or_else(counted));
        match figure.numerator.is_some_and(|value| view.withheld_measure(agency, id, value)) {
            true => hidden(view, measure),
            false => measure,
        }
    };
    data.measures.iter().map(line).collect()
}

fn measure(view: &View, id: &str, figure: &Figure, from: Option<&Provenance>) -> Measure {
    let known = view.rulebook().measure(id);
    let missing = || MISSING.to_owned();
    Measure {
        name: known.map_or_else(|| id.to_owned(), |known| view.lang.pick(&known.name).to_owned()),
        id: id.to_owned(),
        items: [
            figure.numerator.map_or(Item::Missing, Item::Integer),
            figure.rate.map_or(Item::Missing, Item::Decimal),
        ],
        value: figure.numerator.map_or_else(missing, |value| view.lang.integer(value)),
        percent: figure.rate.map_or_else(missing, |rate| format!("{} %", view.lang.decimal(rate))),
        captured: from.map_or_else(missing, |from| view.lang.moment(from.as_of)),
        source: from.map(|from| view.lang.source(&from.source)).unwrap_or_default(),
    }
}

/// A count that this reader may not see.
fn hidden(view: &View, measure: Measure) -> Measure {
    let words = view.lang.text(withheld::KEY);
    let items = [Item::Text(words.clone()), Item::Missing];
    Measure { value: words, percent: MISSING.to_owned(), items, ..measure }
}
