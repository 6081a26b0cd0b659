//! `chiso intake dossiers` and the other tables: files of any length, part by part.
//!
//! Each part is one submission to the writer, and how far the file is stands in the store with it. An
//! import that was killed goes on there; its file is known again by its content.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use chiso_intake::tables::{Item, PlacedItem, Reader, TableContext, TableKind};
use chiso_intake::{Place, Refusal};
use chiso_scoring::agency::AgencyError;
use chiso_scoring::lang::Lang;
use chiso_store::writer::{
    ImportProgress, ItemOutcome, Pending, Quarantined, Submission, Submitted, Writer, WriterError,
};
use indicatif::ProgressBar;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{TOLD_MAX, format_of, tell_more, tell_one};
use crate::args::{Args, Tables};
use crate::failure::{Failure, REFUSED};
use crate::installation::{Installation, hex};
use crate::output::{Table, message, print};
use crate::present::seconds_now;
use crate::progress;
use crate::tell::say;
use crate::writing::writer;

/// Rows of one part: one transaction, far below what the writer lets wait.
const PART_ROWS: usize = 10_000;

/// Who sends a file if nobody says so.
const SENDER: &str = "chiso-intake";

/// What became of a file: accepted + duplicate + superseded + refused = read. A petition that names a
/// dossier is read as two.
#[derive(Debug, Default, Serialize)]
struct TableReceipt {
    file: String,
    read: u64,
    accepted: u64,
    duplicate: u64,
    superseded: u64,
    refused: u64,
    revision: u64,
}

/// Runs the command. Exit 3 if anything was refused.
pub fn run(args: &Args, kind: TableKind, tables: &Tables) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    if let Some(code) = &tables.sender
        && installation.tree.versions(code).next().is_none()
    {
        return Err(AgencyError::Unknown(code.clone()).into());
    }
    let writer = if tables.dry_run { None } else { Some(for_intake(&installation, kind)?) };
    let mut receipts = Vec::new();
    for path in &tables.files {
        let mut import = Import::new(args.lang, kind, tables, &installation, writer.as_ref(), path);
        let taken = import.take(path);
        tell_more(import.silent, args.lang);
        if let Err(failure) = taken {
            // What was taken in until then is stored.
            receipts.push(import.receipt);
            print(args, &receipts, &table(&receipts, args.lang))?;
            return Err(failure);
        }
        receipts.push(import.receipt);
    }
    print(args, &receipts, &table(&receipts, args.lang))?;
    let refused = receipts.iter().any(|receipt| receipt.refused > 0);
    Ok(if refused { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

/// The writer; a server that works in the folder is told of, with the way to send the file to it.
fn for_intake(installation: &Installation, kind: TableKind) -> Result<Writer, Failure> {
    writer(&installation.store).map_err(|error| match error {
        WriterError::Taken(dir) => {
            let said = say("fail-taken-intake").plain("dir", dir.display());
            Failure::failed(said.plain("kind", kind.name()))
        }
        error => error.into(),
    })
}

/// One file on its way in.
struct Import<'a> {
    lang: Lang,
    kind: TableKind,
    asked: &'a Tables,
    installation: &'a Installation,
    writer: Option<&'a Writer>,
    receipt: TableReceipt,
    sha256: String,
    format: &'static str,
    bar: ProgressBar,
    /// Refusals told, and those that were too many to tell.
    told: usize,
    silent: usize,
}

/// A part on its way to the disk, with the places of its items.
struct Sent(Pending, Vec<Place>);

impl<'a> Import<'a> {
    fn new(
        lang: Lang,
        kind: TableKind,
        asked: &'a Tables,
        installation: &'a Installation,
        writer: Option<&'a Writer>,
        path: &Path,
    ) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let receipt = TableReceipt { file: name, ..TableReceipt::default() };
        let (sha256, format, bar) = (String::new(), "csv", ProgressBar::hidden());
        let (told, silent) = (0, 0);
        Self { lang, kind, asked, installation, writer, receipt, sha256, format, bar, told, silent }
    }

    fn take(&mut self, path: &Path) -> Result<(), Failure> {
        self.receipt.revision = self.installation.store.revision()?;
        (self.sha256, self.format) =
            fingerprint(path).map_err(|error| Failure::unreadable(path, error))?;
        let skip = match self.done_before()? {
            Done::All => return Ok(()),
            Done::Rows(rows) => rows,
        };
        let file = File::open(path).map_err(|error| Failure::unreadable(path, error))?;
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        self.bar = progress::of_bytes(size, &self.receipt.file);
        let context = TableContext { sender: self.asked.sender.as_deref() };
        let opened = Reader::open(file, Some(self.kind), &context).and_then(|mut reader| {
            reader.skip_rows(skip)?;
            Ok(reader)
        });
        match opened {
            Ok(reader) => self.take_rows(reader),
            Err(refusal) => self.refuse_whole(refusal),
        }?;
        self.bar.finish_and_clear();
        Ok(())
    }

    /// What of the file was taken in by an earlier import.
    fn done_before(&mut self) -> Result<Done, Failure> {
        if self.asked.again || self.asked.dry_run {
            return Ok(Done::Rows(0));
        }
        let Some(known) = self.installation.store.import(&self.sha256)? else {
            return Ok(Done::Rows(0));
        };
        let rows = known.progress.rows_done;
        let key = if known.progress.finished { "cli-import-done" } else { "cli-import-goes-on" };
        let said = [("file", &*self.receipt.file), ("rows", &rows.to_string())];
        message(&self.lang.text_with(key, &said));
        if known.progress.finished {
            // Whatever the rows say, nothing of it is new.
            self.receipt.read = rows;
            self.receipt.duplicate = rows;
            return Ok(Done::All);
        }
        Ok(Done::Rows(rows))
    }

    /// Reads the next part while the one before goes to the disk.
    fn take_rows<R: Read>(&mut self, mut reader: Reader<R>) -> Result<(), Failure> {
        let mut sent: Option<Sent> = None;
        loop {
            let mut rows = Vec::new();
            let (more, failed) = match reader.next_chunk(PART_ROWS, &mut rows) {
                Ok(more) => (more, None),
                Err(refusal) => (false, Some(refusal)),
            };
            let finished = !more && failed.is_none();
            let progress = self.progress(reader.rows_read(), finished);
            let next = self.hand_in(rows, failed, Some(progress).filter(|_| !self.asked.again))?;
            self.settle(sent.take())?;
            sent = next;
            self.bar.set_position(reader.bytes_read());
            if !more {
                return self.settle(sent);
            }
        }
    }

    fn progress(&self, rows_done: u64, finished: bool) -> ImportProgress {
        ImportProgress {
            sha256: self.sha256.clone(),
            file_name: self.receipt.file.clone(),
            kind: self.kind.name().to_owned(),
            rows_done,
            rows: finished.then_some(rows_done),
            finished,
        }
    }

    fn refuse_whole(&mut self, refusal: Refusal) -> Result<(), Failure> {
        let sent = self.hand_in(Vec::new(), Some(refusal), None)?;
        self.settle(sent)
    }

    /// Hands a part to the writer; only counts it in a dry run.
    fn hand_in(
        &mut self,
        rows: Vec<PlacedItem>,
        failed: Option<Refusal>,
        import: Option<ImportProgress>,
    ) -> Result<Option<Sent>, Failure> {
        let (mut items, mut places, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            match row.value {
                Ok(item) => {
                    items.push(submitted(item));
                    places.push(row.place);
                }
                Err(refusal) => refused.push(refusal),
            }
        }
        refused.extend(failed);
        self.receipt.read += (items.len() + refused.len()) as u64;
        self.receipt.refused += refused.len() as u64;
        refused.iter().for_each(|refusal| self.tell(refusal));
        let Some(writer) = self.writer else {
            self.receipt.accepted += items.len() as u64;
            return Ok(None);
        };
        let submission = Submission {
            sender: self.asked.sender.clone().unwrap_or_else(|| SENDER.to_owned()),
            format: self.format.to_owned(),
            at: seconds_now(),
            items,
            refused: refused.iter().map(quarantined).collect(),
            import,
        };
        Ok(Some(Sent(writer.submit(submission)?, places)))
    }

    /// Waits until a part is on the disk, and counts what became of it.
    fn settle(&mut self, sent: Option<Sent>) -> Result<(), Failure> {
        let Some(Sent(pending, places)) = sent else { return Ok(()) };
        let receipt = pending.wait()?;
        self.receipt.revision = receipt.revision;
        for (outcome, place) in receipt.outcomes.iter().zip(places) {
            match outcome {
                ItemOutcome::Accepted { .. } => self.receipt.accepted += 1,
                ItemOutcome::Duplicate => self.receipt.duplicate += 1,
                ItemOutcome::Superseded => self.receipt.superseded += 1,
                ItemOutcome::Quarantined(code) => {
                    self.receipt.refused += 1;
                    self.tell_held(&place, code);
                }
            }
        }
        Ok(())
    }

    fn tell(&mut self, refusal: &Refusal) {
        if self.may_tell() {
            self.bar.suspend(|| tell_one(&self.receipt.file, refusal, self.lang));
        }
    }

    fn tell_held(&mut self, place: &Place, code: &str) {
        if self.may_tell() {
            let place = place.text(self.lang);
            let said = [("file", &*self.receipt.file), ("place", &*place), ("code", code)];
            let said = self.lang.text_with("cli-held", &said);
            self.bar.suspend(|| message(&said));
        }
    }

    /// Whether there is room for one more.
    fn may_tell(&mut self) -> bool {
        let room = self.told < TOLD_MAX;
        *(if room { &mut self.told } else { &mut self.silent }) += 1;
        room
    }
}

/// What of a file was taken in before.
enum Done {
    All,
    Rows(u64),
}

fn submitted(item: Item) -> Submitted {
    match item {
        Item::Statement(statement) => Submitted::Statement(statement),
        Item::Record(record) => Submitted::Record(record),
    }
}

fn quarantined(refusal: &Refusal) -> Quarantined {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Quarantined {
        number: None,
        place: refusal.place.to_string(),
        code: refusal.code.name().to_owned(),
        field: some(refusal.field),
        value: some(&refusal.value),
    }
}

/// SHA-256 of a file, and how it is written.
fn fingerprint(path: &Path) -> std::io::Result<(String, &'static str)> {
    let mut file = File::open(path)?;
    let (mut digest, mut buffer) = (Sha256::new(), vec![0; 1 << 20]);
    let mut format = None;
    loop {
        let read = file.read(&mut buffer)?;
        let bytes = &buffer[..read];
        format = format.or_else(|| (read > 0).then(|| table_format(bytes)));
        if read == 0 {
            return Ok((hex(&digest.finalize()), format.unwrap_or("csv")));
        }
        digest.update(bytes);
    }
}

/// One object per line is not one JSON text.
fn table_format(bytes: &[u8]) -> &'static str {
    match format_of(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)) {
        "json" => "ndjson",
        other => other,
    }
}

fn table(receipts: &[TableReceipt], lang: Lang) -> Table {
    let keys = ["read", "accepted", "duplicate", "superseded", "refused", "revision"];
    let keys: Vec<String> = keys.iter().map(|key| format!("cli-{key}")).collect();
    let columns = keys.iter().map(|key| (key.as_str(), true));
    let columns: Vec<(&str, bool)> = [("cli-file", false)].into_iter().chain(columns).collect();
    let mut table = Table::of(lang, &columns);
    for receipt in receipts {
        let TableReceipt { read, accepted, duplicate, superseded, refused, revision, .. } = receipt;
        let numbers = [read, accepted, duplicate, superseded, refused, revision];
        let numbers = numbers.iter().map(ToString::to_string);
        table.rows.push([receipt.file.clone()].into_iter().chain(numbers).collect());
    }
    table
}
