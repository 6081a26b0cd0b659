//! Reads rows strictly: each must be the one that the format has at its place, in its one spelling.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::{Captured, Figure, Reported};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::{Basis, Points};
use rust_decimal::Decimal;

use super::contents::{Contents, OWN, Own, SUBTREE, Tallies, Unit, section};
use super::fault::{Fault, Step, short};
use super::field::{flag, level, maybe, origin, state, value, words};
use super::frozen::{CheckRow, Frozen, Origin, Outcome, Watermark};
use super::sheets::{self, Standing, kind, places, subtree};
use super::{hex, lay, limits, raw};

/// The rows and where one is.
struct Cursor<'r, 't> {
    rows: &'r [raw::Row<'t>],
    at: usize,
}

/// Reads all rows. The first that is not as it has to be ends it.
pub(super) fn read(rows: &[raw::Row<'_>]) -> Result<Contents, Fault> {
    let mut cursor = Cursor { rows, at: 0 };
    let (mut frozen, id) = cursor.head()?;
    let rulebook = cursor.rules(&mut frozen, &id)?;
    frozen.agencies = cursor.all(section::AGENCY, agency)?;
    let tree = sheets::tree(&frozen.agencies, frozen.period)
        .filter(|tree| tree.find(&frozen.agency, frozen.period).is_ok());
    let tree = tree.ok_or_else(|| cursor.last("a tree of agencies"))?;
    frozen.watermarks = cursor.all(section::SOURCE, source)?;
    frozen.checks = cursor.all(section::CHECK, check)?;
    frozen.captured = cursor.all(section::PUBLISHED, published)?;
    let mut units: Vec<Unit> = Vec::new();
    while cursor.section() == Some(section::UNIT) {
        let unit = cursor.unit(&rulebook)?;
        let after = units.last().is_none_or(|last| last.agency < unit.agency);
        if !after || tree.find(&unit.agency, frozen.period).is_err() {
            return Err(cursor.last("units by code, in force in the period"));
        }
        units.push(unit);
    }
    let points_line = cursor.line();
    let agencies = subtree(&tree, &frozen.agency, frozen.period);
    let standings = cursor.standings(&rulebook, &agencies)?;
    if cursor.at < rows.len() {
        cursor.at += 1;
        return Err(cursor.last("no more rows"));
    }
    in_order(&frozen).ok_or_else(|| cursor.last("rows by code"))?;
    Ok(Contents { frozen, rulebook, tree, units, points_line, standings })
}

/// Whether everything stands in the order of the file.
fn in_order(frozen: &Frozen) -> Option<()> {
    let agencies = frozen.agencies.is_sorted_by_key(|row| (&row.code, row.valid_from));
    let captured = frozen.captured.is_sorted_by_key(|row| &row.reported.agency);
    let sources = frozen.watermarks.is_sorted_by_key(|row| &row.source);
    let checks = frozen.checks.is_sorted_by_key(|row| &row.code);
    (agencies && captured && sources && checks).then_some(())
}

impl<'t> Cursor<'_, 't> {
    /// Line of the next row.
    fn line(&self) -> usize {
        self.rows.get(self.at).map_or(self.rows.len() + 2, |row| row.line)
    }

    /// Section of the next row; [`None`] at the end and of a withheld row.
    fn section(&self) -> Option<&'t str> {
        self.rows.get(self.at)?.body?.split('\t').next()
    }

    /// What is wrong with the row taken last.
    fn last(&self, should: &str) -> Fault {
        let row = self.rows.get(self.at.saturating_sub(1));
        let body = row.and_then(|row| row.body).unwrap_or_default();
        Fault {
            line: row.map(|row| row.line),
            stands: short(body),
            should: should.to_owned(),
            ..raw::about(Step::Rows, body)
        }
    }

    /// Takes the next row, which must be of a section: its fields behind the section.
    fn take(&mut self, section: &str, pattern: &str) -> Result<Vec<&'t str>, Fault> {
        let body = self.rows.get(self.at).and_then(|row| row.body);
        self.at += 1;
        let mut fields = body.map(|body| body.split('\t')).into_iter().flatten();
        match fields.next() {
            Some(found) if found == section => Ok(fields.collect()),
            _ => Err(self.last(pattern)),
        }
    }

    /// Takes every next row of a section.
    fn all<T>(&mut self, section: &str, read: fn(&[&str]) -> Option<T>) -> Result<Vec<T>, Fault> {
        let mut found = Vec::new();
        while self.section() == Some(section) {
            let fields = self.take(section, section)?;
            found.push(read(&fields).ok_or_else(|| self.last(section))?);
        }
        Ok(found)
    }

    fn head(&mut self) -> Result<(Frozen, String), Fault> {
        let frozen = Frozen {
            agency: self.named("agency", words)?,
            period: self.named("period", value)?,
            origin: self.named("origin", |field| {
                [Origin::Published, Origin::Dossiers].into_iter().find(|o| lay::origin(*o) == field)
            })?,
            basis: self.named("basis", |field| {
                [Basis::Computed, Basis::Published].into_iter().find(|b| lay::basis(*b) == field)
            })?,
            as_of: self.named("as_of", value)?,
            revision: self.named("revision", value)?,
            rulebook: String::new(),
            agencies: Vec::new(),
            captured: Vec::new(),
            counted: Vec::new(),
            own: Vec::new(),
            watermarks: Vec::new(),
            checks: Vec::new(),
            closed_by: String::new(),
            closed_at: jiff::Timestamp::UNIX_EPOCH,
            replaces: None,
            lists: (0, [0; 32]),
        };
        let rulebook = self.named("rulebook", words)?;
        let closed_by = self.named("closed_by", words)?;
        let closed_at = self.named("closed_at", value)?;
        let replaces = self.named("replaces", |field| maybe(field, value))?;
        let lists = (self.named("list_rows", value)?, self.named("list_root", hex::read)?);
        Ok((Frozen { closed_by, closed_at, replaces, lists, ..frozen }, rulebook))
    }

    fn named<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
        let pattern = format!("head {name}");
        let fields = self.take(section::HEAD, &pattern)?;
        let read = match fields.as_slice() {
            [found, field] if *found == name => read(field),
            _ => None,
        };
        read.ok_or_else(|| self.last(&pattern))
    }

    fn rules(&mut self, frozen: &mut Frozen, id: &str) -> Result<Rulebook, Fault> {
        let line = |fields: &[&str]| match fields {
            [line] => words(line),
            _ => None,
        };
        frozen.rulebook = self.all(section::RULE, line)?.join("\n");
        let rulebook = sheets::rulebook(&frozen.rulebook).filter(|rulebook| rulebook.id == id);
        rulebook.ok_or_else(|| self.last("a rulebook with the id of the head"))
    }

    fn unit(&mut self, rulebook: &Rulebook) -> Result<Unit, Fault> {
        let pattern = "unit AGENCY none|same|apart";
        let fields = self.take(section::UNIT, pattern)?;
        let (agency, own) = match fields.as_slice() {
            [agency, own @ ("none" | "same" | "apart")] => (words(agency), *own),
            _ => (None, ""),
        };
        let agency = agency.ok_or_else(|| self.last(pattern))?;
        let whole = self.tallies(rulebook, SUBTREE, &agency)?;
        let own = match own {
            "none" => Own::None,
            "same" => Own::Same,
            _ => Own::Apart(self.tallies(rulebook, OWN, &agency)?),
        };
        Ok(Unit { agency, whole, own })
    }

    /// Whether the next row is withheld; then it is taken.
    fn withheld(&mut self) -> bool {
        let withheld = self.rows.get(self.at).is_some_and(|row| row.body.is_none());
        self.at += usize::from(withheld);
        withheld
    }

    fn tallies(&mut self, rulebook: &Rulebook, scope: &str, of: &str) -> Result<Tallies, Fault> {
        let figures_line = self.line();
        let mut figures = Vec::with_capacity(rulebook.indicators.len());
        for rule in &rulebook.indicators {
            figures.push(if self.withheld() {
                None
            } else {
                Some(self.figure(&[scope, of, &rule.code])?)
            });
        }
        let measures_line = self.line();
        let mut measures = vec![None; rulebook.measures.len()];
        self.measures(rulebook, &[scope, of, "open"], &mut measures)?;
        if measures.contains(&None) && !self.withheld() {
            self.measures(rulebook, &[scope, of, "few"], &mut measures)?;
            if measures.contains(&None) {
                return Err(self.last("every measure once"));
            }
        }
        Ok(Tallies { figures, figures_line, measures, measures_line })
    }

    fn figure(&mut self, [scope, of, code]: &[&str; 3]) -> Result<Option<Figure>, Fault> {
        let pattern = format!("figure {scope} {of} {code}");
        let fields = self.take(section::FIGURE, &pattern)?;
        let read = || {
            let [a, b, c, word, numbers @ ..] = fields.as_slice() else { return None };
            let here = *a == *scope && words(b)? == *of && words(c)? == *code;
            let figure = figure(numbers, limits::COUNTED)?;
            match *word {
                _ if !here => None,
                "known" => Some(Some(figure)),
                "silent" if figure == Figure::default() => Some(None),
                _ => None,
            }
        };
        read().ok_or_else(|| self.last(&pattern))
    }

    /// Measures in the order of the rulebook, each at most once.
    fn measures(
        &mut self,
        rulebook: &Rulebook,
        [scope, of, word]: &[&str; 3],
        into: &mut [Option<i64>],
    ) -> Result<(), Fault> {
        let pattern = format!("tally {scope} {of} {word}");
        let fields = self.take(section::TALLY, &pattern)?;
        let mut read = || {
            let [a, b, c, values @ ..] = fields.as_slice() else { return None };
            if *a != *scope || words(b)? != *of || c != word {
                return None;
            }
            let mut next = 0;
            for field in values {
                let (id, number) = field.rsplit_once('=')?;
                let id = words(id)?;
                let at = next + rulebook.measures[next..].iter().position(|m| m.id == id)?;
                let number = value(number).filter(|n: &i64| n.abs() <= limits::COUNTED)?;
                if into[at].replace(number).is_some() {
                    return None;
                }
                next = at + 1;
            }
            Some(())
        };
        read().ok_or_else(|| self.last(&pattern))
    }

    fn standings(
        &mut self,
        rulebook: &Rulebook,
        agencies: &[&Agency],
    ) -> Result<Vec<Standing>, Fault> {
        let places = places(rulebook);
        let mut standings = Vec::with_capacity(agencies.len() * places.len());
        for agency in agencies {
            for place in &places {
                let code = place.code(rulebook);
                let pattern = format!("points {} {} {code}", agency.code, kind(*place));
                let fields = self.take(section::POINTS, &pattern)?;
                let read = || {
                    let [a, b, c, rest @ ..] = fields.as_slice() else { return None };
                    let here = words(a)? == agency.code && *b == kind(*place) && words(c)? == code;
                    standing(rest, rulebook.digits).filter(|_| here)
                };
                standings.push(read().ok_or_else(|| self.last(&pattern))?);
            }
        }
        Ok(standings)
    }
}

fn standing(fields: &[&str], digits: u32) -> Option<Standing> {
    let [points, why, from, rank, grade] = fields else { return None };
    let points = maybe(points, decimal)?;
    let points = Points { points, state: state(why)?, origin: origin(from)? };
    let fits = points.points.is_none_or(|points| points.scale() == digits);
    let (rank, grade) = (maybe(rank, value)?, maybe(grade, words)?);
    fits.then_some(Standing { points, rank, grade })
}

fn decimal(field: &str) -> Option<Decimal> {
    let most = u128::from(limits::DIGITS);
    let fits = |value: &Decimal| value.mantissa().unsigned_abs() < most && value.scale() <= 18;
    value(field).filter(fits)
}

fn figure(fields: &[&str], most: i64) -> Option<Figure> {
    let [numerator, denominator, rate, points, mark] = fields else { return None };
    let count = |field: &str| value(field).filter(|count: &i64| count.abs() <= most);
    Some(Figure {
        numerator: maybe(numerator, count)?,
        denominator: maybe(denominator, count)?,
        rate: maybe(rate, decimal)?,
        points: maybe(points, decimal)?,
        flag: maybe(mark, flag)?,
    })
}

fn agency(fields: &[&str]) -> Option<Agency> {
    let [code, name, rank, parent, from, to, portal, successors @ ..] = fields else { return None };
    Some(Agency {
        code: words(code)?,
        name: words(name)?,
        level: level(rank)?,
        parent: maybe(parent, words)?,
        valid_from: maybe(from, value)?,
        valid_to: maybe(to, value)?,
        successors: successors.iter().map(|code| words(code)).collect::<Option<_>>()?,
        portal_id: maybe(portal, words)?,
    })
}

fn source(fields: &[&str]) -> Option<Watermark> {
    let [source, heard, until] = fields else { return None };
    let (heard, until) = (maybe(heard, value)?, maybe(until, value)?);
    Some(Watermark { source: words(source)?, heard, until })
}

fn check(fields: &[&str]) -> Option<CheckRow> {
    let [code, outcome, found, reason] = fields else { return None };
    let outcome = match (*outcome, maybe(reason, words)?) {
        ("passed", None) => Outcome::Passed,
        ("waived", Some(reason)) => Outcome::Waived(reason),
        _ => return None,
    };
    Some(CheckRow { code: words(code)?, outcome, found: value(found)? })
}

fn published(fields: &[&str]) -> Option<Captured> {
    let [agency, indicator, period, as_of, figure @ .., source, revision] = fields else {
        return None;
    };
    let reported = Reported {
        period: value(period)?,
        as_of: value(as_of)?,
        agency: words(agency)?,
        indicator: words(indicator)?,
        figure: self::figure(figure, limits::PUBLISHED)?,
        source: words(source)?,
    };
    Some(Captured { reported, revision: value(revision)? })
}
