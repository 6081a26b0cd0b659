//! What became of a place and its points since the other side of a comparison.

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::Ranked;
use rust_decimal::Decimal;

/// What an agency was on the other side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Before {
    /// Its place; none if it had none, or was another agency.
    pub rank: Option<usize>,
    /// What it was ranked by.
    pub points: Option<Decimal>,
}

impl Before {
    /// How many places an agency has gained; negative if it lost some.
    pub fn gained(&self, now: &Ranked<'_>) -> Option<i64> {
        let place = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
        Some(place(self.rank?) - place(now.rank?))
    }

    /// How many points it has gained.
    pub fn added(&self, now: &Ranked<'_>) -> Option<Decimal> {
        Some(now.points.points? - self.points?)
    }
}

/// A change of a place and of points, in words.
pub(crate) struct Moved {
    /// Of the place.
    pub rank: Step,
    /// Of the points.
    pub points: Step,
    /// The place before, the gain in places, the gain in points, as a file has them.
    pub items: [Item; 3],
}

/// A change: a sign beside the number, and words for who does not see the sign.
pub(crate) struct Step {
    /// `▲`, `▼`, `=` or nothing.
    pub arrow: &'static str,
    /// `up`, `down`, `same` or `none`, for the style.
    pub direction: &'static str,
    /// How much.
    pub text: String,
    /// All of it in words.
    pub words: String,
}

impl Moved {
    /// What became of an agency since.
    pub fn new(lang: Lang, before: &Before, now: &Ranked<'_>) -> Self {
        let (gained, added) = (before.gained(now), before.added(now));
        let integer = |value: Option<i64>| value.map_or(Item::Missing, Item::Integer);
        let rank = before.rank.and_then(|rank| i64::try_from(rank).ok());
        let places = gained.map(|gained| (gained.signum(), lang.integer(gained.abs())));
        let points = added.map(|added| (sign(added), lang.signed(added)));
        Self {
            rank: Step::new(lang, places, ["rank-up", "rank-down", "rank-same"]),
            points: Step::new(lang, points, ["points-up", "points-down", "points-same"]),
            items: [integer(rank), integer(gained), added.map_or(Item::Missing, Item::Decimal)],
        }
    }
}

fn sign(value: Decimal) -> i64 {
    match value {
        value if value.is_zero() => 0,
        value if value.is_sign_positive() => 1,
        _ => -1,
    }
}

impl Step {
    fn new(lang: Lang, change: Option<(i64, String)>, keys: [&str; 3]) -> Self {
        let Some((sign, text)) = change else {
            let words = lang.text("rank-not-before");
            return Self {
                arrow: "",
                direction: "none",
                text: crate::number::MISSING.into(),
                words,
            };
        };
        let (arrow, direction, key) = match sign {
            1 => ("▲", "up", keys[0]),
            -1 => ("▼", "down", keys[1]),
            _ => ("=", "same", keys[2]),
        };
        let words = lang.text_with(key, &[("by", text.trim_start_matches(['+', '-', '−']))]);
        Self { arrow, direction, text: if sign == 0 { String::new() } else { text }, words }
    }
}
