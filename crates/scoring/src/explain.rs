//! Why a number is what it is: formula, counts, rule, citation, source — as labelled lines.

use crate::agency::Agency;
use crate::expr::Expr;
use crate::lang::Lang;
use crate::round::to_percent;
use crate::rulebook::{
    Confidence, Form, Indicator, LevelRule, RoundFirst, Rulebook, Status, Unit, Zero,
};
use crate::score::{AgencyScore, IndicatorScore, Points};
use crate::sheet::{Place, Sheet};

/// One labelled line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Stable key, `formula`.
    pub key: &'static str,
    /// Label in the reader's language.
    pub label: String,
    /// Text in the reader's language.
    pub text: String,
}

/// Explains one number of one agency.
#[must_use]
pub fn explain(sheet: &Sheet<'_>, agency: &Agency, place: Place, lang: Lang) -> Vec<Line> {
    let score = sheet.score(agency);
    let teller = Teller { sheet, agency, score: &score, lang, lines: Vec::new() };
    teller.tell(place)
}

/// Name of a rulebook with its status, as every output shows it.
#[must_use]
pub fn rulebook_label(rulebook: &Rulebook, lang: Lang) -> String {
    format!("{} – {} ({})", rulebook.id, lang.pick(&rulebook.name), status(rulebook, lang))
}

/// The same where there is little room: the id stands for the name.
#[must_use]
pub fn rulebook_brief(rulebook: &Rulebook, lang: Lang) -> String {
    format!("{} ({})", rulebook.id, status(rulebook, lang))
}

fn status(rulebook: &Rulebook, lang: Lang) -> String {
    lang.text(match rulebook.status {
        Status::Official => "status-official",
        Status::Unofficial => "status-unofficial",
    })
}

/// Numerator or denominator in words: the names of its measures.
#[must_use]
pub fn side(rulebook: &Rulebook, expr: &Expr, lang: Lang) -> String {
    let name = |id: &str| match rulebook.measure(id) {
        Some(measure) => lang.pick(&measure.name).to_owned(),
        None => id.to_owned(),
    };
    match expr {
        Expr::Name(id) => name(id),
        Expr::Add(a, b) => format!("{} + {}", side(rulebook, a, lang), side(rulebook, b, lang)),
        Expr::Sub(a, b) => format!("{} − {}", side(rulebook, a, lang), within(rulebook, b, lang)),
        other => other.to_string(),
    }
}

/// An indicator's ratio in words.
#[must_use]
pub fn formula(rulebook: &Rulebook, rule: &Indicator, lang: Lang) -> Option<String> {
    let (numerator, denominator) = (rule.numerator.as_ref()?, rule.denominator.as_ref()?);
    let (above, below) = (within(rulebook, numerator, lang), within(rulebook, denominator, lang));
    Some(format!("{above} ÷ {below}"))
}

/// A side of another operation: a sum or difference in brackets.
fn within(rulebook: &Rulebook, expr: &Expr, lang: Lang) -> String {
    let words = side(rulebook, expr, lang);
    match expr {
        Expr::Add(..) | Expr::Sub(..) => format!("({words})"),
        _ => words,
    }
}

/// Counts and percentage, `380 ÷ 380 = 100,00 %`; a mean handling time in days.
#[must_use]
pub fn counts(rule: &Indicator, score: &IndicatorScore, lang: Lang) -> Option<String> {
    let figure = score.figure.as_ref()?;
    let share = score.rate(rule.unit).map(|value| match rule.unit {
        Unit::Percent => format!("{} %", lang.decimal(value)),
        Unit::Days => lang.text_with("unit-days", &[("days", &lang.decimal(value))]),
    });
    match figure.counts().filter(|_| rule.unit == Unit::Percent) {
        Some(counts) => {
            let (n, d) = (lang.integer(counts.numerator), lang.integer(counts.denominator));
            let equals = share.map(|share| format!(" = {share}")).unwrap_or_default();
            Some(format!("{n} ÷ {d}{equals}"))
        }
        None => share,
    }
}

struct Teller<'s, 'a> {
    sheet: &'s Sheet<'a>,
    agency: &'s Agency,
    score: &'s AgencyScore,
    lang: Lang,
    lines: Vec<Line>,
}

impl Teller<'_, '_> {
    fn tell(mut self, place: Place) -> Vec<Line> {
        let rulebook = self.sheet.rulebook();
        match place {
            Place::Indicator(at) => self.indicator(at),
            Place::Group(at) => {
                let group = &rulebook.groups[at];
                self.line("what", format!("{} {}", group.code, self.lang.pick(&group.name)));
                self.parts(group.indicators.clone().map(Place::Indicator).collect());
            }
            Place::Axis(at) => {
                let axis = &rulebook.axes[at];
                self.line("what", format!("{} {}", axis.code, self.lang.pick(&axis.name)));
                self.parts(axis.groups.iter().map(|at| Place::Group(*at)).collect());
            }
            Place::Total => self.parts((0..rulebook.axes.len()).map(Place::Axis).collect()),
        }
        self.points(place.of(self.score), place.points_max(rulebook));
        self.published(place);
        if let (Place::Total, Some(points)) = (place, self.score.total.points) {
            let grade = rulebook.grade(points).map(|grade| self.lang.pick(&grade.name).to_owned());
            self.line("grade", grade.unwrap_or_default());
        }
        self.line("rulebook", rulebook_label(rulebook, self.lang));
        if let Place::Indicator(at) = place {
            self.rule(&rulebook.indicators[at]);
        }
        self.source(place);
        self.lines
    }

    fn line(&mut self, key: &'static str, text: String) {
        let label = self.lang.text(&format!("explain-{key}"));
        self.lines.push(Line { key, label, text });
    }

    fn indicator(&mut self, at: usize) {
        let rulebook = self.sheet.rulebook();
        let rule = &rulebook.indicators[at];
        let name = self.lang.pick(&rule.name);
        self.line("what", format!("{} {name} ({})", rule.code, rule.metric));
        if let Some(formula) = formula(rulebook, rule, self.lang) {
            self.line("formula", formula);
        }
        if let Some(counts) = counts(rule, &self.score.indicators[at], self.lang) {
            self.line("counts", counts);
        }
    }

    fn parts(&mut self, parts: Vec<Place>) {
        let rulebook = self.sheet.rulebook();
        let shown = parts.into_iter().filter(|part| part.points_max(rulebook) > 0).map(|part| {
            let points = part.of(self.score);
            let value = points
                .points
                .map_or_else(|| self.lang.state(points.state), |p| self.lang.decimal(p));
            format!("{} {value}/{}", part.code(rulebook), part.points_max(rulebook))
        });
        let text = shown.collect::<Vec<_>>().join(" + ");
        self.line("parts", text);
    }

    fn points(&mut self, points: Points, max: u32) {
        let max = max.to_string();
        let text = match points.points {
            Some(value) => self.lang.text_with(
                "explain-points-value",
                &[("points", &self.lang.decimal(value)), ("max", &max)],
            ),
            None => self.lang.text_with("explain-points-none", &[("max", &max)]),
        };
        self.line("points", text);
        self.line("state", self.lang.state(points.state));
        self.line("origin", self.lang.text(&format!("origin-{}", points.origin.code())));
    }

    /// What somebody else published for the same number.
    fn published(&mut self, place: Place) {
        let figures = &self.sheet.data(&self.agency.code).figures;
        let figure = match place {
            Place::Total => figures.total,
            Place::Axis(at) => figures.axes[at],
            Place::Group(at) => figures.groups[at],
            Place::Indicator(at) => figures.indicators[at],
        };
        if let Some(points) = figure.and_then(|figure| figure.points) {
            self.line("published", self.lang.decimal(points));
        }
    }

    fn rule(&mut self, rule: &Indicator) {
        let (vi, en) = form(rule);
        let form = if self.lang == Lang::Vi { vi } else { en };
        self.line("target", form);
        let zero = match rule.zero {
            Zero::Empty => "zero-empty",
            Zero::Zero => "zero-zero",
            Zero::Full => "zero-full",
        };
        self.line("zero", self.lang.text(zero));
        self.line("rounding", self.lang.text(rounding_key(rule.round_first)));
        self.line("level", self.lang.text(level_rule_key(rule.level_rule(self.agency.level))));
        self.line("confidence", self.lang.text(confidence_key(rule.confidence)));
        self.line("cite", citation(self.sheet.rulebook(), rule, self.lang));
        if let Some(note) = &rule.note {
            self.line("note", self.lang.pick(note).to_owned());
        }
    }

    fn source(&mut self, place: Place) {
        let code = place.code(self.sheet.rulebook());
        let data = self.sheet.data(&self.agency.code);
        if let Some(provenance) = self.sheet.provenance(&self.agency.code, code) {
            let text = self.lang.text_with(
                "explain-source-value",
                &[
                    ("source", &self.lang.source(&provenance.source)),
                    ("as_of", &self.lang.moment(provenance.as_of)),
                    ("revision", &provenance.revision.to_string()),
                ],
            );
            self.line("source", text);
        } else if let Place::Indicator(at) = place
            && data.summed.contains(&at)
        {
            let children = self.sheet.children(&self.agency.code).len().to_string();
            let captured = self.sheet.captured_at(&self.agency.code);
            let as_of = captured.map(|at| self.lang.moment(at)).unwrap_or_default();
            let arguments = [("count", &*children), ("as_of", &*as_of)];
            self.line("source", self.lang.text_with("explain-source-summed", &arguments));
        }
    }
}

/// Where an indicator's rule comes from: each citation with the text it cites.
#[must_use]
pub fn citation(rulebook: &Rulebook, rule: &Indicator, lang: Lang) -> String {
    let texts = rule.cite.iter().map(|cite| {
        let id = cite.split(',').next().unwrap_or_default().trim();
        let source = rulebook.sources.iter().find(|source| source.id.as_ref() == id);
        let text = source.map(|source| lang.pick(&source.text)).unwrap_or_default();
        format!("[{cite}] {text}")
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// The rule that makes an indicator's points, in both languages.
#[must_use]
pub fn form(rule: &Indicator) -> (String, String) {
    let max = rule.max.to_string();
    let target = rule.target.map(|target| to_percent(target).normalize().to_string());
    let target = target.unwrap_or_default();
    let key = match rule.form {
        Form::Linear => "form-linear",
        Form::Scaled => "form-scaled",
        Form::Jump => "form-jump",
        Form::Constant => "form-constant",
        Form::Shown => "form-shown",
    };
    let say = |lang: Lang| lang.text_with(key, &[("max", &max), ("target", &target)]);
    (say(Lang::Vi), say(Lang::En))
}

/// Key of the sentence on a rounding order.
#[must_use]
pub fn rounding_key(first: RoundFirst) -> &'static str {
    match first {
        RoundFirst::Points => "round-points",
        RoundFirst::Percent => "round-percent",
    }
}

/// Key of the sentence on a level rule.
#[must_use]
pub fn level_rule_key(rule: LevelRule) -> &'static str {
    match rule {
        LevelRule::Own => "level-rule-own",
        LevelRule::Inherited => "level-rule-inherited",
        LevelRule::None => "level-rule-none",
        LevelRule::Full => "level-rule-full",
    }
}

fn confidence_key(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::A => "explain-confidence-a",
        Confidence::B => "explain-confidence-b",
        Confidence::C => "explain-confidence-c",
    }
}
