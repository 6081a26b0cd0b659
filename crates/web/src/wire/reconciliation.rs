//! Reconciliation: what each unit counts on three sides, and every difference with its reason.

use std::collections::BTreeMap;

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::reconcile::gap::Gap;
use chiso_scoring::reconcile::{Finding, Kind, Ledger, Line, Side, Unit};
use chiso_scoring::rulebook::Rulebook;
use serde::Serialize;

mod found;

use found::found;
pub use found::{FINDING_COLUMNS, Found, Says};

use super::Heading;
use crate::moment::local;
use crate::reconciled::{Compared, Origin, Question, Reconciled};

/// `chiso reconcile`, `/api/v1/reconciliation`.
#[derive(Debug, Clone, Serialize)]
pub struct Reconciliation {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Code of the agency.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// The lists that were compared.
    pub sides: Vec<ListSide>,
    /// Sides that were not compared, because there is no list of them: `portal` or nothing.
    pub not_compared: Vec<&'static str>,
    /// Dossiers that each side counts, per unit.
    pub units: Vec<UnitCounts>,
    /// The comparisons, two sides each.
    pub comparisons: Vec<Comparison>,
    /// Published figures beside ours; empty if none are known.
    pub indicators: Vec<IndicatorGap>,
    /// Dossiers that are missing or different, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<Found>>,
}

/// A list that was compared.
#[derive(Debug, Clone, Serialize)]
pub struct ListSide {
    /// `one-stop`, `chiso` or `portal`.
    pub side: &'static str,
    /// `file`, `log` (chiso's own) or `calls` (what the one-stop system's calls told).
    pub origin: &'static str,
    /// Name of the file.
    pub file: Option<String>,
    /// Number of the stored list.
    pub capture: Option<u64>,
    /// When it was taken.
    pub captured_at: String,
    /// Rows of the whole list.
    pub rows: usize,
}

/// What three sides count for one unit.
#[derive(Debug, Clone, Serialize)]
pub struct UnitCounts {
    /// Code; `null` for dossiers that no list and no number gives a unit.
    pub agency: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Of the one-stop system.
    pub one_stop: Option<i64>,
    /// Of chiso.
    pub chiso: Option<i64>,
    /// Of the portal.
    pub portal: Option<i64>,
}

/// Two sides compared. `left_count − right_count` = sum of the effects of the reasons.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// Left side.
    pub left: &'static str,
    /// Right side.
    pub right: &'static str,
    /// Rows that the left side counts.
    pub left_count: i64,
    /// Rows that the right side counts.
    pub right_count: i64,
    /// Left − right.
    pub difference: i64,
    /// Dossiers that both have and describe alike.
    pub matched: usize,
    /// Dossiers that one side lacks.
    pub missing: usize,
    /// Dossiers that both have and describe differently.
    pub different: usize,
    /// Reasons that occur.
    pub reasons: Vec<ReasonCount>,
    /// The same per unit.
    pub units: Vec<UnitDifference>,
}

impl Comparison {
    /// Whether neither side has any dossier.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.matched + self.missing + self.different == 0
    }
}

/// How often a reason occurs.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonCount {
    /// Code of the reason.
    pub reason: &'static str,
    /// In words.
    pub name: String,
    /// Findings.
    pub count: usize,
    /// What they add to left − right.
    pub effect: i64,
    /// Findings by calendar days since reception: 0–2, 3–7, 8–30, 31–90, 91 and more, unknown.
    pub ages: Vec<usize>,
}

/// One unit of a comparison.
#[derive(Debug, Clone, Serialize)]
pub struct UnitDifference {
    /// Code; `null` where nothing says the unit.
    pub agency: Option<String>,
    /// Rows that the left side counts.
    pub left_count: i64,
    /// Rows that the right side counts.
    pub right_count: i64,
    /// Left − right.
    pub difference: i64,
    /// What each reason adds to it.
    pub effects: BTreeMap<&'static str, i64>,
    /// Findings listed under it, by reason.
    pub findings: BTreeMap<&'static str, usize>,
}

/// One indicator: ours − published = explained + rest, for numerator and denominator.
#[derive(Debug, Clone, Serialize)]
pub struct IndicatorGap {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Numerator.
    pub numerator: CountGap,
    /// Denominator.
    pub denominator: CountGap,
}

/// One count of an indicator.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CountGap {
    /// What chiso counts.
    pub ours: i64,
    /// What was published.
    pub published: i64,
    /// Ours − published.
    pub gap: i64,
    /// What the findings account for.
    pub explained: i64,
    /// What nothing explains yet.
    pub rest: i64,
}

/// Which findings are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// The findings themselves, not only how many.
    pub listed: bool,
    /// Only this reason.
    pub reason: Option<Kind>,
    /// Only what is to be sent again.
    pub retry: bool,
    /// Only this comparison.
    pub sides: Option<(Side, Side)>,
}

impl Wanted {
    /// Findings that are wanted, with their comparison.
    pub fn of(self, done: &Reconciled) -> impl Iterator<Item = (&Ledger, &Finding)> {
        let ledgers = done.ways.ledgers.iter();
        let pair = self.sides;
        let ledgers =
            ledgers.filter(move |it| pair.is_none_or(|sides| sides == (it.left, it.right)));
        let all = ledgers.flat_map(|ledger| ledger.findings.iter().map(move |one| (ledger, one)));
        all.filter(move |(_, finding)| {
            let reason = self.reason.is_none_or(|kind| kind == finding.reason.kind());
            reason && (!self.retry || finding.reason.retry().is_some())
        })
    }
}

impl Reconciliation {
    /// What reconciling gave, as others read it.
    #[must_use]
    pub fn new(of: &Question<'_>, done: &Reconciled, wanted: Wanted, lang: Lang) -> Self {
        let as_of = local(done.at).to_string();
        let comparisons = done.ways.ledgers.iter().map(|ledger| comparison(ledger, lang));
        Self {
            heading: Heading::counted(of.rulebook, of.period.to_string(), as_of, done.revision),
            agency: of.agency.code.clone(),
            name: of.agency.name.clone(),
            sides: done.sides.iter().map(side).collect(),
            not_compared: Side::ALL
                .into_iter()
                .filter(|side| done.sides.iter().all(|it| it.side != *side))
                .map(Side::code)
                .collect(),
            units: units(done, of.period),
            comparisons: comparisons.collect(),
            indicators: done
                .gaps
                .iter()
                .filter_map(|gap| indicator(of.rulebook, gap, lang))
                .collect(),
            findings: wanted.listed.then(|| wanted.of(done).map(|(l, f)| found(l, f)).collect()),
        }
    }

    /// Whether no side has any dossier of the agency and period: then nothing was compared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.comparisons.iter().all(Comparison::is_empty)
    }
}

fn side(compared: &Compared) -> ListSide {
    let (origin, file, capture) = match &compared.origin {
        Origin::File { name, capture } => ("file", Some(name.clone()), *capture),
        Origin::Log => ("log", None, None),
        Origin::Calls => ("calls", None, None),
    };
    ListSide {
        side: compared.side.code(),
        origin,
        file,
        capture,
        captured_at: local(compared.captured_at).to_string(),
        rows: compared.rows,
    }
}

fn units(done: &Reconciled, period: Period) -> Vec<UnitCounts> {
    let counts = done.ways.counts();
    let of = |(unit, [one_stop, chiso, portal]): (Unit, [Option<i64>; 3])| UnitCounts {
        name: unit.as_deref().and_then(|code| name(&done.tree, code, period)),
        agency: unit.as_deref().map(str::to_owned),
        one_stop,
        chiso,
        portal,
    };
    counts.into_iter().map(of).collect()
}

/// Name of an agency in a period.
pub(crate) fn name(tree: &AgencyTree, code: &str, period: Period) -> Option<String> {
    tree.find(code, period).ok().map(|agency| agency.name.clone())
}

/// Key of the words of a reason.
#[must_use]
pub fn reason_key(kind: Kind) -> String {
    format!("reconcile-reason-{}", kind.code().replace('_', "-"))
}

fn comparison(ledger: &Ledger, lang: Lang) -> Comparison {
    let total = ledger.total();
    let (missing, different) = ledger.missing_and_different();
    let ages = ledger.ages();
    let reason = |(kind, count): (&Kind, &usize)| ReasonCount {
        reason: kind.code(),
        name: lang.text(&reason_key(*kind)),
        count: *count,
        effect: total.effects.get(kind).copied().unwrap_or(0),
        ages: ages.get(kind).map(|ages| ages.to_vec()).unwrap_or_default(),
    };
    Comparison {
        left: ledger.left.code(),
        right: ledger.right.code(),
        left_count: total.left,
        right_count: total.right,
        difference: total.left - total.right,
        matched: ledger.matched,
        missing,
        different,
        reasons: total.findings.iter().map(reason).collect(),
        units: ledger.lines.iter().map(unit_difference).collect(),
    }
}

fn unit_difference((unit, line): (&Unit, &Line)) -> UnitDifference {
    let effects = line.effects.iter().filter(|(_, effect)| **effect != 0);
    UnitDifference {
        agency: unit.as_deref().map(str::to_owned),
        left_count: line.left,
        right_count: line.right,
        difference: line.left - line.right,
        effects: effects.map(|(kind, effect)| (kind.code(), *effect)).collect(),
        findings: line.findings.iter().map(|(kind, count)| (kind.code(), *count)).collect(),
    }
}

fn indicator(rulebook: &Rulebook, gap: &Gap, lang: Lang) -> Option<IndicatorGap> {
    let rule = rulebook.indicators.get(gap.indicator)?;
    let (whole, rest) = (gap.gap(), gap.rest());
    Some(IndicatorGap {
        code: rule.code.clone(),
        name: lang.pick(&rule.name).to_owned(),
        numerator: CountGap {
            ours: gap.ours.numerator,
            published: gap.theirs.numerator,
            gap: whole.numerator,
            explained: gap.explained.numerator,
            rest: rest.numerator,
        },
        denominator: CountGap {
            ours: gap.ours.denominator,
            published: gap.theirs.denominator,
            gap: whole.denominator,
            explained: gap.explained.denominator,
            rest: rest.denominator,
        },
    })
}

/// A comparison in one sentence.
#[must_use]
pub fn sides_told(pair: &Comparison, lang: Lang) -> String {
    let name = |side: &str| lang.text(&format!("reconcile-side-{side}"));
    let count = |n: usize| lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let said = [
        ("left", name(pair.left)),
        ("right", name(pair.right)),
        ("lefts", lang.integer(pair.left_count)),
        ("rights", lang.integer(pair.right_count)),
        ("difference", lang.integer(pair.difference)),
        ("matched", count(pair.matched)),
        ("missing", count(pair.missing)),
        ("different", count(pair.different)),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, text.as_str())).collect();
    lang.text_with("reconcile-summary", &said)
}
