//! Verifies a file without anything but the file: hashes, root, signature, and everything that follows from the counts.

use chiso_scoring::agency::Agency;
use chiso_scoring::expr::{Expr, Function};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{LevelRule, MeasureRule};
use chiso_scoring::score::AgencyScore;
use jiff::Timestamp;
use jiff::civil::DateTime;

use super::contents::{Contents, Tallies};
use super::fault::{Fault, Faults, Refused, Step, short};
use super::frozen::Origin;
use super::key::PublicKey;
use super::sheets::{self, Standing, places, subtree};
use super::{lay, raw, read, sums};

/// What was checked and what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the file says it is; [`None`] if its rows cannot be read.
    pub about: Option<About>,
    /// How many rows there are.
    pub rows: u64,
    /// How many of them are withheld.
    pub withheld: u64,
    /// The root over the rows.
    pub root: [u8; 32],
    /// The key in the file, if it is one.
    pub key: Option<PublicKey>,
    /// How much each check looked at.
    pub checked: Vec<Checked>,
    /// What is wrong: the first of them.
    pub faults: Vec<Fault>,
    /// How much is wrong.
    pub faults_all: u64,
}

/// What a file says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Code of the agency.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// The period.
    pub period: Period,
    /// Where the figures come from.
    pub origin: Origin,
    /// Id of the rulebook.
    pub rulebook: String,
    /// Until when one looked.
    pub as_of: DateTime,
    /// Revision of the log.
    pub revision: u64,
    /// Who closed it.
    pub closed_by: String,
    /// When.
    pub closed_at: Timestamp,
    /// The closing it takes the place of.
    pub replaces: Option<u64>,
    /// How many agencies have points in it.
    pub agencies: u64,
    /// How many rows the lists of dossiers have, which are not in the file, and their root.
    pub lists: (u64, [u8; 32]),
}

/// How much a check looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Which.
    pub step: Step,
    /// How many things were checked.
    pub done: u64,
    /// How many could not be, because what they follow from is withheld.
    pub skipped: u64,
}

impl Verdict {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.faults_all == 0
    }
}

/// Verifies a file, complete or for everybody. Without an expected key a valid signature says only that the file is as whoever owns
/// the key in it signed it.
///
/// # Errors
/// It is no snapshot at all.
pub fn verify(bytes: &[u8], expected: Option<&PublicKey>) -> Result<Verdict, Refused> {
    let mut faults = Faults::default();
    let raw = raw::read(bytes, &mut faults)?;
    let rows = raw.rows.len() as u64;
    let mut checked = vec![
        Checked { step: Step::Hashes, done: rows - raw.withheld, skipped: raw.withheld },
        Checked { step: Step::Numbers, done: rows, skipped: 0 },
        Checked { step: Step::Root, done: 1, skipped: 0 },
        Checked { step: Step::Signature, done: 1, skipped: 0 },
    ];
    if let Some(expected) = expected {
        checked.push(Checked { step: Step::Key, done: 1, skipped: 0 });
        same_key(&raw, expected, &mut faults);
    }
    let contents = read::read(&raw.rows);
    let about = match &contents {
        Ok(contents) => {
            checked.push(Checked {
                step: Step::Rows,
                done: rows - raw.withheld,
                skipped: raw.withheld,
            });
            checked.push(points(contents, &mut faults));
            checked.push(ratios(contents, &mut faults));
            checked.push(sums::sums(contents, &mut faults));
            Some(About::of(contents))
        }
        Err(fault) => {
            faults.push(|| fault.clone());
            None
        }
    };
    Ok(Verdict {
        about,
        rows,
        withheld: raw.withheld,
        root: raw.root,
        key: raw.key,
        checked,
        faults: faults.named,
        faults_all: faults.all,
    })
}

fn same_key(raw: &raw::Raw<'_>, expected: &PublicKey, faults: &mut Faults) {
    if raw.key != Some(*expected) {
        faults.push(|| Fault {
            line: Some(raw.rows.len() + 3),
            stands: raw.key.map(PublicKey::to_hex).unwrap_or_default(),
            should: expected.to_hex(),
            ..raw::about(Step::Key, "")
        });
    }
}

impl About {
    fn of(contents: &Contents) -> Self {
        let frozen = &contents.frozen;
        let found = contents.tree.find(&frozen.agency, frozen.period);
        Self {
            agency: frozen.agency.clone(),
            name: found.map(|agency| agency.name.clone()).unwrap_or_default(),
            period: frozen.period,
            origin: frozen.origin,
            rulebook: contents.rulebook.id.clone(),
            as_of: frozen.as_of,
            revision: frozen.revision,
            closed_by: frozen.closed_by.clone(),
            closed_at: frozen.closed_at,
            replaces: frozen.replaces,
            agencies: subtree(&contents.tree, &frozen.agency, frozen.period).len() as u64,
            lists: frozen.lists,
        }
    }
}

/// Points, states, ranks and grades: worked out again from the counts; where those are withheld, from the points of the indicators.
fn points(contents: &Contents, faults: &mut Faults) -> Checked {
    let (rulebook, frozen) = (&contents.rulebook, &contents.frozen);
    let sheet = sheets::sheet(frozen, &contents.counted(), &contents.tree, rulebook);
    let agencies = subtree(&contents.tree, &frozen.agency, frozen.period);
    let places = places(rulebook);
    let first = places.len() - rulebook.indicators.len();
    let rows = |agency: &Agency| {
        let at = agencies.binary_search_by(|known| known.code.cmp(&agency.code)).ok()?;
        contents.standings.get(at * places.len() + first..(at + 1) * places.len())
    };
    let amend = |agency: &Agency, mut score: AgencyScore| {
        let unknown = unknown(contents, agency);
        if !unknown.contains(&true) {
            return score;
        }
        let stated = rows(agency).unwrap_or_default().iter().zip(&unknown);
        for ((row, unknown), scored) in stated.zip(&mut score.indicators) {
            if *unknown {
                scored.result = row.points;
            }
        }
        sheet.scorer.summed(score.indicators, &sheet.data(&agency.code).figures)
    };
    let expected = sheets::standings(&sheet, &frozen.agency, &amend);
    compare(contents, &agencies, &expected, faults);
    let skipped = agencies.iter().map(|agency| unknown(contents, agency));
    let skipped = skipped.flatten().filter(|unknown| *unknown).count() as u64;
    Checked { step: Step::Points, done: expected.len() as u64 - skipped, skipped }
}

fn compare(contents: &Contents, agencies: &[&Agency], expected: &[Standing], faults: &mut Faults) {
    let places = places(&contents.rulebook);
    for (at, (stands, should)) in contents.standings.iter().zip(expected).enumerate() {
        if stands == should {
            continue;
        }
        let (agency, place) = (agencies[at / places.len()], places[at % places.len()]);
        let row = |row: &Standing| {
            let body = lay::points(&contents.rulebook, &agency.code, place, row);
            body.split('\t').skip(4).collect::<Vec<_>>().join(" ")
        };
        faults.push(|| Fault {
            step: Step::Points,
            line: Some(contents.points_line + at),
            agency: agency.code.clone(),
            number: place.code(&contents.rulebook).to_owned(),
            stands: row(stands),
            should: row(should),
        });
    }
}

/// Which indicators of an agency cannot be worked out: their figure, the agency's own or that of the province it inherits from, is
/// withheld, or what stands in for a denominator of zero.
fn unknown(contents: &Contents, agency: &Agency) -> Vec<bool> {
    let rulebook = &contents.rulebook;
    let of = |code: &str| {
        let at = contents.units.binary_search_by(|unit| unit.agency.as_str().cmp(code));
        at.ok().map(|at| &contents.units[at].whole)
    };
    let own = of(&agency.code);
    let period = contents.frozen.period;
    let tops = |at: &Agency| {
        use chiso_scoring::agency::Level;
        matches!(at.level, Level::Province | Level::Ministry)
    };
    let above = contents.tree.ancestor(agency, period, tops).and_then(|above| of(&above.code));
    let withheld = |tallies: Option<&Tallies>, at: usize| {
        tallies.is_some_and(|tallies| {
            let stand_in = rulebook.indicators[at].fallback.as_ref();
            let stand_in = stand_in.and_then(|id| measure_at(contents, id));
            tallies.figures[at].is_none()
                || stand_in.is_some_and(|measure| tallies.measures[measure].is_none())
        })
    };
    let rules = rulebook.indicators.iter().enumerate();
    rules
        .map(|(at, rule)| match rule.level_rule(agency.level) {
            LevelRule::Own => withheld(own, at),
            LevelRule::Inherited => withheld(above.or(own), at),
            LevelRule::None | LevelRule::Full => false,
        })
        .collect()
}

fn measure_at(contents: &Contents, id: &str) -> Option<usize> {
    contents.rulebook.measures.iter().position(|measure| measure.id == id)
}

/// Numerators and denominators, and measures that are computed from others.
fn ratios(contents: &Contents, faults: &mut Faults) -> Checked {
    let mut checked = Checked { step: Step::Ratios, done: 0, skipped: 0 };
    for unit in &contents.units {
        let own = match &unit.own {
            super::contents::Own::Apart(own) => Some(own),
            _ => None,
        };
        for tallies in [Some(&unit.whole), own].into_iter().flatten() {
            ratios_of(contents, &unit.agency, tallies, &mut checked, faults);
        }
    }
    checked
}

fn ratios_of(
    contents: &Contents,
    agency: &str,
    tallies: &Tallies,
    checked: &mut Checked,
    faults: &mut Faults,
) {
    let value = |id: &str| tallies.measures[measure_at(contents, id)?];
    let mut hold = |line: usize, number: &str, stands: Option<i64>, rule: &Expr| {
        let (Some(stands), Some(should)) = (stands, eval(rule, &value)) else {
            checked.skipped += 1;
            return;
        };
        checked.done += 1;
        if i128::from(stands) != should {
            faults.push(|| Fault {
                step: Step::Ratios,
                line: Some(line),
                agency: agency.to_owned(),
                number: number.to_owned(),
                stands: stands.to_string(),
                should: format!("{should} = {}", short(&rule.to_string())),
            });
        }
    };
    for (at, rule) in contents.rulebook.indicators.iter().enumerate() {
        let Some(Some(figure)) = tallies.figures[at] else { continue };
        let line = tallies.figures_line + at;
        let sides = [(&rule.numerator, figure.numerator), (&rule.denominator, figure.denominator)];
        for (side, stands) in sides {
            if let Some(side) = side {
                hold(line, &rule.code, stands, side);
            }
        }
    }
    for (at, measure) in contents.rulebook.measures.iter().enumerate() {
        if let MeasureRule::Value(rule) = &measure.rule {
            hold(tallies.measures_line, &measure.id, tallies.measures[at], rule);
        }
    }
}

/// The value of arithmetic over measures; [`None`] if one of them is withheld.
fn eval(expr: &Expr, value: &dyn Fn(&str) -> Option<i64>) -> Option<i128> {
    let all = |parts: &[Expr]| -> Option<Vec<i128>> {
        parts.iter().map(|part| eval(part, value)).collect()
    };
    match expr {
        Expr::Name(id) => value(id).map(i128::from),
        Expr::Int(value) => Some(i128::from(*value)),
        Expr::Add(a, b) => Some(eval(a, value)? + eval(b, value)?),
        Expr::Sub(a, b) => Some(eval(a, value)? - eval(b, value)?),
        Expr::Call(Function::Least, parts) => all(parts)?.into_iter().min(),
        Expr::Call(Function::Greatest, parts) => all(parts)?.into_iter().max(),
        _ => None,
    }
}
