//! `/ky-da-chot/{number}/goi/…`: the files of a closing's report pack, for who is signed in: their tables show small
//! counts. What the page of the closing says of the pack and its deliveries is made here as well.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chiso_report::listing::Item;
use chiso_report::pack::sha256;
use chiso_store::{ClosingRow, PackDelivery};
use tokio::task::spawn_blocking;

use crate::App;
use crate::asked::Asked;
use crate::delivery::FOLDER_TARGET;
use crate::headers::Keep;
use crate::link::encoded;
use crate::listing::{Cell, Listed, files};
use crate::moment::local;
use crate::trouble::Trouble;

/// A file that is sent.
struct Sent {
    name: String,
    bytes: Vec<u8>,
}

/// One file of a pack.
pub(crate) async fn file(
    State(app): State<App>,
    Path((number, name)): Path<(String, String)>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    answer(app, asked, headers, move |app| {
        let made = app.packs.pack(&app.store, &row(app, &number)?).map_err(Trouble::internal)?;
        let file = made.pack.file(&name).ok_or(Trouble::NoPage)?;
        Ok(Sent { name: file.name.clone(), bytes: file.bytes.clone() })
    })
    .await
}

/// The whole pack.
pub(crate) async fn archive(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    answer(app, asked, headers, move |app| {
        let made = app.packs.pack(&app.store, &row(app, &number)?).map_err(Trouble::internal)?;
        Ok(Sent { name: format!("{}.zip", made.pack.name()), bytes: made.archive.clone() })
    })
    .await
}

fn row(app: &App, number: &str) -> Result<ClosingRow, Trouble> {
    let known = number.parse().ok().map(|number| app.store.closing(number, None)).transpose()?;
    known.flatten().ok_or(Trouble::NoPage)
}

async fn answer(
    app: App,
    asked: Asked,
    headers: HeaderMap,
    work: impl FnOnce(&App) -> Result<Sent, Trouble> + Send + 'static,
) -> Response {
    match spawn_blocking(move || work(&app)).await.map_err(Trouble::internal).flatten() {
        Ok(sent) => respond(sent, &headers),
        Err(trouble) => trouble.answer(&asked),
    }
}

/// Names are ASCII and plain. A page of a pack is handed out as a file: it is no page of ours.
fn respond(sent: Sent, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", sha256(&sent.bytes));
    let keep = Extension(Keep::Compare);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, keep, [(header::ETAG, tag)]).into_response();
    }
    let name = sent.name.rsplit('/').next().unwrap_or_default();
    let disposition = format!("attachment; filename=\"{name}\"");
    let kind = HeaderValue::from_static(kind(name));
    let mut response = (keep, [(header::ETAG, tag)], sent.bytes).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pdf" => "application/pdf",
        "html" => "text/html; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/zip",
    }
}

/// The address of a whole pack.
pub(crate) fn address(number: u64) -> String {
    format!("/ky-da-chot/{number}/goi.zip")
}

/// The files of a closing's pack, as a table; nothing if the pack cannot be made, of which the operator is told.
pub(crate) fn pack_files(app: &App, asked: &Asked, row: &ClosingRow) -> Option<Listed> {
    let made = match app.packs.pack(&app.store, row) {
        Ok(made) => made,
        Err(error) => {
            eprintln!("chiso-web: pack of closing {}: {error}", row.number);
            return None;
        }
    };
    let lang = asked.lang;
    let columns = [
        ("report-file", false),
        ("pack-what", false),
        ("report-size", true),
        ("pack-sha256", false),
    ];
    let mut listed = Listed::new(lang, "goi", lang.text("pack-files"), &columns);
    for file in &made.pack.files {
        let size = i64::try_from(file.bytes.len()).map_or(Item::Missing, Item::Integer);
        let parts: Vec<String> = file.name.split('/').map(encoded).collect();
        let href = format!("/ky-da-chot/{}/goi/{}", row.number, parts.join("/"));
        listed.rows.push(vec![
            Cell::text(file.name.clone()).at(href),
            Cell::text(file.what.clone()),
            Cell::new(lang, size),
            Cell::text(sha256(&file.bytes)),
        ]);
    }
    listed.files = files(asked, listed.id);
    Some(listed)
}

/// What became of delivering a closing's pack, as a table.
pub(crate) fn deliveries(app: &App, asked: &Asked, row: &ClosingRow) -> Result<Listed, Trouble> {
    let lang = asked.lang;
    let columns = [
        ("delivery-target", false),
        ("delivery-outcome", false),
        ("delivery-when", false),
        ("delivery-attempts", true),
        ("delivery-answer", true),
    ];
    let mut listed = Listed::new(lang, "giao", lang.text("delivery-deliveries"), &columns);
    for word in app.store.pack_deliveries(row.number)? {
        let PackDelivery { target, at, attempts, outcome, answer, .. } = word;
        let target = if target == FOLDER_TARGET { lang.text("delivery-folder") } else { target };
        listed.rows.push(vec![
            Cell::text(target),
            Cell::text(lang.text(&format!("delivery-{}", outcome.code()))),
            Cell::new(lang, Item::Moment(local(at))),
            Cell::new(lang, Item::Integer(i64::from(attempts))),
            Cell::new(lang, answer.map_or(Item::Missing, |status| Item::Integer(status.into()))),
        ]);
    }
    listed.files = files(asked, listed.id);
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::sha256;
    use crate::delivery::follow::tests::closed;

    /// Every file of the table is what its digest says; the whole is an archive of the same.
    #[tokio::test]
    async fn every_file_of_a_pack_is_the_one_its_digest_names() {
        let (site, number) = closed();
        let site = site.inside();
        let page = site.get(&format!("/ky-da-chot/{number}")).await;
        let (rows, links) = (page.all("#goi tbody tr"), page.attributes("#goi tbody a", "href"));
        assert_eq!(rows.len(), links.len());
        assert!(rows.len() > 10, "{rows:?}");
        for (row, link) in rows.iter().zip(&links) {
            let file = site.get(link).await;
            assert_eq!(file.status, 200, "{link}");
            assert!(row.ends_with(&sha256(&file.bytes)), "{row}");
            assert!(file.header("content-disposition").starts_with("attachment"), "{link}");
            let tag = format!("\"{}\"", sha256(&file.bytes));
            assert_eq!(site.get_with(link, &[("if-none-match", &tag)]).await.status, 304);
        }
        let whole = site.get(&super::address(number)).await;
        let name = "attachment; filename=\"H44-2026-08-chot-1.zip\"";
        assert_eq!(whole.header("content-disposition"), name);
        let files = chiso_report::pack::opened(&whole.bytes).unwrap();
        assert_eq!(files.len(), rows.len());
        for bad in ["99/goi.zip", "x/goi.zip", "1/goi/khong-co.docx", "1/goi/../../etc/passwd"] {
            assert_eq!(site.get(&format!("/ky-da-chot/{bad}")).await.status, 404, "{bad}");
        }
    }

    /// Its tables show small counts.
    #[tokio::test]
    async fn strangers_see_no_pack() {
        let (site, number) = closed();
        let page = site.get(&format!("/ky-da-chot/{number}")).await;
        assert_eq!(page.status, 200);
        assert!(page.all("#goi").is_empty());
        for path in ["goi.zip", "goi/MANIFEST.txt"] {
            let answer = site.get(&format!("/ky-da-chot/{number}/{path}")).await;
            assert_eq!(answer.status, 303, "{path}");
            assert!(answer.header("location").starts_with("/dang-nhap?"), "{path}");
        }
    }
}
