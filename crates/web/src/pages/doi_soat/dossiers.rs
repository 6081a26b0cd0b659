//! The lists of the page: dossiers that are missing or different, and stored lists of other sides.

use chiso_report::listing::Item;
use chiso_scoring::dossier::Status;
use chiso_scoring::lang::Lang;
use chiso_scoring::reconcile::{Kind, Side};
use chiso_store::ListRow;
use jiff::civil::DateTime;

use super::tables::{moment, number, side_name};
use super::{LISTS, ONE_STOP, PATH, PORTAL, REASON, RETRY, SHOWN, top};
use crate::chrome::Link;
use crate::link::encoded;
use crate::listing::{Cell, Listed};
use crate::moment::local;
use crate::named::Named;
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::reconciliation::{
    FINDING_COLUMNS, Found, Reconciliation, Says, Wanted, reason_key,
};
use crate::wire::work::status;

/// This page with other filters of its list; the choice of lists stays.
pub(super) fn filter(study: &Study, extra: &[(&str, &str)]) -> String {
    let kept = [ONE_STOP, PORTAL].into_iter();
    let kept = kept.filter_map(|name| Some((name, study.asked.value(name)?)));
    let all: Vec<(&str, &str)> = kept.chain(extra.iter().copied()).collect();
    format!("{}#ho-so", study.link(PATH, &all))
}

pub(super) fn filters(study: &Study, told: &Reconciliation) -> Vec<Link> {
    let lang = study.asked.lang;
    let mut codes: Vec<&str> = Vec::new();
    for reason in told.comparisons.iter().flat_map(|pair| &pair.reasons) {
        if !codes.contains(&reason.reason) {
            codes.push(reason.reason);
        }
    }
    let link = |code: &&str| {
        let text = lang.text(&reason_key(Kind::of(code)?));
        Some(Link { href: filter(study, &[(REASON, code)]), text })
    };
    let all = Link { href: filter(study, &[]), text: lang.text("reconcile-all") };
    let retry = filter(study, &[(RETRY, "1")]);
    let retry = Link { href: retry, text: lang.text("reconcile-retries") };
    [all, retry].into_iter().chain(codes.iter().filter_map(link)).collect()
}

pub(super) fn findings(
    study: &Study,
    named: &Named,
    told: &Reconciliation,
    wanted: Wanted,
    whole: bool,
) -> Listed {
    let lang = study.asked.lang;
    let columns = FINDING_COLUMNS.into_iter().chain([("reconcile-says", false)]);
    let columns: Vec<(&str, bool)> = columns.collect();
    let caption = match wanted.reason {
        Some(kind) => {
            let reason = lang.text(&reason_key(kind));
            lang.text_with("reconcile-findings-of", &[("reason", &reason)])
        }
        None if wanted.retry => lang.text("reconcile-retries"),
        None => lang.text("reconcile-findings"),
    };
    let mut listed = Listed::new(lang, "ho-so", caption, &columns);
    listed.empty = lang.text("reconcile-findings-empty");
    let all = told.findings.as_deref().unwrap_or_default();
    let shown = if whole { all.len() } else { all.len().min(SHOWN) };
    listed.rows = all.iter().take(shown).map(|found| row(study, named, found)).collect();
    if shown < all.len() {
        let (shown, all) = (shown.to_string(), all.len().to_string());
        let said = [("shown", shown.as_str()), ("count", &all)];
        listed.count = lang.text_with("reconcile-shown", &said);
    }
    listed.downloads(&study.asked, study.facts())
}

/// A dossier; one that chiso has leads to its own page.
fn code(study: &Study, found: &Found) -> Cell {
    let cell = Cell::text(found.code.clone());
    let chiso = Side::Chiso.code();
    let ours = [(found.left, &found.left_says), (found.right, &found.right_says)];
    match ours.into_iter().any(|(side, says)| side == chiso && says.is_some()) {
        true => cell.at(study.standing().link(&format!("/ho-so/{}", encoded(&found.code)), &[])),
        false => cell,
    }
}

fn row(study: &Study, named: &Named, found: &Found) -> Vec<Cell> {
    let lang = study.asked.lang;
    let some =
        |text: &Option<String>| Cell::new(lang, text.clone().map_or(Item::Missing, Item::Text));
    let days = |n: Option<i64>| Cell::new(lang, n.map_or(Item::Missing, Item::Integer));
    let words = |key: String| Cell::text(lang.text(&key));
    let retry = found.retry.map(|retry| lang.text(&format!("reconcile-retry-{retry}")));
    let reason = Kind::of(found.reason).map(|kind| lang.text(&reason_key(kind)));
    vec![
        code(study, found),
        Cell::text(format!("{} / {}", side_name(lang, found.left), side_name(lang, found.right))),
        Cell::text(reason.unwrap_or_default()),
        Cell::text(detail(lang, found)),
        words(format!("reconcile-owner-{}", found.owner)),
        some(&retry),
        some(&found.agency.as_ref().map(|code| named.agency(code))),
        some(&found.procedure.as_ref().map(|code| named.procedure(code))),
        moment(lang, found.received_at.as_ref()),
        days(found.age_days),
        days(found.age_working_days),
        Cell::text(says(lang, named, found)),
    ]
}

/// What a reason says besides, in words.
fn detail(lang: Lang, found: &Found) -> String {
    match (&found.detail, found.reason) {
        (Some(hold), "held_back") => lang.text(&format!("hold-{hold}")),
        (Some(field), _) => field.clone(),
        (None, _) => String::new(),
    }
}

/// Where the two sides differ, side by side.
fn says(lang: Lang, named: &Named, found: &Found) -> String {
    let (Some(left), Some(right)) = (&found.left_says, &found.right_says) else {
        return String::new();
    };
    let day = |text: &Option<String>| {
        let at = text.as_ref().and_then(|text| text.parse::<DateTime>().ok());
        at.map(|at| lang.date(at.date()))
    };
    let status = |says: &Says| says.status.map(|number| state(lang, number));
    let agency = |says: &Says| says.agency.as_ref().map(|code| named.agency(code));
    let procedure = |says: &Says| says.procedure.as_ref().map(|code| named.procedure(code));
    let parts = [
        ("agency", agency(left), agency(right)),
        ("procedure", procedure(left), procedure(right)),
        ("status", status(left), status(right)),
        ("received", day(&left.received_at), day(&right.received_at)),
        ("due", day(&left.due_at), day(&right.due_at)),
        ("ended", day(&left.ended_at), day(&right.ended_at)),
    ];
    let nothing = lang.text("reconcile-says-nothing");
    let differing = parts.into_iter().filter(|(_, left, right)| left != right);
    let said = differing.map(|(name, left, right)| {
        let (left, right) = (left.unwrap_or(nothing.clone()), right.unwrap_or(nothing.clone()));
        lang.text_with(&format!("reconcile-says-{name}"), &[("left", &left), ("right", &right)])
    });
    said.collect::<Vec<_>>().join("; ")
}

/// A state that the portal numbers, by name; a number that is none stands for itself.
fn state(lang: Lang, number: u8) -> String {
    let known = Status::of(i64::from(number)).map(status);
    known.map_or_else(|| number.to_string(), |code| lang.text(&format!("work-status-{code}")))
}

/// Lists that can be compared, the one taken last first.
pub(super) fn lists(study: &Study, named: &Named) -> Result<Listed, Trouble> {
    let lang = study.asked.lang;
    let columns = [
        ("reconcile-list", true),
        ("reconcile-side", false),
        ("reconcile-list-agency", false),
        ("reconcile-captured", false),
        ("reconcile-origin", false),
        ("reconcile-rows", true),
        ("reconcile-list-refused", true),
        ("reconcile-list-repeated", true),
    ];
    let mut listed = Listed::new(lang, "danh-sach", lang.text("reconcile-lists"), &columns);
    listed.empty = lang.text("reconcile-lists-none");
    let known_at = crate::at::known_at(&study.app, &study.asked)?;
    let here = |row: &ListRow| top(&row.agency) == top(&study.agency.code);
    let stored = study.app.store.lists(known_at, usize::MAX)?;
    let rows = stored.iter().filter(|row| here(row)).take(LISTS);
    listed.rows = rows.map(|row| list(study, named, row)).collect();
    Ok(listed)
}

fn list(study: &Study, named: &Named, row: &ListRow) -> Vec<Cell> {
    let lang = study.asked.lang;
    let parameter = if row.side == Side::Portal { PORTAL } else { ONE_STOP };
    let id = row.id.to_string();
    let counts = [row.entries, row.refused, row.repeated];
    let counts = counts.map(|n| number(lang, i64::try_from(n).unwrap_or(i64::MAX)));
    let first = [
        Cell::text(id.clone()).at(study.link(PATH, &[(parameter, &id)])),
        Cell::text(side_name(lang, row.side.code())),
        Cell::text(named.agency(&row.agency)),
        Cell::new(lang, Item::Moment(local(row.captured_at))),
        Cell::text(row.file_name.clone()),
    ];
    first.into_iter().chain(counts).collect()
}
