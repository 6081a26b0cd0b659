//! Slips of real reports, rebuilt in our own words with their figures: each is told, and nothing else above a note.
//!
//! `tests/lint/bac-kan-2023-08.txt` (tables with a cell to a line), `tp-bac-kan-2024-07.txt` (tables by tabs, marks of HTML and
//! Markdown), `thang-11-2023.txt`, `sipas-2020.txt` (prose) and `thai-nguyen-2023-08.txt` (letter with annex).

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chiso_report::lint::{Finding, Severity, lint, read};

/// A slip: the document, the code, what it is about, what is printed, what follows instead.
type Slip = (&'static str, &'static str, &'static str, &'static str, &'static str);

const SLIPS: [Slip; 26] = [
    ("bac-kan-2023-08", "unit", "Tỷ lệ hồ sơ đồng bộ", "9.895", "9,895%"),
    // 72 % of 20; the portal may have scored another rate than it shows.
    ("bac-kan-2023-08", "points", "Tiến độ giải quyết", "14,2/20", "14,40"),
    // Below 100 % on time, but not among those with overdue dossiers.
    ("bac-kan-2023-08", "unlisted", "Sở Lao động", "99,5", ""),
    ("bac-kan-2023-08", "unlisted", "Sở Xây dựng", "72,09", ""),
    // 3, 3, 4, 2.
    ("bac-kan-2023-08", "order", "Sở Tư pháp", "4", ""),
    ("bac-kan-2023-08", "locale", "Sở Tư pháp", "19.868", "19,868"),
    // 85,71 % of 20.
    ("bac-kan-2023-08", "points", "Sở Khoa học và Công nghệ", "17.174", "17,142"),
    ("bac-kan-2023-08", "locale", "UBND thành phố Bắc Kạn", "0.6", "0,6"),
    // 92,08 % of 20.
    ("tp-bac-kan-2024-07", "points", "Tiến độ giải quyết", "18,7/20", "18,42"),
    // All eight units are at 94,12 % and above.
    ("tp-bac-kan-2024-07", "bounds", "Tỷ lệ hồ sơ xử lý đúng hạn", "92,08 %", "94,12 – 100"),
    ("tp-bac-kan-2024-07", "unit", "danh sách đơn vị có hồ sơ giải quyết quá hạn", "Tỷ lệ (%)", ""),
    // 669 and 80 of 749.
    ("tp-bac-kan-2024-07", "ratio", "Tỷ lệ thanh toán trực tuyến", "89,73 %", "89,32"),
    ("tp-bac-kan-2024-07", "ratio", "Tỷ lệ thanh toán trực tiếp", "10,27 %", "10,68"),
    // Totals of eight units without a single group.
    ("tp-bac-kan-2024-07", "inputs", "UBND phường Đức Xuân", "90,9", ""),
    ("tp-bac-kan-2024-07", "grade", "UBND phường Sông Cầu", "Tốt", "Khá"),
    ("thang-11-2023", "share", "Công bố, cập nhật công khai", "39,56%", "42,78"),
    // 379 dossiers are missing.
    ("thang-11-2023", "balance", "Tháng 11 năm 2023", "19.933", "19.554"),
    ("thang-11-2023", "points", "Tháng 11 năm 2023", "16,1/20", "16,28"),
    ("thai-nguyen-2023-08", "change", "Số TTHC công khai trên Cổng DVC", "Giữ nguyên", "-27"),
    // Rates that slipped into the column of counts.
    ("thai-nguyen-2023-08", "unit", "Tỷ lệ hồ sơ giải quyết đúng hạn", "95,03", ""),
    ("thai-nguyen-2023-08", "unit", "Tỷ lệ hồ sơ giải quyết quá hạn", "4,97", ""),
    ("thai-nguyen-2023-08", "reference", "Dịch vụ công trực tuyến", "Phụ lục số V", "III"),
    ("thai-nguyen-2023-08", "reference", "Thanh toán trực tuyến", "Phụ lục số VI", "IV"),
    // Two sections VI.
    ("thai-nguyen-2023-08", "numbering", "ĐIỂM TỔNG HỢP VÀ XẾP HẠNG", "VI", "VII"),
    // 66,9 – 56,2 – 60,6 in a falling column.
    ("thai-nguyen-2023-08", "order", "UBND thành phố Phổ Yên", "56,2", ""),
    ("thai-nguyen-2023-08", "sign", "UBND huyện Đại Từ", "0,01", "+0,01"),
];

const DOCUMENTS: [&str; 5] =
    ["bac-kan-2023-08", "tp-bac-kan-2024-07", "thang-11-2023", "sipas-2020", "thai-nguyen-2023-08"];

fn findings(name: &str) -> Vec<Finding> {
    let path = format!("{}/tests/lint/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    lint(&read("a.txt", &std::fs::read(path).unwrap()).unwrap())
}

fn is(slip: &Slip, finding: &Finding) -> bool {
    let (_, code, about, printed, expected) = slip;
    finding.code == *code
        && finding.about.starts_with(about)
        && finding.printed.contains(printed)
        && finding.expected == *expected
}

#[test]
fn every_slip_is_told() {
    let missed: Vec<&Slip> = SLIPS
        .iter()
        .filter(|slip| !findings(slip.0).iter().any(|finding| is(slip, finding)))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn nothing_else_is_told_above_a_note() {
    for name in DOCUMENTS {
        let loud = findings(name).into_iter().filter(|finding| finding.severity > Severity::Note);
        let other: Vec<Finding> = loud
            .filter(|finding| !SLIPS.iter().any(|slip| slip.0 == name && is(slip, finding)))
            .collect();
        assert!(other.is_empty(), "{name}: {other:#?}");
    }
}

/// What contradicts itself is an error; what may have another reason is a warning.
#[test]
fn severities_are_honest() {
    let severity = |name, code| {
        findings(name).iter().find(|finding| finding.code == code).map(|finding| finding.severity)
    };
    assert_eq!(severity("tp-bac-kan-2024-07", "grade"), Some(Severity::Error));
    assert_eq!(severity("tp-bac-kan-2024-07", "ratio"), Some(Severity::Error));
    assert_eq!(severity("thang-11-2023", "balance"), Some(Severity::Error));
    assert_eq!(severity("tp-bac-kan-2024-07", "bounds"), Some(Severity::Warning));
    assert_eq!(severity("thai-nguyen-2023-08", "change"), Some(Severity::Warning));
    assert_eq!(severity("bac-kan-2023-08", "zero"), Some(Severity::Note));
}

/// A text with one thing wrong, and the code it is told under; or nothing wrong.
fn codes(text: &str) -> Vec<&'static str> {
    let findings = lint(&read("a.txt", text.as_bytes()).unwrap());
    findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note)
        .map(|finding| finding.code)
        .collect()
}

#[rstest::rstest]
#[case::ratio("Đồng bộ: 87/89 hồ sơ (97,75%)", &[])]
#[case::ratio_wrong("Đồng bộ: 87/89 hồ sơ (97,57%)", &["ratio"])]
#[case::no_whole_number("- Một phần: 31 TTHC (54,36%)", &["ratio"])]
#[case::rest("- Xử lý đúng hạn: 92,24%\n- Xử lý quá hạn: 7,76%", &[])]
#[case::rest_wrong("- Xử lý đúng hạn: 92,24%\n- Xử lý quá hạn: 7,67%", &["rest"])]
#[case::share("Công khai, minh bạch: 9/18 điểm, tỷ lệ 50%", &[])]
#[case::share_wrong("Công khai, minh bạch: 9/18 điểm, tỷ lệ 55%", &["share"])]
#[case::balance("Tiếp nhận 30 hồ sơ, trong đó đã giải quyết 21 hồ sơ; đang giải quyết 9 hồ sơ", &[])]
#[case::balance_wrong("Tiếp nhận 31 hồ sơ, trong đó đã giải quyết 21 hồ sơ; đang giải quyết 9 hồ sơ", &["balance"])]
#[case::a_part_only("Tiếp nhận 30 hồ sơ, trong đó 12 hồ sơ trực tuyến", &[])]
#[case::fell("Công khai đạt 14,6/18 điểm, giảm 0,5 điểm so với tháng trước (15,1 điểm)", &[])]
#[case::maximum("Công khai đạt 14,6/19 điểm", &["maximum"])]
#[case::change("Công khai đạt 14,6/18 điểm, giảm 0,4 điểm so với kỳ trước (15,3 điểm)", &["change"])]
#[case::direction("Công khai đạt 14,6/18 điểm, tăng 0,5 điểm so với kỳ trước (15,1 điểm)", &["direction"])]
#[case::places("Tổng điểm 75,7/100 điểm, xếp hạng 9/63, tăng 2 bậc so với kỳ trước (hạng 11)", &[])]
#[case::count_as_rate("- Tỷ lệ đồng bộ: 9.895 (chưa sát)", &["unit"])]
#[case::rate_as_count("Nộp trực tuyến 94,12 hồ sơ", &["unit"])]
#[case::above_all("Tỷ lệ đúng hạn: 101%", &["outlier"])]
#[case::growth("Hồ sơ trực tuyến tăng 130% so với cùng kỳ", &[])]
#[case::worse_than_last("Xếp hạng 64/63", &["outlier"])]
#[case::no_such_day("Báo cáo trước ngày 31/9/2024", &["date"])]
#[case::a_day("Báo cáo trước ngày 30/9/2024", &[])]
#[case::headings("I. Kết quả\nII. Tồn tại\nIV. Kiến nghị", &["numbering"])]
#[case::grade("Tổng điểm đạt 72,18/100 điểm, xếp loại Tốt", &["grade"])]
#[case::grade_right("Tổng điểm đạt 72,18/100 điểm, xếp loại Khá", &[])]
fn one_sentence(#[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(codes(text), expected);
}

/// Patterns that look odd and are right.
#[rstest::rstest]
#[case::ties(
    "STT\tĐơn vị\tTỷ lệ (%)\n1\tXã Yên Hân\t90,5\n2\tXã Cư Lễ\t90,5\n3\tXã Hảo Nghĩa\t81,25\n4\tXã Văn Lang\t70,1\n5\tXã Kim Hỷ\t60\n6\tXã Lương Thượng\t55,5"
)]
#[case::units_in_their_own_order(
    "STT\tĐơn vị\tSố hồ sơ\n1\tXã Yên Hân\t12\n2\tXã Cư Lễ\t45\n3\tXã Hảo Nghĩa\t7\n4\tXã Văn Lang\t31\n5\tXã Kim Hỷ\t28\n6\tXã Lương Thượng\t90"
)]
#[case::a_total_of_more_than_is_listed(
    "Một số đơn vị tiêu biểu\nSTT\tĐơn vị\tSố hồ sơ\n1\tXã Yên Hân\t12\n2\tXã Cư Lễ\t8\n\tTổng cộng\t95"
)]
#[case::totals_of_sections(
    "STT\tĐơn vị\tSố hồ sơ\nI\tSở\t\n1\tSở Y tế\t12\n2\tSở Nội vụ\t8\n\tCộng\t20\nII\tXã\t\n1\tXã Yên Hân\t3\n2\tXã Cư Lễ\t2\n\tCộng\t5"
)]
#[case::a_pooled_rate_in_the_total(
    "STT\tĐơn vị\tSố đã giải quyết\tSố tiếp nhận\tTỷ lệ (%)\n1\tSở Y tế\t12\t16\t75\n2\tSở Nội vụ\t8\t9\t88,89\n3\tSở Tài chính\t5\t7\t71,43\n\tTổng cộng\t25\t32\t78,13"
)]
fn what_is_right(#[case] text: &str) {
    assert_eq!(codes(text), Vec::<&str>::new());
}

#[rstest::rstest]
#[case::total("STT\tĐơn vị\tSố hồ sơ\n1\tSở Y tế\t12\n2\tSở Nội vụ\t8\n\tTổng cộng\t21", "sum")]
#[case::gap("STT\tĐơn vị\tSố hồ sơ\n1\tSở Y tế\t12\n3\tSở Nội vụ\t8", "numbering")]
#[case::twice("STT\tĐơn vị\tSố hồ sơ\n1\tSở Y tế\t12\n2\tSở Y tế\t8", "repeated")]
#[case::more_than_all("STT\tĐơn vị\tSố đơn vị triển khai\n1\tSở Y tế\t3/2", "outlier")]
#[case::rate_of_a_row(
    "STT\tĐơn vị\tSố đã giải quyết\tSố tiếp nhận\tTỷ lệ (%)\n1\tSở Y tế\t12\t16\t75\n2\tSở Nội vụ\t8\t9\t88,89\n3\tSở Tài chính\t5\t7\t71,43\n4\tSở Xây dựng\t5\t8\t65,2",
    "ratio"
)]
#[case::groups(
    "STT\tĐơn vị\tCông khai (Tổng điểm 18)\tTiến độ (Tổng điểm 20)\tTrực tuyến (Tổng điểm 22)\tHài lòng (Tổng điểm 18)\tSố hóa (Tổng điểm 22)\tTổng điểm\n1\tSở Y tế\t16,2\t19,9\t15,2\t6,0\t8,8\t68,1",
    "total"
)]
#[case::rank(
    "STT\tĐơn vị\tTổng điểm\tXếp hạng\n1\tSở Y tế\t90,5\t1\n2\tSở Nội vụ\t80,5\t2\n3\tSở Xây dựng\t80,5\t3\n4\tSở Tài chính\t70,2\t4",
    "rank"
)]
fn one_table(#[case] text: &str, #[case] code: &str) {
    assert_eq!(codes(text), [code]);
}
