//! One document of every kind, for tests that look at files: variants A to F, a letter with an annex on its side, the
//! longest, the shortest, and one full of characters that need care.

use chiso_report::variant::{Context, Profile, Sides, Variant, make};
use chiso_report::{Annex, Report};
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;

use super::data::{BAC_KAN, CITY, PHU_THO, Published, rulebook, tree};

const THAI_NGUYEN: Published =
    Published { agency: "H55", rules: "766-2022", file: "thai-nguyen-2023", profile: None };

/// Each with the name of its file.
pub fn samples() -> Vec<(&'static str, Report)> {
    let alone = |published: &Published, variant| {
        published.with_sheet(Basis::Published, |sheet, agency| {
            let profile = Profile::known_for(agency, sheet.period, sheet.tree).expect("a profile");
            let profile = Profile { variant: Some(variant), ..profile };
            make(variant, &Sides::alone(sheet), agency, &profile, &published.context())
                .expect("a report")
        })
    };
    vec![
        ("a-bac-kan-2023-08", BAC_KAN.report()),
        ("a-phu-tho-2026-08", PHU_THO.report()),
        ("b-tp-bac-kan-2024-07", CITY.report()),
        ("c-thai-nguyen-2023-08", letter(Variant::C)),
        ("d-thai-nguyen-2023-08", letter(Variant::D)),
        ("e-bac-kan-2023-08", alone(&BAC_KAN, Variant::E)),
        ("e-phu-tho-2026-08", alone(&PHU_THO, Variant::E)),
        ("f-bac-kan-2023-08", context_box()),
        ("f-phu-tho-2026-08", alone(&PHU_THO, Variant::F)),
        ("on-its-side", on_its_side()),
        ("monthly", super::monthly()),
        ("long", super::long()),
        ("minimal", super::minimal()),
        ("escaping", super::escaping()),
    ]
}

/// A neighbour's index beside the own one.
const INDEX: &str = r#"
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
name = "thủ tục hành chính"
value = "90.79"
change = "2.33"
"#;

fn context_box() -> Report {
    BAC_KAN.with_sheet(Basis::Published, |sheet, agency| {
        let profile = Profile::read("index", INDEX).expect("a profile");
        make(Variant::F, &Sides::alone(sheet), agency, &profile, &BAC_KAN.context())
            .expect("a report")
    })
}

/// Thái Nguyên between 31 July and 31 August 2023.
pub fn letter(variant: Variant) -> Report {
    let (tree, rulebook, period) = (tree(), rulebook("766-2022"), THAI_NGUYEN.period());
    let captured = THAI_NGUYEN.captured();
    let of = |month: i8| {
        let mut rows = captured.clone();
        rows.retain(|figure| figure.reported.as_of.date().month() == month);
        rows
    };
    let sheet = |month| Sheet::new(&tree, &rulebook, period, Basis::Published, &of(month));
    let (before, now) = (sheet(7), sheet(8));
    let agency = tree.find("H55", period).expect("a province");
    let profile = Profile::known_for(agency, period, &tree).expect("a profile");
    let sides = Sides { before: Some(&before), ..Sides::alone(&now) };
    let context = Context {
        as_of: jiff::civil::date(2023, 8, 31).at(16, 30, 0, 0),
        created: "2023-08-31T09:30:00Z".parse().expect("a time"),
        ..THAI_NGUYEN.context()
    };
    make(variant, &sides, agency, &profile, &context).expect("a letter")
}

/// A letter with two annexes, the second on its side.
pub fn on_its_side() -> Report {
    let month = super::monthly();
    let annex = |title: &str, landscape: bool| Annex {
        title: title.into(),
        subject: format!("Số liệu của {title}"),
        reference: "(Kèm theo Công văn số 2361/SNV-CCHC ngày 31/8/2023 của Sở Nội vụ)".into(),
        sections: month.sections[6..9].to_vec(),
        landscape,
    };
    let annexes = vec![annex("Phụ lục I", false), annex("Phụ lục II", true)];
    let mut letter = Report { sections: month.sections[..6].to_vec(), annexes, ..month };
    letter.title.kind = String::new();
    letter.title.subject = "báo cáo kết quả bộ chỉ số tháng 8 năm 2023".into();
    letter
}
