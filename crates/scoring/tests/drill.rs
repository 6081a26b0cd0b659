//! Questions over rows, block by block, say what the oracle says row by row: one-off conditions, the rows
//! behind a measure, and numbers cut up by agency and procedure.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod histories;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chiso_scoring::by_procedure::{Column, by_procedure};
use chiso_scoring::calendar::Calendar;
use chiso_scoring::expr::{Columns, Entity, Expr, Type, read};
use chiso_scoring::measure::cut::CutCell;
use chiso_scoring::measure::opened::{Entry, Opened, Side};
use chiso_scoring::measure::plan::Source;
use chiso_scoring::measure::query::Query;
use chiso_scoring::measure::table::NO_PROCEDURE;
use chiso_scoring::measure::{Scope, ask::Listed};
use chiso_scoring::oracle::{self, World};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Count, Measure, MeasureRule, Rulebook};
use chiso_scoring::verdict::{Asked, Judge, Placed, Verdict};
use histories::*;
use proptest::prelude::*;

/// Conditions nobody's rulebook has: every kind of comparison, with and without period and clock.
const CONDITIONS: [&str; 8] = [
    "closed_at is null and due_at < :asof",
    "received_at < :from",
    "status in ('supplement', 'processing') or complained",
    "coalesce(closed_at, :asof) - supplement_seconds > due_at and received_at between :from and :to",
    "fee_due > 15000 and paid not in ('portal', 'local')",
    "not result_electronic and closed_at >= :from and closed_at < :to",
    "synced_at is null or synced_at - received_at > 864000",
    "due_at >= :asof and due_at < :asof + 604800 and closed_at is null",
];

fn conditions() -> Vec<Expr> {
    let columns = Columns::embedded();
    let scope = columns.of(Entity::Dossier);
    CONDITIONS.iter().map(|text| read(text, &scope, &Type::Flag).unwrap()).collect()
}

/// A rulebook whose measures are the conditions, for the oracle.
fn rulebook(conditions: &[Expr]) -> Rulebook {
    let mut book = books()[0].clone();
    let measure = |(at, condition): (usize, &Expr)| Measure {
        id: format!("m{at}"),
        rule: MeasureRule::Rows {
            of: Entity::Dossier,
            condition: condition.clone(),
            count: Count::Rows,
            sum: None,
        },
        ..book.measures[0].clone()
    };
    book.measures = conditions.iter().enumerate().map(measure).collect();
    book
}

/// The dossiers of a log as the oracle wants them.
fn dossiers(kept: &Kept) -> Vec<(String, chiso_scoring::dossier::Version)> {
    kept.versions.iter().map(|(code, (_, version))| (code.clone(), version.clone())).collect()
}

fn asked_periods() -> Vec<Period> {
    ["2025-03", "2025-Q2", "2025", "2026-01", "2031-07"].map(|text| text.parse().unwrap()).into()
}

const AGENCIES: [&str; 5] = ["VN", "H55", "H55.9", "H03.1", "H99"];

fn both() -> [(Scope, oracle::Scope); 2] {
    [(Scope::Own, oracle::Scope::Own), (Scope::Subtree, oracle::Scope::Subtree)]
}

/// Which conditions hold for which dossier, as the query says.
fn found(
    kept: &Kept,
    query: &Query,
    agency: &str,
    period: Period,
    scope: Scope,
    now: i64,
) -> Vec<BTreeSet<String>> {
    let live = kept.standing.live();
    let codes: HashMap<u32, &String> =
        kept.versions.iter().map(|(code, (number, _))| (*number, code)).collect();
    let mut found = vec![BTreeSet::new(); CONDITIONS.len()];
    for (key, bits) in live.rows_where_at(query, agency, period, scope, now) {
        assert_ne!(bits, 0);
        for (at, set) in found.iter_mut().enumerate() {
            if bits >> at & 1 == 1 {
                assert!(set.insert(codes[&key].clone()), "{key} comes twice");
            }
        }
    }
    found
}

/// What a cut says of every measure: its sum, or for distinct procedures how many have any.
fn added_up(cells: &[CutCell], at: usize, distinct: bool) -> i64 {
    if distinct {
        let with = cells.iter().filter(|cell| cell.counts[at] != 0);
        let procedures: BTreeSet<u32> = with.map(|cell| cell.procedure).collect();
        assert!(!procedures.contains(&NO_PROCEDURE));
        return i64::try_from(procedures.len()).unwrap();
    }
    cells.iter().map(|cell| cell.counts[at]).sum()
}

proptest! {
    #![proptest_config(histories())]

    #[test]
    fn conditions_hold_for_the_rows_the_oracle_names(
        events in prop::collection::vec(event(), 1..40), later in 0..90i64,
    ) {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        events.iter().for_each(|event| kept.take(event));
        let (conditions, columns) = (conditions(), Columns::embedded());
        let query = Query::new(&columns, Entity::Dossier, &conditions.iter().collect::<Vec<_>>());
        let (dossiers, book) = (dossiers(&kept), rulebook(&conditions));
        let records: Vec<_> = kept.records.values().map(|(_, record)| record.clone()).collect();
        let live = kept.standing.live();
        let now = live.now() + later * DAY;
        let world = World { tree: live.tree(), dossiers: &dossiers, records: &records, now };
        for period in asked_periods() {
            for agency in AGENCIES {
                for (scope, theirs) in both() {
                    let found = found(&kept, &query, agency, period, scope, now);
                    for (at, ours) in found.iter().enumerate() {
                        let wanted = oracle::rows(world, &book, &format!("m{at}"), agency, period, theirs);
                        let wanted: BTreeSet<String> = wanted.into_iter().collect();
                        prop_assert_eq!(ours, &wanted, "{} {} {:?}: {}", agency, period, scope, CONDITIONS[at]);
                    }
                }
            }
        }
    }

    #[test]
    fn listings_and_cuts_are_the_numbers(events in prop::collection::vec(event(), 1..40)) {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        events.iter().for_each(|event| kept.take(event));
        let live = kept.standing.live();
        let plan = live.plan();
        let measures: Vec<usize> = (0..plan.measures.len()).collect();
        for period in live.periods().filter(|period| asked_periods().contains(period)) {
            for agency in AGENCIES {
                for (scope, _) in both() {
                    let cells = live.cut(agency, period, &measures, scope);
                    for (at, planned) in plan.measures.iter().enumerate() {
                        let number = live.tally(agency, period, at, scope);
                        let say = format!("{agency} {period} {scope:?}, measure {at}");
                        prop_assert_eq!(added_up(&cells, at, planned.distinct), number, "{}", &say);
                        if planned.entity == Entity::Agency {
                            continue;
                        }
                        let listed = live.listed(agency, period, at, scope);
                        let mut selected = live.select(agency, period, at, scope);
                        selected.sort_unstable();
                        if let chiso_scoring::measure::plan::Place::Count(_) = planned.place {
                            prop_assert_eq!(listed.len(), usize::try_from(number).unwrap(), "{}", &say);
                        }
                        let mut keys = match listed {
                            Listed::Rows(keys) => keys,
                            Listed::Procedures(all) => all.into_values().flatten().collect(),
                        };
                        keys.sort_unstable();
                        prop_assert_eq!(selected, keys, "{}", &say);
                    }
                }
            }
        }
    }

    /// Whatever a rule computes – sums, differences, the greater of two – opens to exactly what it says, in
    /// pages that show each line once; what is left of the denominator is none of the numerator.
    #[test]
    fn every_number_opens_to_what_it_says(events in prop::collection::vec(event(), 1..40)) {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        events.iter().for_each(|event| kept.take(event));
        let live = kept.standing.live();
        for period in live.periods().filter(|period| asked_periods().contains(period)) {
            for book in &live.plan().books {
                for agency in AGENCIES {
                    for (scope, _) in both() {
                        let say = format!("{agency} {period} {scope:?} {}", book.id);
                        let values = book.values(&|id| live.tally(agency, period, id, scope));
                        for ((id, _), value) in book.measures.iter().zip(&values) {
                            let opening = live.open_measure(&book.id, id, agency, period, scope);
                            prop_assert_eq!(opening.unwrap().opened.value(), *value, "{} {}", &say, id);
                        }
                        for (at, ratio) in book.ratios.iter().enumerate() {
                            let Some((above, below)) = ratio else { continue };
                            let open = |side| live.open(&book.id, at, side, agency, period, scope);
                            let above_list = open(Side::Numerator).unwrap();
                            let below_list = open(Side::Denominator).unwrap();
                            prop_assert_eq!(above_list.opened.value(), above.value(&values), "{} {}", &say, at);
                            prop_assert_eq!(below_list.opened.value(), below.value(&values), "{} {}", &say, at);
                            let rest = open(Side::Rest).map(|rest| all(&rest.opened));
                            let (above, below) = (all(&above_list.opened), all(&below_list.opened));
                            if let Some(rest) = rest {
                                let wanted: Vec<&String> = below.difference(&above).collect();
                                prop_assert_eq!(rest.iter().collect::<Vec<_>>(), wanted, "{} {}", &say, at);
                            }
                        }
                    }
                }
            }
        }
    }

    /// What is said of one row is what the lists do with it.
    #[test]
    fn verdicts_say_what_is_counted(events in prop::collection::vec(event(), 1..25)) {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        events.iter().for_each(|event| kept.take(event));
        let (columns, calendar) = (Columns::embedded(), Calendar::embedded());
        let live = kept.standing.live();
        let book = &books()[1];
        for period in live.periods().filter(|period| asked_periods().contains(period)) {
            for (agency, scope) in [("H55", Scope::Subtree), ("H55.9", Scope::Own), ("H03", Scope::Own)] {
                let asked = Asked { agency, period, scope };
                let judge = Judge { standing: &kept.standing, columns: &columns, calendar: &calendar, asked };
                for measure in &book.measures {
                    let opened = live.open_measure(&book.id, &measure.id, agency, period, scope);
                    let listed = keys(&opened.unwrap().opened);
                    let MeasureRule::Rows { of: Entity::Dossier, .. } = measure.rule else { continue };
                    for (number, _) in kept.versions.values() {
                        let verdict = judge.measure(measure, *number).unwrap();
                        let (counted, row) = match &verdict {
                            Verdict::Judged(judged) => (
                                judged.holds() && judged.placed == Placed::Here
                                    && judged.procedure.as_ref().is_none_or(|p| p.code.is_some()),
                                judged.clone(),
                            ),
                            _ => {
                                prop_assert!(live.peek(Entity::Dossier, *number).is_none());
                                continue;
                            }
                        };
                        let say = format!("{agency} {period} {scope:?} {} {number}: {row:?}", measure.id);
                        prop_assert_eq!(counted, listed.contains(number), "{}", &say);
                        prop_assert!(!counted || verdict.counted(), "{}", &say);
                    }
                }
                for (at, rule) in book.indicators.iter().enumerate() {
                    for side in [Side::Numerator, Side::Denominator] {
                        let Some(opening) = live.open(&book.id, at, side, agency, period, scope) else { continue };
                        let Opened::Rows { entity: Entity::Dossier, keys } = &opening.opened else { continue };
                        for (number, _) in kept.versions.values() {
                            let said = judge.side(book, at, side, Entity::Dossier, *number);
                            prop_assert_eq!(said.counted, keys.contains(number), "{} {:?} {}", rule.code, side, number);
                        }
                    }
                }
            }
        }
    }

    /// Lines by procedure add up to the agency's number, or say what is left over.
    #[test]
    fn procedures_add_up(events in prop::collection::vec(event(), 1..30)) {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        events.iter().for_each(|event| kept.take(event));
        let live = kept.standing.live();
        let book = live.plan().book("766-2024").unwrap();
        let places = 0..book.ratios.len();
        let sides = places.filter(|at| book.ratios[*at].is_some());
        let columns: Vec<Column> =
            sides.flat_map(|at| [Column::Numerator(at), Column::Denominator(at)]).collect();
        for period in live.periods().filter(|period| asked_periods().contains(period)) {
            for (agency, scope) in [("VN", Scope::Subtree), ("H55", Scope::Own), ("H03", Scope::Subtree)] {
                let asked = Asked { agency, period, scope };
                let values = book.values(&|id| live.tally(agency, period, id, scope));
                let apart = by_procedure(live, &book.id, asked, &columns, true).unwrap();
                let together = by_procedure(live, &book.id, asked, &columns, false).unwrap();
                for (at, column) in columns.iter().enumerate() {
                    let ratio = |at: &usize| book.ratios[*at].as_ref().unwrap();
                    let (what, wanted) = match column {
                        Column::Numerator(place) => (place, ratio(place).0.value(&values)),
                        Column::Denominator(place) => (place, ratio(place).1.value(&values)),
                        Column::Measure(_) => unreachable!(),
                    };
                    for table in [&apart, &together] {
                        let sum: i64 = table.lines.iter().map(|line| line.numbers[at]).sum();
                        prop_assert_eq!(table.total[at], wanted);
                        prop_assert_eq!(sum + table.left[at], wanted);
                    }
                    // Dossiers leave nothing over; procedures only where units are told apart.
                    if book.entities[*what] == [Entity::Dossier] {
                        prop_assert_eq!(together.left[at], 0, "{:?}", column);
                    }
                }
            }
        }
    }

    /// Every cell again from nothing: the oracle's number for the agency alone, on the dossiers of one
    /// procedure that were carried over or not.
    #[test]
    fn cells_are_what_the_oracle_counts_of_their_dossiers(
        events in prop::collection::vec(event(), 1..30),
    ) {
        let mut kept = Kept::new(Y2025 + 200 * DAY);
        events.iter().for_each(|event| kept.take(event));
        let live = kept.standing.live();
        let records: Vec<_> = kept.records.values().map(|(_, record)| record.clone()).collect();
        let book = &books()[0];
        let ids = ["handled", "handled_on_time", "finished_seconds", "services_with_dossier"];
        let measures: Vec<usize> = ids.iter().map(|id| live.measure(&book.id, id).unwrap()).collect();
        let period: Period = "2025-Q2".parse().unwrap();
        let from = Y2025 + 90 * DAY;
        let mut wanted: BTreeMap<(String, String, bool), Vec<i64>> = BTreeMap::new();
        for dossier in dossiers(&kept) {
            let one = [dossier.clone()];
            let world = World { tree: live.tree(), dossiers: &one, records: &records, now: live.now() };
            let Some((procedure, received)) = known(&dossier.1) else { continue };
            for (key, tally) in oracle::tallies(world, &[book], Some(&[period])) {
                let Some(at) = ids.iter().position(|id| *id == key.measure) else { continue };
                let cell = wanted.entry((key.agency, procedure.clone(), received < from)).or_insert(vec![0; 4]);
                cell[at] = if at == 3 { cell[at].max(tally.own) } else { cell[at] + tally.own };
            }
        }
        wanted.retain(|_, counts| counts.iter().any(|count| *count != 0));
        let cells = live.cut("VN", period, &measures, Scope::Subtree).into_iter();
        let ours: BTreeMap<_, _> = cells
            .map(|cell| {
                let agency = live.agency_name(cell.agency).to_owned();
                ((agency, live.procedure_name(cell.procedure).to_owned(), cell.carried), cell.counts)
            })
            .collect();
        prop_assert_eq!(ours, wanted);
    }
}

/// Keys of all rows of a list.
fn keys(opened: &Opened) -> BTreeSet<u32> {
    match opened {
        Opened::Rows { keys, .. } => keys.iter().copied().collect(),
        Opened::Amounts { rows, .. } => rows.iter().map(|(key, _)| *key).collect(),
        Opened::Procedures { procedures, .. } => procedures.values().flatten().copied().collect(),
        _ => BTreeSet::new(),
    }
}

/// Every line of a list, page by page.
fn all(opened: &Opened) -> BTreeSet<String> {
    let (mut lines, mut after) = (BTreeSet::new(), None);
    loop {
        let page = opened.page(after.as_deref(), 2).unwrap();
        for entry in page.entries {
            let line = match entry {
                Entry::Row { key, .. } => key.to_string(),
                Entry::Procedure { code, keys } => {
                    assert!(!keys.is_empty());
                    code.to_owned()
                }
                Entry::Agency { code, figure } => format!("{code} {figure}"),
                Entry::Part(part) => format!("{} {:?}", part.minus, part.what),
            };
            assert!(lines.insert(line.clone()), "{line} comes twice");
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(lines.len(), opened.lines());
    lines
}

/// Procedure and acceptance of a dossier, if it is known that far.
fn known(version: &chiso_scoring::dossier::Version) -> Option<(String, i64)> {
    use chiso_scoring::dossier::Status;
    let said = version.snapshot.as_deref()?;
    let first = version.steps.iter().find(|step| step.status == Status::Accepted);
    Some((said.procedure.to_string(), said.received_at.or(first.map(|step| step.at))?))
}

/// More than a block of rows in one unit, so that gates and short blocks are met.
#[test]
fn many_rows_are_asked_block_by_block() {
    let mut kept = Kept::new(Y2025 + 100 * DAY);
    for n in 0..1_337_i64 {
        kept.say(&received(n, Y2025 + n * 6_000, Y2025 + n * 6_000 + (n % 17) * DAY));
    }
    kept.standing.tick(Y2025 + 60 * DAY);
    let live = kept.standing.live();
    let conditions = conditions();
    let query =
        Query::new(&Columns::embedded(), Entity::Dossier, &[&conditions[0], &conditions[1]]);
    let period: Period = "2025-02".parse().unwrap();
    let rows = live.rows_where(&query, "H55", period, Scope::Subtree);
    // At the end of February, 59 days in; those due before it are late.
    let late = (0..1_337).filter(|n| n * 6_000 + (n % 17) * DAY < 59 * DAY).count();
    let carried = (0..1_337).filter(|n| n * 6_000 < 31 * DAY).count();
    let with = |bit: u64| rows.iter().filter(|(_, bits)| bits >> bit & 1 == 1).count();
    assert_eq!((with(0), with(1)), (late, carried));
    let handled = live.measure("766-2024", "received").unwrap();
    let keys = live.select("H55.9", period, handled, Scope::Own);
    assert_eq!(keys.len() as i64, live.tally("H55.9", period, handled, Scope::Own));
    assert_eq!(
        keys.len(),
        (0..1_337).filter(|n| (31 * DAY..59 * DAY).contains(&(n * 6_000))).count()
    );
}

fn received(n: i64, at: i64, due: i64) -> chiso_scoring::dossier::Statement {
    use chiso_scoring::dossier::{Fact, Snapshot, Statement, Status};
    let mut snapshot = Snapshot::new("H55.9", PROCEDURES[(n % 3) as usize], Status::Processing);
    (snapshot.received_at, snapshot.due_at) = (Some(at), Some(due));
    let number = format!("H55.9-250101-{n:07}").into();
    Statement { number, synced_at: None, fact: Fact::Snapshot(Box::new(snapshot.stated(Some(at)))) }
}

/// A measure computed from others has no rows of its own to select.
#[test]
fn a_computed_measure_is_no_measure_over_rows() {
    let kept = Kept::new(Y2025);
    let live = kept.standing.live();
    assert_eq!(live.measure("766-2024", "overdue"), None);
    let book = live.plan().book("766-2024").unwrap();
    assert!(matches!(book.measures[book.measure("overdue").unwrap()].1, Source::Value(_)));
}
