//! The words of the reports: `phrases/monthly.ftl`.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

type Bundle = FluentBundle<FluentResource>;

static MONTHLY: LazyLock<Bundle> =
    LazyLock::new(|| bundle(include_str!("../../phrases/monthly.ftl")));

#[expect(clippy::expect_used, reason = "the file is part of the binary and tested")]
fn bundle(text: &str) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec!["vi".parse().expect("language code")]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).expect("phrases/monthly.ftl");
    bundle.add_resource(resource).expect("keys of phrases/monthly.ftl are unique");
    bundle
}

/// The phrase of a key.
pub(super) fn say(key: &str) -> String {
    say_with(key, &[])
}

/// The phrase of a key, if there is one: for words that a rulebook may name and this file not know.
pub(super) fn if_known(key: &str) -> Option<String> {
    MONTHLY.has_message(key).then(|| say(key))
}

/// The phrase of a key with its blanks filled in. An unknown key shows itself, so that nothing is lost.
pub(super) fn say_with(key: &str, values: &[(&str, &str)]) -> String {
    let pattern = MONTHLY.get_message(key).and_then(|message| message.value());
    let Some(pattern) = pattern else {
        debug_assert!(false, "no phrase '{key}'");
        return key.to_owned();
    };
    let mut filled = FluentArgs::new();
    for (name, value) in values {
        filled.set(*name, *value);
    }
    let mut slips = Vec::new();
    let text = MONTHLY.format_pattern(pattern, Some(&filled), &mut slips);
    debug_assert!(slips.is_empty(), "phrase '{key}': {slips:?}");
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_chosen_by_its_value() {
        let title = |level: &str| say_with("block-title", &[("level", level), ("own", "district")]);
        assert_eq!(title("commune"), "Cấp xã");
        assert_eq!(title("department"), "Cấp huyện");
    }
}
