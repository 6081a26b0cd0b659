//! What stands in a cell.

use chiso_scoring::round::half_up_decimal;
use rust_decimal::Decimal;

use crate::lint::doc::Cell;
use crate::lint::number::{self, Locale, Number, Style};
use crate::lint::wording::{direction, plain};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Val {
    /// Nothing.
    Empty,
    /// A number.
    Number(Number),
    /// `181/187`
    Fraction(Number, Number),
    /// Words, with or without numbers among them.
    Words,
}

impl Val {
    /// Reads a cell. A number that the file keeps wins over what is shown of it, if they differ by more than rounding.
    pub fn read(cell: &Cell, locale: Locale) -> Self {
        let text = cell.text.trim();
        match (text.is_empty(), cell.value) {
            (true, _) => Self::Empty,
            (_, Some(value)) => Self::Number(kept(text, value, locale)),
            _ => Self::of(text, locale),
        }
    }

    fn of(text: &str, locale: Locale) -> Self {
        if let Some(number) = number::number(text, locale) {
            return Self::Number(number);
        }
        number::fraction(text, locale)
            .map_or(Self::Words, |(left, right)| Self::Fraction(left, right))
    }

    /// The number.
    pub fn number(&self) -> Option<Number> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The sides.
    pub fn fraction(&self) -> Option<(Number, Number)> {
        if let Self::Fraction(left, right) = self { Some((*left, *right)) } else { None }
    }

    /// A number, or what is done of all.
    pub fn amount(&self) -> Option<Number> {
        self.number().or_else(|| self.fraction().map(|(left, _)| left))
    }
}

/// A number of a workbook with the look it has there.
fn kept(text: &str, value: Decimal, locale: Locale) -> Number {
    let percent = text.ends_with('%');
    let shown = number::number(text, locale);
    let said = direction(&plain(text)).is_some();
    let near = |shown: &Number| (shown.value - value).abs() <= shown.half();
    let hundredth = |shown: &Number| {
        let times = value.checked_mul(Decimal::ONE_HUNDRED);
        percent && times.is_some_and(|value| (shown.value - value).abs() <= shown.half())
    };
    shown.filter(|shown| near(shown) || hundredth(shown)).unwrap_or_else(|| {
        let value = value.normalize();
        let style = if value.scale() > 0 { Style::Comma } else { Style::Whole };
        let value = bounded(value);
        Number {
            value,
            digits: value.scale(),
            style,
            signed: said || value.is_sign_negative(),
            percent: false,
        }
    })
}

/// Numbers that no report has would overflow the arithmetic of the rules.
fn bounded(value: Decimal) -> Decimal {
    let limit = Decimal::new(1_000_000_000_000, 0);
    half_up_decimal(value.clamp(-limit, limit), 6).normalize()
}
