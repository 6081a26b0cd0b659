//! Two months of a simulated province, and one thing that happens at one agency between them: the movement
//! must name that agency and that cause first.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

use std::collections::HashMap;
use std::sync::LazyLock;

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::dossier::{Seconds, Version};
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::quality_marks;
use chiso_scoring::movement::{Cause, Key, Movement, Over, Point, Question, between, headline};
use chiso_scoring::period::Period;
use chiso_scoring::record::Record;
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::sheet::Place;
use chiso_scoring::standing::Standing;
use chiso_sim::{Event, Happening, Message, Tricks, Turn, World, thai_nguyen_2026};
use rstest::rstest;

/// Midnight in Vietnam, 1/8, 1/9 and 1/10/2026.
const AUGUST: Seconds = 1_785_517_200;
const SEPTEMBER: Seconds = 1_788_195_600;
const OCTOBER: Seconds = 1_790_787_600;
const DAY: Seconds = 86_400;

static RULEBOOKS: LazyLock<Rulebooks> = LazyLock::new(Rulebooks::embedded);

fn rulebook(id: &str) -> &'static Rulebook {
    RULEBOOKS.get(id).unwrap()
}

fn world(seed: u64) -> World {
    thai_nguyen_2026(seed, 60).with_tricks(Tricks::none())
}

/// How everything stood at a moment, by what was said until `heard`.
fn stand(world: &World, events: &[Event], heard: Seconds, now: Seconds) -> Standing {
    let plan = Plan::new(&RULEBOOKS.all().iter().collect::<Vec<_>>(), &quality_marks());
    let tree = AgencyTree::new(world.agencies.iter().cloned()).unwrap();
    let mut standing = Standing::new(plan, tree, now);
    let mut subjects: HashMap<(&'static str, String), (u32, Record)> = HashMap::new();
    let mut versions: HashMap<Box<str>, Version> = HashMap::new();
    for event in events.iter().filter(|event| event.at < heard) {
        if let Message::Record(record) = &event.message {
            let next = u32::try_from(subjects.len()).unwrap();
            let (_, newest) = subjects.entry(record.key()).or_insert((next, (**record).clone()));
            if *newest < **record {
                *newest = (**record).clone();
            }
        } else if let Some(statement) = event.statement() {
            versions.entry(statement.number.clone()).or_default().join(&statement).unwrap();
        }
    }
    for (subject, record) in subjects.values() {
        standing.load_record(*subject, record);
    }
    for (key, (number, version)) in (1..).zip(&versions) {
        standing.load(key, number, version);
    }
    standing.loaded();
    standing
}

/// Communes and departments, those with most dossiers first.
fn largest(world: &World) -> Vec<String> {
    let mut units: Vec<_> = world.counts().map(|(code, counts)| (counts.handled, code)).collect();
    units.sort_unstable();
    units.into_iter().rev().map(|(_, code)| code.to_owned()).collect()
}

struct Told {
    movement: Movement,
    agency: String,
}

impl Told {
    /// Code of the unit named first, its main cause, and the cause named first over all.
    fn first(&self) -> (String, Cause, Key) {
        let units = self.movement.view(Over::Units);
        let line = &units.lines[0];
        let code = match line.key {
            Key::Unit(at) => self.movement.units[at as usize].code.clone(),
            other => format!("{other:?}"),
        };
        (code, line.main_cause(), self.movement.view(Over::Causes).lines[0].key)
    }

    fn named_first(&self, cause: Cause) {
        let said = headline(&self.movement, Lang::Vi);
        let first = self.first();
        assert_eq!(
            first,
            (self.agency.clone(), cause, Key::Cause(cause)),
            "{said}\n{}",
            self.lines()
        );
        let unit = self.movement.units.iter().find(|unit| unit.code == self.agency).unwrap();
        assert!(said.contains(&unit.name), "{said}");
    }

    fn lines(&self) -> String {
        let lines = self.movement.view(Over::Units).lines;
        let name = |key: Key| match key {
            Key::Unit(at) => self.movement.units[at as usize].code.clone(),
            other => format!("{other:?}"),
        };
        let text = |line: &chiso_scoring::movement::Line| {
            format!(
                "{} {} {:?}",
                name(line.key),
                line.amount.exact(),
                line.causes.map(|c| c.shown(4))
            )
        };
        lines.iter().take(6).map(text).collect::<Vec<_>>().join("\n")
    }
}

/// August and September under one rulebook, both as known at the end of September.
fn months(seed: u64, indicator: &str, turns: impl Fn(&str, &[String]) -> Vec<Turn>) -> Told {
    let world = world(seed);
    let units = largest(&world);
    let agency = units[0].clone();
    let events = world.turned(&turns(&agency, &units));
    let standing = stand(&world, &events, OCTOBER, OCTOBER);
    let book = rulebook("766-2024");
    let point = |period: &str| Point {
        live: standing.live(),
        revision: 2,
        period: period.parse::<Period>().unwrap(),
        rulebook: book,
    };
    let question = Question {
        agency: "H55",
        place: Place::find(book, indicator).unwrap(),
        before: point("2026-08"),
        restated: None,
        after: point("2026-09"),
    };
    Told { movement: between(question).unwrap(), agency }
}

fn turn(agency: &str, (from, to): (Seconds, Seconds), what: Happening) -> Turn {
    Turn { agency: agency.into(), from, to, what }
}

const SINCE_SEPTEMBER: (Seconds, Seconds) = (SEPTEMBER, OCTOBER + 30 * DAY);
const ALWAYS: (Seconds, Seconds) = (0, OCTOBER + 30 * DAY);

/// A department (or commune) no longer synchronises, turns late, or takes cash only.
#[rstest]
#[case("1.4", Happening::StopsSyncing)]
#[case("CKMB", Happening::StopsSyncing)]
#[case("2.1", Happening::EndsLater(40 * DAY))]
#[case("TDGQ", Happening::EndsLater(40 * DAY))]
#[case("3.6", Happening::PaysAtCounter)]
fn one_agency_that_does_worse_is_named_first(
    #[case] indicator: &str,
    #[case] what: Happening,
    #[values(766, 12, 2026)] seed: u64,
) {
    let told = months(seed, indicator, |agency, _| vec![turn(agency, SINCE_SEPTEMBER, what)]);
    assert!(told.movement.amount.is_loss());
    told.named_first(Cause::Performance);
}

/// Online filing is far above its target in this province, where nothing moves the points; so most agencies
/// file at the counter all the time here, and then one more does.
#[rstest]
fn one_commune_that_stops_filing_online_is_named_first(#[values(766, 12, 2026)] seed: u64) {
    let told = months(seed, "3.3", |agency, units| {
        let offline = units.iter().skip(1).step_by(2).chain(units.iter().skip(2).step_by(4));
        let always = offline.map(|unit| turn(unit, ALWAYS, Happening::FilesAtCounter));
        let now = turn(agency, SINCE_SEPTEMBER, Happening::FilesAtCounter);
        always.chain([now]).collect()
    });
    assert!(told.movement.amount.is_loss());
    told.named_first(Cause::Performance);
}

/// An agency that is always late gets many more dossiers.
#[rstest]
fn more_dossiers_at_a_late_agency_are_mix(#[values(766, 12, 2026)] seed: u64) {
    let told = months(seed, "3.6", |agency, _| {
        vec![
            turn(agency, ALWAYS, Happening::PaysAtCounter),
            turn(agency, SINCE_SEPTEMBER, Happening::Grows(6)),
        ]
    });
    assert!(told.movement.amount.is_loss());
    told.named_first(Cause::Mix);
}

/// A flood at the end of August was not due then; left undone it weighs on September as carried-over dossiers.
#[rstest]
fn dossiers_left_undone_in_august_are_carry_over(#[values(766, 12, 2026)] seed: u64) {
    let told = months(seed, "2.1", |agency, _| {
        let flood = (SEPTEMBER - 14 * DAY, SEPTEMBER);
        vec![
            turn(agency, flood, Happening::Grows(3)),
            turn(agency, flood, Happening::EndsLater(60 * DAY)),
        ]
    });
    assert!(told.movement.amount.is_loss(), "{}", told.lines());
    told.named_first(Cause::CarryOver);
}

/// March was known one way in August; in September an agency sends all its dossiers again without results.
#[rstest]
fn a_restatement_is_named_with_its_agency(#[values(766, 12, 2026)] seed: u64) {
    let world = world(seed);
    let agency = largest(&world)[0].clone();
    let what = turn(&agency, SINCE_SEPTEMBER, Happening::WithdrawsResults);
    let turned = world.turned(&[what]);
    let known_then = stand(&world, &turned, AUGUST, AUGUST);
    let known_now = stand(&world, &turned, OCTOBER, AUGUST);
    let reached = stand(&world, &turned, OCTOBER, OCTOBER);
    let book = rulebook("766-2024");
    let point = |standing, revision, period: &str| {
        let live = Standing::live(standing);
        Point { live, revision, period: period.parse::<Period>().unwrap(), rulebook: book }
    };
    let question = Question {
        agency: "H55",
        place: Place::find(book, "4.1").unwrap(),
        before: point(&known_then, 1, "2026-03"),
        restated: Some(known_now.live()),
        after: point(&reached, 2, "2026-04"),
    };
    let told = Told { movement: between(question).unwrap(), agency };
    assert!(told.movement.amount.is_loss());
    told.named_first(Cause::Restatement);
}

/// Other rules: nothing happened, and no agency is blamed.
#[rstest]
#[case(TOTAL, "2026-09")]
#[case("TTTT", "2026-09")]
#[case("3.5b", "2026-08")]
fn a_change_of_rules_is_named_and_nobody_is_blamed(
    #[case] place: &str,
    #[case] earlier: &str,
    #[values(766, 12, 2026)] seed: u64,
) {
    let world = world(seed);
    let events: Vec<Event> = world.events().collect();
    let standing = stand(&world, &events, OCTOBER, OCTOBER);
    let (old, new) = (rulebook("766-2022"), rulebook("766-2024"));
    let point = |rulebook, period: &str| Point {
        live: standing.live(),
        revision: 2,
        period: period.parse::<Period>().unwrap(),
        rulebook,
    };
    let question = Question {
        agency: "H55",
        place: Place::find(new, place).unwrap(),
        before: point(old, earlier),
        restated: None,
        after: point(new, "2026-09"),
    };
    let told = Told { movement: between(question).unwrap(), agency: String::new() };
    let (unit, cause, first) = told.first();
    assert_eq!((cause, first), (Cause::Rule, Key::Cause(Cause::Rule)), "{unit}\n{}", told.lines());
}

const TOTAL: &str = "TOTAL";
