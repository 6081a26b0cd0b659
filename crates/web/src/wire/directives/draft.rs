//! A drafted directive: what fell, who is behind it, and the order that asks for it back.

use chiso_scoring::calendar::Calendar;
use chiso_scoring::directive::dossiers::{against, is_open};
use chiso_scoring::directive::draft::{Cause, Fall, NoDraft, Wording};
use chiso_scoring::directive::{Basis, Named, Order, Rules};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::explain::rulebook_label;
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::live::Live;
use chiso_scoring::round::half_up;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Place;
use chiso_store::Store;
use serde::Serialize;

use super::{Agency, Asked, Number, agency, number, target};
use crate::moment::local;
use crate::wire::Heading;
use crate::wire::quality::moment;

/// Decimals of what a unit lost; the rest of the exact fractions stands in a line of its own.
const DIGITS: u32 = 4;

/// `chiso directive draft`, `/api/v1/directives/draft`.
#[derive(Debug, Clone, Serialize)]
pub struct Draft {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// What can be handed in to be issued, once it has a number.
    pub order: Asked,
    /// The number before the fall.
    pub before: Number,
    /// The number after it.
    pub after: Number,
    /// Change of the points.
    pub change: String,
    /// The indicator that lost most.
    pub indicator: String,
    /// Units that lost, the one that lost most first.
    pub losses: Vec<Loss>,
    /// How many of them are named.
    pub named: usize,
    /// How many dossiers keep the indicator from 100 % in the units named; the order lists at most 200 of them, unfinished ones first.
    pub dossiers: usize,
    /// The draft in words.
    pub text: String,
}

/// What a unit lost.
#[derive(Debug, Clone, Serialize)]
pub struct Loss {
    /// The unit.
    #[serde(flatten)]
    pub agency: Agency,
    /// Its part of the change in points, four decimals.
    pub change: String,
    /// The same as an exact fraction.
    pub exact: String,
}

/// Moment and revision of both sides.
pub type Sides = [(Seconds, u64); 2];

/// What a draft is made of.
#[derive(Debug)]
pub struct Drafted<'a> {
    /// Both sides.
    pub fall: Fall<'a, 'a>,
    /// Moments and revisions of both.
    pub at: Sides,
    /// Which figures they are.
    pub basis: Basis,
    /// The rows of the later side; `None` where none are counted.
    pub live: Option<&'a Live>,
    /// Where codes of dossiers are found.
    pub store: &'a Store,
    /// The moment it is, for the deadline.
    pub now: Seconds,
    /// Language of the text.
    pub lang: Lang,
}

/// Why there is no draft.
#[derive(Debug)]
pub enum Failed {
    /// There is nothing to draft.
    Nothing(NoDraft),
    /// The database failed.
    Store(chiso_store::Error),
}

impl From<chiso_store::Error> for Failed {
    fn from(error: chiso_store::Error) -> Self {
        Self::Store(error)
    }
}

impl Drafted<'_> {
    /// Drafts a directive.
    ///
    /// # Errors
    /// There is nothing to draft, or the database failed.
    pub fn draft(&self) -> Result<Draft, Failed> {
        let rules = Rules::embedded();
        let cause = self.fall.cause(self.at, rules).map_err(Failed::Nothing)?;
        let units = cause.units(self.fall.agency);
        let (dossiers, whole) = self.dossiers(&cause, &units, rules.named_dossiers)?;
        let wording = Wording { title: self.title(), note: None };
        let today = local(self.now).date();
        let customs = (today, &Calendar::embedded(), rules);
        let order = cause.order(&self.fall, self.basis, dossiers, wording, customs);
        Ok(self.told(&cause, &order, whole))
    }

    /// The dossiers that keep the indicator from 100 % in some units, unfinished ones first, and how many there are in all.
    fn dossiers(
        &self,
        cause: &Cause,
        units: &[String],
        most: usize,
    ) -> chiso_store::Result<(Vec<Named>, usize)> {
        let Some(live) = self.live else { return Ok((Vec::new(), 0)) };
        let sheet = self.fall.after;
        let of = |unit: &String| {
            against(live, &sheet.rulebook().id, cause.indicator, unit, sheet.period)
        };
        let mut keys: Vec<(bool, u32)> = units
            .iter()
            .flat_map(of)
            .map(|key| (is_open(live, key).unwrap_or(false), key))
            .collect();
        keys.sort_by_key(|(open, key)| (!open, *key));
        keys.dedup();
        let named = keys.iter().take(most).map(|(open, key)| {
            let number = self.store.dossier_code(*key)?;
            let number = number.ok_or(chiso_store::Error::Damaged("dossier"))?;
            Ok(Named { number, open: *open })
        });
        Ok((named.collect::<chiso_store::Result<_>>()?, keys.len()))
    }

    fn rulebook(&self) -> &Rulebook {
        self.fall.after.rulebook()
    }

    fn name(&self, code: &str) -> String {
        let sheet = self.fall.after;
        let found = sheet.tree.find(code, sheet.period);
        found.map_or_else(|_| code.to_owned(), |agency| agency.name.clone())
    }

    /// The measured number by name.
    fn what(&self) -> String {
        let rulebook = self.rulebook();
        match self.fall.place {
            Place::Total => self.lang.text("draft-total"),
            Place::Axis(at) => {
                let name = rulebook.axes.get(at).map(|axis| self.lang.pick(&axis.name));
                name.unwrap_or_default().to_owned()
            }
            Place::Group(at) => rulebook.groups.get(at).map_or_else(String::new, |group| {
                let name = [("code", group.code.as_str()), ("name", self.lang.pick(&group.name))];
                self.lang.text_with("draft-group", &name)
            }),
            Place::Indicator(at) => self.indicator(at),
        }
    }

    fn indicator(&self, at: usize) -> String {
        let Some(rule) = self.rulebook().indicators.get(at) else { return String::new() };
        let name = [("code", rule.code.as_str()), ("name", self.lang.pick(&rule.name))];
        self.lang.text_with("draft-indicator", &name)
    }

    fn title(&self) -> String {
        let said = [("what", &*self.what()), ("agency", &*self.name(self.fall.agency))];
        let title = self.lang.text_with("draft-title", &said);
        // As long as a title may be.
        title.chars().take(300).collect()
    }

    fn told(&self, cause: &Cause, order: &Order, dossiers: usize) -> Draft {
        let sheet = self.fall.after;
        let rulebook = self.rulebook();
        let [_, (as_of, revision)] = self.at;
        let loss = |loss: &chiso_scoring::directive::draft::Loss| Loss {
            agency: agency(sheet.tree, &loss.agency),
            change: half_up(loss.change, DIGITS).to_string(),
            exact: loss.change.to_string(),
        };
        let from = (self.basis == Basis::Dossiers).then_some("dossiers");
        let heading = Heading::counted(rulebook, sheet.period.to_string(), moment(as_of), revision);
        let indicator = rulebook.indicators.get(cause.indicator);
        Draft {
            heading: Heading { from, ..heading },
            order: asked(order),
            before: number(&cause.before),
            after: number(&cause.after),
            change: cause.change.to_string(),
            indicator: indicator.map(|rule| rule.code.clone()).unwrap_or_default(),
            losses: cause.losses.iter().map(loss).collect(),
            named: cause.named,
            dossiers,
            text: self.text(cause, order, dossiers),
        }
    }

    fn text(&self, cause: &Cause, order: &Order, dossiers: usize) -> String {
        let say = |key: &str, said: &[(&str, &str)]| self.lang.text_with(key, said);
        let points = |quote: &chiso_scoring::directive::Quote| {
            quote.points.map(|points| self.lang.decimal(points)).unwrap_or_default()
        };
        let what = self.what();
        let name = |code: &str| format!("{} ({code})", self.name(code));
        let (agency, owner, issuer) =
            (name(&order.agency), name(&order.owner), name(&order.issuer));
        let (before, after) = (points(&cause.before), points(&cause.after));
        let change = self.lang.decimal(-cause.change);
        let max = self.fall.place.points_max(self.rulebook()).to_string();
        let deadline = self.lang.date(order.deadline);
        let (from, to) = (self.side(0), self.side(1));
        let target = self.lang.decimal(order.target.value());
        let (all, listed) = (dossiers.to_string(), order.dossiers.len().to_string());
        let mut lines = vec![
            say("draft-subject", &[("title", &order.title)]),
            say(
                "draft-fall",
                &[
                    ("what", &what),
                    ("agency", &agency),
                    ("to", &to),
                    ("after", &after),
                    ("max", &max),
                    ("change", &change),
                    ("from", &from),
                    ("before", &before),
                ],
            ),
        ];
        if Place::Indicator(cause.indicator) != self.fall.place {
            let indicator = self.indicator(cause.indicator);
            lines.push(say("draft-worst", &[("indicator", &indicator)]));
        }
        if !cause.losses.is_empty() {
            lines.push(self.lang.text("draft-units"));
            let named = cause.losses.iter().take(cause.named);
            lines.extend(named.map(|loss| {
                let change = self.lang.signed(half_up(loss.change, DIGITS));
                say("draft-unit", &[("unit", &name(&loss.agency)), ("change", &change)])
            }));
        }
        let asks = if order.dossiers.is_empty() { "draft-ask" } else { "draft-ask-dossiers" };
        lines.push(say(
            asks,
            &[
                ("owner", &owner),
                ("what", &what),
                ("target", &target),
                ("deadline", &deadline),
                ("all", &all),
                ("listed", &listed),
            ],
        ));
        let report = [("owner", &*owner), ("issuer", &*issuer), ("deadline", &*deadline)];
        lines.push(say("draft-report", &report));
        lines.push(self.stands_on());
        lines.join("\n")
    }

    /// A side of the fall: its period, and the moment where both are of one period.
    fn side(&self, which: usize) -> String {
        let [before, after] = [self.fall.before, self.fall.after];
        let sheet = if which == 0 { before } else { after };
        let period = self.lang.period(sheet.period);
        let at = self.at.get(which).map(|(at, _)| self.lang.moment(local(*at)));
        match at.filter(|_| before.period == after.period) {
            Some(at) => self.lang.text_with("draft-side", &[("period", &period), ("at", &at)]),
            None => period,
        }
    }

    fn stands_on(&self) -> String {
        let [_, (as_of, revision)] = self.at;
        let said = [
            ("rulebook", rulebook_label(self.rulebook(), self.lang)),
            ("revision", revision.to_string()),
            ("at", self.lang.moment(local(as_of))),
            ("basis", self.lang.text(&format!("directive-basis-{}", self.basis.code()))),
        ];
        let said: Vec<(&str, &str)> = said.iter().map(|(key, text)| (*key, &**text)).collect();
        self.lang.text_with("draft-stands-on", &said)
    }
}

/// An order as it is handed in.
fn asked(order: &Order) -> Asked {
    Asked {
        number: None,
        title: order.title.clone(),
        issuer: order.issuer.clone(),
        owner: order.owner.clone(),
        agency: order.agency.clone(),
        code: order.code.clone(),
        period: order.period.to_string(),
        rulebook: Some(order.rulebook.clone()),
        basis: Some(order.basis.code().to_owned()),
        target: target(order),
        deadline: order.deadline.to_string(),
        units: order.units.clone(),
        dossiers: order.dossiers.iter().map(|named| named.number.clone()).collect(),
        note: order.note.clone(),
    }
}
