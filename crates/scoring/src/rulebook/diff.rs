//! What differs between two rulebooks, rule by rule.

use std::collections::BTreeMap;

use super::Rulebook;

/// One value that differs. A side without the rule shows `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where: `indicator 3.3: form`.
    pub place: String,
    /// Value in the first rulebook.
    pub before: Option<String>,
    /// Value in the second.
    pub after: Option<String>,
}

/// Every difference between two rulebooks, in the order of the places.
#[must_use]
pub fn diff(before: &Rulebook, after: &Rulebook) -> Vec<Difference> {
    let (a, b) = (flat(before), flat(after));
    let places = a.keys().chain(b.keys()).collect::<std::collections::BTreeSet<_>>();
    places
        .into_iter()
        .filter(|place| a.get(*place) != b.get(*place))
        .map(|place| Difference {
            place: place.clone(),
            before: a.get(place).cloned(),
            after: b.get(place).cloned(),
        })
        .collect()
}

/// The rulebook as place → value, with lists keyed by their id or code.
fn flat(rulebook: &Rulebook) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    if let Ok(table) = toml::Table::try_from(&rulebook.file) {
        for (key, value) in &table {
            flatten(key, value, &mut out);
        }
    }
    out
}

fn flatten(place: &str, value: &toml::Value, out: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let inner = match (key.as_str(), value) {
                    ("indicator", toml::Value::Array(_)) => "indicator".to_owned(),
                    _ => format!("{place}: {key}"),
                };
                flatten(&inner, value, out);
            }
        }
        toml::Value::Array(items) if items.iter().all(toml::Value::is_table) => {
            for item in items {
                let key = ["code", "id"].iter().find_map(|key| item.get(*key)?.as_str());
                flatten(&format!("{place} {}", key.unwrap_or_default()), item, out);
            }
        }
        toml::Value::String(text) => {
            out.insert(place.to_owned(), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        other => {
            out.insert(place.to_owned(), other.to_string());
        }
    }
}
