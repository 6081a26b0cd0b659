//! One rulebook in one period, three ways.

use std::collections::BTreeMap;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::figure::{Figure, RANK};
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::plan::Book;
use chiso_scoring::oracle::{Tally, TallyKey};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Points;
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use serde::Serialize;

/// What the oracle says.
type Oracle = BTreeMap<TallyKey, Tally>;

/// Points and ranks by agency and what they are of.
type Standings = BTreeMap<(String, String), String>;

/// A number on which the three do not agree.
#[derive(Debug, Serialize)]
pub struct Difference {
    agency: String,
    period: String,
    rulebook: String,
    /// A measure, a group, `TOTAL` or `RANK`.
    measure: String,
    /// `own` or `subtree`.
    scope: &'static str,
    live: String,
    scan: String,
    oracle: String,
}

impl Difference {
    /// As a row of a table.
    pub fn cells(&self, lang: Lang) -> Vec<String> {
        let scope = lang.text(&format!("cli-{}", self.scope));
        let texts = [&self.agency, &self.period, &self.rulebook, &self.measure];
        let values = [&self.live, &self.scan, &self.oracle];
        texts.into_iter().cloned().chain([scope]).chain(values.into_iter().cloned()).collect()
    }
}

/// The comparison so far.
pub struct Against<'a> {
    live: &'a Live,
    scan: &'a Live,
    provenance: Provenance,
    /// Values of measures compared.
    pub tallies: u64,
    /// Points and ranks compared.
    pub points: u64,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// A rulebook, its plan and a period.
struct Asked<'a> {
    rulebook: &'a Rulebook,
    book: &'a Book,
    period: Period,
}

impl<'a> Against<'a> {
    /// Nothing compared yet.
    pub fn new(live: &'a Live, scan: &'a Live, provenance: Provenance) -> Self {
        Self { live, scan, provenance, tallies: 0, points: 0, differences: Vec::new() }
    }

    /// Compares a rulebook in a period.
    pub fn compare(&mut self, rulebook: &Rulebook, period: Period, oracle: &Oracle) {
        let live = self.live;
        let Some(book) = live.plan().book(&rulebook.id) else { return };
        let asked = Asked { rulebook, book, period };
        for agency in live.tree().in_force(period) {
            for scope in [Scope::Own, Scope::Subtree] {
                self.measures(&asked, agency, scope, oracle);
            }
        }
        if !rulebook.groups.is_empty() {
            self.standings(&asked, oracle);
        }
    }

    fn measures(&mut self, asked: &Asked<'_>, agency: &Agency, scope: Scope, oracle: &Oracle) {
        let values = |live: &Live| {
            let tally = |id| live.tally(&agency.code, asked.period, id, scope);
            asked.book.values(&tally)
        };
        let (live, scan) = (values(self.live), values(self.scan));
        let slow = by_oracle(asked, &agency.code, scope, oracle);
        for (at, (measure, _)) in asked.book.measures.iter().enumerate() {
            self.tallies += 1;
            if live[at] != scan[at] || live[at] != slow[at] {
                let values = [live[at], scan[at], slow[at]].map(|value| value.to_string());
                self.differ(asked, &agency.code, measure, scope, values);
            }
        }
    }

    fn standings(&mut self, asked: &Asked<'_>, oracle: &Oracle) {
        let Asked { rulebook, period, .. } = *asked;
        let counted = [self.live, self.scan].map(|live| live.figures(&rulebook.id, period));
        let slow = counted[0].iter().map(|counted| recounted(asked, counted, oracle)).collect();
        let [live, scan] = counted;
        let [live, scan, slow] = [live, scan, slow].map(|counted: Vec<Counted>| {
            let tree = self.live.tree();
            standings(&Sheet::counted(tree, rulebook, period, &counted, &self.provenance))
        });
        let keys = live.keys().chain(scan.keys()).chain(slow.keys());
        for key in keys.collect::<std::collections::BTreeSet<_>>() {
            self.points += 1;
            let values = [&live, &scan, &slow].map(|all| all.get(key).cloned().unwrap_or_default());
            if values[0] != values[1] || values[0] != values[2] {
                self.differ(asked, &key.0, &key.1, Scope::Subtree, values);
            }
        }
    }

    fn differ(
        &mut self,
        asked: &Asked<'_>,
        agency: &str,
        measure: &str,
        scope: Scope,
        [live, scan, oracle]: [String; 3],
    ) {
        self.differences.push(Difference {
            agency: agency.to_owned(),
            period: asked.period.to_string(),
            rulebook: asked.rulebook.id.clone(),
            measure: measure.to_owned(),
            scope: if scope == Scope::Own { "own" } else { "subtree" },
            live,
            scan,
            oracle,
        });
    }
}

/// Values of all measures as the oracle has them.
fn by_oracle(asked: &Asked<'_>, agency: &str, scope: Scope, oracle: &Oracle) -> Vec<i64> {
    let mut key = TallyKey {
        agency: agency.to_owned(),
        period: asked.period,
        rulebook: asked.rulebook.id.clone(),
        measure: String::new(),
    };
    let mut value = |measure: &String| {
        key.measure.clone_from(measure);
        let tally = oracle.get(&key).copied().unwrap_or_default();
        if scope == Scope::Own { tally.own } else { tally.subtree }
    };
    asked.book.measures.iter().map(|(measure, _)| value(measure)).collect()
}

/// An agency's figures with the oracle's numbers in place of the tallies.
fn recounted(asked: &Asked<'_>, counted: &Counted, oracle: &Oracle) -> Counted {
    let measures = by_oracle(asked, &counted.agency, Scope::Subtree, oracle);
    let ratios = asked.book.ratios.iter().zip(&counted.indicators);
    let indicators = ratios.map(|(ratio, figure)| {
        let (numerator, denominator) = ratio.as_ref()?;
        let numbers = (numerator.value(&measures), denominator.value(&measures));
        let recounted = Figure::of_counts(numbers.0, numbers.1);
        figure.map(|figure| Figure { flag: figure.flag, ..recounted })
    });
    Counted { agency: counted.agency.clone(), indicators: indicators.collect(), measures }
}

/// Points of every agency's total and groups, and its rank among siblings of its kind.
fn standings(sheet: &Sheet<'_>) -> Standings {
    let groups = (0..sheet.rulebook().groups.len()).map(Place::Group);
    let places: Vec<Place> = [Place::Total].into_iter().chain(groups).collect();
    let mut all = Standings::new();
    let mut siblings: BTreeMap<(Option<&str>, Level), Vec<&Agency>> = BTreeMap::new();
    for agency in sheet.agencies() {
        let score = sheet.score(agency);
        for place in &places {
            let code = place.code(sheet.rulebook()).to_owned();
            all.insert((agency.code.clone(), code), shown(place.of(&score)));
        }
        siblings.entry((agency.parent.as_deref(), agency.level)).or_default().push(agency);
    }
    for ranked in siblings.values().flat_map(|group| sheet.rank(group, Place::Total)) {
        let rank = ranked.rank.map(|rank| rank.to_string()).unwrap_or_default();
        all.insert((ranked.agency.code.clone(), RANK.to_owned()), rank);
    }
    all
}

fn shown(points: Points) -> String {
    let state = points.state.code();
    points.points.map_or_else(|| state.to_owned(), |points| format!("{points} {state}"))
}
