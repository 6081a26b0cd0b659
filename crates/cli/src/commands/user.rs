//! `chiso user`: accounts that may sign in to the internal pages.

use std::io::{BufRead, Read};
use std::process::ExitCode;

use chiso_store::{AccountRow, Store};
use chiso_web::sign_in::password::{self, Unfit};
use serde::Serialize;

use crate::args::{Args, NewPassword, User, UserAction};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, message, print};
use crate::present::{civil, seconds_now};
use crate::tell::{Said, say};

/// The account that a fresh installation starts with.
const FIRST: &str = "quan-tri";
/// Variable of the environment with its password.
const FIRST_PASSWORD: &str = "CHISO_ADMIN_PASSWORD";
/// Bytes of a line that is read as a password: its characters, and room to see that there are too many.
const LINE: u64 = 2_000;

/// Runs the command.
pub fn run(args: &Args, user: &User) -> Result<ExitCode, Failure> {
    let store = &Installation::open(args)?.store;
    match &user.action {
        UserAction::List => list(args, store)?,
        UserAction::Add(new) => add(args, store, new)?,
        UserAction::Password(new) => change(args, store, new)?,
        UserAction::Disable { account } => disable(args, store, account)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// An account as `--json` tells it.
#[derive(Debug, Serialize)]
struct Line {
    account: String,
    made_at: String,
    disabled_at: Option<String>,
    sessions: u64,
}

/// What was done. The password stands here only where chiso made it.
#[derive(Debug, Serialize)]
struct Done<'a> {
    account: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

fn list(args: &Args, store: &Store) -> Result<(), Failure> {
    let rows = store.accounts(seconds_now())?;
    let lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let columns = [
        ("user-account", false),
        ("user-made", false),
        ("user-state", false),
        ("user-sessions", true),
    ];
    let mut table = Table::of(args.lang, &columns);
    for row in &rows {
        let state = match row.disabled_at {
            Some(at) => args.lang.text_with("user-disabled", &[("at", &moment(args, at)?)]),
            None => args.lang.text("user-open"),
        };
        let made = moment(args, row.made_at)?;
        table.rows.push(vec![row.name.clone(), made, state, row.sessions.to_string()]);
    }
    print(args, &lines, &table)
}

fn line(row: &AccountRow) -> Result<Line, Failure> {
    Ok(Line {
        account: row.name.clone(),
        made_at: civil(row.made_at)?.to_string(),
        disabled_at: row.disabled_at.map(civil).transpose()?.map(|at| at.to_string()),
        sessions: row.sessions,
    })
}

fn moment(args: &Args, at: i64) -> Result<String, Failure> {
    Ok(args.lang.moment(civil(at)?))
}

fn add(args: &Args, store: &Store, new: &NewPassword) -> Result<(), Failure> {
    let (hash, made) = password_of(new)?;
    match store.add_account(&new.account, &hash, seconds_now()) {
        Ok(true) => told(args, &new.account, made),
        Ok(false) => Err(Failure::refused(named("fail-user-exists", &new.account))),
        Err(chiso_store::Error::Call { field: "account", .. }) => {
            Err(Failure::usage(named("fail-user-name", &new.account)))
        }
        Err(error) => Err(error.into()),
    }
}

fn change(args: &Args, store: &Store, new: &NewPassword) -> Result<(), Failure> {
    let (hash, made) = password_of(new)?;
    match store.set_password(&new.account, &hash)? {
        true => told(args, &new.account, made),
        false => Err(Failure::not_found(named("fail-user-unknown", &new.account))),
    }
}

fn disable(args: &Args, store: &Store, account: &str) -> Result<(), Failure> {
    match store.disable_account(account, seconds_now())? {
        true => told(args, account, None),
        false => Err(Failure::not_found(named("fail-user-unknown", account))),
    }
}

fn named(key: &'static str, account: &str) -> Said {
    say(key).plain("account", account)
}

fn told(args: &Args, account: &str, password: Option<String>) -> Result<(), Failure> {
    let mut columns = vec![("user-account", false)];
    let mut row = vec![account.to_owned()];
    if let Some(password) = &password {
        columns.push(("user-password", false));
        row.push(password.clone());
    }
    let mut table = Table::of(args.lang, &columns);
    table.rows.push(row);
    print(args, &Done { account, password }, &table)
}

/// The hash of the password that was given, or of a random one with its text.
fn password_of(new: &NewPassword) -> Result<(String, Option<String>), Failure> {
    if new.stdin {
        let mut line = String::new();
        let read = std::io::stdin().lock().take(LINE).read_line(&mut line);
        read.map_err(|error| Failure::failed(say("fail-user-stdin").with("reason", error)))?;
        return Ok((hashed(&line)?, None));
    }
    let text = random()?;
    Ok((hashed(&text)?, Some(text)))
}

fn random() -> Result<String, Failure> {
    password::random().map_err(|_| Failure::failed(say("fail-user-random")))
}

fn hashed(text: &str) -> Result<String, Failure> {
    password::hashed(text).map_err(|unfit| match unfit {
        Unfit::NoRandom => Failure::failed(say("fail-user-random")),
        Unfit::Short | Unfit::Long => {
            let bounds = say("fail-user-password").plain("fewest", password::FEWEST);
            Failure::usage(bounds.plain("most", password::MOST))
        }
    })
}

/// The first account's password: where it comes from.
enum Given {
    /// The operator's environment: it is not repeated.
    Environment(String),
    /// Known to everybody who reads the manual: only for a store that holds nothing but a demonstration.
    Known(&'static str),
    /// Made now.
    Random(String),
}

/// Makes the first account if there is none at all, and says so once. `known` is its password in a store that
/// nobody else reaches and that goes away.
pub fn first(args: &Args, store: &Store, known: Option<&'static str>) -> Result<(), Failure> {
    if store.has_accounts()? {
        return Ok(());
    }
    let given = match std::env::var(FIRST_PASSWORD).ok().filter(|text| !text.is_empty()) {
        Some(text) => Given::Environment(text),
        None => known.map_or_else(
            || Ok::<_, Failure>(Given::Random(random()?)),
            |known| Ok(Given::Known(known)),
        )?,
    };
    let text = match &given {
        Given::Environment(text) | Given::Random(text) => text,
        Given::Known(text) => *text,
    };
    if store.add_first_account(FIRST, &hashed(text)?, seconds_now())? {
        let (key, shown) = match &given {
            Given::Environment(_) => ("cli-user-first-given", FIRST_PASSWORD),
            Given::Known(text) => ("cli-user-first-known", *text),
            Given::Random(text) => ("cli-user-first", text.as_str()),
        };
        message(&args.lang.text_with(key, &[("account", FIRST), ("password", shown)]));
    }
    Ok(())
}
