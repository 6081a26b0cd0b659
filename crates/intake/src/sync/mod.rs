//! The national synchronisation calls (`DongBoHoSoMC`, `CapNhatTienDoHoSoMC` and their REST
//! variants), both generations: a body in, one statement or one reason per item out.
//!
//! Reading order: this file (what comes out), `envelope` (the call around its items), `wire` (the
//! fields that are used), `dossier` and `step` (an item), `agency` (who handles it), [`answer`]
//! (what the sender hears).
//!
//! Nothing personal gets through: names, identity numbers, addresses, notes and links are skipped
//! by the parser or become one yes-or-no mark, and reasons show the shape of a value only.

mod agency;
pub mod answer;
mod dossier;
mod envelope;
mod marks;
mod step;
mod wire;

use std::fmt;

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::dossier::{Seconds, Statement};

use crate::code::Code;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::spelling;
use agency::Agencies;
use envelope::Opened;
use wire::Raw;

/// What a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// Whole dossiers (`DongBoHoSoMC`).
    Dossiers {
        /// Whether they are sent as updates (`isUpdating`); `None` if the call does not say.
        updating: Option<bool>,
    },
    /// Steps of handling (`CapNhatTienDoHoSoMC`).
    Progress,
    /// Whether a dossier is known, and its state (`TraCuuHoSo`).
    LookUp,
    /// A session is asked for.
    Login,
    /// States without a time (`CapNhatTrangThai`).
    StatusChange,
    /// Payments (`CapNhatTrangThaiThanhToan`).
    Payment,
}

/// What a call does not say about itself.
#[derive(Debug, Clone, Copy)]
pub struct CallContext<'a> {
    /// When the call arrived: from then on the portal has what it says, and a state that comes
    /// without a time holds from then on.
    pub at: Seconds,
    /// Code of the agency the sender stands for, in either style. Before the call's own `madonvi`.
    pub sender: Option<&'a str>,
    /// Agencies, for dossiers that name theirs instead of giving its code.
    pub tree: &'a AgencyTree,
}

/// A text that is never shown: a session, a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// The text itself, for comparing.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// One item of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The dossier's number as far as it is one; a wrong number is not repeated.
    pub number: Option<Box<str>>,
    /// What the item says, or why it is refused. The place is a JSON pointer (`/data/3`).
    pub outcome: Result<Statement, Refusal>,
}

/// A call that was read. Refused items do not stop the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What it asks for.
    pub kind: CallKind,
    /// Items in the order of the call; none for a look-up or a login.
    pub items: Vec<Item>,
    /// `session`.
    pub session: Option<Secret>,
    /// `madonvi`, new style, if it is a code.
    pub agency: Option<Box<str>>,
    /// Number asked for by a look-up.
    pub look_up: Option<Box<str>>,
    /// User name and password of a login.
    pub login: Option<(Secret, Secret)>,
}

/// Reads a call: the envelope with `service` and `data`, a bare list, or a single object. Where the
/// body names no service, `hint` (the address it came to) says what it is.
///
/// # Errors
/// The call as a whole: too large, not UTF-8, not JSON, an unknown service, too many items, a
/// look-up without a number. Its place is a line and byte where that is known.
pub fn read_call(
    body: &[u8],
    hint: Option<CallKind>,
    context: &CallContext<'_>,
) -> Result<Call, Refusal> {
    let text = envelope::text(body)?;
    let opened = envelope::open(text, hint)?;
    let sender = context.sender.and_then(spelling::agency).or_else(|| opened.agency.clone());
    let agencies = Agencies::new(context.tree, sender, context.at);
    let reader = Reader { kind: opened.kind, at: context.at, agencies };
    Ok(reader.call(opened))
}

/// The code of an agency as addresses write it (`000.00.01.H22`, `H55.242`), new style.
#[must_use]
pub fn agency_code(text: &str) -> Option<Box<str>> {
    spelling::agency(text)
}

/// Reads the items of one call.
struct Reader<'a> {
    kind: CallKind,
    at: Seconds,
    agencies: Agencies<'a>,
}

impl Reader<'_> {
    fn call(&self, opened: Opened<'_>) -> Call {
        let Opened { kind, items, pointer, session, agency, look_up, login } = opened;
        let place = |at: usize| Place::Pointer(format!("{pointer}/{at}").into());
        let items = items.iter().enumerate().map(|(at, raw)| self.item(*raw, || place(at)));
        Call { kind, items: items.collect(), session, agency, look_up, login }
    }

    fn item(&self, raw: Raw<'_>, place: impl Fn() -> Place) -> Item {
        let mut number = None;
        let outcome = self.statement(raw, &mut number).map_err(|fault| fault.at(place()));
        Item { number, outcome }
    }

    /// The statement of an item; the number is handed out even if the rest is refused.
    fn statement(&self, raw: Raw<'_>, number: &mut Option<Box<str>>) -> Result<Statement, Fault> {
        if !raw.json().starts_with('{') {
            return Err(Fault::new(Code::BadItem));
        }
        let fact = match self.kind {
            CallKind::Dossiers { updating } => {
                dossier::read(raw.json(), updating.unwrap_or(false), &self.agencies, number)?
            }
            _ => step::read(raw.json(), self.kind, self.at, number)?,
        };
        let number = number.clone().ok_or_else(|| Fault::of(Code::EmptyField, NUMBER, ""))?;
        Ok(Statement { number, synced_at: Some(self.at), fact })
    }
}

/// The field every item is known by.
const NUMBER: &str = "MaHoSo";

/// Reads an item's object and its number. A field of the wrong kind refuses the item, but a number
/// read before it is kept for the answer.
fn open<'a, T: wire::Wire<'a>>(
    json: &'a str,
    number_of: impl Fn(&T) -> Raw<'a>,
    number: &mut Option<Box<str>>,
) -> Result<T, Fault> {
    let mut wire = T::default();
    let filled = wire.fill(json);
    let read = number_of(&wire).text(NUMBER).and_then(|text| self::number(&text));
    *number = read.as_ref().ok().cloned();
    if filled.is_err() {
        return Err(Fault::of(Code::NotAList, wire.at(), ""));
    }
    read.map(|_| wire)
}

/// A dossier number; what stands there instead may be anything, an identity number too.
fn number(text: &str) -> Result<Box<str>, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::of(Code::EmptyField, NUMBER, ""));
    }
    spelling::number(text).map_err(|code| Fault::of(code, NUMBER, &spelling::blind_shape(text)))
}
