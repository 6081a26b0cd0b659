//! Reading phrases as they are written: which values each prints, and whether one may stand in the place of another.

use std::collections::{BTreeMap, BTreeSet};

use chiso_scoring::problem::{Problem, Source};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// A phrase of a file.
pub(super) struct Message<'t> {
    source: Source<'t>,
    pub(super) key: &'t str,
    /// Values that it prints, with their places.
    printed: BTreeMap<&'t str, usize>,
    /// Values that it only chooses by.
    chosen: BTreeMap<&'t str, usize>,
}

/// The phrases of a file, in its order.
pub(super) fn messages<'t>(file: &'t str, text: &'t str) -> Result<Vec<Message<'t>>, Problem> {
    let source = Source { file, text };
    let resource = parser::parse_runtime(text).map_err(|(_, slips)| {
        let slip = slips.first();
        let at = slip.map_or(0, |slip| slip.slice.as_ref().unwrap_or(&slip.pos).start);
        source.problem(at, slip.map(ToString::to_string).unwrap_or_default(), None)
    })?;
    let entries = resource.body.into_iter();
    let read = entries.filter_map(|entry| match entry {
        Entry::Message(message) => {
            Some(Message::read(source, message.id.name, message.value.as_ref()))
        }
        Entry::Term(term) => {
            let reason = "only phrases stand here, each as 'key = text'".to_owned();
            Some(Err(source.problem(place(text, term.id.name), reason, None)))
        }
        _ => None,
    });
    read.collect()
}

/// Where a part of a text stands in it.
fn place(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

impl<'t> Message<'t> {
    fn read(
        source: Source<'t>,
        key: &'t str,
        value: Option<&Pattern<&'t str>>,
    ) -> Result<Self, Problem> {
        let (printed, chosen) = (BTreeMap::new(), BTreeMap::new());
        let mut message = Self { source, key, printed, chosen };
        match value.map(|pattern| message.walk(pattern)) {
            Some(Some(())) => Ok(message),
            _ => Err(message.problem(
                place(source.text, key),
                format!("the phrase '{key}' may hold text, values and choices between values only"),
            )),
        }
    }

    fn walk(&mut self, pattern: &Pattern<&'t str>) -> Option<()> {
        pattern.elements.iter().try_for_each(|element| match element {
            PatternElement::TextElement { .. } => Some(()),
            PatternElement::Placeable { expression } => self.expression(expression),
        })
    }

    fn expression(&mut self, expression: &Expression<&'t str>) -> Option<()> {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                let InlineExpression::VariableReference { id } = selector else { return None };
                self.chosen.insert(id.name, place(self.source.text, id.name));
                variants.iter().try_for_each(|variant| self.walk(&variant.value))
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&'t str>) -> Option<()> {
        match inline {
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {
                Some(())
            }
            InlineExpression::VariableReference { id } => {
                self.printed.insert(id.name, place(self.source.text, id.name));
                Some(())
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            _ => None,
        }
    }

    fn problem(&self, at: usize, reason: String) -> Problem {
        self.source.problem(at, reason, None)
    }

    fn at_key(&self) -> usize {
        place(self.source.text, self.key)
    }

    /// Whether it can stand in the place of the standard phrase: it prints all of its values, so that no figure is
    /// lost, and no others, which nobody would fill in.
    pub(super) fn replaces(&self, standard: Option<&Message<'_>>) -> Result<(), Problem> {
        let key = self.key;
        let Some(standard) = standard else {
            return Err(self.problem(self.at_key(), format!("no report uses the phrase '{key}'")));
        };
        let given: BTreeSet<&str> =
            standard.printed.keys().chain(standard.chosen.keys()).copied().collect();
        for (name, at) in self.printed.iter().chain(&self.chosen) {
            if !given.contains(name) {
                let known: Vec<&str> = given.iter().copied().collect();
                let reason = format!(
                    "the phrase '{key}' has no value {{ ${name} }}; it has: {}",
                    known.join(", ")
                );
                return Err(self.problem(*at, reason));
            }
        }
        match standard.printed.keys().find(|name| !self.printed.contains_key(*name)) {
            Some(left_out) => {
                let reason = format!("the phrase '{key}' leaves out {{ ${left_out} }}");
                Err(self.problem(self.at_key(), reason))
            }
            None => Ok(()),
        }
    }

    /// Whether its key was not there before.
    pub(super) fn said_once(&self, seen: &mut BTreeSet<String>) -> Result<(), Problem> {
        if seen.insert(self.key.to_owned()) {
            return Ok(());
        }
        let reason = format!("the phrase '{}' stands here for the second time", self.key);
        Err(self.problem(self.at_key(), reason))
    }
}
