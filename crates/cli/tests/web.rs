//! The pages as people get them: from the built binary, over a socket, in a real browser.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write;

use rstest::rstest;
use support::server::{Server, browser};
use support::{Data, chiso, stdout};

/// A demo with few dossiers, which a debug build loads quickly.
const DEMO: [&str; 5] = ["demo", "--scale", "1000", "--speed", "0"];

fn demo() -> Server {
    let mut command = chiso();
    command.args(DEMO);
    Server::start(command)
}

fn serve(data: &Data, options: &[&str]) -> Server {
    let mut command = data.command();
    command.args(options).arg("serve");
    Server::start(command)
}

/// Text of a page without tags, and without the spaces that keep groups of words together.
fn words(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<').skip(1) {
        text.push(' ');
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    text.replace("&nbsp;", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_demo_shows_figures_and_tidies_up() {
    let server = demo();
    assert!(server.url.ends_with("/xep-hang?parent=H55&period=2026-10"), "{}", server.url);
    let path = server.url.split_once(&server.host).unwrap().1.to_owned();
    let (status, page) = server.get(&path);
    assert_eq!(status, 200);
    assert!(words(&page).contains("Sở Xây dựng (mô phỏng)"), "{}", words(&page));
    let (status, page) = server.get("/xep-hang?parent=H44&period=2026-08");
    assert_eq!(status, 200);
    let page = words(&page);
    for shown in ["UBND xã Bản Nguyên", "65,56", "65,21", "không chính thức"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let ended = server.stop("-TERM");
    assert_eq!(ended.exit, Some(0), "{}", ended.said);
    assert!(ended.said.starts_with("Kho dữ liệu: "), "{}", ended.said);
    assert!(ended.left.is_empty(), "the demo's own folder is removed: {:?}", ended.left);
}

/// A folder that was asked for stays; the figures taken in again are duplicates.
#[test]
fn the_demo_in_a_folder_of_ones_own() {
    let data = Data::empty();
    let start = || {
        let mut command = data.command();
        command.args(DEMO);
        Server::start(command)
    };
    assert_eq!(start().stop("-INT").exit, Some(0));
    let revision = data.revision();
    assert_eq!(start().stop("-INT").exit, Some(0));
    assert_eq!(
        (data.revision(), data.points("H44", "2026-08", "TOTAL")),
        (revision, "59.91".into())
    );
}

#[rstest]
#[case("/?agency=H44&period=2026-08", &["59,91", "Phú Thọ", "tháng 8/2026", "không chính thức"])]
#[case("/?agency=H44&period=2026-08&lang=en", &["59.91", "Phú Thọ", "unofficial"])]
#[case("/don-vi/H44?period=2026-08", &["59,91", "15,68", "144.625", "184.513", "78,38"])]
#[case("/don-vi/H44?period=2026-08&lang=en", &["59.91", "15.68", "144,625", "184,513", "78.38"])]
#[case("/don-vi/H44.03?period=2026-08", &["Ban quản lý các khu công nghiệp", "380", "7,96"])]
#[case("/chi-so/1.4?agency=H44.03&period=2026-08", &["380", "100,00", "6,00"])]
#[case("/don-vi/H55?period=2023", &["75,68", "422.402", "444.772", "94,97"])]
#[case("/don-vi/H55?period=2023&as_of=2023-07-31", &["75,11", "378.113", "419.254", "90,19"])]
#[case("/xep-hang?parent=H03&period=2023-08", &["Sở", "UBND huyện", "766-2022"])]
#[case("/cong-thuc", &["766-2022", "766-2024", "20", "không chính thức"])]
#[case("/cong-thuc?lang=en", &["766-2024", "unofficial"])]
fn a_page(#[case] path: &str, #[case] expected: &[&str]) {
    let data = Data::filled();
    let server = serve(&data, &[]);
    let (status, page) = server.get(path);
    assert_eq!(status, 200, "{path}");
    let page = words(&page);
    for shown in expected {
        assert!(page.contains(shown), "{path} {shown}: {page}");
    }
}

/// Page and command ask the same sheet.
#[rstest]
#[case("H44", "2026-08", "59,91")]
#[case("H03", "2023-08", "45,25")]
#[case("H03.Q058", "2024-07", "")]
fn the_page_says_what_the_command_says(
    #[case] agency: &str,
    #[case] period: &str,
    #[case] total: &str,
) {
    let data = Data::filled();
    let table = stdout(&data.run(&format!("score --agency {agency} --period {period} --csv")));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert!(&row[8] == total || total.is_empty(), "{}", &row[8]);
    let server = serve(&data, &[]);
    let (status, page) = server.get(&format!("/don-vi/{agency}?period={period}"));
    let page = words(&page);
    assert_eq!(status, 200);
    for points in row.iter().skip(2).take(7) {
        assert!(page.contains(points), "{points}: {page}");
    }
}

#[rstest]
#[case("/healthz", 200, "ok")]
#[case("/static/app.css", 200, ":root")]
#[case("/nowhere", 404, "Không có trang này")]
#[case("/don-vi/H98", 404, "H98")]
#[case("/xep-hang?period=2026-13", 400, "2026-13")]
#[case("/xep-hang?period=2026-13&lang=en", 400, "2026-13")]
fn beside_the_pages(#[case] path: &str, #[case] expected: u16, #[case] shown: &str) {
    let data = Data::filled();
    let server = serve(&data, &[]);
    let (status, page) = server.get(path);
    assert_eq!(status, expected, "{page}");
    assert!(page.contains(shown), "{page}");
}

/// An empty store is a state people meet first; it has a page.
#[rstest]
#[case("/")]
#[case("/xep-hang")]
#[case("/cong-thuc")]
fn an_empty_store_has_pages(#[case] path: &str) {
    let data = Data::empty();
    let (status, page) = serve(&data, &[]).get(path);
    assert!(status < 500 && page.contains("</html>"), "{status} {page}");
}

/// A rulebook of one's own changes the pages too.
#[test]
fn the_pages_use_the_rulebooks_of_the_folder() {
    let data = Data::filled();
    let rules = data.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    let text = std::fs::read_to_string(support::root().join("rules/766-2024.toml")).unwrap();
    let (before, after) = text.split_once("code = \"2.1\"").unwrap();
    let after = after.replacen("form = \"linear\"", "form = \"scaled\"\n  target = \"90 %\"", 1);
    std::fs::write(rules.join("mine.toml"), format!("{before}code = \"2.1\"{after}")).unwrap();
    let server = serve(&data, &["--rules-dir", rules.to_str().unwrap()]);
    let (_, page) = server.get("/don-vi/H44?period=2026-08");
    assert!(words(&page).contains("61,65"), "{}", words(&page));
}

/// A connection that asks nothing, or half a question, does not keep the program.
#[rstest]
#[case("-TERM", "")]
#[case("-TERM", "GET /xep-hang HTT")]
#[case("-INT", "GET /xep-hang HTT")]
fn a_silent_connection_does_not_keep_the_server(#[case] signal: &str, #[case] sent: &str) {
    let data = Data::empty();
    let server = serve(&data, &[]);
    let mut silent = server.connect();
    silent.write_all(sent.as_bytes()).unwrap();
    let ended = server.stop(signal);
    assert_eq!(ended.exit, Some(0), "{}", ended.said);
}

/// Rows of the body of every table, as texts of their cells.
fn rows(dom: &str) -> Vec<Vec<String>> {
    let bodies = dom.split("<tbody").skip(1).filter_map(|rest| rest.split("</tbody>").next());
    let rows = bodies.flat_map(|body| body.split("<tr").skip(1));
    rows.map(|row| {
        let cells = row.split("</t").map(|cell| words(&format!("<{cell}")));
        cells.filter(|cell| !cell.is_empty()).collect()
    })
    .collect()
}

#[test]
fn a_browser_opens_the_ranking() {
    let server = demo();
    let dom = browser(&server.page("/xep-hang?parent=H44&period=2026-08"));
    let rows = rows(&dom);
    assert_eq!(rows.len(), 40, "40 units: {rows:#?}");
    let best = rows.iter().find(|row| row.join(" ").contains("UBND xã Bản Nguyên")).unwrap();
    assert_eq!(best[0], "1");
    assert!(best.join(" ").contains("65,56") && best.join(" ").contains("Trung bình"), "{best:?}");
}

#[test]
fn a_browser_opens_a_unit() {
    let server = demo();
    let dom = browser(&server.page("/don-vi/H44.03?period=2026-08"));
    let rows = rows(&dom);
    let sync = rows.iter().map(|row| row.join(" ")).find(|row| row.contains("380")).unwrap();
    assert!(sync.contains("1.4") && sync.contains("100,00") && sync.contains("6,00"), "{sync}");
    assert!(rows.len() >= 24, "every indicator has a row: {}", rows.len());
}

#[test]
fn a_browser_opens_the_rules() {
    let server = demo();
    let dom = browser(&server.page("/cong-thuc"));
    assert!(dom.contains("766-2024") && dom.contains("</html>"), "{dom}");
    let text = words(&dom);
    for code in ["1.1", "2.1", "3.5b", "4.6", "5.4"] {
        assert!(text.contains(code), "{code}: {text}");
    }
    assert!(rows(&dom).len() >= 24, "{:#?}", rows(&dom));
}
