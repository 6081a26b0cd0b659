//! Everything a period says at one revision: what is frozen, and what the checks look at.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chiso_report::snapshot::{Frozen, Origin, Watermark};
use chiso_scoring::agency::{Agency, AgencyError, AgencyTree, Level};
use chiso_scoring::figure::Captured;
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::measure::live::Live;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::{COUNTED, Provenance, Sheet};
use chiso_scoring::small::{Guard, Small};
use chiso_store::{FeedRow, Query};
use jiff::Timestamp;
use jiff::civil::DateTime;

use super::lists::{Lists, Names};
use super::refused::Refused;
use super::{Ask, Desk};
use crate::moment::local;

/// What was gathered.
pub(super) struct Gathered<'a> {
    pub desk: &'a Desk<'a>,
    pub ask: &'a Ask,
    /// How dossiers stand, if the figures are counted from them.
    pub live: Option<&'a Live>,
    pub tree: Cow<'a, AgencyTree>,
    pub rulebook: &'a Rulebook,
    pub as_of: DateTime,
    pub revision: u64,
    /// Codes of the agency and everything below it.
    pub below: BTreeSet<String>,
    /// Figures somebody published of these agencies, and of those above.
    pub captured: Vec<Captured>,
    pub counted: Vec<Counted>,
    pub own: Vec<Counted>,
    pub lists: Lists,
    pub names: Names,
    /// Which source speaks for which of these agencies.
    pub feeds: Vec<FeedRow>,
    pub watermarks: Vec<Watermark>,
}

/// Gathers it.
pub(super) fn gather<'a>(
    desk: &'a Desk<'a>,
    ask: &'a Ask,
    live: Option<(&'a Live, u64)>,
) -> Result<Gathered<'a>, Refused> {
    let live = live.filter(|_| ask.origin == Origin::Dossiers);
    let revision = live.map_or_else(|| desk.store.revision(), |(_, revision)| Ok(revision))?;
    let tree = match live {
        Some((live, _)) => Cow::Borrowed(live.tree()),
        None => Cow::Owned(AgencyTree::new(desk.store.agencies(Some(revision))?)?),
    };
    let agency = tree.find(&ask.agency, ask.period)?;
    let below = below(&tree, ask, agency);
    let rulebook = match &ask.rules {
        Some(id) => desk.rulebooks.get(id)?,
        None => desk.rulebooks.for_period(ask.period)?,
    };
    let as_of = ask.as_of.unwrap_or_else(|| local(desk.now));
    let names = Names::read(desk.store, revision, live.is_some())?;
    let mut gathered = Gathered {
        desk,
        ask,
        live: live.map(|(live, _)| live),
        rulebook,
        as_of,
        revision,
        captured: Vec::new(),
        counted: Vec::new(),
        own: Vec::new(),
        lists: Lists::default(),
        feeds: Vec::new(),
        watermarks: Vec::new(),
        names,
        below,
        tree,
    };
    gathered.fill()?;
    if gathered.captured.is_empty() && gathered.counted.is_empty() {
        return Err(Refused::Nothing(ask.period));
    }
    Ok(gathered)
}

/// The agency and everything below it in the period.
fn below(tree: &AgencyTree, ask: &Ask, agency: &Agency) -> BTreeSet<String> {
    let mut below = BTreeSet::from([agency.code.clone()]);
    let mut waiting = vec![agency.code.clone()];
    while let Some(code) = waiting.pop() {
        for child in tree.children(&code, ask.period) {
            if below.insert(child.code.clone()) {
                waiting.push(child.code.clone());
            }
        }
    }
    below
}

impl Gathered<'_> {
    fn fill(&mut self) -> Result<(), Refused> {
        let Ask { agency, period, .. } = self.ask;
        let codes = self.codes();
        let query =
            Query { as_of: Some(self.as_of), known_at: Some(self.revision), ..Query::of(*period) };
        let captured = self.desk.store.figures(&query)?.into_iter();
        self.captured = captured.filter(|row| codes.contains(&row.reported.agency)).collect();
        let Some(live) = self.live else {
            self.watermarks = self.published_sources();
            return Ok(());
        };
        let id = &self.rulebook.id;
        let all = || codes.iter().map(String::as_str);
        self.counted = live.figures_in(id, *period, all(), Scope::Subtree);
        self.own = live.figures_in(id, *period, all(), Scope::Own);
        self.lists = Lists::of(live, &self.names, (id, agency, *period), self.revision)?;
        let feeds = self.desk.store.feeds()?.into_iter();
        self.feeds = feeds.filter(|feed| self.below.contains(&feed.agency)).collect();
        self.watermarks = self.senders()?;
        Ok(())
    }

    /// Codes whose figures are frozen: the agency's and those below, and those above, whose figures may be inherited. The nation's own
    /// are those of all provinces and not of this one.
    fn codes(&self) -> BTreeSet<String> {
        let above = self.above().into_iter().filter(|agency| agency.level != Level::Nation);
        above.map(|agency| agency.code.clone()).chain(self.below.iter().cloned()).collect()
    }

    fn above(&self) -> Vec<&Agency> {
        let own = self.tree.find(&self.ask.agency, self.ask.period);
        own.map(|agency| self.tree.path(agency, self.ask.period)).unwrap_or_default()
    }

    /// Whoever published figures, with the last moment they were captured.
    fn published_sources(&self) -> Vec<Watermark> {
        let mut sources = std::collections::BTreeMap::new();
        for row in &self.captured {
            let last = sources.entry(&row.reported.source).or_insert(row.reported.as_of);
            *last = (*last).max(row.reported.as_of);
        }
        let watermark = |(source, heard): (&String, DateTime)| Watermark {
            source: source.clone(),
            heard: Some(heard),
            until: None,
        };
        sources.into_iter().map(watermark).collect()
    }

    /// Whoever sends for these agencies, with how far it has told.
    fn senders(&self) -> Result<Vec<Watermark>, Refused> {
        let heard = self.desk.store.senders()?;
        let sources: BTreeSet<&String> = self.feeds.iter().map(|feed| &feed.sender).collect();
        let watermark = |source: &String| Watermark {
            source: source.clone(),
            heard: heard.get(source).map(|heard| local(heard.last_at)),
            until: heard.get(source).and_then(|heard| heard.watermark).map(local),
        };
        Ok(sources.into_iter().map(watermark).collect())
    }

    /// Whether the period is not over.
    pub fn provisional(&self) -> bool {
        super::is_provisional(self.ask.period, self.as_of)
    }

    /// The figures laid out, under the whole tree.
    pub fn sheet(&self) -> Sheet<'_> {
        let period = self.ask.period;
        if self.live.is_none() {
            return Sheet::new(&self.tree, self.rulebook, period, self.ask.basis, &self.captured);
        }
        self.counted_sheet(&self.counted)
    }

    fn counted_sheet(&self, counted: &[Counted]) -> Sheet<'_> {
        let source = COUNTED.to_owned();
        let at = Provenance { as_of: self.as_of, source, revision: self.revision };
        Sheet::counted(&self.tree, self.rulebook, self.ask.period, counted, &at)
    }

    /// What pages withhold from strangers: nothing of what is published, which is public. Agencies beside the closed one are looked
    /// at too: a count of one unit may have to be withheld because of its sibling's.
    pub fn small(&self) -> Small {
        let Some(live) = self.live else { return Small::default() };
        let sheet = self.counted_sheet(&live.figures(&self.rulebook.id, self.ask.period));
        Small::of(&sheet, Arc::new(Guard::of(&sheet)))
    }

    /// An agency's name with its code.
    pub fn named(&self, code: &str) -> String {
        let found = self.tree.find(code, self.ask.period);
        found.map_or_else(|_| code.to_owned(), |agency| format!("{} ({code})", agency.name))
    }

    /// What is frozen, and the lists. Who closes it is not known yet.
    pub fn frozen(self, replaces: Option<u64>) -> Result<(Frozen, Vec<u8>), Refused> {
        let rulebook =
            self.rulebook.print().map_err(|error| Refused::Snapshot(error.to_string()))?;
        let agencies = self.agencies()?;
        let Lists { bytes, rows, root, .. } = self.lists;
        let frozen = Frozen {
            agency: self.ask.agency.clone(),
            period: self.ask.period,
            origin: self.ask.origin,
            basis: self.ask.basis,
            as_of: self.as_of,
            revision: self.revision,
            rulebook,
            agencies,
            captured: self.captured,
            counted: self.counted,
            own: self.own,
            watermarks: self.watermarks,
            checks: Vec::new(),
            closed_by: String::new(),
            closed_at: Timestamp::UNIX_EPOCH,
            replaces,
            lists: (rows, root),
        };
        Ok((frozen, bytes))
    }

    /// The agencies of the period, a tree of their own: those below and above, and of a parent that was another one when its child
    /// began that one too. Who carried on later is no part of it.
    fn agencies(&self) -> Result<Vec<Agency>, Refused> {
        let period = self.ask.period;
        let below = self.below.iter().filter_map(|code| self.tree.find(code, period).ok());
        let mut rows: Vec<Agency> = self.above().into_iter().chain(below).cloned().collect();
        loop {
            rows.iter_mut().for_each(|row| row.successors.clear());
            rows.sort_by(|a, b| (&a.code, a.valid_from).cmp(&(&b.code, b.valid_from)));
            rows.dedup();
            let Err(error) = AgencyTree::new(rows.clone()) else { return Ok(rows) };
            let AgencyError::Parent(_, parent) = &error else { return Err(error.into()) };
            let before = rows.len();
            let versions = self.tree.versions(parent).cloned();
            let mut more: Vec<Agency> = versions.collect();
            more.iter_mut().for_each(|row| row.successors.clear());
            rows.extend(more.into_iter().filter(|row| !rows.contains(row)).collect::<Vec<_>>());
            if rows.len() == before {
                return Err(error.into());
            }
        }
    }
}
