//! How many dossiers there were and what became of them, in parts that add up.

use super::month::{Figures, Month, Unit};
use super::phrases::{say, say_with};
use crate::number::integer;

/// Dossiers on time and late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Split {
    all: i64,
    on_time: i64,
    late: i64,
}

/// All dossiers of a period: still in progress, and done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Balance {
    all: i64,
    progress: Split,
    done: Split,
}

impl Split {
    /// A split whose parts add up; of three numbers one may be missing.
    fn of(all: Option<i64>, on_time: Option<i64>, late: Option<i64>) -> Option<Self> {
        let all = all.or_else(|| Some(on_time? + late?))?;
        let on_time = on_time.or_else(|| Some(all - late?))?;
        let late = late.unwrap_or(all - on_time);
        let whole = on_time >= 0 && late >= 0 && on_time + late == all;
        whole.then_some(Self { all, on_time, late })
    }
}

impl Balance {
    fn of(unit: &Unit<'_>, figures: Figures) -> Option<Self> {
        let count = |measure| unit.count(measure);
        // A difference of counts that is 0 is not kept among the measures, so that late ones are asked first.
        let progress = Split::of(
            count("in_progress"),
            count("in_progress_on_time"),
            count("in_progress_overdue"),
        )?;
        let done = match figures {
            // The measure of dossiers done holds only those received in the period; what is no longer in
            // progress of all that were handled is everything that was done in it.
            Figures::Counted => {
                let all = count("handled")?;
                let overdue = all - count("handled_on_time")?;
                Split::of(Some(all - progress.all), None, Some(overdue - progress.late))
            }
            _ => Split::of(count("finished"), count("finished_on_time"), count("finished_late")),
        }?;
        let all = count("handled").unwrap_or(progress.all + done.all);
        Some(Self { all, progress, done })
    }

    /// What is in neither of the two parts. A source may leave dossiers unaccounted for.
    fn missing(&self) -> i64 {
        self.all - self.progress.all - self.done.all
    }
}

/// One sentence on the dossiers, and one on what it cannot tell.
pub(super) fn sentences(month: &Month<'_>, place: &str) -> Vec<String> {
    let head = [("period", month.period.as_str()), ("place", place)];
    let Some(balance) = Balance::of(&month.own, month.figures()) else {
        return vec![say_with("balance-unknown", &head)];
    };
    let received = month.own.count("received").filter(|_| month.figures() == Figures::Counted);
    let counts = [
        ("all", balance.all),
        ("progress", balance.progress.all),
        ("undue", balance.progress.on_time),
        ("overdue", balance.progress.late),
        ("done", balance.done.all),
        ("ontime", balance.done.on_time),
        ("late", balance.done.late),
    ];
    let counts = counts.map(|(name, count)| (name, integer(count)));
    let counts = counts.iter().map(|(name, text)| (*name, text.as_str()));
    let values: Vec<_> = head.into_iter().chain(counts).collect();
    let mut told = vec![say_with("balance", &values)];
    told.extend(received.map(|count| {
        let carried = integer(balance.all - count);
        say_with("balance-received", &[("count", &integer(count)), ("carried", &carried)])
    }));
    told.extend(unaccounted(balance.missing()));
    if month.figures() == Figures::Counted {
        told.push(say("balance-how"));
    }
    told
}

fn unaccounted(missing: i64) -> Option<String> {
    let key = match missing {
        0 => return None,
        1.. => "balance-missing",
        _ => "balance-excess",
    };
    Some(say_with(key, &[("count", &integer(missing.abs()))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_three_numbers_one_may_be_missing() {
        let whole = Some(Split { all: 1_497, on_time: 1_488, late: 9 });
        assert_eq!(Split::of(Some(1_497), Some(1_488), Some(9)), whole);
        assert_eq!(Split::of(Some(1_497), None, Some(9)), whole);
        assert_eq!(Split::of(None, Some(1_488), Some(9)), whole);
        assert_eq!(Split::of(Some(1_497), Some(1_488), None), whole);
    }

    #[test]
    fn parts_that_do_not_add_up_are_no_split() {
        assert_eq!(Split::of(Some(1_497), Some(1_488), Some(8)), None);
        assert_eq!(Split::of(Some(8), None, Some(9)), None);
        assert_eq!(Split::of(Some(8), None, None), None);
    }

    proptest! {
        #[test]
        fn parts_add_up(all in 0_i64..1_000_000, late in 0_i64..1_000_000) {
            match Split::of(Some(all), None, Some(late)) {
                Some(split) => prop_assert_eq!(split.on_time + split.late, split.all),
                None => prop_assert!(late > all),
            }
        }
    }
}
