//! `chiso reconcile`: one-stop system, chiso and portal, dossier by dossier.

use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::reconcile::{Kind, Side};
use chiso_store::ListRow;
use chiso_web::reconciled::{Given, Question, latest, reconcile};
use chiso_web::wire::reconciliation::{
    Comparison, FINDING_COLUMNS, Found, Reconciliation, UnitCounts, Wanted, reason_key, sides_told,
};
use jiff::civil::DateTime;

use super::intake::lists::{name_of, open};
use crate::args::{Args, Reconcile};
use crate::failure::{DIFFERENT, Failure};
use crate::installation::Installation;
use crate::output::{Table, data, message, print};
use crate::present::{Present, civil, seconds};
use crate::tell::say;

/// Word that asks for the one-stop side to be made of its calls.
const CALLS: &str = "calls";

/// Runs the command. Exit 4 if any difference remains.
pub fn run(args: &Args, asked: &Reconcile) -> Result<ExitCode, Failure> {
    let wanted = wanted(asked)?;
    let installation = Installation::open(args)?;
    installation.known(asked.known_at)?;
    let rulebook = installation.rulebook(asked.rules.as_deref(), asked.period)?;
    let agency = installation.tree.find(&asked.agency, asked.period)?.clone();
    let of = Question { agency: &agency, period: asked.period, rulebook, known_at: asked.known_at };
    let lists = lists(args, &installation, asked, &of)?;
    let present = installation.present(asked.as_of, asked.known_at)?;
    begun(&of, &present)?;
    let done = reconcile(&installation.store, &of, lists, |look| {
        look(present.revision, &present.standing);
        Ok::<(), Failure>(())
    })?;
    let mut told = Reconciliation::new(&of, &done, wanted, args.lang);
    if told.is_empty() {
        let said = say("fail-reconcile-nothing").plain("agency", &agency.code);
        return Err(Failure::not_found(said.with("period", asked.period)));
    }
    let found = told.findings.as_mut();
    let listed =
        found.map(|found| (found.len(), found.truncate(asked.limit.unwrap_or(usize::MAX))));
    tell(args, &told, wanted.listed)?;
    let left: usize = told.comparisons.iter().map(|pair| pair.missing + pair.different).sum();
    if !args.json {
        conclude(args, &told, listed.map_or(left, |(count, ())| count), left == 0);
    }
    Ok(if left > 0 { ExitCode::from(DIFFERENT) } else { ExitCode::SUCCESS })
}

/// Of a period that has not begun there is nothing to compare.
fn begun(of: &Question<'_>, present: &Present) -> Result<(), Failure> {
    if seconds(of.period.first().at(0, 0, 0, 0))? <= present.at {
        return Ok(());
    }
    Err(Failure::not_found(say("fail-reconcile-ahead").with("period", of.period)))
}

/// How the comparison ended, and which side was not compared.
fn conclude(args: &Args, told: &Reconciliation, count: usize, agree: bool) {
    let lang = args.lang;
    let name = |side: &str| lang.text(&format!("reconcile-side-{side}"));
    let sides: Vec<String> = told.sides.iter().map(|it| name(it.side)).collect();
    message(&match agree {
        true => lang.text_with("reconcile-agrees", &[("sides", &sides.join(", "))]),
        false => lang.text_with("reconcile-differs", &[("count", &count.to_string())]),
    });
    if !told.not_compared.is_empty() {
        message(&lang.text_with("reconcile-no-portal", &[("agency", &told.agency)]));
    }
}

fn wanted(asked: &Reconcile) -> Result<Wanted, Failure> {
    let reason = match asked.reason.as_deref() {
        None => None,
        Some(code) => Some(Kind::of(code).ok_or_else(|| {
            let known = Kind::ALL.map(Kind::code).join(", ");
            let said = say("fail-reconcile-reason").plain("reason", code);
            Failure::usage(said.plain("known", known))
        })?),
    };
    let listed = asked.list || asked.retry || reason.is_some();
    Ok(Wanted { listed, reason, retry: asked.retry, sides: None })
}

/// The lists of the two other sides.
fn lists(
    args: &Args,
    installation: &Installation,
    asked: &Reconcile,
    of: &Question<'_>,
) -> Result<(Option<Given>, Option<Given>), Failure> {
    let calls = asked.one_stop.as_deref() == Some(Path::new(CALLS));
    let one = asked.one_stop.as_deref().filter(|_| !calls);
    let one_stop = match calls {
        true => None,
        false => given(args, installation, (Side::OneStop, one), asked.taken, of)?,
    };
    let portal = (Side::Portal, asked.portal.as_deref());
    Ok((one_stop, given(args, installation, portal, asked.taken, of)?))
}

fn given(
    args: &Args,
    installation: &Installation,
    (side, said): (Side, Option<&Path>),
    taken: Option<DateTime>,
    of: &Question<'_>,
) -> Result<Option<Given>, Failure> {
    let store = &installation.store;
    let stored = |row: &ListRow| Ok::<_, Failure>(Some(Given::stored(store, row)?));
    let Some(path) = said else {
        let row = latest(store, side, of, &installation.tree)?;
        return row.as_ref().map_or(Ok(None), stored);
    };
    let number = path.to_str().and_then(|text| text.parse::<u64>().ok()).filter(|_| !path.exists());
    let Some(id) = number else {
        return Ok(Some(file(args, installation, path, taken, of.agency)?));
    };
    let row = store.list(id, of.known_at)?;
    let row = row.filter(|row| row.side == side).ok_or_else(|| {
        let said = say("fail-list-none").plain("id", id).plain("side", side.code());
        Failure::not_found(said.plain("agency", &of.agency.code))
    })?;
    stored(&row)
}

fn file(
    args: &Args,
    installation: &Installation,
    path: &Path,
    taken: Option<DateTime>,
    agency: &Agency,
) -> Result<Given, Failure> {
    let taken = taken.map_or_else(|| changed(path), Ok)?;
    let found = open(args.lang, installation, (path, &agency.code), taken)?;
    let captured_at = seconds(taken)?;
    Ok(Given { name: name_of(path), capture: None, captured_at, entries: found.entries })
}

/// When a file was last changed.
fn changed(path: &Path) -> Result<DateTime, Failure> {
    let fail = |error| Failure::unreadable(path, error);
    let at = std::fs::metadata(path).and_then(|metadata| metadata.modified()).map_err(fail)?;
    let since = at.duration_since(std::time::UNIX_EPOCH).map(|since| since.as_secs());
    civil(since.ok().and_then(|since| i64::try_from(since).ok()).unwrap_or_default())
}

fn tell(args: &Args, told: &Reconciliation, listed: bool) -> Result<(), Failure> {
    let lang = args.lang;
    if args.json {
        return print(args, told, &Table::default());
    }
    if let Some(found) = told.findings.as_ref().filter(|_| listed) {
        return print(args, told, &findings(found, lang));
    }
    print(args, told, &units(&told.units, lang))?;
    if args.csv {
        return Ok(());
    }
    for pair in &told.comparisons {
        data(&format!("\n{}\n", sides_told(pair, lang)))?;
        if !pair.reasons.is_empty() {
            print(args, told, &reasons(pair, lang))?;
        }
    }
    if !told.indicators.is_empty() {
        data(&format!("\n{}\n", lang.text("reconcile-indicators")))?;
        print(args, told, &indicators(told, lang))?;
    }
    Ok(())
}

fn units(units: &[UnitCounts], lang: Lang) -> Table {
    let columns = [
        ("cli-code", false),
        ("col-unit", false),
        ("reconcile-side-one-stop", true),
        ("reconcile-side-chiso", true),
        ("reconcile-side-portal", true),
    ];
    let mut table = Table::of(lang, &columns);
    let count = |count: Option<i64>| count.map_or_else(|| "–".to_owned(), |n| lang.integer(n));
    let none = || lang.text("reconcile-unit-none");
    table.rows = units
        .iter()
        .map(|unit| {
            let counts = [unit.one_stop, unit.chiso, unit.portal].map(count);
            let code = unit.agency.clone().unwrap_or_else(|| "–".to_owned());
            let name = unit.name.clone().unwrap_or_else(none);
            [code, name].into_iter().chain(counts).collect()
        })
        .collect();
    let sum = |of: fn(&UnitCounts) -> Option<i64>| count(units.iter().map(of).sum());
    table.rows.push(vec![
        String::new(),
        lang.text("reconcile-total"),
        sum(|unit| unit.one_stop),
        sum(|unit| unit.chiso),
        sum(|unit| unit.portal),
    ]);
    table
}

fn reasons(pair: &Comparison, lang: Lang) -> Table {
    let ages = (0..6).map(|at| (format!("reconcile-age-{at}"), true));
    let columns =
        [("reconcile-reason", false), ("reconcile-count", true), ("reconcile-effect", true)];
    let columns = columns.into_iter().map(|(key, right)| (key.to_owned(), right)).chain(ages);
    let columns: Vec<(String, bool)> = columns.collect();
    let columns: Vec<(&str, bool)> = columns.iter().map(|(key, right)| (&**key, *right)).collect();
    let mut table = Table::of(lang, &columns);
    let number = |n: usize| lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    table.rows = pair
        .reasons
        .iter()
        .map(|reason| {
            let first = [
                format!("{} ({})", reason.name, reason.reason),
                number(reason.count),
                lang.integer(reason.effect),
            ];
            first.into_iter().chain(reason.ages.iter().map(|n| number(*n))).collect()
        })
        .collect();
    table
}

fn indicators(told: &Reconciliation, lang: Lang) -> Table {
    let columns = [
        ("col-indicator", false),
        ("reconcile-numerator-ours", true),
        ("reconcile-numerator-published", true),
        ("reconcile-numerator-explained", true),
        ("reconcile-numerator-rest", true),
        ("reconcile-denominator-ours", true),
        ("reconcile-denominator-published", true),
        ("reconcile-denominator-explained", true),
        ("reconcile-denominator-rest", true),
    ];
    let mut table = Table::of(lang, &columns);
    table.rows = told
        .indicators
        .iter()
        .map(|gap| {
            let parts = [gap.numerator, gap.denominator];
            let parts = parts.iter().flat_map(|it| [it.ours, it.published, it.explained, it.rest]);
            [gap.code.clone()].into_iter().chain(parts.map(|n| lang.integer(n))).collect()
        })
        .collect();
    table
}

fn findings(found: &[Found], lang: Lang) -> Table {
    let mut table = Table::of(lang, &FINDING_COLUMNS);
    table.rows = found.iter().map(|found| row(found, lang)).collect();
    table
}

fn row(found: &Found, lang: Lang) -> Vec<String> {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let reason = Kind::of(found.reason).map(|kind| lang.text(&reason_key(kind)));
    let retry = found.retry.map(|retry| lang.text(&format!("reconcile-retry-{retry}")));
    let days = |days: Option<i64>| days.map(|days| days.to_string()).unwrap_or_default();
    vec![
        found.code.clone(),
        format!("{}..{}", found.left, found.right),
        reason.unwrap_or_default(),
        some(&found.detail),
        lang.text(&format!("reconcile-owner-{}", found.owner)),
        retry.unwrap_or_default(),
        some(&found.agency),
        some(&found.procedure),
        some(&found.received_at),
        days(found.age_days),
        days(found.age_working_days),
    ]
}
