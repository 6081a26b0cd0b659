//! 2. Tiến độ giải quyết.

use chiso_scoring::agency::Level as Rung;

use super::lines::{self, dash, group, note};
use super::month::Month;
use super::overdue_table::overdue_table;
use super::phrases::{say, say_with};
use super::rate_table;
use super::reading::percent;
use crate::model::{Block, Level};

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let on_time = month.own.reading("2.1");
    let told = [
        dash(month, "on-time", on_time, "dossiers"),
        dash(month, "overdue", on_time.rest(month.own.figure("overdue")), "dossiers"),
    ];
    let told = told.into_iter().flatten().collect();
    let mut blocks = group(month, Level::Arabic, "progress", "TDGQ", told);
    let read = |unit: &super::month::Unit<'_>| unit.reading("2.1");
    let table = rate_table::table(month, "table-on-time", "short-on-time", read);
    blocks.extend(lines::table(month, "table-on-time", table));
    blocks.extend(outside(month).map(note));
    blocks.extend(overdue_table(month));
    blocks.push(note(say(remark(month))));
    blocks
}

fn remark(month: &Month<'_>) -> &'static str {
    let districts = month.blocks.iter().any(|block| block.level == Rung::District);
    if districts && month.own.agency.level != Rung::District {
        "note-communes-included"
    } else {
        "note-carried-over"
    }
}

/// A whole cannot be better than its best part, nor worse than its worst.
fn outside(month: &Month<'_>) -> Option<String> {
    let own = month.own.reading("2.1").percent?;
    let parts: Vec<_> = month.units().filter_map(|unit| unit.reading("2.1").percent).collect();
    let (least, most) = (*parts.iter().min()?, *parts.iter().max()?);
    let (key, edge) = match own {
        own if own < least => ("outside-below", least),
        own if own > most => ("outside-above", most),
        _ => return None,
    };
    Some(say_with(key, &[("own", &percent(own)), ("edge", &percent(edge))]))
}
