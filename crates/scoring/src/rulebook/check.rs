//! From text to a checked [`Rulebook`]: every name resolves, types fit, maxima add up, bands
//! cover the scale, citations exist. All problems are reported, each with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;
use toml::Spanned;

use super::{Axis, Grade, Group, Indicator, Measure, MeasureRule, Rulebook, file};
use crate::agency::Level;
use crate::expr::{self, Columns, Expr, Scope, Type};
use crate::problem::{Problem, Source, nearest};
use crate::round::{Exact, from_percent};

/// Most decimals points may have.
const DIGITS_MAX: u32 = 4;
/// Largest rulebook accepted, in bytes.
const SIZE_MAX: usize = 1_000_000;

impl Rulebook {
    /// Reads and checks a rulebook.
    ///
    /// # Errors
    /// Every problem found, each with file, line, column, reason and, where one is known, a hint.
    pub fn read(file_name: &str, text: &str, columns: &Columns) -> Result<Self, Vec<Problem>> {
        let source = Source { file: file_name, text };
        if text.len() > SIZE_MAX {
            let reason = format!("the file is larger than {SIZE_MAX} bytes");
            return Err(vec![source.problem(0, reason, None)]);
        }
        let parsed: file::File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            vec![source.problem(at, error.message().to_owned(), None)]
        })?;
        let mut check = Check { source, columns, problems: Vec::new() };
        let rulebook = check.rulebook(parsed);
        if check.problems.is_empty() { Ok(rulebook) } else { Err(check.problems) }
    }
}

struct Check<'a> {
    source: Source<'a>,
    columns: &'a Columns,
    problems: Vec<Problem>,
}

/// Measures as names in an indicator's arithmetic.
struct MeasureScope(BTreeSet<String>);

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
    fn report(&mut self, span: Range<usize>, reason: String, hint: Option<String>) {
        self.problems.push(self.source.problem(span.start, reason, hint));
    }

    fn rulebook(&mut self, parsed: file::File) -> Rulebook {
        self.head(&parsed.rulebook);
        let scope = self.measure_scope(&parsed.measure);
        let measures: Vec<Measure> =
            parsed.measure.iter().filter_map(|measure| self.measure(measure, &scope)).collect();
        self.cycles(&parsed.measure, &measures);
        let cited: BTreeSet<&str> = parsed.source.iter().map(|s| s.id.as_ref().as_str()).collect();
        let mut indicators = Vec::new();
        let mut groups = Vec::new();
        for group in &parsed.group {
            groups.push(self.group(group, &mut indicators, &scope, &cited));
        }
        self.unique("indicator", parsed.group.iter().flat_map(|g| &g.indicator).map(|i| &i.code));
        self.unique("group", parsed.group.iter().map(|group| &group.code));
        self.unique("source", parsed.source.iter().map(|source| &source.id));
        self.group_maxima(&parsed);
        if self.problems.is_empty() {
            mark_additive(&measures, &mut indicators);
        }
        let axes = self.axes(&parsed.axis, &groups);
        let grades = self.grades(&parsed.grade, *parsed.rulebook.max.as_ref());
        let head = parsed.rulebook.clone();
        Rulebook {
            id: head.id,
            name: head.name,
            note: head.note,
            status: head.status,
            from: head.from.into_inner(),
            to: head.to.map(Spanned::into_inner),
            digits: head.digits,
            max: head.max.into_inner(),
            sources: parsed.source.clone(),
            measures,
            groups,
            indicators,
            axes,
            grades,
            file: parsed,
        }
    }

    fn head(&mut self, head: &file::Head) {
        if let Some(to) = &head.to
            && to.as_ref() < head.from.as_ref()
        {
            let reason =
                format!("'to' ({}) lies before 'from' ({})", to.as_ref(), head.from.as_ref());
            self.report(to.span(), reason, None);
        }
        if head.digits > DIGITS_MAX {
            let reason = format!("points have at most {DIGITS_MAX} decimals");
            self.report(head.max.span(), reason, None);
        }
    }

    fn measure_scope(&mut self, measures: &[file::Measure]) -> MeasureScope {
        self.unique("measure", measures.iter().map(|measure| &measure.id));
        MeasureScope(measures.iter().map(|measure| measure.id.as_ref().clone()).collect())
    }

    fn unique<'b>(&mut self, what: &str, ids: impl Iterator<Item = &'b Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id.as_ref()) {
                self.report(id.span(), format!("the {what} '{}' stands twice", id.as_ref()), None);
            }
        }
    }

    fn measure(&mut self, measure: &file::Measure, scope: &MeasureScope) -> Option<Measure> {
        let rule = match (&measure.of, &measure.value) {
            (Some(of), None) => {
                let columns = self.columns;
                let columns = columns.of(*of);
                let condition = match &measure.condition {
                    Some(text) => self.expression(text, &columns, &Type::Flag)?,
                    None => Expr::Flag(true),
                };
                let sum = match &measure.sum {
                    Some(text) => Some(self.expression(text, &columns, &Type::Int)?),
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

    fn expression(
        &mut self,
        text: &Spanned<String>,
        scope: &dyn Scope,
        wanted: &Type,
    ) -> Option<Expr> {
        match expr::read(text.as_ref(), scope, wanted) {
            Ok(expr) => Some(expr),
            Err(error) => {
                let at = self.inside(text) + error.offset(text.as_ref());
                self.report(at..at, error.reason, error.hint);
                None
            }
        }
    }

    /// Offset of a TOML string's first character; with escapes inside, of its quote.
    fn inside(&self, text: &Spanned<String>) -> usize {
        let span = text.span();
        let raw = self.source.text.get(span.clone()).unwrap_or_default();
        span.start + raw.find(text.as_ref().as_str()).unwrap_or(0)
    }

    fn cycles(&mut self, written: &[file::Measure], measures: &[Measure]) {
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

    fn group(
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

    fn group_maxima(&mut self, parsed: &file::File) {
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

    fn axes(&mut self, written: &[file::Axis], groups: &[Group]) -> Vec<Axis> {
        let mut used = vec![0; groups.len()];
        let mut axes = Vec::new();
        for axis in written {
            let mut members = Vec::new();
            for code in axis.groups.as_ref() {
                match groups.iter().position(|group| group.code == *code) {
                    Some(at) => {
                        used[at] += 1;
                        members.push(at);
                    }
                    None => self.report(
                        axis.groups.span(),
                        format!("the group '{code}' is unknown"),
                        None,
                    ),
                }
            }
            axes.push(Axis {
                code: axis.code.as_ref().clone(),
                name: axis.name.clone(),
                max: members.iter().map(|at| groups[*at].max).sum(),
                groups: members,
            });
        }
        for (group, times) in groups.iter().zip(used) {
            if times != 1 {
                let reason = format!("the group {} stands on {times} axes, not on one", group.code);
                self.problems.push(self.source.problem(0, reason, None));
            }
        }
        axes
    }

    fn grades(&mut self, written: &[file::Grade], max: u32) -> Vec<Grade> {
        let mut bands: Vec<&file::Grade> = written.iter().collect();
        bands.sort_by_key(|grade| *grade.from.as_ref());
        let mut covered = 0;
        for band in &bands {
            let (from, to) = (*band.from.as_ref(), *band.to.as_ref());
            let code = &band.code;
            if to <= from {
                self.report(
                    band.to.span(),
                    format!("the band '{code}' ends before it begins"),
                    None,
                );
            } else if from > covered {
                let reason =
                    format!("no grade from {covered} to {from} points: the bands have a gap");
                self.report(band.from.span(), reason, None);
            } else if from < covered {
                let reason =
                    format!("the band '{code}' overlaps the one below, which goes to {covered}");
                self.report(band.from.span(), reason, None);
            }
            covered = covered.max(to);
        }
        if covered != max {
            let at = bands.last().map_or(0..0, |band| band.to.span());
            self.report(at, format!("the bands end at {covered} points, the scale at {max}"), None);
        }
        bands.iter().rev().map(|band| grade(band)).collect()
    }
}

/// Only once measures are known to be free of cycles.
fn mark_additive(measures: &[Measure], indicators: &mut [Indicator]) {
    for indicator in indicators {
        let sides = [&indicator.numerator, &indicator.denominator];
        indicator.additive = sides
            .into_iter()
            .all(|side| side.as_ref().is_some_and(|expr| Rulebook::adds_up(measures, expr)));
    }
}

fn grade(written: &file::Grade) -> Grade {
    Grade {
        code: written.code.clone(),
        name: written.name.clone(),
        from: *written.from.as_ref(),
        to: *written.to.as_ref(),
    }
}

fn named(measure: &Measure) -> Vec<&str> {
    let mut names = Vec::new();
    if let MeasureRule::Value(expr) = &measure.rule {
        expr.names(&mut |name| names.push(name));
    }
    names
}
