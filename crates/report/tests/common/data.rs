//! The published months of `data/`, as sheets and reports.

use std::path::PathBuf;

use chiso_report::Report;
use chiso_report::variant::{Context, Profile, monthly};
use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::figure::{Captured, Figure, Flag, Reported};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;

/// One published month.
pub struct Published {
    pub agency: &'static str,
    pub rules: &'static str,
    pub file: &'static str,
    pub profile: Option<&'static str>,
}

pub const BAC_KAN: Published = Published {
    agency: "H03",
    rules: "766-2022",
    file: "bac-kan-2023-08",
    profile: Some("bac-kan-2023-08"),
};
pub const CITY: Published = Published {
    agency: "H03.Q058",
    rules: "766-2024",
    file: "tp-bac-kan-2024-07",
    profile: Some("tp-bac-kan-2024-07"),
};
pub const PHU_THO: Published =
    Published { agency: "H44", rules: "766-2024", file: "phu-tho-2026-08", profile: None };

fn read(path: &str) -> String {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data");
    std::fs::read_to_string(data.join(path)).expect(path)
}

fn rows(path: &str) -> Vec<Vec<String>> {
    let text = read(path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let fields = |row: csv::Result<csv::StringRecord>| {
        let row = row.expect("a row");
        row.iter().map(String::from).collect()
    };
    reader.records().map(fields).collect()
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> Option<T> {
    (!text.is_empty()).then(|| text.parse().expect(text))
}

fn agency(row: &[String]) -> Agency {
    Agency {
        code: row[0].clone(),
        name: row[1].clone(),
        level: row[2].parse().expect("a level"),
        parent: parsed(&row[3]),
        valid_from: parsed(&row[4]),
        valid_to: parsed(&row[5]),
        successors: row[6].split(' ').filter(|code| !code.is_empty()).map(String::from).collect(),
        portal_id: parsed(&row[7]),
    }
}

pub fn tree() -> AgencyTree {
    let files = ["nation", "bac-kan", "thai-nguyen", "phu-tho"];
    let rows = files.iter().flat_map(|file| rows(&format!("agencies/{file}.csv")));
    AgencyTree::new(rows.map(|row| agency(&row)).collect::<Vec<_>>()).expect("a tree")
}

fn captured(row: &[String]) -> Captured {
    let figure = Figure {
        numerator: parsed(&row[4]),
        denominator: parsed(&row[5]),
        rate: parsed(&row[6]),
        points: parsed(&row[7]),
        flag: Flag::read(&row[8]),
    };
    Captured {
        reported: Reported {
            period: row[0].parse().expect("a period"),
            as_of: row[1]
                .parse::<jiff::civil::Date>()
                .expect("a day")
                .to_datetime(jiff::civil::Time::midnight()),
            agency: row[2].clone(),
            indicator: row[3].clone(),
            figure,
            source: row[9].clone(),
        },
        revision: 1,
    }
}

pub fn rulebook(id: &str) -> Rulebook {
    Rulebooks::embedded().get(id).expect(id).clone()
}

impl Published {
    pub fn captured(&self) -> Vec<Captured> {
        rows(&format!("reported/{}.csv", self.file)).iter().map(|row| captured(row)).collect()
    }

    pub fn profile(&self) -> Profile {
        let Some(name) = self.profile else {
            return Profile::default();
        };
        let path = format!("report/{name}.toml");
        Profile::read(&path, &read(&path)).expect("a profile")
    }

    pub fn period(&self) -> Period {
        self.captured()[0].reported.period
    }

    /// Lays out the sheet of that basis and hands it over.
    pub fn with_sheet<T>(&self, basis: Basis, use_it: impl FnOnce(&Sheet<'_>, &Agency) -> T) -> T {
        let (tree, rulebook) = (tree(), rulebook(self.rules));
        let sheet = Sheet::new(&tree, &rulebook, self.period(), basis, &self.captured());
        let agency = tree.find(self.agency, self.period()).expect("an agency");
        use_it(&sheet, agency)
    }

    pub fn context(&self) -> Context {
        Context {
            as_of: self.captured()[0].reported.as_of,
            revision: 1,
            rulebook_hash: "9c1f4be27a03".into(),
            created: "2026-10-01T01:30:00Z".parse().expect("a time"),
            ..Context::default()
        }
    }

    pub fn report(&self) -> Report {
        self.with_sheet(Basis::Published, |sheet, agency| {
            monthly(sheet, agency, &self.profile(), &self.context()).expect("a report")
        })
    }
}
