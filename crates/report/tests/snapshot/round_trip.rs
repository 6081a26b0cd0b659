//! What is sealed opens as it was frozen, to the last digit and byte.

use chiso_report::snapshot::{Frozen, Opened, Origin, Refused, Unsealable, open, seal, verify};
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::rank::national;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::{COUNTED, Place, Provenance, Sheet};
use proptest::prelude::*;

use crate::common::data;
use crate::world::{self, Draw};

/// The sheet as it is without any file.
fn sheet<'a>(frozen: &Frozen, tree: &'a AgencyTree, rules: &'a Rulebook) -> Sheet<'a> {
    let at =
        Provenance { as_of: frozen.as_of, source: COUNTED.to_owned(), revision: frozen.revision };
    match frozen.origin {
        Origin::Dossiers => Sheet::counted(tree, rules, frozen.period, &frozen.counted, &at),
        Origin::Published => Sheet::new(tree, rules, frozen.period, frozen.basis, &frozen.captured),
    }
}

/// Seals, opens and compares; gives the opened file.
fn there_and_back(frozen: &Frozen, rules: &Rulebook) -> Opened {
    let sealed = seal(frozen, &world::key()).unwrap();
    assert_eq!(sealed, seal(&frozen.clone().in_order(), &world::key()).unwrap());
    let opened = open(&sealed.full).unwrap();
    assert_eq!(*opened.frozen(), frozen.clone().in_order());
    assert_eq!(seal(opened.frozen(), &world::key()).unwrap(), sealed);
    assert_eq!((opened.root(), opened.key().to_bytes()), (sealed.root, sealed.key));
    let verdict = verify(&sealed.full, Some(&world::key().public())).unwrap();
    assert_eq!(verdict.faults, []);
    let mut known = frozen.agencies.clone();
    let codes: Vec<String> = known.iter().map(|agency| agency.code.clone()).collect();
    known.iter_mut().for_each(|agency| agency.successors.retain(|code| codes.contains(code)));
    let tree = AgencyTree::new(known).unwrap();
    let before = sheet(frozen, &tree, rules);
    let after = opened.sheet();
    for agency in tree.in_force(frozen.period) {
        assert_eq!(before.score(agency), after.score(agency), "{}", agency.code);
        assert_eq!(before.data(&agency.code), after.data(&agency.code), "{}", agency.code);
        let ranks = |sheet: &Sheet<'_>| -> Vec<_> {
            let children = tree.children(&agency.code, frozen.period);
            let rows = sheet.rank(&children, Place::Total);
            rows.into_iter().map(|row| (row.rank, row.agency.code.clone())).collect()
        };
        let ranked = |sheet: &Sheet<'_>| -> Vec<_> {
            let children = sheet.children(&agency.code);
            let rows = sheet.rank(&children, Place::Total);
            rows.into_iter().map(|row| (row.rank, row.agency.code.clone())).collect()
        };
        assert_eq!(ranks(&before), ranked(&after));
    }
    opened
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_counted_month_opens_as_it_was(seed in any::<u64>(), children in 1..6_u64, most in 1..400_u64) {
        let mut draw = Draw(seed);
        let frozen = world::counted(&mut draw, children, most);
        let rules = Rulebook::read("x", &frozen.rulebook, &chiso_scoring::expr::Columns::embedded());
        let opened = there_and_back(&frozen, &rules.unwrap());
        prop_assert_eq!(opened.agency().map(|agency| &*agency.code), Some("H55"));
    }

    #[test]
    fn a_published_month_opens_as_it_was(seed in any::<u64>(), children in 1..6_u64) {
        let mut draw = Draw(seed);
        let frozen = world::published(&mut draw, children);
        let rules = Rulebook::read("x", &frozen.rulebook, &chiso_scoring::expr::Columns::embedded());
        there_and_back(&frozen, &rules.unwrap());
    }
}

/// The nation with two provinces: its total, axes and groups are what pages say, means or published.
#[test]
fn a_nations_month() {
    let mut means = 0;
    for seed in 0..8 {
        let month = world::published(&mut Draw(seed), 2);
        let mut frozen = Frozen { agency: "VN".to_owned(), ..month };
        let other = chiso_scoring::agency::Agency {
            code: "H44".to_owned(),
            name: "Tỉnh Phú Thọ".to_owned(),
            ..frozen.agencies[3].clone()
        };
        frozen.agencies.push(other);
        let theirs = frozen.captured.iter().filter(|row| row.reported.agency == "H55.9");
        let mut theirs: Vec<_> = theirs.cloned().collect();
        theirs.iter_mut().for_each(|row| row.reported.agency = "H44".to_owned());
        frozen.captured.extend(theirs);
        let columns = chiso_scoring::expr::Columns::embedded();
        let rules = Rulebook::read("x", &frozen.rulebook, &columns).unwrap();
        let opened = there_and_back(&frozen, &rules);
        let sheet = opened.sheet();
        for (agency, place, standing) in opened.standings() {
            let Some(told) = national(&sheet, agency, place) else { continue };
            assert_eq!(standing.points, told.points, "{seed} {place:?}");
            means += usize::from(told.mean_of.is_some() && told.points.points.is_some());
        }
        let ranked = |code: &str| {
            let mut rows = opened.standings();
            let row = rows.find(|(of, place, _)| of.code == code && *place == Place::Total);
            row.map(|(_, _, standing)| (standing.points.points.is_some(), standing.rank.is_some()))
        };
        for code in ["H44", "H55"] {
            let (points, rank) = ranked(code).unwrap();
            assert_eq!(points, rank, "{seed} {code}");
        }
    }
    assert!(means > 0, "some of them are means");
}

/// Bắc Kạn, August 2023, as the portal published it.
fn bac_kan() -> (Frozen, Rulebook) {
    let rules = world::rulebook("766-2022");
    let month = data::BAC_KAN;
    let tree = data::tree();
    let below = |code: &str| code == "VN" || code == "H03" || code.starts_with("H03.");
    let frozen = Frozen {
        origin: Origin::Published,
        basis: Basis::Published,
        agencies: tree
            .in_force(month.period())
            .into_iter()
            .filter(|a| below(&a.code))
            .cloned()
            .collect(),
        captured: month.captured(),
        ..world::blank("H03", month.period(), &rules)
    };
    (frozen, rules)
}

#[test]
fn a_published_month_of_a_real_province() {
    let (frozen, rules) = bac_kan();
    let opened = there_and_back(&frozen, &rules);
    let agency = opened.agency().unwrap();
    assert_eq!(agency.name, "Bắc Kạn");
    let total = opened.sheet().score(agency).total.points.map(|points| points.to_string());
    let row = opened.standings().find(|(of, place, _)| of.code == "H03" && *place == Place::Total);
    let (_, _, standing) = row.unwrap();
    assert_eq!(standing.points.points.map(|points| points.to_string()), total);
    assert!(total.is_some() && standing.rank.is_none() && standing.grade.is_some());
}

/// The format is kept for ever: this root may only change with the version in the first line.
#[test]
fn the_bytes_of_a_known_month_stay_the_same() {
    let frozen = world::counted(&mut Draw(20_260_831), 2, 60);
    let sealed = seal(&frozen, &world::key()).unwrap();
    let text = String::from_utf8(sealed.full).unwrap();
    let told = text.lines().filter(|line| !line.contains("\trule\t"));
    let wanted = ["\thead\t", "\tagency\t", "\tsource\t", "\tcheck\t", "\tunit\t", "\tH55.249\t"];
    let plain = |line: &&str| {
        !line.contains("\tpoints\t") || line.contains("\ttotal\t") || line.contains("\taxis\t")
    };
    let shown = told.filter(|line| {
        wanted.iter().any(|part| line.contains(part)) || line.split('\t').count() < 4
    });
    insta::assert_snapshot!(shown.filter(plain).collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_complete_file_is_what_is_opened() {
    let frozen = world::counted(&mut Draw(7), 4, 60);
    let sealed = seal(&frozen, &world::key()).unwrap();
    assert!(sealed.withheld > 0);
    assert_eq!(open(&sealed.public).unwrap_err(), Refused::Withheld(sealed.withheld));
}

#[test]
fn what_contradicts_itself_is_not_sealed() {
    let frozen = || world::counted(&mut Draw(11), 2, 90);
    let refused = |frozen: Frozen| seal(&frozen, &world::key()).unwrap_err();
    let rules = Frozen { rulebook: "[rulebook]".to_owned(), ..frozen() };
    assert_eq!(refused(rules), Unsealable::Rulebook);
    let elsewhere = Frozen { agency: "H44".to_owned(), ..frozen() };
    assert_eq!(refused(elsewhere), Unsealable::Agencies("H44".to_owned()));
    let mut orphan = frozen();
    orphan.agencies.retain(|agency| agency.code != "VN");
    assert_eq!(refused(orphan), Unsealable::Agencies("H55".to_owned()));
    let mut short = frozen();
    short.counted[1].measures.pop();
    assert!(matches!(refused(short), Unsealable::Counts(_)));
    let mut half = frozen();
    half.own.pop();
    assert!(matches!(refused(half), Unsealable::Counts(_)));
    let mut huge = frozen();
    huge.counted[0].measures[0] = i64::MAX;
    assert!(matches!(refused(huge), Unsealable::Row(fault) if fault.stands.contains("tally")));
    let mut unknown = frozen();
    unknown.counted[0].agency = "H55.1".to_owned();
    unknown.own[0].agency = "H55.1".to_owned();
    assert!(matches!(refused(unknown), Unsealable::Row(fault) if fault.agency == "H55.1"));
}

/// One more than fits is refused, as much as fits is not.
#[test]
fn bounds_of_a_file() {
    use chiso_report::snapshot::limits;
    let many = |agencies: usize| {
        let mut frozen = world::counted(&mut Draw(3), 1, 50);
        let more = agencies - frozen.agencies.len();
        let like = frozen.agencies[0].clone();
        let other = |at: usize| chiso_scoring::agency::Agency {
            code: format!("Z{at:05}"),
            parent: None,
            level: chiso_scoring::agency::Level::Ministry,
            ..like.clone()
        };
        frozen.agencies.extend((0..more).map(other));
        seal(&frozen, &world::key())
    };
    assert!(many(limits::AGENCIES).is_ok());
    assert_eq!(many(limits::AGENCIES + 1), Err(Unsealable::Agencies("H55".to_owned())));
    let long = |bytes: usize| {
        let mut frozen = world::counted(&mut Draw(3), 1, 50);
        frozen.closed_by = "x".repeat(bytes);
        seal(&frozen, &world::key())
    };
    let around = "head\tclosed_by\t".len() + 128;
    assert!(long(limits::ROW_BYTES - around).is_ok());
    assert_eq!(long(limits::ROW_BYTES - around + 1), Err(Unsealable::TooMuch));
}
