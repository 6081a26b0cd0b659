//! Titles: names that are public by law, of procedures and of their fields. They are the only free texts that are
//! kept, so whatever may be somebody's number, address or name is none.

use super::row::may_identify;
use crate::code::Code;
use crate::limits;
use crate::refusal::invisible;
use crate::text::nfc;

/// Names of three capitals that titles do hold.
const PUBLIC: [&str; 5] =
    ["Hồ Chí Minh", "Bộ Công Thương", "Sở Công Thương", "Thừa Thiên Huế", "Liên Hợp Quốc"];

/// So many capitalised words in a row are the name of a person or of a street.
const CAPITALS: usize = 3;

/// A title in NFC with single spaces.
pub(super) fn title(text: &str) -> Result<Box<str>, Code> {
    let title = nfc(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if may_identify(&title) || title.contains('@') || title.contains("://") || is_name(&title) {
        return Err(Code::BadTitle);
    }
    if text.chars().any(invisible) {
        return Err(Code::ControlCharacter);
    }
    match title.chars().nth(limits::TITLE_CHARS) {
        Some(_) => Err(Code::TextTooLong),
        None => Ok(title.into()),
    }
}

fn is_name(title: &str) -> bool {
    let rest = PUBLIC.iter().fold(title.to_owned(), |rest, known| rest.replace(known, "-"));
    let mut run = 0;
    for word in rest.split(' ') {
        run = if word.starts_with(char::is_uppercase) { run + 1 } else { 0 };
        if run == CAPITALS {
            return true;
        }
        if word.ends_with([',', ';', ':', '.', ')']) {
            run = 0;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Cấp giấy phép lái xe hạng A1, B1, C1", false)]
    #[case("Thẩm định công trình cấp I, II, III", false)]
    #[case("Xét tặng Giải thưởng Hồ Chí Minh", false)]
    #[case("Phong tặng danh hiệu Bà mẹ Việt Nam anh hùng", false)]
    #[case("Thủ tục thuộc thẩm quyền của Bộ Công Thương", false)]
    #[case("Nguyễn Thị Hoa", true)]
    #[case("NGUYEN VAN BINH", true)]
    #[case("Cấp giấy phép cho Nguyễn Thị Hoa", true)]
    #[case("Tổ 3, phường Phan Đình Phùng", true)]
    fn names_of_persons_and_streets_are_no_titles(#[case] text: &str, #[case] refused: bool) {
        assert_eq!(title(text) == Err(Code::BadTitle), refused);
    }
}
