//! A directive and its rows: which column holds what.

use chiso_scoring::directive::{Basis, Closing, Directive, Named, Order, Quote, Reason, Target};
use chiso_scoring::figure::{Counts, State};
use rusqlite::{Connection, OptionalExtension, Row};

use super::DirectiveRow;
use crate::cells::{Binder, Cells};
use crate::convert::{decimal, known_at as known, read as read_text};
use crate::error::{Error, Result};

/// The columns in the order of [`read`].
pub(super) const COLUMNS: &str = "id, revision, number, issued_at, title, issuer, owner, agency, \
     code, period, rulebook, basis, target_kind, target, deadline, note, baseline_points, \
     baseline_state, baseline_rate, baseline_numerator, baseline_denominator, baseline_period, \
     baseline_rulebook, baseline_as_of, baseline_revision";

/// Writes a directive with the units and dossiers it names.
pub(super) fn insert(
    work: &Connection,
    directive: &Directive,
    key: Option<&str>,
    revision: u64,
) -> Result<()> {
    let sql = format!(
        "insert into directive (key, {}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, \
         ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25) returning id",
        COLUMNS.trim_start_matches("id, ")
    );
    let mut statement = work.prepare_cached(&sql)?;
    statement.clear_bindings();
    let order = &directive.order;
    let mut row = Binder::new(&mut statement);
    row.put_some(key)?;
    row.put(revision)?;
    row.put(&directive.number)?;
    row.put(directive.issued_at)?;
    row.put(&order.title)?;
    row.put(&order.issuer)?;
    row.put(&order.owner)?;
    row.put(&order.agency)?;
    row.put(&order.code)?;
    row.put(order.period.to_string())?;
    row.put(&order.rulebook)?;
    row.put(order.basis.code())?;
    row.put(order.target.code())?;
    row.put(order.target.value().to_string())?;
    row.put(order.deadline.to_string())?;
    row.put_some(order.note.as_deref())?;
    bind_quote(&mut row, &order.baseline)?;
    let mut rows = statement.raw_query();
    let id: u64 = rows.next()?.ok_or(Error::Damaged("directive"))?.get(0)?;
    drop(rows);
    insert_named(work, id, order)
}

fn insert_named(work: &Connection, id: u64, order: &Order) -> Result<()> {
    let mut unit = work.prepare_cached(
        "insert into directive_unit (directive, place, agency) values (?1, ?2, ?3)",
    )?;
    for (place, agency) in (1_u64..).zip(&order.units) {
        unit.execute((id, place, agency))?;
    }
    let mut dossier = work.prepare_cached(
        "insert into directive_dossier (directive, place, number, open) values (?1, ?2, ?3, ?4)",
    )?;
    for (place, named) in (1_u64..).zip(&order.dossiers) {
        dossier.execute((id, place, &named.number, named.open))?;
    }
    Ok(())
}

fn bind_quote(row: &mut Binder<'_, '_>, quote: &Quote) -> Result<()> {
    row.put_some(quote.points.map(|points| points.to_string()))?;
    row.put(quote.state.code())?;
    row.put_some(quote.rate.map(|rate| rate.to_string()))?;
    row.put_some(quote.counts.map(|counts| counts.numerator))?;
    row.put_some(quote.counts.map(|counts| counts.denominator))?;
    row.put(quote.period.to_string())?;
    row.put(&quote.rulebook)?;
    row.put(quote.as_of)?;
    row.put(quote.revision)
}

/// Writes the end of a directive.
pub(super) fn insert_closing(
    work: &Connection,
    id: u64,
    closing: &Closing,
    key: Option<&str>,
    revision: u64,
) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into directive_event
             (directive, revision, at, kind, reason, key, settled, after_points, after_state,
              after_rate, after_numerator, after_denominator, after_period, after_rulebook,
              after_as_of, after_revision)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    statement.clear_bindings();
    let mut row = Binder::new(&mut statement);
    row.put(id)?;
    row.put(revision)?;
    row.put(closing.at)?;
    row.put("closed")?;
    row.put(closing.reason.code())?;
    row.put_some(key)?;
    row.put(closing.settled as u64)?;
    bind_quote(&mut row, &closing.after)?;
    statement.raw_execute()?;
    Ok(())
}

/// The directive of a number.
pub(super) fn by_number(
    connection: &Connection,
    number: &str,
    known_at: Option<u64>,
) -> Result<Option<DirectiveRow>> {
    let sql = format!("select {COLUMNS} from directive where number = ?1 and revision <= ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((number, known(known_at)))?;
    rows.next()?.map(|row| read(connection, row, known_at)).transpose()
}

/// The directive of a row, with everything that belongs to it.
pub(super) fn read(
    connection: &Connection,
    row: &Row<'_>,
    known_at: Option<u64>,
) -> Result<DirectiveRow> {
    let mut cells = Cells::new(row, 0);
    let (id, revision) = (cells.take()?, cells.take()?);
    let (number, issued_at) = (cells.take()?, cells.take()?);
    let order = Order {
        title: cells.take()?,
        issuer: cells.take()?,
        owner: cells.take()?,
        agency: cells.take()?,
        code: cells.take()?,
        period: read_text("period", &cells.take::<String>()?)?,
        rulebook: cells.take()?,
        basis: Basis::read(&cells.take::<String>()?).ok_or(Error::Damaged("basis"))?,
        target: target(&mut cells)?,
        deadline: read_text("deadline", &cells.take::<String>()?)?,
        note: cells.take()?,
        baseline: quote(&mut cells)?,
        units: units(connection, id)?,
        dossiers: dossiers(connection, id)?,
    };
    let closing = closing(connection, id, known_at)?.map(|(_, closing)| closing);
    let directive = Directive { number, issued_at, order };
    Ok(DirectiveRow { id, revision, directive, closing })
}

fn target(cells: &mut Cells<'_, '_>) -> Result<Target> {
    let kind: String = cells.take()?;
    let value = decimal("target", cells.take()?)?.ok_or(Error::Damaged("target"))?;
    Target::read(&kind, value).ok_or(Error::Damaged("target"))
}

fn quote(cells: &mut Cells<'_, '_>) -> Result<Quote> {
    let points = decimal("points", cells.take()?)?;
    let state: String = cells.take()?;
    let state = State::ALL.into_iter().find(|known| known.code() == state);
    let rate = decimal("rate", cells.take()?)?;
    let numerator: Option<i64> = cells.take()?;
    let denominator: Option<i64> = cells.take()?;
    let counts = numerator.zip(denominator);
    Ok(Quote {
        points,
        state: state.ok_or(Error::Damaged("state"))?,
        rate,
        counts: counts.map(|(numerator, denominator)| Counts { numerator, denominator }),
        period: read_text("period", &cells.take::<String>()?)?,
        rulebook: cells.take()?,
        as_of: cells.take()?,
        revision: cells.take()?,
    })
}

fn units(connection: &Connection, id: u64) -> Result<Vec<String>> {
    let mut statement = connection
        .prepare_cached("select agency from directive_unit where directive = ?1 order by place")?;
    let rows = statement.query_map([id], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn dossiers(connection: &Connection, id: u64) -> Result<Vec<Named>> {
    let mut statement = connection.prepare_cached(
        "select number, open from directive_dossier where directive = ?1 order by place",
    )?;
    let rows =
        statement.query_map([id], |row| Ok(Named { number: row.get(0)?, open: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How a directive ended, as known at a revision, and the revision that brought it.
pub(super) fn closing(
    connection: &Connection,
    id: u64,
    known_at: Option<u64>,
) -> Result<Option<(u64, Closing)>> {
    let mut statement = connection.prepare_cached(
        "select revision, at, reason, settled, after_points, after_state, after_rate,
                after_numerator, after_denominator, after_period, after_rulebook, after_as_of,
                after_revision
         from directive_event
         where directive = ?1 and kind = 'closed' and revision <= ?2",
    )?;
    let ended = statement.query_row((id, known(known_at)), |row| Ok(read_closing(row)));
    ended.optional()?.transpose()
}

fn read_closing(row: &Row<'_>) -> Result<(u64, Closing)> {
    let mut cells = Cells::new(row, 0);
    let (revision, at) = (cells.take()?, cells.take()?);
    let reason = Reason::read(&cells.take::<String>()?).ok_or(Error::Damaged("reason"))?;
    let settled: u64 = cells.take()?;
    let settled = usize::try_from(settled).map_err(|_| Error::Damaged("number of dossiers"))?;
    Ok((revision, Closing { at, reason, after: quote(&mut cells)?, settled }))
}
