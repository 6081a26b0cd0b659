//! The rows of a view: one agency and its children, scored at a complete revision.

use std::collections::BTreeMap;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::figure::State;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::App;
use crate::fresh::freshness;
use crate::live::Present;
use crate::moment::local;
use crate::sync::trouble::Failed;

/// What is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// Code of the agency whose children are ranked.
    pub parent: String,
    /// Period.
    pub period: Period,
    /// Id of the rulebook.
    pub rulebook: String,
}

/// One agency. Points are decimals as texts; missing ones are `null`, never 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// Code.
    pub agency: String,
    name: String,
    points: Option<String>,
    /// Place among its siblings of one kind; the parent has none here.
    rank: Option<usize>,
    groups: BTreeMap<String, Option<String>>,
    state: &'static str,
    /// Until when the numbers are whole, where they are out of date because a source is silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale: Option<String>,
}

/// All rows at a moment of a revision.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// The revision.
    pub revision: u64,
    /// The moment.
    pub as_of: Seconds,
    /// The parent, then its children by kind and place.
    pub rows: Vec<Row>,
}

/// Scores what is watched as it stands now.
pub(crate) fn look(app: &App, present: &Present, key: &Key) -> Result<Seen, Failed> {
    let tree = app.intake.tree(app)?;
    let rulebook = app.rulebooks.get(&key.rulebook).map_err(Failed::internal)?;
    // The parent may have been replaced while somebody watches: then there is nothing to show.
    let parent = tree.find(&key.parent, key.period).map_err(|_| Failed::Parameter("parent"))?;
    let children = tree.children(&key.parent, key.period);
    let shown = tree.path(parent, key.period).into_iter().chain([parent]);
    let shown: Vec<&str> =
        shown.chain(children.iter().copied()).map(|agency| agency.code.as_str()).collect();
    let counted = present.opened.current.look(|revision, standing| {
        let live = standing.live();
        let codes = shown.iter().copied();
        (revision, live.now(), live.figures_of(&rulebook.id, key.period, codes))
    });
    let (revision, as_of, counted) = counted.map_err(Failed::internal)?;
    let at = Provenance { as_of: local(as_of), source: String::new(), revision };
    let sheet = Sheet::counted(&tree, rulebook, key.period, &counted, &at);
    let mut rows = rows(&sheet, parent);
    let fresh = freshness(app, key.period)?;
    for row in &mut rows {
        let reached = fresh.get(&row.agency).filter(|reached| reached.is_stale());
        row.stale = reached.map(|reached| local(reached.until).to_string());
    }
    Ok(Seen { revision, as_of, rows })
}

fn rows(sheet: &Sheet<'_>, parent: &Agency) -> Vec<Row> {
    let rulebook = sheet.rulebook();
    let mut rows = vec![match parent.level {
        Level::Nation => nation(sheet, parent),
        _ => row(rulebook, parent, &sheet.score(parent), None),
    }];
    let siblings = sheet.children(&parent.code);
    for kind in siblings.chunk_by(|a, b| a.level == b.level) {
        let ranked = sheet.rank(kind, Place::Total);
        rows.extend(ranked.iter().map(|of| row(rulebook, of.agency, &of.score, of.rank)));
    }
    rows
}

fn row(rulebook: &Rulebook, agency: &Agency, score: &AgencyScore, rank: Option<usize>) -> Row {
    let groups = rulebook.groups.iter().zip(&score.groups);
    Row {
        agency: agency.code.clone(),
        name: agency.name.clone(),
        points: text(score.total.points),
        rank,
        groups: groups.map(|(group, of)| (group.code.clone(), text(of.points))).collect(),
        state: score.total.state.code(),
        stale: None,
    }
}

/// The nation is the mean of its provinces, not a sum of counts.
fn nation(sheet: &Sheet<'_>, agency: &Agency) -> Row {
    let nation = sheet.nation();
    let groups = sheet.rulebook().groups.iter().zip(&nation.groups);
    let state = if nation.total.is_some() { State::Value } else { State::SourceSilent };
    Row {
        agency: agency.code.clone(),
        name: agency.name.clone(),
        points: text(nation.total),
        rank: None,
        groups: groups.map(|(group, points)| (group.code.clone(), text(*points))).collect(),
        state: state.code(),
        stale: None,
    }
}

fn text(points: Option<Decimal>) -> Option<String> {
    points.map(|points| points.to_string())
}
