//! What a report needs to know that is no figure: issuer, addressee, signer, late decisions.

use std::fmt::Display;
use std::str::FromStr;

use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::period::Period;
use chiso_scoring::problem::{Problem, Source};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use super::defaults;
use super::index::Index;

/// Facts of one report that are not numbers, as `data/report/*.toml` gives them. Whatever is left
/// blank is filled in from [`Profile::default_for`]; what that cannot know stays a blank to be
/// filled in by hand.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Code of the agency the report is about.
    pub agency: String,
    /// Period of the report.
    #[serde(deserialize_with = "blank")]
    pub period: Option<Period>,
    /// Form of the report.
    #[serde(deserialize_with = "blank")]
    pub variant: Option<Variant>,
    /// Body above the issuer, for the letterhead.
    pub issuer_parent: String,
    /// Issuer, for the letterhead.
    pub issuer: String,
    /// Issuer as sentences name it, such as `Văn phòng UBND tỉnh Bắc Kạn`.
    pub reporter: String,
    /// Number, with or without its symbol: `364/BC-UBND`.
    pub number: String,
    /// Symbol, where the number has none.
    pub symbol: String,
    /// Place of issue.
    pub place: String,
    /// Day of issue.
    #[serde(deserialize_with = "blank")]
    pub date: Option<Date>,
    /// "Kính gửi".
    pub addressee: Vec<String>,
    /// "Nơi nhận".
    pub recipients: Vec<String>,
    /// Line above the signer's office, such as `TM. ỦY BAN NHÂN DÂN`.
    pub sign_authority: String,
    /// Office of the signer.
    pub sign_title: String,
    /// Name of the signer.
    pub signer: String,
    /// Plan the report follows, with number and day.
    pub plan: String,
    /// Who issued that plan.
    pub plan_by: String,
    /// Until when recommendations are to be carried out; else the end of the month after the period.
    #[serde(deserialize_with = "blank")]
    pub deadline: Option<Date>,
    /// Last day of the figures, where a period has several captures and the letter is of one of them.
    #[serde(deserialize_with = "blank")]
    pub as_of: Option<Date>,
    /// Documents a directive answers to, each with number, day and sender.
    pub basis: Vec<String>,
    /// Earlier directives that stay in force.
    pub follow: Vec<String>,
    /// On whose behalf a directive speaks, such as `Chủ tịch UBND tỉnh`.
    pub director: String,
    /// Who watches over a directive.
    pub office: String,
    /// Through whom results are reported; else through the office.
    pub via: Vec<String>,
    /// Who runs the one-stop system and its synchronisation.
    pub system_owner: String,
    /// Who answers for certified copies.
    pub justice_owner: String,
    /// Decisions that were submitted for announcement too late.
    pub late_announcement: Vec<Late>,
    /// Decisions that were published too late.
    pub late_publication: Vec<Late>,
    /// Who looks after the use of population data.
    pub population_owner: String,
    /// Recommendations of the author, after those that follow from the figures.
    pub recommendation: Vec<Recommendation>,
    /// What the author says of lines and tables.
    pub remark: Vec<Remark>,
    /// Yearly indices of others, for the context box.
    pub index: Vec<Index>,
}

/// Profiles of the published reports that come with chiso: agency, period, text.
const PUBLISHED: [(&str, &str, &str); 2] = [
    ("H03", "2023-08", include_str!("../../../../data/report/bac-kan-2023-08.toml")),
    ("H03.Q058", "2024-07", include_str!("../../../../data/report/tp-bac-kan-2024-07.toml")),
];

/// A decision that came late.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Late {
    /// Unit that was late.
    pub unit: String,
    /// Number of the decision.
    pub decision: String,
    /// Day of the decision.
    #[serde(deserialize_with = "blank")]
    pub decided: Option<Date>,
    /// Day it was published.
    #[serde(deserialize_with = "blank")]
    pub published: Option<Date>,
    /// What else is to be said.
    pub note: String,
}

/// A recommendation that no figure gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recommendation {
    /// Who is to act.
    pub owner: String,
    /// What is to be done.
    pub text: String,
    /// Until when, if not until the deadline of the report.
    #[serde(deserialize_with = "blank")]
    pub deadline: Option<Date>,
    /// When, in words, where it has no single day: `Thường xuyên`.
    pub when: String,
}

/// What the author says of a line or a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Remark {
    /// The phrase of the line or the caption: one of [`REMARKABLE`].
    #[serde(deserialize_with = "spot")]
    pub at: String,
    /// What is to be said of it, without brackets.
    pub text: String,
}

/// What a remark can stand at: lines of the groups in the order of the report, then its tables.
pub const REMARKABLE: [&str; 25] = [
    "announced",
    "publicised",
    "complete",
    "synced",
    "on-time",
    "overdue",
    "services-all",
    "services-info",
    "services-used",
    "petitions-on-time",
    "petitions-satisfied",
    "handling-satisfied",
    "results",
    "digitised",
    "reused",
    "shared",
    "population-dossiers",
    "verified-accounts",
    "table-on-time",
    "table-overdue",
    "table-online",
    "table-payment",
    "table-satisfaction",
    "table-copies",
    "table-ranking",
];

/// Form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Of a province: its office reports to the People's Committee.
    A,
    /// Of a unit below: its People's Committee reports upwards.
    B,
    /// A letter that sets two moments side by side, with the numbers in an annex.
    C,
    /// A letter that directs: who is to do what until when about what fell between two moments.
    D,
    /// A narrative against the mean of the nation.
    E,
    /// A box that puts the index into its context.
    F,
}

impl Variant {
    /// All variants.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// Its letter.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
        }
    }

    /// Whether it sets two moments side by side and cannot be made of one.
    #[must_use]
    pub fn compares(self) -> bool {
        matches!(self, Self::C | Self::D)
    }
}

impl FromStr for Variant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|variant| variant.code() == text);
        found.ok_or_else(|| format!("'{text}' is not a variant: A, B, C, D, E or F"))
    }
}

/// Reads where a remark stands.
fn spot<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let at = String::deserialize(deserializer)?;
    if REMARKABLE.contains(&at.as_str()) {
        return Ok(at);
    }
    let known = REMARKABLE.join(", ");
    Err(serde::de::Error::custom(format!("no remark can stand at '{at}'; it can at: {known}")))
}

/// Reads a text; blank is nothing.
pub(super) fn blank<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let text = String::deserialize(deserializer)?;
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(serde::de::Error::custom),
    }
}

impl Profile {
    /// Reads a profile. `file` names it in problems.
    ///
    /// # Errors
    /// The first problem with its line and column: no TOML, an unknown field, no date, no period.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            Source { file, text }.problem(at, error.message().to_owned(), None)
        })
    }

    /// The profile that comes with chiso for an agency and period, else one with blanks to fill in.
    ///
    /// # Errors
    /// None that the embedded profiles cause; a test reads them.
    pub fn known_for(agency: &Agency, period: Period, tree: &AgencyTree) -> Result<Self, Problem> {
        let wanted = period.to_string();
        let known = PUBLISHED.iter().find(|(code, of, _)| *code == agency.code && *of == wanted);
        match known {
            Some((code, _, text)) => Self::read(code, text),
            None => Ok(Self::default_for(agency, tree)),
        }
    }

    /// The profile of an agency that has none of its own: number, date and signer stay blank.
    #[must_use]
    pub fn default_for(agency: &Agency, tree: &AgencyTree) -> Self {
        defaults::profile(agency, tree)
    }

    /// This profile with its blanks filled in.
    pub(super) fn filled(&self, agency: &Agency, tree: &AgencyTree) -> Self {
        self.over(Self::default_for(agency, tree))
    }

    /// This profile, its blanks filled in from a standard one.
    pub(super) fn over(&self, standard: Self) -> Self {
        let text = |own: &String, standard: String| {
            if own.is_empty() { standard } else { own.clone() }
        };
        let list = |own: &Vec<String>, standard: Vec<String>| {
            if own.is_empty() { standard } else { own.clone() }
        };
        // A letterhead is one piece: an issuer of one's own has no parent but its own.
        let parent = if self.issuer.is_empty() {
            text(&self.issuer_parent, standard.issuer_parent)
        } else {
            self.issuer_parent.clone()
        };
        Self {
            agency: standard.agency,
            variant: self.variant.or(standard.variant),
            issuer_parent: parent,
            issuer: text(&self.issuer, standard.issuer),
            reporter: text(&self.reporter, standard.reporter),
            symbol: text(&self.symbol, standard.symbol),
            place: text(&self.place, standard.place),
            addressee: list(&self.addressee, standard.addressee),
            recipients: list(&self.recipients, standard.recipients),
            sign_authority: text(&self.sign_authority, standard.sign_authority),
            sign_title: text(&self.sign_title, standard.sign_title),
            plan_by: text(&self.plan_by, standard.plan_by),
            system_owner: text(&self.system_owner, standard.system_owner),
            justice_owner: text(&self.justice_owner, standard.justice_owner),
            population_owner: text(&self.population_owner, standard.population_owner),
            director: text(&self.director, standard.director),
            office: text(&self.office, standard.office),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_profile_may_leave_everything_blank() {
        assert_eq!(Profile::read("x", "").unwrap(), Profile::default());
        let profile = Profile::read("x", "date = \"\"\nperiod = \"2023-08\"").unwrap();
        assert_eq!((profile.date, profile.period), (None, "2023-08".parse().ok()));
    }

    #[test]
    fn the_profiles_that_come_with_chiso_can_be_read() {
        for (agency, period, text) in PUBLISHED {
            let profile = Profile::read(agency, text).unwrap();
            assert_eq!((profile.agency.as_str(), profile.period), (agency, period.parse().ok()));
        }
    }

    #[test]
    fn late_decisions_carry_their_days() {
        let text = "[[late_publication]]\nunit = \"Sở Y tế\"\ndecision = \"1/QĐ\"\ndecided = \"2023-08-02\"";
        let late = &Profile::read("x", text).unwrap().late_publication[0];
        assert_eq!((late.decided, late.published), (Some(date(2023, 8, 2)), None));
    }

    #[test]
    fn a_slip_is_told_with_its_place() {
        let told = |text: &str| Profile::read("r.toml", text).unwrap_err().to_string();
        assert!(told("a = ").starts_with("r.toml:1:"), "{}", told("a = "));
        let unknown = told("agency = \"H03\"\nsigner_name = \"x\"");
        assert!(unknown.starts_with("r.toml:2:1: unknown field"), "{unknown}");
        let day = told("place = \"Huế\"\ndate = \"2023-02-30\"");
        assert!(day.starts_with("r.toml:2:8: "), "{day}");
        assert!(told("variant = \"G\"").contains("'G' is not a variant"));
    }
}
