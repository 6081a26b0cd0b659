//! What a sheet counted from dossiers withholds from strangers.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::family::{Families, Withheld};
use super::is_small;
use crate::agency::Agency;
use crate::expr::{Entity, Expr};
use crate::figure::Figure;
use crate::rulebook::{Count, Indicator, LevelRule, Measure, MeasureRule, Rulebook};
use crate::sheet::{AgencyData, Laid, Sheet, inherits_from};

/// What decides, besides the counts, what is withheld of a sheet: the rules and who is below whom. The same for
/// all sheets of a period, a rulebook and a tree.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// The counts that indicators rest on, with what each counts: a bit each.
    bases: Vec<(String, Entity)>,
    /// Per indicator the bases in it; `None` where it counts neither dossiers nor petitions.
    pub(super) indicators: Vec<Option<u64>>,
    /// Measures that count dossiers or petitions one by one.
    pub(super) measures: HashMap<String, Entity>,
    /// Agencies in force, by code: in the order of their codes.
    pub(super) codes: Vec<String>,
    /// Who is below whom of them.
    pub(super) families: Families,
}

/// What is withheld of a sheet: of which agency, which counts.
///
/// Indicators rest on counts of dossiers and petitions (received, handled, finished, with a fee …): each is
/// withheld where it is small, in all agencies together, so that none follows from those shown; and with it
/// every indicator it stands in. What is withheld of a count is found when somebody asks.
#[derive(Debug, Clone, Default)]
pub struct Small {
    pub(super) guard: Arc<Guard>,
    laid: Arc<Laid>,
    /// By base.
    found: Vec<OnceLock<Withheld>>,
}

impl Guard {
    /// What decides of a sheet.
    #[must_use]
    pub fn of(sheet: &Sheet<'_>) -> Self {
        let rulebook = sheet.rulebook();
        let bases = bases(rulebook);
        let mask = |rule| indicator_mask(rulebook, &bases, rule);
        let measures = rulebook.measures.iter().filter_map(|measure| {
            let entities = counted(&rulebook.measures, &Expr::Name(measure.id.clone()));
            entities.first().map(|(_, entity)| (measure.id.clone(), *entity))
        });
        let mut agencies = sheet.tree.in_force(sheet.period);
        agencies.sort_by(|a, b| a.code.cmp(&b.code));
        let codes: Vec<String> = agencies.iter().map(|agency| agency.code.clone()).collect();
        let above = |agency: &&Agency| codes.binary_search(agency.parent.as_ref()?).ok();
        let parents: Vec<Option<usize>> = agencies.iter().map(above).collect();
        Self {
            indicators: rulebook.indicators.iter().map(mask).collect(),
            measures: measures.collect(),
            families: Families::new(&parents),
            codes,
            bases,
        }
    }

    /// The bases that count an entity.
    fn mask_of(&self, entity: Entity) -> u64 {
        let bases = self.bases.iter().enumerate().filter(|(_, (_, of))| *of == entity);
        bases.fold(0, |mask, (bit, _)| mask | 1 << bit)
    }
}

impl Small {
    /// What is withheld of a sheet whose counts all come from dossiers.
    #[must_use]
    pub fn of(sheet: &Sheet<'_>, guard: Arc<Guard>) -> Self {
        let found = guard.bases.iter().map(|_| OnceLock::new()).collect();
        Self { guard, laid: Arc::clone(sheet.laid()), found }
    }

    /// What is withheld of a base.
    fn found(&self, bit: usize) -> &Withheld {
        self.found[bit].get_or_init(|| {
            let base = &self.guard.bases[bit].0;
            let mut counted = self.laid.all().peekable();
            // Both are in the order of the codes.
            let value = |code: &String| {
                while counted.next_if(|(known, _)| *known < code.as_str()).is_some() {}
                let data = counted.next_if(|(known, _)| *known == code.as_str());
                data.map_or(0, |(_, data)| value(data, base))
            };
            let values: Vec<i64> = self.guard.codes.iter().map(value).collect();
            self.guard.families.withheld(&values)
        })
    }

    /// Whether any of the bases of a mask is withheld of an agency.
    pub(super) fn hides(&self, agency: &str, mask: u64, of: impl Fn(&Withheld) -> &[bool]) -> bool {
        let codes = &self.guard.codes;
        let Ok(at) = codes.binary_search_by(|code| code.as_str().cmp(agency)) else { return false };
        let mut bits = (0..self.found.len()).filter(|bit| mask >> bit & 1 == 1);
        bits.any(|bit| of(self.found(bit))[at])
    }

    /// Whether an agency's counts and rate of an indicator are withheld.
    #[must_use]
    pub fn withholds(&self, sheet: &Sheet<'_>, agency: &Agency, indicator: usize) -> bool {
        let Some(Some(mask)) = self.guard.indicators.get(indicator) else { return false };
        let rule = &sheet.rulebook().indicators[indicator];
        let whose = match rule.level_rule(agency.level) {
            LevelRule::Inherited => inherits_from(sheet.tree, agency, sheet.period),
            _ => Some(agency),
        };
        let code = whose.map_or(agency.code.as_str(), |whose| &whose.code);
        self.hides(code, *mask, whole)
            || few(sheet.data(code).figures.indicators[indicator].as_ref())
    }

    /// The same of what an agency has of its own, without what is below it, given as counted.
    #[must_use]
    pub fn withholds_own(&self, agency: &str, indicator: usize, own: Option<&Figure>) -> bool {
        let Some(Some(mask)) = self.guard.indicators.get(indicator) else { return false };
        self.hides(agency, *mask, |found| &found.own) || few(own)
    }

    /// Whether an agency's plain measure is withheld: a small count, or one of an agency whose counts of the
    /// same kind are withheld somewhere, for measures are sums and differences of each other.
    #[must_use]
    pub fn withholds_measure(&self, agency: &str, measure: &str, value: i64) -> bool {
        let Some(entity) = self.guard.measures.get(measure) else { return false };
        value != 0 && (is_small(value.abs()) || self.withholds_any(agency, *entity))
    }

    /// Whether any count of an agency's dossiers (or petitions) is withheld: then nothing is told that such a
    /// count follows from, as what a single one of them does to the points.
    #[must_use]
    pub fn withholds_any(&self, agency: &str, entity: Entity) -> bool {
        self.hides(agency, self.guard.mask_of(entity), whole)
    }

    /// The same of what the agency has of its own.
    pub(super) fn withholds_any_own(&self, agency: &str, entity: Entity) -> bool {
        self.hides(agency, self.guard.mask_of(entity), |found| &found.own)
    }

    /// Whether an agency's count of a measure that indicators rest on is withheld.
    #[must_use]
    pub fn withholds_base(&self, agency: &str, measure: &str) -> bool {
        let bit = self.guard.bases.iter().position(|(id, _)| id == measure);
        bit.is_some_and(|bit| self.hides(agency, 1 << bit, whole))
    }
}

pub(super) fn whole(found: &Withheld) -> &[bool] {
    &found.whole
}

pub(super) fn few(figure: Option<&Figure>) -> bool {
    figure.and_then(|figure| figure.denominator).is_some_and(is_small)
}

fn value(data: &AgencyData, measure: &str) -> i64 {
    data.measures.get(measure).and_then(|figure| figure.numerator).unwrap_or(0)
}

/// The counts of dossiers and petitions that any denominator is made of.
fn bases(rulebook: &Rulebook) -> Vec<(String, Entity)> {
    let mut found: Vec<(String, Entity)> = Vec::new();
    for denominator in rulebook.indicators.iter().filter_map(|rule| rule.denominator.as_ref()) {
        for base in counted(&rulebook.measures, denominator) {
            if !found.contains(&base) {
                found.push(base);
            }
        }
    }
    // One bit each.
    found.truncate(64);
    found
}

fn indicator_mask(
    rulebook: &Rulebook,
    bases: &[(String, Entity)],
    rule: &Indicator,
) -> Option<u64> {
    let sides = [&rule.numerator, &rule.denominator].into_iter().flatten();
    let found: Vec<_> = sides.flat_map(|side| counted(&rulebook.measures, side)).collect();
    let bits = bases.iter().enumerate().filter(|(_, base)| found.contains(base));
    let mask = bits.fold(0, |mask, (bit, _)| mask | 1 << bit);
    (!found.is_empty()).then_some(mask)
}

/// The measures that count dossiers or petitions one by one behind an expression.
fn counted(measures: &[Measure], expr: &Expr) -> Vec<(String, Entity)> {
    let mut found = Vec::new();
    expr.names(&mut |name| {
        let measure = measures.iter().find(|measure| measure.id == name);
        match measure.map(|measure| &measure.rule) {
            Some(MeasureRule::Rows { of, count: Count::Rows, sum: None, .. })
                if matches!(of, Entity::Dossier | Entity::Petition) =>
            {
                found.push((name.to_owned(), *of));
            }
            Some(MeasureRule::Value(inner)) => found.extend(counted(measures, inner)),
            _ => {}
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::Rulebooks;

    #[test]
    fn the_counts_that_indicators_rest_on_are_those_of_dossiers_and_petitions() {
        let rulebooks = Rulebooks::embedded();
        let rulebook = rulebooks.get("766-2024").unwrap();
        let names: Vec<String> = bases(rulebook).into_iter().map(|(id, _)| id).collect();
        let expected = [
            "received",
            "handled",
            "finished",
            "dossiers_with_fee",
            "petitions",
            "petitions_handled",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn an_indicator_that_counts_procedures_has_no_small_cells() {
        let rulebooks = Rulebooks::embedded();
        let rulebook = rulebooks.get("766-2024").unwrap();
        let bases = bases(rulebook);
        let counts = |code: &str| {
            let at = rulebook.indicator(code).unwrap();
            indicator_mask(rulebook, &bases, &rulebook.indicators[at]).is_some()
        };
        let codes = ["1.1", "1.4", "2.1", "2.2", "3.2", "3.3", "3.5", "3.6", "4.1", "5.2"];
        let counted: Vec<&str> = codes.into_iter().filter(|code| counts(code)).collect();
        assert_eq!(counted, ["1.4", "2.1", "2.2", "3.3", "3.6", "4.1", "5.2"]);
    }
}
