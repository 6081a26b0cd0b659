//! One dossier: what is known of it, how that came about, and which numbers count it.

use chiso_scoring::dossier::{Version as Known, meaning};
use chiso_scoring::expr::{Columns, Entity, Scope as _, Type};
use chiso_scoring::measure::opened::Side as Which;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::verdict::{Judge, Judgement, Leaf, Placed, SideVerdict, Verdict as Found};
use chiso_store::KnownFrom;

use super::{Catalogues, Ground};
use crate::wire::dossiers::{Change, Clause, Dossier, Judged, Side, Value, Verdict, Version};

/// The agencies that a dossier counts for in a period, the lowest first; none of one that is held back or
/// that was sent under a code no agency has.
#[must_use]
pub fn counts_for(
    standing: &chiso_scoring::standing::Standing,
    number: u32,
    period: chiso_scoring::period::Period,
) -> Vec<String> {
    let live = standing.live();
    let row = live.peek(Entity::Dossier, number);
    let path = row.map(|row| live.path(row.unit, period)).unwrap_or_default();
    path.into_iter().map(str::to_owned).collect()
}

/// Tells of a dossier, by its number and code; `versions` is all that was known of it at the revision, the
/// earliest first.
#[must_use]
pub fn tell(ground: Ground<'_>, number: u32, code: &str, versions: &[KnownFrom]) -> Dossier {
    let catalogues = Catalogues::embedded();
    let judge = catalogues.judge(ground.standing, ground.asked());
    let newest = versions.last().and_then(|known| known.version.snapshot.as_deref());
    let seen = ground.standing.live().peek(Entity::Dossier, number).is_some();
    let names = meaning::NUMBERS.iter().chain(&meaning::FLAGS).filter(|_| seen);
    let column = |name: &&'static str| {
        ((*name).to_owned(), Value::from(&judge.seen(Entity::Dossier, number, name)))
    };
    Dossier {
        heading: ground.heading(),
        code: code.to_owned(),
        agency: ground.agency.code.clone(),
        sent_under: newest.map(|said| said.agency.to_string()),
        counts_for: counts_for(ground.standing, number, ground.period),
        procedure: newest.map(|said| said.procedure.to_string()),
        held: ground.standing.hold(number).map(|hold| hold.code()),
        columns: names.map(column).collect(),
        course: course(versions, &catalogues.columns),
        indicators: indicators(&judge, ground.rulebook, number),
    }
}

fn indicators(judge: &Judge<'_>, rulebook: &Rulebook, number: u32) -> Vec<Verdict> {
    let verdict = |at: usize| {
        let side = |side| side_of(&judge.side(rulebook, at, side, Entity::Dossier, number));
        let (numerator, denominator) = (side(Which::Numerator), side(Which::Denominator));
        let rule = &rulebook.indicators[at];
        let (indicator, cite) = (rule.code.clone(), rule.cite.clone());
        Verdict { indicator, cite, numerator, denominator }
    };
    let all = (0..rulebook.indicators.len()).map(verdict);
    all.filter(|verdict| verdict.numerator.is_some() || verdict.denominator.is_some()).collect()
}

fn side_of(verdict: &SideVerdict<'_>) -> Option<Side> {
    let measures: Vec<Judged> = verdict.leaves.iter().map(judged).collect();
    (!measures.is_empty()).then_some(Side { counted: verdict.counted, measures })
}

fn judged(leaf: &Leaf<'_>) -> Judged {
    let bare = |place, instead| Judged {
        measure: leaf.measure.id.clone(),
        minus: leaf.minus,
        counted: false,
        place,
        instead,
        amount: None,
        through: None,
        clauses: Vec::new(),
    };
    match &leaf.verdict {
        Found::Unknown => bare("unknown", None),
        Found::Held(hold) => bare("held", Some(hold.code().to_owned())),
        Found::Judged(judgement) => {
            let (place, instead) = placed(judgement);
            let clauses = judgement.clauses.iter();
            Judged {
                counted: judgement.counted(),
                amount: judgement.amount.filter(|_| judgement.counted()),
                through: judgement.procedure.as_ref().map(|counting| counting.through.len()),
                clauses: clauses.map(|clause| Clause::of(&leaf.measure.id, clause)).collect(),
                ..bare(place, instead)
            }
        }
    }
}

fn placed(judgement: &Judgement) -> (&'static str, Option<String>) {
    match &judgement.placed {
        Placed::Here => ("here", None),
        Placed::Elsewhere(agency) => ("elsewhere", Some(agency.clone())),
        Placed::Nowhere(code) => ("nowhere", Some(code.clone())),
    }
}

/// What changed from version to version.
fn course(versions: &[KnownFrom], columns: &Columns) -> Vec<Version> {
    let mut before = facts(&Known::default(), columns);
    let mut course = Vec::new();
    for known in versions {
        let after = facts(&known.version, columns);
        let pairs = before.iter().zip(&after).filter(|((_, was), (_, is))| was != is);
        let change = |((field, was), (_, is)): (&(&'static str, Value), &(&'static str, Value))| {
            Change { field, before: was.clone(), after: is.clone() }
        };
        let changes = pairs.map(change).collect();
        let (revision, made_at) = (known.revision, known.made_at.clone());
        course.push(Version { revision, made_at, changes });
        before = after;
    }
    course
}

/// What is known of a dossier, field by field.
fn facts(known: &Known, columns: &Columns) -> Vec<(&'static str, Value)> {
    let said = known.snapshot.as_deref();
    let moment = |at: Option<i64>| Value::moment(at);
    let text =
        |text: Option<&str>| text.map_or(Value::Missing, |text| Value::Text(text.to_owned()));
    let code = |column: &str, number: Option<i64>| {
        number.map_or(Value::Missing, |number| named(columns, column, number))
    };
    let count = |n: usize| Value::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let last = known.steps.last();
    vec![
        ("agency", text(said.map(|said| &*said.agency))),
        ("procedure", text(said.map(|said| &*said.procedure))),
        ("status", code("status", said.map(|said| i64::from(said.status.number())))),
        ("received_at", moment(said.and_then(|said| said.received_at))),
        ("due_at", moment(said.and_then(|said| said.due_at))),
        ("ended_at", moment(said.and_then(|said| said.ended_at))),
        ("returned_at", moment(said.and_then(|said| said.returned_at))),
        ("refused_at", moment(said.and_then(|said| said.refused_at))),
        ("channel", code("channel", said.map(|said| said.channel as i64))),
        ("fee_due", said.map_or(Value::Missing, |said| Value::Number(said.fee_due))),
        ("paid", code("paid", said.map(|said| (said.paid.max(known.paid)) as i64))),
        ("rounds", count(known.rounds().len())),
        ("steps", count(known.steps.len())),
        ("last_step", code("status", last.map(|step| i64::from(step.status.number())))),
        ("last_step_at", moment(last.map(|step| step.at))),
        ("synced_at", moment(known.synced_at)),
        ("satisfied", known.rating.map_or(Value::Missing, |(_, good)| Value::Flag(good))),
        ("complained", Value::Flag(known.complained)),
    ]
}

/// The published name of a code.
fn named(columns: &Columns, column: &str, number: i64) -> Value {
    match columns.of(Entity::Dossier).look_up(column) {
        Some((Type::Code(codes), _)) => {
            let found = codes.into_iter().find(|(_, code)| *code == number);
            found.map_or(Value::Number(number), |(name, _)| Value::Code(name))
        }
        _ => Value::Number(number),
    }
}
