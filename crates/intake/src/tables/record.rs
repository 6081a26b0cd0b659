//! Rows that are not about a dossier's course: services, publications, petitions, figures, names of procedures.
//!
//! A record without `stated_at` was stated at the latest moment its row names: then neither the
//! order of arrival nor the time of import matters.

use chiso_scoring::dossier::{EARLIEST, Fact, LATEST, Seconds, Statement};
use chiso_scoring::period::Period;
use chiso_scoring::record::{
    About, AgencyFacts, Petition, PetitionStep, ProcedureName, Publication, Record, Service,
    ServiceState,
};
use jiff::civil::Date;

use super::row::{Field, Row, day, fault};
use super::template::{agency_figures, petitions, procedures, publications, services};
use super::words;
use crate::code::Code;
use crate::number;
use crate::refusal::Fault;
use crate::spelling;

/// A day with the moment it was read as.
type Day = (Seconds, Date);

fn day_of(row: &Row<'_>, field: Field) -> Result<Option<Day>, Fault> {
    let Some(at) = row.moment(field)? else { return Ok(None) };
    let day = day(at).ok_or_else(|| fault(Code::BadMoment, field, row.cell(field)))?;
    Ok(Some((at, day)))
}

fn day_needed(row: &Row<'_>, field: impl Into<Field>) -> Result<Day, Fault> {
    let field = field.into();
    day_of(row, field)?.ok_or_else(|| super::row::empty(field))
}

/// When a row was stated: as it says, else the latest moment it names.
fn stated(given: Option<Seconds>, first: Seconds, others: &[Option<Seconds>]) -> Seconds {
    let latest = others.iter().flatten().copied().fold(first, Seconds::max);
    given.unwrap_or(latest)
}

pub(super) fn service(row: &Row<'_>, sender: Option<&str>) -> Result<Record, Fault> {
    use services::Column;
    let agency = row.agency(Column::agency, sender)?;
    let procedure = row.procedure(Column::procedure)?;
    let level = row.word_needed(Column::level, words::LEVELS)?;
    let (from, valid_from) = day_needed(row, Column::valid_from)?;
    let to = day_of(row, Column::valid_to.into())?;
    if let Some((_, last)) = to.filter(|(_, last)| *last < valid_from) {
        let fault = Fault::of(Code::InvertedDates, "valid_to", &last.to_string());
        return Err(fault.detail(valid_from.to_string()));
    }
    Ok(Record::Service(Service {
        stated_at: stated(row.moment(Column::stated_at)?, from, &[to.map(|(at, _)| at)]),
        agency,
        procedure,
        level,
        state: row.word(Column::state, words::STATES)?.unwrap_or(ServiceState::Public),
        valid_from,
        valid_to: to.map(|(_, day)| day),
        has_fee: row.flag(Column::has_fee)?,
        for_person: row.flag(Column::for_person)?,
        all_parts: row.flag(Column::all_parts)?,
        limit: row.read(Column::limit, words::limit)?,
    }))
}

pub(super) fn publication(row: &Row<'_>, sender: Option<&str>) -> Result<Record, Fault> {
    use publications::Column;
    let agency = row.agency(Column::agency, sender)?;
    let decision = row.read_needed(Column::decision, words::decision)?;
    let procedure = row.procedure(Column::procedure)?;
    let (decided, decided_on) = day_needed(row, Column::decided_on)?;
    let (effective, effective_on) = day_needed(row, Column::effective_on)?;
    let public_at = row.moment(Column::public_at)?;
    let given = row.moment(Column::stated_at)?;
    Ok(Record::Publication(Publication {
        stated_at: stated(given, decided, &[Some(effective), public_at]),
        agency,
        decision,
        procedure,
        decided_on,
        effective_on,
        public_at,
    }))
}

/// A petition, and what it says of the dossier it names.
pub(super) fn petition(
    row: &Row<'_>,
    sender: Option<&str>,
) -> Result<(Record, Option<Statement>), Fault> {
    use petitions::Column;
    let number = row.number(Column::number)?;
    let agency = row.agency(Column::agency, sender)?;
    let received_at = row.moment_needed(Column::received_at)?;
    let step: PetitionStep = row.word_needed(Column::step, words::STEPS)?;
    let answered_at = row.moment(Column::answered_at)?;
    let dossier = match row.cell(Column::dossier) {
        "" => None,
        _ => Some(row.number(Column::dossier)?),
    };
    let petition = Petition {
        stated_at: stated(row.moment(Column::stated_at)?, received_at, &[answered_at]),
        step,
        answered_at,
        number,
        agency,
        received_at,
        about: row.word(Column::about, words::ABOUT)?.unwrap_or(About::Other),
        likes: likes(row, Column::likes)?,
        dislikes: likes(row, Column::dislikes)?,
        repeated: row.flag(Column::repeated)?,
        dossier: dossier.clone(),
    };
    let complaint =
        dossier.map(|number| Statement { number, synced_at: None, fact: Fact::Complaint });
    Ok((Record::Petition(petition), complaint))
}

/// Likes or dislikes; an empty cell is none.
fn likes(row: &Row<'_>, column: petitions::Column) -> Result<u32, Fault> {
    let count = row.count(column)?.unwrap_or(0);
    u32::try_from(count).map_err(|_| {
        let field = Field::from(column);
        Fault::of(Code::CountTooLarge, field.name, &count.to_string()).detail(u32::MAX.to_string())
    })
}

pub(super) fn figures(row: &Row<'_>, sender: Option<&str>) -> Result<Record, Fault> {
    use agency_figures::Column;
    let agency = row.agency(Column::agency, sender)?;
    let (period, end) = row.read_needed(Column::period, period)?;
    let given = row.moment(Column::stated_at)?;
    let offers_copies = match row.cell(Column::offers_copies) {
        "" => None,
        _ => Some(row.flag(Column::offers_copies)?),
    };
    let facts = AgencyFacts {
        stated_at: given.unwrap_or(end),
        agency,
        period,
        offers_copies,
        copies_done: row.count(Column::copies_done)?,
        certifications: row.count(Column::certifications)?,
        accounts_verified: row.count(Column::accounts_verified)?,
        received_national_report: row.count(Column::received_national_report)?,
        received_previous_year: row.count(Column::received_previous_year)?,
        services_growth: row.read(Column::services_growth, growth)?,
    };
    if states_nothing(&facts) {
        return Err(Fault::new(Code::NoFigures));
    }
    Ok(Record::Agency(facts))
}

fn states_nothing(facts: &AgencyFacts) -> bool {
    let counts = [
        facts.copies_done,
        facts.certifications,
        facts.accounts_verified,
        facts.received_national_report,
        facts.received_previous_year,
        facts.services_growth,
    ];
    facts.offers_copies.is_none() && counts.iter().all(Option::is_none)
}

/// A procedure's name. A row that does not say when it was stated stands behind every one that does.
pub(super) fn procedure_name(row: &Row<'_>) -> Result<Record, Fault> {
    use procedures::Column;
    let field = match row.cell(Column::field) {
        "" => None,
        _ => Some(row.title(Column::field)?),
    };
    Ok(Record::Procedure(ProcedureName {
        stated_at: row.moment(Column::stated_at)?.unwrap_or(EARLIEST),
        procedure: row.procedure(Column::procedure)?,
        name: row.title(Column::name)?,
        field,
    }))
}

/// A period with its last second.
fn period(text: &str) -> Result<(Period, Seconds), Code> {
    let period: Period = text.parse().map_err(|_| Code::BadPeriod)?;
    let midnight = spelling::moment(&period.last().to_string()).map_err(|_| Code::BadPeriod)?;
    let end = midnight.map(|at| at + 86_399).filter(|end| *end < LATEST);
    Ok((period, end.ok_or(Code::BadPeriod)?))
}

/// Growth may be a decline.
fn growth(text: &str) -> Result<Option<i64>, Code> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    if text.is_empty() {
        return Ok(None);
    }
    let count = number::count(digits.as_bytes()).map_err(|code| match code {
        Code::NegativeCount => Code::BadNumber,
        code => code,
    })?;
    Ok(Some(sign * count))
}
