use crate::fixture::live::{LiveSite, dossier};
use crate::fixture::{Answer, Site};

const FORM: &str = "application/x-www-form-urlencoded";
/// 5/9/2026 16:00 in Vietnam.
const SEPTEMBER: i64 = 1_788_598_800;
const LOOK: &str = "/ky-da-chot/kiem-tra?agency=H55&period=2026-08&nguon=ho-so";

/// August is over.
async fn over() -> LiveSite {
    let live = LiveSite::filled().await;
    live.at(SEPTEMBER);
    live
}

/// What the form of a looked-at period sends, with a reason for every check that asks for one.
fn filled(answer: &Answer) -> String {
    let hidden = "#chot input[type=hidden]";
    let values = answer.attributes(hidden, "value");
    let hidden = answer.attributes(hidden, "name").into_iter().zip(values);
    let typed = answer.attributes("#chot input[type=text]", "name").into_iter();
    let typed = typed.map(|name| match name.as_str() {
        "by" => (name, "Văn phòng UBND tỉnh".to_owned()),
        _ => (name, "Đã đối chiếu".to_owned()),
    });
    let pairs = hidden.chain(typed);
    let pairs = pairs.map(|(name, value)| format!("{name}={}", crate::link::encoded(&value)));
    pairs.collect::<Vec<_>>().join("&")
}

async fn closed(live: &LiveSite) -> String {
    let look = live.site.get(LOOK).await;
    assert_eq!(look.status, 200, "{}", look.text);
    let answer = live.site.post("/ky-da-chot/chot", FORM, filled(&look)).await;
    assert_eq!(answer.status, 303, "{}", answer.page_text());
    answer.header("location").to_owned()
}

#[tokio::test]
async fn a_period_is_looked_at_closed_shown_and_reopened() {
    let live = over().await;
    assert!(live.site.get("/ky-da-chot").await.page_text().contains("Chưa có kỳ nào được chốt"));
    let look = live.site.get(LOOK).await;
    assert!(look.page_text().contains("Cân đối hồ sơ"));
    assert!(!look.all("#chot input[name^='waive-']").is_empty());
    let page = closed(&live).await;
    assert_eq!(page, "/ky-da-chot/1?lang=vi");
    let again = live.site.post("/ky-da-chot/chot", FORM, filled(&look)).await;
    assert_eq!(again.status, 409);
    let shown = live.site.get(&page).await;
    assert_eq!(shown.one("h1"), "Bản chốt số 1");
    assert!(shown.page_text().contains("Văn phòng UBND tỉnh"));
    // Numbers of the period say so, quietly, with a link; those of another do not.
    let number = live.public().get("/don-vi/H55.242?period=2026-08&nguon=ho-so").await;
    assert!(number.links().contains(&"/ky-da-chot/1".to_owned()), "{:?}", number.links());
    let other = live.public().get("/don-vi/H55.242?period=2026-07&nguon=ho-so").await;
    assert!(!other.links().contains(&"/ky-da-chot/1".to_owned()));
    let reopened =
        live.site.post("/ky-da-chot/1/mo-lai", FORM, "by=So+Noi+vu&reason=Sot+ho+so").await;
    assert_eq!(reopened.status, 303);
    assert!(live.site.get("/ky-da-chot/1").await.page_text().contains("không còn hiệu lực"));
    let twice = live.site.post("/ky-da-chot/1/mo-lai", FORM, "by=x&reason=y").await;
    assert_eq!(twice.status, 409);
    assert_eq!(closed(&live).await, "/ky-da-chot/2?lang=vi");
}

#[tokio::test]
async fn what_is_open_without_a_reason_closes_nothing() {
    let live = over().await;
    let body = "agency=H55&period=2026-08&nguon=ho-so&by=Van+phong";
    for (body, status) in [
        (body.to_owned(), 409),
        ("agency=H55&period=2026-08&nguon=ho-so".to_owned(), 400),
        (format!("{body}&waive-x=y"), 400),
        (format!("{body}&as_of=2059-01-01"), 400),
        ("agency=H99&period=2026-08&nguon=ho-so&by=x".to_owned(), 404),
    ] {
        let answer = live.site.post("/ky-da-chot/chot", FORM, body.clone()).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.page_text());
    }
    assert!(live.site.app().store.closings(None, 9).unwrap().is_empty());
}

#[tokio::test]
async fn strangers_see_the_figures_and_the_public_file_and_nothing_else() {
    let live = over().await;
    closed(&live).await;
    let outside = live.public();
    let page = outside.get("/ky-da-chot/1").await;
    assert_eq!(page.status, 200);
    assert!(page.all("form[method=post]:not([action^='/dang-xuat'])").is_empty());
    assert!(!page.text.contains("H55.242-2608"), "a code of a dossier");
    for path in
        ["/ky-da-chot/1/tep/day-du", "/ky-da-chot/1/tep/danh-sach", "/ky-da-chot/1/thay-doi", LOOK]
    {
        let answer = outside.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/dang-nhap"), "{path}");
    }
    for (path, body) in
        [("/ky-da-chot/chot", "agency=H55"), ("/ky-da-chot/1/mo-lai", "by=x&reason=y")]
    {
        let answer = outside.post(path, FORM, body).await;
        assert!(answer.header("location").starts_with("/dang-nhap"), "{path}");
    }
    let public = outside.get("/ky-da-chot/1/tep/cong-khai").await;
    assert!(public.text.starts_with("chiso-snapshot\t1\n"));
    assert!(!public.text.contains("260803"), "a code of a dossier");
    assert_eq!(outside.get("/ky-da-chot/7").await.status, 404);
    assert_eq!(outside.get("/ky-da-chot/x").await.status, 404);
    assert_eq!(outside.get("/ky-da-chot/1/tep/khac").await.status, 404);
}

#[tokio::test]
async fn what_comes_later_stands_on_its_own_page_and_changes_no_byte() {
    let live = over().await;
    closed(&live).await;
    let paths =
        ["/ky-da-chot/1/tep/cong-khai", "/ky-da-chot/1/tep/day-du", "/ky-da-chot/1/tep/danh-sach"];
    let mut before = Vec::new();
    for path in paths {
        before.push(live.site.get(path).await.bytes);
    }
    let same = live.site.get("/ky-da-chot/1/thay-doi").await;
    assert!(same.page_text().contains("Không có gì thay đổi"));
    live.push(&[dossier("H55.243-260828-0044", "9", "20260811090000")]).await;
    for (path, before) in paths.into_iter().zip(&before) {
        assert_eq!(&live.site.get(path).await.bytes, before, "{path}");
    }
    let other = live.site.get("/ky-da-chot/1/thay-doi").await;
    assert!(other.page_text().contains("H55.243-260828-0044"), "{}", other.page_text());
    assert!(other.page_text().contains("hồ sơ mới"));
    assert_eq!(other.all("table#ho-so-thay-doi tbody tr").len(), 1);
    let file = live.site.get("/ky-da-chot/1/thay-doi?bang=ho-so-thay-doi&dang=csv").await;
    assert!(file.text.contains("H55.243-260828-0044"));
}

#[tokio::test]
async fn published_figures_are_closed_where_no_dossier_is_counted() {
    let site = Site::new().inside();
    let look = site.get("/ky-da-chot/kiem-tra?agency=H44&period=2026-08").await;
    assert_eq!(look.status, 200, "{}", look.page_text());
    assert!(look.page_text().contains("Số liệu đã công bố"));
    let answer = site.post("/ky-da-chot/chot", FORM, filled(&look)).await;
    assert_eq!(answer.status, 303, "{}", answer.page_text());
    assert_eq!(site.get("/ky-da-chot/1").await.status, 200);
    assert_eq!(site.get("/ky-da-chot/1/thay-doi?lang=en").await.status, 200);
}
