//! The repository polices itself: what ARCHITECTURE.md and CONTRIBUTING.md say of it is true.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use support::root;

/// This file names what it forbids.
const SELF: &str = "crates/cli/tests/tidy.rs";

/// Files of the repository, tracked or about to be, with `/` between folders.
fn files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("this test asks git which files there are: install git");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git cannot list the files of the repository: {said}");
    let names = String::from_utf8(output.stdout).unwrap();
    let names = names.split('\0').filter(|name| !name.is_empty());
    let files: Vec<String> =
        names.filter(|name| root().join(name).is_file()).map(str::to_owned).collect();
    assert!(files.len() > 200, "only {} files", files.len());
    files
}

/// Text of a file; `None` for pictures and the like.
fn text(file: &str) -> Option<String> {
    String::from_utf8(std::fs::read(root().join(file)).unwrap()).ok()
}

/// Rust sources, without this file.
fn sources() -> Vec<(String, String)> {
    let rust = files().into_iter().filter(|file| file.ends_with(".rs") && file != SELF);
    rust.map(|file| (file.clone(), text(&file).unwrap())).collect()
}

/// Every line for which `wrong` holds, as `file:line: text`.
fn lines<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    wrong: impl Fn(&str) -> bool,
) -> Vec<String> {
    let numbered = files.into_iter().flat_map(|(file, text)| {
        text.lines().enumerate().map(move |(at, line)| (file, at + 1, line))
    });
    let wrong = numbered.filter(|(.., line)| wrong(line));
    wrong.map(|(file, at, line)| format!("{file}:{at}: {}", line.trim())).collect()
}

fn pairs(files: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    files.iter().map(|(file, text)| (file.as_str(), text.as_str()))
}

fn none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

/// Paths a document names: the targets of its links, and what stands in backticks and looks like
/// one. Names with a hole (`NAME`, `<id>`) are patterns for people.
fn paths(document: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut fenced = false;
    for line in document.lines() {
        fenced ^= line.starts_with("```");
        if fenced {
            continue;
        }
        let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        found.extend(
            links.filter(|link| !link.contains("://") && !link.starts_with('#')).map(str::to_owned),
        );
        let quoted = line.split('`').skip(1).step_by(2);
        found.extend(quoted.filter(|words| looks_like_a_path(words)).map(str::to_owned));
    }
    found
}

fn looks_like_a_path(words: &str) -> bool {
    const FOLDERS: [&str; 7] = ["crates", "data", "docs", "fuzz", "rules", "scripts", ".ci"];
    const ENDINGS: [&str; 9] =
        [".rs", ".md", ".toml", ".csv", ".txt", ".sql", ".ftl", ".html", ".json"];
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/*".contains(c);
    if !words.chars().all(plain) || words.contains("NAME") || words.starts_with(['/', '*']) {
        return false;
    }
    let folder = words.split_once('/').is_some_and(|(first, _)| FOLDERS.contains(&first));
    folder || ENDINGS.iter().any(|ending| words.ends_with(ending))
}

/// Whether a path exists, from the root or beside the document; a `*` stands for part of one name.
fn exists(path: &str, document: &str, files: &[String]) -> bool {
    let beside = Path::new(document).parent().unwrap();
    let path = path.split('#').next().unwrap();
    [Path::new(""), beside].iter().any(|base| {
        let Some((head, tail)) = path.split_once('*') else {
            return root().join(base).join(path).exists();
        };
        let head = base.join(head).display().to_string();
        files.iter().any(|file| {
            let rest = file.strip_prefix(&head).and_then(|rest| rest.strip_suffix(tail));
            rest.is_some_and(|name| !name.contains('/'))
        })
    })
}

#[test]
fn every_path_in_the_documents_exists() {
    let files = files();
    let is_document = |file: &&String| {
        let own = !file.contains('/') && *file != "CHANGELOG.md";
        let known = ["rules/README.md", "data/README.md"];
        file.ends_with(".md")
            && (own || known.contains(&file.as_str()) || file.starts_with("docs/"))
    };
    let documents: Vec<&String> = files.iter().filter(is_document).collect();
    assert!(documents.len() >= 6, "{documents:?}");
    let mut missing = Vec::new();
    for document in documents {
        let named = paths(&text(document).unwrap());
        missing.extend(
            named
                .iter()
                .filter(|path| !exists(path, document, &files))
                .map(|path| format!("{document}: {path}")),
        );
    }
    none(&missing, "named, but not there");
}

#[test]
fn every_file_the_help_names_exists() {
    let files = ["crates/cli/src/args.rs", "crates/scoring/lang/vi.ftl"];
    let args = files.map(|file| text(file).unwrap()).join("\n");
    let words = args.split(|c: char| c.is_whitespace() || "(),;".contains(c));
    let named: BTreeSet<&str> = words.filter(|word| word.starts_with("docs/")).collect();
    assert!(!named.is_empty());
    let missing =
        named.into_iter().filter(|path| !root().join(path.trim_end_matches('.')).exists());
    none(&missing.map(str::to_owned).collect::<Vec<_>>(), "named in --help, but not there");
}

fn manifest(name: &str) -> toml::Table {
    text(&format!("crates/{name}/Cargo.toml")).unwrap().parse().unwrap()
}

fn crates() -> BTreeSet<String> {
    let folders = files();
    let named = folders.iter().filter_map(|file| {
        file.strip_prefix("crates/")?.strip_suffix("/Cargo.toml").map(str::to_owned)
    });
    named.collect()
}

/// cli → web → {store, report} → scoring; intake → scoring.
#[test]
fn dependencies_go_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("scoring", &[][..]),
        ("intake", &["scoring"]),
        ("store", &["scoring"]),
        ("report", &["scoring"]),
        ("pdf", &["report"]),
        ("web", &["intake", "pdf", "report", "scoring", "store"]),
        ("sim", &["intake", "scoring"]),
        ("cli", &["intake", "pdf", "report", "scoring", "sim", "store", "web"]),
    ]);
    let known: BTreeSet<String> = allowed.keys().map(|name| (*name).to_owned()).collect();
    assert_eq!(crates(), known, "a crate that ARCHITECTURE.md does not know");
    for (name, allowed) in allowed {
        let manifest = manifest(name);
        let dependencies = manifest["dependencies"].as_table().unwrap();
        let own = dependencies.keys().filter_map(|key| key.strip_prefix("chiso-"));
        let wrong: Vec<&str> = own.filter(|own| !allowed.contains(own)).collect();
        assert!(wrong.is_empty(), "crates/{name} must know nothing of {wrong:?}");
    }
}

#[test]
fn every_crate_has_the_lints_of_the_workspace() {
    for name in crates() {
        let lints = manifest(&name).get("lints").cloned();
        let inherited = lints.as_ref().and_then(|lints| lints.get("workspace")?.as_bool());
        assert_eq!(inherited, Some(true), "crates/{name}/Cargo.toml: [lints] workspace = true");
    }
}

/// The rulebooks' expressions are SQL too; their reader refuses whole statements.
#[test]
fn sql_stands_in_the_store_only() {
    let sources = sources();
    // What a hostile sender may write stands in the tests about such senders.
    let hostile = ["/sync/tests.rs", "/sync_private.rs", "/tests/hostile/", "/tests/tables/"];
    let outside = |file: &str| {
        !file.starts_with("crates/store/") && !hostile.iter().any(|part| file.contains(part))
    };
    let others = pairs(&sources).filter(|(file, _)| outside(file));
    let statement = |line: &str| {
        let line = line.to_lowercase();
        let select = line.find("select ").is_some_and(|at| line[at..].contains(" from "));
        let others = ["insert into ", "delete from ", "create table ", "drop table "];
        select || others.iter().any(|words| line.contains(words))
    };
    none(&lines(others, statement), "SQL outside crates/store");
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let long = sources()
        .iter()
        .filter(|(file, _)| file.contains("/src/"))
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, length)| *length > 400)
        .map(|(file, length)| format!("{file} has {length} lines: split it"))
        .collect::<Vec<_>>();
    none(&long, "long files");
}

/// ARCHITECTURE.md promises that rounding happens in one file.
#[test]
fn rounding_happens_in_one_file() {
    let others: Vec<(String, String)> = sources()
        .into_iter()
        .filter(|(file, _)| file.contains("/src/") && !file.ends_with("scoring/src/round.rs"))
        .collect();
    let rounds = ["round_dp", "RoundingStrategy", ".trunc()"];
    let found = lines(pairs(&others), |line| rounds.iter().any(|words| line.contains(words)));
    none(&found, "rounding outside crates/scoring/src/round.rs");
}

#[test]
fn nothing_is_left_for_later() {
    let sources = sources();
    let left = ["todo!(", "unimplemented!(", "dbg!(", "#[ignore", "FIXME", "XXX"];
    let found = lines(pairs(&sources), |line| left.iter().any(|words| line.contains(words)));
    none(&found, "left for later");
}

/// No floating point before a spreadsheet cell or a chart.
#[test]
fn no_floating_point_near_the_figures() {
    let sources = sources();
    let pure = ["crates/scoring/src/", "crates/intake/src/", "crates/store/src/"];
    let pure = pairs(&sources).filter(|(file, _)| pure.iter().any(|dir| file.starts_with(dir)));
    let float = |line: &str| {
        let words = line.split(|c: char| !c.is_ascii_alphanumeric());
        words.into_iter().any(|word| ["f32", "f64"].iter().any(|float| word.ends_with(float)))
    };
    none(&lines(pure, float), "floating point");
}

/// `scoring` and `intake` have no input, output, clock, randomness or async.
#[test]
fn the_pure_crates_touch_nothing() {
    let sources = sources();
    let pure = ["crates/scoring/src/", "crates/intake/src/"];
    let pure = pairs(&sources).filter(|(file, _)| pure.iter().any(|dir| file.starts_with(dir)));
    let outside = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        // Threads that share nothing and end with the function leave it pure.
        "thread::spawn",
        "thread::sleep",
        "SystemTime",
        "Instant",
        "Timestamp::now",
        "Zoned::now",
        "async ",
        ".await",
        "println!",
        "rand::",
    ];
    let found = lines(pure, |line| outside.iter().any(|words| line.contains(words)));
    none(&found, "not a pure function");
}

/// Nothing of the machine a file was written on. One test has such a path as its subject.
#[test]
fn no_path_of_somebodys_machine() {
    let subject = "crates/store/tests/conformance/captures.rs";
    let files: Vec<(String, String)> = files()
        .into_iter()
        .filter(|file| file != SELF && file != subject)
        .filter_map(|file| text(&file).map(|text| (file, text)))
        .collect();
    let folders = ["/work/", "/root/", "/home/", "/Users/", "C:\\Users"];
    let found = lines(pairs(&files), |line| folders.iter().any(|path| line.contains(path)));
    none(&found, "a path of somebody's machine");
}

/// Packages come from crates.io, and nothing in the repository sends them anywhere else.
#[test]
fn packages_come_from_the_public_registry() {
    const PUBLIC: &str = "registry+https://github.com/rust-lang/crates.io-index";
    for file in files().into_iter().filter(|file| file.ends_with("Cargo.lock")) {
        let lock: toml::Table = text(&file).unwrap().parse().unwrap();
        for package in lock["package"].as_array().unwrap() {
            let source = package.get("source").and_then(toml::Value::as_str);
            assert!(source.is_none_or(|source| source == PUBLIC), "{file}: {package}");
        }
    }
    let configured = files().into_iter().filter(|file| file.contains(".cargo/"));
    let configured: Vec<String> = configured.collect();
    none(&configured, "settings of one machine's cargo");
}

/// Every text of a page is escaped.
#[test]
fn templates_escape_everything() {
    let read = |file: String| text(&file).map(|text| (file, text));
    let is_template = |file: &String| file.contains("/templates/");
    let templates: Vec<(String, String)> =
        files().into_iter().filter(is_template).filter_map(read).collect();
    assert!(templates.iter().any(|(file, _)| file.ends_with("xep_hang.html")));
    let tight = |line: &str| line.split_whitespace().collect::<String>();
    none(&lines(pairs(&templates), |line| tight(line).contains("|safe")), "unescaped");
    let sources = sources();
    let switched_off = |line: &str| tight(line).contains("escape=\"none\"");
    none(&lines(pairs(&sources), switched_off), "a template that escapes nothing");
}
