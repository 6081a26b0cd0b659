//! Reading the command line; what is wrong with it is said in the reader's language.

use std::error::Error;
use std::ffi::OsString;
use std::net::AddrParseError;
use std::num::ParseIntError;
use std::process::ExitCode;

use chiso_scoring::lang::Lang;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

use crate::args::Args;
use crate::help;
use crate::output::message;
use crate::spelling::Spelling;

/// Reads the command line. Help, the version and what is wrong are printed here; the exit code is
/// left.
pub fn read() -> Result<Args, ExitCode> {
    let lang = spoken(std::env::args_os().skip(1));
    let matches = help::told(Args::command(), lang).try_get_matches();
    matches.and_then(|matches| Args::from_arg_matches(&matches)).map_err(|error| {
        match sentence(&error, lang) {
            Some(sentence) => message(&format!("chiso: {sentence}{}", around(&error, lang))),
            // If the reader has gone away, nobody misses it.
            None => drop(error.print()),
        }
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
    })
}

/// The language the words of a command line ask for, before they are read as a whole.
fn spoken(words: impl Iterator<Item = OsString>) -> Lang {
    let mut words =
        words.map(|word| word.to_string_lossy().into_owned()).take_while(|word| word != "--");
    while let Some(word) = words.next() {
        let named = if word == "--lang" {
            words.next()
        } else {
            word.strip_prefix("--lang=").map(str::to_owned)
        };
        if let Some(Ok(lang)) = named.map(|name| name.parse()) {
            return lang;
        }
    }
    Lang::default()
}

/// What clap says, in the language. `None`: help and the version, and what clap can say better.
fn sentence(error: &clap::Error, lang: Lang) -> Option<String> {
    let known = |kind| error.get(kind).and_then(words);
    let argument = known(ContextKind::InvalidArg);
    let value = known(ContextKind::InvalidValue).filter(|value| !value.is_empty());
    match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let Some(value) = value else {
                return Some(lang.text_with("usage-value-missing", &[("argument", &argument?)]));
            };
            let reason = reason(error, lang)?;
            let said = [("argument", &*argument?), ("value", &*value), ("reason", &*reason)];
            // Of a spelling the reason itself names the value.
            let spelt = error.source().is_some_and(|source| source.is::<Spelling>());
            Some(lang.text_with(if spelt { "usage-spelling" } else { "usage-value" }, &said))
        }
        ErrorKind::TooManyValues => {
            let said = [("argument", &*argument?), ("value", &*value?)];
            Some(lang.text_with("usage-value-too-many", &said))
        }
        ErrorKind::UnknownArgument => {
            Some(lang.text_with("usage-unknown-argument", &[("argument", &argument?)]))
        }
        ErrorKind::InvalidSubcommand => {
            let command = known(ContextKind::InvalidSubcommand)?;
            Some(lang.text_with("usage-unknown-command", &[("command", &command)]))
        }
        ErrorKind::MissingRequiredArgument => {
            Some(lang.text_with("usage-missing", &[("argument", &argument?)]))
        }
        ErrorKind::ArgumentConflict => {
            Some(conflict(lang, &argument?, known(ContextKind::PriorArg)?))
        }
        ErrorKind::InvalidUtf8 => Some(lang.text("usage-utf8")),
        _ => None,
    }
}

fn conflict(lang: Lang, argument: &str, other: String) -> String {
    let key = if argument == other { "usage-twice" } else { "usage-conflict" };
    lang.text_with(key, &[("argument", argument), ("other", &other)])
}

/// Why a value is refused: the values there are, or what reading it said.
fn reason(error: &clap::Error, lang: Lang) -> Option<String> {
    if let Some(values) = error.get(ContextKind::ValidValue).and_then(words) {
        return Some(lang.text_with("value-one-of", &[("values", &values)]));
    }
    let source = error.source()?;
    if let Some(spelling) = source.downcast_ref::<Spelling>() {
        Some(spelling.tell(lang))
    } else if source.is::<AddrParseError>() {
        Some(lang.text("value-address"))
    } else if source.is::<ParseIntError>() {
        Some(lang.text("value-number"))
    } else {
        Some(source.to_string())
    }
}

/// What follows the sentence: what may have been meant, the usage, where to read on.
fn around(error: &clap::Error, lang: Lang) -> String {
    let known = |kind| error.get(kind).and_then(words);
    let suggestion = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .into_iter()
        .chain([ContextKind::SuggestedValue])
        .find_map(known);
    let suggestion = suggestion
        .map(|suggestion| lang.text_with("usage-did-you-mean", &[("suggestion", &suggestion)]));
    let usage = known(ContextKind::Usage)
        .map(|usage| format!("{}: {}", lang.text("usage-heading"), help::unheaded(&usage, lang)));
    let lines = suggestion.into_iter().chain(usage).chain([lang.text("usage-more")]);
    lines.map(|line| format!("\n{line}")).collect()
}

fn words(value: &ContextValue) -> Option<String> {
    match value {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_known_before_the_rest_makes_sense() {
        let spoken = |line: &str| spoken(line.split(' ').map(OsString::from));
        assert_eq!(spoken("score --loud"), Lang::Vi);
        assert_eq!(spoken("score --loud --lang en"), Lang::En);
        assert_eq!(spoken("--lang=en score"), Lang::En);
        assert_eq!(spoken("--lang fr"), Lang::Vi);
        assert_eq!(spoken("rules check -- --lang en"), Lang::Vi);
    }
}
