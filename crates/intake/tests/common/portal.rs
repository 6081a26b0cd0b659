//! Builds the portal's answers from published rows.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;

use chiso_intake::Outcome;
use chiso_scoring::figure::Reported;
use chiso_scoring::rulebook::Rulebooks;
use serde_json::{Value, json as object};

type Rows<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a Reported>>;

pub fn answers(published: &Outcome<Reported>) -> Vec<Value> {
    let mut rows: Rows<'_> = BTreeMap::new();
    for placed in &published.rows {
        let row = &placed.value;
        rows.entry(&row.agency).or_default().insert(&row.indicator, row);
    }
    let forms_a = ["CKMB", "MDSH", "MDHL"].into_iter().map(|group| form_a(&rows, group));
    let forms_b = ["TDGQ", "CLGQ", "TTTT"].into_iter().map(|group| form_b(&rows, group));
    forms_a.chain(forms_b).collect()
}

fn number(text: Option<String>) -> Value {
    text.map_or(Value::Null, |text| {
        let short = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        serde_json::from_str(short).unwrap()
    })
}

fn form_a(rows: &Rows<'_>, group: &str) -> Value {
    let rulebooks = Rulebooks::embedded();
    let rulebook = rulebooks.get("766-2024").unwrap();
    let indicators = &rulebook.groups[rulebook.group(group).unwrap()].indicators;
    let unit = |(agency, figures): (&&str, &BTreeMap<&str, &Reported>)| {
        let metric = |indicator: &chiso_scoring::rulebook::Indicator| {
            let figure = figures[indicator.code.as_str()].figure;
            object!({
                "code": indicator.metric,
                "numerator": figure.numerator, "denominator": figure.denominator,
                "ratio": number(figure.rate.map(|d| d.to_string())),
                "score": number(figure.points.map(|d| d.to_string())),
                "dataQualityStatus": figure.flag.map(|flag| flag.code().to_uppercase()),
            })
        };
        let metrics: Vec<Value> =
            rulebook.indicators[indicators.clone()].iter().map(metric).collect();
        let mut unit = total(agency, figures[group]);
        unit["metrics"] = Value::Array(metrics);
        unit
    };
    let mut units: Vec<Value> = rows.iter().map(unit).collect();
    let overview = units.remove(0);
    object!({"code": "OK", "data": {"overview": overview, "evaluation": units}})
}

fn total(agency: &str, group: &Reported) -> Value {
    object!({
        "departmentCode": agency,
        "totalScore": number(group.figure.points.map(|d| d.to_string())),
        "ratio": number(group.figure.rate.map(|d| d.to_string())),
    })
}

/// Field names with the indicator and part, or the measure, they come from.
const FIELDS: [(&str, &str, &str, &str); 22] = [
    ("TDGQ", "totalReceived", "2.1", "d"),
    ("TDGQ", "totalOnTime", "2.1", "n"),
    ("TDGQ", "totalOverdue", "overdue", "n"),
    ("TDGQ", "totalCompleted", "finished", "n"),
    ("TDGQ", "avgProcessingDays", "2.2", "r"),
    ("CLGQ", "authorityCount", "3.1", "d"),
    ("CLGQ", "partialCount", "services_partial", "n"),
    ("CLGQ", "fullCount", "services_full", "n"),
    ("CLGQ", "onlineDossierCount", "3.2", "n"),
    ("CLGQ", "onlineServiceTotal", "3.2", "d"),
    ("CLGQ", "channelOnlineSum", "3.3", "n"),
    ("CLGQ", "channelTotalSum", "3.3", "d"),
    ("CLGQ", "channelDirectSum", "dossiers_direct", "n"),
    ("CLGQ", "channelPostalSum", "dossiers_post", "n"),
    ("CLGQ", "onlineOnTimeSum", "online_on_time", "n"),
    ("CLGQ", "onlineOverdueSum", "online_overdue", "n"),
    ("TTTT", "totalFeeDossierFormality", "3.5", "n"),
    ("TTTT", "totalFeeFormality", "3.5", "d"),
    ("TTTT", "totalDossierOnlineFormalityPaymentSuccess", "3.5b", "n"),
    ("TTTT", "totalFeeDossierFormalityDistinct", "3.5b", "d"),
    ("TTTT", "totalDossierOnlinePaymentSuccess", "3.6", "n"),
    ("TTTT", "totalDossierFinancialObligation", "3.6", "d"),
];

fn form_b(rows: &Rows<'_>, group: &str) -> Value {
    let unit = |(agency, figures): (&&str, &BTreeMap<&str, &Reported>)| {
        let mut unit = total(agency, figures[group]);
        for (_, field, indicator, part) in FIELDS.iter().filter(|(of, ..)| *of == group) {
            let figure = figures.get(indicator).map(|row| row.figure).unwrap_or_default();
            unit[*field] = match *part {
                "n" => object!(figure.numerator),
                "d" => object!(figure.denominator),
                _ => number(figure.rate.map(|d| d.to_string())),
            };
        }
        unit
    };
    let mut units: Vec<Value> = rows.iter().map(unit).collect();
    let parent = units.remove(0);
    object!({"code": "OK", "data": {"parent": parent, "children": units}})
}
