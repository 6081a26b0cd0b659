#![no_main]
//! Rulebooks: what is accepted prints and reads back the same.

use chiso_scoring::expr::Columns;
use chiso_scoring::rulebook::Rulebook;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let columns = Columns::embedded();
    if let Ok(rulebook) = Rulebook::read("fuzz.toml", text, &columns) {
        let printed = rulebook.print().expect("a checked rulebook prints");
        assert!(Rulebook::read("fuzz.toml", &printed, &columns).is_ok());
    }
});
