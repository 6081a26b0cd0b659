//! The change of an indicator, split over the children by their published or counted figures.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::compare::{ChildPart, over_children};
use chiso_scoring::figure::Counts;
use chiso_scoring::round::half_up;
use chiso_scoring::sheet::Place;
use chiso_scoring::split::Split;
use rust_decimal::Decimal;

use crate::against::Against;
use crate::chrome::Link;
use crate::listing::Sheet;
use crate::loaded::Source;
use crate::view::View;

/// The change of an indicator, split over the children.
pub(super) struct SplitTable {
    /// The earlier side.
    pub before: String,
    /// This side.
    pub after: String,
    /// The children.
    pub rows: Vec<SplitRow>,
    /// What the form bends, and what rounding leaves over.
    pub rest: Vec<(String, String)>,
    /// The change of the points.
    pub change: String,
    /// What makes it less than plain.
    pub notices: Vec<String>,
    /// Where a directive is drafted from a fall.
    pub draft: Option<Link>,
    items: Vec<Vec<Item>>,
}

impl SplitTable {
    /// The table as a file has it.
    pub fn sheet(&self, words: impl Fn(&str) -> String) -> Sheet {
        let counts = ["col-numerator", "col-denominator"];
        let of = |side: &String| counts.map(|key| format!("{} – {side}", words(key)));
        let columns = [words("col-unit")].into_iter().chain(of(&self.before));
        let ends = ["split-performance", "split-mix", "split-both"].map(&words);
        let columns = columns.chain(of(&self.after)).chain(ends).collect();
        let title = format!("{}: {} → {}", words("split-title"), self.before, self.after);
        Sheet::new("bang-tach", title, columns).rows(self.items.iter().cloned())
    }
}

/// A child's part.
pub(super) struct SplitRow {
    /// Whose part.
    pub agency: Link,
    /// The earlier side.
    pub before: String,
    /// This side.
    pub after: String,
    /// Handled better or worse.
    pub performance: String,
    /// Weighs more or less.
    pub mix: String,
    /// Together.
    pub both: String,
}

/// Decimals of a share in points: finer than points, so that small children are seen.
const SHARE_DIGITS: u32 = 4;

/// The split of an indicator's change since a side; nothing where it cannot be split, or shows too much.
pub(super) fn split(
    view: &View,
    side: &Against,
    agency: &Agency,
    place: Place,
) -> Option<SplitTable> {
    let Place::Indicator(at) = place else { return None };
    let (parts, split) = over_children(side.loaded.sheet(), view.sheet(), &agency.code, at)?;
    if parts.iter().all(|part| part.agency.is_none()) {
        return None;
    }
    // What each unit adds shows how many it handled.
    let sides = [&*view.loaded, &*side.loaded];
    if sides.iter().any(|loaded| view.withheld_below(loaded, agency, at)) {
        return None;
    }
    let signed = |value: Decimal| view.lang.signed(value);
    let shares = rounded(&split);
    let shown: Decimal = shares.iter().map(|(performance, mix)| performance + mix).sum();
    let form = half_up(split.form, SHARE_DIGITS);
    let rows = parts.iter().zip(&shares);
    let rest = [
        (view.lang.text("split-form"), form),
        // What is left of the printed numbers, so that the column adds up as printed.
        (view.lang.text("split-rounding"), split.change - shown - form),
    ];
    let rows: Vec<SplitRow> =
        rows.map(|(part, share)| split_row(view, place, part, *share)).collect();
    let over = rest.iter().map(|(name, amount)| left_over(name, *amount));
    let items = parts
        .iter()
        .zip(&shares)
        .zip(&rows)
        .map(|((part, share), row)| items(&row.agency.text, part, *share));
    Some(SplitTable {
        before: side.label.clone(),
        after: view.lang.period(view.period()),
        items: items.chain(over).collect(),
        rows,
        rest: rest.map(|(name, amount)| (name, signed(amount))).to_vec(),
        change: signed(split.change),
        notices: side.notices(view, agency),
        draft: draft(view, side, agency, at).filter(|_| split.change < Decimal::ZERO),
    })
}

/// A directive can be drafted from dossiers, by those who work with them, between two periods under one rulebook.
fn draft(view: &View, side: &Against, agency: &Agency, indicator: usize) -> Option<Link> {
    let before = side.loaded.sheet();
    let counted = matches!(side.loaded.key.source, Source::Dossiers(_));
    if !(view.is_live() && view.asked.inside() && counted) {
        return None;
    }
    let (from, to) = (before.period.to_string(), view.period().to_string());
    let code = &view.rulebook().indicators[indicator].code;
    let lang = view.asked.standing().lang.unwrap_or_default();
    let asked = [
        ("agency", agency.code.as_str()),
        ("code", code),
        ("from", &from),
        ("to", &to),
        ("rulebook", &view.rulebook().id),
        ("lang", &lang),
    ];
    let asked = asked.into_iter().filter(|(_, value)| !value.is_empty());
    let href = crate::link::url("/chi-dao/nhap", asked);
    Some(Link { href, text: view.lang.text("draft-link") })
}

/// Performance and mix of each part, as printed.
fn rounded(split: &Split) -> Vec<(Decimal, Decimal)> {
    let round = |value| half_up(value, SHARE_DIGITS);
    let shares = split.shares.iter();
    // Mix takes what is left of the part's own sum.
    let pair = |share: &chiso_scoring::split::Share| {
        let both = round(share.performance + share.mix);
        let performance = round(share.performance);
        (performance, both - performance)
    };
    shares.map(pair).collect()
}

fn items(name: &str, part: &ChildPart, (performance, mix): (Decimal, Decimal)) -> Vec<Item> {
    let counts = [part.part.before, part.part.after].into_iter();
    let counts = counts.flat_map(|counts| [counts.numerator, counts.denominator]);
    let shares = [performance, mix, performance + mix].map(Item::Decimal);
    let name = Item::Text(name.to_owned());
    std::iter::once(name).chain(counts.map(Item::Integer)).chain(shares).collect()
}

fn left_over(name: &str, amount: Decimal) -> Vec<Item> {
    let mut items = vec![Item::Missing; 8];
    items[0] = Item::Text(name.to_owned());
    items[7] = Item::Decimal(amount);
    items
}

fn split_row(view: &View, place: Place, part: &ChildPart, share: (Decimal, Decimal)) -> SplitRow {
    let counts = |counts: Counts| {
        format!(
            "{} / {}",
            view.lang.integer(counts.numerator),
            view.lang.integer(counts.denominator)
        )
    };
    let child = part.agency.as_deref().and_then(|code| view.agency(code).ok());
    let href = |child: &Agency| view.place_link(place.code(view.rulebook()), &child.code);
    SplitRow {
        agency: Link {
            href: child.map(href).unwrap_or_default(),
            text: child.map_or_else(|| view.lang.text("split-others"), |child| child.name.clone()),
        },
        before: counts(part.part.before),
        after: counts(part.part.after),
        performance: view.lang.signed(share.0),
        mix: view.lang.signed(share.1),
        both: view.lang.signed(share.0 + share.1),
    }
}

/// Why there is no split, or how to read it.
pub(super) fn split_text(view: &View, place: Place, side: Option<&Against>, split: bool) -> String {
    let key = match (place, side) {
        (Place::Indicator(_), _) if split => "split-how",
        (Place::Indicator(_), Some(_)) => "split-impossible",
        (Place::Indicator(_), None) => "split-no-side",
        _ => "split-sum",
    };
    view.lang.text(key)
}
