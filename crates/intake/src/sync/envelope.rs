//! The call around its items: which service, from whom, and where each item's text begins and ends.

use super::wire::{Envelope, Raw, Wire};
use super::{CallKind, Secret};
use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::{spelling, text};

/// Services that are read, as calls name them.
const SERVICES: [(&str, CallKind); 7] = [
    ("DongBoHoSoMC", CallKind::Dossiers { updating: None }),
    ("CapNhatTienDoHoSoMC", CallKind::Progress),
    ("TraCuuHoSo", CallKind::LookUp),
    ("CapNhatTienTrinh", CallKind::Progress),
    ("CapNhatTrangThai", CallKind::StatusChange),
    ("CapNhatTrangThaiThanhToan", CallKind::Payment),
    ("DangNhap", CallKind::Login),
];

/// A call whose items are not read yet.
pub(super) struct Opened<'a> {
    pub(super) kind: CallKind,
    pub(super) items: Vec<Raw<'a>>,
    /// Where the list of items stands.
    pub(super) pointer: &'static str,
    pub(super) session: Option<Secret>,
    pub(super) agency: Option<Box<str>>,
    pub(super) look_up: Option<Box<str>>,
    pub(super) login: Option<(Secret, Secret)>,
}

/// The body as text.
pub(super) fn text(body: &[u8]) -> Result<&str, Refusal> {
    if body.len() > limits::CALL_BYTES {
        let fault = Fault::of(Code::CallTooLarge, "", &body.len().to_string());
        return Err(fault.detail(limits::CALL_BYTES.to_string()).at(Place::File));
    }
    text::decode(body, limits::CALL_BYTES).map_err(|refusal| match refusal.code {
        Code::EmptyFile => Fault::new(Code::BadCall).at(Place::File),
        // The guess at an encoding advises on saving a file.
        _ => Refusal { detail: Box::default(), ..refusal },
    })
}

/// Finds the service and the items.
pub(super) fn open(text: &str, hint: Option<CallKind>) -> Result<Opened<'_>, Refusal> {
    let whole = |fault: Fault| fault.at(Place::File);
    if text.trim_start().starts_with('[') {
        let kind = hint.ok_or_else(|| whole(unknown_service("")))?;
        return list(text, kind);
    }
    let mut envelope = Envelope::default();
    envelope.fill(text).map_err(|error| unreadable(&error, envelope.at()))?;
    let kind = kind(&envelope, hint).map_err(whole)?;
    let items = items(&envelope, text, kind).map_err(whole)?;
    let pointer = if envelope.data.is_some() { "/data" } else { "" };
    let agency = envelope.agency.text("madonvi").map_err(whole)?;
    Ok(Opened {
        kind,
        items,
        pointer,
        session: secret(envelope.session, "session").map_err(whole)?,
        agency: spelling::agency(&agency),
        look_up: look_up(&envelope, kind).map_err(whole)?,
        login: login(&envelope, kind).map_err(whole)?,
    })
}

/// A bare list, as the senders with an address per service push it.
fn list(text: &str, kind: CallKind) -> Result<Opened<'_>, Refusal> {
    let items: super::wire::List<Raw<'_>, { limits::CALL_ITEMS }> =
        serde_json::from_str(text).map_err(|error| unreadable(&error, "data"))?;
    let items = items.at_most(Code::TooManyItems, "").map_err(|fault| fault.at(Place::File))?;
    let items = items.to_vec();
    let (session, agency, look_up, login) = (None, None, None, None);
    Ok(Opened { kind, items, pointer: "", session, agency, look_up, login })
}

/// The parser's own sentence is not repeated: it may quote the text.
fn unreadable(error: &serde_json::Error, field: &'static str) -> Refusal {
    if error.is_data() && !field.is_empty() {
        return Fault::of(Code::NotAList, field, "").at(Place::File);
    }
    let place = Place::Position { line: error.line() as u64, column: error.column() as u64 };
    Fault::new(Code::BadCall).at(place)
}

fn kind(envelope: &Envelope<'_>, hint: Option<CallKind>) -> Result<CallKind, Fault> {
    let service = envelope.service.text("service")?;
    let service = service.trim();
    let kind = match (service, hint) {
        ("", Some(hint)) => hint,
        ("", None) if envelope.username.is_given() => CallKind::Login,
        (name, _) => named(name).ok_or_else(|| unknown_service(name))?,
    };
    let CallKind::Dossiers { .. } = kind else { return Ok(kind) };
    let by_address = match hint {
        Some(CallKind::Dossiers { updating }) => updating,
        _ => None,
    };
    Ok(CallKind::Dossiers { updating: updating(envelope)?.or(by_address) })
}

fn named(service: &str) -> Option<CallKind> {
    let known = SERVICES.iter().find(|(name, _)| name.eq_ignore_ascii_case(service));
    known.map(|(_, kind)| *kind)
}

fn unknown_service(name: &str) -> Fault {
    // Even a plain word may be somebody's name: only its shape is told.
    let shown = spelling::shape(name);
    let known: Vec<_> = SERVICES.iter().take(3).map(|(name, _)| *name).collect();
    Fault::of(Code::UnknownService, "service", &shown).full_detail(known.join(", "))
}

fn updating(envelope: &Envelope<'_>) -> Result<Option<bool>, Fault> {
    if envelope.updating.text("isUpdating")?.trim().is_empty() {
        return Ok(None);
    }
    envelope.updating.flag("isUpdating").map(Some)
}

/// The entries of `data`; an object without it is the only item itself.
fn items<'a>(
    envelope: &Envelope<'a>,
    text: &'a str,
    kind: CallKind,
) -> Result<Vec<Raw<'a>>, Fault> {
    if matches!(kind, CallKind::LookUp | CallKind::Login) {
        return Ok(Vec::new());
    }
    match &envelope.data {
        Some(data) => Ok(data.at_most(Code::TooManyItems, "data")?.to_vec()),
        None if envelope.number.is_given() => Ok(vec![Raw::whole(text.trim())]),
        None => Err(Fault::of(Code::EmptyField, "data", "")),
    }
}

fn look_up(envelope: &Envelope<'_>, kind: CallKind) -> Result<Option<Box<str>>, Fault> {
    if kind != CallKind::LookUp {
        return Ok(None);
    }
    super::number(&envelope.number.text("mahoso")?).map(Some)
}

fn login(envelope: &Envelope<'_>, kind: CallKind) -> Result<Option<(Secret, Secret)>, Fault> {
    if kind != CallKind::Login {
        return Ok(None);
    }
    let pair = (secret(envelope.username, "username")?, secret(envelope.password, "password")?);
    match pair {
        (Some(name), Some(password)) => Ok(Some((name, password))),
        (None, _) => Err(Fault::of(Code::EmptyField, "username", "")),
        (_, None) => Err(Fault::of(Code::EmptyField, "password", "")),
    }
}

fn secret(raw: Raw<'_>, field: &'static str) -> Result<Option<Secret>, Fault> {
    let text = raw.text(field)?;
    if text.len() > limits::SECRET_BYTES {
        return Err(
            Fault::of(Code::TextTooLong, field, "").detail(limits::SECRET_BYTES.to_string())
        );
    }
    Ok((!text.is_empty()).then(|| Secret(text.into())))
}
