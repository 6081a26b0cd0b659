//! Senders of synchronisation calls, and servers that may die at any moment.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// Content type of the national calls.
pub const JSON: &str = "application/json";

/// Nothing here takes that long; a test that hangs fails instead.
const PATIENCE: Duration = Duration::from_secs(120);

/// A `chiso serve` whose standard error goes to a file: nobody has to read it for it to go on.
pub struct Running {
    child: Child,
    printed: BufReader<ChildStdout>,
    said: PathBuf,
    /// Host and port; empty if it ended before it listened.
    pub host: String,
}

/// What a process printed and said, and how it ended.
pub struct Ended {
    pub status: ExitStatus,
    pub printed: String,
    pub said: String,
}

impl Running {
    /// Starts a server on a free port and waits until it is ready.
    pub fn start(command: Command, said: &Path) -> Self {
        let mut running = Self::spawn(command, said);
        running.ready();
        let said = std::fs::read_to_string(said).unwrap();
        assert!(!running.host.is_empty(), "no address was printed: {said}");
        running
    }

    /// Starts a server without waiting for it.
    pub fn spawn(mut command: Command, said: &Path) -> Self {
        let errors = File::options().create(true).append(true).open(said).unwrap();
        command.args(["serve", "--listen", "127.0.0.1:0"]).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let printed = BufReader::new(child.stdout.take().unwrap());
        Self { child, printed, said: said.to_owned(), host: String::new() }
    }

    /// Reads the address, or finds that there is none.
    pub fn ready(&mut self) {
        let mut url = String::new();
        self.printed.read_line(&mut url).unwrap();
        let host = url.trim().strip_prefix("http://").and_then(|rest| rest.split('/').next());
        self.host = host.unwrap_or_default().to_owned();
    }

    /// Process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A sender to this server.
    pub fn sender(&self) -> Sender {
        Sender::to(&self.host)
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub fn kill(mut self) -> Ended {
        self.child.kill().unwrap();
        self.end()
    }

    /// Asks it to end, without waiting.
    pub fn terminate(&self) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Asks it to end and waits.
    pub fn stop(self) -> Ended {
        self.terminate();
        self.end()
    }

    /// Waits for its end.
    pub fn end(mut self) -> Ended {
        let status = self.child.wait().unwrap();
        let mut printed = String::new();
        self.printed.read_to_string(&mut printed).unwrap();
        let said = std::fs::read_to_string(&self.said).unwrap();
        Ended { status, printed, said }
    }

    /// Most memory it ever had, in MiB.
    pub fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1_024
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both do nothing to a process that was waited for already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Keeps a connection to a server, as a one-stop system does.
pub struct Sender {
    agent: ureq::Agent,
    host: String,
    /// The session of whoever signed in.
    cookie: String,
}

/// An answer that arrived whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub text: String,
}

impl Sender {
    /// A sender to a host and port, past any proxy of the environment.
    pub fn to(host: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
        let agent = config.timeout_global(Some(PATIENCE)).build().into();
        Self { agent, host: host.to_owned(), cookie: String::new() }
    }

    /// Posts a body; [`None`] if no whole answer came, so that the sender knows nothing.
    pub fn try_post(&self, path: &str, kind: &str, body: impl AsRef<[u8]>) -> Option<Answer> {
        let request = self.agent.post(format!("http://{}{path}", self.host));
        Answer::read(request.content_type(kind).send(body.as_ref()).ok()?)
    }

    /// Posts a body.
    pub fn post(&self, path: &str, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        self.try_post(path, kind, body).expect("an answer")
    }

    /// Posts JSON to the national address.
    pub fn call(&self, body: &Value) -> Answer {
        self.post("/dongbo", JSON, body.to_string())
    }

    /// Sends a header with a call.
    pub fn post_with(&self, path: &str, (name, value): (&str, &str), body: &str) -> Answer {
        let request = self.agent.post(format!("http://{}{path}", self.host));
        let request = request.content_type(JSON).header(name, value);
        Answer::read(request.send(body).unwrap()).expect("an answer")
    }

    /// A page, as whoever is signed in sees it.
    pub fn get(&self, path: &str) -> Answer {
        let request = self.agent.get(format!("http://{}{path}", self.host));
        Answer::read(request.header("cookie", &self.cookie).call().unwrap()).unwrap()
    }

    /// Signs in and keeps the session; gives the status.
    pub fn sign_in(&mut self, account: &str, password: &str) -> u16 {
        let form = [("tai-khoan", account), ("mat-khau", password)];
        let request = self.agent.post(format!("http://{}/dang-nhap", self.host));
        let response = request.config().max_redirects(0).build().send_form(form).unwrap();
        if let Some(cookie) = response.headers().get("set-cookie") {
            let text = cookie.to_str().unwrap();
            text.split(';').next().unwrap().clone_into(&mut self.cookie);
        }
        response.status().as_u16()
    }

    /// State of a dossier as `TraCuuHoSo` tells it.
    pub fn look_up(&self, number: &str) -> Option<String> {
        let answer = self.call(&json!({ "service": "TraCuuHoSo", "mahoso": number })).json();
        answer["result"][0]["TrangThaiHoSo"].as_str().map(str::to_owned)
    }
}

impl Answer {
    fn read(mut response: ureq::http::Response<ureq::Body>) -> Option<Self> {
        let headers = format!("{:?}", response.headers());
        let body = response.body_mut().with_config().limit(256 << 20).read_to_string();
        Some(Self { status: response.status().as_u16(), headers, text: body.ok()? })
    }

    /// The text as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// `error_code` of each item.
    pub fn codes(&self) -> Vec<String> {
        let json = self.json();
        let items = json["result"].as_array().unwrap_or_else(|| panic!("{}", self.text)).iter();
        items.map(|item| item["error_code"].as_str().unwrap().to_owned()).collect()
    }
}

/// The envelope around items.
pub fn envelope(service: &str, updating: bool, items: &[Value]) -> Value {
    let updating = if updating { "True" } else { "False" };
    json!({ "madonvi": "H55", "service": service, "isUpdating": updating, "data": items })
}

/// A connection on which a post is written piece by piece.
pub struct Wire(pub TcpStream);

impl Wire {
    /// Sends the head of a post whose body is to have `length` bytes.
    pub fn open(host: &str, path: &str, kind: &str, length: usize) -> Self {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\n");
        write!(stream, "{head}Content-Length: {length}\r\n\r\n").unwrap();
        Self(stream)
    }

    /// Sends a piece of the body.
    pub fn write(&mut self, piece: &[u8]) {
        self.0.write_all(piece).unwrap();
    }

    /// The first line of the answer.
    pub fn status(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(&mut self.0).read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Sends nothing more, and waits until the server has let go as well.
    pub fn hang_up(mut self) -> String {
        self.0.shutdown(Shutdown::Write).unwrap();
        let mut rest = Vec::new();
        // A server that resets the connection has let go, too.
        drop(self.0.read_to_end(&mut rest));
        String::from_utf8_lossy(&rest).into_owned()
    }
}

/// A live feed being read.
pub struct Feed(BufReader<TcpStream>);

impl Feed {
    /// Opens the feed of an address.
    pub fn open(host: &str, path: &str) -> Self {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        Self(BufReader::new(stream))
    }

    /// Everything up to and with the next event of a kind.
    pub fn until(&mut self, kind: &str) -> String {
        let (wanted, mut seen, mut found) = (format!("event: {kind}"), String::new(), false);
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the feed ended: {seen}");
            seen.push_str(&line);
            found |= line.trim_end() == wanted;
            if found && line.trim_end().is_empty() {
                return seen;
            }
        }
    }
}
