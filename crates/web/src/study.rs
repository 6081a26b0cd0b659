//! What an internal page is about: an agency and a period under a rulebook, counted from dossiers, now or at
//! `as_of` and `known_at`.
//!
//! Parameters: `agency`, `period`, `rulebook`, `as_of`, `known_at`, `lang`. Without them: the province with
//! most dossiers, the month it is, the rulebook in force, the present.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::explain::{rulebook_brief, rulebook_label};
use chiso_scoring::expr::Entity;
use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Place;
use chiso_scoring::standing::Standing as Stands;

use crate::App;
use crate::asked::Asked;
use crate::at::Seen;
use crate::chrome::{Choice, Chrome, Field, Here, Labelled, Mark, Picker, field, inner, nav};
use crate::link::{self, Standing};
use crate::moment::local;
use crate::pages::ky_da_chot::covering;
use crate::trouble::{Trouble, cut};
use crate::wire::Heading;

/// What an internal page is about.
pub(crate) struct Study {
    pub app: App,
    /// The request.
    pub asked: Asked,
    /// What is looked at.
    pub seen: Seen,
    /// The agency, as it is in the period.
    pub agency: Agency,
    /// The period.
    pub period: Period,
    rulebook: usize,
    /// Revision and moment that were looked at first: what the page says it shows.
    pub revision: u64,
    /// The moment, seconds since the epoch.
    pub now: i64,
    periods: Vec<Period>,
}

impl Study {
    /// Reads what an address asks for.
    pub fn open(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        Self::of(app, asked, asked.value("agency"))
    }

    /// The same about the agency of a code.
    pub fn of(app: &App, asked: &Asked, code: Option<&str>) -> Result<Self, Trouble> {
        asked.check()?;
        let seen = Seen::open(app, asked)?;
        let wanted = asked.period()?;
        let look = |revision, standing: &Stands| {
            let live = standing.live();
            let mut periods: Vec<Period> = live.periods().collect();
            periods.sort_by_key(|period| std::cmp::Reverse((period.last(), period.first())));
            let period = wanted.or_else(|| usual(live)).ok_or(Trouble::Empty)?;
            if !periods.contains(&period) {
                return Err(Trouble::bad("period", "bad-source-period", &period.to_string()));
            }
            let agency = agency(live, period, code)?;
            Ok((revision, live.now(), periods, period, agency))
        };
        let (revision, now, periods, period, agency) = seen.look(look)??;
        let rulebook = crate::view::rulebook(app, asked, period)?;
        let (app, asked) = (app.clone(), asked.clone());
        Ok(Self { app, asked, seen, agency, period, rulebook, revision, now, periods })
    }

    /// The rulebook.
    pub fn rulebook(&self) -> &Rulebook {
        &self.app.rulebooks.all()[self.rulebook]
    }

    /// Looks at it: the revision may be newer than the page's where the present is looked at twice, so
    /// take everything one page says from one look.
    pub fn look<T>(&self, look: impl FnOnce(&Stands) -> T) -> Result<T, Trouble> {
        self.seen.look(|_, standing| look(standing))
    }

    /// The indicator, group or axis that a parameter names; the total without one.
    pub fn place(&self, parameter: &str) -> Result<Place, Trouble> {
        let code = self.asked.value(parameter).unwrap_or_default();
        let none = || Trouble::NoPlace { code: cut(code), hints: Vec::new() };
        Place::find(self.rulebook(), code).ok_or_else(none)
    }

    /// What an answer says it shows.
    pub fn heading(&self) -> Heading {
        let as_of = local(self.now).to_string();
        Heading::counted(self.rulebook(), self.period.to_string(), as_of, self.revision)
    }

    /// What a downloaded list says it stands on.
    pub fn facts(&self) -> Vec<(String, String)> {
        let mark = self.mark(&[]);
        let agency =
            (self.t("mark-agency"), format!("{} ({})", self.agency.name, self.agency.code));
        let lines = mark.lines.into_iter().map(|line| (line.label, line.text));
        std::iter::once(agency).chain(lines).collect()
    }

    fn t(&self, key: &str) -> String {
        self.asked.lang.text(key)
    }

    /// What links keep.
    pub fn standing(&self) -> Standing {
        let standing = self.asked.standing();
        Standing { period: Some(self.period.to_string()), basis: None, source: None, ..standing }
    }

    /// A link to another internal page about the same agency.
    pub fn link(&self, path: &str, extra: &[(&str, &str)]) -> String {
        let agency = [("agency", self.agency.code.as_str())];
        let named = extra.iter().any(|(name, _)| *name == "agency");
        let agency = agency.iter().filter(|_| !named);
        let all: Vec<(&str, &str)> = agency.chain(extra).copied().collect();
        self.standing().link(path, &all)
    }

    /// The page of another agency under this one's period and rulebook.
    pub fn agency_link(&self, code: &str) -> String {
        self.standing().link(&link::agency(code), &[("nguon", "ho-so")])
    }

    /// Everything around the page. `own` are the parameters of this page alone, which the form keeps.
    pub fn chrome(&self, here: Here, title: String, own: &[(&'static str, String)]) -> Chrome {
        let lang = self.asked.lang;
        let agency = self.agency.code.as_str();
        let source = [("nguon", "ho-so")];
        let standing = self.standing();
        let outer = Standing { source: Some(source[0].1.to_owned()), ..standing.clone() };
        Chrome {
            title,
            nav: nav(lang, &outer, here, agency, agency),
            inner: inner(lang, &standing, here, agency),
            picker: Some(self.picker(own)),
            closed: self
                .look(|standing| {
                    covering(&self.app, &self.asked, self.period, standing.live().tree(), agency)
                })
                .ok()
                .flatten(),
            mark: Some(self.mark(own)),
            ..Chrome::plain(&self.asked)
        }
    }

    fn picker(&self, own: &[(&'static str, String)]) -> Picker {
        let kept = ["as_of", "known_at", "lang"];
        let kept = kept.map(|name| (name, self.asked.value(name)));
        let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned())));
        let agency = [("agency", self.agency.code.clone())];
        let own = own.iter().filter(|(name, _)| *name != "agency").cloned();
        let hidden = agency.into_iter().chain(own).chain(kept);
        Picker {
            action: self.asked.path.clone(),
            hidden: hidden.map(|(name, value)| (name.to_owned(), value)).collect(),
            fields: vec![self.period_field(), self.rulebook_field()],
        }
    }

    fn period_field(&self) -> Field {
        let lang = self.asked.lang;
        let choice = |period: &Period| Choice {
            value: period.to_string(),
            text: lang.period(*period),
            chosen: *period == self.period,
        };
        field(lang, "period", "pick-period", self.periods.iter().map(choice).collect())
    }

    fn rulebook_field(&self) -> Field {
        let given = self.asked.value("rulebook");
        let usual = Choice {
            value: String::new(),
            text: self.t("pick-rulebook-usual"),
            chosen: given.is_none(),
        };
        let choice = |rulebook: &Rulebook| Choice {
            value: rulebook.id.clone(),
            text: rulebook.id.clone(),
            chosen: given == Some(&*rulebook.id),
        };
        let all = std::iter::once(usual).chain(self.app.rulebooks.all().iter().map(choice));
        field(self.asked.lang, "rulebook", "pick-rulebook", all.collect())
    }

    fn mark(&self, own: &[(&'static str, String)]) -> Mark {
        let lang = self.asked.lang;
        let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
        Mark {
            lines: vec![
                line("mark-period", lang.period(self.period)),
                line("mark-captured", lang.moment(local(self.now))),
                line("mark-revision", self.revision.to_string()),
                line("mark-rulebook", rulebook_label(self.rulebook(), lang)),
                line("mark-basis", lang.text("basis-dossiers")),
            ],
            brief: rulebook_brief(self.rulebook(), lang),
            note: lang.pick(&self.rulebook().note).to_owned(),
            permalink: self.permalink(own),
            legend: Vec::new(),
        }
    }

    /// This page with everything written out, so that it means the same for ever.
    fn permalink(&self, own: &[(&'static str, String)]) -> String {
        let standing = Standing {
            as_of: Some(local(self.now).to_string()),
            rulebook: Some(self.rulebook().id.clone()),
            known_at: Some(self.revision.to_string()),
            lang: Some(self.asked.lang.code().to_owned()),
            ..self.standing()
        };
        let agency = [("agency", self.agency.code.as_str())];
        let own = own.iter().filter(|(name, _)| *name != "agency");
        let own = own.map(|(name, value)| (*name, value.as_str()));
        let all: Vec<(&str, &str)> = agency.into_iter().chain(own).collect();
        standing.link(&self.asked.path, &all)
    }
}

/// The month it is, else the latest period.
fn usual(live: &Live) -> Option<Period> {
    let now = local(live.now());
    let month = Period::Month { year: now.year(), month: now.month() };
    live.periods().find(|period| *period == month).or_else(|| live.periods().last())
}

/// The agency of a code; without one the province with most dossiers, else the first.
fn agency(live: &Live, period: Period, code: Option<&str>) -> Result<Agency, Trouble> {
    if let Some(code) = code {
        let none = |error| Trouble::no_agency(code, &error);
        return live.tree().find(code, period).cloned().map_err(none);
    }
    let provinces = live.tree().of_level(Level::Province, period);
    let dossiers = live.rows_by_top(Entity::Dossier, period);
    let most = provinces.iter().max_by_key(|province| {
        (dossiers.get(&*province.code).copied().unwrap_or(0), std::cmp::Reverse(&province.code))
    });
    most.map(|agency| (*agency).clone()).ok_or(Trouble::Empty)
}
