//! Fields of a row: text without tabs and line ends, and exactly one spelling for every value.

use std::fmt::{self, Display, Write};
use std::str::FromStr;

use chiso_scoring::agency::Level;
use chiso_scoring::figure::{Flag, State};
use chiso_scoring::score::Origin;

/// Stands for "nothing is known".
pub(super) const NONE: &str = "-";

/// A text as a field: tab, line feed, carriage return and backslash are written `\t`, `\n`, `\r` and `\\`, a text that is a single
/// hyphen `\-`.
pub(super) struct Words<'a>(pub &'a str);

/// A value, or [`NONE`].
pub(super) struct Maybe<T>(pub Option<T>);

impl Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == NONE {
            return f.write_str("\\-");
        }
        for letter in self.0.chars() {
            match letter {
                '\\' => f.write_str("\\\\")?,
                '\t' => f.write_str("\\t")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

impl<T: Display> Display for Maybe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str(NONE),
        }
    }
}

/// Reads a text.
pub(super) fn words(field: &str) -> Option<String> {
    let mut text = String::with_capacity(field.len());
    let mut letters = field.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next()? {
                '\\' => '\\',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                '-' => '-',
                _ => return None,
            },
            letter => letter,
        });
    }
    same(field, &Words(&text)).then_some(text)
}

/// Reads a value in its one spelling.
pub(super) fn value<T: FromStr + Display>(field: &str) -> Option<T> {
    field.parse().ok().filter(|value| same(field, value))
}

/// Reads a value that may be missing.
pub(super) fn maybe<T>(field: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if field == NONE { Some(None) } else { read(field).map(Some) }
}

/// Whether a value is written as the field says.
fn same(field: &str, value: &impl Display) -> bool {
    struct Same<'a>(&'a str);
    impl Write for Same<'_> {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(part).ok_or(fmt::Error)?;
            Ok(())
        }
    }
    let mut rest = Same(field);
    write!(rest, "{value}").is_ok() && rest.0.is_empty()
}

/// Reads a level.
pub(super) fn level(field: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.code() == field)
}

/// Reads a state.
pub(super) fn state(field: &str) -> Option<State> {
    State::ALL.into_iter().find(|state| state.code() == field)
}

/// Reads a quality mark.
pub(super) fn flag(field: &str) -> Option<Flag> {
    Flag::ALL.into_iter().find(|flag| flag.code() == field)
}

/// Reads what a number was made from.
pub(super) fn origin(field: &str) -> Option<Origin> {
    let all = [Origin::Counts, Origin::Published, Origin::Rate, Origin::Parts, Origin::None];
    all.into_iter().find(|origin| origin.code() == field)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn a_value_has_one_spelling() {
        assert_eq!(value::<i64>("-12"), Some(-12));
        for other in ["+12", "012", "1_2", " 12", "", "-0"] {
            assert_eq!(value::<i64>(other), None, "{other}");
        }
        assert_eq!(
            value::<Decimal>("68.80").map(|points| points.to_string()),
            Some("68.80".into())
        );
        for other in ["68.8e1", ".5", "1_000.0", "+1"] {
            assert_eq!(value::<Decimal>(other), None, "{other}");
        }
        assert_eq!(words("\\-"), Some("-".to_owned()));
        for other in ["-", "\\x", "\\", "a\\-", "a\tb"] {
            assert_eq!(words(other), None, "{other}");
        }
        assert_eq!(maybe(NONE, words), Some(None));
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "(\\PC|[\\\\\t\n\r-]){0,12}") {
            let field = Words(&text).to_string();
            prop_assert!(!field.contains(['\t', '\n', '\r']));
            prop_assert_ne!(&field, NONE);
            prop_assert_eq!(words(&field), Some(text));
        }
    }
}
