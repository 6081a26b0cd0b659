//! Decimals and moments as texts; what is missing is `null`.

use chiso_scoring::dossier::Seconds;
use rust_decimal::Decimal;
use serde::Serializer;

use crate::moment::local;

pub(super) fn plain<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
pub(super) fn maybe<S: Serializer>(value: &Option<Decimal>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.collect_str(value),
        None => to.serialize_none(),
    }
}

#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
pub(super) fn moment<S: Serializer>(at: &Option<Seconds>, to: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => to.collect_str(&local(*at)),
        None => to.serialize_none(),
    }
}
