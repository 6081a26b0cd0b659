//! The file as it is written.

use serde::Deserialize;
use toml::Spanned;

use crate::rulebook::Text;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub rule: Vec<RawRule>,
    #[serde(default)]
    pub webhook: Vec<RawHook>,
}

/// `[[rule]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub id: Spanned<String>,
    pub kind: Spanned<String>,
    pub name: Text,
    pub owner: Spanned<String>,
    pub quiet_hours: Spanned<u32>,
    pub agency: Option<Spanned<String>>,
    pub children_of: Option<Spanned<String>>,
    #[serde(default)]
    pub levels: Vec<Spanned<String>>,
    pub place: Option<Spanned<String>>,
    pub by: Option<Spanned<String>>,
    pub against: Option<Spanned<String>>,
    pub days: Option<Spanned<u16>>,
    pub after_days: Option<Spanned<u16>>,
    pub period: Option<Spanned<String>>,
    pub grade: Option<Spanned<String>>,
    pub hours: Option<Spanned<u32>>,
    pub count: Option<Spanned<u32>>,
    pub above: Option<Spanned<u32>>,
    pub back: Option<Spanned<String>>,
}

impl RawRule {
    /// The keys that belong to some kinds only, with where they stand.
    pub fn keys(&self) -> impl Iterator<Item = (&'static str, usize)> {
        fn at<T>(key: Option<&Spanned<T>>) -> Option<usize> {
            key.map(|key| key.span().start)
        }
        let keys = [
            ("place", at(self.place.as_ref())),
            ("by", at(self.by.as_ref())),
            ("against", at(self.against.as_ref())),
            ("days", at(self.days.as_ref())),
            ("after_days", at(self.after_days.as_ref())),
            ("period", at(self.period.as_ref())),
            ("grade", at(self.grade.as_ref())),
            ("hours", at(self.hours.as_ref())),
            ("count", at(self.count.as_ref())),
            ("above", at(self.above.as_ref())),
        ];
        keys.into_iter().filter_map(|(name, at)| Some((name, at?)))
    }
}

/// `[[webhook]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHook {
    pub id: Spanned<String>,
    pub url: Spanned<String>,
    #[serde(default)]
    pub rules: Vec<Spanned<String>>,
}
