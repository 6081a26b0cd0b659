//! Steps, states and payments of dossiers known by their number alone.

use chiso_scoring::dossier::{Fact, Paid, Seconds, Step};

use super::CallKind;
use super::dossier::PAID;
use super::wire::Progress;
use crate::code::Code;
use crate::refusal::Fault;
use crate::spelling;

/// `TrangThaiThanhToan`. Whoever pays through the sender's own payment call has paid on the
/// ministry's or province's gateway.
const PAYMENT: [(i64, Paid); 2] = [(0, Paid::None), (1, Paid::Local)];

/// Reads an item; its number is handed out even if the rest is refused.
pub(super) fn read(
    json: &str,
    kind: CallKind,
    arrived: Seconds,
    number: &mut Option<Box<str>>,
) -> Result<Fact, Fault> {
    let wire: Progress<'_> = super::open(json, |wire: &Progress<'_>| wire.number, number)?;
    if kind == CallKind::Payment {
        return payment(&wire).map(Fact::Payment);
    }
    let status = wire.status.text("TrangThai")?;
    if status.trim().is_empty() {
        return Err(Fault::of(Code::EmptyField, "TrangThai", ""));
    }
    let status = wire.status.read("TrangThai", spelling::status)?;
    let at = match wire.at_time.moment("ThoiDiemXuLy")? {
        Some(at) => at,
        None if kind == CallKind::StatusChange => arrived,
        None => return Err(Fault::of(Code::EmptyField, "ThoiDiemXuLy", "")),
    };
    Ok(Fact::Steps(vec![Step { at, status }]))
}

fn payment(wire: &Progress<'_>) -> Result<Paid, Fault> {
    let paid = wire.paid.choice("DuocThanhToanTrucTuyen", &PAID, Paid::None)?;
    let stated = wire.payment.choice("TrangThaiThanhToan", &PAYMENT, Paid::None)?;
    if !wire.paid.is_given() && !wire.payment.is_given() {
        return Err(Fault::of(Code::EmptyField, "TrangThaiThanhToan", ""));
    }
    Ok(if paid == Paid::None { stated } else { paid })
}
