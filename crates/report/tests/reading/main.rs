//! Files of every kind as the linter sees them, what it refuses, and reports against the data they were made from.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod against;
#[path = "../common/mod.rs"]
mod common;
mod docx;
mod files;
mod html;
mod mutations;
mod ours;
mod refusals;
mod words;
mod xlsx;
