//! Lays out what is frozen as rows.

use std::fmt::{Display, Write};

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::{Captured, Figure};
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Place;
use chiso_scoring::small::Few;

use super::contents::{OWN, SUBTREE, section};
use super::field::{Maybe, Words};
use super::frozen::{CheckRow, Frozen, Origin, Outcome, Watermark};
use super::hex;
use super::sheets::{Standing, kind, places};

/// A row before it has its number and salt.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Draft {
    /// Section and fields.
    pub body: String,
    /// Whether it stays out of the file for everybody.
    pub few: bool,
}

/// Rows so far.
#[derive(Debug, Default)]
pub(super) struct Rows(pub Vec<Draft>);

/// What strangers are not shown, with everything below and of the agencies alone.
pub(super) type Hidden = [Vec<Few>; 2];

impl Rows {
    fn put(&mut self, few: bool, fields: &[&dyn Display]) {
        let mut body = String::with_capacity(96);
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                body.push('\t');
            }
            // A text takes whatever is written to it.
            let _ = write!(body, "{field}");
        }
        self.0.push(Draft { body, few });
    }

    fn row(&mut self, fields: &[&dyn Display]) {
        self.put(false, fields);
    }

    pub fn head(&mut self, frozen: &Frozen, rulebook: &Rulebook) {
        let mut head = |name: &str, value: &dyn Display| self.row(&[&section::HEAD, &name, value]);
        head("agency", &Words(&frozen.agency));
        head("period", &frozen.period);
        head("origin", &origin(frozen.origin));
        head("basis", &basis(frozen.basis));
        head("as_of", &frozen.as_of);
        head("revision", &frozen.revision);
        head("rulebook", &Words(&rulebook.id));
        head("closed_by", &Words(&frozen.closed_by));
        head("closed_at", &frozen.closed_at);
        head("replaces", &Maybe(frozen.replaces));
        head("list_rows", &frozen.lists.0);
        head("list_root", &hex::write(&frozen.lists.1));
    }

    pub fn rules(&mut self, text: &str) {
        text.split('\n').for_each(|line| self.row(&[&section::RULE, &Words(line)]));
    }

    pub fn agency(&mut self, agency: &Agency) {
        let successors: Vec<Words<'_>> = agency.successors.iter().map(|code| Words(code)).collect();
        let parent = Maybe(agency.parent.as_deref().map(Words));
        let portal = Maybe(agency.portal_id.as_deref().map(Words));
        let (from, to) = (Maybe(agency.valid_from), Maybe(agency.valid_to));
        let (code, name) = (Words(&agency.code), Words(&agency.name));
        let mut fields: Vec<&dyn Display> =
            vec![&section::AGENCY, &code, &name, &agency.level, &parent, &from, &to, &portal];
        fields.extend(successors.iter().map(|code| code as &dyn Display));
        self.row(&fields);
    }

    pub fn source(&mut self, source: &Watermark) {
        let (heard, until) = (Maybe(source.heard), Maybe(source.until));
        self.row(&[&section::SOURCE, &Words(&source.source), &heard, &until]);
    }

    pub fn check(&mut self, check: &CheckRow) {
        let (outcome, reason) = match &check.outcome {
            Outcome::Passed => ("passed", Maybe(None)),
            Outcome::Waived(reason) => ("waived", Maybe(Some(Words(reason)))),
        };
        self.row(&[&section::CHECK, &Words(&check.code), &outcome, &check.found, &reason]);
    }

    pub fn published(&mut self, row: &Captured) {
        let reported = &row.reported;
        let (agency, indicator) = (Words(&reported.agency), Words(&reported.indicator));
        let figure = Numbers::of(&reported.figure);
        self.row(&[
            &section::PUBLISHED,
            &agency,
            &indicator,
            &reported.period,
            &reported.as_of,
            &figure,
            &Words(&reported.source),
            &row.revision,
        ]);
    }

    pub fn unit(
        &mut self,
        rulebook: &Rulebook,
        whole: (&Counted, Option<&Few>),
        own: Option<(&Counted, Option<&Few>)>,
    ) {
        let same = |own: &Counted| {
            own.indicators == whole.0.indicators && own.measures == whole.0.measures
        };
        let apart = own.filter(|(own, _)| !same(own));
        let word = match (own, apart) {
            (None, _) => "none",
            (_, None) => "same",
            _ => "apart",
        };
        self.row(&[&section::UNIT, &Words(&whole.0.agency), &word]);
        self.tallies(rulebook, SUBTREE, whole);
        if let Some(own) = apart {
            self.tallies(rulebook, OWN, own);
        }
    }

    fn tallies(
        &mut self,
        rulebook: &Rulebook,
        scope: &str,
        (counted, few): (&Counted, Option<&Few>),
    ) {
        let agency = Words(&counted.agency);
        for (at, (rule, figure)) in rulebook.indicators.iter().zip(&counted.indicators).enumerate()
        {
            let hidden = few.is_some_and(|few| few.figures[at]) && figure.is_some();
            let (word, numbers) = match figure {
                Some(figure) => ("known", Numbers::of(figure)),
                None => ("silent", Numbers::of(&Figure::default())),
            };
            let code = Words(&rule.code);
            self.put(hidden, &[&section::FIGURE, &scope, &agency, &code, &word, &numbers]);
        }
        let hidden = |at: usize| few.is_some_and(|few| few.measures[at]);
        let mut values = |hide: bool, word: &str| {
            let values = rulebook.measures.iter().zip(&counted.measures).enumerate();
            let values = values.filter(|(at, _)| hidden(*at) == hide);
            let values: Vec<Value<'_>> =
                values.map(|(_, (measure, value))| Value(&measure.id, *value)).collect();
            if hide && values.is_empty() {
                return;
            }
            let mut fields: Vec<&dyn Display> = vec![&section::TALLY, &scope, &agency, &word];
            fields.extend(values.iter().map(|value| value as &dyn Display));
            self.put(hide, &fields);
        };
        values(false, "open");
        values(true, "few");
    }

    pub fn points(&mut self, rulebook: &Rulebook, agencies: &[&Agency], standings: &[Standing]) {
        let places = places(rulebook);
        for (agency, rows) in agencies.iter().zip(standings.chunks_exact(places.len())) {
            for (place, row) in places.iter().zip(rows) {
                self.0
                    .push(Draft { body: points(rulebook, &agency.code, *place, row), few: false });
            }
        }
    }
}

/// A row of points.
pub(super) fn points(rulebook: &Rulebook, agency: &str, place: Place, row: &Standing) -> String {
    let mut rows = Rows::default();
    let (points, rank) = (Maybe(row.points.points), Maybe(row.rank));
    let grade = Maybe(row.grade.as_deref().map(Words));
    rows.row(&[
        &section::POINTS,
        &Words(agency),
        &kind(place),
        &Words(place.code(rulebook)),
        &points,
        &row.points.state.code(),
        &row.points.origin.code(),
        &rank,
        &grade,
    ]);
    rows.0.pop().map(|draft| draft.body).unwrap_or_default()
}

/// The fields of a figure.
pub(super) struct Numbers(String);

impl Numbers {
    pub fn of(figure: &Figure) -> Self {
        let (numerator, denominator) = (Maybe(figure.numerator), Maybe(figure.denominator));
        let (rate, points) = (Maybe(figure.rate), Maybe(figure.points));
        let flag = Maybe(figure.flag.map(chiso_scoring::figure::Flag::code));
        Self(format!("{numerator}\t{denominator}\t{rate}\t{points}\t{flag}"))
    }
}

impl Display for Numbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A measure with its value.
struct Value<'a>(&'a str, i64);

impl Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", Words(self.0), self.1)
    }
}

/// What an origin is called in the file.
pub(super) fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Published => "published",
        Origin::Dossiers => "dossiers",
    }
}

/// What a basis is called in the file.
pub(super) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Computed => "computed",
        Basis::Published => "published",
    }
}
