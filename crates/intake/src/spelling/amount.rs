//! Amounts of money in whole dong.

use crate::code::Code;
use crate::text::nfc;

/// Above this an amount is a slip; a thousand of them still add up in 64 bits.
const MOST: i64 = 1_000_000_000_000_000;

/// Units that may stand behind an amount, in lower case.
const UNITS: [&str; 5] = ["đồng", "vnđ", "vnd", "đ", "₫"];

/// An amount: digits, in groups of three or not, with the unit or not; an empty text is 0.
pub(crate) fn amount(text: &str) -> Result<i64, Code> {
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let value = if plain { whole(text) } else { spelled(text) };
    value.filter(|value| *value <= MOST).ok_or(Code::BadAmount)
}

/// Digits as a number; one that fits no 64 bits is none.
fn whole(digits: &str) -> Option<i64> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits {
        "" => Some(0),
        digits if plain => digits.parse().ok(),
        _ => None,
    }
}

fn spelled(text: &str) -> Option<i64> {
    let lower = nfc(text).to_lowercase();
    let unit = UNITS.iter().find_map(|unit| lower.strip_suffix(unit));
    let digits = unit.unwrap_or(&lower).trim_end();
    let ungrouped = without_empty_fraction(digits);
    if !digits.is_empty() && ungrouped.bytes().all(|byte| byte.is_ascii_digit()) {
        return whole(ungrouped);
    }
    grouped(digits)
}

/// `150000.00`, as a decimal type prints it, is a whole amount; no group of three ends like this.
fn without_empty_fraction(digits: &str) -> &str {
    let ends = [".00", ".0", ",00", ",0"];
    ends.iter()
        .find_map(|end| digits.strip_suffix(end))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(digits)
}

/// `1.000.000`: one separator throughout, groups of three behind it.
fn grouped(digits: &str) -> Option<i64> {
    let separator =
        digits.chars().find(|c| matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}'))?;
    let mut groups = digits.split(separator);
    let first = groups.next().filter(|group| (1..=3).contains(&group.len()))?;
    let start = first.parse::<u16>().ok().filter(|_| whole(first).is_some())?;
    groups.try_fold(i64::from(start), |sum, group| {
        let group = (group.len() == 3).then(|| whole(group)).flatten()?;
        sum.checked_mul(1000)?.checked_add(group)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("", 0)]
    #[case("0", 0)]
    #[case("1000000", 1_000_000)]
    #[case("1.000.001", 1_000_001)]
    #[case("1,000,002", 1_000_002)]
    #[case("1.000.003đ", 1_000_003)]
    #[case("1 000 004 VND", 1_000_004)]
    #[case("15.005 đồng", 15_005)]
    #[case("15006 VNĐ", 15_006)]
    #[case("15007 đo\u{302}\u{300}ng", 15_007)]
    #[case("20\u{a0}008 ₫", 20_008)]
    #[case("150009.00", 150_009)]
    #[case("1000000000000000", 1_000_000_000_000_000)]
    fn amounts(#[case] text: &str, #[case] expect: i64) {
        assert_eq!(amount(text), Ok(expect));
    }

    #[rstest]
    #[case("-1")]
    #[case("-1.000")]
    #[case("1.5")]
    #[case("1.0000")]
    #[case("1.000,000")]
    #[case("1000.000")]
    #[case("1..000")]
    #[case(".000")]
    #[case("+100.000")]
    #[case("1e6")]
    #[case("đ")]
    #[case("miễn phí")]
    #[case("100 USD")]
    #[case("1000000000000001")]
    #[case("99999999999999999999")]
    #[case("999.999.999.999.999.999.999")]
    fn no_amounts(#[case] text: &str) {
        assert_eq!(amount(text), Err(Code::BadAmount));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}", digits in "[0-9., đ-]{0,30}") {
            let _ = (amount(&text), amount(&digits));
        }
    }
}
