#![no_main]
//! Snapshots of closed periods as strangers may hand them in: refused, or told what is wrong with them.

use chiso_report::snapshot::{Proof, PublicKey, open, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(verdict) = verify(bytes, None) {
        assert_eq!(verdict.holds(), verdict.faults.is_empty());
        assert!(verdict.faults.len() as u64 <= verdict.faults_all);
        assert!(verdict.withheld <= verdict.rows);
        assert_eq!(open(bytes).is_ok(), verdict.withheld == 0 && sealed(&verdict));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = PublicKey::read(text);
        if let Some(proof) = Proof::read(text) {
            assert_eq!(proof.write(), text);
        }
    }
});

/// Whether what is wrong, if anything, is only what follows from the counts.
fn sealed(verdict: &chiso_report::snapshot::Verdict) -> bool {
    use chiso_report::snapshot::Step::{Points, Ratios, Sums};
    verdict.about.is_some()
        && verdict.faults.iter().all(|fault| matches!(fault.step, Points | Ratios | Sums))
}
