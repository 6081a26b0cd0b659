//! `chiso explain --list`: the dossiers, records or procedures behind a side of an indicator.

use std::process::ExitCode;

use chiso_scoring::agency::Agency;
use chiso_scoring::expr::Entity;
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::Scope;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Place;
use chiso_web::drill::list::{Closed, Part, Target, draw, side_code};
use chiso_web::drill::{Ground, LIMIT_MOST, entity_code, shown_columns, words};
use chiso_web::wire::dossiers::{Listing, Row};

use super::super::rank;
use crate::args::{Args, Chosen, Explain, Origin, SideName};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, data, message, print};
use crate::present::Present;
use crate::tell::say;

/// Runs the command.
pub fn run(args: &Args, asked: &Explain, side: SideName) -> Result<ExitCode, Failure> {
    let drill = &asked.drill;
    if !(1..=LIMIT_MOST).contains(&drill.limit) {
        return Err(Failure::usage(say("fail-limit").plain("most", LIMIT_MOST)));
    }
    let look = Look::open(args, &asked.view.figures, asked.view.from, &asked.agency)?;
    let place = rank::place(look.rulebook(), &asked.indicator)?;
    let Place::Indicator(at) = place else {
        return Err(Failure::usage(say("fail-list-indicator").plain("code", &asked.indicator)));
    };
    let scope = if drill.own { Scope::Own } else { Scope::Subtree };
    let part = Part { after: drill.cursor.as_deref(), procedure: None, limit: drill.limit };
    let drawn = draw(look.ground(scope), Target::Indicator(at, side.into()), part);
    let drawn =
        drawn.map_err(|closed| refused(closed, &asked.indicator, drill.cursor.as_deref()))?;
    let listing = drawn.named(&look.installation.store)?;
    tell(args, &listing)?;
    Ok(ExitCode::SUCCESS)
}

fn refused(closed: Closed, indicator: &str, cursor: Option<&str>) -> Failure {
    let cursor = cursor.unwrap_or_default();
    match closed {
        Closed::Cursor => Failure::usage(say("fail-cursor").plain("cursor", cursor)),
        Closed::NoRest => Failure::usage(say("fail-no-rest").plain("code", indicator)),
        Closed::NoRatio | Closed::NoMeasure => {
            Failure::usage(say("fail-no-ratio").plain("code", indicator))
        }
    }
}

/// Everything that looking at dossiers needs, with what was asked for.
pub struct Look {
    pub installation: Installation,
    pub present: Present,
    pub agency: Agency,
    rulebook: String,
    period: chiso_scoring::period::Period,
}

impl Look {
    /// Opens what is asked for: an agency and a period that there are, a revision that there is.
    pub fn open(
        args: &Args,
        figures: &Chosen,
        from: Option<Origin>,
        agency: &str,
    ) -> Result<Self, Failure> {
        if from == Some(Origin::Published) {
            return Err(Failure::usage(say("fail-list-published")));
        }
        let installation = Installation::open(args)?;
        installation.known(figures.known_at)?;
        let rulebook = installation.rulebook(figures.rules.as_deref(), figures.period)?.id.clone();
        let present = installation.present(figures.as_of, figures.known_at)?;
        let live = present.standing.live();
        let agency = live.tree().find(agency, figures.period)?.clone();
        if !live.periods().any(|period| period == figures.period) {
            let said = say("fail-no-dossiers").with("period", figures.period);
            return Err(Failure::not_found(said));
        }
        Ok(Self { installation, present, agency, rulebook, period: figures.period })
    }

    /// The rulebook.
    pub fn rulebook(&self) -> &Rulebook {
        let all = self.installation.rulebooks.all();
        all.iter().find(|rulebook| rulebook.id == self.rulebook).unwrap_or(&all[0])
    }

    /// What is drilled into.
    pub fn ground(&self, scope: Scope) -> Ground<'_> {
        Ground {
            standing: &self.present.standing,
            revision: self.present.revision,
            rulebook: self.rulebook(),
            agency: &self.agency,
            period: self.period,
            scope,
        }
    }
}

fn tell(args: &Args, listing: &Listing) -> Result<(), Failure> {
    print(args, listing, &table(args.lang, listing))?;
    let last = last_line(listing, args.lang);
    if args.csv {
        message(&last);
    } else if !args.json {
        data(&(last + "\n"))?;
    }
    Ok(())
}

fn table(lang: Lang, listing: &Listing) -> Table {
    let rows = &listing.rows;
    let names = names(listing);
    let placed = rows.iter().any(|row| row.agency.is_some());
    let amounts = rows.iter().any(|row| row.amount.is_some());
    let counted = rows.iter().any(|row| row.rows.is_some());
    let mut table = Table::of(lang, &[("cli-number", false)]);
    let mut column = |text: String, right: bool| table.columns.push((text, right));
    if placed {
        column(lang.text("col-unit"), false);
        column(lang.text("cli-procedure"), false);
    }
    names.iter().for_each(|name| column(words::column(lang, name), false));
    if amounts {
        column(lang.text("drill-amount"), true);
    }
    if counted {
        column(lang.text("cli-rows"), true);
    }
    if placed {
        column(lang.text("drill-because"), false);
    }
    let cells = |row: &Row| {
        let mut cells = vec![row.code.clone()];
        if placed {
            cells.push(row.agency.clone().unwrap_or_default());
            cells.push(row.procedure.clone().unwrap_or_default());
        }
        let value =
            |name: &&str| row.columns.get(*name).map(|value| words::value(lang, name, value));
        cells.extend(names.iter().map(|name| value(name).unwrap_or_default()));
        if amounts {
            cells.push(row.amount.map(|amount| amount.to_string()).unwrap_or_default());
        }
        if counted {
            cells.push(row.rows.map(|rows| rows.to_string()).unwrap_or_default());
        }
        if placed {
            cells.push(words::because(lang, &row.because));
        }
        cells
    };
    table.rows = rows.iter().map(cells).collect();
    table
}

/// The columns of the rows, in the order of a dossier's course.
fn names(listing: &Listing) -> &'static [&'static str] {
    let entities = [Entity::Dossier, Entity::Service, Entity::Publication, Entity::Petition];
    let of = entities.into_iter().find(|of| Some(entity_code(*of)) == listing.of);
    let rows = listing.rows.iter().any(|row| !row.columns.is_empty());
    of.filter(|_| rows).map(shown_columns).unwrap_or_default()
}

fn last_line(listing: &Listing, lang: Lang) -> String {
    let side = listing.what.side.unwrap_or_default();
    let said = [
        ("code", listing.what.indicator.as_deref().unwrap_or_default()),
        ("side", &*lang.text(&format!("drill-{side}"))),
        ("agency", &*listing.agency),
        ("period", &*listing.heading.period),
        ("value", &*lang.integer(listing.value)),
        ("listed", &*listing.rows.len().to_string()),
        ("count", &*listing.count.to_string()),
        ("revision", &*listing.heading.revision.to_string()),
    ];
    let mut lines = vec![lang.text_with("drill-listed", &said)];
    if !listing.cite.is_empty() {
        lines.push(lang.text_with("drill-cited", &[("cite", &listing.cite.join("; "))]));
    }
    for decided in &listing.decided {
        let branch = |branch: &chiso_web::wire::dossiers::Branch| {
            let mark = if branch.chosen { " ←" } else { "" };
            format!("{} = {}{mark}", branch.text, lang.integer(branch.value))
        };
        let branches: Vec<String> = decided.branches.iter().map(branch).collect();
        let said = [("branches", &*branches.join("; "))];
        lines.push(lang.text_with(&format!("drill-decided-{}", decided.of), &said));
    }
    if let Some(next) = &listing.next {
        lines.push(lang.text_with("drill-next", &[("cursor", next)]));
    }
    lines.join("\n")
}

/// Name of a side, for messages.
pub fn side_text(lang: Lang, side: chiso_scoring::measure::opened::Side) -> String {
    lang.text(&format!("drill-{}", side_code(side)))
}
