//! Services, publications, petitions and agencies as rows.

use super::{Columns, Row, World, place};
use crate::agency::{AgencyTree, Level};
use crate::calendar::Calendar;
use crate::expr::Entity;
use crate::period::Period;
use crate::record::{AgencyFacts, Petition, PetitionStep, Publication, Record, Service};

/// A record as a row; an agency's figures are rows of their period ([`agencies`]).
pub(super) fn row(
    record: &Record,
    tree: &AgencyTree,
    calendar: &Calendar,
) -> Option<(Entity, Row)> {
    let (entity, agency, procedure, columns) = match record {
        Record::Service(service) => {
            let columns = service_columns(service, calendar);
            (Entity::Service, &service.agency, Some(&service.procedure), columns)
        }
        Record::Publication(publication) => {
            let columns = publication_columns(publication, tree, calendar);
            (Entity::Publication, &publication.agency, Some(&publication.procedure), columns)
        }
        Record::Petition(petition) => {
            (Entity::Petition, &petition.agency, None, petition_columns(petition, calendar))
        }
        Record::Agency(_) | Record::Procedure(_) => return None,
    };
    let (agency, procedure) = (agency.to_string(), procedure.map(ToString::to_string));
    Some((entity, Row { key: record.key().1, agency, procedure, columns }))
}

fn service_columns(service: &Service, calendar: &Calendar) -> Columns {
    Columns::from([
        ("level", Some(service.level as i64)),
        ("state", Some(service.state as i64)),
        ("valid_from", Some(calendar.day_start(service.valid_from))),
        ("valid_to", service.valid_to.map(|day| calendar.day_end(day))),
        ("has_fee", Some(i64::from(service.has_fee))),
        ("for_person", Some(i64::from(service.for_person))),
        ("all_parts", Some(i64::from(service.all_parts))),
    ])
}

/// A ministry announces 20 working days before effect and publishes within 10 of the decision,
/// everybody else 5 and 5. The level is that of the code's last version.
fn publication_columns(
    publication: &Publication,
    tree: &AgencyTree,
    calendar: &Calendar,
) -> Columns {
    let decider = tree.all().filter(|agency| agency.code == *publication.agency).last();
    let ministry = decider.is_some_and(|agency| agency.level == Level::Ministry);
    let (announce, publish) = if ministry { (20, 10) } else { (5, 5) };
    let announce_due = calendar.add_working_days(publication.effective_on, -announce);
    let public_due = calendar.add_working_days(publication.decided_on, publish);
    Columns::from([
        ("decided_at", Some(calendar.day_start(publication.decided_on))),
        ("announce_due_at", Some(calendar.day_end(announce_due))),
        ("public_at", publication.public_at),
        ("public_due_at", Some(calendar.day_end(public_due))),
    ])
}

fn petition_columns(petition: &Petition, calendar: &Calendar) -> Columns {
    let days = match petition.step {
        PetitionStep::PassedOn => 2,
        PetitionStep::AskedForMore => 5,
        _ => 15,
    };
    Columns::from([
        ("received_at", Some(petition.received_at)),
        ("due_at", Some(calendar.due_after_working_days(petition.received_at, days))),
        ("answered_at", petition.answered_at),
        ("about", Some(petition.about as i64)),
        ("disliked", Some(i64::from(petition.dislikes > petition.likes))),
        ("repeated", Some(i64::from(petition.repeated))),
    ])
}

/// One row for every agency in force in the period: its figures of exactly that period, else zeros.
pub(super) fn agencies(world: World<'_>, period: Period) -> Vec<Row> {
    let stated = |code: &str| {
        world.records.iter().find_map(|record| match record {
            Record::Agency(facts) if *facts.agency == *code && facts.period == period => {
                Some(facts)
            }
            _ => None,
        })
    };
    let row = |code: &str| {
        let level = world.tree.find(code, period).ok()?.level;
        let columns = agency_columns(level, stated(code));
        Some(Row { key: code.to_owned(), agency: code.to_owned(), procedure: None, columns })
    };
    place::in_force(world.tree, period).into_iter().filter_map(row).collect()
}

fn agency_columns(level: Level, facts: Option<&AgencyFacts>) -> Columns {
    let number = |of: fn(&AgencyFacts) -> Option<i64>| Some(facts.and_then(of).unwrap_or(0));
    Columns::from([
        ("level", Some(level as i64)),
        ("offers_copies", number(|facts| facts.offers_copies.map(i64::from))),
        ("copies_done", number(|facts| facts.copies_done)),
        ("certifications", number(|facts| facts.certifications)),
        ("accounts_verified", number(|facts| facts.accounts_verified)),
        ("received_national_report", number(|facts| facts.received_national_report)),
        ("received_previous_year", number(|facts| facts.received_previous_year)),
        ("services_growth", number(|facts| facts.services_growth)),
    ])
}
