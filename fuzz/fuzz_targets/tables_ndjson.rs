#![no_main]
//! Tables of events as NDJSON: every line is an item or a reason.

use chiso_intake::Refusal;
use chiso_intake::tables::{Reader, TableContext, TableKind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let kinds = [None, Some(TableKind::Dossiers), Some(TableKind::Petitions)];
    for kind in kinds {
        let opened = Reader::ndjson(bytes, kind, &TableContext::default());
        read_all(opened, bytes.len());
    }
});

fn read_all(opened: Result<Reader<&[u8]>, Refusal>, length: usize) {
    let mut out = Vec::new();
    let Ok(mut reader) = opened else { return };
    while let Ok(true) = reader.next_chunk(64, &mut out) {}
    assert!(reader.bytes_read() <= length as u64);
    assert!(out.len() as u64 >= reader.rows_read());
    for refusal in out.iter().filter_map(|placed| placed.value.as_ref().err()) {
        assert!(refusal.value.chars().count() <= 60);
        let _ = refusal.to_string();
    }
}
