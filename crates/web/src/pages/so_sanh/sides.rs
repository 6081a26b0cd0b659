//! The two sides of a comparison: which they are, what they are called, what must be said of them.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::movement::SideText;
use chiso_scoring::sheet::Sheet;

use crate::App;
use crate::against::Against;
use crate::asked::Asked;
use crate::link::{SOURCE, isolated};
use crate::loaded::Source;
use crate::moment::local;
use crate::pages::bien_dong;
use crate::source::Wanted;
use crate::trouble::Trouble;
use crate::view::View;

/// The earlier side: a period, `period@moment` or `period@moment~revision`.
pub(super) const EARLIER: &str = "truoc";
/// The later side; without it the period and moment of the address.
pub(super) const LATER: &str = "sau";

/// Both sides of an agency.
pub(super) struct Sides {
    pub before: View,
    pub after: View,
    /// The agency as it is on the later side.
    pub agency: Agency,
    /// The earlier side as it is written.
    pub earlier: SideText,
}

impl Sides {
    pub fn open(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        asked.check()?;
        let later = side(asked, LATER)?;
        let asked = published_first(asked);
        let after = match later {
            Some(later) => View::open(app, &at(&asked, later)).map_err(renamed(LATER, later))?,
            None => View::open(app, &asked)?,
        };
        let agency = after.scope("agency")?.clone();
        let earlier = side(&asked, EARLIER)?.unwrap_or_else(|| usual(&after, &agency));
        let before = at(&asked, earlier).with(&[("agency", &agency.code)]);
        let before = View::open(app, &before).map_err(renamed(EARLIER, earlier))?;
        Ok(Self { before, after, agency, earlier })
    }

    /// The agency on the earlier side, if its code was in force then.
    pub fn then(&self) -> Option<&Agency> {
        let sheet = self.before.sheet();
        sheet.tree.find(&self.agency.code, sheet.period).ok()
    }

    /// What both sides are called: period and moment.
    pub fn labels(&self) -> [String; 2] {
        [&self.before, &self.after].map(|view| {
            let lang = view.lang;
            let period = lang.period(view.period());
            let until = match view.loaded.key.source {
                Source::Dossiers(now) => Some(local(now)),
                Source::Published => {
                    view.sheet().captured_at(&self.agency.code).or(view.loaded.key.as_of)
                }
            };
            match until {
                Some(at) => {
                    let said = [("period", period.as_str()), ("at", &lang.moment(at))];
                    lang.text_with("twin-side", &said)
                }
                None => period,
            }
        })
    }

    /// What makes the comparison less than plain.
    pub fn notices(&self) -> Vec<String> {
        let (before, after) = (self.before.sheet(), self.after.sheet());
        let lang = self.after.lang;
        let mut notices = Vec::new();
        if !after.tree.continuous(&self.agency.code, before.period, after.period) {
            let said = [("agency", &*isolated(&self.agency.name))];
            notices.push(lang.text_with("compare-broken", &said));
        }
        let (from, to) = (&before.rulebook().id, &after.rulebook().id);
        if from != to {
            notices.push(lang.text_with("compare-rules", &[("from", from), ("to", to)]));
        }
        if self.before.is_live() != self.after.is_live() {
            notices.push(lang.text("twin-sources"));
        }
        if before.period.per_year() != after.period.per_year() {
            notices.push(lang.text("movement-note-length"));
        }
        let silent = |sheet: &Sheet<'_>| sheet.data(&self.agency.code).provenance.is_empty();
        let labels = self.labels();
        for (sheet, label) in [before, after].into_iter().zip(&labels) {
            if silent(sheet) {
                notices.push(lang.text_with("compare-silent", &[("side", label)]));
            }
        }
        notices
    }

    /// The page that tells why a number moved, by the number's code; nothing where that is not told: dossiers
    /// are only for those inside, and two sources have no common cause.
    pub fn why(&self, code: &str) -> String {
        let view = &self.after;
        let source = match (self.before.is_live(), view.is_live()) {
            (false, false) => Wanted::Published,
            (true, true) if view.asked.inside() => Wanted::Dossiers,
            _ => return String::new(),
        };
        if self.agency.level == Level::Nation || self.then().is_none() {
            return String::new();
        }
        let earlier = self.earlier.to_string();
        let own = [
            ("agency", self.agency.code.as_str()),
            (bien_dong::EARLIER, &earlier),
            ("indicator", code),
            (SOURCE, source.code()),
        ];
        view.link(bien_dong::PATH, &own)
    }
}

fn side(asked: &Asked, name: &'static str) -> Result<Option<SideText>, Trouble> {
    asked.read_as(name, "bad-movement-side", |text| text.parse().ok())
}

/// The address of one side alone.
fn at(asked: &Asked, side: SideText) -> Asked {
    asked.on_side(side).with(&[(LATER, "")])
}

/// The annex sets published results side by side: they win unless the address says otherwise.
fn published_first(asked: &Asked) -> Asked {
    let dossiers = asked.value(SOURCE) == Some(Wanted::Dossiers.code());
    match asked.value("basis") {
        None if !dossiers => asked.with(&[("basis", "published")]),
        _ => asked.clone(),
    }
}

/// The side before this view that has figures of the agency, else the period before.
fn usual(view: &View, agency: &Agency) -> SideText {
    let previous = SideText { period: view.period().previous(), as_of: None, known_at: None };
    let Some(against) = Against::usual(view, agency) else { return previous };
    let value = against.value();
    let period = value.parse().ok();
    let capture = || format!("{}@{value}", view.period()).parse().ok();
    period.or_else(capture).unwrap_or(previous)
}

/// What is wrong with a side is wrong with its parameter.
fn renamed(name: &'static str, side: SideText) -> impl Fn(Trouble) -> Trouble {
    move |trouble| match trouble {
        Trouble::Bad { parameter, reason, .. }
            if ["period", "as_of", "known_at"].contains(&&*parameter) =>
        {
            Trouble::bad(name, reason, &side.to_string())
        }
        other => other,
    }
}
