use crate::fixture::{Answer, Site};

const BOUNDARY: &str = "----chiso7f3a";
const KIND: &str = "multipart/form-data; boundary=----chiso7f3a";

/// A form with a file, as browsers send it.
fn form(name: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

async fn handed(site: &Site, name: &str, file: &[u8]) -> Answer {
    site.post("/soat-bao-cao", KIND, form(name, file)).await
}

/// A report with one slip: 669 of 749 are 89,32 %.
const REPORT: &str = "<html><h1>BÁO CÁO tháng 7/2024</h1><p>Tiếp nhận 749 hồ sơ, trong đó đúng hạn 669/749 hồ sơ (89,73%).</p>\
    <table><tr><th>STT<th>Đơn vị<th>Số hồ sơ<tr><td>1<td>Phường Sông Cầu<td>214<tr><td>2<td>Xã Dương Quang<td>87</table>";

#[tokio::test]
async fn a_slip_is_shown_with_its_place_and_how_it_follows() {
    let site = Site::new().inside();
    let page = handed(&site, "bao-cao.html", REPORT.as_bytes()).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.one("#ket-qua h2"), "Kết quả soát: bao-cao.html");
    let rows = page.all("#phat-hien tbody tr");
    assert!(
        rows.iter()
            .any(|row| row.contains("89,73") && row.contains("89,32") && row.contains("669")),
        "{rows:?}"
    );
    assert!(page.page_text().contains("Đã đọc 1 bảng"), "{}", page.page_text());
    assert_eq!(page.header("cache-control"), "no-store");
    let files = page.attributes("#ket-qua .files a", "download");
    assert_eq!(files, ["chiso-phat-hien.csv", "chiso-phat-hien.xlsx"]);
    let links = page.attributes("#ket-qua .files a", "href");
    assert!(links[0].starts_with("data:text/csv;charset=utf-8;base64,77u/"), "{}", links[0]);
}

#[tokio::test]
async fn a_report_without_slips_says_so_in_both_languages() {
    let site = Site::new().inside();
    let right = REPORT.replace("89,73", "89,32");
    let page = handed(&site, "bao-cao.html", right.as_bytes()).await;
    assert!(page.one("#ket-qua .notice").contains("Không phát hiện"), "{}", page.text);
    assert!(page.all("#phat-hien").is_empty());
    let page = site.post("/soat-bao-cao?lang=en", KIND, form("a.html", right.as_bytes())).await;
    assert!(page.one("#ket-qua .notice").contains("Nothing was found"));
    assert_eq!(page.attributes("main form", "action"), ["/soat-bao-cao?lang=en"]);
}

#[tokio::test]
async fn what_is_no_report_is_refused_with_what_to_do() {
    let site = Site::new().inside();
    let page = handed(&site, "quet.pdf", b"%PDF-1.7 ...").await;
    assert_eq!(page.status, 422);
    assert!(page.one("#ket-qua .notice").contains("PDF"));
    assert!(handed(&site, "trong.docx", b"").await.one("#ket-qua .notice").contains("trống"));
    let name = "<script>alert(1)</script>.docx";
    let page = handed(&site, name, b"\x89PNG").await;
    assert!(page.one("#ket-qua h2").contains(name) && !page.text.contains("<script>alert"));
}

#[tokio::test]
async fn only_forms_of_our_own_page_are_read() {
    let site = Site::new().inside();
    assert_eq!(site.post("/soat-bao-cao", "text/plain", "x").await.status, 400);
    assert_eq!(site.post("/soat-bao-cao", KIND, "x").await.status, 400);
    let other = form("a.html", b"<p>1")
        .iter()
        .map(|b| if *b == b't' { b'T' } else { *b })
        .collect::<Vec<_>>();
    assert_eq!(site.post("/soat-bao-cao", KIND, other).await.status, 400);
    let request = axum::http::Request::post("/soat-bao-cao").header("content-type", KIND);
    let request = request
        .header("sec-fetch-site", "cross-site")
        .body(form("a.html", b"<p>1").into())
        .unwrap();
    assert_eq!(site.answer(request).await.status, 403);
    let stranger = site.stranger();
    assert_eq!(stranger.get("/soat-bao-cao").await.status, 303);
    assert_ne!(handed(&stranger, "a.html", REPORT.as_bytes()).await.status, 200);
}

#[tokio::test]
async fn bounds_hold_at_the_bound_and_break_one_past_it() {
    use chiso_report::lint::read::limits::FILE_BYTES;
    let site = Site::new().inside();
    let file = |bytes: usize| {
        let mut file = b"\x89PNG".to_vec();
        file.resize(bytes, b' ');
        file
    };
    let at = handed(&site, "a.png", &file(FILE_BYTES)).await;
    assert!(at.one("#ket-qua .notice").contains("hình ảnh"));
    let past = handed(&site, "a.png", &file(FILE_BYTES + 1)).await;
    assert!(past.one("#ket-qua .notice").contains("32 MB"));
    let body = vec![b' '; chiso_intake::limits::CALL_BYTES + 1];
    assert_eq!(site.post("/soat-bao-cao", KIND, body).await.status, 413);
}

#[tokio::test]
async fn a_report_about_known_figures_is_compared_with_them() {
    let site = Site::new().inside();
    let report = "<h1>BÁO CÁO tỉnh Bắc Kạn tháng 8/2023</h1><p>Điểm nhóm công khai, minh bạch của tỉnh Bắc Kạn: 9,8/18 điểm</p>";
    let page = handed(&site, "a.html", report.as_bytes()).await;
    assert!(page.page_text().contains("Bắc Kạn") && page.page_text().contains("tháng 8/2023"));
    let rows = page.all("#phat-hien tbody tr");
    assert!(
        rows.iter()
            .any(|row| row.contains("[data]") && row.contains("9,8/18") && row.contains("9,2")),
        "{rows:?}"
    );
}

#[tokio::test]
async fn text_of_the_page() {
    let site = Site::new().inside();
    let outline = handed(&site, "bao-cao.html", REPORT.as_bytes()).await.outline();
    let (_, content) = outline.split_once("h1: ").unwrap();
    insta::assert_snapshot!(content);
}
