//! Groups and indicators: forms that have what they need, maxima that add up, sources that exist.

use std::collections::BTreeSet;
use std::str::FromStr;

use rust_decimal::Decimal;
use toml::Spanned;

use super::Check;
use super::measures::MeasureScope;
use crate::agency::Level;
use crate::expr::{Expr, Type};
use crate::problem::nearest;
use crate::round::{Exact, from_percent};
use crate::rulebook::{Group, Indicator, file};

impl Check<'_> {
    pub(super) fn group(
        &mut self,
        group: &file::Group,
        indicators: &mut Vec<Indicator>,
        scope: &MeasureScope,
        cited: &BTreeSet<&str>,
    ) -> Group {
        let first = indicators.len();
        for indicator in &group.indicator {
            let checked = self.indicator(indicator, scope, cited);
            indicators.push(checked);
        }
        let max = *group.max.as_ref();
        let sum: u32 = group.indicator.iter().map(|indicator| indicator.max).sum();
        if sum != max {
            let code = group.code.as_ref();
            let reason = format!("the indicators of {code} add up to {sum} points, not {max}");
            self.report(group.max.span(), reason, None);
        }
        Group {
            code: group.code.as_ref().clone(),
            name: group.name.clone(),
            max,
            indicators: first..indicators.len(),
        }
    }

    pub(super) fn group_maxima(&mut self, parsed: &file::File) {
        let sum: u32 = parsed.group.iter().map(|group| *group.max.as_ref()).sum();
        let max = &parsed.rulebook.max;
        if sum != *max.as_ref() {
            let reason = format!("the groups add up to {sum} points, not {}", max.as_ref());
            self.report(max.span(), reason, None);
        }
    }

    fn indicator(
        &mut self,
        written: &file::Indicator,
        scope: &MeasureScope,
        cited: &BTreeSet<&str>,
    ) -> Indicator {
        let target = self.target(written);
        self.form(written);
        self.citations(&written.cite, cited);
        let numerator = self.side(&written.numerator, scope);
        let denominator = self.side(&written.denominator, scope);
        if let Some(fallback) = &written.fallback {
            self.expression(fallback, scope, &Type::Int);
        }
        Indicator {
            code: written.code.as_ref().clone(),
            metric: written.metric.clone(),
            name: written.name.clone(),
            note: written.note.clone(),
            max: written.max,
            form: written.form,
            target,
            numerator,
            denominator,
            additive: false,
            zero: written.zero,
            fallback: written.fallback.as_ref().map(|text| text.as_ref().clone()),
            round_first: written.round_first,
            unit: written.unit,
            levels: Level::ALL.map(|level| {
                written.levels.get(&level.into()).copied().unwrap_or(file::LevelRule::Own)
            }),
            confidence: written.confidence,
            cite: written.cite.as_ref().clone(),
        }
    }

    fn side(&mut self, text: &Option<Spanned<String>>, scope: &MeasureScope) -> Option<Expr> {
        text.as_ref().and_then(|text| self.expression(text, scope, &Type::Int))
    }

    fn form(&mut self, written: &file::Indicator) {
        use file::Form::{Constant, Jump, Scaled, Shown};
        let code = written.code.as_ref();
        let wants_target = matches!(written.form, Scaled | Jump);
        if wants_target != written.target.is_some() {
            let reason = if wants_target {
                format!("{code}: this form needs a target")
            } else {
                format!("{code}: this form has no target")
            };
            self.report(
                written.code.span(),
                reason,
                Some("target = \"80 %\" belongs to scaled and jump".into()),
            );
        }
        let has_counts = written.numerator.is_some() && written.denominator.is_some();
        if !has_counts && written.form != Constant {
            let reason = format!("{code}: numerator and denominator are needed");
            self.report(written.code.span(), reason, None);
        }
        if (written.form == Shown) != (written.max == 0) {
            let reason = format!("{code}: exactly the indicators that are only shown have max = 0");
            self.report(written.code.span(), reason, None);
        }
    }

    fn target(&mut self, written: &file::Indicator) -> Option<Exact> {
        let text = written.target.as_ref()?;
        let percent = text.as_ref().strip_suffix('%').map(str::trim);
        let value = percent.and_then(|digits| Decimal::from_str(digits).ok());
        let in_range = |value: &Decimal| *value > Decimal::ZERO && *value <= Decimal::ONE_HUNDRED;
        match value.filter(in_range) {
            Some(value) => Some(from_percent(value)),
            None => {
                let reason = format!("'{}' is not a target", text.as_ref());
                self.report(
                    text.span(),
                    reason,
                    Some("write it as \"80 %\", above 0, up to 100".into()),
                );
                None
            }
        }
    }

    fn citations(&mut self, cite: &Spanned<Vec<String>>, cited: &BTreeSet<&str>) {
        if cite.as_ref().is_empty() {
            self.report(cite.span(), "a rule needs a citation".to_owned(), None);
        }
        for text in cite.as_ref() {
            let id = text.split(',').next().unwrap_or_default().trim();
            if !cited.contains(id) {
                let hint =
                    nearest(id, cited.iter().copied()).map(|n| format!("did you mean '{n}'?"));
                self.report(cite.span(), format!("the source '{id}' is not listed"), hint);
            }
        }
    }
}
