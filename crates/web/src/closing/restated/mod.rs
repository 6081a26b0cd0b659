//! What changed since a closing: which numbers, by how many points, which dossiers entered or left which count, and why. The frozen
//! bytes are one side, what is known now of the same moment is the other.

mod delta;
mod figures;
mod note;
mod reasons;

use chiso_report::snapshot::{Frozen, Origin};
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::figure::{Captured, Counts};
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::quality_marks;
use chiso_scoring::movement::{Chain, Key, Movement, Over, Side, key_text, movement};
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::sheet::{COUNTED, Place, Provenance, Sheet};
use chiso_store::{ClosingFile, ClosingRow, Query};
use jiff::civil::DateTime;
use rust_decimal::Decimal;

pub use delta::Delta;
pub use reasons::{Later, Why};

use super::Desk;
use super::lists::{Kept, Names, rows};
use super::refused::Refused;
use super::seal::{Opened, open};

/// Decimals of the points that parts of a change are told with.
const DIGITS: u32 = 4;

/// A closing, opened again from its bytes.
pub struct Earlier {
    /// What is known of it.
    pub row: ClosingRow,
    /// What was frozen.
    pub opened: Opened,
    lists: Kept,
}

/// How dossiers stand now.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    /// Counted under the rules that were frozen; `None` for published figures.
    pub live: Option<&'a Live>,
    /// Counted under the rules as they read now, if they were changed since.
    pub ruled: Option<&'a Live>,
    /// Revision of the log.
    pub revision: u64,
}

impl std::fmt::Debug for Now<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Now").field("revision", &self.revision).finish_non_exhaustive()
    }
}

/// What changed since a closing.
#[derive(Debug, Clone)]
pub struct Restatement {
    /// The closing.
    pub closing: ClosingRow,
    /// Revision of the log it is held against.
    pub revision: u64,
    /// Every number of every unit that is another one now.
    pub changes: Vec<UnitChange>,
    /// The change of the agency's total.
    moved: Movement,
    /// Rows that entered or left a count.
    pub deltas: Vec<Delta>,
    /// Published figures that were captured later and read otherwise.
    pub figures: Vec<LaterFigure>,
    /// What the rulebook makes of it since it was changed; nothing if it was not.
    pub by_rule: Vec<UnitChange>,
}

/// A number that is another one now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitChange {
    /// Code of the unit.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// Code of the number: an indicator, a group, an axis, or `TOTAL`.
    pub place: String,
    /// Points as they were closed.
    pub before: Option<Decimal>,
    /// Points now.
    pub after: Option<Decimal>,
    /// Counts as they were closed.
    pub counts_before: Option<Counts>,
    /// Counts now.
    pub counts_after: Option<Counts>,
}

/// A published figure that was captured after the closing.
#[derive(Debug, Clone, PartialEq)]
pub struct LaterFigure {
    /// Code of the agency.
    pub agency: String,
    /// Indicator.
    pub indicator: String,
    /// Who published it.
    pub source: String,
    /// When it was captured.
    pub as_of: DateTime,
    /// Revision that brought it.
    pub revision: u64,
}

impl Earlier {
    /// Whether the rulebook of that name still reads as it was frozen.
    #[must_use]
    pub fn same_rules(&self, rulebooks: &Rulebooks) -> bool {
        let now = rulebooks.get(&self.opened.rulebook().id).ok();
        now.and_then(|now| now.print().ok()).is_some_and(|text| text == self.frozen().rulebook)
    }

    /// The measures that were frozen, for a count under the rules of then.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan::new(&[self.opened.rulebook()], &quality_marks())
    }

    /// What was frozen.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        self.opened.frozen()
    }

    /// The moment the other side has to stand at: of a period that was over any moment since will do.
    #[must_use]
    pub fn as_of(&self) -> Option<DateTime> {
        self.row.closed.provisional.then_some(self.row.closed.as_of)
    }

    /// Whether figures were counted from dossiers.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.frozen().origin == Origin::Dossiers
    }

    /// The lists as text, as they were frozen.
    #[must_use]
    pub fn lists(&self) -> &str {
        self.lists.text()
    }
}

impl Desk<'_> {
    /// A closing with its frozen bytes, checked.
    ///
    /// # Errors
    /// There is no such closing, its bytes are damaged, or the database failed.
    pub fn earlier(&self, number: u64) -> Result<Earlier, Refused> {
        let unknown = || Refused::Unknown(number);
        let row = self.store.closing(number, None)?.ok_or_else(unknown)?;
        let file = |file| self.store.closing_file(number, file);
        let opened = open(&file(ClosingFile::Snapshot)?.ok_or_else(unknown)?)?;
        let lists = file(ClosingFile::Lists)?.ok_or_else(unknown)?;
        let lists = Kept::read(&lists, opened.frozen().lists)?;
        Ok(Earlier { row, opened, lists })
    }

    /// Holds a closing against what is known now.
    ///
    /// # Errors
    /// Dossiers were closed and are not at hand, the agency is gone, or the database failed.
    pub fn restated(&self, earlier: &Earlier, now: Now<'_>) -> Result<Restatement, Refused> {
        let ground = Ground::new(self, earlier, now)?;
        let then = earlier.opened.sheet();
        let reached = ground.sheet();
        let changes = figures::changes(earlier, &then, &reached);
        let moved = moved(earlier, &then, &reached)?;
        let ruled = now.ruled.map(|live| ground.ruled(self, live)).transpose()?;
        let by_rule = ruled.map(|ruled| figures::changes(earlier, &reached, &ruled));
        Ok(Restatement {
            closing: earlier.row.clone(),
            revision: now.revision,
            changes,
            moved,
            deltas: self.deltas(earlier, now)?,
            figures: figures::later(earlier, &ground.captured),
            by_rule: by_rule.unwrap_or_default(),
        })
    }

    fn deltas(&self, earlier: &Earlier, now: Now<'_>) -> Result<Vec<Delta>, Refused> {
        let Some(live) = now.live else { return Ok(Vec::new()) };
        let frozen = earlier.frozen();
        let names = Names::read(self.store, now.revision, true)?;
        let id = &earlier.opened.rulebook().id;
        let (measures, present) = rows(live, &names, (id, &frozen.agency, frozen.period));
        let then = (earlier.lists.measures(), earlier.lists.rows());
        let mut deltas = delta::deltas((&then.0, &then.1), (&measures, &present));
        reasons::find(self, frozen.revision, now.revision, &mut deltas)?;
        Ok(deltas)
    }
}

/// What the other side stands on.
struct Ground<'a> {
    earlier: &'a Earlier,
    tree: std::borrow::Cow<'a, AgencyTree>,
    captured: Vec<Captured>,
    now: Now<'a>,
    counted: Vec<chiso_scoring::measure::ask::Counted>,
}

impl<'a> Ground<'a> {
    fn new(desk: &Desk<'_>, earlier: &'a Earlier, now: Now<'a>) -> Result<Self, Refused> {
        let frozen = earlier.frozen();
        let query = Query {
            as_of: earlier.as_of(),
            known_at: Some(now.revision),
            ..Query::of(frozen.period)
        };
        let tree = match now.live {
            Some(live) => std::borrow::Cow::Borrowed(live.tree()),
            None if earlier.counts() => return Err(Refused::NoDossiers),
            None => {
                let agencies = desk.store.agencies(Some(now.revision))?;
                std::borrow::Cow::Owned(AgencyTree::new(agencies)?)
            }
        };
        let known: Vec<&str> = frozen.agencies.iter().map(|agency| agency.code.as_str()).collect();
        let captured = desk.store.figures(&query)?.into_iter();
        let captured = captured.filter(|row| known.contains(&row.reported.agency.as_str()));
        let mut ground =
            Self { earlier, tree, captured: captured.collect(), now, counted: Vec::new() };
        if let Some(live) = now.live {
            ground.counted = ground.of(live, &earlier.opened.rulebook().id);
        }
        Ok(ground)
    }

    /// What is counted now of everything in force.
    fn of(&self, live: &Live, rulebook: &str) -> Vec<chiso_scoring::measure::ask::Counted> {
        let period = self.earlier.frozen().period;
        live.figures(rulebook, period)
    }

    fn sheet(&self) -> Sheet<'_> {
        let frozen = self.earlier.frozen();
        let rulebook = self.earlier.opened.rulebook();
        if self.now.live.is_some() {
            return self.counted(rulebook, &self.counted);
        }
        Sheet::new(&self.tree, rulebook, frozen.period, frozen.basis, &self.captured)
    }

    /// The same under the rules as they read now.
    fn ruled<'r>(&'r self, desk: &Desk<'r>, live: &Live) -> Result<Sheet<'r>, Refused> {
        let rulebook = desk.rulebooks.get(&self.earlier.opened.rulebook().id)?;
        Ok(self.counted(rulebook, &self.of(live, &rulebook.id)))
    }

    fn counted<'r>(
        &'r self,
        rulebook: &'r Rulebook,
        counted: &[chiso_scoring::measure::ask::Counted],
    ) -> Sheet<'r> {
        let frozen = self.earlier.frozen();
        let source = COUNTED.to_owned();
        let at = Provenance { as_of: frozen.as_of, source, revision: self.now.revision };
        Sheet::counted(&self.tree, rulebook, frozen.period, counted, &at)
    }
}

/// The change of the agency's total.
fn moved(earlier: &Earlier, then: &Sheet<'_>, now: &Sheet<'_>) -> Result<Movement, Refused> {
    let side = |sheet| Side { sheet, live: None };
    let chain = Chain { before: side(then), restated: None, ruled: None, after: side(now) };
    Ok(movement(chain, &earlier.frozen().agency, Place::Total)?)
}

impl Restatement {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let lists = self.deltas.is_empty() && self.figures.is_empty();
        lists && self.changes.is_empty() && self.by_rule.is_empty()
    }

    /// The change of the agency's total, split over its units: the parts add up to it. Nothing if it did not change, or has no points
    /// on a side.
    #[must_use]
    pub fn shares(&self, lang: Lang) -> Vec<(String, Decimal)> {
        if self.moved.change.is_none() {
            return Vec::new();
        }
        let view = self.moved.view(Over::Units).rounded(DIGITS);
        let lines = view.lines.iter().filter(|line| !line.amount.is_zero());
        let text = |key: Key| key_text(&self.moved, key, lang);
        lines.map(|line| (text(line.key), line.amount.shown(DIGITS))).collect()
    }
}
