//! Sentences rendered once the reader's language is known: a key of `lang/*.ftl` with its arguments,
//! or an error of another crate.

use std::fmt::Debug;
use std::io::{Error as IoError, ErrorKind};

use chiso_intake::Refusal;
use chiso_report::variant::Error as ProfileError;
use chiso_scoring::agency::AgencyError;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::SetError;
use chiso_store::writer::WriterError;
use chiso_store::{BackupError, Error as StoreError};

/// What can be said in either language.
pub trait Tell: Debug {
    /// It, in a language.
    fn tell(&self, lang: Lang) -> String;
}

/// A sentence of `lang/*.ftl` with its arguments.
#[derive(Debug)]
pub struct Said {
    key: &'static str,
    arguments: Vec<(&'static str, Box<dyn Tell>)>,
}

/// The sentence of a key.
pub fn say(key: &'static str) -> Said {
    Said { key, arguments: Vec::new() }
}

impl Said {
    /// Fills an argument in.
    pub fn with(mut self, name: &'static str, value: impl Tell + 'static) -> Self {
        self.arguments.push((name, Box::new(value)));
        self
    }

    /// Fills in what is written the same way in both languages.
    pub fn plain(self, name: &'static str, value: impl ToString) -> Self {
        self.with(name, value.to_string())
    }
}

impl Tell for Said {
    fn tell(&self, lang: Lang) -> String {
        let told: Vec<(&str, String)> =
            self.arguments.iter().map(|(name, value)| (*name, value.tell(lang))).collect();
        let arguments: Vec<(&str, &str)> =
            told.iter().map(|(name, value)| (*name, value.as_str())).collect();
        lang.text_with(self.key, &arguments)
    }
}

/// The same in both languages.
impl Tell for String {
    fn tell(&self, _: Lang) -> String {
        self.clone()
    }
}

/// As it is typed.
impl Tell for Period {
    fn tell(&self, _: Lang) -> String {
        self.to_string()
    }
}

/// The usual reasons; the system's own words for the rest.
impl Tell for IoError {
    fn tell(&self, lang: Lang) -> String {
        lang.text(match self.kind() {
            ErrorKind::NotFound => "reason-not-found",
            ErrorKind::PermissionDenied => "reason-permission",
            ErrorKind::AlreadyExists => "reason-exists",
            ErrorKind::NotADirectory => "reason-not-a-folder",
            ErrorKind::IsADirectory => "reason-is-a-folder",
            ErrorKind::AddrInUse => "reason-address-taken",
            ErrorKind::AddrNotAvailable => "reason-address-elsewhere",
            ErrorKind::StorageFull => "reason-full",
            ErrorKind::ReadOnlyFilesystem => "reason-read-only",
            _ => return self.to_string(),
        })
    }
}

impl Tell for AgencyError {
    fn tell(&self, lang: Lang) -> String {
        Self::tell(self, lang)
    }
}

impl Tell for SetError {
    fn tell(&self, lang: Lang) -> String {
        Self::tell(self, lang)
    }
}

impl Tell for Refusal {
    fn tell(&self, lang: Lang) -> String {
        format!("{}: {}", self.place.text(lang), self.message(lang))
    }
}

impl Tell for ProfileError {
    fn tell(&self, lang: Lang) -> String {
        let said = match self {
            Self::Agency { found, wanted } => {
                say("fail-profile-agency").plain("found", found).plain("wanted", wanted)
            }
            Self::Period { found, wanted } => {
                say("fail-profile-period").plain("found", found).plain("wanted", wanted)
            }
            // A mistake of this program, in the words of its authors.
            _ => say("fail-report").plain("reason", self),
        };
        said.tell(lang)
    }
}

impl Tell for StoreError {
    fn tell(&self, lang: Lang) -> String {
        let path = |key, path: &std::path::Path| say(key).plain("path", path.display());
        let said = match self {
            Self::Folder { path: folder, reason } => {
                path("store-folder", folder).plain("reason", reason.tell(lang))
            }
            Self::NotWritable(file) => path("store-not-writable", file),
            Self::NotOurs(file) => path("store-not-ours", file),
            Self::Newer { path: file, found, known } => {
                path("store-newer", file).plain("found", found).plain("known", known)
            }
            Self::Busy => say("store-busy"),
            Self::Full => say("store-full"),
            Self::Database(reason) => say("store-database").plain("reason", reason),
            Self::Damaged(what) => say("store-damaged").plain("what", what),
            Self::TooMany { given, limit } => {
                say("store-too-many").plain("given", given).plain("limit", limit)
            }
            Self::AnswerTooLarge { limit } => say("store-answer").plain("limit", limit),
            Self::Item { index, field, problem } => say("store-item")
                .plain("number", index + 1)
                .plain("field", field)
                .plain("problem", problem),
            Self::Call { field, problem } => {
                say("store-call").plain("field", field).plain("problem", problem)
            }
            Self::Contradiction { code } => say("store-contradiction").plain("code", code),
            Self::NotFollowing(reason) => say("store-not-following").plain("reason", reason),
        };
        said.tell(lang)
    }
}

impl Tell for WriterError {
    fn tell(&self, lang: Lang) -> String {
        let said = match self {
            Self::Overloaded { waiting, limit } => {
                say("writer-overloaded").plain("waiting", waiting).plain("limit", limit)
            }
            Self::Stopped => say("writer-stopped"),
            Self::Taken(dir) => say("writer-taken").plain("dir", dir.display()),
            Self::Lock { path, reason } => {
                say("writer-lock").plain("dir", path.display()).plain("reason", reason.tell(lang))
            }
            Self::Panicked => say("writer-panicked"),
            Self::Store(error) => return error.tell(lang),
        };
        said.tell(lang)
    }
}

impl Tell for BackupError {
    fn tell(&self, lang: Lang) -> String {
        let path = |key, path: &std::path::Path| say(key).plain("path", path.display());
        let said = match self {
            Self::File { path: file, reason } => {
                path("backup-file", file).plain("reason", reason.tell(lang))
            }
            Self::Exists(file) => path("backup-exists", file),
            Self::InUse(file) => path("backup-in-use", file),
            Self::Unsound(file) => path("backup-unsound", file),
            Self::Writer(error) => return error.tell(lang),
            Self::Store(error) => return error.tell(lang),
        };
        said.tell(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the store says to its own tests and what en.ftl says are one sentence.
    #[test]
    fn the_english_of_the_store_is_its_own() {
        let path = || std::path::PathBuf::from("d");
        let all = [
            StoreError::Folder { path: path(), reason: IoError::other("full") },
            StoreError::NotWritable(path()),
            StoreError::NotOurs(path()),
            StoreError::Newer { path: path(), found: 9, known: 1 },
            StoreError::Busy,
            StoreError::Full,
            StoreError::Database("x".to_owned()),
            StoreError::Damaged("flag"),
            StoreError::TooMany { given: 9, limit: 1 },
            StoreError::AnswerTooLarge { limit: 1 },
            StoreError::Item { index: 0, field: "code", problem: "is empty" },
            StoreError::Call { field: "sha256", problem: "is empty" },
            StoreError::Contradiction { code: "H44".to_owned() },
            StoreError::NotFollowing("x".to_owned()),
        ];
        for error in all {
            assert_eq!(error.tell(Lang::En), error.to_string());
            let unlike = matches!(error, StoreError::Call { .. });
            assert!(unlike || error.tell(Lang::Vi) != error.to_string());
        }
    }

    /// The keys the sources say stand in the files, and those of the files are said somewhere.
    #[test]
    fn every_sentence_is_written_and_none_is_left_over() {
        let vi = include_str!("../../scoring/lang/vi.ftl");
        let sources = sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
        let said = sources.split('"').filter(|word| word.len() > 5 && word.starts_with("fail-"));
        for key in said {
            assert!(vi.contains(&format!("\n{key} =")), "{key} is not in vi.ftl");
        }
        let written = vi.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
        let ours = ["fail-", "reason-", "store-", "usage-", "value-"];
        for key in written.filter(|key| ours.iter().any(|begin| key.starts_with(begin))) {
            assert!(sources.contains(&format!("\"{key}\"")), "nobody says {key}");
        }
    }

    fn sources(folder: &std::path::Path) -> String {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(|path| {
                if path.is_dir() { sources(&path) } else { std::fs::read_to_string(path).unwrap() }
            })
            .collect()
    }
}
