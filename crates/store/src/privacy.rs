//! What of a refused item may be kept. Intake already holds back what is personal; this is the second
//! lock, for the case that a sender fills a field with something else than it is meant for.

use crate::convert::cut;
use crate::limits::{NUMBER_CHARS, VALUE_CHARS};

/// Fields that hold a code, a moment or a number by their meaning, in our spelling and the national
/// one. The value of any other field could name a person.
#[rustfmt::skip]
const KEPT: [&str; 78] = [
    "about", "accounts_verified", "agency", "all_parts", "answered_at", "at", "certifications",
    "channel", "copies_done", "decided_on", "digitised_file", "digitised_part", "dislikes", "due_at",
    "effective_on", "ended_at", "fee_due", "filed_at", "filed_on", "for_person", "has_fee",
    "input_file", "level", "likes", "limit", "offers_copies", "paid", "period", "personal_store",
    "population_base", "procedure", "public_at", "received_at", "received_national_report",
    "received_previous_year", "refused_at", "repeated", "result_file", "returned_at", "reused_file",
    "satisfied", "services_growth", "state", "stated_at", "status", "step", "supplement_requested_at",
    "supplement_supplied_at", "synced_at", "updating", "valid_from", "valid_to", "verified_account",
    "DuocLayTuKhoDMQG", "DuocSoHoa", "DuocTaiSuDung", "DuocThanhToanTrucTuyen", "Gia",
    "HoSoCoThanhPhanSoHoa", "KenhThucHien", "MaDonVi", "MaDonViTiepNhan", "MaDonViXuLy", "MaTTHC",
    "NgayBoSung", "NgayHenTra", "NgayKetThucXuLy", "NgayNop", "NgayNopHoSo", "NgayTiepNhan",
    "NgayTiepNhanBoSung", "NgayTra", "NgayTuChoi", "NoiNopHoSo", "ThoiDiemXuLy", "TrangThai",
    "TrangThaiHoSo", "TrangThaiThanhToan",
];

/// The value of a field as far as it may be kept.
pub(crate) fn kept_value(field: Option<&str>, value: Option<&str>) -> Option<String> {
    let (field, value) = (field?, value?);
    let name = field.rsplit('.').next().unwrap_or(field);
    (KEPT.contains(&name) && names_nobody(value)).then(|| cut(value, VALUE_CHARS))
}

/// Whether a text can be the number of a dossier: not an identity number, a telephone, a name.
pub(crate) fn is_dossier_number(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._/".contains(c);
    let short = text.len() <= NUMBER_CHARS;
    short && text.chars().all(plain) && has_digit(text) && !has_long_number(text, 20)
}

/// Whether free text holds a number as long as an identity or telephone number, or an address of the net. Telephone numbers are
/// written in groups and begin with 0 or +84; amounts and procedures are written in groups as well and do not.
pub(crate) fn may_name_somebody(text: &str) -> bool {
    let address = text.contains('@') || text.contains("//");
    let grouped = joined(text);
    let mut runs = grouped.split(|c: char| !c.is_ascii_digit() && c != '+');
    let grouped = runs.any(|run| run.starts_with(['0', '+']) && has_long_number(run, usize::MAX));
    address || grouped || has_long_number(text, usize::MAX)
}

/// The text with the gaps inside numbers closed.
fn joined(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit =
        |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let gap = |at: usize| digit(at.checked_sub(1)) && digit(at.checked_add(1));
    let kept = letters.iter().enumerate();
    let kept = kept.filter(|(at, letter)| !(matches!(letter, ' ' | '.' | '-') && gap(*at)));
    kept.map(|(_, letter)| *letter).collect()
}

/// No address, no number as long as an identity or telephone number, no word without a digit.
fn names_nobody(value: &str) -> bool {
    let words = value.split(|c: char| c.is_whitespace() || ",;".contains(c));
    let word_is_code = |word: &str| word.chars().count() < 2 || has_digit(word);
    let address = value.contains('@') || value.contains("//");
    !address && words.into_iter().all(word_is_code) && !has_long_number(value, 13)
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// Whether a run of 9 to `most` digits stands in the text: a time of the national formats has 14.
fn has_long_number(text: &str, most: usize) -> bool {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.into_iter().any(|digits| (9..=most).contains(&digits.len()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("due_at", "31/02/2026 25:00", true)]
    #[case("DanhSachHoSoBoSung[2].NgayBoSung", "20260231250000", true)]
    #[case("status", "13", true)]
    #[case("agency", "H99.1", true)]
    #[case("due_at", "Nguyễn Thị Hạnh", false)]
    #[case("due_at", "079201000123", false)]
    #[case("received_at", "0912345678", false)]
    #[case("status", "hanh79@hotmail.example", false)]
    #[case("ChuHoSo", "13", false)]
    #[case("DiaChi", "12", false)]
    fn values_that_could_name_a_person_are_dropped(
        #[case] field: &str,
        #[case] value: &str,
        #[case] kept: bool,
    ) {
        let expected = kept.then(|| value.to_owned());
        assert_eq!(kept_value(Some(field), Some(value)), expected);
    }

    #[rstest]
    #[case("H55.242-261003-0117", true)]
    #[case("000.00.53.H48-220921-0099", true)]
    #[case("G09.20-20260609-0092637", true)]
    #[case("48213", true)]
    #[case("079201000123", false)]
    #[case("Trần Văn Bình", false)]
    #[case("tran.van.binh", false)]
    fn numbers_are_kept_only_if_they_look_like_dossiers(#[case] text: &str, #[case] kept: bool) {
        assert_eq!(is_dossier_number(text), kept);
    }

    #[test]
    fn fields_are_listed_once() {
        let mut names = KEPT.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KEPT.len());
    }
}
