//! Vietnamese and English: the words of `lang/*.ftl`, numbers and dates as each language writes them.
//!
//! Every sentence a person reads stands in both files; a test compares their keys.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

use crate::agency::Level;
use crate::figure::State;
use crate::period::Period;
use crate::rulebook::Text;
use crate::sheet::COUNTED;

/// Language of what people read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

type Bundle = FluentBundle<FluentResource>;

static VI: LazyLock<Bundle> = LazyLock::new(|| bundle("vi", include_str!("../lang/vi.ftl")));
static EN: LazyLock<Bundle> = LazyLock::new(|| bundle("en", include_str!("../lang/en.ftl")));

#[expect(clippy::expect_used, reason = "both files are part of the binary and tested")]
fn bundle(code: &str, text: &str) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![code.parse().expect("language code")]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).expect("lang/*.ftl");
    bundle.add_resource(resource).expect("keys of lang/*.ftl are unique");
    bundle
}

impl Lang {
    /// Code of the language.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The sentence or word of a key. An unknown key shows itself, so that nothing is lost.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// The sentence of a key with its arguments filled in.
    #[must_use]
    pub fn text_with(self, key: &str, arguments: &[(&str, &str)]) -> String {
        let bundle: &Bundle = match self {
            Self::Vi => &VI,
            Self::En => &EN,
        };
        let pattern = bundle.get_message(key).and_then(|message| message.value());
        let mut filled = FluentArgs::new();
        for (name, value) in arguments {
            filled.set(*name, *value);
        }
        match pattern {
            Some(pattern) => bundle.format_pattern(pattern, Some(&filled), &mut Vec::new()).into(),
            None => key.to_owned(),
        }
    }

    /// The side of a bilingual text.
    #[must_use]
    pub fn pick(self, text: &Text) -> &str {
        match self {
            Self::Vi => &text.vi,
            Self::En => &text.en,
        }
    }

    /// A decimal with all its decimals: `1.234,56` or `1,234.56`.
    #[must_use]
    pub fn decimal(self, value: Decimal) -> String {
        let (thousands, point) = match self {
            Self::Vi => ('.', ','),
            Self::En => (',', '.'),
        };
        let plain = value.abs().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut out = String::new();
        if value.is_sign_negative() && !value.is_zero() {
            out.push('-');
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                out.push(thousands);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(point);
            out.push_str(fraction);
        }
        out
    }

    /// A count with thousands separators.
    #[must_use]
    pub fn integer(self, value: i64) -> String {
        self.decimal(Decimal::from(value))
    }

    /// A change with its sign: `+0,50`, `-0,38`, and no sign for none.
    #[must_use]
    pub fn signed(self, value: Decimal) -> String {
        let plus = if value.is_sign_positive() && !value.is_zero() { "+" } else { "" };
        format!("{plus}{}", self.decimal(value))
    }

    /// `dd/MM/yyyy` in both languages: readers share documents.
    #[must_use]
    pub fn date(self, date: Date) -> String {
        format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
    }

    /// Who says a figure: names stay as they are, what chiso counted itself is said in words.
    #[must_use]
    pub fn source(self, name: &str) -> String {
        match name {
            COUNTED => self.text("source-counted"),
            name => name.to_owned(),
        }
    }

    /// A date, with the time of day where it is known (not midnight).
    #[must_use]
    pub fn moment(self, at: DateTime) -> String {
        let date = self.date(at.date());
        if at.hour() == 0 && at.minute() == 0 {
            return date;
        }
        format!("{:02}:{:02} {date}", at.hour(), at.minute())
    }

    /// A period: `tháng 8/2026`, `quý III/2026`, `năm 2026`, `01/07/2026 – 15/07/2026`.
    #[must_use]
    pub fn period(self, period: Period) -> String {
        match period {
            Period::Month { year, month } => self.text_with(
                "period-month",
                &[("month", &month.to_string()), ("year", &year.to_string())],
            ),
            Period::Quarter { year, quarter } => {
                let roman = ["I", "II", "III", "IV"][usize::try_from(quarter - 1).unwrap_or(0) % 4];
                self.text_with("period-quarter", &[("quarter", roman), ("year", &year.to_string())])
            }
            Period::Year { year } => self.text_with("period-year", &[("year", &year.to_string())]),
            Period::Range { first, last } => {
                format!("{} – {}", self.date(first), self.date(last))
            }
        }
    }

    /// Name of a level.
    #[must_use]
    pub fn level(self, level: Level) -> String {
        self.text(&format!("level-{}", level.code()))
    }

    /// Name of a state.
    #[must_use]
    pub fn state(self, state: State) -> String {
        self.text(&format!("state-{}", state.code()))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "vi" => Ok(Self::Vi),
            "en" => Ok(Self::En),
            _ => Err(format!("'{text}' is not a language: vi or en")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        let (vi, en) = (include_str!("../lang/vi.ftl"), include_str!("../lang/en.ftl"));
        assert_eq!(keys(vi), keys(en));
        for key in keys(vi) {
            assert_ne!(Lang::Vi.text(key), key);
            assert_ne!(Lang::En.text(key), key);
        }
    }

    #[test]
    fn numbers_and_dates_are_written_as_people_write_them() {
        let number: Decimal = "-1234567.50".parse().unwrap();
        assert_eq!(Lang::Vi.decimal(number), "-1.234.567,50");
        assert_eq!(Lang::En.decimal(number), "-1,234,567.50");
        assert_eq!(Lang::Vi.integer(184_513), "184.513");
        assert_eq!(Lang::Vi.signed("0.10".parse().unwrap()), "+0,10");
        assert_eq!(Lang::Vi.signed("0.00".parse().unwrap()), "0,00");
        let at: DateTime = "2023-08-31T16:30:00".parse().unwrap();
        assert_eq!(Lang::Vi.moment(at), "16:30 31/08/2023");
        assert_eq!(Lang::Vi.period("2026-Q3".parse().unwrap()), "quý III/2026");
        assert_eq!(Lang::Vi.period("2026-08".parse().unwrap()), "tháng 8/2026");
    }
}
