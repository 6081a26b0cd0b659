//! Reports as PDF, set by typst with a font of Times' metrics that is part of the crate.

/// Why a report could not be set.
#[derive(Debug, thiserror::Error)]
#[error("pdf: {0}")]
pub struct Error(pub String);
