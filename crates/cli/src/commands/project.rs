//! `chiso project`: the end of the period, from what is due by then.

use std::process::ExitCode;

use chiso_web::scenario::named;

use super::scenario::{Opened, bounded, no_scene, table};
use crate::args::{Args, Project};
use crate::failure::Failure;
use crate::output::{data, message, print};

/// Runs the command.
pub fn run(args: &Args, asked: &Project) -> Result<ExitCode, Failure> {
    let top = bounded(asked.top)?;
    let opened = Opened::new(args, &asked.scene)?;
    let scene = opened.scene(args, &asked.scene);
    let found = scene.project(top).map_err(|why| no_scene(&asked.scene, why))?;
    let found = named(&opened.installation.store, opened.present.revision, found)?;
    opened.caption(args, &asked.scene);
    if found.over {
        message(&args.lang.text("project-over"));
    }
    if !(args.json || args.csv) {
        data(&format!("{}\n\n", found.summary.join("\n")))?;
    }
    print(args, &found, &table(args.lang, &found.due))?;
    Ok(ExitCode::SUCCESS)
}
