//! `chiso sim`: a simulated province as files, or played against a running server.

mod files;
mod play;

use std::process::ExitCode;

use chiso_sim::World;

use crate::args::{Args, Chance, Province, Sim};
use crate::failure::Failure;
use crate::tell::say;

/// Runs the command.
pub fn run(args: &Args, asked: &Sim) -> Result<ExitCode, Failure> {
    let world = world(asked.province, asked.chance, asked.dossiers);
    match (&asked.out, &asked.to) {
        (Some(dir), _) => files::write(args, &world, asked, dir),
        (None, Some(address)) => play::play(args, &world, asked, address),
        // The command line asks for one of the two.
        (None, None) => Err(Failure::usage(say("usage-missing").plain("argument", "--out"))),
    }
}

/// A simulated world.
fn world(province: Province, chance: Chance, dossiers: u64) -> World {
    match province {
        Province::ThaiNguyen => thai_nguyen(chance),
        Province::BacKan => chiso_sim::bac_kan_2023_08(chance.seed),
        Province::Nation => chiso_sim::nation(chance.seed, dossiers),
    }
}

/// Thái Nguyên with some of its dossiers; the whole province has a thousand thousandths.
pub fn thai_nguyen(chance: Chance) -> World {
    let permille = (1000 / chance.scale.get()).max(1);
    chiso_sim::thai_nguyen_2026(chance.seed, permille)
}
