//! Builders of test data.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::figure::{Captured, Figure, Reported};
use chiso_scoring::period::Period;
use chiso_store::{CaptureInfo, Query, Receipt, RefusalRow, Store};
use rust_decimal::Decimal;

pub const NOW: &str = "2026-09-26T10:00:00Z";

pub fn period(text: &str) -> Period {
    text.parse().unwrap()
}

pub fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

/// A figure of August 2026 from the portal, known by its counts.
pub fn figure(agency: &str, indicator: &str, as_of: &str, numerator: i64) -> Reported {
    Reported {
        period: period("2026-08"),
        as_of: as_of.parse().unwrap(),
        agency: agency.to_owned(),
        indicator: indicator.to_owned(),
        figure: Figure::of_counts(numerator, 1000),
        source: "Cổng DVCQG".to_owned(),
    }
}

pub fn info() -> CaptureInfo {
    CaptureInfo {
        file_name: "phu-tho-2026-08.csv".to_owned(),
        sha256: "9f".repeat(32),
        format: "csv".to_owned(),
        imported_at: NOW.to_owned(),
        places: Vec::new(),
        repeated: 0,
    }
}

pub fn refusal(place: &str, field: Option<&str>, value: Option<&str>) -> RefusalRow {
    RefusalRow {
        place: place.to_owned(),
        code: "not_a_number".to_owned(),
        field: field.map(str::to_owned),
        value: value.map(str::to_owned),
    }
}

pub fn agency(code: &str, valid_from: Option<&str>) -> Agency {
    Agency {
        code: code.to_owned(),
        name: format!("Đơn vị {code}"),
        level: Level::Commune,
        parent: None,
        valid_from: valid_from.map(|day| day.parse().unwrap()),
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    }
}

pub fn add(store: &Store, figures: &[Reported]) -> Receipt {
    store.add_figures(&info(), figures, &[]).unwrap()
}

/// Everything known now of August 2026.
pub fn august() -> Query {
    Query::of(period("2026-08"))
}

pub fn ask(store: &Store, query: &Query) -> Vec<Captured> {
    store.figures(query).unwrap()
}

/// What a query finds, one line each: agency, indicator, numerator.
pub fn found(store: &Store, query: &Query) -> Vec<String> {
    let line = |row: Captured| {
        let Reported { agency, indicator, figure, .. } = row.reported;
        format!("{agency} {indicator} {}", figure.numerator.unwrap())
    };
    ask(store, query).into_iter().map(line).collect()
}
