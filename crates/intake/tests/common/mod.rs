//! What every test stands on: the project's agencies and rulebooks.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chiso_intake::{Context, Outcome, Vocabulary, agencies, reported};
use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::figure::Reported;
use chiso_scoring::rulebook::Rulebooks;

pub static TREE: LazyLock<AgencyTree> = LazyLock::new(|| AgencyTree::new(all_agencies()).unwrap());
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(&Rulebooks::embedded()));
static CONTEXT: LazyLock<Context<'static>> = LazyLock::new(|| Context::new(&VOCABULARY, &TREE));

pub const HEADER: &str =
    "period,as_of,agency,indicator,numerator,denominator,rate,points,flags,source";

pub fn context() -> &'static Context<'static> {
    &CONTEXT
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn files(folder: &str) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(root().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = listed.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn all_agencies() -> Vec<Agency> {
    let files = files("data/agencies");
    let read = files.iter().map(|file| agencies::csv(&std::fs::read(file).unwrap()));
    read.flat_map(|outcome| outcome.rows).map(|placed| placed.value).collect()
}

pub fn csv(text: &str) -> Outcome<Reported> {
    let outcome = reported::csv(text.as_bytes(), context());
    assert!(outcome.adds_up(), "{outcome:?}");
    outcome
}

/// The only reason for which a file was refused in part or whole; empty if it was not.
pub fn reason<T>(outcome: &Outcome<T>) -> &'static str {
    assert!(outcome.adds_up());
    match outcome.refused.as_slice() {
        [] => "",
        [one] => one.code.name(),
        more => panic!("{} refusals", more.len()),
    }
}

/// A row as a line of text, for comparing.
pub fn line(reported: &Reported) -> String {
    let Reported { period, as_of, agency, indicator, figure, source } = reported;
    let show = |part: Option<String>| part.unwrap_or_default();
    format!(
        "{period},{as_of},{agency},{indicator},{},{},{},{},{},{source}",
        show(figure.numerator.map(|n| n.to_string())),
        show(figure.denominator.map(|n| n.to_string())),
        show(figure.rate.map(|n| n.to_string())),
        show(figure.points.map(|n| n.to_string())),
        figure.flag.map(chiso_scoring::figure::Flag::code).unwrap_or_default(),
    )
}

pub fn lines(outcome: &Outcome<Reported>) -> Vec<String> {
    let mut lines: Vec<String> = outcome.rows.iter().map(|placed| line(&placed.value)).collect();
    lines.sort();
    lines
}
