//! Finding names by what people type: with Vietnamese accents or without, in any case, by name or by code.
//!
//! Pure: a text is folded once ([`fold`]), a question ranks texts ([`Query::rank`]).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words of a question that are looked at: more than any name needs to be told from the others.
const WORDS: usize = 10;

/// A text without accents and case, its words parted by single spaces: "Sở Nội vụ" is "so noi vu", "Đ" is "d".
/// Points and slashes inside a word stay, so that codes are one word.
#[must_use]
pub fn fold(text: &str) -> String {
    words(text.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase))
}

/// The same with its accents.
fn cased(text: &str) -> String {
    words(text.nfc().flat_map(char::to_lowercase))
}

fn words(letters: impl Iterator<Item = char>) -> String {
    let (mut out, mut gap) = (String::new(), false);
    for letter in letters {
        if !(letter.is_alphanumeric() || is_combining_mark(letter) || matches!(letter, '.' | '/')) {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        out.push(if letter == 'đ' { 'd' } else { letter });
    }
    out
}

/// How well a text answers a question, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fit {
    /// Its code is what was asked for.
    Code,
    /// Its name is.
    Whole,
    /// Its code begins with it.
    CodeStart,
    /// Its name begins with it.
    Start,
    /// Words of its name begin with the words asked for.
    Words,
    /// The words asked for stand somewhere in it.
    Inside,
}

/// A place in the order of answers; the least comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rank {
    /// How well it fits.
    pub fit: Fit,
    /// Whether its accents differ from those that were typed.
    pub otherwise_accented: bool,
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    folded: String,
    cased: String,
}

impl Query {
    /// Reads a question; [`None`] if no word is in it.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let first = |text: String| text.split(' ').take(WORDS).collect::<Vec<_>>().join(" ");
        let (folded, cased) = (first(fold(text)), first(cased(text)));
        (!folded.is_empty()).then_some(Self { folded, cased })
    }

    /// How a thing with a code (or none) and a name answers; `folded` is the folded name.
    #[must_use]
    pub fn rank(&self, code: &str, name: &str, folded: &str) -> Option<Rank> {
        let fit = self.by_code(&fold(code)).into_iter().chain(self.by_name(folded)).min()?;
        let by_name = !matches!(fit, Fit::Code | Fit::CodeStart);
        Some(Rank { fit, otherwise_accented: by_name && !self.written_so(name) })
    }

    fn by_code(&self, code: &str) -> Option<Fit> {
        match code {
            "" => None,
            code if code == self.folded => Some(Fit::Code),
            code => code.starts_with(&self.folded).then_some(Fit::CodeStart),
        }
    }

    fn by_name(&self, name: &str) -> Option<Fit> {
        let begins = |wanted: &str| name.split(' ').any(|word| word.starts_with(wanted));
        match name {
            name if name == self.folded => Some(Fit::Whole),
            name if name.starts_with(&self.folded) => Some(Fit::Start),
            _ if self.folded.split(' ').all(begins) => Some(Fit::Words),
            name => self.folded.split(' ').all(|word| name.contains(word)).then_some(Fit::Inside),
        }
    }

    /// Whether the words stand in the name with the very accents that were typed.
    fn written_so(&self, name: &str) -> bool {
        let name = cased(name);
        self.cased.split(' ').all(|word| name.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn fit(asked: &str, code: &str, name: &str) -> Option<Fit> {
        Some(Query::new(asked)?.rank(code, name, &fold(name))?.fit)
    }

    #[rstest]
    #[case("Sở Nội vụ", "so noi vu")]
    #[case("ĐẮK LẮK", "dak lak")]
    #[case("Tha\u{301}i  Nguye\u{302}n", "thai nguyen")]
    #[case("Nông nghiệp – Môi trường, (mới)", "nong nghiep moi truong moi")]
    #[case("H55.242", "h55.242")]
    #[case("1045/QĐ-UBND", "1045/qd ubnd")]
    #[case("  ", "")]
    fn accents_and_case_are_folded(#[case] text: &str, #[case] expect: &str) {
        assert_eq!(fold(text), expect);
    }

    #[rstest]
    #[case("so noi vu", Some(Fit::Whole))]
    #[case("Sở nội", Some(Fit::Start))]
    #[case("vu noi", Some(Fit::Words))]
    #[case("oi", Some(Fit::Inside))]
    #[case("h44.02", Some(Fit::Code))]
    #[case("H44", Some(Fit::CodeStart))]
    #[case("noi thuong", None)]
    #[case("–", None)]
    fn names_and_codes_are_found(#[case] asked: &str, #[case] expect: Option<Fit>) {
        assert_eq!(fit(asked, "H44.02", "Sở Nội vụ"), expect);
    }

    #[test]
    fn the_accents_that_were_typed_come_first() {
        let rank = |name: &str| Query::new("Hà").unwrap().rank("", name, &fold(name)).unwrap();
        assert!(rank("Hà Nội") < rank("Hạ Long"));
        let plain = |name: &str| Query::new("ha").unwrap().rank("", name, &fold(name)).unwrap();
        assert_eq!(plain("Hà Nội"), plain("Hạ Long"));
    }

    proptest! {
        /// Whatever is typed of a name finds it, with accents and without.
        #[test]
        fn a_name_is_found_by_itself(name in "[A-Za-zĂÂĐÊÔƠƯăâđêôơưáàảãạếềểễệ ]{1,40}") {
            prop_assume!(!fold(&name).is_empty());
            prop_assume!(fold(&name).split(' ').count() <= WORDS);
            prop_assert_eq!(fit(&name, "", &name), Some(Fit::Whole));
            prop_assert_eq!(fit(&fold(&name), "", &name), Some(Fit::Whole));
        }

        #[test]
        fn folding_twice_is_folding_once(text in ".{0,60}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
