//! The list of a pack's files: for people, and for `sha256sum -c`, which skips the lines with `#`.

use super::{FILE_BYTES, FILES, File, MANIFEST, Origin, sha256};

/// First line.
const TITLE: &str = "# chiso-pack 1";
/// Largest manifest, in bytes.
const LONGEST: usize = 1 << 20;

/// A file as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// What it is.
    pub what: String,
}

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: String,
}

impl Found {
    /// What is found of a file.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), size: bytes.len() as u64, sha256: sha256(bytes) }
    }
}

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// What the pack stands on, as label and text, in order.
    pub facts: Vec<(String, String)>,
    /// The files, in order.
    pub entries: Vec<Entry>,
}

/// What does not fit between a manifest and the files there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Listed, but not there.
    Missing(String),
    /// There, but not listed.
    Unlisted(String),
    /// Of another size.
    Size {
        /// The file.
        name: String,
        /// Size in the manifest.
        listed: u64,
        /// Size of the file.
        found: u64,
    },
    /// Of the right size, with other bytes.
    Bytes(String),
}

/// A manifest that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{MANIFEST}:{line}: {reason}")]
pub struct Wrong {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl Manifest {
    /// The manifest of files.
    pub(super) fn of(origin: &Origin, files: &[File]) -> Self {
        let entry = |file: &File| Entry {
            name: file.name.clone(),
            size: file.bytes.len() as u64,
            sha256: sha256(&file.bytes),
            what: one_line(&file.what),
        };
        Self { facts: facts(origin), entries: files.iter().map(entry).collect() }
    }

    /// As a text.
    pub(super) fn print(&self) -> String {
        let fact = |(label, text): &(String, String)| format!("# {label}: {text}\n");
        let entry = |entry: &Entry| {
            let Entry { name, size, sha256, what } = entry;
            format!("#\n# {size} byte: {what}\n{sha256}  {name}\n")
        };
        let facts: String = self.facts.iter().map(fact).collect();
        let entries: String = self.entries.iter().map(entry).collect();
        format!("{TITLE}\n{facts}{entries}")
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// It is none, names a file twice or outside the pack, or is too long.
    pub fn read(text: &str) -> Result<Self, Wrong> {
        let wrong = |line: usize, reason| Wrong { line, reason };
        if text.len() > LONGEST {
            return Err(wrong(1, "the manifest is too long"));
        }
        let mut lines = (1..).zip(text.lines());
        if lines.next().is_none_or(|(_, first)| first != TITLE) {
            return Err(wrong(1, "this is no manifest of a pack"));
        }
        let mut manifest = Self { facts: Vec::new(), entries: Vec::new() };
        let mut size: Option<(u64, String)> = None;
        for (at, line) in lines {
            manifest.line(line, &mut size).map_err(|reason| wrong(at, reason))?;
        }
        Ok(manifest)
    }

    fn line(&mut self, line: &str, size: &mut Option<(u64, String)>) -> Result<(), &'static str> {
        let Some(said) = line.strip_prefix('#') else {
            let (bytes, what) = size.take().ok_or("a file without its size")?;
            return self.entry(line, bytes, what);
        };
        let said = said.trim_start();
        if said.is_empty() {
            return Ok(());
        }
        let (label, text) = said.split_once(": ").ok_or("neither a fact nor a file")?;
        match label.strip_suffix(" byte") {
            Some(bytes) => {
                let bytes = bytes.parse().map_err(|_| "a size that is no number")?;
                if bytes > FILE_BYTES {
                    return Err("a size that no file of a pack has");
                }
                *size = Some((bytes, text.to_owned()));
            }
            None if self.facts.len() < FILES => {
                self.facts.push((label.to_owned(), text.to_owned()))
            }
            None => return Err("too many facts"),
        }
        Ok(())
    }

    fn entry(&mut self, line: &str, size: u64, what: String) -> Result<(), &'static str> {
        let (sha256, name) = line.split_once("  ").ok_or("neither a fact nor a file")?;
        let hexadecimal = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
        if sha256.len() != 64 || !sha256.bytes().all(hexadecimal) {
            return Err("a digest that is none");
        }
        if !is_name(name) {
            return Err("a name that no file of a pack has");
        }
        if self.entries.len() == FILES {
            return Err("too many files");
        }
        if self.entries.iter().any(|entry| entry.name == name) {
            return Err("a file that stands twice");
        }
        let (name, sha256) = (name.to_owned(), sha256.to_owned());
        self.entries.push(Entry { name, size, sha256, what });
        Ok(())
    }

    /// Everything that does not fit the files that are there, in the order of the manifest, what is not listed
    /// last. The manifest itself is not listed.
    #[must_use]
    pub fn check(&self, found: &[Found]) -> Vec<Fault> {
        let of = |entry: &Entry| found.iter().find(|file| file.name == entry.name);
        let listed = self.entries.iter().filter_map(|entry| match of(entry) {
            None => Some(Fault::Missing(entry.name.clone())),
            Some(file) => entry.fault(file),
        });
        let known =
            |name: &str| name == MANIFEST || self.entries.iter().any(|entry| entry.name == name);
        let others = found.iter().filter(|file| !known(&file.name));
        listed.chain(others.map(|file| Fault::Unlisted(file.name.clone()))).collect()
    }
}

impl Entry {
    fn fault(&self, file: &Found) -> Option<Fault> {
        let (name, listed, found) = (self.name.clone(), self.size, file.size);
        if listed != found {
            return Some(Fault::Size { name, listed, found });
        }
        (file.sha256 != self.sha256).then_some(Fault::Bytes(name))
    }
}

fn facts(origin: &Origin) -> Vec<(String, String)> {
    let none = || "-".to_owned();
    let closing = origin.closing.map_or_else(none, |number| number.to_string());
    let (rulebook, digest) = &origin.rulebook;
    let status = if origin.official { "official" } else { "unofficial" };
    [
        ("closing", closing),
        ("agency", format!("{} {}", origin.agency, origin.name)),
        ("period", origin.period.clone()),
        ("as-of", origin.as_of.clone()),
        ("revision", origin.revision.to_string()),
        ("rulebook", format!("{rulebook} {status} {digest}")),
        ("snapshot", origin.root.clone().unwrap_or_else(none)),
        ("templates", origin.templates.clone().unwrap_or_else(none)),
        ("program", origin.program.clone()),
    ]
    .map(|(label, text)| (label.to_owned(), one_line(&text)))
    .to_vec()
}

/// A text that stays in its line, with something in it.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    if words.is_empty() { "-".to_owned() } else { words.join(" ") }
}

/// Whether a name may stand in a pack: ASCII, folders with `/`, nothing hidden, nothing that climbs.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let part =
        |part: &str| !part.is_empty() && !part.starts_with(['.', '-']) && part.chars().all(plain);
    name.len() <= 200 && name != MANIFEST && name.split('/').all(part)
}

#[cfg(test)]
mod tests;
