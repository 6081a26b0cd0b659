//! `chiso intake list`: a list of dossiers of another side, kept for reconciliation.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use chiso_intake::Refusal;
use chiso_intake::lists::{ListContext, ListRead, read};
use chiso_scoring::agency::AgencyError;
use chiso_scoring::lang::Lang;
use chiso_scoring::reconcile::Side;
use chiso_store::ListInfo;
use jiff::civil::DateTime;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{TOLD_MAX, tell_more, tell_one};
use crate::args::{Args, ListFile};
use crate::failure::{Failure, REFUSED};
use crate::installation::{Installation, hex, now};
use crate::output::{Table, message, print};
use crate::present::{seconds, seconds_now};
use crate::tell::say;

/// What became of a list: accepted + refused = read.
#[derive(Debug, Serialize)]
struct ListReceipt {
    file: String,
    /// Number of the stored list; `null` if nothing was stored.
    list: Option<u64>,
    read: usize,
    accepted: usize,
    repeated: usize,
    refused: usize,
    revision: u64,
}

/// Runs the command. Exit 3 if anything was refused.
pub fn run(args: &Args, asked: &ListFile) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let found = open(args.lang, &installation, (&asked.file, &asked.agency), asked.as_of)?;
    let mut receipt = ListReceipt {
        file: name_of(&asked.file),
        list: None,
        read: found.read,
        accepted: found.entries.len(),
        repeated: found.repeated,
        refused: found.refused.len(),
        revision: installation.store.revision()?,
    };
    if !asked.dry_run {
        let info = info(asked, &found)?;
        let added = installation.store.add_list(&info, &found.entries)?;
        (receipt.list, receipt.revision) = (Some(added.id), added.revision);
        told(args.lang, added.id, added.new, &receipt);
    }
    print(args, &receipt, &table(&receipt, args.lang))?;
    Ok(if receipt.refused > 0 { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

fn told(lang: Lang, id: u64, new: bool, receipt: &ListReceipt) {
    let said = [
        ("id", &*id.to_string()),
        ("entries", &*receipt.accepted.to_string()),
        ("refused", &*receipt.refused.to_string()),
        ("repeated", &*receipt.repeated.to_string()),
    ];
    let key = if new { "reconcile-list-kept" } else { "reconcile-list-known" };
    message(&lang.text_with(key, &said));
}

fn info(asked: &ListFile, found: &ListRead) -> Result<ListInfo, Failure> {
    Ok(ListInfo {
        side: Side::from(asked.side),
        agency: asked.agency.clone(),
        captured_at: seconds(asked.as_of)?,
        file_name: name_of(&asked.file),
        sha256: fingerprint(&asked.file)?,
        refused: found.refused.len() as u64,
        imported_at: now(),
    })
}

/// Reads a list of an agency taken at a moment, and tells what of it is refused. A list of which nothing can
/// be used is refused whole.
pub fn open(
    lang: Lang,
    installation: &Installation,
    (path, agency): (&Path, &str),
    as_of: DateTime,
) -> Result<ListRead, Failure> {
    if installation.tree.versions(agency).next().is_none() {
        return Err(AgencyError::Unknown(agency.to_owned()).into());
    }
    let taken = seconds(as_of)?;
    // Today, meant to its end, is as far as it has come.
    let today = as_of.time().second() == 59 && taken - 86_400 < seconds_now();
    if taken > seconds_now() && !today {
        return Err(Failure::refused(say("fail-list-future").plain("at", as_of)));
    }
    let file = File::open(path).map_err(|error| Failure::unreadable(path, error))?;
    let name = name_of(path);
    let refused = |refusal: Refusal| {
        let hint = refusal.hint(lang).map(|hint| format!(" ({hint})")).unwrap_or_default();
        let reason = format!("{}: {}{hint}", refusal.place.text(lang), refusal.message(lang));
        Failure::refused(say("fail-list-refused").plain("file", &name).plain("reason", reason))
    };
    let found = read(file, &ListContext { agency, as_of: taken }).map_err(refused)?;
    for refusal in found.refused.iter().take(TOLD_MAX) {
        tell_one(&name, refusal, lang);
    }
    tell_more(found.refused.len().saturating_sub(TOLD_MAX), lang);
    if found.entries.is_empty() {
        let said = say("fail-list-empty").plain("file", &name);
        return Err(Failure::refused(said.plain("refused", found.refused.len())));
    }
    Ok(found)
}

/// Name of a file without its folders.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn fingerprint(path: &Path) -> Result<String, Failure> {
    let fail = |error| Failure::unreadable(path, error);
    let mut file = File::open(path).map_err(fail)?;
    let (mut digest, mut buffer) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        let read = file.read(&mut buffer).map_err(fail)?;
        if read == 0 {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(&buffer[..read]);
    }
}

fn table(receipt: &ListReceipt, lang: Lang) -> Table {
    let columns = [
        ("cli-file", false),
        ("reconcile-list", true),
        ("cli-read", true),
        ("cli-accepted", true),
        ("reconcile-list-repeated", true),
        ("cli-refused", true),
        ("cli-revision", true),
    ];
    let mut table = Table::of(lang, &columns);
    let ListReceipt { file, list, read, accepted, repeated, refused, revision } = receipt;
    let list = list.map_or_else(|| "–".to_owned(), |id| id.to_string());
    let counts = [read, accepted, repeated, refused].map(ToString::to_string);
    let row = [file.clone(), list].into_iter().chain(counts).chain([revision.to_string()]);
    table.rows.push(row.collect());
    table
}
