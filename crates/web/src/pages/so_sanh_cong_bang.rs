//! `/so-sanh-cong-bang`: small numbers and fair comparison. How firm a rank is, and who stands where among
//! agencies of the same kind and size.

mod guard;
mod lists;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::fair::{Comparison, band, compare, read_band};
use chiso_scoring::figure::TOTAL;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Link};
use crate::link::isolated;
use crate::listing::{Listed, Sheet, Tabled, respond_tables};
use crate::pages::xep_hang::below;
use crate::table::place_name;
use crate::trouble::{Trouble, cut};
use crate::view::View;
use crate::wire::Heading;
use crate::wire::fairness::Fairness;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| SoSanhCongBang::build(&View::open(app, asked)?)).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| {
        let view = View::open(app, asked)?;
        let question = Question::read(&view)?;
        let (rulebook, place) = (view.rulebook(), question.place);
        let compared = question.compared(&view);
        let by = place.code(rulebook);
        let all = Fairness::new(heading(&view), rulebook, by, question.band, &compared);
        Ok(guard::withheld(&view, all, &compared))
    })
    .await
}

fn heading(view: &View) -> Heading {
    let rulebook = view.rulebook();
    let counted = view.seen.as_ref().and_then(|seen| seen.stands_at().ok());
    let period = view.period().to_string();
    match counted {
        Some((revision, now)) => {
            let as_of = crate::moment::local(now).to_string();
            Heading::counted(rulebook, period, as_of, revision)
        }
        None => Heading {
            as_of: view.loaded.key.as_of.map(|at| at.to_string()),
            from: None,
            ..Heading::counted(rulebook, period, String::new(), view.revision)
        },
    }
}

/// Who is compared, by what.
struct Question<'v> {
    parent: &'v Agency,
    /// Kinds there are; those compared.
    kinds: Vec<(Level, Vec<&'v Agency>)>,
    level: Option<Level>,
    place: Place,
    band: Decimal,
}

impl<'v> Question<'v> {
    fn read(view: &'v View) -> Result<Self, Trouble> {
        let parent = view.scope("parent")?;
        let code = view.asked.value("group").unwrap_or(TOTAL);
        let none = || Trouble::NoPlace { code: cut(code), hints: Vec::new() };
        let place = Place::find(view.rulebook(), code).ok_or_else(none)?;
        let band = view.asked.read_as("band", "bad-band", read_band)?.unwrap_or_else(band);
        let level = view.asked.level()?;
        let mut kinds = view.kinds(&parent.code);
        if let Some(level) = level.filter(|level| !kinds.iter().any(|(known, _)| known == level)) {
            kinds.push((level, below(view.sheet(), &parent.code, level)));
        }
        Ok(Self { parent, kinds, level, place, band })
    }

    fn compared(&self, view: &'v View) -> Vec<Comparison<'v>> {
        let wanted = self.kinds.iter().filter(|(level, _)| self.level.is_none_or(|w| w == *level));
        let agencies: Vec<&Agency> = wanted.flat_map(|(_, agencies)| agencies).copied().collect();
        compare(view.sheet(), &agencies, self.place, self.band)
    }

    /// The kind shown where none is asked for: the one with most agencies.
    fn shown(&self) -> Option<Level> {
        let most = self.kinds.iter().max_by_key(|(_, agencies)| agencies.len());
        self.level.or(most.map(|(level, _)| *level))
    }
}

#[derive(Template)]
#[template(path = "so_sanh_cong_bang.html")]
struct SoSanhCongBang {
    chrome: Chrome,
    heading: String,
    parent: Link,
    kinds: Vec<(Link, bool)>,
    /// Parameters the form for the band keeps.
    hidden: Vec<(String, String)>,
    band: String,
    classes: Listed,
    agencies: Listed,
    /// The indicators of one agency.
    moves: Option<Listed>,
    notes: Vec<String>,
}

impl Tabled for SoSanhCongBang {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let lists = std::iter::once(&self.agencies).chain(&self.moves).chain([&self.classes]);
        lists.map(Listed::sheet).collect()
    }
}

/// Parameters of this page alone.
const OWN: [&str; 5] = ["parent", "level", "group", "band", "agency"];

impl SoSanhCongBang {
    fn build(view: &View) -> Result<Self, Trouble> {
        let question = Question::read(view)?;
        let shown = question.shown();
        let question = Question { level: shown, ..question };
        let compared = question.compared(view);
        let comparison = compared.first();
        let period = view.lang.period(view.period());
        let name = isolated(&question.parent.name);
        let by = place_name(view, question.place);
        let said = [("parent", name.as_str()), ("period", &period), ("by", &by)];
        let heading = view.lang.text_with("fair-heading", &said);
        let kept = view.asked.own(&OWN);
        let code = question.parent.code.as_str();
        let band = view.lang.decimal(question.band);
        let chrome = view.chrome(Here::Below, heading.clone(), &kept, &[code]);
        let mut notes = ["fair-note-moves", "fair-note-ranks", "fair-note-sizes"]
            .map(|key| view.lang.text_with(key, &[("band", &band)]))
            .to_vec();
        notes.extend(view.is_guarded().then(|| view.lang.text("small-note")));
        Ok(Self {
            agencies: lists::agencies(view, &question, comparison),
            parent: Link { href: view.agency_link(code), text: question.parent.name.clone() },
            kinds: kinds(view, &question, shown),
            hidden: hidden(view, &question),
            classes: lists::classes(view, comparison),
            moves: lists::moves(view, comparison)?,
            notes,
            band,
            chrome,
            heading,
        })
    }
}

fn kinds(view: &View, question: &Question<'_>, shown: Option<Level>) -> Vec<(Link, bool)> {
    let link = |(level, _): &(Level, Vec<&Agency>)| {
        let extra = [("parent", question.parent.code.as_str()), ("level", level.code())];
        let link = Link { href: own_link(view, &extra), text: view.lang.level(*level) };
        (link, shown == Some(*level))
    };
    question.kinds.iter().map(link).collect()
}

/// A link to this page that keeps its band and what is ranked by.
fn own_link(view: &View, extra: &[(&str, &str)]) -> String {
    let kept = view.asked.own(&["group", "band"]);
    let kept = kept.iter().map(|(name, value)| (*name, value.as_str()));
    view.link("/so-sanh-cong-bang", &kept.chain(extra.iter().copied()).collect::<Vec<_>>())
}

fn hidden(view: &View, question: &Question<'_>) -> Vec<(String, String)> {
    let own = view.asked.own(&["level", "group", "agency"]);
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    let parent = ("parent".to_owned(), question.parent.code.clone());
    let standing = view.standing.pairs().into_iter();
    let standing = standing.map(|(name, value)| (name.to_owned(), value.to_owned()));
    std::iter::once(parent).chain(own).chain(standing).collect()
}

#[cfg(test)]
mod tests;
