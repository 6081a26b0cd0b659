//! `chiso movement`: why a number moved between two sides.

use std::process::ExitCode;

use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::movement::{
    Amount, Bar, Cause, Chain, Label, Movement as Told, Point, Question, Side as SheetSide, View,
    between, cause_key, headline, key_text, movement, waterfall,
};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Sheet;
use chiso_web::wire::movement::{About, Movement as Wire, MovementSide};
use chiso_web::wire::{Heading, status};

use super::{not_empty, rank};
use crate::args::{Args, Movement, Origin};
use crate::failure::Failure;
use crate::installation::{Asked, Installation};
use crate::output::{Table, data, message, print};
use crate::present::{Present, civil, reached, seconds_now};
use crate::spelling::Side;
use crate::tell::say;

/// Decimals of points in the table.
const DIGITS: u32 = 4;
/// Width of the waterfall, in characters.
const WIDTH: u64 = 48;

/// Runs the command.
pub fn run(args: &Args, asked: &Movement) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    for side in [asked.from, asked.to] {
        known(&installation, side)?;
    }
    let sheets =
        (published(&installation, asked, asked.from)?, published(&installation, asked, asked.to)?);
    let (told, about) = match sheets {
        (Some(before), Some(after)) => of_published(&installation, asked, &before, &after)?,
        _ => of_dossiers(&installation, asked)?,
    };
    for note in &told.notes {
        message(&args.lang.text(&format!("movement-note-{}", note.code())));
    }
    let wire = Wire::new(about, &told, asked.over.into(), asked.top, args.lang);
    let plain = !(args.json || args.csv);
    if plain {
        data(&format!("{}\n\n", headline(&told, args.lang)))?;
    }
    let view = told.view(asked.over.into()).rounded(DIGITS);
    print(args, &wire, &table(&told, &view, asked.top, args.lang))?;
    if plain && told.change.is_some() {
        data("\n")?;
        print(args, &wire, &drawing(&told, &view, asked.top, args.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A side asks for a revision that there is.
fn known(installation: &Installation, side: Side) -> Result<(), Failure> {
    let latest = installation.store.revision()?;
    match side.known_at {
        Some(revision) if revision > latest => {
            let said = say("fail-revision-none").plain("revision", revision);
            Err(Failure::not_found(said.plain("latest", latest)))
        }
        _ => Ok(()),
    }
}

/// The published figures of a side; `None` if it is to be counted from dossiers.
fn published<'i>(
    installation: &'i Installation,
    asked: &Movement,
    side: Side,
) -> Result<Option<Sheet<'i>>, Failure> {
    if asked.figures == Some(Origin::Dossiers) {
        return Ok(None);
    }
    let wanted = Asked {
        period: side.period,
        as_of: side.as_of,
        known_at: side.known_at,
        rules: asked.rules.clone(),
        basis: asked.basis.into(),
        from: Some(Origin::Published),
    };
    let sheet = installation.sheet(&wanted)?.sheet;
    if asked.figures == Some(Origin::Published) {
        not_empty(&sheet, &wanted)?;
    }
    let any = sheet.agencies().next().is_some();
    Ok(any.then_some(sheet))
}

fn of_published(
    installation: &Installation,
    asked: &Movement,
    before: &Sheet<'_>,
    after: &Sheet<'_>,
) -> Result<(Told, About), Failure> {
    let place = rank::place(after.rulebook(), &asked.indicator)?;
    let side = |sheet| SheetSide { sheet, live: None };
    let others = before.rulebook().id != after.rulebook().id;
    let ruled = others.then(|| ruled(installation, asked, after.rulebook())).transpose()?;
    let chain =
        Chain { before: side(before), restated: None, ruled: ruled.as_ref(), after: side(after) };
    let told = movement(chain, &asked.agency, place)?;
    let latest = installation.store.revision()?;
    let named = |sheet: &Sheet<'_>, side: Side| MovementSide {
        period: side.period.to_string(),
        as_of: side.as_of.map(|at| at.to_string()),
        revision: side.known_at.unwrap_or(latest),
        rulebook: sheet.rulebook().id.clone(),
    };
    let sides = (named(before, asked.from), named(after, asked.to));
    let agency = after.tree.find(&asked.agency, asked.to.period)?;
    Ok((told, about(after.rulebook(), agency, sides, None)))
}

/// The earlier side's published figures under the later side's rules.
fn ruled<'i>(
    installation: &'i Installation,
    asked: &Movement,
    rulebook: &Rulebook,
) -> Result<Sheet<'i>, Failure> {
    let wanted = Asked {
        period: asked.from.period,
        as_of: asked.from.as_of,
        known_at: asked.from.known_at,
        rules: Some(rulebook.id.clone()),
        basis: asked.basis.into(),
        from: Some(Origin::Published),
    };
    Ok(installation.sheet(&wanted)?.sheet)
}

fn of_dossiers(installation: &Installation, asked: &Movement) -> Result<(Told, About), Failure> {
    let readings = Readings::open(installation, asked)?;
    let rules = asked.rules.as_deref();
    let (before, after) = (
        point(&readings.before, installation.rulebook(rules, asked.from.period)?, asked.from),
        point(readings.after(), installation.rulebook(rules, asked.to.period)?, asked.to),
    );
    let place = rank::place(after.rulebook, &asked.indicator)?;
    for side in [before, after] {
        counted(side, &asked.agency)?;
    }
    let restated = readings.restated.as_ref().map(|present| present.standing.live());
    let question = Question { agency: &asked.agency, place, before, restated, after };
    let told = between(question)?;
    let named = |point: Point<'_>, present: &Present| {
        Ok::<_, Failure>(MovementSide {
            period: point.period.to_string(),
            as_of: Some(civil(present.at)?.to_string()),
            revision: point.revision,
            rulebook: point.rulebook.id.clone(),
        })
    };
    let sides = (named(before, &readings.before)?, named(after, readings.after())?);
    let agency = after.live.tree().find(&asked.agency, after.period)?;
    Ok((told, about(after.rulebook, agency, sides, Some("dossiers"))))
}

/// Dossiers are counted for the agency in the period.
fn counted(point: Point<'_>, agency: &str) -> Result<(), Failure> {
    point.live.tree().find(agency, point.period)?;
    if point.live.periods().any(|period| period == point.period) {
        return Ok(());
    }
    Err(super::no_figures(point.period))
}

fn point<'a>(present: &'a Present, rulebook: &'a Rulebook, side: Side) -> Point<'a> {
    let Present { revision, standing, .. } = present;
    Point { live: standing.live(), revision: *revision, period: side.period, rulebook }
}

/// How everything stood: each moment and revision is read once.
struct Readings {
    before: Present,
    /// The earlier side's moment as known at the later side's revision, if that is another.
    restated: Option<Present>,
    /// `None`: the later side stands at the same moment.
    after: Option<Present>,
}

impl Readings {
    fn open(installation: &Installation, asked: &Movement) -> Result<Self, Failure> {
        let now = seconds_now();
        let latest = installation.store.revision()?;
        let at = |side: Side| side.as_of.map_or(Ok(now), reached);
        let revision = |side: Side| side.known_at.unwrap_or(latest);
        let (from, to) = (at(asked.from)?, at(asked.to)?);
        let (old, new) = (revision(asked.from), revision(asked.to));
        let read = |at, revision| -> Result<Present, Failure> {
            let plan = installation.plan();
            let (revision, standing) =
                chiso_store::live::read(&installation.store, plan, at, Some(revision))?;
            Ok(Present { revision, at, standing })
        };
        let before = read(from, old)?;
        let restated = (old != new).then(|| read(from, new)).transpose()?;
        // At one moment the later side is the earlier one, restated.
        let after = (from != to).then(|| read(to, new)).transpose()?;
        Ok(Self { before, restated, after })
    }

    fn after(&self) -> &Present {
        self.after.as_ref().or(self.restated.as_ref()).unwrap_or(&self.before)
    }
}

fn about(
    rulebook: &Rulebook,
    agency: &Agency,
    sides: (MovementSide, MovementSide),
    from: Option<&'static str>,
) -> About {
    let heading = Heading {
        rulebook: rulebook.id.clone(),
        status: status(rulebook),
        period: sides.1.period.clone(),
        as_of: sides.1.as_of.clone(),
        revision: sides.1.revision,
        from,
    };
    About { heading, agency: (agency.code.clone(), agency.name.clone()), sides }
}

/// A line each, with a column for every cause there is; last the sum.
fn table(told: &Told, view: &View, most: usize, lang: Lang) -> Table {
    let causes: Vec<Cause> = Cause::ALL
        .into_iter()
        .filter(|cause| view.lines.iter().any(|line| !line.by(*cause).is_zero()))
        .collect();
    let mut columns = vec![(lang.text("cli-item"), false), (lang.text("movement-points"), true)];
    columns.extend(causes.iter().map(|cause| (lang.text(&cause_key(*cause)), true)));
    let mut table = Table { columns, rows: Vec::new() };
    let (lines, more, rest) = view.top(most);
    for line in lines {
        let amounts = causes.iter().map(|cause| line.by(*cause));
        let cells = amounts
            .map(|amount| if amount.is_zero() { String::new() } else { shown(amount, lang) });
        let name = key_text(told, line.key, lang);
        table.rows.push([name, shown(line.amount, lang)].into_iter().chain(cells).collect());
    }
    let mut push = |name: String, amount: Amount| {
        let empty = causes.iter().map(|_| String::new());
        table.rows.push([name, shown(amount, lang)].into_iter().chain(empty).collect());
    };
    if more > 0 {
        push(lang.text_with("movement-rest", &[("count", &more.to_string())]), rest);
    }
    push(lang.text("movement-sum"), view.amount());
    table
}

fn shown(amount: Amount, lang: Lang) -> String {
    lang.signed(amount.shown(DIGITS))
}

/// The waterfall in characters: each bar begins where the one before ends.
fn drawing(told: &Told, view: &View, most: usize, lang: Lang) -> Table {
    let bars = waterfall(told, view, most);
    let ends = bars.iter().flat_map(|bar| [bar.start, bar.end]);
    let steps = bars.iter().filter(|bar| !matches!(bar.label, Label::Before | Label::After));
    let (low, high) = bounds(steps.flat_map(|bar| [bar.start, bar.end]))
        .or_else(|| bounds(ends))
        .unwrap_or_default();
    let mut table = Table { columns: vec![(String::new(), false); 3], rows: Vec::new() };
    table.columns[1].1 = true;
    for bar in &bars {
        let whole = matches!(bar.label, Label::Before | Label::After);
        let amount = if whole { lang.decimal(bar.end.shown(2)) } else { shown(bar.amount(), lang) };
        table.rows.push(vec![label(told, bar, lang), amount, strip(bar, whole, (low, high))]);
    }
    table
}

fn bounds(all: impl Iterator<Item = Amount>) -> Option<(Amount, Amount)> {
    let all: Vec<Amount> = all.collect();
    Some((*all.iter().min()?, *all.iter().max()?))
}

fn label(told: &Told, bar: &Bar, lang: Lang) -> String {
    match bar.label {
        Label::Before => lang.text("movement-before"),
        Label::Line(key) => key_text(told, key, lang),
        Label::Rest(count) => lang.text_with("movement-rest", &[("count", &count.to_string())]),
        Label::After => lang.text("movement-after"),
    }
}

/// A bar between the lowest and the highest point of all steps.
fn strip(bar: &Bar, whole: bool, (low, high): (Amount, Amount)) -> String {
    let place = |at: Amount| (at.max(low) - low).permille_of(high - low);
    let column = |permille: u16| usize::try_from(u64::from(permille) * WIDTH / 1000).unwrap_or(0);
    let (from, to) = if whole {
        (0, column(place(bar.end)))
    } else {
        (column(place(bar.start)), column(place(bar.end)))
    };
    let (left, right) = (from.min(to), from.max(to).max(from.min(to) + 1));
    let fill = match () {
        () if whole => '█',
        () if bar.amount().is_loss() => '▒',
        () => '▓',
    };
    " ".repeat(left) + &fill.to_string().repeat(right - left)
}
