//! Whose numbers are out of date: what pages counted from dossiers say beside them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chiso_scoring::dossier::Seconds;
use chiso_scoring::period::Period;
use chiso_scoring::source::reach::Reached;

use crate::App;
use crate::moment::local;
use crate::trouble::Trouble;
use crate::view::View;
use crate::wire::quality::Books;

/// How fresh every agency is.
pub(crate) type Freshness = Arc<BTreeMap<String, Reached>>;

/// How long an answer is good for: silence is told in working hours, and every page and every frame of the feed asks.
const GOOD: Seconds = 10;

/// The last answer, with the moment and period it was asked for.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<(Seconds, Period, Freshness)>>);

/// How fresh every agency with a source is at this moment; nothing where no dossiers are taken in.
pub(crate) fn freshness(app: &App, period: Period) -> Result<Freshness, Trouble> {
    let Some(present) = &app.present else { return Ok(Freshness::default()) };
    let now = (present.clock)();
    let mut kept = app.fresh.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((at, of, known)) = &*kept
        && *of == period
        && (*at..at.saturating_add(GOOD)).contains(&now)
    {
        return Ok(Arc::clone(known));
    }
    let books = Books::read(&app.store)?;
    let reached =
        present.opened.current.look(|_, standing| books.reach(standing.live(), period, now))?;
    let reached = Arc::new(reached);
    *kept = Some((now, period, Arc::clone(&reached)));
    Ok(reached)
}

/// Said beside a number that is out of date; nothing if it is not, or not counted from dossiers.
pub(crate) fn stale(view: &View, agency: &str) -> Option<String> {
    if !view.is_live() {
        return None;
    }
    // A page that cannot say how fresh it is has said more important things already.
    let known = freshness(&view.app, view.period()).ok()?;
    let reached = known.get(agency).filter(|reached| reached.is_stale())?;
    let until = view.lang.moment(local(reached.until));
    let (silent, units) = (reached.silent.to_string(), reached.units.to_string());
    let key = if reached.units > 1 { "stale-some" } else { "stale-one" };
    Some(view.lang.text_with(key, &[("until", &until), ("silent", &silent), ("units", &units)]))
}
