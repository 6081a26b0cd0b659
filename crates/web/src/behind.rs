//! From a number on a page to the list behind it.

use chiso_scoring::agency::Agency;
use chiso_scoring::expr::Expr;
use chiso_scoring::measure::opened::Side;
use chiso_scoring::rulebook::LevelRule;

use crate::drill::list::side_code;
use crate::link::SOURCE;
use crate::pages::ho_so::PATH;
use crate::view::View;

impl View {
    /// Lists of what the numerator and the denominator of an agency's indicator count, by the indicator's
    /// place: where they are counted from its own dossiers and records.
    pub fn lists(&self, agency: &Agency, indicator: usize) -> [String; 2] {
        let rule = &self.rulebook().indicators[indicator];
        let own = rule.level_rule(agency.level) == LevelRule::Own;
        if !(self.is_live()
            && self.asked.inside()
            && own
            && self.stands_in_for_none(agency, indicator))
        {
            return [String::new(), String::new()];
        }
        let link = |side: Side| {
            let extra = [
                ("indicator", rule.code.as_str()),
                ("side", side_code(side)),
                ("agency", agency.code.as_str()),
                ("basis", ""),
                (SOURCE, ""),
            ];
            self.link(PATH, &extra)
        };
        [link(Side::Numerator), link(Side::Denominator)]
    }

    /// Whether an indicator's counts are its own, not those that stand in for a denominator of zero.
    fn stands_in_for_none(&self, agency: &Agency, indicator: usize) -> bool {
        let rule = &self.rulebook().indicators[indicator];
        let data = self.sheet().data(&agency.code);
        let shown = data.figures.indicators[indicator].and_then(|figure| figure.denominator);
        match (&rule.fallback, &rule.denominator) {
            (None, _) => true,
            (Some(_), Some(Expr::Name(measure))) => {
                let counted = data.measures.get(measure).and_then(|figure| figure.numerator);
                shown.is_some() && counted == shown
            }
            (Some(_), _) => false,
        }
    }
}
