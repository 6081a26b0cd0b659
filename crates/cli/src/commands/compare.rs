//! `chiso compare`: two periods or two captures side by side, and the split over children.

mod annex;

use std::process::ExitCode;

use chiso_scoring::compare::{Change, ChildPart, compare, over_children};
use chiso_scoring::figure::Figure;
use chiso_scoring::lang::Lang;
use chiso_scoring::round::{Exact, half_up};
use chiso_scoring::sheet::{Place, Sheet};
use chiso_scoring::split::Split;
use rust_decimal::Decimal;
use serde::Serialize;

use super::{not_empty, rank, shown};
use crate::args::{Args, Compare};
use crate::failure::Failure;
use crate::installation::{Asked, Installation};
use crate::output::{Table, data, message, print};
use crate::spelling::Side;
use crate::tell::say;
use crate::wire::text;

/// Decimals of a share in a split; the shares themselves are exact fractions.
const SPLIT_DIGITS: u32 = 4;

#[derive(Serialize)]
struct Comparison {
    agency: String,
    name: String,
    from: SideWire,
    to: SideWire,
    /// Whether both sides are the same agency under the same rulebook.
    continuous: bool,
    same_rulebook: bool,
    revision: u64,
    rows: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<SplitWire>,
}

#[derive(Serialize)]
struct SideWire {
    period: String,
    as_of: Option<String>,
    rulebook: String,
}

#[derive(Serialize)]
struct Row {
    code: String,
    max: String,
    from: Option<String>,
    from_state: Option<&'static str>,
    to: Option<String>,
    to_state: &'static str,
    change: Option<String>,
    from_counts: Option<(i64, i64)>,
    to_counts: Option<(i64, i64)>,
}

#[derive(Serialize)]
struct SplitWire {
    indicator: String,
    /// Change of the rounded points: all parts, form and rounding together.
    change: String,
    form: String,
    form_exact: String,
    rounding: String,
    rounding_exact: String,
    parts: Vec<PartWire>,
}

#[derive(Serialize)]
struct PartWire {
    /// `null`: the units not listed, together.
    agency: Option<String>,
    performance: String,
    mix: String,
    /// The exact fraction of points, so that the parts add up.
    exact: String,
}

/// Runs the command.
pub fn run(args: &Args, asked: &Compare) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    let before = sheet(&installation, asked, asked.from)?;
    let after = sheet(&installation, asked, asked.to)?;
    let (from, to) = (
        before.tree.find(&asked.agency, asked.from.period)?,
        after.tree.find(&asked.agency, asked.to.period)?,
    );
    if asked.annex {
        annex::run(args, (&before, from), (&after, to))?;
        return Ok(ExitCode::SUCCESS);
    }
    let changes =
        compare((before.rulebook(), &before.score(from)), (after.rulebook(), &after.score(to)));
    let split = asked
        .indicator
        .as_deref()
        .map(|code| split(&before, &after, &to.code, code))
        .transpose()?;
    let comparison = Comparison {
        agency: to.code.clone(),
        name: to.name.clone(),
        from: side(&before, asked.from),
        to: side(&after, asked.to),
        continuous: after.tree.continuous(&to.code, asked.from.period, asked.to.period),
        same_rulebook: before.rulebook().id == after.rulebook().id,
        revision: installation.store.revision()?,
        rows: changes.iter().map(|change| row(&after, change)).collect(),
        split: split.as_ref().map(SplitWire::from),
    };
    warn(&comparison, args.lang);
    print(args, &comparison, &table(&after, &changes, args.lang))?;
    if let (Some(split), false) = (&split, args.json) {
        data("\n")?;
        print(args, &comparison.split, &split_table(split, args.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn sheet<'i>(
    installation: &'i Installation,
    asked: &Compare,
    side: Side,
) -> Result<Sheet<'i>, Failure> {
    let asked = Asked {
        period: side.period,
        as_of: side.as_of,
        known_at: side.known_at,
        rules: asked.rules.clone(),
        basis: asked.basis.into(),
        from: asked.figures,
    };
    let sheet = installation.sheet(&asked)?.sheet;
    not_empty(&sheet, &asked)?;
    Ok(sheet)
}

/// A comparison across a merger or a change of rules is shown, but never silently.
fn warn(comparison: &Comparison, lang: Lang) {
    if !comparison.continuous {
        message(&lang.text("compare-not-continuous"));
    }
    if !comparison.same_rulebook {
        message(&lang.text("compare-other-rulebook"));
    }
}

fn side(sheet: &Sheet<'_>, side: Side) -> SideWire {
    SideWire {
        period: side.period.to_string(),
        as_of: side.as_of.map(|at| at.to_string()),
        rulebook: sheet.rulebook().id.clone(),
    }
}

fn row(sheet: &Sheet<'_>, change: &Change) -> Row {
    let counts = |figure: Option<Figure>| {
        figure
            .and_then(|figure| figure.counts())
            .map(|counts| (counts.numerator, counts.denominator))
    };
    Row {
        code: change.place.code(sheet.rulebook()).to_owned(),
        max: change.place.points_max(sheet.rulebook()).to_string(),
        from: text(change.before.and_then(|points| points.points)),
        from_state: change.before.map(|points| points.state.code()),
        to: text(change.after.points),
        to_state: change.after.state.code(),
        change: text(change.change),
        from_counts: counts(change.figures.0),
        to_counts: counts(change.figures.1),
    }
}

/// The change of one indicator over the children.
struct OverChildren {
    indicator: String,
    parts: Vec<ChildPart>,
    split: Split,
}

fn split(
    before: &Sheet<'_>,
    after: &Sheet<'_>,
    agency: &str,
    code: &str,
) -> Result<OverChildren, Failure> {
    let Place::Indicator(at) = rank::place(after.rulebook(), code)? else {
        return Err(Failure::usage(say("fail-no-indicator").plain("code", code)));
    };
    let (parts, split) = over_children(before, after, agency, at)
        .ok_or_else(|| Failure::not_found(say("fail-split").plain("code", code)))?;
    Ok(OverChildren { indicator: code.to_owned(), parts, split })
}

impl From<&OverChildren> for SplitWire {
    fn from(over: &OverChildren) -> Self {
        let OverChildren { indicator, parts, split } = over;
        let shares = parts.iter().zip(&split.shares).map(|(part, share)| PartWire {
            agency: part.agency.clone(),
            performance: shortened(share.performance).to_string(),
            mix: shortened(share.mix).to_string(),
            exact: (share.performance + share.mix).to_string(),
        });
        Self {
            indicator: indicator.clone(),
            change: split.change.to_string(),
            form: shortened(split.form).to_string(),
            form_exact: split.form.to_string(),
            rounding: shortened(split.rounding).to_string(),
            rounding_exact: split.rounding.to_string(),
            parts: shares.collect(),
        }
    }
}

fn shortened(share: Exact) -> Decimal {
    half_up(share, SPLIT_DIGITS)
}

fn table(sheet: &Sheet<'_>, changes: &[Change], lang: Lang) -> Table {
    let headers =
        ["cli-item", "cli-max", "cli-before", "cli-after", "cli-change"].map(|key| lang.text(key));
    let mut table = Table::new(&[
        (&headers[0], false),
        (&headers[1], true),
        (&headers[2], true),
        (&headers[3], true),
        (&headers[4], true),
    ]);
    for change in changes {
        table.rows.push(vec![
            change.place.code(sheet.rulebook()).to_owned(),
            change.place.points_max(sheet.rulebook()).to_string(),
            change.before.map(|points| shown(lang, points)).unwrap_or_default(),
            shown(lang, change.after),
            change.change.map(|change| lang.signed(change)).unwrap_or_default(),
        ]);
    }
    table
}

fn split_table(over: &OverChildren, lang: Lang) -> Table {
    let headers = ["cli-code", "cli-performance", "cli-mix"].map(|key| lang.text(key));
    let mut table = Table::new(&[(&headers[0], false), (&headers[1], true), (&headers[2], true)]);
    let shown = |share: Exact| lang.decimal(shortened(share));
    for (part, share) in over.parts.iter().zip(&over.split.shares) {
        let unit = part.agency.clone().unwrap_or_else(|| lang.text("cli-other-units"));
        table.rows.push(vec![unit, shown(share.performance), shown(share.mix)]);
    }
    for (key, value) in [
        ("cli-form", shown(over.split.form)),
        ("cli-rounding", shown(over.split.rounding)),
        ("cli-change", lang.decimal(over.split.change)),
    ] {
        table.rows.push(vec![lang.text(key), value, String::new()]);
    }
    table
}
