//! From text to a checked [`Rulebook`]: every name resolves, types fit, maxima add up, bands
//! cover the scale, citations exist. All problems are reported, each with its place.

mod indicators;
mod measures;
mod scale;

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;

use super::{Measure, Rulebook, file};
use crate::expr::{self, Columns, Expr, Scope, Type};
use crate::problem::{Problem, Source};
use measures::mark_additive;

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

    fn unique<'b>(&mut self, what: &str, ids: impl Iterator<Item = &'b Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id.as_ref()) {
                self.report(id.span(), format!("the {what} '{}' stands twice", id.as_ref()), None);
            }
        }
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
}
