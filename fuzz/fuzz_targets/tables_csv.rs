#![no_main]
//! Tables of events as CSV, and as whatever a file turns out to be: every row is an item or a reason.

use chiso_intake::Refusal;
use chiso_intake::tables::{Reader, TableContext};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let context = TableContext { sender: Some("H55.242") };
    for opened in [Reader::csv(bytes, None, &context), Reader::open(bytes, None, &context)] {
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
