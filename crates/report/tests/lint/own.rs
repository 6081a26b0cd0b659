//! Our own documents, variants A–F: published months, and a made-up province counted from dossiers.

use chiso_report::Report;
use chiso_report::variant::{Context, Profile, Sides, Variant, make};
use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::figure::{Captured, Figure};
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::{COUNTED, Provenance, Sheet};

use super::common::data::{BAC_KAN, CITY, PHU_THO, Published, rulebook, tree};

const THAI_NGUYEN: Published =
    Published { agency: "H55", rules: "766-2022", file: "thai-nguyen-2023", profile: None };

/// Seeded numbers; the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound` (splitmix64).
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((x ^ (x >> 31)) % bound as u64).unwrap()
    }

    /// A count from `least` up, at most `most`.
    fn count(&mut self, least: i64, most: i64) -> i64 {
        let span = usize::try_from(most - least + 1).unwrap();
        least + i64::try_from(self.below(span)).unwrap()
    }
}

/// Every document, with a name.
pub fn documents() -> Vec<(String, Report)> {
    let mut documents: Vec<(String, Report)> = vec![
        ("A Bắc Kạn 8/2023".into(), BAC_KAN.report()),
        ("B TP Bắc Kạn 7/2024".into(), CITY.report()),
        ("A Phú Thọ 8/2026".into(), PHU_THO.report()),
        ("C Thái Nguyên 8/2023".into(), letter(Variant::C)),
        ("D Thái Nguyên 8/2023".into(), letter(Variant::D)),
        ("E Bắc Kạn 8/2023".into(), published(&BAC_KAN, Variant::E)),
        ("F Bắc Kạn 8/2023".into(), published(&BAC_KAN, Variant::F)),
        ("E Phú Thọ 8/2026".into(), published(&PHU_THO, Variant::E)),
    ];
    for (name, variant) in [
        ("A", Variant::A),
        ("C", Variant::C),
        ("D", Variant::D),
        ("E", Variant::E),
        ("F", Variant::F),
    ] {
        documents.push((format!("{name} tỉnh mẫu, tính từ hồ sơ"), counted(variant, 8)));
    }
    documents
}

fn published(month: &Published, variant: Variant) -> Report {
    month.with_sheet(Basis::Published, |sheet, agency| {
        let context = month.context();
        make(variant, &Sides::alone(sheet), agency, &Profile::default(), &context)
            .expect("a report")
    })
}

fn letter(variant: Variant) -> Report {
    let (tree, rulebook, period) = (tree(), rulebook("766-2022"), THAI_NGUYEN.period());
    let captured = |month: i8| -> Vec<Captured> {
        let all = THAI_NGUYEN.captured().into_iter();
        all.filter(|figure| figure.reported.as_of.date().month() == month).collect()
    };
    let (july, august) = (captured(7), captured(8));
    let sheet = |rows| Sheet::new(&tree, &rulebook, period, Basis::Published, rows);
    let (before, now) = (sheet(&july), sheet(&august));
    let agency = tree.find("H55", period).expect("a province");
    let profile = Profile::known_for(agency, period, &tree).expect("a profile");
    let context = Context {
        as_of: jiff::civil::date(2023, 8, 31).at(16, 30, 0, 0),
        revision: 4,
        rulebook_hash: "9c1f4be27a03".into(),
        created: "2023-08-31T09:30:00Z".parse().expect("a time"),
        ..Context::default()
    };
    let sides = Sides { before: Some(&before), ..Sides::alone(&now) };
    make(variant, &sides, agency, &profile, &context).expect("a letter")
}

/// A made-up province: nothing here is a fact about a real one.
const UNITS: [(&str, &str, &str); 20] = [
    ("H98.S01", "Sở Y tế", "department"),
    ("H98.S02", "Sở Xây dựng", "department"),
    ("H98.S03", "Sở Tư pháp", "department"),
    ("H98.S04", "Sở Nội vụ", "department"),
    ("H98.S05", "Sở Công Thương", "department"),
    ("H98.S06", "Sở Tài chính", "department"),
    ("H98.S07", "Sở Khoa học và Công nghệ", "department"),
    ("H98.S08", "Sở Nông nghiệp và Môi trường", "department"),
    ("H98.X01", "UBND phường Đồng Lúa", "commune"),
    ("H98.X02", "UBND phường Suối Vàng", "commune"),
    ("H98.X03", "UBND xã Bản Mới", "commune"),
    ("H98.X04", "UBND xã Đèo Gió", "commune"),
    ("H98.X05", "UBND xã Hồ Sen", "commune"),
    ("H98.X06", "UBND xã Lũng Cao", "commune"),
    ("H98.X07", "UBND xã Mường Xanh", "commune"),
    ("H98.X08", "UBND xã Nà Ngần", "commune"),
    ("H98.X09", "UBND xã Phiêng Lơi", "commune"),
    ("H98.X10", "UBND xã Quảng Hợp", "commune"),
    ("H98.X11", "UBND xã Thượng Thôn", "commune"),
    ("H98.X12", "UBND xã Yên Trung", "commune"),
];

fn made_up() -> AgencyTree {
    let agency = |code: &str, name: &str, level: &str, parent: Option<&str>| Agency {
        code: code.into(),
        name: name.into(),
        level: level.parse().unwrap(),
        parent: parent.map(String::from),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let top = [
        agency("VN", "Cả nước", "nation", None),
        agency("H98", "Đồng Mẫu", "province", Some("VN")),
    ];
    let units = UNITS.iter().map(|(code, name, level)| agency(code, name, level, Some("H98")));
    AgencyTree::new(top.into_iter().chain(units).collect::<Vec<_>>()).unwrap()
}

/// Counts of one unit; a later month has a few more of everything.
struct Counts {
    all: i64,
    received: i64,
    on_time: i64,
    in_progress: i64,
    in_progress_late: i64,
    online: i64,
    online_on_time: i64,
    paying: i64,
    paid: i64,
    results: i64,
    digitised: i64,
    reused: i64,
    satisfied: i64,
    petitions: i64,
    petitions_well: i64,
    procedures: i64,
    full: i64,
    partial: i64,
    synced: i64,
}

fn drawn(dice: &mut Dice) -> Counts {
    let all = dice.count(400, 9_000);
    let late = dice.count(all / 60, all / 7);
    let in_progress = dice.count(all / 9, all / 4);
    let received = all - in_progress / 2;
    let online = dice.count(all / 3, received - 20);
    let paying = dice.count(all / 5, all / 2);
    let procedures = dice.count(60, 190);
    let full = dice.count(20, procedures / 2);
    let petitions = dice.count(7, 48);
    Counts {
        all,
        received,
        on_time: all - late,
        in_progress,
        in_progress_late: dice.count(0, late.min(in_progress)),
        online,
        online_on_time: dice.count(online * 8 / 10, online),
        paying,
        paid: dice.count(paying / 6, paying),
        results: dice.count(all / 5, all),
        digitised: dice.count(all / 4, all),
        reused: dice.count(0, all / 3),
        satisfied: dice.count(all * 7 / 10, all),
        petitions,
        petitions_well: dice.count(petitions / 2, petitions),
        procedures,
        full,
        partial: dice.count(5, procedures - full),
        synced: dice.count(received * 8 / 10, received),
    }
}

fn summed(units: &[Counts]) -> Counts {
    let sum = |of: fn(&Counts) -> i64| units.iter().map(of).sum();
    Counts {
        all: sum(|c| c.all),
        received: sum(|c| c.received),
        on_time: sum(|c| c.on_time),
        in_progress: sum(|c| c.in_progress),
        in_progress_late: sum(|c| c.in_progress_late),
        online: sum(|c| c.online),
        online_on_time: sum(|c| c.online_on_time),
        paying: sum(|c| c.paying),
        paid: sum(|c| c.paid),
        results: sum(|c| c.results),
        digitised: sum(|c| c.digitised),
        reused: sum(|c| c.reused),
        satisfied: sum(|c| c.satisfied),
        petitions: sum(|c| c.petitions),
        petitions_well: sum(|c| c.petitions_well),
        procedures: sum(|c| c.procedures),
        full: sum(|c| c.full),
        partial: sum(|c| c.partial),
        synced: sum(|c| c.synced),
    }
}

/// Indicators by code: of how many, how many.
fn ratios(c: &Counts) -> [(&'static str, i64, i64); 20] {
    [
        ("1.1", 17, 19),
        ("1.2", 15, 16),
        ("1.3", c.procedures - 3, c.procedures),
        ("1.4", c.synced, c.received),
        ("2.1", c.on_time, c.all),
        ("3.1", c.full + c.partial, c.procedures),
        ("3.2", c.full, c.full + c.partial),
        ("3.3", c.online, c.received),
        ("3.5", c.partial, c.full + c.partial),
        ("3.5b", c.partial / 2, c.full + c.partial),
        ("3.6", c.paid, c.paying),
        ("4.1", c.results, c.all),
        ("4.2", c.digitised, c.all),
        ("4.3", c.reused, c.all),
        ("4.4", c.reused / 2, c.all),
        ("4.5a", c.partial / 3, c.procedures),
        ("4.5b", c.digitised / 2, c.all),
        ("5.2", c.petitions_well, c.petitions),
        ("5.3", c.petitions_well - 1, c.petitions),
        ("5.4", c.satisfied, c.all),
    ]
}

/// Measures by name.
fn measures(agency: &str, c: &Counts) -> [(&'static str, i64); 32] {
    let (communes, offering) = match agency {
        "H98" => (12, 11),
        "H98.X12" => (1, 0),
        commune if commune.contains(".X") => (1, 1),
        _ => (0, 0),
    };
    [
        ("received", c.received),
        ("handled", c.all),
        ("handled_on_time", c.on_time),
        ("overdue", c.all - c.on_time),
        ("in_progress", c.in_progress),
        ("in_progress_overdue", c.in_progress_late),
        ("in_progress_on_time", c.in_progress - c.in_progress_late),
        ("dossiers_offline", c.received - c.online),
        ("dossiers_online", c.online),
        ("online_on_time", c.online_on_time),
        ("online_overdue", c.online - c.online_on_time),
        ("synced", c.synced),
        ("unsynced", c.received - c.synced),
        ("finished", c.all - c.in_progress),
        ("finished_late", c.all - c.on_time - c.in_progress_late),
        ("finished_on_time", c.on_time - c.in_progress + c.in_progress_late),
        ("authority", c.procedures),
        ("services", c.full + c.partial),
        ("fee_procedures", c.full + c.partial),
        ("fee_procedures_offered", c.partial),
        ("fee_procedures_missing", c.full),
        ("dossiers_with_fee", c.paying),
        ("dossiers_paid_online", c.paid),
        ("dossiers_paid_offline", c.paying - c.paid),
        ("procedures_paid_offline", c.full + c.partial - c.partial / 2),
        ("communes", communes),
        ("communes_offering_copies", offering),
        ("copies_done", c.reused / 3),
        ("certification_dossiers", c.reused),
        ("services_full", c.full),
        ("services_partial", c.partial),
        ("services_info", c.procedures - c.full - c.partial),
    ]
}

/// As the store would hand it over.
fn tallied(rulebook: &Rulebook, agency: &str, c: &Counts) -> Counted {
    let (ratios, measures) = (ratios(c), measures(agency, c));
    let mut indicators = vec![None; rulebook.indicators.len()];
    for (code, numerator, denominator) in ratios {
        if let Some(at) = rulebook.indicator(code) {
            indicators[at] = Some(Figure::of_counts(numerator, denominator));
        }
    }
    let measure =
        |id: &str| measures.iter().find(|(name, _)| *name == id).map_or(0, |(_, count)| *count);
    Counted {
        agency: agency.into(),
        indicators,
        measures: rulebook.measures.iter().map(|rule| measure(&rule.id)).collect(),
    }
}

fn month(rulebook: &Rulebook, seed: u64) -> Vec<Counted> {
    let mut dice = Dice::new(seed);
    let units: Vec<Counts> = UNITS.iter().map(|_| drawn(&mut dice)).collect();
    let mut counted = vec![tallied(rulebook, "H98", &summed(&units))];
    counted.extend(
        UNITS.iter().zip(&units).map(|((code, _, _), counts)| tallied(rulebook, code, counts)),
    );
    counted
}

/// The made-up province with other figures: everything in it still follows.
pub fn counted(variant: Variant, seed: u64) -> Report {
    let (tree, rulebook) = (made_up(), rulebook("766-2024"));
    let now: Period = "2026-08".parse().unwrap();
    let at = |day: &str| Provenance {
        as_of: day.parse().unwrap(),
        source: COUNTED.into(),
        revision: 412,
    };
    let (july, august) = (month(&rulebook, seed - 1), month(&rulebook, seed));
    let before = Sheet::counted(&tree, &rulebook, now, &july, &at("2026-07-31T00:00"));
    let sheet = Sheet::counted(&tree, &rulebook, now, &august, &at("2026-08-31T00:00"));
    let context = Context {
        as_of: "2026-08-31T23:59:59".parse().unwrap(),
        revision: 412,
        rulebook_hash: "9c1f4be27a03".into(),
        created: "2026-09-05T00:30:00Z".parse().unwrap(),
        ..Context::default()
    };
    let sides = Sides { before: Some(&before), ..Sides::alone(&sheet) };
    let agency = tree.find("H98", now).unwrap();
    make(variant, &sides, agency, &Profile::default(), &context).expect("a report")
}
