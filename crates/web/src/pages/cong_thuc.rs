//! `/cong-thuc`: the rules, one rulebook or two side by side, generated from the rulebooks.

mod example;
mod fields;
mod sheets;
mod versions;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::explain::rulebook_label;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::{RuleDifference, Rulebook, Rulebooks, diff};

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Choice, Chrome, Here, Labelled, Link, Picker, field, nav};
use crate::link::Standing;
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::pages::chi_so::anchor;
use crate::pages::kich_ban;
use crate::trouble::Trouble;

use example::Example;
use fields::{Field, fields};
use versions::{Version, versions};

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, CongThuc::build).await
}

#[derive(Template)]
#[template(path = "cong_thuc.html")]
struct CongThuc {
    chrome: Chrome,
    books: Vec<Book>,
    groups: Vec<Group>,
    example: Example,
    differences: Vec<RuleDifference>,
    differences_text: String,
    compared: bool,
    versions: Vec<Version>,
    /// Where a rule is tried out on the dossiers there are, for who may see them.
    simulator: Option<Link>,
}

impl Tabled for CongThuc {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        self.sheets()
    }
}

/// A rulebook's head.
struct Book {
    id: String,
    label: String,
    facts: Vec<Labelled>,
    grades: Vec<(String, String)>,
    sources: Vec<(String, String)>,
}

/// A group with its indicators.
struct Group {
    code: String,
    /// Name of the file of its rules.
    table: String,
    name: String,
    max: String,
    rules: Vec<Rule>,
}

/// An indicator, field by field.
struct Rule {
    anchor: String,
    code: String,
    name: String,
    fields: Vec<Field>,
}

impl CongThuc {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        asked.check()?;
        let lang = asked.lang;
        let rulebooks = &app.rulebooks;
        let first = chosen(rulebooks, asked, "rulebook")?.or_else(|| rulebooks.all().last());
        let first = first.ok_or(Trouble::Internal)?;
        let second = chosen(rulebooks, asked, "voi")?.filter(|second| second.id != first.id);
        let books: Vec<&Rulebook> = std::iter::once(first).chain(second).collect();
        let other =
            second.or_else(|| rulebooks.all().iter().rev().find(|other| other.id != first.id));
        let differences = second.map(|second| diff(first, second)).unwrap_or_default();
        Ok(Self {
            chrome: chrome(app, asked, first, second),
            books: books.iter().map(|rulebook| book(rulebook, lang)).collect(),
            groups: groups(&books, lang),
            example: Example::new(asked, first, other)?,
            differences_text: count_text(lang, differences.len()),
            compared: second.is_some(),
            versions: versions(asked, rulebooks),
            simulator: asked.inside().then(|| Link {
                href: standing(asked).link(kich_ban::PATH, &[]),
                text: lang.text("rules-simulator"),
            }),
            differences,
        })
    }
}

fn chosen<'a>(
    all: &'a Rulebooks,
    asked: &Asked,
    name: &str,
) -> Result<Option<&'a Rulebook>, Trouble> {
    let Some(id) = asked.value(name) else { return Ok(None) };
    all.get(id).map(Some).map_err(|_| Trouble::bad(name, "bad-rulebook", id))
}

/// What links from here keep: rules stand on nothing but themselves.
fn standing(asked: &Asked) -> Standing {
    let Standing { period, lang, .. } = asked.standing();
    Standing { period, lang, ..Standing::default() }
}

fn count_text(lang: Lang, count: usize) -> String {
    lang.text_with("rules-differences", &[("count", &count.to_string())])
}

fn chrome(app: &App, asked: &Asked, first: &Rulebook, second: Option<&Rulebook>) -> Chrome {
    let lang = asked.lang;
    let id = |rulebook: Option<&Rulebook>| rulebook.map(|rulebook| rulebook.id.clone());
    let choice = |rulebook: &Rulebook, chosen: &Option<String>| Choice {
        value: rulebook.id.clone(),
        text: rulebook_label(rulebook, lang),
        chosen: chosen.as_ref() == Some(&rulebook.id),
    };
    let (one, two) = (Some(first.id.clone()), id(second));
    let all = || app.rulebooks.all().iter().rev();
    let nothing =
        Choice { value: String::new(), text: lang.text("rules-alone"), chosen: two.is_none() };
    let against = std::iter::once(nothing).chain(all().map(|book| choice(book, &two))).collect();
    let standing = asked.standing();
    let hidden = [("period", &standing.period), ("lang", &standing.lang)].into_iter();
    let hidden = hidden.filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
    let kept = Standing { rulebook: None, ..standing.clone() };
    Chrome {
        title: lang.text("rules-title"),
        nav: nav(lang, &kept, Here::Public("/cong-thuc"), "", ""),
        picker: Some(Picker {
            action: "/cong-thuc".to_owned(),
            hidden: hidden.collect(),
            fields: vec![
                field(
                    lang,
                    "rulebook",
                    "pick-rulebook",
                    all().map(|book| choice(book, &one)).collect(),
                ),
                field(lang, "voi", "rules-against", against),
            ],
        }),
        ..Chrome::plain(asked)
    }
}

fn book(rulebook: &Rulebook, lang: Lang) -> Book {
    let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
    let until = rulebook.to.map_or(lang.text("rules-open"), |to| lang.date(to));
    let grades = rulebook.grades.iter().map(|grade| {
        let (from, to) = (grade.from.to_string(), grade.to.to_string());
        let top = if grade.to == rulebook.max { "grade-band-top" } else { "grade-band" };
        let band = lang.text_with(top, &[("from", &from), ("to", &to)]);
        (lang.pick(&grade.name).to_owned(), band)
    });
    let sources = rulebook.sources.iter();
    Book {
        id: rulebook.id.clone(),
        label: rulebook_label(rulebook, lang),
        facts: vec![
            line("rules-from", lang.date(rulebook.from)),
            line("rules-to", until),
            line("rules-max", rulebook.max.to_string()),
            line("rules-digits", rulebook.digits.to_string()),
            line("explain-note", lang.pick(&rulebook.note).to_owned()),
        ],
        grades: grades.collect(),
        sources: sources.map(|s| (s.id.as_ref().clone(), lang.pick(&s.text).to_owned())).collect(),
    }
}

/// Groups of the first rulebook, then those only the second has; the same within a group.
fn groups(books: &[&Rulebook], lang: Lang) -> Vec<Group> {
    let mut codes: Vec<&str> = Vec::new();
    for group in books.iter().flat_map(|book| &book.groups) {
        if !codes.contains(&group.code.as_str()) {
            codes.push(&group.code);
        }
    }
    codes.into_iter().map(|code| group(books, code, lang)).collect()
}

fn group(books: &[&Rulebook], code: &str, lang: Lang) -> Group {
    let known = books.iter().flat_map(|book| book.group(code).map(|at| &book.groups[at]));
    let known: Vec<_> = known.collect();
    let mut maxima: Vec<String> = known.iter().map(|group| group.max.to_string()).collect();
    maxima.dedup();
    let mut codes: Vec<&str> = Vec::new();
    for book in books {
        let range = book.group(code).map_or(0..0, |at| book.groups[at].indicators.clone());
        for indicator in &book.indicators[range] {
            if !codes.contains(&indicator.code.as_str()) {
                codes.push(&indicator.code);
            }
        }
    }
    Group {
        code: code.to_owned(),
        table: format!("quy-tac-{code}"),
        name: known.first().map(|group| lang.pick(&group.name).to_owned()).unwrap_or_default(),
        max: maxima.join(" → "),
        rules: codes.into_iter().map(|code| rule(books, code, lang)).collect(),
    }
}

fn rule(books: &[&Rulebook], code: &str, lang: Lang) -> Rule {
    let sides = books.iter().map(|book| {
        let at = book.indicators.iter().position(|indicator| indicator.code == code);
        at.map(|at| (*book, &book.indicators[at]))
    });
    let sides: Vec<_> = sides.collect();
    let name = sides.iter().flatten().next().map(|(_, rule)| lang.pick(&rule.name).to_owned());
    Rule {
        anchor: anchor(code),
        code: code.to_owned(),
        name: name.unwrap_or_default(),
        fields: fields(&sides, lang),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Site;

    #[tokio::test]
    async fn every_rule_is_shown_with_its_measures_and_citations() {
        let page = Site::new().get("/cong-thuc").await;
        assert_eq!(page.all(".rule-fields").len(), 24);
        let rule = page.one("#chi-tieu-2-1");
        for part in ["handled = count(*) from dossier where", "MOTA, 2.1", "20 × tỷ lệ"] {
            assert!(rule.contains(part), "{rule}");
        }
        assert!(page.all(".rule-fields .differs").is_empty());
        assert!(page.page_text().contains("không chính thức"));
    }

    #[tokio::test]
    async fn two_rulebooks_stand_side_by_side_and_differences_carry_a_sign() {
        let page = Site::new().get("/cong-thuc?rulebook=766-2022&voi=766-2024&lang=en").await;
        let marked = page.all("#chi-tieu-3-3 tr.differs th");
        assert!(
            marked.iter().any(|cell| cell.contains("≠") && cell.contains("differs")),
            "{marked:?}"
        );
        assert!(page.one("#khac h2").ends_with("differences between the rulebooks"));
    }

    #[tokio::test]
    async fn the_example_shows_where_jump_and_scaled_differ() {
        let site = Site::new();
        let page = site.get("/cong-thuc?n=45&d=100").await;
        let row = |page: &crate::fixture::Answer, code: &str| {
            page.all(".example tbody tr").into_iter().find(|row| row.starts_with(code)).unwrap()
        };
        // Target 50 %: scaled 6 × 45 ÷ 50, jump 6 × 45 %.
        assert!(row(&page, "3.3").contains("5,40") && row(&page, "3.3").contains("2,70"));
        assert!(row(&page, "3.3").ends_with("≠ -2,70"));
        assert!(row(&page, "2.1").ends_with("0,00"));
        let nothing = site.get("/cong-thuc?n=0&d=0").await;
        assert!(row(&nothing, "1.1").contains("không phát sinh"));
        let huge = site.get("/cong-thuc?n=1000000000000&d=1000000000000").await;
        assert_eq!(huge.status, 200);
    }

    #[tokio::test]
    async fn text_of_the_page() {
        insta::assert_snapshot!(Site::new().get("/cong-thuc?voi=766-2022").await.outline());
    }
}
