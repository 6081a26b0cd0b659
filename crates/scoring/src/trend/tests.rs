use std::cmp::Ordering;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::agency::Level;
use crate::figure::State;
use crate::lang::Lang;
use crate::score::Origin;

fn agency(code: &str, name: &str, from: Option<&str>, to: Option<&str>, next: &[&str]) -> Agency {
    Agency {
        code: code.to_owned(),
        name: name.to_owned(),
        level: Level::Province,
        parent: None,
        valid_from: from.map(|day| day.parse().unwrap()),
        valid_to: to.map(|day| day.parse().unwrap()),
        successors: next.iter().map(|code| (*code).to_owned()).collect(),
        portal_id: None,
    }
}

/// Thái Nguyên and Bắc Kạn became one on 1/7/2025.
fn merged() -> AgencyTree {
    let end = Some("2025-06-30");
    AgencyTree::new([
        agency("H03", "Bắc Kạn", None, end, &["H55"]),
        agency("H55", "Thái Nguyên", None, end, &["H55"]),
        agency("H55", "Thái Nguyên", Some("2025-07-01"), None, &[]),
    ])
    .unwrap()
}

/// A line of a table: period, rulebook, points (`-` = silent, a word = gap).
fn read<'a>(tree: &'a AgencyTree, code: &str, rows: &[(&str, &str, &str)]) -> Vec<Reading<'a>> {
    let row = |(period, rulebook, points): &(&str, &str, &str)| {
        let period: Period = period.parse().unwrap();
        let Ok(agency) = tree.find(code, period) else {
            return Reading::none(period, None, Gap::NoAgency);
        };
        let value = points.parse::<Decimal>().ok();
        let state = if value.is_some() { State::Value } else { State::SourceSilent };
        let known = Known {
            rulebook: (*rulebook).to_owned(),
            max: 100,
            points: Points { points: value, state, origin: Origin::Counts },
            figure: None,
            rate: None,
            unit: None,
            mean_of: None,
        };
        Reading { period, agency: Some(agency), known: Ok(known) }
    };
    rows.iter().map(row).collect()
}

fn series(code: &str, rows: &[(&str, &str, &str)]) -> Series {
    let tree = merged();
    Series::new(&tree, &read(&tree, code, rows))
}

fn say(series: &Series) -> String {
    sentence(series, "Điểm tổng hợp", Lang::Vi)
}

#[rstest]
#[case::risen(&[("2026-07", "b", "60.10"), ("2026-08", "b", "61.00")],
    "Điểm tổng hợp tháng 8/2026 là 61,00, tăng 0,90 so với tháng 7/2026.")]
#[case::fallen_twice(&[("2026-06", "b", "62.00"), ("2026-07", "b", "61.50"), ("2026-08", "b", "61.00")],
    "Điểm tổng hợp tháng 8/2026 là 61,00, giảm 0,50 so với tháng 7/2026; giảm 2 kỳ liên tiếp; \
     trong 3 kỳ cùng bộ quy tắc, cao nhất 62,00 (tháng 6/2026), thấp nhất 61,00 (tháng 8/2026).")]
#[case::unchanged(&[("2026-07", "b", "61.00"), ("2026-08", "b", "61.00")],
    "Điểm tổng hợp tháng 8/2026 là 61,00, không đổi so với tháng 7/2026.")]
#[case::alone(&[("2026-07", "b", "-"), ("2026-08", "b", "61.00")],
    "Điểm tổng hợp tháng 8/2026 là 61,00; chưa có kỳ nào trước đó của cùng đơn vị để so sánh.")]
#[case::over_a_gap(&[("2026-06", "b", "60.00"), ("2026-07", "b", "-"), ("2026-08", "b", "61.00")],
    "Điểm tổng hợp tháng 8/2026 là 61,00, tăng 1,00 so với tháng 6/2026.")]
#[case::other_rules(&[("2026-07", "a", "70.00"), ("2026-08", "b", "61.00")],
    "Điểm tổng hợp tháng 8/2026 là 61,00, giảm 9,00 so với tháng 7/2026 (hai kỳ theo hai bộ quy tắc khác nhau).")]
#[case::silent_now(&[("2026-07", "b", "60.00"), ("2026-08", "b", "-")],
    "Điểm tổng hợp tháng 8/2026 chưa có.")]
#[case::never(&[("2026-07", "b", "-"), ("2026-08", "b", "-")],
    "Điểm tổng hợp: chưa kỳ nào có số liệu.")]
fn one_sentence(#[case] rows: &[(&str, &str, &str)], #[case] said: &str) {
    assert_eq!(say(&series("H55", rows)), said);
}

#[test]
fn two_agencies_of_one_code_are_two_lines_with_a_mark_between() {
    let rows = [("2025-05", "b", "50.00"), ("2025-06", "b", "51.00"), ("2025-07", "b", "60.00")];
    let series = series("H55", &rows);
    let lines: Vec<Option<usize>> = series.points.iter().map(|point| point.line).collect();
    assert_eq!(lines, [Some(0), Some(0), Some(1)]);
    let marks: Vec<String> = series
        .marks
        .iter()
        .map(|(at, mark)| format!("{at} {}", mark_text(mark, Lang::Vi)))
        .collect();
    assert_eq!(marks, ["2 Thành lập ngày 01/07/2025 trên cơ sở Bắc Kạn, Thái Nguyên"]);
    // What the old province had is nothing to compare the new one with.
    assert_eq!(series.told().unwrap().before, None);
}

#[test]
fn an_agency_that_ends_says_who_carries_on() {
    let series = series("H03", &[("2025-05", "b", "50.00"), ("2025-06", "b", "51.00")]);
    let marks: Vec<String> = series
        .marks
        .iter()
        .map(|(at, mark)| format!("{at} {}", mark_text(mark, Lang::Vi)))
        .collect();
    assert_eq!(marks, ["1 Hết hiệu lực sau ngày 30/06/2025; kế tục: Thái Nguyên"]);
}

#[test]
fn leading_periods_with_nothing_to_show_are_left_out_and_later_gaps_stay() {
    let rows = [
        ("2026-05", "b", "-"),
        ("2026-06", "b", "1.00"),
        ("2026-07", "b", "-"),
        ("2026-08", "b", "2.00"),
    ];
    let series = series("H55", &rows);
    assert_eq!(series.points.len(), 3);
    assert_eq!(series.points[1].value(), None);
    assert!(series.told().unwrap().run.is_none(), "a gap breaks a run");
}

#[test]
fn periods_lead_up_to_the_last_without_a_hole() {
    let months = periods("2026-08".parse().unwrap());
    assert_eq!(months.first().unwrap().to_string(), "2025-08");
    assert_eq!(months.len(), MOST);
    assert_eq!(periods("2026-08-01..2026-08-09".parse().unwrap()).len(), 1);
}

proptest! {
    /// Whatever the points, the facts told are facts.
    #[test]
    fn what_is_told_is_so(values in prop::collection::vec(prop::option::of(0i64..400), 1..14)) {
        let tree = merged();
        let months = periods("2026-08".parse().unwrap());
        let rows: Vec<(String, String)> = values
            .iter()
            .zip(months)
            .map(|(value, month)| {
                let points = value.map_or("-".to_owned(), |value| Decimal::new(value, 2).to_string());
                (month.to_string(), points)
            })
            .collect();
        let rows: Vec<(&str, &str, &str)> =
            rows.iter().map(|(month, points)| (month.as_str(), "b", points.as_str())).collect();
        let series = Series::new(&tree, &read(&tree, "H55", &rows));
        let told = series.told();
        prop_assert_eq!(told.is_some(), values.last().unwrap().is_some());
        let Some(told) = told else { return Ok(()) };
        let known: Vec<Decimal> =
            values.iter().flatten().map(|value| Decimal::new(*value, 2)).collect();
        prop_assert_eq!(told.comparable, known.len());
        prop_assert_eq!(series.points[told.best].value(), known.iter().copied().max());
        prop_assert_eq!(series.points[told.worst].value(), known.iter().copied().min());
        if let Some(at) = told.before {
            prop_assert_eq!(told.change, series.points[at].value().map(|before| told.now - before));
        }
        if let Some(run) = told.run {
            let tail = &values[values.len() - 1 - run.steps..];
            let tail: Option<Vec<i64>> = tail.iter().copied().collect();
            let tail = tail.expect("a run has no gap");
            prop_assert!(tail.windows(2).all(|pair| pair[1].cmp(&pair[0]) == run.direction));
            prop_assert!(run.direction != Ordering::Equal);
        }
    }
}

#[test]
fn a_mean_over_provinces_is_not_compared_with_what_is_published_of_the_nation() {
    let tree = merged();
    let mut readings = read(&tree, "H55", &[("2026-07", "b", "70.00"), ("2026-08", "b", "61.00")]);
    if let Ok(known) = &mut readings[0].known {
        known.mean_of = Some(34);
    }
    assert_eq!(Series::new(&tree, &readings).told().unwrap().before, None);
}
