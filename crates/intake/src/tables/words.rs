//! Coded columns: the words for each value, in lower case and without commas. Refusals show the first
//! that is not a number; the others are how Vietnamese systems say it.

use chiso_scoring::dossier::{Channel, FiledOn, Paid};
use chiso_scoring::record::{About, Limit, PetitionStep, ServiceLevel, ServiceState};

use super::row::Words;
use crate::code::Code;
use crate::text::nfc;

pub(super) const CHANNELS: &Words<Channel> = &[
    (Channel::Direct, &["1", "direct", "trực tiếp"]),
    (Channel::Online, &["2", "online", "trực tuyến"]),
    (Channel::Post, &["3", "post", "bưu chính", "bưu chính công ích"]),
];

pub(super) const FILED_ON: &Words<FiledOn> =
    &[(FiledOn::Portal, &["1", "portal"]), (FiledOn::Local, &["2", "local"])];

pub(super) const PAID: &Words<Paid> = &[
    (Paid::None, &["0", "none"]),
    (Paid::Portal, &["1", "portal"]),
    (Paid::Local, &["2", "local"]),
    (Paid::Counter, &["3", "counter"]),
];

/// A neutral answer is no dislike, and dislikes are all that the indicators take from ratings.
pub(super) const SATISFIED: &Words<bool> = &[
    (true, &["1", "hài lòng", "rất hài lòng", "bình thường", "rhl", "hl", "bt", "true"]),
    (false, &["0", "không hài lòng", "khl", "false"]),
];

pub(super) const LEVELS: &Words<ServiceLevel> = &[
    (ServiceLevel::Info, &["2", "info", "cung cấp thông tin", "cung cấp thông tin trực tuyến"]),
    (ServiceLevel::Partial, &["3", "partial", "một phần", "trực tuyến một phần"]),
    (ServiceLevel::Full, &["4", "full", "toàn trình", "trực tuyến toàn trình"]),
];

pub(super) const STATES: &Words<ServiceState> = &[
    (ServiceState::Public, &["1", "public", "đang công khai"]),
    (
        ServiceState::Amended,
        &["2", "amended", "đang công khai sửa đổi bổ sung", "đang công khai sửa đổi"],
    ),
    (ServiceState::Abolished, &["3", "abolished", "bãi bỏ"]),
    (ServiceState::Stopping, &["4", "stopping", "chờ dừng công khai"]),
    (ServiceState::Testing, &["5", "testing", "đang kiểm thử"]),
];

pub(super) const ABOUT: &Words<About> = &[
    (About::Other, &["0", "other"]),
    (About::Rules, &["1", "rules", "quy định hành chính"]),
    (
        About::Staff,
        &["2", "staff", "hành vi cán bộ công chức viên chức", "hành vi cán bộ công chức"],
    ),
];

/// The states of the petition system. "Tiếp nhận ở địa phương" stands in the formula document both
/// with the waiting and with the handled ones; either way it is not answered.
pub(super) const STEPS: &Words<PetitionStep> = &[
    (
        PetitionStep::Waiting,
        &["waiting", "tiếp nhận ở địa phương", "phản ánh đã bổ sung", "mới tiếp nhận vpcp"],
    ),
    (
        PetitionStep::Handling,
        &[
            "handling",
            "pakn đã bổ sung",
            "phản ánh trực tiếp xử lý",
            "xử lý ở địa phương",
            "đã gửi email",
        ],
    ),
    (PetitionStep::AskedForMore, &["asked_for_more", "chờ bổ sung"]),
    (
        PetitionStep::PassedOn,
        &[
            "passed_on",
            "bnđp gửi trả lại bnđp khác",
            "bnđp gửi trả bnđp khác",
            "bnđp gửi trả vpcp",
            "gửi trả vpcp",
            "trả lại vpcp",
            "từ chối tiếp nhận",
            "gửi đơn vị khác bằng phần mềm riêng",
            "gửi đi bằng phần mềm riêng",
            "trả lại tiếp nhận địa phương",
        ],
    ),
    (PetitionStep::Answered, &["answered", "chờ công khai", "đã công khai"]),
];

/// Bounds of a limit: one is the least, ten years of days the most that any law grants.
const LIMIT: std::ops::RangeInclusive<u16> = 1..=3650;

/// A time limit: a number and its unit.
pub(super) fn limit(text: &str) -> Result<Option<Limit>, Code> {
    if text.is_empty() {
        return Ok(None);
    }
    let (digits, unit) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    let count = digits.parse().ok().filter(|count| LIMIT.contains(count)).ok_or(Code::BadLimit)?;
    let lower = nfc(unit).to_lowercase().replace('_', " ");
    let limit = match lower.split_whitespace().collect::<Vec<_>>().join(" ").as_str() {
        "working hours" | "working hour" | "giờ làm việc" => Limit::WorkingHours(count),
        "working days" | "working day" | "ngày làm việc" => Limit::WorkingDays(count),
        "days" | "day" | "ngày" => Limit::Days(count),
        "months" | "month" | "tháng" => Limit::Months(count),
        _ => return Err(Code::BadLimit),
    };
    Ok(Some(limit))
}

/// Characters of a decision's number.
const DECISION_CHARS: usize = 60;

/// Number of a decision (`1045/QĐ-UBND`): no space, so that no name can stand in its place.
pub(super) fn decision(text: &str) -> Result<Box<str>, Code> {
    let text = nfc(text);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '.' | '_');
    let fits = text.chars().count() <= DECISION_CHARS
        && text.chars().all(plain)
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && !super::row::may_identify(&text);
    if fits { Ok(text.into()) } else { Err(Code::BadDecision) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("15 working_days", Some(Limit::WorkingDays(15)))]
    #[case("16 ngày làm việc", Some(Limit::WorkingDays(16)))]
    #[case("17 Nga\u{300}y  làm việc", Some(Limit::WorkingDays(17)))]
    #[case("8 giờ làm việc", Some(Limit::WorkingHours(8)))]
    #[case("4 working_hours", Some(Limit::WorkingHours(4)))]
    #[case("30 ngày", Some(Limit::Days(30)))]
    #[case("31days", Some(Limit::Days(31)))]
    #[case("1 tháng", Some(Limit::Months(1)))]
    #[case("2 months", Some(Limit::Months(2)))]
    #[case("3650 ngày", Some(Limit::Days(3650)))]
    #[case("", None)]
    fn limits(#[case] text: &str, #[case] expect: Option<Limit>) {
        assert_eq!(limit(text), Ok(expect));
    }

    #[rstest]
    #[case("0 ngày")]
    #[case("3651 ngày")]
    #[case("99999 ngày")]
    #[case("15")]
    #[case("ngày")]
    #[case("-3 ngày")]
    #[case("8 giờ")]
    #[case("2,5 ngày")]
    fn no_limits(#[case] text: &str) {
        assert_eq!(limit(text), Err(Code::BadLimit));
    }

    #[rstest]
    #[case("1045/QĐ-UBND", true)]
    #[case("766/QĐ-TTg", true)]
    #[case("12.3_A", true)]
    #[case("1046/QĐ UBND", false)]
    #[case("Nguyễn-Văn-An", false)]
    #[case("0912345678", false)]
    #[case("1045<b>", false)]
    fn decisions(#[case] text: &str, #[case] expect: bool) {
        assert_eq!(decision(text).is_ok(), expect);
    }

    #[rstest]
    #[case(60, true)]
    #[case(61, false)]
    fn a_decision_has_a_longest_length(#[case] length: usize, #[case] fits: bool) {
        assert_eq!(decision(&format!("7{}", "Đ".repeat(length - 1))).is_ok(), fits);
    }
}
