//! Which document: its variant, and what a letter compares with.

use chiso_report::variant::{Profile, Variant};
use chiso_scoring::agency::Agency;
use chiso_scoring::sheet::Sheet;

use crate::against::{self, Against};
use crate::chrome::{Choice, Field};
use crate::trouble::Trouble;
use crate::view::View;

/// Name of the parameter that says the variant.
pub(super) const VARIANT: &str = "mau";

/// A document of an agency as a view shows it.
pub(super) struct Paper<'v> {
    pub view: &'v View,
    pub agency: &'v Agency,
    pub variant: Variant,
    /// The earlier side of a variant that compares.
    pub before: Option<Against>,
}

impl<'v> Paper<'v> {
    /// The document the address asks for.
    pub fn asked(view: &'v View, agency: &'v Agency) -> Result<Self, Trouble> {
        let read = |text: &str| text.parse().ok();
        let asked = view.asked.read_as(VARIANT, "bad-report-variant", read)?;
        let variant = asked.unwrap_or_else(|| usual(view, agency));
        let before = match variant.compares() {
            true => Against::asked(view)?.or_else(|| Against::usual(view, agency)),
            false => None,
        };
        Ok(Self { view, agency, variant, before })
    }

    /// The report every agency has.
    pub fn usual(view: &'v View, agency: &'v Agency) -> Self {
        Self { view, agency, variant: usual(view, agency), before: None }
    }

    /// What an address has to say of it.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let variant = (self.variant != usual(self.view, self.agency))
            .then(|| (VARIANT, self.variant.code().to_owned()));
        let before = self.before.as_ref().map(|before| (against::PARAMETER, before.value()));
        variant.into_iter().chain(before).collect()
    }

    /// The figures of the earlier side.
    pub fn sheet_before(&self) -> Option<&Sheet<'_>> {
        self.before.as_ref().map(|before| before.loaded.sheet())
    }

    /// What the page calls it.
    pub fn name(&self) -> String {
        self.view.lang.text(&key(self.variant))
    }

    /// The choices of the page: every variant, and sides to compare with where one is needed.
    pub fn fields(&self) -> Vec<Field> {
        let lang = self.view.lang;
        let own = usual(self.view, self.agency);
        let offered = Variant::ALL
            .into_iter()
            .filter(|variant| *variant == own || !matches!(variant, Variant::A | Variant::B));
        let choice = |variant: Variant| Choice {
            value: variant.code().to_owned(),
            text: lang.text(&key(variant)),
            chosen: variant == self.variant,
        };
        let variants = Field {
            name: VARIANT,
            label: lang.text("report-variant"),
            groups: vec![(String::new(), offered.map(choice).collect())],
        };
        let sides = self.variant.compares();
        let sides = sides.then(|| against::field(self.view, self.before.as_ref()));
        [variants].into_iter().chain(sides).collect()
    }
}

fn usual(view: &View, agency: &Agency) -> Variant {
    Profile::default_for(agency, view.sheet().tree).variant.unwrap_or(Variant::A)
}

fn key(variant: Variant) -> String {
    format!("report-variant-{}", variant.code())
}
