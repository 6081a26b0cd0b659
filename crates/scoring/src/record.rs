//! What is counted besides dossiers: services, publications, petitions, and agencies' own figures.
//!
//! Each record has a key; of two statements about one key the one stated later holds, and of the same
//! moment the content decides: the order of arrival never matters. A record becomes one row of
//! columns (`rules/columns.toml`).

use jiff::civil::Date;

use crate::agency::Level;
use crate::calendar::Calendar;
use crate::dossier::Seconds;
use crate::measure::{Cells, NULL};
use crate::period::Period;

/// How long handling may take (`THOIGIANGIAIQUYET`, `DONVITINH`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limit {
    /// Working hours (*giờ làm việc*).
    WorkingHours(u16),
    /// Working days (*ngày làm việc*).
    WorkingDays(u16),
    /// Calendar days (*ngày*).
    Days(u16),
    /// Months (*tháng*).
    Months(u16),
}

/// Level of an online service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ServiceLevel {
    /// Information only (*cung cấp thông tin*).
    Info = 2,
    /// Partly online (*một phần*).
    Partial = 3,
    /// Fully online (*toàn trình*).
    Full = 4,
}

/// State of publication of a procedure or service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ServiceState {
    /// Đang công khai.
    Public = 1,
    /// Đang công khai, sửa đổi bổ sung.
    Amended = 2,
    /// Bãi bỏ.
    Abolished = 3,
    /// Chờ dừng công khai.
    Stopping = 4,
    /// Đang kiểm thử.
    Testing = 5,
}

/// A procedure as one agency offers it (*dịch vụ công*). Key: agency and procedure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Service {
    /// When it was stated.
    pub stated_at: Seconds,
    /// Agency that offers it.
    pub agency: Box<str>,
    /// Procedure.
    pub procedure: Box<str>,
    /// Level.
    pub level: ServiceLevel,
    /// State of publication.
    pub state: ServiceState,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Option<Date>,
    /// Whether it carries a financial obligation.
    pub has_fee: bool,
    /// Whether a person may apply.
    pub for_person: bool,
    /// Whether all parts a–g of Decree 63/2010, article 8, clause 2 are public.
    pub all_parts: bool,
    /// Statutory maximum of handling.
    pub limit: Option<Limit>,
}

/// A procedure named in an announcement decision. Key: agency, decision and procedure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Publication {
    /// When it was stated.
    pub stated_at: Seconds,
    /// Agency that decided.
    pub agency: Box<str>,
    /// Number of the decision (`1045/QĐ-UBND`).
    pub decision: Box<str>,
    /// Procedure.
    pub procedure: Box<str>,
    /// Ngày quyết định.
    pub decided_on: Date,
    /// Newest Ngày hiệu lực of the legal basis.
    pub effective_on: Date,
    /// When it was made public in the national procedure database.
    pub public_at: Option<Seconds>,
}

/// What a petition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum About {
    /// Neither of the two.
    Other = 0,
    /// Administrative rules (*quy định hành chính*).
    Rules = 1,
    /// Conduct of staff (*hành vi cán bộ, công chức, viên chức*).
    Staff = 2,
}

/// How far a petition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PetitionStep {
    /// Waiting to be taken up.
    Waiting,
    /// Being handled.
    Handling,
    /// More information was asked for.
    AskedForMore,
    /// Refused, sent back or passed on.
    PassedOn,
    /// Answered.
    Answered,
}

/// Feedback or complaint (*phản ánh, kiến nghị*). Key: its number. Nothing of its text is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Petition {
    /// When it was stated.
    pub stated_at: Seconds,
    /// How far it is.
    pub step: PetitionStep,
    /// When it was handled, passed on, or more was asked for.
    pub answered_at: Option<Seconds>,
    /// Its number.
    pub number: Box<str>,
    /// Agency that must handle it.
    pub agency: Box<str>,
    /// When that agency had it.
    pub received_at: Seconds,
    /// What it is about.
    pub about: About,
    /// Likes of the answer.
    pub likes: u32,
    /// Dislikes of the answer.
    pub dislikes: u32,
    /// Whether it was sent again in dissatisfaction.
    pub repeated: bool,
    /// The dossier it names.
    pub dossier: Option<Box<str>>,
}

/// Numbers that an agency or a national system states for a period. Key: agency and period.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgencyFacts {
    /// When it was stated.
    pub stated_at: Seconds,
    /// Agency.
    pub agency: Box<str>,
    /// Period.
    pub period: Period,
    /// Whether it offers certified electronic copies.
    pub offers_copies: Option<bool>,
    /// Certified electronic copies made.
    pub copies_done: Option<i64>,
    /// Certification dossiers.
    pub certifications: Option<i64>,
    /// Portal accounts verified against population data.
    pub accounts_verified: Option<i64>,
    /// Dossiers received per the national reporting system.
    pub received_national_report: Option<i64>,
    /// The same for the whole previous year.
    pub received_previous_year: Option<i64>,
    /// Growth of online services that had dossiers.
    pub services_growth: Option<i64>,
}

/// What a procedure is called, as a catalogue states it. Key: its code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProcedureName {
    /// When it was stated; the earliest moment there is where the catalogue does not say.
    pub stated_at: Seconds,
    /// Code (`1.004222`).
    pub procedure: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Field (*lĩnh vực*).
    pub field: Option<Box<str>>,
}

/// One item of intake that is not about a dossier's course.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Record {
    /// A service.
    Service(Service),
    /// A publication.
    Publication(Publication),
    /// A petition.
    Petition(Petition),
    /// An agency's figures.
    Agency(AgencyFacts),
    /// A procedure's name.
    Procedure(ProcedureName),
}

/// Numeric columns of services, in the order of [`Cells::numbers`].
pub const SERVICE_NUMBERS: [&str; 4] = ["level", "state", "valid_from", "valid_to"];
/// Yes-or-no columns of services.
pub const SERVICE_FLAGS: [&str; 3] = ["all_parts", "for_person", "has_fee"];
/// Numeric columns of publications.
pub const PUBLICATION_NUMBERS: [&str; 4] =
    ["announce_due_at", "decided_at", "public_at", "public_due_at"];
/// Numeric columns of petitions.
pub const PETITION_NUMBERS: [&str; 4] = ["about", "answered_at", "due_at", "received_at"];
/// Yes-or-no columns of petitions.
pub const PETITION_FLAGS: [&str; 2] = ["disliked", "repeated"];
/// Numeric columns of agencies.
pub const AGENCY_NUMBERS: [&str; 7] = [
    "accounts_verified",
    "certifications",
    "copies_done",
    "level",
    "received_national_report",
    "received_previous_year",
    "services_growth",
];
/// Yes-or-no columns of agencies.
pub const AGENCY_FLAGS: [&str; 1] = ["offers_copies"];

impl Service {
    /// The service as a row.
    #[must_use]
    pub fn cells(&self, calendar: &Calendar) -> Cells {
        let until = self.valid_to.map_or(NULL, |day| calendar.day_end(day));
        let numbers = [
            i64::from(self.level as u8),
            i64::from(self.state as u8),
            calendar.day_start(self.valid_from),
            until,
        ];
        Cells::new(&numbers, bits(&[self.all_parts, self.for_person, self.has_fee]))
    }
}

impl Publication {
    /// The publication as a row: 20 working days before effect for a ministry, 5 for a province
    /// (1.1); 10 or 5 working days after the decision to be made public (1.2).
    #[must_use]
    pub fn cells(&self, level: Level, calendar: &Calendar) -> Cells {
        let (before, after) = if level == Level::Ministry { (20, 10) } else { (5, 5) };
        let announce_due = calendar.add_working_days(self.effective_on, -before);
        let public_due = calendar.add_working_days(self.decided_on, after);
        let numbers = [
            calendar.day_end(announce_due),
            calendar.day_start(self.decided_on),
            self.public_at.unwrap_or(NULL),
            calendar.day_end(public_due),
        ];
        Cells::new(&numbers, 0)
    }
}

impl Petition {
    /// The petition as a row: 2 working days to refuse or pass on, 5 to ask for more, 15 to handle
    /// (5.2).
    #[must_use]
    pub fn cells(&self, calendar: &Calendar) -> Cells {
        let days = match self.step {
            PetitionStep::PassedOn => 2,
            PetitionStep::AskedForMore => 5,
            PetitionStep::Waiting | PetitionStep::Handling | PetitionStep::Answered => 15,
        };
        let numbers = [
            i64::from(self.about as u8),
            self.answered_at.unwrap_or(NULL),
            calendar.due_after_working_days(self.received_at, days),
            self.received_at,
        ];
        Cells::new(&numbers, bits(&[self.dislikes > self.likes, self.repeated]))
    }
}

impl AgencyFacts {
    /// The figures as a row of an agency of that level; what was not stated adds nothing.
    #[must_use]
    pub fn cells(&self, level: Level) -> Cells {
        let numbers = [
            self.accounts_verified.unwrap_or(0),
            self.certifications.unwrap_or(0),
            self.copies_done.unwrap_or(0),
            level as i64,
            self.received_national_report.unwrap_or(0),
            self.received_previous_year.unwrap_or(0),
            self.services_growth.unwrap_or(0),
        ];
        Cells::new(&numbers, bits(&[self.offers_copies.unwrap_or(false)]))
    }
}

fn bits(flags: &[bool]) -> u32 {
    flags.iter().enumerate().map(|(at, set)| u32::from(*set) << at).sum()
}

impl Record {
    /// What the record is about: kind and parts of its key.
    #[must_use]
    pub fn key(&self) -> (&'static str, String) {
        match self {
            Self::Service(r) => ("service", format!("{} {}", r.agency, r.procedure)),
            Self::Publication(r) => {
                ("publication", format!("{} {} {}", r.agency, r.decision, r.procedure))
            }
            Self::Petition(r) => ("petition", r.number.to_string()),
            Self::Agency(r) => ("agency", format!("{} {}", r.agency, r.period)),
            Self::Procedure(r) => ("procedure", r.procedure.to_string()),
        }
    }
}
