//! Why something was not found or refused, in the reader's language. `Display` is the English of it.

use std::fmt;

use crate::agency::AgencyError;
use crate::lang::Lang;
use crate::period::PeriodError;
use crate::rulebook::SetError;

impl PeriodError {
    /// The sentence of a language.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let (key, text) = match self {
            Self::Spelling(text) => ("period-spelling", text),
            Self::Missing(text) => ("period-missing", text),
            Self::Inverted(text) => ("period-inverted", text),
        };
        lang.text_with(key, &[("text", text)])
    }
}

impl AgencyError {
    /// The sentence of a language.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let say = |key: &str, code: &str, other: &str| {
            lang.text_with(key, &[("code", code), ("other", other)])
        };
        match self {
            Self::Inverted(code) => say("agency-inverted", code, ""),
            Self::Overlap(code) => say("agency-overlap", code, ""),
            Self::Parent(code, parent) => say("agency-parent", code, parent),
            Self::Successor(code, successor) => say("agency-successor", code, successor),
            Self::Cycle(code) => say("agency-cycle", code, ""),
            Self::Unknown(code) => say("agency-unknown", code, ""),
            Self::Expired { code, period, successors } => {
                let expired = say("agency-expired", code, &period.to_string());
                if successors.is_empty() {
                    return expired;
                }
                format!("{expired} ({})", say("agency-carried-on", code, &successors.join(", ")))
            }
        }
    }
}

impl SetError {
    /// The sentence of a language.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        match self {
            Self::Unknown { id, known, hint } => {
                let unknown = lang.text_with("rulebook-unknown", &[("id", id), ("known", known)]);
                let meant = |hint: &String| lang.text_with("rulebook-meant", &[("id", hint)]);
                hint.as_ref().map_or(unknown.clone(), |hint| format!("{unknown} ({})", meant(hint)))
            }
            Self::NotInForce(period) => {
                lang.text_with("rulebook-none", &[("period", &period.to_string())])
            }
        }
    }
}

macro_rules! english {
    ($($error:ty)*) => {
        $(impl fmt::Display for $error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.tell(Lang::En))
            }
        }

        impl std::error::Error for $error {})*
    };
}

english! { PeriodError AgencyError SetError }
