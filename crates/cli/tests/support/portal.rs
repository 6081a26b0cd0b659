//! The portal's answers of August 2026 for Phú Thọ, put together again from the published rows, for
//! a province whose identifiers nobody knows beforehand.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Data, root};

/// The province, its units, and the codes they go by here.
pub const UNITS: [(&str, &str); 4] =
    [("H44", "H99"), ("H44.01", "H99.01"), ("H44.03", "H99.03"), ("H44.108", "H99.108")];

/// The agencies, without the portal's identifiers.
pub const AGENCIES: &str = "\
code,name,level,parent,valid_from,valid_to,successors,portal_id
H99,Tỉnh Thử,province,VN,2025-07-01,,,
H99.01,Văn phòng,department,H99,2025-07-01,,,
H99.03,Ban quản lý,department,H99,2025-07-01,,,
H99.108,UBND xã Một,commune,H99,2025-07-01,,,
";

/// Fields of a tree answer with the indicator and part they come from.
const FIELDS: [(&str, &str, &str, usize); 21] = [
    ("TDGQ", "totalReceived", "2.1", DENOMINATOR),
    ("TDGQ", "totalOnTime", "2.1", NUMERATOR),
    ("TDGQ", "totalOverdue", "overdue", NUMERATOR),
    ("TDGQ", "avgProcessingDays", "2.2", RATE),
    ("CLGQ", "authorityCount", "3.1", DENOMINATOR),
    ("CLGQ", "partialCount", "services_partial", NUMERATOR),
    ("CLGQ", "fullCount", "services_full", NUMERATOR),
    ("CLGQ", "onlineDossierCount", "3.2", NUMERATOR),
    ("CLGQ", "onlineServiceTotal", "3.2", DENOMINATOR),
    ("CLGQ", "channelOnlineSum", "3.3", NUMERATOR),
    ("CLGQ", "channelTotalSum", "3.3", DENOMINATOR),
    ("CLGQ", "channelDirectSum", "dossiers_direct", NUMERATOR),
    ("CLGQ", "channelPostalSum", "dossiers_post", NUMERATOR),
    ("CLGQ", "onlineOnTimeSum", "online_on_time", NUMERATOR),
    ("CLGQ", "onlineOverdueSum", "online_overdue", NUMERATOR),
    ("TTTT", "totalFeeDossierFormality", "3.5", NUMERATOR),
    ("TTTT", "totalFeeFormality", "3.5", DENOMINATOR),
    ("TTTT", "totalDossierOnlineFormalityPaymentSuccess", "3.5b", NUMERATOR),
    ("TTTT", "totalFeeDossierFormalityDistinct", "3.5b", DENOMINATOR),
    ("TTTT", "totalDossierOnlinePaymentSuccess", "3.6", NUMERATOR),
    ("TTTT", "totalDossierFinancialObligation", "3.6", DENOMINATOR),
];

/// Columns of the published file.
const NUMERATOR: usize = 4;
const DENOMINATOR: usize = 5;
const RATE: usize = 6;
const POINTS: usize = 7;
const FLAGS: usize = 8;

type Rows = BTreeMap<String, BTreeMap<String, csv::StringRecord>>;

/// Answers by group, the province first.
pub struct Answers {
    rows: Rows,
    metrics: Vec<Value>,
}

impl Answers {
    /// Reads the published rows, and the rulebook's metric codes from the program itself.
    pub fn new(data: &Data) -> Self {
        let file = root().join("data/reported/phu-tho-2026-08.csv");
        let mut rows = Rows::new();
        for row in csv::Reader::from_path(file).unwrap().records().map(Result::unwrap) {
            if let Some((_, code)) = UNITS.iter().find(|(published, _)| *published == &row[2]) {
                let unit = rows.entry((*code).to_owned()).or_default();
                unit.insert(row[3].to_owned(), row);
            }
        }
        let rules = data.json("rules show 766-2024");
        Self { rows, metrics: rules["indicators_detail"].as_array().unwrap().clone() }
    }

    /// Published points of a group, in two decimals.
    pub fn points(&self, agency: &str, group: &str) -> &str {
        &self.rows[agency][group][POINTS]
    }

    /// The `data` of a group's answer.
    pub fn data(&self, group: &str) -> Value {
        let tree = FIELDS.iter().any(|(of, ..)| *of == group);
        let units = self.rows.keys().enumerate();
        let mut units: Vec<Value> =
            units
                .map(|(at, agency)| {
                    if tree {
                        self.tree(at, agency, group)
                    } else {
                        self.metrics(at, agency, group)
                    }
                })
                .collect();
        let whole = units.remove(0);
        if tree {
            json!({"parent": whole, "children": units})
        } else {
            let page = json!({"currentPage": 1, "pageSize": 200});
            json!({"overview": whole, "evaluation": units, "pagination": page, "source": "DVCQG"})
        }
    }

    /// A unit of a tree answer: named by code and identifier.
    fn tree(&self, at: usize, agency: &str, group: &str) -> Value {
        let mut unit = self.unit(at, agency, group);
        unit["departmentCode"] = json!(agency);
        for (_, field, indicator, part) in FIELDS.iter().filter(|(of, ..)| *of == group) {
            unit[*field] = self.number(agency, indicator, *part);
        }
        unit
    }

    /// A unit of an answer of metrics: named by identifier, in group 4 also by code.
    fn metrics(&self, at: usize, agency: &str, group: &str) -> Value {
        let mut unit = self.unit(at, agency, group);
        if group == "MDSH" {
            unit["departmentCode"] = json!(agency);
        }
        let metrics = self.metrics.iter().filter(|metric| metric["group"] == group);
        let metrics = metrics.map(|metric| {
            let code = metric["code"].as_str().unwrap();
            let mut row = json!({
                "code": metric["metric"], "name": metric["metric"], "maxScore": metric["max"],
                "numerator": self.number(agency, code, NUMERATOR),
                "denominator": self.number(agency, code, DENOMINATOR),
                "ratio": self.number(agency, code, RATE),
                "score": self.number(agency, code, POINTS),
            });
            let flag = &self.rows[agency][code][FLAGS];
            if !flag.is_empty() {
                row["dataQualityStatus"] = json!(flag.to_uppercase());
            }
            row
        });
        unit["metrics"] = metrics.collect();
        unit
    }

    /// What both kinds of units have. The name is one that no agency has.
    fn unit(&self, at: usize, agency: &str, group: &str) -> Value {
        json!({
            "stt": at, "departmentId": format!("unit-{at}"), "departmentName": format!("Đơn vị số {at}"),
            "totalScore": self.number(agency, group, POINTS),
            "ratio": self.number(agency, group, RATE), "scoreDelta": null,
        })
    }

    /// A cell as the portal writes it: null if empty, without trailing zeros.
    fn number(&self, agency: &str, indicator: &str, column: usize) -> Value {
        let cell = self.rows[agency].get(indicator).map_or("", |row| &row[column]);
        let short = match cell.contains('.') {
            true => cell.trim_end_matches('0').trim_end_matches('.'),
            false => cell,
        };
        if short.is_empty() { Value::Null } else { serde_json::from_str(short).unwrap() }
    }
}
