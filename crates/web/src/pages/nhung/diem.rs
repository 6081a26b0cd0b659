//! `/nhung/diem/{code}`: an agency's score on a card.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chiso_scoring::agency::Agency;
use chiso_scoring::sheet::Place;

use super::{Frame, respond};
use crate::App;
use crate::asked::{Asked, Segment};
use crate::link::{self, isolated};
use crate::number::{Num, share};
use crate::table::{Grade, columns, grade, place_name};
use crate::trouble::Trouble;
use crate::view::View;

/// The card.
pub(crate) async fn page(
    State(app): State<App>,
    Segment(code): Segment,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let of = code.clone();
    respond(app, asked, headers, move |view| Diem::build(view, &of), code).await
}

#[derive(Template)]
#[template(path = "nhung_diem.html")]
struct Diem {
    frame: Frame,
    name: String,
    period: String,
    total: Num,
    grade: Option<Grade>,
    /// Place among siblings, in words; empty where there is none.
    rank: String,
    bars: Vec<Bar>,
}

/// A group.
struct Bar {
    name: String,
    num: Num,
    /// Width out of 100; empty without points.
    width: String,
}

impl Diem {
    fn build(view: &View, code: &str) -> Result<Self, Trouble> {
        let agency = view.agency(code)?;
        let score = view.sheet().score(agency);
        let period = view.lang.period(view.period());
        let said = [("agency", &*isolated(&agency.name)), ("period", &*period)];
        let title = view.lang.text_with("overview-title", &said);
        let places = columns(view.rulebook(), std::iter::once(&score));
        let bar = |place: Place| {
            let max = place.points_max(view.rulebook());
            let num = Num::new(view.lang, place.of(&score), max).bare();
            let width = num.value.map(|points| share(points, max)).unwrap_or_default();
            Bar { name: place_name(view, place), num, width }
        };
        Ok(Self {
            frame: Frame::new(view, title, (&link::agency(code), &[]), code)?,
            name: agency.name.clone(),
            total: Num::new(view.lang, score.total, view.rulebook().max).bare(),
            grade: grade(view, score.total.points),
            rank: rank(view, agency),
            bars: places.into_iter().map(bar).collect(),
            period,
        })
    }
}

/// The published rank, else the place among siblings if at least two of them have points.
fn rank(view: &View, agency: &Agency) -> String {
    let lang = view.lang;
    let told = |rank: i64, of: i64| {
        let (rank, of) = (lang.integer(rank), lang.integer(of));
        lang.text_with("embed-rank", &[("rank", &rank), ("of", &of)])
    };
    let published = view.sheet().data(&agency.code).rank;
    if let Some((rank, of)) = published.and_then(|rank| rank.numerator.zip(rank.denominator)) {
        return told(rank, of);
    }
    let ranked = view.sheet().rank(&view.siblings(agency), Place::Total);
    let known = ranked.iter().filter(|row| row.rank.is_some()).count();
    let own = ranked.iter().find(|row| row.agency.code == agency.code).and_then(|row| row.rank);
    let counts = own
        .filter(|_| known > 1)
        .and_then(|own| i64::try_from(own).ok().zip(i64::try_from(known).ok()));
    counts.map(|(own, known)| told(own, known)).unwrap_or_default()
}
