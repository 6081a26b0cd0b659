//! Workbooks: a first sheet that says what this is, then one sheet for each table, with numbers that can be summed.

mod names;
mod placed;
mod sheet;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet,
};

use crate::metrics::lines;
use crate::model::Report;
use crate::wording::{self, capitals, clean, date_line, number_line};
use crate::{Error, check};
use placed::Placed;

const FONT: &str = "Times New Roman";
/// Type size of the sheets, in points.
const POINTS: u32 = 12;
/// Height of one line, in pixels.
const LINE: u32 = 21;
/// Width between the margins of an A4 page, in pixels of 1/96 inch.
const PAGE: u32 = 605;
/// Width of the first sheet's left column, in pixels.
const LABEL: u32 = 150;
const INFO: &str = "Thông tin";

/// The report as a workbook.
///
/// # Errors
///
/// If the report contradicts itself ([`check`]) or a text is longer than a cell may hold.
pub fn xlsx(report: &Report) -> Result<Vec<u8>, Error> {
    check(report)?;
    let tables = placed::tables(report);
    let names = names::unique(INFO, tables.iter().map(|placed| placed.table.short.as_str()));
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report)?);
    info(workbook.add_worksheet(), report, &tables, &names)?;
    for (placed, name) in tables.iter().zip(&names) {
        sheet::write(workbook.add_worksheet().set_name(name)?, placed)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn properties(report: &Report) -> Result<DocProperties, Error> {
    let created = ExcelDateTime::from_timestamp(report.created.as_second())?;
    Ok(DocProperties::new()
        .set_title(wording::kind(&report.title))
        .set_subject(clean(&report.title.subject))
        .set_author(capitals(&report.head.own))
        .set_creation_datetime(&created))
}

/// Title, period, imprint, and a table of contents that leads to the sheets.
fn info(
    sheet: &mut Worksheet,
    report: &Report,
    tables: &[Placed<'_>],
    names: &[String],
) -> Result<(), Error> {
    sheet.set_name(INFO)?;
    sheet.set_column_width_pixels(0, LABEL)?.set_column_width_pixels(1, PAGE - LABEL)?;
    let bold = base().set_bold();
    let centred = bold.clone().set_align(FormatAlign::Center);
    across(sheet, 0, 1, &wording::kind(&report.title), &centred)?;
    let subject = wording::about(&report.title).unwrap_or_else(|| clean(&report.title.subject));
    across(sheet, 1, 1, &subject, &centred)?;
    let mut row = 3;
    for (name, text) in facts(report) {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string_with_format(row, 1, text, &base())?;
        row += 1;
    }
    sheet.write_string_with_format(row + 1, 0, "Mục lục", &bold)?;
    row += 2;
    for (number, (placed, name)) in tables.iter().zip(names).enumerate() {
        contents_line(sheet, row, number + 1, &placed.title, name)?;
        row += 1;
    }
    across(sheet, row + 1, 1, &clean(&report.imprint), &base().set_font_size(9))?;
    page_setup(sheet, false);
    Ok(())
}

fn facts(report: &Report) -> [(&'static str, String); 4] {
    [
        ("Cơ quan ban hành", capitals(&report.head.own)),
        ("Số, ký hiệu", number_line(&report.head).trim_start_matches("Số: ").to_owned()),
        ("Nơi, ngày", date_line(&report.head)),
        ("Kỳ báo cáo", clean(&report.title.period)),
    ]
}

fn contents_line(
    sheet: &mut Worksheet,
    row: u32,
    number: usize,
    title: &str,
    name: &str,
) -> Result<(), Error> {
    let target = format!("internal:'{}'!A1", name.replace('\'', "''"));
    let text = if title.is_empty() { name } else { title };
    let link =
        base().set_font_color("0563C1").set_underline(rust_xlsxwriter::FormatUnderline::Single);
    sheet.write_string_with_format(row, 0, format!("Bảng {number}"), &base())?;
    sheet.write_url_with_format(row, 1, Url::new(target).set_text(text), &link)?;
    Ok(())
}

/// One text over the columns from the first to `last`, high enough to be read.
fn across(
    sheet: &mut Worksheet,
    row: u32,
    last: u16,
    text: &str,
    format: &Format,
) -> Result<(), Error> {
    if last == 0 {
        sheet.write_string_with_format(row, 0, text, format)?;
    } else {
        sheet.merge_range(row, 0, row, last, text, format)?;
    }
    sheet.set_row_height_pixels(row, LINE * lines(text, POINTS, twips(PAGE)))?;
    Ok(())
}

/// Pixels of 1/96 inch in twentieths of a point.
fn twips(pixels: u32) -> u32 {
    pixels * 15
}

fn base() -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(POINTS)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
}

/// A4 with the margins of the decree, as wide as one page, page number above.
fn page_setup(sheet: &mut Worksheet, landscape: bool) {
    let sheet = if landscape { sheet.set_landscape() } else { sheet.set_portrait() };
    sheet
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(1.18, 0.79, 0.79, 0.79, 0.39, 0.39)
        .set_header("&C&\"Times New Roman,Regular\"&13&P");
}
