//! This program as a process of its own: what users start is what is measured.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{failed, machine};
use crate::failure::Failure;

/// This program over a folder.
pub fn chiso(data: &Path) -> Result<Command, Failure> {
    let mut command = Command::new(std::env::current_exe().map_err(failed)?);
    command.arg("--data").arg(data).stdout(Stdio::piped()).stderr(Stdio::null());
    Ok(command)
}

/// A running `chiso serve`; ended with this.
pub struct Server {
    child: Child,
    /// Host and port.
    pub host: String,
}

impl Server {
    /// Starts a server on a free port; when this returns, it is listening.
    pub fn start(data: &Path) -> Result<Self, Failure> {
        let mut command = chiso(data)?;
        let mut child =
            command.args(["serve", "--listen", "127.0.0.1:0"]).spawn().map_err(failed)?;
        let mut url = String::new();
        let printed = child.stdout.take().map(|out| BufReader::new(out).read_line(&mut url));
        let host = url.trim().trim_start_matches("http://").split('/').next().unwrap_or_default();
        let server = Self { child, host: host.to_owned() };
        match printed {
            Some(Ok(read)) if read > 0 => Ok(server),
            _ => Err(failed("chiso serve: no address")),
        }
    }

    /// Memory in KiB, by the name of the line in `/proc`.
    pub fn memory(&self, name: &str) -> u64 {
        machine::memory(self.child.id(), name).unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both do nothing to a process that has ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
