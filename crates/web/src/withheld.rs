//! What strangers are not shown: small counts of dossiers and petitions, and what they would follow from
//! (`docs/so-nho.md`). Whoever is signed in sees everything; what is published is public already.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::expr::Entity;
use chiso_scoring::score::IndicatorScore;
use chiso_scoring::sheet::Place;
use chiso_scoring::small::{Small, is_small};

use crate::loaded::Loaded;
use crate::number::{MISSING, Ratio};
use crate::view::View;

impl View {
    /// Whether somebody looks who may not see small counts of this view.
    pub fn is_guarded(&self) -> bool {
        self.is_stranger() && (self.is_live() || self.beside.is_some())
    }

    /// Whether nobody is signed in.
    pub fn is_stranger(&self) -> bool {
        !self.asked.inside()
    }

    /// Whether an agency's counts and rate of an indicator are withheld from this reader.
    pub fn withheld(&self, agency: &Agency, indicator: usize) -> bool {
        self.withheld_in(&self.loaded, agency, indicator)
    }

    /// The same on another side of a comparison.
    pub fn withheld_in(&self, loaded: &Loaded, agency: &Agency, indicator: usize) -> bool {
        let small = || loaded.small().withholds(loaded.sheet(), agency, indicator);
        self.is_stranger() && small()
    }

    /// Whether the counts of the agency or of any below it are withheld: then nothing is told that shows how
    /// much each of them weighs.
    pub fn withheld_below(&self, loaded: &Loaded, agency: &Agency, indicator: usize) -> bool {
        let below = loaded.sheet().children(&agency.code).into_iter().chain([agency]);
        below.into_iter().any(|child| self.withheld_in(loaded, child, indicator))
    }

    /// Whether an agency's plain measure is withheld.
    pub fn withheld_measure(&self, agency: &Agency, measure: &str, value: i64) -> bool {
        self.is_stranger() && self.loaded.small().withholds_measure(&agency.code, measure, value)
    }

    /// Whether any count of an agency's dossiers (or petitions) is withheld, and with it all that such a
    /// count follows from.
    pub fn withheld_any(&self, agency: &Agency, entity: Entity) -> bool {
        self.is_stranger() && self.small().withholds_any(&agency.code, entity)
    }

    /// Whether an agency's count of a measure that indicators rest on is withheld.
    pub fn withheld_base(&self, agency: &Agency, measure: &str) -> bool {
        self.is_stranger() && self.small().withholds_base(&agency.code, measure)
    }

    /// What this view withholds from strangers.
    pub fn small(&self) -> &Small {
        self.loaded.small()
    }

    /// A count of single dossiers that belongs to nothing else on the page: its words.
    pub fn few(&self, count: i64) -> String {
        let hidden = self.is_guarded() && is_small(count);
        if hidden { self.lang.text(KEY) } else { self.lang.integer(count) }
    }

    /// The counts and the rate of an agency's indicator as this reader may see them, leading to what is
    /// counted.
    pub fn ratio(&self, agency: &Agency, indicator: usize, score: &IndicatorScore) -> Ratio {
        let rule = &self.rulebook().indicators[indicator];
        let ratio = Ratio::new(self.lang, rule, score);
        if self.withheld(agency, indicator) {
            return ratio.withheld(self.lang);
        }
        ratio.listed(self.lists(agency, indicator))
    }

    /// What is said instead of a text with counts of an agency's number, if they are withheld.
    pub fn instead(&self, loaded: &Loaded, agency: &Agency, place: Place) -> Option<String> {
        let Place::Indicator(at) = place else { return None };
        self.withheld_in(loaded, agency, at).then(|| self.lang.text(KEY))
    }
}

/// Said in the place of a count.
pub(crate) const KEY: &str = "small-withheld";

impl Ratio {
    /// The same without its counts and its rate: the words say why.
    pub fn withheld(self, lang: chiso_scoring::lang::Lang) -> Self {
        let words = lang.text(KEY);
        let item = || Item::Text(words.clone());
        Self {
            items: [item(), item(), item()],
            numerator: words.clone(),
            denominator: words.clone(),
            percent: MISSING.to_owned(),
            none: words,
            lists: [String::new(), String::new()],
        }
    }
}

#[cfg(test)]
mod tests;
