//! The page and its files, over the small site.

use rstest::rstest;

use super::sha256;
use crate::fixture::Site;
use crate::fixture::live::LiveSite;

const PAGE: &str = "/bao-cao?agency=H44&period=2026-08";

#[tokio::test]
async fn every_file_is_the_one_its_digest_names() {
    let site = Site::new();
    let page = site.get(PAGE).await;
    assert_eq!(page.status, 200, "{}", page.page_text());
    let (rows, links) = (page.all("#tep tbody tr"), page.attributes("#tep tbody a", "href"));
    let forms = if cfg!(feature = "pdf") { 4 } else { 3 };
    assert_eq!((rows.len(), links.len()), (forms, forms));
    for (row, link) in rows.iter().zip(&links) {
        let file = site.get(link).await;
        assert!(row.ends_with(&sha256(&file.bytes)), "{row}");
        let tag = format!("\"{}\"", sha256(&file.bytes));
        assert_eq!(file.header("etag"), tag);
        assert_eq!(site.get_with(link, &[("if-none-match", &tag)]).await.status, 304);
        for named in ["as_of=", "known_at=", "rulebook="] {
            assert!(link.contains(named), "{link}");
        }
    }
    assert!(links[0].starts_with("/bao-cao/H44/2026-08.docx?"), "{links:?}");
}

/// What comes later changes neither the file nor its address.
#[tokio::test]
async fn the_same_address_gives_the_same_bytes_for_ever() {
    let live = LiveSite::new();
    let site = &live.site;
    let links = site.get(PAGE).await.attributes("#tep tbody a", "href");
    let before = site.get(&links[0]).await.bytes;
    live.push(&crate::fixture::live::four()).await;
    let fresh = LiveSite::new();
    assert_eq!(site.get(&links[0]).await.bytes, before);
    assert_eq!(fresh.site.get(&links[0]).await.bytes, before, "made anew");
    let now = site.get(PAGE).await.attributes("#tep tbody a", "href");
    assert_ne!(now[0], links[0], "the revision moved");
}

#[tokio::test]
async fn an_address_that_leaves_something_open_leads_to_one_that_does_not() {
    let site = Site::new();
    let answer = site.get("/bao-cao/H44/2026-08.xlsx").await;
    assert_eq!(answer.status, 307);
    let whole = answer.header("location").to_owned();
    assert!(whole.starts_with("/bao-cao/H44/2026-08.xlsx?as_of=2026-09-26"), "{whole}");
    let file = site.get(&whole).await;
    assert_eq!(file.status, 200);
    assert!(file.bytes.starts_with(b"PK"));
    assert!(file.header("content-disposition").contains("bao-cao-H44-2026-08.xlsx"));
}

#[cfg(feature = "pdf")]
#[tokio::test]
async fn a_chiso_with_typst_offers_a_pdf_too() {
    let site = Site::new();
    let answer = site.get("/bao-cao/H44/2026-08.pdf").await;
    assert_eq!(answer.status, 307);
    let file = site.get(answer.header("location")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
    assert!(file.header("content-disposition").contains("bao-cao-H44-2026-08.pdf"));
    assert!(file.bytes.starts_with(b"%PDF-1.7"));
}

#[tokio::test]
async fn periods_say_what_they_are_and_nothing_is_called_closed() {
    let live = LiveSite::filled().await;
    let rows = live.site.get("/bao-cao?agency=H55").await.all("#ky tbody tr");
    let counted = rows.iter().find(|row| row.contains("Tính trực tiếp từ hồ sơ")).unwrap();
    assert!(counted.contains("tạm tính, chưa chốt"), "{counted}");
    let published = live.site.get(PAGE).await.all("#ky tbody tr");
    assert!(published.iter().any(|row| row.starts_with("tháng 8/2026 Số đã công bố chưa chốt")));
    assert!(published.iter().any(|row| row.starts_with("tháng 7/2026")), "{published:?}");
}

#[rstest]
#[cfg_attr(not(feature = "pdf"), case("/bao-cao/H44/2026-08.pdf", 404))]
#[case("/bao-cao/H44/2026-08.doc", 404)]
#[case("/bao-cao/H44/2026-08", 404)]
#[case("/bao-cao/H44/thang-8.docx", 400)]
#[case("/bao-cao/H99/2026-08.docx", 404)]
#[case("/bao-cao/H44/2026-08.docx?known_at=99&as_of=2026-09-26&rulebook=766-2024", 400)]
#[case("/bao-cao/H44.102/2026-08.docx?known_at=3&as_of=2026-09-26&rulebook=766-2024", 404)]
#[tokio::test]
async fn what_there_is_not_is_said(#[case] uri: &str, #[case] status: u16) {
    let answer = Site::new().get(uri).await;
    assert_eq!(answer.status, status, "{uri}: {}", answer.page_text());
}

#[tokio::test]
async fn a_period_without_figures_says_so() {
    let page = Site::new().get("/bao-cao?agency=H44.102&period=2026-08").await;
    assert!(page.all(".empty")[0].contains("chưa lập được báo cáo"), "{}", page.page_text());
}

const LETTER: &str = "/bao-cao?agency=H44&period=2026-08&mau=C&so-voi=2026-07";

#[tokio::test]
async fn a_letter_names_what_it_compares_with() {
    let site = Site::new();
    let page = site.get(LETTER).await;
    assert_eq!(page.status, 200, "{}", page.page_text());
    assert!(page.all("h2")[0].starts_with("Công văn kèm phụ lục"), "{:?}", page.all("h2"));
    let links = page.attributes("#tep tbody a", "href");
    for named in ["mau=C", "so-voi=2026-07", "known_at=", "as_of="] {
        assert!(links[0].contains(named), "{links:?}");
    }
    let html = links.iter().find(|link| link.contains(".html")).unwrap();
    let file = site.get(html).await;
    assert_eq!(file.status, 200, "{html}");
    assert!(file.header("content-disposition").contains("cong-van-H44-2026-08.html"));
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    assert!(text.contains("so với tháng 7/2026 ("), "{text}");
    assert!(text.contains("PHỤ LỤC"), "{text}");
    let again = site.get(html).await;
    assert_eq!(again.bytes, file.bytes);
}

#[tokio::test]
async fn an_address_of_a_letter_that_leaves_the_other_side_open_leads_to_one_that_does_not() {
    let site = Site::new();
    let page = site.get(&LETTER.replace("&so-voi=2026-07", "")).await;
    let link = page.attributes("#tep tbody a", "href").remove(0);
    // The capture before is the usual other side.
    let open = link.replace("&so-voi=2026-09-02T00:00:00", "");
    assert_ne!(open, link);
    let answer = site.get(&open).await;
    assert_eq!(answer.status, 307, "{open}");
    let whole = answer.header("location");
    assert!(whole.contains("mau=C") && whole.contains("so-voi=2026-09-02"), "{whole}");
}

#[rstest]
#[case("E", "Báo cáo thuyết minh")]
#[case("F", "Hộp bối cảnh")]
#[tokio::test]
async fn other_documents_need_no_other_side(#[case] variant: &str, #[case] name: &str) {
    let page = Site::new().get(&LETTER.replace("mau=C", &format!("mau={variant}"))).await;
    assert!(page.all("h2")[0].starts_with(name), "{:?}", page.all("h2"));
    assert_eq!(page.all("#tep tbody tr").len(), super::made::Form::ALL.len());
    assert!(page.all("select[name=so-voi]").is_empty());
}

#[tokio::test]
async fn what_has_nothing_to_compare_with_says_so() {
    let site = Site::new();
    let earliest = "/bao-cao?agency=H55&period=2026-08&mau=C";
    let page = site.get(earliest).await;
    assert!(page.all("#tep").is_empty(), "{}", page.page_text());
    assert!(!page.all(".empty").is_empty(), "{}", page.page_text());
    assert_eq!(site.get(&LETTER.replace("mau=C", "mau=G")).await.status, 400);
}
