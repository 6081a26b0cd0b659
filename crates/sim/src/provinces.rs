//! The worlds that can be had.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::period::Period;
use chiso_scoring::record::AgencyFacts;
use jiff::civil::{Date, date};

use crate::agencies::{merged_thai_nguyen, national, north};
use crate::catalogue::Kinds;
use crate::counts::{Counts, spread};
use crate::draw::{Draw, Shuffle};
use crate::hours::day_start;
use crate::plan::{Plan, Span};
use crate::records::{Announced, Heard, Levels, facts, petitions, publications, services};
use crate::share::split;
use crate::world::{Parts, World};

const BAC_KAN_UNITS: &str = include_str!("../profiles/bac-kan-2023-08.csv");
const BAC_KAN_COPIES: &str = include_str!("../profiles/bac-kan-2023-08-copies.csv");

/// Bắc Kạn, August 2023, calibrated on the published month (`profiles/README.md` tells which
/// figures are met exactly and which cannot be).
#[must_use]
pub fn bac_kan_2023_08(seed: u64) -> World {
    let span = Span {
        early: day_start(date(2023, 7, 10)),
        from: day_start(date(2023, 8, 1)),
        to: day_start(date(2023, 9, 1)),
        until: day_start(date(2023, 9, 12)) + 17 * 3600,
    };
    let agencies = north();
    let units = bac_kan_units();
    let found = |code: &str| agencies.iter().find(|agency| agency.code == code);
    let units: Vec<(&Agency, Counts)> =
        units.iter().filter_map(|(code, counts)| Some((found(code)?, *counts))).collect();
    let kinds = Kinds {
        paid: 26,
        unpaid: 149,
        population: 200,
        other: 1399,
        with_fee: 646,
        for_person: 1300,
    };
    let plan = Plan::new(seed, span, &units, kinds);
    let announced = Announced { decided: 23, on_time: 17, before: 0, public_on_time: 15 };
    let heard = Heard { all: 9, on_time: 9, satisfied: 9, about_rules: 7, about_staff: 1 };
    let levels = Levels { partial: 234, full: 1032 };
    let parts = Parts {
        services: services(&plan, &agencies, levels, date(2023, 1, 1)),
        publications: publications(&plan, "H03", announced),
        petitions: petitions(&plan, heard),
        facts: bac_kan_facts(&agencies, span.to),
    };
    World::new(agencies, plan, parts)
}

/// Rows of a profile: a code and numbers.
fn profile(csv: &str) -> Vec<(String, Vec<u64>)> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let row = |row: csv::StringRecord| {
        let numbers = row.iter().skip(1).filter_map(|cell| cell.parse().ok()).collect();
        Some((row.get(0)?.to_owned(), numbers))
    };
    reader.records().filter_map(|record| row(record.ok()?)).collect()
}

/// Counts per unit: those of the profile, and the shares printed for the province only, shared out.
fn bac_kan_units() -> Vec<(String, Counts)> {
    let rows = profile(BAC_KAN_UNITS);
    let at = |n: usize| rows.iter().map(|(_, row)| row.get(n).copied().unwrap_or(0)).collect();
    let (handled, on_time, received): (Vec<u64>, Vec<u64>, Vec<u64>) = (at(0), at(1), at(2));
    let (online, fee, paid): (Vec<u64>, Vec<u64>, Vec<u64>) = (at(3), at(4), at(5));
    let total: u64 = handled.iter().sum();
    // 20.52 % have a result, 70.97 % are on time without complaint; 1,979 of 20,000 are known to the portal.
    let result = split(share_of(total, 2052), &handled);
    let digitised = split(share_of(share_of(total, 2052), 7579), &result);
    let timely: u64 = on_time.iter().sum();
    let unhappy = split(timely - share_of(total, 7097), &on_time);
    let synced = split(1979, &received);
    let offline: Vec<u64> = received.iter().zip(&online).map(|(all, part)| all - part).collect();
    let post = split(offline.iter().sum::<u64>() * 6 / 100, &offline);
    let population = split(share_of(total, 4_130), &handled);
    let counts = |n: usize| Counts {
        handled: handled[n],
        on_time: on_time[n],
        unhappy: unhappy[n],
        received: received[n],
        synced: synced[n],
        online: online[n],
        post: post[n],
        fee: fee[n],
        paid: paid[n],
        result: result[n],
        digitised: digitised[n],
        reused: 0,
        population: population[n],
        store: 0,
    };
    rows.iter().enumerate().map(|(n, (code, _))| (code.clone(), counts(n))).collect()
}

/// `rate` hundredths of a percent of `total`, rounded half up.
fn share_of(total: u64, rate: u64) -> u64 {
    (total * rate + 5_000) / 10_000
}

/// Certified copies per district and commune, accounts, and the dossiers of the national report.
fn bac_kan_facts(agencies: &[Agency], stated_at: Seconds) -> Vec<AgencyFacts> {
    let period = Period::Month { year: 2023, month: 8 };
    let mut province = facts("H03", period, stated_at);
    province.accounts_verified = Some(675_064);
    province.received_national_report = Some(20_000);
    let mut all = vec![province];
    for (district, row) in profile(BAC_KAN_COPIES) {
        let [offering, copies, certifications] = row[..] else { continue };
        let mut figures = facts(&district, period, stated_at);
        figures.copies_done = i64::try_from(copies).ok();
        figures.certifications = i64::try_from(certifications).ok();
        all.push(figures);
        let mine = |agency: &&Agency| {
            agency.level == Level::Commune && agency.parent.as_deref() == Some(&district)
        };
        all.extend((0..).zip(agencies.iter().filter(mine)).map(|(n, commune)| {
            let mut figures = facts(&commune.code, period, stated_at);
            figures.offers_copies = Some(n < offering);
            figures
        }));
    }
    all
}

/// The merged Thái Nguyên, year 2026 until 10/10/2026 14:00, calibrated on the published figures of
/// that moment. `permille` 1000 is the whole province; less shares every count of dossiers down by
/// largest remainder, while services, publications and petitions stay whole.
#[must_use]
pub fn thai_nguyen_2026(seed: u64, permille: u64) -> World {
    let to = day_start(date(2026, 10, 10)) + 14 * 3600;
    let span = Span {
        early: day_start(date(2025, 10, 1)),
        from: day_start(date(2026, 1, 1)),
        to,
        until: to,
    };
    let total = THAI_NGUYEN.scaled(permille);
    let agencies = merged_thai_nguyen();
    let mine = |agency: &&Agency| {
        agency.parent.as_deref() == Some("H55") && agency.valid_on(date(2026, 1, 1))
    };
    let units = share_out(seed, &agencies.iter().filter(mine).collect::<Vec<_>>(), total);
    let kinds = Kinds {
        paid: 46,
        unpaid: 57,
        population: 176,
        other: 1121,
        with_fee: 366,
        for_person: 1305,
    };
    let plan = Plan::new(seed, span, &units, kinds);
    let announced = Announced { decided: 57, on_time: 1, before: 2, public_on_time: 0 };
    let heard = Heard { all: 183, on_time: 104, satisfied: 74, about_rules: 159, about_staff: 17 };
    let levels = Levels { partial: 412, full: 831 };
    let since = date(2025, 7, 1);
    let parts = Parts {
        services: services(&plan, &agencies, levels, since),
        publications: publications(&plan, "H55", announced),
        petitions: petitions(&plan, heard),
        facts: yearly_facts(&plan, &agencies, span.to - 7200),
    };
    World::new(agencies, plan, parts)
}

/// Published for the year 2026 until 10/10/2026 07:00 UTC; online and post are not published.
const THAI_NGUYEN: Counts = Counts {
    handled: 265_883,
    on_time: 254_178,
    unhappy: 254_178 - 254_078,
    received: 224_083,
    synced: 224_083,
    online: 219_377,
    post: 1_204,
    fee: 204_116,
    paid: 181_383,
    result: 210_223,
    digitised: 65_846,
    reused: 77_736,
    population: 109_242,
    store: 1_664,
};

/// Shares counts out over agencies by Zipf's law in a seeded order.
fn share_out<'a>(seed: u64, agencies: &[&'a Agency], total: Counts) -> Vec<(&'a Agency, Counts)> {
    let mut draw = Draw::of(seed, u64::MAX - 3);
    let order = Shuffle::new(agencies.len() as u64, &mut draw);
    let weights: Vec<u64> =
        (0..agencies.len() as u64).map(|at| 1_000_000 / (order.rank(at) + 7)).collect();
    agencies.iter().copied().zip(spread(total, &weights)).collect()
}

/// Every commune offers certified copies; the national report has what was received.
fn yearly_facts(plan: &Plan, agencies: &[Agency], stated_at: Seconds) -> Vec<AgencyFacts> {
    let period = Period::Year { year: 2026 };
    let communes: std::collections::BTreeSet<&str> = agencies
        .iter()
        .filter(|agency| agency.level == Level::Commune)
        .map(|agency| agency.code.as_str())
        .collect();
    let one = |unit: &crate::plan::Unit| {
        let mut figures = facts(&unit.agency, period, stated_at);
        figures.offers_copies = communes.contains(&*unit.agency).then_some(true);
        figures.received_national_report = i64::try_from(unit.counts.received).ok();
        figures
    };
    plan.units.iter().map(one).collect()
}

/// The country in 2026 with `dossiers` dossiers handled, for load: 34 provinces, 3,876 departments
/// and communes, 5,700 procedures.
#[must_use]
pub fn nation(seed: u64, dossiers: u64) -> World {
    nation_of(seed, dossiers, national())
}

/// The same over the departments, districts and communes of a list of agencies in force on
/// 1/1/2026.
#[must_use]
pub fn nation_of(seed: u64, dossiers: u64, agencies: Vec<Agency>) -> World {
    let start = |day: Date| day_start(day);
    let span = Span {
        early: start(date(2025, 11, 15)),
        from: start(date(2026, 1, 1)),
        to: start(date(2027, 1, 1)),
        until: start(date(2027, 1, 1)),
    };
    let leaf = |agency: &&Agency| {
        let level = matches!(agency.level, Level::Department | Level::District | Level::Commune);
        level && agency.valid_on(date(2026, 1, 1))
    };
    let leaves: Vec<&Agency> = agencies.iter().filter(leaf).collect();
    let mut units = share_out(seed, &leaves, Counts { handled: dossiers, ..Counts::default() });
    let mut draw = Draw::of(seed, u64::MAX - 4);
    units.iter_mut().for_each(|(_, counts)| *counts = typical(counts.handled, &mut draw));
    let kinds = Kinds {
        paid: 600,
        unpaid: 400,
        population: 1500,
        other: 3200,
        with_fee: 1900,
        for_person: 4100,
    };
    let plan = Plan::new(seed, span, &units, kinds);
    let levels = Levels { partial: 1700, full: 3100 };
    let parts = Parts {
        services: services(&plan, &agencies, levels, date(2025, 7, 1)),
        petitions: petitions(&plan, NATIONAL_PETITIONS),
        facts: yearly_facts(&plan, &agencies, span.to - 7200),
        ..Parts::default()
    };
    World::new(agencies, plan, parts)
}

const NATIONAL_PETITIONS: Heard =
    Heard { all: 9_120, on_time: 6_870, satisfied: 5_430, about_rules: 7_215, about_staff: 1_004 };

/// Counts of an agency as they might be: every share drawn around a usual one.
fn typical(handled: u64, draw: &mut Draw) -> Counts {
    let mut of = |whole: u64, low: u64, high: u64| whole * (low + draw.below(high - low)) / 1000;
    let (on_time, received) = (handled - of(handled, 0, 200), handled - of(handled, 10, 100));
    let (online, fee) = (of(received, 450, 990), of(received, 250, 800));
    let (result, population) = (of(handled, 350, 950), of(handled, 200, 700));
    Counts {
        handled,
        on_time,
        unhappy: of(on_time, 0, 12),
        received,
        synced: of(received, 900, 1000),
        online,
        post: of(received - online, 0, 200),
        fee,
        paid: of(fee, 300, 980),
        result,
        digitised: of(result, 200, 900),
        reused: of(handled, 50, 600),
        population,
        store: of(population, 0, 60),
    }
}
