//! Reports as files: made one at a time, the last few kept. The same figures, rules and revision give the same
//! bytes, so that a file can be compared with what its address gives later.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chiso_report::variant::{Context, Profile, monthly};
use chiso_scoring::agency::Agency;
use jiff::tz::Offset;
use sha2::{Digest, Sha256};

use crate::loaded::Key;
use crate::trouble::{Trouble, cut};
use crate::view::View;

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
}

impl Form {
    /// All forms, in the order of columns.
    pub const ALL: [Self; 3] = [Self::Docx, Self::Xlsx, Self::Html];

    /// Ending of the file's name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }

    /// What browsers are told.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Html => "text/html; charset=utf-8",
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

/// What decides the bytes: the figures and rules, the revision that is printed, whose report, its form.
type Address = (Key, u64, String, Form);

/// The last few files.
#[derive(Default)]
pub(crate) struct Reports {
    kept: Mutex<Vec<(Address, Arc<Made>)>>,
    /// Held while making one: a rush on reports takes one processor, not all.
    making: Mutex<()>,
}

impl Reports {
    /// The report of an agency as a view shows it.
    pub fn get(&self, view: &View, agency: &Agency, form: Form) -> Result<Arc<Made>, Trouble> {
        let address = (view.loaded.key, view.revision, agency.code.clone(), form);
        if let Some(found) = self.find(&address) {
            return Ok(found);
        }
        let _one = lock(&self.making);
        if let Some(found) = self.find(&address) {
            return Ok(found);
        }
        let made = Arc::new(make(view, agency, form)?);
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

fn make(view: &View, agency: &Agency, form: Form) -> Result<Made, Trouble> {
    let sheet = view.sheet();
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
    let model = monthly(sheet, agency, &profile, &context).map_err(Trouble::internal)?;
    let bytes = match form {
        Form::Docx => chiso_report::docx(&model),
        Form::Xlsx => chiso_report::xlsx(&model),
        Form::Html => chiso_report::html(&model).map(String::into_bytes),
    };
    let bytes = bytes.map_err(Trouble::internal)?;
    Ok(Made { sha256: sha256(&bytes), bytes })
}

/// SHA-256 as hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
