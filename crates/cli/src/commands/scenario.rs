//! What `chiso whatif`, `chiso next` and `chiso project` look at, and how they show dossiers.

use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::Rulebook;
use chiso_web::scenario::{NoScene, Scene as Looked, TOP_MOST};
use chiso_web::wire::whatif::Case;

use crate::args::{Args, Scene};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, message};
use crate::present::{Present, civil};
use crate::tell::say;

/// Everything as it is counted, for one agency and period.
pub struct Opened {
    pub installation: Installation,
    pub present: Present,
    rulebook: Rulebook,
    agency: Agency,
}

impl Opened {
    /// Reads the log for what is asked.
    pub fn new(args: &Args, asked: &Scene) -> Result<Self, Failure> {
        let installation = Installation::open(args)?;
        let rulebook = installation.rulebook(asked.rules.as_deref(), asked.period)?.clone();
        let agency = installation.tree.find(&asked.agency, asked.period)?.clone();
        let present = installation.present(asked.as_of, asked.known_at)?;
        Ok(Self { installation, present, rulebook, agency })
    }

    /// What is looked at.
    pub fn scene<'a>(&'a self, args: &Args, asked: &Scene) -> Looked<'a> {
        Looked {
            live: self.present.standing.live(),
            revision: self.present.revision,
            rulebook: &self.rulebook,
            agency: &self.agency,
            period: asked.period,
            lang: args.lang,
        }
    }

    /// The rulebook.
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// Says on stderr what a table shows.
    pub fn caption(&self, args: &Args, asked: &Scene) {
        let lang = args.lang;
        let label = chiso_scoring::explain::rulebook_label(&self.rulebook, lang);
        let revision = self.present.revision.to_string();
        message(&lang.text_with(
            "cli-caption-dossiers",
            &[
                ("period", &lang.period(asked.period)),
                ("rulebook", &label),
                ("revision", &revision),
            ],
        ));
    }
}

/// Nothing is counted for the period.
pub fn no_scene(asked: &Scene, why: NoScene) -> Failure {
    let said = say(why.key()).with("period", asked.period);
    match why {
        NoScene::Range => Failure::usage(said),
        NoScene::Ahead | NoScene::NotCounted => Failure::not_found(said),
    }
}

/// A number of lines that is not beyond all bounds.
pub fn bounded(top: usize) -> Result<usize, Failure> {
    if (1..=TOP_MOST).contains(&top) {
        return Ok(top);
    }
    Err(Failure::usage(say("whatif-top").plain("given", top).plain("most", TOP_MOST)))
}

/// Columns of a case, and whether they hold numbers.
pub const COLUMNS: [(&str, bool); 6] = [
    ("whatif-code", false),
    ("cli-code", false),
    ("cli-agency", false),
    ("work-procedure", false),
    ("work-due", false),
    ("whatif-fixes", false),
];

/// A case as people read it.
pub fn cells(lang: Lang, case: &Case) -> Vec<String> {
    let due = case.due_at.and_then(|at| civil(at).ok()).map(|at| lang.moment(at));
    let fixes = case.fixes.iter().map(|fix| lang.text(&format!("whatif-fix-{fix}")));
    vec![
        case.code.clone(),
        case.agency.clone(),
        case.name.clone(),
        case.procedure.clone().unwrap_or_default(),
        due.unwrap_or_default(),
        fixes.collect::<Vec<_>>().join(", "),
    ]
}

/// Cases alone.
pub fn table(lang: Lang, cases: &[Case]) -> Table {
    let mut table = Table::of(lang, &COLUMNS);
    table.rows = cases.iter().map(|case| cells(lang, case)).collect();
    table
}
