//! What a locality puts in the place of what comes with chiso: words (`*.ftl`) and profiles (`H03.toml`, `H03-2023-08.toml`).

use std::collections::BTreeMap;

use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::period::Period;
use chiso_scoring::problem::{Problem, Source};
use toml::{Table, Value};

use super::{Phrases, Profile};

/// Lists of a profile that hold for every period and grow in a single one.
const GROWING: [&str; 3] = ["recommendation", "remark", "index"];

/// Words and profiles of a locality.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Templates {
    phrases: Phrases,
    /// Profiles by the name of their file, without its ending.
    profiles: BTreeMap<String, Table>,
}

impl Templates {
    /// Reads the files of a directory, given by name and text. Notes (`.md`, `.txt`) are left aside.
    ///
    /// # Errors
    /// The first problem with file and line: a phrase that cannot be spoken, a profile that cannot be read or that
    /// belongs to another agency or period than its name says, a file that is neither.
    pub fn read(files: &[(String, String)]) -> Result<Self, Problem> {
        let mut phrases = Vec::new();
        let mut profiles = BTreeMap::new();
        for (file, text) in files {
            match file.rsplit_once('.') {
                Some((_, "ftl")) => phrases.push((file.clone(), text.clone())),
                Some((stem, "toml")) => {
                    profiles.insert(stem.to_owned(), profile(file, stem, text)?);
                }
                Some((_, "md" | "txt")) => {}
                _ => return Err(stranger(file, text)),
            }
        }
        Ok(Self { phrases: Phrases::read(&phrases)?, profiles })
    }

    /// The words.
    #[must_use]
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// The profile of an agency for a period: its own of that period over its own of every period; else the one that
    /// comes with chiso.
    ///
    /// # Errors
    /// None that files cause which could be read.
    pub fn profile(
        &self,
        agency: &Agency,
        period: Period,
        tree: &AgencyTree,
    ) -> Result<Profile, Problem> {
        let code = &agency.code;
        let name = format!("{code}-{period}");
        let table = match (self.profiles.get(&name), self.profiles.get(code)) {
            (Some(own), Some(general)) => over(own.clone(), general),
            (Some(only), None) | (None, Some(only)) => only.clone(),
            (None, None) => return Profile::known_for(agency, period, tree),
        };
        let read = Value::Table(table).try_into();
        read.map_err(|error: toml::de::Error| {
            let (file, text) = (format!("{name}.toml"), "");
            Source { file: &file, text }.problem(0, error.message().to_owned(), None)
        })
    }
}

fn stranger(file: &str, text: &str) -> Problem {
    let reason = "phrases end with .ftl, profiles with .toml, notes with .md or .txt".to_owned();
    Source { file, text }.problem(0, reason, None)
}

/// A profile that is what its name says.
fn profile(file: &str, stem: &str, text: &str) -> Result<Table, Problem> {
    let read = Profile::read(file, text)?;
    let (code, period) = named(stem);
    let source = Source { file, text };
    let refuse = |field: &str, found: &str| {
        let at = text.find(field).unwrap_or(0);
        source.problem(at, format!("the file is named {stem}, but its {field} is {found}"), None)
    };
    if !read.agency.is_empty() && read.agency != code {
        return Err(refuse("agency", &read.agency));
    }
    if let Some(found) = read.period.filter(|found| Some(*found) != period) {
        return Err(refuse("period", &found.to_string()));
    }
    let slip = |error: toml::de::Error| source.problem(0, error.message().to_owned(), None);
    text.parse::<Table>().map_err(slip)
}

/// Agency and period of a file's name. Codes of agencies may hold a dash themselves.
fn named(stem: &str) -> (&str, Option<Period>) {
    let dashes = stem.match_indices('-').map(|(at, _)| at);
    let split = |at: usize| Some((&stem[..at], Some(stem[at + 1..].parse().ok()?)));
    dashes.filter_map(split).next().unwrap_or((stem, None))
}

/// What holds for one period over what holds for all. Lists that grow hold both, the period's own first.
fn over(own: Table, general: &Table) -> Table {
    let mut table = general.clone();
    if own.contains_key("issuer") {
        // A letterhead is one piece: an issuer of one's own has no parent but its own.
        table.remove("issuer_parent");
    }
    for (key, value) in own {
        let grown = match (GROWING.contains(&key.as_str()), value, table.remove(&key)) {
            (true, Value::Array(own), Some(Value::Array(general))) => {
                Value::Array(own.into_iter().chain(general).collect())
            }
            (_, value, _) => value,
        };
        table.insert(key, grown);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use chiso_scoring::agency::Level;

    fn read(files: &[(&str, &str)]) -> Result<Templates, Problem> {
        let files: Vec<_> =
            files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        Templates::read(&files)
    }

    fn agency() -> Agency {
        Agency {
            code: "H03.S-CT".into(),
            name: "Sở Công Thương".into(),
            level: Level::Department,
            parent: None,
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
            portal_id: None,
        }
    }

    #[test]
    fn names_tell_agency_and_period() {
        let cases = [
            ("H03", ("H03", None)),
            ("H03-2023-08", ("H03", "2023-08".parse().ok())),
            ("H03-2023", ("H03", "2023".parse().ok())),
            ("H03.S-CT", ("H03.S-CT", None)),
            ("H03.S-CT-2023-08", ("H03.S-CT", "2023-08".parse().ok())),
        ];
        for (stem, expected) in cases {
            assert_eq!(named(stem), expected, "{stem}");
        }
    }

    #[test]
    fn the_month_stands_over_what_always_holds() {
        let general = "issuer = \"SỞ\"\nissuer_parent = \"UBND TỈNH\"\nsigner = \"A\"\n\
                       [[recommendation]]\nowner = \"X\"\ntext = \"Luôn.\"\n";
        let month = "signer = \"B\"\n[[recommendation]]\nowner = \"Y\"\ntext = \"Tháng này.\"\n";
        let files = [("H03.S-CT.toml", general), ("H03.S-CT-2023-08.toml", month), ("doc.md", "#")];
        let templates = read(&files).unwrap();
        let tree = AgencyTree::new([agency()]).unwrap();
        let of =
            |period: &str| templates.profile(&agency(), period.parse().unwrap(), &tree).unwrap();
        let (august, other) = (of("2023-08"), of("2023-09"));
        assert_eq!((august.signer.as_str(), august.issuer_parent.as_str()), ("B", "UBND TỈNH"));
        let owners: Vec<_> = august.recommendation.iter().map(|one| one.owner.as_str()).collect();
        assert_eq!(owners, ["Y", "X"]);
        assert_eq!((other.signer.as_str(), other.recommendation.len()), ("A", 1));
        assert_eq!(
            Templates::default()
                .profile(&agency(), "2023-08".parse().unwrap(), &tree)
                .unwrap()
                .signer,
            ""
        );
    }

    #[test]
    fn what_does_not_belong_is_refused_with_its_place() {
        let cases = [
            (
                ("H03.toml", "signer = \"A\"\nagency = \"H44\"\n"),
                "H03.toml:2:1: the file is named H03",
            ),
            (
                ("H03-2023-08.toml", "period = \"2023-09\""),
                "H03-2023-08.toml:1:1: the file is named",
            ),
            (("H03.toml", "period = \"2023-09\""), "H03.toml:1:1: the file is named H03"),
            (("H03.toml", "ngày = 1"), "H03.toml:1:3: "),
            (("H03.docx", "PK"), "H03.docx:1:1: phrases end with .ftl"),
            (("x.ftl", "a\n"), "x.ftl:1:"),
        ];
        for (file, expected) in cases {
            let refused = read(&[file]).unwrap_err().to_string();
            assert!(refused.starts_with(expected), "{refused}");
        }
    }
}
