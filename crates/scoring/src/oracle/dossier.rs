//! A dossier as a row: the written formulas, 2.1 and 4.1–4.5, and the marks of known tricks.

use jiff::civil::Date;

use super::{Columns, Row};
use crate::calendar::Calendar;
use crate::dossier::{Channel, FiledOn, Marks, Paid, Round, Seconds, Snapshot, Status, Version};
use crate::record::{Limit, Record, Service};

/// The dossier as a row; `None` while it is not counted: not heard of as a whole, not accepted, or
/// without any due date.
pub(super) fn row(
    number: &str,
    version: &Version,
    records: &[Record],
    calendar: &Calendar,
) -> Option<Row> {
    let said = version.snapshot.as_deref()?;
    let accepted = version.steps.iter().filter(|step| step.status == Status::Accepted);
    let received = said.received_at.or(accepted.map(|step| step.at).min())?;
    let services: Vec<&Service> = records.iter().filter_map(|r| service(r, said)).collect();
    let limits = services.iter().filter_map(|service| service.limit);
    let statutory = limits.map(|limit| end_of_term(limit, received, calendar)).max();
    let facts = Facts {
        version,
        said,
        number,
        calendar,
        received,
        due: said.due_at.or(statutory)?,
        known: !services.is_empty(),
        rounds: rounds(version, said),
        status: status(version, said),
    };
    let mut columns = facts.numbers();
    let flags = facts.flags().into_iter().chain(facts.marks());
    columns.extend(flags.map(|(name, set)| (name, Some(i64::from(set)))));
    let (agency, procedure) = (said.agency.to_string(), Some(said.procedure.to_string()));
    Some(Row { key: number.to_owned(), agency, procedure, columns })
}

fn service<'a>(record: &'a Record, said: &Snapshot) -> Option<&'a Service> {
    match record {
        Record::Service(service) if service.procedure == said.procedure => Some(service),
        _ => None,
    }
}

/// Days and months end at midnight, on a working day.
fn end_of_term(limit: Limit, received: Seconds, calendar: &Calendar) -> Seconds {
    let last = match limit {
        Limit::WorkingHours(n) => {
            return calendar.add_working_seconds(received, i64::from(n) * 3600);
        }
        Limit::WorkingDays(n) => return calendar.due_after_working_days(received, n),
        Limit::Days(n) => received + i64::from(n) * 86_400,
        Limit::Months(n) => calendar.add_months(received, n),
    };
    let mut day = calendar.day_of(last);
    while !calendar.is_working_day(day) {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    calendar.day_end(day)
}

/// The last thing heard: a step after all that the statement speaks of, else the statement.
fn status(version: &Version, said: &Snapshot) -> Status {
    let later = version.steps.iter().filter(|step| step.at > said.stated_at);
    later.max_by_key(|step| (step.at, step.status.progress())).map_or(said.status, |s| s.status)
}

/// Supplement rounds: those stated, and what steps after the statement add to them.
fn rounds(version: &Version, said: &Snapshot) -> Vec<Round> {
    let mut walked: Vec<Round> = Vec::new();
    for step in &version.steps {
        if step.status == Status::Supplement {
            walked.push(Round { requested_at: step.at, supplied_at: None });
        } else if let Some(open) = walked.last_mut()
            && open.supplied_at.is_none()
            && step.at > open.requested_at
        {
            open.supplied_at = Some(step.at);
        }
    }
    if said.rounds.is_empty() {
        return walked;
    }
    let all_answered = said.rounds.iter().all(|round| round.supplied_at.is_some());
    let goes_on = version.steps.iter().find(|step| {
        let later = step.at > said.stated_at && step.status != Status::Supplement;
        later && !said.status.is_end()
    });
    let since = if all_answered { Some(said.stated_at) } else { goes_on.map(|step| step.at) };
    let answer = |round: &Round| {
        let supplied_at = round.supplied_at.or(goes_on.map(|step| step.at));
        Round { requested_at: round.requested_at, supplied_at }
    };
    let stated = said.rounds.iter().map(answer);
    let more = walked.into_iter().filter(|round| since.is_some_and(|at| round.requested_at > at));
    stated.chain(more).collect()
}

struct Facts<'a> {
    version: &'a Version,
    said: &'a Snapshot,
    number: &'a str,
    calendar: &'a Calendar,
    received: Seconds,
    due: Seconds,
    known: bool,
    rounds: Vec<Round>,
    status: Status,
}

impl Facts<'_> {
    /// Latest step of a state.
    fn step(&self, status: Status) -> Option<Seconds> {
        self.version.steps.iter().filter(|s| s.status == status).map(|s| s.at).max()
    }

    /// A moment of the statement, if that gives one of these states.
    fn said(&self, states: &[Status], at: Option<Seconds>) -> Option<Seconds> {
        if states.contains(&self.said.status) { at } else { None }
    }

    /// End of handling, 2.1: 9, else 10, else 8 and 3, else 7; while the first supplement is awaited, its request.
    fn closed(&self) -> Option<Seconds> {
        use Status::{Done, Refused, Returned, Stopped, Withdrawn};
        let (ended, refused) = (self.said.ended_at, self.said.refused_at);
        let awaited = self.rounds.len() == 1
            && self.rounds[0].supplied_at.is_none()
            && self.status == Status::Supplement;
        let in_order = [
            self.step(Done),
            self.said(&[Done, Returned], ended),
            self.step(Returned),
            self.said(&[Done, Returned], self.said.returned_at),
            self.step(Stopped).max(self.step(Refused)),
            self.said(&[Stopped], ended.or(refused)),
            self.said(&[Refused], refused.or(ended)),
            self.step(Withdrawn),
            self.said(&[Withdrawn], ended),
            if awaited { Some(self.rounds[0].requested_at) } else { None },
        ];
        in_order.into_iter().flatten().next()
    }

    fn numbers(&self) -> Columns {
        let waited = |round: &Round| {
            round.supplied_at.map_or(0, |supplied| (supplied - round.requested_at).max(0))
        };
        let paid = if self.said.paid == Paid::None { self.version.paid } else { self.said.paid };
        Columns::from([
            ("received_at", Some(self.received)),
            ("started_at", Some(self.received)),
            ("due_at", Some(self.due)),
            ("closed_at", self.closed()),
            ("synced_at", self.version.synced_at),
            ("status", Some(self.status as i64)),
            ("supplement_requests", Some(self.rounds.len() as i64)),
            ("supplement_seconds", Some(self.rounds.iter().map(waited).sum())),
            ("channel", Some(self.said.channel as i64)),
            ("fee_due", Some(self.said.fee_due)),
            ("paid", Some(paid as i64)),
        ])
    }

    fn flags(&self) -> [(&'static str, bool); 7] {
        let has = |mark: Marks| self.said.marks.has(mark);
        let disliked = matches!(self.version.rating, Some((_, false)));
        let digital = if self.said.filed_on == FiledOn::Portal {
            has(Marks::DIGITISED_FILE)
        } else {
            has(Marks::DIGITISED_PART)
        };
        let store = has(Marks::PERSONAL_STORE);
        let population = has(Marks::VERIFIED_ACCOUNT) || has(Marks::POPULATION_BASE) || store;
        [
            ("result_electronic", has(Marks::RESULT_FILE)),
            ("component_file", has(Marks::INPUT_FILE)),
            ("digitised", has(Marks::INPUT_FILE) && has(Marks::RESULT_FILE)),
            ("reused", has(Marks::REUSED_FILE) || digital),
            ("personal_store", store),
            ("population_data", population),
            ("complained", self.version.complained || disliked),
        ]
    }

    fn marks(&self) -> [(&'static str, bool); 13] {
        let has = |mark: Marks| self.said.marks.has(mark);
        let finished = |status: Status| status == Status::Done || status == Status::Returned;
        let stated = |status: Status| self.version.statuses & (1 << status.number()) != 0;
        let heard = |status: Status| stated(status) || self.step(status).is_some();
        let closed = self.closed();
        let at_once = closed.is_some_and(|at| at >= self.received && at < self.received + 60);
        let early = |at: Option<Seconds>| at.is_some_and(|at| at < self.received);
        let backwards =
            self.rounds.iter().any(|r| r.supplied_at.is_some_and(|s| s < r.requested_at));
        let done_at =
            |at: Seconds| self.version.steps.iter().any(|s| s.at == at && s.status == Status::Done);
        let counter = self.said.channel == Channel::Direct && self.said.filed_on != FiledOn::Portal;
        let refused =
            self.said.refused_at.is_some() || heard(Status::Stopped) || heard(Status::Refused);
        let open_again = !self.status.is_end() && (heard(Status::Done) || heard(Status::Returned));
        [
            ("back_dated", self.back_dated()),
            ("closed_at_once", finished(self.status) && at_once),
            ("dates_disagree", early(closed) || early(Some(self.due)) || backwards),
            ("due_from_statute", self.said.due_at.is_none()),
            ("due_moved", self.due_moved()),
            ("invented_step", done_at(self.received)),
            ("paid_marked_online", counter && self.said.paid == Paid::Portal),
            ("paused_on_due_day", self.paused_on_due_day()),
            ("placeholder_identity", has(Marks::PLACEHOLDER_IDENTITY)),
            ("procedure_unknown", !self.known),
            ("reopened", open_again),
            ("result_is_input", has(Marks::RESULT_IS_INPUT)),
            ("rewritten_to_done", finished(self.status) && (refused || self.unanswered())),
        ]
    }

    /// The day within the number lies after the day of reception.
    fn back_dated(&self) -> bool {
        let parts: Vec<&str> = self.number.split('-').collect();
        let [_, .., day, _] = parts.as_slice() else { return false };
        let century = if day.len() == 6 { "20" } else { "" };
        let digits = format!("{century}{day}");
        let plain = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
        let numbered = Date::strptime("%Y%m%d", &digits);
        plain && numbered.is_ok_and(|day| day > self.calendar.day_of(self.received))
    }

    /// A due date was put off when the first one had passed.
    fn due_moved(&self) -> bool {
        let Some(first) = self.version.dues.iter().min().copied() else { return false };
        let heard = self.version.steps.iter().map(|step| step.at).chain([self.said.stated_at]);
        self.due > first && heard.max() > Some(first)
    }

    fn paused_on_due_day(&self) -> bool {
        let day = |at: Seconds| self.calendar.day_of(at);
        let request = self.rounds.first().map(|round| round.requested_at);
        match (request, self.version.dues.iter().min()) {
            (Some(request), Some(due)) => day(request) >= day(*due),
            _ => false,
        }
    }

    /// No sign that the supplement came: an open round and no handling after it was stated; or, where no
    /// round is stated, an end right after the request.
    fn unanswered(&self) -> bool {
        let ends = [Status::Done, Status::Returned];
        let steps = &self.version.steps;
        if self.said.rounds.is_empty() {
            let pairs = steps.iter().zip(steps.iter().skip(1));
            return pairs.into_iter().any(|(ask, next)| {
                ask.status == Status::Supplement && ends.contains(&next.status)
            });
        }
        let open = self.said.rounds.iter().any(|round| round.supplied_at.is_none());
        let handling = |status: Status| status != Status::Supplement && !ends.contains(&status);
        let mut later = steps.iter().filter(|step| step.at > self.said.stated_at);
        open && !later.any(|step| handling(step.status))
    }
}
