//! Why a file is not read, in words that say what to do.

use std::fmt;

use chiso_scoring::lang::Lang;

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which reason.
    pub why: Why,
    /// A bound or a name that belongs to the sentence; empty if none does. Never a text of the file.
    pub detail: String,
}

/// The reasons. Codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Nothing in it.
    Empty,
    /// More bytes than are read.
    TooLarge,
    /// Unpacks to more than is read, or to suspiciously much.
    Bomb,
    /// Too many paragraphs, cells or letters.
    TooLong,
    /// Tables or elements too deep in one another.
    TooDeep,
    /// The package or its XML is broken.
    Damaged,
    /// A PDF, from a scanner or not.
    Pdf,
    /// A picture.
    Image,
    /// Protected by a password.
    Encrypted,
    /// Carries macros.
    Macros,
    /// Word 97–2003.
    OldWord,
    /// Excel 97–2003.
    OldExcel,
    /// RTF.
    Rtf,
    /// Another office format: OpenDocument, binary workbook, slides, a page saved with its pictures.
    OtherOffice,
    /// An archive that is no document.
    OtherArchive,
    /// Letters of fonts from before Unicode: TCVN3 or VNI.
    LegacyFont,
    /// An unknown encoding of letters.
    Encoding,
    /// Nothing that can be read in it: pictures of pages, for example.
    NoText,
    /// None of the above.
    Unknown,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 19] = [
        Self::Empty,
        Self::TooLarge,
        Self::Bomb,
        Self::TooLong,
        Self::TooDeep,
        Self::Damaged,
        Self::Pdf,
        Self::Image,
        Self::Encrypted,
        Self::Macros,
        Self::OldWord,
        Self::OldExcel,
        Self::Rtf,
        Self::OtherOffice,
        Self::OtherArchive,
        Self::LegacyFont,
        Self::Encoding,
        Self::NoText,
        Self::Unknown,
    ];

    /// Stable code, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::Bomb => "bomb",
            Self::TooLong => "too-long",
            Self::TooDeep => "too-deep",
            Self::Damaged => "damaged",
            Self::Pdf => "pdf",
            Self::Image => "image",
            Self::Encrypted => "encrypted",
            Self::Macros => "macros",
            Self::OldWord => "old-word",
            Self::OldExcel => "old-excel",
            Self::Rtf => "rtf",
            Self::OtherOffice => "other-office",
            Self::OtherArchive => "other-archive",
            Self::LegacyFont => "legacy-font",
            Self::Encoding => "encoding",
            Self::NoText => "no-text",
            Self::Unknown => "unknown",
        }
    }
}

impl Refused {
    /// A reason without a detail.
    #[must_use]
    pub fn new(why: Why) -> Self {
        Self { why, detail: String::new() }
    }

    /// A reason with its bound or name.
    #[must_use]
    pub fn with(why: Why, detail: impl fmt::Display) -> Self {
        Self { why, detail: detail.to_string() }
    }

    /// What is wrong and what to do about it.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let key = format!("lint-refused-{}", self.why.code());
        lang.text_with(&key, &[("detail", &self.detail)])
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tell(Lang::En))
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_both_languages() {
        for why in Why::ALL {
            let refused = Refused::with(why, "32 MB");
            let [vi, en] = [Lang::Vi, Lang::En].map(|lang| refused.tell(lang));
            assert!(!vi.starts_with("lint-") && !en.starts_with("lint-") && vi != en, "{why:?}");
        }
    }
}
