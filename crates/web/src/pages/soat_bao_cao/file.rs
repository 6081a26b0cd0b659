//! The file that a form hands in, and the findings as files.

use std::convert::Infallible;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chiso_scoring::lang::Lang;
use futures_util::stream;

use crate::listing::Listed;
use crate::same_origin;
use crate::sync::body::{Gate, Room, Unread};
use crate::trouble::{Trouble, cut};

/// Name of the field of the file.
pub(super) const FILE: &str = "tep";
/// Fields of a form.
const FIELDS: usize = 4;

/// Two large reports at work at once, and each read whole: more have to wait.
static GATE: LazyLock<Gate> = LazyLock::new(Gate::default);

/// A file that was handed in.
pub(super) struct Handed {
    /// Its name, cut.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// Its room, kept while it is worked on.
    _room: Room,
}

/// Reads the form, from our own page only.
pub(super) async fn handed(parts: &Parts, body: Body) -> Result<Handed, Trouble> {
    if !same_origin::ours(&parts.headers) {
        return Err(Trouble::Foreign);
    }
    let text =
        |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = text(header::CONTENT_TYPE);
    let boundary = multer::parse_boundary(kind)
        .map_err(|_| Trouble::bad("Content-Type", "bad-content", &cut(kind)))?;
    let declared = text(header::CONTENT_LENGTH).parse().ok();
    let whole = GATE.read(body, declared).await.map_err(unread)?;
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(whole.bytes))]);
    let mut form = multer::Multipart::new(bytes, boundary);
    for _ in 0..FIELDS {
        let Some(field) = form.next_field().await.map_err(broken)? else { break };
        if field.name() == Some(FILE) {
            let name = cut(field.file_name().unwrap_or_default());
            let bytes = field.bytes().await.map_err(broken)?;
            return Ok(Handed { name, bytes, _room: whole.room });
        }
    }
    Err(Trouble::bad(FILE, "bad-missing", ""))
}

fn broken(_: multer::Error) -> Trouble {
    Trouble::bad("body", "bad-body", "")
}

fn unread(why: Unread) -> Trouble {
    match why {
        Unread::TooLarge => Trouble::Body,
        Unread::Crowded => Trouble::Conflict("lint-crowded"),
        Unread::Stalled | Unread::Cut => Trouble::bad("body", "bad-body", ""),
    }
}

/// The findings as files that the page itself holds: name, address, text.
pub(super) fn files(lang: Lang, listed: &Listed) -> Result<Vec<(String, String, String)>, Trouble> {
    let listing = listed.sheet().listing;
    let file = |form: &str, kind: &str, bytes: Vec<u8>| {
        let address = format!("data:{kind};base64,{}", STANDARD.encode(bytes));
        (format!("chiso-{}.{form}", listed.id), address, lang.text(&format!("list-{form}")))
    };
    Ok(vec![
        file("csv", "text/csv;charset=utf-8", listing.csv().map_err(Trouble::internal)?),
        file(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            listing.xlsx().map_err(Trouble::internal)?,
        ),
    ])
}
