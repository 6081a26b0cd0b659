//! What an address asks to open.

use chiso_scoring::expr::Entity;
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::opened::Side;
use chiso_scoring::sheet::Place;

use crate::asked::Asked;
use crate::drill::list::{Closed, Part, Target, draw, side_of};
use crate::drill::{Ground, LIMIT_MOST};
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::dossiers::Listing;

/// Lines asked for, within bounds.
pub(crate) fn limit(asked: &Asked) -> Result<Option<usize>, Trouble> {
    let read = |text: &str| text.parse().ok().filter(|n| (1..=LIMIT_MOST).contains(n));
    asked.read_as("limit", "bad-limit", read)
}

/// Own or with everything below.
pub(crate) fn scope(asked: &Asked) -> Result<Scope, Trouble> {
    let read = |text: &str| match text {
        "1" => Some(Scope::Own),
        "0" => Some(Scope::Subtree),
        _ => None,
    };
    Ok(asked.read_as("own", "bad-flag", read)?.unwrap_or(Scope::Subtree))
}

/// What is opened.
pub(super) enum What {
    /// A side of an indicator.
    Indicator(usize, Side),
    /// A measure or quality mark.
    Measure(String),
}

/// What is opened, of whom, from where on.
pub(super) struct Question {
    /// What is opened.
    pub what: What,
    /// Own or with everything below.
    pub scope: Scope,
    /// Only rows of this procedure.
    pub procedure: Option<String>,
    cursor: Option<String>,
}

impl Question {
    /// Reads an address; without a number it asks why the first indicator of dossiers is not 100 %.
    pub fn read(study: &Study) -> Result<Self, Trouble> {
        let asked = &study.asked;
        let side = asked.read_as("side", "bad-side", side_of)?;
        let what = match (asked.value("measure"), asked.value("indicator")) {
            (Some(measure), None) => What::Measure(measure.to_owned()),
            (_, Some(code)) => match study.place("indicator")? {
                Place::Indicator(at) => What::Indicator(at, side.unwrap_or(Side::Numerator)),
                _ => return Err(Trouble::bad("indicator", "bad-no-ratio", code)),
            },
            (None, None) => {
                let first = usual(study)?.ok_or(Trouble::Empty)?;
                What::Indicator(first, side.unwrap_or(Side::Rest))
            }
        };
        let cursor = asked.value("cursor").map(str::to_owned);
        let procedure = asked.value("procedure").map(str::to_owned);
        Ok(Self { what, scope: scope(asked)?, procedure, cursor })
    }

    fn target(&self) -> Target<'_> {
        match &self.what {
            What::Indicator(at, side) => Target::Indicator(*at, *side),
            What::Measure(id) => Target::Measure(id),
        }
    }

    /// One page of what is asked for; the study says afterwards what was looked at.
    pub fn listing(&self, study: &mut Study, limit: usize) -> Result<Listing, Trouble> {
        let procedure = self.procedure.as_deref();
        let part = Part { after: self.cursor.as_deref(), procedure, limit };
        let look = study.seen.look(|revision, standing| {
            let ground = Ground {
                standing,
                revision,
                rulebook: study.rulebook(),
                agency: &study.agency,
                period: study.period,
                scope: self.scope,
            };
            (revision, standing.live().now(), draw(ground, self.target(), part))
        })?;
        let (revision, now, drawn) = look;
        (study.revision, study.now) = (revision, now);
        let drawn = drawn.map_err(|closed| self.trouble(study, closed))?;
        Ok(drawn.named(&study.app.store)?)
    }

    fn trouble(&self, study: &Study, closed: Closed) -> Trouble {
        let given = |name: &str| study.asked.value(name).unwrap_or_default().to_owned();
        let (name, reason) = match closed {
            Closed::NoRatio => ("indicator", "bad-no-ratio"),
            Closed::NoRest => ("side", "bad-no-rest"),
            Closed::NoMeasure => ("measure", "bad-measure"),
            Closed::Cursor => ("cursor", "bad-cursor"),
        };
        Trouble::bad(name, reason, &given(name))
    }
}

/// The first indicator that is counted from dossiers alone.
fn usual(study: &Study) -> Result<Option<usize>, Trouble> {
    study.look(|standing| {
        let book = standing.live().plan().book(&study.rulebook().id)?;
        let of_dossiers =
            |at: &usize| book.ratios[*at].is_some() && book.entities[*at] == [Entity::Dossier];
        (0..book.ratios.len()).find(of_dossiers)
    })
}
