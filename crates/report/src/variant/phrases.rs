//! The words of the reports: `phrases/*.ftl`, and what a locality puts in the place of some of them.
//!
//! The report in the making speaks its words through [`say`]; which ones these are is set once, for the whole of it,
//! by [`Phrases::speak`].

use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, LazyLock};

use chiso_scoring::problem::Problem;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use super::own_phrases::{Message, messages};

type Bundle = FluentBundle<FluentResource>;

/// The files that come with chiso.
pub(super) const EMBEDDED: [(&str, &str); 5] = [
    ("monthly.ftl", include_str!("../../phrases/monthly.ftl")),
    ("letter.ftl", include_str!("../../phrases/letter.ftl")),
    ("directive.ftl", include_str!("../../phrases/directive.ftl")),
    ("narrative.ftl", include_str!("../../phrases/narrative.ftl")),
    ("context-box.ftl", include_str!("../../phrases/context-box.ftl")),
];

static STANDARD: LazyLock<Bundle> = LazyLock::new(|| {
    let mut standard = empty();
    for (file, text) in EMBEDDED {
        add(&mut standard, file, text);
    }
    standard
});

thread_local! {
    /// The words of the report that this thread is making.
    static SPOKEN: RefCell<Phrases> = const { RefCell::new(Phrases(None)) };
}

/// The words of reports: those that come with chiso, some of them perhaps replaced by a locality's own.
#[derive(Clone, Default)]
pub struct Phrases(Option<Arc<Own>>);

struct Own {
    bundle: Bundle,
    hash: String,
}

impl Phrases {
    /// Words with some of a locality's own in the place of the standard ones; files are given by name and text.
    ///
    /// # Errors
    /// The first problem with its file and line: bad syntax, a key that no report uses, a key said twice, a value
    /// that the phrase does not have, or one that it would leave unsaid.
    pub fn read(files: &[(String, String)]) -> Result<Self, Problem> {
        let mut seen = std::collections::BTreeSet::new();
        let mut bundle = empty();
        for (file, text) in files {
            for own in messages(file, text)? {
                let standard = standard(own.key);
                own.replaces(standard.as_ref())?;
                own.said_once(&mut seen)?;
            }
            add(&mut bundle, file, text);
        }
        let hash = hash(files);
        Ok(Self((!seen.is_empty()).then(|| Arc::new(Own { bundle, hash }))))
    }

    /// SHA-256 of the own files; `None` if every word is the standard one.
    #[must_use]
    pub fn hash(&self) -> Option<&str> {
        self.0.as_ref().map(|own| own.hash.as_str())
    }

    /// Makes something in these words.
    pub(super) fn speak<T>(&self, make: impl FnOnce() -> T) -> T {
        let _back = Back(SPOKEN.replace(self.clone()));
        make()
    }

    fn bundle_with(&self, key: &str) -> Option<&Bundle> {
        let own = self.0.as_ref().map(|own| &own.bundle);
        own.into_iter().chain([&*STANDARD]).find(|bundle| bundle.has_message(key))
    }

    fn text(&self, key: &str, values: &[(&str, &str)]) -> Option<String> {
        let bundle = self.bundle_with(key)?;
        let pattern = bundle.get_message(key)?.value()?;
        let mut filled = FluentArgs::new();
        for (name, value) in values {
            filled.set(*name, *value);
        }
        let mut slips = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&filled), &mut slips).into_owned();
        debug_assert!(slips.is_empty(), "phrase '{key}': {slips:?}");
        Some(text)
    }
}

/// Two sets of words are the same if their own files are.
impl PartialEq for Phrases {
    fn eq(&self, other: &Self) -> bool {
        self.hash() == other.hash()
    }
}

impl Eq for Phrases {}

impl fmt::Debug for Phrases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Phrases").field(&self.hash()).finish()
    }
}

/// Puts the words back that were spoken before, also if the making broke off.
struct Back(Phrases);

impl Drop for Back {
    fn drop(&mut self) {
        SPOKEN.set(std::mem::take(&mut self.0));
    }
}

/// The phrase of a key.
pub(super) fn say(key: &str) -> String {
    say_with(key, &[])
}

/// The phrase of a key, if there is one: for words that a rulebook may name and these files not know.
pub(super) fn if_known(key: &str) -> Option<String> {
    STANDARD.has_message(key).then(|| say(key))
}

/// The phrase of a key with its blanks filled in. An unknown key shows itself, so that nothing is lost.
pub(super) fn say_with(key: &str, values: &[(&str, &str)]) -> String {
    let text = SPOKEN.with_borrow(|words| words.text(key, values));
    debug_assert!(text.is_some(), "no phrase '{key}'");
    text.unwrap_or_else(|| key.to_owned())
}

/// The standard phrase of a key, as it is written.
fn standard(key: &str) -> Option<Message<'static>> {
    let all = EMBEDDED.iter().filter_map(|(file, text)| messages(file, text).ok());
    all.flatten().find(|message| message.key == key)
}

fn empty() -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec!["vi".parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle
}

/// What cannot be read was refused before, or is found by a test.
fn add(bundle: &mut Bundle, file: &str, text: &str) {
    let resource = FluentResource::try_new(text.to_owned());
    debug_assert!(resource.is_ok(), "{file}");
    let added = bundle.add_resource(resource.unwrap_or_else(|(partly, _)| partly));
    debug_assert!(added.is_ok(), "{file}: {added:?}");
}

fn hash(files: &[(String, String)]) -> String {
    use sha2::{Digest, Sha256};
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort();
    let mut hash = Sha256::new();
    for (file, text) in sorted {
        for part in [file, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Result<Phrases, Problem> {
        Phrases::read(&[("rieng.ftl".to_owned(), text.to_owned())])
    }

    #[test]
    fn a_phrase_is_chosen_by_its_value() {
        let title = |level: &str| say_with("block-title", &[("level", level), ("own", "district")]);
        assert_eq!(title("commune"), "Cấp xã");
        assert_eq!(title("department"), "Cấp huyện");
    }

    #[test]
    fn own_words_are_spoken_only_while_the_report_is_made() {
        let own = own("sum = Cộng chung\n").unwrap();
        assert_eq!(
            own.speak(|| (say("sum"), say("dossiers"))),
            ("Cộng chung".into(), "hồ sơ".into())
        );
        assert_eq!(say("sum"), "Tổng cộng");
        let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            own.speak(|| panic!("broken off"))
        }));
        assert!(broken.is_err());
        assert_eq!(say("sum"), "Tổng cộng");
    }

    #[test]
    fn the_standard_phrases_can_be_read_and_none_stands_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for (file, text) in EMBEDDED {
            for message in messages(file, text).unwrap() {
                message.said_once(&mut seen).unwrap();
            }
        }
        assert!(seen.len() > 200, "{}", seen.len());
    }

    #[test]
    fn every_phrase_is_used() {
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/variant");
        let files = std::fs::read_dir(source).unwrap().map(|file| file.unwrap().path());
        let code: String = files
            .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect();
        let built = |key: &str| {
            key.split_once('-').is_some_and(|(stem, _)| code.contains(&format!("\"{stem}-{{")))
        };
        for (file, text) in EMBEDDED {
            for message in messages(file, text).unwrap() {
                let key = message.key;
                assert!(code.contains(&format!("\"{key}\"")) || built(key), "{file}: {key}");
            }
        }
    }

    /// `docs/mau-bao-cao.md` shows every phrase as it is; `UPDATE=1` writes it anew.
    #[test]
    fn the_guide_shows_every_phrase() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/mau-bao-cao.md");
        let guide = std::fs::read_to_string(path).unwrap();
        let (written, _) = guide.split_once("<!-- câu chữ -->").unwrap();
        let file = |(name, text): &(&str, &str)| {
            format!("\n### `crates/report/phrases/{name}`\n\n```ftl\n{}\n```\n", text.trim_end())
        };
        let shown: String = EMBEDDED.iter().map(file).collect();
        let expected = format!("{written}<!-- câu chữ -->\n{shown}");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, expected).unwrap();
        } else {
            assert!(
                guide == expected,
                "UPDATE=1 cargo nextest run -p chiso-report the_guide_shows"
            );
        }
    }

    #[test]
    fn the_examples_of_the_guide_hold() {
        let guide = include_str!("../../../../docs/mau-bao-cao.md");
        let example = |kind: &str| {
            let (_, rest) = guide.split_once(&format!("```{kind}\n")).unwrap();
            rest.split_once("```").unwrap().0
        };
        assert!(own(example("ftl")).unwrap().hash().is_some());
        let profile = super::super::Profile::read("x", example("toml")).unwrap();
        assert_eq!((profile.recommendation.len(), profile.remark.len()), (2, 1));
        assert_eq!(profile.index[0].part.len(), 1);
    }

    /// What the guide says of remarks and of the keys of a profile.
    #[test]
    fn the_guide_names_every_remark() {
        let guide = include_str!("../../../../docs/mau-bao-cao.md");
        for at in super::super::REMARKABLE {
            assert!(guide.contains(&format!("`{at}`")), "{at}");
        }
    }

    #[test]
    fn the_same_words_have_the_same_hash_in_any_order() {
        let (a, b) =
            (("a.ftl".into(), "sum = A\n".into()), ("b.ftl".into(), "dossiers = B\n".into()));
        let one = Phrases::read(&[a, b]).unwrap();
        let (a, b) =
            (("a.ftl".into(), "sum = A\n".into()), ("b.ftl".into(), "dossiers = B\n".into()));
        assert_eq!(one, Phrases::read(&[b, a]).unwrap());
        assert_ne!(one, own("sum = A\n").unwrap());
        assert_eq!(own("# nothing\n").unwrap(), Phrases::default());
    }

    #[test]
    fn what_cannot_be_spoken_is_refused_with_its_place() {
        let cases = [
            ("sum = A\nsumm = B\n", "rieng.ftl:2:1: no report uses the phrase 'summ'"),
            (
                "sum = A\n\nsum = B\n",
                "rieng.ftl:3:1: the phrase 'sum' stands here for the second time",
            ),
            (
                "sum = A\nlate = { $unit }\n",
                "rieng.ftl:2:1: the phrase 'late' leaves out { $details }",
            ),
            ("sum = A { $total }\n", "rieng.ftl:1:12: the phrase 'sum' has no value { $total }"),
            ("sum = A\nđ = B\n", "rieng.ftl:2:1: "),
            ("sum = A { $total\n", "rieng.ftl:"),
            (
                "sum = { dossiers }\n",
                "rieng.ftl:1:1: the phrase 'sum' may hold text, values and choices between values only",
            ),
            ("-ten = A\n", "rieng.ftl:1:2: only phrases stand here"),
        ];
        for (text, expected) in cases {
            let refused = own(text).unwrap_err().to_string();
            assert!(refused.starts_with(expected), "{refused}");
        }
    }

    #[test]
    fn a_choice_may_be_made_plain() {
        let own =
            own("recommend = Từ kết quả { $period }, { $reporter } đề nghị { $addressee }:\n");
        assert!(own.is_ok(), "{own:?}");
    }
}
