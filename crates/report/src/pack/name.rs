//! What the files of a pack are called: ASCII, the same for ever, telling what they are.

use chiso_scoring::period::Period;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The monthly report, of a province or of a unit below one.
    Report,
    /// The letter that sets two snapshots side by side.
    Letter,
    /// The letter that tells owners what to do.
    Directive,
    /// The narrative against the national mean.
    Narrative,
    /// The box that sets the period into its year.
    Context,
}

impl Kind {
    /// All kinds, in the order of a pack.
    pub const ALL: [Self; 5] =
        [Self::Report, Self::Letter, Self::Directive, Self::Narrative, Self::Context];

    /// Begins the names of its files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Report => "bao-cao",
            Self::Letter => "cong-van-so-sanh",
            Self::Directive => "cong-van-chi-dao",
            Self::Narrative => "thuyet-minh",
            Self::Context => "boi-canh",
        }
    }

    /// What it is, in Vietnamese.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Report => "Báo cáo kết quả trong kỳ",
            Self::Letter => "Công văn kèm phụ lục so sánh hai thời điểm",
            Self::Directive => "Công văn chỉ đạo",
            Self::Narrative => "Thuyết minh kết quả so với mặt bằng chung cả nước",
            Self::Context => "Bối cảnh trong năm",
        }
    }

    /// The name of one of its files without ending.
    pub(super) fn name(self, agency: &str, period: Period) -> String {
        format!("{}-{}-{}", self.code(), plain(agency), plain(&period.to_string()))
    }
}

/// A code as part of a file's name: letters, digits, single `.`, `-` and `_`; everything else is a `-`.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for letter in text.chars() {
        let kept = letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        let letter = if kept { letter } else { '-' };
        // No name climbs out of its folder, hides itself, or reads like an option.
        let repeats = !letter.is_ascii_alphanumeric() && name.ends_with(['.', '-', '_']);
        if repeats {
            name.pop();
            name.push('-');
        } else if letter.is_ascii_alphanumeric() || !name.is_empty() {
            name.push(letter);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("H55.242", "H55.242")]
    #[case("2026-07-01..2026-07-15", "2026-07-01-2026-07-15")]
    #[case("../../etc/passwd", "etc-passwd")]
    #[case("Bắc Kạn", "B-c-K-n")]
    #[case("-rf", "rf")]
    #[case("...", "")]
    fn names_are_ascii_and_stay_in_their_folder(#[case] given: &str, #[case] name: &str) {
        assert_eq!(plain(given), name);
    }
}
