//! The help in the reader's language: the texts of `help-…` in `lang/*.ftl` put over clap's own.

use chiso_scoring::lang::Lang;
use clap::builder::PossibleValue;
use clap::{Arg, Command};

use crate::args::EXAMPLES;

/// Key of what `chiso` itself is.
const ROOT: &str = "help";

/// The command line with every text in a language.
pub fn told(mut command: Command, lang: Lang) -> Command {
    // Only a built command has its `--help` and hands its global options down.
    command.build();
    let codes = lang.text("usage-exit-codes");
    let after = format!("{}{EXAMPLES}\n{codes}", lang.text("usage-examples"));
    in_words(command, ROOT, lang).after_help(after)
}

/// One command and those below it. `key` is that of its own text and begins those below.
fn in_words(command: Command, key: &str, lang: Lang) -> Command {
    let mut command = command
        .about(lang.text(key))
        .subcommand_help_heading(lang.text("usage-commands"))
        .subcommand_value_name(lang.text("usage-command"))
        .mut_args(|argument| described(argument, key, lang))
        .mut_subcommands(|below| {
            let key = format!("{key}-{}", below.get_name());
            in_words(below, &key, lang)
        });
    let template = template(&mut command, lang);
    command.help_template(template)
}

/// clap's own template, with the heading and the word OPTIONS of the usage in the language.
fn template(command: &mut Command, lang: Lang) -> String {
    let usage = unheaded(&command.render_usage().to_string(), lang);
    let heading = lang.text("usage-heading");
    let style = command.get_styles().get_usage();
    format!(
        "{{before-help}}{{about-with-newline}}\n{style}{heading}:{style:#} {usage}\n\n{{all-args}}{{after-help}}"
    )
}

/// A usage without its heading.
pub fn unheaded(usage: &str, lang: Lang) -> String {
    let slot = format!("[{}]", lang.text("usage-slot"));
    usage.trim().trim_start_matches("Usage: ").replace("[OPTIONS]", &slot)
}

/// An argument with its text; what clap would add in English stands in the text itself.
fn described(argument: Arg, command: &str, lang: Lang) -> Arg {
    let key = key(&argument, command, lang);
    let text = lang.text(&key);
    let notes = notes(&argument, lang);
    let values = values(&argument);
    let heading = if argument.is_positional() {
        "usage-arguments"
    } else if argument.is_global_set() && command != ROOT {
        "usage-global"
    } else {
        "usage-options"
    };
    let argument = argument
        .help_heading(lang.text(heading))
        .hide_env(true)
        .hide_default_value(true)
        .hide_possible_values(true);
    let argument = match value_key(&argument) {
        Some(name) => argument.value_name(lang.text(&name)),
        None => argument,
    };
    if values.is_empty() {
        let text = text + &notes;
        return argument.help(text.clone()).long_help(text);
    }
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    let short = lang.text_with("usage-values", &[("values", &names.join(", "))]);
    let meant =
        names.iter().map(|name| format!("- {name}: {}", lang.text(&format!("{key}-{name}"))));
    let heading = lang.text("usage-values-heading");
    let list = meant.collect::<Vec<_>>().join("\n");
    argument
        .help(format!("{text} {short}{notes}"))
        .long_help(format!("{text}{notes}\n\n{heading}\n{list}"))
}

/// Key of an argument's text: its own in this command, or the one it has everywhere.
fn key(argument: &Arg, command: &str, lang: Lang) -> String {
    let own = format!("{command}-{}", argument.get_id());
    // A key that is not known shows itself.
    if lang.text(&own) == own { format!("help-any-{}", argument.get_id()) } else { own }
}

/// Key of the word that stands for an argument's value.
fn value_key(argument: &Arg) -> Option<String> {
    let name = argument.get_value_names().and_then(<[_]>::first)?;
    argument
        .get_action()
        .takes_values()
        .then(|| format!("help-value-{}", name.to_lowercase().replace('_', "-")))
}

/// The values an argument is limited to.
fn values(argument: &Arg) -> Vec<PossibleValue> {
    let takes = argument.get_action().takes_values();
    if takes { argument.get_possible_values() } else { Vec::new() }
}

/// Its default and its variable of the environment.
fn notes(argument: &Arg, lang: Lang) -> String {
    if !argument.get_action().takes_values() {
        return String::new();
    }
    let default = argument
        .get_default_values()
        .first()
        .map(|value| lang.text_with("usage-default", &[("value", &value.to_string_lossy())]));
    let env = argument
        .get_env()
        .map(|name| lang.text_with("usage-env", &[("name", &name.to_string_lossy())]));
    default.into_iter().chain(env).map(|note| format!(" {note}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use clap::CommandFactory;

    use super::*;
    use crate::args::Args;

    /// Every key of the tree, with what the comments of args.rs say; nothing for clap's own.
    fn walk(command: &Command, key: &str, found: &mut BTreeMap<String, Option<String>>) {
        let about = command.get_about().map(ToString::to_string);
        found.insert(key.to_owned(), about);
        for argument in command.get_arguments() {
            let text = super::key(argument, key, Lang::Vi);
            for value in values(argument) {
                let help = value.get_help().map(ToString::to_string);
                found.insert(format!("{text}-{}", value.get_name()), help);
            }
            found.extend(value_key(argument).map(|name| (name, None)));
            let own = !["help", "version"].contains(&argument.get_id().as_str());
            let help = argument.get_help().map(ToString::to_string).filter(|_| own);
            let before = found.insert(text.clone(), help.clone());
            assert!(before.is_none_or(|before| before == help), "{text} says two things");
        }
        for below in command.get_subcommands() {
            walk(below, &format!("{key}-{}", below.get_name()), found);
        }
    }

    fn tree() -> BTreeMap<String, Option<String>> {
        let mut command = Args::command();
        command.build();
        let mut found = BTreeMap::new();
        walk(&command, "help", &mut found);
        found
    }

    #[test]
    fn every_command_and_argument_has_its_text_and_no_text_is_left_over() {
        let text = include_str!("../../scoring/lang/vi.ftl");
        let is_help = |key: &&str| *key == "help" || key.starts_with("help-");
        let written = text.lines().filter_map(|line| line.split_once(" =").map(|(key, _)| key));
        let written: Vec<&str> = written.filter(is_help).collect();
        let tree = tree();
        let missing: Vec<_> = tree.keys().filter(|key| !written.contains(&key.as_str())).collect();
        assert!(missing.is_empty(), "no text in vi.ftl: {missing:?}");
        let left: Vec<_> = written.iter().filter(|key| !tree.contains_key(**key)).collect();
        assert!(left.is_empty(), "belongs to no argument: {left:?}");
    }

    #[test]
    fn the_english_is_what_the_comments_say() {
        let differs = tree().into_iter().filter_map(|(key, text)| Some((key, text?)));
        let lines: Vec<String> = differs
            .filter(|(key, text)| Lang::En.text(key) != *text)
            .map(|(key, text)| format!("{key} = {text}"))
            .collect();
        assert!(lines.is_empty(), "en.ftl has to say:\n{}", lines.join("\n"));
    }

    /// Whatever clap adds of its own is English; none of it is left in the Vietnamese help.
    #[test]
    fn no_english_of_clap_is_left() {
        fn check(command: &mut Command) {
            let help = command.render_long_help().to_string() + &command.render_help().to_string();
            for word in [
                "Usage:",
                "Options:",
                "Commands:",
                "Arguments:",
                "default:",
                "env:",
                "Print",
                "values:",
            ] {
                assert!(!help.contains(word), "{word}: {help}");
            }
            command.get_subcommands_mut().for_each(check);
        }
        check(&mut told(Args::command(), Lang::Vi));
    }
}
