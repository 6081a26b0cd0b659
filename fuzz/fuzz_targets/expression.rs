#![no_main]
//! Rule expressions over the columns of a dossier.

use std::sync::LazyLock;

use chiso_scoring::expr::{Columns, Entity, Type, read};
use libfuzzer_sys::fuzz_target;

static COLUMNS: LazyLock<Columns> = LazyLock::new(Columns::embedded);

fuzz_target!(|text: &str| {
    for wanted in [Type::Flag, Type::Int] {
        let _ = read(text, &COLUMNS.of(Entity::Dossier), &wanted);
    }
});
