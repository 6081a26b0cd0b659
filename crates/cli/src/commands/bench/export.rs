//! Dossiers, measures, periods and agencies for other engines, and the totals that must come out.
//!
//! Times are seconds since 1/1/2000 (Vietnam time), in the rows and in the periods alike; a missing number is
//! 2,147,483,647. `bench/README.md` describes the files.

use std::fs::{File, create_dir_all, write};
use std::io::{BufWriter, Write};
use std::path::Path;

use chiso_scoring::dossier::EARLIEST;
use chiso_scoring::expr::{Entity, Expr};
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::lanes::Lane;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::shape::{Kept, Shape};
use chiso_scoring::measure::table::Row;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Count, Measure, MeasureRule, Rulebook};
use serde_json::{Map, Value, json};

use super::failed;
use super::npy::{Column, Kind};
use super::world::{Site, at_the_end, checksum, periods};
use crate::failure::Failure;

pub fn run(site: &Site, dir: &Path) -> Result<(), Failure> {
    create_dir_all(dir).map_err(failed)?;
    let standing = at_the_end(&site.world(), site.plan()?)?;
    let live = standing.live();
    columns(live, dir).map_err(failed)?;
    tree(live, dir).map_err(failed)?;
    put(dir, "periods.json", &json!(bounds(live)))?;
    let measures = of_dossiers(site.rulebook()?);
    put(dir, "measures.json", &json!(measures.iter().map(said).collect::<Vec<Value>>()))?;
    let expected = json!({
        "dossiers": live.rows(Entity::Dossier),
        "checksum": checksum(live, &live.tallies()),
        "totals": totals(live, site.rulebook()?, &measures),
    });
    put(dir, "expected.json", &expected)
}

fn put(dir: &Path, name: &str, value: &Value) -> Result<(), Failure> {
    write(dir.join(name), serde_json::to_vec_pretty(value)?).map_err(failed)
}

/// One file per column, rows in the same order: agency by agency, about by time.
fn columns(live: &Live, dir: &Path) -> std::io::Result<()> {
    let shape = &live.plan().program(Entity::Dossier).shape;
    let rows = live.rows(Entity::Dossier);
    let mut files = files(shape, dir, rows)?;
    // Every dossier of the simulated year is received; none is held back.
    let keys = 1..=u32::try_from(rows).unwrap_or(u32::MAX);
    for row in keys.filter_map(|key| live.peek(Entity::Dossier, key)) {
        for (file, value) in files.iter_mut().zip(values(shape, &row)) {
            file.push(value)?;
        }
    }
    files.into_iter().try_for_each(Column::finish)
}

fn files(shape: &Shape, dir: &Path, rows: usize) -> std::io::Result<Vec<Column>> {
    let kind = |kept| match kept {
        Kept::Time | Kept::Int => Kind::Int,
        Kept::Wide => Kind::Wide,
        Kept::Code => Kind::Byte,
    };
    let keys = ["agency", "procedure"].map(|name| (name, Kind::Int));
    let numbers = shape.numbers.iter().map(|number| (number.name.as_str(), kind(number.kept)));
    let flags = shape.flags.iter().map(|flag| (flag.as_str(), Kind::Bool));
    let all = keys.into_iter().chain(numbers).chain(flags);
    all.map(|(name, kind)| Column::create(&dir.join(format!("{name}.npy")), kind, rows)).collect()
}

fn values<'a>(shape: &'a Shape, row: &'a Row) -> impl Iterator<Item = i64> + 'a {
    let keys = [i64::from(row.unit), i64::from(row.procedure)];
    let numbers = row.values.numbers.iter().take(shape.numbers.len()).copied();
    let flags = (0..shape.flags.len()).map(|bit| i64::from(row.values.flags >> bit & 1));
    keys.into_iter().chain(numbers).chain(flags)
}

/// Each agency with itself and everything above it.
fn tree(live: &Live, dir: &Path) -> std::io::Result<()> {
    let codes = live.save(Entity::Service).units;
    let number =
        |code: &str| codes.iter().position(|known| **known == *code).unwrap_or(codes.len());
    let year = year();
    let mut out = BufWriter::new(File::create(dir.join("closure.csv"))?);
    writeln!(out, "agency,node")?;
    for agency in live.tree().in_force(year) {
        let own = number(&agency.code);
        for above in live.tree().path(agency, year).into_iter().chain([agency]) {
            writeln!(out, "{own},{}", number(&above.code))?;
        }
    }
    out.flush()
}

fn year() -> Period {
    periods().pop().unwrap_or(Period::Year { year: 0 })
}

fn bounds(live: &Live) -> Vec<Value> {
    let bound = |period: Period| {
        let lane = Lane::new(period);
        let asof = lane.asof(live.now() - EARLIEST);
        json!({ "period": period.to_string(), "from": lane.from, "to": lane.to, "asof": asof })
    };
    periods().into_iter().map(bound).collect()
}

fn of_dossiers(rulebook: &Rulebook) -> Vec<&Measure> {
    let of_dossier =
        |measure: &&Measure| matches!(measure.rule, MeasureRule::Rows { of: Entity::Dossier, .. });
    rulebook.measures.iter().filter(of_dossier).collect()
}

/// A measure as SQL: codes by number, parameters by name.
fn said(measure: &&Measure) -> Value {
    let MeasureRule::Rows { condition, count, sum, .. } = &measure.rule else { return Value::Null };
    let kind = match (count, sum) {
        (_, Some(_)) => "sum",
        (Count::Procedures, None) => "procedures",
        (Count::Rows, None) => "rows",
    };
    let sum = sum.as_ref().map(|sum| by_number(sum).to_string());
    let condition = by_number(condition).to_string();
    json!({ "id": measure.id, "kind": kind, "where": condition, "sum": sum })
}

/// The same expression with the numbers behind its codes.
fn by_number(expr: &Expr) -> Expr {
    let one = |part: &Expr| Box::new(by_number(part));
    let all = |parts: &[Expr]| parts.iter().map(by_number).collect();
    match expr {
        Expr::Code { value, .. } => Expr::Int(*value),
        Expr::Name(_) | Expr::Param(_) | Expr::Int(_) | Expr::Flag(_) => expr.clone(),
        Expr::Compare(op, a, b) => Expr::Compare(*op, one(a), one(b)),
        Expr::And(a, b) => Expr::And(one(a), one(b)),
        Expr::Or(a, b) => Expr::Or(one(a), one(b)),
        Expr::Not(a) => Expr::Not(one(a)),
        Expr::IsNull(a, not) => Expr::IsNull(one(a), *not),
        Expr::In(a, list, not) => Expr::In(one(a), all(list), *not),
        Expr::Between(a, low, high, not) => Expr::Between(one(a), one(low), one(high), *not),
        Expr::Call(function, parts) => Expr::Call(*function, all(parts)),
        Expr::Add(a, b) => Expr::Add(one(a), one(b)),
        Expr::Sub(a, b) => Expr::Sub(one(a), one(b)),
    }
}

/// The sum of each measure over all agencies, with everything below them, and all periods.
fn totals(live: &Live, rulebook: &Rulebook, measures: &[&Measure]) -> Map<String, Value> {
    let codes: Vec<&str> = live.tree().in_force(year()).iter().map(|a| a.code.as_str()).collect();
    let total = |measure: &Measure| {
        let id = live.measure(&rulebook.id, &measure.id)?;
        let of_period = |period: Period| {
            let tally = |code: &&str| live.tally(code, period, id, Scope::Subtree);
            codes.iter().map(tally).sum::<i64>()
        };
        Some(periods().into_iter().map(of_period).sum::<i64>())
    };
    measures.iter().map(|measure| (measure.id.clone(), json!(total(measure)))).collect()
}
