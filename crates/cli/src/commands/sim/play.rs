//! A simulated world played against a running server, at its own speed or at another.

use std::net::ToSocketAddrs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chiso_sim::World;
use chiso_sim::calls::{Call, Dialect, calls};
use chiso_sim::files::{History, Table as SimTable, ndjson};
use serde::Serialize;
use serde_json::Value;
use ureq::Agent;

use crate::args::{Args, Sim};
use crate::failure::Failure;
use crate::output::{Table, print};
use crate::progress;
use crate::tell::say;

/// Lines of one request of a table.
const LINES: usize = 5_000;

/// How often a server that is busy is asked again, and how long it is left alone each time.
const TRIES: usize = 60;
const PATIENCE: Duration = Duration::from_secs(1);

/// No answer takes longer.
const TIMEOUT: Duration = Duration::from_secs(120);

/// What became of items of one kind.
#[derive(Debug, Serialize)]
struct Sent {
    what: String,
    sent: u64,
    taken: u64,
    refused: u64,
}

/// Sends everything.
pub fn play(args: &Args, world: &World, asked: &Sim, to: &str) -> Result<ExitCode, Failure> {
    let client = Client::new(to, asked.yes_remote)?;
    let records = [SimTable::Services, SimTable::Publications];
    let records = records.into_iter().chain([SimTable::Petitions, SimTable::AgencyFigures]);
    let records = records.chain([SimTable::Procedures]);
    let mut sent = Vec::new();
    for table in records {
        sent.push(client.table(world, table)?);
    }
    sent.push(client.calls(world, asked.speed)?);
    // A rating is of a dossier that was handled; its national call is not public.
    sent.push(client.table(world, SimTable::Ratings)?);
    let columns =
        [("cli-item", false), ("cli-sent", true), ("cli-taken", true), ("cli-refused", true)];
    let mut table = Table::of(args.lang, &columns);
    for row in &sent {
        let numbers = [row.sent, row.taken, row.refused].map(|number| number.to_string());
        table.rows.push([row.what.clone()].into_iter().chain(numbers).collect());
    }
    print(args, &sent, &table)?;
    Ok(ExitCode::SUCCESS)
}

impl Sent {
    /// Counts what an answer says: a receipt of a table, or the envelope of a call of one item. A
    /// dossier that exists already (code 3) was taken in like any other.
    fn count(&mut self, answer: &Value) {
        let number = |key: &str| answer[key].as_u64();
        if let (Some(received), Some(refused)) = (number("received"), number("quarantined")) {
            self.sent += received;
            self.refused += refused;
            self.taken += received.saturating_sub(refused);
            return;
        }
        let code = match &answer["error_code"] {
            Value::String(code) => code.parse().ok(),
            code => code.as_i64(),
        };
        self.sent += 1;
        *(if matches!(code, Some(0 | 3)) { &mut self.taken } else { &mut self.refused }) += 1;
    }
}

struct Client {
    agent: Agent,
    address: String,
}

impl Client {
    fn new(to: &str, remote: bool) -> Result<Self, Failure> {
        let address = to.trim_end_matches('/').to_owned();
        let host = address.strip_prefix("http://").filter(|host| !host.contains('/'));
        let wrong = || Failure::usage(say("fail-address").plain("address", to));
        let mut hosts = host.ok_or_else(wrong)?.to_socket_addrs().map_err(|_| wrong())?;
        if !remote && !hosts.all(|host| host.ip().is_loopback()) {
            return Err(Failure::usage(say("fail-remote").plain("address", to)));
        }
        let config = Agent::config_builder();
        let config = config.timeout_global(Some(TIMEOUT)).http_status_as_error(false).build();
        Ok(Self { agent: config.into(), address })
    }

    fn table(&self, world: &World, table: SimTable) -> Result<Sent, Failure> {
        let path = format!("/api/v1/intake/{}", table.name());
        let mut sent = Sent { what: table.name().to_owned(), sent: 0, taken: 0, refused: 0 };
        let mut lines = ndjson(world, table, History::All).peekable();
        while lines.peek().is_some() {
            let body: String = lines.by_ref().take(LINES).collect();
            self.post(&path, "application/x-ndjson", &body, &mut sent)?;
        }
        Ok(sent)
    }

    fn calls(&self, world: &World, speed: u64) -> Result<Sent, Failure> {
        let mut sent = Sent { what: "calls".to_owned(), sent: 0, taken: 0, refused: 0 };
        let mut pace = Pace::new(speed);
        let bar = progress::of_items(0, &self.address);
        for call in calls(world, Dialect::V2, world.events()) {
            pace.wait(&call);
            self.post("/dongbo", "application/json", &call.body, &mut sent)?;
            bar.inc_length(1);
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(sent)
    }

    /// Sends a body, again if the server is too busy.
    fn post(&self, path: &str, kind: &str, body: &str, sent: &mut Sent) -> Result<(), Failure> {
        let address = format!("{}{path}", self.address);
        let failed = |error: ureq::Error| {
            Failure::failed(say("fail-send").plain("address", &address).plain("reason", error))
        };
        for _ in 0..TRIES {
            let request = self.agent.post(&address).content_type(kind);
            let mut answer = request.send(body).map_err(failed)?;
            let status = answer.status();
            // An answer that is read to its end leaves the connection for the next request.
            let body = answer.body_mut().read_to_vec().map_err(failed)?;
            if status != ureq::http::StatusCode::SERVICE_UNAVAILABLE {
                sent.count(&serde_json::from_slice(&body).unwrap_or_default());
                return Ok(());
            }
            std::thread::sleep(PATIENCE);
        }
        let said = say("fail-send").plain("address", &address).with("reason", say("store-busy"));
        Err(Failure::failed(said))
    }
}

/// Keeps the distance between calls, as many times faster as is asked for.
struct Pace {
    speed: u64,
    begun: Instant,
    first: Option<i64>,
}

impl Pace {
    fn new(speed: u64) -> Self {
        Self { speed, begun: Instant::now(), first: None }
    }

    fn wait(&mut self, call: &Call) {
        let first = *self.first.get_or_insert(call.at);
        let since = u64::try_from(call.at - first).unwrap_or(0);
        if let Some(milliseconds) = since.saturating_mul(1000).checked_div(self.speed) {
            let due = Duration::from_millis(milliseconds);
            std::thread::sleep(due.saturating_sub(self.begun.elapsed()));
        }
    }
}
