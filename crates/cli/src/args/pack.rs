//! Arguments of `chiso pack` and `chiso deliver`.

use std::path::PathBuf;

/// `chiso pack`.
#[derive(Debug, clap::Args)]
pub struct Pack {
    /// Number of the closing.
    #[arg(long, value_name = "NUMBER", required_unless_present = "check")]
    pub closing: Option<u64>,
    /// Where to write it: a new folder, or a file that ends in .zip.
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    pub out: Option<PathBuf>,
    /// Folder of own phrases and profiles (docs/goi-bao-cao.md).
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Make nothing; compare a pack, folder or .zip, with its manifest (exit 4 if anything differs).
    #[arg(long, value_name = "DIR", conflicts_with_all = ["closing", "out", "templates"])]
    pub check: Option<PathBuf>,
}

/// `chiso deliver`.
#[derive(Debug, clap::Args)]
pub struct Deliver {
    /// Number of the closing; without it every closing of the last three days.
    pub number: Option<u64>,
    /// Also to whom it has arrived before.
    #[arg(long)]
    pub again: bool,
}
