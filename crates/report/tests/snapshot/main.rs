//! Snapshots: what is sealed opens as it was, and nothing else verifies.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod everybody;
mod round_trip;
mod script;
mod tampered;
mod world;
