//! The lines: one look at how everything stands, numbers turned into values, small ones withheld.

use std::collections::BTreeMap;
use std::sync::Arc;

use chiso_scoring::by_procedure::{Column as Counted, Table, by_procedure};
use chiso_scoring::collate;
use chiso_scoring::lang::Lang;
use chiso_scoring::names::Names;
use chiso_scoring::search::fold;
use chiso_scoring::standing::Standing;
use chiso_scoring::verdict::Asked;

use super::columns::{Column, Value};
use super::question::{Question, Sort};
use super::veil::{Ground, Veil};
use crate::procedures::named;
use crate::study::Study;
use crate::trouble::Trouble;

/// A line.
pub(super) struct Line {
    /// Code of the unit, where lines are of single units.
    pub unit: Option<String>,
    /// Code of the procedure; empty for what is about none.
    pub procedure: String,
    /// A value for each column; [`None`] where it is withheld.
    pub values: Vec<Option<Value>>,
}

/// What was found.
pub(super) struct Found {
    pub columns: Vec<Column>,
    /// All lines that are wanted, in their order.
    pub lines: Vec<Line>,
    /// The sum of all lines; none of a filtered list.
    pub total: Option<Line>,
    /// What the lines leave over of the sum.
    pub left: Option<Line>,
    /// Names of units by code.
    pub units: BTreeMap<String, String>,
    pub names: Arc<Names>,
}

impl Found {
    /// Looks; the study says afterwards what was looked at. `guarded`: small counts are withheld.
    pub fn look(study: &mut Study, question: &Question, guarded: bool) -> Result<Self, Trouble> {
        let columns = Column::all(study.rulebook(), question.indicator);
        let (revision, now, found) = study.seen.look(|revision, standing| {
            let look = Look { study, question, columns: &columns, standing, guarded };
            (revision, standing.live().now(), look.found())
        })?;
        (study.revision, study.now) = (revision, now);
        let code = study.asked.value("indicator").unwrap_or_default();
        let mut found = found.ok_or_else(|| Trouble::bad("indicator", "bad-no-ratio", code))?;
        found.columns = columns;
        found.filter(question);
        found.sort(study.asked.lang, question.sort);
        Ok(found)
    }

    /// What a unit is called.
    pub fn unit(&self, code: &str) -> String {
        self.units.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    fn filter(&mut self, question: &Question) {
        let Some(query) = &question.filter else { return };
        let units = &self.units;
        let names = &self.names;
        let unit = |line: &Line| {
            let code = line.unit.as_deref()?;
            let name = units.get(code)?;
            query.rank(code, name, &fold(name))
        };
        let procedure = |line: &Line| {
            let known = names.of(&line.procedure);
            let (name, folded) = known.map_or(("", ""), |known| (&*known.name, &*known.folded));
            query.rank(&line.procedure, name, folded)
        };
        let one = question.procedure.is_some();
        self.lines.retain(|line| unit(line).is_some() || !one && procedure(line).is_some());
        (self.total, self.left) = (None, None);
    }

    /// What is missing or withheld stands behind everything else, so that its place says nothing of it.
    fn sort(&mut self, lang: Lang, sort: Sort) {
        let mut lines = std::mem::take(&mut self.lines);
        let code = |line: &Line| (line.procedure.clone(), line.unit.clone());
        match sort {
            Sort::Name => lines.sort_by(|a, b| {
                let names = collate::compare(&self.title(lang, a), &self.title(lang, b));
                names.then_with(|| code(a).cmp(&code(b)))
            }),
            Sort::Column(at) => {
                let least_first = self.columns[at].least_first;
                lines.sort_by_cached_key(|line| {
                    let size = line.values[at].and_then(Value::size);
                    let size = size.map(|size| if least_first { size } else { -size });
                    (size.is_none(), size, code(line))
                });
            }
        }
        self.lines = lines;
    }

    /// A line's names as they are shown.
    fn title(&self, lang: Lang, line: &Line) -> String {
        let unit = line.unit.as_deref().map(|code| self.unit(code)).unwrap_or_default();
        let procedure = named(lang, &self.names, &line.procedure).name;
        format!("{unit} {procedure}").trim().to_owned()
    }
}

/// One look.
struct Look<'a> {
    study: &'a Study,
    question: &'a Question,
    columns: &'a [Column],
    standing: &'a Standing,
    guarded: bool,
}

impl Look<'_> {
    fn found(&self) -> Option<Found> {
        let wanted = self.wanted();
        let table = self.table(&wanted, self.question.by_unit())?;
        let veil = self.veil();
        let line = |unit: Option<String>, procedure: String, numbers: &[i64]| Line {
            values: self.values(&wanted, numbers, &|column, value| {
                veil.as_ref()
                    .is_some_and(|veil| veil.hides(column, unit.as_deref(), &procedure, value))
            }),
            unit,
            procedure,
        };
        let one = self.question.procedure.as_deref();
        let lines =
            table.lines.iter().filter(|found| one.is_none_or(|one| *found.procedure == *one));
        let lines: Vec<Line> = lines
            .map(|found| line(found.agency.clone(), found.procedure.clone(), &found.numbers))
            .collect();
        let total = match one {
            None => Some(self.total(&wanted, &table, veil.as_ref())),
            Some(code) => {
                let sums = self.table(&wanted, false)?;
                let sum = sums.lines.iter().find(|found| found.procedure == code);
                sum.map(|sum| line(None, code.to_owned(), &sum.numbers))
            }
        };
        let units = lines.iter().filter_map(|line| line.unit.clone());
        let units = units.map(|code| (self.unit(&code), code)).map(|(name, code)| (code, name));
        Some(Found {
            columns: Vec::new(),
            units: units.collect(),
            left: self.left(&wanted, &table).filter(|_| one.is_none()),
            names: Arc::clone(self.standing.names()),
            lines,
            total,
        })
    }

    /// Every number that a column needs, once.
    fn wanted(&self) -> Vec<Counted> {
        let mut wanted: Vec<Counted> = Vec::new();
        let bases = self.columns.iter().filter_map(|column| column.base);
        for one in self.columns.iter().flat_map(Column::needs).chain(bases) {
            if !wanted.contains(&one) {
                wanted.push(one);
            }
        }
        wanted
    }

    fn asked(&self) -> Asked<'_> {
        let study = self.study;
        Asked { agency: &study.agency.code, period: study.period, scope: self.question.scope }
    }

    fn table(&self, wanted: &[Counted], units: bool) -> Option<Table> {
        let rulebook = &self.study.rulebook().id;
        by_procedure(self.standing.live(), rulebook, self.asked(), wanted, units)
    }

    /// What strangers are not shown; nothing where no dossiers are counted.
    fn veil(&self) -> Option<Veil> {
        let live = self.standing.live();
        let book = live.plan().book(&self.study.rulebook().id)?;
        let of_people = |base: &Counted| match base {
            Counted::Measure(_) => true,
            Counted::Numerator(at) | Counted::Denominator(at) => {
                use chiso_scoring::expr::Entity::{Dossier, Petition};
                book.entities[*at].iter().all(|entity| matches!(entity, Dossier | Petition))
            }
        };
        let mut bases: Vec<Counted> =
            self.columns.iter().filter_map(|column| column.base).collect();
        bases.retain(of_people);
        bases.sort_by_key(|base| format!("{base:?}"));
        bases.dedup();
        let ground = Ground {
            live,
            rulebook: &self.study.rulebook().id,
            agency: &self.study.agency.code,
            period: self.study.period,
            scope: self.question.scope,
        };
        (self.guarded && !bases.is_empty()).then(|| Veil::over(&ground, &bases))
    }

    fn total(&self, wanted: &[Counted], table: &Table, veil: Option<&Veil>) -> Line {
        let hides = |base, value| veil.is_some_and(|veil| veil.hides_total(base, value));
        let values = self.values(wanted, &table.total, &hides);
        Line { unit: None, procedure: String::new(), values }
    }

    /// A procedure that several units have counts once: then the lines do not add up.
    fn left(&self, wanted: &[Counted], table: &Table) -> Option<Line> {
        let counts = self.columns.iter().flat_map(Column::needs);
        let at = |one: Counted| wanted.iter().position(|other| *other == one);
        let any = counts.filter_map(at).any(|at| table.left[at] != 0);
        let values = |column: &Column| match column.shows {
            super::columns::Shows::Count(one) => one.and_then(at).map(|at| table.left[at]),
            super::columns::Shows::Ratio(..) => None,
        };
        let values = self.columns.iter().map(values);
        let values = values.map(|left| Some(left.map_or(Value::Missing, Value::Count))).collect();
        any.then_some(Line { unit: None, procedure: String::new(), values })
    }

    fn values(
        &self,
        wanted: &[Counted],
        numbers: &[i64],
        hides: &dyn Fn(Counted, i64) -> bool,
    ) -> Vec<Option<Value>> {
        let of = |one: Counted| {
            let at = wanted.iter().position(|other| *other == one)?;
            numbers.get(at).copied()
        };
        let value = |column: &Column| {
            let hidden = column.base.is_some_and(|base| hides(base, of(base).unwrap_or(0)));
            (!hidden).then(|| column.value(&of))
        };
        self.columns.iter().map(value).collect()
    }

    fn unit(&self, code: &str) -> String {
        let found = self.standing.live().tree().find(code, self.study.period);
        found.map_or_else(|_| code.to_owned(), |agency| agency.name.clone())
    }
}
