//! Reports as files: made one at a time, the last few kept. The same figures, rules and revision give the same
//! bytes, so that a file can be compared with what its address gives later.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chiso_report::Report;
use chiso_report::variant::{Context, Error, Profile, Sides, Variant, make};
use jiff::tz::Offset;
use sha2::{Digest, Sha256};

use super::paper::Paper;
use crate::loaded::Key;
use crate::trouble::{Trouble, cut};

/// Files kept: those of a few pages that are open at the same time.
const KEPT: usize = 24;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For signing.
    Docx,
    /// For counting.
    Xlsx,
    /// For reading.
    Html,
    /// For the archive.
    #[cfg(feature = "pdf")]
    Pdf,
}

impl Form {
    /// All forms, in the order of columns.
    #[cfg(not(feature = "pdf"))]
    pub const ALL: [Self; 3] = [Self::Docx, Self::Xlsx, Self::Html];
    /// All forms, in the order of columns.
    #[cfg(feature = "pdf")]
    pub const ALL: [Self; 4] = [Self::Docx, Self::Xlsx, Self::Html, Self::Pdf];

    /// Ending of the file's name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            #[cfg(feature = "pdf")]
            Self::Pdf => "pdf",
        }
    }

    /// What browsers are told.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Html => "text/html; charset=utf-8",
            #[cfg(feature = "pdf")]
            Self::Pdf => "application/pdf",
        }
    }
}

/// A file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256, as 64 hexadecimal digits.
    pub sha256: String,
}

/// What decides the bytes: the figures and rules of both sides, the revision that is printed, whose report, which one,
/// its form.
type Address = (Key, Option<Key>, u64, String, Variant, Form);

/// The last few files.
#[derive(Default)]
pub(crate) struct Reports {
    kept: Mutex<Vec<(Address, Arc<Made>)>>,
    /// Held while making one: a rush on reports takes one processor, not all.
    making: Mutex<()>,
}

impl Reports {
    /// A document as a file.
    pub(super) fn get(&self, paper: &Paper<'_>, form: Form) -> Result<Arc<Made>, Trouble> {
        let Paper { view, agency, variant, before } = paper;
        let earlier = before.as_ref().map(|before| before.loaded.key);
        let code = agency.code.clone();
        let address = (view.loaded.key, earlier, view.revision, code, *variant, form);
        if let Some(found) = self.find(&address) {
            return Ok(found);
        }
        let _one = lock(&self.making);
        if let Some(found) = self.find(&address) {
            return Ok(found);
        }
        let made = Arc::new(file(paper, form)?);
        let mut kept = lock(&self.kept);
        kept.push((address, Arc::clone(&made)));
        if kept.len() > KEPT {
            kept.remove(0);
        }
        Ok(made)
    }

    fn find(&self, address: &Address) -> Option<Arc<Made>> {
        let kept = lock(&self.kept);
        kept.iter().find(|(known, _)| known == address).map(|(_, made)| Arc::clone(made))
    }
}

fn file(paper: &Paper<'_>, form: Form) -> Result<Made, Trouble> {
    let (view, agency, sheet) = (paper.view, paper.agency, paper.view.sheet());
    let none = || Trouble::Missing { reason: "report-none", given: cut(&agency.code) };
    let as_of = sheet.captured_at(&agency.code).ok_or_else(none)?;
    let rules = sheet.rulebook().print().map_err(Trouble::internal)?;
    let context = Context {
        as_of,
        revision: view.revision,
        rulebook_hash: sha256(rules.as_bytes()),
        created: Offset::constant(7).to_timestamp(as_of).map_err(Trouble::internal)?,
        ..Context::default()
    };
    let profile =
        Profile::known_for(agency, sheet.period, sheet.tree).map_err(Trouble::internal)?;
    let sides = Sides { before: paper.sheet_before(), ..Sides::alone(sheet) };
    let model = make(paper.variant, &sides, agency, &profile, &context)
        .map_err(|error| unmade(error, &agency.code))?;
    let bytes = rendered(&model, form)?;
    Ok(Made { sha256: sha256(&bytes), bytes })
}

/// Why there is no such document; what is nobody's fault is told.
fn unmade(error: Error, code: &str) -> Trouble {
    let missing = |reason| Trouble::Missing { reason, given: cut(code) };
    match error {
        Error::OneSide(_) | Error::NotThen { .. } => missing("report-one-side"),
        Error::NothingFell => missing("report-nothing-fell"),
        error => Trouble::internal(error),
    }
}

fn rendered(model: &Report, form: Form) -> Result<Vec<u8>, Trouble> {
    match form {
        Form::Docx => chiso_report::docx(model).map_err(Trouble::internal),
        Form::Xlsx => chiso_report::xlsx(model).map_err(Trouble::internal),
        Form::Html => chiso_report::html(model).map(String::into_bytes).map_err(Trouble::internal),
        #[cfg(feature = "pdf")]
        Form::Pdf => chiso_pdf::pdf(model).map_err(Trouble::internal),
    }
}

/// SHA-256 as hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
