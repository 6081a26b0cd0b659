//! The fixed phrases of an official document, and text made safe for XML.

use jiff::civil::Date;

use crate::model::{Letterhead, Paragraph, Run, Title};

pub(crate) const NATION: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
pub(crate) const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
pub(crate) const TO: &str = "Kính gửi:";
pub(crate) const RECIPIENTS: &str = "Nơi nhận:";

/// Kind of a document that prints none.
const LETTER: &str = "CÔNG VĂN";
/// Opens the subject of a letter.
const ABOUT: &str = "V/v";
/// Ends the text of a document.
const END: &str = "./.";
/// Room that the clerk fills in by hand.
const BLANK: &str = "……";

/// The text without characters that XML forbids; line breaks and tabs become spaces.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            '\u{fffe}' | '\u{ffff}' => None,
            c if c < ' ' => None,
            c => Some(c),
        })
        .collect()
}

/// Cleaned, in capitals.
pub(crate) fn capitals(text: &str) -> String {
    clean(text).to_uppercase()
}

/// `Số: 364/BC-UBND`, or with room for the number.
pub(crate) fn number_line(head: &Letterhead) -> String {
    let number = head.number.as_deref().unwrap_or(BLANK);
    clean(&format!("Số: {number}/{}", head.symbol))
}

/// The subject of a letter as it stands under the number; a document with a kind has its subject elsewhere.
pub(crate) fn about(title: &Title) -> Option<String> {
    title.kind.is_empty().then(|| clean(&format!("{ABOUT} {}", title.subject)))
}

/// Kind of the document, also where it prints none.
pub(crate) fn kind(title: &Title) -> String {
    if title.kind.is_empty() { LETTER.to_owned() } else { capitals(&title.kind) }
}

/// What the file is called: kind and subject.
pub(crate) fn name(title: &Title) -> String {
    match about(title) {
        Some(about) => format!("{LETTER} {about}"),
        None => clean(&format!("{} {}", title.kind, title.subject)),
    }
}

/// `Bắc Kạn, ngày 12 tháng 9 năm 2023`.
pub(crate) fn date_line(head: &Letterhead) -> String {
    clean(&format!("{}, {}", head.place, head.date.map_or_else(blank_date, date)))
}

/// Days below ten and the months January and February carry a zero, so that no digit can be added later.
fn date(date: Date) -> String {
    let month =
        if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

fn blank_date() -> String {
    format!("ngày {BLANK} tháng {BLANK} năm {BLANK}")
}

/// The lines after "Kính gửi:": one stands bare, several end with semicolons and a full stop.
pub(crate) fn addressees(head: &Letterhead) -> Vec<String> {
    if let [only] = head.addressees.as_slice() {
        return vec![clean(only)];
    }
    listed(head.addressees.iter().map(|name| bare(&clean(name))).collect())
}

/// The lines under "Nơi nhận:"; the last one says where the document is filed.
pub(crate) fn recipients(given: &[String]) -> Vec<String> {
    let mut names: Vec<String> = given.iter().map(|name| bare(&clean(name))).collect();
    if !names.last().is_some_and(|last| last.starts_with("Lưu")) {
        names.push("Lưu: VT".to_owned());
    }
    listed(names)
}

fn listed(names: Vec<String>) -> Vec<String> {
    let last = names.len().saturating_sub(1);
    names
        .iter()
        .enumerate()
        // A line such as "Gửi bản điện tử:" heads those below it.
        .map(|(at, name)| match name.ends_with(':') {
            true => name.clone(),
            false => format!("- {name}{}", if at == last { "." } else { ";" }),
        })
        .collect()
}

/// The name without the dash and the mark that the list puts around it.
fn bare(name: &str) -> String {
    name.trim().trim_start_matches("- ").trim_end_matches([';', '.']).to_owned()
}

/// The closing sentence, ending with `./.` exactly once.
pub(crate) fn closing(closing: &Paragraph) -> Paragraph {
    let mut runs = closing.runs.clone();
    match runs.last_mut() {
        Some(last) => last.text = last.text.trim_end_matches(['.', '/', ' ']).to_owned() + END,
        None => runs.push(Run::plain(END)),
    }
    runs.into()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    fn head(date: Option<Date>) -> Letterhead {
        Letterhead {
            place: "Bắc Kạn".into(),
            symbol: "BC-VP".into(),
            date,
            ..Letterhead::default()
        }
    }

    #[test]
    fn forbidden_characters_go_and_breaks_become_spaces() {
        assert_eq!(clean("a\u{0}b\u{b}c\nd\te\u{ffff}"), "abc d e");
        assert_eq!(clean("\u{200f}<ế&\""), "\u{200f}<ế&\"");
    }

    #[test]
    fn short_days_and_months_are_padded_as_the_decree_asks() {
        let cases = [
            (day(2023, 9, 12), "Bắc Kạn, ngày 12 tháng 9 năm 2023"),
            (day(2024, 2, 5), "Bắc Kạn, ngày 05 tháng 02 năm 2024"),
            (day(2024, 1, 31), "Bắc Kạn, ngày 31 tháng 01 năm 2024"),
            (day(2025, 3, 1), "Bắc Kạn, ngày 01 tháng 3 năm 2025"),
        ];
        for (date, expected) in cases {
            assert_eq!(date_line(&head(Some(date))), expected);
        }
        assert_eq!(date_line(&head(None)), "Bắc Kạn, ngày …… tháng …… năm ……");
    }

    #[test]
    fn a_missing_number_leaves_room() {
        assert_eq!(number_line(&head(None)), "Số: ……/BC-VP");
        let numbered = Letterhead { number: Some("364".into()), ..head(None) };
        assert_eq!(number_line(&numbered), "Số: 364/BC-VP");
    }

    #[test]
    fn recipients_end_with_the_file() {
        let given = ["UBND tỉnh;".to_owned(), "- Các sở".to_owned()];
        assert_eq!(recipients(&given), ["- UBND tỉnh;", "- Các sở;", "- Lưu: VT."]);
        assert_eq!(recipients(&["Lưu: VT, HCC.".to_owned()]), ["- Lưu: VT, HCC."]);
        let headed = ["Gửi bản điện tử:".to_owned(), "UBND tỉnh".to_owned()];
        assert_eq!(recipients(&headed), ["Gửi bản điện tử:", "- UBND tỉnh;", "- Lưu: VT."]);
    }

    #[test]
    fn the_text_ends_once() {
        for text in ["Trên đây là kết quả", "Trên đây là kết quả.", "Trên đây là kết quả./."]
        {
            assert_eq!(closing(&text.into()).text(), "Trên đây là kết quả./.");
        }
        assert_eq!(closing(&Paragraph::default()).text(), "./.");
    }
}
