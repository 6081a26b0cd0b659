//! Why a number is what it is: what was counted, worked out as anybody can do again, and where the next points
//! begin.

use chiso_scoring::agency::Agency;
use chiso_scoring::explain::{Line, explain};
use chiso_scoring::figure::Figure;
use chiso_scoring::sheet::Place;
use chiso_scoring::threshold::{Threshold, threshold};
use chiso_scoring::worked::worked;

use crate::view::View;

/// The lines; counts, and what is worked out with them, only where this reader may see them.
pub(super) fn lines(view: &View, agency: &Agency, place: Place) -> Vec<Line> {
    let instead = view.instead(&view.loaded, agency, place);
    let mut lines = explain(view.sheet(), agency, place, view.lang);
    // The heading says what it is.
    lines.retain(|line| line.key != "what");
    let hidden = instead.is_some();
    if let (Some(instead), Some(line)) = (instead, lines.iter_mut().find(|l| l.key == "counts")) {
        line.text = instead;
    }
    let Place::Indicator(at) = place else { return lines };
    if !hidden {
        insert(&mut lines, "counts", line(view, "worked", sum(view, agency, at)));
    }
    insert(&mut lines, "target", line(view, "threshold", begins(view, agency, at, hidden)));
    lines
}

/// Puts a line after another; at the end, if there is no such line.
fn insert(lines: &mut Vec<Line>, after: &str, line: Option<Line>) {
    let Some(line) = line else { return };
    let at = lines.iter().position(|line| line.key == after);
    lines.insert(at.map_or(lines.len(), |at| at + 1), line);
}

fn line(view: &View, key: &'static str, text: Option<String>) -> Option<Line> {
    let label = view.lang.text(&format!("explain-{key}"));
    Some(Line { key, label, text: text? })
}

fn sum(view: &View, agency: &Agency, at: usize) -> Option<String> {
    let rulebook = view.rulebook();
    let score = view.sheet().score(agency);
    worked(&rulebook.indicators[at], &score.indicators[at], rulebook.digits, view.lang)
}

/// Where full points begin, and how far it is to the next hundredth and to all of them.
fn begins(view: &View, agency: &Agency, at: usize, hidden: bool) -> Option<String> {
    let rulebook = view.rulebook();
    let score = view.sheet().score(agency);
    let figure = score.indicators[at].figure.filter(|_| !hidden);
    let counts = figure.as_ref().and_then(Figure::counts);
    let found = threshold(&rulebook.indicators[at], counts, rulebook.digits)?;
    let known = counts.is_some_and(|counts| counts.denominator > 0);
    Some(told(view, &found, rulebook.indicators[at].max, known))
}

fn told(view: &View, found: &Threshold, max: u32, known: bool) -> String {
    let lang = view.lang;
    let (rate, max) = (lang.decimal(found.full_rate.normalize()), max.to_string());
    let mut text = lang.text_with("threshold-rate", &[("max", &max), ("rate", &rate)]);
    let step = |key: &str, step: &chiso_scoring::threshold::Step| {
        let said = [
            ("more", &*lang.integer(step.more)),
            ("numerator", &*lang.integer(step.numerator)),
            ("points", &*lang.decimal(step.points)),
        ];
        lang.text_with(key, &said)
    };
    match (&found.next, &found.full) {
        (Some(next), Some(full)) if next.points < full.points => {
            text.push_str(&step("threshold-next", next));
            text.push_str(&step("threshold-full", full));
        }
        (_, Some(full)) => text.push_str(&step("threshold-full", full)),
        _ if known => text.push_str(&lang.text("threshold-reached")),
        _ => {}
    }
    text + "."
}
