//! What surrounds a page on figures: its navigation, its pickers, and what its numbers stand on.

use chiso_scoring::explain::{rulebook_brief, rulebook_label};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use jiff::civil::DateTime;

use crate::chrome::{Choice, Chrome, Feed, Field, Here, Labelled, Link, Mark, Nav, Picker};
use crate::chrome::{field, inner, nav};
use crate::link::{SOURCE, Standing, url};
use crate::loaded::Source;
use crate::moment::local;
use crate::number::legend;
use crate::source::Wanted;
use crate::view::{View, moment};

use crate::pages::ky_da_chot::covering;

impl View {
    /// What surrounds the page. `own` are its own parameters, `shown` the agencies it shows.
    pub fn chrome(
        &self,
        here: Here,
        title: String,
        own: &[(&str, String)],
        shown: &[&str],
    ) -> Chrome {
        let scope = shown.first().copied().unwrap_or_default();
        let parent = self.ranking_parent(scope);
        Chrome {
            title,
            nav: nav(self.lang, &self.standing, here, scope, &parent),
            inner: self.inner(here, scope),
            picker: Some(self.picker(own)),
            sources: self.sources_to_choose(),
            closed: covering(&self.app, &self.asked, self.period(), &self.known.tree, scope),
            feed: self.feed(&parent),
            mark: Some(self.mark(own, shown)),
            ..Chrome::plain(&self.asked)
        }
    }

    /// The internal pages about the same agency and period, where there are any.
    fn inner(&self, here: Here, scope: &str) -> Vec<Nav> {
        if !self.asked.inside() || !self.counted.contains(&self.period()) {
            return Vec::new();
        }
        let standing = Standing {
            as_of: None,
            basis: None,
            known_at: None,
            source: None,
            ..self.standing.clone()
        };
        inner(self.lang, &standing, here, scope)
    }

    /// Whose children the ranking should show, coming from an agency: its own, else its siblings.
    fn ranking_parent(&self, code: &str) -> String {
        let leaf = self.sheet().children(code).is_empty();
        let parent = self.agency(code).ok().filter(|_| leaf).and_then(|found| found.parent.clone());
        parent.unwrap_or_else(|| code.to_owned())
    }

    fn picker(&self, own: &[(&str, String)]) -> Picker {
        let kept = ["as_of", "known_at", SOURCE, "lang"];
        let chosen = |name: &str| name == "as_of" && !self.is_live();
        let kept = kept.into_iter().filter(|name| !chosen(name));
        let kept = kept.map(|name| (name, self.asked.value(name)));
        let kept = kept.filter_map(|(name, value)| Some((name, value?.to_owned())));
        let own = own.iter().map(|(name, value)| (*name, value.clone()));
        Picker {
            action: self.asked.path.clone(),
            hidden: own.chain(kept).map(|(name, value)| (name.to_owned(), value)).collect(),
            fields: if self.is_live() {
                vec![self.period_field(), self.rulebooks()]
            } else {
                vec![self.period_field(), self.captures(), self.rulebooks(), self.bases()]
            },
        }
    }

    /// What the figures are, and what else could be shown.
    fn sources_to_choose(&self) -> Vec<(Link, bool)> {
        if self.app.present.is_none() {
            return Vec::new();
        }
        let all = [(Wanted::Published, "source-published"), (Wanted::Dossiers, "source-dossiers")];
        let current = |wanted| (wanted == Wanted::Dossiers) == self.is_live();
        let shown = all.into_iter().filter(|(wanted, _)| self.both || current(*wanted));
        let link = |(wanted, key): (Wanted, &str)| {
            let past = [("as_of", ""), ("known_at", ""), ("basis", "")];
            let past = past.iter().filter(|_| wanted == Wanted::Dossiers).copied();
            let extra: Vec<_> = past.chain([(SOURCE, wanted.code())]).collect();
            let href = self.asked.again(&extra);
            (Link { href, text: self.lang.text(key) }, current(wanted))
        };
        shown.map(link).collect()
    }

    /// The feed that tells when this page is out of date.
    fn feed(&self, parent: &str) -> Option<Feed> {
        let as_of = match self.loaded.key.source {
            Source::Dossiers(now) if self.is_now() => now,
            _ => return None,
        };
        let (period, rulebook) = (self.period().to_string(), &self.rulebook().id);
        let asked = [("parent", parent), ("period", &period), ("rulebook", rulebook)];
        let (time, revision) = (local(as_of).strftime("%H:%M:%S"), self.revision.to_string());
        let said = [("time", &*time.to_string()), ("revision", &*revision)];
        Some(Feed {
            href: url("/api/v1/live", asked.into_iter()),
            revision: self.revision,
            text: self.lang.text_with("live-updated", &said),
        })
    }

    fn period_field(&self) -> Field {
        let now = self.period();
        let choice = |period: Period| Choice {
            value: period.to_string(),
            text: self.lang.period(period),
            chosen: period == now,
        };
        let known = self.periods().into_iter().filter(|period| self.ruled(*period));
        let mut choices: Vec<Choice> = known.map(choice).collect();
        if !choices.iter().any(|choice| choice.chosen) {
            choices.insert(0, choice(now));
        }
        field(self.lang, "period", "pick-period", choices)
    }

    fn captures(&self) -> Field {
        let latest = Choice {
            value: String::new(),
            text: self.lang.text("pick-latest"),
            chosen: self.loaded.key.as_of.is_none(),
        };
        let choice = |at: DateTime| Choice {
            value: moment(at),
            text: self.lang.moment(at),
            chosen: self.loaded.key.as_of == Some(at),
        };
        let mut moments: Vec<DateTime> = self.moments();
        moments.extend(self.loaded.key.as_of.filter(|at| !moments.contains(at)));
        let choices =
            std::iter::once(latest).chain(moments.into_iter().rev().map(choice)).collect();
        field(self.lang, "as_of", "pick-as-of", choices)
    }

    /// Captures of the period, earliest first.
    pub fn moments(&self) -> Vec<DateTime> {
        let now = self.period();
        let summary = self.known.periods.iter().find(|summary| summary.period == now);
        summary.map(|summary| summary.captures.clone()).unwrap_or_default()
    }

    fn rulebooks(&self) -> Field {
        let usual = Choice {
            value: String::new(),
            text: self.lang.text("pick-rulebook-usual"),
            chosen: self.standing.rulebook.is_none(),
        };
        let choice = |rulebook: &Rulebook| Choice {
            value: rulebook.id.clone(),
            text: rulebook.id.clone(),
            chosen: self.standing.rulebook.as_ref() == Some(&rulebook.id),
        };
        let all = self.app.rulebooks.all().iter().map(choice);
        field(self.lang, "rulebook", "pick-rulebook", std::iter::once(usual).chain(all).collect())
    }

    fn bases(&self) -> Field {
        let choice = |value: &str, basis: Basis| Choice {
            value: value.to_owned(),
            text: self.lang.text(&format!("basis-{value}")),
            chosen: self.loaded.key.basis == basis,
        };
        let choices =
            vec![choice("computed", Basis::Computed), choice("published", Basis::Published)];
        field(self.lang, "basis", "pick-basis", choices)
    }

    fn mark(&self, own: &[(&str, String)], shown: &[&str]) -> Mark {
        let rulebook = self.rulebook();
        let line = |key: &str, text: String| Labelled { label: self.lang.text(key), text };
        let basis = match (self.loaded.key.source, self.loaded.key.basis) {
            (Source::Dossiers(_), _) => "basis-dossiers",
            (_, Basis::Published) => "basis-published",
            (_, Basis::Computed) => "basis-computed",
        };
        let mut lines = vec![
            line("mark-period", self.lang.period(self.period())),
            line("mark-captured", self.captured(shown)),
            line("mark-revision", self.revision.to_string()),
            line("mark-rulebook", rulebook_label(rulebook, self.lang)),
            line("mark-basis", self.lang.text(basis)),
        ];
        let sources = self.sources(shown);
        if !sources.is_empty() {
            lines.push(line("mark-source", sources));
        }
        Mark {
            lines,
            brief: rulebook_brief(rulebook, self.lang),
            note: self.lang.pick(&rulebook.note).to_owned(),
            permalink: self.permalink(own),
            legend: legend(self.lang),
        }
    }

    /// When the figures of the agencies shown were captured.
    pub fn captured(&self, shown: &[&str]) -> String {
        let moments = || shown.iter().filter_map(|code| self.sheet().captured_at(code));
        match (moments().min(), moments().max()) {
            (Some(first), Some(last)) if first == last => self.lang.moment(last),
            (Some(first), Some(last)) => {
                format!("{} – {}", self.lang.moment(first), self.lang.moment(last))
            }
            _ => self.lang.text("state-source_silent"),
        }
    }

    /// At most three names of who published the figures shown.
    fn sources(&self, shown: &[&str]) -> String {
        let mut names: Vec<&str> = Vec::new();
        let provenance = shown.iter().flat_map(|code| self.sheet().data(code).provenance.values());
        for source in provenance.map(|provenance| provenance.source.as_str()) {
            if !names.contains(&source) {
                names.push(source);
            }
            if names.len() > 3 {
                break;
            }
        }
        let more = if names.len() > 3 { "; …" } else { "" };
        names.truncate(3);
        let names: Vec<String> = names.iter().map(|name| self.lang.source(name)).collect();
        format!("{}{more}", names.join("; "))
    }

    /// This view with everything written out, so that it means the same for ever.
    fn permalink(&self, own: &[(&str, String)]) -> String {
        let (as_of, source) = match self.loaded.key.source {
            Source::Dossiers(now) => (Some(local(now)), Some(Wanted::Dossiers.code().to_owned())),
            Source::Published => {
                let as_of = self.loaded.key.as_of.or_else(|| self.moments().last().copied());
                (as_of, self.standing.source.clone())
            }
        };
        let standing = Standing {
            period: Some(self.period().to_string()),
            as_of: as_of.map(moment),
            rulebook: Some(self.rulebook().id.clone()),
            basis: Some(basis_code(self.loaded.key.basis).to_owned()),
            known_at: Some(self.revision.to_string()),
            source,
            lang: Some(self.lang.code().to_owned()),
        };
        let own: Vec<(&str, &str)> = own.iter().map(|(n, v)| (*n, v.as_str())).collect();
        standing.link(&self.asked.path, &own)
    }
}

fn basis_code(basis: Basis) -> &'static str {
    match basis {
        Basis::Computed => "computed",
        Basis::Published => "published",
    }
}
