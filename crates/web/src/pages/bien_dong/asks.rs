//! What the address asks: the earlier side, what moved, and what it is seen over.

use chiso_scoring::movement::{Movement, Over, Point, Question, SideText, between};
use chiso_scoring::sheet::Place;
use chiso_scoring::standing::Standing;

use crate::at::{Seen, known_at};
use crate::moment::local;
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::movement::{About, MovementSide};

/// The earlier side: `PERIOD, PERIOD@AS_OF or PERIOD@AS_OF~REVISION`.
pub(super) const EARLIER: &str = "so-voi";
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

/// What is asked of the study's agency.
pub(super) struct Asks {
    pub earlier: SideText,
    pub place: Place,
    pub over: Over,
    pub most: Option<usize>,
}

impl Asks {
    pub fn read(study: &Study) -> Result<Self, Trouble> {
        let asked = &study.asked;
        let earlier = asked.read_as(EARLIER, "bad-movement-side", |text| text.parse().ok())?;
        let previous = SideText { period: study.period.previous(), as_of: None, known_at: None };
        let earlier: SideText = earlier.unwrap_or(previous);
        if earlier.known_at > Some(study.app.store.revision()?) {
            return Err(Trouble::bad(EARLIER, "bad-revision", &earlier.to_string()));
        }
        let over = asked.read_as(OVER, "bad-movement-over", Over::read)?.unwrap_or(Over::Units);
        let count = |text: &str| text.parse().ok().filter(|n| (1..=MOST).contains(n));
        let most = asked.read_as(LINES, "bad-count", count)?;
        Ok(Self { earlier, place: study.place(INDICATOR)?, over, most })
    }

    /// The movement, and what an answer says of its sides. Afterwards the study stands at what was looked at.
    pub fn tell(&self, study: &mut Study) -> Result<(Movement, About), Trouble> {
        let asked = &study.asked;
        let same = self.earlier.as_of.is_none() && self.earlier.known_at.is_none();
        let as_of = self.earlier.as_of.or(asked.as_of()?);
        let known = self.earlier.known_at.or(known_at(&study.app, asked)?);
        let earlier = match same {
            true => None,
            false => Some(Seen::at(&study.app, as_of, known).map_err(renamed)?),
        };
        // What the earlier side is restated to: at its moment, by what the later side knows.
        let latest = study.revision;
        let restated = match self.earlier.known_at.is_some_and(|then| then != latest) {
            true if self.earlier.as_of.is_some() => {
                Some(Seen::at(&study.app, as_of, Some(latest)).map_err(renamed)?)
            }
            _ => None,
        };
        let rules = crate::view::rulebook(&study.app, asked, self.earlier.period)?;
        let rules = study.app.rulebooks.all().get(rules).ok_or(Trouble::Internal)?;
        let (told, before, revision, now) = study.seen.look(|revision, standing| {
            let (live, rulebook) = (standing.live(), study.rulebook());
            let later = Point { live, revision, period: study.period, rulebook };
            let tell = |old: u64, then: &Standing, restated: Option<&Standing>| {
                let period = self.earlier.period;
                let before = Point { live: then.live(), revision: old, period, rulebook: rules };
                self.told(study, before, restated, later).map(|told| (told, side(before)))
            };
            let (told, before) = match (&earlier, &restated) {
                (None, _) => tell(revision, standing, None),
                (Some(earlier), None) => earlier
                    .look(|old, then| tell(old, then, (old != revision).then_some(standing)))?,
                (Some(earlier), Some(restated)) => earlier
                    .look(|old, then| restated.look(|_, now| tell(old, then, Some(now))))??,
            }?;
            Ok::<_, Trouble>((told, before, revision, standing.live().now()))
        })??;
        (study.revision, study.now) = (revision, now);
        let after = MovementSide {
            period: study.period.to_string(),
            as_of: Some(local(now).to_string()),
            revision,
            rulebook: study.rulebook().id.clone(),
        };
        let agency = (study.agency.code.clone(), study.agency.name.clone());
        Ok((told, About { heading: study.heading(), agency, sides: (before, after) }))
    }

    fn told(
        &self,
        study: &Study,
        before: Point<'_>,
        restated: Option<&Standing>,
        after: Point<'_>,
    ) -> Result<Movement, Trouble> {
        if !before.live.periods().any(|period| period == before.period) {
            return Err(Trouble::bad(EARLIER, "bad-source-period", &before.period.to_string()));
        }
        let agency = &study.agency.code;
        let restated = restated.map(Standing::live);
        let question = Question { agency, place: self.place, before, restated, after };
        between(question).map_err(|error| Trouble::no_agency(agency, &error))
    }
}

fn side(point: Point<'_>) -> MovementSide {
    MovementSide {
        period: point.period.to_string(),
        as_of: Some(local(point.live.now()).to_string()),
        revision: point.revision,
        rulebook: point.rulebook.id.clone(),
    }
}

/// A moment that is wrong is that of the earlier side.
fn renamed(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Bad { reason, given, .. } => Trouble::bad(EARLIER, reason, &given),
        other => other,
    }
}
