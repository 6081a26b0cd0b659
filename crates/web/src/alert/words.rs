//! An alert in words.

use chiso_scoring::alert::{Alert, Ended, Finding, Rules, Scope};
use chiso_scoring::lang::Lang;
use rust_decimal::Decimal;

use crate::moment::local;

/// What the alert is called: the name of its rule; of a rule that is gone, its id.
#[must_use]
pub fn name(lang: Lang, rules: &Rules, finding: &Finding) -> String {
    let rule = rules.rule(&finding.key.rule);
    rule.map_or_else(|| finding.key.rule.clone(), |rule| lang.pick(&rule.name).to_owned())
}

/// The number that was found.
#[must_use]
pub fn value(lang: Lang, finding: &Finding) -> String {
    let before = finding.before.map(|before| lang.decimal(before)).unwrap_or_default();
    // How much a deadline has passed is said without its sign.
    let value = lang.decimal(finding.value.abs());
    let said = [("value", value.as_str()), ("before", before.as_str())];
    lang.text_with(&format!("alert-value-{}", finding.kind), &said)
}

/// The threshold it passed.
#[must_use]
pub fn threshold(lang: Lang, finding: &Finding) -> String {
    let value = lang.decimal(finding.threshold);
    lang.text_with(&format!("alert-threshold-{}", finding.kind), &[("value", &value)])
}

/// How far it has come, and who took it up.
#[must_use]
pub fn step(lang: Lang, alert: &Alert) -> String {
    match &alert.acknowledged {
        Some(known) if alert.is_open() => {
            let at = lang.moment(local(known.at));
            let said = [("agency", known.by.as_str()), ("at", at.as_str())];
            lang.text_with("alert-acknowledged-by", &said)
        }
        _ => lang.text(&format!("alert-step-{}", alert.step().code())),
    }
}

/// Why it ended.
#[must_use]
pub fn end(lang: Lang, ended: &Ended) -> String {
    match (ended.cause, &ended.by) {
        (Some(cause), _) => lang.text(&format!("alert-cause-{}", cause.code())),
        (None, by) => {
            let agency = by.clone().unwrap_or_default();
            let reason = ended.reason.clone().unwrap_or_default();
            let said = [("agency", agency.as_str()), ("reason", reason.as_str())];
            lang.text_with("alert-closed-by", &said)
        }
    }
}

/// Whom a rule is about.
#[must_use]
pub fn scope(lang: Lang, scope: &Scope) -> String {
    let levels: Vec<String> = scope.levels.iter().map(|level| lang.level(*level)).collect();
    let levels = (!levels.is_empty())
        .then(|| lang.text_with("alert-scope-levels", &[("levels", &levels.join("; "))]));
    let code = |key: &str, code: &Option<String>| {
        code.as_ref().map(|code| lang.text_with(key, &[("code", code)]))
    };
    let agency = code("alert-scope-agency", &scope.agency);
    let children = code("alert-scope-children", &scope.children_of);
    agency.into_iter().chain(levels).chain(children).collect::<Vec<_>>().join("; ")
}

/// Hours in words.
#[must_use]
pub fn hours(lang: Lang, seconds: i64) -> String {
    let hours = lang.decimal(Decimal::from(seconds / 3_600));
    lang.text_with("alert-quiet-hours", &[("hours", &hours)])
}
