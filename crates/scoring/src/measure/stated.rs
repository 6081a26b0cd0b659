//! Agencies' own figures (`of = "agency"`): few rows, added up when first asked for.

use std::collections::{BTreeSet, HashMap};

use super::lanes::{Chunk, Lane};
use super::live::Live;
use super::plan::Planned;
use super::program::{Kind, Program, RowMeasure};
use super::row::{judge, value};
use super::shape::Shape;
use super::table::Values;
use super::{Cells, Scope};
use crate::agency::{Agency, Level};
use crate::expr::Entity;
use crate::period::Period;
use crate::record::AgencyFacts;

impl Live {
    /// Agencies' own figures of a period, summed up the tree.
    pub(super) fn stated(&self, period: Period) -> Stated {
        let program = self.plan.program(Entity::Agency);
        let lane = Lane::new(period);
        let chunk = Chunk::new(program, &[lane], self.now_kept(), 0);
        let mut truth = vec![0; program.formulas.nodes().len()];
        let mut stated = Stated::default();
        for agency in self.tree.in_force(period) {
            let unit = self.agencies.find(&agency.code);
            let facts = unit.and_then(|unit| self.facts.get(&(unit, period)));
            let cells = facts.copied().unwrap_or_else(|| nothing_stated(agency.level));
            let values = Values::new(&program.shape, &cells);
            judge(program, &program.needed, &chunk, &values, &mut truth);
            let numbers = numbers(program, &truth, &values, &lane);
            stated.add(self, agency, period, &numbers, reports(&program.shape, &values));
        }
        stated
    }
}

fn nothing_stated(level: Level) -> Cells {
    let facts = AgencyFacts {
        stated_at: 0,
        agency: Box::default(),
        period: Period::Year { year: 2000 },
        offers_copies: None,
        copies_done: None,
        certifications: None,
        accounts_verified: None,
        received_national_report: None,
        received_previous_year: None,
        services_growth: None,
    };
    facts.cells(level)
}

/// One agency's numbers: per measure of the program, what it adds.
fn numbers(program: &Program, truth: &[u64], values: &Values, lane: &Lane) -> Vec<i64> {
    let number = |measure: &RowMeasure| match &measure.kind {
        Kind::Rows | Kind::Procedures(_) => i64::from(truth[measure.root] != 0),
        Kind::Sum(cases) => cases
            .iter()
            .filter(|(when, _)| truth[*when] != 0)
            .map(|(_, linear)| value(linear, values, lane))
            .sum(),
    };
    program.measures.iter().map(number).collect()
}

fn reports(shape: &Shape, values: &Values) -> bool {
    shape.number("received_national_report").is_some_and(|at| values.numbers[at] > 0)
}

/// Agencies' own figures of one period.
#[derive(Debug, Clone, Default)]
pub(super) struct Stated {
    own: HashMap<String, Vec<i64>>,
    subtree: HashMap<String, Vec<i64>>,
    reporting: BTreeSet<String>,
}

impl Stated {
    fn add(&mut self, live: &Live, agency: &Agency, period: Period, own: &[i64], reports: bool) {
        let mut next = Some(agency);
        while let Some(at) = next {
            let sums = self.subtree.entry(at.code.clone()).or_insert_with(|| vec![0; own.len()]);
            sums.iter_mut().zip(own).for_each(|(sum, by)| *sum += by);
            if reports {
                self.reporting.insert(at.code.clone());
            }
            next = at.parent.as_deref().and_then(|parent| live.tree.find(parent, period).ok());
        }
        self.own.insert(agency.code.clone(), own.to_vec());
    }

    pub(super) fn number(&self, agency: &str, planned: &Planned, scope: Scope) -> i64 {
        let of = match scope {
            Scope::Own => &self.own,
            Scope::Subtree => &self.subtree,
        };
        of.get(agency).map_or(0, |numbers| numbers[planned.index])
    }

    /// Whether a national report is known of the agency or anything below it.
    pub(super) fn reported(&self, agency: &str) -> bool {
        self.reporting.contains(agency)
    }
}
