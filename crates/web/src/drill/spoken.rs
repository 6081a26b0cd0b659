//! Conditions of rules in the reader's words: `closed_at is null` → *kết thúc chưa có*. The exact text stands beside
//! it wherever a rule is cited; this is for reading.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chiso_scoring::expr::{Columns, Entity};
use chiso_scoring::lang::Lang;

use crate::wire::dossiers::{Clause, Value};

use super::words::{mark, value};

/// Columns in the order in which a name that several have is looked for.
const ENTITIES: [Entity; 5] =
    [Entity::Dossier, Entity::Petition, Entity::Service, Entity::Publication, Entity::Agency];

static COLUMNS: LazyLock<Columns> = LazyLock::new(Columns::embedded);

/// A piece of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    /// A name, a word of the language, or a number.
    Word(&'t str),
    /// A parameter with its colon.
    Param(&'t str),
    /// A code in quotes.
    Quoted(&'t str),
    /// An operator or a bracket.
    Sign(&'t str),
}

/// What a column or parameter is called.
pub(crate) fn name(lang: Lang, name: &str) -> String {
    if let Some(parameter) = name.strip_prefix(':') {
        return lang.text(&format!("spoken-param-{parameter}"));
    }
    let key = |prefix: &str| format!("{prefix}-col-{}", name.replace('_', "-"));
    let known = |prefix: &str| Some(lang.text(&key(prefix))).filter(|text| *text != key(prefix));
    if let Some(short) = known("spoken").or_else(|| known("drill")) {
        return lowered(&short);
    }
    let of = |entity: &Entity| {
        let column = COLUMNS.of(*entity).columns().find(|(known, _)| *known == name)?.1;
        Some(first_part(lang.pick(&column.meaning)))
    };
    ENTITIES.iter().find_map(of).unwrap_or_else(|| name.to_owned())
}

/// The name without what explains it.
fn first_part(meaning: &str) -> String {
    let end = meaning.find([';', ':', '(']).unwrap_or(meaning.len());
    meaning[..end].trim().to_owned()
}

/// A heading inside a sentence.
fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// A condition in words.
pub(crate) fn condition(lang: Lang, text: &str) -> String {
    let mut spoken = Spoken { lang, out: Vec::new(), open: Vec::new(), column: "", between: false };
    let tokens = tokens(text);
    let mut at = 0;
    while at < tokens.len() {
        at += spoken.take(&tokens[at..]);
    }
    joined(&spoken.out)
}

/// Conditions with what became of them and the values they saw, on one line.
pub(crate) fn because(lang: Lang, clauses: &[Clause]) -> String {
    let one = |clause: &Clause| {
        let seen = values(lang, &clause.values);
        let seen = if seen.is_empty() { seen } else { format!(" ({seen})") };
        format!("{} {}{seen}", mark(clause.holds), condition(lang, &clause.text))
    };
    clauses.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn values(lang: Lang, values: &BTreeMap<String, Value>) -> String {
    let one =
        |(of, seen): (&String, &Value)| format!("{}: {}", name(lang, of), value(lang, of, seen));
    values.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let named = |c: char| c.is_alphanumeric() || c == '_';
        let length =
            |from: usize| rest[from..].find(|c| !named(c)).map_or(rest.len(), |at| from + at);
        let (token, end) = match first {
            '\'' => {
                let end = rest[1..].find('\'').map_or(rest.len(), |at| at + 2);
                (Token::Quoted(rest[..end].trim_matches('\'')), end)
            }
            ':' => (Token::Param(&rest[..length(1)]), length(1)),
            _ if named(first) => (Token::Word(&rest[..length(0)]), length(0)),
            _ => {
                let two = rest.get(..2).filter(|two| ["<=", ">=", "<>"].contains(two));
                let end = two.map_or(first.len_utf8(), str::len);
                (Token::Sign(&rest[..end]), end)
            }
        };
        tokens.push(token);
        rest = rest[end..].trim_start();
    }
    tokens
}

/// What has been said so far.
struct Spoken<'t> {
    lang: Lang,
    out: Vec<String>,
    /// For every open bracket, whether it is that of a `coalesce`.
    open: Vec<bool>,
    /// The column named last: a code is one of it.
    column: &'t str,
    /// Whether the next "and" ends a "between".
    between: bool,
}

impl<'t> Spoken<'t> {
    fn say(&mut self, key: &str) {
        self.out.push(self.lang.text(&format!("spoken-{key}")));
    }

    /// Says the next piece; how many tokens it was.
    fn take(&mut self, tokens: &[Token<'t>]) -> usize {
        match tokens {
            [Token::Word("is"), Token::Word("not"), Token::Word("null"), ..] => {
                self.say("known");
                return 3;
            }
            [Token::Word("is"), Token::Word("null"), ..] => {
                self.say("missing");
                return 2;
            }
            [Token::Word("not"), Token::Word("in"), ..] => {
                self.say("not-in");
                return 2;
            }
            [Token::Word("coalesce"), Token::Sign("("), ..] => {
                self.open.push(true);
                self.out.push("(".to_owned());
                return 2;
            }
            [first, ..] => self.one(*first),
            [] => {}
        }
        1
    }

    fn one(&mut self, token: Token<'t>) {
        match token {
            Token::Param(parameter) => self.out.push(name(self.lang, parameter)),
            Token::Quoted(code) => {
                let spoken = value(self.lang, self.column, &Value::Code(code.to_owned()));
                self.out.push(spoken);
            }
            Token::Word(word) => self.word(word),
            Token::Sign(sign) => self.sign(sign),
        }
    }

    fn word(&mut self, word: &'t str) {
        match word {
            "and" if self.between => {
                self.between = false;
                self.say("to");
            }
            "between" => {
                self.between = true;
                self.say("from");
            }
            "and" | "or" | "not" | "in" | "true" | "false" | "least" | "greatest" => self.say(word),
            _ => {
                self.column = word;
                self.out.push(name(self.lang, word));
            }
        }
    }

    fn sign(&mut self, sign: &str) {
        match sign {
            "(" => {
                self.open.push(false);
                self.out.push("(".to_owned());
            }
            ")" => {
                self.open.pop();
                self.out.push(")".to_owned());
            }
            "," if self.open.last() == Some(&true) => {
                self.out.push(",".to_owned());
                self.say("else");
            }
            "," => self.out.push(";".to_owned()),
            "<=" => self.out.push("≤".to_owned()),
            ">=" => self.out.push("≥".to_owned()),
            "<>" => self.out.push("≠".to_owned()),
            "-" => self.out.push("−".to_owned()),
            other => self.out.push(other.to_owned()),
        }
    }
}

/// Words with spaces between them, none inside brackets or before a semicolon.
fn joined(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let tight =
            text.is_empty() || text.ends_with('(') || matches!(word.as_str(), ")" | ";" | ",");
        if !tight {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

#[cfg(test)]
mod tests {
    use chiso_scoring::rulebook::MeasureRule;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("closed_at is null", "kết thúc chưa có")]
    #[case("synced_at is not null", "thời điểm đồng bộ lên Cổng DVCQG đã có")]
    #[case("received_at < :to", "tiếp nhận < hết kỳ")]
    #[case(
        "coalesce(closed_at, :asof) - supplement_seconds <= due_at",
        "(kết thúc, chưa có thì lấy thời điểm tính) − thời gian chờ bổ sung (giây) ≤ hạn trả"
    )]
    #[case("status in ('done', 'returned')", "trạng thái thuộc (đã xử lý xong; đã trả kết quả)")]
    #[case("paid <> 'counter'", "thanh toán ≠ trực tiếp hoặc hình thức khác")]
    #[case(
        "not digitised and fee_due > 0",
        "không thành phần và kết quả đã số hóa và tổng phí, lệ phí phải nộp > 0"
    )]
    #[case(
        "received_at between :from and :to or reused",
        "tiếp nhận từ đầu kỳ đến hết kỳ hoặc có thành phần dùng lại dữ liệu số hóa"
    )]
    #[case("no_such_column = 1", "no_such_column = 1")]
    #[case("", "")]
    fn conditions_are_said_in_words(#[case] written: &str, #[case] spoken: &str) {
        assert_eq!(condition(Lang::Vi, written), spoken);
    }

    /// Nothing of the embedded rulebooks is left unsaid: no name with an underscore, no parameter.
    #[test]
    fn every_rule_can_be_said() {
        let rulebooks = chiso_scoring::rulebook::Rulebooks::embedded();
        let measures = rulebooks.all().iter().flat_map(|rulebook| &rulebook.measures);
        for measure in measures {
            let MeasureRule::Rows { condition: rule, .. } = &measure.rule else { continue };
            let text = rule.to_string();
            for lang in [Lang::Vi, Lang::En] {
                let said = condition(lang, &text);
                assert!(!said.contains('_') && !said.contains("spoken-"), "{text} → {said}");
            }
        }
    }
}
