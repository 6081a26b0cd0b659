//! Arguments of `chiso rules`.

use std::path::PathBuf;

use clap::Subcommand;

/// `chiso rules`.
#[derive(Debug, clap::Args)]
pub struct Rules {
    /// What to do.
    #[command(subcommand)]
    pub action: RulesAction,
}

/// Actions on rulebooks.
#[derive(Debug, Subcommand)]
pub enum RulesAction {
    /// All rulebooks with the time they are in force.
    List,
    /// One rulebook.
    Show {
        /// Identifier.
        id: String,
        /// As TOML, in canonical form.
        #[arg(long)]
        toml: bool,
    },
    /// Proves rulebooks: names, types, maxima, grade bands, citations, example cases.
    Check {
        /// Files to check; without any, all known rulebooks are checked. Cases are looked for in
        /// cases/ID.txt beside each file.
        files: Vec<PathBuf>,
    },
    /// What differs between two rulebooks.
    Diff {
        /// First.
        before: String,
        /// Second.
        after: String,
    },
}
