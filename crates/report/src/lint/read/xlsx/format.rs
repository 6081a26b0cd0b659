//! A number as the pattern of its cell prints it on a Vietnamese machine: `1.234,56`, `89,32%`, `12/09/2023`.

use chiso_scoring::round::half_up_decimal;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

/// Decimals of a number without a pattern: as many as fit a cell.
const GENERAL: u32 = 9;
/// Most decimals that are printed.
const DECIMALS: usize = 15;

/// A cell's number in print.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Printed {
    /// As printed.
    pub text: String,
    /// Whether it is a day or a time, and so no number.
    pub is_moment: bool,
}

/// Prints a number.
pub(super) fn printed(pattern: &str, value: Decimal, from_1904: bool) -> Printed {
    let sections = sections(if pattern.is_empty() { "General" } else { pattern });
    let (section, signed) = chosen(&sections, value);
    let text = match Shape::of(section) {
        Shape::Moment(parts) => {
            let text = parts.print(value, from_1904);
            return Printed { text: text.unwrap_or_else(|| general(value)), is_moment: true };
        }
        Shape::Plain => general(value),
        Shape::Number(number) => number.print(value, signed),
    };
    Printed { text, is_moment: false }
}

/// The shortest form of a number.
pub(super) fn general(value: Decimal) -> String {
    half_up_decimal(value, GENERAL.min(value.scale())).normalize().to_string().replace('.', ",")
}

/// A letter of a pattern: one that stands for itself, or one that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    Itself(char),
    Meant(char),
}

/// The sections of a pattern, with quotation marks, escapes, colours and fillers resolved.
fn sections(pattern: &str) -> Vec<Vec<Letter>> {
    let mut sections = vec![Vec::new()];
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let Some(section) = sections.last_mut() else { break };
        match letter {
            '"' => section.extend(letters.by_ref().take_while(|l| *l != '"').map(Letter::Itself)),
            '\\' => section.extend(letters.next().map(Letter::Itself)),
            '_' => {
                letters.next();
                section.push(Letter::Itself(' '));
            }
            '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|l| *l != ']').collect();
                section.extend(bracket(&inside));
            }
            ';' => sections.push(Vec::new()),
            other => section.push(Letter::Meant(other)),
        }
    }
    sections
}

/// What stands in brackets: a currency is printed, a running time counts as one, colours and conditions are not.
fn bracket(inside: &str) -> Vec<Letter> {
    if let Some(currency) = inside.strip_prefix('$') {
        return currency.chars().take_while(|l| *l != '-').map(Letter::Itself).collect();
    }
    let is_time = !inside.is_empty() && inside.chars().all(|l| matches!(l, 'h' | 'm' | 's'));
    if is_time { vec![Letter::Meant('h')] } else { Vec::new() }
}

/// The section for a value, and whether a minus is printed before it.
fn chosen(sections: &[Vec<Letter>], value: Decimal) -> (&[Letter], bool) {
    let negative = value.is_sign_negative() && !value.is_zero();
    let at = match sections.len() {
        0 | 1 => 0,
        2 => usize::from(negative),
        _ if value.is_zero() => 2,
        _ => usize::from(negative),
    };
    (sections.get(at).map_or(&[], Vec::as_slice), negative && at == 0)
}

/// What a section prints.
enum Shape {
    Plain,
    Number(Number),
    Moment(Moment),
}

impl Shape {
    fn of(section: &[Letter]) -> Self {
        let meant = || {
            section.iter().filter_map(|letter| match letter {
                Letter::Meant(letter) => Some(letter.to_ascii_lowercase()),
                Letter::Itself(_) => None,
            })
        };
        let word: String = meant().collect();
        let moment = meant().any(|letter| matches!(letter, 'y' | 'd' | 'm' | 'h' | 's'));
        if word.contains("general") || word.contains('@') {
            Self::Plain
        } else if moment {
            Self::Moment(Moment::of(&word))
        } else if word.contains("e+") || word.contains('/') {
            // Powers of ten and fractions: the number says more than its pattern.
            Self::Plain
        } else {
            Self::Number(Number::of(section))
        }
    }
}

/// How a number is printed.
#[derive(Debug, Default)]
struct Number {
    before: String,
    after: String,
    /// Whether there is a place for digits at all.
    digits: bool,
    least: usize,
    decimals: usize,
    /// Decimals that are left out where they are 0.
    optional: usize,
    thousands: bool,
    /// Hundredfold for each `%`, a thousandth for each comma behind the digits.
    percents: usize,
    scaled: usize,
}

impl Number {
    fn of(section: &[Letter]) -> Self {
        let mut number = Self::default();
        let (mut point, mut commas) = (false, 0);
        for letter in section {
            match letter {
                Letter::Meant(place @ ('0' | '#' | '?')) => {
                    number.thousands |= commas > 0 && !point;
                    (number.digits, commas) = (true, 0);
                    number.place(*place, point);
                }
                Letter::Meant('.') => point = true,
                Letter::Meant(',') if number.digits => commas += 1,
                Letter::Meant(sign) | Letter::Itself(sign) => {
                    number.percents += usize::from(*letter == Letter::Meant('%'));
                    let text = if number.digits { &mut number.after } else { &mut number.before };
                    text.push(*sign);
                }
            }
        }
        number.scaled = commas;
        number
    }

    fn place(&mut self, place: char, point: bool) {
        if !point {
            self.least += usize::from(place == '0');
        } else if self.decimals < DECIMALS {
            self.decimals += 1;
            self.optional = if place == '0' { 0 } else { self.optional + 1 };
        }
    }

    fn print(&self, value: Decimal, signed: bool) -> String {
        if !self.digits {
            return self.before.trim().to_owned();
        }
        let Some(value) = self.value(value) else { return general(value) };
        let mut text =
            half_up_decimal(value, u32::try_from(self.decimals).unwrap_or(0)).to_string();
        for _ in 0..self.optional {
            text.truncate(text.strip_suffix('0').map_or(text.len(), str::len));
        }
        let (whole, part) =
            text.trim_end_matches('.').split_once('.').unwrap_or((text.trim_end_matches('.'), ""));
        let whole = if self.least == 0 && whole == "0" && !part.is_empty() { "" } else { whole };
        let whole = format!("{whole:0>least$}", least = self.least);
        let whole = if self.thousands { grouped(&whole) } else { whole };
        let part = if part.is_empty() { String::new() } else { format!(",{part}") };
        let minus = if signed { "-" } else { "" };
        format!("{minus}{}{whole}{part}{}", self.before, self.after)
    }

    /// The number without its sign, in the unit that is printed.
    fn value(&self, value: Decimal) -> Option<Decimal> {
        let mut value = value.abs();
        for _ in 0..self.percents {
            value = value.checked_mul(Decimal::ONE_HUNDRED)?;
        }
        for _ in 0..self.scaled {
            value = value.checked_div(Decimal::ONE_THOUSAND)?;
        }
        Some(value)
    }
}

fn grouped(whole: &str) -> String {
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Which parts of a moment are printed.
struct Moment {
    day: bool,
    year: bool,
    time: bool,
}

impl Moment {
    fn of(word: &str) -> Self {
        Self { day: word.contains('d'), year: word.contains('y'), time: word.contains('h') }
    }

    fn print(&self, value: Decimal, from_1904: bool) -> Option<String> {
        let at = moment(value, from_1904)?;
        let day = match (self.day, self.year) {
            (true, true) => at.strftime("%d/%m/%Y").to_string(),
            (true, false) => at.strftime("%d/%m").to_string(),
            (false, true) => at.strftime("%m/%Y").to_string(),
            (false, false) => String::new(),
        };
        let time = if self.time || day.is_empty() {
            at.strftime("%H:%M").to_string()
        } else {
            String::new()
        };
        Some(format!("{day} {time}").trim().to_owned())
    }
}

/// Days since the end of 1899 (or 1903), as workbooks count, with the day that 1900 never had.
fn moment(value: Decimal, from_1904: bool) -> Option<DateTime> {
    let first: Date =
        if from_1904 { Date::constant(1904, 1, 1) } else { Date::constant(1899, 12, 30) };
    let days = i32::try_from(value.floor()).ok()?;
    let seconds = value.fract().checked_mul(Decimal::from(86_400))?.round();
    let seconds = i64::try_from(seconds).ok()?;
    first.checked_add(days.days()).ok()?.at(0, 0, 0, 0).checked_add(seconds.seconds()).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("General", "46.76", "46,76")]
    #[case("General", "19933", "19933")]
    #[case("0", "669.5", "670")]
    #[case("0.00", "85.705", "85,71")]
    #[case("#,##0", "184513", "184.513")]
    #[case("#,##0.00", "-1234.5", "-1.234,50")]
    #[case("0.00%", "0.8932", "89,32%")]
    #[case("0%", "1", "100%")]
    #[case("#,##0.##", "1234.5", "1.234,5")]
    #[case("#,##0.##", "1234", "1.234")]
    #[case("+#,##0;-#,##0;0", "1366", "+1.366")]
    #[case("+#,##0;-#,##0;0", "-175", "-175")]
    #[case("+#,##0;-#,##0;\"Giữ nguyên\"", "0", "Giữ nguyên")]
    #[case("#,##0.00_);(#,##0.00)", "-7.4", "(7,40)")]
    #[case("[Red]0.0\" điểm\"", "15.12", "15,1 điểm")]
    #[case("#,##0\\ [$₫-42A]", "25000", "25.000 ₫")]
    #[case("#,##0,", "1273123", "1.273")]
    #[case("00", "7", "07")]
    #[case("#.00", "0.5", ",50")]
    #[case("0.00E+00", "12345", "12345")]
    #[case("dd/mm/yyyy", "45181", "12/09/2023")]
    #[case("[$-42A]dd/mm/yyyy;@", "45181", "12/09/2023")]
    #[case("dd/mm/yyyy hh:mm", "45181.75", "12/09/2023 18:00")]
    #[case("mm/yyyy", "45139", "08/2023")]
    #[case("@", "12.5", "12,5")]
    fn numbers_as_their_patterns_print_them(
        #[case] pattern: &str,
        #[case] value: &str,
        #[case] text: &str,
    ) {
        assert_eq!(printed(pattern, value.parse().unwrap(), false).text, text);
    }

    #[test]
    fn days_are_no_numbers_and_count_from_where_the_workbook_says() {
        let day = printed("dd/mm/yyyy", Decimal::from(43_719), true);
        assert_eq!(day, Printed { text: "12/09/2023".to_owned(), is_moment: true });
        assert!(!printed("0.0", Decimal::ONE, false).is_moment);
    }
}
