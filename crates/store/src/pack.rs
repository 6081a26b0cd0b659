//! Lists of moments and small numbers in few bytes.
//!
//! A moment is written as its difference to the moment before it (the first one to 0), zigzag, then
//! LEB128: seven bits a byte, the lowest first, the eighth bit says that more follow. Two moments a
//! day apart cost three bytes. A number is written as LEB128.
//!
//! - steps: moment, state; again and again
//! - rounds: moment of the request, then 0, or 1 and the moment of the supplement
//! - due dates: moments

use chiso_scoring::dossier::{Round, Seconds, Status, Step};

use crate::error::{Error, Result};

/// The steps, packed; `None` if there are none.
pub(crate) fn steps(steps: &[Step]) -> Option<Vec<u8>> {
    let mut packed = Packer::new(steps.len() * 4);
    for step in steps {
        packed.moment(step.at);
        packed.number(u64::from(step.status.number()));
    }
    (!steps.is_empty()).then_some(packed.bytes)
}

/// The rounds, packed; `None` if there are none.
pub(crate) fn rounds(rounds: &[Round]) -> Option<Vec<u8>> {
    let mut packed = Packer::new(rounds.len() * 9);
    for round in rounds {
        packed.moment(round.requested_at);
        packed.number(u64::from(round.supplied_at.is_some()));
        round.supplied_at.into_iter().for_each(|at| packed.moment(at));
    }
    (!rounds.is_empty()).then_some(packed.bytes)
}

/// Moments, packed; nothing for none.
pub(crate) fn moments(moments: &[Seconds]) -> Vec<u8> {
    let mut packed = Packer::new(moments.len() * 4);
    moments.iter().for_each(|at| packed.moment(*at));
    packed.bytes
}

/// Steps from their packed form.
pub(crate) fn read_steps(bytes: &[u8]) -> Result<Vec<Step>> {
    let status = |number| i64::try_from(number).ok().and_then(Status::of);
    unpack("list of steps", bytes, |from| {
        Some(Step { at: from.moment()?, status: status(from.number()?)? })
    })
}

/// Rounds from their packed form.
pub(crate) fn read_rounds(bytes: &[u8]) -> Result<Vec<Round>> {
    unpack("list of rounds", bytes, |from| {
        let requested_at = from.moment()?;
        let supplied_at = match from.number()? {
            0 => None,
            1 => Some(from.moment()?),
            _ => return None,
        };
        Some(Round { requested_at, supplied_at })
    })
}

/// Moments from their packed form.
pub(crate) fn read_moments(bytes: &[u8]) -> Result<Vec<Seconds>> {
    unpack("list of due dates", bytes, |from| from.moment())
}

fn unpack<T>(
    what: &'static str,
    bytes: &[u8],
    mut item: impl FnMut(&mut Unpacker<'_>) -> Option<T>,
) -> Result<Vec<T>> {
    let mut from = Unpacker { bytes, last: 0 };
    let mut items = Vec::new();
    while !from.bytes.is_empty() {
        items.push(item(&mut from).ok_or(Error::Damaged(what))?);
    }
    Ok(items)
}

struct Packer {
    bytes: Vec<u8>,
    last: Seconds,
}

impl Packer {
    fn new(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity + 4), last: 0 }
    }

    /// Differences wrap around, so that every pair of moments has one.
    fn moment(&mut self, at: Seconds) {
        let difference = at.wrapping_sub(self.last);
        self.last = at;
        self.number(((difference << 1) ^ (difference >> 63)).cast_unsigned());
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

struct Unpacker<'a> {
    bytes: &'a [u8],
    last: Seconds,
}

impl Unpacker<'_> {
    fn moment(&mut self) -> Option<Seconds> {
        let zigzag = self.number()?;
        let difference = (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed();
        self.last = self.last.wrapping_add(difference);
        Some(self.last)
    }

    /// `None` if the bytes end early or the number has more than 64 bits.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn step() -> impl Strategy<Value = Step> {
        (any::<i64>(), 1..=10_i64)
            .prop_map(|(at, number)| Step { at, status: Status::of(number).unwrap() })
    }

    fn round() -> impl Strategy<Value = Round> {
        (any::<i64>(), any::<Option<i64>>())
            .prop_map(|(requested_at, supplied_at)| Round { requested_at, supplied_at })
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            some_steps in vec(step(), 0..9),
            some_rounds in vec(round(), 0..9),
            some_moments in vec(any::<i64>(), 0..9),
        ) {
            let packed = steps(&some_steps).unwrap_or_default();
            prop_assert_eq!(read_steps(&packed).unwrap(), some_steps);
            let packed = rounds(&some_rounds).unwrap_or_default();
            prop_assert_eq!(read_rounds(&packed).unwrap(), some_rounds);
            prop_assert_eq!(read_moments(&moments(&some_moments)).unwrap(), some_moments);
        }

        #[test]
        fn foreign_bytes_are_refused_or_read(bytes in vec(any::<u8>(), 0..40)) {
            let _ = (read_steps(&bytes), read_rounds(&bytes), read_moments(&bytes));
        }
    }

    #[test]
    fn steps_a_day_apart_cost_four_bytes() {
        let day = |n: i64| Step { at: 1_787_000_000 + n * 86_400, status: Status::Processing };
        assert_eq!(steps(&[day(0)]).unwrap().len(), 6);
        assert_eq!(steps(&[day(0), day(1), day(2)]).unwrap().len(), 14);
        assert_eq!(steps(&[]), None);
    }

    #[test]
    fn a_cut_list_is_damaged() {
        let packed = moments(&[1_787_000_000, 1_787_086_400]);
        assert!(matches!(read_moments(&packed[..packed.len() - 1]), Err(Error::Damaged(_))));
        assert!(matches!(read_steps(&[0, 11]), Err(Error::Damaged(_))), "there is no state 11");
        assert!(matches!(read_moments(&[0xff; 11]), Err(Error::Damaged(_))));
    }
}
