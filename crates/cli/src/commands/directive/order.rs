//! The order of a file, as `chiso directive new` reads it.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use chiso_web::wire::directives::Asked;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};

use crate::failure::Failure;
use crate::tell::say;

/// Largest file of one directive.
const FILE_BYTES: u64 = 128 << 10;
/// Longest name of a field that is repeated.
const FIELD_CHARS: usize = 60;

/// A draft, as far as its order goes.
#[derive(Deserialize)]
struct Drafted {
    order: Asked,
}

/// Where a text is wrong, not what stands there.
struct Wrong {
    line: usize,
    column: usize,
    /// Path of the field, if it is one.
    field: Option<String>,
}

/// The order of a file: alone, or within a draft.
pub fn read(file: &Path) -> Result<Asked, Failure> {
    let text = text(file)?;
    order(&text).map_err(|Wrong { line, column, field }| {
        let key = match field {
            Some(_) => "fail-directive-field",
            None => "fail-directive-json",
        };
        let said =
            say(key).plain("file", file.display()).plain("place", format!("{line}:{column}"));
        Failure::refused(said.plain("field", field.unwrap_or_default()))
    })
}

fn text(file: &Path) -> Result<String, Failure> {
    let unreadable = |error| Failure::unreadable(file, error);
    let mut text = String::new();
    let from: Box<dyn Read> = match file.as_os_str() == "-" {
        true => Box::new(stdin()),
        false => Box::new(File::open(file).map_err(unreadable)?),
    };
    from.take(FILE_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > FILE_BYTES {
        let said = say("fail-too-large").plain("file", file.display());
        return Err(Failure::refused(said.plain("limit", FILE_BYTES)));
    }
    Ok(text)
}

fn order(text: &str) -> Result<Asked, Wrong> {
    let whole: Value = parse(text)?;
    match whole.get("order") {
        Some(_) => parse::<Drafted>(text).map(|drafted| drafted.order),
        None => parse(text),
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Wrong> {
    let mut reader = Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (path, error) = (error.path().to_string(), error.into_inner());
        Wrong { line: error.line(), column: error.column(), field: field(&path, &error) }
    })?;
    reader.end().map_err(|error| Wrong {
        line: error.line(),
        column: error.column(),
        field: None,
    })?;
    Ok(value)
}

/// The field that is wrong. Of a field that is missing the path names the object it is missing in.
fn field(path: &str, error: &serde_json::Error) -> Option<String> {
    if !error.is_data() {
        return None;
    }
    let above = Some(path).filter(|path| *path != ".");
    let said = error.to_string();
    let missing = said.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let names: Vec<&str> = above.into_iter().chain(missing).collect();
    let field: String = names.join(".").chars().take(FIELD_CHARS).collect();
    Some(field).filter(|field| !field.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::empty("", "1:0 -")]
    #[case::cut("{\"title\": \"Rà soát\",", "1:22 -")]
    #[case::not_an_object("[]", "1:2 -")]
    #[case::foreign("{\"title\": \"Rà soát\",\n\"color\": 1}", "2:7 color")]
    #[case::of_another_kind("{\"title\": \"Rà soát\",\n\"issuer\": 55}", "2:12 issuer")]
    #[case::within(
        "{\"title\": \"Rà soát\",\n\"target\": {\"unit\": \"rate\", \"value\": 95}}",
        "2:38 target.value"
    )]
    #[case::missing("{\"title\": \"Rà soát\"}", "1:22 issuer")]
    #[case::in_a_draft(
        "{\"rulebook\": \"766-2024\",\n\"order\": {\"color\": 1}}",
        "2:17 order.color"
    )]
    #[case::more_behind("{} {}", "1:4 -")]
    fn what_is_wrong_is_named(#[case] text: &str, #[case] expected: &str) {
        let wrong = order(text).unwrap_err();
        let field = wrong.field.as_deref().unwrap_or("-");
        assert_eq!(format!("{}:{} {field}", wrong.line, wrong.column), expected);
    }
}
