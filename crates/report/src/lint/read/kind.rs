//! What a file is, by its first bytes and its parts.

use std::cell::RefCell;

use super::limits::{Budget, ENTRIES, within};
use super::package::Package;
use super::xml::{Attributes, Visit};
use super::{Refused, Why};

/// What is read, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A package of an office program.
    Package,
    /// A page.
    Html,
    /// Plain text.
    Text,
}

/// First bytes of files that are refused.
const SIGNS: [(&[u8], Why); 15] = [
    (b"%PDF-", Why::Pdf),
    (b"{\\rtf", Why::Rtf),
    (b"\x89PNG", Why::Image),
    (b"\xff\xd8\xff", Why::Image),
    (b"GIF8", Why::Image),
    (b"BM", Why::Image),
    (b"II*\0", Why::Image),
    (b"MM\0*", Why::Image),
    (b"RIFF", Why::Image),
    (b"\0\0\0\x18ftyp", Why::Image),
    (b"Rar!", Why::OtherArchive),
    (b"7z\xbc\xaf", Why::OtherArchive),
    (b"\x1f\x8b", Why::OtherArchive),
    (b"PK\x05\x06", Why::OtherArchive),
    (b"MIME-Version:", Why::OtherOffice),
];

/// First bytes of the container that Office used until 2003, and still uses around what a password protects.
const CONTAINER: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Bytes in which the sign of a PDF or the beginning of a page is looked for.
const HEAD: usize = 1_024;

/// What a file is.
pub(super) fn of(name: &str, bytes: &[u8]) -> Result<Content, Refused> {
    let head = &bytes[..bytes.len().min(HEAD)];
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refused::new(Why::Empty));
    }
    if bytes.starts_with(CONTAINER) {
        return Err(Refused::new(contained(bytes)));
    }
    if let Some((_, why)) = SIGNS.iter().find(|(sign, _)| is_signed(head, sign)) {
        return Err(Refused::new(*why));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Content::Package);
    }
    // Text in two bytes a letter begins with a mark of its own.
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if head.contains(&0) && !wide {
        return Err(Refused::new(Why::Unknown));
    }
    written(name, &String::from_utf8_lossy(head).to_lowercase())
}

/// A sign stands at the beginning; that of a PDF may stand a little later, those of letters must not be a word.
fn is_signed(head: &[u8], sign: &[u8]) -> bool {
    match sign {
        b"%PDF-" => head.windows(sign.len()).any(|window| window == sign),
        b"BM" => head.starts_with(sign) && head.contains(&0),
        _ => head.starts_with(sign),
    }
}

/// What stands in the old container: its parts have names in two bytes a letter.
fn contained(bytes: &[u8]) -> Why {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") || has("EncryptionInfo") {
        Why::Encrypted
    } else if has("WordDocument") {
        Why::OldWord
    } else if has("Workbook") || has("Book") {
        Why::OldExcel
    } else {
        Why::OtherOffice
    }
}

/// A file of letters: a page if it looks like one, whatever its name (portals name pages `.xls`).
fn written(name: &str, head: &str) -> Result<Content, Refused> {
    let start = head.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start();
    if head.contains("<?mso-application")
        || start.starts_with("<?xml")
            && head.contains("urn:schemas-microsoft-com:office")
            && !head.contains("<html")
    {
        return Err(Refused::new(Why::OtherOffice));
    }
    let named = [".html", ".htm", ".xhtml"].iter().any(|end| name.to_lowercase().ends_with(end));
    let tags = ["<!doctype html", "<html", "<body", "<table", "<head", "<meta"];
    let looks = tags.iter().any(|tag| start.starts_with(tag))
        || start.starts_with('<') && head.contains("<html");
    if named || looks { Ok(Content::Html) } else { Ok(Content::Text) }
}

/// What an office package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Office {
    /// Word.
    Document,
    /// Excel.
    Workbook,
}

/// What a package holds and the name of its main part.
pub(super) fn office(package: &mut Package<'_>) -> Result<(Office, String), Refused> {
    if package.has("mimetype") {
        return Err(Refused::new(Why::OtherOffice));
    }
    if !package.has("[Content_Types].xml") {
        return Err(Refused::new(Why::OtherArchive));
    }
    let macros = package.names().any(|name| {
        let name = name.to_lowercase();
        name.ends_with("vbaproject.bin") || name.contains("/macrosheets/")
    });
    let mut types = Types::default();
    package.walk("[Content_Types].xml", &RefCell::new(Budget::default()), &mut types)?;
    if macros || types.all.iter().any(|(kind, _)| kind.contains("macroenabled")) {
        return Err(Refused::new(Why::Macros));
    }
    let main = |ending: &str| {
        let found = types.all.iter().find(|(kind, _)| kind.ends_with(ending));
        found.map(|(_, part)| part.trim_start_matches('/').to_owned())
    };
    let document = main("wordprocessingml.document.main+xml")
        .or_else(|| main("wordprocessingml.template.main+xml"));
    let workbook =
        main("spreadsheetml.sheet.main+xml").or_else(|| main("spreadsheetml.template.main+xml"));
    match (document, workbook) {
        (Some(part), _) if package.has(&part) => Ok((Office::Document, part)),
        (_, Some(part)) if package.has(&part) => Ok((Office::Workbook, part)),
        (None, None) => Err(Refused::new(Why::OtherOffice)),
        _ => Err(Refused::new(Why::Damaged)),
    }
}

/// Kinds of the parts of a package, in small letters.
#[derive(Debug, Default)]
struct Types {
    all: Vec<(String, String)>,
}

impl Visit for Types {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        if name == "Override" {
            let value = |name| attributes.get(name).unwrap_or_default();
            self.all.push((value("ContentType").to_lowercase(), value("PartName")));
            within(self.all.len(), ENTRIES)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }
}
