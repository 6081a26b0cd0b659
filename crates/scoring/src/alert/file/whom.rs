//! Whom a rule is about, who answers, and who is told: everything that names an agency or an address.

use std::str::FromStr;

use toml::Spanned;

use super::Check;
use super::raw::{RawHook, RawRule};
use crate::agency::Level;
use crate::alert::rule::{Hook, Owner, Scope};

impl Check<'_> {
    pub(super) fn scope(&mut self, raw: &RawRule) -> Scope {
        let levels = raw.levels.iter().filter_map(|name| match Level::from_str(name.as_ref()) {
            Ok(level) => Some(level),
            Err(_) => {
                self.unknown("level", name, Level::ALL.map(Level::code).into_iter(), true);
                None
            }
        });
        let levels = levels.collect();
        let scope = Scope {
            agency: raw.agency.as_ref().map(|code| self.agency(code)),
            children_of: raw.children_of.as_ref().map(|code| self.agency(code)),
            levels,
        };
        let others = raw.children_of.is_some() || !raw.levels.is_empty();
        match &raw.agency {
            Some(agency) if others => {
                let hint = "drop 'children_of' and 'levels'".to_owned();
                self.report(agency, "'agency' stands alone".to_owned(), Some(hint));
            }
            None if !others => {
                let hint = "give 'agency', 'children_of' or 'levels'".to_owned();
                self.report(&raw.id, "a rule is about somebody".to_owned(), Some(hint));
            }
            _ => {}
        }
        scope
    }

    pub(super) fn owner(&mut self, owner: &Spanned<String>) -> Owner {
        match owner.as_ref().as_str() {
            "self" => Owner::Own,
            "parent" => Owner::Parent,
            _ => Owner::Agency(self.agency(owner)),
        }
    }

    fn agency(&mut self, code: &Spanned<String>) -> String {
        if let Some(tree) = self.known.agencies
            && tree.versions(code.as_ref()).next().is_none()
        {
            let codes: Vec<&str> = tree.all().map(|agency| agency.code.as_str()).collect();
            self.unknown("agency", code, codes.into_iter(), false);
        }
        code.as_ref().clone()
    }

    pub(super) fn hook(&mut self, raw: &RawHook, rules: &[&str]) -> Option<Hook> {
        let before = self.problems.len();
        if let Err((reason, hint)) = address(raw.url.as_ref()) {
            self.report(&raw.url, reason.to_owned(), Some(hint.to_owned()));
        }
        for rule in &raw.rules {
            if !rules.contains(&rule.as_ref().as_str()) {
                self.unknown("rule", rule, rules.iter().copied(), true);
            }
        }
        (self.problems.len() == before).then(|| Hook {
            id: raw.id.as_ref().clone(),
            url: raw.url.as_ref().clone(),
            rules: raw.rules.iter().map(|rule| rule.as_ref().clone()).collect(),
        })
    }
}

/// chiso sends without encryption and follows no redirection: the address is on this machine or network.
fn address(url: &str) -> Result<(), (&'static str, &'static str)> {
    let Some(rest) = url.strip_prefix("http://") else {
        return Err((
            "the address does not begin with http://",
            "chiso sends without TLS: let a forwarder on this machine go on with https",
        ));
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_graphic();
    if host.is_empty() || host.contains('@') || !url.chars().all(plain) || url.len() > 500 {
        return Err((
            "this is no address chiso can send to",
            "http://HOST:PORT/PATH, without user, spaces and letters outside ASCII",
        ));
    }
    Ok(())
}
