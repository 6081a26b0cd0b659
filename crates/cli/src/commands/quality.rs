//! `chiso quality`: what the numbers rest on. Sources, their silence, volume and refusals; units and their marks.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::expr::Entity;
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_scoring::source::reach::Reached;
use chiso_web::wire::Heading;
use chiso_web::wire::quality::{Books, Quality as Wire, Source, Unit, units};

use crate::args::{Args, Quality};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, data, print};
use crate::present::civil;
use crate::tell::say;

/// Runs the command.
pub fn run(args: &Args, asked: &Quality) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let present = installation.present(asked.as_of, None)?;
    let now = civil(present.at)?;
    let month = Period::Month { year: now.year(), month: now.month() };
    let period = asked.period.unwrap_or(month);
    let rulebook = installation.rulebook(asked.rules.as_deref(), period)?;
    let live = present.standing.live();
    let agency = agency(live, asked.agency.as_deref(), period)?;
    let books = Books::read(&installation.store)?;
    let reached = books.reach(live, period, present.at);
    let wanted = wanted(asked, agency, &reached)?;
    let children = live.tree().children(&agency.code, period);
    let agencies: Vec<&Agency> = std::iter::once(agency).chain(children).collect();
    let found = units(live, (rulebook, period), &agencies, &reached, args.lang);
    let heading = Heading::counted(rulebook, period.to_string(), now.to_string(), present.revision);
    let past = asked.as_of.is_some();
    let sources = match past {
        true => None,
        false => Some(books.sources(&installation.store, present.at, Some(&wanted))?),
    };
    let quality = Wire {
        heading,
        agency: agency.code.clone(),
        name: agency.name.clone(),
        sources,
        units: found.into_iter().map(|unit| only_now(unit, !past)).collect(),
    };
    tell(args, &quality)
}

/// How fresh a source was at a moment of the past is not known.
fn only_now(unit: Unit, now: bool) -> Unit {
    Unit { fresh: unit.fresh.filter(|_| now), ..unit }
}

/// The agency of a code; without one the province with most dossiers.
fn agency<'l>(live: &'l Live, code: Option<&str>, period: Period) -> Result<&'l Agency, Failure> {
    if let Some(code) = code {
        return Ok(live.tree().find(code, period)?);
    }
    let dossiers = live.rows_by_top(Entity::Dossier, period);
    let provinces = live.tree().of_level(Level::Province, period);
    let rows = |agency: &&&Agency| dossiers.get(&*agency.code).copied().unwrap_or(0);
    let most = provinces.iter().filter(|agency| rows(agency) > 0).max_by_key(rows);
    let none = || Failure::not_found(say("fail-no-dossiers").with("period", period));
    most.copied().ok_or_else(none)
}

/// The sources of the agency, or the one asked for.
fn wanted(
    asked: &Quality,
    agency: &Agency,
    reached: &BTreeMap<String, Reached>,
) -> Result<BTreeSet<String>, Failure> {
    let all = reached.get(&agency.code).map(|reached| reached.sources.clone()).unwrap_or_default();
    let Some(source) = &asked.source else { return Ok(all) };
    if all.contains(source) {
        return Ok(BTreeSet::from([source.clone()]));
    }
    let said = say("fail-source-unknown").plain("source", source);
    Err(Failure::not_found(said.plain("agency", &agency.code)))
}

fn tell(args: &Args, quality: &Wire) -> Result<ExitCode, Failure> {
    if let Some(found) = &quality.sources {
        print(args, quality, &sources(found, args.lang))?;
        if args.json {
            return Ok(ExitCode::SUCCESS);
        }
        data("\n")?;
    }
    print(args, quality, &marks(&quality.units, args.lang))?;
    Ok(ExitCode::SUCCESS)
}

fn sources(sources: &[Source], lang: Lang) -> Table {
    let columns = [
        ("source-name", false),
        ("source-state", false),
        ("source-watermark", false),
        ("source-last", false),
        ("source-silent-hours", true),
        ("source-usual-hours", true),
        ("source-today", true),
        ("source-week", true),
        ("source-refused", true),
        ("source-units", true),
    ];
    let mut table = Table::of(lang, &columns);
    table.rows = sources.iter().map(|source| line(source, lang)).collect();
    table
}

fn line(source: &Source, lang: Lang) -> Vec<String> {
    let dash = || "–".to_owned();
    let hours = |text: &str| text.parse().map_or_else(|_| dash(), |hours| lang.decimal(hours));
    let low = if source.low { format!(", {}", lang.text("source-low")) } else { String::new() };
    let refused: u64 = source.refused.iter().map(|refused| refused.count).sum();
    vec![
        source.source.clone(),
        lang.text(&format!("source-{}", source.state)) + &low,
        source.watermark.clone().unwrap_or_else(dash),
        source.last_at.clone(),
        hours(&source.silent_hours),
        source.usual_hours.as_deref().map_or_else(dash, hours),
        source.today.items.to_string(),
        source.week.items.to_string(),
        refused.to_string(),
        source.agencies.len().to_string(),
    ]
}

/// Marks that some dossier bears.
fn marks(units: &[Unit], lang: Lang) -> Table {
    let columns = [
        ("col-unit", false),
        ("quality-fresh", false),
        ("quality-mark", false),
        ("quality-count", true),
        ("quality-received", true),
        ("quality-rate", true),
    ];
    let mut table = Table::of(lang, &columns);
    for unit in units {
        let fresh = unit.fresh.as_ref();
        let fresh = fresh.map(|fresh| lang.text(&format!("source-{}", fresh.state)));
        for mark in unit.marks.iter().filter(|mark| mark.count != 0) {
            let rate = mark.rate.as_deref().and_then(|rate| rate.parse().ok());
            table.rows.push(vec![
                format!("{} ({})", unit.name, unit.agency),
                fresh.clone().unwrap_or_default(),
                mark.name.clone(),
                lang.integer(mark.count),
                unit.received.map(|count| lang.integer(count)).unwrap_or_default(),
                rate.map(|rate| lang.decimal(rate)).unwrap_or_default(),
            ]);
        }
    }
    table
}
