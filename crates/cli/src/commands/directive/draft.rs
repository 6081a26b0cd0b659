//! `chiso directive draft`: from a fall to a draft, in one step.

use std::process::ExitCode;

use chiso_scoring::directive::Basis;
use chiso_scoring::directive::draft::Fall;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Sheet;
use chiso_web::wire::directives::{Draft, Drafted, Failed};

use crate::args::{Args, DirectiveDraft, Origin};
use crate::commands::rank;
use crate::failure::Failure;
use crate::installation::{Asked, Installation};
use crate::output::{Table, data, print};
use crate::present::{Present, provenance, seconds, seconds_now};
use crate::spelling::Side;
use crate::tell::say;

/// Runs the command.
pub fn run(args: &Args, asked: &DirectiveDraft) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    [asked.from, asked.to].iter().try_for_each(|side| installation.known(side.known_at))?;
    let rulebook = installation.rulebook(asked.rules.as_deref(), asked.to.period)?;
    let published =
        [asked.from, asked.to].map(|side| published(&installation, asked, rulebook, side));
    let [before, after] = published;
    let draft = match (before?, after?) {
        (Some(before), Some(after)) => of_published(args, asked, &installation, &before, &after)?,
        _ => of_dossiers(args, asked, &installation, rulebook)?,
    };
    if !args.json && !args.csv {
        data(&(draft.text.clone() + "\n\n"))?;
    }
    let columns = [("col-unit", false), ("draft-lost", true), ("draft-named", false)];
    let mut table = Table::of(args.lang, &columns);
    table.rows = draft
        .losses
        .iter()
        .enumerate()
        .map(|(at, loss)| {
            let named = if at < draft.named { "draft-is-named" } else { "draft-not-named" };
            let name = loss.agency.name.clone().unwrap_or_default();
            let change = loss.change.parse().map(|change| args.lang.signed(change));
            vec![
                format!("{name} ({})", loss.agency.code),
                change.unwrap_or_default(),
                args.lang.text(named),
            ]
        })
        .collect();
    print(args, &draft, &table)?;
    Ok(ExitCode::SUCCESS)
}

/// The published figures of a side; `None` if it is to be counted from dossiers.
fn published<'i>(
    installation: &'i Installation,
    asked: &DirectiveDraft,
    rulebook: &Rulebook,
    side: Side,
) -> Result<Option<Sheet<'i>>, Failure> {
    if asked.figures == Some(Origin::Dossiers) {
        return Ok(None);
    }
    let wanted = Asked {
        period: side.period,
        as_of: side.as_of,
        known_at: side.known_at,
        rules: Some(rulebook.id.clone()),
        basis: chiso_scoring::score::Basis::Computed,
        from: Some(Origin::Published),
    };
    let sheet = installation.sheet(&wanted)?.sheet;
    let any = sheet.agencies().next().is_some();
    if !any && asked.figures == Some(Origin::Published) {
        return Err(crate::commands::no_figures(side.period));
    }
    Ok(any.then_some(sheet))
}

fn of_published(
    args: &Args,
    asked: &DirectiveDraft,
    installation: &Installation,
    before: &Sheet<'_>,
    after: &Sheet<'_>,
) -> Result<Draft, Failure> {
    let latest = installation.store.revision()?;
    let now = seconds_now();
    let at = |sheet: &Sheet<'_>, side: Side| -> Result<(Seconds, u64), Failure> {
        let captured = sheet.captured_at(&asked.agency).map(seconds).transpose()?;
        Ok((captured.unwrap_or(now), side.known_at.unwrap_or(latest)))
    };
    let at = [at(before, asked.from)?, at(after, asked.to)?];
    let place = rank::place(after.rulebook(), &asked.indicator)?;
    after.tree.find(&asked.agency, after.period)?;
    let fall = Fall { before, after, agency: &asked.agency, place };
    let (basis, store, lang) = (Basis::Published, &*installation.store, args.lang);
    drafted(&Drafted { fall, at, basis, live: None, store, now, lang })
}

fn of_dossiers(
    args: &Args,
    asked: &DirectiveDraft,
    installation: &Installation,
    rulebook: &Rulebook,
) -> Result<Draft, Failure> {
    let before = installation.present(asked.from.as_of, asked.from.known_at)?;
    let after = installation.present(asked.to.as_of, asked.to.known_at)?;
    let sheet = |present: &Present, side: Side| -> Result<Sheet<'_>, Failure> {
        let counted = present.standing.live().figures(&rulebook.id, side.period);
        let at = provenance(present.at, present.revision)?;
        Ok(Sheet::counted(&installation.tree, rulebook, side.period, &counted, &at))
    };
    let (first, second) = (sheet(&before, asked.from)?, sheet(&after, asked.to)?);
    let place = rank::place(rulebook, &asked.indicator)?;
    installation.tree.find(&asked.agency, asked.to.period)?;
    let fall = Fall { before: &first, after: &second, agency: &asked.agency, place };
    drafted(&Drafted {
        fall,
        at: [(before.at, before.revision), (after.at, after.revision)],
        basis: Basis::Dossiers,
        live: Some(after.standing.live()),
        store: &installation.store,
        now: seconds_now(),
        lang: args.lang,
    })
}

fn drafted(drafted: &Drafted<'_>) -> Result<Draft, Failure> {
    drafted.draft().map_err(|failed| match failed {
        Failed::Nothing(reason) => Failure::not_found(say(match reason.code() {
            "no-agency" => "draft-no-agency",
            "no-points" => "draft-no-points",
            "other-rules" => "draft-other-rules",
            _ => "draft-no-fall",
        })),
        Failed::Store(error) => error.into(),
    })
}
