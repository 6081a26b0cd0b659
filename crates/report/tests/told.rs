//! Variants E and F, reports that stand on counted dossiers, restatements, and words of a locality's own.

mod common;

use chiso_report::variant::{Context, Phrases, Profile, Restated, Sides, Variant, make, monthly};
use chiso_report::{Report, check, docx, html, xlsx};
use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::figure::{Captured, Figure, Reported};
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::{COUNTED, Provenance, Sheet};
use common::data::{BAC_KAN, PHU_THO, rulebook};
use common::dump::dump;

/// Two provinces of a made-up country: nothing here is a fact about a real one.
fn small_tree() -> AgencyTree {
    let agency = |code: &str, name: &str, level: &str, parent: Option<&str>| Agency {
        code: code.into(),
        name: name.into(),
        level: level.parse().expect("part of the fixture"),
        parent: parent.map(String::from),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let agencies = [
        agency("VN", "Cả nước", "nation", None),
        agency("H98", "Đồng Mẫu", "province", Some("VN")),
        agency("H98.S-YT", "Sở Y tế", "department", Some("H98")),
        agency("H98.S-XD", "Sở Xây dựng", "department", Some("H98")),
        agency("H99", "Sông Mẫu", "province", Some("VN")),
    ];
    AgencyTree::new(agencies).expect("part of the fixture")
}

/// Agency, code, count, of how many, rate, points; what is blank was not published.
type Line = (&'static str, &'static str, Option<i64>, Option<i64>, &'static str, &'static str);

/// A month that a province told in a text of 11/2023: its figures and the means of the country it names.
const NOVEMBER: [Line; 27] = [
    ("H98", "CKMB", None, None, "", "7.7"),
    ("H98", "TDGQ", None, None, "", "16.1"),
    ("H98", "2.1", None, None, "81.42", ""),
    ("H98", "overdue", None, None, "18.58", ""),
    ("H98", "CLGQ", None, None, "", "0.9"),
    ("H98", "3.3", None, None, "2.83", ""),
    ("H98", "TTTT", None, None, "", "2.8"),
    ("H98", "3.6", None, None, "5.46", ""),
    ("H98", "MDSH", None, None, "", "3.5"),
    ("H98", "4.1", None, None, "3.13", ""),
    ("H98", "4.2", None, None, "2.83", ""),
    ("H98", "4.3", None, None, "0", ""),
    ("H98", "services_full", Some(538), None, "31.04", ""),
    ("H98", "services_partial", Some(35), None, "2.02", ""),
    ("H98", "services_info", Some(1_160), None, "", ""),
    ("H98", "handled", Some(19_933), None, "", ""),
    ("H98", "in_progress", Some(1_497), None, "", ""),
    ("H98", "in_progress_on_time", Some(1_488), None, "", ""),
    ("H98", "in_progress_overdue", Some(9), None, "", ""),
    ("H98", "finished", Some(18_057), None, "", ""),
    ("H98", "finished_on_time", Some(18_039), None, "", ""),
    ("H98", "finished_late", Some(18), None, "", ""),
    ("VN", "CKMB", None, None, "", "10.8"),
    ("VN", "TDGQ", None, None, "", "14.8"),
    ("VN", "CLGQ", None, None, "", "3.9"),
    ("VN", "TTTT", None, None, "", "5.6"),
    ("VN", "MDSH", None, None, "", "10.2"),
];

fn captured(period: &str, lines: &[Line]) -> Vec<Captured> {
    let decimal =
        |text: &str| (!text.is_empty()).then(|| text.parse().expect("part of the fixture"));
    let row = |(agency, code, count, of, rate, points): &Line| Reported {
        period: period.parse().expect("part of the fixture"),
        as_of: "2023-12-05T00:00".parse().expect("part of the fixture"),
        agency: (*agency).into(),
        indicator: (*code).into(),
        figure: Figure {
            numerator: *count,
            denominator: *of,
            rate: decimal(rate),
            points: decimal(points),
            flag: None,
        },
        source: "Cổng DVCQG".into(),
    };
    lines.iter().map(|line| Captured { reported: row(line), revision: 1 }).collect()
}

/// Dossiers of two months' age: 7.130 of last month's are still there, 12.420 came, 14.025 were done.
const DOSSIERS: [(&str, i64); 13] = [
    ("received", 12_420),
    ("handled", 19_550),
    ("handled_on_time", 18_011),
    ("overdue", 1_539),
    ("in_progress", 5_525),
    ("in_progress_overdue", 614),
    ("in_progress_on_time", 4_911),
    ("dossiers_offline", 3_105),
    ("dossiers_online", 9_315),
    ("online_on_time", 9_101),
    ("services_full", 1_032),
    ("services_partial", 234),
    ("services_info", 508),
];

/// Counts of an agency; indicators by code, everything else 0.
fn counted(
    rulebook: &Rulebook,
    agency: &str,
    counts: &[(&str, i64)],
    ratios: &[(&str, i64, i64)],
) -> Counted {
    let mut indicators = vec![None; rulebook.indicators.len()];
    for (code, numerator, denominator) in ratios {
        let at = rulebook.indicator(code).expect("part of the fixture");
        indicators[at] = Some(Figure::of_counts(*numerator, *denominator));
    }
    let measure = |id: &str| counts.iter().find(|(name, _)| *name == id).map_or(0, |(_, n)| *n);
    let measures = rulebook.measures.iter().map(|rule| measure(&rule.id)).collect();
    Counted { agency: agency.into(), indicators, measures }
}

/// Every indicator of the province and its two departments, counted.
fn november_counted(rulebook: &Rulebook) -> Vec<Counted> {
    let own = [
        ("1.1", 17, 19),
        ("1.2", 15, 16),
        ("1.3", 1_771, 1_774),
        ("1.4", 12_033, 12_420),
        ("2.1", 18_011, 19_550),
        ("3.1", 1_266, 1_774),
        ("3.2", 401, 1_266),
        ("3.3", 9_315, 12_420),
        ("3.5", 175, 646),
        ("3.5b", 26, 126),
        ("3.6", 4_480, 6_769),
        ("4.1", 11_220, 19_550),
        ("4.2", 14_110, 19_550),
        ("4.3", 0, 19_550),
        ("4.4", 1_020, 19_550),
        ("4.5a", 88, 120),
        ("4.5b", 9_001, 19_550),
        ("5.2", 31, 33),
        ("5.3", 28, 33),
        ("5.4", 17_800, 19_550),
    ];
    let unit = |on_time, all| {
        let petitions = [("5.2", 3, 3), ("5.3", 2, 3), ("5.4", on_time - 11, all)];
        let dossiers = [("2.1", on_time, all), ("3.3", all / 2, all), ("3.6", 7, 9)];
        [dossiers, petitions].concat()
    };
    vec![
        counted(rulebook, "H98", &DOSSIERS, &own),
        counted(rulebook, "H98.S-XD", &[], &unit(803, 920)),
        counted(rulebook, "H98.S-YT", &[], &unit(611, 640)),
    ]
}

fn context() -> Context {
    Context {
        as_of: "2023-12-05T07:30".parse().expect("part of the fixture"),
        revision: 412,
        rulebook_hash: "9c1f4be27a03".into(),
        created: "2023-12-05T00:30:00Z".parse().expect("part of the fixture"),
        ..Context::default()
    }
}

fn provenance() -> Provenance {
    Provenance { as_of: context().as_of, source: COUNTED.into(), revision: 412 }
}

/// Hands over the counted sheet of 11/2023 with what was published of it.
fn with_counted<T>(use_it: impl FnOnce(&Sheet<'_>, &Sheet<'_>, &Agency) -> T) -> T {
    let (tree, rulebook) = (small_tree(), rulebook("766-2022"));
    let period = "2023-11".parse().expect("part of the fixture");
    let counts = november_counted(&rulebook);
    let now = Sheet::counted(&tree, &rulebook, period, &counts, &provenance());
    let lines = captured("2023-11", &NOVEMBER);
    let published = Sheet::new(&tree, &rulebook, period, Basis::Published, &lines);
    use_it(&now, &published, tree.find("H98", period).expect("part of the fixture"))
}

fn with_published<T>(lines: &[Line], use_it: impl FnOnce(&Sheet<'_>, &Agency) -> T) -> T {
    let (tree, rulebook) = (small_tree(), rulebook("766-2022"));
    let period = "2023-11".parse().expect("part of the fixture");
    let sheet = Sheet::new(&tree, &rulebook, period, Basis::Published, &captured("2023-11", lines));
    use_it(&sheet, tree.find("H98", period).expect("part of the fixture"))
}

fn of(variant: Variant, sides: &Sides<'_>, agency: &Agency, profile: &Profile) -> Report {
    let report = make(variant, sides, agency, profile, &context()).expect("part of the fixture");
    check(&report).expect("part of the fixture");
    report
}

#[test]
fn the_narrative_of_a_published_month() {
    with_published(&NOVEMBER, |sheet, agency| {
        let report = of(Variant::E, &Sides::alone(sheet), agency, &Profile::default());
        insta::assert_snapshot!("narrative_published", dump(&report));
    });
}

#[test]
fn every_sentence_pattern_of_the_text_of_11_2023_is_there() {
    with_published(&NOVEMBER, |sheet, agency| {
        let text = dump(&of(Variant::E, &Sides::alone(sheet), agency, &Profile::default()));
        for pattern in [
            "Tình hình thực hiện công tác cải cách thủ tục hành chính",
            "Công bố, cập nhật công khai TTHC: đạt 7,70/18 điểm",
            "điểm số mặt bằng chung của cả nước là 10,80/18 điểm, thấp hơn 3,10 điểm",
            "tiếp nhận, giải quyết 19.933 hồ sơ, trong đó: đang giải quyết 1.497 hồ sơ \
             (1.488 hồ sơ chưa đến hạn; 9 hồ sơ quá hạn); đã giải quyết 18.057 hồ sơ \
             (18.039 hồ sơ đúng hạn và trước hạn; 18 hồ sơ quá hạn).",
            // The parts leave dossiers over; the text it comes from does not say so.
            "lớn hơn hai phần cộng lại 379 hồ sơ",
            "DVC trực tuyến toàn trình: 538 TTHC (31,04%)",
            "DVC trực tuyến một phần: 35 TTHC (2,02%)",
            "hình thức khác: 1.160 TTHC",
            "đạt 16,10/20 điểm (tỷ lệ đúng hạn 81,42%; quá hạn 18,58%); điểm số mặt bằng chung \
             của cả nước là 14,80/20 điểm, cao hơn 1,30 điểm",
            "đạt 0,90/12 điểm (tỷ lệ hồ sơ nộp trực tuyến 2,83%); điểm số mặt bằng chung của cả \
             nước là 3,90/12 điểm, thấp hơn 3,00 điểm",
            "đạt 2,80/10 điểm (tỷ lệ hồ sơ thanh toán trực tuyến 5,46%); điểm số mặt bằng chung \
             của cả nước là 5,60/10 điểm, thấp hơn 2,80 điểm",
            "đạt 3,50/22 điểm (tỷ lệ cấp kết quả điện tử 3,13%; số hóa hồ sơ, kết quả 2,83%; \
             khai thác, sử dụng lại dữ liệu số hóa 0,00%); điểm số mặt bằng chung của cả nước là \
             10,20/22 điểm, thấp hơn 6,70 điểm",
            // The text says nothing of satisfaction; a gap is said, not filled.
            "Mức độ hài lòng: chưa có điểm",
            "Chưa có điểm số mặt bằng chung của cả nước đối với: Mức độ hài lòng.",
        ] {
            assert!(text.contains(pattern), "{pattern}\n--- is not in ---\n{text}");
        }
    });
}

#[test]
fn the_narrative_of_counted_dossiers() {
    with_counted(|now, published, agency| {
        let sides = Sides { published: Some(published), ..Sides::alone(now) };
        let report = of(Variant::E, &sides, agency, &Profile::default());
        insta::assert_snapshot!("narrative_counted", dump(&report));
    });
}

#[test]
fn a_mean_of_some_provinces_is_not_the_mean_of_the_country() {
    let silent: Vec<Line> = NOVEMBER.into_iter().filter(|line| line.0 != "VN").collect();
    with_published(&silent, |sheet, agency| {
        let text = dump(&of(Variant::E, &Sides::alone(sheet), agency, &Profile::default()));
        assert!(!text.contains("mặt bằng chung của cả nước là"), "{text}");
        assert!(text.contains("Chưa có điểm số mặt bằng chung của cả nước trong kỳ"), "{text}");
    });
    let mut both = silent;
    both.push(("H99", "CKMB", None, None, "", "9.2"));
    with_published(&both, |sheet, agency| {
        let text = dump(&of(Variant::E, &Sides::alone(sheet), agency, &Profile::default()));
        // No total of H99 is known, so that two provinces of two are not averaged.
        assert!(!text.contains("mặt bằng chung của cả nước là"), "{text}");
    });
}

#[test]
fn nothing_known_is_told_as_that() {
    with_published(&[("H98", "CKMB", None, None, "", "7.7")], |sheet, agency| {
        let text = dump(&of(Variant::E, &Sides::alone(sheet), agency, &Profile::default()));
        assert!(text.contains("Chưa có đủ số liệu về số hồ sơ"), "{text}");
        assert!(text.contains("Tổng điểm của tỉnh Đồng Mẫu chưa xác định được"), "{text}");
    });
}

#[test]
fn a_month_of_counted_dossiers_says_whose_figures_they_are() {
    with_counted(|now, published, agency| {
        let sides = Sides { published: Some(published), ..Sides::alone(now) };
        let report = of(Variant::A, &sides, agency, &Profile::default());
        insta::assert_snapshot!("month_counted", dump(&report));
        assert!(!dump(&report).contains("Tổng điểm do Cổng công bố"), "no total was published");
        let alone = dump(&of(Variant::A, &Sides::alone(now), agency, &Profile::default()));
        assert!(alone.contains("không phải số do Cổng Dịch vụ công quốc gia công bố"));
        assert!(!alone.contains("Căn cứ số liệu công bố trên Cổng"));
        assert!(!alone.contains("Chênh lệch"), "nothing was published beside it");
    });
}

#[test]
fn a_published_total_stands_beside_the_counted_one() {
    with_counted(|now, _, agency| {
        let lines = [
            ("H98", "TOTAL", None, None, "", "71.4"),
            ("H98.S-YT", "TOTAL", None, None, "", "66.2"),
        ];
        let lines = captured("2023-11", &lines);
        let published = Sheet::new(now.tree, now.rulebook(), now.period, Basis::Published, &lines);
        let sides = Sides { published: Some(&published), ..Sides::alone(now) };
        let text = dump(&of(Variant::A, &sides, agency, &Profile::default()));
        let beside = "Tổng điểm do Cổng công bố (thời điểm 05/12/2023) là 71,40 điểm; số tính từ hồ sơ chênh lệch +5,24 điểm.";
        assert!(text.contains(beside), "{text}");
        // Sở Y tế has no counted total: there is nothing to set beside the published one.
        assert!(
            text.contains("1 | Tỉnh Đồng Mẫu | Tổng điểm | 71,40 | 76,64 | +5,24\n\n"),
            "{text}"
        );
    });
}

#[test]
fn a_month_computed_from_published_figures_says_so() {
    PHU_THO.with_sheet(Basis::Computed, |sheet, agency| {
        let report = monthly(sheet, agency, &Profile::default(), &PHU_THO.context()).unwrap();
        check(&report).unwrap();
        let text = dump(&report);
        assert!(text.contains("(Điểm trong báo cáo được tính lại từ số liệu do Cổng"), "{text}");
        assert!(text.contains("Căn cứ số liệu công bố trên Cổng"));
    });
    BAC_KAN.with_sheet(Basis::Computed, |sheet, agency| {
        let report = monthly(sheet, agency, &BAC_KAN.profile(), &BAC_KAN.context()).unwrap();
        check(&report).unwrap();
    });
}

const INDICES: &str = r#"
[[index]]
name = "Chỉ số hài lòng về sự phục vụ hành chính (SIPAS)"
year = 2020
value = "88.54"
unit = "%"
rank = "17/63"
rank_before = "32/63"
rank_in_region = "4/14"
source = "bài đăng tháng 7/2021"
[[index.part]]
name = "sự phục vụ hành chính chung"
value = "89.97"
change = "2.78"
[[index.part]]
name = "thủ tục hành chính"
value = "90.79"
change = "2.33"
[[index.part]]
name = "công chức"
value = "91.23"
change = "4.41"
[[index.part]]
name = "kết quả dịch vụ"
value = "93.15"
change = "2.89"
"#;

#[test]
fn the_box_of_a_published_index_and_of_another_one() {
    BAC_KAN.with_sheet(Basis::Published, |sheet, agency| {
        let profile = Profile::read("x", INDICES).unwrap();
        let report = of(Variant::F, &Sides::alone(sheet), agency, &profile);
        insta::assert_snapshot!("context_box", dump(&report));
    });
}

#[test]
fn every_sentence_pattern_of_the_text_on_sipas_is_there() {
    BAC_KAN.with_sheet(Basis::Published, |sheet, agency| {
        let profile = Profile::read("x", INDICES).unwrap();
        let text = dump(&of(Variant::F, &Sides::alone(sheet), agency, &profile));
        for pattern in [
            "(SIPAS) năm 2020 của tỉnh Bắc Kạn đạt 88,54%, xếp thứ 17/63 tỉnh, thành phố, tăng \
             15 bậc so với năm 2019, xếp thứ 4/14 tỉnh trung du và miền núi phía Bắc.",
            "Trong đó: sự phục vụ hành chính chung đạt 89,97%, tăng 2,78 điểm phần trăm so với \
             năm 2019; thủ tục hành chính đạt 90,79%, tăng 2,33 điểm phần trăm",
            "kết quả dịch vụ đạt 93,15%",
            "không cộng vào điểm Bộ chỉ số 766",
            "| Năm 2020 | 88,54% | 17/63 | +15 | 4/14",
        ] {
            assert!(text.contains(pattern), "{pattern}\n--- is not in ---\n{text}");
        }
    });
}

#[test]
fn the_own_index_is_ranked_against_the_time_before() {
    let lines = |total: &'static str, rank: i64| {
        [("H98", "TOTAL", None, None, "", total), ("H98", "RANK", Some(rank), Some(63), "", "")]
    };
    let (tree, rulebook) = (small_tree(), rulebook("766-2022"));
    let sheet = |period: &str, lines: &[Line]| {
        let captured = captured(period, lines);
        Sheet::new(&tree, &rulebook, period.parse().unwrap(), Basis::Published, &captured)
    };
    let agency = tree.find("H98", "2023".parse().unwrap()).unwrap();
    let now = sheet("2023", &lines("61.5", 41));
    for (rank, total, expected) in [
        (
            48,
            "58.25",
            "tăng 3,25 điểm so với năm 2022, xếp thứ 41/63 tỉnh, thành phố, tăng 7 bậc so với năm 2022",
        ),
        (
            41,
            "61.5",
            "giữ nguyên so với năm 2022, xếp thứ 41/63 tỉnh, thành phố, giữ nguyên so với năm 2022",
        ),
        (
            30,
            "64",
            "giảm 2,50 điểm so với năm 2022, xếp thứ 41/63 tỉnh, thành phố, giảm 11 bậc so với năm 2022",
        ),
    ] {
        let before = sheet("2022", &lines(total, rank));
        let sides = Sides { before: Some(&before), ..Sides::alone(&now) };
        let text = dump(&of(Variant::F, &sides, agency, &Profile::default()));
        assert!(text.contains(expected), "{expected}\n--- is not in ---\n{text}");
        assert!(text.contains("Chưa có danh sách vùng"), "{text}");
    }
}

#[test]
fn a_province_is_not_compared_with_what_was_there_before_its_merger() {
    let tree = common::data::tree();
    let rulebook = rulebook("766-2024");
    let lines =
        [("H55", "TOTAL", None, None, "", "63.97"), ("H55", "RANK", Some(11), Some(34), "", "")];
    let sheet = |period: &str| {
        let captured = captured(period, &lines);
        Sheet::new(&tree, &rulebook, period.parse().unwrap(), Basis::Published, &captured)
    };
    let (now, before) = (sheet("2026"), sheet("2024"));
    let agency = tree.find("H55", now.period).unwrap();
    let sides = Sides { before: Some(&before), ..Sides::alone(&now) };
    let text = dump(&of(Variant::F, &sides, agency, &Profile::default()));
    assert!(text.contains("trước khi đơn vị được thành lập hoặc sắp xếp lại"), "{text}");
    assert!(text.contains("đạt 63,97/100 điểm, xếp thứ 11/34 tỉnh, thành phố."), "{text}");
}

fn restated() -> Restated {
    Restated {
        period: "2023-07".parse().expect("part of the fixture"),
        closing: 7,
        agency: "H03.S-YT".into(),
        place: "TDGQ".into(),
        before: Some("12.31".parse().expect("part of the fixture")),
        after: Some("12.04".parse().expect("part of the fixture")),
        reason: "31 hồ sơ trả quá hạn được gửi về sau khi chốt".into(),
    }
}

#[test]
fn what_was_restated_is_told_in_the_next_report() {
    BAC_KAN.with_sheet(Basis::Published, |sheet, agency| {
        let context = Context { restated: vec![restated()], ..BAC_KAN.context() };
        let report = monthly(sheet, agency, &BAC_KAN.profile(), &context).unwrap();
        check(&report).unwrap();
        let text = dump(&report);
        let row = "1 | Sở Y tế | Tiến độ giải quyết | Số 7, tháng 7/2023 | 12,31 | 12,04 | \
                   31 hồ sơ trả quá hạn được gửi về sau khi chốt";
        assert!(text.contains("# Roman Đính chính số liệu kỳ trước"), "{text}");
        assert!(text.contains(row), "{text}");
        assert!(!dump(&BAC_KAN.report()).contains("Đính chính"));
    });
}

#[test]
fn the_imprint_names_the_closing_and_the_words() {
    let own = Phrases::read(&[("a.ftl".into(), "sum = Cộng chung\n".into())]).unwrap();
    let hash = own.hash().unwrap().to_owned();
    BAC_KAN.with_sheet(Basis::Published, |sheet, agency| {
        let snapshot = Some("4f0c8a9e".to_owned());
        let context = Context { phrases: own, snapshot, ..BAC_KAN.context() };
        let report = monthly(sheet, agency, &BAC_KAN.profile(), &context).unwrap();
        let expected = format!(
            "mã băm 9c1f4be27a03; bản chốt số liệu có mã băm 4f0c8a9e; mẫu câu của địa phương có mã băm {hash}."
        );
        assert!(report.imprint.ends_with(&expected), "{}", report.imprint);
        let text = dump(&report);
        assert!(text.contains("== Cộng chung |") && !text.contains("== Tổng cộng |"), "{text}");
        assert!(dump(&BAC_KAN.report()).contains("== Tổng cộng |"), "only that report");
    });
}

#[test]
fn remarks_stand_at_their_line_and_under_their_table() {
    BAC_KAN.with_sheet(Basis::Published, |sheet, agency| {
        let text = "[[remark]]\nat = \"synced\"\ntext = \"chưa sát thực tế\"\n\
                    [[remark]]\nat = \"table-on-time\"\ntext = \"Phần này cần đối chiếu.\"\n";
        let profile = Profile::read("x", text).unwrap();
        let text = dump(&monthly(sheet, agency, &profile, &BAC_KAN.context()).unwrap());
        assert!(text.contains("Cổng Dịch vụ công quốc gia: 9,895% (chưa sát thực tế)."), "{text}");
        assert!(
            text.contains("UBND huyện Ngân Sơn | 40,13\n\n(Phần này cần đối chiếu.)"),
            "{text}"
        );
        let refused = Profile::read("x", "[[remark]]\nat = \"đâu\"\ntext = \"A\"\n").unwrap_err();
        assert!(
            refused.to_string().starts_with("x:2:6: no remark can stand at 'đâu'"),
            "{refused}"
        );
    });
}

/// Every remark named as possible finds its place in the month of a province.
#[test]
fn every_remark_has_its_place() {
    with_counted(|now, _, agency| {
        let places = chiso_report::variant::REMARKABLE;
        let remarks: String = places
            .iter()
            .map(|at| format!("[[remark]]\nat = \"{at}\"\ntext = \"«{at}»\"\n"))
            .collect();
        let profile = Profile::read("x", &remarks).unwrap();
        let mut text = dump(&of(Variant::A, &Sides::alone(now), agency, &profile));
        text += &BAC_KAN.with_sheet(Basis::Published, |sheet, agency| {
            dump(&monthly(sheet, agency, &profile, &BAC_KAN.context()).unwrap())
        });
        // Services are told together only where nobody said how far they go online.
        text +=
            &with_published(&[("H98", "3.1", Some(1_266), Some(1_774), "", "")], |sheet, own| {
                dump(&monthly(sheet, own, &profile, &context()).unwrap())
            });
        for at in places {
            assert!(text.contains(&format!("«{at}»")), "{at}");
        }
    });
}

#[test]
fn documents_of_e_and_f_are_the_same_every_time() {
    with_counted(|now, published, agency| {
        let sides = Sides { published: Some(published), ..Sides::alone(now) };
        let profile = Profile::read("x", INDICES).unwrap();
        for variant in [Variant::E, Variant::F] {
            let made = || of(variant, &sides, agency, &profile);
            let (first, second) = (made(), made());
            assert_eq!(docx(&first).unwrap(), docx(&second).unwrap());
            assert_eq!(xlsx(&first).unwrap(), xlsx(&second).unwrap());
            assert_eq!(html(&first).unwrap(), html(&second).unwrap());
        }
    });
}

/// Writes the documents for people to look at, where CHISO_REPORTS names a folder.
#[test]
fn documents_to_look_at() {
    let Some(folder) = std::env::var_os("CHISO_REPORTS").map(std::path::PathBuf::from) else {
        return;
    };
    with_counted(|now, published, agency| {
        let sides = Sides { published: Some(published), ..Sides::alone(now) };
        let profile = Profile::read("x", INDICES).unwrap();
        for variant in [Variant::A, Variant::E, Variant::F] {
            let report = of(variant, &sides, agency, &profile);
            let path = folder.join(format!("told-{}.docx", variant.code()));
            std::fs::write(path, docx(&report).unwrap()).unwrap();
        }
    });
}
