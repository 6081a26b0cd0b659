//! Codes of reasons in words, for items whose refusal is told later than it was found.

use chiso_intake::{Code, Place, Refusal};
use chiso_scoring::lang::Lang;

/// Stands for the field in a sentence until its name is put in: no text of intake holds it.
const FIELD: &str = "\u{e000}";

/// Why an item was not taken in. A code that is not known stands for itself.
pub(crate) fn sentence(code: &str, field: &str, value: &str, lang: Lang) -> String {
    match Code::ALL.iter().find(|known| known.name() == code) {
        Some(known) => of_intake(*known, field, value, lang),
        None => of_store(code, lang),
    }
}

fn of_intake(code: Code, field: &str, value: &str, lang: Lang) -> String {
    let (value, detail) = (shown(value).into(), Box::from("…"));
    let refusal = Refusal { place: Place::File, code, field: FIELD, value, detail };
    refusal.message(lang).replace(FIELD, &shown(field))
}

/// What the books do not keep is not an empty text.
fn shown(text: &str) -> String {
    if text.is_empty() { "…".to_owned() } else { text.to_owned() }
}

fn of_store(code: &str, lang: Lang) -> String {
    match code {
        "bad_text" => lang.text("quarantine-bad-text"),
        "not_in_order" => lang.text("quarantine-not-in-order"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_sentence_with_its_field_and_value() {
        let said = sentence("bad_moment", "NgayHenTra", "31/02/2026", Lang::Vi);
        assert_eq!(said, "trường NgayHenTra chứa '31/02/2026', không phải ngày hay thời điểm");
        let kept_back = sentence("bad_moment", "NgayHenTra", "", Lang::Vi);
        assert_eq!(kept_back, "trường NgayHenTra chứa '…', không phải ngày hay thời điểm");
        for code in Code::ALL {
            assert!(!sentence(code.name(), "", "", Lang::En).contains(FIELD));
        }
    }

    #[test]
    fn what_the_store_refuses_is_said_as_well() {
        for code in ["bad_text", "moment_out_of_range", "not_in_order", "too_many_parts"] {
            for lang in [Lang::Vi, Lang::En] {
                assert_ne!(sentence(code, "", "", lang), code);
            }
        }
    }
}
