//! From a version to the columns the rules use (`rules/columns.toml`, `[dossier]`), or the reason why
//! it is not counted yet. Source of each rule: "Mô tả công thức tính chỉ số 766", 2.1 and 4.1–4.5.

use super::{Channel, FiledOn, Marks, Paid, Seconds, Snapshot, Status, Version, quality};
use crate::measure::{Cells, NULL};

/// Columns with numbers, in the order of [`Cells::numbers`].
pub const NUMBERS: [&str; 11] = [
    "channel",
    "closed_at",
    "due_at",
    "fee_due",
    "paid",
    "received_at",
    "started_at",
    "status",
    "supplement_requests",
    "supplement_seconds",
    "synced_at",
];

/// Yes-or-no columns, in the order of the bits of [`Cells::flags`].
pub const FLAGS: [&str; 20] = [
    "back_dated",
    "closed_at_once",
    "complained",
    "component_file",
    "dates_disagree",
    "digitised",
    "due_from_statute",
    "due_moved",
    "invented_step",
    "paid_marked_online",
    "paused_on_due_day",
    "personal_store",
    "placeholder_identity",
    "population_data",
    "procedure_unknown",
    "reopened",
    "result_electronic",
    "result_is_input",
    "reused",
    "rewritten_to_done",
];

/// Bits of [`Cells::flags`], one per name in [`FLAGS`].
pub mod flag {
    use super::FLAGS;

    /// `back_dated`.
    pub const BACK_DATED: u32 = bit("back_dated");
    /// `closed_at_once`.
    pub const CLOSED_AT_ONCE: u32 = bit("closed_at_once");
    /// `complained`.
    pub const COMPLAINED: u32 = bit("complained");
    /// `component_file`.
    pub const COMPONENT_FILE: u32 = bit("component_file");
    /// `dates_disagree`.
    pub const DATES_DISAGREE: u32 = bit("dates_disagree");
    /// `digitised`.
    pub const DIGITISED: u32 = bit("digitised");
    /// `due_from_statute`.
    pub const DUE_FROM_STATUTE: u32 = bit("due_from_statute");
    /// `due_moved`.
    pub const DUE_MOVED: u32 = bit("due_moved");
    /// `invented_step`.
    pub const INVENTED_STEP: u32 = bit("invented_step");
    /// `paid_marked_online`.
    pub const PAID_MARKED_ONLINE: u32 = bit("paid_marked_online");
    /// `paused_on_due_day`.
    pub const PAUSED_ON_DUE_DAY: u32 = bit("paused_on_due_day");
    /// `personal_store`.
    pub const PERSONAL_STORE: u32 = bit("personal_store");
    /// `placeholder_identity`.
    pub const PLACEHOLDER_IDENTITY: u32 = bit("placeholder_identity");
    /// `population_data`.
    pub const POPULATION_DATA: u32 = bit("population_data");
    /// `procedure_unknown`.
    pub const PROCEDURE_UNKNOWN: u32 = bit("procedure_unknown");
    /// `reopened`.
    pub const REOPENED: u32 = bit("reopened");
    /// `result_electronic`.
    pub const RESULT_ELECTRONIC: u32 = bit("result_electronic");
    /// `result_is_input`.
    pub const RESULT_IS_INPUT: u32 = bit("result_is_input");
    /// `reused`.
    pub const REUSED: u32 = bit("reused");
    /// `rewritten_to_done`.
    pub const REWRITTEN_TO_DONE: u32 = bit("rewritten_to_done");

    /// The bit of a column; evaluated by the compiler, which refuses a name that is none.
    const fn bit(name: &str) -> u32 {
        let mut at = 0;
        while !same(FLAGS[at].as_bytes(), name.as_bytes()) {
            at += 1;
        }
        1 << at
    }

    const fn same(a: &[u8], b: &[u8]) -> bool {
        let mut at = 0;
        while at < a.len() && at < b.len() && a[at] == b[at] {
            at += 1;
        }
        at == a.len() && at == b.len()
    }
}

/// What is known of procedures when a dossier is read.
pub trait Catalogue {
    /// Whether the procedure is in the catalogue.
    fn knows(&self, procedure: &str) -> bool;
    /// Acceptance plus the procedure's statutory maximum, if that is known.
    fn statutory_due(&self, procedure: &str, received_at: Seconds) -> Option<Seconds>;
}

/// Why a dossier is kept but not counted yet.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Hold {
    /// Steps, ratings or payments arrived, the dossier itself did not.
    NoSnapshot,
    /// It was registered, not accepted.
    NotReceived,
    /// No due date, and the procedure's statutory maximum is not known.
    NoDueDate,
}

impl Hold {
    /// Code of the reason.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSnapshot => "no_snapshot",
            Self::NotReceived => "not_received",
            Self::NoDueDate => "no_due_date",
        }
    }
}

/// A dossier as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning<'a> {
    /// Code of the handling agency.
    pub agency: &'a str,
    /// Procedure.
    pub procedure: &'a str,
    /// Values of the columns.
    pub cells: Cells,
}

/// The moments and sums that the columns and the quality marks are made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    pub received_at: Seconds,
    pub due_at: Seconds,
    pub due_from_statute: bool,
    pub closed_at: Option<Seconds>,
    pub status: Status,
    pub requests: usize,
    pub first_request: Option<Seconds>,
    pub waiting: i64,
    /// Some supplement came in before it was asked for.
    pub supplied_early: bool,
}

impl Version {
    /// Reads the version.
    ///
    /// # Errors
    /// Why it is not counted yet.
    pub fn meaning(&self, number: &str, catalogue: &dyn Catalogue) -> Result<Meaning<'_>, Hold> {
        let snapshot = self.snapshot.as_deref().ok_or(Hold::NoSnapshot)?;
        let course = self.course(snapshot, catalogue)?;
        let numbers = self.numbers(snapshot, &course);
        let odd = quality::marks(self, snapshot, number, &course, catalogue);
        let cells = Cells::new(&numbers, self.flags(snapshot) | odd);
        Ok(Meaning { agency: &snapshot.agency, procedure: &snapshot.procedure, cells })
    }

    fn course(&self, snapshot: &Snapshot, catalogue: &dyn Catalogue) -> Result<Course, Hold> {
        let accepted = || self.steps.iter().find(|step| step.status == Status::Accepted);
        let received_at = snapshot.received_at.or_else(|| accepted().map(|step| step.at));
        let received_at = received_at.ok_or(Hold::NotReceived)?;
        let statutory = || catalogue.statutory_due(&snapshot.procedure, received_at);
        let due_at = snapshot.due_at.or_else(statutory).ok_or(Hold::NoDueDate)?;
        let rounds = self.rounds();
        let status = self.latest_status(snapshot);
        let closed_at = self.closed_at(snapshot, status, &rounds);
        let waits = rounds.iter().filter_map(|round| Some(round.supplied_at? - round.requested_at));
        Ok(Course {
            received_at,
            due_at,
            due_from_statute: snapshot.due_at.is_none(),
            closed_at,
            status,
            requests: rounds.len(),
            first_request: rounds.first().map(|round| round.requested_at),
            supplied_early: waits.clone().any(|wait| wait < 0),
            waiting: waits.filter(|wait| *wait > 0).sum(),
        })
    }

    /// The state stated last: by the snapshot, or by a step after everything the snapshot speaks of.
    fn latest_status(&self, snapshot: &Snapshot) -> Status {
        let last = self.steps.iter().max_by_key(|step| (step.at, step.status.progress()));
        let later = last.filter(|step| step.at > snapshot.stated_at);
        later.map_or(snapshot.status, |step| step.status)
    }

    /// End of handling (2.1): done, else returned, else stopped or refused, else withdrawn; while a
    /// first supplement is awaited, the moment of its request.
    fn closed_at(
        &self,
        snapshot: &Snapshot,
        status: Status,
        rounds: &[super::Round],
    ) -> Option<Seconds> {
        let stated = |wanted: Status, at: Option<Seconds>| at.filter(|_| snapshot.status == wanted);
        let finished = matches!(snapshot.status, Status::Done | Status::Returned);
        let ended = snapshot.ended_at;
        let refused = stated(Status::Refused, snapshot.refused_at.or(ended));
        let stopped = stated(Status::Stopped, ended.or(snapshot.refused_at));
        let awaited = match rounds {
            [only] if status == Status::Supplement && only.supplied_at.is_none() => {
                Some(only.requested_at)
            }
            _ => None,
        };
        None.or(self.step(Status::Done))
            .or(ended.filter(|_| finished))
            .or(self.step(Status::Returned))
            .or(snapshot.returned_at.filter(|_| finished))
            .or(self.step(Status::Stopped).max(self.step(Status::Refused)))
            .or(stopped.max(refused))
            .or(self.step(Status::Withdrawn))
            .or(stated(Status::Withdrawn, ended))
            .or(awaited)
    }

    fn numbers(&self, snapshot: &Snapshot, course: &Course) -> [i64; NUMBERS.len()] {
        let paid = match snapshot.paid {
            Paid::None => self.paid,
            stated => stated,
        };
        [
            i64::from(snapshot.channel as u8),
            course.closed_at.unwrap_or(NULL),
            course.due_at,
            snapshot.fee_due,
            i64::from(paid as u8),
            course.received_at,
            course.received_at,
            i64::from(course.status.number()),
            course.requests as i64,
            course.waiting,
            self.synced_at.unwrap_or(NULL),
        ]
    }

    fn flags(&self, snapshot: &Snapshot) -> u32 {
        let marks = snapshot.marks;
        // 4.3: dossiers of a local system are judged by the dossier's own mark, those filed on the
        // national portal by the marks of their files.
        let digital_part = match snapshot.filed_on {
            FiledOn::Portal => Marks::DIGITISED_FILE,
            FiledOn::Local | FiledOn::Unknown => Marks::DIGITISED_PART,
        };
        let population =
            Marks::VERIFIED_ACCOUNT.with(Marks::PERSONAL_STORE).with(Marks::POPULATION_BASE);
        flags(&[
            (
                flag::COMPLAINED,
                self.complained || self.rating.is_some_and(|(_, satisfied)| !satisfied),
            ),
            (flag::COMPONENT_FILE, marks.has(Marks::INPUT_FILE)),
            (flag::DIGITISED, marks.has(Marks::RESULT_FILE.with(Marks::INPUT_FILE))),
            (flag::PERSONAL_STORE, marks.has(Marks::PERSONAL_STORE)),
            (flag::POPULATION_DATA, marks.has_any(population)),
            (flag::RESULT_ELECTRONIC, marks.has(Marks::RESULT_FILE)),
            (flag::REUSED, marks.has_any(Marks::REUSED_FILE.with(digital_part))),
        ])
    }
}

/// The bits whose condition holds.
pub(super) fn flags(bits: &[(u32, bool)]) -> u32 {
    bits.iter().filter(|(_, set)| *set).fold(0, |all, (bit, _)| all | bit)
}

/// Whether a dossier was filed in person: what a cash payment goes with.
pub(super) fn at_the_counter(snapshot: &Snapshot) -> bool {
    snapshot.channel == Channel::Direct && snapshot.filed_on != FiledOn::Portal
}
