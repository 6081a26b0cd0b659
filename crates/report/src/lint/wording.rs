//! Words of reports: spelled alike, and what they speak of.

use unicode_normalization::UnicodeNormalization;

/// Lower case, one spelling of what has two: `Tỉ lệ` and `tỷ lệ`, `hoá` and `hóa`. Takes as many bytes as the text it is made from
/// (if that is NFC), so that places in one are places in the other.
pub fn plain(text: &str) -> String {
    let lower: String = text.chars().map(lower).collect();
    let mut out = lower.replace("tỉ lệ", "tỷ lệ");
    for (old, new) in TONES {
        if out.contains(old) {
            out = open_syllables(&out, old, new);
        }
    }
    out
}

/// The mark moves where the syllable ends: `hoá`, but `hoàn`.
fn open_syllables(text: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let (before, after) = (&rest[..at], &rest[at + old.len()..]);
        let closed = after.starts_with(char::is_alphabetic) || before.ends_with('q');
        out.push_str(before);
        out.push_str(if closed { old } else { new });
        rest = after;
    }
    out + rest
}

/// Lower case where that takes as many bytes.
fn lower(c: char) -> char {
    let mut low = c.to_lowercase();
    match (low.next(), low.next()) {
        (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
        _ => c,
    }
}

const TONES: [(&str, &str); 12] = [
    ("oá", "óa"),
    ("oà", "òa"),
    ("oả", "ỏa"),
    ("oã", "õa"),
    ("oạ", "ọa"),
    ("oé", "óe"),
    ("oè", "òe"),
    ("uý", "úy"),
    ("uỳ", "ùy"),
    ("uỷ", "ủy"),
    ("uỹ", "ũy"),
    ("uỵ", "ụy"),
];

/// Abbreviations in names of agencies.
const SHORT: [(&str, &str); 14] = [
    ("ptnt", "phát triển nông thôn"),
    ("mt", "môi trường"),
    ("qlđt", "quản lý đô thị"),
    ("tbxh", "thương binh xã hội"),
    ("lđtbxh", "lao động thương binh xã hội"),
    ("lđ", "lao động"),
    ("gdđt", "giáo dục đào tạo"),
    ("tttt", "thông tin truyền thông"),
    ("khcn", "khoa học công nghệ"),
    ("gtvt", "giao thông vận tải"),
    ("kcn", "khu công nghiệp"),
    ("qlcác", "quản lý các"),
    ("vhttdl", "văn hóa thể thao du lịch"),
    ("nnptnt", "nông nghiệp phát triển nông thôn"),
];

/// A name of an agency for comparison: without marks, "and", "People's Committee", and with abbreviations spelled out.
pub fn agency(name: &str) -> String {
    let name = plain(&name.nfc().collect::<String>()).replace("tb&xh", "tbxh");
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.filter(|word| !matches!(*word, "và" | "ubnd"));
    let full =
        |word| SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, full)| *full);
    let words: Vec<&str> = words.map(full).collect();
    words.join(" ").replace("ủy ban nhân dân ", "")
}

/// Whether a row with this name sums others.
pub fn is_total(name: &str) -> bool {
    let name = plain(name);
    let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
    let whole = ["tổng cộng", "tổng số", "cộng", "tổng", "tổng hợp", "toàn tỉnh", "toàn thành phố"];
    let starts = ["tổng cộng", "tổng số", "tổng toàn", "cộng toàn"];
    whole.contains(&name)
        || starts.iter().any(|start| name.starts_with(start) && name.chars().count() < 40)
}

/// Whether the text says that more is counted than stands in the rows: then a total may be above its rows.
pub fn is_partial(text: &str) -> bool {
    ["trong đó", "tiêu biểu", "một số", "cao nhất", "thấp nhất", "top "]
        .iter()
        .any(|word| text.contains(word))
}

/// What a rate or count speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Publishing and keeping up to date (18 points).
    Open,
    /// Synchronised with the national portal.
    Synced,
    /// Handled on time (20 points).
    OnTime,
    /// Handled late.
    Overdue,
    /// Of those filed online, handled on time.
    OnlineOnTime,
    /// Of those filed online, handled late.
    OnlineOverdue,
    /// Services offered online.
    Offered,
    /// Filed online.
    Online,
    /// Paid online.
    Paid,
    /// Satisfied with how dossiers are handled (18 points).
    Satisfied,
    /// Satisfied with how petitions are handled.
    Petitions,
    /// Digitised (22 points).
    Digitised,
    /// Electronic results.
    Results,
    /// Certified copies.
    Copies,
    /// All groups (100 points).
    Whole,
}

/// Which words a text must have, which it must not have, and what it then speaks of; the first row that fits counts.
const TOPICS: [(&[&str], &[&str], Topic); 19] = [
    (&["chứng thực", "bản sao"], &[], Topic::Copies),
    (&["công bố đúng hạn"], &[], Topic::Open),
    (&["công khai"], &["tiến độ"], Topic::Open),
    (&["đồng bộ"], &["chưa đồng bộ", "số hóa"], Topic::Synced),
    (&["kết quả điện tử"], &[], Topic::Results),
    (&["phản ánh, kiến nghị"], &[], Topic::Petitions),
    (&["pakn"], &[], Topic::Petitions),
    (&["hài lòng"], &[], Topic::Satisfied),
    (&["thanh toán"], &["trực tiếp", "chưa tích hợp", "tthc có"], Topic::Paid),
    (&["trực tuyến", "đúng hạn"], &[], Topic::OnlineOnTime),
    (&["trực tuyến", "quá hạn"], &[], Topic::OnlineOverdue),
    (&["quá hạn"], &["bổ sung"], Topic::Overdue),
    (&["đúng hạn"], &["trả lời"], Topic::OnTime),
    (&["tiến độ"], &[], Topic::OnTime),
    (&["cung cấp dịch vụ công"], &[], Topic::Offered),
    (&["cung cấp dvc"], &[], Topic::Offered),
    (&["trực tuyến", "hồ sơ"], &["trực tiếp", "chưa"], Topic::Online),
    (&["số hóa"], &[], Topic::Digitised),
    (&["tổng", "điểm"], &["nhóm"], Topic::Whole),
];

/// What a text (in [`plain`] letters) speaks of, if that is plain.
pub fn topic(text: &str) -> Option<Topic> {
    let fits = |(has, lacks, _): &&(&[&str], &[&str], Topic)| {
        has.iter().all(|word| text.contains(word)) && !lacks.iter().any(|word| text.contains(word))
    };
    TOPICS.iter().find(fits).map(|(_, _, topic)| *topic)
}

/// What two neighbours that make up the whole are called.
const OPPOSITES: [(&str, &str); 10] = [
    ("đúng hạn", "quá hạn"),
    ("trước hạn", "quá hạn"),
    ("trong hạn", "quá hạn"),
    ("chưa đến hạn", "quá hạn"),
    ("trực tuyến", "trực tiếp"),
    ("đã đồng bộ", "chưa đồng bộ"),
    ("cung cấp trên", "chưa tích hợp"),
    ("đã giải quyết", "đang giải quyết"),
    ("đã giải quyết", "chưa giải quyết"),
    ("đã tiếp nhận", "chưa tiếp nhận"),
];

/// Whether the two, in plain letters, together are all there is.
pub fn are_opposites(one: &str, other: &str) -> bool {
    OPPOSITES.iter().any(|(a, b)| {
        let has =
            |left: &str, right: &str| left.contains(a) && !left.contains(b) && right.contains(b);
        has(one, other) || has(other, one)
    })
}

/// Words of change and where they point.
const DIRECTIONS: [(&str, i32); 10] = [
    ("tăng", 1),
    ("giảm", -1),
    ("giữ nguyên", 0),
    ("không đổi", 0),
    ("không thay đổi", 0),
    ("cao hơn", 1),
    ("thấp hơn", -1),
    ("nhiều hơn", 1),
    ("ít hơn", -1),
    ("bằng với", 0),
];

/// The first word of change in a text in plain letters: where it stands, its length, and where it points.
pub fn direction(text: &str) -> Option<(usize, usize, i32)> {
    let found =
        DIRECTIONS.iter().filter_map(|(word, way)| Some((text.find(word)?, word.len(), *way)));
    found.min_by_key(|(at, _, _)| *at)
}

/// Whether a cell says why there is no number, and that nothing happened.
pub fn is_nothing_happened(text: &str) -> bool {
    text.contains("không phát sinh")
}

/// `I`, `II`, `XIV`.
pub fn roman(text: &str) -> Option<u32> {
    let value = |c| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        _ => None,
    };
    let digits: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let worth = |at: usize| {
        let minus = digits.get(at + 1).is_some_and(|next| *next > digits[at]);
        if minus { -i64::from(digits[at]) } else { i64::from(digits[at]) }
    };
    let sum: i64 = (0..digits.len()).map(worth).sum();
    let number = u32::try_from(sum).ok().filter(|number| *number > 0)?;
    (crate::outline::roman(number) == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Tỉ lệ SỐ HOÁ", "tỷ lệ số hóa")]
    #[case("Uỷ ban", "ủy ban")]
    #[case("hoàn thành, quý, khoẻ", "hoàn thành, quý, khoẻ")]
    fn one_spelling(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(plain(text), expected);
        assert_eq!(plain(text).len(), text.len());
    }

    #[rstest]
    #[case("Sở Lao động – Thương binh và Xã hội", "Sở Lao động, Thương binh & Xã hội")]
    #[case("Sở Nông nghiệp và PTNT", "Sở Nông nghiệp và Phát triển Nông thôn")]
    #[case("UBND phường Xuất Hoá", "Ủy ban nhân dân phường Xuất Hóa")]
    #[case("Sở Lao động – TB&XH", "Sở Lao động - Thương binh và Xã hội")]
    fn one_agency(#[case] one: &str, #[case] other: &str) {
        assert_eq!(agency(one), agency(other));
        assert_ne!(agency(one), agency("Sở Y tế"));
    }

    #[rstest]
    #[case("tỷ lệ hồ sơ xử lý đúng hạn/trong hạn", Some(Topic::OnTime))]
    #[case("danh sách đơn vị có hồ sơ giải quyết quá hạn", Some(Topic::Overdue))]
    #[case("tỷ lệ tthc công bố đúng hạn", Some(Topic::Open))]
    #[case("tỷ lệ thanh toán trực tuyến tại các cơ quan", Some(Topic::Paid))]
    #[case("tỷ lệ phát sinh hồ sơ trực tuyến", Some(Topic::Online))]
    #[case("chỉ số mức độ hài lòng (tổng điểm 18)", Some(Topic::Satisfied))]
    #[case("kính gửi", None)]
    fn what_is_spoken_of(#[case] text: &str, #[case] expected: Option<Topic>) {
        assert_eq!(topic(text), expected);
    }

    #[test]
    fn totals_by_name() {
        for name in ["TỔNG SỐ", "Tổng cộng", "TỔNG CỘNG TOÀN TỈNH", "Cộng"] {
            assert!(is_total(name), "{name}");
        }
        for name in ["Sở Nội vụ", "Tổng điểm", "UBND huyện Tổng Cọt", "ĐIỂM TỔNG HỢP VÀ XẾP HẠNG"]
        {
            assert!(!is_total(name), "{name}");
        }
    }

    #[test]
    fn roman_numbers() {
        let read = ["I", "IV", "VI", "XIV", "IIII", "IC", "A", ""].map(roman);
        assert_eq!(read, [Some(1), Some(4), Some(6), Some(14), None, None, None, None]);
    }

    #[test]
    fn opposites_make_a_whole() {
        assert!(are_opposites(
            "hồ sơ nộp trực tuyến",
            "hồ sơ nộp trực tiếp và theo hình thức khác"
        ));
        assert!(are_opposites("tỷ lệ quá hạn", "tỷ lệ đúng hạn"));
        assert!(!are_opposites("một phần", "toàn trình"));
    }
}
