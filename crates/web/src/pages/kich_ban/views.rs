//! What each view shows: sentences, tables, and the list that can be downloaded.

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use rust_decimal::Decimal;

use super::form::{Form, View};
use super::{PATH, look};
use crate::link::encoded;
use crate::listing::{Cell, Listed};
use crate::moment::local;
use crate::named::Named;
use crate::scenario::list::Wishes;
use crate::scenario::{Scene, TOP_MOST, named};
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::whatif::{Case, NextActions, Projected, Reaching, Refused, Shifted, Side, WhatIf};

/// What a view shows.
pub(super) struct Shown {
    pub sentences: Vec<String>,
    pub tables: Vec<Listed>,
    pub listed: Listed,
}

/// Columns of a case, by key, and whether they hold numbers.
const CASE: [(&str, bool); 5] = [
    ("whatif-code", false),
    ("col-unit", false),
    ("work-procedure", false),
    ("work-due", false),
    ("whatif-fixes", false),
];

impl Shown {
    /// What the view asked for shows; all of it if it is downloaded.
    pub fn of(study: &mut Study, form: &Form, whole: bool) -> Result<Self, Trouble> {
        let most = if whole { TOP_MOST } else { form.top };
        match form.view {
            View::Next => next(study, most),
            View::WhatIf => what_if(study, form),
            View::Target => target(study, form.goal, most),
            View::Projection => projection(study, most),
        }
    }
}

fn next(study: &mut Study, top: usize) -> Result<Shown, Trouble> {
    let found = look(study, |scene| scene.next(top, None))?;
    let found: NextActions = named(&study.app.store, study.revision, found)?;
    let lang = study.asked.lang;
    let gains = [("next-gain-now", true), ("next-gain-end", true), ("next-gain-fine", true)];
    let above = found.above.as_ref().map(|_| ("next-gain-above", true));
    let columns: Vec<(&str, bool)> = CASE.into_iter().chain(gains).chain(above).collect();
    let mut listed = Listed::new(lang, "viec-nen-lam", lang.text("scenario-next-name"), &columns);
    let named = Named::of(study)?;
    listed.rows.extend(found.actions.iter().map(|action| {
        let signed = |points| signed(lang, points);
        let gain = action.gain;
        let gains = [gain.now, gain.end, gain.end_unrounded].map(signed);
        let above = action.gain_above.map(|gain| signed(gain.end));
        case(study, &named, &action.case).into_iter().chain(gains).chain(above).collect()
    }));
    listed.empty = lang.text("scenario-next-none");
    listed.count = lang.text_with(
        "scenario-next-count",
        &[
            ("fixable", &lang.integer(found.fixable as i64)),
            ("gaining", &lang.integer(found.gaining as i64)),
        ],
    );
    let listed = listed.downloads(&study.asked, study.facts());
    Ok(Shown { sentences: vec![found.summary], tables: Vec::new(), listed })
}

fn what_if(study: &mut Study, form: &Form) -> Result<Shown, Trouble> {
    let lang = study.asked.lang;
    let columns = [
        ("col-unit", false),
        ("whatif-total-before", true),
        ("whatif-total-after", true),
        ("whatif-change", true),
        ("whatif-rank-before", true),
        ("whatif-rank-after", true),
    ];
    let mut listed = Listed::new(lang, "thu-hang", lang.text("scenario-ranks"), &columns);
    listed.empty = lang.text("scenario-ranks-none");
    if form.lists.is_empty() {
        return Ok(Shown { sentences: Vec::new(), tables: Vec::new(), listed });
    }
    let wishes = Wishes::find(&study.app.store, study.revision, &form.lists)?;
    let found: WhatIf = look(study, |scene| scene.what_if(&wishes))?;
    listed.rows = found.shifts.iter().map(|shift| shifted(study, shift)).collect();
    let listed = listed.downloads(&study.asked, study.facts());
    let sides = [
        ("whatif-before", &found.before),
        ("whatif-after", &found.after),
        ("whatif-end-before", &found.before_at_end),
        ("whatif-end-after", &found.after_at_end),
    ];
    let mut tables = vec![points(study, &sides)];
    tables.extend((!found.refused.is_empty()).then(|| refused(study, &found.refused)));
    let at_end = lang.text_with("whatif-at-end", &[("summary", &found.summary_at_end)]);
    Ok(Shown { sentences: vec![found.summary, at_end], tables, listed })
}

fn target(study: &mut Study, goal: Option<Decimal>, most: usize) -> Result<Shown, Trouble> {
    let found = look(study, |scene| {
        let goal = goal.map_or_else(|| next_grade(scene), Ok)?;
        scene.target(goal, most)
    })?;
    let found: Reaching = named(&study.app.store, study.revision, found)?;
    let lang = study.asked.lang;
    let mut listed = Listed::new(lang, "de-dat", lang.text("scenario-target-name"), &CASE);
    let named = Named::of(study)?;
    listed.rows = found.cases.iter().map(|cell| case(study, &named, cell)).collect();
    listed.count = part(lang, found.cases.len(), found.count.unwrap_or(0));
    listed.empty = lang.text("scenario-target-none");
    let listed = listed.downloads(&study.asked, study.facts());
    Ok(Shown { sentences: vec![found.summary], tables: Vec::new(), listed })
}

/// Where the grade above the present one begins; the best one's beginning for who has it.
fn next_grade(scene: &Scene<'_>) -> Result<Decimal, crate::scenario::NoScene> {
    let total = scene.board()?.score(scene.agency).total.points.unwrap_or_default();
    let starts = scene.rulebook.grades.iter().map(|grade| Decimal::from(grade.from));
    let above = starts.clone().filter(|start| *start > total).min();
    Ok(above.or_else(|| starts.max()).unwrap_or_default())
}

fn projection(study: &mut Study, most: usize) -> Result<Shown, Trouble> {
    let found = look(study, |scene| scene.project(most))?;
    let found: Projected = named(&study.app.store, study.revision, found)?;
    let lang = study.asked.lang;
    let mut listed = Listed::new(lang, "den-han", lang.text("scenario-due"), &CASE);
    let named = Named::of(study)?;
    listed.rows = found.due.iter().map(|due| case(study, &named, due)).collect();
    listed.count = part(lang, found.due.len(), found.due_count);
    listed.empty = lang.text("scenario-due-none");
    let listed = listed.downloads(&study.asked, study.facts());
    let over = found.over.then(|| lang.text("project-over"));
    let sides = [
        ("whatif-before", &found.now),
        ("scenario-floor", &found.floor),
        ("scenario-ceiling", &found.ceiling),
    ];
    let tables = vec![points(study, &sides)];
    Ok(Shown { sentences: over.into_iter().chain(found.summary).collect(), tables, listed })
}

/// How many of how many are listed; nothing if all are.
fn part(lang: Lang, listed: usize, all: usize) -> String {
    if listed == all {
        return String::new();
    }
    let (listed, all) = (lang.integer(listed as i64), lang.integer(all as i64));
    lang.text_with("scenario-part", &[("listed", &listed), ("all", &all)])
}

fn case(study: &Study, named: &Named, case: &Case) -> Vec<Cell> {
    let lang = study.asked.lang;
    let due = case.due_at.map_or(Item::Missing, |at| Item::Moment(local(at)));
    let fixes = case.fixes.iter().map(|fix| lang.text(&format!("whatif-fix-{fix}")));
    // Petitions are about no procedure, and have no page of their own.
    let page = case.procedure.as_ref().map(|_| format!("/ho-so/{}", encoded(&case.code)));
    let href = page.map(|page| study.link(&page, &[])).unwrap_or_default();
    let procedure = case.procedure.as_ref().map(|code| named.procedure(code));
    let procedure = procedure.map_or(Item::Missing, Item::Text);
    vec![
        Cell::text(case.code.clone()).at(href),
        Cell::text(case.name.clone()).at(study.link(PATH, &[("agency", &case.agency)])),
        Cell::new(lang, procedure),
        Cell::new(lang, due),
        Cell::text(fixes.collect::<Vec<_>>().join(", ")),
    ]
}

fn signed(lang: Lang, points: Decimal) -> Cell {
    Cell { text: lang.signed(points), ..Cell::new(lang, Item::Decimal(points)) }
}

fn maybe(lang: Lang, points: Option<Decimal>) -> Cell {
    Cell::new(lang, points.map_or(Item::Missing, Item::Decimal))
}

fn shifted(study: &Study, shift: &Shifted) -> Vec<Cell> {
    let lang = study.asked.lang;
    let change = shift.total_before.zip(shift.total_after).map(|(before, after)| after - before);
    let rank = |rank: Option<usize>| {
        Cell::new(lang, rank.map_or(Item::Missing, |rank| Item::Integer(rank as i64)))
    };
    vec![
        Cell::text(shift.name.clone()).at(study.link(PATH, &[("agency", &shift.agency)])),
        maybe(lang, shift.total_before),
        maybe(lang, shift.total_after),
        change.map_or_else(|| maybe(lang, None), |change| signed(lang, change)),
        rank(shift.rank_before),
        rank(shift.rank_after),
    ]
}

/// Groups and total of several sides, and their grades and ranks.
fn points(study: &Study, sides: &[(&'static str, &Side)]) -> Listed {
    let lang = study.asked.lang;
    let head = ("cli-item", false);
    let columns: Vec<_> =
        std::iter::once(head).chain(sides.iter().map(|side| (side.0, true))).collect();
    let mut listed = Listed::new(lang, "diem", lang.text("scenario-groups"), &columns);
    let rulebook = study.rulebook();
    for (at, group) in rulebook.groups.iter().enumerate() {
        let points = |side: &Side| side.groups.get(at).and_then(|group| group.points);
        let cells = sides.iter().map(|(_, side)| maybe(lang, points(side)));
        listed
            .rows
            .push(std::iter::once(Cell::text(lang.pick(&group.name))).chain(cells).collect());
    }
    let mut row = |name: &str, cell: &dyn Fn(&Side) -> Cell| {
        let cells = sides.iter().map(|(_, side)| cell(side));
        listed.rows.push(std::iter::once(Cell::text(lang.text(name))).chain(cells).collect());
    };
    row("whatif-total", &|side| maybe(lang, side.total));
    row("explain-grade", &|side| {
        let grade = side.total.and_then(|total| rulebook.grade(total));
        Cell::new(lang, grade.map_or(Item::Missing, |g| Item::Text(lang.pick(&g.name).to_owned())))
    });
    row("cli-rank", &|side| {
        let rank = side.rank.map(|rank| format!("{rank}/{}", side.of));
        Cell::new(lang, rank.map_or(Item::Missing, Item::Text))
    });
    listed.downloads(&study.asked, study.facts())
}

fn refused(study: &Study, refused: &[Refused]) -> Listed {
    let lang = study.asked.lang;
    let columns = [("whatif-code", false), ("whatif-fixes", false), ("scenario-why", false)];
    let mut listed = Listed::new(lang, "khong-lam-duoc", lang.text("scenario-refused"), &columns);
    listed.rows.extend(refused.iter().map(|refused| {
        let fix = lang.text(&format!("whatif-fix-{}", refused.fix));
        vec![Cell::text(refused.code.clone()), Cell::text(fix), Cell::text(refused.why(lang))]
    }));
    listed.downloads(&study.asked, study.facts())
}
