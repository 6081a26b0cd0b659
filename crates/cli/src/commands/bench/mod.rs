//! `chiso bench`: how fast this machine does what chiso promises, each figure beside what was run for it.
//!
//! Times are whole microseconds, rates whole numbers a second: nothing here needs fractions. Peers that are not
//! written in Rust get the same dossiers from `--export` (`bench/README.md`).

mod client;
mod close;
mod durable;
mod export;
mod folder;
mod fresh;
mod http;
mod import;
mod live;
mod machine;
mod moved;
mod npy;
mod pack;
mod pages;
mod points;
mod process;
mod restart;
mod scan;
mod settled;
mod time;
mod why;
mod world;

use std::process::ExitCode;

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::args::{Args, Bench, Figured};
use crate::failure::Failure;
use crate::installation::rulebooks;
use crate::output::{data, message};
use crate::tell::say;

use folder::Folder;
use world::Site;

/// Runs the command.
pub fn run(args: &Args, asked: &Bench) -> Result<ExitCode, Failure> {
    if cfg!(debug_assertions) {
        message(&args.lang.text("bench-debug"));
    }
    let site = Site::new(asked.seed, asked.dossiers, rulebooks(args)?);
    if let Some(dir) = &asked.export {
        export::run(&site, dir)?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = Folder::new(asked.dir.as_deref())?;
    let mut lines = vec![machine::facts()];
    tell(args, &lines[0])?;
    for figure in chosen(&asked.only) {
        message(&args.lang.text_with("bench-now", &[("figure", &name(figure))]));
        for line in measure(figure, &site, &folder)? {
            tell(args, &line)?;
            lines.push(line);
        }
    }
    lines.push(json!({ "figure": "machine-after", "load": machine::load() }));
    tell(args, &lines[lines.len() - 1])?;
    if let Some(file) = &asked.out {
        let text = serde_json::to_vec_pretty(&lines)?;
        std::fs::write(file, text).map_err(Failure::output)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// In the order of the list: a later figure uses the folder that an earlier one filled.
fn chosen(only: &[Figured]) -> impl Iterator<Item = Figured> {
    let all = Figured::value_variants().iter().copied();
    all.filter(move |figure| only.is_empty() || only.contains(figure))
}

fn name(figure: Figured) -> String {
    figure.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

fn measure(figure: Figured, site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    match figure {
        Figured::Scan => scan::run(site),
        Figured::Live => live::run(site),
        Figured::Why => why::run(site),
        Figured::Movement => moved::run(site),
        Figured::Durable => durable::run(site, folder),
        Figured::Import => import::run(site, folder),
        Figured::Restart => restart::run(site, folder),
        Figured::Http => http::run(site, folder),
        Figured::Fresh => fresh::run(site, folder),
        Figured::Close => close::run(site, folder),
        Figured::Pack => pack::run(site, folder),
        Figured::Lint => pack::long(site, folder),
        Figured::Pages => pages::run(site, folder),
    }
}

/// One line per figure: JSON, or its names and values for people.
fn tell(args: &Args, line: &Value) -> Result<(), Failure> {
    if args.json {
        return data(&format!("{line}\n"));
    }
    let pairs = line.as_object().into_iter().flatten().filter(|(key, _)| *key != "figure");
    let pairs = pairs.map(|(key, value)| format!("  {key:<32} {value}\n"));
    data(&format!("{}\n{}", line["figure"].as_str().unwrap_or_default(), pairs.collect::<String>()))
}

/// A measurement that could not be made.
fn failed(reason: impl ToString) -> Failure {
    Failure::failed(say("fail-bench").plain("reason", reason))
}
