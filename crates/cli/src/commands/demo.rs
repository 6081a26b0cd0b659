//! `chiso demo`: a store filled with real published figures and a simulated province that goes on
//! living while one watches its ranking.

mod play;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chiso_intake::reported::csv;
use chiso_intake::{Context, Vocabulary};
use chiso_scoring::lang::Lang;

use super::intake;
use super::serve::{Opens, Server, Site};
use super::sim::thai_nguyen;
use crate::args::{Args, Demo};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::message;
use crate::tell::{Tell, say};

/// The figures that come with chiso; sources and slips: data/README.md.
pub const FIGURES: [(&str, &str); 6] = [
    ("phu-tho-2026-08.csv", include_str!("../../../../data/reported/phu-tho-2026-08.csv")),
    ("phu-tho-2026-q3.csv", include_str!("../../../../data/reported/phu-tho-2026-q3.csv")),
    ("bac-kan-2023-08.csv", include_str!("../../../../data/reported/bac-kan-2023-08.csv")),
    ("tp-bac-kan-2024-07.csv", include_str!("../../../../data/reported/tp-bac-kan-2024-07.csv")),
    ("thai-nguyen-2023.csv", include_str!("../../../../data/reported/thai-nguyen-2023.csv")),
    ("thai-nguyen-2026.csv", include_str!("../../../../data/reported/thai-nguyen-2026.csv")),
];

/// The ranking the demo opens on.
const OPENS_ON: &str = "/xep-hang?parent=H55&period=2026-10";

/// Password of the demo's account, in a folder of its own that only this machine reaches.
const PASSWORD: &str = "demo-demo-demo";

/// Folders of earlier demos with the same process id, killed before they could tidy up, that are
/// stepped over.
const LEFT_BEHIND: u32 = 1000;

/// Runs the command until it is interrupted. Without `--data` the store is a folder of its own
/// that is removed at the end.
pub fn run(args: &Args, demo: &Demo) -> Result<ExitCode, Failure> {
    let server = Server::new()?;
    // Only where nothing is at stake: figures that are public, a province that does not exist, and nobody
    // but this machine.
    let password =
        (args.data.is_none() && demo.listen.listen.ip().is_loopback()).then_some(PASSWORD);
    let opens = Opens { path: OPENS_ON, password };
    let (dir, _removed_at_end) = match &args.data {
        Some(dir) => (dir.clone(), None),
        None => {
            let own = own_folder()?;
            (own.clone(), Some(Removed(own, args.lang)))
        }
    };
    let world = thai_nguyen(demo.chance);
    let mut installation = Installation::open_at(args, &dir)?;
    // The departments of the simulated province are made up; the lists that come with chiso have none.
    installation.add_agencies(&world.agencies)?;
    fill(args.lang, &installation)?;
    message(&args.lang.text_with("cli-demo", &[("dir", &dir.display().to_string())]));
    let start = play::start(&world);
    play::past(&world, &installation.store, start)?;
    let site = Site::open(installation, play::clock(&world, demo.speed))?;
    play::tell(args.lang, demo, start);
    let player = play::Player::start(world, start, &site)?;
    let served = server.serve(&site, &demo.listen, opens, args);
    player.stop();
    site.opened.writer.shutdown();
    served.map(|()| ExitCode::SUCCESS)
}

/// Makes a folder that nobody else has: what an earlier demo left behind is never shown or removed.
fn own_folder() -> Result<PathBuf, Failure> {
    let mut number = 0;
    loop {
        let name = format!("chiso-demo-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        match std::fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < LEFT_BEHIND => {
                number += 1;
            }
            Err(error) => {
                let said = say("fail-folder").plain("dir", path.display());
                return Err(Failure::failed(said.with("reason", error)));
            }
        }
    }
}

/// Takes in the figures; what is there already is a duplicate and changes nothing.
fn fill(lang: Lang, installation: &Installation) -> Result<(), Failure> {
    let vocabulary = Vocabulary::new(&installation.rulebooks);
    let context = Context::new(&vocabulary, &installation.tree);
    for (name, text) in FIGURES {
        let outcome = csv(text.as_bytes(), &context);
        if let Some(refusal) = outcome.refused.first().cloned() {
            let said = say("fail-embedded").plain("file", name).with("reason", refusal);
            return Err(Failure::failed(said));
        }
        intake::store(lang, installation, name, text.as_bytes(), outcome)?;
    }
    Ok(())
}

/// Removes the demo's own folder when dropped.
struct Removed(PathBuf, Lang);

impl Drop for Removed {
    fn drop(&mut self) {
        let dir: &Path = &self.0;
        if let Err(error) = std::fs::remove_dir_all(dir) {
            let said = say("cli-left-behind").plain("dir", dir.display()).with("reason", error);
            message(&format!("chiso: {}", said.tell(self.1)));
        }
    }
}
