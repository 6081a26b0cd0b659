//! Writes the samples.
#[path = "../../report/tests/common/mod.rs"]
mod common;
fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let reports = common::samples::samples();
    for (name, report) in reports {
        let at = std::time::Instant::now();
        match chiso_pdf::pdf(&report) {
            Ok(bytes) => { std::fs::write(folder.join(format!("{name}.pdf")), &bytes).unwrap(); eprintln!("{name} {} bytes {:?}", bytes.len(), at.elapsed()); }
            Err(error) => eprintln!("{name}: {error}"),
        }
        std::fs::write(folder.join(format!("{name}.docx")), chiso_report::docx(&report).unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.xlsx")), chiso_report::xlsx(&report).unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.html")), chiso_report::html(&report).unwrap()).unwrap();
    }
}
