//! What stands at the head of a page about an agency: its points with the change since the period before, its
//! grade, and how final they are.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::TOTAL;
use chiso_scoring::measure::Scope;
use chiso_scoring::rank::national;
use chiso_scoring::score::Points;
use chiso_scoring::sheet::{Place, Sheet};

use crate::chrome::Link;
use crate::moment::local;
use crate::number::Num;
use crate::pages::ky_da_chot::covering;
use crate::table::{Grade, grade};
use crate::trend::{Delta, Of, Trend};
use crate::view::View;

/// The head of a page.
pub(crate) struct Lead {
    /// The total.
    pub total: Num,
    /// Its grade.
    pub grade: Option<Grade>,
    /// The change since the period before.
    pub delta: Option<Delta>,
    /// How the total came about; empty where that needs no saying.
    pub how: String,
    /// How final it is.
    pub state: State,
    /// The total over time.
    pub trend: Trend,
}

/// How final the numbers of a period are.
pub(crate) struct State {
    /// In a word or two.
    pub name: String,
    /// What that means.
    pub text: String,
    /// For the style: `running` or `open`. (A closed period will be `closed`.)
    pub kind: &'static str,
}

impl Lead {
    /// The head of a page about an agency, whose figures `sheet` holds.
    pub fn new(view: &View, sheet: &Sheet<'_>, agency: &Agency, scope: Scope) -> Self {
        let place = Place::Total;
        let points = points(sheet, agency, place);
        let total = Num::new(view.lang, points, view.rulebook().max);
        let trend = Trend::of(view, sheet, Of { agency, place, scope });
        Self {
            total: total.at(view.place_link(TOTAL, &agency.code)),
            grade: grade(view, points.points),
            delta: trend.delta(view),
            how: how(view, sheet, agency),
            state: state(view, &agency.code),
            trend,
        }
    }
}

/// The points of a place; the nation's are means over the provinces.
pub(crate) fn points(sheet: &Sheet<'_>, agency: &Agency, place: Place) -> Points {
    let national = national(sheet, agency, place).map(|national| national.points);
    national.unwrap_or_else(|| place.of(&sheet.score(agency)))
}

/// Said of the nation: a mean is no sum.
fn how(view: &View, sheet: &Sheet<'_>, agency: &Agency) -> String {
    let Some(national) = national(sheet, agency, Place::Total) else { return String::new() };
    match national.mean_of {
        None => view.lang.text("nation-published"),
        Some(provinces) => {
            view.lang.text_with("nation-mean", &[("provinces", &provinces.to_string())])
        }
    }
}

/// How final an agency's numbers of the page's period are.
pub(crate) fn state(view: &View, agency: &str) -> State {
    let said = |name: &str, kind| State {
        name: view.lang.text(&format!("freeze-{name}")),
        text: view.lang.text(&format!("freeze-{name}-note")),
        kind,
    };
    if covering(&view.app, &view.asked, view.period(), &view.known.tree, agency).is_some() {
        return said("closed", "closed");
    }
    let Some(seen) = &view.seen else { return said("published", "open") };
    // The moment of the present is always known; a reading that failed has been told already.
    let now = seen.stands_at().map(|(_, now)| local(now).date());
    match now {
        Ok(now) if now <= view.period().last() => said("running", "running"),
        _ => said("open", "open"),
    }
}

/// The agencies above one, from the nation down.
pub(crate) fn path(view: &View, agency: &Agency, href: impl Fn(&str) -> String) -> Vec<Link> {
    let path = view.sheet().tree.path(agency, view.period());
    path.iter().map(|above| Link { href: href(&above.code), text: above.name.clone() }).collect()
}
