//! Directives: what is asked for, how far it is, and how it ended.

mod desk;
mod draft;
mod read;
pub mod words;

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::directive::progress::Progress;
use chiso_scoring::directive::status::Status;
use chiso_scoring::directive::{Closing, Named, Order, Quote};
use chiso_scoring::round::{Exact, to_percent};
use chiso_store::DirectiveRow;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use desk::{Desk, Refused};
pub use draft::{Draft, Drafted, Failed, Loss, Sides};

use super::quality::moment;

/// A directive as it is handed in: `chiso directive new`, `POST /api/v1/directives`. What it starts from is read from the data when
/// it is issued, never handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Number and symbol; `null` in a draft.
    pub number: Option<String>,
    /// Subject.
    pub title: String,
    /// Code of the agency that issues it.
    pub issuer: String,
    /// Code of the agency that answers for it.
    pub owner: String,
    /// Code of the agency whose number is measured.
    pub agency: String,
    /// Indicator, group or axis; `TOTAL` for the total.
    pub code: String,
    /// Period it is measured in.
    pub period: String,
    /// Rulebook it is measured under; `null`: the one in force.
    pub rulebook: Option<String>,
    /// `dossiers` or `published`; `null`: dossiers.
    pub basis: Option<String>,
    /// What the number shall become.
    pub target: Target,
    /// Last day to meet it.
    pub deadline: String,
    /// Codes of the units named.
    #[serde(default)]
    pub units: Vec<String>,
    /// Dossiers named.
    #[serde(default)]
    pub dossiers: Vec<String>,
    /// Free text for the office's own use, without names of persons.
    pub note: Option<String>,
}

/// What a number shall become at least.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// `points` or `rate` (per cent).
    pub unit: String,
    /// The number.
    pub value: String,
}

/// How a directive is closed: `POST /api/v1/directives/{number}/close`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// `met`, `not_met`, `withdrawn` or `replaced`.
    pub reason: String,
}

/// Every directive: `chiso directive list`, `/api/v1/directives`.
#[derive(Debug, Clone, Serialize)]
pub struct Directives {
    /// Revision they are known at.
    pub revision: u64,
    /// Moment they are looked at.
    pub as_of: String,
    /// The longest overdue first, closed ones last.
    pub directives: Vec<Directive>,
}

/// A directive.
#[derive(Debug, Clone, Serialize)]
pub struct Directive {
    /// Number and symbol.
    pub number: String,
    /// When it was issued.
    pub issued_at: String,
    /// Revision that brought it.
    pub revision: u64,
    /// Subject.
    pub title: String,
    /// Who issued it.
    pub issuer: Agency,
    /// Who answers for it.
    pub owner: Agency,
    /// Whose number is measured.
    pub agency: Agency,
    /// Indicator, group, axis or `TOTAL`.
    pub code: String,
    /// Period it is measured in.
    pub period: String,
    /// Rulebook it is measured under.
    pub rulebook: String,
    /// `official` or `unofficial`; `null` if chiso no longer knows the rulebook.
    pub status: Option<&'static str>,
    /// `dossiers` or `published`.
    pub basis: &'static str,
    /// What the number shall become.
    pub target: Target,
    /// Last day to meet it.
    pub deadline: String,
    /// Where it stands.
    pub stands: Stands,
    /// The number when it was issued.
    pub before: Number,
    /// The number now.
    pub now: Number,
    /// What is missing to the target; negative beyond it, `null` without a number.
    pub missing: Option<String>,
    /// Change since it was issued.
    pub change: Option<String>,
    /// Per cent of the way from the number before to the target.
    pub way: Option<String>,
    /// Named dossiers that are settled; of a closed directive those that were when it was closed.
    pub settled: usize,
    /// Units named.
    pub units: Vec<Agency>,
    /// Dossiers named.
    pub dossiers: Vec<Dossier>,
    /// Free text.
    pub note: Option<String>,
    /// How it ended.
    pub closed: Option<Closed>,
}

/// An agency by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agency {
    /// Code.
    pub code: String,
    /// Name; `null` for a code that no agency has.
    pub name: Option<String>,
}

/// A dossier named in a directive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dossier {
    /// Its code.
    pub number: String,
    /// Whether it was unfinished when it was named.
    pub open_then: bool,
    /// Whether nothing more can be asked of it; `null` in a list for directives that are closed.
    pub settled: Option<bool>,
}

/// Where a directive stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stands {
    /// `on_track`, `met`, `overdue`, `escalated` or `closed`.
    pub state: &'static str,
    /// Working days left, while it is on track.
    pub days_left: Option<i64>,
    /// Working days past the deadline.
    pub days_over: Option<i64>,
    /// Level of escalation.
    pub level: Option<usize>,
    /// Who is addressed on that level.
    pub addressee: Option<Agency>,
}

/// A number with everything it stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Number {
    /// Points; `null` if missing.
    pub points: Option<String>,
    /// Why they are what they are.
    pub state: &'static str,
    /// Per cent.
    pub rate: Option<String>,
    /// Numerator.
    pub numerator: Option<String>,
    /// Denominator.
    pub denominator: Option<String>,
    /// Period.
    pub period: String,
    /// Rulebook.
    pub rulebook: String,
    /// Moment.
    pub as_of: String,
    /// Revision.
    pub revision: u64,
}

/// How a directive ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// When.
    pub at: String,
    /// `met`, `not_met`, `withdrawn` or `replaced`.
    pub reason: &'static str,
    /// The number then.
    pub after: Number,
    /// Points (or per cent) then minus before, in the unit of the target.
    pub change: Option<String>,
    /// Named dossiers that were settled then.
    pub settled: usize,
}

/// What became of a call that issues or closes a directive.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    /// Whether the same was said before.
    pub repeated: bool,
    /// The directive as it stands now.
    pub directive: Directive,
}

pub(super) fn number(quote: &Quote) -> Number {
    let count = |of: fn(chiso_scoring::figure::Counts) -> i64| {
        quote.counts.map(|counts| of(counts).to_string())
    };
    Number {
        points: quote.points.map(|points| points.to_string()),
        state: quote.state.code(),
        rate: quote.rate.map(|rate| rate.to_string()),
        numerator: count(|counts| counts.numerator),
        denominator: count(|counts| counts.denominator),
        period: quote.period.to_string(),
        rulebook: quote.rulebook.clone(),
        as_of: moment(quote.as_of),
        revision: quote.revision,
    }
}

pub(super) fn agency(tree: &AgencyTree, code: &str) -> Agency {
    let name = tree.versions(code).next_back().map(|agency| agency.name.clone());
    Agency { code: code.to_owned(), name }
}

pub(super) fn target(order: &Order) -> Target {
    let target = order.target;
    Target { unit: target.code().to_owned(), value: target.value().to_string() }
}

pub(super) fn stands(tree: &AgencyTree, status: &Status) -> Stands {
    let mut stands = Stands {
        state: status.code(),
        days_left: None,
        days_over: None,
        level: None,
        addressee: None,
    };
    match status {
        Status::OnTrack { left } => stands.days_left = Some(*left),
        Status::Overdue { days, level, addressee } => {
            stands.days_over = Some(*days);
            stands.level = Some(*level);
            stands.addressee = addressee.as_deref().map(|code| agency(tree, code));
        }
        Status::Met | Status::Closed(_) => {}
    }
    stands
}

pub(super) fn closed(order: &Order, closing: &Closing) -> Closed {
    let value = |quote: &Quote| quote.value(order.target);
    let sides = value(&order.baseline).zip(value(&closing.after));
    Closed {
        at: moment(closing.at),
        reason: closing.reason.code(),
        after: number(&closing.after),
        change: sides.map(|(before, after)| (after - before).to_string()),
        settled: closing.settled,
    }
}

/// A directive with what became of it, ready to be told.
pub(super) fn directive(
    tree: &AgencyTree,
    row: &DirectiveRow,
    (progress, status): (&Progress, &Status),
    (rulebook, settled): (Option<&'static str>, &[Option<bool>]),
) -> Directive {
    let order = &row.directive.order;
    let text = |value: Option<Decimal>| value.map(|value| value.to_string());
    let percent = |way: Exact| to_percent(way).to_string();
    let dossier = |(named, settled): (&Named, &Option<bool>)| Dossier {
        number: named.number.clone(),
        open_then: named.open,
        settled: *settled,
    };
    Directive {
        number: row.directive.number.clone(),
        issued_at: moment(row.directive.issued_at),
        revision: row.revision,
        title: order.title.clone(),
        issuer: agency(tree, &order.issuer),
        owner: agency(tree, &order.owner),
        agency: agency(tree, &order.agency),
        code: order.code.clone(),
        period: order.period.to_string(),
        rulebook: order.rulebook.clone(),
        status: rulebook,
        basis: order.basis.code(),
        target: target(order),
        deadline: order.deadline.to_string(),
        stands: stands(tree, status),
        before: number(&order.baseline),
        now: number(&progress.now),
        missing: text(progress.missing),
        change: text(progress.change),
        way: progress.way.map(percent),
        settled: row.closing.as_ref().map_or(progress.dossiers.settled, |end| end.settled),
        units: order.units.iter().map(|code| agency(tree, code)).collect(),
        dossiers: order.dossiers.iter().zip(settled).map(dossier).collect(),
        note: order.note.clone(),
        closed: row.closing.as_ref().map(|closing| closed(order, closing)),
    }
}
