//! 3.2. Thanh toán trực tuyến.

use super::lines::{self, group, over, plus};
use super::month::{Month, Unit};
use super::rate_table;
use crate::model::{Block, Bullet, Level};

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let own = &month.own;
    let told = [
        pair(own, "paying-procedures", "procedures", PROCEDURES),
        pair(own, "fee-procedures", "procedures", OFFERED),
        pair(own, "paying-dossiers", "dossiers", DOSSIERS),
    ];
    let mut blocks = group(month, Level::Decimal, "payment", "TTTT", told.concat());
    let read = |unit: &Unit<'_>| unit.reading("3.6");
    let table = rate_table::table(month, "table-payment", "short-payment", read);
    blocks.extend(lines::table(month, "table-payment", table));
    blocks
}

/// An indicator with the key of its line, and the measure that counts the rest with the key of its.
type Pair = [(&'static str, &'static str); 2];

const PROCEDURES: Pair =
    [("3.5b", "paid-online-procedures"), ("procedures_paid_offline", "paid-offline-procedures")];
const OFFERED: Pair = [("3.5", "fee-offered"), ("fee_procedures_missing", "fee-missing")];
const DOSSIERS: Pair = [("3.6", "paid-online"), ("dossiers_paid_offline", "paid-offline")];

fn pair(own: &Unit<'_>, head: &str, noun: &str, [main, rest]: Pair) -> Vec<Bullet> {
    let reading = own.reading(main.0);
    let left = reading.rest(own.figure(rest.0));
    let deeper = [plus(main.1, reading.alone(), noun), plus(rest.1, left.alone(), noun)];
    over(head, deeper)
}
