//! Where a row belongs in a period: agencies come and go, rows keep the code they were sent with.

use jiff::civil::Date;

use crate::agency::{Agency, AgencyTree};
use crate::period::Period;

/// Codes in force in a period.
pub(super) fn in_force(tree: &AgencyTree, period: Period) -> Vec<&str> {
    let mut codes: Vec<&str> = tree.all().map(|agency| agency.code.as_str()).collect();
    codes.dedup();
    codes.retain(|code| tree.find(code, period).is_ok());
    codes
}

/// The agency that a code's rows belong to in a period, then its parents up to the root; empty for rows
/// that belong nowhere.
pub(super) fn chain<'a>(tree: &'a AgencyTree, code: &str, period: Period) -> Vec<&'a str> {
    let mut at = place(tree, code, period, 0);
    let mut chain = Vec::new();
    while let Some(agency) = at {
        chain.push(agency.code.as_str());
        at = agency.parent.as_deref().and_then(|parent| tree.find(parent, period).ok());
    }
    chain
}

/// The agency itself where it is in force. After its end the one agency that carries on, else, if
/// there is none or several, its parent. Before its beginning its parent of that time, if that is in
/// force. An unknown code belongs nowhere.
fn place<'a>(
    tree: &'a AgencyTree,
    code: &str,
    period: Period,
    followed: usize,
) -> Option<&'a Agency> {
    if let Ok(agency) = tree.find(code, period) {
        return Some(agency);
    }
    let begun = |agency: &Agency| agency.valid_from.unwrap_or(Date::MIN) <= period.last();
    let mut versions = tree.all().filter(|agency| agency.code == code).peekable();
    let first = *versions.peek()?;
    let Some(last) = versions.filter(|agency| begun(agency)).last() else {
        return tree.find(first.parent.as_deref()?, period).ok();
    };
    // Successors that name each other would be followed for ever.
    if followed > 100 {
        return None;
    }
    let next = match last.successors.as_slice() {
        [only] => Some(only),
        _ => last.parent.as_ref(),
    };
    place(tree, next?, period, followed + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::Level;
    use rstest::rstest;

    /// code, parent, first day, last day, successors; `-` for none.
    const AGENCIES: &str = "
        VN      -       -          -          -
        H03     VN      -          2025-06-30 H55
        H55     VN      -          2025-06-30 H55
        H55     VN      2025-07-01 -          -
        H55.60  H55     -          2025-06-30 H55.242,H55.300
        H55.61  H55     -          2025-06-30 H55.242
        H55.62  H55     -          2024-12-31 H55.61
        H55.63  H55     -          2025-03-31 -
        H55.242 H55     2025-07-01 -          -
        H55.300 H55     2026-09-01 -          -
        H55.70  H55     -          2023-12-31 H55.71
        H55.71  H55     -          2024-12-31 H55.70
        H55.80  H55     -          2023-12-31 H55.242
        H55.80  H55.242 2026-01-01 -          -
        H60     -       2026-01-01 -          -
        H61     VN      2026-01-01 -          -
        H61.01  H61     2026-01-01 -          -
    ";

    fn tree() -> AgencyTree {
        let lines = AGENCIES.lines().filter(|line| !line.trim().is_empty());
        let agencies = lines.map(|line| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let given = |text: &str| (text != "-").then(|| text.to_owned());
            Agency {
                code: cells[0].to_owned(),
                name: format!("Đơn vị {}", cells[0]),
                level: Level::Department,
                parent: given(cells[1]),
                valid_from: given(cells[2]).map(|day| day.parse().unwrap()),
                valid_to: given(cells[3]).map(|day| day.parse().unwrap()),
                successors: cells[4].split(',').filter_map(given).collect(),
                portal_id: None,
            }
        });
        AgencyTree::new(agencies.collect::<Vec<_>>()).unwrap()
    }

    #[rstest]
    #[case::in_force("H55.242", "2026-08", "H55.242 H55 VN")]
    #[case::carried_on("H03", "2026-08", "H55 VN")]
    #[case::of_its_time("H03", "2025-06", "H03 VN")]
    #[case::still_there_in_part_of_the_year("H03", "2025", "H03 VN")]
    #[case::one_successor("H55.61", "2026-08", "H55.242 H55 VN")]
    #[case::one_after_the_other("H55.62", "2026-08", "H55.242 H55 VN")]
    #[case::the_first_of_them("H55.62", "2025-03", "H55.61 H55 VN")]
    #[case::several_successors("H55.60", "2026-08", "H55 VN")]
    #[case::no_successor("H55.63", "2026-08", "H55 VN")]
    #[case::not_yet("H55.300", "2026-08", "H55 VN")]
    #[case::begins_within("H55.300", "2026-Q3", "H55.300 H55 VN")]
    #[case::successors_of_each_other("H55.70", "2026-08", "")]
    #[case::between_two_lives("H55.80", "2024-05", "H55 VN")]
    #[case::not_yet_and_no_parent("H60", "2025-08", "")]
    #[case::not_yet_nor_its_parent("H61.01", "2025-08", "")]
    #[case::unknown("H99", "2026-08", "")]
    fn a_code_has_one_place_in_a_period(
        #[case] code: &str,
        #[case] period: &str,
        #[case] wanted: &str,
    ) {
        assert_eq!(chain(&tree(), code, period.parse().unwrap()).join(" "), wanted);
    }
}
