//! The letter that carries a pack to an office: subject and text from the pack, attachments, and a number that is
//! the same every time, so that a repeat can be recognised.

use std::time::{Duration, SystemTime};

use chiso_report::pack::{File, MANIFEST, Pack, sha256};
use chiso_scoring::lang::Lang;
use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};

use super::settings::{Attach, Recipient, Smtp};

/// Endings of the documents that are sent one by one.
const DOCUMENTS: [&str; 2] = [".docx", ".pdf"];
/// What a letter needs beside its attachments, in bytes.
const HEAD: u64 = 16 * 1024;

/// What a letter is about.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The pack as a zip.
    pub archive: &'a [u8],
    /// Where it lies, if it was laid down.
    pub lies: Option<&'a str>,
    /// The period in words.
    pub period: &'a str,
    /// When the period was closed, in seconds since the epoch: the date of the letter, also of a repeat.
    pub closed_at: i64,
}

/// The letter to one office.
///
/// # Errors
/// A header cannot hold what it is given.
pub fn letter(
    parcel: &Parcel<'_>,
    smtp: &Smtp,
    to: &Recipient,
) -> Result<Message, lettre::error::Error> {
    let attached = attached(parcel, to.attach);
    let fits = size(&attached) <= smtp.largest;
    let attached = if fits { attached } else { Vec::new() };
    let text = text(parcel, smtp, to, (attached.len(), fits));
    let seconds = Duration::from_secs(u64::try_from(parcel.closed_at).unwrap_or(0));
    let letter = Message::builder()
        .from(smtp.from.clone())
        .to(to.mailbox.clone())
        .subject(subject(parcel))
        .date(SystemTime::UNIX_EPOCH + seconds)
        .message_id(Some(id(parcel.pack, smtp, to)));
    let plain = SinglePart::plain(text);
    if attached.is_empty() {
        return letter.singlepart(plain);
    }
    let boundary = format!("chiso-{}", &manifest(parcel.pack)[..32]);
    let whole = MultiPart::mixed().boundary(boundary).singlepart(plain);
    letter.multipart(attached.into_iter().fold(whole, |whole, (name, kind, bytes)| {
        whole.singlepart(Attachment::new(name).body(bytes.to_vec(), kind))
    }))
}

/// The same for the same pack and office: a server or reader that sees it twice can tell.
pub fn id(pack: &Pack, smtp: &Smtp, to: &Recipient) -> String {
    let closing = pack.origin.closing.unwrap_or_default();
    let of = format!("{closing}\n{}\n{}", to.id, manifest(pack));
    let digest = sha256(of.as_bytes());
    format!("<chiso-goi-{closing}-{}@{}>", &digest[..32], smtp.from.email.domain())
}

/// SHA-256 of the manifest: it names every file with its own.
pub fn manifest(pack: &Pack) -> String {
    sha256(pack.file(MANIFEST).map_or(&[], |file| file.bytes.as_slice()))
}

type Attached<'a> = (String, ContentType, &'a [u8]);

fn attached<'a>(parcel: &Parcel<'a>, attach: Attach) -> Vec<Attached<'a>> {
    let kind = |name: &str| {
        let kind = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "pdf" => "application/pdf",
            "zip" => "application/zip",
            _ => "application/octet-stream",
        };
        ContentType::parse(kind).unwrap_or(ContentType::TEXT_PLAIN)
    };
    let document = |file: &&File| DOCUMENTS.iter().any(|ending| file.name.ends_with(ending));
    match attach {
        Attach::Nothing => Vec::new(),
        Attach::Archive => {
            let name = format!("{}.zip", Lang::Vi.text_with("mail-archive", &said(parcel)));
            vec![(name.replace(['/', '\\', '"'], "-"), kind(".zip"), parcel.archive)]
        }
        Attach::Documents => {
            let files = parcel.pack.files.iter().filter(document);
            files.map(|file| (file.name.clone(), kind(&file.name), file.bytes.as_slice())).collect()
        }
    }
}

/// What a letter with attachments weighs: as text four bytes stand for three, and each line ends.
fn size(attached: &[Attached<'_>]) -> u64 {
    let bytes: u64 = attached.iter().map(|(.., bytes)| bytes.len() as u64).sum();
    bytes / 3 * 4 + bytes / 28 + HEAD * (1 + attached.len() as u64 / 16)
}

/// What stands in every sentence.
fn said<'a>(parcel: &Parcel<'a>) -> [(&'a str, &'a str); 3] {
    let origin = &parcel.pack.origin;
    [("period", parcel.period), ("agency", &origin.name), ("code", &origin.agency)]
}

fn subject(parcel: &Parcel<'_>) -> String {
    let number = parcel.pack.origin.closing.unwrap_or_default().to_string();
    let subject =
        Lang::Vi.text_with("mail-subject", &[&said(parcel)[..], &[("number", &number)]].concat());
    // A name with a line break in it begins no other header.
    subject.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(
    parcel: &Parcel<'_>,
    smtp: &Smtp,
    to: &Recipient,
    (attached, fits): (usize, bool),
) -> String {
    let (lang, origin) = (Lang::Vi, &parcel.pack.origin);
    let whole = |count: u64| lang.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let with =
        |key: &str, more: &[(&str, &str)]| lang.text_with(key, &[&said(parcel)[..], more].concat());
    let office = to.mailbox.name.clone().unwrap_or_default();
    let number = whole(origin.closing.unwrap_or_default());
    let count = whole(parcel.pack.files.len() as u64);
    let how = match (attached, fits) {
        (0, false) => with("mail-too-large", &[("limit", &whole(smtp.largest))]),
        (0, true) => with("mail-not-attached", &[]),
        _ => with("mail-attached", &[]),
    };
    let lies = parcel.lies.map(|path| with("mail-lies", &[("path", path)]));
    let at = origin.as_of.parse().map_or_else(|_| origin.as_of.clone(), |at| lang.moment(at));
    let status = lang.text("status-unofficial");
    let status = if origin.official { String::new() } else { format!(" ({status})") };
    let rulebook = format!("{}{status}", origin.rulebook.0);
    let root = origin.root.as_deref().unwrap_or("-");
    let facts = with(
        "mail-facts",
        &[
            ("at", &at),
            ("revision", &whole(origin.revision)),
            ("rulebook", &rulebook),
            ("root", root),
            ("program", &origin.program),
        ],
    );
    let greeting =
        if office.is_empty() { String::new() } else { with("mail-to", &[("office", &office)]) };
    let opening = with("mail-opening", &[("number", &number), ("count", &count)]);
    let files = parcel.pack.files.iter().map(|file| {
        format!(
            "- {} ({} byte)\n  SHA-256 {}",
            file.name,
            whole(file.bytes.len() as u64),
            sha256(&file.bytes)
        )
    });
    let files = files.collect::<Vec<_>>().join("\n");
    let check = with("mail-check", &[]);
    let parts =
        [Some(greeting), Some(opening), Some(how), lies, Some(facts), Some(files), Some(check)];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests;
