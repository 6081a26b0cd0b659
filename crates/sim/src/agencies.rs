//! The agencies that come with the project, and made-up ones where it has none.

use chiso_scoring::agency::{Agency, Level};

const NATION: &str = include_str!("../../../data/agencies/nation.csv");
const BAC_KAN: &str = include_str!("../../../data/agencies/bac-kan.csv");
const THAI_NGUYEN: &str = include_str!("../../../data/agencies/thai-nguyen.csv");

/// The files list no departments of the merged province; these are made up, as the code shows.
const DEPARTMENTS: [&str; 14] = [
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Công Thương",
    "Sở Tư pháp",
    "Sở Xây dựng",
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Sở Khoa học và Công nghệ",
    "Sở Nông nghiệp và Môi trường",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Dân tộc và Tôn giáo",
    "Sở Ngoại vụ",
    "Thanh tra tỉnh",
    "Ban Quản lý các Khu công nghiệp",
];

/// The country's row, and Bắc Kạn and Thái Nguyên of all times.
pub(crate) fn north() -> Vec<Agency> {
    let country = read(NATION).into_iter().filter(|agency| agency.level == Level::Nation);
    country.chain(read(BAC_KAN)).chain(read(THAI_NGUYEN)).collect()
}

/// The same with made-up departments of the merged Thái Nguyên.
pub(crate) fn merged_thai_nguyen() -> Vec<Agency> {
    let from = jiff::civil::date(2025, 7, 1);
    let department = |(n, name): (usize, &&str)| Agency {
        code: format!("H55.SIM-{:02}", n + 1),
        name: format!("{name} (mô phỏng)"),
        level: Level::Department,
        parent: Some("H55".to_owned()),
        valid_from: Some(from),
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let mut all = north();
    all.extend(DEPARTMENTS.iter().enumerate().map(department));
    all
}

/// The country: 34 provinces with 17 departments and 97 communes each, numbered like real ones.
pub(crate) fn national() -> Vec<Agency> {
    let mut all = read(NATION);
    let provinces: Vec<String> = all
        .iter()
        .filter(|agency| agency.level == Level::Province)
        .map(|agency| agency.code.clone())
        .chain(["H55".to_owned()])
        .collect();
    all.push(numbered("H55", "Thái Nguyên".to_owned(), Level::Province, "VN"));
    for province in &provinces {
        let child = |n: usize, level, kind: &str| {
            numbered(&format!("{province}.{n:02}"), format!("{kind} {n}"), level, province)
        };
        all.extend((1..=17).map(|n| child(n, Level::Department, "Sở số")));
        all.extend((101..=197).map(|n| child(n, Level::Commune, "UBND xã số")));
    }
    all
}

fn numbered(code: &str, name: String, level: Level, parent: &str) -> Agency {
    Agency {
        code: code.to_owned(),
        name,
        level,
        parent: Some(parent.to_owned()),
        valid_from: Some(jiff::civil::date(2025, 7, 1)),
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    }
}

/// Reads one of the project's own lists; a row that is no agency is left out (a test counts them).
fn read(csv: &str) -> Vec<Agency> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.records().filter_map(|row| agency(&row.ok()?)).collect()
}

fn agency(row: &csv::StringRecord) -> Option<Agency> {
    let text = |at: usize| row.get(at).filter(|text| !text.is_empty());
    let day = |at: usize| text(at).and_then(|day| day.parse().ok());
    Some(Agency {
        code: text(0)?.to_owned(),
        name: text(1)?.to_owned(),
        level: text(2)?.parse().ok()?,
        parent: text(3).map(str::to_owned),
        valid_from: day(4),
        valid_to: day(5),
        successors: text(6).unwrap_or("").split_whitespace().map(str::to_owned).collect(),
        portal_id: text(7).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chiso_scoring::agency::AgencyTree;
    use rstest::rstest;

    #[rstest]
    #[case(north(), 1 + 146 + 294)]
    #[case(merged_thai_nguyen(), 1 + 146 + 294 + 14)]
    #[case(national(), 1 + 34 + 34 * (17 + 97))]
    fn agencies_form_a_tree_in_time(#[case] agencies: Vec<Agency>, #[case] rows: usize) {
        assert_eq!(agencies.len(), rows);
        AgencyTree::new(agencies).unwrap();
    }
}
