//! What senders say: a life as a series of messages.

use chiso_scoring::dossier::{
    Channel, Fact, FiledOn, Marks, Paid, Round, Seconds, Snapshot, Statement, Status, Step,
};
use chiso_scoring::record::Record;

use crate::life::{Ending, Life};
use crate::plan::Plan;
use crate::tricks::{Trick, TrickSet};

/// What one message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A new dossier, whole.
    Create(Box<Snapshot>),
    /// The dossier again, whole.
    Update(Box<Snapshot>),
    /// Steps of handling.
    Progress(Vec<Step>),
    /// A rating.
    Rating {
        /// When it was given.
        at: Seconds,
        /// Whether satisfied.
        satisfied: bool,
    },
    /// A service, publication, petition or an agency's figures.
    Record(Box<Record>),
}

/// One message at its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When it is sent.
    pub at: Seconds,
    /// Code of the agency that sends it.
    pub sender: Box<str>,
    /// Number of the dossier; `None` for records.
    pub number: Option<Box<str>>,
    /// Whether the portal gets it too; never true for a dossier that the portal does not know.
    pub synced: bool,
    /// Tricks of the dossier it is about.
    pub tricks: TrickSet,
    /// What it says.
    pub message: Message,
}

impl Event {
    /// The message as a statement about a dossier; `None` for records.
    #[must_use]
    pub fn statement(&self) -> Option<Statement> {
        let fact = match &self.message {
            Message::Create(snapshot) | Message::Update(snapshot) => {
                Fact::Snapshot(snapshot.clone())
            }
            Message::Progress(steps) => Fact::Steps(steps.clone()),
            Message::Rating { at, satisfied } => Fact::Rating { at: *at, satisfied: *satisfied },
            Message::Record(_) => return None,
        };
        let synced_at = self.synced.then_some(self.at);
        Some(Statement { number: self.number.clone()?, synced_at, fact })
    }
}

/// Occasions to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Beat {
    Filed,
    Accepted,
    Processed,
    PaidLater,
    Asked(u8),
    Supplied(u8),
    Ended,
    EndSteps,
    Rewritten,
    RewrittenSteps,
    Returned,
    Rated,
}

/// An occasion: when it is sent, of when it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cue {
    pub at: Seconds,
    beat: Beat,
    of: Seconds,
}

/// The occasions of a life within the world, in the order they are sent.
pub(crate) fn cues(life: &Life, plan: &Plan) -> Vec<Cue> {
    let mut cues = Vec::with_capacity(12);
    let mut say = |beat, of: Option<Seconds>| {
        cues.extend(of.map(|of| Cue { at: of, beat, of }));
    };
    let portal = files_on_portal(life);
    say(Beat::Filed, Some(life.filed_at).filter(|_| portal));
    say(Beat::Accepted, Some(life.numbered_at));
    say(Beat::Processed, Some(life.processed_at));
    let later = life.paid_later && life.paid != Paid::None;
    say(Beat::PaidLater, Some(life.processed_at).filter(|_| later));
    for (at, round) in (0..).zip(life.rounds.iter().flatten()) {
        say(Beat::Asked(at), Some(round.requested_at));
        say(Beat::Supplied(at), round.supplied_at);
    }
    say(Beat::Ended, life.told_at);
    say(Beat::EndSteps, life.told_at);
    let rewritten =
        life.told_at.filter(|_| life.tricks.has(Trick::RewrittenToDone)).map(|at| at + 3600);
    say(Beat::Rewritten, rewritten);
    say(Beat::RewrittenSteps, rewritten);
    say(Beat::Returned, life.returned_at);
    say(Beat::Rated, life.rating.map(|(at, _)| at));
    shift(&mut cues, life);
    cues.retain(|cue| cue.at <= plan.span.until);
    cues.sort_unstable();
    cues
}

/// Repeats and late sends.
fn shift(cues: &mut Vec<Cue>, life: &Life) {
    if life.tricks.has(Trick::OutOfOrder) {
        let overtaken = cues.iter_mut().filter(|cue| cue.beat == Beat::Accepted);
        overtaken.for_each(|cue| cue.at = life.processed_at + 120);
    }
    if life.tricks.has(Trick::Resend) {
        let again = cues.iter().filter(|cue| matches!(cue.beat, Beat::Accepted | Beat::Processed));
        let again: Vec<Cue> = again.map(|cue| Cue { at: cue.at + 86_400, ..*cue }).collect();
        cues.extend(again);
    }
}

/// Whether the dossier is known, as registered, before it is accepted.
fn files_on_portal(life: &Life) -> bool {
    let before = life.filed_at < life.received_at && life.numbered_at == life.received_at;
    life.filed_on == FiledOn::Portal && life.channel == Channel::Online && before
}

/// What is said on an occasion.
pub(crate) fn event(life: &Life, plan: &Plan, cue: Cue) -> Event {
    Event {
        at: cue.at,
        sender: plan.units[life.unit].agency.clone(),
        number: Some(life.number(plan)),
        synced: life.synced,
        tricks: life.tricks,
        message: message(life, plan, cue),
    }
}

fn message(life: &Life, plan: &Plan, cue: Cue) -> Message {
    let create = |status| {
        let known = files_on_portal(life) && status != Status::Registered;
        let updating = known || life.tricks.has(Trick::NewAsUpdate);
        let snapshot = Box::new(snapshot(life, plan, cue, status, updating));
        if updating { Message::Update(snapshot) } else { Message::Create(snapshot) }
    };
    let update = |status| Message::Update(Box::new(snapshot(life, plan, cue, status, true)));
    match cue.beat {
        Beat::Filed => create(Status::Registered),
        Beat::Accepted => create(Status::Accepted),
        Beat::Processed => Message::Progress(first_steps(life)),
        Beat::PaidLater | Beat::Supplied(_) => update(Status::Processing),
        Beat::Asked(_) => update(Status::Supplement),
        Beat::Ended => update(end_status(life)),
        Beat::EndSteps => Message::Progress(end_steps(life, end_status(life))),
        Beat::Rewritten => update(Status::Done),
        Beat::RewrittenSteps => Message::Progress(end_steps(life, Status::Done)),
        Beat::Returned => update(Status::Returned),
        Beat::Rated => {
            let (at, satisfied) = life.rating.unwrap_or((cue.of, true));
            Message::Rating { at, satisfied }
        }
    }
}

fn first_steps(life: &Life) -> Vec<Step> {
    let invented = life.tricks.has(Trick::InventedAccepted);
    let accepted = if invented { life.received_at } else { life.numbered_at };
    let step = |at, status| Step { at, status };
    let mut steps = vec![step(accepted, Status::Accepted)];
    if !life.tricks.has(Trick::InventedDone) {
        // A step of work after the invented end would give the sender away.
        steps.push(step(life.processed_at, Status::Processing));
    }
    steps
}

fn end_steps(life: &Life, status: Status) -> Vec<Step> {
    life.closed_at.map(|at| Step { at, status }).into_iter().collect()
}

fn end_status(life: &Life) -> Status {
    match life.ending {
        Ending::Done => Status::Done,
        Ending::Refused => Status::Refused,
        Ending::Stopped => Status::Stopped,
        Ending::Withdrawn => Status::Withdrawn,
        Ending::Open => Status::Processing,
    }
}

/// The dossier as known at the moment the cue speaks of.
fn snapshot(life: &Life, plan: &Plan, cue: Cue, status: Status, updating: bool) -> Snapshot {
    let unit = &plan.units[life.unit];
    let procedure = &plan.procedures[life.procedure].code;
    let ended = matches!(cue.beat, Beat::Ended | Beat::Rewritten | Beat::Returned);
    let mut state = Snapshot::new(&unit.agency, procedure, status);
    state.updating = updating;
    state.filed_at = Some(life.filed_at);
    state.channel = life.channel;
    state.filed_on = life.filed_on;
    state.fee_due = life.fee;
    let paid = !life.paid_later || !matches!(cue.beat, Beat::Filed | Beat::Accepted);
    state.paid = if paid { life.paid } else { Paid::None };
    state.marks = life.marks;
    if cue.beat != Beat::Filed {
        state.received_at = Some(life.received_at);
        state.due_at = Some(if ended { life.due_at } else { life.first_due_at });
        state.rounds = rounds(life, cue.of);
    }
    if ended {
        end(&mut state, life, cue);
    }
    state.stated(Some(cue.of))
}

fn rounds(life: &Life, of: Seconds) -> Vec<Round> {
    let known = life.rounds.iter().flatten().filter(|round| round.requested_at <= of);
    let seen = |round: &Round| Round {
        requested_at: round.requested_at,
        supplied_at: round.supplied_at.filter(|at| *at <= of),
    };
    known.map(seen).collect()
}

fn end(state: &mut Snapshot, life: &Life, cue: Cue) {
    let refused = life.ending == Ending::Refused;
    state.refused_at = life.closed_at.filter(|_| refused);
    state.ended_at = life.closed_at.filter(|_| !refused || cue.beat == Beat::Rewritten);
    if life.ending == Ending::Done {
        state.marks = Marks::with(life.marks, life.result);
    }
    if cue.beat == Beat::Returned {
        state.returned_at = life.returned_at;
    }
}
