//! What the address asks: the earlier side, what moved, and what it is seen over.

use chiso_scoring::movement::{Over, SideText};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Place;

use crate::App;
use crate::asked::Asked;
use crate::trouble::{Trouble, cut};

/// The earlier side: `PERIOD, PERIOD@AS_OF or PERIOD@AS_OF~REVISION`.
pub(crate) const EARLIER: &str = "so-voi";
/// What moved.
pub(super) const INDICATOR: &str = "indicator";
/// What the change is divided over.
pub(super) const OVER: &str = "theo";
/// How many lines.
const LINES: &str = "top";

/// Lines of a page.
pub(super) const TOP: usize = 30;
/// Most lines of an answer.
pub(super) const MOST: usize = 10_000;

/// What is asked of an agency in a period.
pub(super) struct Asks {
    pub earlier: SideText,
    pub place: Place,
    pub over: Over,
    pub most: Option<usize>,
}

impl Asks {
    /// `usual`: what the change is divided over if nothing is asked.
    pub fn read(
        app: &App,
        asked: &Asked,
        (period, rulebook): (Period, &Rulebook),
        usual: Over,
    ) -> Result<Self, Trouble> {
        let earlier = asked.read_as(EARLIER, "bad-movement-side", |text| text.parse().ok())?;
        let previous = SideText { period: period.previous(), as_of: None, known_at: None };
        let earlier: SideText = earlier.unwrap_or(previous);
        if earlier.known_at > Some(app.store.revision()?) {
            return Err(Trouble::bad(EARLIER, "bad-revision", &earlier.to_string()));
        }
        let code = asked.value(INDICATOR).unwrap_or_default();
        let none = || Trouble::NoPlace { code: cut(code), hints: Vec::new() };
        let place = Place::find(rulebook, code).ok_or_else(none)?;
        let over = asked.read_as(OVER, "bad-movement-over", Over::read)?.unwrap_or(usual);
        let count = |text: &str| text.parse().ok().filter(|n| (1..=MOST).contains(n));
        let most = asked.read_as(LINES, "bad-count", count)?;
        Ok(Self { earlier, place, over, most })
    }
}

/// What is wrong with the period or moment of the earlier side is wrong with its parameter.
pub(super) fn renamed(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Bad { reason, given, .. } => Trouble::bad(EARLIER, reason, &given),
        other => other,
    }
}
