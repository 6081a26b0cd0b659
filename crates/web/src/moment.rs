//! Moments in Vietnam, from seconds since the epoch.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// The local time of a moment; the first of all days for one that no calendar has.
pub(crate) fn local(at: i64) -> DateTime {
    let at = Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH);
    Offset::constant(7).to_datetime(at)
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn vietnam_is_seven_hours_ahead() {
        assert_eq!(local(1_787_191_200).to_string(), "2026-08-20T09:00:00");
    }
}
