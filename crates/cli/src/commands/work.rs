//! `chiso work`: what a unit can do today, most points at stake first.

use std::process::ExitCode;

use chiso_report::listing::{Item, Listing};
use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::board::Board;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::explain::rulebook_label;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::worklist::{Ask, WorkList, find, lists};
use chiso_web::wire::Heading;
use chiso_web::wire::work::{
    Line, Work as Answer, WorkLists, WorkRow, WorkSummary, WorkUnit, columns, named,
};

use super::report::write;
use crate::args::{Args, Work};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, data, message, print};
use crate::present::{Present, civil, seconds};
use crate::tell::say;

/// What is looked at.
struct Scene<'i> {
    args: &'i Args,
    asked: &'i Work,
    installation: &'i Installation,
    present: &'i Present,
    rulebook: &'i Rulebook,
    period: Period,
    agency: &'i Agency,
    unit: Option<&'i Agency>,
}

/// Runs the command.
pub fn run(args: &Args, asked: &Work) -> Result<ExitCode, Failure> {
    range(asked)?;
    let list = asked.list.as_deref().map(list).transpose()?;
    let installation = Installation::open(args)?;
    let present = installation.present(asked.as_of, asked.known_at)?;
    let now = civil(present.at)?;
    let month = Period::Month { year: now.year(), month: now.month() };
    let period = asked.period.unwrap_or(month);
    let tree = present.standing.live().tree();
    let agency = tree.find(&asked.agency, period)?;
    let scene = Scene {
        args,
        asked,
        installation: &installation,
        present: &present,
        rulebook: installation.rulebook(asked.rules.as_deref(), period)?,
        period,
        agency,
        unit: unit(tree, agency, period, asked)?,
    };
    let board = Board::new(present.standing.live(), scene.rulebook, period);
    let board =
        board.ok_or_else(|| Failure::not_found(say("fail-no-dossiers").with("period", period)))?;
    scene.caption()?;
    match list {
        Some(list) => scene.one(&board, list)?,
        None => scene.all(&board)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(id: &str) -> Result<&'static WorkList, Failure> {
    WorkList::named(id).ok_or_else(|| {
        let known: Vec<&str> = lists().iter().map(|list| list.id.as_str()).collect();
        let said = say("fail-work-list").plain("list", id);
        Failure::not_found(said.plain("known", known.join(", ")))
    })
}

/// Due times from one moment to a later one.
fn range(asked: &Work) -> Result<(), Failure> {
    match (asked.due_from, asked.due_until) {
        (Some(from), Some(until)) if from > until => {
            let said = say("fail-work-due").plain("from", from);
            Err(Failure::usage(said.plain("until", until)))
        }
        _ => Ok(()),
    }
}

/// A unit that is the agency or below it.
fn unit<'t>(
    tree: &'t AgencyTree,
    agency: &Agency,
    period: Period,
    asked: &Work,
) -> Result<Option<&'t Agency>, Failure> {
    let Some(code) = &asked.unit else { return Ok(None) };
    let unit = tree.find(code, period)?;
    match tree.ancestor(unit, period, |above| above.code == agency.code) {
        Some(_) => Ok(Some(unit)),
        None => {
            let said = say("fail-not-below").plain("unit", code).plain("agency", &agency.code);
            Err(Failure::not_found(said.with("period", period)))
        }
    }
}

impl Scene<'_> {
    fn ask(&self) -> Result<Ask<'_>, Failure> {
        Ok(Ask {
            agency: self.agency,
            hours: self.asked.hours,
            unit: self.unit,
            procedure: self.asked.procedure.as_deref(),
            least: self.asked.least,
            due_from: self.asked.due_from.map(seconds).transpose()?,
            due_until: self.asked.due_until.map(seconds).transpose()?,
        })
    }

    fn heading(&self) -> Result<Heading, Failure> {
        let as_of = civil(self.present.at)?.to_string();
        let period = self.period.to_string();
        Ok(Heading::counted(self.rulebook, period, as_of, self.present.revision))
    }

    /// Says on stderr what the list stands on.
    fn caption(&self) -> Result<(), Failure> {
        let lang = self.args.lang;
        message(&lang.text_with(
            "cli-caption-dossiers",
            &[
                ("period", &lang.period(self.period)),
                ("rulebook", &rulebook_label(self.rulebook, lang)),
                ("revision", &self.present.revision.to_string()),
            ],
        ));
        Ok(())
    }

    fn all(&self, board: &Board<'_>) -> Result<(), Failure> {
        let (lang, calendar, ask) = (self.args.lang, Calendar::embedded(), self.ask()?);
        let summary =
            |list: &WorkList| WorkSummary::new(list, &find(board, &calendar, list, &ask), lang);
        let answer = WorkLists {
            heading: self.heading()?,
            agency: self.agency.code.clone(),
            name: self.agency.name.clone(),
            lists: lists().iter().map(summary).collect(),
        };
        let keys = [
            ("cli-code", false),
            ("work-list", false),
            ("work-rows", true),
            ("work-carried", true),
            ("work-new", true),
            ("work-most", true),
        ];
        let mut table = Table::of(lang, &keys);
        for (list, summary) in lists().iter().zip(&answer.lists) {
            let count = |count: usize| lang.integer(count as i64);
            table.rows.push(vec![
                list.id.clone(),
                lang.pick(&list.name).to_owned(),
                count(summary.count),
                count(summary.carried),
                count(summary.new),
                most(lang, summary.most.as_deref()),
            ]);
        }
        print(self.args, &answer, &table)
    }

    fn one(&self, board: &Board<'_>, list: &WorkList) -> Result<(), Failure> {
        let lang = self.args.lang;
        let found = find(board, &Calendar::embedded(), list, &self.ask()?);
        let tree = board.live().tree();
        let limit = match self.asked.xlsx {
            Some(_) => usize::MAX,
            None => self.asked.limit.unwrap_or(usize::MAX),
        };
        let shown = found.tasks.iter().take(limit);
        let mut lines: Vec<Line> = shown.map(|task| Line::new(task, tree, self.period)).collect();
        named(&self.installation.store, list, self.present.revision, &mut lines)?;
        let answer = Answer {
            heading: self.heading()?,
            agency: self.agency.code.clone(),
            name: self.agency.name.clone(),
            summary: WorkSummary::new(list, &found, lang),
            units: WorkUnit::all(&found),
            rows: lines
                .iter()
                .take(self.asked.limit.unwrap_or(usize::MAX))
                .map(WorkRow::from)
                .collect(),
        };
        let listing = self.listing(list, &lines)?;
        if let Some(file) = &self.asked.xlsx {
            let bytes = listing.xlsx().map_err(Failure::output)?;
            write(file, &bytes)?;
            let said = [("file", &*file.display().to_string()), ("size", &bytes.len().to_string())];
            message(&lang.text_with("cli-written", &said));
        }
        self.tell(list, &answer, &listing)
    }

    fn listing(&self, list: &WorkList, lines: &[Line]) -> Result<Listing, Failure> {
        let lang = self.args.lang;
        let fact = |key: &str, text: String| (lang.text(key), text);
        let agency = format!("{} ({})", self.agency.name, self.agency.code);
        Ok(Listing {
            title: lang.pick(&list.name).to_owned(),
            facts: vec![
                fact("mark-agency", agency),
                fact("mark-period", lang.period(self.period)),
                fact("mark-captured", lang.moment(civil(self.present.at)?)),
                fact("mark-revision", self.present.revision.to_string()),
                fact("mark-rulebook", rulebook_label(self.rulebook, lang)),
            ],
            columns: columns(list).iter().map(|(key, _)| lang.text(key)).collect(),
            rows: lines.iter().map(|line| line.items(lang, list)).collect(),
        })
    }

    /// Prints the list; the count is the last line, of the messages where the list is for programs.
    fn tell(&self, list: &WorkList, answer: &Answer, listing: &Listing) -> Result<(), Failure> {
        let lang = self.args.lang;
        let shown = answer.rows.len();
        let last = lang.text_with(
            "cli-work-rows",
            &[
                ("list", lang.pick(&list.name)),
                ("count", &answer.summary.count.to_string()),
                ("carried", &answer.summary.carried.to_string()),
                ("new", &answer.summary.new.to_string()),
                ("listed", &shown.to_string()),
            ],
        );
        if self.args.csv {
            let rows = listing.rows.iter().take(shown).cloned().collect();
            let csv = Listing { rows, ..listing.clone() }.csv().map_err(Failure::output)?;
            data(&String::from_utf8(csv).map_err(Failure::output)?)?;
            message(&last);
            return Ok(());
        }
        let mut table = Table::of(lang, &columns(list));
        let cells = |row: &Vec<Item>| row.iter().map(|item| text(lang, item)).collect();
        table.rows = listing.rows.iter().take(shown).map(cells).collect();
        print(self.args, answer, &table)?;
        if !self.args.json {
            data(&(last + "\n"))?;
        }
        Ok(())
    }
}

/// Points as people write them; empty without rows.
fn most(lang: Lang, points: Option<&str>) -> String {
    points.and_then(|points| points.parse().ok()).map(|p| lang.decimal(p)).unwrap_or_default()
}

/// An item for people.
fn text(lang: Lang, item: &Item) -> String {
    match item {
        Item::Text(text) => text.clone(),
        Item::Integer(count) => lang.integer(*count),
        Item::Decimal(value) => lang.decimal(*value),
        Item::Moment(at) => lang.moment(*at),
        Item::Missing => String::new(),
    }
}
