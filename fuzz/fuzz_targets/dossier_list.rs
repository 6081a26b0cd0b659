#![no_main]
//! Lists of dossiers as one-stop systems and the portal keep them: every row is an entry or a reason.

use chiso_intake::lists::{ListContext, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let context = ListContext { agency: "H55", as_of: 1_787_191_200 };
    let Ok(list) = read(bytes, &context) else { return };
    assert!(list.entries.len() <= list.read);
    assert!(list.repeated <= list.entries.len());
    assert!(list.entries.iter().all(|entry| !entry.code.is_empty()));
    for refusal in &list.refused {
        assert!(refusal.value.chars().count() <= 60);
    }
});
