//! Arguments of `chiso bench`.

use std::path::PathBuf;

use clap::ValueEnum;

/// `chiso bench`.
#[derive(Debug, clap::Args)]
pub struct Bench {
    /// Dossiers of the simulated country.
    #[arg(long, default_value_t = 1_000_000, value_name = "NUMBER")]
    pub dossiers: u64,
    /// Number that decides everything left to chance.
    #[arg(long, default_value_t = 766, value_name = "NUMBER")]
    pub seed: u64,
    /// Only these figures, with commas between them.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub only: Vec<Figured>,
    /// File to write what was measured into, as JSON.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Folder to work in; a temporary one if none is named.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Measure nothing; write dossiers, measures and checksums for other engines into a folder.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["only", "out", "dir"])]
    pub export: Option<PathBuf>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Figured {
    /// Everything counted anew from the rows, with points and ranks.
    Scan,
    /// Events applied in memory, with points and ranks.
    Live,
    /// The next best actions, a whole what-if with everybody ranked again, projections.
    Why,
    /// Why a province's total moved between two months and two quarters.
    Movement,
    /// Batches of 10,000 to the disk, beside a bare upsert.
    Durable,
    /// A CSV file taken in.
    Import,
    /// From the start of the server to its first answer; memory and disk.
    Restart,
    /// Single events from 64 connections.
    Http,
    /// From an acknowledged event to the feed.
    Fresh,
    /// A period with every dossier closed; what was frozen after as many later events.
    Close,
    /// The report pack of a province with 165 units.
    Pack,
    /// A long report read and checked by the linter.
    Lint,
    /// Pages as browsers ask for them, while nothing comes in and while 50 events a second do.
    Pages,
}
