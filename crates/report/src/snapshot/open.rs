//! Opens a complete file: what was frozen, as it was frozen.

use std::collections::BTreeMap;
use std::sync::Arc;

use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::{AgencyScore, Basis};
use chiso_scoring::sheet::{Place, Sheet};
use jiff::civil::DateTime;

use super::contents::Contents;
use super::fault::{Faults, Refused};
use super::frozen::{Frozen, Origin};
use super::key::PublicKey;
use super::sheets::{self, Standing};
use super::{raw, read};

/// A closed period.
#[derive(Debug)]
pub struct Opened {
    frozen: Frozen,
    tree: AgencyTree,
    rulebook: Rulebook,
    standings: Vec<Standing>,
    scores: BTreeMap<String, Arc<AgencyScore>>,
    root: [u8; 32],
    key: PublicKey,
}

/// Opens a complete file. Rows, root and signature are checked; whether the key is the installation's is for the caller to ask, and
/// whether points still follow from counts is for [`super::verify`].
///
/// # Errors
/// It is no snapshot, not complete, or not what was signed: the first thing that is wrong, with its line.
pub fn open(bytes: &[u8]) -> Result<Opened, Refused> {
    let mut faults = Faults::default();
    let raw = raw::read(bytes, &mut faults)?;
    let contents = read::read(&raw.rows);
    let key = raw.key;
    match (faults.named.into_iter().next(), contents, key) {
        (Some(fault), _, _) => Err(Refused::Fault(fault)),
        _ if raw.withheld > 0 => Err(Refused::Withheld(raw.withheld)),
        (_, Err(fault), _) => Err(Refused::Fault(fault)),
        (_, _, None) => Err(Refused::Cut(raw.rows.len() + 3)),
        (None, Ok(contents), Some(key)) => Ok(Opened::new(contents, raw.root, key)),
    }
}

impl Opened {
    fn new(contents: Contents, root: [u8; 32], key: PublicKey) -> Self {
        let (counted, own) = (contents.counted(), contents.own());
        let Contents { mut frozen, rulebook, tree, standings, .. } = contents;
        (frozen.counted, frozen.own) = (counted, own);
        let mut opened =
            Self { frozen, tree, rulebook, standings, scores: BTreeMap::new(), root, key };
        opened.scores = sheets::held(&opened.laid(), &opened.frozen.agency, &opened.standings);
        opened
    }

    /// What was frozen, in the order of the file.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    /// The agencies; successors that are not in the file are left out.
    #[must_use]
    pub fn tree(&self) -> &AgencyTree {
        &self.tree
    }

    /// The rules.
    #[must_use]
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// The agency whose period was closed.
    #[must_use]
    pub fn agency(&self) -> Option<&Agency> {
        self.tree.find(&self.frozen.agency, self.frozen.period).ok()
    }

    /// The root over all rows.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        self.root
    }

    /// The key it was signed with.
    #[must_use]
    pub fn key(&self) -> PublicKey {
        self.key
    }

    /// The figures laid out, with the points that were frozen: they hold whatever the rules' code says now.
    #[must_use]
    pub fn sheet(&self) -> Sheet<'_> {
        self.laid().holding(self.scores.clone())
    }

    /// What was published of a period that was counted from dossiers.
    #[must_use]
    pub fn published(&self) -> Option<Sheet<'_>> {
        let Frozen { origin, captured, period, .. } = &self.frozen;
        let beside = *origin == Origin::Dossiers && !captured.is_empty();
        let sheet = || Sheet::new(&self.tree, &self.rulebook, *period, Basis::Published, captured);
        beside.then(sheet)
    }

    /// Until when the figures speak: what was published is as old as its last capture, however late one looked.
    #[must_use]
    pub fn until(&self) -> DateTime {
        let published = self.frozen.origin == Origin::Published;
        let captured = || self.sheet().captured_at(&self.frozen.agency);
        published.then(captured).flatten().unwrap_or(self.frozen.as_of)
    }

    fn laid(&self) -> Sheet<'_> {
        sheets::sheet(&self.frozen, &self.frozen.counted, &self.tree, &self.rulebook)
    }

    /// What the file says of every number of every agency, by code and place.
    pub fn standings(&self) -> impl Iterator<Item = (&Agency, Place, &Standing)> {
        let agencies = sheets::subtree(&self.tree, &self.frozen.agency, self.frozen.period);
        let places = sheets::places(&self.rulebook);
        let pairs = agencies.into_iter().flat_map(move |agency| {
            let places = places.clone();
            places.into_iter().map(move |place| (agency, place))
        });
        pairs.zip(&self.standings).map(|((agency, place), standing)| (agency, place, standing))
    }
}
