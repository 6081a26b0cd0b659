//! What alerts see is what the figures say: points as the sheet has them, dossiers as they stand row by row.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod histories;

use std::collections::{BTreeMap, BTreeSet};

use chiso_scoring::alert::observe::{Beside, DirectiveSeen, SourceSeen, Watch};
use chiso_scoring::alert::{Known, Question, Rules, Span};
use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::{Fact, Snapshot, Statement, Status};
use chiso_scoring::expr::{Columns, Entity, Type, read};
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::query::Query;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebooks;
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use histories::*;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Rules that ask for everything, about everybody but the nation, whose points are a mean.
const RULES: &str = r#"
[[rule]]
id = "giam"
kind = "falls"
place = "TDGQ"
by = "1"
against = "previous_period"
period = "quarter"
after_days = 0
name = { vi = "Giảm", en = "Falls" }
levels = ["province", "department", "district", "commune"]
owner = "self"
quiet_hours = 0

[[rule]]
id = "hang"
kind = "below_grade"
grade = "good"
name = { vi = "Dưới Tốt", en = "Below good" }
levels = ["nation", "province", "department", "district", "commune"]
owner = "self"
quiet_hours = 0

[[rule]]
id = "den-han"
kind = "due_soon"
hours = 12
count = 1
name = { vi = "Đến hạn", en = "Due" }
levels = ["province", "commune"]
owner = "self"
quiet_hours = 0

[[rule]]
id = "qua-han"
kind = "overdue"
above = 0
name = { vi = "Quá hạn", en = "Overdue" }
levels = ["province", "commune"]
owner = "self"
quiet_hours = 0

[[rule]]
id = "nguon"
kind = "source_silent"
name = { vi = "Nguồn", en = "Source" }
levels = ["province"]
owner = "self"
quiet_hours = 0

[[rule]]
id = "chi-dao"
kind = "directive_overdue"
name = { vi = "Chỉ đạo", en = "Directive" }
levels = ["province"]
owner = "self"
quiet_hours = 0
"#;

fn rules(books: &Rulebooks) -> Rules {
    Rules::read("r", RULES, &Known { rulebooks: books, agencies: None }).unwrap()
}

proptest! {
    #![proptest_config(histories())]

    #[test]
    fn what_is_seen_is_what_the_figures_say(events in prop::collection::vec(event(), 1..40)) {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        events.iter().for_each(|event| kept.take(event));
        let live = kept.standing.live();
        let books = Rulebooks::embedded();
        let watch = Watch::new(&rules(&books));
        let taken = watch.take(live, &books, 7);
        let seen = watch.observe(&taken, &BTreeMap::new(), live.tree(), &books, &Beside::default());
        prop_assert!(!seen.readings.contains_key(&Question::Sources));
        for (question, readings) in &seen.readings {
            for reading in readings {
                let period = reading.period;
                match question {
                    Question::Points { .. } => {
                        let period = period.unwrap();
                        let of = |period, ruled| points(live, &books, period, ruled, &reading.subject, "TDGQ");
                        prop_assert_eq!(reading.value, of(period, period));
                        let before = period.previous();
                        let same = live.tree().continuous(&reading.subject, before, period);
                        let before = of(before, period).filter(|_| same);
                        prop_assert_eq!(reading.beside, before, "{}", reading.subject);
                    }
                    Question::Grade { .. } => {
                        prop_assert_eq!(reading.beside, Some(Decimal::from(80)));
                        let period = period.unwrap();
                        let of = points(live, &books, period, period, &reading.subject, "TOTAL");
                        prop_assert_eq!(reading.value, of, "{}", reading.subject);
                    }
                    Question::Overdue => {
                        let count = waiting(live, &reading.agency, i64::MIN, live.now());
                        prop_assert_eq!(reading.value, Some(Decimal::from(count)));
                    }
                    Question::Due { .. } => {
                        let calendar = Calendar::embedded();
                        let until = calendar.add_working_seconds(live.now(), 12 * 3_600);
                        let count = waiting(live, &reading.agency, live.now(), until);
                        prop_assert_eq!(reading.value, Some(Decimal::from(count)), "{}", reading.agency);
                    }
                    Question::Sources | Question::Directives => prop_assert!(false, "nobody looked"),
                }
            }
        }
    }
}

/// Points of an agency as a sheet of everybody has them.
fn points(
    live: &Live,
    books: &Rulebooks,
    period: Period,
    ruled: Period,
    agency: &str,
    place: &str,
) -> Option<Decimal> {
    let rulebook = books.for_period(ruled).unwrap();
    let at = Provenance { as_of: Default::default(), source: String::new(), revision: 7 };
    let counted = live.figures(&rulebook.id, period);
    let sheet = Sheet::counted(live.tree(), rulebook, period, &counted, &at);
    if agency == "VN" {
        let nation = sheet.nation();
        let group = rulebook.group(place);
        return group.map_or(nation.total, |group| nation.groups[group]);
    }
    let agency = live.tree().find(agency, period).ok()?;
    Place::find(rulebook, place).unwrap().of(&sheet.score(agency)).points
}

/// Open dossiers of an agency that fall due from one moment to before another, one by one.
fn waiting(live: &Live, agency: &str, from: i64, to: i64) -> usize {
    let columns = Columns::embedded();
    let month = Span::Month.of(Calendar::embedded().day_of(to));
    let open = "closed_at is null and due_at < :asof";
    let open = read(open, &columns.of(Entity::Dossier), &Type::Flag).unwrap();
    let query = Query::new(&columns, Entity::Dossier, &[&open]);
    let by = |moment| -> BTreeSet<u32> {
        if moment == i64::MIN {
            return BTreeSet::new();
        }
        let rows = live.rows_where_at(&query, agency, month, Scope::Subtree, moment);
        rows.into_iter().map(|(key, _)| key).collect()
    };
    by(to).difference(&by(from)).count()
}

#[test]
fn sources_and_directives_are_told_in_working_hours() {
    let books = Rulebooks::embedded();
    let watch = Watch::new(&rules(&books));
    // Friday 11/4/2025, 16:00 in Vietnam.
    let now = Y2025 + 100 * DAY + 16 * 3_600;
    let kept = Kept::new(now);
    let taken = watch.take(kept.standing.live(), &books, 3);
    let source =
        |name: &str, silent_for, limit| SourceSeen { name: name.to_owned(), silent_for, limit };
    let directive = |number: &str, deadline| DirectiveSeen {
        number: number.to_owned(),
        owner: "H55".to_owned(),
        deadline,
    };
    let beside = Beside {
        sources: Some(vec![source("H55", 30_599, Some(57_600)), source("tệp", 7, None)]),
        directives: Some(vec![
            // Monday 14/4/2025, 09:00: an hour on Friday, an hour and a half on Monday.
            directive("12/CĐ-UBND", now + 3 * DAY - 7 * 3_600),
            directive("13/CĐ-UBND", now - 90 * 60),
            directive("14/CĐ-UBND", now),
        ]),
    };
    let tree = kept.standing.live().tree();
    let seen = watch.observe(&taken, &BTreeMap::new(), tree, &books, &beside);
    let values = |question: &Question| -> Vec<String> {
        let readings = seen.readings[question].iter();
        readings.map(|reading| reading.value.unwrap().to_string()).collect()
    };
    assert_eq!(values(&Question::Sources), ["8.49", "0.00"]);
    let limits: Vec<_> = seen.readings[&Question::Sources].iter().map(|r| r.beside).collect();
    assert_eq!(limits, [Some("16.00".parse().unwrap()), None]);
    assert_eq!(values(&Question::Directives), ["2.50", "-1.50", "0.00"]);
    assert_eq!((seen.at, seen.revision), (now, 3));
}

/// A dossier of a commune, received and finished on 1/4/2025.
fn finished() -> Statement {
    let first = Y2025 + 90 * DAY;
    let mut snapshot = Snapshot::new("H55.9", PROCEDURES[0], Status::of(9).unwrap());
    snapshot.received_at = Some(first + 8 * 3_600);
    snapshot.due_at = Some(first + 9 * DAY);
    snapshot.ended_at = Some(first + 10 * 3_600);
    let fact = Fact::Snapshot(Box::new(snapshot.stated(Some(first + 10 * 3_600))));
    Statement { number: "H55.9-250401-0001".into(), synced_at: Some(first + 9 * 3_600), fact }
}

/// In April 2025 the 7th (Hùng Kings) is off: ten working days are over when the 16th begins. What a rule waits for is missing until then; a rule that does not wait sees it at once.
#[rstest::rstest]
#[case::the_second_day(2, false)]
#[case::the_fifth(5, false)]
#[case::after_nine_working_days(15, false)]
#[case::after_ten(16, true)]
#[case::the_last_day(30, true)]
fn a_few_days_are_not_held_against_a_whole_month(#[case] day: i64, #[case] looked: bool) {
    let books = Rulebooks::embedded();
    let rule = |id: &str, kind: &str, after: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\n{kind}\n{after}\nname = {{ vi = \"Thử\", en = \"Trial\" }}\n\
             levels = [\"commune\"]\nowner = \"self\"\nquiet_hours = 0\n"
        )
    };
    let falls = "kind = \"falls\"\nplace = \"TDGQ\"\nby = \"1\"\nagainst = \"previous_period\"";
    let week = "kind = \"falls\"\nplace = \"TDGQ\"\nby = \"1\"\ndays = 7";
    let text =
        [rule("thang", falls, ""), rule("ngay", falls, "after_days = 0"), rule("tuan", week, "")];
    let known = Known { rulebooks: &books, agencies: None };
    let rules = Rules::read("r", &text.concat(), &known).unwrap();
    let watch = Watch::new(&rules);
    // 1/4/2025 is the 91st day of the year; noon in Vietnam.
    let mut kept = Kept::new(Y2025 + (90 + day - 1) * DAY + 12 * 3_600);
    kept.say(&finished());
    let live = kept.standing.live();
    let taken = watch.take(live, &books, 7);
    let seen = watch.observe(&taken, &BTreeMap::new(), live.tree(), &books, &Beside::default());
    let seen = |id: &str| {
        let question = rules.rule(id).unwrap().condition.question();
        seen.readings[&question].iter().any(|reading| reading.value.is_some())
    };
    assert_eq!(["thang", "ngay", "tuan"].map(seen), [looked, true, true]);
}
