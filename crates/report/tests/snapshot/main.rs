//! Snapshots: what is sealed opens as it was, and nothing else verifies.

#[path = "../common/mod.rs"]
mod common;
mod everybody;
mod round_trip;
mod script;
mod tampered;
mod world;
