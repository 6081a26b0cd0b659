//! Properties that hold for every input: sums, splits, ranks, monotone points, round trips.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::expr::{self, Columns, Entity, Type};
use chiso_scoring::figure::{Captured, Counts, Figure, Reported};
use chiso_scoring::rank::ranks;
use chiso_scoring::round::{Exact, exact, half_up};
use chiso_scoring::rulebook::{Form, Rulebook, Rulebooks};
use chiso_scoring::score::{Basis, points};
use chiso_scoring::sheet::{Sheet, sum};
use chiso_scoring::split::{COUNT_MAX, Part, split_points, split_ratio};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn counts() -> impl Strategy<Value = Counts> {
    (0..400_000i64).prop_flat_map(|denominator| {
        (0..=denominator).prop_map(move |numerator| Counts { numerator, denominator })
    })
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = (counts(), counts(), any::<bool>()).prop_map(|(before, after, same)| Part {
        before,
        after: if same { before } else { after },
    });
    prop::collection::vec(part, 1..20)
}

static RULEBOOKS: LazyLock<Rulebooks> = LazyLock::new(Rulebooks::embedded);

fn rulebook(id: &str) -> &'static Rulebook {
    RULEBOOKS.get(id).unwrap()
}

fn province_with(children: usize) -> AgencyTree {
    let agency = |code: &str, level, parent: Option<&str>| Agency {
        code: code.to_owned(),
        name: format!("Đơn vị {code}"),
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let mut all =
        vec![agency("VN", Level::Nation, None), agency("H44", Level::Province, Some("VN"))];
    for at in 0..children {
        all.push(agency(&format!("H44.{}", 100 + at), Level::Commune, Some("H44")));
    }
    AgencyTree::new(all).unwrap()
}

fn captured(agency: String, indicator: &str, counts: Counts) -> Captured {
    Captured {
        reported: Reported {
            period: "2026-08".parse().unwrap(),
            as_of: "2026-09-26T00:00:00".parse().unwrap(),
            agency,
            indicator: indicator.to_owned(),
            figure: Figure::of_counts(counts.numerator, counts.denominator),
            source: "thử".to_owned(),
        },
        revision: 7,
    }
}

proptest! {
    #[test]
    fn a_parent_is_the_sum_of_its_parts(children in prop::collection::vec(counts(), 1..12)) {
        let tree = province_with(children.len());
        let rulebook = rulebook("766-2024");
        let rows: Vec<Captured> = children
            .iter()
            .enumerate()
            .map(|(at, counts)| captured(format!("H44.{}", 100 + at), "2.1", *counts))
            .collect();
        let sheet = Sheet::new(&tree, rulebook, "2026-08".parse().unwrap(), Basis::Computed, &rows);
        let at = rulebook.indicator("2.1").unwrap();
        let rolled = sheet.data("H44").figures.indicators[at].unwrap().counts().unwrap();
        prop_assert_eq!(rolled, sum(&children));
        prop_assert!(sheet.data("H44").summed.contains(&at));
        prop_assert_eq!(sheet.captured_at("H44"), sheet.captured_at("H44.100"));
    }

    #[test]
    fn the_split_of_a_ratio_adds_up_exactly(parts in parts()) {
        let (before, after) = (
            sum(&parts.iter().map(|p| p.before).collect::<Vec<_>>()),
            sum(&parts.iter().map(|p| p.after).collect::<Vec<_>>()),
        );
        let Some(shares) = split_ratio(&parts) else {
            prop_assert!(before.denominator == 0 || after.denominator == 0);
            return Ok(());
        };
        let whole = |c: Counts| Exact::new(c.numerator.into(), c.denominator.into());
        let zero = Exact::from_integer(0);
        let added = shares.iter().fold(zero, |sum, share| sum + share.performance + share.mix);
        prop_assert_eq!(added, whole(after) - whole(before));
        if before.denominator == after.denominator {
            for (part, share) in parts.iter().zip(&shares) {
                if part.before == part.after {
                    prop_assert_eq!(share.performance + share.mix, zero);
                }
            }
        }
    }

    /// At the bound the exact fractions still fit 128 bits, also when they are rounded to be shown.
    #[test]
    fn the_split_holds_at_the_bound(a in 1..COUNT_MAX, b in 1..COUNT_MAX, c in 1..COUNT_MAX, at in 0..24usize) {
        let part = |before: i64, after: i64| Part {
            before: Counts { numerator: before / 3, denominator: before },
            after: Counts { numerator: after / 7, denominator: after },
        };
        let parts = [part(a, b), part(COUNT_MAX - a, c.min(COUNT_MAX - b))];
        let rule = &rulebook("766-2024").indicators[at];
        if let Some(split) = split_points(rule, 2, &parts) {
            for share in &split.shares {
                prop_assert_eq!(half_up(share.performance, 4).scale(), 4);
                prop_assert_eq!(half_up(share.mix, 4).scale(), 4);
            }
        }
        let past = [part(a, b), part(COUNT_MAX, COUNT_MAX)];
        prop_assert_eq!(split_ratio(&past), None);
    }

    #[test]
    fn the_split_of_points_adds_up_to_the_rounded_change(parts in parts(), at in 0..24usize, old: bool) {
        let rulebook = rulebook(if old { "766-2022" } else { "766-2024" });
        let rule = &rulebook.indicators[at];
        let Some(split) = split_points(rule, 2, &parts) else { return Ok(()) };
        let zero = Exact::from_integer(0);
        let shares = split.shares.iter().fold(zero, |sum, s| sum + s.performance + s.mix);
        prop_assert_eq!(shares + split.form + split.rounding, exact(split.change));
        if rule.form == Form::Linear {
            prop_assert_eq!(split.form, zero);
        }
    }

    #[test]
    fn ranks_do_not_depend_on_the_order(
        rows in prop::collection::vec((0..40i64, any::<bool>()), 1..30).prop_flat_map(|rows| {
            let shuffled = Just((0..rows.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(rows), shuffled)
        })
    ) {
        let (rows, order) = rows;
        let points: Vec<Option<Decimal>> =
            rows.iter().map(|(p, known)| known.then(|| Decimal::new(*p, 2))).collect();
        let moved: Vec<Option<Decimal>> = order.iter().map(|at| points[*at]).collect();
        let (straight, permuted) = (ranks(&points), ranks(&moved));
        for (place, at) in order.iter().enumerate() {
            prop_assert_eq!(permuted[place], straight[*at]);
        }
        for (own, rank) in points.iter().zip(&straight) {
            prop_assert_eq!(own.is_some(), rank.is_some());
        }
    }

    #[test]
    fn points_grow_with_the_numerator_and_never_pass_the_maximum(
        denominator in 1..1_000_000i64, a in 0..1_000_000i64, b in 0..1_000_000i64, at in 0..24usize, old: bool,
    ) {
        let rulebook = rulebook(if old { "766-2022" } else { "766-2024" });
        let rule = &rulebook.indicators[at];
        let (low, high) = (a.min(b).min(denominator), a.max(b).min(denominator));
        let of = |n: i64| points(rule, Exact::new(n.into(), denominator.into()), rulebook.digits);
        if let (Some((low_exact, low)), Some((high_exact, high))) = (of(low), of(high)) {
            prop_assert!(low_exact <= high_exact && low <= high);
            prop_assert!(high <= Decimal::from(rule.max) && low >= Decimal::ZERO);
        }
    }

    #[test]
    fn scores_do_not_depend_on_the_order_of_rows(
        figures in prop::collection::vec(counts(), 5).prop_flat_map(|figures| {
            (Just(figures), Just((0..5usize).collect::<Vec<_>>()).prop_shuffle())
        })
    ) {
        let (figures, order) = figures;
        let tree = province_with(1);
        let rulebook = rulebook("766-2024");
        let codes = ["2.1", "3.3", "4.1", "5.4", "1.4"];
        let rows: Vec<Captured> = codes
            .iter()
            .zip(&figures)
            .map(|(code, counts)| captured("H44.100".to_owned(), code, *counts))
            .collect();
        let moved: Vec<Captured> = order.iter().map(|at| rows[*at].clone()).collect();
        let period = "2026-08".parse().unwrap();
        let agency = tree.find("H44.100", period).unwrap();
        let score = |rows: &[Captured]| {
            Sheet::new(&tree, rulebook, period, Basis::Computed, rows).score(agency)
        };
        prop_assert_eq!(score(&rows), score(&moved));
    }

    #[test]
    fn an_expression_prints_and_reads_back(expr in condition()) {
        let columns = Columns::embedded();
        let scope = columns.of(Entity::Dossier);
        let parsed = expr::read(&expr, &scope, &Type::Flag).unwrap();
        let printed = parsed.to_string();
        prop_assert_eq!(expr::read(&printed, &scope, &Type::Flag).unwrap(), parsed);
    }

    #[test]
    fn reading_an_expression_never_panics(text in "\\PC{0,80}") {
        let columns = Columns::embedded();
        let _ = expr::read(&text, &columns.of(Entity::Dossier), &Type::Flag);
    }

    #[test]
    fn a_rulebook_prints_and_reads_back(text in any_rulebook()) {
        let columns = Columns::embedded();
        let parsed = Rulebook::read("made.toml", &text, &columns)
            .map_err(|problems| TestCaseError::fail(format!("{problems:?}\n{text}")))?;
        let printed = parsed.print().unwrap();
        prop_assert_eq!(Rulebook::read("printed.toml", &printed, &columns).unwrap(), parsed);
    }
}

/// Conditions over dossier columns, fully parenthesised.
fn condition() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "received_at >= :from",
        "closed_at is null",
        "synced_at is not null",
        "channel = 'online'",
        "'post' <> channel",
        "paid in ('portal', 'local')",
        "status not in ('done', 'returned')",
        "fee_due between 1 and 500000",
        "supplement_requests not between 2 and 9",
        "coalesce(closed_at, :asof) - supplement_seconds <= due_at",
        "least(due_at, :to) > greatest(received_at, started_at + 3600)",
        "fee_due - (supplement_requests - 1) > -5",
        "reused",
        "true",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(5, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

/// Valid rulebooks with random indicators, targets, grades and names.
fn any_rulebook() -> impl Strategy<Value = String> {
    let indicator = (1..9u32, 0..4usize, 1..100u32, 0..3usize, any::<bool>(), any::<bool>());
    let groups = prop::collection::vec(prop::collection::vec(indicator, 1..4), 1..4);
    let name = "[\\p{L} \"\\\\'–]{1,12}";
    (groups, 1..10u32, name, 0..5u32, condition()).prop_map(|(groups, cut, name, digits, condition)| {
        let max: u32 = groups.iter().flatten().map(|indicator| indicator.0).sum();
        let name = toml::Value::String(name).to_string();
        let mut text = format!(
            "[rulebook]\nid = \"x\"\nstatus = \"unofficial\"\nfrom = \"2024-01-01\"\ndigits = {digits}\n\
             max = {max}\nname = {{ vi = {name}, en = {name} }}\nnote = {{ vi = \"v\", en = \"e\" }}\n\
             [[source]]\nid = \"S\"\ntext = {{ vi = \"v\", en = \"e\" }}\n\
             [[measure]]\nid = \"a\"\nof = \"dossier\"\nwhere = \"{condition}\"\ncount = \"procedures\"\n\
             name = {{ vi = \"v\", en = \"e\" }}\n\
             [[measure]]\nid = \"b\"\nvalue = \"a + 1\"\nname = {{ vi = \"v\", en = \"e\" }}\n"
        );
        for (g, indicators) in groups.iter().enumerate() {
            let group_max: u32 = indicators.iter().map(|indicator| indicator.0).sum();
            text += &format!("[[group]]\ncode = \"G{g}\"\nmax = {group_max}\nname = {{ vi = {name}, en = {name} }}\n");
            for (i, (max, form, target, zero, percent, inherited)) in indicators.iter().enumerate() {
                let form = ["linear", "scaled", "jump", "constant"][*form];
                let target = if matches!(form, "scaled" | "jump") {
                    format!("target = \"{target}.5 %\"\n")
                } else {
                    String::new()
                };
                let zero = ["empty", "zero", "full"][*zero];
                let percent = if *percent { "round_first = \"percent\"\n" } else { "" };
                let levels = if *inherited { "levels = { commune = \"inherited\" }\n" } else { "" };
                text += &format!(
                    "[[group.indicator]]\ncode = \"{g}.{i}\"\nmetric = \"M\"\nmax = {max}\nform = \"{form}\"\n\
                     {target}numerator = \"a\"\ndenominator = \"a + b\"\nzero = \"{zero}\"\n{percent}{levels}\
                     confidence = \"C\"\ncite = [\"S, 1\"]\nname = {{ vi = {name}, en = {name} }}\n"
                );
            }
            text += &format!("[[axis]]\ncode = \"G{g}\"\ngroups = [\"G{g}\"]\nname = {{ vi = \"v\", en = \"e\" }}\n");
        }
        let cut = cut.min(max.saturating_sub(1));
        for (code, from, to) in [("low", 0, cut), ("high", cut, max)] {
            if from < to {
                text += &format!("[[grade]]\ncode = \"{code}\"\nfrom = {from}\nto = {to}\nname = {{ vi = \"v\", en = \"e\" }}\n");
            }
        }
        text
    })
}
