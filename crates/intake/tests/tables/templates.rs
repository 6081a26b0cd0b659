//! The published templates themselves.

use chiso_intake::tables::{Item, Reader, TableKind};
use jiff::Timestamp;
use jiff::tz::Offset;
use rstest::rstest;

use super::{NOBODY, all, csv, lines};

const TEMPLATES: [(TableKind, &str); 8] = [
    (TableKind::Dossiers, include_str!("../../../../docs/templates/dossiers.csv")),
    (TableKind::Steps, include_str!("../../../../docs/templates/steps.csv")),
    (TableKind::Services, include_str!("../../../../docs/templates/services.csv")),
    (TableKind::Publications, include_str!("../../../../docs/templates/publications.csv")),
    (TableKind::Petitions, include_str!("../../../../docs/templates/petitions.csv")),
    (TableKind::Ratings, include_str!("../../../../docs/templates/ratings.csv")),
    (TableKind::AgencyFigures, include_str!("../../../../docs/templates/agency-figures.csv")),
    (TableKind::Procedures, include_str!("../../../../docs/templates/procedures.csv")),
];

const MANUAL: &str = include_str!("../../../../docs/templates/records.md");

#[test]
fn every_template_reads_without_a_refusal() {
    for (kind, text) in TEMPLATES {
        let read = csv(text).unwrap();
        let items = lines(&read).into_iter();
        let shown: Vec<String> =
            items.map(|(line, item)| format!("{line}: {}", in_words(item.unwrap()))).collect();
        insta::assert_snapshot!(kind.name(), shown.join("\n"));
    }
}

/// An item with its moments as days and times in Vietnam.
fn in_words(item: &Item) -> String {
    let shown = format!("{item:?}");
    let local = |digits: &str| {
        let at = Timestamp::from_second(digits.parse().unwrap()).unwrap();
        Offset::constant(7).to_datetime(at).to_string()
    };
    let (mut words, mut digits) = (String::new(), String::new());
    for c in shown.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let moment = digits.len() == 10;
        words += &if moment { local(&digits) } else { std::mem::take(&mut digits) };
        digits.clear();
        words.push(c);
    }
    words.trim_end().to_owned()
}

#[test]
fn every_template_has_all_columns_of_its_table_in_order() {
    for (kind, text) in TEMPLATES {
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        assert_eq!(header, kind.columns());
        assert_eq!(Reader::csv(text.as_bytes(), None, &NOBODY).unwrap().kind(), Some(kind));
    }
}

/// Each column stands in the manual, under its table, marked as it is: to be there or not.
#[test]
fn the_manual_knows_every_column() {
    for kind in TableKind::ALL {
        let heading = format!("`{}.csv`\n", kind.name());
        let (_, rest) = MANUAL.split_once(&heading).unwrap();
        let section = rest.split("\n## ").next().unwrap();
        let documented: Vec<(&str, bool)> = section
            .lines()
            .filter_map(|line| {
                let (name, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
                rest.chars()
                    .next()
                    .filter(|mark| "●○".contains(*mark))
                    .map(|mark| (name, mark == '●'))
            })
            .collect();
        let columns = kind.columns().iter().enumerate();
        let expect: Vec<(&str, bool)> =
            columns.map(|(at, name)| (*name, at < kind.required())).collect();
        assert_eq!(documented, expect, "{}", kind.name());
    }
}

/// The examples of the manual are values their columns take.
#[test]
fn the_examples_of_the_manual_are_good() {
    for kind in TableKind::ALL {
        let (_, rest) = MANUAL.split_once(&format!("`{}.csv`\n", kind.name())).unwrap();
        let section = rest.split("\n## ").next().unwrap();
        let examples = section.lines().filter_map(|line| {
            let (name, _) = line.strip_prefix("| `")?.split_once("` | ")?;
            let example = line.trim_end_matches(" |").rsplit("| `").next()?.strip_suffix('`')?;
            kind.columns().contains(&name).then(|| format!("{name}={example}"))
        });
        let cells: Vec<String> = examples.collect();
        assert_eq!(cells.len(), kind.columns().len(), "{cells:?}");
        // A last day stands alone in its own row: the example of the first day lies after it.
        assert!(super::row(*kind, &cells.join("|")).iter().all(Result::is_ok), "{cells:?}");
    }
}

#[rstest]
#[case("dossiers", Some(TableKind::Dossiers))]
#[case("agency-figures", Some(TableKind::AgencyFigures))]
#[case("Dossiers", None)]
#[case("", None)]
fn a_table_has_a_name(#[case] name: &str, #[case] expect: Option<TableKind>) {
    assert_eq!(TableKind::of(name), expect);
}

#[test]
fn a_template_may_be_a_file_of_windows() {
    for (kind, text) in TEMPLATES {
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let read = |text: &str| all(Reader::csv(text.as_bytes(), Some(kind), &NOBODY).unwrap());
        assert_eq!(read(&windows), read(text));
    }
}
