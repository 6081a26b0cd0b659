//! Which agencies rest on which sources, and whose numbers are stale.
//!
//! A unit is as fresh as the freshest source that feeds it: a system that was replaced does not count against it. An agency with
//! units below it is as fresh as the least fresh of them, because its numbers hold theirs.

use std::collections::{BTreeMap, BTreeSet};

use super::Freshness;
use crate::agency::AgencyTree;
use crate::dossier::Seconds;
use crate::period::Period;

/// That a source brought dossiers or records of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The source.
    pub sender: String,
    /// Code of the agency.
    pub agency: String,
}

/// How a source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Fresh, late or silent.
    pub freshness: Freshness,
    /// Until when it has spoken: its watermark, else when it was heard last.
    pub until: Seconds,
}

/// How an agency's numbers stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The least fresh of its units.
    pub freshness: Freshness,
    /// Until when the numbers are whole: the earliest moment among the least fresh units.
    pub until: Seconds,
    /// Its own sources and those of everything below.
    pub sources: BTreeSet<String>,
    /// Units with sources: itself and those below.
    pub units: usize,
    /// Those of them whose sources are all silent.
    pub silent: usize,
}

impl Reached {
    fn one(standing: Standing, sources: BTreeSet<String>) -> Self {
        let Standing { freshness, until } = standing;
        let silent = usize::from(freshness == Freshness::Silent);
        Self { freshness, until, sources, units: 1, silent }
    }

    /// Whether its numbers are to be shown as out of date.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.freshness == Freshness::Silent
    }

    fn join(&mut self, other: &Self) {
        match other.freshness.cmp(&self.freshness) {
            std::cmp::Ordering::Greater => self.until = other.until,
            std::cmp::Ordering::Equal => self.until = self.until.min(other.until),
            std::cmp::Ordering::Less => {}
        }
        self.freshness = self.freshness.max(other.freshness);
        self.sources.extend(other.sources.iter().cloned());
        self.units += other.units;
        self.silent += other.silent;
    }
}

/// How the numbers of every agency with a source stand in a period. Codes that are no agency of the period are left out.
#[must_use]
pub fn reach(
    tree: &AgencyTree,
    period: Period,
    sources: &BTreeMap<String, Standing>,
    feeds: &[Feed],
) -> BTreeMap<String, Reached> {
    let mut reached: BTreeMap<String, Reached> = BTreeMap::new();
    for (code, own) in units(sources, feeds) {
        let Ok(agency) = tree.find(code, period) else { continue };
        let above = tree.path(agency, period).into_iter().map(|above| above.code.as_str());
        for at in above.chain([code]) {
            match reached.get_mut(at) {
                Some(known) => known.join(&own),
                None => drop(reached.insert(at.to_owned(), own.clone())),
            }
        }
    }
    reached
}

/// Each agency that is fed, by its freshest source.
fn units<'a>(
    sources: &BTreeMap<String, Standing>,
    feeds: &'a [Feed],
) -> BTreeMap<&'a str, Reached> {
    let mut fed: BTreeMap<&str, (Vec<Standing>, BTreeSet<String>)> = BTreeMap::new();
    for feed in feeds {
        let Some(standing) = sources.get(&feed.sender) else { continue };
        let (standings, senders) = fed.entry(&feed.agency).or_default();
        standings.push(*standing);
        senders.insert(feed.sender.clone());
    }
    let best = |(standings, senders): (Vec<Standing>, BTreeSet<String>)| {
        let freshness = standings.iter().map(|standing| standing.freshness).min()?;
        let until = standings.iter().map(|standing| standing.until).max()?;
        Some(Reached::one(Standing { freshness, until }, senders))
    };
    fed.into_iter().filter_map(|(code, all)| Some((code, best(all)?))).collect()
}
