#![no_main]
//! Rules of alerts as an operator writes them: rules or problems, each with a place, and a side of a movement.

use std::sync::LazyLock;

use chiso_scoring::alert::{Known, Rules};
use chiso_scoring::movement::SideText;
use chiso_scoring::rulebook::Rulebooks;
use libfuzzer_sys::fuzz_target;

static RULEBOOKS: LazyLock<Rulebooks> = LazyLock::new(Rulebooks::embedded);

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let known = Known { rulebooks: &RULEBOOKS, agencies: None };
    if let Err(problems) = Rules::read("alerts.toml", text, &known) {
        assert!(!problems.is_empty());
    }
    let _ = text.parse::<SideText>();
});
