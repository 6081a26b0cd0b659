//! The three shapes of answers, told by what they hold.

use chiso_scoring::figure::{Figure, TOTAL};
use rust_decimal::Decimal;

use super::Reader;
use super::answer::Answer;
use super::fields::Fields;
use crate::code::Code;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};

/// The metric that is missing from an answer filtered to one procedure.
const NEVER_FILTERED: &str = "CITIZEN_DATA_CONNECTED_FORMALITY";

/// An indicator of a `parent` or child, by the names of its fields.
struct Ratio {
    metric: &'static str,
    numerator: &'static [&'static str],
    denominator: &'static str,
    /// Whether the unit's points and rate are this indicator's own.
    whole_group: bool,
}

/// A group that is published as `parent` and `children`.
struct Group {
    code: &'static str,
    /// Fields that tell the group.
    marks: &'static [&'static str],
    ratios: &'static [Ratio],
    /// Fields that are measures.
    measures: &'static [(&'static str, &'static str)],
}

const fn ratio(
    metric: &'static str,
    numerator: &'static [&'static str],
    denominator: &'static str,
) -> Ratio {
    Ratio { metric, numerator, denominator, whole_group: false }
}

const GROUPS: [Group; 3] = [
    Group {
        code: "TDGQ",
        marks: &["totalReceived"],
        ratios: &[Ratio {
            metric: "totalOnTime/totalReceived",
            numerator: &["totalOnTime"],
            denominator: "totalReceived",
            whole_group: true,
        }],
        measures: &[("totalOverdue", "overdue"), ("totalCompleted", "finished")],
    },
    Group {
        code: "CLGQ",
        marks: &["authorityCount", "onlineServiceTotal"],
        ratios: &[
            ratio(
                "(partialCount+fullCount)/authorityCount",
                &["partialCount", "fullCount"],
                "authorityCount",
            ),
            ratio(
                "onlineDossierCount/onlineServiceTotal",
                &["onlineDossierCount"],
                "onlineServiceTotal",
            ),
            ratio("channelOnlineSum/channelTotalSum", &["channelOnlineSum"], "channelTotalSum"),
        ],
        measures: &[
            ("partialCount", "services_partial"),
            ("fullCount", "services_full"),
            ("channelDirectSum", "dossiers_direct"),
            ("channelPostalSum", "dossiers_post"),
            ("onlineOnTimeSum", "online_on_time"),
            ("onlineOverdueSum", "online_overdue"),
        ],
    },
    Group {
        code: "TTTT",
        marks: &["totalFeeFormality"],
        ratios: &[
            ratio(
                "totalFeeDossierFormality/totalFeeFormality",
                &["totalFeeDossierFormality"],
                "totalFeeFormality",
            ),
            ratio(
                "totalDossierOnlineFormalityPaymentSuccess/totalFeeDossierFormalityDistinct",
                &["totalDossierOnlineFormalityPaymentSuccess"],
                "totalFeeDossierFormalityDistinct",
            ),
            ratio(
                "totalDossierOnlinePaymentSuccess/totalDossierFinancialObligation",
                &["totalDossierOnlinePaymentSuccess"],
                "totalDossierFinancialObligation",
            ),
        ],
        measures: &[],
    },
];

/// Mean handling time, an indicator whose rate stands in its own field.
const MEAN_DAYS: &str = "avgProcessingDays";

/// A unit of an answer.
struct Unit<'a> {
    pointer: String,
    fields: Fields<'a>,
    metrics: Vec<Item<'a>>,
    /// Whether it is the unit the answer was asked for, above the others.
    root: bool,
}

/// An object of a list with its JSON pointer.
struct Item<'a> {
    pointer: String,
    fields: Fields<'a>,
}

/// Reads the answer in the shape its fields tell.
pub(super) fn read(answer: &Answer<'_>, reader: &mut Reader<'_, '_>) -> Result<(), Refusal> {
    let units = units(answer)?;
    let national = answer.data.has("radar") || units.iter().any(|u| u.fields.has("groupScores"));
    if national {
        return overview(answer, &units, reader);
    }
    if answer.data.has("parent") || answer.data.has("children") {
        return tree(answer, &units, reader);
    }
    evaluation(answer, &units, reader)
}

/// Identifiers beside codes, of all units.
pub(super) fn identifiers(answer: &Answer<'_>) -> Vec<(String, String)> {
    let pair = |unit: &Unit<'_>| {
        let text = |name| unit.fields.text(name).ok().flatten();
        Some((text("departmentId")?, text("departmentCode")?))
    };
    units(answer).unwrap_or_default().iter().filter_map(pair).collect()
}

/// All units, the root first.
fn units<'a>(answer: &Answer<'a>) -> Result<Vec<Unit<'a>>, Refusal> {
    let mut units = Vec::new();
    for name in ["overview", "parent"] {
        let pointer = format!("{}/{name}", answer.pointer);
        let root = answer.data.object(name).map_err(|fault| refuse(fault, &pointer))?;
        if let Some(fields) = root {
            units.push(Unit::read(Item { pointer, fields }, true)?);
        }
    }
    for name in ["evaluation", "children"] {
        for item in items(&answer.data, &answer.pointer, name)? {
            units.push(Unit::read(item, false)?);
        }
    }
    Ok(units)
}

impl<'a> Unit<'a> {
    fn read(item: Item<'a>, root: bool) -> Result<Self, Refusal> {
        let Item { pointer, fields } = item;
        let metrics = items(&fields, &pointer, "metrics")?;
        Ok(Self { pointer, fields, metrics, root })
    }

    /// Where its points stand: the portal has two names for them.
    fn score_at(&self) -> String {
        let name = if self.fields.has("totalScore") { "totalScore" } else { "score" };
        format!("{}/{name}", self.pointer)
    }
}

/// The objects of a list.
fn items<'a>(
    fields: &Fields<'a>,
    pointer: &str,
    name: &'static str,
) -> Result<Vec<Item<'a>>, Refusal> {
    let pointer = format!("{pointer}/{name}");
    let list = fields.list(name).map_err(|fault| refuse(fault, &pointer))?;
    let item = |(at, raw)| {
        let pointer = format!("{pointer}/{at}");
        let fields = Fields::read(raw).map_err(|fault| refuse(fault, &pointer))?;
        Ok(Item { pointer, fields })
    };
    list.into_iter().enumerate().map(item).collect()
}

impl Item<'_> {
    /// The code of a metric or axis; a code that is no text is none that is known.
    fn code(&self) -> String {
        self.fields.text("code").ok().flatten().unwrap_or_default()
    }
}

fn refuse(fault: Fault, pointer: &str) -> Refusal {
    fault.at(Place::Pointer(pointer.into()))
}

fn unknown(answer: &Answer<'_>, why: &str) -> Refusal {
    Fault::of(Code::UnknownAnswer, "", why).at(answer.place())
}

/// Calls `each` with every unit whose agency is known; the others are refused, one item each.
fn each_agency<'a>(
    units: &[Unit<'a>],
    reader: &mut Reader<'_, '_>,
    mut each: impl FnMut(&Unit<'a>, &str, &mut Reader<'_, '_>),
) {
    let mut root: Option<String> = None;
    for unit in units {
        match reader.agency(&unit.fields, root.as_deref()) {
            Ok(agency) => {
                each(unit, &agency, reader);
                if unit.root {
                    root = Some(agency);
                }
            }
            Err(fault) => reader.gather.refuse(refuse(fault, &unit.pointer)),
        }
    }
}

/// `overview` and `evaluation` with metrics: groups 1, 4 and 5.
fn evaluation(
    answer: &Answer<'_>,
    units: &[Unit<'_>],
    reader: &mut Reader<'_, '_>,
) -> Result<(), Refusal> {
    let vocabulary = reader.context.vocabulary;
    let codes: Vec<String> = units.iter().flat_map(|u| &u.metrics).map(Item::code).collect();
    let group = codes.iter().find_map(|code| vocabulary.get(code)?.group.clone());
    let group = group.ok_or_else(|| unknown(answer, "it holds no known metric"))?;
    let whole = vocabulary.get(NEVER_FILTERED).and_then(|entry| entry.group.as_deref());
    if whole == Some(&group) && !codes.iter().any(|code| code == NEVER_FILTERED) {
        let fault = Fault::of(Code::FilteredByProcedure, "", "4.5a is missing");
        return Err(fault.at(answer.place()));
    }
    each_agency(units, reader, |unit, agency, reader| {
        for metric in &unit.metrics {
            let figure = metric.fields.metric();
            reader.put(metric.pointer.clone(), agency, &metric.code(), figure);
        }
        reader.put(unit.score_at(), agency, &group, unit.fields.score());
    });
    Ok(())
}

/// `parent` and `children`: groups 2 and 3.
fn tree(
    answer: &Answer<'_>,
    units: &[Unit<'_>],
    reader: &mut Reader<'_, '_>,
) -> Result<(), Refusal> {
    let marked = |group: &&Group| {
        units.iter().any(|unit| group.marks.iter().any(|mark| unit.fields.has(mark)))
    };
    let group = GROUPS.iter().find(marked);
    let group = group.ok_or_else(|| unknown(answer, "its fields tell no group"))?;
    each_agency(units, reader, |unit, agency, reader| {
        let at = |field: &str| format!("{}/{field}", unit.pointer);
        let fields = &unit.fields;
        for ratio in group.ratios {
            reader.put(at(ratio.numerator[0]), agency, ratio.metric, ratio.figure(fields));
        }
        if group.code == "TDGQ" {
            let mean = fields.decimal(MEAN_DAYS);
            let mean = mean.map(|rate| Figure { rate, ..Figure::default() });
            reader.put(at(MEAN_DAYS), agency, MEAN_DAYS, mean);
        }
        for (field, measure) in group.measures {
            let count = fields.count(field);
            let figure = count.map(|numerator| Figure { numerator, ..Figure::default() });
            reader.put(at(field), agency, measure, figure);
        }
        reader.put(unit.score_at(), agency, group.code, fields.score());
    });
    Ok(())
}

impl Ratio {
    fn figure(&self, fields: &Fields<'_>) -> Result<Figure, Fault> {
        let mut numerator = Some(0);
        for name in self.numerator {
            let part = fields.count(name)?;
            numerator =
                numerator.zip(part).and_then(|(sum, part): (i64, i64)| sum.checked_add(part));
        }
        let denominator = fields.count(self.denominator)?;
        let score = if self.whole_group { fields.score()? } else { Figure::default() };
        Ok(Figure { numerator, denominator, ..score })
    }
}

/// The national overview: the nation's total and axes, each province's total and groups.
fn overview(
    answer: &Answer<'_>,
    units: &[Unit<'_>],
    reader: &mut Reader<'_, '_>,
) -> Result<(), Refusal> {
    let axes = items(&answer.data, &answer.pointer, "radar")?;
    each_agency(units, reader, |unit, agency, reader| {
        let points = points_only(unit.fields.points());
        reader.put(unit.score_at(), agency, TOTAL, points);
        for axis in axes.iter().filter(|_| unit.root) {
            let points = points_only(axis.fields.points());
            reader.put(axis.pointer.clone(), agency, &axis.code(), points);
        }
        groups(unit, agency, reader);
    });
    Ok(())
}

fn groups(unit: &Unit<'_>, agency: &str, reader: &mut Reader<'_, '_>) {
    let pointer = format!("{}/groupScores", unit.pointer);
    match unit.fields.object("groupScores") {
        Ok(scores) => {
            for (code, points) in scores.unwrap_or_default().named_points() {
                let escaped = code.replace('~', "~0").replace('/', "~1");
                reader.put(format!("{pointer}/{escaped}"), agency, code, points_only(points));
            }
        }
        Err(fault) => reader.gather.refuse(refuse(fault, &pointer)),
    }
}

fn points_only(points: Result<Option<Decimal>, Fault>) -> Result<Figure, Fault> {
    points.map(|points| Figure { points, ..Figure::default() })
}
