//! Which agency handles a dossier: by code, by the dossier's number, by name, by the sender.

use std::cell::RefCell;
use std::collections::HashMap;

use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::dossier::Seconds;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::wire::Dossier;
use crate::code::Code;
use crate::limits;
use crate::refusal::Fault;
use crate::spelling;
use crate::text::nfc;

type Names<'a> = HashMap<String, Vec<&'a Agency>>;

/// Finds agencies for the dossiers of one call.
pub(super) struct Agencies<'a> {
    tree: &'a AgencyTree,
    sender: Option<Box<str>>,
    arrived: Seconds,
    /// Names below a province, filled when a dossier of it first needs them.
    names: RefCell<HashMap<Box<str>, Names<'a>>>,
}

impl<'a> Agencies<'a> {
    pub(super) fn new(tree: &'a AgencyTree, sender: Option<Box<str>>, arrived: Seconds) -> Self {
        Self { tree, sender, arrived, names: RefCell::default() }
    }

    /// The code of the agency that handles the dossier, at the time it was received.
    pub(super) fn handling(
        &self,
        wire: &Dossier<'_>,
        number: &str,
        day: Option<Seconds>,
    ) -> Result<Box<str>, Fault> {
        if let Some(code) = by_code(wire)? {
            return Ok(code);
        }
        let prefix = spelling::agency_of_number(number);
        if let Some(prefix) = &prefix
            && prefix.contains('.')
        {
            return Ok(prefix.clone());
        }
        let name = wire.agency_name.text("DonViXuLy")?;
        let fallback = prefix.or_else(|| self.sender.clone());
        let Some(fallback) = fallback else { return Err(Fault::new(Code::NoAgency)) };
        Ok(self.named(&name, &fallback, day.unwrap_or(self.arrived)).unwrap_or(fallback))
    }

    /// The only agency of that name below the province (or ministry) of `near`, in force then.
    fn named(&self, name: &str, near: &str, at: Seconds) -> Option<Box<str>> {
        if name.trim().is_empty() || name.len() > 4 * limits::TEXT_CHARS {
            return None;
        }
        let top = near.split('.').next()?;
        let day = Offset::constant(7).to_datetime(Timestamp::from_second(at).ok()?).date();
        let mut names = self.names.borrow_mut();
        if !names.contains_key(top) {
            names.insert(top.into(), names_below(self.tree, top));
        }
        let known = names.get(top)?.get(&folded(name))?;
        only(known.iter().copied(), day)
    }
}

/// The agency given by its code. A name in its place is passed over: it may still be found by name.
fn by_code(wire: &Dossier<'_>) -> Result<Option<Box<str>>, Fault> {
    let given = [
        (wire.handling_agency, "MaDonViXuLy"),
        (wire.receiving_agency, "MaDonViTiepNhan"),
        (wire.agency, "MaDonVi"),
    ];
    for (raw, field) in given {
        if let Some(code) = spelling::agency(&raw.text(field)?) {
            return Ok(Some(code));
        }
    }
    Ok(None)
}

fn names_below<'a>(tree: &'a AgencyTree, top: &str) -> Names<'a> {
    let mut names = Names::new();
    let below = |code: &str| code.strip_prefix(top).is_some_and(|rest| rest.starts_with('.'));
    for agency in tree.all().filter(|agency| below(&agency.code)) {
        names.entry(folded(&agency.name)).or_default().push(agency);
    }
    names
}

fn only<'a>(known: impl Iterator<Item = &'a Agency>, day: Date) -> Option<Box<str>> {
    let mut in_force = known.filter(|agency| agency.valid_on(day));
    let first = in_force.next()?;
    in_force.next().is_none().then(|| first.code.as_str().into())
}

/// Names are compared in NFC, lower case, single spaces, without a leading "UBND".
fn folded(name: &str) -> String {
    let lower = nfc(name).to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let words = if words.len() > 1 && words[0] == "ubnd" { &words[1..] } else { &words[..] };
    words.join(" ")
}
