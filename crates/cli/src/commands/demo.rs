//! `chiso demo`: a store filled with real published figures, shown on the ranking page.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chiso_intake::reported::csv;
use chiso_intake::{Context, Vocabulary};
use chiso_scoring::figure::Reported;
use chiso_store::CaptureInfo;
use sha2::{Digest, Sha256};

use super::serve::serve;
use crate::args::{Args, Listen};
use crate::failure::Failure;
use crate::installation::{Installation, now};
use crate::output::message;

/// The figures that come with chiso; sources and slips: data/README.md.
pub const FIGURES: [(&str, &str); 5] = [
    ("phu-tho-2026-08.csv", include_str!("../../../../data/reported/phu-tho-2026-08.csv")),
    ("phu-tho-2026-q3.csv", include_str!("../../../../data/reported/phu-tho-2026-q3.csv")),
    ("bac-kan-2023-08.csv", include_str!("../../../../data/reported/bac-kan-2023-08.csv")),
    ("tp-bac-kan-2024-07.csv", include_str!("../../../../data/reported/tp-bac-kan-2024-07.csv")),
    ("thai-nguyen-2023.csv", include_str!("../../../../data/reported/thai-nguyen-2023.csv")),
];

/// The ranking the demo opens on.
const OPENS_ON: &str = "/xep-hang?parent=H44&period=2026-08";

/// Runs the command until it is interrupted. Without `--data` the store is a folder of its own
/// that is removed at the end.
pub fn run(args: &Args, listen: &Listen) -> Result<ExitCode, Failure> {
    let (dir, _removed_at_end) = match &args.data {
        Some(dir) => (dir.clone(), None),
        None => {
            let own = std::env::temp_dir().join(format!("chiso-demo-{}", std::process::id()));
            (own.clone(), Some(Removed(own)))
        }
    };
    let installation = Installation::open_at(args, &dir)?;
    fill(&installation)?;
    message(&args.lang.text_with("cli-demo", &[("dir", &dir.display().to_string())]));
    serve(installation, listen.listen, OPENS_ON, args)?;
    Ok(ExitCode::SUCCESS)
}

/// Takes in the figures; what is there already is a duplicate and changes nothing.
fn fill(installation: &Installation) -> Result<(), Failure> {
    let vocabulary = Vocabulary::new(&installation.rulebooks);
    let context = Context::new(&vocabulary, &installation.tree);
    for (name, text) in FIGURES {
        let outcome = csv(text.as_bytes(), &context);
        if let Some(refusal) = outcome.refused.first() {
            return Err(Failure::Failed(format!("embedded {name}: {refusal}")));
        }
        let (places, figures): (Vec<String>, Vec<Reported>) =
            outcome.rows.into_iter().map(|row| (row.place.to_string(), row.value)).unzip();
        let info = CaptureInfo {
            file_name: name.to_owned(),
            sha256: Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect(),
            format: "csv".to_owned(),
            imported_at: now(),
            places,
            repeated: outcome.duplicates as u64,
        };
        installation.store.add_figures(&info, &figures, &[])?;
    }
    Ok(())
}

/// Removes the demo's own folder when dropped.
struct Removed(PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        let dir: &Path = &self.0;
        if let Err(error) = std::fs::remove_dir_all(dir) {
            message(&format!("chiso: '{}' was left behind: {error}", dir.display()));
        }
    }
}
