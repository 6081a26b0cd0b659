//! Names of sheets: Excel wants them short, unique whatever their case, and without some characters.

use crate::wording::clean;

/// Excel counts UTF-16 units.
const LIMIT: usize = 31;
/// Excel keeps this name for itself.
const RESERVED: &str = "history";

/// A name for each sheet, different from `taken` and from one another.
pub(super) fn unique<'a>(taken: &str, wanted: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut used = vec![taken.to_lowercase(), RESERVED.to_owned()];
    wanted
        .enumerate()
        .map(|(at, wanted)| {
            let name = free(&used, &allowed(wanted, at + 1));
            used.push(name.to_lowercase());
            name
        })
        .collect()
}

/// The name with what Excel accepts; `Bảng 3` if nothing is left.
fn allowed(wanted: &str, number: usize) -> String {
    let text: String =
        clean(wanted).chars().map(|c| if "[]:*?/\\".contains(c) { ' ' } else { c }).collect();
    let name = shorten(text.trim_matches(|c: char| c == '\'' || c.is_whitespace()), LIMIT);
    if name.is_empty() { format!("Bảng {number}") } else { name }
}

fn free(used: &[String], name: &str) -> String {
    let taken = |name: &str| used.contains(&name.to_lowercase());
    if !taken(name) {
        return name.to_owned();
    }
    let mut numbered = (2..).map(|number| {
        let tail = format!(" ({number})");
        shorten(name, LIMIT - tail.len()) + &tail
    });
    numbered.find(|name| !taken(name)).unwrap_or_default()
}

/// The longest beginning that fits, without a dangling space or apostrophe.
fn shorten(text: &str, limit: usize) -> String {
    let mut units = 0;
    let fitting = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= limit
    });
    fitting.collect::<String>().trim_end_matches([' ', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(wanted: &[&str]) -> Vec<String> {
        unique("Thông tin", wanted.iter().copied())
    }

    #[test]
    fn forbidden_characters_and_lengths() {
        assert_eq!(
            names(&["'Quá hạn 8/2023'", "", "[:]", "\u{1}"]),
            ["Quá hạn 8 2023", "Bảng 2", "Bảng 3", "Bảng 4"]
        );
        let long = names(&[&"ấ".repeat(40)]);
        assert_eq!(long[0].encode_utf16().count(), LIMIT);
    }

    #[test]
    fn equal_names_are_numbered_within_the_limit() {
        let long = "Kết quả xếp loại của các đơn vị cấp xã";
        let names = names(&["Quá hạn", "QUÁ HẠN", "thông tin", "History", long, long]);
        assert_eq!(names[..4], ["Quá hạn", "QUÁ HẠN (2)", "thông tin (2)", "History (2)"]);
        assert_eq!(names[4], "Kết quả xếp loại của các đơn vị");
        assert_eq!(names[5], "Kết quả xếp loại của các đơ (2)");
    }
}
