//! A view: one period at one revision under one rulebook, as the address asks for it.

use std::cmp::Reverse;
use std::sync::Arc;

use chiso_scoring::agency::{Agency, AgencyError, Level};
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::{Place, Sheet};
use chiso_store::PeriodSummary;
use jiff::civil::DateTime;

use crate::App;
use crate::asked::Asked;
use crate::at::Seen;
use crate::chrome::Link;
use crate::link::{self, SOURCE, Standing};
use crate::loaded::{Key, Known, Loaded, Source};
use crate::number::Num;
use crate::source::{self, Found, Wanted};
use crate::trouble::{Trouble, cut};

/// Periods tried to find one with figures of an agency.
const PERIODS_TRIED: usize = 6;

/// What a page on figures is built from.
pub(crate) struct View {
    pub(crate) app: App,
    /// The request.
    pub asked: Asked,
    /// Language of the page.
    pub lang: Lang,
    /// Agencies and periods.
    pub known: Arc<Known>,
    /// The sheet and its key.
    pub loaded: Arc<Loaded>,
    /// What is published of the period, if this view is counted from dossiers and something is.
    pub beside: Option<Arc<Loaded>>,
    /// Whether there are both published figures and dossiers to show.
    pub both: bool,
    /// What dossiers are looked at, if this view is counted from them.
    pub seen: Option<Seen>,
    /// Periods counted from dossiers, the latest first.
    pub counted: Vec<Period>,
    /// The revision that is shown.
    pub revision: u64,
    /// What links keep.
    pub standing: Standing,
}

impl View {
    /// Finds the view an address asks for.
    pub fn open(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        let scope = asked.value("agency").or_else(|| asked.value("parent"));
        Self::open_of(app, asked, scope)
    }

    /// The same for a page about the agency of a code.
    pub fn open_of(app: &App, asked: &Asked, scope: Option<&str>) -> Result<Self, Trouble> {
        asked.check()?;
        let latest = app.store.revision()?;
        let asked_at = asked.read_as("known_at", "bad-revision", |text| {
            text.parse().ok().filter(|at| (1..=latest).contains(at))
        })?;
        // Dossiers make many revisions that change nothing of what is published.
        let published_at = app.store.published_revision(asked_at)?;
        let known = app.shelf.known(&app.store, published_at)?;
        if known.tree.is_empty() {
            return Err(Trouble::Empty);
        }
        let counted = source::counted_periods(app)?;
        let usual = || usual(&known.periods).or_else(|| source::usual(app, &counted));
        let period = asked.period()?.or_else(usual).ok_or(Trouble::Empty)?;
        let key = Key {
            period,
            as_of: asked.as_of()?.map(|at| capture_until(&known, period, at)),
            rulebook: rulebook(app, asked, period)?,
            basis: asked.basis()?,
            known_at: published_at,
            source: Source::Published,
        };
        let Found { loaded, beside, both, seen } = source::find(app, asked, &known, key, scope)?;
        let standing = Standing { period: Some(period.to_string()), ..asked.standing() };
        let revision = match loaded.key.source {
            Source::Dossiers(_) => loaded.key.known_at,
            Source::Published => asked_at.unwrap_or(latest),
        };
        Ok(Self {
            app: app.clone(),
            asked: asked.clone(),
            lang: asked.lang,
            known,
            loaded,
            beside,
            both,
            seen,
            counted,
            revision,
            standing,
        })
    }

    /// The sheet.
    pub fn sheet(&self) -> &Sheet<'_> {
        self.loaded.sheet()
    }

    /// The rulebook.
    pub fn rulebook(&self) -> &Rulebook {
        self.sheet().rulebook()
    }

    /// The period.
    pub fn period(&self) -> Period {
        self.loaded.key.period
    }

    /// Whether the figures are counted from dossiers.
    pub fn is_live(&self) -> bool {
        self.seen.is_some()
    }

    /// Whether they are counted from dossiers as everything stands now.
    pub fn is_now(&self) -> bool {
        self.seen.as_ref().is_some_and(Seen::is_now)
    }

    /// What is published of an agency's number, beside what is counted.
    pub fn announced(&self, agency: &Agency, place: Place) -> Option<Num> {
        let sheet = self.beside.as_ref()?.sheet();
        let points = place.of(&sheet.score_by(Basis::Published, agency));
        points.points?;
        let rulebook = self.rulebook();
        let there = [("agency", agency.code.as_str()), (SOURCE, Wanted::Published.code())];
        let href = self.link(&link::place(place.code(rulebook)), &there);
        Some(Num::new(self.lang, points, place.points_max(rulebook)).at(href))
    }

    /// The same as a sentence; empty if nothing is published.
    pub fn announced_text(&self, agency: &Agency, place: Place) -> String {
        let text = |num: Num| self.lang.text_with("announced", &[("published", &num.text)]);
        self.announced(agency, place).map(text).unwrap_or_default()
    }

    /// Periods to choose from, the latest first.
    pub fn periods(&self) -> Vec<Period> {
        let published = self.known.periods.iter().map(|summary| summary.period);
        let only_counted = self.standing.source.as_deref() == Some(Wanted::Dossiers.code());
        let published = published.filter(|_| !only_counted);
        let mut periods: Vec<Period> = published.chain(self.counted.iter().copied()).collect();
        periods.sort_by_key(|period| Reverse((period.last(), period.first())));
        periods.dedup();
        periods
    }

    /// What a link to another period says about the source: dossiers are not to be had of all.
    pub fn source_in(&self, period: Period) -> &str {
        let asked = self.standing.source.as_deref().unwrap_or_default();
        let there = asked != Wanted::Dossiers.code() || self.counted.contains(&period);
        if there { asked } else { "" }
    }

    /// A link that keeps what this view stands on.
    pub fn link(&self, path: &str, extra: &[(&str, &str)]) -> String {
        self.standing.link(path, extra)
    }

    /// Link to an agency's page.
    pub fn agency_link(&self, code: &str) -> String {
        self.link(&link::agency(code), &[])
    }

    /// Link to the page of an agency's number.
    pub fn place_link(&self, code: &str, agency: &str) -> String {
        self.link(&link::place(code), &[("agency", agency)])
    }

    /// The sheet of another period or capture, under the rulebook this view would have there.
    pub fn other(&self, period: Period, as_of: Option<DateTime>) -> Result<Arc<Loaded>, Trouble> {
        let rulebook = rulebook(&self.app, &self.asked, period)?;
        if let (Some(seen), None) = (&self.seen, as_of)
            && let Some(counted) =
                source::counted(&self.app, &self.known, seen, (period, rulebook))?
        {
            return Ok(counted);
        }
        let (known_at, source) = (self.known.revision(), Source::Published);
        let key = Key { period, as_of, rulebook, known_at, source, ..self.loaded.key };
        self.app.shelf.sheet(&self.app.store, &self.app.rulebooks, &self.known, key)
    }

    /// The same figures under another rulebook.
    pub fn ruled_by(&self, rulebook: usize) -> Result<Arc<Loaded>, Trouble> {
        let key = Key { rulebook, ..self.loaded.key };
        self.app.shelf.sheet(&self.app.store, &self.app.rulebooks, &self.known, key)
    }

    /// The agency of a code in the period.
    pub fn agency(&self, code: &str) -> Result<&Agency, Trouble> {
        self.sheet().tree.find(code, self.period()).map_err(|error| self.no_agency(code, &error))
    }

    /// The agency asked for by `parameter`, else the one with most figures.
    pub fn scope(&self, parameter: &str) -> Result<&Agency, Trouble> {
        match self.asked.value(parameter) {
            Some(code) => self.agency(code),
            None => self.fullest().ok_or(Trouble::Empty),
        }
    }

    /// The province with most figures; without one, the agency with most.
    fn fullest(&self) -> Option<&Agency> {
        let sheet = self.sheet();
        let figures = |agency: &&Agency| sheet.data(&agency.code).provenance.len();
        let most = |of: &dyn Fn(&Agency) -> bool| {
            let mut agencies: Vec<&Agency> = sheet.agencies().filter(|agency| of(agency)).collect();
            agencies.reverse();
            agencies.into_iter().filter(|agency| figures(agency) > 0).max_by_key(figures)
        };
        let first = || sheet.tree.of_level(Level::Province, sheet.period).first().copied();
        most(&|agency| agency.level == Level::Province)
            .or_else(|| most(&|agency| agency.level != Level::Nation))
            .or_else(|| most(&|_| true))
            .or_else(first)
            .or_else(|| sheet.tree.all().find(|agency| agency.valid_in(sheet.period)))
    }

    /// Agencies of the same kind under the same parent, the agency among them.
    pub fn siblings(&self, agency: &Agency) -> Vec<&Agency> {
        let Some(parent) = &agency.parent else { return Vec::new() };
        let children = self.sheet().children(parent);
        children.into_iter().filter(|child| child.level == agency.level).collect()
    }

    /// Children by kind, highest kind first.
    pub fn kinds(&self, code: &str) -> Vec<(Level, Vec<&Agency>)> {
        let mut kinds: Vec<(Level, Vec<&Agency>)> = Vec::new();
        for child in self.sheet().children(code) {
            match kinds.last_mut() {
                Some((level, list)) if *level == child.level => list.push(child),
                _ => kinds.push((child.level, vec![child])),
            }
        }
        kinds
    }

    /// The last capture of the period until a moment.
    pub fn capture_until(&self, at: DateTime) -> DateTime {
        capture_until(&self.known, self.period(), at)
    }

    /// Whether some rulebook would apply to a period in this view.
    pub fn ruled(&self, period: Period) -> bool {
        rulebook(&self.app, &self.asked, period).is_ok()
    }

    /// The latest period in which an agency is in force: one with its figures if there is one
    /// among the last few.
    pub fn period_of(&self, agency: &Agency) -> Option<Period> {
        let periods = self.known.periods.iter().map(|summary| summary.period);
        let valid = periods.filter(|period| agency.valid_in(*period) && self.ruled(*period));
        let some: Vec<Period> = valid.take(PERIODS_TRIED).collect();
        let known = |period: &&Period| {
            let other = self.other(**period, None);
            other.is_ok_and(|other| !other.sheet().data(&agency.code).provenance.is_empty())
        };
        some.iter().find(known).or(some.first()).copied()
    }

    /// A link to another agency, in this period if it is in force now, else in its own time.
    pub fn link_in_time(&self, agency: &Agency) -> Option<Link> {
        if agency.valid_in(self.period()) {
            return Some(Link { href: self.agency_link(&agency.code), text: name(agency) });
        }
        let period = self.period_of(agency)?;
        let extra = [("period", period.to_string())].map(|(n, v)| (n, v));
        let extra: Vec<(&str, &str)> = extra
            .iter()
            .map(|(n, v)| (*n, v.as_str()))
            .chain([("as_of", ""), (SOURCE, "")])
            .collect();
        let text = format!("{} ({})", name(agency), self.lang.period(period));
        Some(Link { href: self.link(&link::agency(&agency.code), &extra), text })
    }

    fn no_agency(&self, code: &str, error: &AgencyError) -> Trouble {
        let successors = match error {
            AgencyError::Expired { successors, .. } => Some(successors),
            _ => None,
        };
        let hints = match successors {
            Some(successors) => {
                let next = successors.iter().filter_map(|code| self.in_time(code));
                let mut hints: Vec<Link> = next.collect();
                hints.extend(self.versions(code));
                hints
            }
            None => self.nearest(code),
        };
        Trouble::NoAgency { code: cut(code), known: successors.is_some(), hints }
    }

    /// Link to what a code is in this period, else to what it was last.
    fn in_time(&self, code: &str) -> Option<Link> {
        let now = self.known.tree.find(code, self.period()).ok();
        let last = || self.known.tree.all().filter(|agency| agency.code == code).last();
        self.link_in_time(now.or_else(last)?)
    }

    /// Links to all that a code ever was, the latest first.
    fn versions(&self, code: &str) -> Vec<Link> {
        let all = self.known.tree.all().filter(|agency| agency.code == code);
        let mut links: Vec<Link> = all.filter_map(|agency| self.link_in_time(agency)).collect();
        links.reverse();
        links
    }

    /// The three nearest codes or names, if near enough to be a slip.
    fn nearest(&self, code: &str) -> Vec<Link> {
        let wanted: String = code.to_lowercase().chars().take(60).collect();
        let near = |agency: &&Agency| {
            let to = |text: &str| strsim::osa_distance(&wanted, &text.to_lowercase());
            let distance = to(&agency.code).min(to(&agency.name));
            (distance <= 1 + wanted.chars().count() / 4).then_some(distance)
        };
        let mut found: Vec<(usize, &Agency)> =
            self.known.tree.all().filter_map(|agency| Some((near(&agency)?, agency))).collect();
        found.sort_by(|a, b| (a.0, &a.1.code).cmp(&(b.0, &b.1.code)));
        found.into_iter().take(3).filter_map(|(_, agency)| self.link_in_time(agency)).collect()
    }
}

fn capture_until(known: &Known, period: Period, at: DateTime) -> DateTime {
    let summary = known.periods.iter().find(|summary| summary.period == period);
    let captures = summary.map(|summary| summary.captures.as_slice()).unwrap_or_default();
    captures.iter().rev().find(|capture| **capture <= at).copied().unwrap_or(at)
}

/// A moment as it stands in an address: `2023-08-31T16:30:00`.
pub(crate) fn moment(at: DateTime) -> String {
    at.to_string()
}

/// Name of an agency with its code.
pub(crate) fn name(agency: &Agency) -> String {
    format!("{} ({})", link::isolated(&agency.name), agency.code)
}

/// The period to show when none is asked for: the one captured last; of several, the fullest.
fn usual(periods: &[PeriodSummary]) -> Option<Period> {
    let best = periods.iter().max_by_key(|summary| (summary.last_as_of(), summary.figures));
    best.map(|summary| summary.period)
}

pub(crate) fn rulebook(app: &App, asked: &Asked, period: Period) -> Result<usize, Trouble> {
    let found = match asked.value("rulebook") {
        Some(id) => {
            app.rulebooks.get(id).map_err(|_| Trouble::bad("rulebook", "bad-rulebook", id))?
        }
        None => {
            let refused = |_| Trouble::bad("period", "bad-no-rulebook", &period.to_string());
            app.rulebooks.for_period(period).map_err(refused)?
        }
    };
    let at = app.rulebooks.all().iter().position(|rulebook| rulebook.id == found.id);
    at.ok_or(Trouble::Internal)
}
