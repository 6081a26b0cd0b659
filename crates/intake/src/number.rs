//! Numbers as people write them: counts without separators, decimals with a point or a comma.

use rust_decimal::Decimal;

use crate::code::Code;
use crate::limits;

/// Decimal mark. One file uses one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Point,
    Comma,
}

/// A count: digits only.
pub(crate) fn count(text: &[u8]) -> Result<i64, Code> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Err(not_a_count(text));
    }
    let significant = text.iter().position(|b| *b != b'0').map_or(&[][..], |at| &text[at..]);
    if significant.len() > 16 {
        return Err(Code::CountTooLarge);
    }
    let value = significant.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    if value <= limits::COUNT { Ok(value) } else { Err(Code::CountTooLarge) }
}

/// What is wrong with a count that is not digits only.
fn not_a_count(text: &[u8]) -> Code {
    if let Some(positive) = text.strip_prefix(b"-").or(text.strip_prefix("−".as_bytes()))
        && count(positive).is_ok()
    {
        return Code::NegativeCount;
    }
    if has_thousands(text) {
        return Code::ThousandsSeparator;
    }
    if decimal(text).is_ok() { Code::NotWhole } else { Code::BadNumber }
}

/// A decimal with the mark it uses, if it uses one. The printed scale is kept.
pub(crate) fn decimal(text: &[u8]) -> Result<(Decimal, Option<Mark>), Code> {
    let (negative, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let mut value: i64 = 0;
    let mut mark = None;
    let mut scale = 0;
    if digits.len() > limits::DECIMAL_DIGITS + 1 {
        return Err(not_a_decimal(text));
    }
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value.saturating_mul(10).saturating_add(i64::from(byte - b'0'));
                scale += u32::from(mark.is_some());
            }
            b'.' if mark.is_none() => mark = Some(Mark::Point),
            b',' if mark.is_none() => mark = Some(Mark::Comma),
            _ => return Err(not_a_decimal(text)),
        }
    }
    let marks = u32::from(mark.is_some());
    let whole = digits.len() - scale as usize - marks as usize;
    if whole == 0
        || (mark.is_some() && scale == 0)
        || whole + scale as usize > limits::DECIMAL_DIGITS
    {
        return Err(Code::BadNumber);
    }
    Ok((Decimal::new(if negative { -value } else { value }, scale), mark))
}

fn not_a_decimal(text: &[u8]) -> Code {
    if has_thousands(text) { Code::ThousandsSeparator } else { Code::BadNumber }
}

/// Whether the text is digits in groups of three behind one to three digits, perhaps with decimals
/// behind another mark: `1.025`, `1 025`, `1.025,5`. A plain `1.234` is one too; whoever accepts
/// decimals has accepted it before asking.
fn has_thousands(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text.strip_prefix(b"-").unwrap_or(text)) else {
        return false;
    };
    let Some(separator) = text.chars().find(|c| !c.is_ascii_digit()) else { return false };
    if !matches!(separator, '.' | ',' | ' ' | '\'' | '\u{a0}' | '\u{202f}') {
        return false;
    }
    let other = if separator == ',' { '.' } else { ',' };
    let (whole, decimals) = text.split_once(other).unwrap_or((text, "0"));
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len())
        && digits(first)
        && digits(decimals)
        && groups.all(|group| group.len() == 3 && digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0", Ok(0))]
    #[case("1025", Ok(1025))]
    #[case("007", Ok(7))]
    #[case("1000000000000", Ok(1_000_000_000_000))]
    #[case("1000000000001", Err(Code::CountTooLarge))]
    #[case("99999999999999999999", Err(Code::CountTooLarge))]
    #[case("-5", Err(Code::NegativeCount))]
    #[case("−5", Err(Code::NegativeCount))]
    #[case("1.025", Err(Code::ThousandsSeparator))]
    #[case("1,025", Err(Code::ThousandsSeparator))]
    #[case("1 025", Err(Code::ThousandsSeparator))]
    #[case("1\u{a0}025", Err(Code::ThousandsSeparator))]
    #[case("1.025.300", Err(Code::ThousandsSeparator))]
    #[case("12.5", Err(Code::NotWhole))]
    #[case("12,0", Err(Code::NotWhole))]
    #[case("1e3", Err(Code::BadNumber))]
    #[case("+5", Err(Code::BadNumber))]
    #[case(" 5", Err(Code::BadNumber))]
    #[case("5 hồ sơ", Err(Code::BadNumber))]
    #[case("٣", Err(Code::BadNumber))]
    #[case("", Err(Code::BadNumber))]
    fn counts(#[case] text: &str, #[case] expect: Result<i64, Code>) {
        assert_eq!(count(text.as_bytes()), expect);
    }

    #[rstest]
    #[case("6", Ok("6"))]
    #[case("6.00", Ok("6.00"))]
    #[case("97,75", Ok("97.75"))]
    #[case("1.234", Ok("1.234"))]
    #[case("-0.5", Ok("-0.5"))]
    #[case("999999999999999999", Ok("999999999999999999"))]
    #[case("9999999999999999999", Err(Code::BadNumber))]
    #[case("0.000000000000000001", Err(Code::BadNumber))]
    #[case("1.025,5", Err(Code::ThousandsSeparator))]
    #[case("1,025.5", Err(Code::ThousandsSeparator))]
    #[case("1.025.300", Err(Code::ThousandsSeparator))]
    #[case("1 025", Err(Code::ThousandsSeparator))]
    #[case("12,", Err(Code::BadNumber))]
    #[case(".5", Err(Code::BadNumber))]
    #[case("-", Err(Code::BadNumber))]
    #[case("98 %", Err(Code::BadNumber))]
    #[case("1e2", Err(Code::BadNumber))]
    #[case("NaN", Err(Code::BadNumber))]
    fn decimals(#[case] text: &str, #[case] expect: Result<&str, Code>) {
        let read = decimal(text.as_bytes()).map(|(value, _)| value.to_string());
        assert_eq!(read, expect.map(str::to_owned));
    }
}
