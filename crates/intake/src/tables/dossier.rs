//! Rows about one dossier: how it stands, a step of its handling, a rating.

use chiso_scoring::dossier::version::ROUNDS_MAX;
use chiso_scoring::dossier::{Fact, Marks, Round, Snapshot, Statement, Step};

use super::row::{Field, Row, empty};
use super::template::{dossiers, ratings, steps};
use super::words;
use crate::code::Code;
use crate::refusal::Fault;
use crate::spelling;

pub(super) fn dossier(row: &Row<'_>, sender: Option<&str>) -> Result<Statement, Fault> {
    use dossiers::Column;
    let number = row.number(Column::number)?;
    let agency = row.agency(Column::agency, sender)?;
    let procedure = row.procedure(Column::procedure)?;
    let status = row.read_needed(Column::status, spelling::status)?;
    let mut snapshot = Snapshot::new(&agency, &procedure, status);
    times(row, &mut snapshot)?;
    filing(row, &mut snapshot)?;
    snapshot.marks = marks(row)?;
    snapshot.rounds = rounds(row)?;
    snapshot.updating = row.flag(Column::updating)?;
    let synced_at = row.moment(Column::synced_at)?;
    let snapshot = snapshot.stated(row.moment(Column::stated_at)?);
    Ok(Statement { number, synced_at, fact: Fact::Snapshot(Box::new(snapshot)) })
}

fn times(row: &Row<'_>, snapshot: &mut Snapshot) -> Result<(), Fault> {
    use dossiers::Column;
    snapshot.received_at = row.moment(Column::received_at)?;
    snapshot.due_at = row.moment(Column::due_at)?;
    snapshot.filed_at = row.moment(Column::filed_at)?;
    snapshot.ended_at = row.moment(Column::ended_at)?;
    snapshot.returned_at = row.moment(Column::returned_at)?;
    snapshot.refused_at = row.moment(Column::refused_at)?;
    Ok(())
}

fn filing(row: &Row<'_>, snapshot: &mut Snapshot) -> Result<(), Fault> {
    use dossiers::Column;
    snapshot.channel = row.word(Column::channel, words::CHANNELS)?.unwrap_or_default();
    snapshot.filed_on = row.word(Column::filed_on, words::FILED_ON)?.unwrap_or_default();
    snapshot.fee_due = row.read(Column::fee_due, spelling::amount)?;
    snapshot.paid = row.word(Column::paid, words::PAID)?.unwrap_or_default();
    Ok(())
}

fn marks(row: &Row<'_>) -> Result<Marks, Fault> {
    use dossiers::Column;
    let columns = [
        (Column::result_file, Marks::RESULT_FILE),
        (Column::input_file, Marks::INPUT_FILE),
        (Column::digitised_part, Marks::DIGITISED_PART),
        (Column::digitised_file, Marks::DIGITISED_FILE),
        (Column::reused_file, Marks::REUSED_FILE),
        (Column::personal_store, Marks::PERSONAL_STORE),
        (Column::verified_account, Marks::VERIFIED_ACCOUNT),
        (Column::population_base, Marks::POPULATION_BASE),
    ];
    columns.into_iter().try_fold(Marks::default(), |marks, (column, mark)| {
        Ok(marks.with_if(mark, row.flag(column)?))
    })
}

/// Requests and supplies stand in two lists of the same order; a supply that has not come in yet is
/// left empty, at the end also left out.
fn rounds(row: &Row<'_>) -> Result<Vec<Round>, Fault> {
    use dossiers::Column;
    let requested = row.cell(Column::supplement_requested_at);
    let supplied = row.cell(Column::supplement_supplied_at);
    let (asked, came) = (entries(requested), entries(supplied));
    let fault = |code, column: Column, count: usize, most: usize| {
        let field = Field::from(column);
        Err(Fault::of(code, field.name, &count.to_string()).detail(most.to_string()))
    };
    if came > asked {
        return fault(Code::UnpairedSupply, Column::supplement_supplied_at, came, asked);
    }
    if asked > ROUNDS_MAX {
        return fault(Code::TooManyRounds, Column::supplement_requested_at, asked, ROUNDS_MAX);
    }
    if asked == 0 {
        return Ok(Vec::new());
    }
    let supplies = supplied.split(';').chain(std::iter::repeat(""));
    requested.split(';').zip(supplies).map(round).collect()
}

fn entries(list: &str) -> usize {
    if list.is_empty() { 0 } else { list.split(';').count() }
}

fn round((requested, supplied): (&str, &str)) -> Result<Round, Fault> {
    use dossiers::Column;
    let read = |column: Column, text: &str| {
        spelling::moment(text).map_err(|code| super::row::fault(code, column.into(), text))
    };
    let requested_at = read(Column::supplement_requested_at, requested)?
        .ok_or_else(|| empty(Column::supplement_requested_at.into()))?;
    Ok(Round { requested_at, supplied_at: read(Column::supplement_supplied_at, supplied)? })
}

pub(super) fn step(row: &Row<'_>) -> Result<Statement, Fault> {
    use steps::Column;
    let number = row.number(Column::number)?;
    let at = row.moment_needed(Column::at)?;
    let status = row.read_needed(Column::status, spelling::status)?;
    Ok(Statement { number, synced_at: None, fact: Fact::Steps(vec![Step { at, status }]) })
}

pub(super) fn rating(row: &Row<'_>) -> Result<Statement, Fault> {
    use ratings::Column;
    let number = row.number(Column::number)?;
    let at = row.moment_needed(Column::at)?;
    let satisfied = row.word_needed(Column::satisfied, words::SATISFIED)?;
    Ok(Statement { number, synced_at: None, fact: Fact::Rating { at, satisfied } })
}
