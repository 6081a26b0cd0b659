//! Which column of a record holds what.

use chiso_scoring::record::{
    About, AgencyFacts, Limit, Petition, PetitionStep, ProcedureName, Publication, Record, Service,
    ServiceLevel, ServiceState,
};
use rusqlite::Row;
use rusqlite::types::Value;

use super::Kind;
use crate::cells::Cells;
use crate::convert::{one_of, read as read_text, read_some};
use crate::error::{Error, Result};

pub(super) const SERVICE: &str = "agency, procedure, stated_at, level, state, valid_from, valid_to, \
     has_fee, for_person, all_parts, limit_unit, limit_count";
pub(super) const PUBLICATION: &str =
    "agency, decision, procedure, stated_at, decided_on, effective_on, public_at";
pub(super) const PETITION: &str = "number, agency, stated_at, step, received_at, answered_at, about, \
     likes, dislikes, repeated, dossier";
pub(super) const AGENCY: &str = "agency, period, stated_at, offers_copies, copies_done, \
     certifications, accounts_verified, received_national_report, received_previous_year, \
     services_growth";
pub(super) const PROCEDURE: &str = "procedure, stated_at, name, field";

/// The values of a record's columns.
pub(super) fn values(record: &Record) -> Vec<Value> {
    match record {
        Record::Service(r) => service(r),
        Record::Publication(r) => publication(r),
        Record::Petition(r) => petition(r),
        Record::Agency(r) => agency(r),
        Record::Procedure(r) => procedure(r),
    }
}

/// The record of a row, whose columns begin at `column`.
pub(super) fn read(kind: Kind, row: &Row<'_>, column: usize) -> Result<Record> {
    let cells = Cells::new(row, column);
    Ok(match kind {
        Kind::Service => Record::Service(read_service(cells)?),
        Kind::Publication => Record::Publication(read_publication(cells)?),
        Kind::Petition => Record::Petition(read_petition(cells)?),
        Kind::Agency => Record::Agency(read_agency(cells)?),
        Kind::Procedure => Record::Procedure(read_procedure(cells)?),
    })
}

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

fn some_text(some: Option<impl ToString>) -> Value {
    some.map_or(Value::Null, text)
}

fn service(r: &Service) -> Vec<Value> {
    let limit = r.limit.map(limit_parts);
    vec![
        text(&r.agency),
        text(&r.procedure),
        r.stated_at.into(),
        (r.level as i64).into(),
        (r.state as i64).into(),
        text(r.valid_from),
        some_text(r.valid_to),
        r.has_fee.into(),
        r.for_person.into(),
        r.all_parts.into(),
        some_text(limit.map(|(unit, _)| unit)),
        limit.map(|(_, count)| i64::from(count)).into(),
    ]
}

fn read_service(mut cells: Cells<'_, '_>) -> Result<Service> {
    let (agency, procedure) = (cells.text()?, cells.text()?);
    let stated_at = cells.take()?;
    let level = level(cells.take()?)?;
    let state = state(cells.take()?)?;
    let valid_from: String = cells.take()?;
    let valid_to: Option<String> = cells.take()?;
    Ok(Service {
        stated_at,
        agency,
        procedure,
        level,
        state,
        valid_from: read_text("valid_from", &valid_from)?,
        valid_to: read_some("valid_to", valid_to)?,
        has_fee: cells.take()?,
        for_person: cells.take()?,
        all_parts: cells.take()?,
        limit: read_limit(cells.take()?, cells.take()?)?,
    })
}

fn limit_parts(limit: Limit) -> (&'static str, u16) {
    match limit {
        Limit::WorkingHours(count) => ("working_hours", count),
        Limit::WorkingDays(count) => ("working_days", count),
        Limit::Days(count) => ("days", count),
        Limit::Months(count) => ("months", count),
    }
}

fn read_limit(unit: Option<String>, count: Option<u16>) -> Result<Option<Limit>> {
    let Some((unit, count)) = unit.zip(count) else {
        return Ok(None);
    };
    let all = [
        Limit::WorkingHours(count),
        Limit::WorkingDays(count),
        Limit::Days(count),
        Limit::Months(count),
    ];
    let limit = all.into_iter().find(|limit| limit_parts(*limit).0 == unit);
    limit.map(Some).ok_or(Error::Damaged("unit of a limit"))
}

fn level(number: i64) -> Result<ServiceLevel> {
    let all = [ServiceLevel::Info, ServiceLevel::Partial, ServiceLevel::Full];
    one_of("level of a service", &all, |level| *level as i64, number)
}

fn state(number: i64) -> Result<ServiceState> {
    let all = [
        ServiceState::Public,
        ServiceState::Amended,
        ServiceState::Abolished,
        ServiceState::Stopping,
        ServiceState::Testing,
    ];
    one_of("state of a service", &all, |state| *state as i64, number)
}

fn publication(r: &Publication) -> Vec<Value> {
    vec![
        text(&r.agency),
        text(&r.decision),
        text(&r.procedure),
        r.stated_at.into(),
        text(r.decided_on),
        text(r.effective_on),
        r.public_at.into(),
    ]
}

fn read_publication(mut cells: Cells<'_, '_>) -> Result<Publication> {
    let (agency, decision, procedure) = (cells.text()?, cells.text()?, cells.text()?);
    let stated_at = cells.take()?;
    let decided_on: String = cells.take()?;
    let effective_on: String = cells.take()?;
    Ok(Publication {
        stated_at,
        agency,
        decision,
        procedure,
        decided_on: read_text("decided_on", &decided_on)?,
        effective_on: read_text("effective_on", &effective_on)?,
        public_at: cells.take()?,
    })
}

fn petition(r: &Petition) -> Vec<Value> {
    vec![
        text(&r.number),
        text(&r.agency),
        r.stated_at.into(),
        text(step_text(r.step)),
        r.received_at.into(),
        r.answered_at.into(),
        (r.about as i64).into(),
        i64::from(r.likes).into(),
        i64::from(r.dislikes).into(),
        r.repeated.into(),
        some_text(r.dossier.as_deref()),
    ]
}

fn read_petition(mut cells: Cells<'_, '_>) -> Result<Petition> {
    let (number, agency) = (cells.text()?, cells.text()?);
    let stated_at = cells.take()?;
    let step: String = cells.take()?;
    let received_at = cells.take()?;
    let answered_at = cells.take()?;
    let abouts = [About::Other, About::Rules, About::Staff];
    let about = one_of("subject of a petition", &abouts, |about| *about as i64, cells.take()?)?;
    Ok(Petition {
        stated_at,
        step: read_step(&step)?,
        answered_at,
        number,
        agency,
        received_at,
        about,
        likes: cells.take()?,
        dislikes: cells.take()?,
        repeated: cells.take()?,
        dossier: cells.take::<Option<String>>()?.map(Into::into),
    })
}

fn step_text(step: PetitionStep) -> &'static str {
    match step {
        PetitionStep::Waiting => "waiting",
        PetitionStep::Handling => "handling",
        PetitionStep::AskedForMore => "asked_for_more",
        PetitionStep::PassedOn => "passed_on",
        PetitionStep::Answered => "answered",
    }
}

fn read_step(text: &str) -> Result<PetitionStep> {
    let all = [
        PetitionStep::Waiting,
        PetitionStep::Handling,
        PetitionStep::AskedForMore,
        PetitionStep::PassedOn,
        PetitionStep::Answered,
    ];
    let step = all.into_iter().find(|step| step_text(*step) == text);
    step.ok_or(Error::Damaged("step of a petition"))
}

fn agency(r: &AgencyFacts) -> Vec<Value> {
    vec![
        text(&r.agency),
        text(r.period),
        r.stated_at.into(),
        r.offers_copies.into(),
        r.copies_done.into(),
        r.certifications.into(),
        r.accounts_verified.into(),
        r.received_national_report.into(),
        r.received_previous_year.into(),
        r.services_growth.into(),
    ]
}

fn read_agency(mut cells: Cells<'_, '_>) -> Result<AgencyFacts> {
    let agency = cells.text()?;
    let period: String = cells.take()?;
    Ok(AgencyFacts {
        agency,
        period: read_text("period", &period)?,
        stated_at: cells.take()?,
        offers_copies: cells.take()?,
        copies_done: cells.take()?,
        certifications: cells.take()?,
        accounts_verified: cells.take()?,
        received_national_report: cells.take()?,
        received_previous_year: cells.take()?,
        services_growth: cells.take()?,
    })
}

fn procedure(r: &ProcedureName) -> Vec<Value> {
    vec![text(&r.procedure), r.stated_at.into(), text(&r.name), some_text(r.field.as_deref())]
}

fn read_procedure(mut cells: Cells<'_, '_>) -> Result<ProcedureName> {
    Ok(ProcedureName {
        procedure: cells.text()?,
        stated_at: cells.take()?,
        name: cells.text()?,
        field: cells.take::<Option<String>>()?.map(Into::into),
    })
}
