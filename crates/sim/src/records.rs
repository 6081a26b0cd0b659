//! What a world has besides dossiers: services, publications, petitions, agencies' figures.
//!
//! Their dates keep far from every limit, so that no correction of the working-day calendar can turn a
//! timely one into a late one.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::period::Period;
use chiso_scoring::record::{
    About, AgencyFacts, Limit, Petition, PetitionStep, Publication, Record, Service, ServiceLevel,
    ServiceState,
};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::catalogue::Procedure;
use crate::draw::{Draw, Shuffle};
use crate::event::{Event, Message};
use crate::hours::day_of;
use crate::plan::Plan;
use crate::tricks::TrickSet;

const DAY: i64 = 86_400;
/// Services a commune offers itself; the province offers all of them.
const OWN_SERVICES: usize = 30;

/// Shares of the levels of service, as counts of distinct procedures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Levels {
    pub partial: u64,
    pub full: u64,
}

/// Every procedure once per department that handles it; those of communes at their province, the most
/// used ones at each commune as well.
pub(crate) fn services(
    plan: &Plan,
    agencies: &[Agency],
    levels: Levels,
    since: Date,
) -> Vec<Service> {
    let shuffle =
        Shuffle::new(plan.procedures.len() as u64, &mut Draw::of(plan.seed, u64::MAX - 1));
    let level = |number: usize| match shuffle.rank(number as u64) {
        rank if rank < levels.partial => ServiceLevel::Partial,
        rank if rank < levels.partial + levels.full => ServiceLevel::Full,
        _ => ServiceLevel::Info,
    };
    let offer = |agency: &str, number: usize| {
        service(agency, &plan.procedures[number], level(number), since, plan.span.early)
    };
    let mut all = Vec::new();
    let mut parents = std::collections::BTreeSet::new();
    for unit in &plan.units {
        let agency = agencies.iter().rfind(|agency| *agency.code == *unit.agency);
        let Some(agency) = agency else { continue };
        let procedures = plan.families[unit.family].all.clone();
        if agency.level == Level::Department {
            all.extend(procedures.map(|number| offer(&unit.agency, number)));
            continue;
        }
        let parent = agency.parent.clone().unwrap_or_default();
        if parents.insert(parent.clone()) {
            all.extend(procedures.clone().map(|number| offer(&parent, number)));
        }
        let own = procedures.take(OWN_SERVICES);
        all.extend(own.map(|number| offer(&unit.agency, number)));
    }
    all
}

fn service(
    agency: &str,
    procedure: &Procedure,
    level: ServiceLevel,
    since: Date,
    stated_at: Seconds,
) -> Service {
    Service {
        stated_at,
        agency: agency.into(),
        procedure: procedure.code.clone(),
        level,
        state: ServiceState::Public,
        valid_from: since,
        valid_to: None,
        has_fee: procedure.has_fee,
        for_person: procedure.for_person,
        all_parts: true,
        limit: Some(Limit::WorkingDays(procedure.days)),
    }
}

/// How many publications, and how many of them in time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Announced {
    /// Decided in the period.
    pub decided: u64,
    /// Of those, decided in time before their effect.
    pub on_time: u64,
    /// Decided in the last days before the period, to be made public in it.
    pub before: u64,
    /// Of all, made public in time.
    pub public_on_time: u64,
}

/// Publications of a province.
pub(crate) fn publications(plan: &Plan, agency: &str, counts: Announced) -> Vec<Publication> {
    let from = day_of(plan.span.from);
    let days = i64::from((day_of(plan.span.to) - from).get_days());
    let one = |n: u64| {
        let at = i64::try_from(n).unwrap_or(0);
        let decided = i64::try_from(counts.decided).unwrap_or(1).max(1);
        // Half the period, so that what is late is late by weeks before its end.
        let before = n >= counts.decided;
        let decided_on = add(from, if before { -2 } else { 2 + at * (days / 2) / decided });
        let on_time = n < counts.on_time;
        let effective_on = add(decided_on, if on_time { 60 } else { -7 });
        let public_in_time = n < counts.public_on_time;
        // Longer than five working days even across the nine days off of Tết.
        let wait = if public_in_time { DAY } else { 25 * DAY };
        let public_at = plan.hours.open_from(crate::hours::day_start(decided_on) + wait);
        Publication {
            stated_at: public_at,
            agency: agency.into(),
            decision: format!("{}/QĐ-UBND", 1045 + n * 7 / 3).into(),
            procedure: plan.procedures[(at * 5) as usize % plan.procedures.len()].code.clone(),
            decided_on,
            effective_on,
            public_at: Some(public_at),
        }
    };
    (0..counts.decided + counts.before).map(one).collect()
}

fn add(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// How many petitions came in the period, and what became of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heard {
    pub all: u64,
    pub on_time: u64,
    /// On time, not disliked and not repeated.
    pub satisfied: u64,
    pub about_rules: u64,
    pub about_staff: u64,
}

/// All statements about all petitions, in no order.
pub(crate) fn petitions(plan: &Plan, counts: Heard) -> Vec<Petition> {
    let mut draw = Draw::of(plan.seed, u64::MAX - 2);
    let (course, kind) = (Shuffle::new(counts.all, &mut draw), Shuffle::new(counts.all, &mut draw));
    let mut all = Vec::new();
    for n in 0..counts.all {
        let about = match kind.rank(n) {
            rank if rank < counts.about_rules => About::Rules,
            rank if rank < counts.about_rules + counts.about_staff => About::Staff,
            _ => About::Other,
        };
        petition(plan, counts, n, about, course.rank(n), &mut draw, &mut all);
    }
    all
}

fn petition(
    plan: &Plan,
    counts: Heard,
    n: u64,
    about: About,
    rank: u64,
    draw: &mut Draw,
    all: &mut Vec<Petition>,
) {
    let late = rank >= counts.on_time;
    // Far enough from the end to be late by then, or to be answered by then.
    let last = plan.span.to - plan.span.from - if late { 50 * DAY } else { 6 * DAY };
    let offset = draw.seconds(last.max(DAY));
    let received_at = plan.hours.open_from(plan.span.from + offset);
    let unit = usize::try_from(draw.below(plan.units.len() as u64)).unwrap_or(0);
    let mut stated = Petition {
        stated_at: received_at,
        step: PetitionStep::Waiting,
        answered_at: None,
        number: format!("PAKN-{:05}", 20_001 + n * 3).into(),
        agency: plan.units[unit].agency.clone(),
        received_at,
        about,
        likes: 0,
        dislikes: 0,
        repeated: false,
        dossier: None,
    };
    all.push(stated.clone());
    (stated.step, stated.stated_at) = (PetitionStep::Handling, received_at + 1800);
    all.push(stated.clone());
    let (step, wait) = match (late, draw.below(4)) {
        (true, 0) => return,
        (true, _) => (PetitionStep::Answered, 40 * DAY + draw.seconds(8 * DAY)),
        (false, 0) => (PetitionStep::PassedOn, 3600 + draw.seconds(600)),
        (false, 1) => (PetitionStep::AskedForMore, DAY + draw.seconds(3600)),
        (false, _) => (PetitionStep::Answered, 2 * DAY + draw.seconds(2 * DAY)),
    };
    stated.step = step;
    stated.answered_at = Some(received_at + wait);
    stated.stated_at = received_at + wait;
    all.push(stated.clone());
    if rank < counts.satisfied {
        return;
    }
    let again = draw.permille(200);
    stated.repeated = again;
    (stated.likes, stated.dislikes) = if again { (0, 0) } else { (1, 2) };
    stated.stated_at += 3 * 3600;
    all.push(stated);
}

/// The last statement about each petition.
pub(crate) fn latest(statements: &[Petition]) -> Vec<Petition> {
    let mut all = std::collections::BTreeMap::new();
    for petition in statements {
        let known: &mut Petition = all.entry(&petition.number).or_insert_with(|| petition.clone());
        *known = known.clone().max(petition.clone());
    }
    all.into_values().collect()
}

/// Empty figures of an agency for a period.
pub(crate) fn facts(agency: &str, period: Period, stated_at: Seconds) -> AgencyFacts {
    AgencyFacts {
        stated_at,
        agency: agency.into(),
        period,
        offers_copies: None,
        copies_done: None,
        certifications: None,
        accounts_verified: None,
        received_national_report: None,
        received_previous_year: None,
        services_growth: None,
    }
}

/// A record as a message of its agency at the time it was stated.
pub(crate) fn said(record: Record) -> Event {
    let (at, sender) = match &record {
        Record::Service(it) => (it.stated_at, it.agency.clone()),
        Record::Publication(it) => (it.stated_at, it.agency.clone()),
        Record::Petition(it) => (it.stated_at, it.agency.clone()),
        Record::Agency(it) => (it.stated_at, it.agency.clone()),
        // Catalogues belong to nobody.
        Record::Procedure(it) => (it.stated_at, "VN".into()),
    };
    let message = Message::Record(Box::new(record));
    Event { at, sender, number: None, synced: false, tricks: TrickSet::default(), message }
}
