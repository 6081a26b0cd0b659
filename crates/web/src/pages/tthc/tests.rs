//! Procedures of the small site: who sees what, in which order, leading where.

use rstest::rstest;

use crate::fixture::live::{LiveSite, dossier};

const AUGUST: &str = "agency=H55&period=2026-08";

/// Four dossiers of 1.004222 (two late or open too long), one of 2.000815, and a catalogue that names one.
async fn site() -> LiveSite {
    let live = LiveSite::filled().await;
    push(&live, "H55.243-260806-0044", "2.000815").await;
    named(&live, "2.000815,Chứng thực bản sao từ bản chính,Chứng thực").await;
    live
}

async fn push(live: &LiveSite, number: &str, procedure: &str) {
    let mut one = dossier(number, "9", "20260810100000");
    one["MaTTHC"] = procedure.into();
    live.push(&[one]).await;
}

async fn named(live: &LiveSite, row: &str) {
    let csv = format!("procedure,name,field\n{row}\n");
    let answer = live.site.post("/api/v1/intake/procedures", "text/csv", csv).await;
    assert_eq!(answer.json()["accepted"], 1, "{}", answer.text);
}

#[tokio::test]
async fn procedures_have_names_counts_shares_and_a_sum() {
    let live = site().await;
    let page = live.site.get(&format!("/tthc?{AUGUST}")).await;
    let rows = page.all("#tthc tbody tr");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].starts_with("Thủ tục 1.004222 4 4 2 50,00 % 2/4 2"), "{rows:?}");
    let second = "Chứng thực bản sao từ bản chính 2.000815 1 1 1 100,00 % 1/1 0";
    assert!(rows[1].starts_with(second), "{rows:?}");
    let sum = page.all("#tthc tfoot tr");
    assert!(sum[0].starts_with("Cả đơn vị 5 5 3 60,00 % 3/5 2"), "{sum:?}");
}

#[tokio::test]
async fn a_procedure_leads_to_its_units_and_they_to_their_dossiers() {
    let live = site().await;
    let page = live.site.get(&format!("/tthc?{AUGUST}")).await;
    let links = page.attributes("#tthc tbody th a", "href");
    assert_eq!(links[0], "/tthc?period=2026-08&agency=H55&procedure=1.004222");
    let units = live.site.get(&links[0]).await;
    assert_eq!(units.one("h1"), "Thủ tục 1.004222");
    let rows = units.all("#tthc tbody tr");
    assert!(rows[0].starts_with("UBND xã Phú Bình 3 3 2 66,67 % 2/3 1"), "{rows:?}");
    assert!(rows[1].starts_with("UBND xã Tân Thành 1 1 0 0,00 % 0/1 1"), "{rows:?}");
    let late = units.attributes("#tthc tbody tr:first-child td a", "href");
    let late = late.iter().find(|href| href.contains("measure=overdue")).unwrap();
    let list = live.site.get(late).await;
    assert_eq!(list.all("#ho-so tbody tr").len(), 1, "{late}");
    assert!(list.one("#ho-so tbody").contains("H55.242-260803-0118"), "{late}");
}

#[tokio::test]
async fn strangers_see_no_small_counts_and_no_way_to_a_dossier() {
    let live = site().await;
    for n in 0..9 {
        push(&live, &format!("H55.242-260807-010{n}"), "1.000001").await;
        push(&live, &format!("H55.243-260807-020{n}"), "1.000002").await;
        for more in [3, 4] {
            push(&live, &format!("H55.242-260807-0{more}0{n}"), "1.000003").await;
            push(&live, &format!("H55.243-260807-0{more}1{n}"), "1.000003").await;
        }
    }
    let page = live.public().get(&format!("/tthc?{AUGUST}")).await;
    assert_eq!(page.status, 200);
    let small = crate::withheld::KEY;
    let small = chiso_scoring::lang::Lang::Vi.text(small);
    let rows = page.all("#tthc tbody tr");
    let row = |name: &str| rows.iter().find(|row| row.contains(name)).unwrap().clone();
    // 4 and 1 are small; each unit hides the next smallest beside them, and what is left is shown.
    assert!(row("1.004222").contains(&small), "{rows:?}");
    assert!(row("2.000815").contains(&small), "{rows:?}");
    assert!(row("1.000003").contains(" 36 36 36 100,00 %"), "{rows:?}");
    assert!(rows[0].contains("1.000003"), "withheld stands behind: {rows:?}");
    assert!(rows[1..].iter().all(|row| row.contains(&small)), "{rows:?}");
    for address in [format!("/tthc?{AUGUST}"), format!("/tthc?{AUGUST}&procedure=1.000003")] {
        let page = live.public().get(&address).await;
        assert!(!page.links().iter().any(|link| link.starts_with("/ho-so")), "{address}");
        assert!(!page.text.contains("-2608"), "{address}");
        let file = live.public().get(&format!("{address}&bang=tthc&dang=csv")).await;
        assert_eq!(file.status, 200);
        assert!(!file.text.contains("-2608"), "{address}");
    }
}

/// The only shown procedure of a unit beside a small one follows from the unit's sum: both are withheld.
#[tokio::test]
async fn what_is_withheld_cannot_be_had_from_the_page_of_a_unit() {
    let live = site().await;
    for n in 0..9 {
        push(&live, &format!("H55.243-260807-020{n}"), "1.000002").await;
    }
    let page = live.public().get("/tthc?agency=H55.243&period=2026-08").await;
    let small = chiso_scoring::lang::Lang::Vi.text(crate::withheld::KEY);
    let rows = page.all("#tthc tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows.iter().filter(|row| row.contains(&small)).count() >= 2, "{rows:?}");
    let inside = live.site.get("/tthc?agency=H55.243&period=2026-08").await;
    assert!(!inside.page_text().contains(&small));
}

#[tokio::test]
async fn the_address_filters_with_and_without_accents_and_sorts() {
    let live = site().await;
    for asked in ["loc=chung+thuc", "loc=Ch%E1%BB%A9ng+th%E1%BB%B1c", "loc=2.0008", "loc=BAN+SAO"] {
        let page = live.site.get(&format!("/tthc?{AUGUST}&{asked}")).await;
        let rows = page.all("#tthc tbody tr");
        assert_eq!(rows.len(), 1, "{asked}: {rows:?}");
        assert!(page.all("#tthc tfoot tr").is_empty(), "a part has no sum");
    }
    for (sort, first) in
        [("name", "Chứng thực"), ("on-time-rate", "Thủ tục"), ("received", "Thủ tục")]
    {
        let page = live.site.get(&format!("/tthc?{AUGUST}&sort={sort}")).await;
        assert!(page.all("#tthc tbody tr")[0].starts_with(first), "{sort}");
        assert_eq!(page.all("#tthc th[aria-sort]").len(), 1, "{sort}");
    }
    let none = live.site.get(&format!("/tthc?{AUGUST}&loc=zzz")).await;
    assert!(none.page_text().contains("Không có thủ tục hoặc đơn vị nào"));
}

#[tokio::test]
async fn the_ten_most_late_are_drawn_with_a_sentence() {
    let live = site().await;
    let page = live.site.get(&format!("/tthc?{AUGUST}")).await;
    let summary = page.one("figure[data-chart=bars] .summary");
    assert_eq!(
        summary,
        "Có 1 thủ tục phát sinh hồ sơ quá hạn; nhiều nhất là Thủ tục 1.004222 với 2 hồ sơ."
    );
    assert_eq!(page.attributes("#tthc-qua-han tbody td", "data-v"), ["2"]);
}

#[tokio::test]
async fn any_indicator_by_procedure_and_by_unit_and_procedure() {
    let live = site().await;
    let apart = live.site.get(&format!("/tthc?{AUGUST}&units=1&indicator=2.1")).await;
    let rows = apart.all("#tthc tbody tr");
    assert_eq!(rows[0], "UBND xã Phú Bình Thủ tục 1.004222 2 3 66,67 % 2/3");
    assert_eq!(apart.all("#tthc tfoot tr"), ["Cả đơn vị 3 5 60,00 % 3/5"]);
}

#[tokio::test]
async fn a_procedure_that_two_units_have_counts_once_and_the_difference_is_told() {
    let live = site().await;
    let uri = format!("/api/v1/procedures?{AUGUST}&units=1&indicator=3.2");
    let table = live.site.get(&uri).await.json();
    assert_eq!(table["total"]["numbers"][0], 2);
    assert_eq!(table["left"]["numbers"][0], -1);
    assert_eq!(table["rows"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_file_has_exact_values_and_every_table_is_one() {
    let live = site().await;
    let file = live.site.get(&format!("/tthc?{AUGUST}&bang=tthc&dang=csv")).await;
    let row = "2.000815,Chứng thực bản sao từ bản chính,Chứng thực,1,1,1,100.00,1,1,0,";
    assert!(file.text.contains(row), "{}", file.text);
    for table in ["tthc", "tthc-qua-han"] {
        let book = live.site.get(&format!("/tthc?{AUGUST}&bang={table}&dang=xlsx")).await;
        assert_eq!(book.status, 200, "{table}");
    }
}

#[rstest]
#[case("units=x", "units")]
#[case("offset=-1", "offset")]
#[case("indicator=TDGQ", "indicator")]
#[case("sort=khong-co", "sort")]
#[case("own=2", "own")]
#[tokio::test]
async fn wrong_questions_are_told(#[case] asked: &str, #[case] said: &str) {
    let live = LiveSite::filled().await;
    let answer = live.site.get(&format!("/tthc?{AUGUST}&{asked}")).await;
    assert_eq!(answer.status, 400, "{asked}");
    assert!(answer.page_text().contains(said), "{asked}");
}

#[tokio::test]
async fn without_dossiers_the_page_says_so_and_is_a_page() {
    let live = site().await;
    let page = live.public().get("/tthc?period=2019-08").await;
    assert_eq!(page.status, 200);
    assert!(page.page_text().contains("Kỳ này không có số liệu tính từ hồ sơ"));
    let bare = crate::fixture::Site::new().get("/tthc?period=2026-08").await;
    assert_eq!(bare.status, 200);
    assert!(bare.page_text().contains("chưa tiếp nhận hồ sơ"));
}
