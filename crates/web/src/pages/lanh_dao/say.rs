//! The page in a few sentences: where we are, what moved, who must act, by when.

use chiso_scoring::lang::Lang;
use chiso_scoring::movement::SideText;
use rust_decimal::Decimal;

use super::read::Facts;
use super::tables::{Orders, Warned};
use crate::link::isolated;
use crate::moment::local;
use crate::study::Study;

/// What the page says first.
pub(super) fn sentences(
    study: &Study,
    facts: &Facts,
    side: &str,
    orders: &Orders,
    warned: &Warned,
) -> Vec<String> {
    let moved = stands(study, facts) + &moved(study, facts, side);
    let must = [due(study, facts), overdue(study, facts), directives(study.asked.lang, orders)];
    let must = must.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let silent = silent(study.asked.lang, warned);
    [Some(moved), Some(must), silent]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect()
}

/// What the earlier side is called.
pub(super) fn side(lang: Lang, study: &Study, earlier: &SideText) -> String {
    match earlier.as_of {
        Some(at) if earlier.period == study.period => {
            lang.text_with("leader-side-at", &[("at", &lang.date(at.date()))])
        }
        Some(at) => {
            let period = lang.period(earlier.period);
            let said = [("period", period.as_str()), ("at", &lang.date(at.date()))];
            lang.text_with("leader-side-period-at", &said)
        }
        None => lang.period(earlier.period),
    }
}

fn stands(study: &Study, facts: &Facts) -> String {
    let (lang, rulebook) = (study.asked.lang, study.rulebook());
    let agency = isolated(&study.agency.name);
    let Some(points) = facts.score.total.points else {
        let state = lang.state(facts.score.total.state);
        return lang.text_with("leader-no-points", &[("agency", &agency), ("state", &state)]);
    };
    let grade = rulebook.grade(points).map(|grade| lang.pick(&grade.name)).unwrap_or_default();
    let (points, max) = (lang.decimal(points), rulebook.max.to_string());
    let said = [("agency", &*agency), ("points", &*points), ("max", &*max), ("grade", grade)];
    let (rank, of) = facts.rank;
    let rank = rank.filter(|_| of > 1).map(|rank| {
        let (rank, of) = (rank.to_string(), of.to_string());
        lang.text_with("leader-rank", &[("rank", &rank), ("of", &of)])
    });
    format!("{}{}.", lang.text_with("leader-stands", &said), rank.unwrap_or_default())
}

fn moved(study: &Study, facts: &Facts, side: &str) -> String {
    let lang = study.asked.lang;
    let change = facts.before.as_ref().and_then(|before| before.told.change);
    let Some(change) = change else { return String::new() };
    let key = match change {
        change if change.is_zero() => "leader-same",
        change if change.is_sign_negative() => "leader-fell",
        _ => "leader-rose",
    };
    let said = [("side", side), ("points", &*lang.decimal(change.abs()))];
    let most = most(study, facts, change);
    format!(" {}{most}.", lang.text_with(key, &said))
}

/// The group that moved most in the direction of the change.
fn most(study: &Study, facts: &Facts, change: Decimal) -> String {
    let (lang, rulebook) = (study.asked.lang, study.rulebook());
    let along =
        |moved: &Decimal| !moved.is_zero() && moved.is_sign_negative() == change.is_sign_negative();
    let groups = rulebook.groups.iter().enumerate();
    let moved =
        groups.filter_map(|(at, group)| Some((group, facts.group_change(&group.code, at)?)));
    let most = moved.filter(|(_, moved)| along(moved)).max_by_key(|(_, moved)| moved.abs());
    let Some((group, moved)) = most.filter(|_| !change.is_zero()) else { return String::new() };
    let said = [("group", lang.pick(&group.name)), ("points", &*lang.signed(moved))];
    lang.text_with("leader-most", &said)
}

impl Facts {
    /// Points of a group now, less those of the group of the same code before.
    pub fn group_change(&self, code: &str, at: usize) -> Option<Decimal> {
        let before = self.before.as_ref()?;
        let old = before.groups.iter().position(|group| group == code)?;
        Some(self.score.groups.get(at)?.points? - before.score.groups.get(old)?.points?)
    }
}

fn due(study: &Study, facts: &Facts) -> Option<String> {
    let lang = study.asked.lang;
    let until = lang.moment(local(facts.until));
    let count = facts.all.due + facts.all.petitions;
    if count == 0 {
        return Some(lang.text_with("leader-due-none", &[("until", &until)]));
    }
    let (count, stake) = (lang.integer(count as i64), lang.decimal(facts.all.stake));
    let said = [("until", &*until), ("count", &*count), ("stake", &*stake)];
    let key = if facts.all.stake.is_zero() { "leader-due-free" } else { "leader-due" };
    Some(lang.text_with(key, &said))
}

fn overdue(study: &Study, facts: &Facts) -> Option<String> {
    let lang = study.asked.lang;
    let count = lang.integer(facts.all.overdue as i64);
    (facts.all.overdue > 0).then(|| lang.text_with("leader-overdue", &[("count", &count)]))
}

fn directives(lang: Lang, orders: &Orders) -> Option<String> {
    let (open, overdue) = (orders.open.to_string(), orders.overdue.to_string());
    let key = if orders.overdue > 0 { "leader-orders-overdue" } else { "leader-orders" };
    (orders.open > 0).then(|| lang.text_with(key, &[("open", &open), ("overdue", &overdue)]))
}

fn silent(lang: Lang, warned: &Warned) -> Option<String> {
    let (silent, late) = (warned.silent.to_string(), warned.late.to_string());
    let key = match (warned.silent, warned.late) {
        (0, 0) => return None,
        (0, _) => "leader-late",
        _ => "leader-silent",
    };
    Some(lang.text_with(key, &[("silent", &silent), ("late", &late)]))
}
