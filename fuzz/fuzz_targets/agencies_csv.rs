#![no_main]
//! Lists of agencies, and the tree they make.

use chiso_intake::agencies;
use chiso_scoring::agency::AgencyTree;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let outcome = agencies::csv(bytes);
    assert!(outcome.adds_up());
    let _ = AgencyTree::new(outcome.rows.into_iter().map(|placed| placed.value));
});
