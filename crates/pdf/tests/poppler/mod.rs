//! Reads a pdf back with poppler's tools.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::process::Command;

use tempfile::TempDir;

/// A pdf on disk and its text.
pub struct Read {
    folder: TempDir,
    /// Page by page, as it stands on it.
    pub pages: Vec<String>,
}

/// Runs the tool, or says how to get it. A missing tool fails the test.
pub fn run(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool).args(arguments).output().unwrap_or_else(|error| {
        panic!("{tool} does not start ({error}); scripts/setup installs it")
    });
    assert!(output.status.success(), "{tool} failed: {}", String::from_utf8_lossy(&output.stderr));
    // Poppler before 23 does not know that /Suspects is a boolean.
    let said = String::from_utf8_lossy(&output.stderr);
    let known = |line: &&str| !line.contains("Suspects object is wrong type");
    let said: Vec<&str> = said.lines().filter(known).collect();
    assert!(said.is_empty(), "{tool} complains: {said:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// Words with one space between them; where lines break is the setter's business.
pub fn words(text: &str) -> String {
    text.replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Read {
    pub fn of(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("read.pdf"), bytes).expect("a pdf on disk");
        let mut read = Self { folder, pages: Vec::new() };
        let text = run("pdftotext", &["-layout", &read.path(), "-"]);
        read.pages = text.trim_end_matches('\u{c}').split('\u{c}').map(String::from).collect();
        read
    }

    pub fn path(&self) -> String {
        self.folder.path().join("read.pdf").display().to_string()
    }

    /// All text in the order it was set, without page numbers, so that a paragraph over two pages is one.
    pub fn flow(&self) -> String {
        let text = run("pdftotext", &["-raw", &self.path(), "-"]);
        let body = |page: &str| match page.trim_start().split_once('\n') {
            Some((first, rest)) if first.trim().parse::<u32>().is_ok() => rest.to_owned(),
            _ => page.to_owned(),
        };
        words(&text.split('\u{c}').map(body).collect::<Vec<_>>().join("\n"))
    }

    /// Size of each page.
    pub fn sizes(&self) -> Vec<String> {
        let info = run("pdfinfo", &["-f", "1", "-l", "9999", &self.path()]);
        let sizes = info.lines().filter(|line| line.starts_with("Page ") && line.contains("size:"));
        sizes.map(|line| line.split("size:").nth(1).unwrap_or("").trim().to_owned()).collect()
    }

    /// What the file says of itself.
    pub fn info(&self) -> String {
        run("pdfinfo", &[&self.path()])
    }

    /// The fonts, one line each, without the heading.
    pub fn fonts(&self) -> Vec<String> {
        run("pdffonts", &[&self.path()]).lines().skip(2).map(String::from).collect()
    }
}
