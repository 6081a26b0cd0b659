//! What the next report says of a closed period.

use chiso_report::variant::Restated;
use chiso_scoring::lang::Lang;

use super::{Earlier, Restatement};

impl Earlier {
    /// Codes of the closed agency and everything below it.
    pub(in crate::closing) fn below(&self) -> impl Iterator<Item = &str> {
        let period = self.frozen().period;
        let own = &self.frozen().agency;
        let tree = self.opened.tree();
        let belongs = move |code: &str| {
            let Ok(agency) = tree.find(code, period) else { return false };
            let above = tree.path(agency, period);
            code == own || above.iter().any(|above| above.code == *own)
        };
        let mut codes: Vec<&str> =
            self.frozen().agencies.iter().map(|agency| agency.code.as_str()).collect();
        codes.dedup();
        codes.into_iter().filter(move |code| belongs(code))
    }
}

impl Restatement {
    /// Notes for the next report: every total and indicator of the agency and its units whose points are others now.
    #[must_use]
    pub fn notes(&self) -> Vec<Restated> {
        let points = self.changes.iter().filter(|change| change.before != change.after);
        let reason = self.reason(Lang::Vi);
        points
            .map(|change| Restated {
                period: self.closing.closed.period,
                closing: self.closing.number,
                agency: change.agency.clone(),
                place: change.place.clone(),
                before: change.before,
                after: change.after,
                reason: reason.clone(),
            })
            .collect()
    }

    /// Why, as one sentence without a full stop.
    #[must_use]
    pub fn reason(&self, lang: Lang) -> String {
        let rows = lang.integer(i64::try_from(self.deltas.len()).unwrap_or(i64::MAX));
        let figures = lang.integer(i64::try_from(self.figures.len()).unwrap_or(i64::MAX));
        match (self.deltas.is_empty(), self.figures.is_empty()) {
            (false, _) => lang.text_with("closing-reason-rows", &[("count", &rows)]),
            (true, false) => lang.text_with("closing-reason-figures", &[("count", &figures)]),
            (true, true) => lang.text("closing-reason-other"),
        }
    }
}
