//! The report pack of a province with 165 units, and a long document through the linter. Both leave their documents
//! in the folder `documents`, where `bench/documents.py` gives them to other programs.

use std::fs;

use chiso_report::lint;
use chiso_report::pack::Pack;
use chiso_report::snapshot::open;
use chiso_report::variant::{Context, Profile, Sides, Variant, make};
use chiso_report::{Block, Report};
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::dossier::{EARLIEST, Seconds};
use chiso_scoring::expr::Entity;
use chiso_scoring::measure::lanes::Lane;
use chiso_scoring::period::Period;
use chiso_sim::World;
use chiso_store::ClosingFile;
use chiso_web::delivery::made;
use serde_json::{Value, json};

use super::durable::feed;
use super::failed;
use super::folder::Folder;
use super::settled::Kept;
use super::time::median;
use super::world::Site;
use crate::failure::Failure;
use crate::writing::writer;

/// The province.
const PROVINCE: &str = "H44";
/// Its departments and communes: with itself 165 units.
const DEPARTMENTS: usize = 16;
const COMMUNES: usize = 148;
/// Most dossiers it gets: a report is as long with more.
const DOSSIERS: u64 = 60_000;
/// How often the body of the monthly report stands in the long document.
const TIMES: usize = 3;
const DAY: Seconds = 86_400;
/// Most bytes of a docx.
const DOCX: usize = 1_000_000;

/// The pack of a month that is compared with the month before.
pub fn run(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let (kept, number) = closed(site, folder)?;
    let store = &kept.store;
    let row = store.closing(number, None)?.ok_or_else(|| failed("no closing"))?;
    let whole = made(store, &row, None).map_err(failed)?;
    leave(folder, &whole.pack)?;
    let documents = sizes(&whole.pack, ".docx");
    let largest = documents.iter().copied().max().unwrap_or(0);
    if largest > DOCX {
        return Err(failed(format!("a docx of {largest} bytes")));
    }
    Ok(vec![json!({
        "figure": "pack",
        "units": kept.standing.live().tree().in_force(row.closed.period).len(),
        "dossiers": kept.standing.live().rows(Entity::Dossier),
        "documents": documents.len(),
        "pdf": sizes(&whole.pack, ".pdf").len(),
        "files": whole.pack.files.len(),
        "bytes": whole.pack.bytes(),
        "archive_bytes": whole.archive.len(),
        "largest_docx_bytes": largest,
        "pack_us": median(|| made(store, &row, None).map(|made| made.archive.len())),
        "what": "delivery::made: both snapshots read and checked, every document in every form, tables, manifest, zip; median of 5",
    })])
}

/// Sizes of the files of one kind.
fn sizes(pack: &Pack, ending: &str) -> Vec<usize> {
    let files = pack.files.iter().filter(|file| file.name.ends_with(ending));
    files.map(|file| file.bytes.len()).collect()
}

/// A long report of the same province, read and linted.
pub fn long(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let (kept, number) = closed(site, folder)?;
    let report = report(&kept, number)?;
    let bytes = chiso_report::docx(&report).map_err(failed)?;
    let dir = folder.path("documents");
    fs::create_dir_all(&dir).map_err(failed)?;
    fs::write(dir.join("dai.docx"), &bytes).map_err(failed)?;
    let doc = lint::read("dai.docx", &bytes).map_err(|refused| failed(format!("{refused:?}")))?;
    let findings = lint::lint(&doc);
    Ok(vec![json!({
        "figure": "lint",
        "bytes": bytes.len(),
        "blocks": doc.blocks.len(),
        "tables": report.tables().count(),
        "rows": report.tables().map(|table| table.rows.len()).sum::<usize>(),
        "findings": findings.len(),
        "read_us": median(|| lint::read("dai.docx", &bytes).is_ok()),
        "lint_us": median(|| lint::lint(&doc).len()),
        "together_us": median(|| lint::read("dai.docx", &bytes).map(|doc| lint::lint(&doc).len())),
        "what": "lint::read and lint::lint of a docx: the monthly report of 165 units, its body several times over (pages: bench/documents.py); median of 5",
    })])
}

/// A store with two closed months of the province; gives the later closing.
fn closed(site: &Site, folder: &Folder) -> Result<(Kept, u64), Failure> {
    let world = province(site);
    let (data, store) = folder.store("province", &world)?;
    feed(&world, &writer(&store)?, usize::MAX)?;
    drop(store);
    let (mut last, mut number) = (None, 0);
    for month in [8, 9] {
        let period = Period::Month { year: 2026, month };
        // Five days after its end, as offices do.
        let at = Lane::new(period).to + EARLIEST + 5 * DAY;
        let kept = Kept::read(site, &data, at)?;
        number = kept.close(&site.rulebooks, (PROVINCE, period), at + 60)?.number;
        last = Some(kept);
    }
    let kept = last.ok_or_else(|| failed(PROVINCE))?;
    Ok((kept, number))
}

fn province(site: &Site) -> World {
    let agency = |code: String, name: String, level, parent: &str| Agency {
        code,
        name,
        level,
        parent: Some(parent.to_owned()),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let nation = Agency {
        parent: None,
        ..agency("VN".to_owned(), "Cả nước".to_owned(), Level::Nation, "")
    };
    let province = agency(PROVINCE.to_owned(), "Tỉnh Phú Thọ".to_owned(), Level::Province, "VN");
    let below = |name: &'static str, level, letter: &'static str| {
        move |at: usize| {
            let code = format!("{PROVINCE}.{letter}{at:03}");
            agency(code, format!("{name} {at}"), level, PROVINCE)
        }
    };
    let departments = (1..=DEPARTMENTS).map(below("Sở", Level::Department, "S"));
    let communes = (1..=COMMUNES).map(below("UBND xã", Level::Commune, "X"));
    let agencies = [nation, province].into_iter().chain(departments).chain(communes);
    let mut world =
        chiso_sim::nation_of(site.seed, site.dossiers.min(DOSSIERS), agencies.collect());
    world.publications = super::world::announced(PROVINCE).collect();
    world
}

fn leave(folder: &Folder, pack: &Pack) -> Result<(), Failure> {
    let dir = folder.path("documents");
    fs::create_dir_all(&dir).map_err(failed)?;
    for file in pack.files.iter().filter(|file| !file.name.contains('/')) {
        fs::write(dir.join(&file.name), &file.bytes).map_err(failed)?;
    }
    Ok(())
}

/// The monthly report of the closing, its body several times over.
fn report(kept: &Kept, number: u64) -> Result<Report, Failure> {
    let file = kept.store.closing_file(number, ClosingFile::Snapshot)?;
    let opened = open(&file.unwrap_or_default()).map_err(failed)?;
    let sheet = opened.sheet();
    let agency = opened.agency().ok_or_else(|| failed(PROVINCE))?;
    let context = Context { as_of: opened.frozen().as_of, ..Context::default() };
    let profile = Profile::default_for(agency, opened.tree());
    let made = make(Variant::A, &Sides::alone(&sheet), agency, &profile, &context);
    let report = made.map_err(failed)?;
    let sections: Vec<Block> =
        std::iter::repeat_n(&report.sections, TIMES).flatten().cloned().collect();
    Ok(Report { sections, ..report })
}
