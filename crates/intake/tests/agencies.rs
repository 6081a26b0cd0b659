//! Lists of agencies, one reason per case.

mod common;

use chiso_intake::{Place, agencies};
use common::reason;
use rstest::rstest;

const HEADER: &str = "code,name,level,parent,valid_from,valid_to,successors,portal_id";

#[rstest]
#[case("H44,Phú Thọ,province,VN,2025-07-01,,,019d", "")]
#[case("H44,Phú Thọ,province,,,2025-06-30,H44.X1 H44.X2;H44.X3,", "")]
#[case("H44,Phú Thọ,province,VN,2025-07-01,2025-07-01,,", "")]
#[case(",Phú Thọ,province,VN,,,,", "empty_field")]
#[case("H44,,province,VN,,,,", "empty_field")]
#[case("H44,Phú Thọ,,VN,,,,", "empty_field")]
#[case("H44,Phú Thọ,tỉnh,VN,,,,", "bad_level")]
#[case("H 44,Phú Thọ,province,VN,,,,", "bad_code")]
#[case("H44,Phú Thọ,province,V/N,,,,", "bad_code")]
#[case("H44,Phú Thọ,province,VN,,,\"H45,H46\",", "bad_code")]
#[case("H44,Phú Thọ,province,VN,01/07/2025,,,", "bad_date")]
#[case("H44,Phú Thọ,province,VN,,2025-02-30,,", "bad_date")]
#[case("H44,Phú Thọ,province,VN,2025-07-01,2025-06-30,,", "inverted_dates")]
#[case("H44,Phú\tThọ,province,VN,,,,", "control_character")]
#[case("H44,Phú Thọ,province,VN", "wrong_field_count")]
#[case("code,name,level,parent,valid_from,valid_to,successors,portal_id", "repeated_header")]
fn one_row(#[case] row: &str, #[case] expect: &str) {
    let outcome = agencies::csv(format!("{HEADER}\n{row}\n").as_bytes());
    assert_eq!(reason(&outcome), expect, "{:?}", outcome.refused);
    assert!(outcome.refused.iter().all(|refusal| refusal.place == Place::Line(2)));
}

#[rstest]
#[case("code,name,level", "missing_column")]
#[case("code,name,level,parent,director", "unknown_column")]
#[case("code,name,level,parent,code", "duplicate_column")]
#[case("", "empty_file")]
fn whole_files(#[case] text: &str, #[case] expect: &str) {
    assert_eq!(reason(&agencies::csv(text.as_bytes())), expect);
}

#[test]
fn a_row_that_stands_there_twice() {
    let text = format!("{HEADER}\nH1,A,province,,,,,\nH1,A,province,,,,,\nH1,B,province,,,,,\n");
    let outcome = agencies::csv(text.as_bytes());
    assert_eq!(
        (outcome.rows.len(), outcome.duplicates, reason(&outcome)),
        (1, 1, "conflicting_row")
    );
    assert_eq!(&*outcome.refused[0].detail, "2");
}
