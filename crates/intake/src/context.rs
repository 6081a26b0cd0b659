//! What rows are judged against: the vocabulary and the agencies of all times.

use std::collections::BTreeMap;

use chiso_scoring::agency::{Agency, AgencyError, AgencyTree, Level};
use chiso_scoring::period::Period;

use crate::code::Code;
use crate::refusal::Fault;
use crate::text::nfc;
use crate::vocabulary::Vocabulary;

/// What rows are judged against.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Names of indicators, groups, axes and measures.
    pub vocabulary: &'a Vocabulary,
    /// Agencies.
    pub agencies: &'a AgencyTree,
    /// The portal's identifiers with the codes they belong to.
    portal_ids: BTreeMap<String, String>,
    names: BTreeMap<String, Vec<&'a Agency>>,
    provinces: BTreeMap<String, Vec<&'a Agency>>,
}

impl<'a> Context<'a> {
    /// A context that knows the portal's identifiers the agencies carry.
    #[must_use]
    pub fn new(vocabulary: &'a Vocabulary, agencies: &'a AgencyTree) -> Self {
        let mut portal_ids = BTreeMap::new();
        let mut names: BTreeMap<String, Vec<&Agency>> = BTreeMap::new();
        let mut provinces: BTreeMap<String, Vec<&Agency>> = BTreeMap::new();
        for agency in agencies.all() {
            names.entry(name_key(&agency.name)).or_default().push(agency);
            if agency.level == Level::Province {
                provinces.entry(bare_province(&agency.name)).or_default().push(agency);
            }
            if let Some(id) = &agency.portal_id {
                portal_ids.insert(id.clone(), agency.code.clone());
            }
        }
        Self { vocabulary, agencies, portal_ids, names, provinces }
    }

    /// Adds identifiers of the portal seen beside codes, from
    /// [`portal_ids`](crate::reported::portal_ids) of other files. What an agency itself carries
    /// stays.
    pub fn learn(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        for (id, code) in pairs {
            self.portal_ids.entry(id).or_insert(code);
        }
    }

    /// The code an identifier of the portal belongs to.
    #[must_use]
    pub fn code_of(&self, portal_id: &str) -> Option<&str> {
        self.portal_ids.get(portal_id).map(String::as_str)
    }

    /// The agency of a code in a period, or the reason there is none.
    pub(crate) fn agency(&self, code: &str, period: Period) -> Result<&'a Agency, Fault> {
        self.agencies.find(code, period).map_err(|error| match error {
            AgencyError::Expired { successors, .. } => {
                let fault = Fault::of(Code::AgencyNotInForce, "agency", code);
                fault.full_detail(successors.join(", "))
            }
            _ => {
                let fault = Fault::of(Code::UnknownAgency, "agency", code);
                fault.full_detail(self.code_like(code, period).unwrap_or_default())
            }
        })
    }

    /// What somebody who wrote a name, or a code in lower case, may have meant.
    fn code_like(&self, text: &str, period: Period) -> Option<String> {
        let upper = text.trim().to_uppercase();
        if let Ok(agency) = self.agencies.find(&upper, period) {
            return Some(agency.code.clone());
        }
        let named = self.named(text, period, |_| true);
        (!named.is_empty() && named.len() <= 3)
            .then(|| named.iter().map(|agency| agency.code.as_str()).collect::<Vec<_>>().join(", "))
    }

    /// The agency a name of the portal means: a province or the nation by its name alone, anything
    /// else only below the province that the name's ending or the answer's root tells.
    pub(crate) fn by_name(
        &self,
        name: &str,
        period: Period,
        root: Option<&str>,
    ) -> Option<&'a Agency> {
        let (base, province) = match split_province(name) {
            Some((base, province)) => (base, Some(self.province(&province, period)?.code.as_str())),
            None => (nfc(name).into_owned(), root),
        };
        let below = |agency: &Agency| match agency.level {
            Level::Nation | Level::Province => true,
            _ => province.is_some_and(|code| self.under(agency, code, period)),
        };
        match self.named(&base, period, below).as_slice() {
            [one] => Some(one),
            [] => self.province(name, period),
            _ => None,
        }
    }

    /// The province of a name, written with or without its kind.
    fn province(&self, name: &str, period: Period) -> Option<&'a Agency> {
        let known = self.provinces.get(&bare_province(name)).into_iter().flatten().copied();
        let mut found = known.filter(|agency| agency.valid_in(period));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    fn named(
        &self,
        name: &str,
        period: Period,
        wanted: impl Fn(&Agency) -> bool,
    ) -> Vec<&'a Agency> {
        let known = self.names.get(&name_key(name)).into_iter().flatten().copied();
        known.filter(|agency| agency.valid_in(period) && wanted(agency)).collect()
    }

    fn under(&self, agency: &Agency, code: &str, period: Period) -> bool {
        self.agencies.path(agency, period).iter().any(|above| above.code == code)
    }
}

/// Names are compared in NFC, lower case, without a leading "UBND".
fn name_key(name: &str) -> String {
    let lower = nfc(name.trim()).to_lowercase();
    lower.strip_prefix("ubnd ").map(str::to_owned).unwrap_or(lower)
}

/// "UBND tỉnh Phú Thọ", "Tỉnh Phú Thọ" and "Phú Thọ" are one province.
fn bare_province(name: &str) -> String {
    let key = name_key(name);
    let kinds = ["tỉnh ", "thành phố ", "tp. ", "tp "];
    kinds.iter().find_map(|kind| key.strip_prefix(kind)).map(str::to_owned).unwrap_or(key)
}

/// Splits "Sở Công Thương - Tỉnh Phú Thọ" into the name and the province's name.
fn split_province(name: &str) -> Option<(String, String)> {
    let name = nfc(name);
    let (base, ending) = name.rsplit_once(" - ")?;
    let lower = ending.to_lowercase();
    let kinds = ["tỉnh ", "thành phố ", "tp. ", "tp "];
    let is_province = kinds.iter().any(|kind| lower.starts_with(kind));
    is_province.then(|| (base.to_owned(), ending.to_owned()))
}
