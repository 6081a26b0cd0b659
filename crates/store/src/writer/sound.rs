//! What the writer cannot keep, whatever intake let through.

use chiso_scoring::dossier::{EARLIEST, Fact, LATEST, Seconds, Snapshot, Statement};
use chiso_scoring::record::{AgencyFacts, Petition, ProcedureName, Publication, Record, Service};

use super::Submitted;
use crate::check;
use crate::limits::{NAME_CHARS, NUMBER_CHARS, TEXT_CHARS};

/// Why an item cannot be kept: a code and the field.
pub(super) type Fault = (&'static str, &'static str);

const BAD_TEXT: &str = "bad_text";
const BAD_MOMENT: &str = "moment_out_of_range";
/// The parts of a snapshot contradict each other: a mistake of the caller.
const UNORDERED: &str = "not_in_order";
/// The code of an item that would make its dossier larger than any real one.
pub(super) const TOO_MANY: &str = "too_many_parts";

/// Whether an item can be stored and read back as it is.
pub(super) fn check(item: &Submitted) -> Result<(), Fault> {
    match item {
        Submitted::Statement(statement) => check_statement(statement),
        Submitted::Record(Record::Service(service)) => check_service(service),
        Submitted::Record(Record::Publication(publication)) => check_publication(publication),
        Submitted::Record(Record::Petition(petition)) => check_petition(petition),
        Submitted::Record(Record::Agency(facts)) => check_facts(facts),
        Submitted::Record(Record::Procedure(name)) => check_name(name),
    }
}

fn check_statement(statement: &Statement) -> Result<(), Fault> {
    text("number", &statement.number, NUMBER_CHARS)?;
    moments("synced_at", statement.synced_at)?;
    match &statement.fact {
        Fact::Snapshot(snapshot) => check_snapshot(snapshot),
        Fact::Steps(steps) => moments("at", steps.iter().map(|step| step.at)),
        Fact::Rating { at, .. } => moments("at", [*at]),
        Fact::Complaint | Fact::Payment(_) | Fact::Synced => Ok(()),
    }
}

fn check_snapshot(snapshot: &Snapshot) -> Result<(), Fault> {
    code("agency", &snapshot.agency)?;
    code("procedure", &snapshot.procedure)?;
    moments("stated_at", [snapshot.stated_at])?;
    moments("received_at", snapshot.received_at)?;
    moments("filed_at", snapshot.filed_at)?;
    moments("due_at", snapshot.due_at)?;
    moments("ended_at", snapshot.ended_at)?;
    moments("returned_at", snapshot.returned_at)?;
    moments("refused_at", snapshot.refused_at)?;
    let rounds = &snapshot.rounds;
    moments("rounds", rounds.iter().map(|round| round.requested_at))?;
    moments("rounds", rounds.iter().filter_map(|round| round.supplied_at))?;
    // `Snapshot::stated` sees to both; the log does not keep what follows from other parts.
    let ordered = rounds.is_sorted_by(|a, b| a < b);
    if ordered && snapshot.progress == snapshot.status.progress() {
        Ok(())
    } else {
        Err((UNORDERED, "snapshot"))
    }
}

fn check_service(service: &Service) -> Result<(), Fault> {
    code("agency", &service.agency)?;
    code("procedure", &service.procedure)?;
    moments("stated_at", [service.stated_at])
}

fn check_publication(publication: &Publication) -> Result<(), Fault> {
    code("agency", &publication.agency)?;
    code("decision", &publication.decision)?;
    code("procedure", &publication.procedure)?;
    moments("stated_at", [publication.stated_at])?;
    moments("public_at", publication.public_at)
}

fn check_petition(petition: &Petition) -> Result<(), Fault> {
    text("number", &petition.number, NUMBER_CHARS)?;
    code("agency", &petition.agency)?;
    moments("stated_at", [petition.stated_at])?;
    moments("received_at", [petition.received_at])?;
    moments("answered_at", petition.answered_at)?;
    petition.dossier.iter().try_for_each(|dossier| text("dossier", dossier, NUMBER_CHARS))
}

fn check_facts(facts: &AgencyFacts) -> Result<(), Fault> {
    code("agency", &facts.agency)?;
    moments("stated_at", [facts.stated_at])?;
    if check::real(facts.period) { Ok(()) } else { Err(("bad_period", "period")) }
}

fn check_name(name: &ProcedureName) -> Result<(), Fault> {
    code("procedure", &name.procedure)?;
    moments("stated_at", [name.stated_at])?;
    title("name", &name.name)?;
    name.field.iter().try_for_each(|field| title("field", field))
}

/// A title may be longer than any code.
fn title(field: &'static str, text: &str) -> Result<(), Fault> {
    let wrong = text.is_empty() || text.chars().any(char::is_control);
    if wrong || check::longer(text, NAME_CHARS) { Err((BAD_TEXT, field)) } else { Ok(()) }
}

fn code(field: &'static str, code: &str) -> Result<(), Fault> {
    text(field, code, TEXT_CHARS)
}

fn text(field: &'static str, text: &str, most: usize) -> Result<(), Fault> {
    let fits = check::text(field, text).is_ok() && !check::longer(text, most);
    if fits { Ok(()) } else { Err((BAD_TEXT, field)) }
}

fn moments(field: &'static str, moments: impl IntoIterator<Item = Seconds>) -> Result<(), Fault> {
    let all = moments.into_iter().all(|at| (EARLIEST..LATEST).contains(&at));
    if all { Ok(()) } else { Err((BAD_MOMENT, field)) }
}
