//! What goes wrong between a one-stop system, chiso and the portal: three views of one world, with the
//! cause of every difference known.
//!
//! The one-stop system's own list is the truth but for what is wrong in that list itself; chiso sees
//! what the calls say; the portal lists what the calls said but for what it lost or changed. Which cause
//! a dossier suffers follows from the seed and its number alone.

mod cause;

use std::collections::HashMap;

use chiso_scoring::dossier::{Seconds, Snapshot, Version};
use chiso_scoring::reconcile::{Entry, Side};

use crate::calls::{Call, CallKind, Dialect, calls};
use crate::draw::Draw;
use crate::event::{Event, Message};
use crate::world::World;
pub use cause::{Cause, Fault, Rates};

/// How long after the lists were taken delayed calls come.
pub const DELAY: Seconds = 86_400;
/// How far a wrong day of reception lies from the right one: always in another year.
const OTHER_PERIOD: Seconds = 400 * 86_400;
/// How far a wrong due day lies from the right one.
const OTHER_DAY: Seconds = 3 * 86_400;
/// How many of 1,000 new dossiers are sent with a mistake first and then rightly: a refusal that explains
/// nothing.
const STUMBLES: u64 = 60;
/// How many of 1,000 faulty dossiers have another due day on the portal besides.
const BESIDES: u64 = 300;
/// A moment that no calendar has.
const NO_MOMENT: &str = "20260231250000";

/// A dossier with what goes wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dealt {
    /// Its number.
    pub number: Box<str>,
    /// When it was really received; `None` for one that is only registered.
    pub received_at: Option<Seconds>,
    /// What goes wrong with it, if anything.
    pub fault: Option<Fault>,
}

/// A world seen from three sides, all lists taken when the world ends.
#[derive(Debug, Clone, Copy)]
pub struct Faulty<'w> {
    world: &'w World,
    seed: u64,
    rates: Rates,
}

impl<'w> Faulty<'w> {
    /// A world with things going wrong.
    #[must_use]
    pub fn new(world: &'w World, seed: u64, rates: Rates) -> Self {
        Self { world, seed, rates }
    }

    /// When the lists are taken.
    #[must_use]
    pub fn taken_at(&self) -> Seconds {
        self.world.until()
    }

    /// What goes wrong with a dossier, if anything.
    #[must_use]
    pub fn fault(&self, number: &str) -> Option<Fault> {
        let mut draw = Draw::of(self.seed, stream(number));
        let (mut at, second) = (draw.below(1000), draw.permille(500));
        let besides = draw.permille(BESIDES);
        for (cause, rate) in Cause::ALL.into_iter().zip(self.rates.0) {
            if at < rate {
                // What two lists have alike shows nowhere, nor does what nobody counts in the period.
                let hidden = matches!(cause, Cause::OtherDay | Cause::OtherPeriod);
                return Some(Fault { cause, second, besides: besides && !hidden });
            }
            at -= rate;
        }
        None
    }

    /// Every dossier with the moment it was really received and what goes wrong with it.
    pub fn truth(&self) -> impl Iterator<Item = Dealt> {
        let faulty = *self;
        self.world.finals().map(move |last| {
            let fault = faulty.fault(&last.number).and_then(|fault| felt(fault, &last.version));
            let received_at = last.version.snapshot.as_ref().and_then(|state| state.received_at);
            Dealt { number: last.number, received_at, fault }
        })
    }

    /// The calls that reach chiso, in the order of time.
    pub fn calls(&self) -> impl Iterator<Item = Call> {
        let faulty = *self;
        let timely = faulty.world.events().filter_map(move |event| faulty.heard(event, false));
        let late = faulty.world.events().filter_map(move |event| faulty.heard(event, true));
        let timely = calls(faulty.world, Dialect::V2, timely);
        let late = calls(faulty.world, Dialect::V2, late)
            .map(move |call| Call { at: faulty.taken_at() + DELAY, ..call });
        let all = timely.chain(late).map(move |call| faulty.spoiled(call));
        all.flat_map(move |call| faulty.stumbled(&call).into_iter().chain([call]))
    }

    /// The same call as it was sent before, with a mistake, if the sender stumbled.
    fn stumbled(&self, call: &Call) -> Option<Call> {
        let number = number_in(&call.body).filter(|_| call.kind == CallKind::Create)?;
        let mut draw = Draw::of(self.seed, !stream(number));
        let stumbles = draw.permille(STUMBLES);
        Some(Call { body: without_due_day(&call.body)?, ..call.clone() }).filter(|_| stumbles)
    }

    /// The list of the one-stop system or of the portal.
    #[must_use]
    pub fn list(&self, side: Side) -> Vec<Entry> {
        let mut entries = Vec::new();
        let behind = self.without_their_end();
        for last in self.world.finals() {
            let Some(truth) = entry(&last.number, &last.version) else { continue };
            let fault = self.fault(&last.number);
            match side {
                Side::OneStop => self.own(truth, fault, &mut entries),
                Side::Portal => {
                    let version = behind.get(&last.number).unwrap_or(&last.version);
                    let before = entry(&last.number, version).unwrap_or_else(|| truth.clone());
                    self.there(truth, before, fault, &mut entries);
                }
                Side::Chiso => {}
            }
        }
        entries
    }

    /// The dossiers whose end was not told, as they stood before.
    fn without_their_end(&self) -> HashMap<Box<str>, Version> {
        let mut versions: HashMap<Box<str>, Version> = HashMap::new();
        for event in self.world.events().filter(|event| !is_of_the_end(&event.message)) {
            let Some(statement) = event.statement() else { continue };
            let fault = self.fault(&statement.number);
            if fault.is_some_and(|fault| fault.cause == Cause::Behind) {
                let version = versions.entry(statement.number.clone()).or_default();
                // A simulated dossier says far less than a version can hold.
                let _ = version.join(&statement);
            }
        }
        versions
    }

    /// What the one-stop system lists.
    fn own(&self, mut truth: Entry, fault: Option<Fault>, entries: &mut Vec<Entry>) {
        match fault {
            Some(Fault { cause: Cause::Forgotten, .. }) => return,
            Some(Fault { cause: Cause::Twice, second: false, .. }) => {
                let procedure = Some(self.procedure(&truth).into());
                entries.push(Entry { procedure, ..truth.clone() });
            }
            Some(Fault { cause: Cause::OtherDay, second: false, .. }) => {
                truth.due_at = truth.due_at.map(|due| due + OTHER_DAY);
            }
            _ => {}
        }
        entries.push(truth);
    }

    /// What the portal lists.
    fn there(&self, truth: Entry, before: Entry, fault: Option<Fault>, entries: &mut Vec<Entry>) {
        let Some(Fault { cause, second, besides }) = fault else {
            entries.push(truth);
            return;
        };
        let other_day = (cause == Cause::OtherDay && second) || besides;
        let (mut listed, mut before) = (truth, before);
        for entry in [&mut listed, &mut before] {
            entry.due_at = entry.due_at.map(|due| if other_day { due + OTHER_DAY } else { due });
        }
        match (cause, second) {
            (Cause::NeverSent | Cause::Refused | Cause::OnlySteps, _) => return,
            (Cause::SentLate | Cause::Lost, _) => return,
            (Cause::Twice, true) => entries.push(listed.clone()),
            // Said by the calls, or changed there: the portal has it either way.
            (Cause::OtherUnit, _) => {
                let here = listed.agency.take().unwrap_or_default();
                listed.agency = Some(self.unit(&here).into());
            }
            (Cause::OtherPeriod, _) => {
                listed.received_at = listed.received_at.map(|at| at - OTHER_PERIOD);
            }
            (Cause::OtherProcedure, _) => listed.procedure = Some(self.procedure(&listed).into()),
            (Cause::Behind, _) => listed = before,
            _ => {}
        }
        entries.push(listed);
    }

    /// An event as chiso hears it, of the calls that come in time or of those that come late.
    fn heard(&self, mut event: Event, late: bool) -> Option<Event> {
        let number = event.number.as_deref()?;
        let fault = self.fault(number);
        let cause = fault.map(|fault| fault.cause);
        if late != (cause == Some(Cause::SentLate)) {
            return None;
        }
        let by_calls = fault.is_some_and(|fault| !fault.second);
        let whole = matches!(event.message, Message::Create(_) | Message::Update(_));
        match cause {
            Some(Cause::NeverSent | Cause::PastUs) => return None,
            Some(Cause::OnlySteps) if whole => return None,
            Some(Cause::Behind) if by_calls && is_of_the_end(&event.message) => return None,
            Some(Cause::OtherPeriod | Cause::OtherProcedure) if by_calls => {
                self.change(number.to_owned().as_str(), cause, &mut event.message);
            }
            _ => {}
        }
        Some(event)
    }

    fn change(&self, number: &str, cause: Option<Cause>, message: &mut Message) {
        let (Message::Create(state) | Message::Update(state)) = message else { return };
        let truth = entry_of(number, state);
        match cause {
            Some(Cause::OtherProcedure) => state.procedure = self.procedure(&truth),
            Some(Cause::OtherPeriod) => {
                state.received_at = state.received_at.map(|at| at - OTHER_PERIOD);
            }
            _ => {}
        }
    }

    /// Writes into a call what a snapshot cannot say: a due date that does not exist, the code of another
    /// unit than that of the number.
    fn spoiled(&self, call: Call) -> Call {
        let whole = matches!(call.kind, CallKind::Create | CallKind::Update);
        let fault = number_in(&call.body).filter(|_| whole).and_then(|number| self.fault(number));
        let body = match fault {
            Some(Fault { cause: Cause::Refused, .. }) => without_due_day(&call.body),
            Some(Fault { cause: Cause::OtherUnit, second: false, .. }) => {
                let unit = self.unit(&call.sender);
                let named = format!("\"MaDonViXuLy\":\"{unit}\",{NUMBER}");
                Some(call.body.replacen(NUMBER, &named, 1))
            }
            _ => None,
        };
        Call { body: body.unwrap_or(call.body), ..call }
    }

    /// Some other unit with dossiers.
    fn unit(&self, here: &str) -> Box<str> {
        let units: Vec<&str> = self.world.counts().map(|(unit, _)| unit).collect();
        let at = units.iter().position(|unit| *unit == here).unwrap_or(0);
        let next = units.get((at + 1) % units.len().max(1)).copied();
        next.unwrap_or(here).into()
    }

    /// Some other procedure.
    fn procedure(&self, entry: &Entry) -> Box<str> {
        let here = entry.procedure.as_deref().unwrap_or_default();
        let other = |service: &&chiso_scoring::record::Service| *service.procedure != *here;
        let found = self.world.services.iter().find(other);
        found.map_or_else(|| "9.999999".into(), |service| service.procedure.clone())
    }
}

/// How a dossier's number begins in a body.
const NUMBER: &str = "\"MaHoSo\":\"";

/// The number of the first dossier that a body speaks of.
fn number_in(body: &str) -> Option<&str> {
    let (_, rest) = body.split_once(NUMBER)?;
    rest.split_once('"').map(|(number, _)| number)
}

/// A body with a due date that does not exist.
fn without_due_day(body: &str) -> Option<String> {
    const FIELD: &str = "\"NgayHenTra\":\"";
    let (before, rest) = body.split_at(body.find(FIELD)? + FIELD.len());
    let rest = rest.find('"').and_then(|end| rest.get(end..))?;
    Some(format!("{before}{NO_MOMENT}{rest}"))
}

/// A stream of chance for a dossier: FNV-1a over its number.
fn stream(number: &str) -> u64 {
    number.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether a message says how or when handling ended.
fn is_of_the_end(message: &Message) -> bool {
    match message {
        Message::Create(state) | Message::Update(state) => state.status.is_end(),
        Message::Progress(steps) => steps.iter().any(|step| step.status.is_end()),
        Message::Rating { .. } => true,
        Message::Record(_) => false,
    }
}

/// A dossier as a list has it.
fn entry(number: &str, version: &Version) -> Option<Entry> {
    let snapshot = version.snapshot.as_deref()?;
    let last = version.steps.iter().max_by_key(|step| (step.at, step.status.progress()));
    let later = last.filter(|step| step.at > snapshot.stated_at).map(|step| step.status);
    Some(Entry { status: Some(later.unwrap_or(snapshot.status)), ..entry_of(number, snapshot) })
}

fn entry_of(number: &str, state: &Snapshot) -> Entry {
    Entry {
        code: number.into(),
        agency: Some((*state.agency).into()),
        procedure: Some((*state.procedure).into()),
        status: Some(state.status),
        received_at: state.received_at,
        due_at: state.due_at,
        ended_at: state.ended_at,
    }
}

/// What of a fault can be felt: a dossier without an end misses no call about it, one without steps sends
/// nothing where only steps are sent.
fn felt(fault: Fault, version: &Version) -> Option<Fault> {
    let ended = version.snapshot.as_ref().is_some_and(|state| state.status.is_end());
    match fault.cause {
        Cause::Behind if !ended && fault.besides => {
            Some(Fault { cause: Cause::OtherDay, second: true, ..fault })
        }
        Cause::Behind if !ended => None,
        Cause::OnlySteps if version.steps.is_empty() => {
            Some(Fault { cause: Cause::NeverSent, ..fault })
        }
        _ => Some(fault),
    }
}
