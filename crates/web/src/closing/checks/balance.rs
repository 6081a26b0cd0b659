//! Whether the counts agree with themselves: dossier by dossier, parent with parts, kept up to date with counted anew, lists with tallies.

use std::collections::BTreeMap;

use chiso_scoring::expr::{Columns, Entity, Expr, Type, read};
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::plan::{Place, Planned, Source};
use chiso_scoring::measure::query::Query;
use chiso_scoring::sheet::sum;

use crate::closing::findings::{Line, Value};
use crate::closing::gather::Gathered;
use crate::closing::lists::ENTITIES;

/// What a dossier is in a period: carried over, received, done, in progress. Of a sound one as many of the first two hold as of the last
/// two.
const SIDES: [&str; 4] = [
    "received_at < :from and (closed_at is null or closed_at >= :from)",
    "received_at >= :from and received_at < :to",
    "closed_at >= :from and closed_at < :to",
    "received_at < :to and (closed_at is null or closed_at >= :to)",
];
/// Threads of the count anew: more than one, so that adding them up is checked too.
const THREADS: usize = 2;

/// Dossiers that came in and neither went out nor are there, or the other way round.
pub(super) fn rows(gathered: &Gathered<'_>) -> Vec<Line> {
    let Some(live) = gathered.live else { return Vec::new() };
    let columns = Columns::embedded();
    let of = columns.of(Entity::Dossier);
    let conditions: Vec<Expr> =
        SIDES.iter().filter_map(|text| read(text, &of, &Type::Flag).ok()).collect();
    let query = Query::new(&columns, Entity::Dossier, &conditions.iter().collect::<Vec<_>>());
    let (agency, period) = (&gathered.ask.agency, gathered.ask.period);
    let odd = |(key, bits): (u32, u64)| {
        let (came, went) = ((bits & 0b11).count_ones(), (bits & 0b1100).count_ones());
        (came != went).then_some((key, bits))
    };
    let found = live.rows_where(&query, agency, period, Scope::Subtree).into_iter();
    let mut odd: Vec<(u32, u64)> = found.filter_map(odd).collect();
    odd.sort_unstable();
    let line = |(key, bits): (u32, u64)| Line {
        about: gathered.names.of(Entity::Dossier, key).to_owned(),
        key: if bits & 0b11 == 0 { "closing-line-went" } else { "closing-line-came" },
        values: Vec::new(),
    };
    odd.into_iter().map(line).collect()
}

/// A parent that is not the sum of its own and its children.
pub(super) fn parts(gathered: &Gathered<'_>) -> Vec<Line> {
    let Some(live) = gathered.live else { return published_parts(gathered) };
    let (all, own) = (by_agency(&gathered.counted), by_agency(&gathered.own));
    let measures = additive(live, &gathered.rulebook.id);
    let mut lines = Vec::new();
    for code in &gathered.below {
        let children = gathered.tree.children(code, gathered.ask.period);
        let Some(whole) = all.get(code.as_str()).filter(|_| !children.is_empty()) else { continue };
        for (at, name, _) in &measures {
            let part =
                |counted: Option<&&Counted>| counted.map_or(0, |counted| counted.measures[*at]);
            let below = children.iter().map(|child| part(all.get(child.code.as_str())));
            let parts = part(own.get(code.as_str())) + below.sum::<i64>();
            if parts != whole.measures[*at] {
                lines.push(differs(gathered.named(code), name, whole.measures[*at], parts));
            }
        }
    }
    lines
}

/// Published counts of a parent that are not the sum of its children's, where every child has some.
fn published_parts(gathered: &Gathered<'_>) -> Vec<Line> {
    let sheet = gathered.sheet();
    let mut lines = Vec::new();
    for code in &gathered.below {
        let children = sheet.children(code);
        for (at, rule) in
            gathered.rulebook.indicators.iter().enumerate().filter(|(_, rule)| rule.additive)
        {
            let counts = |code: &str| sheet.data(code).figures.indicators[at].as_ref()?.counts();
            let parts: Option<Vec<_>> = children.iter().map(|child| counts(&child.code)).collect();
            let Some((whole, parts)) = counts(code).zip(parts.filter(|parts| !parts.is_empty()))
            else {
                continue;
            };
            let parts = sum(&parts);
            for (whole, parts) in
                [(whole.numerator, parts.numerator), (whole.denominator, parts.denominator)]
            {
                if whole != parts {
                    lines.push(differs(gathered.named(code), &rule.code, whole, parts));
                }
            }
        }
    }
    lines
}

fn differs(about: String, what: &str, whole: i64, parts: i64) -> Line {
    Line {
        about,
        key: "closing-line-differs",
        values: vec![
            ("what", Value::Text(what.to_owned())),
            ("whole", Value::Count(whole)),
            ("parts", Value::Count(parts)),
        ],
    }
}

/// What is kept up to date and differs from what is counted anew.
pub(super) fn recount(gathered: &Gathered<'_>) -> Vec<Line> {
    let Some(live) = gathered.live else { return Vec::new() };
    let anew = live.counted_anew(THREADS);
    let (id, period) = (&gathered.rulebook.id, gathered.ask.period);
    let mut lines = Vec::new();
    for (kept, scope) in [(&gathered.counted, Scope::Subtree), (&gathered.own, Scope::Own)] {
        let codes = kept.iter().map(|counted| counted.agency.as_str());
        let again = anew.figures_in(id, period, codes, scope);
        for (kept, again) in kept.iter().zip(&again) {
            let measures =
                gathered.rulebook.measures.iter().zip(kept.measures.iter().zip(&again.measures));
            let other = measures.filter(|(_, (kept, again))| kept != again);
            let about = || gathered.named(&kept.agency);
            lines.extend(
                other.map(|(measure, (kept, again))| differs(about(), &measure.id, *kept, *again)),
            );
        }
    }
    lines
}

/// Lists that hold another number of rows than the tallies say.
pub(super) fn lists(gathered: &Gathered<'_>) -> Vec<Line> {
    let Some(live) = gathered.live else { return Vec::new() };
    let own = by_agency(&gathered.own);
    let mut lines = Vec::new();
    for (at, name, planned) in additive(live, &gathered.rulebook.id) {
        let entity = ENTITIES.iter().position(|known| *known == planned.entity);
        let Some(entity) = entity.filter(|_| matches!(planned.place, Place::Count(_))) else {
            continue;
        };
        let Some(bit) = gathered.lists.measures[entity].iter().position(|known| *known == name)
        else {
            continue;
        };
        for code in &gathered.below {
            let listed = gathered.lists.tallies.get(&(entity, code.clone()));
            let listed = listed.map_or(0, |counts| counts[bit]);
            let tally = own.get(code.as_str()).map_or(0, |counted| counted.measures[at]);
            if listed != tally {
                lines.push(differs(gathered.named(code), &name, tally, listed));
            }
        }
    }
    lines
}

fn by_agency(counted: &[Counted]) -> BTreeMap<&str, &Counted> {
    counted.iter().map(|counted| (counted.agency.as_str(), counted)).collect()
}

/// Measures over rows that add up over units: place in the rulebook, name, plan. Each different one once.
fn additive(live: &Live, rulebook: &str) -> Vec<(usize, String, Planned)> {
    let Some(book) = live.plan().book(rulebook) else { return Vec::new() };
    let mut seen = Vec::new();
    let mut found = Vec::new();
    for (at, (name, source)) in book.measures.iter().enumerate() {
        let Source::Tally(id) = source else { continue };
        let planned = &live.plan().measures[*id];
        if planned.entity != Entity::Agency && !planned.distinct && !seen.contains(id) {
            seen.push(*id);
            found.push((at, name.clone(), planned.clone()));
        }
    }
    found
}
