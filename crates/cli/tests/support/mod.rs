//! Driving the built binary.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part")]

pub mod portal;
pub mod server;
pub mod sync_client;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Header of the template of reported figures.
pub const HEADER: &str =
    "period,as_of,agency,indicator,numerator,denominator,points,source,rate,flags\n";

/// The account of a fresh installation, and its password in tests.
pub const ACCOUNT: &str = "quan-tri";
/// See [`ACCOUNT`].
pub const PASSWORD: &str = "mật khẩu để thử";

/// Root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The binary with a clean environment.
pub fn chiso() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chiso"));
    command
        .env_remove("CHISO_DATA")
        .env_remove("CHISO_RULES")
        .env_remove("CHISO_ALERTS")
        .env("CHISO_ADMIN_PASSWORD", PASSWORD)
        .current_dir(std::env::temp_dir());
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

    /// Takes files of figures in, messages in English.
    pub fn take(&self, files: &[PathBuf], options: &str) -> Taken {
        let output = self
            .command()
            .args(["--lang", "en", "--json", "intake", "reported"])
            .args(files)
            .args(options.split_whitespace())
            .output()
            .unwrap();
        Taken::read(&output)
    }

    /// Takes the text of one file of figures in.
    pub fn take_text(&self, name: &str, text: impl AsRef<[u8]>) -> Taken {
        self.take(&[self.file(name, text)], "")
    }

    /// Takes agencies in.
    pub fn agencies(&self, text: impl AsRef<[u8]>) -> Taken {
        let file = self.file("agencies.csv", text);
        let output = self
            .command()
            .args(["--lang", "en", "--json", "intake", "agencies"])
            .arg(file)
            .output()
            .unwrap();
        Taken::read(&output)
    }

    /// The last revision, from the receipt of a dry run.
    pub fn revision(&self) -> u64 {
        let file = self.file("none.csv", HEADER);
        self.take(&[file], "--dry-run").receipts[0].revision
    }

    /// Points of a group or indicator of an agency, `-` if null.
    pub fn points(&self, agency: &str, period: &str, code: &str) -> String {
        let score = self.json(&format!("score --agency {agency} --period {period}"));
        points(part(&score["rows"][0], code)).to_owned()
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

/// The total, a group or an indicator of a scored row.
pub fn part<'v>(row: &'v Value, code: &str) -> &'v Value {
    let groups = row["groups"].as_array().unwrap();
    let indicators = groups.iter().flat_map(|group| group["indicators"].as_array().unwrap());
    match code {
        "TOTAL" => &row["total"],
        _ => groups.iter().chain(indicators).find(|part| part["code"] == code).unwrap(),
    }
}

/// `59.91` as 5991. Two decimals at most.
pub fn hundredths(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    whole.parse::<i64>().unwrap() * 100 + sign * format!("{fraction:0<2}").parse::<i64>().unwrap()
}

/// Numerator ÷ denominator, half-up. The tests' own arithmetic, apart from the program's.
pub fn rounded(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}

/// What became of one file: accepted + duplicate + refused = read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Receipt {
    pub file: String,
    pub read: u64,
    pub accepted: u64,
    pub duplicate: u64,
    pub refused: u64,
    pub revision: u64,
}

impl Receipt {
    /// Accepted, duplicate, refused.
    pub fn counts(&self) -> (u64, u64, u64) {
        (self.accepted, self.duplicate, self.refused)
    }
}

/// What a call of `chiso intake` gave.
#[derive(Debug)]
pub struct Taken {
    /// Exit code.
    pub exit: i32,
    /// Receipts of its files; none if it failed.
    pub receipts: Vec<Receipt>,
    /// Standard error.
    pub said: String,
}

impl Taken {
    fn read(output: &Output) -> Self {
        let receipts: Vec<Receipt> = serde_json::from_slice(&output.stdout).unwrap_or_default();
        for receipt in &receipts {
            let (accepted, duplicate, refused) = receipt.counts();
            assert_eq!(accepted + duplicate + refused, receipt.read, "{receipt:?}");
        }
        Self { exit: output.status.code().unwrap(), receipts, said: stderr(output) }
    }

    /// Exit code and counts of the only file.
    pub fn one(&self) -> (i32, (u64, u64, u64)) {
        assert_eq!(self.receipts.len(), 1, "{}", self.said);
        (self.exit, self.receipts[0].counts())
    }
}

/// A workbook of texts on one sheet, as small as one can be.
pub fn workbook(rows: &[&str]) -> Vec<u8> {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |line: &&str| format!("<row>{}</row>", line.split(',').map(cell).collect::<String>());
    let sheet = rows.iter().map(row).collect::<String>();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    zipped(&[
        ("[Content_Types].xml", &format!("<Types xmlns=\"{package}/content-types\"/>")),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" \
             Type=\"{document}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{document}\"><sheets>\
             <sheet name=\"s\" sheetId=\"1\" r:id=\"r\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" \
             Type=\"{document}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ])
}

/// A ZIP archive.
pub fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
