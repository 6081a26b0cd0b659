//! Worlds as files in the published templates: CSV and NDJSON, line by line.

use chiso_scoring::dossier::{
    Channel, Fact, FiledOn, Marks, Paid, Round, Snapshot, Statement, Step,
};
use chiso_scoring::record::{
    About, AgencyFacts, Limit, Petition, PetitionStep, ProcedureName, Publication, Record, Service,
    ServiceLevel, ServiceState,
};

use crate::calls::json::quoted;
use crate::event::{Event, Message};
use crate::text::{bit, stamp};
use crate::world::World;

/// A template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// Whole dossiers.
    Dossiers,
    /// Steps of handling.
    Steps,
    /// Ratings.
    Ratings,
    /// Services.
    Services,
    /// Publications.
    Publications,
    /// Petitions.
    Petitions,
    /// Figures of agencies.
    AgencyFigures,
    /// Names of procedures.
    Procedures,
}

/// Which statements a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum History {
    /// Every statement, in the order of time.
    All,
    /// The last one about each dossier, agency by agency (all steps, though); records as they stand
    /// at the end. What was said in between, such as an earlier due date, is not in the file.
    Final,
}

impl Table {
    /// All templates.
    pub const ALL: [Self; 8] = [
        Self::Dossiers,
        Self::Steps,
        Self::Ratings,
        Self::Services,
        Self::Publications,
        Self::Petitions,
        Self::AgencyFigures,
        Self::Procedures,
    ];

    /// Name of the template, without ending.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dossiers => "dossiers",
            Self::Steps => "steps",
            Self::Ratings => "ratings",
            Self::Services => "services",
            Self::Publications => "publications",
            Self::Petitions => "petitions",
            Self::AgencyFigures => "agency-figures",
            Self::Procedures => "procedures",
        }
    }

    /// Columns in the order they are written.
    #[must_use]
    pub fn columns(self) -> Vec<&'static str> {
        let all = match self {
            Self::Dossiers => {
                "number,agency,procedure,status,received_at,due_at,filed_at,ended_at,returned_at,\
                 refused_at,channel,filed_on,fee_due,paid,result_file,input_file,digitised_part,\
                 digitised_file,reused_file,personal_store,verified_account,population_base,\
                 supplement_requested_at,supplement_supplied_at,synced_at,stated_at,updating"
            }
            Self::Steps => "number,at,status",
            Self::Ratings => "number,at,satisfied",
            Self::Services => {
                "agency,procedure,level,state,valid_from,valid_to,has_fee,for_person,all_parts,\
                 limit,stated_at"
            }
            Self::Publications => {
                "agency,decision,procedure,decided_on,effective_on,public_at,stated_at"
            }
            Self::Petitions => {
                "number,agency,received_at,step,answered_at,about,likes,dislikes,repeated,dossier,\
                 stated_at"
            }
            Self::AgencyFigures => {
                "agency,period,offers_copies,copies_done,certifications,accounts_verified,\
                 received_national_report,received_previous_year,services_growth,stated_at"
            }
            Self::Procedures => "procedure,name,field,stated_at",
        };
        all.split(',').collect()
    }
}

type Row = Vec<String>;

/// The lines of a CSV file, its header first, each with its line end.
pub fn csv(world: &World, table: Table, history: History) -> impl Iterator<Item = String> {
    let header = table.columns().into_iter().map(str::to_owned).collect();
    std::iter::once(header).chain(rows(world, table, history)).map(|row: Row| {
        let mut line = row.join(",");
        line.push('\n');
        line
    })
}

/// The lines of an NDJSON file, one object each; empty fields are left out.
pub fn ndjson(world: &World, table: Table, history: History) -> impl Iterator<Item = String> {
    let columns = table.columns();
    rows(world, table, history).map(move |row| {
        let filled = columns.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
        let fields: Vec<String> =
            filled.map(|(name, cell)| format!("\"{name}\":{}", quoted(cell))).collect();
        format!("{{{}}}\n", fields.join(","))
    })
}

/// Rows of a table. No cell holds a comma, a quote or a line end: they are codes, times, numbers and made-up names.
fn rows(world: &World, table: Table, history: History) -> Box<dyn Iterator<Item = Row> + '_> {
    match table {
        Table::Dossiers | Table::Steps | Table::Ratings => {
            Box::new(statements(world, history).flat_map(move |it| statement(&it, table)))
        }
        Table::Procedures => Box::new(world.procedures.iter().map(procedure)),
        _ => Box::new(records(world, history).filter_map(move |it| record(&it, table))),
    }
}

fn statements(world: &World, history: History) -> Box<dyn Iterator<Item = Statement> + '_> {
    match history {
        History::All => Box::new(world.events().filter_map(|event| event.statement())),
        History::Final => Box::new(world.finals().flat_map(|last| {
            let version = last.version;
            let facts = [
                version.snapshot.map(Fact::Snapshot),
                Some(Fact::Steps(version.steps)),
                version.rating.map(|(at, satisfied)| Fact::Rating { at, satisfied }),
            ];
            let (number, synced_at) = (last.number, version.synced_at);
            facts.into_iter().flatten().map(move |fact| Statement {
                number: number.clone(),
                synced_at,
                fact,
            })
        })),
    }
}

fn records(world: &World, history: History) -> Box<dyn Iterator<Item = Record> + '_> {
    let said = world.history.iter().filter_map(|event: &Event| match &event.message {
        Message::Record(record) => Some((**record).clone()),
        _ => None,
    });
    match history {
        History::All => Box::new(said),
        History::Final => Box::new(
            said.filter(|record| !matches!(record, Record::Petition(_)))
                .chain(world.petitions.iter().cloned().map(Record::Petition)),
        ),
    }
}

fn statement(statement: &Statement, table: Table) -> Vec<Row> {
    let number = statement.number.to_string();
    match (&statement.fact, table) {
        (Fact::Snapshot(state), Table::Dossiers) => {
            vec![dossier(number, state, stamp(statement.synced_at))]
        }
        (Fact::Steps(steps), Table::Steps) => {
            steps.iter().map(|step| step_row(number.clone(), *step)).collect()
        }
        (Fact::Rating { at, satisfied }, Table::Ratings) => {
            vec![vec![number, stamp(Some(*at)), bit(*satisfied).to_owned()]]
        }
        _ => Vec::new(),
    }
}

fn step_row(number: String, step: Step) -> Row {
    vec![number, stamp(Some(step.at)), step.status.number().to_string()]
}

fn dossier(number: String, state: &Snapshot, synced_at: String) -> Row {
    let mark = |mark| bit(state.marks.has(mark)).to_owned();
    let times = |of: fn(&Round) -> Option<i64>| {
        let all: Vec<String> = state.rounds.iter().map(|round| stamp(of(round))).collect();
        all.join(";")
    };
    vec![
        number,
        state.agency.to_string(),
        state.procedure.to_string(),
        state.status.number().to_string(),
        stamp(state.received_at),
        stamp(state.due_at),
        stamp(state.filed_at),
        stamp(state.ended_at),
        stamp(state.returned_at),
        stamp(state.refused_at),
        channel(state.channel).to_owned(),
        filed_on(state.filed_on).to_owned(),
        state.fee_due.to_string(),
        paid(state.paid).to_owned(),
        mark(Marks::RESULT_FILE),
        mark(Marks::INPUT_FILE),
        mark(Marks::DIGITISED_PART),
        mark(Marks::DIGITISED_FILE),
        mark(Marks::REUSED_FILE),
        mark(Marks::PERSONAL_STORE),
        mark(Marks::VERIFIED_ACCOUNT),
        mark(Marks::POPULATION_BASE),
        times(|round| Some(round.requested_at)),
        times(|round| round.supplied_at),
        synced_at,
        stamp(Some(state.stated_at)),
        bit(state.updating).to_owned(),
    ]
}

fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Direct => "direct",
        Channel::Online => "online",
        Channel::Post => "post",
    }
}

fn filed_on(place: FiledOn) -> &'static str {
    match place {
        FiledOn::Unknown => "",
        FiledOn::Portal => "portal",
        FiledOn::Local => "local",
    }
}

fn paid(paid: Paid) -> &'static str {
    match paid {
        Paid::None => "none",
        Paid::Portal => "portal",
        Paid::Local => "local",
        Paid::Counter => "counter",
    }
}

fn record(record: &Record, table: Table) -> Option<Row> {
    match (record, table) {
        (Record::Service(it), Table::Services) => Some(service(it)),
        (Record::Publication(it), Table::Publications) => Some(publication(it)),
        (Record::Petition(it), Table::Petitions) => Some(petition(it)),
        (Record::Agency(it), Table::AgencyFigures) => Some(figures(it)),
        _ => None,
    }
}

fn service(it: &Service) -> Row {
    let level = match it.level {
        ServiceLevel::Info => "info",
        ServiceLevel::Partial => "partial",
        ServiceLevel::Full => "full",
    };
    let state = match it.state {
        ServiceState::Public => "public",
        ServiceState::Amended => "amended",
        ServiceState::Abolished => "abolished",
        ServiceState::Stopping => "stopping",
        ServiceState::Testing => "testing",
    };
    let limit = it.limit.map(|limit| match limit {
        Limit::WorkingHours(n) => format!("{n} working_hours"),
        Limit::WorkingDays(n) => format!("{n} working_days"),
        Limit::Days(n) => format!("{n} days"),
        Limit::Months(n) => format!("{n} months"),
    });
    vec![
        it.agency.to_string(),
        it.procedure.to_string(),
        level.to_owned(),
        state.to_owned(),
        it.valid_from.to_string(),
        it.valid_to.map(|day| day.to_string()).unwrap_or_default(),
        bit(it.has_fee).to_owned(),
        bit(it.for_person).to_owned(),
        bit(it.all_parts).to_owned(),
        limit.unwrap_or_default(),
        stamp(Some(it.stated_at)),
    ]
}

fn publication(it: &Publication) -> Row {
    vec![
        it.agency.to_string(),
        it.decision.to_string(),
        it.procedure.to_string(),
        it.decided_on.to_string(),
        it.effective_on.to_string(),
        stamp(it.public_at),
        stamp(Some(it.stated_at)),
    ]
}

fn petition(it: &Petition) -> Row {
    let step = match it.step {
        PetitionStep::Waiting => "waiting",
        PetitionStep::Handling => "handling",
        PetitionStep::AskedForMore => "asked_for_more",
        PetitionStep::PassedOn => "passed_on",
        PetitionStep::Answered => "answered",
    };
    let about = match it.about {
        About::Other => "other",
        About::Rules => "rules",
        About::Staff => "staff",
    };
    vec![
        it.number.to_string(),
        it.agency.to_string(),
        stamp(Some(it.received_at)),
        step.to_owned(),
        stamp(it.answered_at),
        about.to_owned(),
        it.likes.to_string(),
        it.dislikes.to_string(),
        bit(it.repeated).to_owned(),
        it.dossier.as_deref().unwrap_or_default().to_owned(),
        stamp(Some(it.stated_at)),
    ]
}

fn figures(it: &AgencyFacts) -> Row {
    let number = |value: Option<i64>| value.map(|n| n.to_string()).unwrap_or_default();
    vec![
        it.agency.to_string(),
        it.period.to_string(),
        it.offers_copies.map(|yes| bit(yes).to_owned()).unwrap_or_default(),
        number(it.copies_done),
        number(it.certifications),
        number(it.accounts_verified),
        number(it.received_national_report),
        number(it.received_previous_year),
        number(it.services_growth),
        stamp(Some(it.stated_at)),
    ]
}

fn procedure(it: &ProcedureName) -> Row {
    vec![
        it.procedure.to_string(),
        it.name.to_string(),
        it.field.as_deref().unwrap_or_default().to_owned(),
        stamp(Some(it.stated_at)),
    ]
}
