//! What a saved request, or the name of a file, tells of an answer: its period, its filter.

use chiso_scoring::period::Period;
use jiff::civil::Date;

use super::fields::Fields;
use crate::code::Code;
use crate::moment;
use crate::refusal::Fault;

/// The period a request asked for, if it names one.
pub(super) fn period(request: &Fields<'_>) -> Result<Option<Period>, Fault> {
    if let (Some(first), Some(last)) = (request.text("fromDate")?, request.text("toDate")?) {
        let wrong = || Fault::of(Code::BadPeriod, "fromDate", &format!("{first}..{last}"));
        let (from, to) = (moment::day(&first), moment::day(&last));
        let (from, to) = from.zip(to).ok_or_else(wrong)?;
        return days(from, to).map(Some).ok_or_else(wrong);
    }
    let Some(kind) = request.text("timeType")? else { return Ok(None) };
    let number = |name| request.get(name).map_or("", |raw| raw.get().trim_matches('"'));
    let year = number("year");
    let text = match kind.to_ascii_lowercase().as_str() {
        "month" => format!("{year}-{:0>2}", number("month")),
        "quarter" => format!("{year}-Q{}", number("quarter")),
        "year" => year.to_owned(),
        _ => kind,
    };
    text.parse().map(Some).map_err(|_| Fault::of(Code::BadPeriod, "timeType", &text))
}

/// The shortest name of some days: a month, quarter or year if they are exactly one.
fn days(first: Date, last: Date) -> Option<Period> {
    let (year, month) = (first.year(), first.month());
    let known = [
        Period::Month { year, month },
        Period::Quarter { year, quarter: (month + 2) / 3 },
        Period::Year { year },
    ];
    let same = |period: &Period| period.first() == first && period.last() == last;
    let named = known.into_iter().find(same);
    named.or_else(|| format!("{first}..{last}").parse().ok())
}

/// The procedure a request was filtered by, under either spelling.
pub(super) fn filter(request: &Fields<'_>) -> Option<String> {
    let named = ["formalityId", "formalityID"].into_iter().find_map(|name| request.get(name));
    let id = named?.get().trim_matches('"');
    (!id.is_empty()).then(|| id.to_owned())
}

/// The period in a file's name: `…-month-2026-08…`, `…-quarter-2026-Q3…`, `…-year-2026…`.
pub(super) fn period_of_name(name: &str) -> Option<Period> {
    [("month-", 7), ("quarter-", 7), ("year-", 4)].into_iter().find_map(|(kind, length)| {
        let mut places = name.match_indices(kind);
        places.find_map(|(at, _)| name.get(at + kind.len()..)?.get(..length)?.parse().ok())
    })
}

/// The procedure in a file's name: `…-formality-2.000815…`. A word behind it is part of the name of
/// a page (`formality-online-payment`), not a procedure.
pub(super) fn filter_of_name(name: &str) -> Option<&str> {
    let mut places = name.match_indices("formality-");
    places.find_map(|(at, kind)| {
        let rest = &name[at + kind.len()..];
        let code = rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()?;
        let code = code.trim_end_matches('.');
        (!code.is_empty()).then_some(code)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::value::RawValue;

    #[rstest]
    #[case(r#"{"timeType":"month","year":2026,"month":8}"#, Ok(Some("2026-08")))]
    #[case(r#"{"timeType":"MONTH","year":"2026","month":"08"}"#, Ok(Some("2026-08")))]
    #[case(r#"{"timeType":"quarter","year":2026,"quarter":3}"#, Ok(Some("2026-Q3")))]
    #[case(r#"{"timeType":"year","year":2026}"#, Ok(Some("2026")))]
    #[case(r#"{"fromDate":"2026-07-01","toDate":"2026-09-30"}"#, Ok(Some("2026-Q3")))]
    #[case(r#"{"fromDate":"2026-02-01","toDate":"2026-02-28"}"#, Ok(Some("2026-02")))]
    #[case(r#"{"fromDate":"2026-01-01","toDate":"2026-12-31"}"#, Ok(Some("2026")))]
    #[case(
        r#"{"fromDate":"2026-07-01","toDate":"2026-07-15"}"#,
        Ok(Some("2026-07-01..2026-07-15"))
    )]
    #[case(r#"{"fromDate":"2026-07-15","toDate":"2026-07-01"}"#, Err(()))]
    #[case(r#"{"timeType":"month","year":2026,"month":13}"#, Err(()))]
    #[case(r#"{"timeType":"week","year":2026}"#, Err(()))]
    #[case(r#"{"rootDepartmentId":"x"}"#, Ok(None))]
    fn requests(#[case] text: &str, #[case] expect: Result<Option<&str>, ()>) {
        let raw: &RawValue = serde_json::from_str(text).unwrap();
        let read = period(&Fields::read(raw).unwrap()).map_err(|_| ());
        let read = read.map(|period| period.map(|period| period.to_string()));
        assert_eq!(read, expect.map(|period| period.map(str::to_owned)));
    }

    #[rstest]
    #[case("transparency-month-2026-08.json", Some("2026-08"), None)]
    #[case("H44-quarter-2026-Q3-provide-online.json", Some("2026-Q3"), None)]
    #[case("service-results-year-2026.json", Some("2026"), None)]
    #[case("x-month-2026-13.json", None, None)]
    #[case("tháng-8.json", None, None)]
    #[case("formality-online-payment-tree-month-2026-08.json", Some("2026-08"), None)]
    #[case("online-month-2026-08-formality-2.000815.json", Some("2026-08"), Some("2.000815"))]
    fn names(#[case] name: &str, #[case] period: Option<&str>, #[case] filter: Option<&str>) {
        assert_eq!(period_of_name(name).map(|period| period.to_string()).as_deref(), period);
        assert_eq!(filter_of_name(name), filter);
    }
}
