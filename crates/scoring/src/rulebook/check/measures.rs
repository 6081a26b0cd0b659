//! Measures: conditions and arithmetic that read, names that are unique, no cycle.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::Check;
use crate::expr::{Expr, Scope, Type};
use crate::rulebook::{Indicator, Measure, MeasureRule, Rulebook, file};

/// Measures as names in an indicator's arithmetic.
pub(super) struct MeasureScope(BTreeSet<String>);

impl Scope for MeasureScope {
    fn look_up(&self, name: &str) -> Option<(Type, bool)> {
        self.0.contains(name).then_some((Type::Int, false))
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }

    fn has_params(&self) -> bool {
        false
    }
}

impl Check<'_> {
    pub(super) fn measure_scope(&mut self, measures: &[file::Measure]) -> MeasureScope {
        self.unique("measure", measures.iter().map(|measure| &measure.id));
        MeasureScope(measures.iter().map(|measure| measure.id.as_ref().clone()).collect())
    }

    pub(super) fn measure(
        &mut self,
        measure: &file::Measure,
        scope: &MeasureScope,
    ) -> Option<Measure> {
        let rule = match (&measure.of, &measure.value) {
            (Some(of), None) => {
                let columns = self.columns;
                let columns = columns.of(*of);
                let condition = match &measure.condition {
                    Some(text) => self.expression(text, &columns, &Type::Flag)?,
                    None => Expr::Flag(true),
                };
                let sum = match &measure.sum {
                    Some(text) => Some(self.sum(text, &columns)?),
                    None => None,
                };
                MeasureRule::Rows { of: *of, condition, count: measure.count, sum }
            }
            (None, Some(value)) if measure.condition.is_none() && measure.sum.is_none() => {
                MeasureRule::Value(self.expression(value, scope, &Type::Int)?)
            }
            _ => {
                let reason = format!(
                    "the measure '{}' needs either 'of' (with 'where') or 'value' alone",
                    measure.id.as_ref()
                );
                self.report(measure.id.span(), reason, None);
                return None;
            }
        };
        Some(Measure { id: measure.id.as_ref().clone(), name: measure.name.clone(), rule })
    }

    /// A sum that asks the clock would change every second of every open row.
    fn sum(&mut self, text: &Spanned<String>, columns: &dyn Scope) -> Option<Expr> {
        let sum = self.expression(text, columns, &Type::Int)?;
        if sum.asks_clock() {
            let reason = "a sum may not use :asof".to_owned();
            let hint = "sum what a row itself says, and choose the rows with 'where'".to_owned();
            self.report(text.span(), reason, Some(hint));
            return None;
        }
        Some(sum)
    }

    pub(super) fn cycles(&mut self, written: &[file::Measure], measures: &[Measure]) {
        let needs: BTreeMap<&str, Vec<&str>> =
            measures.iter().map(|measure| (measure.id.as_str(), named(measure))).collect();
        for measure in written {
            let id = measure.id.as_ref().as_str();
            let mut reached = BTreeSet::new();
            let mut open = needs.get(id).cloned().unwrap_or_default();
            while let Some(next) = open.pop() {
                if reached.insert(next) {
                    open.extend(needs.get(next).into_iter().flatten());
                }
            }
            if reached.contains(id) {
                let reason = format!("the measure '{id}' is computed from itself");
                self.report(measure.id.span(), reason, None);
            }
        }
    }
}

/// Only once measures are known to be free of cycles.
pub(super) fn mark_additive(measures: &[Measure], indicators: &mut [Indicator]) {
    for indicator in indicators {
        let sides = [&indicator.numerator, &indicator.denominator];
        indicator.additive = sides
            .into_iter()
            .all(|side| side.as_ref().is_some_and(|expr| Rulebook::adds_up(measures, expr)));
    }
}

fn named(measure: &Measure) -> Vec<&str> {
    let mut names = Vec::new();
    if let MeasureRule::Value(expr) = &measure.rule {
        expr.names(&mut |name| names.push(name));
    }
    names
}
