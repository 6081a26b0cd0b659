use proptest::prelude::*;
use rstest::rstest;

use chiso_report::lint::read;

use super::files::read_lines;

#[rstest]
#[case::plain("<p>Tổng <b>số</b>&nbsp;hồ s&#417;: 19.933<p>Đúng h&#7841;n", &["Tổng số hồ sơ: 19.933", "Đúng hạn"])]
#[case::headings("<h1>BÁO CÁO</h1><h2>I. <i>Kết</i> quả</h2>thân bài<div>dưới</div>", &["# BÁO CÁO", "# I. Kết quả", "thân bài", "dưới"])]
#[case::unseen("<html><head><title>T</title><style>p{}</style></head><nav>menu 1</nav><p hidden>ẩn<p style='display: none'>ẩn</p><script>if(1<2)document.write('x')</script>hiện<span style='visibility:hidden'>9</span>", &["hiện"])]
#[case::ordered("<ol type=I start=2><li>Công khai<li>Tiến độ<ol type=a><li>Đúng hạn</li></ol></li></ol>", &["II. Công khai", "III. Tiến độ", "a. Đúng hạn"])]
#[case::unordered("<ul><li>- Sở Y tế<li>- Sở Nội vụ</ul>", &["- Sở Y tế", "- Sở Nội vụ"])]
#[case::lines("7,7/18 điểm<br>8,8/20 điểm", &["7,7/18 điểm", "8,8/20 điểm"])]
#[case::hidden_within("hiện <span hidden>9</span>tiếp", &["hiện tiếp"])]
#[case::high("73,91%<sup>1</sup> và 85,71%<sup>(*)</sup>", &["73,91%¹ và 85,71%(*)"])]
#[case::entities("Sở KH&amp;CN &gt; 5 &ecirc;", &["Sở KH&CN > 5 ê"])]
fn what_a_browser_shows(#[case] page: &str, #[case] seen: &[&str]) {
    assert_eq!(read_lines("a.html", page.as_bytes()), seen);
}

#[rstest]
#[case::spans(
    "<table><caption>Bảng 1</caption><thead><tr><th rowspan=2>TT<th colspan=2>Hồ sơ</thead><tr><td>Nhận<td>Trả<tr><td>1<td>669<td>80</table>sau",
    &["Bảng 1", "TT|Hồ sơ|(Hồ sơ)", "(TT)|Nhận|Trả", "1|669|80", "sau"],
)]
#[case::nested(
    "<table><tr><td>Trái<td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>",
    &["Trái", "a|b", "c|d"],
)]
#[case::to_the_end("<table><tr><td rowspan=0>x<td>1<tr><td>2<tr><td>3</table>", &["x|1", "(x)|2", "(x)|3"])]
#[case::paragraphs("<table><tr><td><p>Sở</p><p>Y tế</p></td><td>1<br>2</td></tr></table>", &["Sở Y tế|1 2"])]
#[case::unclosed("<table><tr><td>a<td>b", &["a|b"])]
#[case::wrong_ends("<table><tr><td>a</p></div></b></tr></td><td>b</table></table>c", &["a", "b", "c"])]
fn tables(#[case] page: &str, #[case] seen: &[&str]) {
    assert_eq!(read_lines("a.html", page.as_bytes()), seen);
}

#[test]
fn a_page_is_told_by_its_content_and_its_encoding_by_itself() {
    // Portals offer pages as workbooks.
    assert_eq!(read_lines("xuat.xls", b"<table><tr><td>A<td>1</table>"), ["A|1"]);
    let old = b"<html><meta charset=windows-1258><p>ti\xea\xecn \xf0\xf4\xf2</p>";
    assert_eq!(read_lines("cu.htm", old), ["tiến độ"]);
    let wide: Vec<u8> =
        "\u{feff}<html><p>điểm</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_lines("rong.html", &wide), ["điểm"]);
    assert_eq!(read("sai.html", b"<p>\xe1\xbb").unwrap_err().why.code(), "encoding");
}

proptest! {
    /// No page makes the reader fail; what it gives are tables of rows of one width.
    #[test]
    fn any_page_is_read(parts in prop::collection::vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th rowspan=3>", "<td colspan=2>", "<caption>",
        "<p>", "<li>", "<ol>", "</ol>", "<h2>", "</h2>", "<sup>", "<p hidden>", "<script>", "</script>", "1,5", "Sở Y tế", "<br>",
    ]), 0..60)) {
        let page = format!("<html>{}", parts.concat());
        if let Ok(doc) = read("a.html", page.as_bytes()) {
            for block in &doc.blocks {
                if let chiso_report::lint::Block::Table(table) = block {
                    let width = table.rows[0].len();
                    prop_assert!(table.rows.iter().all(|row| row.len() == width));
                }
            }
        }
    }
}
