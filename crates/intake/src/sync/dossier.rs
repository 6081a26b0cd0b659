//! A whole dossier (`DongBoHoSoMC`): its coded fields, dates, fees and supplement rounds.

use chiso_scoring::dossier::version::ROUNDS_MAX;
use chiso_scoring::dossier::{Channel, Fact, FiledOn, Paid, Round, Seconds, Snapshot, Status};

use super::agency::Agencies;
use super::marks;
use super::wire::{Dossier, Supplement};
use crate::code::Code;
use crate::refusal::Fault;
use crate::spelling;

const CHANNELS: [(i64, Channel); 3] =
    [(1, Channel::Direct), (2, Channel::Online), (3, Channel::Post)];
const FILED_ON: [(i64, FiledOn); 2] = [(1, FiledOn::Portal), (2, FiledOn::Local)];
/// `DuocThanhToanTrucTuyen`.
pub(super) const PAID: [(i64, Paid); 4] =
    [(0, Paid::None), (1, Paid::Portal), (2, Paid::Local), (3, Paid::Counter)];

/// Reads a dossier; its number is handed out even if the rest is refused.
pub(super) fn read(
    json: &str,
    updating: bool,
    agencies: &Agencies<'_>,
    number: &mut Option<Box<str>>,
) -> Result<Fact, Fault> {
    let wire: Dossier<'_> = super::open(json, |wire: &Dossier<'_>| wire.number, number)?;
    let number = number.as_deref().unwrap_or_default();
    let received_at = wire.received_at.moment("NgayTiepNhan")?;
    let filed_at = filed_at(&wire)?;
    let snapshot = Snapshot {
        updating,
        due_at: wire.due_at.moment("NgayHenTra")?,
        ended_at: wire.ended_at.moment("NgayKetThucXuLy")?,
        returned_at: wire.returned_at.moment("NgayTra")?,
        refused_at: wire.refused_at.moment("NgayTuChoi")?,
        received_at,
        filed_at,
        agency: agencies.handling(&wire, number, received_at.or(filed_at))?,
        procedure: wire.procedure.read("MaTTHC", spelling::procedure)?,
        channel: wire.channel.choice("KenhThucHien", &CHANNELS, Channel::Direct)?,
        filed_on: wire.filed_on.choice("NoiNopHoSo", &FILED_ON, FiledOn::Unknown)?,
        fee_due: fee_due(&wire)?,
        paid: wire.paid.choice("DuocThanhToanTrucTuyen", &PAID, Paid::None)?,
        marks: marks::of(&wire)?,
        rounds: rounds(&wire)?,
        ..Snapshot::new("", "", status(&wire, received_at)?)
    };
    Ok(Fact::Snapshot(Box::new(snapshot.stated(None))))
}

/// `NgayNopHoSo`; the REST variant calls it `NgayNop`.
fn filed_at(wire: &Dossier<'_>) -> Result<Option<Seconds>, Fault> {
    let submitted = wire.submitted_at.moment("NgayNop")?;
    Ok(wire.filed_at.moment("NgayNopHoSo")?.or(submitted))
}

/// The state. The REST variant creates dossiers without one: received if there is a day of it.
fn status(wire: &Dossier<'_>, received_at: Option<Seconds>) -> Result<Status, Fault> {
    if !wire.status.text("TrangThaiHoSo")?.trim().is_empty() {
        return wire.status.read("TrangThaiHoSo", spelling::status);
    }
    if wire.status.is_given() || !wire.submitted_at.is_given() {
        return Err(Fault::of(Code::EmptyField, "TrangThaiHoSo", ""));
    }
    Ok(received_at.map_or(Status::Registered, |_| Status::Accepted))
}

fn fee_due(wire: &Dossier<'_>) -> Result<i64, Fault> {
    let fees = wire.fees.entries("DanhSachLePhi")?.iter();
    fees.map(|fee| fee.amount.read("DanhSachLePhi[].Gia", spelling::amount)).sum()
}

fn rounds(wire: &Dossier<'_>) -> Result<Vec<Round>, Fault> {
    let listed = wire.supplements.entries("DanhSachHoSoBoSung")?;
    if listed.len() > ROUNDS_MAX {
        let fault = Fault::of(Code::TooManyParts, "DanhSachHoSoBoSung", &listed.len().to_string());
        return Err(fault.detail(ROUNDS_MAX.to_string()));
    }
    listed.iter().filter_map(|supplement| round(supplement).transpose()).collect()
}

/// A round. An entry without any date says nothing; one that came in but was never asked for is
/// refused rather than guessed at.
fn round(wire: &Supplement<'_>) -> Result<Option<Round>, Fault> {
    const ASKED: &str = "DanhSachHoSoBoSung[].NgayBoSung";
    let requested_at = wire.requested_at.moment(ASKED)?;
    let supplied_at = wire.supplied_at.moment("DanhSachHoSoBoSung[].NgayTiepNhanBoSung")?;
    match (requested_at, supplied_at) {
        (Some(requested_at), supplied_at) => Ok(Some(Round { requested_at, supplied_at })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Fault::of(Code::EmptyField, ASKED, "")),
    }
}
