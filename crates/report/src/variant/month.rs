//! What all sections of a report look at: the agency, the units below it, their scores and readings.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::collate::Name;
use chiso_scoring::differences::Difference;
use chiso_scoring::figure::Figure;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::{AgencyScore, Basis};
use chiso_scoring::sheet::{AgencyData, Place, Sheet};
use rust_decimal::Decimal;

use super::reading::Reading;
use super::{Context, Error, Profile, Sides, Variant, differences, names};

/// The report in the making.
pub(super) struct Month<'m> {
    pub(super) sheet: &'m Sheet<'m>,
    pub(super) profile: Profile,
    pub(super) context: &'m Context,
    /// `tháng 8/2023`.
    pub(super) period: String,
    /// The agency the report is about.
    pub(super) own: Unit<'m>,
    /// The units below it, level by level; the agency itself, if it has none.
    pub(super) blocks: Vec<Block<'m>>,
    /// What was published for any of them and does not follow.
    pub(super) differences: Vec<Difference>,
    /// What was published of the same period, where this report counts for itself.
    pub(super) published: Option<&'m Sheet<'m>>,
}

/// Whose figures a report states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figures {
    /// As somebody published them.
    Published,
    /// Computed anew from what somebody published.
    Recomputed,
    /// Counted from dossiers.
    Counted,
}

impl Figures {
    pub(super) fn of(sheet: &Sheet<'_>) -> Self {
        match (sheet.counted_at(), sheet.scorer.basis) {
            (Some(_), _) => Self::Counted,
            (None, Basis::Published) => Self::Published,
            (None, Basis::Computed) => Self::Recomputed,
        }
    }

    /// How phrases call it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Recomputed => "recomputed",
            Self::Counted => "counted",
        }
    }
}

/// Units of one level.
pub(super) struct Block<'m> {
    pub(super) level: Level,
    /// `Cấp tỉnh`.
    pub(super) title: String,
    pub(super) units: Vec<Unit<'m>>,
}

/// An agency with all that is known of it.
#[derive(Clone)]
pub(super) struct Unit<'m> {
    pub(super) agency: &'m Agency,
    pub(super) score: AgencyScore,
    rulebook: &'m Rulebook,
    data: &'m AgencyData,
}

impl<'m> Month<'m> {
    /// The report of one moment, if the profile belongs to it.
    pub(super) fn of(
        sides: &Sides<'m>,
        agency: &'m Agency,
        profile: &Profile,
        context: &'m Context,
    ) -> Result<Self, Error> {
        super::belongs(sides.now, agency, profile)?;
        Ok(Self::new(sides.now, agency, profile, context).beside(sides.published))
    }

    pub(super) fn new(
        sheet: &'m Sheet<'m>,
        agency: &'m Agency,
        profile: &Profile,
        context: &'m Context,
    ) -> Self {
        let blocks = blocks(sheet, agency);
        let units = blocks.iter().flat_map(|block| &block.units).map(|unit| unit.agency);
        let codes: Vec<&str> =
            std::iter::once(agency).chain(units).map(|agency| agency.code.as_str()).collect();
        Self {
            differences: differences::of(sheet, &codes),
            sheet,
            profile: profile.filled(agency, sheet.tree),
            context,
            period: Lang::Vi.period(sheet.period),
            own: Unit::new(sheet, agency),
            blocks,
            published: None,
        }
    }

    /// The same report with what was published beside what was counted.
    pub(super) fn beside(self, published: Option<&'m Sheet<'m>>) -> Self {
        Self { published, ..self }
    }

    pub(super) fn figures(&self) -> Figures {
        Figures::of(self.sheet)
    }

    /// What the author says of a line or a table, named by its phrase.
    pub(super) fn remark(&self, at: &str) -> Option<&str> {
        let found = self.profile.remark.iter().find(|remark| remark.at == at)?;
        Some(&found.text)
    }

    pub(super) fn rulebook(&self) -> &'m Rulebook {
        self.sheet.rulebook()
    }

    pub(super) fn variant(&self) -> Variant {
        self.profile.variant.unwrap_or(Variant::A)
    }

    /// All units of all blocks.
    pub(super) fn units(&self) -> impl Iterator<Item = &Unit<'m>> {
        self.blocks.iter().flat_map(|block| &block.units)
    }
}

fn blocks<'m>(sheet: &'m Sheet<'m>, agency: &'m Agency) -> Vec<Block<'m>> {
    let mut agencies = sheet.children(&agency.code);
    if agencies.is_empty() {
        agencies.push(agency);
    }
    agencies.sort_by_cached_key(|unit| Name(&unit.name));
    let block = |level: Level| Block {
        level,
        title: names::block(level, agency),
        units: agencies
            .iter()
            .filter(|unit| unit.level == level)
            .map(|unit| Unit::new(sheet, unit))
            .collect(),
    };
    let blocks = Level::ALL.into_iter().map(block);
    blocks.filter(|block| !block.units.is_empty()).collect()
}

impl<'m> Unit<'m> {
    fn new(sheet: &'m Sheet<'m>, agency: &'m Agency) -> Self {
        Self {
            agency,
            score: sheet.score(agency),
            rulebook: sheet.rulebook(),
            data: sheet.data(&agency.code),
        }
    }

    pub(super) fn name(&self) -> &'m str {
        &self.agency.name
    }

    /// The figure an indicator is scored with, or a plain measure.
    pub(super) fn figure(&self, code: &str) -> Option<&Figure> {
        match self.rulebook.indicator(code) {
            Some(at) => self.score.indicators[at].figure.as_ref(),
            None => self.data.measures.get(code),
        }
    }

    /// The reading of an indicator or a measure.
    pub(super) fn reading(&self, code: &str) -> Reading {
        Reading::of(self.figure(code))
    }

    /// The published share of a group.
    pub(super) fn group_reading(&self, code: &str) -> Reading {
        let at = self.rulebook.group(code);
        Reading::of(at.and_then(|at| self.data.figures.groups[at].as_ref()))
    }

    /// A plain count.
    pub(super) fn count(&self, measure: &str) -> Option<i64> {
        self.data.measures.get(measure)?.numerator
    }

    /// Points of a group, an axis or the total, by code.
    pub(super) fn points(&self, code: &str) -> Option<Decimal> {
        Place::find(self.rulebook, code)?.of(&self.score).points
    }

    /// Points of a group in per cent of its maximum.
    pub(super) fn share(&self, code: &str) -> Option<Decimal> {
        let place = Place::find(self.rulebook, code)?;
        let max = Decimal::from(place.points_max(self.rulebook));
        place.of(&self.score).points?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(max)
    }

    /// The published total.
    pub(super) fn published_total(&self) -> Option<Decimal> {
        self.data.figures.total?.points
    }

    /// Whether it had nothing to handle in the period.
    pub(super) fn idle(&self) -> bool {
        self.reading("2.1").of == Some(0)
    }

    /// Whether the total is the sum of its axes, and not a published figure that stands alone.
    pub(super) fn adds_up(&self) -> bool {
        let sum = self.score.axes.iter().map(|axis| axis.points.unwrap_or_default());
        let known = self.score.axes.iter().any(|axis| axis.points.is_some());
        known && self.score.total.points == Some(sum.sum())
    }
}
