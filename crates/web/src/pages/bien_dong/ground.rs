//! What the page stands on: dossiers, for those inside, or what somebody published, for everybody.

use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::movement::{Movement, Over};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;

use super::asks::Asks;
use super::{PATH, counted, published};
use jiff::civil::{DateTime, time};

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here};
use crate::link::{SOURCE, Standing};
use crate::source::Wanted;
use crate::study::Study;
use crate::trouble::Trouble;
use crate::view::View;
use crate::wire::movement::About;

/// What the page stands on.
pub(super) enum Ground {
    Dossiers(Box<Study>),
    Published(Box<(View, Agency)>),
}

/// Whether the address means published figures: it says so, or nobody who asks may see anything else.
pub(super) fn is_published(app: &App, asked: &Asked) -> Result<bool, Trouble> {
    let usual = !asked.inside() || app.present.is_none();
    Ok(asked.source()?.map_or(usual, |wanted| wanted == Wanted::Published))
}

impl Ground {
    /// Finds it, with what is asked of it and what is to be told.
    pub fn open(app: &App, asked: &Asked) -> Result<(Self, Asks, Movement, About), Trouble> {
        asked.check()?;
        if is_published(app, asked)? {
            let view = View::open(app, &asked.with(&[(SOURCE, Wanted::Published.code())]))?;
            let agency = view.scope("agency")?.clone();
            let asks = Asks::read(app, asked, (view.period(), view.rulebook()), Over::Indicators)?;
            let (told, about) = published::tell(&asks, &view, &agency)?;
            return Ok((Self::Published(Box::new((view, agency))), asks, told, about));
        }
        if !asked.inside() {
            return Err(Trouble::SignIn);
        }
        let mut study = Study::open(app, asked)?;
        let asks = Asks::read(app, asked, (study.period, study.rulebook()), Over::Units)?;
        let (told, about) = counted::tell(&asks, &mut study)?;
        Ok((Self::Dossiers(Box::new(study)), asks, told, about))
    }

    /// The request.
    pub fn asked(&self) -> &Asked {
        match self {
            Self::Dossiers(study) => &study.asked,
            Self::Published(of) => &of.0.asked,
        }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.asked().lang
    }

    /// Whose number moved.
    pub fn agency(&self) -> &Agency {
        match self {
            Self::Dossiers(study) => &study.agency,
            Self::Published(of) => &of.1,
        }
    }

    /// The later side's period.
    pub fn period(&self) -> Period {
        match self {
            Self::Dossiers(study) => study.period,
            Self::Published(of) => of.0.period(),
        }
    }

    /// The later side's rules.
    pub fn rulebook(&self) -> &Rulebook {
        match self {
            Self::Dossiers(study) => study.rulebook(),
            Self::Published(of) => of.0.rulebook(),
        }
    }

    /// What the later side is called: its period, and its moment if the address names one.
    pub fn label(&self) -> String {
        let period = self.lang().period(self.period());
        let as_of = self.asked().as_of().ok().flatten();
        self.until(period, as_of)
    }

    /// A period looked at from a moment, in words.
    pub fn until(&self, period: String, as_of: Option<DateTime>) -> String {
        let Some(at) = as_of else { return period };
        // A day is meant until its end.
        let day = at.time() == time(23, 59, 59, 0);
        let at = if day { self.lang().date(at.date()) } else { self.lang().moment(at) };
        self.lang().text_with("twin-side", &[("period", &period), ("at", &at)])
    }

    /// What links keep.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Dossiers(study) => study.standing(),
            Self::Published(of) => of.0.standing.clone(),
        }
    }

    /// An agency's own page.
    pub fn agency_link(&self, code: &str) -> String {
        match self {
            Self::Dossiers(study) => study.agency_link(code),
            Self::Published(of) => of.0.agency_link(code),
        }
    }

    /// Everything around the page. `own` are the parameters of this page alone.
    pub fn chrome(&self, title: String, own: &[(&'static str, String)]) -> Chrome {
        match self {
            Self::Dossiers(study) => study.chrome(Here::Inner(PATH), title, own),
            Self::Published(of) => {
                let code = of.1.code.as_str();
                Chrome {
                    sources: Vec::new(),
                    ..of.0.chrome(Here::Inner(PATH), title, own, &[code])
                }
            }
        }
    }
}
