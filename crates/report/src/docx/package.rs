//! The zip around the body. Every entry carries the same time, so equal bodies give equal files.

use std::io::{Cursor, Write};

use askama::Template;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use crate::Error;
use crate::model::Report;
use crate::wording::{self, capitals};

/// Parts that are the same in every report.
const PARTS: [(&str, &str); 7] = [
    ("[Content_Types].xml", include_str!("../../parts/content-types.xml")),
    ("_rels/.rels", include_str!("../../parts/rels.xml")),
    ("docProps/app.xml", include_str!("../../parts/app.xml")),
    ("word/_rels/document.xml.rels", include_str!("../../parts/document-rels.xml")),
    ("word/header1.xml", include_str!("../../parts/header.xml")),
    ("word/settings.xml", include_str!("../../parts/settings.xml")),
    ("word/styles.xml", include_str!("../../parts/styles.xml")),
];

/// Title, author and times of the file.
#[derive(Template)]
#[template(path = "core.xml")]
struct Core {
    title: String,
    creator: String,
    created: String,
}

pub(super) fn write(report: &Report, body: &[u8]) -> Result<Vec<u8>, Error> {
    let core = Core {
        title: wording::name(&report.title),
        creator: capitals(&report.head.own),
        created: report.created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    };
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in PARTS {
        zip.start_file(path, options)?;
        zip.write_all(text.as_bytes())?;
    }
    zip.start_file("docProps/core.xml", options)?;
    zip.write_all(core.render()?.as_bytes())?;
    zip.start_file("word/document.xml", options)?;
    zip.write_all(body)?;
    Ok(zip.finish()?.into_inner())
}
