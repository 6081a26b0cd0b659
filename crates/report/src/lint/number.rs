//! Numbers as documents print them, in sentences and in cells.

use rust_decimal::Decimal;

/// A number as it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The number, with its sign.
    pub value: Decimal,
    /// Decimals printed.
    pub digits: u32,
    /// How it is written.
    pub style: Style,
    /// Whether a sign stands before it.
    pub signed: bool,
    /// Whether a percent sign stands after it.
    pub percent: bool,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `1277`
    Whole,
    /// `1.277`
    Grouped,
    /// `12,58`
    Comma,
    /// `12.58`
    Point,
}

/// What a point between digits means where it could mean both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    /// `1.277` is one thousand two hundred and seventy-seven.
    Vietnamese,
    /// `1.277` is a little more than one.
    English,
}

/// Digits before and after the comma that a figure may have; longer ones are codes.
const WHOLE: usize = 12;
const DECIMALS: usize = 6;

impl Number {
    /// Half of the last printed unit: what rounding can hide.
    pub fn half(&self) -> Decimal {
        Decimal::new(5, self.digits + 1)
    }

    /// The unit of the last printed digit.
    pub fn unit(&self) -> Decimal {
        Decimal::new(1, self.digits)
    }

    /// Whether it has no decimals, no percent sign and is not below zero: what a count looks like.
    pub fn is_count(&self) -> bool {
        self.digits == 0 && !self.percent && !self.signed
    }
}

/// Reads a whole text as one number: `1.277`, `+12,58`, `- 3`, `97,1 %`.
pub fn number(text: &str, locale: Locale) -> Option<Number> {
    let (text, percent) = match text.trim().strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (text.trim(), false),
    };
    let (text, sign) = match text.chars().next() {
        Some('+') => (&text[1..], Some(false)),
        Some(dash) if is_minus(dash) => (&text[dash.len_utf8()..], Some(true)),
        _ => (text, None),
    };
    let (mut value, digits, style) = digits(text.trim_start(), locale)?;
    if sign == Some(true) {
        value.set_sign_negative(!value.is_zero());
    }
    Some(Number { value, digits, style, signed: sign.is_some(), percent })
}

/// Reads `181/187`.
pub fn fraction(text: &str, locale: Locale) -> Option<(Number, Number)> {
    let (left, right) = text.split_once('/')?;
    let sides = (number(left, locale)?, number(right, locale)?);
    (!sides.0.signed && !sides.1.signed && !sides.0.percent && !sides.1.percent).then_some(sides)
}

/// A hyphen, a minus sign or a dash.
pub fn is_minus(c: char) -> bool {
    matches!(c, '-' | '−' | '–')
}

fn digits(text: &str, locale: Locale) -> Option<(Decimal, u32, Style)> {
    let plain = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.chars().all(plain) {
        return None;
    }
    let (whole, decimals, style) = parts(text, locale)?;
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    if whole.len() > WHOLE || decimals.len() > DECIMALS {
        return None;
    }
    let mantissa: i64 = format!("{whole}{decimals}").parse().ok()?;
    let digits = u32::try_from(decimals.len()).ok()?;
    Some((Decimal::new(mantissa, digits), digits, style))
}

/// Splits at the mark before the decimals.
fn parts(text: &str, locale: Locale) -> Option<(&str, &str, Style)> {
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let cut = |mark, style| {
        let (whole, decimals) = text.rsplit_once(mark)?;
        let fits = !decimals.is_empty() && (!whole.contains(['.', ',']) || grouped(whole));
        fits.then_some((whole, decimals, style))
    };
    match (points, commas) {
        (0, 0) => Some((text, "", Style::Whole)),
        (0, 1) => cut(',', Style::Comma),
        (1, 0) if locale == Locale::English || !grouped(text) => cut('.', Style::Point),
        (_, 0) | (0, _) => grouped(text).then_some((text, "", Style::Grouped)),
        _ if text.rfind(',') > text.rfind('.') => cut(',', Style::Comma),
        _ => cut('.', Style::Point),
    }
}

/// Whether the marks part groups of three: `12.345.678`, but not `0.600` and `65.9`.
fn grouped(text: &str) -> bool {
    let mut groups = text.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let one_mark = !(text.contains('.') && text.contains(','));
    one_mark
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3)
}

/// What a sentence shows at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A number.
    Number(Number),
    /// `a/b`: points of a maximum, a rank of so many, done of all.
    Fraction(Number, Number),
}

/// A number in a sentence, with the bytes it takes; a percent sign belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub shown: Shown,
    /// First byte, the sign included.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Token {
    /// The number, unless it is a fraction.
    pub fn number(&self) -> Option<Number> {
        if let Shown::Number(number) = self.shown { Some(number) } else { None }
    }

    /// The sides, if it is a fraction.
    pub fn fraction(&self) -> Option<(Number, Number)> {
        if let Shown::Fraction(left, right) = self.shown { Some((left, right)) } else { None }
    }

    /// The number, if a percent sign stands after it.
    pub fn percent(&self) -> Option<Number> {
        self.number().filter(|number| number.percent)
    }
}

/// Words before a number that make it a date, a name or a place in a text instead of a figure.
const NAMING: [&str; 15] = [
    "tháng", "năm", "ngày", "quý", "điều", "khoản", "mục", "số", "cấp", "chương", "biểu", "bảng",
    "sipas", "bản", "tuần",
];

/// The figures of a sentence in lower case, from left to right. Dates, times, numbers of documents, codes and addresses are none.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_digit(text, from) {
        let end = run(text, start);
        let (token, next) = token(text, start, end);
        found.extend(token);
        from = next.max(end);
    }
    found
}

/// The next digit that no letter, digit or sign of a code stands before.
fn next_digit(text: &str, from: usize) -> Option<usize> {
    let mut behind = text[..from].chars().rev();
    let (mut before, mut earlier) = (behind.next(), behind.next());
    for (at, c) in text[from..].char_indices() {
        let clock = before == Some(':') && earlier.is_some_and(|c| c.is_ascii_digit());
        let inside =
            before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ',' | '/'));
        if c.is_ascii_digit() && !inside && !clock {
            return Some(from + at);
        }
        (earlier, before) = (before, Some(c));
    }
    None
}

/// The end of the digits, points and commas that begin at `start`; the last one is a digit.
fn run(text: &str, start: usize) -> usize {
    let plain = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let length = text[start..].find(|c| !plain(c)).unwrap_or(text.len() - start);
    start + text[start..start + length].trim_end_matches(['.', ',']).len()
}

fn token(text: &str, start: usize, end: usize) -> (Option<Token>, usize) {
    let rest = &text[end..];
    let slash = rest.trim_start().strip_prefix('/').map(|after| text.len() - after.len());
    if let Some(after) = slash.filter(|after| *after - end <= 2) {
        return over(text, start, end, after);
    }
    if rest.starts_with(|c: char| c.is_alphabetic() || c == '_')
        || named(text, start)
        || timed(rest)
    {
        return (None, end);
    }
    let percent = rest.trim_start().strip_prefix('%').map(|after| text.len() - after.len());
    let stop = percent.filter(|stop| *stop - end <= 3).unwrap_or(end);
    let (from, negative) = sign(text, start);
    let Some((mut value, digits, style)) = digits(&text[start..end], Locale::Vietnamese) else {
        return (None, end);
    };
    value.set_sign_negative(negative == Some(true) && !value.is_zero());
    let number = Number { value, digits, style, signed: negative.is_some(), percent: stop > end };
    (Some(Token { shown: Shown::Number(number), start: from, end: stop }), stop)
}

/// `a/b`; dates, months and numbers of documents have slashes too.
fn over(text: &str, start: usize, end: usize, after: usize) -> (Option<Token>, usize) {
    if !text[after..].starts_with(|c: char| c.is_ascii_digit()) {
        return (None, after);
    }
    let stop = run(text, after);
    if text[stop..].trim_start().starts_with('/') {
        let rest = text[stop..].find('/').map_or(stop, |at| run(text, stop + at + 1));
        return (None, rest);
    }
    let sides = (
        digits(&text[start..end], Locale::Vietnamese),
        digits(&text[after..stop], Locale::Vietnamese),
    );
    let (Some(left), Some(right)) = sides else {
        return (None, stop);
    };
    let year = right.1 == 0 && (1990..2100).contains(&right.0.mantissa()) && stop - after == 4;
    let month = year && left.1 == 0 && left.0 <= Decimal::from(12) && left.2 == Style::Whole;
    if month || named(text, start) || text[stop..].starts_with(|c: char| c.is_alphabetic()) {
        return (None, stop);
    }
    let side =
        |(value, digits, style)| Number { value, digits, style, signed: false, percent: false };
    (Some(Token { shown: Shown::Fraction(side(left), side(right)), start, end: stop }), stop)
}

/// A sign right before the digits that no word stands before.
fn sign(text: &str, start: usize) -> (usize, Option<bool>) {
    let mut before = text[..start].chars().rev();
    let negative = match before.next() {
        Some('+') => false,
        Some(c) if is_minus(c) => true,
        _ => return (start, None),
    };
    if before.next().is_some_and(|c| !c.is_whitespace() && c != '(') {
        return (start, None);
    }
    let width = text[..start].chars().next_back().map_or(0, char::len_utf8);
    (start - width, Some(negative))
}

/// Whether the word before makes it a name.
fn named(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    before.len() < start && NAMING.contains(&word)
}

/// Whether it is a time of day.
fn timed(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with("giờ")
        || rest.starts_with("phút")
        || rest.starts_with(':') && rest[1..].starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1.277", "1277", 0, Style::Grouped)]
    #[case("1277", "1277", 0, Style::Whole)]
    #[case("12,58", "12.58", 2, Style::Comma)]
    #[case("65.9", "65.9", 1, Style::Point)]
    #[case("0.600", "0.600", 3, Style::Point)]
    #[case("1.234,56", "1234.56", 2, Style::Comma)]
    #[case("1,234.56", "1234.56", 2, Style::Point)]
    #[case("-0,38", "-0.38", 2, Style::Comma)]
    #[case("− 175", "-175", 0, Style::Whole)]
    #[case("675.064", "675064", 0, Style::Grouped)]
    fn numbers_of_a_document(
        #[case] text: &str,
        #[case] value: &str,
        #[case] digits: u32,
        #[case] style: Style,
    ) {
        let read = number(text, Locale::Vietnamese).unwrap();
        assert_eq!(
            (read.value.to_string(), read.digits, read.style),
            (value.to_owned(), digits, style)
        );
    }

    #[rstest]
    #[case("")]
    #[case("a1")]
    #[case("1a")]
    #[case("1..2")]
    #[case(",5")]
    #[case("1.23.456")]
    #[case("1234567890123")]
    #[case("Giữ nguyên")]
    fn what_is_no_number(#[case] text: &str) {
        assert_eq!(number(text, Locale::Vietnamese), None);
    }

    #[test]
    fn a_point_means_what_the_table_says() {
        let of = |locale| number("19.868", locale).unwrap().value.to_string();
        assert_eq!([of(Locale::Vietnamese), of(Locale::English)], ["19868", "19.868"]);
    }

    /// What a sentence shows, in short.
    fn shown(text: &str) -> Vec<String> {
        let side = |n: Number| {
            format!(
                "{}{}{}",
                if n.signed { "±" } else { "" },
                n.value,
                if n.percent { "%" } else { "" }
            )
        };
        let one = |token: &Token| match token.shown {
            Shown::Number(number) => side(number),
            Shown::Fraction(left, right) => format!("{}/{}", left.value, right.value),
        };
        tokens(&text.to_lowercase()).iter().map(one).collect()
    }

    #[rstest]
    #[case("Tổng số điểm đạt 46,76/100 điểm, xếp hạng 48/63 tỉnh", &["46.76/100", "48/63"])]
    #[case("234 TTHC (đạt 13,19 %).", &["234", "13.19%"])]
    #[case("Kế hoạch số 572/KH-UBND ngày 08/9/2022, Quyết định 766/QĐ-TTg", &[])]
    #[case("Số: 364 /BC-UBND ngày 15 tháng 8 năm 2024", &[])]
    #[case("hoàn thành lúc 16 giờ 30 phút ngày 31/8/2023 (15:40)", &[])]
    #[case("trong tháng 8/2023, quý I/2021, tháng 11 năm 2023", &[])]
    #[case("tăng +0,5 (-3) so với 4-5", &["±0.5", "±-3", "4", "5"])]
    #[case("đồng bộ: 1.025 (100%). Xong", &["1025", "100%"])]
    #[case("https://dichvucong.gov.vn/p9 H03.Q058", &[])]
    fn figures_of_a_sentence(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(shown(text), expected);
    }
}
