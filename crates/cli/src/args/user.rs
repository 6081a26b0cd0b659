//! Arguments of `chiso user`.

use clap::Subcommand;

/// `chiso user`.
#[derive(Debug, clap::Args)]
pub struct User {
    /// What to do.
    #[command(subcommand)]
    pub action: UserAction,
}

/// Actions on accounts.
#[derive(Debug, Subcommand)]
pub enum UserAction {
    /// All accounts, with how many browsers are signed in.
    List,
    /// Makes an account; its password is made at random and printed once.
    Add(NewPassword),
    /// Gives an account a new password, opens it again if it was disabled, and signs it out everywhere.
    Password(NewPassword),
    /// Lets nobody sign in with an account any more, and signs it out everywhere.
    Disable {
        /// Name of the account: small Latin letters, digits, '-' and '.'; of an office or a desk, not of a person.
        account: String,
    },
}

/// An account that gets a password.
#[derive(Debug, clap::Args)]
pub struct NewPassword {
    /// Name of the account: small Latin letters, digits, '-' and '.'; of an office or a desk, not of a person.
    pub account: String,
    /// Reads the password from the first line of standard input instead: 12 to 200 characters.
    #[arg(long)]
    pub stdin: bool,
}
