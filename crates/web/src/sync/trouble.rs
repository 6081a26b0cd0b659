//! Why a call is not taken as a whole. Each reason states its status and its words.

use std::fmt::Display;

use axum::http::StatusCode;
use chiso_intake::Refusal;
use chiso_scoring::lang::Lang;
use chiso_store::Error;
use chiso_store::writer::WriterError;

use super::body::Unread;
use crate::trouble::Trouble;

/// Why nothing of a call was taken.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Its body could not be read within bounds.
    Body(Unread),
    /// Intake refuses it as a whole.
    Refused(Refusal),
    /// Its content is declared as something else than what is read here.
    Content,
    /// A page of another site made a browser send it.
    Foreign,
    /// A session is needed, and this is none.
    NoSession,
    /// A parameter of the address is missing or wrong.
    Parameter(&'static str),
    /// No such table.
    NoTable,
    /// More rows than one call may bring.
    TooMany,
    /// The server only shows what it has.
    ReadOnly,
    /// Too much is waiting for the writer.
    Busy,
    /// The disk is full.
    Full,
    /// Our fault; already told to the operator.
    Internal,
}

impl Failed {
    /// Tells the operator, not the sender.
    pub fn internal(error: impl Display) -> Self {
        eprintln!("chiso-web: {error}");
        Self::Internal
    }

    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => refused_status(refusal),
            Self::Body(Unread::TooLarge) | Self::TooMany => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body(Unread::Stalled) => StatusCode::REQUEST_TIMEOUT,
            Self::Body(Unread::Cut) | Self::Parameter(_) => StatusCode::BAD_REQUEST,
            Self::Content => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::NoSession => StatusCode::UNAUTHORIZED,
            Self::NoTable | Self::ReadOnly => StatusCode::NOT_FOUND,
            Self::Body(Unread::Crowded) | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds after which to send the same again; [`None`] if that would not help.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Busy => Some(2),
            Self::Body(Unread::Crowded) => Some(5),
            Self::Full => Some(600),
            _ => None,
        }
    }

    /// Name of the reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code.name(),
            Self::Body(Unread::TooLarge) => "too-large",
            Self::Body(Unread::Stalled) => "stalled",
            Self::Body(Unread::Cut) => "cut",
            Self::Body(Unread::Crowded) | Self::Busy => "busy",
            Self::Content => "content",
            Self::Foreign => "foreign",
            Self::NoSession => "no-session",
            Self::Parameter(_) => "parameter",
            Self::NoTable => "no-table",
            Self::TooMany => "too-many",
            Self::ReadOnly => "read-only",
            Self::Full => "full",
            Self::Internal => "internal",
        }
    }

    /// One sentence for the sender.
    pub fn reason(&self, lang: Lang) -> String {
        match self {
            Self::Refused(refusal) => match refusal.hint(lang) {
                Some(hint) => format!("{}; {hint}", refusal.message(lang)),
                None => refusal.message(lang),
            },
            Self::Parameter(name) => lang.text_with("send-parameter", &[("parameter", name)]),
            _ => lang.text(&format!("send-{}", self.code())),
        }
    }
}

fn refused_status(refusal: &Refusal) -> StatusCode {
    use chiso_intake::Code;
    match refusal.code {
        Code::CallTooLarge | Code::TooManyItems | Code::FileTooLarge | Code::TooManyRows => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        _ => StatusCode::BAD_REQUEST,
    }
}

impl From<Unread> for Failed {
    fn from(unread: Unread) -> Self {
        Self::Body(unread)
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Trouble> for Failed {
    fn from(_: Trouble) -> Self {
        Self::Internal
    }
}

impl From<WriterError> for Failed {
    fn from(error: WriterError) -> Self {
        match &error {
            WriterError::Overloaded { .. } | WriterError::Stopped => Self::Busy,
            WriterError::Store(store) => match &**store {
                Error::Busy => Self::Busy,
                Error::Full => Self::Full,
                Error::TooMany { .. } => Self::TooMany,
                _ => Self::internal(error),
            },
            _ => Self::internal(error),
        }
    }
}
