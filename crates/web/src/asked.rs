//! What a visitor asks: language, path and parameters, each checked where it is read.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{Extensions, Uri};
use axum::response::Response;
use chiso_scoring::agency::Level;
use chiso_scoring::lang::Lang;
use chiso_scoring::movement::SideText;
use chiso_scoring::period::{Period, PeriodError};
use chiso_scoring::score::Basis;
use jiff::civil::{Date, DateTime, time};

use crate::link::{SOURCE, Standing, url};
use crate::sign_in::Who;
use crate::source::Wanted;
use crate::trouble::Trouble;

/// Longest query string that is read.
pub(crate) const QUERY_BYTES: usize = 2_000;

/// A request as the pages see it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Path, as sent.
    pub path: String,
    /// Language to answer in.
    pub lang: Lang,
    /// Parameters in their order, names and values decoded; empty ones are left out.
    pairs: Vec<(String, String)>,
    /// Who asks; nobody in particular unless a session says so.
    who: Option<Who>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::sent(&parts.uri, &parts.extensions))
    }
}

/// The last segment of a path, decoded; what cannot be decoded names no page.
pub(crate) struct Segment(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(text)) => Ok(Self(text)),
            Err(_) => {
                let asked = Asked::sent(&parts.uri, &parts.extensions);
                Err(Trouble::NoPage.answer(&asked))
            }
        }
    }
}

impl Asked {
    /// Reads a request with who sent it.
    pub fn sent(uri: &Uri, extensions: &Extensions) -> Self {
        Self { who: extensions.get::<Who>().cloned(), ..Self::read(uri) }
    }

    /// The same asked by whoever asks something else.
    pub fn by(self, other: &Self) -> Self {
        Self { who: other.who.clone(), ..self }
    }

    /// Whether somebody who is signed in asks: only they are shown dossiers and small numbers.
    pub fn inside(&self) -> bool {
        self.who.is_some()
    }

    /// The account that is signed in.
    pub fn account(&self) -> Option<&str> {
        self.who.as_ref().map(|who| &*who.account)
    }

    /// Reads an address, as if a stranger asked. Wrong values are found when they are asked for.
    ///
    /// Vietnamese unless the address says otherwise: officials' browsers are often set to English.
    pub fn read(uri: &Uri) -> Self {
        let short = uri.query().is_none_or(|query| query.len() <= QUERY_BYTES);
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).ok().filter(|_| short);
        let mut pairs = pairs.map(|Query(pairs)| pairs).unwrap_or_default();
        pairs.iter_mut().for_each(|(_, value)| *value = value.trim().to_owned());
        pairs.retain(|(_, value)| !value.is_empty());
        let mut asked = Self { path: uri.path().to_owned(), lang: Lang::Vi, pairs, who: None };
        let named = asked.value("lang").and_then(|lang| lang.parse().ok());
        asked.lang = named.unwrap_or_default();
        asked
    }

    /// A parameter's text, if it is given.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Refuses a parameter that is given twice, and a language that is none.
    pub fn check(&self) -> Result<(), Trouble> {
        let twice = |at: usize, name: &str| self.pairs[..at].iter().any(|(other, _)| other == name);
        if let Some((_, (name, value))) =
            self.pairs.iter().enumerate().find(|(at, (name, _))| twice(*at, name))
        {
            return Err(Trouble::bad(name, "bad-twice", value));
        }
        self.read_as("lang", "bad-lang", |text| text.parse::<Lang>().ok()).map(|_| ())
    }

    /// A parameter read by `read`; `key` is the sentence to say when it cannot be.
    pub fn read_as<T>(
        &self,
        name: &str,
        key: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Trouble> {
        let Some(text) = self.value(name) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| Trouble::bad(name, key, text))
    }

    /// `period`.
    pub fn period(&self) -> Result<Option<Period>, Trouble> {
        let Some(text) = self.value("period") else { return Ok(None) };
        text.parse().map(Some).map_err(|error| Trouble::bad("period", period_key(&error), text))
    }

    /// `as_of`: a moment, or a day, which is meant to its end.
    pub fn as_of(&self) -> Result<Option<DateTime>, Trouble> {
        self.read_as("as_of", "bad-moment", moment)
    }

    /// `basis`.
    pub fn basis(&self) -> Result<Basis, Trouble> {
        let basis = self.read_as("basis", "bad-basis", |text| match text {
            "computed" => Some(Basis::Computed),
            "published" => Some(Basis::Published),
            _ => None,
        })?;
        Ok(basis.unwrap_or_default())
    }

    /// `nguon`.
    pub fn source(&self) -> Result<Option<Wanted>, Trouble> {
        self.read_as(SOURCE, "bad-source", Wanted::read)
    }

    /// `level`.
    pub fn level(&self) -> Result<Option<Level>, Trouble> {
        self.read_as("level", "bad-level", |text| text.parse().ok())
    }

    /// A whole number that is not negative.
    pub fn count(&self, name: &str) -> Result<Option<i64>, Trouble> {
        let read = |text: &str| text.parse().ok().filter(|n| (0..=COUNT_MOST).contains(n));
        self.read_as(name, "bad-count", read)
    }

    /// The parameters that decide what a number means, as they were given.
    pub fn standing(&self) -> Standing {
        let given = |name: &str| self.value(name).map(str::to_owned);
        Standing {
            period: given("period"),
            as_of: given("as_of"),
            rulebook: given("rulebook"),
            basis: given("basis").filter(|basis| basis != "computed"),
            known_at: given("known_at"),
            source: given(SOURCE),
            lang: given("lang"),
        }
    }

    /// The parameters of this page alone, such as `agency` or `group`.
    pub fn own(&self, names: &[&'static str]) -> Vec<(&'static str, String)> {
        let given = |name: &&'static str| Some((*name, self.value(name)?.to_owned()));
        names.iter().filter_map(given).collect()
    }

    /// The same request with some parameters replaced; an empty value drops one.
    pub fn with(&self, extra: &[(&str, &str)]) -> Self {
        let mut asked = self.clone();
        asked.pairs.retain(|(name, _)| !extra.iter().any(|(other, _)| other == name));
        let given = extra.iter().filter(|(_, value)| !value.is_empty());
        asked.pairs.extend(given.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        asked
    }

    /// The same request about one side of a comparison: its period, moment and revision instead of the
    /// address's own.
    pub fn on_side(&self, side: SideText) -> Self {
        let as_of = side.as_of.map(|at| at.to_string()).unwrap_or_default();
        let asked = self.with(&[("period", &side.period.to_string()), ("as_of", &as_of)]);
        match side.known_at {
            Some(revision) => asked.with(&[("known_at", &revision.to_string())]),
            None => asked,
        }
    }

    /// This very address with some parameters replaced.
    pub fn again(&self, extra: &[(&str, &str)]) -> String {
        // A path that begins with two slashes would lead to another site.
        let path = if self.path.starts_with("//") { "/" } else { &self.path };
        let replaced = |name: &str| extra.iter().any(|(other, _)| *other == name);
        let given = self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = given.filter(|(name, _)| !replaced(name));
        url(path, kept.chain(extra.iter().copied().filter(|(_, value)| !value.is_empty())))
    }
}

/// Largest count a visitor may type; far above any real one.
const COUNT_MOST: i64 = 1_000_000_000_000;

fn period_key(error: &PeriodError) -> &'static str {
    match error {
        PeriodError::Spelling(_) => "bad-period",
        PeriodError::Missing(_) => "bad-period-missing",
        PeriodError::Inverted(_) => "bad-period-inverted",
    }
}

/// `2023-08-31T16:30` or `2023-08-31`, the latter until its last second.
pub(crate) fn moment(text: &str) -> Option<DateTime> {
    match day(text) {
        Some(day) => Some(day.to_datetime(time(23, 59, 59, 0))),
        None => text.parse().ok(),
    }
}

/// `2023-08-31`, or `31/8/2023` as people write it.
pub(crate) fn day(text: &str) -> Option<Date> {
    let program = || text.parse().ok().filter(|_| text.len() == 10);
    Date::strptime("%d/%m/%Y", text).ok().or_else(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(uri: &str) -> Asked {
        Asked::read(&uri.parse().unwrap())
    }

    #[test]
    fn vietnamese_is_the_default() {
        assert_eq!(ask("/").lang, Lang::Vi);
        assert_eq!(ask("/?lang=en").lang, Lang::En);
        assert!(ask("/?lang=fr").check().is_err());
    }

    #[test]
    fn a_day_lasts_until_its_end_and_a_moment_is_a_moment() {
        assert_eq!(moment("2023-08-31").unwrap().to_string(), "2023-08-31T23:59:59");
        assert_eq!(moment("2023-08-31T16:30").unwrap().to_string(), "2023-08-31T16:30:00");
        assert_eq!(moment("31/8/2023"), moment("2023-08-31"));
        assert!(moment("31/9/2023").is_none() && moment("8/31/2023").is_none());
    }

    #[test]
    fn empty_is_not_given_and_twice_is_refused() {
        let asked = ask("/?as_of=&period=+2026-08+");
        assert_eq!(asked.as_of().ok().flatten(), None);
        assert_eq!(asked.period().ok().flatten().map(|p| p.to_string()).unwrap(), "2026-08");
        assert!(ask("/?n=1&n=2").check().is_err());
    }
}
