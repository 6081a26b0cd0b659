//! One indicator's rule, field by field, for each rulebook.

use chiso_scoring::agency::Level;
use chiso_scoring::explain::{form, level_rule_key, rounding_key, side};
use chiso_scoring::expr::{Entity, Expr};
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::{
    Confidence, Count, Indicator, LevelRule, Measure, MeasureRule, Rulebook, Zero,
};

use crate::number::MISSING;

/// One field over all rulebooks shown.
pub(crate) struct Field {
    /// Label.
    pub label: String,
    /// What each rulebook says.
    pub values: Vec<Value>,
    /// Whether they say different things.
    pub differs: bool,
}

/// What one rulebook says.
#[derive(PartialEq)]
pub(crate) struct Value {
    /// Text.
    pub text: String,
    /// Lines of code below it: measures as SQL.
    pub code: Vec<String>,
}

/// An indicator in its rulebook; `None` where the rulebook lacks it.
type Side<'a> = Option<(&'a Rulebook, &'a Indicator)>;

/// All fields. A field no rulebook fills is left out.
pub(crate) fn fields(sides: &[Side<'_>], lang: Lang) -> Vec<Field> {
    type Read = fn(&Rulebook, &Indicator, Lang) -> Value;
    let all: [(&str, Read); 12] = [
        ("rule-name", |_, rule, lang| plain(lang.pick(&rule.name))),
        ("rule-metric", |_, rule, _| plain(&rule.metric)),
        ("rule-max", |_, rule, _| plain(&rule.max.to_string())),
        ("explain-target", |_, rule, lang| {
            let (vi, en) = form(rule);
            plain(if lang == Lang::Vi { &vi } else { &en })
        }),
        ("rule-numerator", |book, rule, lang| counted(book, rule.numerator.as_ref(), lang)),
        ("rule-denominator", |book, rule, lang| counted(book, rule.denominator.as_ref(), lang)),
        ("explain-zero", zero),
        ("explain-rounding", |_, rule, lang| plain(&lang.text(rounding_key(rule.round_first)))),
        ("rule-levels", |_, rule, lang| plain(&levels(rule, lang))),
        ("explain-confidence", |_, rule, lang| plain(&lang.text(confidence(rule.confidence)))),
        ("explain-cite", |_, rule, _| plain(&rule.cite.join("; "))),
        ("explain-note", |_, rule, lang| {
            plain(rule.note.as_ref().map(|note| lang.pick(note)).unwrap_or_default())
        }),
    ];
    let field = |(label, read): (&str, Read)| {
        let absent = || plain(&lang.text("rule-absent"));
        let values: Vec<Value> = sides
            .iter()
            .map(|side| side.map_or_else(absent, |(book, rule)| read(book, rule, lang)))
            .collect();
        Field {
            label: lang.text(label),
            differs: values.iter().any(|value| *value != values[0]),
            values,
        }
    };
    let told = |field: &Field| field.values.iter().any(|value| !value.text.is_empty());
    let mut fields: Vec<Field> = all.into_iter().map(field).filter(told).collect();
    for value in fields.iter_mut().flat_map(|field| &mut field.values) {
        if value.text.is_empty() {
            MISSING.clone_into(&mut value.text);
        }
    }
    fields
}

fn plain(text: &str) -> Value {
    Value { text: text.to_owned(), code: Vec::new() }
}

/// Numerator or denominator in words, with each measure behind it as it is counted.
fn counted(rulebook: &Rulebook, expr: Option<&Expr>, lang: Lang) -> Value {
    let Some(expr) = expr else { return plain("") };
    let mut measures: Vec<&Measure> = Vec::new();
    collect(rulebook, expr, &mut measures);
    Value { text: side(rulebook, expr, lang), code: measures.into_iter().map(sql).collect() }
}

/// The measures of an expression and those they are made of, each once.
fn collect<'a>(rulebook: &'a Rulebook, expr: &'a Expr, found: &mut Vec<&'a Measure>) {
    let mut ids: Vec<&str> = Vec::new();
    expr.names(&mut |id| ids.push(id));
    for measure in ids.into_iter().filter_map(|id| rulebook.measure(id)) {
        if found.iter().any(|known| known.id == measure.id) {
            continue;
        }
        found.push(measure);
        if let MeasureRule::Value(inner) = &measure.rule {
            collect(rulebook, inner, found);
        }
    }
}

/// A measure as it is counted: `handled = count(*) from dossier where …`.
fn sql(measure: &Measure) -> String {
    match &measure.rule {
        MeasureRule::Value(expr) => format!("{} = {expr}", measure.id),
        MeasureRule::Rows { of, condition, count, sum } => {
            let what = match (sum, count) {
                (Some(sum), _) => format!("sum({sum})"),
                (None, Count::Procedures) => "count(distinct procedure)".to_owned(),
                (None, Count::Rows) => "count(*)".to_owned(),
            };
            format!("{} = {what} from {} where {condition}", measure.id, entity(*of))
        }
    }
}

fn entity(of: Entity) -> String {
    format!("{of:?}").to_lowercase()
}

fn zero(rulebook: &Rulebook, rule: &Indicator, lang: Lang) -> Value {
    let key = match rule.zero {
        Zero::Empty => "zero-empty",
        Zero::Zero => "zero-zero",
        Zero::Full => "zero-full",
    };
    let stand_in = rule.fallback.as_deref().and_then(|id| rulebook.measure(id));
    match stand_in {
        Some(measure) => {
            let name = lang.pick(&measure.name);
            let arguments = [("measure", name), ("otherwise", &lang.text(key))];
            plain(&lang.text_with("zero-fallback", &arguments))
        }
        None => plain(&lang.text(key)),
    }
}

/// Levels by what they are scored with: `số của chính đơn vị: Tỉnh …; không chấm: Xã …`.
fn levels(rule: &Indicator, lang: Lang) -> String {
    let rules = [LevelRule::Own, LevelRule::Inherited, LevelRule::None, LevelRule::Full];
    let line = |wanted: LevelRule| {
        let levels = Level::ALL.into_iter().filter(|level| rule.level_rule(*level) == wanted);
        let names: Vec<String> = levels.map(|level| lang.level(level)).collect();
        let all = names.len() == Level::ALL.len();
        let who = if all { lang.text("rule-all-levels") } else { names.join("; ") };
        (!names.is_empty()).then(|| format!("{}: {who}", lang.text(level_rule_key(wanted))))
    };
    rules.into_iter().filter_map(line).collect::<Vec<_>>().join(". ")
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::A => "explain-confidence-a",
        Confidence::B => "explain-confidence-b",
        Confidence::C => "explain-confidence-c",
    }
}
