//! Files of a closing, byte for byte as they were frozen: for everybody the snapshot without small counts, for those inside the rest.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chiso_store::ClosingFile;

use super::found;
use crate::App;
use crate::asked::Asked;
use crate::trouble::Trouble;

/// The files: name in the address, which, whether for everybody, kind, ending.
pub(super) const FILES: [(&str, ClosingFile, bool, &str, &str); 3] = [
    ("cong-khai", ClosingFile::Public, true, "text/plain; charset=utf-8", "txt"),
    ("day-du", ClosingFile::Snapshot, false, "text/plain; charset=utf-8", "txt"),
    ("danh-sach", ClosingFile::Lists, false, "application/gzip", "tsv.gz"),
];

/// The file of an address.
pub(crate) async fn file(
    State(app): State<App>,
    Path((number, name)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    let visitor = asked.clone();
    let work = move || read(&app, &asked, &number, &name);
    match tokio::task::spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(response) => response,
        Err(trouble) => trouble.answer(&visitor),
    }
}

fn read(app: &App, asked: &Asked, number: &str, name: &str) -> Result<Response, Trouble> {
    let wanted = FILES.into_iter().find(|(known, ..)| *known == name);
    let (_, file, public, kind, ending) = wanted.ok_or(Trouble::NoPage)?;
    if !public && !asked.inside() {
        return Err(Trouble::SignIn);
    }
    let row = found(app, number)?;
    let bytes = app.store.closing_file(row.number, file)?.ok_or(Trouble::NoPage)?;
    let name = format!("attachment; filename=\"chiso-ban-chot-{}-{name}.{ending}\"", row.number);
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let name = HeaderValue::from_str(&name).map_err(Trouble::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
