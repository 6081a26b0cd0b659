//! Example cases: plain tables beside a rulebook (`rules/cases/<id>.txt`) that a domain expert
//! reads and extends. One line is one case:
//!
//! ```text
//! indicator   | level    | figure        | points | state | where from
//! 3.1 + 3.3   | province | 52/56 + 98 %  | 8.00   | value | Phú Thọ 8/2026
//! ```
//!
//! Several indicators joined by `+` are summed; a group code with a rate means max × rate. The
//! points are compared at the precision they are written with.

use rust_decimal::Decimal;

use super::Rulebook;
use crate::agency::Level;
use crate::differences::follows;
use crate::figure::{Figure, State};
use crate::problem::{Problem, Source};
use crate::round::{Exact, exact, from_percent, half_up};
use crate::score::{Figures, Scorer, points};
use crate::sheet::Place;

/// A case that did not come out, or was not readable, with its place.
pub type Failure = Problem;

/// Runs all cases of a file. Returns how many there were and those that failed.
#[must_use]
pub fn run(rulebook: &Rulebook, file: &str, text: &str) -> (usize, Vec<Failure>) {
    let source = Source { file, text };
    let mut offset = 0;
    let mut count = 0;
    let mut failures = Vec::new();
    for line in text.split_inclusive('\n') {
        let cells: Vec<&str> = line.trim_end().split('|').map(str::trim).collect();
        let is_case = !line.starts_with('#') && cells.len() > 1 && cells[0] != "indicator";
        if is_case {
            count += 1;
            if let Err(reason) = case(rulebook, &cells) {
                failures.push(source.problem(offset, reason, None));
            }
        }
        offset += line.len();
    }
    (count, failures)
}

fn case(rulebook: &Rulebook, cells: &[&str]) -> Result<(), String> {
    let [codes, level, figures, expected, state, _from] = cells else {
        return Err("a case has six columns".to_owned());
    };
    let level: Level = level.parse()?;
    let codes: Vec<&str> = codes.split('+').map(str::trim).collect();
    let figures: Vec<&str> = figures.split('+').map(str::trim).collect();
    if codes.len() != figures.len() {
        return Err(format!("{} indicators but {} figures", codes.len(), figures.len()));
    }
    let mut sum = Outcome::default();
    for (code, figure) in codes.iter().zip(&figures) {
        sum.add(&outcome(rulebook, level, code, &read_figure(figure)?)?);
    }
    sum.meets(expected, state)
}

#[derive(Default)]
struct Outcome {
    unrounded: Option<Exact>,
    rounded: Option<Decimal>,
    state: Option<State>,
}

impl Outcome {
    fn add(&mut self, other: &Self) {
        self.unrounded = joined(self.unrounded, other.unrounded);
        self.rounded = joined(self.rounded, other.rounded);
        self.state = self.state.max(other.state);
    }

    fn meets(&self, expected: &str, state: &str) -> Result<(), String> {
        let got = self.state.map_or("none", State::code);
        if state != got {
            return Err(format!("the state is {got}, the case says {state}"));
        }
        match (self.unrounded, self.rounded) {
            (Some(unrounded), Some(rounded)) => {
                let wanted: Decimal = expected
                    .parse()
                    .map_err(|_| format!("'{expected}' is not a number of points"))?;
                if follows(wanted, unrounded, rounded) {
                    return Ok(());
                }
                Err(format!(
                    "gives {rounded} points ({}), the case says {expected}",
                    half_up(unrounded, 4)
                ))
            }
            _ if expected == "-" => Ok(()),
            _ => Err(format!("gives no points, the case says {expected}")),
        }
    }
}

/// Sum of what is known.
fn joined<T: std::ops::Add<Output = T>>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (a, b) => a.or(b),
    }
}

fn outcome(
    rulebook: &Rulebook,
    level: Level,
    code: &str,
    figure: &Figure,
) -> Result<Outcome, String> {
    match Place::find(rulebook, code) {
        Some(Place::Indicator(at)) => Ok(indicator(rulebook, level, at, figure)),
        Some(place @ Place::Group(_)) => {
            let rate = figure.rate.ok_or("a group needs a rate")?;
            let max = Exact::from_integer(i128::from(place.points_max(rulebook)));
            let unrounded = max * from_percent(rate);
            let rounded = Some(half_up(unrounded, rulebook.digits));
            Ok(Outcome { unrounded: Some(unrounded), rounded, state: Some(State::Value) })
        }
        _ => Err(format!("'{code}' is neither an indicator nor a group")),
    }
}

fn indicator(rulebook: &Rulebook, level: Level, at: usize, figure: &Figure) -> Outcome {
    let mut figures = Figures::silent(rulebook);
    figures.indicators[at] = Some(*figure);
    let score = Scorer::new(rulebook).agency(level, &figures, Some(&figures)).indicators[at];
    let ratio = match (figure.counts(), figure.rate) {
        (Some(counts), _) if counts.denominator != 0 => {
            Some(Exact::new(counts.numerator.into(), counts.denominator.into()))
        }
        (None, Some(rate)) => Some(from_percent(rate)),
        _ => None,
    };
    let rule = &rulebook.indicators[at];
    let unrounded =
        ratio.and_then(|ratio| points(rule, ratio, rulebook.digits)).map(|(exact, _)| exact);
    let rounded = score.result.points;
    Outcome {
        unrounded: rounded.map(|rounded| unrounded.unwrap_or_else(|| exact(rounded))),
        rounded,
        state: Some(score.result.state),
    }
}

/// `380/588`, `72.5 %`, or `-` for none.
fn read_figure(text: &str) -> Result<Figure, String> {
    let wrong = || format!("'{text}' is neither counts (380/588), a rate (72.5 %) nor -");
    if text == "-" {
        return Ok(Figure::default());
    }
    if let Some(percent) = text.strip_suffix('%') {
        let rate = percent.trim().parse().map_err(|_| wrong())?;
        return Ok(Figure { rate: Some(rate), ..Figure::default() });
    }
    let (numerator, denominator) = text.split_once('/').ok_or_else(wrong)?;
    let count = |digits: &str| digits.trim().parse().map_err(|_| wrong());
    Ok(Figure::of_counts(count(numerator)?, count(denominator)?))
}
