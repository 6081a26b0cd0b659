//! What is wished: for each fix a word such as `overdue`, or codes one by one.

use std::collections::HashMap;

use chiso_scoring::board::fix::Fix;
use chiso_scoring::board::whatif::{Pick, Which};
use chiso_scoring::expr::Entity;
use chiso_store::Store;

use crate::wire::whatif::Refused;

/// Most codes of one list.
pub const CODES_MOST: usize = 10_000;
/// Longest code that is looked up.
const CODE_MOST: usize = 120;

/// A list as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// By what they are.
    Which(Which),
    /// Codes of dossiers, or numbers of petitions; each once.
    Codes(Vec<String>),
}

/// Why a text is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListError {
    /// More than [`CODES_MOST`] codes.
    TooMany,
    /// The word makes no sense for petitions.
    Word,
}

impl ListError {
    /// Key of the sentence.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::TooMany => "whatif-too-many",
            Self::Word => "whatif-no-word",
        }
    }
}

impl List {
    /// Reads a word, or codes separated by commas, semicolons or spaces.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(fix: Fix, text: &str) -> Result<Self, ListError> {
        if let Some(which) = Which::read(text.trim()) {
            let fits = fix != Fix::Answer || !matches!(which, Which::NoResult | Which::Unsynced);
            return fits.then_some(Self::Which(which)).ok_or(ListError::Word);
        }
        Self::codes(text.split([',', ';', ' ', '\t', '\r', '\n']))
    }

    /// Codes, each once.
    ///
    /// # Errors
    /// There are too many.
    pub fn codes<'a>(codes: impl IntoIterator<Item = &'a str>) -> Result<Self, ListError> {
        let mut seen = std::collections::HashSet::new();
        let codes = codes.into_iter().map(str::trim).filter(|code| !code.is_empty());
        let codes: Vec<String> = codes
            .filter(|code| seen.insert(*code))
            .take(CODES_MOST + 1)
            .map(str::to_owned)
            .collect();
        if codes.len() > CODES_MOST { Err(ListError::TooMany) } else { Ok(Self::Codes(codes)) }
    }
}

/// Lists whose codes are looked up.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    pub(super) picks: Vec<(Fix, Pick)>,
    unknown: Vec<(Fix, String)>,
    codes: HashMap<(Fix, u32), String>,
}

impl Wishes {
    /// Looks the codes up, petitions as known at a revision.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn find(store: &Store, revision: u64, lists: &[(Fix, List)]) -> chiso_store::Result<Self> {
        let mut wishes = Self::default();
        for (fix, list) in lists {
            let pick = match list {
                List::Which(which) => Pick::Which(*which),
                List::Codes(codes) => Pick::Keys(wishes.keys(store, revision, *fix, codes)?),
            };
            wishes.picks.push((*fix, pick));
        }
        Ok(wishes)
    }

    fn keys(
        &mut self,
        store: &Store,
        revision: u64,
        fix: Fix,
        codes: &[String],
    ) -> chiso_store::Result<Vec<u32>> {
        let petitions = match fix {
            Fix::Answer => petitions(store, revision)?,
            _ => HashMap::new(),
        };
        let mut keys = Vec::new();
        for code in codes {
            let key = match fix {
                _ if code.len() > CODE_MOST => None,
                Fix::Answer => petitions.get(code).copied(),
                _ => store.dossier_number(code)?,
            };
            match key {
                Some(key) => {
                    self.codes.insert((fix, key), code.clone());
                    keys.push(key);
                }
                None => self.unknown.push((fix, code.clone())),
            }
        }
        Ok(keys)
    }

    /// Whether nothing is wished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.picks.is_empty()
    }

    /// The code of a key.
    pub(super) fn code(&self, fix: Fix, key: u32) -> String {
        self.codes.get(&(fix, key)).cloned().unwrap_or_default()
    }

    /// Codes nobody knows.
    pub(super) fn unknown(&self) -> impl Iterator<Item = Refused> + '_ {
        let short = |code: &String| code.chars().take(CODE_MOST).collect();
        let refused = move |(fix, code): &(Fix, String)| Refused {
            fix: fix.code(),
            code: short(code),
            reason: Refused::UNKNOWN,
        };
        self.unknown.iter().map(refused)
    }
}

/// Petitions by number.
fn petitions(store: &Store, revision: u64) -> chiso_store::Result<HashMap<String, u32>> {
    let all = store.records_of(Entity::Petition, Some(revision))?.into_iter();
    Ok(all.map(|(subject, record)| (record.key().1, subject)).collect())
}
