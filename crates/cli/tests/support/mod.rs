//! Driving the built binary.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The binary with a clean environment.
pub fn chiso() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chiso"));
    command.env_remove("CHISO_DATA").env_remove("CHISO_RULES").current_dir(std::env::temp_dir());
    command
}

/// A store in a folder that goes away at the end.
pub struct Data {
    dir: tempfile::TempDir,
}

impl Data {
    /// An empty store.
    pub fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A store with every figure that comes with chiso.
    pub fn filled() -> Self {
        let data = Self::empty();
        let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("data/reported"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let mut arguments = vec!["intake".into(), "reported".into()];
        arguments.extend(files.into_iter().map(PathBuf::into_os_string));
        let output = data.command().args(&arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        data
    }

    /// Folder of the store.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file beside the store.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The binary on this store.
    pub fn command(&self) -> Command {
        let mut command = chiso();
        command.arg("--data").arg(self.dir.path());
        command
    }

    /// Runs the binary with arguments separated by spaces.
    pub fn run(&self, arguments: &str) -> Output {
        self.command().args(arguments.split_whitespace()).output().unwrap()
    }

    /// Runs with `--json` and reads the answer.
    pub fn json(&self, arguments: &str) -> Value {
        let output = self.run(&format!("{arguments} --json"));
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr))
        })
    }
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The points of a JSON object as text, `-` if null.
pub fn points(value: &Value) -> &str {
    value["points"].as_str().unwrap_or("-")
}
