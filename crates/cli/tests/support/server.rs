//! Servers of pages, stopped by process id even when a test fails, and a client as small as can be.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Nothing here takes that long; a test that hangs fails instead.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `chiso serve` or `chiso demo`.
pub struct Server {
    child: Child,
    /// The address printed, with its path.
    pub url: String,
    /// Host and port.
    pub host: String,
    /// Its folder for temporary files; whatever it leaves there goes away with it.
    folder: tempfile::TempDir,
}

/// How a server ended.
pub struct Ended {
    /// Exit code; none if a signal killed it.
    pub exit: Option<i32>,
    /// Standard error.
    pub said: String,
    /// What it left in its folder for temporary files.
    pub left: Vec<std::ffi::OsString>,
}

impl Server {
    /// Starts a server on a free port; when this returns, it is ready.
    pub fn start(mut command: Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        command.args(["--listen", "127.0.0.1:0"]).env("TMPDIR", folder.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        let printed = BufReader::new(child.stdout.take().unwrap()).read_line(&mut url);
        let url = url.trim().to_owned();
        let host = url.strip_prefix("http://").and_then(|rest| rest.split('/').next());
        let host = host.unwrap_or_default().to_owned();
        let server = Self { child, url, host, folder };
        assert!(printed.is_ok() && !server.host.is_empty(), "no address was printed");
        server
    }

    /// Address of a page.
    pub fn page(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// A connection that waits for an answer, but not for ever.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Status and text of a page.
    pub fn get(&self, path: &str) -> (u16, String) {
        let mut stream = self.connect();
        let host = &self.host;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(!head.to_lowercase().contains("transfer-encoding"), "{head}");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// Asks it to end and waits.
    pub fn stop(mut self, signal: &str) -> Ended {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let exit = self.child.wait().unwrap().code();
        let left = std::fs::read_dir(self.folder.path()).unwrap();
        let left = left.map(|entry| entry.unwrap().file_name()).collect();
        Ended { exit, said, left }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both do nothing to a process that was waited for already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A page as a real browser builds it.
pub fn browser(url: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let profile = format!("--user-data-dir={}", folder.path().display());
    let options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    let output = Command::new("chromium")
        .args(options)
        .args([&profile, "--dump-dom", url])
        .output()
        .expect("the pages are opened in Chromium, which is missing: run scripts/setup");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "chromium: {said}");
    String::from_utf8(output.stdout).unwrap()
}
