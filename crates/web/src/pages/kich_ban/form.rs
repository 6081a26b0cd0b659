//! What is asked of the page, and the form that asks it.

use chiso_scoring::board::fix::Fix;
use chiso_scoring::board::whatif::Which;
use rust_decimal::Decimal;

use crate::asked::Asked;
use crate::chrome::{Choice, Field, field};
use crate::scenario::list::{List, ListError};
use crate::scenario::{TOP, TOP_MOST, goal};
use crate::study::Study;
use crate::trouble::Trouble;

/// What the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// What gains most.
    Next,
    /// What if.
    WhatIf,
    /// The way to a goal.
    Target,
    /// The end of the period.
    Projection,
}

impl View {
    pub const ALL: [Self; 4] = [Self::Next, Self::WhatIf, Self::Target, Self::Projection];

    pub fn code(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::WhatIf => "what-if",
            Self::Target => "target",
            Self::Projection => "projection",
        }
    }

    /// Key of its name or of what it means.
    pub fn key(self, what: &str) -> &'static str {
        match (self, what == "name") {
            (Self::Next, true) => "scenario-next-name",
            (Self::Next, false) => "scenario-next-meaning",
            (Self::WhatIf, true) => "scenario-what-if-name",
            (Self::WhatIf, false) => "scenario-what-if-meaning",
            (Self::Target, true) => "scenario-target-name",
            (Self::Target, false) => "scenario-target-meaning",
            (Self::Projection, true) => "scenario-projection-name",
            (Self::Projection, false) => "scenario-projection-meaning",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.code() == text)
    }
}

/// Parameters of the lists, with their fixes.
const LISTS: [(&str, Fix); 4] =
    [("close", Fix::Close), ("issue", Fix::Issue), ("sync", Fix::Sync), ("answer", Fix::Answer)];
/// The word for the codes that stand in a field of their own.
const CODES: &str = "codes";

/// What is asked.
pub(super) struct Form {
    pub view: View,
    pub top: usize,
    /// Points to be reached.
    pub goal: Option<Decimal>,
    /// What is wished.
    pub lists: Vec<(Fix, List)>,
}

impl Form {
    pub fn read(study: &Study) -> Result<Self, Trouble> {
        let asked = &study.asked;
        let top = |text: &str| text.parse().ok().filter(|n| (1..=TOP_MOST).contains(n));
        Ok(Self {
            view: asked.read_as("view", "bad-view", View::read)?.unwrap_or(View::Next),
            top: asked.read_as("top", "bad-limit", top)?.unwrap_or(TOP),
            goal: wanted(study)?,
            lists: lists(asked)?,
        })
    }

    /// What the form keeps without showing it.
    pub fn hidden(&self, study: &Study) -> Vec<(String, String)> {
        let own = [("agency", study.agency.code.as_str()), ("view", self.view.code())];
        let standing = study.standing();
        let all = own.into_iter().chain(standing.pairs());
        all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    pub fn fields(&self, study: &Study) -> Vec<Field> {
        match self.view {
            View::WhatIf => LISTS.iter().map(|(name, fix)| chooser(study, name, *fix)).collect(),
            View::Target => vec![grades(study)],
            View::Next | View::Projection => Vec::new(),
        }
    }

    pub fn inputs(&self, study: &Study) -> Vec<(&'static str, String, &'static str, String)> {
        let lang = study.asked.lang;
        let given = |name: &str| study.asked.value(name).unwrap_or_default().to_owned();
        match self.view {
            View::WhatIf => vec![(CODES, lang.text("scenario-codes"), "text", given(CODES))],
            View::Target => vec![("points", lang.text("scenario-points"), "text", given("points"))],
            View::Next => vec![("top", lang.text("scenario-top"), "number", self.top.to_string())],
            View::Projection => Vec::new(),
        }
    }
}

/// The goal: points, else a grade.
fn wanted(study: &Study) -> Result<Option<Decimal>, Trouble> {
    let read = |text: &str| goal(study.rulebook(), text);
    let points = study.asked.read_as("points", "bad-goal", read)?;
    let grade = study.asked.read_as("reach", "bad-goal", read)?;
    Ok(points.or(grade))
}

/// The lists of an address: a word, codes, or the word for the codes of the field.
fn lists(asked: &Asked) -> Result<Vec<(Fix, List)>, Trouble> {
    let read = |(name, fix): &(&str, Fix)| {
        let text = asked.value(name)?;
        let codes = asked.value(CODES).unwrap_or_default();
        let text = if text == CODES { codes } else { text };
        let bad = |error: ListError| Trouble::bad(name, bad(error), text);
        Some(List::read(*fix, text).map(|list| (*fix, list)).map_err(bad))
    };
    LISTS.iter().filter_map(read).collect()
}

/// Key of what is said on a page or by the API.
pub(super) fn bad(error: ListError) -> &'static str {
    match error {
        ListError::TooMany => "bad-codes",
        ListError::Word => "bad-word",
    }
}

/// What a fix is to be done to.
fn chooser(study: &Study, name: &'static str, fix: Fix) -> Field {
    let lang = study.asked.lang;
    let given = study.asked.value(name).unwrap_or_default();
    let words: &[Which] = match fix {
        Fix::Close | Fix::Answer => &[Which::Overdue, Which::Due, Which::All],
        Fix::Issue => &[Which::NoResult],
        _ => &[Which::Unsynced],
    };
    let words = words.iter().map(|which| which.code());
    let known = ["", CODES].into_iter().chain(words);
    let mut choices: Vec<Choice> = known
        .map(|word| Choice {
            value: word.to_owned(),
            text: lang
                .text(&format!("scenario-pick-{}", if word.is_empty() { "none" } else { word })),
            chosen: word == given,
        })
        .collect();
    // An address may name codes itself.
    if choices.iter().all(|choice| !choice.chosen) {
        let text = given.to_owned();
        choices.push(Choice { value: text.clone(), text, chosen: true });
    }
    let label = match fix {
        Fix::Close => "whatif-fix-close",
        Fix::Issue => "whatif-fix-issue",
        Fix::Sync => "whatif-fix-sync",
        _ => "whatif-fix-answer",
    };
    field(lang, name, label, choices)
}

fn grades(study: &Study) -> Field {
    let lang = study.asked.lang;
    let given = study.asked.value("reach").unwrap_or_default();
    let next = Choice {
        value: String::new(),
        text: lang.text("scenario-next-grade"),
        chosen: given.is_empty(),
    };
    let all = study.rulebook().grades.iter().map(|grade| Choice {
        value: grade.code.clone(),
        text: lang.pick(&grade.name).to_owned(),
        chosen: given == grade.code,
    });
    field(lang, "reach", "scenario-goal", std::iter::once(next).chain(all).collect())
}
