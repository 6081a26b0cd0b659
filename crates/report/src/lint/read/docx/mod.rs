//! Word documents: what a reader of the printed page sees, in its order.
//!
//! Inserted text counts, deleted text does not; numbers that Word shows before paragraphs are written out; results
//! of fields count, their codes do not. Footnotes, headers and footers follow the body.

mod flow;
mod numbering;
mod styles;

use std::cell::RefCell;

use super::limits::Budget;
use super::package::Package;
use super::pieces::Builder;
use super::{Refused, layout};
use crate::lint::doc::{Doc, Kind};
use flow::Flow;
use numbering::Numbering;
use styles::Styles;

/// Reads a document whose main part is `main`.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Doc, Refused> {
    let budget = RefCell::new(Budget::default());
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let part =
        |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let mut numbering = Numbering::default();
    package.walk(&part("numbering.xml"), &budget, &mut numbering)?;
    let mut styles = Styles::default();
    package.walk(&part("styles.xml"), &budget, &mut styles)?;
    let mut pieces = Vec::new();
    for name in parts(package, main, &folder) {
        let mut flow = Flow::new(Builder::new(&budget), &styles, &mut numbering, name == main);
        package.walk(&name, &budget, &mut flow)?;
        pieces.extend(flow.finish());
    }
    layout::doc(Kind::Docx, pieces, &budget)
}

/// The main part, then the notes, headers and footers.
fn parts(package: &Package<'_>, main: &str, folder: &str) -> Vec<String> {
    let beside = |name: &&str| {
        let own = name.strip_prefix(folder).map(|rest| rest.trim_start_matches('/'));
        let starts = ["footnotes", "endnotes", "header", "footer"];
        own.is_some_and(|own| {
            own.ends_with(".xml") && !own.contains('/') && starts.iter().any(|s| own.starts_with(s))
        })
    };
    let mut others: Vec<String> = package.names().filter(beside).map(str::to_owned).collect();
    others.sort();
    let mut parts = vec![main.to_owned()];
    parts.append(&mut others);
    parts
}
