//! The worked example: the same counts under two rulebooks.

use chiso_scoring::agency::Level;
use chiso_scoring::explain::form;
use chiso_scoring::figure::Figure;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::{Form, Indicator, Rulebook, Unit};
use chiso_scoring::score::{Figures, IndicatorScore, Scorer};
use rust_decimal::Decimal;

use crate::asked::Asked;
use crate::number::{MISSING, Num};
use crate::trouble::Trouble;

/// Counts tried when none are given.
const USUAL: (i64, i64) = (45, 100);

/// The example.
pub(crate) struct Example {
    /// Numerator tried.
    pub numerator: i64,
    /// Denominator tried.
    pub denominator: i64,
    /// The ratio in words: `45 / 100 = 45,00 %`.
    pub ratio: String,
    /// Rulebooks.
    pub books: Vec<String>,
    /// Indicators that turn a ratio into points.
    pub rows: Vec<Row>,
    /// Parameters the form keeps.
    pub hidden: Vec<(String, String)>,
}

/// An indicator under each rulebook.
pub(crate) struct Row {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Form in words and points; `None` where a rulebook lacks it.
    pub sides: Vec<Option<(String, Num)>>,
    /// Second minus first, or [`MISSING`].
    pub change: String,
    /// Whether the points differ.
    pub differs: bool,
}

impl Example {
    /// Scores `n` of `d` under one or two rulebooks, as a province's.
    pub fn new(
        asked: &Asked,
        first: &Rulebook,
        second: Option<&Rulebook>,
    ) -> Result<Self, Trouble> {
        let numerator = asked.count("n")?.unwrap_or(USUAL.0);
        let denominator = asked.count("d")?.unwrap_or(USUAL.1);
        let lang = asked.lang;
        let books: Vec<&Rulebook> = std::iter::once(first).chain(second).collect();
        let figure = Figure::of_counts(numerator, denominator);
        let scores: Vec<Vec<IndicatorScore>> =
            books.iter().map(|book| scores(book, figure)).collect();
        let rows = books[0].indicators.iter().enumerate().filter(|(_, rule)| bends(rule));
        let rows = rows.map(|(at, rule)| row(lang, &books, &scores, at, rule)).collect();
        let percent = scores[0].iter().find_map(|score| score.rate(Unit::Percent));
        let (n, d) = (lang.integer(numerator), lang.integer(denominator));
        let percent = percent.filter(|_| denominator > 0).map(|percent| lang.decimal(percent));
        Ok(Self {
            ratio: percent
                .map_or(format!("{n} / {d}"), |percent| format!("{n} / {d} = {percent} %")),
            numerator,
            denominator,
            books: books.iter().map(|book| book.id.clone()).collect(),
            rows,
            hidden: kept(asked),
        })
    }
}

fn kept(asked: &Asked) -> Vec<(String, String)> {
    let own = asked.own(&["period", "rulebook", "voi", "lang"]).into_iter();
    own.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Whether a ratio decides the points.
fn bends(rule: &Indicator) -> bool {
    matches!(rule.form, Form::Linear | Form::Scaled | Form::Jump)
}

/// Every indicator scored with the same counts.
fn scores(rulebook: &Rulebook, figure: Figure) -> Vec<IndicatorScore> {
    let mut figures = Figures::silent(rulebook);
    figures.indicators = vec![Some(figure); rulebook.indicators.len()];
    Scorer::new(rulebook).agency(Level::Province, &figures, None).indicators
}

fn row(
    lang: Lang,
    books: &[&Rulebook],
    scores: &[Vec<IndicatorScore>],
    at: usize,
    rule: &Indicator,
) -> Row {
    let places =
        books.iter().map(|book| book.indicators.iter().position(|other| other.code == rule.code));
    let sides: Vec<Option<(String, Num, Option<Decimal>)>> = places
        .enumerate()
        .map(|(book, place)| {
            let (other, score) = (&books[book].indicators[place?], &scores[book][place?]);
            let (vi, en) = form(other);
            let words = if lang == Lang::Vi { vi } else { en };
            Some((words, Num::new(lang, score.result, other.max), score.result.points))
        })
        .collect();
    let before = scores[0][at].result.points;
    let after = sides.get(1).and_then(|side| side.as_ref()?.2);
    let change = before.zip(after).map(|(before, after)| after - before);
    Row {
        code: rule.code.clone(),
        name: lang.pick(&rule.name).to_owned(),
        change: change.map_or(MISSING.to_owned(), |change| lang.signed(change)),
        differs: change.is_some_and(|change| !change.is_zero()),
        sides: sides.into_iter().map(|side| side.map(|(words, num, _)| (words, num))).collect(),
    }
}
