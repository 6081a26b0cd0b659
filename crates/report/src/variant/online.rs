//! 3. Dịch vụ trực tuyến, 3.1. Dịch vụ công trực tuyến.

use super::lines::{self, dash, group, heading, over, plus, with_points};
use super::month::{Month, Unit};
use super::phrases::say;
use super::rate_table;
use super::reading::{Reading, ratio};
use crate::model::{Block, Bullet, Level};

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let own = &month.own;
    let mut told = offered(month);
    told.extend(dash(month, "services-used", own.reading("3.2"), "services-noun"));
    told.extend(filing(own));
    told.extend(handling(own));
    let title = with_points(month, say("online"), "ONLINE_SERVICE");
    let mut blocks = vec![heading(Level::Arabic, title)];
    blocks.extend(group(month, Level::Decimal, "services", "CLGQ", told));
    let read = |unit: &Unit<'_>| unit.reading("3.3");
    let table = rate_table::table(month, "table-online", "short-online", read);
    blocks.extend(lines::table(month, "table-online", table));
    blocks
}

/// Services by how far they go online, as shares of all procedures within authority.
fn offered(month: &Month<'_>) -> Vec<Bullet> {
    let own = &month.own;
    let all = own.reading("3.1");
    let share = |measure| own.reading(measure).out_of(all.of);
    let mut lines = over(
        "services-offered",
        [
            plus("services-partial", share("services_partial"), "procedures"),
            plus("services-full", share("services_full"), "procedures"),
        ],
    );
    if lines.is_empty() {
        lines.extend(dash(month, "services-all", all, "procedures"));
    }
    lines.extend(dash(month, "services-info", share("services_info"), "procedures"));
    lines
}

fn filing(own: &Unit<'_>) -> Vec<Bullet> {
    let online = own.reading("3.3");
    let offline = online.rest(own.figure("dossiers_offline"));
    over(
        "filing",
        [
            plus("filed-online", online.alone(), "dossiers"),
            plus("filed-offline", offline.alone(), "dossiers"),
        ],
    )
}

/// Online dossiers on time and overdue: two parts of one whole.
fn handling(own: &Unit<'_>) -> Vec<Bullet> {
    let on_time = own.reading("online_on_time");
    let mut overdue = own.reading("online_overdue");
    // A difference of counts that is 0 is not kept among the measures.
    let late = own.count("dossiers_online").zip(on_time.count).map(|(all, part)| all - part);
    overdue.count = overdue.count.or(late);
    let all = on_time.count.zip(overdue.count).map(|(a, b)| a + b);
    // The second share is what the first leaves over, so that the two printed ones add up.
    let on_time = on_time.out_of(all);
    let overdue = match overdue.percent {
        Some(_) => overdue,
        None => Reading { percent: rest(on_time, overdue, all), ..overdue },
    };
    over(
        "online-handling",
        [plus("online-on-time", on_time, "dossiers"), plus("online-overdue", overdue, "dossiers")],
    )
}

fn rest(part: Reading, other: Reading, all: Option<i64>) -> Option<rust_decimal::Decimal> {
    ratio(other.count?, all?)?;
    part.rest(None).percent
}
