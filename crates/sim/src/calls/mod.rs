//! Worlds as the calls that one-stop systems make to the national portal.
//!
//! Every personal field holds the marker `RIENGTU` (*riêng tư*, private) and a running number, so that
//! a test of the receiver can look for it wherever it must not be. The one exception is the placeholder
//! identity number of the trick of that name.

pub(crate) mod json;
mod national;
mod rest;

use std::collections::{BTreeMap, VecDeque};

use chiso_scoring::dossier::Seconds;

use crate::event::{Event, Message};
use crate::world::World;
use json::{Object, array};

/// The marker of personal data.
pub const PERSONAL_MARK: &str = "RIENGTU";

/// Most progress items of one call of the Thanh Hóa variant.
const CHUNK: usize = 10;

/// How a system spells its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// The envelope with the fields of 2023 and later.
    V2,
    /// The envelope with the fields of 2019–2020: no channel, payment or digitisation marks.
    V1,
    /// Hà Giang: a bare list; the kind stands in the query.
    BareArray,
    /// Thanh Hóa: a bare list per address; progress in chunks of at most 10; ISO dates inside the
    /// supplements.
    Chunks,
    /// The REST calls of 2026: a dossier, then lists of steps and of states.
    Rest2026,
}

/// What a call is for: the address it goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// New dossiers (`DongBoHoSoMC`, not updating).
    Create,
    /// Known dossiers (`DongBoHoSoMC`, updating).
    Update,
    /// Steps (`CapNhatTienDoHoSoMC`, `CapNhatTienTrinh`).
    Progress,
    /// States (`CapNhatTrangThai`, only 2026).
    Status,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// When it is made.
    pub at: Seconds,
    /// Code of the agency it is made for.
    pub sender: Box<str>,
    /// What it is for.
    pub kind: CallKind,
    /// Query string, if the dialect has one.
    pub query: Option<String>,
    /// Body, JSON.
    pub body: String,
}

/// The calls that carry `events` (of `world`), in order. Ratings and records are left out: their
/// national calls are not public. A chunk goes out with its last item or after the last event.
pub fn calls<'w>(
    world: &'w World,
    dialect: Dialect,
    events: impl Iterator<Item = Event> + 'w,
) -> impl Iterator<Item = Call> + 'w {
    Calls {
        names: world.names(),
        dialect,
        events,
        personal: Personal::default(),
        waiting: BTreeMap::new(),
        ready: VecDeque::new(),
    }
}

struct Calls<'w, E> {
    names: BTreeMap<&'w str, &'w str>,
    dialect: Dialect,
    events: E,
    personal: Personal,
    waiting: BTreeMap<Box<str>, (Seconds, Vec<String>)>,
    ready: VecDeque<Call>,
}

impl<E: Iterator<Item = Event>> Iterator for Calls<'_, E> {
    type Item = Call;

    fn next(&mut self) -> Option<Call> {
        loop {
            if let Some(call) = self.ready.pop_front() {
                return Some(call);
            }
            match self.events.next() {
                Some(event) => self.take(&event),
                None => {
                    let (sender, (at, items)) = self.waiting.pop_first()?;
                    self.ready.push_back(chunk(sender, at, items));
                }
            }
        }
    }
}

impl<E> Calls<'_, E> {
    fn take(&mut self, event: &Event) {
        let Some(number) = event.number.as_deref() else { return };
        let kind = match (&event.message, self.dialect) {
            (Message::Create(_), _) => CallKind::Create,
            (Message::Update(_), Dialect::Rest2026) => CallKind::Status,
            (Message::Update(_), _) => CallKind::Update,
            (Message::Progress(_), _) => CallKind::Progress,
            (Message::Rating { .. } | Message::Record(_), _) => return,
        };
        let items = self.items(event, number, kind);
        if kind == CallKind::Progress && self.dialect == Dialect::Chunks {
            return self.wait(event, items);
        }
        self.ready.push_back(self.call(event, kind, items));
    }

    fn items(&mut self, event: &Event, number: &str, kind: CallKind) -> Vec<String> {
        let personal = &mut self.personal;
        match &event.message {
            Message::Create(state) | Message::Update(state) => {
                let item = match (self.dialect, kind) {
                    (Dialect::Rest2026, CallKind::Create) => rest::dossier(state, number, personal),
                    (Dialect::Rest2026, _) => rest::status(state, number),
                    (dialect, _) => {
                        let unit = self.names.get(&*event.sender).copied().unwrap_or_default();
                        national::dossier(state, number, unit, dialect, personal)
                    }
                };
                vec![item.done()]
            }
            Message::Progress(steps) => {
                let item = |step| match self.dialect {
                    Dialect::Rest2026 => rest::step(step, number, personal),
                    _ => national::step(step, number, personal),
                };
                steps.iter().map(item).map(Object::done).collect()
            }
            Message::Rating { .. } | Message::Record(_) => Vec::new(),
        }
    }

    fn call(&self, event: &Event, kind: CallKind, items: Vec<String>) -> Call {
        let updating = if kind == CallKind::Create { "False" } else { "True" };
        let service = match kind {
            CallKind::Progress => "CapNhatTienDoHoSoMC",
            _ => "DongBoHoSoMC",
        };
        let body = match (self.dialect, kind) {
            (Dialect::Rest2026, CallKind::Create) => items.into_iter().next().unwrap_or_default(),
            (Dialect::V1 | Dialect::V2, _) => Object::default()
                .text("session", "phien-mo-phong")
                .text("madonvi", &event.sender)
                .text("service", service)
                .text("isUpdating", updating)
                .raw("data", &array(items))
                .done(),
            _ => array(items),
        };
        let query = (self.dialect == Dialect::BareArray).then(|| {
            let province = province(&event.sender);
            format!("MaDinhDanhDV=000.00.00.{province}&isUpdating={updating}")
        });
        Call { at: event.at, sender: event.sender.clone(), kind, query, body }
    }

    /// Keeps progress items until a sender has enough of them.
    fn wait(&mut self, event: &Event, items: Vec<String>) {
        for item in items {
            let (at, waiting) = self.waiting.entry(event.sender.clone()).or_default();
            *at = event.at;
            waiting.push(item);
            if waiting.len() == CHUNK {
                let full = std::mem::take(waiting);
                self.ready.push_back(chunk(event.sender.clone(), event.at, full));
                self.waiting.remove(&event.sender);
            }
        }
    }
}

fn chunk(sender: Box<str>, at: Seconds, items: Vec<String>) -> Call {
    Call { at, sender, kind: CallKind::Progress, query: None, body: array(items) }
}

/// Code of the province a code lies in.
pub(crate) fn province(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}

/// Gives out made-up personal data.
#[derive(Debug, Default)]
pub(crate) struct Personal(u64);

impl Personal {
    /// The next one, between what makes it look like a name, an address or a link.
    pub fn next(&mut self, before: &str, after: &str) -> String {
        self.0 += 1;
        format!("{before}{PERSONAL_MARK}{:09}{after}", self.0)
    }
}
