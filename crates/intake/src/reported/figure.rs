//! Which parts a figure may have, by what it is a figure of.

use chiso_scoring::figure::Figure;
use rust_decimal::Decimal;

use crate::code::Code;
use crate::limits;
use crate::refusal::Fault;
use crate::vocabulary::Kind;

/// Judges a figure by itself.
pub(crate) fn check(kind: Kind, figure: &Figure) -> Result<(), Fault> {
    if *figure == Figure::default() {
        return Err(Fault::new(Code::EmptyRow));
    }
    check_counts(figure)?;
    match kind {
        Kind::Indicator { max, days } => {
            check_pair(figure)?;
            check_rate(figure.rate, days)?;
            check_points(figure.points, max)
        }
        Kind::Sum { max } => {
            no_counts(figure)?;
            check_rate(figure.rate, false)?;
            check_points(figure.points, max)
        }
        Kind::Measure => check_measure(figure),
        Kind::Rank => check_rank(figure),
    }
}

fn check_counts(figure: &Figure) -> Result<(), Fault> {
    for (field, count) in [("numerator", figure.numerator), ("denominator", figure.denominator)] {
        let Some(count) = count else { continue };
        if count < 0 {
            return Err(Fault::of(Code::NegativeCount, field, &count.to_string()));
        }
        if count > limits::COUNT {
            return Err(Fault::of(Code::CountTooLarge, field, &count.to_string())
                .detail(limits::COUNT.to_string()));
        }
    }
    Ok(())
}

/// A pair of counts, or a numerator with its rate where the source keeps the whole to itself.
fn check_pair(figure: &Figure) -> Result<(), Fault> {
    match (figure.numerator, figure.denominator) {
        (Some(numerator), None) if figure.rate.is_none() => {
            Err(Fault::of(Code::NumeratorAlone, "denominator", &numerator.to_string()))
        }
        (None, Some(denominator)) => {
            Err(Fault::of(Code::DenominatorAlone, "numerator", &denominator.to_string()))
        }
        (Some(numerator), Some(denominator)) if numerator > denominator => {
            Err(Fault::of(Code::NumeratorAboveDenominator, "numerator", &numerator.to_string())
                .detail(denominator.to_string()))
        }
        _ => Ok(()),
    }
}

fn check_rate(rate: Option<Decimal>, days: bool) -> Result<(), Fault> {
    let Some(rate) = rate else { return Ok(()) };
    let fits = rate >= Decimal::ZERO && (days || rate <= Decimal::ONE_HUNDRED);
    if fits {
        return Ok(());
    }
    let range = if days { "0…" } else { "0…100" };
    Err(Fault::of(Code::RateOutOfRange, "rate", &rate.to_string()).detail(range))
}

fn check_points(points: Option<Decimal>, max: Decimal) -> Result<(), Fault> {
    match points {
        Some(points) if points < Decimal::ZERO => {
            Err(Fault::of(Code::NegativePoints, "points", &points.to_string()))
        }
        Some(points) if points > max => {
            let fault = Fault::of(Code::PointsAboveMaximum, "points", &points.to_string());
            Err(fault.detail(max.to_string()))
        }
        _ => Ok(()),
    }
}

fn no_counts(figure: &Figure) -> Result<(), Fault> {
    let counts = [("numerator", figure.numerator), ("denominator", figure.denominator)];
    match counts.into_iter().find_map(|(field, count)| Some((field, count?))) {
        Some((field, count)) => Err(Fault::of(Code::CountsNotAllowed, field, &count.to_string())),
        None => Ok(()),
    }
}

fn no_points(figure: &Figure) -> Result<(), Fault> {
    match figure.points {
        Some(points) => Err(Fault::of(Code::PointsNotAllowed, "points", &points.to_string())),
        None => Ok(()),
    }
}

fn check_measure(figure: &Figure) -> Result<(), Fault> {
    if let Some(denominator) = figure.denominator {
        return Err(Fault::of(
            Code::DenominatorNotAllowed,
            "denominator",
            &denominator.to_string(),
        ));
    }
    no_points(figure)?;
    check_rate(figure.rate, false)
}

fn check_rank(figure: &Figure) -> Result<(), Fault> {
    no_points(figure)?;
    if let Some(rate) = figure.rate {
        return Err(Fault::of(Code::RateNotAllowed, "rate", &rate.to_string()));
    }
    match (figure.numerator, figure.denominator) {
        (Some(place), Some(of)) if (1..=of).contains(&place) => Ok(()),
        (place, of) => {
            let part =
                |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
            Err(Fault::of(Code::BadRank, "numerator", &format!("{}/{}", part(place), part(of))))
        }
    }
}
