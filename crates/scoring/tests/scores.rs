//! The eight states, which figure wins, sums, and the nation — as tables.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chiso_scoring::agency::Level;
use chiso_scoring::differences::follows;
use chiso_scoring::figure::{Figure, Flag};
use chiso_scoring::rank::nation;
use chiso_scoring::round::{Exact, exact, half_up};
use chiso_scoring::rulebook::{Form, Rulebook, Rulebooks};
use chiso_scoring::score::{AgencyScore, Basis, Figures, Scorer, points};
use rstest::rstest;
use rust_decimal::Decimal;

fn rulebook(id: &str) -> Rulebook {
    Rulebooks::embedded().get(id).unwrap().clone()
}

fn figure(text: &str) -> Option<Figure> {
    let mut figure = Figure::default();
    for part in text.split_whitespace() {
        if let Some((numerator, denominator)) = part.split_once('/') {
            figure.numerator = Some(numerator.parse().unwrap());
            figure.denominator = Some(denominator.parse().unwrap());
        } else if let Some(rate) = part.strip_suffix('%') {
            figure.rate = Some(rate.parse().unwrap());
        } else if let Some(points) = part.strip_suffix('p') {
            figure.points = Some(points.parse().unwrap());
        } else {
            figure.flag = Flag::read(part);
        }
    }
    (figure != Figure::default()).then_some(figure)
}

#[rstest]
#[case("2.1", Level::Department, "486/588", "16.53 value counts")]
#[case("2.1", Level::Department, "0/588", "0.00 zero counts")]
#[case("2.1", Level::Department, "0/0", "0.00 no_dossiers counts")]
#[case("2.1", Level::Department, "", "- source_silent none")]
#[case("2.1", Level::Department, "72%", "14.40 value rate")]
#[case("2.1", Level::Department, "72% 14.2p", "14.20 value published")]
#[case("2.1", Level::Department, "486/588 16.60p", "16.53 value counts")]
#[case("2.1", Level::Department, "486/588 open_period", "16.53 provisional counts")]
#[case(
    "1.4",
    Level::Department,
    "380/380 temp_national_report_denominator",
    "6.00 provisional counts"
)]
#[case("1.4", Level::Department, "0/0 no_national_report_data", "- no_dossiers counts")]
#[case("1.3", Level::Commune, "87/89", "1.96 inherited counts")]
#[case("1.3", Level::Province, "87/89", "1.96 value counts")]
#[case("1.3", Level::Commune, "", "- source_silent none")]
#[case("3.1", Level::Commune, "52/56", "- not_applicable counts")]
#[case("4.6", Level::Commune, "", "2.00 constant counts")]
#[case("5.2", Level::Commune, "0/0", "6.00 no_dossiers counts")]
#[case("5.1", Level::Province, "179/247", "- value counts")]
fn an_indicator_carries_its_state(
    #[case] code: &str,
    #[case] level: Level,
    #[case] given: &str,
    #[case] expected: &str,
) {
    let rulebook = rulebook("766-2024");
    let at = rulebook.indicator(code).unwrap();
    let mut figures = Figures::silent(&rulebook);
    figures.indicators[at] = figure(given);
    let result = Scorer::new(&rulebook).agency(level, &figures, None).indicators[at].result;
    let points = result.points.map_or("-".to_owned(), |points| points.to_string());
    assert_eq!(format!("{points} {} {}", result.state, result.origin.code()), expected);
}

fn group(code: &str, parts: &[(&str, &str)], published: &str, basis: Basis) -> String {
    let rulebook = rulebook("766-2024");
    let at = rulebook.group(code).unwrap();
    let mut figures = Figures::silent(&rulebook);
    for (code, text) in parts {
        figures.indicators[rulebook.indicator(code).unwrap()] = figure(text);
    }
    figures.groups[at] = figure(published);
    let scorer = Scorer { rulebook: &rulebook, basis };
    let result = scorer.agency(Level::Province, &figures, None).groups[at];
    let points = result.points.map_or("-".to_owned(), |points| points.to_string());
    format!("{points} {} {}", result.state, result.origin.code())
}

const PAID: [(&str, &str); 3] = [("3.5", "56/310"), ("3.5b", "93/310"), ("3.6", "82913/98459")];

#[test]
fn a_group_is_the_sum_of_its_rounded_parts() {
    assert_eq!(group("TTTT", &PAID, "", Basis::Computed), "6.25 value counts");
}

#[test]
fn counts_win_over_published_points_unless_asked_otherwise() {
    assert_eq!(group("TTTT", &PAID, "6.30p", Basis::Computed), "6.25 value counts");
    assert_eq!(group("TTTT", &PAID, "6.30p", Basis::Published), "6.30 value published");
}

#[test]
fn published_points_stand_in_where_a_part_is_silent() {
    assert_eq!(group("TTTT", &PAID[..2], "6.30p", Basis::Computed), "6.30 value published");
    assert_eq!(group("TTTT", &PAID[..2], "", Basis::Computed), "- source_silent none");
}

#[test]
fn a_group_of_nothing_says_that_nothing_occurred() {
    let none = [("5.2", "0/0"), ("5.3", "0/0"), ("5.4", "0/0")];
    assert_eq!(group("MDHL", &none, "", Basis::Computed), "12.00 no_dossiers counts");
}

/// A unit without any case scores 2 (1.3, inherited) + 2 (4.6) + 12 (petitions) = 16.
#[test]
fn the_empty_unit_scores_sixteen() {
    let rulebook = rulebook("766-2024");
    let mut own = Figures::silent(&rulebook);
    for (at, rule) in rulebook.indicators.iter().enumerate() {
        if rule.form != Form::Constant {
            own.indicators[at] = figure("0/0");
        }
    }
    let mut above = Figures::silent(&rulebook);
    above.indicators[rulebook.indicator("1.3").unwrap()] = figure("89/89");
    let score = Scorer::new(&rulebook).agency(Level::Commune, &own, Some(&above));
    assert_eq!(score.total.points.unwrap().to_string(), "16.00");
}

#[test]
fn a_total_without_a_group_is_missing_not_smaller() {
    let rulebook = rulebook("766-2024");
    let mut figures = Figures::silent(&rulebook);
    figures.groups[0] = figure("7.96p");
    let silent = Scorer::new(&rulebook).agency(Level::Province, &figures, None);
    assert_eq!(silent.total.points, None);
    figures.total = figure("59.91p");
    let announced = Scorer::new(&rulebook).agency(Level::Province, &figures, None);
    assert_eq!(announced.total.points.unwrap().to_string(), "59.91");
}

/// Jump and scaled agree at and above the target, at zero, and differ exactly in between.
#[test]
fn the_two_rulebooks_differ_exactly_where_jump_and_scaled_differ() {
    let (old, new) = (rulebook("766-2022"), rulebook("766-2024"));
    let mut with_target = Vec::new();
    for (a, b) in old.indicators.iter().zip(&new.indicators) {
        assert_eq!((&a.code, a.max, a.target), (&b.code, b.max, b.target));
        for percent in 0..=100 {
            let ratio = Exact::new(percent, 100);
            let of = |rule| points(rule, ratio, 4).map(|(unrounded, _)| unrounded);
            let below_target = a.target.is_some_and(|target| ratio < target) && percent > 0;
            let differ = of(a) != of(b);
            let expected = a.form == Form::Jump && below_target;
            assert_eq!(differ, expected, "{} at {percent} %", a.code);
        }
        if a.form == Form::Jump {
            assert_eq!(b.form, Form::Scaled);
            with_target.push(a.code.as_str());
        }
    }
    assert_eq!(with_target, ["3.1", "3.3", "3.5", "3.5b", "4.3", "5.4"]);
}

#[rstest]
#[case("14.2", "14.194", true)]
#[case("14.2", "14.40", false)]
#[case("19.938", "19.938", true)]
#[case("17.174", "17.142", false)]
#[case("18", "17.6", false)]
#[case("18", "18.00", true)]
#[case("56", "56.124", false)]
#[case("8.22", "8.2249", true)]
#[case("8.22", "8.2251", false)]
fn published_points_are_compared_as_printed(
    #[case] published: Decimal,
    #[case] unrounded: Decimal,
    #[case] expected: bool,
) {
    let unrounded = exact(unrounded);
    assert_eq!(follows(published, unrounded, half_up(unrounded, 2)), expected);
}

/// Axes are rounded before they are added: the order changes the last digit.
#[test]
fn the_nation_rounds_each_axis_before_adding() {
    let rulebook = rulebook("766-2024");
    let province = |points: [&str; 6]| -> AgencyScore {
        let mut figures = Figures::silent(&rulebook);
        for (at, text) in points.iter().enumerate() {
            figures.groups[at] = figure(&format!("{text}p"));
        }
        Scorer::new(&rulebook).agency(Level::Province, &figures, None)
    };
    let provinces = [
        province(["7.96", "15.68", "8.83", "6.25", "8.22", "12.97"]),
        province(["8.09", "19.13", "8.82", "6.36", "9.75", "11.84"]),
    ];
    let nation = nation(&rulebook, &provinces);
    let axes: Vec<String> = nation.axes.iter().map(|axis| axis.unwrap().to_string()).collect();
    assert_eq!(axes, ["8.03", "17.41", "15.13", "12.41", "8.99"]);
    assert_eq!(nation.total.unwrap().to_string(), "61.97");
    let totals = provinces.iter().map(|score| exact(score.total.points.unwrap()));
    let mean_of_totals = totals.fold(Exact::from_integer(0), |sum, total| sum + total) / 2;
    assert_eq!(half_up(mean_of_totals, 2).to_string(), "61.95");
    assert_eq!(nation.provinces, 2);
}

#[rstest]
#[case("2.2", "4218738568/10554", "4.63")] // seconds over dossiers: 4.6265… days
#[case("2.2", "2.14%", "2.14")] // published in days
#[case("2.1", "486/588", "82.65")]
fn a_rate_is_told_in_its_unit(#[case] code: &str, #[case] given: &str, #[case] expect: &str) {
    let book = rulebook("766-2024");
    let at = book.indicator(code).unwrap();
    let mut figures = Figures::silent(&book);
    figures.indicators[at] = figure(given);
    let score = Scorer::new(&book).agency(Level::Province, &figures, None);
    let rate = score.indicators[at].rate(book.indicators[at].unit).unwrap();
    assert_eq!(rate.to_string(), expect);
}
