//! From the text of `rules/alerts.toml` to checked [`Rules`]: what a kind does not know is refused, with
//! place, reason and, where one is known, a hint. All problems of a file are told at once.

mod raw;
mod whom;

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use toml::Spanned;

use super::rule::{Against, Condition, KINDS, Rule, Rules, Span};
use crate::agency::AgencyTree;
use crate::problem::{Problem, Source, nearest};
use crate::rulebook::Rulebooks;
use crate::sheet::Place;
use raw::RawRule;

/// Largest file, in bytes.
const SIZE_MAX: usize = 200_000;
/// Most rules of a file: each is looked at every few seconds.
const RULES_MAX: usize = 100;
/// Most addresses of a file: each has a queue of its own.
const HOOKS_MAX: usize = 10;
/// Most hours of anything: a working year.
const HOURS_MAX: u32 = 2_000;
/// Most days back.
const DAYS_MAX: u16 = 366;
/// Most points.
const POINTS_MAX: u32 = 1_000;

/// What the codes of a file are looked up in.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Indicators, groups, grades.
    pub rulebooks: &'a Rulebooks,
    /// Agencies of all times; without any, their codes are not looked up.
    pub agencies: Option<&'a AgencyTree>,
}

impl Rules {
    /// The rules that come with chiso: about every unit of a kind, naming no code.
    ///
    /// # Panics
    /// Never: a test reads the same text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is part of the binary and tested")]
    pub fn embedded() -> Self {
        let text = include_str!("../../../../rules/alerts.toml");
        let known = Known { rulebooks: &Rulebooks::embedded(), agencies: None };
        Self::read("rules/alerts.toml", text, &known).expect("alerts.toml")
    }

    /// Reads and checks the rules of a file.
    ///
    /// # Errors
    /// Every problem found, each with file, line, column, reason and, where one is known, a hint.
    pub fn read(file_name: &str, text: &str, known: &Known<'_>) -> Result<Self, Vec<Problem>> {
        let source = Source { file: file_name, text };
        if text.len() > SIZE_MAX {
            let reason = format!("the file is larger than {SIZE_MAX} bytes");
            return Err(vec![source.problem(0, reason, None)]);
        }
        let parsed: raw::File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            vec![source.problem(at, error.message().to_owned(), None)]
        })?;
        let mut check = Check { source, known, problems: Vec::new() };
        let rules = check.file(&parsed);
        if check.problems.is_empty() { Ok(rules) } else { Err(check.problems) }
    }
}

struct Check<'a> {
    source: Source<'a>,
    known: &'a Known<'a>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn report<T>(&mut self, at: &Spanned<T>, reason: String, hint: Option<String>) {
        self.problems.push(self.source.problem(at.span().start, reason, hint));
    }

    /// A slip of the pen gets the nearest of what there is as a hint, anything else the whole list.
    fn unknown<'n>(
        &mut self,
        what: &str,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'n str> + Clone,
        list: bool,
    ) {
        let near =
            nearest(name.as_ref(), known.clone()).map(|near| format!("did you mean '{near}'?"));
        let all = || list.then(|| format!("known: {}", known.collect::<Vec<_>>().join(", ")));
        let hint = near.or_else(all);
        self.report(name, format!("the {what} '{}' is unknown", name.as_ref()), hint);
    }

    fn file(&mut self, parsed: &raw::File) -> Rules {
        self.bound("rules", parsed.rule.len(), RULES_MAX);
        self.bound("addresses", parsed.webhook.len(), HOOKS_MAX);
        self.unique("rule", parsed.rule.iter().map(|rule| &rule.id));
        self.unique("address", parsed.webhook.iter().map(|hook| &hook.id));
        let rules: Vec<Rule> = parsed.rule.iter().filter_map(|rule| self.rule(rule)).collect();
        let ids: Vec<&str> = parsed.rule.iter().map(|rule| rule.id.as_ref().as_str()).collect();
        let hooks = parsed.webhook.iter().filter_map(|hook| self.hook(hook, &ids)).collect();
        Rules { rules, hooks }
    }

    fn bound(&mut self, what: &str, given: usize, most: usize) {
        if given > most {
            let reason = format!("{given} {what} are too many: at most {most}");
            self.problems.push(self.source.problem(0, reason, None));
        }
    }

    fn unique<'r>(&mut self, what: &str, ids: impl Iterator<Item = &'r Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let plain =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
            if id.as_ref().is_empty() || id.as_ref().len() > 60 || !id.as_ref().chars().all(plain) {
                let reason = format!("'{}' is no id", id.as_ref());
                let hint = "up to 60 small letters without marks, digits, '-' and '_'".to_owned();
                self.report(id, reason, Some(hint));
            } else if !seen.insert(id.as_ref()) {
                self.report(id, format!("the {what} '{}' stands twice", id.as_ref()), None);
            }
        }
    }

    fn rule(&mut self, raw: &RawRule) -> Option<Rule> {
        let before = self.problems.len();
        let condition = self.condition(raw);
        let scope = self.scope(raw);
        let owner = self.owner(&raw.owner);
        let quiet = self.within(&raw.quiet_hours, HOURS_MAX, "quiet_hours");
        let condition = condition?;
        let back = match &raw.back {
            Some(back) => self.decimal(back, "back").unwrap_or_default(),
            None => usual_back(&condition),
        };
        (self.problems.len() == before).then(|| Rule {
            id: raw.id.as_ref().clone(),
            name: raw.name.clone(),
            condition,
            scope,
            owner,
            quiet: i64::from(quiet) * 3_600,
            back,
        })
    }

    fn condition(&mut self, raw: &RawRule) -> Option<Condition> {
        let kind = raw.kind.as_ref().as_str();
        if !KINDS.contains(&kind) {
            self.unknown("kind", &raw.kind, KINDS.into_iter(), true);
            return None;
        }
        for (name, at) in raw.keys() {
            if !keys_of(kind).contains(&name) {
                let reason = format!("'{name}' means nothing for the kind '{kind}'");
                self.problems.push(self.source.problem(at, reason, None));
            }
        }
        Some(match kind {
            "falls" => self.falls(raw)?,
            "below_grade" => {
                let span = self.span(raw);
                Condition::BelowGrade {
                    grade: self.grade(raw)?,
                    span,
                    after: self.after(raw, span, 0),
                }
            }
            "source_silent" => {
                let hours = raw.hours.as_ref().map(|hours| self.within(hours, HOURS_MAX, "hours"));
                Condition::SourceSilent { hours }
            }
            "due_soon" => Condition::DueSoon {
                hours: self.hours(raw)?,
                count: self
                    .given(raw, raw.count.as_ref(), "count")
                    .map(|count| self.within(count, u32::MAX, "count"))?,
            },
            "overdue" => Condition::Overdue {
                above: *self.given(raw, raw.above.as_ref(), "above")?.as_ref(),
            },
            "directive_due" => Condition::DirectiveDue { hours: self.hours(raw)? },
            _ => Condition::DirectiveOverdue,
        })
    }

    fn falls(&mut self, raw: &RawRule) -> Option<Condition> {
        let place = self.place(raw);
        let by = self.given(raw, raw.by.as_ref(), "by").and_then(|by| {
            let points = self.decimal(by, "by")?;
            if points.is_zero() {
                self.report(by, "a fall by 0 points is no fall".to_owned(), None);
            }
            Some(points)
        });
        let against = self.against(raw);
        let span = self.span(raw);
        let usual = match against {
            Some(Against::PreviousPeriod) => span.usual_after(),
            _ => 0,
        };
        let after = self.after(raw, span, usual);
        Some(Condition::Falls { place: place?, by: by?, against: against?, span, after })
    }

    /// Working days of the period that have to be over.
    fn after(&mut self, raw: &RawRule, span: Span, usual: u16) -> u16 {
        let Some(days) = &raw.after_days else { return usual };
        let most = span.most_after();
        if *days.as_ref() > most {
            let reason = format!("'after_days' of a {} is from 0 to {most}", span.code());
            self.report(days, reason, None);
        }
        *days.as_ref()
    }

    /// A key the kind cannot do without.
    fn given<'r, T>(&mut self, raw: &RawRule, key: Option<&'r T>, name: &str) -> Option<&'r T> {
        if key.is_none() {
            let reason = format!("the kind '{}' needs '{name}'", raw.kind.as_ref());
            self.report(&raw.kind, reason, None);
        }
        key
    }

    fn place(&mut self, raw: &RawRule) -> Option<String> {
        let place = self.given(raw, raw.place.as_ref(), "place")?;
        let books = self.known.rulebooks.all();
        if books.iter().all(|book| Place::find(book, place.as_ref()).is_none()) {
            let codes = books.iter().flat_map(|book| {
                let groups = book.groups.iter().map(|group| group.code.as_str());
                groups.chain(book.indicators.iter().map(|indicator| indicator.code.as_str()))
            });
            self.unknown("indicator or group", place, codes.chain(["TOTAL"]), false);
        }
        Some(place.as_ref().clone())
    }

    fn grade(&mut self, raw: &RawRule) -> Option<String> {
        let grade = self.given(raw, raw.grade.as_ref(), "grade")?;
        let books = self.known.rulebooks.all();
        let codes: BTreeSet<&str> = books
            .iter()
            .flat_map(|book| book.grades.iter().map(|grade| grade.code.as_str()))
            .collect();
        if !codes.contains(grade.as_ref().as_str()) {
            self.unknown("grade", grade, codes.iter().copied(), true);
        }
        Some(grade.as_ref().clone())
    }

    fn against(&mut self, raw: &RawRule) -> Option<Against> {
        match (&raw.against, &raw.days) {
            (Some(against), None) if against.as_ref() == "previous_period" => {
                Some(Against::PreviousPeriod)
            }
            (Some(against), None) => {
                self.unknown("comparison", against, ["previous_period"].into_iter(), true);
                None
            }
            (None, Some(days)) => {
                if !(1..=DAYS_MAX).contains(days.as_ref()) {
                    self.report(days, format!("'days' is from 1 to {DAYS_MAX}"), None);
                }
                Some(Against::DaysAgo(*days.as_ref()))
            }
            _ => {
                let reason = "a fall needs one of 'against' and 'days'".to_owned();
                let hint = "against = \"previous_period\", or days = 7".to_owned();
                self.report(&raw.kind, reason, Some(hint));
                None
            }
        }
    }

    fn span(&mut self, raw: &RawRule) -> Span {
        let Some(period) = &raw.period else { return Span::Month };
        let all = [Span::Month, Span::Quarter, Span::Year];
        all.into_iter().find(|span| span.code() == period.as_ref()).unwrap_or_else(|| {
            self.unknown("period", period, all.map(Span::code).into_iter(), true);
            Span::Month
        })
    }

    fn hours(&mut self, raw: &RawRule) -> Option<u32> {
        let hours = self.given(raw, raw.hours.as_ref(), "hours")?;
        Some(self.within(hours, HOURS_MAX, "hours"))
    }

    /// A number from 1 to a bound.
    fn within(&mut self, number: &Spanned<u32>, most: u32, name: &str) -> u32 {
        let least = u32::from(name != "quiet_hours");
        if !(least..=most).contains(number.as_ref()) {
            self.report(number, format!("'{name}' is from {least} to {most}"), None);
        }
        *number.as_ref()
    }

    fn decimal(&mut self, text: &Spanned<String>, name: &str) -> Option<Decimal> {
        let read = Decimal::from_str_exact(text.as_ref()).ok();
        let number = read.filter(|number| {
            !number.is_sign_negative()
                && *number <= Decimal::from(POINTS_MAX)
                && number.scale() <= 4
        });
        if number.is_none() {
            let reason =
                format!("'{name}' is not a number such as \"2.50\", from 0 to {POINTS_MAX}");
            self.report(text, reason, None);
        }
        number
    }
}

/// What a kind may say beside id, name, scope, owner, `quiet_hours` and `back`.
fn keys_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "falls" => &["place", "by", "against", "days", "period", "after_days"],
        "below_grade" => &["grade", "period", "after_days"],
        "source_silent" | "directive_due" => &["hours"],
        "due_soon" => &["hours", "count"],
        "overdue" => &["above"],
        _ => &[],
    }
}

/// By how much a number must be on the good side where the rule does not say: half a point, or a tenth
/// of the dossiers. What is a matter of time needs no such margin: it does not tremble.
fn usual_back(condition: &Condition) -> Decimal {
    match condition {
        Condition::Falls { by, .. } => Decimal::new(50, 2).min(*by),
        Condition::BelowGrade { .. } => Decimal::new(50, 2),
        Condition::DueSoon { count, .. } => Decimal::from(count / 10),
        Condition::Overdue { above } => Decimal::from(above / 10),
        _ => Decimal::ZERO,
    }
}
