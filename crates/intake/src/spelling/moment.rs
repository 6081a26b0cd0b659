//! Moments, Vietnam time where no zone is written.

use chiso_scoring::dossier::{EARLIEST, LATEST, Seconds};

use crate::code::Code;

/// Vietnam is seven hours ahead, the whole year.
const VIETNAM: Seconds = 7 * 3600;

/// A moment in any of the known spellings; empty, `null` and zeros only mean none.
pub(crate) fn moment(text: &str) -> Result<Option<Seconds>, Code> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if bytes.iter().all(|byte| *byte == b'0') || text.eq_ignore_ascii_case("null") {
        return Ok(None);
    }
    let at = read(bytes).ok_or(Code::BadMoment)?;
    if (EARLIEST..LATEST).contains(&at) { Ok(Some(at)) } else { Err(Code::MomentOutOfRange) }
}

fn read(bytes: &[u8]) -> Option<Seconds> {
    if matches!(bytes.len(), 8 | 12 | 14) && bytes.iter().all(u8::is_ascii_digit) {
        return compact(bytes);
    }
    let (date, rest) = bytes.split_at_checked(10)?;
    let days = match (date[4], date[7], date[2], date[5]) {
        (b'-', b'-', ..) => days(number(&date[..4])?, number(&date[5..7])?, number(&date[8..])?)?,
        (.., b'/', b'/') => days(number(&date[6..])?, number(&date[3..5])?, number(&date[..2])?)?,
        _ => return None,
    };
    let (clock, offset) = match rest {
        [] => (0, VIETNAM),
        [b'T' | b't' | b' ', time @ ..] => time_and_zone(time)?,
        _ => return None,
    };
    Some(days * 86_400 + clock - offset)
}

/// `yyyyMMdd`, with `HHmm` or `HHmmss` behind it.
fn compact(bytes: &[u8]) -> Option<Seconds> {
    let days = days(number(&bytes[..4])?, number(&bytes[4..6])?, number(&bytes[6..8])?)?;
    let part = |at: usize| bytes.get(at..at + 2).map_or(Some(0), number);
    Some(days * 86_400 + clock(part(8)?, part(10)?, part(12)?)? - VIETNAM)
}

/// `HH:mm`, `HH:mm:ss`, a fraction (dropped), and a zone; gives the seconds of the day and the offset.
fn time_and_zone(bytes: &[u8]) -> Option<(Seconds, Seconds)> {
    let (hour, minute, rest) = match bytes {
        [a, b, b':', c, d, rest @ ..] => (number(&[*a, *b])?, number(&[*c, *d])?, rest),
        _ => return None,
    };
    let (second, rest) = match rest {
        [b':', a, b, rest @ ..] => (number(&[*a, *b])?, without_fraction(rest)?),
        rest => (0, rest),
    };
    Some((clock(hour, minute, second)?, zone(rest)?))
}

fn without_fraction(bytes: &[u8]) -> Option<&[u8]> {
    let [b'.' | b',', fraction @ ..] = bytes else { return Some(bytes) };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 { None } else { fraction.get(digits..) }
}

fn zone(bytes: &[u8]) -> Option<Seconds> {
    let (sign, hour, minute) = match bytes {
        [] => return Some(VIETNAM),
        [b'Z' | b'z'] => return Some(0),
        [sign, a, b] => (sign, number(&[*a, *b])?, 0),
        [sign, a, b, c, d] | [sign, a, b, b':', c, d] => {
            (sign, number(&[*a, *b])?, number(&[*c, *d])?)
        }
        _ => return None,
    };
    let offset = (hour <= 14 && minute < 60).then_some(hour * 3600 + minute * 60)?;
    match sign {
        b'+' => Some(offset),
        b'-' => Some(-offset),
        _ => None,
    }
}

fn clock(hour: i64, minute: i64, second: i64) -> Option<Seconds> {
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

/// Days since 1/1/1970 of a date that exists, counted from 1 March, so that the leap day is last.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 || day > month_days(year, month) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
            - 719_468,
    )
}

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn number(bytes: &[u8]) -> Option<i64> {
    let next =
        |sum: i64, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0'));
    bytes.iter().try_fold(0, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use jiff::tz::Offset;
    use proptest::prelude::*;
    use rstest::rstest;

    fn read_as(text: &str) -> Result<Option<String>, Code> {
        let local = |at| Offset::constant(7).to_datetime(Timestamp::from_second(at).unwrap());
        moment(text).map(|at| at.map(|at| local(at).to_string()))
    }

    #[rstest]
    #[case("20260826073015", "2026-08-26T07:30:15")]
    #[case("202608260731", "2026-08-26T07:31:00")]
    #[case("20260826", "2026-08-26T00:00:00")]
    #[case("2026-08-26 07:32:16", "2026-08-26T07:32:16")]
    #[case("2026-08-27", "2026-08-27T00:00:00")]
    #[case("2026-06-08T07:47:28.329", "2026-06-08T07:47:28")]
    #[case("2026-06-08T07:47:29", "2026-06-08T07:47:29")]
    #[case("2026-06-08T07:48", "2026-06-08T07:48:00")]
    #[case("2026-06-08T00:47:30Z", "2026-06-08T07:47:30")]
    #[case("2026-06-08T00:47:31.5+00:00", "2026-06-08T07:47:31")]
    #[case("2026-06-08T07:47:32+0700", "2026-06-08T07:47:32")]
    #[case("2026-06-07T19:47:33-05", "2026-06-08T07:47:33")]
    #[case("26/08/2026 07:33:17", "2026-08-26T07:33:17")]
    #[case("26/08/2026 07:34", "2026-08-26T07:34:00")]
    #[case("28/08/2026", "2026-08-28T00:00:00")]
    #[case(" 29/02/2024 ", "2024-02-29T00:00:00")]
    #[case("01/01/2000", "2000-01-01T00:00:00")]
    #[case("20591231235959", "2059-12-31T23:59:59")]
    fn every_spelling_gives_its_moment(#[case] text: &str, #[case] expect: &str) {
        assert_eq!(read_as(text), Ok(Some(expect.to_owned())));
    }

    #[rstest]
    #[case("")]
    #[case("  ")]
    #[case("00000000000000")]
    #[case("00000000")]
    #[case("0")]
    #[case("null")]
    fn nothing_is_said(#[case] text: &str) {
        assert_eq!(moment(text), Ok(None));
    }

    #[rstest]
    #[case("20260230073015", Code::BadMoment)]
    #[case("30/02/2026", Code::BadMoment)]
    #[case("29/02/2025", Code::BadMoment)]
    #[case("31/04/2026", Code::BadMoment)]
    #[case("2026-13-01", Code::BadMoment)]
    #[case("2026-00-10", Code::BadMoment)]
    #[case("2026-08-00", Code::BadMoment)]
    #[case("20260826240000", Code::BadMoment)]
    #[case("2026-08-26 07:60:00", Code::BadMoment)]
    #[case("2026-08-26 07:30:60", Code::BadMoment)]
    #[case("2026-08-26T07:30:15.", Code::BadMoment)]
    #[case("2026-08-26T07:30:15+15:00", Code::BadMoment)]
    #[case("2026-08-26T", Code::BadMoment)]
    #[case("2026-08-26x07:30", Code::BadMoment)]
    #[case("2026/08/26", Code::BadMoment)]
    #[case("26-08-2026", Code::BadMoment)]
    #[case("2026082607", Code::BadMoment)]
    #[case("1756168215", Code::BadMoment)]
    #[case("hôm qua", Code::BadMoment)]
    #[case("ngày mưa gió", Code::BadMoment)]
    #[case("99991231235959", Code::MomentOutOfRange)]
    #[case("01/01/2060", Code::MomentOutOfRange)]
    #[case("31/12/1999 23:59:59", Code::MomentOutOfRange)]
    #[case("0001-01-01T00:00:00", Code::MomentOutOfRange)]
    fn no_moment(#[case] text: &str, #[case] expect: Code) {
        assert_eq!(moment(text), Err(expect));
    }

    proptest! {
        #[test]
        fn the_calendar_is_jiffs(at in EARLIEST..LATEST) {
            let local = Offset::constant(7).to_datetime(Timestamp::from_second(at).unwrap());
            for format in ["%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S+07:00"] {
                prop_assert_eq!(moment(&local.strftime(format).to_string()), Ok(Some(at)));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", digits in "[0-9T:/+. -]{0,30}") {
            let _ = (moment(&text), moment(&digits));
        }
    }
}
