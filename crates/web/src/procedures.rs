//! Procedures as people read them: the name first, the code small beside it.

use chiso_scoring::lang::Lang;
use chiso_scoring::names::Names;

/// A procedure with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Code.
    pub code: String,
    /// Name; where no catalogue has one, the code as words.
    pub name: String,
    /// Field; empty if unknown.
    pub field: String,
    /// Whether a catalogue has its name.
    pub known: bool,
}

/// What a procedure is called; no code is what is about none.
pub(crate) fn named(lang: Lang, names: &Names, code: &str) -> Named {
    let found = names.of(code);
    let name = match found {
        Some(found) => found.name.to_string(),
        None if code.is_empty() => lang.text("tthc-none"),
        None => lang.text_with("procedure-unnamed", &[("code", code)]),
    };
    let field = found.and_then(|found| found.field.as_deref()).unwrap_or_default().to_owned();
    Named { code: code.to_owned(), name, field, known: found.is_some() }
}
