//! Periods to be frozen: invented ones, all different, whose counts add up, and a published one.

use chiso_report::snapshot::{CheckRow, Frozen, Key, Origin, Outcome, Watermark};
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::expr::Entity;
use chiso_scoring::figure::{Captured, Figure, Flag, RANK, Reported, TOTAL};
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::measure::plan::{Book, Plan};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Count, MeasureRule, Rulebook, Rulebooks};
use chiso_scoring::score::Basis;

/// Numbers that look random and are the same every time (splitmix64).
pub struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut next = self.0;
        next = (next ^ (next >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        next = (next ^ (next >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (next ^ (next >> 31)) % end
    }

    fn chance(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    fn count(&mut self, most: u64) -> i64 {
        // Many small ones: those are withheld.
        let most = if self.chance(3) { 6 } else { most };
        i64::try_from(self.below(most)).unwrap()
    }
}

pub fn key() -> Key {
    Key::new([41; 32])
}

pub fn rulebook(id: &str) -> Rulebook {
    Rulebooks::embedded().get(id).unwrap().clone()
}

fn agency(code: &str, name: &str, level: Level, parent: Option<&str>) -> Agency {
    Agency {
        code: code.to_owned(),
        name: name.to_owned(),
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    }
}

/// A province that two became on 1 July 2025, with what it was before; `children` communes.
pub fn agencies(children: u64) -> Vec<Agency> {
    let day = |text: &str| Some(text.parse().unwrap());
    let ended = |agency: Agency, successors: &[&str]| Agency {
        valid_to: day("2025-06-30"),
        successors: successors.iter().map(|code| (*code).to_owned()).collect(),
        ..agency
    };
    let begun = |agency: Agency| Agency { valid_from: day("2025-07-01"), ..agency };
    let mut all = vec![
        agency("VN", "Cả nước", Level::Nation, None),
        ended(agency("H03", "Tỉnh Bắc Kạn", Level::Province, Some("VN")), &["H55"]),
        ended(agency("H55", "Tỉnh Thái Nguyên", Level::Province, Some("VN")), &["H55", "H99"]),
        begun(agency("H55", "Tỉnh Thái Nguyên", Level::Province, Some("VN"))),
        begun(agency("H55.9", "Sở Nông nghiệp và Môi trường", Level::Department, Some("H55"))),
    ];
    for at in 0..children {
        let (code, name) = (format!("H55.{}", 242 + at * 7), format!("Xã Đại Phúc {}", at + 1));
        all.push(begun(agency(&code, &name, Level::Commune, Some("H55"))));
    }
    if let Some(last) = all.last_mut() {
        last.portal_id = Some("398126".to_owned());
    }
    all
}

/// What is frozen of a month, without figures.
pub fn blank(agency: &str, period: Period, rulebook: &Rulebook) -> Frozen {
    Frozen {
        agency: agency.to_owned(),
        period,
        origin: Origin::Dossiers,
        basis: Basis::Computed,
        as_of: "2026-08-31T23:59:59".parse().unwrap(),
        revision: 48_121,
        rulebook: rulebook.print().unwrap(),
        agencies: agencies(3),
        captured: Vec::new(),
        counted: Vec::new(),
        own: Vec::new(),
        watermarks: vec![
            Watermark {
                source: "một cửa H55".to_owned(),
                heard: Some("2026-09-01T06:12:44".parse().unwrap()),
                until: Some("2026-08-31T17:02:09".parse().unwrap()),
            },
            Watermark { source: "-".to_owned(), heard: None, until: None },
        ],
        checks: vec![
            CheckRow { code: "quarantine".to_owned(), outcome: Outcome::Passed, found: 0 },
            CheckRow {
                code: "balance".to_owned(),
                outcome: Outcome::Waived("Đã đối chiếu tay:\tlệch do \\chuyển kỳ\\\n".to_owned()),
                found: 13,
            },
        ],
        closed_by: "Chánh Văn phòng UBND tỉnh".to_owned(),
        closed_at: "2026-09-01T01:30:07Z".parse().unwrap(),
        replaces: Some(6),
        lists: (1_204, [17; 32]),
    }
}

/// A month counted from dossiers: parts add up, sources may be silent.
pub fn counted(draw: &mut Draw, children: u64, most: u64) -> Frozen {
    let rules = rulebook(if draw.chance(2) { "766-2022" } else { "766-2024" });
    let period = "2026-08".parse().unwrap();
    let mut frozen = Frozen { agencies: agencies(children), ..blank("H55", period, &rules) };
    let plan = Plan::new(&[&rules], &[]);
    let book = plan.book(&rules.id).unwrap();
    let silent: Vec<Entity> = [Entity::Petition, Entity::Service, Entity::Publication]
        .into_iter()
        .filter(|_| draw.chance(4))
        .collect();
    let units: Vec<&Agency> =
        frozen.agencies.iter().filter(|agency| agency.code.contains('.')).collect();
    let mut own: Vec<(String, Vec<i64>)> =
        units.iter().map(|unit| (unit.code.clone(), rows(draw, &rules, most))).collect();
    let province = if draw.chance(2) { 1 } else { most };
    own.push(("H55".to_owned(), rows(draw, &rules, province)));
    let whole = |code: &str| -> Vec<i64> {
        if code != "H55" {
            return own.iter().find(|(known, _)| known == code).unwrap().1.clone();
        }
        let sum = |at: usize| -> i64 { own.iter().map(|(_, values)| values[at]).sum() };
        (0..rules.measures.len()).map(sum).collect()
    };
    for (code, values) in &own {
        let flag = draw.chance(5).then_some(Flag::TempNationalReportDenominator);
        let of = |rows: &[i64]| Counted {
            agency: code.clone(),
            indicators: figures(book, &rows_to_all(book, &rules, rows), &silent, flag),
            measures: rows_to_all(book, &rules, rows),
        };
        frozen.counted.push(of(&whole(code)));
        frozen.own.push(of(values));
    }
    frozen
}

/// A number for every measure that counts rows; 0 for the others.
fn rows(draw: &mut Draw, rules: &Rulebook, most: u64) -> Vec<i64> {
    let counts = |rule: &MeasureRule| matches!(rule, MeasureRule::Rows { .. });
    let number = |measure: &chiso_scoring::rulebook::Measure| {
        if counts(&measure.rule) { draw.count(most) } else { 0 }
    };
    rules.measures.iter().map(number).collect()
}

/// The same with those that are computed from others.
fn rows_to_all(book: &Book, rules: &Rulebook, rows: &[i64]) -> Vec<i64> {
    // The plan numbers distinct measures; the same text counts once.
    let mut by_id = std::collections::BTreeMap::new();
    for ((_, source), value) in book.measures.iter().zip(rows) {
        if let chiso_scoring::measure::plan::Source::Tally(id) = source {
            by_id.entry(*id).or_insert(*value);
        }
    }
    assert_eq!(book.measures.len(), rules.measures.len());
    book.values(&|id| by_id[&id])
}

fn figures(
    book: &Book,
    measures: &[i64],
    silent: &[Entity],
    flag: Option<Flag>,
) -> Vec<Option<Figure>> {
    let figure = |(ratio, entities): (&Option<_>, &Vec<Entity>)| {
        let (numerator, denominator): &(
            chiso_scoring::measure::plan::Arithmetic,
            chiso_scoring::measure::plan::Arithmetic,
        ) = ratio.as_ref().filter(|_| !entities.iter().any(|of| silent.contains(of)))?;
        let flag = flag.filter(|_| entities.contains(&Entity::Agency));
        let counts = (numerator.value(measures), denominator.value(measures));
        Some(Figure { flag, ..Figure::of_counts(counts.0, counts.1) })
    };
    book.ratios.iter().zip(&book.entities).map(figure).collect()
}

/// A month that somebody published, with gaps.
pub fn published(draw: &mut Draw, children: u64) -> Frozen {
    let rules = rulebook(if draw.chance(2) { "766-2022" } else { "766-2024" });
    let period: Period = "2026-08".parse().unwrap();
    let basis = if draw.chance(2) { Basis::Published } else { Basis::Computed };
    let mut frozen = Frozen {
        origin: Origin::Published,
        basis,
        agencies: agencies(children),
        ..blank("H55", period, &rules)
    };
    let codes: Vec<String> = ["H55".to_owned(), "VN".to_owned()]
        .into_iter()
        .chain(frozen.agencies.iter().map(|a| a.code.clone()).filter(|code| code.contains('.')))
        .collect();
    let groups = rules.groups.iter().map(|group| &*group.code);
    let others = rules.axes.iter().map(|axis| &*axis.code).chain([TOTAL, RANK]);
    let numbers: Vec<&str> =
        rules.indicators.iter().map(|rule| &*rule.code).chain(groups).chain(others).collect();
    for code in codes {
        for number in &numbers {
            if draw.chance(3) {
                continue;
            }
            let figure = figure(draw, number);
            frozen.captured.push(Captured {
                reported: Reported {
                    period,
                    as_of: "2026-09-02T00:00:00".parse().unwrap(),
                    agency: code.clone(),
                    indicator: (*number).to_owned(),
                    figure,
                    source: "Cổng Dịch vụ công quốc gia".to_owned(),
                },
                revision: 40 + draw.below(9),
            });
        }
    }
    frozen
}

fn figure(draw: &mut Draw, number: &str) -> Figure {
    use rust_decimal::Decimal;
    let cents =
        |draw: &mut Draw, most: u64| Decimal::new(i64::try_from(draw.below(most)).unwrap(), 2);
    let plain = number.contains('.');
    let counts = (plain && draw.chance(2)).then(|| (draw.count(500), draw.count(900)));
    let some = |of: u64, draw: &mut Draw| draw.chance(of).then(|| cents(draw, 900));
    Figure {
        numerator: counts.map(|(numerator, _)| numerator),
        denominator: counts.map(|(_, denominator)| denominator),
        rate: if plain { some(3, draw) } else { None },
        points: some(2, draw),
        flag: draw.chance(6).then(|| Flag::ALL[usize::try_from(draw.below(4)).unwrap()]),
    }
}

/// Whether a measure counts rows one by one, over how many.
pub fn adds_up(rules: &Rulebook, at: usize) -> bool {
    matches!(rules.measures[at].rule, MeasureRule::Rows { count: Count::Rows, .. })
}
