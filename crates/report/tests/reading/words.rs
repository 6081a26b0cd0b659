//! Every code of a finding is said in both languages and stands in the manual.

use chiso_report::lint::against;
use chiso_report::lint::rules::RULES;
use chiso_scoring::lang::Lang;

#[test]
fn codes_are_explained() {
    let manual = include_str!("../../../../docs/soat-bao-cao.md");
    let codes = RULES.iter().flat_map(|rule| rule.codes).map(|(code, _)| *code);
    for code in codes.chain([against::CODE]) {
        let key = format!("lint-{code}");
        for lang in [Lang::Vi, Lang::En] {
            assert_ne!(lang.text(&key), key, "{code}");
        }
        assert!(manual.contains(&format!("| `{code}` |")), "{code} is not in docs/soat-bao-cao.md");
    }
}
