//! The thresholds of `rules/sources.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// When a source is late, silent, or sends less than usual. Times in seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// What comes within this time is one arrival.
    pub apart: i64,
    /// Arrivals kept of a source.
    pub arrivals: usize,
    /// With fewer gaps nothing is usual yet.
    pub least_gaps: usize,
    /// Usual gap while nothing is usual yet, in working time.
    pub stand_in: i64,
    /// When it is late.
    pub late: Limit,
    /// When it is silent.
    pub silent: Limit,
    /// Weeks that a day is compared with.
    pub weeks: i32,
    /// With fewer days to compare with nothing is usual yet.
    pub least_days: usize,
    /// Less than so many per cent of the usual is low.
    pub low_percent: i64,
}

/// A bound on silence: so many usual gaps, but at least so much working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Usual gaps.
    pub gaps: i64,
    /// Seconds of working time.
    pub least: i64,
}

impl Limit {
    /// The bound for a usual gap.
    #[must_use]
    pub fn after(self, gap: i64) -> i64 {
        gap.saturating_mul(self.gaps).max(self.least)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    silence: SilenceFile,
    volume: VolumeFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SilenceFile {
    apart_minutes: i64,
    arrivals: usize,
    least_gaps: usize,
    stand_in_hours: i64,
    late_gaps: i64,
    late_hours: i64,
    silent_gaps: i64,
    silent_hours: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VolumeFile {
    weeks: i32,
    least_days: usize,
    low_percent: i64,
}

impl Rules {
    /// The thresholds that come with chiso.
    ///
    /// # Panics
    /// Never: a test reads the same text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is part of the binary and tested")]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Rules> = LazyLock::new(|| {
            Rules::read(include_str!("../../../../rules/sources.toml")).expect("sources.toml")
        });
        &EMBEDDED
    }

    /// Reads thresholds from the text of a file like `rules/sources.toml`.
    ///
    /// # Errors
    /// Not such a file, or its numbers contradict each other.
    pub fn read(text: &str) -> Result<Self, String> {
        let File { silence, volume } = toml::from_str(text).map_err(|error| error.to_string())?;
        let hours = |hours: i64| hours.saturating_mul(3_600);
        let rules = Self {
            apart: silence.apart_minutes.saturating_mul(60),
            arrivals: silence.arrivals,
            least_gaps: silence.least_gaps,
            stand_in: hours(silence.stand_in_hours),
            late: Limit { gaps: silence.late_gaps, least: hours(silence.late_hours) },
            silent: Limit { gaps: silence.silent_gaps, least: hours(silence.silent_hours) },
            weeks: volume.weeks,
            least_days: volume.least_days,
            low_percent: volume.low_percent,
        };
        rules.check()
    }

    fn check(self) -> Result<Self, String> {
        let positive = self.apart > 0 && self.stand_in > 0 && self.late.gaps > 0 && self.weeks > 0;
        let fits = self.arrivals > self.least_gaps && self.least_gaps > 0 && self.least_days > 0;
        let later = self.silent.gaps >= self.late.gaps && self.silent.least >= self.late.least;
        let percent = (0..=100).contains(&self.low_percent);
        if positive && fits && later && percent {
            return Ok(self);
        }
        Err("the thresholds of sources contradict each other".to_owned())
    }
}
