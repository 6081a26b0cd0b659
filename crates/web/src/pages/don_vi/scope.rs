//! With everything below an agency, or the agency alone: what the page is about, always said.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::measure::Scope;
use chiso_scoring::score::IndicatorScore;
use chiso_scoring::sheet::{Provenance, Sheet};
use chiso_scoring::trend::read::figures;

use crate::chrome::Link;
use crate::loaded::COUNTED;
use crate::moment::local;
use crate::number::Ratio;
use crate::trend::SCOPE;
use crate::trouble::Trouble;
use crate::view::View;

const OWN: &str = "rieng";
const SUBTREE: &str = "ca-cap-duoi";

/// What the page is about.
pub(super) struct Chosen {
    /// With what is below, or without.
    pub scope: Scope,
    /// The same in words.
    pub text: String,
    /// Both, if there is a choice, and which is shown.
    pub tabs: Vec<(Link, bool)>,
}

impl Chosen {
    /// What the address asks for. Only what is counted can be had without what is below.
    pub fn read(view: &View, agency: &Agency) -> Result<Self, Trouble> {
        let read = |text: &str| match text {
            OWN => Some(Scope::Own),
            SUBTREE => Some(Scope::Subtree),
            _ => None,
        };
        let asked = view.asked.read_as(SCOPE, "bad-scope", read)?;
        let parent = !view.sheet().children(&agency.code).is_empty();
        let both = view.is_live() && parent && agency.level != Level::Nation;
        let scope = asked.filter(|_| both).unwrap_or(Scope::Subtree);
        let key = match scope {
            _ if agency.level == Level::Nation => "scope-nation",
            _ if !view.is_live() && parent => "scope-published",
            _ if !view.is_live() => "scope-published-leaf",
            _ if !parent => "scope-leaf",
            Scope::Own => "scope-own",
            Scope::Subtree => "scope-subtree",
        };
        let tab = |(of, code, key): (Scope, &str, &str)| {
            let href = view.asked.again(&[(SCOPE, code)]);
            (Link { href, text: view.lang.text(key) }, of == scope)
        };
        let tabs =
            [(Scope::Subtree, SUBTREE, "scope-tab-subtree"), (Scope::Own, OWN, "scope-tab-own")];
        let tabs = if both { tabs.map(tab).to_vec() } else { Vec::new() };
        Ok(Self { scope, text: view.lang.text(key), tabs })
    }

    /// The figures of the agency alone, if they are asked for.
    pub fn sheet<'v>(&self, view: &'v View, agency: &Agency) -> Result<Option<Sheet<'v>>, Trouble> {
        let Some(seen) = view.seen.as_ref().filter(|_| self.is_own()) else { return Ok(None) };
        let (found, now) = seen.look(|_, standing| {
            let live = standing.live();
            let found = figures(live, view.rulebook(), view.period(), (agency, Scope::Own));
            (found, live.now())
        })?;
        let source = COUNTED.to_owned();
        let at = Provenance { as_of: local(now), source, revision: view.revision };
        Ok(Some(Sheet::counted(view.sheet().tree, view.rulebook(), view.period(), &found, &at)))
    }

    /// Whether the page is about the agency alone.
    pub fn is_own(&self) -> bool {
        self.scope == Scope::Own
    }

    /// The page's own parameter, where links have to keep it.
    pub fn kept(&self) -> Option<(&'static str, &'static str)> {
        self.is_own().then_some((SCOPE, OWN))
    }

    /// Counts and rate of an indicator as this reader may see them.
    pub fn ratio(&self, view: &View, agency: &Agency, at: usize, score: &IndicatorScore) -> Ratio {
        if !self.is_own() {
            return view.ratio(agency, at, score);
        }
        let ratio = Ratio::new(view.lang, &view.rulebook().indicators[at], score);
        let small = || view.small().withholds_own(&agency.code, at, score.figure.as_ref());
        if view.is_stranger() && (small() || view.withheld(agency, at)) {
            return ratio.withheld(view.lang);
        }
        ratio
    }
}
