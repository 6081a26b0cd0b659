//! Files of every kind as the linter sees them, and what it refuses.

#[path = "../common/mod.rs"]
mod common;
mod docx;
mod files;
mod html;
mod ours;
mod refusals;
mod xlsx;
