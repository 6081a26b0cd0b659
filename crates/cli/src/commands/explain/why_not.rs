//! `chiso explain --why-not`: condition by condition why a dossier is counted, or not.

use std::process::ExitCode;

use chiso_scoring::lang::Lang;
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::opened::Side as Which;
use chiso_scoring::sheet::Place;
use chiso_web::drill::{one, words};
use chiso_web::wire::dossiers::{Dossier, Judged, Side, Verdict};

use super::super::rank;
use super::list::{Look, side_text};
use crate::args::{Args, Explain};
use crate::failure::Failure;
use crate::output::{Table, data, print};
use crate::tell::say;

/// Runs the command.
pub fn run(args: &Args, asked: &Explain, code: &str) -> Result<ExitCode, Failure> {
    let look = Look::open(args, &asked.view.figures, asked.view.from, &asked.agency)?;
    let place = rank::place(look.rulebook(), &asked.indicator)?;
    let unknown = || Failure::not_found(say("fail-no-dossier").plain("code", code));
    let number = look.installation.store.dossier_number(code)?.ok_or_else(unknown)?;
    let mut versions = look.installation.store.versions_of(code)?;
    versions.retain(|version| version.revision <= look.present.revision);
    if versions.is_empty() {
        return Err(unknown());
    }
    let mut dossier = one::tell(look.ground(Scope::Subtree), number, code, &versions);
    let wanted = place_codes(look.rulebook(), place);
    dossier.indicators.retain(|verdict| wanted.contains(&verdict.indicator));
    tell(args, &dossier)?;
    Ok(ExitCode::SUCCESS)
}

/// Codes of the indicators of a place.
fn place_codes(rulebook: &chiso_scoring::rulebook::Rulebook, place: Place) -> Vec<String> {
    let of = |groups: &[usize]| -> Vec<usize> {
        groups.iter().flat_map(|at| rulebook.groups[*at].indicators.clone()).collect()
    };
    let places = match place {
        Place::Total => (0..rulebook.indicators.len()).collect(),
        Place::Axis(at) => of(&rulebook.axes[at].groups),
        Place::Group(at) => of(&[at]),
        Place::Indicator(at) => vec![at],
    };
    places.into_iter().map(|at| rulebook.indicators[at].code.clone()).collect()
}

fn tell(args: &Args, dossier: &Dossier) -> Result<(), Failure> {
    let lang = args.lang;
    if !args.json && !args.csv {
        data(&(head(lang, dossier) + "\n\n"))?;
    }
    let columns = [
        ("col-indicator", false),
        ("drill-side", false),
        ("cli-measure", false),
        ("drill-holds", false),
        ("drill-condition", false),
        ("drill-values", false),
    ];
    let mut table = Table::of(lang, &columns);
    for verdict in &dossier.indicators {
        for (which, side) in sides(verdict) {
            rows(lang, verdict, which, side, &mut table);
        }
    }
    print(args, dossier, &table)
}

fn sides(verdict: &Verdict) -> impl Iterator<Item = (Which, &Side)> {
    let sides =
        [(Which::Numerator, &verdict.numerator), (Which::Denominator, &verdict.denominator)];
    sides.into_iter().filter_map(|(which, side)| Some((which, side.as_ref()?)))
}

/// What is known of the dossier, and which numbers count it.
fn head(lang: Lang, dossier: &Dossier) -> String {
    let mut lines = vec![lang.text_with(
        "drill-dossier",
        &[
            ("code", &dossier.code),
            ("procedure", dossier.procedure.as_deref().unwrap_or("–")),
            ("agency", dossier.sent_under.as_deref().unwrap_or("–")),
        ],
    )];
    if let Some(held) = dossier.held {
        lines.push(lang.text(&format!("drill-held-{}", held.replace('_', "-"))));
    }
    for verdict in &dossier.indicators {
        let said = sides(verdict).map(|(which, side)| {
            let key = if side.counted { "drill-counted" } else { "drill-not-counted" };
            lang.text_with(key, &[("side", &side_text(lang, which))])
        });
        let said: Vec<String> = said.collect();
        let cite = verdict.cite.join("; ");
        lines.push(format!("{}: {} [{cite}]", verdict.indicator, said.join(", ")));
    }
    lines.join("\n")
}

fn rows(lang: Lang, verdict: &Verdict, which: Which, side: &Side, table: &mut Table) {
    let side_name = side_text(lang, which);
    for judged in &side.measures {
        let sign = if judged.minus { "− " } else { "" };
        let first = |holds: &str, condition: String, values: String| {
            let measure = format!("{sign}{}", judged.measure);
            let code = verdict.indicator.clone();
            vec![code, side_name.clone(), measure, holds.to_owned(), condition, values]
        };
        if let Some(reason) = reason(lang, judged) {
            table.rows.push(first("✗", reason, String::new()));
        }
        let through = words::through(lang, judged);
        if !through.is_empty() {
            table.rows.push(first(words::mark(Some(judged.counted)), through, String::new()));
        }
        for clause in &judged.clauses {
            let values = words::values(lang, &clause.values);
            table.rows.push(first(words::mark(clause.holds), clause.text.clone(), values));
        }
    }
}

/// What else than a condition decides.
fn reason(lang: Lang, judged: &Judged) -> Option<String> {
    let place = words::place(lang, judged);
    (!place.is_empty()).then_some(place)
}
