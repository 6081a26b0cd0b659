//! Saved answers of the national portal: what they print is what comes out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rstest::rstest;
use serde_json::{Value, json};
use support::portal::{AGENCIES, Answers, UNITS};
use support::{Data, hundredths, part, points, root, rounded};

const GROUPS: [&str; 6] = ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"];

/// How a collector keeps an answer.
#[derive(Debug, Clone, Copy)]
enum Kept {
    /// As it came; the file's name tells the period, the caller the time.
    Bare,
    /// Beside its request and the time.
    Beside,
}

/// A file of one group's answer.
fn file(data: &Data, answers: &Answers, group: &str, kept: Kept) -> PathBuf {
    let answer = json!({"code": "OK", "data": answers.data(group), "message": null});
    match kept {
        Kept::Bare => data.file(&format!("{group}-month-2026-08.json"), answer.to_string()),
        Kept::Beside => {
            let request = if group == "MDHL" {
                json!({"fromDate": "2026-08-01", "toDate": "2026-08-31"})
            } else {
                json!({"timeType": "month", "year": 2026, "month": 8})
            };
            let at = "2026-09-25T23:05:00Z";
            let saved = json!({"request": request, "capturedAt": at, "response": answer});
            data.file(&format!("{group}.json"), saved.to_string())
        }
    }
}

/// All six groups of a province and its units; groups 1 and 5 name units by identifier only.
#[rstest]
#[case(Kept::Bare, "--as-of 2026-09-26T06:05")]
#[case(Kept::Beside, "")]
fn six_answers_give_the_scores_they_print(#[case] kept: Kept, #[case] options: &str) {
    let data = Data::empty();
    data.agencies(AGENCIES);
    let answers = Answers::new(&data);
    let files: Vec<PathBuf> =
        GROUPS.iter().map(|group| file(&data, &answers, group, kept)).collect();
    let taken = data.take(&files, options);
    assert_eq!((taken.exit, taken.receipts.len()), (0, 6), "{}", taken.said);
    for (_, agency) in UNITS {
        let score = data.json(&format!("score --agency {agency} --period 2026-08"));
        let row = &score["rows"][0];
        assert_eq!(row["captured"], "2026-09-26T06:05:00", "Vietnam time");
        let mut sum = 0;
        for group in GROUPS {
            let published = answers.points(agency, group);
            let scored = part(row, group);
            assert_eq!(
                (points(scored), scored["published"].as_str()),
                (published, Some(published))
            );
            sum += hundredths(published);
        }
        assert_eq!(hundredths(points(&row["total"])), sum, "{agency}");
    }
    let differences = data.run("differences --period 2026-08");
    assert_eq!(differences.status.code(), Some(0), "{}", support::stdout(&differences));
}

/// Identifiers alone say nothing; another file of the same call says whose they are.
#[test]
fn units_named_by_identifier_need_another_file_of_the_call() {
    let data = Data::empty();
    data.agencies(AGENCIES);
    let answers = Answers::new(&data);
    let by_identifier = file(&data, &answers, "MDHL", Kept::Beside);
    let by_code = file(&data, &answers, "TDGQ", Kept::Beside);
    let alone = data.take(std::slice::from_ref(&by_identifier), "");
    assert_eq!(alone.one(), (3, (0, 0, 4)), "one refusal a unit");
    assert!(
        alone.said.contains("MDHL.json: /response/data/overview: ")
            && alone.said.contains("[unknown_agency]")
    );
    let together = data.take(&[by_identifier, by_code], "");
    let counts: Vec<_> = together.receipts.iter().map(support::Receipt::counts).collect();
    assert_eq!((together.exit, counts[0]), (0, (24, 0, 0)), "{}", together.said);
}

/// What somebody says on the command line stands above the file, the file above its time stamp.
#[rstest]
#[case("", "2026-09-26T06:05:00")]
#[case("--as-of 2026-09-30", "2026-09-30T00:00:00")]
fn the_time_of_capture(#[case] options: &str, #[case] expected: &str) {
    let data = Data::empty();
    data.agencies(AGENCIES);
    let answers = Answers::new(&data);
    let taken = data.take(&[file(&data, &answers, "TDGQ", Kept::Beside)], options);
    assert_eq!(taken.exit, 0, "{}", taken.said);
    let score = data.json("score --agency H99 --period 2026-08");
    assert_eq!(score["rows"][0]["captured"], expected);
}

/// Axes of the nation with the groups they join.
const AXES: [(&str, &[&str]); 5] = [
    ("CKMB", &["CKMB"]),
    ("TDGQ", &["TDGQ"]),
    ("ONLINE_SERVICE", &["CLGQ", "TTTT"]),
    ("MDHL", &["MDHL"]),
    ("MDSH", &["MDSH"]),
];

/// A province of the overview, points in hundredths.
struct Province {
    code: String,
    groups: BTreeMap<&'static str, i64>,
}

impl Province {
    fn total(&self) -> i64 {
        self.groups.values().sum()
    }
}

/// 34 provinces: one ahead, two level behind it, the others apart and further back.
fn provinces() -> Vec<Province> {
    let mut reader = csv::Reader::from_path(root().join("data/agencies/nation.csv")).unwrap();
    let mut codes: Vec<String> = reader
        .records()
        .map(|row| row.unwrap()[0].to_owned())
        .filter(|code| code != "VN")
        .collect();
    codes.push("H55".to_owned());
    codes.sort();
    let groups = |at: i64| match at {
        20 => [1700, 1900, 1100, 900, 2000, 1700],
        3 => [1500, 1800, 1000, 800, 1900, 1500],
        30 => [1499, 1801, 1000, 801, 1899, 1500],
        _ => [900 + 7 * at, 1200 + 11 * at, 500 + 3 * at, 401 + 5 * at, 1100 + 13 * at, 1006 + at],
    };
    let named = |at: i64| GROUPS.into_iter().zip(groups(at)).collect();
    (0..).zip(codes).map(|(at, code)| Province { code, groups: named(at) }).collect()
}

fn number(hundredths: i64) -> Value {
    serde_json::from_str(&format!("{}.{:02}", hundredths / 100, hundredths % 100)).unwrap()
}

fn overview(provinces: &[Province]) -> Value {
    let row = |province: &Province| {
        let groups = province.groups.iter().map(|(group, points)| (*group, number(*points)));
        json!({
            "departmentId": format!("id-{}", province.code), "departmentName": "UBND tỉnh",
            "departmentCode": province.code, "totalScore": number(province.total()),
            "ratio": number(province.total()), "scoreDelta": null, "childGroup": null,
            "groupScores": groups.collect::<BTreeMap<&str, Value>>(),
        })
    };
    let radar = AXES.iter().map(
        |(code, _)| json!({"code": code, "name": code, "score": number(axis(provinces, code))}),
    );
    json!({"code": "OK", "data": {
        "overview": {"departmentName": "Cả nước", "departmentCode": null,
            "totalScore": number(nation(provinces)), "totalMaxScore": 100, "ratio": number(nation(provinces))},
        "growthPercent": null, "radar": radar.collect::<Vec<_>>(),
        "evaluation": provinces.iter().map(row).collect::<Vec<_>>(),
    }})
}

/// Mean of an axis over the provinces, rounded, in hundredths.
fn axis(provinces: &[Province], code: &str) -> i64 {
    let (_, groups) = AXES.iter().find(|(axis, _)| *axis == code).unwrap();
    let sum: i64 =
        provinces.iter().flat_map(|one| groups.iter().map(|group| one.groups[group])).sum();
    rounded(sum, 34)
}

/// The nation is the sum of the rounded means.
fn nation(provinces: &[Province]) -> i64 {
    AXES.iter().map(|(code, _)| axis(provinces, code)).sum()
}

fn country() -> (Data, Vec<Province>) {
    let provinces = provinces();
    assert_eq!(provinces.len(), 34);
    let data = Data::empty();
    let file = data.file("service-results-year-2026.json", overview(&provinces).to_string());
    let taken = data.take(&[file], "--as-of 2026-10-10T14:00");
    assert_eq!(taken.one(), (0, (34 * 7 + 6, 0, 0)), "{}", taken.said);
    (data, provinces)
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn has(value: &Value, expected: &[&str]) {
    let keys = keys(value);
    assert!(expected.iter().all(|key| keys.contains(key)), "{keys:?}");
}

#[test]
fn the_national_ranking_keeps_its_keys() {
    let (data, _) = country();
    let ranking = data.json("rank --level province --period 2026");
    has(&ranking, &["nation", "rows", "rulebook", "status", "period", "revision", "level", "by"]);
    has(&ranking["nation"], &["points", "groups", "axes", "provinces"]);
    has(&ranking["rows"][0], &["rank", "agency", "name", "points", "grade"]);
    assert_eq!(keys(&ranking["nation"]["groups"][0]), ["code", "max", "points"]);
}

#[test]
fn the_national_ranking() {
    let (data, provinces) = country();
    let ranking = data.json("rank --level province --period 2026");
    let rows = ranking["rows"].as_array().unwrap();
    let places: Vec<u64> = rows.iter().map(|row| row["rank"].as_u64().unwrap()).collect();
    assert_eq!((rows.len(), &places[..5]), (34, &[1, 2, 2, 4, 5][..]));
    for row in rows {
        let one = provinces.iter().find(|one| row["agency"] == one.code).unwrap();
        let better = provinces.iter().filter(|other| other.total() > one.total()).count();
        assert_eq!(row["rank"], json!(better + 1), "{}", one.code);
        assert_eq!(hundredths(points(row)), one.total(), "{}", one.code);
        let grade = match one.total() {
            9000.. => "Xuất sắc",
            8000.. => "Tốt",
            7000.. => "Khá",
            5000.. => "Trung bình",
            _ => "Yếu",
        };
        assert_eq!(row["grade"], grade, "{}", one.code);
    }
    assert_eq!(ranking["nation"]["provinces"], 34);
    assert_eq!(hundredths(points(&ranking["nation"])), nation(&provinces));
    for mean in ranking["nation"]["axes"].as_array().unwrap() {
        let code = mean["code"].as_str().unwrap();
        assert_eq!(hundredths(points(mean)), axis(&provinces, code), "{code}");
    }
    let of_totals = rounded(provinces.iter().map(Province::total).sum(), 34);
    assert_ne!(of_totals, nation(&provinces), "the mean of the totals is something else here");
    assert_eq!(data.run("differences --period 2026").status.code(), Some(0));
}

#[rstest]
#[case("CKMB")]
#[case("MDSH")]
fn the_ranking_of_a_group(#[case] group: &str) {
    let (data, provinces) = country();
    let ranking = data.json(&format!("rank --level province --period 2026 --group {group}"));
    assert_eq!(ranking["by"], group);
    let means = ranking["nation"]["groups"].as_array().unwrap();
    let mean = means.iter().find(|mean| mean["code"] == group).unwrap();
    let sum: i64 = provinces.iter().map(|one| one.groups[group]).sum();
    assert_eq!(hundredths(points(mean)), rounded(sum, 34));
    for row in ranking["rows"].as_array().unwrap() {
        let one = provinces.iter().find(|one| row["agency"] == one.code).unwrap();
        let better =
            provinces.iter().filter(|other| other.groups[group] > one.groups[group]).count();
        assert_eq!(
            (&row["rank"], hundredths(points(row))),
            (&json!(better + 1), one.groups[group])
        );
    }
}
