//! Days and times as files write them.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, civil::Time};

/// `yyyy-mm-dd`, exactly.
pub(crate) fn day(text: &str) -> Option<Date> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain.then(|| text.parse().ok()).flatten()
}

/// A day, or a day and a time to the minute or second, with `T` or a space between. A day alone
/// means its midnight.
pub(crate) fn as_of(text: &str) -> Option<DateTime> {
    let (date, time) = match text.split_once(['T', ' ']) {
        None => return day(text).map(|date| date.to_datetime(Time::midnight())),
        Some(parts) => parts,
    };
    let plain =
        matches!(time.len(), 5 | 8) && time.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let leap = time.get(6..) == Some("60");
    let time: Time = (plain && !leap).then(|| time.parse().ok()).flatten()?;
    Some(day(date)?.to_datetime(time))
}

/// When a collector says it captured an answer: a time with a zone (turned into Vietnam time), or
/// one without, taken as Vietnam time. Fractions of a second are dropped.
pub(crate) fn captured(text: &str) -> Option<DateTime> {
    let zoned = text.parse::<Timestamp>().ok().map(|at| Offset::constant(7).to_datetime(at));
    let local = || as_of(text.split_once('.').map_or(text, |(seconds, _)| seconds));
    let at = zoned.or_else(local)?;
    at.with().subsec_nanosecond(0).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-09-26", Some("2026-09-26T00:00:00"))]
    #[case("2026-09-26T16:30", Some("2026-09-26T16:30:00"))]
    #[case("2026-09-26 16:30:05", Some("2026-09-26T16:30:05"))]
    #[case("2026-02-30", None)]
    #[case("26/09/2026", None)]
    #[case("2026-9-6", None)]
    #[case("2026-09-26T", None)]
    #[case("2026-09-26T24:00", None)]
    #[case("2026-09-26T16:30:60", None)]
    #[case("2026-09-26T16:30:05Z", None)]
    #[case("20260926", None)]
    fn moments(#[case] text: &str, #[case] expect: Option<&str>) {
        assert_eq!(as_of(text).map(|at| at.to_string()).as_deref(), expect);
    }

    #[rstest]
    #[case("2026-09-25T23:30:00Z", Some("2026-09-26T06:30:00"))]
    #[case("2026-09-26T06:30:00.123+07:00", Some("2026-09-26T06:30:00"))]
    #[case("2026-09-26T06:30:00.5", Some("2026-09-26T06:30:00"))]
    #[case("2026-09-26 06:30", Some("2026-09-26T06:30:00"))]
    #[case("yesterday", None)]
    fn captures(#[case] text: &str, #[case] expect: Option<&str>) {
        assert_eq!(captured(text).map(|at| at.to_string()).as_deref(), expect);
    }
}
