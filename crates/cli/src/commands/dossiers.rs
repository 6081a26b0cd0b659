//! `chiso dossiers`: what a number counts, one by one.

use std::collections::{BTreeMap, HashSet};
use std::process::ExitCode;

use chiso_scoring::agency::Agency;
use chiso_scoring::expr::Entity;
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::ask::Listed;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::plan::MeasureId;
use chiso_scoring::measure::{QUALITY, Scope};
use chiso_scoring::record::Record;
use chiso_scoring::rulebook::Rulebook;
use serde::Serialize;

use crate::args::{Args, Dossiers};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, data, message, print};
use crate::present::{Present, civil};
use crate::tell::say;
use crate::wire::status;

/// What a number counts. `count` is how many there are, `listed` how many of them follow.
#[derive(Debug, Serialize)]
struct Counted {
    rulebook: String,
    status: &'static str,
    period: String,
    as_of: String,
    revision: u64,
    agency: String,
    name: String,
    measure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<String>,
    scope: &'static str,
    /// What the tallies say: `count` if nothing is left out. For a sum the sum.
    tally: i64,
    rows: Vec<Row>,
    listed: usize,
    count: usize,
}

/// One of what is counted.
#[derive(Debug, Serialize)]
struct Row {
    /// Number of a dossier or petition, key of a record, or code of a procedure.
    number: String,
    /// Of a procedure: how many dossiers or records it is counted for.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<usize>,
}

/// Runs the command.
pub fn run(args: &Args, asked: &Dossiers) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let rulebook = installation.rulebook(asked.rules.as_deref(), asked.period)?;
    let agency = installation.tree.find(&asked.agency, asked.period)?;
    let present = installation.present(asked.as_of, None)?;
    let live = present.standing.live();
    let measure = measure(live, rulebook, &asked.measure)?;
    if !live.periods().any(|period| period == asked.period) {
        return Err(Failure::not_found(say("fail-no-dossiers").with("period", asked.period)));
    }
    let scope = if asked.own { Scope::Own } else { Scope::Subtree };
    let mut listed = live.listed(&agency.code, asked.period, measure, scope);
    if let Some(not) = &asked.not {
        let not = other(live, rulebook, measure, not)?;
        listed = without(listed, live.listed(&agency.code, asked.period, not, scope));
    }
    let entity = live.plan().measures[measure].entity;
    let rows = rows(&installation, &present, entity, listed)?;
    let tally = live.tally(&agency.code, asked.period, measure, scope);
    let counted = counted(asked, rulebook, agency, &present, tally, rows)?;
    tell(args, &counted)?;
    Ok(ExitCode::SUCCESS)
}

fn counted(
    asked: &Dossiers,
    rulebook: &Rulebook,
    agency: &Agency,
    present: &Present,
    tally: i64,
    mut rows: Vec<Row>,
) -> Result<Counted, Failure> {
    let count = rows.len();
    rows.truncate(asked.limit.unwrap_or(usize::MAX));
    Ok(Counted {
        rulebook: rulebook.id.clone(),
        status: status(rulebook),
        period: asked.period.to_string(),
        as_of: civil(present.at)?.to_string(),
        revision: present.revision,
        agency: agency.code.clone(),
        name: agency.name.clone(),
        measure: asked.measure.clone(),
        not: asked.not.clone(),
        scope: if asked.own { "own" } else { "subtree" },
        tally,
        listed: rows.len(),
        rows,
        count,
    })
}

/// The measure over rows of a name, in the rulebook or among the quality marks.
fn measure(live: &Live, rulebook: &Rulebook, id: &str) -> Result<MeasureId, Failure> {
    let found = [rulebook.id.as_str(), QUALITY]
        .into_iter()
        .find(|book| live.plan().book(book).is_some_and(|book| book.measure(id).is_some()));
    let Some(book) = found else {
        let known: Vec<&str> = rulebook.measures.iter().map(|m| m.id.as_str()).collect();
        let said = say("fail-no-measure").plain("measure", id).plain("rulebook", &rulebook.id);
        return Err(Failure::not_found(said.plain("known", known.join(", "))));
    };
    // Neither what is computed from other measures nor what agencies state has rows to list.
    let over_rows = live.measure(book, id);
    over_rows
        .filter(|measure| live.plan().measures[*measure].entity != Entity::Agency)
        .ok_or_else(|| Failure::usage(say("fail-no-rows").plain("measure", id)))
}

/// The measure to leave out; it has to count the same kind of rows.
fn other(
    live: &Live,
    rulebook: &Rulebook,
    than: MeasureId,
    id: &str,
) -> Result<MeasureId, Failure> {
    let other = measure(live, rulebook, id)?;
    let kind = |at: MeasureId| (live.plan().measures[at].entity, live.plan().measures[at].distinct);
    if kind(other) == kind(than) {
        return Ok(other);
    }
    Err(Failure::usage(say("fail-other-rows").plain("measure", id)))
}

fn without(listed: Listed, not: Listed) -> Listed {
    match (listed, not) {
        (Listed::Rows(mut keys), Listed::Rows(not)) => {
            let not: HashSet<u32> = not.into_iter().collect();
            keys.retain(|key| !not.contains(key));
            Listed::Rows(keys)
        }
        (Listed::Procedures(mut all), Listed::Procedures(not)) => {
            all.retain(|code, _| !not.contains_key(code));
            Listed::Procedures(all)
        }
        (listed, _) => listed,
    }
}

/// The rows by the names people know, in their order.
fn rows(
    installation: &Installation,
    present: &Present,
    entity: Entity,
    listed: Listed,
) -> Result<Vec<Row>, Failure> {
    let keys = match listed {
        Listed::Procedures(procedures) => {
            let row = |(number, keys): (String, Vec<u32>)| Row { number, rows: Some(keys.len()) };
            return Ok(procedures.into_iter().map(row).collect());
        }
        Listed::Rows(keys) => keys,
    };
    let numbers = match entity {
        Entity::Dossier => dossiers(installation, &keys)?,
        _ => records(installation, present.revision, entity, &keys)?,
    };
    let mut rows: Vec<Row> = numbers.into_iter().map(|number| Row { number, rows: None }).collect();
    rows.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(rows)
}

fn dossiers(installation: &Installation, keys: &[u32]) -> Result<Vec<String>, Failure> {
    let code = |key: &u32| {
        let code = installation.store.dossier_code(*key)?;
        code.ok_or(chiso_store::Error::Damaged("dossier"))
    };
    Ok(keys.iter().map(code).collect::<Result<_, _>>()?)
}

fn records(
    installation: &Installation,
    revision: u64,
    entity: Entity,
    keys: &[u32],
) -> Result<Vec<String>, Failure> {
    let all = installation.store.records(Some(revision))?;
    let of_kind = all.iter().filter(|(_, record)| kind(record) == Some(entity));
    let names: BTreeMap<u32, String> =
        of_kind.map(|(subject, record)| (*subject, record.key().1)).collect();
    let name = |key: &u32| names.get(key).cloned().ok_or(chiso_store::Error::Damaged("record"));
    Ok(keys.iter().map(name).collect::<Result<_, _>>()?)
}

/// What a record is a row of; the name of a procedure is none.
fn kind(record: &Record) -> Option<Entity> {
    match record {
        Record::Service(_) => Some(Entity::Service),
        Record::Publication(_) => Some(Entity::Publication),
        Record::Petition(_) => Some(Entity::Petition),
        Record::Agency(_) => Some(Entity::Agency),
        Record::Procedure(_) => None,
    }
}

/// Prints the list; the count is the last line of it, or of the messages where the list is for
/// programs.
fn tell(args: &Args, counted: &Counted) -> Result<(), Failure> {
    let procedures = counted.rows.iter().any(|row| row.rows.is_some());
    let columns = if procedures {
        vec![("cli-procedure", false), ("cli-rows", true)]
    } else {
        vec![("cli-number", false)]
    };
    let mut table = Table::of(args.lang, &columns);
    for row in &counted.rows {
        let rows = row.rows.map(|rows| rows.to_string());
        table.rows.push([row.number.clone()].into_iter().chain(rows).collect());
    }
    print(args, counted, &table)?;
    let last = last_line(counted, args.lang);
    if args.csv {
        message(&last);
    } else if !args.json {
        data(&(last + "\n"))?;
    }
    Ok(())
}

fn last_line(counted: &Counted, lang: Lang) -> String {
    let (count, listed) = (counted.count.to_string(), counted.listed.to_string());
    let said = [
        ("count", &*count),
        ("listed", &*listed),
        ("agency", &*counted.agency),
        ("measure", &*counted.measure),
        ("period", &*counted.period),
        ("revision", &counted.revision.to_string()),
    ];
    lang.text_with("cli-counted", &said)
}
