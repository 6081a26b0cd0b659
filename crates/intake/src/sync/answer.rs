//! Answers as the national portal gives them, so that a sender needs only another address.
//!
//! Senders test the codes (`"0"`, `"3"`, `"-1"`) and the words "thành công" and "đã tồn tại"; each
//! stands only where it is true.

use std::borrow::Cow;

use chiso_scoring::dossier::Status;
use chiso_scoring::lang::Lang;
use serde::Serialize;

use crate::refusal::Refusal;

const DONE: &str = "0";
const KNOWN: &str = "3";
const FAILED: &str = "-1";

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemAnswer<'a> {
    /// Taken; also if it was known already or a later statement holds.
    Taken,
    /// Sent as new, but the dossier is known: the sender sends it again as an update.
    Known,
    /// Refused.
    Refused {
        /// The field that is wrong; empty if the whole item is.
        field: &'a str,
        /// Why, in Vietnamese.
        reason: Cow<'a, str>,
    },
}

impl<'a> ItemAnswer<'a> {
    /// The answer to an item that could not be read.
    #[must_use]
    pub fn refused(refusal: &Refusal) -> Self {
        let reason = Cow::Owned(sentence(refusal));
        ItemAnswer::Refused { field: refusal.field, reason }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Taken => DONE,
            Self::Known => KNOWN,
            Self::Refused { .. } => FAILED,
        }
    }

    fn line(&self, number: Option<&'a str>) -> ItemLine<'_> {
        let (field, message) = match self {
            Self::Taken => ("", "thành công"),
            Self::Known => ("", "Hồ sơ đã tồn tại"),
            Self::Refused { field, reason } => (*field, &**reason),
        };
        let number = number.unwrap_or_default();
        ItemLine { number, error_code: self.code(), field, message }
    }
}

/// Message and hint of a refusal.
fn sentence(refusal: &Refusal) -> String {
    let message = refusal.message(Lang::Vi);
    match refusal.hint(Lang::Vi) {
        Some(hint) => format!("{message}; {hint}"),
        None => message,
    }
}

#[derive(Serialize)]
struct ItemLine<'a> {
    #[serde(rename = "MaHoSo")]
    number: &'a str,
    error_code: &'static str,
    #[serde(rename = "truong", skip_serializing_if = "str::is_empty")]
    field: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Found<'a> {
    #[serde(rename = "MaHoSo")]
    number: &'a str,
    #[serde(rename = "TrangThaiHoSo")]
    status: String,
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    error_code: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Vec<T>>,
}

#[derive(Serialize)]
struct Session<'a> {
    session: &'a str,
    error_code: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    message: &'static str,
}

/// The answer to a push: one line per item, and the sum of them.
#[must_use]
pub fn pushed(results: &[(Option<&str>, ItemAnswer<'_>)]) -> String {
    let (error_code, message) = summary(results);
    let lines = results.iter().map(|(number, answer)| answer.line(*number)).collect();
    json(&Envelope { error_code, message: &message, result: Some(lines) })
}

/// The same for the REST variant, which answers without lines.
#[must_use]
pub fn pushed_rest(results: &[(Option<&str>, ItemAnswer<'_>)]) -> String {
    let (error_code, message) = summary(results);
    json(&Envelope::<()> { error_code, message: &message, result: None })
}

/// Code and message of the whole call.
fn summary(results: &[(Option<&str>, ItemAnswer<'_>)]) -> (&'static str, String) {
    let count = |code: &str| results.iter().filter(|(_, answer)| answer.code() == code).count();
    let (all, taken, known, refused) = (results.len(), count(DONE), count(KNOWN), count(FAILED));
    if taken == all {
        return (DONE, format!("Đồng bộ thành công {all} mục"));
    }
    let mut message = format!("Đã nhận {taken} trên {all} mục");
    if known > 0 {
        message += &format!("; {known} hồ sơ đã tồn tại");
    }
    if refused > 0 {
        message += &format!("; {refused} mục bị từ chối");
    }
    (if refused > 0 { FAILED } else { KNOWN }, message)
}

/// The answer to a call that is refused as a whole.
#[must_use]
pub fn refused(refusal: &Refusal) -> String {
    failed(&sentence(refusal))
}

/// The answer to a call that cannot be served, with a reason of the caller's in Vietnamese.
#[must_use]
pub fn failed(reason: &str) -> String {
    json(&Envelope::<()> { error_code: FAILED, message: reason, result: None })
}

/// The answer to a look-up: the dossier with its state, or an empty list.
#[must_use]
pub fn looked_up(found: Option<(&str, Status)>) -> String {
    let line =
        |(number, status): (_, Status)| Found { number, status: status.number().to_string() };
    let message =
        if found.is_some() { "Tra cứu thành công" } else { "Không tìm thấy hồ sơ" };
    let result = found.into_iter().map(line).collect();
    json(&Envelope { error_code: DONE, message, result: Some(result) })
}

/// The answer to a login.
#[must_use]
pub fn logged_in(session: &str) -> String {
    json(&Session { session, error_code: DONE, message: "" })
}

/// The answer to a login with a wrong user name or password.
#[must_use]
pub fn login_refused() -> String {
    json(&Session {
        session: "", error_code: FAILED, message: "Sai tên đăng nhập hoặc mật khẩu"
    })
}

/// Texts only, which JSON can always hold.
fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}
