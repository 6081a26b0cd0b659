//! An indicator's points as a sum that anybody can do again: `20 × 1.712 ÷ 1.840 = 18,6087 → 18,61`.

use crate::figure::Figure;
use crate::lang::Lang;
use crate::round::{fraction, from_percent, half_up, to_percent};
use crate::rulebook::{Form, Indicator, RoundFirst, Unit};
use crate::score::{IndicatorScore, Origin, points};

/// Decimals of the value before it is rounded: enough to see which way.
const MORE: u32 = 4;

/// The points of a scored indicator worked out with its numbers; nothing where the rule worked nothing out
/// (published points, a constant, a denominator of zero).
#[must_use]
pub fn worked(rule: &Indicator, score: &IndicatorScore, digits: u32, lang: Lang) -> Option<String> {
    if rule.unit != Unit::Percent || matches!(rule.form, Form::Shown | Form::Constant) {
        return None;
    }
    let figure = score.figure.as_ref()?;
    let (ratio, text) = match score.result.origin {
        Origin::Counts => counted(rule, figure, lang)?,
        Origin::Rate => {
            let rate = figure.rate?;
            (from_percent(rate), format!("{} %", lang.decimal(rate)))
        }
        _ => return None,
    };
    let (exact, rounded) = points(rule, ratio, digits)?;
    let end = lang.decimal(rounded);
    let max = rule.max;
    let enough = rule.target.filter(|target| ratio >= *target);
    if let Some(target) = enough.filter(|_| rule.form != Form::Linear) {
        let target = percent(target, lang);
        return Some(format!("{text} ≥ {target} → {end}"));
    }
    let divided = match (rule.form, rule.target) {
        (Form::Scaled, Some(target)) => format!(" ÷ {}", percent(target, lang)),
        _ => String::new(),
    };
    let fine = half_up(exact, MORE).normalize();
    let fine = if fine.scale() > digits {
        format!("{} → {end}", lang.decimal(half_up(exact, MORE)))
    } else {
        end
    };
    Some(format!("{max} × {text}{divided} = {fine}"))
}

/// The ratio that the rule goes by, and how it is written.
fn counted(rule: &Indicator, figure: &Figure, lang: Lang) -> Option<(crate::round::Exact, String)> {
    let counts = figure.counts().filter(|counts| counts.denominator > 0)?;
    let ratio = fraction(i128::from(counts.numerator), i128::from(counts.denominator));
    let text = match rule.round_first {
        RoundFirst::Percent => format!("{} %", lang.decimal(to_percent(ratio))),
        RoundFirst::Points => {
            format!("{} ÷ {}", lang.integer(counts.numerator), lang.integer(counts.denominator))
        }
    };
    Some((ratio, text))
}

fn percent(ratio: crate::round::Exact, lang: Lang) -> String {
    format!("{} %", lang.decimal(to_percent(ratio).normalize()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::agency::Level;
    use crate::rulebook::Rulebooks;
    use crate::score::{Figures, Scorer};

    #[rstest]
    #[case::linear("766-2024", "2.1", Some((1712, 1840)), Some("20 × 1.712 ÷ 1.840 = 18,6087 → 18,61"))]
    #[case::whole("766-2024", "2.1", Some((380, 380)), Some("20 × 380 ÷ 380 = 20,00"))]
    #[case::scaled("766-2024", "3.1", Some((40, 100)), Some("2 × 40 ÷ 100 ÷ 80 % = 1,00"))]
    #[case::enough("766-2024", "3.1", Some((90, 100)), Some("90 ÷ 100 ≥ 80 % → 2,00"))]
    #[case::nothing("766-2024", "2.1", Some((0, 0)), None)]
    #[case::silent("766-2024", "2.1", None, None)]
    fn with_the_numbers_put_in(
        #[case] book: &str,
        #[case] code: &str,
        #[case] counts: Option<(i64, i64)>,
        #[case] said: Option<&str>,
    ) {
        let books = Rulebooks::embedded();
        let book = books.get(book).unwrap();
        let at = book.indicator(code).unwrap();
        let mut figures = Figures::silent(book);
        figures.indicators[at] = counts.map(|(n, d)| Figure::of_counts(n, d));
        let score = Scorer::new(book).agency(Level::Province, &figures, None);
        let text = worked(&book.indicators[at], &score.indicators[at], book.digits, Lang::Vi);
        assert_eq!(text.as_deref(), said);
    }
}
