//! Why a number moved: every view of every movement adds up exactly to the same change, whatever the history.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod histories;

use std::sync::LazyLock;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::figure::{Captured, Counts, Figure, Reported, TOTAL};
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::live::Live;
use chiso_scoring::movement::share::{Part, Split};
use chiso_scoring::movement::{
    Amount, Cause, Chain, Continuity, Key, Label, Movement, Note, Over, Side, headline, key_text,
    movement, waterfall,
};
use chiso_scoring::period::Period;
use chiso_scoring::round::{Exact, half_up};
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::score::{Basis, points};
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use chiso_scoring::split::{COUNT_MAX, Part as Plain, split_points};
use histories::*;
use proptest::prelude::*;
use rust_decimal::Decimal;

static RULEBOOKS: LazyLock<Rulebooks> = LazyLock::new(Rulebooks::embedded);

fn rulebook(id: &str) -> &'static Rulebook {
    RULEBOOKS.get(id).unwrap()
}

fn places(rulebook: &Rulebook) -> Vec<Place> {
    let indicators = (0..rulebook.indicators.len()).map(Place::Indicator);
    let groups = (0..rulebook.groups.len()).map(Place::Group);
    let axes = (0..rulebook.axes.len()).map(Place::Axis);
    std::iter::once(Place::Total).chain(groups).chain(axes).chain(indicators).collect()
}

/// All that must hold of any movement.
fn check(told: &Movement) -> Result<(), TestCaseError> {
    if let Some(change) = told.change {
        prop_assert_eq!(told.amount, Amount::printed(change));
    }
    let causes = told.view(Over::Causes);
    for over in Over::ALL {
        let view = told.view(over);
        prop_assert_eq!(view.amount(), told.amount, "{:?} of {}", over, told.place.clone());
        for line in &view.lines {
            prop_assert_eq!(line.causes.iter().copied().sum::<Amount>(), line.amount);
        }
        // A cause is worth the same however it is seen; only the invisible grain of the grid may differ.
        for cause in Cause::ALL {
            let off = view.by(cause) - causes.by(cause);
            prop_assert!(off.size() <= 1_000, "{:?} over {:?}: {}", cause, over, off.exact());
        }
        let rounded = view.rounded(2);
        prop_assert_eq!(rounded.amount(), told.amount);
        for line in &rounded.lines {
            let shown: Decimal = line.causes.iter().map(|amount| amount.shown(2)).sum();
            prop_assert_eq!(shown, line.amount.shown(2));
            prop_assert_eq!(Amount::printed(shown), line.amount);
        }
        for most in [0, 1, 3, usize::MAX] {
            let bars = waterfall(told, &view, most);
            let (first, last) = (bars.first().unwrap(), bars.last().unwrap());
            prop_assert_eq!((first.label, last.label), (Label::Before, Label::After));
            let steps = &bars[1..bars.len() - 1];
            let mut at = first.end;
            for step in steps {
                prop_assert_eq!(step.start, at);
                at = step.end;
            }
            prop_assert_eq!(at, last.end);
        }
    }
    Ok(())
}

fn counts() -> impl Strategy<Value = Counts> {
    (0..400_000i64).prop_flat_map(|denominator| {
        (0..=denominator).prop_map(move |numerator| Counts { numerator, denominator })
    })
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let key =
        (prop::option::weighted(0.9, 0..5u32), prop::option::weighted(0.9, 0..4u32), any::<bool>());
    let part = (key, counts(), counts(), 0..4u8).prop_map(|(key, before, after, kind)| {
        let nothing = Counts { numerator: 0, denominator: 0 };
        let (unit, procedure, carried) = key;
        let (before, after) = match kind {
            0 => (before, before),
            1 => (nothing, after),
            2 => (before, nothing),
            _ => (before, after),
        };
        Part { unit, procedure, carried, before, after }
    });
    prop::collection::vec(part, 1..30)
}

fn pooled(parts: &[Part], side: impl Fn(&Part) -> Counts) -> Exact {
    let sum = |of: fn(Counts) -> i64| parts.iter().map(|part| i128::from(of(side(part)))).sum();
    Exact::new(sum(|counts| counts.numerator), sum(|counts| counts.denominator))
}

proptest! {
    /// Shares and form leave over of the change what rounding leaves over, and no more than the grid's grain.
    #[test]
    fn shares_form_and_rounding_make_the_change(parts in parts(), at in 0..24usize, old: bool) {
        let rule = &rulebook(if old { "766-2022" } else { "766-2024" }).indicators[at];
        let Some(split) = Split::new(rule, parts.clone()) else {
            let empty = |side: fn(&Part) -> Counts| parts.iter().all(|part| side(part).denominator == 0);
            prop_assert!(rule.form == chiso_scoring::rulebook::Form::Shown
                || rule.form == chiso_scoring::rulebook::Form::Constant
                || empty(|part| part.before) || empty(|part| part.after));
            return Ok(());
        };
        let ends = [pooled(&parts, |part| part.before), pooled(&parts, |part| part.after)];
        // What is left over is rounding: the difference of the unrounded points from the rounded ones.
        let bent = |at: usize| {
            let rule = chiso_scoring::rulebook::Indicator {
                round_first: chiso_scoring::rulebook::RoundFirst::Points,
                ..rule.clone()
            };
            points(&rule, ends[at], 2).unwrap().0.reduced()
        };
        let wanted = half_up(bent(1) - bent(0), 9);
        let sum = |shares: Vec<Amount>| -> Amount { shares.into_iter().sum() };
        for found in [
            sum(split.by(|part| part.unit).iter().map(|(_, s)| s.performance + s.mix + s.carried).collect()),
            sum(split.by(|part| part.procedure).iter().map(|(_, s)| s.performance + s.mix + s.carried).collect()),
            sum(split.by(|_| ()).iter().map(|(_, s)| s.performance + s.mix + s.carried).collect()),
        ] {
            let off = (found + split.form).exact() - wanted;
            prop_assert!(off.abs() < Decimal::new(1, 8), "{} of {}", off, rule.code);
        }
    }

    /// Seen over units alone, without procedures, the shares are those of the plain split.
    #[test]
    fn units_alone_split_as_the_plain_formula_does(
        sides in prop::collection::vec((counts(), counts()), 1..12), at in 0..24usize,
    ) {
        let rule = &rulebook("766-2024").indicators[at];
        let plain: Vec<Plain> = sides.iter().map(|(before, after)| Plain { before: *before, after: *after }).collect();
        let parts = (0..).zip(&plain).map(|(unit, part)| Part {
            unit: Some(unit), procedure: None, carried: false, before: part.before, after: part.after,
        });
        let split = Split::new(rule, parts.collect());
        let Some(wanted) = split_points(rule, 2, &plain) else { return Ok(()) };
        let split = split.unwrap();
        for ((_, share), wanted) in split.by(|part| part.unit).iter().zip(&wanted.shares) {
            for (found, wanted) in [(share.performance, wanted.performance), (share.mix, wanted.mix)] {
                let off = found - Amount::of(wanted);
                prop_assert!(off.size() <= 1, "{} instead of {}", found.exact(), wanted);
            }
        }
        prop_assert!((split.form - Amount::of(wanted.form)).is_zero());
    }

    /// At the bound the whole numbers still fit 128 bits; one past it nothing is divided.
    #[test]
    fn the_split_holds_at_the_bound(a in 1..COUNT_MAX, b in 1..COUNT_MAX, at in 0..24usize) {
        let part = |unit, before: i64, after: i64| Part {
            unit: Some(unit),
            procedure: None,
            carried: unit == 1,
            before: Counts { numerator: before / 3, denominator: before },
            after: Counts { numerator: after / 7, denominator: after },
        };
        let rule = &rulebook("766-2022").indicators[at];
        let parts = vec![part(0, a, b), part(1, COUNT_MAX - a, COUNT_MAX - b)];
        if let Some(split) = Split::new(rule, parts) {
            prop_assert_eq!(split.by(|part| part.unit).len(), 2);
        }
        prop_assert!(Split::new(rule, vec![part(0, a, b), part(1, COUNT_MAX, COUNT_MAX)]).is_none());
    }
}

// ---- published figures ---------------------------------------------------------------------------

fn unit(code: &str, name: &str, level: Level, parent: Option<&str>) -> Agency {
    Agency { name: name.to_owned(), ..agency(code, level, parent) }
}

fn province() -> AgencyTree {
    AgencyTree::new([
        unit("VN", "Cả nước", Level::Nation, None),
        unit("H55", "Thái Nguyên", Level::Province, Some("VN")),
        unit("H55.8", "Sở Tư pháp", Level::Department, Some("H55")),
        unit("H55.9", "Phường Phan Đình Phùng", Level::Commune, Some("H55")),
        unit("H55.10", "Xã Đại Từ", Level::Commune, Some("H55")),
    ])
    .unwrap()
}

fn reported(agency: &str, indicator: &str, figure: Figure) -> Captured {
    Captured {
        reported: Reported {
            period: "2026-08".parse().unwrap(),
            as_of: "2026-09-26T00:00:00".parse().unwrap(),
            agency: agency.to_owned(),
            indicator: indicator.to_owned(),
            figure,
            source: "thử".to_owned(),
        },
        revision: 7,
    }
}

const FIGURES: [&str; 9] = ["1.4", "2.1", "3.3", "3.6", "4.1", "5.4", "TDGQ", "MDSH", TOTAL];

/// Rows of one side: counts, points or a rate of some agencies, and some missing.
fn rows() -> impl Strategy<Value = Vec<Captured>> {
    let agency = prop::sample::select(&["H55", "H55.8", "H55.9", "H55.10"][..]);
    let figure = (counts(), 0..1_900i64, 0..4u8).prop_map(|(counts, points, kind)| match kind {
        0 => Figure { points: Some(Decimal::new(points, 2)), ..Figure::default() },
        1 => Figure { rate: Some(Decimal::new(points, 2)), ..Figure::default() },
        _ => Figure::of_counts(counts.numerator, counts.denominator),
    });
    let row = (agency, prop::sample::select(&FIGURES[..]), figure);
    prop::collection::vec(row, 0..40)
        .prop_map(|rows| rows.into_iter().map(|(a, i, f)| reported(a, i, f)).collect())
}

proptest! {
    #[test]
    fn published_movements_add_up(
        before in rows(), after in rows(), old: bool, announced: bool,
        agency in prop::sample::select(&["H55", "H55.9"][..]),
    ) {
        let tree = province();
        let basis = if announced { Basis::Published } else { Basis::Computed };
        let period = |text: &str| text.parse::<Period>().unwrap();
        let earlier = rulebook(if old { "766-2022" } else { "766-2024" });
        let before = Sheet::new(&tree, earlier, period("2026-07"), basis, &before);
        let after = Sheet::new(&tree, rulebook("766-2024"), period("2026-08"), basis, &after);
        let side = |sheet| Side { sheet, live: None };
        let chain = Chain { before: side(&before), restated: None, ruled: None, after: side(&after) };
        for place in places(after.rulebook()) {
            let told = movement(chain, agency, place).unwrap();
            check(&told)?;
            prop_assert_eq!(told.notes.contains(&Note::OtherRulebook), old);
        }
    }

}

proptest! {
    #![proptest_config(histories())]

    /// After any history – mergers, corrections, records of all kinds – everything that is counted is divided,
    /// and every view adds up.
    #[test]
    fn counted_movements_add_up(
        first in prop::collection::vec(event(), 1..30),
        then in prop::collection::vec(event(), 0..15),
        rules in (any::<bool>(), any::<bool>()),
        periods in (0..40usize, 0..40usize),
    ) {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        first.iter().for_each(|event| kept.take(event));
        let known_then = kept.standing.clone();
        then.iter().for_each(|event| kept.take(event));
        let (earlier, later) = (known_then.live(), kept.standing.live());
        let book = |old| rulebook(if old { "766-2022" } else { "766-2024" });
        let all: Vec<Period> = earlier.periods().filter(|p| later.periods().any(|q| q == *p)).collect();
        let (from, to) = (all[periods.0 % all.len()], all[periods.1 % all.len()]);
        let before = sheet(earlier, book(rules.0), from);
        let restated = sheet(later, book(rules.0), from);
        let ruled = sheet(later, book(rules.1), from);
        let after = sheet(later, book(rules.1), to);
        let chain = Chain {
            before: Side { sheet: &before, live: Some(earlier) },
            restated: Some(Side { sheet: &restated, live: Some(later) }),
            ruled: Some(&ruled),
            after: Side { sheet: &after, live: Some(later) },
        };
        for agency in later.tree().in_force(to) {
            for place in places(after.rulebook()) {
                let Ok(told) = movement(chain, &agency.code, place) else { continue };
                check(&told)?;
                let small = |sheet: &Sheet<'_>| match place {
                    Place::Indicator(at) => sheet.score(agency).indicators[at].figure.is_none_or(|figure| {
                        figure.counts().is_some_and(|counts| counts.numerator.max(counts.denominator) <= COUNT_MAX)
                    }),
                    _ => false,
                };
                if small(&ruled) && small(&after) {
                    prop_assert!(told.view(Over::Causes).by(Cause::Unsplit).is_zero(),
                        "{} of {} is not divided", told.place, agency.code);
                }
            }
        }
    }
}

fn sheet<'a>(live: &'a Live, rulebook: &'a Rulebook, period: Period) -> Sheet<'a> {
    let counted = live.figures(&rulebook.id, period);
    let at = Provenance {
        as_of: "2026-09-26T00:00:00".parse().unwrap(),
        source: "thử".to_owned(),
        revision: 7,
    };
    Sheet::counted(live.tree(), rulebook, period, &counted, &at)
}

// ---- told ----------------------------------------------------------------------------------------

/// Both sides of 2.1: unit, on time and handled before, on time and handled after.
type Row = (&'static str, (i64, i64), (i64, i64));

fn side_of(rows: &[Row], pick: impl Fn(&Row) -> (i64, i64)) -> Vec<Captured> {
    let figures = rows.iter().map(|row| {
        let (numerator, denominator) = pick(row);
        reported(row.0, "2.1", Figure::of_counts(numerator, denominator))
    });
    figures.collect()
}

fn told(
    tree: &AgencyTree,
    sides: (&str, &str),
    rows: (&[Captured], &[Captured]),
    then: impl Fn(&Movement) -> String,
) -> String {
    let period = |text: &str| text.parse::<Period>().unwrap();
    let book = rulebook("766-2024");
    let before = Sheet::new(tree, book, period(sides.0), Basis::Computed, rows.0);
    let after = Sheet::new(tree, book, period(sides.1), Basis::Computed, rows.1);
    let side = |sheet| Side { sheet, live: None };
    let chain = Chain { before: side(&before), restated: None, ruled: None, after: side(&after) };
    let place = Place::find(book, "2.1").unwrap();
    then(&movement(chain, "H55", place).unwrap())
}

/// The sentence, and every line over units with its causes.
fn text(told: &Movement) -> String {
    let lang = Lang::Vi;
    let mut out = headline(told, lang) + "\n";
    for line in told.view(Over::Units).lines {
        let causes = Cause::ALL.into_iter().filter(|cause| !line.by(*cause).is_zero());
        let causes = causes.map(|cause| format!("{} {}", cause.code(), line.by(cause).shown(4)));
        let name = key_text(told, line.key, lang);
        let causes = causes.collect::<Vec<_>>().join(", ");
        out += &format!("{name}: {} ({causes})\n", line.amount.shown(4));
    }
    out
}

#[test]
fn a_department_that_turns_late_is_named_first() {
    let rows: [Row; 3] = [
        ("H55.8", (95, 100), (61, 100)),
        ("H55.9", (283, 300), (283, 300)),
        ("H55.10", (188, 200), (190, 200)),
    ];
    let (before, after) = (side_of(&rows, |row| row.1), side_of(&rows, |row| row.2));
    insta::assert_snapshot!(told(&province(), ("2026-07", "2026-08"), (&before, &after), text));
}

#[test]
fn more_dossiers_at_a_slow_unit_are_mix() {
    let rows: [Row; 3] = [
        ("H55.8", (60, 100), (540, 900)),
        ("H55.9", (290, 300), (290, 300)),
        ("H55.10", (197, 200), (197, 200)),
    ];
    let (before, after) = (side_of(&rows, |row| row.1), side_of(&rows, |row| row.2));
    insta::assert_snapshot!(told(&province(), ("2026-07", "2026-08"), (&before, &after), text));
}

#[test]
fn a_score_that_disappears_is_a_line_and_no_zero() {
    let rows: [Row; 3] = [
        ("H55.8", (60, 100), (0, 0)),
        ("H55.9", (290, 300), (0, 0)),
        ("H55.10", (197, 200), (0, 0)),
    ];
    let (before, after) = (side_of(&rows, |row| row.1), side_of(&rows, |row| row.2));
    insta::assert_snapshot!(told(&province(), ("2026-07", "2026-08"), (&before, &after), text));
    // Nothing published at all: no points, hence no change.
    let silent = told(&province(), ("2026-07", "2026-08"), (&before, &[]), |told| {
        format!("{:?} {}", told.change, text(told))
    });
    insta::assert_snapshot!(silent);
}

/// On 1/7/2025 a district ended with two successors, a ward with one; a new commune began.
#[test]
fn across_a_merger_units_begin_end_and_carry_on() {
    let old = |code: &str, name: &str, level, successors: &[&str]| Agency {
        valid_to: Some("2025-06-30".parse().unwrap()),
        successors: successors.iter().map(|code| (*code).to_owned()).collect(),
        ..unit(code, name, level, Some("H55"))
    };
    let new = |code: &str, name: &str| Agency {
        valid_from: Some("2025-07-01".parse().unwrap()),
        ..unit(code, name, Level::Commune, Some("H55"))
    };
    let tree = AgencyTree::new([
        unit("VN", "Cả nước", Level::Nation, None),
        unit("H55", "Thái Nguyên", Level::Province, Some("VN")),
        unit("H55.8", "Sở Tư pháp", Level::Department, Some("H55")),
        old("H55.Q1", "UBND huyện Định Hóa", Level::District, &["H55.31", "H55.32"]),
        old("H55.Q2", "UBND thành phố Sông Công", Level::District, &["H55.33"]),
        new("H55.31", "Xã Định Hóa"),
        new("H55.32", "Xã Bình Yên"),
        new("H55.33", "Phường Sông Công"),
    ]);
    let figure = |code: &str, n, d| reported(code, "2.1", Figure::of_counts(n, d));
    let before = [figure("H55.8", 95, 100), figure("H55.Q1", 270, 300), figure("H55.Q2", 188, 200)];
    let after = [
        figure("H55.8", 97, 100),
        figure("H55.31", 100, 130),
        figure("H55.32", 140, 150),
        figure("H55.33", 171, 190),
    ];
    let tree = tree.unwrap();
    let said = told(&tree, ("2025-06", "2025-07"), (&before, &after), |told| {
        let unit = |name: &str| told.units.iter().find(|unit| unit.name == name).unwrap();
        assert_eq!(unit("UBND huyện Định Hóa").continuity, Continuity::Ended);
        assert_eq!(unit("Xã Bình Yên").continuity, Continuity::Began);
        assert_eq!(unit("Phường Sông Công").continuity, Continuity::CarriesOn);
        assert_eq!(unit("Sở Tư pháp").continuity, Continuity::Same);
        text(told)
    });
    insta::assert_snapshot!(said);
}

#[test]
fn the_same_numbers_twice_move_nothing() {
    let rows: [Row; 2] = [("H55.8", (95, 100), (95, 100)), ("H55.9", (1, 3), (1, 3))];
    let side = side_of(&rows, |row| row.1);
    let said = told(&province(), ("2026-07", "2026-07"), (&side, &side), |told| {
        assert!(told.view(Over::Both).lines.is_empty());
        headline(told, Lang::En)
    });
    assert_eq!(said, "Indicator 2.1: one side has no points, so there is no change to tell.");
}

#[test]
fn a_fall_is_told_worst_first_and_a_rise_best_first() {
    let rows: [Row; 3] = [
        ("H55.8", (50, 100), (45, 100)),
        ("H55.9", (250, 300), (200, 300)),
        ("H55.10", (150, 200), (160, 200)),
    ];
    let (before, after) = (side_of(&rows, |row| row.1), side_of(&rows, |row| row.2));
    let order = |told: &Movement| {
        let view = told.view(Over::Units);
        let names = view.lines.iter().map(|line| key_text(told, line.key, Lang::Vi));
        assert_eq!(view.lines.last().unwrap().key, Key::Cause(Cause::Rounding));
        names.collect::<Vec<_>>().join(" · ")
    };
    let periods = ("2026-07", "2026-08");
    let fall = told(&province(), periods, (&before, &after), order);
    assert_eq!(fall, "Phường Phan Đình Phùng · Sở Tư pháp · Xã Đại Từ · làm tròn");
    let rise = told(&province(), periods, (&after, &before), order);
    assert_eq!(rise, "Phường Phan Đình Phùng · Sở Tư pháp · Xã Đại Từ · làm tròn");
}

#[test]
fn sides_that_are_no_ordinary_pair_are_noted() {
    let rows: [Row; 1] = [("H55.8", (95, 100), (95, 100))];
    let side = side_of(&rows, |row| row.1);
    let notes = |from: &str, to: &str| {
        told(&province(), (from, to), (&side, &side), |told| {
            told.notes.iter().map(|note| note.code()).collect::<Vec<_>>().join(" ")
        })
    };
    assert_eq!(notes("2026-07", "2026-08"), "");
    assert_eq!(notes("2026-08", "2026-07"), "reversed");
    assert_eq!(notes("2026-Q2", "2026-07"), "length");
    assert_eq!(notes("2026", "2026-07"), "reversed length");
    assert_eq!(notes("2026-07-01..2026-07-15", "2026-07-16..2026-07-31"), "length");
    assert_eq!(notes("2026-07-01..2026-07-15", "2026-07-16..2026-07-30"), "");
}
